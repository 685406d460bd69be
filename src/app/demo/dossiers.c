/* dossiers.c: invented dossiers through the real rules. One dossier's whole life is played before the next begins; what
 * would happen after today has not happened: those stand open in the work lists. Some days before "today" are quiet, as
 * in life: nights, weekends and Tết bring few. */
#include "app/demo/dossiers.h"
#include "app/demo/rng.h"
#include "features/agency/calendar_load.h"
#include "features/document/document.h"
#include "features/dossier/dossier.h"
#include "features/population/population.h"

enum { DAYS = 92, BATCH = 100, SUPPLEMENT = 90, REFUSE = 35, WITHDRAW = 15, LATE = 40, FORGOTTEN = 9, LOOKED_AT = 200 /* per mille */ };

struct movers { /* people who can file: adults at home in the province */
    int64_t *person_ids, *unit_ids;
    int count, next;
};
struct play {
    struct ctx *ctx;
    struct rng rng;
    const struct demo_cast *cast;
    const struct demo_staff *staff;
    struct movers movers;
    struct document scan; /* one invented rental contract, kept once */
    int64_t today_ms;
    int64_t made, refused_by_rule;
};

static void act_as(struct play *play, const struct demo_officer *officer)
{
    play->ctx->actor.officer_id = officer->officer_id;
    play->ctx->actor.account_id = officer->account_id;
    play->ctx->actor.person_id = 0;
    play->ctx->actor.name = officer->name;
}

static void act_as_citizen(struct play *play, int64_t person_id, struct str name)
{
    play->ctx->actor.officer_id = 0;
    play->ctx->actor.account_id = 0;
    play->ctx->actor.person_id = person_id;
    play->ctx->actor.name = name;
}

/* --- what the play needs
 * ----------------------------------------------------------------------------------------------------------- */

static enum err find_movers(struct play *play, int64_t wanted)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct movers *m = &play->movers;
    struct str newest = day_iso(play->ctx->arena, day_add_months(day_of_ms(play->today_ms), -22 * 12));
    struct str oldest = day_iso(play->ctx->arena, day_add_months(day_of_ms(play->today_ms), -60 * 12));

    m->person_ids = arena_array(play->ctx->arena, int64_t, (size_t)wanted);
    m->unit_ids = arena_array(play->ctx->arena, int64_t, (size_t)wanted);
    /* Nobody twice, nobody who has a temporary place already; the order by the last digits mixes communes and ages. */
    TRY(db_query(
        play->ctx, &rows,
        "SELECT p.person_id, r.unit_id FROM person p JOIN residence r ON r.person_id = p.person_id AND r.kind = "
        "'permanent' AND r.valid_to IS NULL "
        "WHERE p.status = 'alive' AND p.birth_date BETWEEN $1 AND $2 AND NOT EXISTS (SELECT 1 FROM residence t WHERE "
        "t.person_id = p.person_id AND "
        "t.kind = 'temporary' AND t.valid_to IS NULL) ORDER BY (p.person_id * 7919) % 1000003, p.person_id LIMIT $3",
        DB_STR(oldest), DB_STR(newest), DB_I64(wanted)));
    while (db_next(&rows)) {
        m->person_ids[m->count] = db_i64(&rows, 0);
        m->unit_ids[m->count++] = db_i64(&rows, 1);
    }
    return db_rows_end(&rows);
}

static const char scan_pdf[] =
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
    "4 0 obj<</Length 105>>stream\nBT /F1 18 Tf 72 760 Td (HOP DONG THUE NHA - MO PHONG) Tj 0 -30 Td (Synthetic "
    "document, demo only) Tj ET           \nendstream endobj\n"
    "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R/Size 6>>\n%%EOF\n";

/* --- times
 * ----------------------------------------------------------------------------------------------------------------------------
 */
