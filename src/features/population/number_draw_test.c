/* number_draw_test.c: a personal number is given once: to whom it belongs, never again, whatever runs at the same time and whatever is killed in between. */
#include "features/population/events_test.h"
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { THREADS = 8, EACH = 40, SERIALS_PER_BUCKET = 999999 };

DB_TEST(number_draw, a_number_says_where_born_which_century_sex_and_year_and_its_last_digits_do_not_count_up)
{
    struct ctx *ctx = &fixture->ctx;
    int64_t a, b;

    people_start(fixture);
    TX_OK(fixture, person_number_draw(ctx, 64, true, 2026, &a));
    TX_OK(fixture, person_number_draw(ctx, 64, true, 2026, &b));
    cr_assert_eq(a / 1000000, 64326);
    cr_assert_eq(b / 1000000, 64326);
    cr_assert(llabs(a - b) > 1);
    TX_OK(fixture, person_number_draw(ctx, 64, false, 1999, &a));
    cr_assert_eq(a / 1000000, 64099);
    TX_REFUSED(fixture, person_number_draw(ctx, 3, false, 2026, &a), "birth.prefix", "prefix");
    TX_REFUSED(fixture, person_number_draw(ctx, 64, false, 1899, &a), "birth.year", "birth");
}

DB_TEST(number_draw, every_serial_gives_another_number_and_then_there_are_no_more)
{
    static unsigned char seen[SERIALS_PER_BUCKET + 1];
    struct ctx *ctx = &fixture->ctx;
    int64_t id;

    people_start(fixture);
    memset(seen, 0, sizeof seen);
    for (int round = 0; round < 3; round++) { /* at both ends and in the middle of the row of serials */
        DB_OK(fixture, db_exec(ctx, NULL, "DELETE FROM number_serial"));
        DB_OK(fixture, db_exec(ctx, NULL, "INSERT INTO number_serial (bucket, last_serial) VALUES (52226, $1)", DB_I64(round ? round * 499990 : 1)));
        for (int i = 0; i < 22; i++) {
            enum err err = IN_TX(fixture, person_number_draw(ctx, 52, false, 2026, &id));
            if (round == 2 && err != OK) {
                people_refused(fixture, err, "person_number.used_up", "prefix");
                return;
            }
            DB_OK(fixture, err);
            cr_assert(!seen[id % 1000000]++ && id % 1000000 > 0, "%lld twice", (long long)id);
        }
    }
    cr_assert_fail("the row of serials has no end");
}

DB_TEST(number_draw, numbers_of_imported_dead_and_cancelled_people_are_passed_over)
{
    struct ctx *ctx = &fixture->ctx;
    int64_t first, id;

    people_start(fixture);
    TX_OK(fixture, person_number_draw(ctx, 52, true, 2020, &first));
    DB_OK(fixture, db_exec(ctx, NULL, "DELETE FROM number_serial")); /* as if this database had never drawn, but somebody brought the number */
    id = people_add(fixture, "Người Nhập", true, ymd(2020, 1, 1), (int)(first % 1000000));
    cr_assert_eq(id, first);
    TX_OK(fixture, population_register_dead(ctx, &(struct death_event){.note = note_on(ymd(2020, 2, 2)), .person_id = id}, NULL));
    TX_OK(fixture, person_number_draw(ctx, 52, true, 2020, &id));
    cr_assert_neq(id, first);
}

DB_TEST(number_draw, a_birth_takes_the_prefix_of_its_commune_then_of_its_province_then_that_of_the_former_province)
{
    struct ctx *ctx = &fixture->ctx;
    int prefix;

    people_start(fixture);
    people_refused(fixture, person_number_prefix_of(ctx, IA_GRAI, &prefix), "birth.prefix", "unit");
    people_refused(fixture, person_number_prefix_of(ctx, 4711, &prefix), "birth.prefix", "unit");
    DB_OK(fixture, db_exec(ctx, NULL, "INSERT INTO unit (unit_id, code, level, kind, name, name_folded, parent_id, province_id, valid_from, valid_to) VALUES "
                                      "(2064, '64', 'province', 'Tỉnh', 'Tỉnh Gia Lai', '', NULL, 2064, '', '2025-06-30')"));
    DB_OK(fixture, db_exec(ctx, NULL, "UPDATE unit SET province_id = 2064 WHERE unit_id IN ($1, $2)", DB_I64(GONE), DB_I64(DIVIDED)));
    DB_OK(fixture, person_number_prefix_of(ctx, PLEIKU, &prefix));
    cr_assert_eq(prefix, 64);
    DB_OK(fixture, db_exec(ctx, NULL, "INSERT INTO number_prefix (unit_id, prefix, legal_basis) VALUES (1000, 52, 'thử')"));
    DB_OK(fixture, person_number_prefix_of(ctx, PLEIKU, &prefix));
    cr_assert_eq(prefix, 52);
    DB_OK(fixture, db_exec(ctx, NULL, "INSERT INTO number_prefix (unit_id, prefix, legal_basis) VALUES ($1, 66, 'thử')", DB_I64(PLEIKU)));
    DB_OK(fixture, person_number_prefix_of(ctx, PLEIKU, &prefix));
    cr_assert_eq(prefix, 66);
}

