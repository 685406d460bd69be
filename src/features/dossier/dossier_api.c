/* dossier_api.c: dossiers for other systems (PERM_API_DOSSIER). A client files and sees dossiers of its own unit and below. The answer of a submission leaves
 * after the commit; whatever is not the dossier itself is kept out of that transaction's way.
 *
 * POST /api/v1/documents?name=hop-dong.pdf, the file as body        -> 201 {"document_id": "...", "sha256": "...", "pages": 2, ...}
 * POST /api/v1/dossiers, header Idempotency-Key: {"procedure": "1.004194", "unit": "23557", "owner": {"number": "052..."}, "phone": "0905000111",
 *      "channel": "online", "form": {"address": "...", ...}, "papers": [{"paper": "proof_of_dwelling", "document_id": "..."}]}
 *                                                                   -> 201 {"code": "H21.104-261121-0001", "state": 1, ...}; the same key again: 200
 * GET  /api/v1/dossiers/{code}                                      -> state, dates, steps; no names, no officer's words */
#include "features/dossier/dossier_effect.h"
#include "features/dossier/dossier_form.h"
#include "features/dossier/pages.h"
#include "features/territory/territory.h"

enum { PAPERS_MAX = 40, FORM_VALUES_MAX = 400, NEVER_YEAR = 9999 };

/* A client of a commune files there, one of a province in all its communes; 0: the installation's own. */
static bool in_reach(const struct req *req, const struct unit *unit)
{
    int64_t reach = req->session->unit_id;

    return !reach || reach == unit->unit_id || reach == unit->parent_id || reach == unit->province_id;
}

static enum err wrong(struct ctx *ctx, const char *field, struct msg text)
{
    return fault_set(ctx, ERR_INVALID, S("dossier.api"), str_of(field), text.vi, STR_NONE);
}

/* --- uploads ---------------------------------------------------------------------------------------------------------- */
enum err document_post_api(struct req *req)
{
    struct document doc = {.kind = S("upload"), .file_name = req_str(req, "name"), .draft_id = req->session->client_id};
    struct json_out json;

    if (req->http->body.len == 0)
        return wrong(&req->ctx, "", T("Yêu cầu không có tệp."));
    TRY(document_store(&req->ctx, req->app->settings.data_dir, &doc, req->http->body));
    json_out_init(&json, &req->out);
    json_begin_object(&json);
    json_put_str(&json, S("document_id"), arena_printf(req->ctx.arena, "%lld", (long long)doc.document_id)); /* beyond what a JavaScript number holds */
    json_put_str(&json, S("sha256"), doc.sha256);
    json_put_i64(&json, S("size_bytes"), doc.size_bytes);
    json_put_i64(&json, S("pages"), doc.pages);
    json_put_str(&json, S("media_type"), doc.mime);
    json_put_str(&json, S("file_name"), doc.file_name);
    json_end_object(&json);
    json_out_done(&json);
    return reply_json(req, 201, buf_str(&req->out));
}

/* --- answers ---------------------------------------------------------------------------------------------------------- */
static void put_at(struct json_out *json, struct ctx *ctx, struct str key, int64_t at_ms)
{
    struct buf buf;

    json_key(json, key);
    if (!at_ms) {
        json_null(json);
        return;
    }
    buf_init(&buf, ctx->arena, 32);
    ms_put_iso(&buf, at_ms);
    json_str(json, buf_str(&buf));
}

static void put_due(struct json_out *json, struct str key, struct day day)
{
    json_key(json, key);
    json_day(json, civil_of(day).year < NEVER_YEAR ? day : DAY_NONE);
}

static struct str channel_name(enum channel channel)
{
    return channel == CHANNEL_DIRECT ? S("direct") : channel == CHANNEL_POST ? S("post") : S("online");
}

/* What both answers say. Leaves the object open. */
static void put_dossier(struct json_out *json, struct ctx *ctx, const struct dossier *d)
{
    static const char *const timeliness[] = {[CLOCK_EARLY] = "early", [CLOCK_ON_TIME] = "on_time", [CLOCK_LATE] = "late"};

    json_begin_object(json);
    json_put_str(json, S("code"), d->code);
    json_put_str(json, S("procedure"), d->procedure->slug);
    json_put_str(json, S("procedure_code"), d->procedure->code);
    json_put_i64(json, S("state"), d->state);
    json_put_str(json, S("state_text"), i18n(ctx->lang, dossier_state_text(d->state)));
    json_put_str(json, S("channel"), channel_name(d->channel));
    put_at(json, ctx, S("submitted_at"), d->submitted_ms);
    put_at(json, ctx, S("received_at"), d->received_ms);
    put_due(json, S("due_on"), d->due_day);
    put_due(json, S("statutory_due_on"), d->statutory_due_day);
    put_at(json, ctx, S("finished_at"), d->finished_ms);
    put_at(json, ctx, S("returned_at"), d->returned_ms);
    json_key(json, S("timeliness"));
    if (d->timeliness >= CLOCK_EARLY && d->timeliness <= CLOCK_LATE)
        json_str(json, str_of(timeliness[d->timeliness]));
    else
        json_null(json);
}

