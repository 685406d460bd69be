/* demography_test.c: random histories against a naive count over the rows of the register: any unit, any day, after any change; and old units through succession. */
#include "features/demography/internal.h"
#include "platform/db/db_test_support.h"

enum { PROVINCE_A = 1, PROVINCE_B, OLD_PROVINCE, OLD_DISTRICT, FIRST_COMMUNE = 11, COMMUNES = 4, WENT_WHOLE = 21, WAS_DIVIDED, OLD_B, PEOPLE_MAX = 400, HAMLETS = 3 };

struct soul {
    int64_t person_id;
    struct day birth, death;
    int64_t unit_id, hamlet_id; /* now; 0: none */
    struct day since;
    int64_t household_id;
};
struct world {
    struct db_fixture *fixture;
    struct ctx *ctx;
    struct soul souls[PEOPLE_MAX];
    int count;
    uint64_t seed;
    int64_t households;
};

static int pick(struct world *w, int below)
{
    w->seed = w->seed * 6364136223846793005u + 1442695040888963407u;
    return (int)((w->seed >> 33) % (uint64_t)below);
}
static struct day today(struct world *w) { return day_of_ms(w->ctx->now_ms); }
/* From that day until today; the day itself when it is still to come. */
static struct day random_day(struct world *w, struct day from) { return from.n >= today(w).n ? from : (struct day){from.n + pick(w, today(w).n - from.n + 1)}; }
#define RUN(w, sql, ...) DB_OK((w)->fixture, db_exec((w)->ctx, NULL, sql, ##__VA_ARGS__))

static void unit_add(struct world *w, int64_t id, const char *level, int64_t parent_id, int64_t province_id, const char *from, const char *to)
{
    RUN(w, "INSERT INTO unit (unit_id, code, level, kind, name, name_folded, parent_id, province_id, valid_from, valid_to) VALUES ($1, $2, $3, 'X', $2, $2, $4, $5, $6, $7)",
        DB_I64(id), DB_STR(arena_printf(w->ctx->arena, "%lld", (long long)id)), DB_STR(str_of(level)), db_i64_or_null(parent_id), DB_I64(province_id), DB_STR(str_of(from)),
        db_str_or_null(str_of(to)));
}
static void link_add(struct world *w, int64_t from, int64_t to, const char *extent)
{
    RUN(w, "INSERT INTO unit_succession (old_id, new_id, extent, effective_on) VALUES ($1, $2, $3, '2025-07-01')", DB_I64(from), DB_I64(to), DB_STR(str_of(extent)));
}

/* Communes 11, 12 in province A, 13, 14 in B. Until 30 June 2025: 21 went wholly into 11, 22 was divided between 11 and 12, 23 went wholly into 13. */
static void world_start(struct world *w, struct db_fixture *fixture)
{
    *w = (struct world){.fixture = fixture, .ctx = &fixture->ctx, .seed = 20261121};
    db_test_migrate(fixture);
    unit_add(w, PROVINCE_A, "province", 0, PROVINCE_A, "2025-07-01", NULL);
    unit_add(w, PROVINCE_B, "province", 0, PROVINCE_B, "2025-07-01", NULL);
    unit_add(w, OLD_PROVINCE, "province", 0, OLD_PROVINCE, "", "2025-06-30");
    unit_add(w, OLD_DISTRICT, "district", OLD_PROVINCE, OLD_PROVINCE, "", "2025-06-30");
    for (int i = 0; i < COMMUNES; i++)
        unit_add(w, FIRST_COMMUNE + i, "commune", i < 2 ? PROVINCE_A : PROVINCE_B, i < 2 ? PROVINCE_A : PROVINCE_B, "2025-07-01", NULL);
    unit_add(w, WENT_WHOLE, "commune", OLD_DISTRICT, OLD_PROVINCE, "", "2025-06-30");
    unit_add(w, WAS_DIVIDED, "commune", OLD_DISTRICT, OLD_PROVINCE, "", "2025-06-30");
    unit_add(w, OLD_B, "commune", OLD_PROVINCE, OLD_PROVINCE, "", "2025-06-30");
    link_add(w, WENT_WHOLE, 11, "full");
    link_add(w, WAS_DIVIDED, 11, "partial");
    link_add(w, WAS_DIVIDED, 12, "partial");
    link_add(w, OLD_B, 13, "full");
    for (int64_t h = 1; h <= HAMLETS; h++)
        RUN(w, "INSERT INTO hamlet (hamlet_id, unit_id, kind, name, name_folded) VALUES ($1, 11, 'Thôn', $2, $2)", DB_I64(h),
            DB_STR(arena_printf(w->ctx->arena, "%lld", (long long)h)));
}

