/* inputs.c: an input that was not declared does not exist. Decodes the query and the body, checks every field against the route's table, and keeps
 * the typed values; the faults name the field and say what to do. */
#include "web/internal.h"
#include "platform/unicode/unicode.h"
#include <assert.h>

static enum err bad(struct req *req, struct str code, struct str field, struct str text)
{
    return fault_set(&req->ctx, ERR_INVALID, code, field, text, STR_NONE);
}

static const struct input *declared(const struct route *route, struct str name)
{
    for (const struct input *input = route->inputs; input && input->name; input++)
        if (str_eq(str_of(input->name), name))
            return input;
    return NULL;
}

static bool one_of(const char *list, struct str value)
{
    struct str rest = str_of(list);

    while (rest.ptr)
        if (str_eq(str_cut(&rest, '|'), value))
            return true;
    return false;
}

static bool all_code(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == ':' || c == '-'))
            return false;
    }
    return true;
}

/* 12 digits; people write blanks or dots between them. */
static bool person_number(struct str text, int64_t *ret_number)
{
    int digits = 0;
    int64_t value = 0;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == ' ' || c == '.')
            continue;
        if (c < '0' || c > '9' || ++digits > 12)
            return false;
        value = value * 10 + (c - '0');
    }
    *ret_number = value;
    return digits == 12;
}

static enum err check_text(struct req *req, const struct input *input, struct str raw, struct str name, struct str *ret_text)
{
    bool lines = input->type == IN_TEXT;
    size_t max = input->max ? (size_t)input->max : lines ? 4000 : 200;

    if (input->type == IN_RAW) {
        if (!unicode_valid_utf8(raw) || memchr(raw.ptr ? raw.ptr : "", 0, raw.len))
            return bad(req, S("input.encoding"), name, S("Có ký tự không hợp lệ. Hãy gõ lại bằng bộ gõ Unicode (UTF-8)."));
        *ret_text = raw;
    } else {
        enum err err = lines ? unicode_clean_text(req->ctx.arena, raw, ret_text) : unicode_clean_line(req->ctx.arena, raw, ret_text);
        if (err != OK)
            return bad(req, S("input.encoding"), name, S("Có ký tự không hợp lệ (ký tự điều khiển hoặc bảng mã cũ). Hãy gõ lại bằng bộ gõ Unicode (UTF-8)."));
    }
    if (ret_text->len > max)
        return bad(req, S("input.too_long"), name, S("Nội dung quá dài. Hãy rút gọn lại."));
    return OK;
}

static enum err check_value(struct req *req, const struct input *input, const struct http_field *field, struct input_value *value)
{
    struct str name = str_of(input->name);

    *value = (struct input_value){.input = input};
    if (input->type == IN_FILE) {
        if (!field->is_file && field->value.len)
            return bad(req, S("input.not_a_file"), name, S("Ô này nhận một tệp. Hãy chọn tệp rồi gửi lại."));
        if (input->max && (int64_t)field->value.len > input->max)
            return fault_set(&req->ctx, ERR_TOO_LARGE, S("input.file_too_large"), name, S("Tệp quá lớn. Hãy chọn tệp nhỏ hơn hoặc quét lại ở độ phân giải 200 dpi."), STR_NONE);
        value->file = field;
        value->text = field->file_name;
        return OK;
    }
    if (field->is_file)
        return bad(req, S("input.unexpected_file"), name, S("Ô này không nhận tệp."));
    TRY(check_text(req, input, field->value, name, &value->text));
    if (!value->text.len)
        return OK;
    switch (input->type) {
    case IN_CODE:
        if (!all_code(value->text))
            return bad(req, S("input.code"), name, S("Mã chỉ gồm chữ không dấu, chữ số và các dấu . _ : -"));
        break;
    case IN_INT:
        if (str_parse_i64(value->text, &value->number) != OK || value->number < input->min || (input->max && value->number > input->max))
            return bad(req, S("input.number"), name, S("Hãy nhập một số nguyên trong khoảng cho phép."));
        break;
    case IN_DAY: {
        struct day day;
        if (day_parse_vi(value->text, &day) != OK && day_parse_iso(value->text, &day) != OK)
            return bad(req, S("input.date"), name, S("Ngày không đúng. Hãy nhập ngày có thật theo dạng ngày/tháng/năm, ví dụ 21/11/2026."));
        value->number = day.n;
        break;
    }
    case IN_BOOL:
        if (!one_of("1|on|true|0|false", value->text))
            return bad(req, S("input.bool"), name, S("Giá trị của ô đánh dấu không hợp lệ."));
        value->number = !one_of("0|false", value->text);
        break;
    case IN_PERSON_NUMBER:
        if (!person_number(value->text, &value->number))
            return bad(req, S("input.person_number"), name, S("Số định danh cá nhân gồm đúng 12 chữ số. Hãy xem lại trên thẻ căn cước."));
        break;
    default:
        break;
    }
    if (input->one_of && !one_of(input->one_of, value->text))
        return bad(req, S("input.choice"), name, S("Hãy chọn một trong các giá trị có sẵn."));
    return OK;
}

