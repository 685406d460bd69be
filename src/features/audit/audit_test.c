/* audit_test.c: the log keeps what was written, and a person finds every look at her data, folded or not. */
#include "features/audit/internal.h"
#include "platform/db/db_test_support.h"

enum { PERSON = 52301000001, OTHER = 52301000002 };

static void look_up(struct db_fixture *fixture, int64_t person_id, struct str purpose)
{
    struct audit_entry entry = {.action = S("person.read"), .person_id = person_id, .purpose = purpose};

    DB_OK(fixture, audit_put(&fixture->ctx, &entry));
    fixture->ctx.now_ms++;
}

DB_TEST(audit, a_person_sees_folded_rows_and_the_tail_newest_first_and_nobody_elses)
{
    struct ctx *ctx = &fixture->ctx;
    struct audit_view *views;
    bool more = true;
    int count;

    db_test_migrate(fixture);
    look_up(fixture, PERSON, S("một"));
    look_up(fixture, OTHER, S("của người khác"));
    look_up(fixture, PERSON, S("hai"));
    DB_OK(fixture, audit_store_fold(ctx, 2, INT64_MAX, &more));
    cr_assert(more, "two of three rows were folded");
    look_up(fixture, PERSON, S("ba"));
    DB_OK(fixture, audit_list_for_person(ctx, PERSON, 10, &views, &count));
    cr_assert_eq(count, 3);
    cr_assert(str_eq(views[0].purpose, S("ba")) && str_eq(views[1].purpose, S("hai")) && str_eq(views[2].purpose, S("một")));
    DB_OK(fixture, audit_store_fold(ctx, 100, INT64_MAX, &more));
    cr_assert_not(more);
    DB_OK(fixture, audit_list_for_person(ctx, PERSON, 2, &views, &count));
    cr_assert_eq(count, 2);
    cr_assert(str_eq(views[0].purpose, S("ba")) && str_eq(views[1].purpose, S("hai")));
}

DB_TEST(audit, folding_leaves_the_last_minute_in_the_tail_and_may_be_repeated)
{
    struct audit_view *views;
    bool more = true;
    int count;

    db_test_migrate(fixture);
    look_up(fixture, PERSON, S("vừa xong"));
    for (int i = 0; i < 2; i++) {
        DB_OK(fixture, audit_fold(&fixture->ctx, 100, &more));
        cr_assert_not(more);
    }
    cr_assert_eq(db_test_count(fixture, "audit_person"), 0);
    DB_OK(fixture, audit_list_for_person(&fixture->ctx, PERSON, 10, &views, &count));
    cr_assert_eq(count, 1);
}

DB_TEST(audit, the_auditor_pages_through_the_log_by_key)
{
    struct audit_row *rows;
    int count;

    db_test_migrate(fixture);
    for (int i = 0; i < 5; i++)
        look_up(fixture, i % 2 ? PERSON : 0, S("kiểm tra"));
    DB_OK(fixture, audit_list(&fixture->ctx, 0, 3, &rows, &count));
    cr_assert_eq(count, 3);
    cr_assert_not(rows[0].about_person);
    cr_assert(rows[1].about_person);
    DB_OK(fixture, audit_list(&fixture->ctx, rows[2].audit_id, 3, &rows, &count));
    cr_assert_eq(count, 2);
}
