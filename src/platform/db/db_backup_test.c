/* db_backup_test.c: a copy made while others write is whole and of one moment; a damaged file or a used target is
 * refused. */
#include "platform/db/db_test_support.h"
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct db_migration history[] = {
    {1, S_INIT("base"),
     S_INIT("CREATE TABLE pair_a (id BIGKEY, note TEXT, bytes BYTEA, flag BOOLEAN);\n"
            "CREATE TABLE pair_b (id BIGKEY, a_id BIGINT NOT NULL REFERENCES pair_a (id));\n"
            "CREATE TABLE node (id BIGKEY, parent_id BIGINT REFERENCES node (id));\n"
            "CREATE TABLE \"Lạ\" (\"cột \"\"lạ\"\"\" TEXT);\n"
            "INSERT INTO node VALUES (1, NULL);\n")},
};

/* Each transaction adds one row to both tables: a copy of one moment holds as many of one as of the other. */
static enum err pair_insert(struct ctx *ctx, int64_t id, struct str note)
{
    struct db_tx AUTO(db_tx_end) tx = {0};

    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(db_exec(ctx, NULL, "INSERT INTO pair_a VALUES ($1, $2, $3, $4)", DB_I64(id), DB_STR(note),
                DB_BYTES(((struct str){"\0\\\n\xff", 4})), DB_BOOL(id % 2)));
    TRY(db_exec(ctx, NULL, "INSERT INTO pair_b VALUES ($1, $2)", DB_I64(id), DB_I64(id)));
    return db_tx_commit(&tx);
}

static void fill(struct db_fixture *fixture, int count)
{
    struct ctx *ctx = &fixture->ctx;
    struct db_tx AUTO(db_tx_end) tx = {0};

    DB_OK(fixture, db_migrate(ctx, history, 1));
    DB_OK(fixture, db_tx_begin(ctx, DB_WRITE, &tx));
    for (int i = 1; i <= count; i++)
        DB_OK(fixture, pair_insert(ctx, i, S("dòng một\n\tdòng hai \\ \\. 'và' \"nữa\"")));
    DB_OK(fixture, db_exec(ctx, NULL, "INSERT INTO node VALUES (3, 1), (2, 3)"));
    DB_OK(fixture, db_exec(ctx, NULL, "INSERT INTO pair_a VALUES (0, NULL, NULL, NULL)"));
    DB_OK(fixture, db_exec(ctx, NULL, "INSERT INTO \"Lạ\" VALUES ('\\N'), (''), (NULL)"));
    DB_OK(fixture, db_tx_commit(&tx));
}

struct writer {
    struct db_fixture *fixture;
    struct arena arena;
    struct ctx ctx;
    bool stop;
    int64_t id, written;
};

static void *write_on(void *arg)
{
    struct writer *writer = arg;

    while (!__atomic_load_n(&writer->stop, __ATOMIC_ACQUIRE)) {
        if (pair_insert(&writer->ctx, writer->id++, S("trong lúc sao lưu")) != OK)
            break;
        writer->written++;
        arena_reset(&writer->arena);
    }
    return NULL;
}

struct seen {
    int calls;
    int64_t done, total;
};

static void on_progress(void *arg, int64_t done, int64_t total)
{
    struct seen *seen = arg;

    seen->calls++;
    seen->done = done;
    seen->total = total;
}

static const char *backup_path(struct db_fixture *fixture)
{
    return arena_printf(&fixture->arena, "%s/backup", fixture->folder).ptr;
}

static enum err backup(struct db_fixture *fixture, struct seen *seen)
{
    return db_backup(&fixture->ctx, fixture->db, backup_path(fixture), on_progress, seen);
}

