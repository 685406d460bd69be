/* life_dossiers.c: see life_dossiers.h. One dossier's life is played before the next begins; the cast of the stories is left alone, so that a visitor can live them. */
#include "app/demo/life_dossiers.h"
#include "app/demo/rng.h"
#include "features/agency/calendar_load.h"
#include "features/document/document.h"
#include "features/dossier/dossier.h"
#include "features/population/events.h"
#include "platform/json/json.h"

enum { DAYS = 90, LATELY_DAYS = 5, LEFT_OPEN = 500 /* of those that came lately, per mille */ };

struct citizen {
    int64_t person_id, unit_id;
};
struct play {
    struct ctx *ctx;
    struct rng rng;
    const struct demo_cast *cast;
    const struct demo_staff *staff;
    struct document paper; /* one invented paper, kept once */
    int64_t today_ms;
    struct citizen *mothers, *others;
    int mothers_count, others_count, mothers_next, others_next;
};

static const char paper_pdf[] = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
                                "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
                                "4 0 obj<</Length 96>>stream\nBT /F1 18 Tf 72 760 Td (GIAY TO HO TICH - MO PHONG) Tj 0 -30 Td (Synthetic document, demo only) Tj ET  \nendstream endobj\n"
                                "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R/Size 6>>\n%%EOF\n";

static bool of_the_cast(const struct demo_cast *cast, int64_t id)
{
    const struct demo_actor *actors[] = {&cast->renter, &cast->landlord, &cast->family[0], &cast->family[1], &cast->inn_keeper, &cast->elder, &cast->traveller, &cast->mother,
                                         &cast->fifteen, &cast->thirteen, &cast->dead};
    for (size_t i = 0; i < ARRAY_LEN(actors); i++)
        if (actors[i]->person_id == id)
            return true;
    return false;
}

/* People at home; the order by the last digits mixes communes and ages. */
static enum err find(struct play *play, bool mothers, int wanted, struct citizen **ret_rows, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct day today = day_of_ms(play->today_ms);
    struct citizen *list = arena_array(play->ctx->arena, struct citizen, (size_t)wanted + 1);
    int count = 0;

    TRY(db_query(play->ctx, &rows,
                 "SELECT p.person_id, r.unit_id FROM person p JOIN residence r ON r.person_id = p.person_id AND r.kind = 'permanent' AND r.valid_to IS NULL "
                 "WHERE p.status = 'alive' AND p.birth_date BETWEEN $1 AND $2 AND ($3 = 0 OR (p.sex = 'female' AND p.spouse_id IS NOT NULL)) "
                 "ORDER BY (p.person_id * 6151) % 1000003, p.person_id LIMIT $4",
                 DB_STR(day_iso(play->ctx->arena, day_add_months(today, mothers ? -38 * 12 : -70 * 12))), DB_STR(day_iso(play->ctx->arena, day_add_months(today, -22 * 12))),
                 DB_I64(mothers), DB_I64(wanted)));
    while (db_next(&rows))
        if (!of_the_cast(play->cast, db_i64(&rows, 0)))
            list[count++] = (struct citizen){db_i64(&rows, 0), db_i64(&rows, 1)};
    *ret_rows = list;
    *ret_count = count;
    return db_rows_end(&rows);
}

static const struct demo_commune_staff *staff_of(const struct play *play, int64_t unit_id)
{
    for (int i = 0; i < play->staff->communes_count; i++)
        if (play->staff->communes[i].unit_id == unit_id)
            return &play->staff->communes[i];
    return NULL;
}

static void act_as(struct play *play, const struct demo_officer *officer)
{
    play->ctx->actor.officer_id = officer->officer_id;
    play->ctx->actor.account_id = officer->account_id;
    play->ctx->actor.person_id = 0;
    play->ctx->actor.name = officer->name;
}

static void act_as_citizen(struct play *play, const struct person *person)
{
    play->ctx->actor.officer_id = 0;
    play->ctx->actor.account_id = 0;
    play->ctx->actor.person_id = person->person_id;
    play->ctx->actor.name = person->full_name;
}

/* --- forms ------------------------------------------------------------------------------------------------------------------------------- */
static struct str form_of(struct play *play, enum effect effect, const struct person *owner, int64_t at_ms)
{
    static const char *const girls[] = {"An Nhiên", "Gia Linh", "Khánh Ngọc", "Bảo Hân"}, *const boys[] = {"Minh Khang", "Gia Huy", "Đức Anh", "Bảo Long"};
    static const char *const groups[] = {"A", "B", "AB", "O"};
    struct ctx *ctx = play->ctx;
    struct json_out json;
    struct buf buf;

