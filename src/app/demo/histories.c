/* histories.c: see histories.h. The events go through the register's own rules; nothing here writes a row of history by hand. */
#include "app/demo/histories.h"
#include "app/demo/rng.h"
#include "features/population/events.h"

enum { PEOPLE_FOR_ONE = 200, HOUSEHOLDS_MAX = 2000, SKIPPED = 3, KNOWN_DAYS = 900 };

struct teller {
    struct ctx ctx; /* with a clock and an officer of its own */
    const struct demo_cast *cast;
    struct rng rng;
    int64_t today_ms;
    int events;
};

static bool in_cast(const struct demo_cast *cast, int64_t person_id)
{
    const struct demo_actor *actors[] = {&cast->renter, &cast->landlord,  &cast->family[0], &cast->family[1], &cast->family[2], &cast->family[3], &cast->inn_keeper,
                                         &cast->elder,  &cast->traveller, &cast->fifteen,   &cast->thirteen,  &cast->mother,    &cast->dead};

    for (size_t i = 0; i < ARRAY_LEN(actors); i++)
        if (actors[i]->person_id == person_id)
            return true;
    return false;
}

static void days_ago(struct teller *teller, int days) { teller->ctx.now_ms = teller->today_ms - days * (int64_t)MS_PER_DAY; }

static struct event_note note(const char *evidence, const char *reason)
{
    return (struct event_note){.on = DAY_NONE, .approved_by = 1, .evidence = str_of(evidence), .reason = str_of(reason)};
}

/* What the register refuses did not happen. */
#define BOOK(teller, call)                                                                                              \
    ({                                                                                                                  \
        struct db_tx AUTO(db_tx_end) book_tx = {0};                                                                     \
        TRY(db_tx_begin(&(teller)->ctx, DB_WRITE, &book_tx));                                                           \
        enum err book_err = (call);                                                                                     \
        if (book_err == OK)                                                                                             \
            TRY(db_tx_commit(&book_tx));                                                                                \
        if (book_err != OK && book_err != ERR_INVALID && book_err != ERR_CONFLICT)                                      \
            return book_err;                                                                                            \
        (teller)->ctx.fault = (struct fault){0};                                                                        \
        (teller)->events += book_err == OK;                                                                             \
        book_err == OK;                                                                                                 \
    })

static enum err supplement(struct teller *teller, const struct household_person *member)
{
    static const char *const groups[] = {"O", "O", "B", "A", "AB", "O+"};
    struct ctx *ctx = &teller->ctx;
    struct correction blood = {S("blood_group"), STR_NONE, str_of(groups[rng_below(&teller->rng, (int)ARRAY_LEN(groups))])};
    struct correction_event event = {.note = note("Phiếu xét nghiệm (mô phỏng)", "Bổ sung theo đề nghị của công dân"), .person_id = member->person_id,
                                     .kind = CORRECTION_SUPPLEMENT, .corrections = &blood, .corrections_count = 1};

    days_ago(teller, rng_between(&teller->rng, 60, 300));
    BOOK(teller, population_register_correction(ctx, &event, NULL));
    return OK;
}

/* A name that was typed wrongly when it was corrected, noticed a week later, and corrected again. */
static enum err misspell(struct teller *teller, const struct household_person *member)
{
    struct ctx *ctx = &teller->ctx;
    struct correction other = {S("other_names"), STR_NONE, arena_join(ctx->arena, S("Bé "), member->full_name)};
    struct correction_event event = {.note = note("Giấy khai sinh bản chính (mô phỏng)", "Ghi tên gọi khác theo giấy khai sinh"), .person_id = member->person_id,
                                     .kind = CORRECTION_SUPPLEMENT, .corrections = &other, .corrections_count = 1};
    struct undo_event undo = {.note = note("", "Ghi nhầm người: tên gọi này của em ruột")};
    int days = rng_between(&teller->rng, 40, 200);

    days_ago(teller, days);
    if (!BOOK(teller, population_register_correction(ctx, &event, &undo.event_id)))
        return OK;
    days_ago(teller, days - 7);
    BOOK(teller, population_register_undo(ctx, &undo, NULL));
    return OK;
}

static enum err another_head(struct teller *teller, int64_t household_id, const struct household_person *members, int count)
{
    struct ctx *ctx = &teller->ctx;
    struct head_event event = {.note = note("Biên bản họp hộ gia đình (mô phỏng)", "Các thành viên thống nhất cử chủ hộ mới"), .household_id = household_id};

    days_ago(teller, rng_between(&teller->rng, 20, 300));
    for (int i = 1; i < count && !event.head_id; i++)
        if (day_age(members[i].birth, day_of_ms(ctx->now_ms)) >= 25)
            event.head_id = members[i].person_id;
    if (event.head_id)
        BOOK(teller, population_register_head(ctx, &event, NULL));
    return OK;
}

/* An old member dies; for one in three the next day shows that it was somebody of the same name. */
static enum err bury(struct teller *teller, const struct household_person *members, int count)
{
    struct ctx *ctx = &teller->ctx;
    struct undo_event undo = {.note = note("", "Ghi nhầm người cùng họ tên, cùng năm sinh")};

