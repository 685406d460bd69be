/* dossier_api.c: dossiers for other systems (PERM_API_DOSSIER, bearer). A client sees and files dossiers of its own unit and below.
 *
 * POST /api/v1/papers (multipart: procedure, paper, file, [draft]) -> {"draft": "…", "document": "…", "sha256": "…", "pages": 1}
 * POST /api/v1/dossiers, header Idempotency-Key: {"procedure": "dang-ky-tam-tru", "unit": "23557", "owner": "052…", "phone": "…", "channel": "online",
 *      "form": {"address": "…", …}, "draft": "…"} -> 201 {"code": …}; the same key again -> 200 with the first dossier
 * GET  /api/v1/dossiers/{code} -> state, dates, unit; no personal data */
#include "features/dossier/dossier_effect.h"
#include "features/dossier/pages.h"
#include "features/territory/territory.h"
#include "platform/json/json.h"

static enum err in_scope(struct req *req, int64_t unit_id)
{
    bool below;

    TRY(territory_is_below(&req->ctx, unit_id, req->session->unit_id, &below));
    return below ? OK : fault(&req->ctx, ERR_FORBIDDEN, "dossier.api_unit", "unit", "Hệ thống này không được phép làm việc với đơn vị đó.");
}

static void put_ms(struct json_out *json, struct ctx *ctx, const char *key, int64_t at_ms)
{
    struct buf buf;

    json_key(json, str_of(key));
    if (!at_ms) {
        json_null(json);
        return;
    }
    buf_init(&buf, ctx->arena, 32);
    ms_put_iso(&buf, at_ms);
    json_str(json, buf_str(&buf));
}

static enum err put_dossier(struct req *req, const struct dossier *d, int status)
{
    static const char *const timeliness[] = {[CLOCK_EARLY] = "early", [CLOCK_ON_TIME] = "on_time", [CLOCK_LATE] = "late"};
    struct ctx *ctx = &req->ctx;
    struct json_out json;
    struct agency agency;
    struct unit unit;

    TRY(agency_get(ctx, d->agency_id, &agency));
    TRY(territory_get(ctx, d->unit_id, &unit));
    json_out_init(&json, &req->out);
    json_begin_object(&json);
    json_put_str(&json, S("code"), d->code);
    json_put_str(&json, S("procedure"), d->procedure->slug);
    json_put_str(&json, S("procedure_code"), d->procedure->code);
    json_put_i64(&json, S("state"), d->state);
    json_put_str(&json, S("state_name"), dossier_state_text(d->state).vi);
    json_put_i64(&json, S("channel"), d->channel);
    json_put_str(&json, S("unit"), unit.code);
    json_put_str(&json, S("agency"), agency.code);
    put_ms(&json, ctx, "received_at", d->received_ms);
    bool dated = civil_of(d->due_day).year < 9999;
    json_key(&json, S("due_on"));
    json_day(&json, dated ? d->due_day : DAY_NONE);
    json_key(&json, S("statutory_due_on"));
    json_day(&json, dated ? d->statutory_due_day : DAY_NONE);
    put_ms(&json, ctx, "finished_at", d->finished_ms);
    put_ms(&json, ctx, "returned_at", d->returned_ms);
    json_key(&json, S("timeliness"));
    if (d->timeliness >= CLOCK_EARLY && d->timeliness <= CLOCK_LATE)
        json_str(&json, str_of(timeliness[d->timeliness]));
    else
        json_null(&json);
    json_put_i64(&json, S("supplement_rounds"), d->supplement_rounds);
    json_put_bool(&json, S("reappointed"), d->reappointed);
    json_end_object(&json);
    json_out_done(&json);
    return reply_json(req, status, buf_str(&req->out));
}

enum err dossier_get_api(struct req *req)
{
    struct dossier d;
    enum err err;