/* --- what happens; each with an event, as the register writes it -------------------------------------------------------------------------- */
static void event_add(struct world *w, int64_t person_id, int64_t household_id)
{
    int64_t id = db_new_id();

    RUN(w, "INSERT INTO register_event (event_id, kind, happened_on, recorded_ms) VALUES ($1, 'correction', '2026-01-01', $2)", DB_I64(id), DB_I64(w->ctx->now_ms));
    RUN(w, "INSERT INTO register_event_subject (subject_id, event_id, role, touched) VALUES ($1, $2, 'subject', 1)", DB_I64(person_id), DB_I64(id));
    if (household_id)
        RUN(w, "INSERT INTO register_event_subject (subject_id, event_id, role, touched) VALUES ($1, $2, 'household', 1)", DB_I64(household_id), DB_I64(id));
}

static void stay_add(struct world *w, struct soul *s, const char *kind, int64_t unit_id, int64_t hamlet_id, struct day from, struct day expires)
{
    RUN(w, "INSERT INTO residence (residence_id, person_id, kind, unit_id, hamlet_id, address, valid_from, expires_on, recorded_ms) VALUES ($1, $2, $3, $4, $5, 'x', $6, $7, $8)",
        DB_I64(db_new_id()), DB_I64(s->person_id), DB_STR(str_of(kind)), DB_I64(unit_id), db_i64_or_null(hamlet_id), DB_DAY(w->ctx, from), DB_DAY(w->ctx, expires),
        DB_I64(w->ctx->now_ms));
}
static void stay_end(struct world *w, struct soul *s, struct day last, const char *reason)
{
    RUN(w, "UPDATE residence SET valid_to = $2, end_reason = $3, ended_ms = $4 WHERE person_id = $1 AND valid_to IS NULL", DB_I64(s->person_id), DB_DAY(w->ctx, last),
        DB_STR(str_of(reason)), DB_I64(w->ctx->now_ms));
    RUN(w, "UPDATE household_member SET valid_to = $2, ended_ms = $3 WHERE person_id = $1 AND valid_to IS NULL", DB_I64(s->person_id), DB_DAY(w->ctx, last),
        DB_I64(w->ctx->now_ms));
}
static void seat_add(struct world *w, struct soul *s, struct day from)
{
    bool found = w->households > 0 && pick(w, 3);

    s->household_id = 1000000000000 + (found ? 1 + pick(w, (int)w->households) : ++w->households);
    if (!found)
        RUN(w, "INSERT INTO household (household_id, unit_id, hamlet_id, address, created_ms) VALUES ($1, $2, $3, 'x', 1)", DB_I64(s->household_id), DB_I64(s->unit_id),
            db_i64_or_null(s->hamlet_id));
    RUN(w, "INSERT INTO household_member (household_member_id, household_id, person_id, relation, valid_from, recorded_ms) VALUES ($1, $2, $3, 'other', $4, $5)",
        DB_I64(db_new_id()), DB_I64(s->household_id), DB_I64(s->person_id), DB_DAY(w->ctx, from), DB_I64(w->ctx->now_ms));
}

static void settle(struct world *w, struct soul *s, struct day from)
{
    static const int64_t past[] = {WENT_WHOLE, WAS_DIVIDED, OLD_B};
    bool before = from.n < day_of(2025, 7, 1).n && pick(w, 2);

    s->unit_id = before ? past[pick(w, 3)] : FIRST_COMMUNE + pick(w, COMMUNES);
    s->hamlet_id = s->unit_id == FIRST_COMMUNE ? pick(w, HAMLETS + 1) : 0;
    s->since = from;
    stay_add(w, s, "permanent", s->unit_id, s->hamlet_id, from, DAY_NONE);
    seat_add(w, s, from);
}

