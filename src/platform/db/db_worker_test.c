/* db_worker_test.c: worker numbers on one PostgreSQL are held by one process at a time; on SQLite they are what the caller says. */
#include "platform/db/db_test_support.h"
#include "platform/db/db_worker.h"
#include <pthread.h>

static int worker_of(int64_t id) { return (int)(id >> 14 & 255); }

DB_TEST(db_worker, two_processes_on_one_database_never_have_the_same_number)
{
    struct ctx *ctx = &fixture->ctx;
    struct db_worker *a, *b;
    int number;

    db_test_migrate(fixture);
    DB_OK(fixture, db_worker_start(ctx, fixture->db, 7, &a));
    number = worker_of(db_new_id());
    if (fixture->kind == DB_SQLITE) {
        cr_assert_eq(number, 7);
        cr_assert_null(a);
        return;
    }
    DB_OK(fixture, db_worker_start(ctx, fixture->db, 7, &b));
    cr_assert_neq(worker_of(db_new_id()), number);
    db_worker_stop(a);
    /* What was given back comes last: 125 others are free. */
    for (int i = 0; i < DB_WORKERS - 2; i++) {
        int taken;
        DB_OK(fixture, db_worker_take(ctx, S("many"), &taken));
        cr_assert_neq(taken, number);
    }
    int last;
    DB_OK(fixture, db_worker_take(ctx, S("many"), &last));
    cr_assert_eq(last, number);
    cr_assert_eq(db_worker_take(ctx, S("one too many"), &last), ERR_BUSY);
    cr_assert(str_eq(ctx->fault.code, S("db.workers")));
    ctx->fault = (struct fault){0};
    db_worker_stop(b);
}

DB_TEST(db_worker, a_number_that_ran_out_is_given_to_another_and_its_holder_learns_it)
{
    struct ctx *ctx = &fixture->ctx;
    int a, b;
    bool kept;

    if (fixture->kind == DB_SQLITE)
        return;
    db_test_migrate(fixture);
    DB_OK(fixture, db_worker_take(ctx, S("a"), &a));
    DB_OK(fixture, db_worker_renew(ctx, S("a"), a, &kept));
    cr_assert(kept);
    DB_OK(fixture, db_exec(ctx, NULL, "UPDATE worker_lease SET until_ms = until_ms + 1 WHERE worker <> $1", DB_I64(a)));
    DB_OK(fixture, db_exec(ctx, NULL, "UPDATE worker_lease SET until_ms = 0 WHERE worker = $1", DB_I64(a)));
    DB_OK(fixture, db_worker_take(ctx, S("b"), &b));
    cr_assert_eq(a, b, "free longest");
    DB_OK(fixture, db_worker_renew(ctx, S("a"), a, &kept));
    cr_assert_not(kept);
    DB_OK(fixture, db_worker_give(ctx, S("a"), a)); /* not a's any more: nothing happens */
    DB_OK(fixture, db_worker_renew(ctx, S("b"), b, &kept));
    cr_assert(kept);
}

struct taker {
    struct db_fixture *fixture;
    int numbers[10];
};

static void *take_ten(void *arg)
{
    struct taker *taker = arg;
    struct arena AUTO(arena_done) arena;
    struct ctx ctx = {.arena = &arena, .now_ms = DB_TEST_NOW_MS, .db = NULL};

    arena_init(&arena, 0);
    ctx.db = db_test_conn(taker->fixture);
    for (int i = 0; i < 10; i++)
        cr_assert_eq(db_worker_take(&ctx, S("thread"), &taker->numbers[i]), OK);
    db_conn_close(ctx.db);
    return NULL;
}

DB_TEST(db_worker, asked_for_at_once_each_gets_its_own)
{
    enum { THREADS = 8 };
    static struct taker takers[THREADS];
    pthread_t threads[THREADS];
    bool seen[256] = {0};

    if (fixture->kind == DB_SQLITE)
        return;
    db_test_migrate(fixture);
    for (int i = 0; i < THREADS; i++) {
        takers[i].fixture = fixture;
        pthread_create(&threads[i], NULL, take_ten, &takers[i]);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < THREADS; i++)
        for (int k = 0; k < 10; k++) {
            cr_assert_not(seen[takers[i].numbers[k]], "%d twice", takers[i].numbers[k]);
            seen[takers[i].numbers[k]] = true;
        }
}