    TRY(dossier_get(&req->ctx, req_path(req, "code"), &d));
    err = in_scope(req, d.unit_id);
    if (err == ERR_FORBIDDEN) {
        req->ctx.fault = (struct fault){0};
        return fault(&req->ctx, ERR_NOT_FOUND, "dossier.unknown", "", "Không tìm thấy hồ sơ này.");
    }
    TRY(err);
    req_audit_about(req, d.owner_person_id, STR_NONE, d.code);
    return put_dossier(req, &d, 200);
}

/* --- papers that a dossier will bring ------------------------------------------------------------------------------------------ */
/* Uploads of a client wait under a draft number of its own; account_id below zero names the client. */
static int64_t owner_mark(const struct req *req) { return -req->session->client_id; }

static enum err draft_check(struct req *req, int64_t draft_id)
{
    struct document *docs;
    int count;

    TRY(document_list_draft(&req->ctx, draft_id, &docs, &count));
    for (int i = 0; i < count; i++)
        if (docs[i].account_id != owner_mark(req))
            count = 0;
    return count > 0 ? OK : fault(&req->ctx, ERR_NOT_FOUND, "dossier.draft", "draft", "Không có giấy tờ nào chờ nộp dưới số này.");
}

enum err dossier_papers_api(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    const struct procedure *procedure = procedure_find(req_str(req, "procedure"), day_of_ms(ctx->now_ms));
    const struct paper *paper = procedure ? procedure_paper(procedure, req_str(req, "paper")) : NULL;
    const struct http_field *file = req_file(req, "file");
    int64_t draft_id = req_i64(req, "draft", 0);
    struct json_out json;

    if (!paper)
        return fault(ctx, ERR_INVALID, "dossier.paper", "paper", "Thủ tục không có giấy tờ này.");
    if (draft_id)
        TRY(draft_check(req, draft_id));
    struct document doc = {.kind = S("upload"), .paper = paper->code, .title = paper->name.vi, .file_name = file ? file->file_name : STR_NONE,
                           .draft_id = draft_id ? draft_id : db_new_id(), .account_id = owner_mark(req)};
    TRY(document_store(ctx, req->app->settings.data_dir, &doc, file ? file->value : STR_NONE));
    json_out_init(&json, &req->out);
    json_begin_object(&json);
    json_put_str(&json, S("draft"), arena_printf(ctx->arena, "%lld", (long long)doc.draft_id));
    json_put_str(&json, S("document"), arena_printf(ctx->arena, "%lld", (long long)doc.document_id));
    json_put_str(&json, S("sha256"), doc.sha256);
    json_put_i64(&json, S("pages"), doc.pages);
    json_end_object(&json);
    json_out_done(&json);
    return reply_json(req, 201, buf_str(&req->out));
}

/* --- submission ------------------------------------------------------------------------------------------------------------------ */
static enum err member(struct ctx *ctx, const struct json *body, const char *name, bool required, struct str *ret_text)
{
    const struct json *value = json_get(body, name);

    *ret_text = STR_NONE;
    if (!value && !required)
        return OK;
    if (json_text(value, ret_text) != OK || ret_text->len > 4000)
        return fault_set(ctx, ERR_INVALID, S("dossier.api"), str_of(name), S("Thiếu trường này, hoặc giá trị không phải chuỗi."), STR_NONE);
    return OK;
}

/* An object of texts, written anew, so that only what we can read is stored. */
static enum err form_of(struct ctx *ctx, const struct json *body, const struct procedure *procedure, struct str *ret_form)
{
    const struct json *form = json_get(body, "form");
    struct json_out json;
    struct buf buf;

    if (!form || json_kind(form) != JSON_OBJECT)
        return fault(ctx, ERR_INVALID, "dossier.api", "form", "Trường form phải là đối tượng JSON gồm các chuỗi.");
    buf_init(&buf, ctx->arena, 512);
    json_out_init(&json, &buf);
    json_begin_object(&json);
    for (const struct json *value = json_first(form); value; value = json_next(value)) {
        struct str text, name = json_key_of(value);
        bool known = procedure->effect == EFFECT_LODGING ? str_eq(name, S("place")) || str_eq(name, S("guests")) : procedure_field(procedure, name) != NULL;
        if (!known || json_text(value, &text) != OK)
            return fault_set(ctx, ERR_INVALID, S("dossier.api_field"), arena_join(ctx->arena, S("form."), str_sub(name, 0, 60)),
                             S("Thủ tục không có ô này, hoặc giá trị không phải chuỗi."), STR_NONE);
        json_put_str(&json, name, text);
    }
    json_end_object(&json);
    json_out_done(&json);
    *ret_form = buf_str(&buf);
    return OK;
}