/* What the citizen must mend, while it is asked: the places and reasons of the catalogue, not the officer's own words. */
static enum err put_defects(struct json_out *json, struct ctx *ctx, const struct dossier *d)
{
    struct dossier_defect *defects;
    int count, round;

    if (d->state != DOSSIER_SUPPLEMENT)
        return OK;
    TRY(dossier_defects(ctx, d->dossier_id, &defects, &count, &round));
    json_key(json, S("defects"));
    json_begin_array(json);
    for (int i = 0; i < count; i++) {
        json_begin_object(json);
        json_put_str(json, S("target"), defects[i].target);
        json_put_str(json, S("reason"), defects[i].reason);
        json_put_str(json, S("reason_text"), procedure_defect_text(ctx->lang, d->procedure, defects[i].reason));
        json_end_object(json);
    }
    json_end_array(json);
    return OK;
}

static enum err put_steps(struct json_out *json, struct ctx *ctx, const struct dossier *d)
{
    struct dossier_step *steps;
    int count;

    TRY(dossier_steps(ctx, d->dossier_id, &steps, &count));
    json_key(json, S("steps"));
    json_begin_array(json);
    for (int i = 0; i < count; i++) {
        json_begin_object(json);
        json_put_i64(json, S("seq"), steps[i].seq);
        json_put_str(json, S("action"), steps[i].action);
        json_put_str(json, S("action_text"), i18n(ctx->lang, dossier_action_text(steps[i].action)));
        json_put_i64(json, S("state"), steps[i].state_to);
        put_at(json, ctx, S("at"), steps[i].at_ms);
        json_end_object(json);
    }
    json_end_array(json);
    return OK;
}

enum err dossier_get_api(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct dossier d;
    struct unit unit;
    struct agency agency;
    struct json_out json;

    TRY(dossier_get(ctx, req_path(req, "code"), &d));
    TRY(territory_get(ctx, d.unit_id, &unit));
    if (!in_reach(req, &unit))
        return fault(ctx, ERR_NOT_FOUND, "dossier.unknown", "", "Không tìm thấy hồ sơ này.");
    TRY(agency_get(ctx, d.agency_id, &agency));
    req_audit_about(req, d.owner_person_id, STR_NONE, d.code);
    json_out_init(&json, &req->out);
    put_dossier(&json, ctx, &d);
    json_put_str(&json, S("unit"), unit.code);
    json_put_str(&json, S("agency"), agency.code);
    json_put_str(&json, S("agency_name"), agency.name);
    json_put_i64(&json, S("supplement_rounds"), d.supplement_rounds);
    json_put_bool(&json, S("reappointed"), d.reappointed);
    TRY(put_defects(&json, ctx, &d));
    TRY(put_steps(&json, ctx, &d));
    json_end_object(&json);
    json_out_done(&json);
    return reply_json(req, 200, buf_str(&req->out));
}

/* --- submission --------------------------------------------------------------------------------------------------------- */
struct wish {
    struct str procedure, unit, channel, phone;
    const struct json *owner, *form, *papers;
};

static enum err read_text(struct ctx *ctx, const struct json *value, const char *field, struct str *ret_text)
{
    if (json_text(value, ret_text) != OK || ret_text->len > 64)
        return wrong(ctx, field, T("Giá trị phải là một chuỗi không quá 64 byte."));
    return OK;
}

static enum err read_wish(struct ctx *ctx, struct str body, struct wish *wish)
{
    const struct json *object;
    struct json_limits limits = {.values = FORM_VALUES_MAX};

