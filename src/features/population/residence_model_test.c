/* residence_model_test.c: random lives against a naive model in memory: whatever happens, everybody alive has one permanent residence and at most one temporary
 * one, every open household has exactly one head, and history has no day twice. */
#include "features/population/people_test.h"

enum { PEOPLE = 24, STEPS = 900, HOUSES = 400 };

struct soul {
    int64_t id;
    struct day birth;
    bool dead;
    int64_t home_unit, home_household; /* permanent */
    int64_t temporary_unit;
    struct day temporary_from, temporary_until;
    struct day since; /* permanent residence from */
};

struct world {
    struct db_fixture *fixture;
    struct soul souls[PEOPLE];
    uint64_t seed;
    int refused, done;
};

static const int64_t units[] = {QUY_NHON, PLEIKU, IA_GRAI};

static int pick(struct world *w, int below)
{
    w->seed = w->seed * 6364136223846793005u + 1442695040888963407u;
    return (int)((w->seed >> 33) % (uint64_t)below);
}

static void expect_one(struct world *w, const char *what, int64_t got)
{
    (void)w;
    cr_assert_eq(got, 0, "%s: %lld", what, (long long)got);
}

#define NONE_OF(w, what, sql)                                                                                           \
    do {                                                                                                                \
        struct db_rows AUTO(db_rows_done) none_rows = {0};                                                              \
        DB_OK((w)->fixture, db_one(&(w)->fixture->ctx, &none_rows, "SELECT count(*) FROM (" sql ") bad"));             \
        expect_one((w), (what), db_i64(&none_rows, 0));                                                                 \
    } while (0)

static void check_invariants(struct world *w)
{
    NONE_OF(w, "open households without exactly one head",
            "SELECT h.household_id FROM household h LEFT JOIN household_member m ON m.household_id = h.household_id AND m.valid_to IS NULL "
            "WHERE h.closed_ms IS NULL GROUP BY h.household_id HAVING count(*) FILTER (WHERE m.is_head) <> 1");
    NONE_OF(w, "closed households with members",
            "SELECT h.household_id FROM household h JOIN household_member m ON m.household_id = h.household_id AND m.valid_to IS NULL "
            "WHERE h.closed_ms IS NOT NULL");
    NONE_OF(w, "heads whose relation says otherwise", "SELECT 1 FROM household_member WHERE is_head <> (relation = 'head')");
    NONE_OF(w, "living people without one permanent residence",
            "SELECT p.person_id FROM person p LEFT JOIN residence r ON r.person_id = p.person_id AND r.kind = 'permanent' AND r.valid_to IS NULL "
            "WHERE p.status = 'alive' GROUP BY p.person_id HAVING count(r.residence_id) <> 1");
    NONE_OF(w, "people with two open temporary residences",
            "SELECT person_id FROM residence WHERE kind = 'temporary' AND valid_to IS NULL GROUP BY person_id HAVING count(*) > 1");
    NONE_OF(w, "days of history told twice",
            "SELECT 1 FROM residence a JOIN residence b ON a.person_id = b.person_id AND a.kind = b.kind AND a.residence_id < b.residence_id "
            "AND COALESCE(a.valid_to, '9') >= a.valid_from AND COALESCE(b.valid_to, '9') >= b.valid_from "
            "AND a.valid_from <= COALESCE(b.valid_to, '9') AND b.valid_from <= COALESCE(a.valid_to, '9')");
    NONE_OF(w, "permanent residences that disagree with the seat",
            "SELECT 1 FROM residence r JOIN household_member m ON m.person_id = r.person_id AND m.valid_to IS NULL "
            "WHERE r.kind = 'permanent' AND r.valid_to IS NULL AND r.household_id <> m.household_id");
    NONE_OF(w, "ends without a reason or a time", "SELECT 1 FROM residence WHERE valid_to IS NOT NULL AND (end_reason IS NULL OR ended_ms IS NULL)");
}

static void check_model(struct world *w)
{
    struct ctx *ctx = &w->fixture->ctx;
    struct day today = population_today(ctx);

    for (int i = 0; i < PEOPLE; i++) {
        const struct soul *soul = &w->souls[i];
        struct residence residence;
        int64_t household_id;
        enum err err = residence_store_open(ctx, soul->id, false, &residence);
        cr_assert_eq(err, soul->dead ? ERR_NOT_FOUND : OK);
        if (!soul->dead) {
            cr_assert_eq(residence.unit_id, soul->home_unit);
            DB_OK(w->fixture, household_of(ctx, soul->id, &household_id));
            cr_assert_eq(household_id, soul->home_household);
        }
        bool temporary = soul->temporary_unit && soul->temporary_until.n >= today.n && soul->temporary_from.n <= today.n;
        err = residence_current(ctx, soul->id, true, &residence);
        cr_assert_eq(err, temporary ? OK : ERR_NOT_FOUND, "person %d", i);
        if (temporary)
            cr_assert_eq(residence.unit_id, soul->temporary_unit);
    }
}

