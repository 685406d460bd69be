/* db_lane_test.c: the writer lane: what is told as kept is kept, through failures, other processes and kill -9. */
#include "platform/db/db_test_support.h"
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include "platform/clock/clock.h"
#include "platform/db/db_engine.h"

#define ROWS                                                                                                           \
    S("CREATE TABLE row (id BIGKEY, note TEXT NOT NULL);\n"                                                            \
      "CREATE TABLE child (id BIGKEY, row_id BIGINT NOT NULL REFERENCES row (id) DEFERRABLE INITIALLY DEFERRED);\n")

enum fate { KEEP, REFUSE, DUPLICATE, ORPHAN, SWALLOW, FILL };

struct row_job {
    struct db_job job;
    int64_t id;
    enum fate fate;
    enum err result;
    int runs, dones;
    int64_t done_at; /* 1, 2, 3...: the order in which jobs were told */
    int ack_fd;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t all_done = PTHREAD_COND_INITIALIZER;
static int told;

static enum err row_run(struct db_job *job, struct db_conn *conn)
{
    struct row_job *row = (struct row_job *)job;
    struct arena arena;
    enum err err;

    arena_init(&arena, 0);
    struct ctx ctx = {.arena = &arena, .db = conn, .now_ms = DB_TEST_NOW_MS};
    row->runs++;
    err = db_exec(&ctx, NULL, "INSERT INTO row (id, note) VALUES ($1, $2)", DB_I64(row->id), DB_STR(S("ghi")));
    switch (row->fate) {
    case KEEP: break;
    case REFUSE: err = ERR_FORBIDDEN; break;
    case DUPLICATE:
        err = db_exec(&ctx, NULL, "INSERT INTO row (id, note) VALUES ($1, 'lần hai')", DB_I64(row->id));
        break;
    case ORPHAN:
        err = db_exec(&ctx, NULL, "INSERT INTO child (id, row_id) VALUES ($1, 999999)", DB_I64(row->id));
        break;
    case SWALLOW: /* says OK although a statement failed */
        err = db_exec(&ctx, NULL, "INSERT INTO row (id, note) VALUES ($1, 'lần hai')", DB_I64(row->id));
        err = err == ERR_CONFLICT ? OK : ERR_INTERNAL;
        break;
    case FILL:
        err = conn->engine->script(&ctx, S("PRAGMA max_page_count = 20"));
        for (int i = 0; i < 100 && err == OK; i++)
            err = db_exec(&ctx, NULL,
                          "INSERT INTO row (id, note) SELECT 1000000 + count(*), hex(zeroblob(4000)) FROM row");
        break;
    }
    arena_done(&arena);
    return err;
}

static void row_done(struct db_job *job, enum err result)
{
    struct row_job *row = (struct row_job *)job;

    if (row->ack_fd > 0 && result == OK && write(row->ack_fd, &row->id, sizeof row->id) != sizeof row->id)
        abort();
    pthread_mutex_lock(&lock);
    row->result = result;
    row->dones++;
    row->done_at = ++told;
    pthread_cond_broadcast(&all_done);
    pthread_mutex_unlock(&lock);
}

static void submit(struct db *db, struct row_job *row, int64_t id, enum fate fate)
{
    *row = (struct row_job){.job = {.run = row_run,
                                    .done = row_done,
                                    .run_batch = row->job.run_batch,
                                    .groupable = row->job.groupable},
                            .id = id,
                            .fate = fate,
                            .ack_fd = row->ack_fd};
    cr_assert_eq(db_submit(db, &row->job), OK);
}

static void wait_for(int count)
{
    pthread_mutex_lock(&lock);
    while (told < count)
        pthread_cond_wait(&all_done, &lock);
    pthread_mutex_unlock(&lock);
}

/* Holds the lane's thread, so that what is submitted meanwhile becomes one group. */
struct gate_job {
    struct db_job job;
    int ready[2], open[2];
};

static enum err gate_run(struct db_job *job, struct db_conn *conn)
{
    struct gate_job *gate = (struct gate_job *)job;
    char byte = 1;