static int64_t pick_time(struct play *play)
{
    struct day day;
    int minute;

    do {
        day.n = day_of_ms(play->today_ms).n - rng_below(&play->rng, DAYS);
        minute = rng_chance(&play->rng, 850) ? rng_between(&play->rng, 7 * 60 + 30, 17 * 60)
                                             : rng_between(&play->rng, 17 * 60, 23 * 60 + 30);
    } while (ms_of_day(day, minute) >= play->today_ms || (weekday_of(day) >= SATURDAY && rng_chance(&play->rng, 800)));
    return ms_of_day(day, minute) + rng_below(&play->rng, 60000);
}

static int64_t counter_time(struct play *play)
{
    const struct calendar *calendar = calendar_find(S("vn"));

    for (;;) {
        int64_t at_ms = pick_time(play);
        if (minute_of_ms(at_ms) < 16 * 60 + 30 && calendar_is_working_day(calendar, day_of_ms(at_ms)))
            return at_ms;
    }
}

/* Some working minutes later, in working time: roughly, by skipping nights and days off. */
static int64_t later(struct play *play, int64_t from_ms, int min_minutes, int max_minutes)
{
    const struct calendar *calendar = calendar_find(S("vn"));
    int left = rng_between(&play->rng, min_minutes, max_minutes);
    struct day day = day_of_ms(from_ms);
    int minute = minute_of_ms(from_ms);

    for (;;) {
        if (minute < 450)
            minute = 450;
        if (!calendar_is_working_day(calendar, day) || minute >= 1020) {
            day.n++;
            minute = 450;
            continue;
        }
        if (minute + left < 1020)
            return ms_of_day(day, minute + left) + rng_below(&play->rng, 60000);
        left -= 1020 - minute;
        day.n++;
        minute = 450;
    }
}

/* --- one dossier
 * ----------------------------------------------------------------------------------------------------------------------
 */
static struct str form_of(struct play *play, enum effect effect, int64_t unit_id, int64_t at_ms)
{
    static const char *const streets[] = {"Hùng Vương",          "Lê Lợi",          "Trần Phú",
                                          "Nguyễn Huệ",          "Phan Đình Phùng", "Wừu",
                                          "Cách Mạng Tháng Tám", "Quang Trung",     "Hai Bà Trưng"};
    struct arena *arena = play->ctx->arena;
    struct day from = {day_of_ms(at_ms).n + rng_below(&play->rng, 5)},
               until = day_add_months(from, rng_between(&play->rng, 3, 23));
    const char *street = streets[rng_below(&play->rng, (int)ARRAY_LEN(streets))];
    int number = rng_between(&play->rng, 1, 320);

    if (effect == EFFECT_ABSENCE)
        return arena_printf(
            arena,
            "{\"group\":\"other\",\"destination\":\"Khu công nghiệp mô phỏng, tỉnh Đồng "
            "Nai\",\"from\":\"%.*s\",\"until\":\"%.*s\",\"reason\":\"Đi làm xa\",\"phone\":\"0900000000\"}",
            STR_ARG(day_iso(arena, from)), STR_ARG(day_iso(arena, day_add_months(from, 14))));
    if (effect == EFFECT_PERMANENT)
        return arena_printf(arena,
                            "{\"unit\":\"%ld\",\"address\":\"%d "
                            "%s\",\"dwelling\":\"owned\",\"household\":\"new\",\"phone\":\"0900000000\"}",
                            (long)unit_id, number, street);
    return arena_printf(arena,
                        "{\"unit\":\"%ld\",\"address\":\"%d %s\",\"dwelling\":\"rented\",\"owner_name\":\"Chủ nhà mô "
                        "phỏng\",\"from\":\"%.*s\",\"until\":\"%.*s\",\"reason\":\"work\",\"phone\":\"0900000000\"}",
                        (long)unit_id, number, street, STR_ARG(day_iso(arena, from)), STR_ARG(day_iso(arena, until)));
}

static enum err attach_scan(struct play *play, const struct procedure *procedure, int64_t owner_id, int64_t draft_id)
{
    for (int i = 0; i < procedure->papers_count; i++) {
        const struct paper *paper = &procedure->papers[i];
        if (!paper->required || paper->required_if_field.len)
            continue;
        struct document doc = play->scan;
        doc.document_id = 0;
        doc.kind = S("upload");
        doc.paper = paper->code;
        doc.title = paper->name.vi;
        doc.owner_person_id = owner_id;
        doc.draft_id = draft_id;
        TRY(document_insert(play->ctx, &doc));
    }
    return OK;
}