static enum err required_fields(struct ctx *ctx, const struct dossier_submission *s)
{
    struct dossier draft = {.procedure = s->procedure, .form = s->form};
    struct dossier_answer *answers;
    int count;

    TRY(dossier_answers(ctx, &draft, &answers, &count));
    for (int i = 0; i < count; i++)
        if (answers[i].field->required && str_empty(answers[i].raw) && answers[i].field->type != FIELD_COMMUNE)
            return fault_set(ctx, ERR_INVALID, S("dossier.api_field"), arena_join(ctx->arena, S("form."), answers[i].field->name), S("Hãy trả lời mục này."), STR_NONE);
    return OK;
}

static enum err submission_of(struct req *req, struct dossier_submission *s)
{
    struct ctx *ctx = &req->ctx;
    struct day today = day_of_ms(ctx->now_ms);
    struct str procedure, unit_code, owner, channel, draft;
    const struct json *body;
    struct unit unit;
    enum err err;

    if (json_parse(ctx->arena, req->http->body, NULL, &body) != OK || json_kind(body) != JSON_OBJECT)
        return fault(ctx, ERR_INVALID, "dossier.api", "", "Nội dung phải là một đối tượng JSON đúng chuẩn.");
    TRY(member(ctx, body, "procedure", true, &procedure));
    TRY(member(ctx, body, "unit", true, &unit_code));
    TRY(member(ctx, body, "owner", true, &owner));
    TRY(member(ctx, body, "phone", false, &s->owner_phone));
    TRY(member(ctx, body, "channel", false, &channel));
    TRY(member(ctx, body, "draft", false, &draft));
    s->procedure = procedure_find(procedure, today);
    if (!s->procedure)
        return fault(ctx, ERR_INVALID, "dossier.api", "procedure", "Không có thủ tục này, hoặc thủ tục không còn hiệu lực.");
    err = territory_find(ctx, unit_code, today, &unit);
    if (err == ERR_NOT_FOUND) {
        ctx->fault = (struct fault){0};
        return fault(ctx, ERR_INVALID, "dossier.api", "unit", "Không có đơn vị hành chính này.");
    }
    TRY(err);
    TRY(in_scope(req, unit.unit_id));
    s->unit_id = unit.unit_id;
    TRY(person_number_parse(ctx, owner, &s->owner_person_id));
    s->channel = str_eq(channel, S("direct")) ? CHANNEL_DIRECT : str_eq(channel, S("post")) ? CHANNEL_POST : CHANNEL_ONLINE;
    if (channel.len && s->channel == CHANNEL_ONLINE && !str_eq(channel, S("online")))
        return fault(ctx, ERR_INVALID, "dossier.api", "channel", "Kênh nộp là online, direct hoặc post.");
    if (draft.len) {
        if (str_parse_i64(draft, &s->draft_id) != OK)
            s->draft_id = 0;
        TRY(draft_check(req, s->draft_id));
    }
    TRY(form_of(ctx, body, s->procedure, &s->form));
    return required_fields(ctx, s);
}

enum err dossier_post_api(struct req *req)
{
    struct dossier_submission s = {.client_id = req->session->client_id, .idempotency_key = http_header_find(req->http, S("Idempotency-Key"))};
    struct dossier d;
    bool repeated;

    TRY(submission_of(req, &s));
    TRY(dossier_submit(&req->ctx, &s, &d, &repeated));
    return put_dossier(req, &d, repeated ? 200 : 201);
}