    buf_init(&buf, ctx->arena, 256);
    json_out_init(&json, &buf);
    json_begin_object(&json);
    if (effect == EFFECT_BIRTH) {
        bool female = rng_chance(&play->rng, 485);
        struct str surname = owner->full_name, given = str_of(female ? girls[rng_below(&play->rng, ARRAY_LEN(girls))] : boys[rng_below(&play->rng, ARRAY_LEN(boys))]);
        surname = str_cut(&surname, ' ');
        json_put_str(&json, S("child_name"), arena_printf(ctx->arena, "%.*s %.*s", STR_ARG(surname), STR_ARG(given)));
        json_put_str(&json, S("child_birth"), day_iso(ctx->arena, (struct day){day_of_ms(at_ms).n - rng_between(&play->rng, 2, 50)}));
        json_put_str(&json, S("child_sex"), female ? S("female") : S("male"));
        json_put_str(&json, S("child_ethnicity"), owner->ethnicity);
        json_put_str(&json, S("birth_place"), S("Bệnh viện mô phỏng, tỉnh Gia Lai"));
        json_put_str(&json, S("hometown"), owner->hometown);
        json_put_str(&json, S("other_parent"), S("spouse"));
    } else if (effect == EFFECT_DATA_CORRECTION) {
        json_put_str(&json, S("what"), S("blood_group"));
        json_put_str(&json, S("new_blood_group"), str_of(groups[rng_below(&play->rng, ARRAY_LEN(groups))]));
        json_put_str(&json, S("reason"), S("Theo phiếu xét nghiệm mô phỏng"));
    } else if (effect == EFFECT_CORRECTION) {
        json_put_str(&json, S("kind"), S("correct"));
        json_put_str(&json, S("what"), S("birth_place"));
        json_put_str(&json, S("new_birth_place"), S("Trạm y tế mô phỏng, tỉnh Gia Lai"));
        json_put_str(&json, S("reason"), S("Giấy khai sinh mô phỏng ghi nơi sinh khác"));
    } else {
        json_put_str(&json, S("scope"), S("household"));
        json_put_str(&json, S("purpose"), S("Làm hồ sơ nhập học cho con"));
    }
    json_put_str(&json, S("phone"), S("0900000000"));
    json_end_object(&json);
    json_out_done(&json);
    return buf_str(&buf);
}

static enum err attach(struct play *play, const struct procedure *procedure, int64_t owner_id, int64_t draft_id)
{
    for (int i = 0; i < procedure->papers_count; i++) {
        struct document doc = play->paper;
        if (!procedure->papers[i].required)
            continue;
        doc.document_id = 0;
        doc.kind = S("upload");
        doc.paper = procedure->papers[i].code;
        doc.title = procedure->papers[i].name.vi;
        doc.owner_person_id = owner_id;
        doc.draft_id = draft_id;
        TRY(document_insert(play->ctx, &doc));
    }
    return OK;
}

/* --- one dossier --------------------------------------------------------------------------------------------------------------------------- */
/* A working morning; what comes before 15:00 is decided on the same day. */
static int64_t morning(struct play *play)
{
    struct day day;

    do
        day.n = day_of_ms(play->today_ms).n - rng_below(&play->rng, DAYS);
    while (!calendar_is_working_day(calendar_find(S("vn")), day) || ms_of_day(day, 8 * 60) >= play->today_ms);
    return ms_of_day(day, rng_between(&play->rng, 7 * 60 + 30, 8 * 60)) + rng_below(&play->rng, 60000);
}

static bool at(struct play *play, int64_t at_ms)
{
    if (at_ms >= play->today_ms)
        return false;
    play->ctx->now_ms = at_ms;
    return true;
}

/* Received and examined by one officer, decided by another. */
static enum err decide(struct play *play, struct dossier *d, const struct demo_commune_staff *s, int64_t at_ms)
{
    bool civil = str_eq(d->procedure->agency_kind, S("committee"));

    if (!at(play, at_ms + rng_between(&play->rng, 20, 60) * (int64_t)MS_PER_MINUTE) || (rng_chance(&play->rng, LEFT_OPEN) && day_of_ms(at_ms).n >= day_of_ms(play->today_ms).n - LATELY_DAYS))
        return OK;
    act_as(play, civil ? &s->justice : &s->officer);
    TRY(dossier_receive(play->ctx, d));
    TRY(dossier_hand_over(play->ctx, d, S("decide"), S("Hồ sơ đủ, đề nghị quyết định")));
    if (!at(play, at_ms + rng_between(&play->rng, 90, 240) * (int64_t)MS_PER_MINUTE))
        return OK;
    act_as(play, civil ? &s->chair : &s->head);
    return dossier_approve(play->ctx, d, STR_NONE);
}