/* Sets the clock of the play; false when that moment has not come yet. */
static bool at(struct play *play, int64_t at_ms)
{
    if (at_ms >= play->today_ms)
        return false;
    play->ctx->now_ms = at_ms;
    return true;
}

static enum err supplement(struct play *play, const struct demo_commune_staff *s, struct dossier *d,
                           const struct person *owner, int64_t *at_ms, bool *ret_ended)
{
    struct dossier_defect defect = {
        .target = S("file:proof_of_dwelling"), .reason = S("unreadable"), .note = S("Ảnh mờ, xin chụp lại cả trang")};
    int64_t draft_id = db_new_id();

    *ret_ended = true;
    if (!d->procedure->papers_count || !at(play, *at_ms))
        return OK;
    act_as(play, &s->officer);
    TRY(dossier_ask_supplement(play->ctx, d, &defect, 1, S("Xin bổ sung một lần")));
    *at_ms += rng_between(&play->rng, 3, 120) * (int64_t)MS_PER_HOUR;
    if (rng_chance(&play->rng, 120) || !at(play, *at_ms)) /* some never answer */
        return OK;
    act_as_citizen(play, owner->person_id, owner->full_name);
    TRY(attach_scan(play, d->procedure, owner->person_id, draft_id));
    TRY(dossier_supplement(play->ctx, d, S(""), draft_id));
    *at_ms = later(play, *at_ms, 60, 900);
    *ret_ended = false;
    return OK;
}

static enum err decide(struct play *play, const struct demo_commune_staff *s, struct dossier *d, int64_t at_ms)
{
    if (rng_chance(&play->rng, FORGOTTEN)) /* lies on a desk: overdue without an apology, what a leader must see */
        return OK;
    if (rng_chance(&play->rng, LATE)) { /* late: an apology with one new date, then the decision */
        int64_t late_ms = later(play, d->due_ms, 30, 400);
        struct day promised = {day_of_ms(late_ms).n + 2};
        while (!calendar_is_working_day(calendar_find(S("vn")), promised))
            promised.n++;
        if (!at(play, late_ms))
            return OK;
        act_as(play, &s->head);
        TRY(dossier_reappoint(play->ctx, d, promised, S("Phải xác minh thêm với chủ chỗ ở")));
        at_ms = later(play, late_ms, 200, 900);
    }
    if (!at(play, at_ms))
        return OK;
    act_as(play, &s->head);
    enum err err;
    if (rng_chance(&play->rng, REFUSE)) {
        err = dossier_refuse(play->ctx, d, S("Chỗ ở không đủ điều kiện đăng ký theo quy định"));
    } else {
        err = dossier_approve(play->ctx, d, S(""));
        if (err == OK && d->state == DOSSIER_DONE && at(play, later(play, at_ms, 5, 300)))
            err = dossier_return_result(play->ctx, d);
    }
    return err;
}

static enum err life(struct play *play, const struct dossier_submission *submission, const struct demo_commune_staff *s,
                     const struct person *owner, int64_t at_ms)
{
    struct dossier d;
    bool repeated, ended;

    play->ctx->now_ms = at_ms;
    if (submission->channel == CHANNEL_ONLINE)
        act_as_citizen(play, owner->person_id, owner->full_name);
    else
        act_as(play, &s->officer);
    TRY(dossier_submit(play->ctx, submission, &d, &repeated));
    at_ms = later(play, at_ms, 5, 200);
    if (submission->channel == CHANNEL_ONLINE && rng_chance(&play->rng, WITHDRAW) && at(play, at_ms)) {
        act_as_citizen(play, owner->person_id, owner->full_name);
        return dossier_withdraw(play->ctx, &d, S("Khai nhầm địa chỉ, sẽ nộp lại"));
    }
    if (submission->channel == CHANNEL_ONLINE) {
        if (!at(play, at_ms))
            return OK;
        act_as(play, &s->officer);
        TRY(dossier_receive(play->ctx, &d));
    }
    at_ms = later(play, at_ms, 30, 500);
    if (rng_chance(&play->rng, SUPPLEMENT)) {
        TRY(supplement(play, s, &d, owner, &at_ms, &ended));
        if (ended && d.state == DOSSIER_SUPPLEMENT)
            return OK;
        if (ended && !at(play, at_ms))
            return OK;
    }
    return decide(play, s, &d, at_ms);
}