    for (int i = 0; i < count; i++) {
        if (day_age(members[i].birth, day_of_ms(teller->today_ms)) < 72)
            continue;
        int days = rng_between(&teller->rng, 10, 120);
        days_ago(teller, days);
        struct death_event event = {.note = note("Giấy báo tử (mô phỏng)", ""), .person_id = members[i].person_id};
        if (BOOK(teller, population_register_dead(ctx, &event, &undo.event_id)) && rng_chance(&teller->rng, 333)) {
            days_ago(teller, days - 1);
            BOOK(teller, population_register_undo(ctx, &undo, NULL));
        }
        return OK;
    }
    return OK;
}

static enum err give_birth(struct teller *teller, int64_t unit_id, const struct household_person *members, int count)
{
    struct ctx *ctx = &teller->ctx;
    struct person mother;

    days_ago(teller, rng_between(&teller->rng, 5, 200));
    struct day today = day_of_ms(ctx->now_ms);
    for (int i = 0; i < count; i++) {
        int age = day_age(members[i].birth, today);
        if (!members[i].female || age < 21 || age > 38)
            continue;
        TRY(person_get(ctx, members[i].person_id, &mother));
        if (!mother.spouse_id)
            continue;
        struct str rest = mother.full_name, family = str_cut(&rest, ' ');
        bool female = rng_chance(&teller->rng, 480);
        struct birth_event event = {
            .note = {.on = DAY_NONE, .unit_id = unit_id, .evidence = S("Giấy chứng sinh (mô phỏng)")},
            .full_name = arena_join(ctx->arena, family, female ? S(" Bảo An") : S(" Gia Khang")),
            .birth = {today.n - rng_between(&teller->rng, 2, 40)},
            .female = female,
            .ethnicity = mother.ethnicity,
            .birth_place = S("Trạm y tế xã"),
            .hometown = mother.hometown,
            .father_id = mother.spouse_id,
            .mother_id = mother.person_id,
            .home_with = mother.person_id,
            .home_from = DAY_NONE,
        };
        BOOK(teller, population_register_birth(ctx, &event, NULL, NULL));
        return OK;
    }
    return OK;
}

static enum err tell(struct teller *teller, const struct demo_commune_staff *staff, int64_t household_id, int which)
{
    struct ctx *ctx = &teller->ctx;
    struct household_person *members;
    int count;

    ctx->now_ms = teller->today_ms;
    TRY(household_members(ctx, household_id, &members, &count));
    for (int i = 0; i < count; i++)
        if (in_cast(teller->cast, members[i].person_id))
            return OK;
    for (int i = 0; i < count; i++) /* the register knew them before their story begins */
        TRY(db_exec(ctx, NULL, "UPDATE person SET updated_ms = $2 WHERE person_id = $1 AND version = 1", DB_I64(members[i].person_id),
                    DB_I64(teller->today_ms - KNOWN_DAYS * (int64_t)MS_PER_DAY)));
    ctx->actor.account_id = staff->officer.account_id;
    ctx->actor.officer_id = staff->officer.officer_id;
    switch (which % 6) {
    case 0: return give_birth(teller, staff->unit_id, members, count);
    case 1: return supplement(teller, &members[rng_below(&teller->rng, count)]);
    case 2: return another_head(teller, household_id, members, count);
    case 3: return misspell(teller, &members[rng_below(&teller->rng, count)]);
    case 4: return bury(teller, members, count);
    default: TRY(supplement(teller, &members[0])); return give_birth(teller, staff->unit_id, members, count);
    }
}

static enum err households_of(struct ctx *ctx, int64_t unit_id, int most, int64_t *ret_ids, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    int count = 0;

    TRY(db_query(ctx, &rows, "SELECT household_id FROM household WHERE unit_id = $1 AND closed_ms IS NULL ORDER BY household_id LIMIT $2", DB_I64(unit_id),
                 DB_I64(most)));
    while (db_next(&rows))
        ret_ids[count++] = db_i64(&rows, 0);
    *ret_count = count;
    return db_rows_end(&rows);
}

enum err demo_histories(struct ctx *ctx, const struct demo_cast *cast, const struct demo_staff *staff, int64_t people, uint64_t seed, int *ret_events)
{
    struct arena AUTO(arena_done) arena;
    struct teller teller = {.ctx = *ctx, .cast = cast, .rng = {.state = seed ^ UINT64_C(0x5eed0b11)}, .today_ms = ctx->now_ms};
    int64_t wanted = people / PEOPLE_FOR_ONE, ids[64];
    int left = (int)(wanted > HOUSEHOLDS_MAX ? HOUSEHOLDS_MAX : wanted), told = 0;

    arena_init(&arena, 0);
    teller.ctx.arena = &arena;
    for (int c = 0; c < staff->communes_count && left > 0; c++) {
        int share = left / (staff->communes_count - c) + 1, count;
        if (share > (int)ARRAY_LEN(ids) - SKIPPED)
            share = (int)ARRAY_LEN(ids) - SKIPPED;
        TRY(households_of(ctx, staff->communes[c].unit_id, share + SKIPPED, ids, &count));
        for (int i = SKIPPED; i < count && left > 0; i++, left--) {
            enum err err = tell(&teller, &staff->communes[c], ids[i], told++);
            if (err != OK)
                return fault_set(ctx, err, arena_str(ctx->arena, teller.ctx.fault.code), STR_NONE, arena_str(ctx->arena, teller.ctx.fault.text),
                                 arena_str(ctx->arena, teller.ctx.fault.detail));
            arena_reset(&arena);
        }
    }
    *ret_events = teller.events;
    return OK;
}