static void person_add(struct world *w)
{
    static const char *const ethnic[] = {"Kinh", "Gia Rai", "Ba Na"};
    struct soul *s = &w->souls[w->count];
    bool leap = pick(w, 12) == 0;

    *s = (struct soul){.person_id = 52000000000 + w->count, .birth = leap ? day_of(1940 + 4 * pick(w, 21), 2, 29) : random_day(w, day_of(1920, 1, 1)), .death = DAY_NONE};
    w->count++;
    RUN(w, "INSERT INTO person (person_id, full_name, name_folded, birth_date, sex, ethnicity, source, updated_ms) VALUES ($1, 'x', 'x', $2, $3, $4, 'test', 1)",
        DB_I64(s->person_id), DB_DAY(w->ctx, s->birth), DB_STR(str_of(pick(w, 2) ? "male" : "female")), DB_STR(str_of(ethnic[pick(w, 3)])));
    struct day from = pick(w, 2) ? s->birth : random_day(w, s->birth);
    settle(w, s, from);
    event_add(w, s->person_id, s->household_id);
}

static void something(struct world *w)
{
    struct soul *s = &w->souls[pick(w, w->count)];
    int64_t household_id = s->household_id;
    int what = pick(w, 7);

    if (w->count < PEOPLE_MAX && (what == 0 || !day_is_none(s->death))) {
        person_add(w);
        return;
    }
    if (!day_is_none(s->death))
        return;
    if (what <= 2) { /* moves, sometimes with a gap */
        struct day from = random_day(w, (struct day){s->since.n + 1});
        if (from.n > today(w).n)
            return;
        stay_end(w, s, (struct day){from.n - 1}, "moved");
        settle(w, s, (struct day){from.n + (pick(w, 4) ? 0 : pick(w, 20))});
    } else if (what == 3) {
        s->death = random_day(w, s->since);
        stay_end(w, s, s->death, "death");
        RUN(w, "UPDATE person SET status = 'dead', death_date = $2 WHERE person_id = $1", DB_I64(s->person_id), DB_DAY(w->ctx, s->death));
    } else if (what == 4) { /* for a time elsewhere; some expire before they were ended */
        struct day from = random_day(w, s->since);
        RUN(w, "UPDATE residence SET valid_to = expires_on, end_reason = 'expired', ended_ms = 1 WHERE person_id = $1 AND kind = 'temporary' AND valid_to IS NULL", DB_I64(s->person_id));
        stay_add(w, s, "temporary", FIRST_COMMUNE + pick(w, COMMUNES), 0, from, (struct day){from.n + 30 + pick(w, 600)});
    } else if (what == 5) { /* it never was so: taken back, and told otherwise */
        RUN(w, "UPDATE residence SET valid_to = valid_from, end_reason = 'moved', ended_ms = 2, revoked_ms = 2 WHERE person_id = $1 AND valid_to IS NULL", DB_I64(s->person_id));
        RUN(w, "UPDATE household_member SET valid_to = valid_from, ended_ms = 2, revoked_ms = 2 WHERE person_id = $1 AND valid_to IS NULL", DB_I64(s->person_id));
        settle(w, s, s->since);
    } else { /* born on another day, of the other sex */
        s->birth = (struct day){s->birth.n - pick(w, 900)};
        RUN(w, "UPDATE person SET birth_date = $2, sex = CASE WHEN sex = 'male' THEN 'female' ELSE 'male' END WHERE person_id = $1", DB_I64(s->person_id), DB_DAY(w->ctx, s->birth));
    }
    event_add(w, s->person_id, household_id);
    event_add(w, s->person_id, s->household_id);
}

/* --- the naive count ------------------------------------------------------------------------------------------------------------------------- */
static bool in_unit(int64_t asked, int64_t unit_id)
{
    int64_t series = unit_id == WENT_WHOLE ? 11 : unit_id == OLD_B ? 13 : unit_id;

    switch (asked) {
    case PROVINCE_A: return series == 11 || series == 12 || series == WAS_DIVIDED;
    case PROVINCE_B: return series == 13 || series == 14;
    case OLD_PROVINCE: return series == 11 || series == 12 || series == 13 || series == WAS_DIVIDED;
    case OLD_DISTRICT: return series == 11 || series == 12 || series == WAS_DIVIDED;
    default: return series == asked;
    }
}