static enum err add_field(struct req *req, const struct http_field *field)
{
    const struct route *route = req->route;
    struct str shown = field->name.len > 60 ? str_sub(field->name, 0, 60) : field->name;

    if (route->csrf == CSRF_FORM && str_eq(field->name, S("csrf"))) {
        req->fields.items[req->fields.count++] = *field;
        return OK;
    }
    const struct input *input = declared(route, field->name);
    if (!input) {
        if (!route->dynamic_inputs)
            return bad(req, S("input.unknown"), all_code(shown) ? shown : S("?"), S("Yêu cầu có một trường không thuộc biểu mẫu này. Hãy tải lại trang rồi thử lại."));
        struct http_field clean = *field;
        if (!all_code(field->name) || field->name.len > 60)
            return bad(req, S("input.unknown"), S("?"), S("Yêu cầu có một trường không thuộc biểu mẫu này. Hãy tải lại trang rồi thử lại."));
        if (!field->is_file && unicode_clean_text(req->ctx.arena, field->value, &clean.value) != OK)
            return bad(req, S("input.encoding"), shown, S("Có ký tự không hợp lệ (ký tự điều khiển hoặc bảng mã cũ). Hãy gõ lại bằng bộ gõ Unicode (UTF-8)."));
        clean.value = field->is_file ? field->value : str_trim(clean.value);
        req->fields.items[req->fields.count++] = clean;
        return OK;
    }
    if (!input->many)
        for (int i = 0; i < req->value_count; i++)
            if (req->values[i].input == input)
                return bad(req, S("input.repeated"), shown, S("Một trường được gửi hai lần. Hãy tải lại trang rồi thử lại."));
    TRY(check_value(req, input, field, &req->values[req->value_count]));
    req->value_count++;
    return OK;
}

enum err inputs_parse(struct req *req)
{
    struct http_request *http = req->http;
    struct http_fields query = {0}, body = {0};

