/* tally_test.c: the counters against a slow, obvious second count: a plain list of dossiers that is walked for every question. */
#include "platform/db/db_test_support.h"
#include "features/tally/tally.h"

enum { UNIT_A = 5201, UNIT_B = 5202, PROVINCE = 52, PROCEDURE_1 = 1, PROCEDURE_2 = 2, DOSSIERS_MAX = 400 };

static struct tally_key key_of(int64_t unit, int64_t procedure) { return (struct tally_key){unit, PROVINCE, procedure}; }

static void set_today(struct db_fixture *fixture, struct day day) { fixture->ctx.now_ms = ms_of_day(day, 10 * 60); }

DB_TEST(tally, a_dossier_counts_in_its_commune_and_its_province_for_its_procedure_and_for_all)
{
    struct ctx *ctx = &fixture->ctx;
    struct day day = day_of(2026, 11, 20), due = day_of(2026, 11, 25);
    int month = tally_month_of(day);
    int64_t units[] = {UNIT_A, PROVINCE}, procedures[] = {0, PROCEDURE_1};
    struct tally_line line;

    db_test_migrate(fixture);
    set_today(fixture, day);
    DB_OK(fixture, tally_received(ctx, key_of(UNIT_A, PROCEDURE_1), day, CHANNEL_ONLINE, true, due));
    for (size_t u = 0; u < ARRAY_LEN(units); u++)
        for (size_t p = 0; p < ARRAY_LEN(procedures); p++) {
            DB_OK(fixture, tally_read(ctx, units[u], procedures[p], month, month, &line));
            cr_assert_eq(line.online, 1);
            cr_assert_eq(line.assisted, 1);
            cr_assert_eq(line.pending, 1);
            cr_assert_eq(line.pending_in_time, 1);
            cr_assert(tally_closes(&line));
        }
    DB_OK(fixture, tally_read(ctx, UNIT_A, PROCEDURE_2, month, month, &line));
    cr_assert_eq(tally_total(&line), 0);
}

DB_TEST(tally, a_pending_dossier_becomes_overdue_by_the_passing_of_days_alone)
{
    struct ctx *ctx = &fixture->ctx;
    struct day day = day_of(2026, 11, 20), due = day_of(2026, 11, 25);
    int month = tally_month_of(day);
    struct tally_line line;

    db_test_migrate(fixture);
    DB_OK(fixture, tally_received(ctx, key_of(UNIT_A, PROCEDURE_1), day, CHANNEL_DIRECT, false, due));
    set_today(fixture, due);
    DB_OK(fixture, tally_read(ctx, UNIT_A, 0, month, month, &line));
    cr_assert_eq(line.pending_in_time, 1);
    set_today(fixture, (struct day){due.n + 1});
    DB_OK(fixture, tally_read(ctx, UNIT_A, 0, month, month, &line));
    cr_assert_eq(line.pending_in_time, 0);
    cr_assert_eq(line.pending_overdue, 1);
    set_today(fixture, day_of(2026, 12, 1)); /* a period that is over says nothing about today */
    DB_OK(fixture, tally_read(ctx, UNIT_A, 0, month, month, &line));
    cr_assert_eq(line.pending, 1);
    cr_assert_eq(line.pending_overdue, -1);
}

DB_TEST(tally, a_dossier_decided_by_the_province_itself_is_counted_once)
{
    struct ctx *ctx = &fixture->ctx;
    struct tally_key key = {PROVINCE, PROVINCE, PROCEDURE_1};
    struct day day = day_of(2026, 11, 20);
    int month = tally_month_of(day);
    struct tally_line line;

    db_test_migrate(fixture);
    DB_OK(fixture, tally_received(ctx, key, day, CHANNEL_POST, false, day));
    DB_OK(fixture, tally_moved(ctx, key, WAITING_AGENCY, day, WAITING_SUPPLEMENT, day));
    DB_OK(fixture, tally_ended(ctx, key, day, WAITING_SUPPLEMENT, day, TALLY_WITHDRAWN));
    DB_OK(fixture, tally_read(ctx, PROVINCE, 0, month, month, &line));
    cr_assert_eq(line.post, 1);
    cr_assert_eq(line.withdrawn, 1);
    cr_assert_eq(line.pending, 0);
}