static void naive_people(struct world *w, int64_t unit_id, int64_t hamlet_id, struct day on, struct demography_figure *f, const struct str *words)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    DB_OK(w->fixture, db_query(w->ctx, &rows,
                               "SELECT r.unit_id, r.hamlet_id, r.kind, r.end_reason, r.valid_to, p.birth_date, p.sex, p.ethnicity FROM residence r JOIN person p ON p.person_id = r.person_id"
                               " WHERE r.revoked_ms IS NULL AND r.valid_from <= $1 AND (r.valid_to IS NULL OR r.valid_to >= $1) AND (r.expires_on IS NULL OR r.expires_on >= $1)",
                               DB_DAY(w->ctx, on)));
    while (db_next(&rows)) {
        int temporary = str_eq(db_str(&rows, 2), S("temporary")), place = 0;
        if (!in_unit(unit_id, db_i64(&rows, 0)) || (hamlet_id && db_i64(&rows, 1) != hamlet_id) || (str_eq(db_str(&rows, 3), S("death")) && db_day(&rows, 4).n == on.n))
            continue;
        int age = db_day(&rows, 5).n > on.n ? 0 : day_age(db_day(&rows, 5), on);
        f->people[temporary][str_eq(db_str(&rows, 6), S("female"))][age >= DEMOGRAPHY_AGES ? DEMOGRAPHY_AGES - 1 : age]++;
        while (!str_eq(words[place], db_str(&rows, 7)))
            place++;
        f->ethnic[temporary][place]++;
    }
    DB_OK(w->fixture, db_rows_end(&rows));
}

static void naive_homes(struct world *w, int64_t unit_id, int64_t hamlet_id, struct day on, struct demography_figure *f)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    DB_OK(w->fixture, db_query(w->ctx, &rows,
                               "SELECT h.unit_id, h.hamlet_id, COUNT(*) FROM household h JOIN household_member m ON m.household_id = h.household_id JOIN person p ON p.person_id = m.person_id"
                               " WHERE m.revoked_ms IS NULL AND m.valid_from <= $1 AND (m.valid_to IS NULL OR m.valid_to >= $1)"
                               " AND NOT (p.death_date IS NOT NULL AND p.death_date = $1 AND m.valid_to = $1) GROUP BY h.household_id, h.unit_id, h.hamlet_id",
                               DB_DAY(w->ctx, on)));
    while (db_next(&rows)) {
        int64_t size = db_i64(&rows, 2);
        if (!in_unit(unit_id, db_i64(&rows, 0)) || (hamlet_id && db_i64(&rows, 1) != hamlet_id))
            continue;
        f->households[(size > DEMOGRAPHY_SIZES ? DEMOGRAPHY_SIZES : size) - 1]++;
        f->household_members += size;
    }
    DB_OK(w->fixture, db_rows_end(&rows));
}

static int64_t grown(const struct demography_figure *a, const struct demography_figure *b)
{
    int64_t change[FLOW_COUNT];

    for (int i = 0; i < FLOW_COUNT; i++)
        change[i] = b->flows[i] - a->flows[i];
    return change[FLOW_BORN] + change[FLOW_ARRIVED] + change[FLOW_NEAR_IN] - change[FLOW_DEAD] - change[FLOW_DEPARTED] - change[FLOW_NEAR_OUT];
}

/* Mostly days on which something happened, or somebody has a birthday: that is where a count goes wrong by one. */
static struct day telling_day(struct world *w, struct day from)
{
    const struct soul *s = &w->souls[pick(w, w->count)];
    struct civil birth = civil_of(s->birth), now = civil_of(today(w));
    struct day day = s->since;