static const struct demo_commune_staff *staff_of(const struct play *play, int64_t unit_id, const struct demo_commune_staff *otherwise)
{
    for (int i = 0; i < play->staff->communes_count; i++)
        if (play->staff->communes[i].unit_id == unit_id)
            return &play->staff->communes[i];
    return otherwise;
}

static enum err one(struct play *play)
{
    static const char *const slugs[] = {"dang-ky-tam-tru", "dang-ky-thuong-tru", "khai-bao-tam-vang"};
    int kind = rng_below(&play->rng, 100),
        which = kind < 68   ? 0
                : kind < 88 ? 1
                            : 2,
        channel = rng_below(&play->rng, 100);
    const struct procedure *procedure = procedure_find(str_of(slugs[which]), day_of_ms(play->today_ms));
    struct dossier_submission submission = {.procedure = procedure,
                                            .channel = channel < 71   ? CHANNEL_ONLINE
                                                       : channel < 96 ? CHANNEL_DIRECT
                                                                      : CHANNEL_POST,
                                            .owner_phone = S("0900000000")};
    const struct demo_commune_staff *s = &play->staff->communes[rng_below(&play->rng, play->staff->communes_count)];
    const int64_t looked_at[] = {play->cast->renter_unit_id, play->cast->family_unit_id, play->cast->lodging_unit_id};
    struct db_tx AUTO(db_tx_end) tx = {0};
    struct person owner;
    int64_t at_ms = submission.channel == CHANNEL_ONLINE ? pick_time(play) : counter_time(play);

    if (play->movers.next == play->movers.count)
        return OK;
    if (rng_chance(&play->rng, LOOKED_AT)) /* the towns whose officers can sign in have full work lists */
        s = staff_of(play, looked_at[rng_below(&play->rng, (int)ARRAY_LEN(looked_at))], s);
    int mover = play->movers.next++;
    if (procedure->effect == EFFECT_ABSENCE) /* at home */
        s = staff_of(play, play->movers.unit_ids[mover], s);
    if (procedure->effect != EFFECT_ABSENCE && s->unit_id == play->movers.unit_ids[mover])
        s = &play->staff->communes[(s - play->staff->communes + 1) % play->staff->communes_count];
    TRY(person_get(play->ctx, play->movers.person_ids[mover], &owner));
    submission.owner_person_id = owner.person_id;
    submission.unit_id = s->unit_id;
    submission.form = form_of(play, procedure->effect, s->unit_id, at_ms);
    submission.draft_id = db_new_id();
    submission.idempotency_key = arena_printf(play->ctx->arena, "mo-phong-%ld", (long)submission.draft_id);
    TRY(db_tx_begin(play->ctx, DB_WRITE, &tx));
    TRY(attach_scan(play, procedure, owner.person_id, submission.draft_id));
    enum err err = life(play, &submission, s, &owner, at_ms);
    if (err == ERR_INVALID ||
        err == ERR_CONFLICT) { /* the rules refuse this invention (a minor child left alone, say): another one then */
        if (str_starts(play->ctx->fault.code, S("db.")))
            return err;
        play->ctx->fault = (struct fault){0};
        play->refused_by_rule++;
        return OK;
    }
    TRY(err);
    play->made++;
    return db_tx_commit(&tx);
}

/* The inn of the cast: guests on most nights, one notice a night, a few of them late. */
static enum err inn(struct play *play)
{
    struct ctx *ctx = play->ctx;
    const struct procedure *procedure = procedure_find(S("thong-bao-luu-tru"), day_of_ms(play->today_ms));