DB_TEST(tally, fewer_open_dossiers_than_none_stops_the_move)
{
    struct ctx *ctx = &fixture->ctx;
    struct day day = day_of(2026, 11, 20);
    AUTO(db_tx_end) struct db_tx tx = {0};

    db_test_migrate(fixture);
    DB_OK(fixture, db_tx_begin(ctx, DB_WRITE, &tx));
    cr_assert_eq(tally_ended(ctx, key_of(UNIT_A, PROCEDURE_1), day, WAITING_AGENCY, day, TALLY_EARLY), ERR_INTERNAL);
    cr_assert(str_eq(ctx->fault.code, S("tally.negative")));
}

/* --- random histories against the obvious count ---------------------------------------------------------------------------- */
struct model {
    struct tally_key key;
    enum channel channel;
    bool assisted, open;
    struct day received, due, ended;
    enum waiting waiting;
    enum tally_end how;
};

static uint32_t random_below(uint64_t *seed, uint32_t bound)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*seed >> 33) % bound;
}

static struct tally_line count_slowly(const struct model *dossiers, int count, int64_t unit, int64_t procedure, int from, int to,
                                      struct day today)
{
    struct tally_line line = {0};

    for (int i = 0; i < count; i++) {
        const struct model *d = &dossiers[i];
        int received = tally_month_of(d->received), ended = d->open ? INT32_MAX : tally_month_of(d->ended);
        if ((unit != PROVINCE && d->key.unit_id != unit) || (procedure && d->key.procedure_id != procedure))
            continue;
        line.carried += received < from && ended >= from;
        line.pending += received <= to && ended > to;
        if (from <= received && received <= to) {
            line.direct += d->channel == CHANNEL_DIRECT;
            line.online += d->channel == CHANNEL_ONLINE;
            line.post += d->channel == CHANNEL_POST;
            line.assisted += d->assisted;
        }
        if (from <= ended && ended <= to) {
            line.early += d->how == TALLY_EARLY;
            line.on_time += d->how == TALLY_ON_TIME;
            line.late += d->how == TALLY_LATE;
            line.refused += d->how == TALLY_REFUSED;
            line.withdrawn += d->how == TALLY_WITHDRAWN;
        }
        if (d->open) {
            line.waiting_supplement += d->waiting == WAITING_SUPPLEMENT;
            line.waiting_payment += d->waiting == WAITING_PAYMENT;
            line.pending_in_time += d->waiting == WAITING_AGENCY && d->due.n >= today.n;
            line.pending_overdue += d->waiting == WAITING_AGENCY && d->due.n < today.n;
        }
    }
    return line;
}

static void assert_same(struct tally_line fast, struct tally_line slow, bool today)
{
    if (!today)
        slow.pending_in_time = slow.pending_overdue = slow.waiting_supplement = slow.waiting_payment = -1;
    slow.supplement_asked = fast.supplement_asked;
    slow.apologies = fast.apologies;
    cr_assert_arr_eq(&fast, &slow, sizeof fast);
    cr_assert(tally_closes(&fast), "received = resolved + pending + refused + withdrawn");
    if (today)
        cr_assert_eq(fast.pending, fast.pending_in_time + fast.pending_overdue + fast.waiting_supplement + fast.waiting_payment);
}

static void play(struct db_fixture *fixture, struct model *dossiers, int *count, uint64_t *seed, struct day today)
{
    struct ctx *ctx = &fixture->ctx;
    struct model *d = &dossiers[random_below(seed, (uint32_t)*count + 1)];

    if (d == &dossiers[*count]) {
        *d = (struct model){.key = key_of(random_below(seed, 2) ? UNIT_A : UNIT_B, random_below(seed, 2) + 1),
                            .channel = (enum channel)(1 + random_below(seed, 3)), .assisted = random_below(seed, 4) == 0,
                            .open = true, .received = today, .due = {today.n + (int32_t)random_below(seed, 20)}};
        (*count)++;
        DB_OK(fixture, tally_received(ctx, d->key, today, d->channel, d->assisted, d->due));
        return;
    }
    if (!d->open)
        return;
    if (random_below(seed, 2)) {
        enum waiting to = (enum waiting)random_below(seed, 3);
        struct day due = {today.n + (int32_t)random_below(seed, 20)};
        DB_OK(fixture, tally_moved(ctx, d->key, d->waiting, d->due, to, due));
        d->waiting = to;
        d->due = due;
        return;
    }
    d->open = false;
    d->ended = today;
    d->how = (enum tally_end)random_below(seed, 5);
    DB_OK(fixture, tally_ended(ctx, d->key, today, d->waiting, d->due, d->how));
}

