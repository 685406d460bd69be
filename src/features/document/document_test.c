/* document_test.c: files are what they claim, durable before a row speaks of them, and the same when they come back. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <stdio.h>
#include "features/document/document.h"
#include "platform/db/db_test_support.h"

/* One grey pixel. */
static const char png[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\b\0\0\0\0\x3a\x7e\x9b\x55\0\0\0\nIDATx\x9c\x63\xf8\x0f\0\1\1\1\0\xb1\x38\xf6\x14"
                          "\0\0\0\0IEND\xae\x42\x60\x82";
#define PNG ((struct str){png, sizeof png - 1})

static struct document upload(int64_t draft_id)
{
    return (struct document){.kind = S("upload"), .paper = S("proof_of_dwelling"), .file_name = S("C:\\ảnh\\hợp đồng.JPG"), .draft_id = draft_id};
}

DB_TEST(document, a_file_comes_back_as_it_was_stored_under_a_clean_name)
{
    struct ctx *ctx = &fixture->ctx;
    struct str dir = str_of(fixture->folder), bytes;
    struct document doc = upload(5), again = upload(5), found;

    db_test_migrate(fixture);
    DB_OK(fixture, document_store(ctx, dir, &doc, PNG));
    cr_assert(str_eq(doc.mime, S("image/png")));
    cr_assert(str_eq(doc.file_name, S("hợp đồng.JPG.png")), "%.*s", STR_ARG(doc.file_name));
    cr_assert_eq(doc.pages, 1);
    DB_OK(fixture, document_get(ctx, doc.document_id, &found));
    DB_OK(fixture, document_read(ctx, dir, &found, &bytes));
    cr_assert(str_eq(bytes, PNG));
    DB_OK(fixture, document_store(ctx, dir, &again, PNG)); /* the same bytes: a second row, one file */
    cr_assert(str_eq(again.sha256, doc.sha256));
    struct document *docs;
    int count;
    DB_OK(fixture, document_list_draft(ctx, 5, &docs, &count));
    cr_assert_eq(count, 2);
    DB_OK(fixture, document_remove_from_draft(ctx, 5, doc.document_id));
    DB_OK(fixture, document_list_draft(ctx, 5, &docs, &count));
    cr_assert_eq(count, 1);
    cr_assert_eq(document_remove_from_draft(ctx, 6, again.document_id), ERR_NOT_FOUND, "another draft's file");
}

DB_TEST(document, what_is_empty_foreign_or_too_large_is_refused_with_a_reason)
{
    struct ctx *ctx = &fixture->ctx;
    struct str dir = str_of(fixture->folder);
    struct document doc = upload(5);
    struct str large = {arena_alloc(ctx->arena, DOCUMENT_BYTES_MAX + 1), DOCUMENT_BYTES_MAX + 1};

    db_test_migrate(fixture);
    cr_assert_eq(document_store(ctx, dir, &doc, S("")), ERR_INVALID);
    cr_assert(str_eq(ctx->fault.code, S("file.empty")));
    ctx->fault = (struct fault){0};
    cr_assert_eq(document_store(ctx, dir, &doc, S("MZ\x90 a program")), ERR_INVALID);
    cr_assert(str_eq(ctx->fault.code, S("file.foreign")));
    ctx->fault = (struct fault){0};
    cr_assert_eq(document_store(ctx, dir, &doc, large), ERR_TOO_LARGE);
    cr_assert_eq(db_test_count(fixture, "document"), 0);
}

DB_TEST(document, a_disk_that_takes_nothing_more_says_so_and_leaves_no_row)
{
    struct ctx *ctx = &fixture->ctx;
    struct document doc = upload(5);

    db_test_migrate(fixture);
    /* a file where a folder must be: the store cannot write, whatever the user's rights */
    struct str dir = arena_printf(ctx->arena, "%s/flat", fixture->folder[0] ? fixture->folder : "/tmp");
    if (!fixture->folder[0])
        cr_skip_test("no folder of its own");
    int fd = open(dir.ptr, O_WRONLY | O_CREAT, 0600);
    cr_assert_geq(fd, 0);
    close(fd);
    cr_assert_eq(document_store(ctx, dir, &doc, PNG), ERR_BUSY);
    cr_assert(str_eq(ctx->fault.code, S("file.store")), "%.*s", STR_ARG(ctx->fault.code));
    ctx->fault = (struct fault){0};
    cr_assert_eq(db_test_count(fixture, "document"), 0);
}

DB_TEST(document, a_file_that_changed_on_disk_is_never_handed_out)
{
    struct ctx *ctx = &fixture->ctx;
    struct str dir = str_of(fixture->folder), bytes;
    struct document doc = upload(5), *bad;
    int count;
    int64_t total;

    db_test_migrate(fixture);
    if (!fixture->folder[0])
        return;
    DB_OK(fixture, document_store(ctx, dir, &doc, PNG));
    DB_OK(fixture, document_check_files(ctx, dir, true, 10, &bad, &count, &total));
    cr_assert_eq(total, 0);
    const char *path = arena_printf(ctx->arena, "%s/files/%.2s/%.2s/%.*s", fixture->folder, doc.sha256.ptr, doc.sha256.ptr + 2, STR_ARG(doc.sha256)).ptr;
    int fd = open(path, O_WRONLY);
    cr_assert_geq(fd, 0);
    cr_assert_eq(pwrite(fd, "X", 1, 30), 1);
    close(fd);
    cr_assert_eq(document_read(ctx, dir, &doc, &bytes), ERR_INTERNAL);
    cr_assert(str_eq(ctx->fault.code, S("file.lost")));
    ctx->fault = (struct fault){0};
    DB_OK(fixture, document_check_files(ctx, dir, false, 10, &bad, &count, &total));
    cr_assert_eq(total, 0, "the size is right");
    DB_OK(fixture, document_check_files(ctx, dir, true, 10, &bad, &count, &total));
    cr_assert_eq(total, 1);
    cr_assert_eq(bad[0].document_id, doc.document_id);
}

DB_TEST(document, a_result_gets_its_bytes_once_and_the_first_drawing_wins)
{
    struct ctx *ctx = &fixture->ctx;
    struct str dir = str_of(fixture->folder), bytes;
    struct document doc = {.kind = S("result"), .mime = S("application/pdf"), .file_name = S("H21.104-261121-0001.pdf"), .owner_person_id = 9}, second;

    db_test_migrate(fixture);
    if (!fixture->folder[0])
        return;
    DB_OK(fixture, document_put_pending(ctx, &doc));
    second = doc;
    cr_assert_eq(document_read(ctx, dir, &doc, &bytes), ERR_INTERNAL);
    ctx->fault = (struct fault){0};
    DB_OK(fixture, document_fill(ctx, dir, &doc, S("%PDF first")));
    DB_OK(fixture, document_fill(ctx, dir, &second, S("%PDF second")));
    cr_assert(str_eq(second.sha256, doc.sha256));
    DB_OK(fixture, document_read(ctx, dir, &second, &bytes));
    cr_assert(str_eq(bytes, S("%PDF first")));
}

DB_TEST(document, uploads_that_no_submission_names_are_gone_after_a_week_and_their_bytes_with_them)
{
    struct ctx *ctx = &fixture->ctx;
    struct str dir = str_of(fixture->folder), bytes;
    struct document waiting = upload(77), twin = upload(78), of_somebody = upload(5), found;
    int64_t now_ms = ctx->now_ms;
    bool more;
    char path[200];
    struct timespec long_ago[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};

    db_test_migrate(fixture);
    of_somebody.account_id = 9;
    DB_OK(fixture, document_store(ctx, dir, &waiting, PNG));
    DB_OK(fixture, document_store(ctx, dir, &twin, PNG));
    DB_OK(fixture, document_store(ctx, dir, &of_somebody, PNG));
    snprintf(path, sizeof path, "%s/files/%.2s/%.2s/%.64s", fixture->folder, waiting.sha256.ptr, waiting.sha256.ptr + 2, waiting.sha256.ptr);
    DB_OK(fixture, document_purge_unclaimed(ctx, dir, 10, &more));
    cr_assert_eq(db_test_count(fixture, "document"), 3, "not a week old");
    ctx->now_ms = now_ms + 8LL * MS_PER_DAY;
    DB_OK(fixture, document_purge_unclaimed(ctx, dir, 1, &more));
    cr_assert(more);
    DB_OK(fixture, document_purge_unclaimed(ctx, dir, 10, &more));
    cr_assert_not(more);
    cr_assert_eq(db_test_count(fixture, "document"), 1);
    DB_OK(fixture, document_get(ctx, of_somebody.document_id, &found));
    DB_OK(fixture, document_read(ctx, dir, &found, &bytes)); /* the same bytes stand behind a row that is left */

    /* When the last row goes the bytes go, unless somebody has just asked to keep them again. */
    DB_OK(fixture, db_exec(ctx, NULL, "DELETE FROM document"));
    ctx->now_ms = now_ms;
    DB_OK(fixture, document_store(ctx, dir, &waiting, PNG));
    ctx->now_ms = now_ms + 8LL * MS_PER_DAY;
    cr_assert_eq(utimensat(AT_FDCWD, path, long_ago, 0), 0);
    DB_OK(fixture, document_keep(ctx, dir, &twin, PNG)); /* its row comes in a moment */
    DB_OK(fixture, document_purge_unclaimed(ctx, dir, 10, &more));
    cr_assert_eq(access(path, F_OK), 0, "touched just now");
    DB_OK(fixture, document_insert(ctx, &twin));
    DB_OK(fixture, db_exec(ctx, NULL, "UPDATE document SET created_ms = 0"));
    cr_assert_eq(utimensat(AT_FDCWD, path, long_ago, 0), 0);
    DB_OK(fixture, document_purge_unclaimed(ctx, dir, 10, &more));
    cr_assert_neq(access(path, F_OK), 0);
}