    if (json_parse(ctx->arena, body, &limits, &object) != OK || json_kind(object) != JSON_OBJECT)
        return fault(ctx, ERR_INVALID, "json.invalid", "", "Nội dung không phải một đối tượng JSON đúng chuẩn.");
    for (const struct json *value = json_first(object); value; value = json_next(value)) {
        struct str key = json_key_of(value);
        if (str_eq(key, S("procedure")))
            TRY(read_text(ctx, value, "procedure", &wish->procedure));
        else if (str_eq(key, S("unit")))
            TRY(read_text(ctx, value, "unit", &wish->unit));
        else if (str_eq(key, S("channel")))
            TRY(read_text(ctx, value, "channel", &wish->channel));
        else if (str_eq(key, S("phone")))
            TRY(read_text(ctx, value, "phone", &wish->phone));
        else if (str_eq(key, S("owner")))
            wish->owner = value;
        else if (str_eq(key, S("form")))
            wish->form = value;
        else if (str_eq(key, S("papers")))
            wish->papers = value;
        else
            return fault_set(ctx, ERR_INVALID, S("dossier.api"), arena_str(ctx->arena, str_sub(key, 0, 64)), S("Yêu cầu có trường không được khai báo."), STR_NONE);
    }
    return OK;
}

/* By slug or national code. */
static const struct procedure *procedure_of(struct str name, struct day today)
{
    const struct procedure *found = procedure_find(name, today);
    int count;
    const struct procedure *const *all = procedure_list(&count);

    for (int i = 0; i < count && !found && !str_empty(name); i++)
        if (str_eq(all[i]->code, name))
            found = procedure_find(all[i]->slug, today);
    return found;
}

/* {"number": "052..."}, or the number alone. */
static enum err read_owner(struct ctx *ctx, const struct json *owner, int64_t *ret_person_id)
{
    const struct json *value_of = owner && json_kind(owner) == JSON_TEXT ? owner : json_get(owner, "number");
    struct str number;

    for (const struct json *value = json_first(owner); value; value = json_next(value))
        if (!str_eq(json_key_of(value), S("number")))
            return wrong(ctx, "owner", T("Yêu cầu có trường không được khai báo."));
    if (json_text(value_of, &number) == OK && person_number_parse(ctx, number, ret_person_id) == OK)
        return OK;
    ctx->fault = (struct fault){0}; /* it names the field of a form */
    return wrong(ctx, "owner.number", T("Số định danh cá nhân phải là chuỗi 12 chữ số."));
}

static enum err read_channel(struct ctx *ctx, struct str name, enum channel *ret_channel)
{
    for (int channel = CHANNEL_DIRECT; channel <= CHANNEL_POST; channel++)
        if (str_eq(name, channel_name((enum channel)channel))) {
            *ret_channel = (enum channel)channel;
            return OK;
        }
    if (!str_empty(name))
        return wrong(ctx, "channel", T("Kênh nộp là online, direct hoặc post."));
    *ret_channel = CHANNEL_ONLINE;
    return OK;
}

/* A code of before a reform: the answer says what the commune is today. */
static enum err former_place(struct ctx *ctx, struct str code)
{
    struct unit_meaning meaning;
    enum err err = territory_former_code(ctx, code, day_of_ms(ctx->now_ms), &meaning);

    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    return fault_set(ctx, ERR_INVALID, S("unit.former"), S("unit"),
                     TF(ctx, "{0} {1}. Hãy gửi mã 5 chữ số của đơn vị hiện nay.", meaning.unit.name, territory_meaning_text(ctx, &meaning)), STR_NONE);
}

static enum err read_place(struct req *req, struct str code, struct unit *ret_unit)
{
    struct ctx *ctx = &req->ctx;
    enum err err = territory_find(ctx, code, day_of_ms(ctx->now_ms), ret_unit);

    if (err != OK && err != ERR_NOT_FOUND && err != ERR_INVALID)
        return err;
    ctx->fault = (struct fault){0};
    if (err == ERR_NOT_FOUND)
        TRY(former_place(ctx, code));
    if (err != OK || ret_unit->level != UNIT_COMMUNE)
        return wrong(ctx, "unit", T("Không có xã, phường mang mã này. Hãy gửi mã 5 chữ số của đơn vị hiện nay."));
    if (!in_reach(req, ret_unit))
        return fault(ctx, ERR_FORBIDDEN, "dossier.reach", "unit", "Hệ thống này không được nộp hồ sơ ở đơn vị đó.");
    return OK;
}

static enum err read_papers(struct ctx *ctx, const struct json *array, const struct procedure *procedure, struct dossier_submission *s)
{
    int count = json_array_len(array);