static enum err live(struct play *play, const struct procedure *procedure, const struct citizen *citizen, const struct demo_commune_staff *s, int64_t at_ms)
{
    AUTO(db_tx_end) struct db_tx tx = {0};
    struct person owner;
    struct dossier d;
    bool repeated;

    play->ctx->now_ms = at_ms;
    TRY(db_tx_begin(play->ctx, DB_WRITE, &tx));
    TRY(person_get(play->ctx, citizen->person_id, &owner));
    struct dossier_submission submission = {
        .procedure = procedure,
        .channel = CHANNEL_ONLINE,
        .unit_id = citizen->unit_id,
        .owner_person_id = owner.person_id,
        .owner_phone = S("0900000000"),
        .form = form_of(play, procedure->effect, &owner, at_ms),
        .draft_id = db_new_id(),
    };
    submission.idempotency_key = arena_printf(play->ctx->arena, "doi-song-%lld", (long long)submission.draft_id);
    act_as_citizen(play, &owner);
    TRY(attach(play, procedure, owner.person_id, submission.draft_id));
    TRY(dossier_submit(play->ctx, &submission, &d, &repeated));
    TRY(decide(play, &d, s, at_ms));
    return db_tx_commit(&tx);
}

static enum err one(struct play *play)
{
    static const char *const slugs[] = {"dang-ky-khai-sinh", "xac-nhan-thong-tin-cu-tru", "dieu-chinh-thong-tin-dan-cu", "thay-doi-cai-chinh-ho-tich"};
    int kind = rng_below(&play->rng, 100), which = kind < 45 ? 0 : kind < 70 ? 1 : kind < 90 ? 2 : 3;
    const struct procedure *procedure = procedure_find(str_of(slugs[which]), day_of_ms(play->today_ms));
    int *next = which == 0 ? &play->mothers_next : &play->others_next, count = which == 0 ? play->mothers_count : play->others_count;

    if (!procedure || *next == count)
        return OK;
    const struct citizen *citizen = &(which == 0 ? play->mothers : play->others)[(*next)++];
    const struct demo_commune_staff *s = staff_of(play, citizen->unit_id);
    if (!s)
        return OK;
    enum err err = live(play, procedure, citizen, s, morning(play));
    if ((err == ERR_INVALID || err == ERR_CONFLICT || err == ERR_NOT_FOUND) && !str_starts(play->ctx->fault.code, S("db."))) { /* the rules refuse this invention */
        play->ctx->fault = (struct fault){0};
        return OK;
    }
    return err;
}

enum err demo_life_dossiers(struct ctx *ctx, struct str data_dir, const struct demo_cast *cast, const struct demo_staff *staff, int64_t count, uint64_t seed)
{
    struct play play = {.ctx = ctx, .rng = {seed ^ 0x11FEC0DE}, .cast = cast, .staff = staff, .today_ms = ctx->now_ms};
    struct arena AUTO(arena_done) scratch;
    struct ctx before = *ctx;
    enum err err = OK;

    arena_init(&scratch, 0);
    if (count <= 0)
        return OK;
    play.paper.file_name = S("giay-to-mo-phong.pdf");
    TRY(document_keep(ctx, data_dir, &play.paper, (struct str){paper_pdf, sizeof paper_pdf - 1}));
    TRY(find(&play, true, (int)count, &play.mothers, &play.mothers_count));
    TRY(find(&play, false, (int)count, &play.others, &play.others_count));
    for (int64_t i = 0; i < count && err == OK; i++) {
        ctx->arena = &scratch;
        err = one(&play);
        ctx->arena = before.arena;
        if (err == OK)
            arena_reset(&scratch);
    }
    if (err != OK) /* what went wrong outlives the scratch */
        ctx->fault = (struct fault){.err = ctx->fault.err, .code = arena_str(ctx->arena, ctx->fault.code), .field = arena_str(ctx->arena, ctx->fault.field), .text = arena_str(ctx->arena, ctx->fault.text),
                                    .detail = arena_str(ctx->arena, ctx->fault.detail)};
    ctx->now_ms = before.now_ms;
    ctx->actor = before.actor;
    return err;
}