    (void)conn;
    return write(gate->ready[1], &byte, 1) == 1 && read(gate->open[0], &byte, 1) == 1 ? OK : ERR_INTERNAL;
}

static void gate_done(struct db_job *job, enum err result) { (void)job, (void)result; }

static void gate_close(struct db *db, struct gate_job *gate)
{
    char byte;

    *gate = (struct gate_job){.job = {.run = gate_run, .done = gate_done}};
    cr_assert(pipe(gate->ready) == 0 && pipe(gate->open) == 0);
    cr_assert_eq(db_submit(db, &gate->job), OK);
    cr_assert_eq(read(gate->ready[0], &byte, 1), 1);
}

static void gate_open(struct gate_job *gate)
{
    char byte = 1;
    cr_assert_eq(write(gate->open[1], &byte, 1), 1);
}

DB_TEST(db_lane, a_failing_job_in_the_middle_of_a_group_undoes_itself_only)
{
    static struct row_job rows[40];
    struct gate_job gate;

    for (int groupable = 0; groupable < 2; groupable++) {
        told = 0;
        if (groupable == 0)
            db_test_script(fixture, ROWS);
        gate_close(fixture->db, &gate);
        for (int i = 0; i < 40; i++) {
            enum fate fate = i == 7 ? REFUSE : i == 13 ? DUPLICATE : i == 21 ? ORPHAN : i == 30 ? SWALLOW : KEEP;
            rows[i].job.groupable = groupable;
            submit(fixture->db, &rows[i], groupable * 100 + i + 1, fate);
        }
        gate_open(&gate);
        wait_for(40);
        for (int i = 0; i < 40; i++) {
            enum err expected = i == 7 ? ERR_FORBIDDEN : i == 13 || i == 21 || i == 30 ? ERR_CONFLICT : OK;
            cr_assert_eq(rows[i].result, expected, "job %d: %s", i, err_name(rows[i].result));
            cr_assert_eq(rows[i].dones, 1);
            if (!groupable)
                cr_assert_eq(rows[i].runs, 1, "a job that is not groupable runs once");
        }
        cr_assert_eq(db_test_count(fixture, "row"), 36 * (groupable + 1));
        cr_assert_eq(db_test_count(fixture, "child"), 0);
    }
}

/* What a batch did: how often it ran, and how many jobs it held at most. */
static int batches, batch_longest;

static enum err row_run_batch(struct db_job *const *jobs, int count, struct db_conn *conn)
{
    enum err err = OK;