    if (!array)
        return OK;
    if (json_kind(array) != JSON_ARRAY || count > PAPERS_MAX)
        return wrong(ctx, "papers", T("Trường papers phải là một danh sách giấy tờ."));
    struct dossier_paper *papers = arena_array(ctx->arena, struct dossier_paper, (size_t)count);
    for (int i = 0; i < count; i++) {
        const struct json *item = json_array_at(array, i);
        struct str id;
        int same = 1;
        if (json_text(json_get(item, "paper"), &papers[i].paper) != OK || !procedure_paper(procedure, papers[i].paper))
            return fault_set(ctx, ERR_INVALID, S("dossier.api"), arena_printf(ctx->arena, "papers.%d.paper", i), S("Thủ tục không có loại giấy tờ này."), STR_NONE);
        if (json_text(json_get(item, "document_id"), &id) != OK || str_parse_i64(id, &papers[i].document_id) != OK)
            return fault_set(ctx, ERR_INVALID, S("dossier.api"), arena_printf(ctx->arena, "papers.%d.document_id", i),
                             S("Hãy gửi document_id đã nhận khi tải tệp lên, dưới dạng chuỗi."), STR_NONE);
        for (int k = 0; k < i; k++)
            same += str_eq(papers[k].paper, papers[i].paper);
        if (same > procedure_paper(procedure, papers[i].paper)->max_files)
            return fault_set(ctx, ERR_INVALID, S("dossier.api"), arena_printf(ctx->arena, "papers.%d.paper", i), S("Quá nhiều tệp cho loại giấy tờ này."), STR_NONE);
    }
    s->papers = papers;
    s->papers_count = count;
    return OK;
}

static enum err read_submission(struct req *req, struct dossier_submission *s)
{
    struct ctx *ctx = &req->ctx;
    struct wish wish = {0};
    struct unit unit;

    TRY(read_wish(ctx, req->http->body, &wish));
    s->procedure = procedure_of(wish.procedure, day_of_ms(ctx->now_ms));
    if (!s->procedure)
        return wrong(ctx, "procedure", T("Không có thủ tục này, hoặc thủ tục không còn hiệu lực."));
    TRY(read_channel(ctx, wish.channel, &s->channel));
    TRY(read_owner(ctx, wish.owner, &s->owner_person_id));
    TRY(read_place(req, wish.unit, &unit));
    s->unit_id = unit.unit_id;
    s->owner_phone = wish.phone;
    TRY(read_papers(ctx, wish.papers, s->procedure, s));
    struct dossier_form_known known = {s->owner_person_id, unit.unit_id, unit.code, wish.phone};
    return dossier_form_read(ctx, s->procedure, wish.form, &known, &s->form);
}

static bool key_is_plain(struct str key)
{
    for (size_t i = 0; i < key.len; i++)
        if (key.ptr[i] <= ' ' || key.ptr[i] > '~')
            return false;
    return true;
}

enum err dossier_post_api(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct dossier_submission s = {.client_id = req->session->client_id, .idempotency_key = http_header_find(req->http, S("Idempotency-Key"))};
    struct dossier d;
    struct json_out json;
    bool repeated = false;

    if (s.idempotency_key.len < 8 || s.idempotency_key.len > 64 || !key_is_plain(s.idempotency_key))
        return fault(ctx, ERR_INVALID, "dossier.key", "Idempotency-Key", "Hãy gửi Idempotency-Key gồm 8 đến 64 ký tự ASCII, riêng cho mỗi hồ sơ.");
    TRY(read_submission(req, &s));
    enum err err = dossier_submit(ctx, &s, &d, &repeated);
    if (err == ERR_CONFLICT && str_find(ctx->fault.detail, S("once_key")) >= 0)
        ctx->fault.code = S("db.retry"); /* the same key at the same moment: run again, and find the first one */
    if (err == ERR_NOT_FOUND) { /* what the body names, not the address */
        if (str_eq(ctx->fault.code, S("document.unknown")))
            ctx->fault.field = S("papers");
        err = ctx->fault.err = ERR_INVALID;
    }
    TRY(err);
    if (repeated && (d.procedure->procedure_id != s.procedure->procedure_id || d.owner_person_id != s.owner_person_id || d.unit_id != s.unit_id))
        return fault(ctx, ERR_CONFLICT, "dossier.key_used", "Idempotency-Key", "Idempotency-Key này đã dùng cho một hồ sơ khác. Hãy tạo khóa mới.");
    json_out_init(&json, &req->out);
    put_dossier(&json, ctx, &d);
    json_end_object(&json);
    json_out_done(&json);
    reply_header(req, S("Location"), arena_printf(ctx->arena, "/api/v1/dossiers/%.*s", STR_ARG(d.code)));
    return reply_json(req, repeated ? 200 : 201, buf_str(&req->out));
}
