/* population_api_test.c: the verification API: what it answers, what it never tells, and what stands in the log. The request is filled by hand. */
#include "features/audit/audit.h"
#include "features/population/pages.h"
#include "features/population/people_test.h"

struct call {
    struct http_request http;
    struct session session;
    struct app app;
    struct req req;
};

static enum err call_api(struct db_fixture *fixture, struct call *call, struct str body)
{
    static const struct route route = {.audit = "person.verify"};

    *call = (struct call){.http = {.method = HTTP_POST, .body = body}, .session = {.client_id = 9, .purpose = S("Nghị định 47/2020/NĐ-CP")}};
    call->req = (struct req){.ctx = fixture->ctx, .route = &route, .http = &call->http, .session = &call->session, .app = &call->app};
    enum err err = person_verify_api(&call->req);
    return err == OK ? person_verify_batch(&call->req.ctx, (struct req *[]){&call->req}, 1) : err;
}

/* The rows of the log as the web layer writes them behind the answer, in the same transaction. */
static void log_call(struct db_fixture *fixture, const struct call *call)
{
    AUTO(db_tx_end) struct db_tx tx = {0};

    DB_OK(fixture, db_tx_begin(&fixture->ctx, DB_WRITE, &tx));
    DB_OK(fixture, audit_write(&fixture->ctx, &(struct audit_call){.req = &call->req}, 1));
    DB_OK(fixture, db_tx_commit(&tx));
}

static void answers(struct db_fixture *fixture, struct str body, struct str want)
{
    struct call call;
    enum err err = call_api(fixture, &call, body);
    cr_assert_eq(err, OK, "%.*s: %.*s", STR_ARG(body), STR_ARG(call.req.ctx.fault.code));
    cr_assert(str_eq(call.http.reply, want), "%.*s\ngot  %.*s\nwant %.*s", STR_ARG(body), STR_ARG(call.http.reply), STR_ARG(want));
}

static void refuses(struct db_fixture *fixture, struct str body, const char *field)
{
    struct call call;
    enum err err = call_api(fixture, &call, body);
    cr_assert(err == ERR_INVALID || err == ERR_TOO_LARGE, "%.*s was not refused", STR_ARG(body));
    cr_assert(str_eq(call.req.ctx.fault.field, str_of(field)), "%.*s names %.*s", STR_ARG(body), STR_ARG(call.req.ctx.fault.field));
    cr_assert(call.req.about == NULL, "nothing was compared, nobody is in the log");
}

static void start(struct db_fixture *fixture)
{
    people_start(fixture);
    people_add(fixture, "Nguyễn Thị Hương Giang", true, ymd(1995, 3, 8), 1); /* 052195000001 */
    int64_t dead = people_add(fixture, "Lý Văn Thọ", false, ymd(1950, 1, 2), 2); /* 052050000002 */
    DB_OK(fixture, population_register_death(&fixture->ctx, dead, ymd(2026, 10, 1), 0));
}

DB_TEST(verify_api, it_answers_field_by_field_about_what_was_sent)
{
    start(fixture);
    answers(fixture, S("{\"number\":\"052195000001\",\"name\":\"NGUYEN THI HUONG GIANG\",\"birth_date\":\"1995-03-08\"}"),
            S("{\"result\":\"match\",\"number\":\"match\",\"name\":\"match\",\"birth_date\":\"match\"}"));
    answers(fixture, S("{\"number\":\"052195000001\",\"name\":\"Nguyễn Thị Hương\",\"birth_date\":\"1995-03-08\"}"),
            S("{\"result\":\"no_match\",\"number\":\"match\",\"name\":\"no_match\",\"birth_date\":\"match\"}"));
    answers(fixture, S("{\"number\":\"052195000001\",\"birth_date\":\"1995-03-09\"}"),
            S("{\"result\":\"no_match\",\"number\":\"match\",\"birth_date\":\"no_match\"}"));
    answers(fixture, S("{\"number\":\"052195000009\",\"name\":\"Nguyễn Thị Hương Giang\"}"), S("{\"result\":\"no_such_person\",\"number\":\"no_match\"}"));
    answers(fixture, S("{\"number\":\"12345\",\"name\":\"Nguyễn Thị Hương Giang\"}"), S("{\"result\":\"no_such_person\",\"number\":\"no_match\"}"));
}