    if (!day_is_none(s->death))
        day = s->death;
    else if (pick(w, 2))
        day = day_of(now.year - 1 - pick(w, 10), birth.month, birth.day > 28 ? 28 : birth.day);
    day.n += pick(w, 3) ? 0 : pick(w, 3) - 1;
    return pick(w, 5) && day.n >= from.n && day.n <= today(w).n ? day : random_day(w, from);
}

static void compare(struct world *w, int64_t unit_id, int64_t hamlet_id)
{
    static struct demography_figure got[2], want;
    struct demography_part *parts;
    struct str words[DEMOGRAPHY_ETHNIC_MAX];
    struct day days[2] = {telling_day(w, day_of(2012, 1, 1)), DAY_NONE};
    int parts_count;

    days[1] = pick(w, 4) ? telling_day(w, days[0]) : today(w);
    enum err err = unit_id < FIRST_COMMUNE ? demography_group(w->ctx, unit_id, days, 2, got, &parts, &parts_count) : demography_commune(w->ctx, unit_id, hamlet_id, days, 2, got);
    if (err == ERR_NOT_FOUND && (hamlet_id || unit_id == WAS_DIVIDED)) /* nobody lived there yet */
        return;
    DB_OK(w->fixture, err);
    DB_OK(w->fixture, demography_words(w->ctx, words));
    for (int i = 0; i < 2; i++) {
        want = (struct demography_figure){0};
        naive_people(w, unit_id, hamlet_id, days[i], &want, words);
        naive_homes(w, unit_id, hamlet_id, days[i], &want);
        memcpy(want.flows, got[i].flows, sizeof want.flows);
        cr_assert(memcmp(&want, &got[i], sizeof want) == 0, "unit %lld hamlet %lld day %d: %lld people, %lld households' members; the register has %lld, %lld", (long long)unit_id,
                  (long long)hamlet_id, days[i].n, (long long)demography_total(&got[i], 0), (long long)got[i].household_members, (long long)demography_total(&want, 0),
                  (long long)want.household_members);
    }
    if (!hamlet_id)
        cr_assert_eq(demography_total(&got[1], 0) - demography_total(&got[0], 0), grown(&got[0], &got[1]), "unit %lld: the flows do not close", (long long)unit_id);
    if (unit_id >= FIRST_COMMUNE)
        return;
    int64_t sum[2] = {0};
    for (int i = 0; i < parts_count; i++)
        sum[0] += parts[i].people[0], sum[1] += parts[i].people[1];
    cr_assert_eq(sum[0], demography_total(&got[1], DEMOGRAPHY_PERMANENT));
    cr_assert_eq(sum[1], demography_total(&got[1], DEMOGRAPHY_TEMPORARY));
}

static void compare_all(struct world *w)
{
    for (int i = 0; i < 3; i++) {
        for (int64_t unit_id = PROVINCE_A; unit_id <= OLD_DISTRICT; unit_id++)
            compare(w, unit_id, 0);
        for (int64_t unit_id = FIRST_COMMUNE; unit_id < FIRST_COMMUNE + COMMUNES; unit_id++)
            compare(w, unit_id, 0);
        compare(w, WAS_DIVIDED, 0);
        compare(w, FIRST_COMMUNE, 1 + pick(w, HAMLETS));
    }
}

static void fold(struct world *w)
{
    bool more = true;
    while (more)
        DB_OK(w->fixture, demography_fold(w->ctx, 3, &more));
}

static void expect_sound(struct world *w)
{
    struct demography_difference differences[8];
    int64_t total, looked_at;

    DB_OK(w->fixture, demography_check(w->ctx, 8, differences, &total, &looked_at));
    cr_assert_eq(total, 0, "%lld of %lld differ, first: unit %lld day %d", (long long)total, (long long)looked_at, (long long)differences[0].unit_id, differences[0].day.n);
    cr_assert_gt(looked_at, 0);
}