    batches++;
    if (count > batch_longest)
        batch_longest = count;
    for (int i = 0; i < count && err == OK; i++)
        err = row_run(jobs[i], conn);
    return err;
}

DB_TEST(db_lane, jobs_that_wait_together_run_as_batches_and_a_failing_one_harms_only_itself)
{
    static struct row_job rows[150];
    struct gate_job gates[4];
    int gate_count = fixture->kind == DB_SQLITE ? 1 : 4;

    db_test_script(fixture, ROWS);
    for (int failing = 0; failing < 2; failing++) {
        told = batches = batch_longest = 0;
        for (int i = 0; i < gate_count; i++)
            gate_close(fixture->db, &gates[i]);
        for (int i = 0; i < 150; i++) {
            enum fate fate = !failing ? KEEP : i == 10 ? REFUSE : i == 80 ? DUPLICATE : i == 81 ? ORPHAN : KEEP;
            /* Every third is of another kind and keeps out of the batches. */
            rows[i].job = (struct db_job){.groupable = true, .run_batch = i % 3 ? row_run_batch : NULL};
            submit(fixture->db, &rows[i], failing * 1000 + i + 1, fate);
        }
        for (int i = 0; i < gate_count; i++)
            gate_open(&gates[i]);
        wait_for(150);
        for (int i = 0; i < 150; i++) {
            enum err expected = !failing ? OK : i == 10 ? ERR_FORBIDDEN : i == 80 || i == 81 ? ERR_CONFLICT : OK;
            cr_assert_eq(rows[i].result, expected, "job %d: %s", i, err_name(rows[i].result));
            cr_assert_eq(rows[i].dones, 1);
            cr_assert(failing || rows[i].runs == 1);
        }
        cr_assert_eq(batch_longest, DB_BATCH_MAX);
        cr_assert(failing || batches == 2, "100 jobs are two batches, not %d", batches);
    }
    cr_assert_eq(db_test_count(fixture, "row"), 150 + 147);
    cr_assert_eq(db_test_count(fixture, "child"), 0);
}

DB_TEST(db_lane, on_one_writer_jobs_are_told_in_the_order_they_came)
{
    static struct row_job rows[600]; /* more than a group */

    told = 0;
    db_test_script(fixture, ROWS);
    db_close(fixture->db); /* one writer also on PostgreSQL */
    db_conn_close(fixture->ctx.db);
    DB_OK(fixture, db_open(&fixture->ctx, str_of(fixture->url), &(struct db_options){.writers = 1}, &fixture->db));
    fixture->ctx.db = db_test_conn(fixture);
    for (int i = 0; i < 600; i++)
        submit(fixture->db, &rows[i], i + 1, i % 100 == 50 ? DUPLICATE : KEEP);
    wait_for(600);
    for (int i = 0; i < 600; i++)
        cr_assert_eq(rows[i].done_at, i + 1);
    cr_assert_eq(db_test_count(fixture, "row"), 594);
}

DB_TEST(db_lane, a_full_queue_says_busy_and_never_calls_done)
{
    struct row_job *rows = calloc(4097, sizeof *rows);
    static struct gate_job gates[4];
    int gate_count = fixture->kind == DB_SQLITE ? 1 : 4;

    told = 0;
    db_test_script(fixture, ROWS);
    for (int i = 0; i < gate_count; i++)
        gate_close(fixture->db, &gates[i]);
    for (int i = 0; i < 4096; i++)
        submit(fixture->db, &rows[i], i + 1, KEEP);
    rows[4096] = (struct row_job){.job = {.run = row_run, .done = row_done}, .id = 4097};
    cr_assert_eq(db_submit(fixture->db, &rows[4096].job), ERR_BUSY);
    for (int i = 0; i < gate_count; i++)
        gate_open(&gates[i]);
    wait_for(4096);
    cr_assert_eq(rows[4096].dones, 0);
    cr_assert_eq(db_test_count(fixture, "row"), 4096);
    free(rows);
}

DB_TEST(db_lane, closing_the_database_finishes_what_is_queued)
{
    static struct row_job rows[300];

    told = 0;
    db_test_script(fixture, ROWS);
    struct db *db;
    DB_OK(fixture, db_open(&fixture->ctx, str_of(fixture->url), NULL, &db));
    for (int i = 0; i < 300; i++) {
        rows[i].job.groupable = i % 2;
        submit(db, &rows[i], i + 1, KEEP);
    }
    db_close(db);
    for (int i = 0; i < 300; i++)
        cr_assert_eq(rows[i].result, OK);
    cr_assert_eq(told, 300);
    cr_assert_eq(db_test_count(fixture, "row"), 300);
}

Test(db_lane_sqlite, a_full_disk_stops_the_job_that_fills_it_and_the_service_goes_on, .timeout = 60)
{
    static struct db_fixture fixture;
    static struct row_job rows[3];
    struct gate_job gate;

    db_fixture_open(&fixture, DB_SQLITE);
    db_test_script(&fixture, ROWS);
    gate_close(fixture.db, &gate);
    submit(fixture.db, &rows[0], 1, KEEP);
    submit(fixture.db, &rows[1], 2, FILL);
    submit(fixture.db, &rows[2], 3, KEEP);
    gate_open(&gate);
    wait_for(3);
    cr_assert_eq(rows[0].result, OK);
    cr_assert_eq(rows[1].result, ERR_BUSY);
    cr_assert_eq(rows[2].result, OK);
    cr_assert_eq(db_test_count(&fixture, "row"), 2);
    db_fixture_close(&fixture);
}

/* A write transaction of a thread and the lane's groups take turns; the thread is not starved. */
DB_TEST(db_lane, a_thread_gets_its_turn_between_the_groups)
{
    enum { JOBS = 2000 };
    struct row_job *rows = calloc(JOBS, sizeof *rows);
    struct ctx *ctx = &fixture->ctx;

    told = 0;
    db_test_script(fixture, ROWS);
    for (int i = 0; i < JOBS; i++)
        submit(fixture->db, &rows[i], i + 1, KEEP);
    for (int i = 0; i < 20; i++) {
        struct db_tx AUTO(db_tx_end) tx = {0};
        DB_OK(fixture, db_tx_begin(ctx, DB_WRITE, &tx));
        DB_OK(fixture, db_exec(ctx, NULL, "INSERT INTO row (id, note) VALUES ($1, 'xen giữa')", DB_I64(10000 + i)));
        DB_OK(fixture, db_tx_commit(&tx));
    }
    wait_for(JOBS);
    cr_assert_eq(db_test_count(fixture, "row"), JOBS + 20);
    free(rows);
}

/* --- other processes ---------------------------------------------------------------------------------------------- */
struct child {
    pid_t pid;
    int acks; /* ids whose job was told OK, in order */
};

/* A process of its own that submits rows first..first+count-1, at most 64 outstanding. */
static struct child child_start(struct db_fixture *fixture, int64_t first, int count)
{
    int acks[2];