/* Runs in a transaction as a decision does: a refusal leaves nothing behind. */
#define DECIDE(w, call)                                                                                                 \
    ({                                                                                                                  \
        struct ctx *ctx = &(w)->fixture->ctx;                                                                           \
        struct db_tx AUTO(db_tx_end) tx = {0};                                                                          \
        DB_OK((w)->fixture, db_tx_begin(ctx, DB_WRITE, &tx));                                                           \
        enum err decide_err = (call);                                                                                   \
        if (decide_err == OK)                                                                                           \
            DB_OK((w)->fixture, db_tx_commit(&tx));                                                                     \
        else                                                                                                            \
            cr_assert(decide_err == ERR_INVALID || decide_err == ERR_CONFLICT, "%s %.*s", err_name(decide_err),         \
                      STR_ARG(ctx->fault.detail));                                                                      \
        ctx->fault = (struct fault){0};                                                                                 \
        (w)->done += decide_err == OK;                                                                                  \
        (w)->refused += decide_err != OK;                                                                               \
        decide_err == OK;                                                                                               \
    })

static void move_permanently(struct world *w)
{
    static const char *const relations[] = {"child", "wife", "other", "sibling", "mother"};
    struct permanent_residence event = people_permanent(w->fixture, w->souls[0].id, "head");
    int who[3];
    bool join = pick(w, 2);
    const struct soul *host = &w->souls[pick(w, PEOPLE)];

    event.person_count = 1 + pick(w, 3);
    event.unit_id = join ? host->home_unit : units[pick(w, 3)];
    event.join_household_id = join ? host->home_household : 0;
    for (int i = 0; i < event.person_count; i++) {
        who[i] = pick(w, PEOPLE);
        event.person_ids[i] = w->souls[who[i]].id;
        event.relations[i] = !join && i == 0 ? S("head") : str_of(relations[pick(w, 5)]);
    }
    if (!DECIDE(w, population_register_permanent(ctx, &event)))
        return;
    int64_t household_id;
    DB_OK(w->fixture, household_of(&w->fixture->ctx, event.person_ids[0], &household_id));
    cr_assert(!join || household_id == host->home_household);
    for (int i = 0; i < event.person_count; i++) {
        struct soul *soul = &w->souls[who[i]];
        soul->home_unit = event.unit_id;
        soul->home_household = household_id;
        if (soul->temporary_unit == event.unit_id)
            soul->temporary_unit = 0;
    }
}

static void move_for_a_time(struct world *w)
{
    struct temporary_residence event = people_temporary(w->fixture, w->souls[0].id);
    int who[3];

    event.unit_id = units[pick(w, 3)];
    event.person_count = 1 + pick(w, 3);
    event.until = days_from_now(w->fixture, 20 + pick(w, 720));
    for (int i = 0; i < event.person_count; i++) {
        who[i] = pick(w, PEOPLE);
        event.person_ids[i] = w->souls[who[i]].id;
    }
    if (!DECIDE(w, population_register_temporary(ctx, &event)))
        return;
    for (int i = 0; i < event.person_count; i++) {
        struct soul *soul = &w->souls[who[i]];
        cr_assert(!soul->dead && soul->home_unit != event.unit_id, "the model says this was not allowed");
        soul->temporary_unit = event.unit_id;
        soul->temporary_from = event.from;
        soul->temporary_until = event.until;
    }
}

static void die(struct world *w)
{
    struct soul *soul = &w->souls[pick(w, PEOPLE)];
    struct day death = days_from_now(w->fixture, 0);

    if (DECIDE(w, population_register_death(ctx, soul->id, death, 0)) && !soul->dead) {
        soul->dead = true;
        soul->temporary_unit = soul->temporary_until.n > death.n && soul->temporary_from.n <= death.n ? soul->temporary_unit : 0;
        soul->temporary_until = death;
    }
}

static void live(struct db_fixture *fixture, uint64_t seed)
{
    struct world w = {.fixture = fixture, .seed = seed};
    struct ctx *ctx = &fixture->ctx;

    people_start(fixture);
    for (int i = 0; i < PEOPLE; i += 3) {
        int64_t ids[3];
        for (int k = 0; k < 3; k++) {
            struct soul *soul = &w.souls[i + k];
            soul->birth = ymd(k == 2 ? 2010 + pick(&w, 10) : 1950 + pick(&w, 50), 1 + pick(&w, 12), 1 + pick(&w, 28));
            soul->id = ids[k] = people_add_child(fixture, "Người Mẫu", k == 1, soul->birth, 100 + i + k, k == 2 ? ids[0] : 0, k == 2 ? ids[1] : 0);
            soul->home_unit = units[i % 3];
        }
        int64_t household_id = people_settle(fixture, units[i % 3], "Thôn 1", ids, (const char *const[]){"head", "wife", "child"}, 3);
        for (int k = 0; k < 3; k++)
            w.souls[i + k].home_household = household_id;
    }
    for (int step = 0; step < STEPS; step++) {
        int closed;
        switch (pick(&w, 16)) {
        case 0:
            if (pick(&w, 5) == 0)
                die(&w);
            break;
        case 1: DB_OK(fixture, population_expire_temporary(ctx, 100, &closed)); break;
        case 2: case 3: case 4: case 5: case 6: case 7: move_permanently(&w); break;
        default: move_for_a_time(&w); break;
        }
        check_model(&w);
        if (step % 16 == 0 || step == STEPS - 1)
            check_invariants(&w);
        ctx->now_ms += pick(&w, 20) * (int64_t)MS_PER_DAY / 2;
    }
    cr_assert(w.done > STEPS / 10 && w.refused > 0, "%d done, %d refused", w.done, w.refused);
}

DB_TEST(residence_model, random_lives_keep_the_registers_invariants_1) { live(fixture, 1); }
DB_TEST(residence_model, random_lives_keep_the_registers_invariants_2) { live(fixture, 20250701); }
DB_TEST(residence_model, random_lives_keep_the_registers_invariants_3) { live(fixture, 68); }