static void recount(struct ctx *ctx, const struct model *dossiers, int count, struct tally_recount **ret_recount)
{
    struct tally_recount *fresh = tally_recount_begin(ctx);

    for (int i = 0; i < count; i++) {
        const struct model *d = &dossiers[i];
        tally_recount_received(fresh, d->key, d->received, d->channel, d->assisted, 1);
        if (d->open)
            tally_recount_open(fresh, d->key, d->waiting, d->due, 1);
        else
            tally_recount_ended(fresh, d->key, d->ended, d->how, 1);
    }
    *ret_recount = fresh;
}

DB_TEST(tally, the_identities_close_after_random_histories_and_agree_with_the_slow_count)
{
    static struct model dossiers[DOSSIERS_MAX + 1];
    struct ctx *ctx = &fixture->ctx;
    uint64_t seed = 20261121;
    struct day today = day_of(2026, 9, 1);
    int count = 0;
    AUTO(db_tx_end) struct db_tx tx = {0};

    db_test_migrate(fixture);
    DB_OK(fixture, db_tx_begin(ctx, DB_WRITE, &tx));
    for (int step = 0; step < 1500 && count < DOSSIERS_MAX; step++) {
        if (step % 15 == 0)
            today.n++;
        play(fixture, dossiers, &count, &seed, today);
    }
    DB_OK(fixture, db_tx_commit(&tx));
    set_today(fixture, today);

    int64_t units[] = {UNIT_A, UNIT_B, PROVINCE}, procedures[] = {0, PROCEDURE_1, PROCEDURE_2};
    int first = tally_month_of(day_of(2026, 9, 1)), last = tally_month_of(today);
    for (int from = first - 1; from <= last; from++)
        for (int to = from; to <= last + 1; to++)
            for (int p = 0; p < 3; p++) {
                struct tally_line lines[3], one;
                bool reaches = from <= last && last <= to;
                DB_OK(fixture, tally_read_units(ctx, units, 3, procedures[p], from, to, lines));
                for (int u = 0; u < 3; u++) {
                    assert_same(lines[u], count_slowly(dossiers, count, units[u], procedures[p], from, to, today), reaches);
                    DB_OK(fixture, tally_read(ctx, units[u], procedures[p], from, to, &one));
                    cr_assert_arr_eq(&one, &lines[u], sizeof one);
                }
            }
    struct tally_line by_procedure[3], months[12];
    DB_OK(fixture, tally_read_procedures(ctx, PROVINCE, procedures, 3, first, last, by_procedure));
    for (int p = 0; p < 3; p++)
        assert_same(by_procedure[p], count_slowly(dossiers, count, PROVINCE, procedures[p], first, last, today), true);
    DB_OK(fixture, tally_read_months(ctx, PROVINCE, 0, first, last, months));
    int64_t received = 0;
    for (int m = first; m <= last; m++)
        received += tally_received_in_period(&months[m - first]);
    cr_assert_eq(received, count);

    /* nothing differs; after damage exactly the damaged cells do; storing mends it */
    struct tally_recount *fresh;
    struct tally_difference *differences;
    int shown;
    int64_t total;
    recount(ctx, dossiers, count, &fresh);
    DB_OK(fixture, tally_recount_check(ctx, fresh, 10, &differences, &shown, &total));
    cr_assert_eq(total, 0);
    DB_OK(fixture, db_exec(ctx, NULL, "UPDATE tally_month SET received_online = received_online + 7 WHERE unit_id = $1 AND procedure_id = 0",
                           DB_I64(UNIT_A)));
    DB_OK(fixture, tally_recount_check(ctx, fresh, 1, &differences, &shown, &total));
    cr_assert_gt(total, 1);
    cr_assert_eq(shown, 1);
    cr_assert_eq(differences[0].stored, differences[0].counted + 7);
    cr_assert(str_eq(differences[0].counter, S("received_online")));
    struct db_tx again AUTO(db_tx_end) = {0};
    DB_OK(fixture, db_tx_begin(ctx, DB_WRITE, &again));
    DB_OK(fixture, tally_recount_store(ctx, fresh));
    DB_OK(fixture, db_tx_commit(&again));
    DB_OK(fixture, tally_recount_check(ctx, fresh, 10, &differences, &shown, &total));
    cr_assert_eq(total, 0);
    DB_OK(fixture, tally_tidy(ctx, (struct day){today.n + 1000}));
    DB_OK(fixture, tally_recount_check(ctx, fresh, 10, &differences, &shown, &total));
    cr_assert_eq(total, 0);
}