DB_TEST(demography, figures_of_any_unit_and_day_are_what_a_count_over_the_register_gives)
{
    static struct world w;

    world_start(&w, fixture);
    RUN(&w, "INSERT INTO demography_mark (name, value) VALUES ('small', 1)"); /* every group keeps its days */
    for (int i = 0; i < 60; i++)
        person_add(&w);
    DB_OK(fixture, demography_recount(w.ctx, NULL, NULL));
    cr_assert_gt(db_test_count(fixture, "demography_day"), 0);
    compare_all(&w);
    for (int round = 0; round < 8; round++) {
        for (int i = 0; i < 25; i++)
            something(&w);
        if (round == 4)
            w.ctx->now_ms += 3 * (int64_t)MS_PER_DAY; /* new days come by themselves */
        fold(&w);
        compare_all(&w);
    }
    expect_sound(&w);
    DB_OK(fixture, demography_recount(w.ctx, NULL, NULL));
    compare_all(&w);
    expect_sound(&w);
    RUN(&w, "DELETE FROM demography_mark WHERE name = 'small'"); /* the same, added up when asked */
    DB_OK(fixture, demography_recount(w.ctx, NULL, NULL));
    cr_assert_eq(db_test_count(fixture, "demography_day"), 0);
    compare_all(&w);
}

DB_TEST(demography, a_broken_figure_is_found_and_made_anew)
{
    static struct world w;
    struct demography_difference differences[4];
    int64_t total, looked_at;
    struct demography_state state;

    world_start(&w, fixture);
    RUN(&w, "INSERT INTO demography_mark (name, value) VALUES ('small', 1)");
    for (int i = 0; i < 20; i++)
        person_add(&w);
    fold(&w);
    expect_sound(&w);
    RUN(&w, "UPDATE demography_day SET figure = $1 WHERE group_id = 1 AND day = $2", DB_BYTES(S("\x02")), DB_I64(today(&w).n));
    DB_OK(fixture, demography_check(w.ctx, 4, differences, &total, &looked_at));
    cr_assert_eq(total, 1);
    cr_assert_eq(differences[0].unit_id, PROVINCE_A);
    cr_assert_eq(differences[0].day.n, today(&w).n);
    DB_OK(fixture, demography_want_recount(w.ctx));
    DB_OK(fixture, demography_state(w.ctx, &state));
    cr_assert_gt(state.stale, 0);
    fold(&w);
    expect_sound(&w);
    DB_OK(fixture, demography_state(w.ctx, &state));
    cr_assert_eq(state.stale, 0);
    cr_assert_eq(state.known_ms, w.ctx->now_ms);
}

Test(demography, damaged_bytes_are_refused)
{
    struct arena arena;
    arena_init(&arena, 0);
    struct ctx ctx = {.arena = &arena};
    struct life items[] = {{.birth = -1000, .from = -1000, .until = LIFE_OPEN, .female = 1, .begin = BEGIN_BORN}, {.birth = 5, .from = 9, .until = 9, .temporary = 1, .hamlet = 1}};
    struct home homes[] = {{3, LIFE_OPEN, 0, 4}};
    int64_t hamlets[] = {77};
    struct lives lives = {hamlets, 1, items, 2, homes, 1}, back;
    struct str bytes = lives_pack(&arena, &lives);

    cr_assert_eq(lives_unpack(&ctx, bytes, &back), OK);
    cr_assert(back.count == 2 && back.home_count == 1 && back.hamlets[0] == 77);
    cr_assert(life_cmp(&back.items[0], &items[0]) == 0 && life_cmp(&back.items[1], &items[1]) == 0 && home_cmp(&back.homes[0], &homes[0]) == 0);
    for (size_t len = 0; len < bytes.len; len++)
        cr_assert_eq(lives_unpack(&ctx, (struct str){bytes.ptr, len}, &back), ERR_INTERNAL, "cut at %zu", len);
    int32_t cells[10] = {0, 0, 5, 0, -3, 0, 0, 0, 0, 0}, read[10];
    struct str figure = group_pack(&arena, cells, 10);
    cr_assert_eq(group_unpack(&ctx, figure, read, 10), OK);
    cr_assert_eq(memcmp(cells, read, sizeof cells), 0);
    for (size_t len = 1; len < figure.len; len++)
        if (group_unpack(&ctx, (struct str){figure.ptr, len}, read, 10) == OK)
            cr_assert_neq(memcmp(cells, read, sizeof cells), 0);
    cr_assert_eq(group_unpack(&ctx, figure, read, 3), ERR_INTERNAL);
    arena_done(&arena);
}