/* --- at the same time ----------------------------------------------------------------------------------------------------------------------- */
struct drawer {
    struct db_fixture *fixture;
    struct db_conn *conn;
    int64_t numbers[EACH];
    int count;
};

static enum err draw_and_insert(struct ctx *ctx, int64_t *ret_id)
{
    struct db_tx AUTO(db_tx_end) tx = {0};
    struct person person = {.full_name = S("Trẻ Mới"), .birth = day_of(2026, 5, 5), .female = true, .source = S("birth"), .death = DAY_NONE};

    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(person_number_draw(ctx, 64, true, 2026, &person.person_id));
    TRY(person_insert(ctx, &person));
    TRY(db_tx_commit(&tx));
    *ret_id = person.person_id;
    return OK;
}

static void *draw_many(void *arg)
{
    struct drawer *drawer = arg;
    struct arena arena;
    struct ctx ctx = {.now_ms = DB_TEST_NOW_MS, .arena = &arena, .db = drawer->conn};

    arena_init(&arena, 0);
    for (int i = 0; i < EACH; i++) {
        enum err err = draw_and_insert(&ctx, &drawer->numbers[drawer->count]);
        drawer->count += err == OK;
        i -= err == ERR_BUSY; /* SQLite's one writer was waited for too long */
        ctx.fault = (struct fault){0};
        arena_reset(&arena);
    }
    arena_done(&arena);
    return NULL;
}

static int compare_numbers(const void *a, const void *b) { return (*(const int64_t *)a > *(const int64_t *)b) - (*(const int64_t *)a < *(const int64_t *)b); }

DB_TEST(number_draw, eight_at_once_never_draw_the_same)
{
    static struct drawer drawers[THREADS];
    static int64_t all[THREADS * EACH];
    pthread_t threads[THREADS];

    people_start(fixture);
    for (int i = 0; i < THREADS; i++) {
        drawers[i] = (struct drawer){.fixture = fixture, .conn = db_test_conn(fixture)};
        cr_assert_eq(pthread_create(&threads[i], NULL, draw_many, &drawers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        db_conn_close(drawers[i].conn);
        cr_assert_eq(drawers[i].count, EACH, "thread %d was refused", i);
        memcpy(all + i * EACH, drawers[i].numbers, sizeof drawers[i].numbers);
    }
    qsort(all, THREADS * EACH, sizeof all[0], compare_numbers);
    for (int i = 1; i < THREADS * EACH; i++)
        cr_assert_neq(all[i], all[i - 1]);
    cr_assert_eq(db_test_count(fixture, "person"), THREADS * EACH);
}

/* A process that draws until it is killed, and writes down what was committed. */
static void draw_until_killed(const char *url, int out, int worker)
{
    struct arena arena;
    struct ctx ctx = {.now_ms = DB_TEST_NOW_MS, .arena = &arena};
    struct db *db;

    arena_init(&arena, 0);
    db_set_worker(worker);
    if (db_open(&ctx, str_of(url), NULL, &db) != OK || db_conn_open(&ctx, db, &ctx.db) != OK)
        _exit(3);
    for (;;) {
        int64_t id;
        if (draw_and_insert(&ctx, &id) == OK && write(out, &id, sizeof id) != sizeof id)
            _exit(4);
        ctx.fault = (struct fault){0};
        arena_reset(&arena);
    }
}

DB_TEST(number_draw, what_a_killed_process_drew_is_neither_lost_nor_given_again)
{
    enum { KILLS = 4 };
    static int64_t told[100000];
    int count = 0;

    people_start(fixture);
    for (int turn = 0; turn < KILLS; turn++) {
        int pipe_fds[2];
        cr_assert_eq(pipe(pipe_fds), 0);
        pid_t pid = fork();
        if (pid == 0) {
            close(pipe_fds[0]);
            draw_until_killed(fixture->url, pipe_fds[1], 100 + turn);
        }
        close(pipe_fds[1]);
        int before = count;
        for (int64_t id; count - before < 25 && read(pipe_fds[0], &id, sizeof id) == sizeof id;)
            told[count++] = id;
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
        for (int64_t id; count < 100000 && read(pipe_fds[0], &id, sizeof id) == sizeof id;)
            told[count++] = id;
        close(pipe_fds[0]);
        cr_assert(count - before >= 25, "the process drew nothing");
    }
    qsort(told, (size_t)count, sizeof told[0], compare_numbers);
    for (int i = 1; i < count; i++)
        cr_assert_neq(told[i], told[i - 1], "given twice");
    for (int i = 0; i < count; i++) {
        struct person person;
        DB_OK(fixture, person_get(&fixture->ctx, told[i], &person));
    }
}
