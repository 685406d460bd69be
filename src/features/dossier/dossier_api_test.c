/* dossier_api_test.c: dossiers from other systems: what is taken, what is refused and how it is named, and what an answer never tells. The request is filled
 * by hand, in a write transaction as the writer lane does it. */
#include "features/dossier/world_test.h"
#include "features/dossier/pages.h"
#include "platform/json/json.h"
#include "web/app.h"

enum { CLIENT = 901, OTHER_CLIENT = 902 };

struct call {
    struct http_request http;
    struct session session;
    struct app app;
    struct req req;
};

static struct call call_of(struct world *world, int64_t client_id, int64_t unit_id, const struct route *route)
{
    struct call call = {.session = {.client_id = client_id, .unit_id = unit_id}};

    call.req = (struct req){.ctx = world->fixture->ctx, .route = route};
    call.req.ctx.actor.account_id = call.req.ctx.actor.person_id = call.req.ctx.actor.officer_id = 0;
    call.req.ctx.actor.name = S("Cổng tỉnh");
    return call;
}

static enum err run(struct call *call, struct str key, struct str body)
{
    struct db_tx AUTO(db_tx_end) tx = {0};

    call->http = (struct http_request){.method = HTTP_POST, .body = body, .header_count = 1, .headers = {{S("Idempotency-Key"), key}}};
    call->req.http = &call->http;
    call->req.session = &call->session;
    call->req.app = &call->app;
    buf_init(&call->req.out, call->req.ctx.arena, 0);
    TRY(db_tx_begin(&call->req.ctx, DB_WRITE, &tx));
    TRY(dossier_post_api(&call->req));
    return db_tx_commit(&tx);
}

static struct str owner_of(struct world *world, int64_t person_id) { return person_number_format(world->fixture->ctx.arena, person_id); }

static struct str body_of(struct world *world, const char *form, const char *more)
{
    struct str number = owner_of(world, world->owner_id);

    return arena_printf(world->fixture->ctx.arena, "{\"procedure\":\"1.004194\",\"unit\":\"23557\",\"owner\":{\"number\":\"%.*s\"},\"phone\":\"0905000111\",\"form\":{%s}%s}",
                        STR_ARG(number), form, more);
}

#define FORM "\"address\":\"12 Hùng Vương\",\"dwelling\":\"owned\",\"from\":\"2026-11-20\",\"until\":\"2028-11-19\",\"reason\":\"work\""

static struct str upload(struct world *world, int64_t client_id)
{
    struct document doc = {.sha256 = S("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"), .size_bytes = 1000, .mime = S("application/pdf"),
                           .pages = 2, .file_name = S("hop-dong.pdf"), .kind = S("upload"), .draft_id = client_id};

    DB_OK(world->fixture, document_insert(&world->fixture->ctx, &doc));
    return arena_printf(world->fixture->ctx.arena, ",\"papers\":[{\"paper\":\"proof_of_dwelling\",\"document_id\":\"%lld\"}]", (long long)doc.document_id);
}

static struct str member(struct call *call, const char *name)
{
    const struct json *object;
    struct str text = STR_NONE;

    cr_assert_eq(json_parse(call->req.ctx.arena, call->http.reply, NULL, &object), OK, "%.*s", STR_ARG(call->http.reply));
    cr_assert_eq(json_text(json_get(object, name), &text), OK, "%s in %.*s", name, STR_ARG(call->http.reply));
    return text;
}

static void refused(struct world *world, const char *form, const char *more, const char *field)
{
    struct call call = call_of(world, CLIENT, PROVINCE, NULL);
    enum err err = run(&call, S("key-refused-1"), body_of(world, form, more));

    cr_assert(err != OK && str_eq(call.req.ctx.fault.field, str_of(field)), "%s %s: %s names %.*s: %.*s", form, more, err_name(err),
              STR_ARG(call.req.ctx.fault.field), STR_ARG(call.req.ctx.fault.text));
    cr_assert(call.req.ctx.fault.text.len > 0);
    cr_assert_eq(db_test_count(world->fixture, "dossier"), 0);
}

DB_TEST(dossier_api, a_submission_gets_a_code_and_the_same_key_gives_the_same_dossier_again)
{
    struct world world;
    world_open(&world, fixture);
    struct call call = call_of(&world, CLIENT, PROVINCE, NULL), again = call, other = call_of(&world, OTHER_CLIENT, PROVINCE, NULL);
    struct str papers = upload(&world, CLIENT), body = body_of(&world, FORM, arena_cstr(&fixture->arena, papers));

    DB_OK(fixture, run(&call, S("lan-nop-0001"), body));
    cr_assert_eq(call.http.status, 201);
    cr_assert(str_eq(member(&call, "code"), S("H21.104-261116-0001")), "%.*s", STR_ARG(call.http.reply));
    DB_OK(fixture, run(&again, S("lan-nop-0001"), body));
    cr_assert_eq(again.http.status, 200);
    cr_assert(str_eq(member(&again, "code"), member(&call, "code")));
    cr_assert_eq(db_test_count(fixture, "dossier"), 1);
    papers = upload(&world, OTHER_CLIENT); /* the key belongs to the client who sent it */
    DB_OK(fixture, run(&other, S("lan-nop-0001"), body_of(&world, FORM, arena_cstr(&fixture->arena, papers))));
    cr_assert_eq(other.http.status, 201);
    world_counters_close(&world);
}