DB_TEST(verify_api, a_death_is_told_only_to_who_claims_the_person_is_alive)
{
    start(fixture);
    answers(fixture, S("{\"number\":\"052050000002\",\"name\":\"Lý Văn Thọ\"}"), S("{\"result\":\"match\",\"number\":\"match\",\"name\":\"match\"}"));
    answers(fixture, S("{\"number\":\"052050000002\",\"name\":\"Lý Văn Thọ\",\"alive\":true}"),
            S("{\"result\":\"no_match\",\"number\":\"match\",\"name\":\"match\",\"alive\":\"no_match\"}"));
    answers(fixture, S("{\"number\":\"052195000001\",\"birth_date\":\"1995-03-08\",\"alive\":true}"),
            S("{\"result\":\"match\",\"number\":\"match\",\"birth_date\":\"match\",\"alive\":\"match\"}"));
}

DB_TEST(verify_api, many_people_are_answered_in_their_order)
{
    start(fixture);
    answers(fixture,
            S("{\"rows\":[{\"number\":\"052195000001\",\"name\":\"Nguyễn Thị Hương Giang\"},{\"number\":\"052190000009\",\"name\":\"A\"},"
              "{\"number\":\"052195000001\",\"name\":\"B\"}],\"purpose\":\"Chi trả trợ cấp\"}"),
            S("{\"rows\":[{\"result\":\"match\",\"number\":\"match\",\"name\":\"match\"},{\"result\":\"no_such_person\",\"number\":\"no_match\"},"
              "{\"result\":\"no_match\",\"number\":\"match\",\"name\":\"no_match\"}]}"));
}

DB_TEST(verify_api, what_it_cannot_read_it_refuses_with_the_members_name)
{
    start(fixture);
    refuses(fixture, S(""), "");
    refuses(fixture, S("[]"), "");
    refuses(fixture, S("{\"number\":\"052195000001\""), "");
    refuses(fixture, S("{\"number\":\"052195000001\"}"), "name"); /* a number alone would make a list of who exists */
    refuses(fixture, S("{\"name\":\"A\"}"), "number");
    refuses(fixture, S("{\"number\":52195000001,\"name\":\"A\"}"), "number");
    refuses(fixture, S("{\"number\":\"052195000001\",\"name\":\"...\"}"), "name");
    refuses(fixture, S("{\"number\":\"052195000001\",\"birth_date\":\"08/03/1995\"}"), "birth_date");
    refuses(fixture, S("{\"number\":\"052195000001\",\"birth_date\":\"1995-02-29\"}"), "birth_date");
    refuses(fixture, S("{\"number\":\"052195000001\",\"name\":\"A\",\"alive\":\"yes\"}"), "alive");
    refuses(fixture, S("{\"number\":\"052195000001\",\"name\":\"A\",\"address\":\"?\"}"), "address");
    refuses(fixture, S("{\"rows\":[]}"), "rows");
    refuses(fixture, S("{\"rows\":[1]}"), "rows.0.number");
    refuses(fixture, S("{\"rows\":[{\"number\":\"052195000001\",\"name\":\"A\"},{\"number\":\"1\",\"birth_date\":\"x\"}]}"), "rows.1.birth_date");
    refuses(fixture, S("{\"number\":\"1\",\"rows\":[{\"number\":\"052195000001\",\"name\":\"A\"}]}"), "rows");
}

DB_TEST(verify_api, a_thousand_people_are_taken_and_one_more_is_not)
{
    struct buf body;
    struct call call;

    start(fixture);
    for (int count = 1000; count <= 1001; count++) {
        buf_init(&body, &fixture->arena, 64 * 1024);
        buf_lit(&body, "{\"rows\":[");
        for (int i = 0; i < count; i++)
            buf_printf(&body, "%s{\"number\":\"052195%06d\",\"name\":\"A\"}", i ? "," : "", i + 1);
        buf_lit(&body, "]}");
        cr_assert_eq(call_api(fixture, &call, buf_str(&body)), count == 1000 ? OK : ERR_TOO_LARGE);
    }
}

DB_TEST(verify_api, every_row_stands_in_the_log_with_person_purpose_and_dossier)
{
    struct call call;
    struct audit_view *views;
    int count;

    start(fixture);
    DB_OK(fixture, call_api(fixture, &call,
                            S("{\"rows\":[{\"number\":\"052195000001\",\"name\":\"A\"},{\"number\":\"052050000002\",\"name\":\"B\"}],"
                              "\"purpose\":\"Chi trả trợ cấp\",\"dossier\":\"H21.104-261121-0001\"}")));
    log_call(fixture, &call);
    cr_assert_eq(db_test_count(fixture, "audit"), 2);
    DB_OK(fixture, audit_list_for_person(&fixture->ctx, INT64_C(52195000001), 10, &views, &count));
    cr_assert_eq(count, 1);
    cr_assert(str_eq(views[0].purpose, S("Chi trả trợ cấp; Nghị định 47/2020/NĐ-CP")));
    DB_OK(fixture, call_api(fixture, &call, S("{\"number\":\"052195000001\",\"name\":\"A\"}")));
    log_call(fixture, &call);
    DB_OK(fixture, audit_list_for_person(&fixture->ctx, INT64_C(52195000001), 10, &views, &count));
    cr_assert_eq(count, 2);
    cr_assert(str_eq(views[0].purpose, S("Nghị định 47/2020/NĐ-CP")), "the client's own purpose when none is sent");
}