    for (int night = DAYS; night > 0; night--) {
        struct db_tx AUTO(db_tx_end) tx = {0};
        struct day day = {day_of_ms(play->today_ms).n - night};
        struct dossier d;
        struct buf guests;
        bool repeated;
        if (rng_chance(&play->rng, 150))
            continue;
        buf_init(&guests, ctx->arena, 512);
        int64_t arrived_ms = ms_of_day(day, rng_between(&play->rng, 14 * 60, 21 * 60));
        int rooms = rng_between(&play->rng, 1, 6);
        for (int i = 0; i < rooms && play->movers.count; i++) {
            struct person guest;
            TRY(person_get(ctx, play->movers.person_ids[rng_below(&play->rng, play->movers.count)], &guest));
            buf_printf(&guests, "%s%.*s;%.*s;%.*s;Công tác;%ld;%.*s", i ? "\\n" : "", STR_ARG(guest.full_name),
                       STR_ARG(person_number_format(ctx->arena, guest.person_id)),
                       STR_ARG(day_iso(ctx->arena, guest.birth)), (long)arrived_ms,
                       STR_ARG(day_iso(ctx->arena, (struct day){day.n + 1})));
        }
        struct dossier_submission submission = {
            .procedure = procedure,
            .channel = CHANNEL_ONLINE,
            .unit_id = play->cast->lodging_unit_id,
            .owner_person_id = play->cast->inn_keeper.person_id,
            .owner_phone = play->cast->inn_keeper.phone,
            .form = arena_printf(ctx->arena, "{\"place\":\"%ld\",\"guests\":\"%.*s\"}",
                                 (long)play->cast->lodging_place_id, STR_ARG(buf_str(&guests))),
            .idempotency_key = arena_printf(ctx->arena, "luu-tru-%d", day.n)};
        ctx->now_ms = arrived_ms + rng_between(&play->rng, 2, 110) * (int64_t)MS_PER_MINUTE;
        act_as_citizen(play, play->cast->inn_keeper.person_id, play->cast->inn_keeper.full_name);
        TRY(db_tx_begin(ctx, DB_WRITE, &tx));
        enum err err = dossier_submit(ctx, &submission, &d, &repeated);
        if (err == ERR_INVALID || err == ERR_CONFLICT) {
            ctx->fault = (struct fault){0};
            continue;
        }
        TRY(err);
        play->made++;
        TRY(db_tx_commit(&tx));
    }
    return OK;
}

static enum err play_all(struct play *play, struct ctx *caller, int64_t count, db_progress progress, void *arg)
{
    struct arena AUTO(arena_done) scratch;
    struct arena *kept = play->ctx->arena;

    arena_init(&scratch, 0);
    for (int64_t done = 0; done < count;) {
        struct db_tx AUTO(db_tx_end) tx = {0};
        TRY(db_tx_begin(play->ctx, DB_WRITE, &tx));
        for (int i = 0; i < BATCH && done < count; i++, done++) {
            play->ctx->arena = &scratch;
            enum err err = one(play);
            play->ctx->arena = kept;
            if (err != OK) {
                *caller = *play->ctx;
                caller->arena = kept;
                return err;
            }
        }
        TRY(db_tx_commit(&tx));
        arena_reset(&scratch);
        progress(arg, done, count);
    }
    return OK;
}

enum err demo_dossiers(struct ctx *ctx, struct str data_dir, const struct demo_cast *cast,
                       const struct demo_staff *staff, int64_t count, uint64_t seed, db_progress progress, void *arg)
{
    struct play play = {.ctx = ctx, .rng = {seed ^ 0xD05511E5}, .cast = cast, .staff = staff, .today_ms = ctx->now_ms};
    struct ctx before = *ctx;

    play.scan.file_name = S("hop-dong-thue-nha-mo-phong.pdf");
    TRY(document_keep(ctx, data_dir, &play.scan, (struct str){scan_pdf, sizeof scan_pdf - 1}));
    TRY(find_movers(&play, count));
    enum err err = play_all(&play, ctx, count, progress, arg);
    if (err == OK)
        err = inn(&play);
    ctx->now_ms = before.now_ms;
    ctx->actor = before.actor;
    return err;
}