DB_TEST(dossier_api, the_papers_that_were_uploaded_move_to_the_dossier_once)
{
    struct world world;
    struct document *docs;
    struct dossier dossier;
    int count;
    world_open(&world, fixture);
    struct call call = call_of(&world, CLIENT, PROVINCE, NULL), second = call;
    struct str body = body_of(&world, FORM, arena_cstr(&fixture->arena, upload(&world, CLIENT)));

    DB_OK(fixture, run(&call, S("lan-nop-0001"), body));
    DB_OK(fixture, dossier_get(&fixture->ctx, member(&call, "code"), &dossier));
    DB_OK(fixture, document_list_dossier(&fixture->ctx, dossier.dossier_id, &docs, &count));
    cr_assert_eq(count, 1);
    cr_assert(str_eq(docs[0].paper, S("proof_of_dwelling")) && docs[0].owner_person_id == world.owner_id);
    cr_assert_eq(run(&second, S("lan-nop-0002"), body), ERR_INVALID, "a document is one paper of one dossier");
    cr_assert_eq(db_test_count(fixture, "dossier"), 1);
    cr_assert_eq(db_test_count(fixture, "dossier_code"), 1);
}

DB_TEST(dossier_api, what_the_form_would_refuse_is_refused_with_the_fields_name)
{
    struct world world;
    world_open(&world, fixture);
    refused(&world, FORM ",\"colour\":\"red\"", "", "form.colour");
    refused(&world, FORM ",\"owner_name\":\"Lý Thị A\"", "", "form.owner_name"); /* not asked of who owns the dwelling */
    refused(&world, FORM ",\"members\":\"052090000001\"", "", "form.members");   /* nobody moves a stranger */
    refused(&world, "\"dwelling\":\"owned\"", "", "form.address");
    refused(&world, "\"address\":\"1\",\"dwelling\":\"castle\"", "", "form.dwelling");
    refused(&world, "\"address\":\"1\",\"dwelling\":\"rented\"", "", "form.owner_name");
    refused(&world, "\"address\":\"1\",\"dwelling\":\"owned\",\"from\":\"20/11/2026\"", "", "form.from");
    refused(&world, "\"address\":12", "", "form.address");
    refused(&world, "\"address\":\"a\\u0007b\"", "", "form.address");
    refused(&world, "\"unit\":\"23728\",\"address\":\"1\"", "", "form.unit");
    refused(&world, FORM, ",\"color\":1", "color");
    refused(&world, FORM, ",\"channel\":\"fax\"", "channel");
    refused(&world, FORM, ",\"papers\":[{\"paper\":\"passport\",\"document_id\":\"1\"}]", "papers.0.paper");
    refused(&world, FORM, ",\"papers\":[{\"paper\":\"proof_of_dwelling\",\"document_id\":1}]", "papers.0.document_id");
    refused(&world, FORM, ",\"papers\":[{\"paper\":\"proof_of_dwelling\",\"document_id\":\"1\"}]", "papers");
    refused(&world, FORM, "", "proof_of_dwelling");
    refused(&world, FORM, arena_cstr(&fixture->arena, upload(&world, OTHER_CLIENT)), "papers");
}

DB_TEST(dossier_api, a_key_is_asked_for_and_serves_one_dossier_only)
{
    struct world world;
    world_open(&world, fixture);
    struct call call = call_of(&world, CLIENT, PROVINCE, NULL), other = call;
    struct str body = body_of(&world, FORM, arena_cstr(&fixture->arena, upload(&world, CLIENT)));

    cr_assert_eq(run(&call, S("short"), body), ERR_INVALID);
    cr_assert_eq(run(&call, S("with a blank"), body), ERR_INVALID);
    DB_OK(fixture, run(&call, S("lan-nop-0001"), body));
    world.owner_id = world.other_id;
    cr_assert_eq(run(&other, S("lan-nop-0001"), body_of(&world, FORM, "")), ERR_CONFLICT);
    cr_assert(str_eq(other.req.ctx.fault.code, S("dossier.key_used")));
}

DB_TEST(dossier_api, a_client_files_and_sees_only_below_its_own_unit)
{
    static const struct route get = {.path = "/api/v1/dossiers/{code}"};
    struct world world;
    world_open(&world, fixture);
    struct call mine = call_of(&world, CLIENT, PLEIKU, NULL), theirs = call_of(&world, OTHER_CLIENT, IA_GRAI, &get), own = call_of(&world, CLIENT, PLEIKU, &get);

    DB_OK(fixture, run(&mine, S("lan-nop-0001"), body_of(&world, FORM, arena_cstr(&fixture->arena, upload(&world, CLIENT)))));
    struct call far = call_of(&world, OTHER_CLIENT, IA_GRAI, NULL);
    cr_assert_eq(run(&far, S("lan-nop-0002"), body_of(&world, FORM, "")), ERR_FORBIDDEN);
    struct call *calls[] = {&theirs, &own};
    for (int i = 0; i < 2; i++) {
        calls[i]->req.http = &calls[i]->http;
        calls[i]->req.session = &calls[i]->session;
        calls[i]->req.path_values[0] = member(&mine, "code");
        buf_init(&calls[i]->req.out, calls[i]->req.ctx.arena, 0);
    }
    cr_assert_eq(dossier_get_api(&theirs.req), ERR_NOT_FOUND);
    DB_OK(fixture, dossier_get_api(&own.req));
    cr_assert(str_eq(member(&own, "unit"), S("23557")));
    cr_assert(str_find(own.http.reply, S("\"action\":\"submit\"")) > 0);
    cr_assert(str_find(own.http.reply, S("Nguyễn")) < 0 && str_find(own.http.reply, S("0905000111")) < 0 && str_find(own.http.reply, S("Cổng")) < 0, "%.*s",
              STR_ARG(own.http.reply));
    cr_assert_eq(own.req.about->person_id, world.owner_id, "whose dossier was looked at stands in the log");
}