    cr_assert_eq(pipe(acks), 0);
    pid_t pid = fork();
    cr_assert_geq(pid, 0);
    if (pid == 0) {
        struct ctx ctx = {.arena = &fixture->arena};
        struct row_job *rows = calloc((size_t)count, sizeof *rows);
        struct db *db;
        close(acks[0]);
        told = 0;
        if (db_open(&ctx, str_of(fixture->url), NULL, &db) != OK)
            _exit(2);
        for (int i = 0; i < count; i++) {
            rows[i] = (struct row_job){
                .job = {.run = row_run, .done = row_done, .groupable = i % 2}, .id = first + i, .ack_fd = acks[1]};
            if (db_submit(db, &rows[i].job) != OK)
                _exit(3);
            wait_for(i - 63);
        }
        db_close(db);
        for (int i = 0; i < count; i++)
            if (rows[i].result != OK)
                _exit(4);
        _exit(0);
    }
    close(acks[1]);
    return (struct child){pid, acks[0]};
}

static int exit_code(struct child child)
{
    int status;

    cr_assert_eq(waitpid(child.pid, &status, 0), child.pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

DB_TEST(db_lane, two_processes_write_at_once)
{
    db_test_script(fixture, ROWS);
    struct child a = child_start(fixture, 1, 1500), b = child_start(fixture, 100001, 1500);
    int64_t id;
    int acks = 0;

    while (read(a.acks, &id, sizeof id) == sizeof id)
        acks++;
    while (read(b.acks, &id, sizeof id) == sizeof id)
        acks++;
    cr_assert_eq(exit_code(a), 0);
    cr_assert_eq(exit_code(b), 0);
    cr_assert_eq(acks, 3000);
    cr_assert_eq(db_test_count(fixture, "row"), 3000);
}

DB_TEST(db_lane, after_kill_9_every_acknowledged_row_is_found)
{
    struct ctx *ctx = &fixture->ctx;
    int64_t first = 1;

    db_test_script(fixture, ROWS);
    for (int turn = 0; turn < 5; turn++, first += 1000000) {
        struct child child = child_start(fixture, first, 1000000);
        int64_t id, last = 0;
        int acked = 0, wanted = 200 + turn * 333;
        int64_t *ids = calloc(2000000, sizeof *ids);
        while (acked < wanted && read(child.acks, &id, sizeof id) == sizeof id)
            ids[acked++] = id;
        kill(child.pid, SIGKILL);
        while (read(child.acks, &id, sizeof id) == sizeof id) /* told before the kill, not read yet */
            ids[acked++] = id;
        cr_assert_eq(exit_code(child), -SIGKILL);
        for (int i = 0; i < acked; i++) {
            struct db_rows AUTO(db_rows_done) rows = {0};
            DB_OK(fixture, db_one(ctx, &rows, "SELECT id FROM row WHERE id = $1", DB_I64(ids[i])));
            last = ids[i];
        }
        cr_assert_gt(last, 0);
        free(ids);
    }
}
