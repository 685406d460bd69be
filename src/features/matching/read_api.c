/* read_api.c: POST /api/v1/persons/read: an agency reads data of one person, for one dossier, on a legal basis, within the list that was granted to it (Decree 47/2020/NĐ-CP
 * Art. 23-28; Law 91/2025/QH15). A POST, because a personal number stands in no address. The name or birth date must be right: whoever has only a number learns nothing.
 *
 *   {"number": "052...", "name": "...", "fields": ["full_name", "permanent_address"], "purpose": "...", "legal_basis": "...", "dossier": "..."}
 *   -> {"result": "found", "person": {"full_name": "...", "permanent_address": null}, "masked": []}
 * result: found, no_match (name or birth date is another), no_such_person, number_cancelled. `masked`: fields that were asked for and are not granted. */
#include "features/matching/pages.h"
#include "features/matching/read_fields.h"
#include "platform/unicode/unicode.h"

enum { TEXT_BYTES_MAX = 300, NAME_BYTES_MAX = 200, TEXT_BYTES_MIN = 5 };

struct question {
    struct verify_row who;
    bool has_number;
    uint32_t fields; /* bits of enum read_field */
    struct str purpose, legal_basis, dossier;
};

static enum err wrong(struct ctx *ctx, const char *field, struct msg text)
{
    return fault_set(ctx, ERR_INVALID, S("read.invalid"), str_of(field), text.vi, STR_NONE);
}

static enum err read_who(struct ctx *ctx, const struct json *value, struct str key, struct question *question)
{
    struct str text;

    if (json_text(value, &text) != OK || text.len > NAME_BYTES_MAX)
        return wrong(ctx, str_eq(key, S("name")) ? "name" : str_eq(key, S("number")) ? "number" : "birth_date", T("Giá trị phải là một chuỗi ngắn."));
    if (str_eq(key, S("number"))) {
        question->has_number = true;
        question->who.person_id = person_number_read(text, civil_of(day_of_ms(ctx->now_ms)).year);
    } else if (str_eq(key, S("name"))) {
        question->who.name_folded = unicode_fold(ctx->arena, text);
    } else if (day_parse_iso(text, &question->who.birth) != OK) {
        return wrong(ctx, "birth_date", T("Ngày sinh phải có dạng 1990-02-28."));
    }
    return OK;
}

static enum err read_fields(struct ctx *ctx, const struct json *array, struct question *question)
{
    for (const struct json *value = json_kind(array) == JSON_ARRAY ? json_first(array) : NULL; value; value = json_next(value)) {
        struct str name;
        enum read_field field = json_text(value, &name) == OK ? read_field_find(name) : READ_FIELDS;
        if (field == READ_FIELDS)
            return wrong(ctx, "fields", T("Trường fields có tên dữ liệu không tồn tại."));
        question->fields |= 1U << field;
    }
    return question->fields ? OK : wrong(ctx, "fields", T("Trường fields phải là danh sách tên dữ liệu cần đọc."));
}

static enum err read_reason(struct ctx *ctx, const struct json *value, const char *field, struct str *ret_text)
{
    if (json_text(value, ret_text) != OK || ret_text->len > TEXT_BYTES_MAX || unicode_clean_line(ctx->arena, *ret_text, ret_text) != OK)
        return wrong(ctx, field, T("Mục đích, căn cứ pháp lý và mã hồ sơ là chuỗi không quá 300 byte."));
    return OK;
}

static enum err read_member(struct ctx *ctx, const struct json *value, struct question *question)
{
    struct str key = json_key_of(value);

    if (str_eq(key, S("number")) || str_eq(key, S("name")) || str_eq(key, S("birth_date")))
        return read_who(ctx, value, key, question);
    if (str_eq(key, S("fields")))
        return read_fields(ctx, value, question);
    if (str_eq(key, S("purpose")))
        return read_reason(ctx, value, "purpose", &question->purpose);
    if (str_eq(key, S("legal_basis")))
        return read_reason(ctx, value, "legal_basis", &question->legal_basis);
    if (str_eq(key, S("dossier")))
        return read_reason(ctx, value, "dossier", &question->dossier);
    return fault_set(ctx, ERR_INVALID, S("read.unknown_member"), arena_str(ctx->arena, str_sub(key, 0, 64)), S("Yêu cầu có trường không được khai báo."), STR_NONE);
}