DB_TEST(verify_api, other_claims_are_compared_only_for_who_knows_name_or_birth)
{
    static const char *const relations[] = {"head", "child"};
    int64_t ids[2] = {INT64_C(52195000001), 0};

    start(fixture);
    ids[1] = people_add(fixture, "Nguyễn Minh Khôi", false, ymd(2019, 5, 6), 3); /* 052219000003 */
    people_settle(fixture, INT64_C(32158345837), "1 Lê Lợi", ids, relations, 2);
    DB_OK(fixture, db_exec(&fixture->ctx, NULL, "UPDATE person SET marital_status = 'divorced', old_number = '201234567' WHERE person_id = 52195000001"));
    answers(fixture,
            S("{\"number\":\"052195000001\",\"name\":\"Nguyễn Thị Hương Giang\",\"sex\":\"female\",\"permanent_commune\":\"21583\",\"household_with\":\"052219000003\","
              "\"marital_status\":\"divorced\",\"old_number\":\"201234567\"}"),
            S("{\"result\":\"match\",\"number\":\"match\",\"name\":\"match\",\"sex\":\"match\",\"permanent_commune\":\"match\",\"household_with\":\"match\","
              "\"marital_status\":\"match\",\"old_number\":\"match\"}"));
    answers(fixture,
            S("{\"number\":\"052195000001\",\"birth_date\":\"1995-03-08\",\"sex\":\"male\",\"permanent_commune\":\"21584\",\"household_with\":\"052050000002\"}"),
            S("{\"result\":\"no_match\",\"number\":\"match\",\"birth_date\":\"match\",\"sex\":\"no_match\",\"permanent_commune\":\"no_match\",\"household_with\":\"no_match\"}"));
    answers(fixture, S("{\"number\":\"052195000001\",\"name\":\"Somebody\",\"sex\":\"female\",\"permanent_commune\":\"21583\"}"),
            S("{\"result\":\"no_match\",\"number\":\"match\",\"name\":\"no_match\",\"sex\":\"not_compared\",\"permanent_commune\":\"not_compared\"}"));
    answers(fixture, S("{\"number\":\"052219000003\",\"name\":\"nguyen minh khoi\",\"marital_status\":\"single\"}"),
            S("{\"result\":\"unknown\",\"number\":\"match\",\"name\":\"match\",\"marital_status\":\"unknown\"}"));
    refuses(fixture, S("{\"number\":\"052195000001\",\"name\":\"A\",\"sex\":\"x\"}"), "sex");
    refuses(fixture, S("{\"number\":\"052195000001\",\"name\":\"A\",\"permanent_commune\":\"Quy Nhơn\"}"), "permanent_commune");
    refuses(fixture, S("{\"number\":\"052195000001\",\"name\":\"A\",\"marital_status\":\"male|single\"}"), "marital_status");
}

DB_TEST(verify_api, a_number_that_was_replaced_says_only_that_it_is_cancelled)
{
    start(fixture);
    DB_OK(fixture, db_exec(&fixture->ctx, NULL, "UPDATE person SET cancelled_ms = 5, replaced_by = 52195000001 WHERE person_id = 52050000002"));
    answers(fixture, S("{\"number\":\"052050000002\",\"name\":\"Lý Văn Thọ\"}"), S("{\"result\":\"no_match\",\"number\":\"cancelled\"}"));
    answers(fixture, S("{\"rows\":[{\"number\":\"052050000002\",\"name\":\"A\"},{\"number\":\"052195000001\",\"birth_date\":\"1995-03-08\"}]}"),
            S("{\"rows\":[{\"result\":\"no_match\",\"number\":\"cancelled\"},{\"result\":\"match\",\"number\":\"match\",\"birth_date\":\"match\"}]}"));
    DB_OK(fixture, db_exec(&fixture->ctx, NULL, "UPDATE person SET replaced_by = NULL WHERE person_id = 52050000002"));
    answers(fixture, S("{\"number\":\"052050000002\",\"name\":\"Lý Văn Thọ\"}"), S("{\"result\":\"no_such_person\",\"number\":\"no_match\"}"));
}