DB_TEST(db_backup, a_copy_made_while_others_write_is_of_one_moment)
{
    static struct db_fixture target;
    struct writer writer = {.fixture = fixture, .id = 1000000};
    struct seen seen = {0};
    pthread_t thread;
    struct stat st;

    fill(fixture, 20000);
    arena_init(&writer.arena, 0);
    writer.ctx = (struct ctx){.arena = &writer.arena, .db = db_test_conn(fixture)};
    cr_assert_eq(pthread_create(&thread, NULL, write_on, &writer), 0);
    while (!__atomic_load_n(&writer.written, __ATOMIC_RELAXED))
        usleep(1000);
    DB_OK(fixture, backup(fixture, &seen));
    __atomic_store_n(&writer.stop, true, __ATOMIC_RELEASE);
    pthread_join(thread, NULL);
    cr_assert_eq(writer.ctx.fault.err, OK, "%.*s", STR_ARG(writer.ctx.fault.detail));
    cr_assert(seen.calls > 0 && seen.done == seen.total && seen.total > 0);
    cr_assert_eq(stat(backup_path(fixture), &st), 0);
    cr_assert_eq(st.st_mode & 0777, 0600, "it holds personal data");

    db_fixture_open(&target, fixture->kind);
    seen = (struct seen){0};
    DB_OK(&target, db_restore(&target.ctx, target.db, backup_path(fixture), on_progress, &seen));
    cr_assert(seen.calls > 0 && seen.total > 0);
    int64_t a = db_test_count(&target, "pair_a"), b = db_test_count(&target, "pair_b");
    cr_assert_eq(a, b + 1);
    cr_assert_geq(b, 20001);
    cr_assert_leq(b, 20000 + writer.written);
    cr_assert_eq(db_test_count(&target, "node WHERE parent_id = 3"), 1);
    cr_assert_eq(db_test_count(&target, "\"Lạ\" WHERE \"cột \"\"lạ\"\"\" = '\\N'"), 1);
    cr_assert_eq(db_test_count(&target, "\"Lạ\" WHERE \"cột \"\"lạ\"\"\" IS NULL"), 1);
    struct db_rows AUTO(db_rows_done) rows = {0};
    DB_OK(&target, db_one(&target.ctx, &rows, "SELECT note, bytes, flag FROM pair_a WHERE id = 17"));
    cr_assert(str_eq(db_str(&rows, 0), S("dòng một\n\tdòng hai \\ \\. 'và' \"nữa\"")));
    cr_assert(str_eq(db_bytes(&rows, 1), ((struct str){"\0\\\n\xff", 4})));
    cr_assert(db_bool(&rows, 2));
    db_rows_done(&rows);
    DB_OK(&target, db_migrate(&target.ctx, history, 1)); /* the history came along */
    cr_assert_eq(pair_insert(&target.ctx, 5000000, S("sống tiếp")), OK);
    cr_assert_eq(db_exec(&target.ctx, NULL, "INSERT INTO pair_b VALUES (9, 123456789)"), ERR_CONFLICT,
                 "foreign keys are back");
    db_fixture_close(&target);
    db_conn_close(writer.ctx.db);
    arena_done(&writer.arena);
}

DB_TEST(db_backup, a_target_that_is_not_empty_is_left_alone)
{
    struct ctx *ctx = &fixture->ctx;
    struct seen seen = {0};

    fill(fixture, 10);
    DB_OK(fixture, backup(fixture, &seen));
    DB_OK(fixture, pair_insert(ctx, 77, S("sau")));
    cr_assert_eq(db_restore(ctx, fixture->db, backup_path(fixture), NULL, NULL), ERR_CONFLICT);
    cr_assert(str_eq(ctx->fault.code, S("db.restore_not_empty")));
    cr_assert_eq(db_test_count(fixture, "pair_a"), 12);
}

DB_TEST(db_backup, a_file_that_exists_is_never_overwritten)
{
    struct seen seen = {0};

    fill(fixture, 10);
    DB_OK(fixture, backup(fixture, &seen));
    cr_assert_eq(backup(fixture, &seen), ERR_INVALID);
    cr_assert(str_eq(fixture->ctx.fault.code, S("db.file_exists")));
}

static void flip(const char *path, off_t at)
{
    unsigned char byte;
    int fd = open(path, O_RDWR);

    cr_assert(fd >= 0 && pread(fd, &byte, 1, at) == 1);
    byte ^= 0x40;
    cr_assert_eq(pwrite(fd, &byte, 1, at), 1);
    close(fd);
}

DB_TEST(db_backup, a_damaged_or_foreign_file_changes_nothing)
{
    static struct db_fixture target;
    struct seen seen = {0};
    struct stat st;

    fill(fixture, 2000);
    db_fixture_open(&target, fixture->kind);
    DB_OK(fixture, backup(fixture, &seen));
    const char *path = backup_path(fixture);
    cr_assert_eq(stat(path, &st), 0);
    for (int turn = 0; turn < 4; turn++) {
        /* SQLite's own format has no checksum of the rows: its structure is what integrity_check can judge. */
        off_t at = fixture->kind == DB_SQLITE ? (turn == 0 ? 2 : turn * 4096) : turn * (st.st_size / 4) + 3;
        if (turn == 3) {
            cr_assert_eq(truncate(path, st.st_size / 2), 0);
        } else {
            flip(path, at);
        }
        cr_assert_eq(db_restore(&target.ctx, target.db, path, NULL, NULL), ERR_INVALID, "turn %d", turn);
        cr_assert(str_eq(target.ctx.fault.code, S("db.backup_damaged")), "%.*s", STR_ARG(target.ctx.fault.code));
        target.ctx.fault = (struct fault){0};
        if (turn < 3)
            flip(path, at);
    }
    cr_assert_eq(db_restore(&target.ctx, target.db, "/nonexistent/backup", NULL, NULL), ERR_INVALID);
    target.ctx.fault = (struct fault){0};
    DB_OK(&target, db_migrate(&target.ctx, history, 1)); /* still empty */
    db_fixture_close(&target);
}