static enum err check_whole(struct ctx *ctx, const struct question *question)
{
    if (!question->has_number)
        return wrong(ctx, "number", T("Thiếu số định danh cá nhân."));
    if (question->who.name_folded.len == 0 && day_is_none(question->who.birth))
        return wrong(ctx, "name", T("Cần họ và tên hoặc ngày sinh để đối chiếu."));
    if (!question->fields)
        return wrong(ctx, "fields", T("Trường fields phải là danh sách tên dữ liệu cần đọc."));
    if (question->purpose.len < TEXT_BYTES_MIN)
        return wrong(ctx, "purpose", T("Hãy ghi mục đích của lần đọc này."));
    if (question->legal_basis.len < TEXT_BYTES_MIN)
        return wrong(ctx, "legal_basis", T("Hãy ghi căn cứ pháp lý của lần đọc này."));
    if (question->dossier.len < TEXT_BYTES_MIN)
        return wrong(ctx, "dossier", T("Hãy ghi mã hồ sơ đang giải quyết."));
    return OK;
}

static enum err read_question(struct ctx *ctx, struct str body, struct question *ret_question)
{
    const struct json *object;

    *ret_question = (struct question){.who.birth = DAY_NONE};
    if (json_parse(ctx->arena, body, NULL, &object) != OK || json_kind(object) != JSON_OBJECT)
        return fault(ctx, ERR_INVALID, "json.invalid", "", "Nội dung không phải một đối tượng JSON đúng chuẩn.");
    for (const struct json *value = json_first(object); value; value = json_next(value))
        TRY(read_member(ctx, value, ret_question));
    return check_whole(ctx, ret_question);
}

/* --- the answer ------------------------------------------------------------------------------------------------------------------------ */
static const char *result_of(const struct verify_row *who)
{
    if (who->cancelled)
        return "number_cancelled";
    return who->answer == VERIFY_NO_SUCH_PERSON ? "no_such_person" : who->answer == VERIFY_NO_MATCH ? "no_match" : "found";
}

static enum err put_person(struct req *req, struct json_out *json, const struct question *question)
{
    struct person person;
    struct str granted = req->session->person_fields;

    TRY(person_get(&req->ctx, question->who.person_id, &person));
    json_key(json, S("person"));
    json_begin_object(json);
    for (int field = 0; field < READ_FIELDS; field++)
        if (question->fields >> field & 1 && read_field_allowed(granted, (enum read_field)field))
            TRY(read_field_put(&req->ctx, json, &person, (enum read_field)field));
    json_end_object(json);
    json_key(json, S("masked"));
    json_begin_array(json);
    for (int field = 0; field < READ_FIELDS; field++)
        if (question->fields >> field & 1 && !read_field_allowed(granted, (enum read_field)field))
            json_str(json, str_of(read_field_name((enum read_field)field)));
    json_end_array(json);
    return OK;
}

/* Which fields were read stands in the log, not what they said. */
static void tell_log(struct req *req, const struct question *question)
{
    struct ctx *ctx = &req->ctx;
    struct buf detail;

    buf_init(&detail, ctx->arena, 128);
    buf_printf(&detail, "dossier=%.*s fields=", STR_ARG(question->dossier));
    for (int field = 0, first = 1; field < READ_FIELDS; field++)
        if (question->fields >> field & 1 && read_field_allowed(req->session->person_fields, (enum read_field)field)) {
            buf_printf(&detail, "%s%s", first ? "" : ",", read_field_name((enum read_field)field));
            first = 0;
        }
    req_audit_about(req, question->who.person_id, arena_printf(ctx->arena, "%.*s; %.*s", STR_ARG(question->purpose), STR_ARG(question->legal_basis)), buf_str(&detail));
}

enum err person_read_api(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct question question;
    struct json_out json;
    struct buf out;

    TRY(read_question(ctx, req->http->body, &question));
    TRY(population_verify(ctx, &question.who, 1));
    buf_init(&out, ctx->arena, 512);
    json_out_init(&json, &out);
    json_begin_object(&json);
    json_put_str(&json, S("result"), str_of(result_of(&question.who)));
    if (question.who.answer == VERIFY_MATCH)
        TRY(put_person(req, &json, &question));
    json_end_object(&json);
    json_out_done(&json);
    tell_log(req, &question);
    return reply_json(req, 200, buf_str(&out));
}
