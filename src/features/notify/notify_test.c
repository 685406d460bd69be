/* notify_test.c: a message comes back in the reader's language, whoever wrote it, and only to the person it is for. */
#include "features/notify/notify.h"
#include "platform/db/db_test_support.h"

DB_TEST(notify, a_message_is_read_in_the_readers_language_and_by_its_person_only)
{
    struct ctx *ctx = &fixture->ctx;
    struct notify_message message = {.template_name = "dossier_submitted", .person_id = 7, .dossier_id = 9,
                                     .args = {S("H21.104-261121-0001"), S("Đăng ký tạm trú"), S("25/11/2026"), S("hai\ndòng"), S("Temporary residence")},
                                     .args_count = 5};
    struct notify_row *rows;
    int count;

    db_test_migrate(fixture);
    DB_OK(fixture, notify_put(ctx, &message));
    DB_OK(fixture, notify_list(ctx, 7, 0, 10, &rows, &count));
    cr_assert_eq(count, 1);
    cr_assert(str_find(rows[0].text, S("Đăng ký tạm trú")) >= 0);
    cr_assert(str_eq(rows[0].dossier_code, S("H21.104-261121-0001")));
    cr_assert_eq(rows[0].read_ms, 0);
    ctx->lang = LANG_EN;
    DB_OK(fixture, notify_list(ctx, 7, 0, 10, &rows, &count));
    cr_assert(str_find(rows[0].text, S("Temporary residence")) >= 0, "%.*s", STR_ARG(rows[0].text));
    DB_OK(fixture, notify_list(ctx, 8, 0, 10, &rows, &count));
    cr_assert_eq(count, 0);
    DB_OK(fixture, notify_mark_read(ctx, 7, INT64_MAX));
    DB_OK(fixture, notify_list(ctx, 7, 0, 10, &rows, &count));
    cr_assert_gt(rows[0].read_ms, 0);
}