    if (req->route->own_inputs)
        return OK;
    if (req->route->json_body) {
        if (!str_starts(http_header_find(http, S("Content-Type")), S("application/json")))
            return bad(req, S("input.content_type"), S(""), S("Nội dung phải là JSON (Content-Type: application/json)."));
        return http->query.len ? bad(req, S("input.unknown"), S("?"), S("Địa chỉ này không nhận tham số.")) : OK;
    }
    if (http->query.len && http_form_parse(req->ctx.arena, http->query, &query) != OK)
        return bad(req, S("input.malformed"), S(""), S("Địa chỉ có phần tham số bị hỏng."));
    if (http->body.len && !req->route->raw_body) {
        struct str type = http_header_find(http, S("Content-Type"));
        enum err err = ERR_INVALID;
        if (str_starts(type, S("multipart/form-data")))
            err = http_multipart_parse(req->ctx.arena, type, http->body, &body);
        else if (str_starts(type, S("application/x-www-form-urlencoded")))
            err = http_form_parse(req->ctx.arena, http->body, &body);
        if (err != OK)
            return bad(req, S("input.malformed"), S(""), S("Biểu mẫu gửi lên bị hỏng hoặc thiếu. Hãy tải lại trang rồi gửi lại."));
    }
    int total = query.count + body.count;
    if (!total)
        goto required;
    req->values = arena_array(req->ctx.arena, struct input_value, (size_t)total);
    req->fields.items = arena_array(req->ctx.arena, struct http_field, (size_t)total);
    for (int i = 0; i < total; i++)
        TRY(add_field(req, i < query.count ? &query.items[i] : &body.items[i - query.count]));
required:
    for (const struct input *input = req->route->inputs; input && input->name; input++) {
        if (!input->required)
            continue;
        bool there = false;
        for (int i = 0; i < req->value_count; i++)
            if (req->values[i].input == input)
                there |= input->type == IN_FILE ? req->values[i].file->value.len > 0 : req->values[i].text.len > 0;
        if (!there)
            return bad(req, S("input.required"), str_of(input->name), S("Còn thiếu một thông tin bắt buộc."));
    }
    return OK;
}

/* --- what handlers call ----------------------------------------------------------------------------------------------- */

static const struct input_value *value_at(struct req *req, const char *name, int index)
{
    assert(declared(req->route, str_of(name)) && "a handler asked for an input that its route does not declare");
    for (int i = 0; i < req->value_count; i++)
        if (strcmp(req->values[i].input->name, name) == 0 && index-- == 0)
            return &req->values[i];
    return NULL;
}

struct str req_str_at(struct req *req, const char *name, int index)
{
    const struct input_value *value = value_at(req, name, index);
    return value ? value->text : S("");
}

struct str req_str(struct req *req, const char *name) { return req_str_at(req, name, 0); }
bool req_has(struct req *req, const char *name) { return req_str(req, name).len > 0; }

int64_t req_i64(struct req *req, const char *name, int64_t when_absent)
{
    const struct input_value *value = value_at(req, name, 0);
    return value && value->text.len ? value->number : when_absent;
}

struct day req_day(struct req *req, const char *name)
{
    const struct input_value *value = value_at(req, name, 0);
    return value && value->text.len ? (struct day){(int32_t)value->number} : DAY_NONE;
}

bool req_bool(struct req *req, const char *name) { return req_i64(req, name, 0) != 0; }
int64_t req_person(struct req *req, const char *name) { return req_i64(req, name, 0); }

int req_count(struct req *req, const char *name)
{
    int count = 0;
    while (value_at(req, name, count))
        count++;
    return count;
}

const struct http_field *req_file_at(struct req *req, const char *name, int index)
{
    const struct input_value *value = value_at(req, name, index);
    return value && value->file && (value->file->value.len || value->file->file_name.len) ? value->file : NULL;
}

const struct http_field *req_file(struct req *req, const char *name) { return req_file_at(req, name, 0); }

struct str req_path(struct req *req, const char *name)
{
    struct str rest = str_of(req->route->path);
    int index = 0;

    while (rest.ptr) {
        struct str segment = str_cut(&rest, '/');
        if (!str_starts(segment, S("{")))
            continue;
        if (str_eq(str_sub(segment, 1, segment.len - 2), str_of(name)))
            return req->path_values[index];
        index++;
    }
    assert(!"a handler asked for a path segment that its route does not have");
    return S("");
}

struct str req_field(struct req *req, struct str name)
{
    for (int i = 0; i < req->fields.count; i++)
        if (str_eq(req->fields.items[i].name, name) && !req->fields.items[i].is_file)
            return req->fields.items[i].value;
    return S("");
}
