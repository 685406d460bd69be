/* screen.c: one screen of a procedure's form: taking the posted answers and checking them. Everything that was typed is
 * kept, also when it is wrong: the reader corrects it, nobody types it twice. */
#include "features/filing/form_values.h"
#include "features/identity/identity.h"
#include "features/population/population.h"
#include "features/territory/territory.h"

static void add(struct req *req, struct form_errors *errors, const struct field *field, struct msg text)
{
    form_error_add(req, errors, field->name, i18n(req->ctx.lang, text));
}

/* "0912 345 678" -> "0912345678"; +84 becomes 0. */
static struct str phone_clean(struct ctx *ctx, struct str text)
{
    struct buf buf;

    buf_init(&buf, ctx->arena, 16);
    if (str_starts(text, S("+84"))) {
        buf_put_char(&buf, '0');
        text = str_sub(text, 3, text.len);
    }
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] != ' ' && text.ptr[i] != '.' && text.ptr[i] != '-')
            buf_put_char(&buf, text.ptr[i]);
    return buf_str(&buf);
}

static struct str digits_only(struct ctx *ctx, struct str text)
{
    struct buf buf;

    buf_init(&buf, ctx->arena, 16);
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] != ' ' && text.ptr[i] != '.')
            buf_put_char(&buf, text.ptr[i]);
    return buf_str(&buf);
}

/* The ticked members of the owner's household, with what they become to the head: "0520…;wife\n…". Only members of that
 * household are taken. */
enum err member_token(struct req *req, const struct draft *draft, int64_t person_id, struct str *ret_token)
{
    struct ctx *ctx = &req->ctx;
    struct str digest;

    TRY(identity_digest(ctx, req->app->settings.data_dir, arena_printf(ctx->arena, "member:%lld:%lld", (long long)draft->draft_id, (long long)person_id), &digest));
    *ret_token = str_sub(digest, 0, 16);
    return OK;
}

static enum err take_members(struct req *req, const struct draft *draft, const struct field *field, struct form_errors *errors, struct str *ret_text)
{
    struct household_person *people;
    struct dossier_member members[DOSSIER_MEMBERS_MAX];
    struct str *tokens;
    bool stale = false;
    int64_t household_id;
    int people_count, count = 0;
    enum err err = household_of(&req->ctx, draft->owner_person_id, &household_id);

    *ret_text = S("");
    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    TRY(household_members(&req->ctx, household_id, &people, &people_count));
    tokens = arena_array(req->ctx.arena, struct str, (size_t)people_count);
    for (int p = 0; p < people_count; p++)
        TRY(member_token(req, draft, people[p].person_id, &tokens[p]));
    for (int i = 0; i < req->fields.count; i++) {
        struct str token = req->fields.items[i].value;
        int at = 0;
        if (!str_eq(req->fields.items[i].name, field->name) || !token.len)
            continue;
        while (at < people_count && !(str_eq(tokens[at], token) && people[at].person_id != draft->owner_person_id))
            at++;
        if (at < people_count && count < DOSSIER_MEMBERS_MAX)
            members[count++] = (struct dossier_member){people[at].person_id, req_field(req, arena_join(req->ctx.arena, S("relation_"), token))};
        stale |= at == people_count;
    }
    if (stale)
        add(req, errors, field, T("Danh sách người cùng hộ đã thay đổi từ khi trang này được mở. Hãy chọn lại những người đi cùng."));
    *ret_text = dossier_members_format(req->ctx.arena, members, count);
    return OK;
}

enum err screen_take(struct req *req, const struct draft *draft, const struct screen *screen,
                     struct form_values *values, struct form_errors *errors)
{
    for (int i = 0; i < screen->fields_count; i++) {
        const struct field *field = &screen->fields[i];
        struct str text = req_field(req, field->name);
        struct day day;

        switch (field->type) {
        case FIELD_MEMBERS: TRY(take_members(req, draft, field, errors, &text)); break;
        case FIELD_MEMBER: TRY(member_take(req, draft, text, &text)); break;
        case FIELD_PHONE: text = phone_clean(&req->ctx, text); break;
        case FIELD_PERSON_NUMBER: text = digits_only(&req->ctx, text); break;
        case FIELD_DAY:
            if (day_parse_vi(text, &day) == OK)
                text = day_iso(req->ctx.arena, day);
            break;
        default: break;
        }
        if (text.len > 4000)
            text = str_sub(text, 0, 4000);
        form_values_set(values, field->name, text);
    }
    for (int i = 0; i < screen->fields_count; i++)
        if (!field_is_asked(&screen->fields[i], values))
            form_values_set(values, screen->fields[i].name, S(""));
    return OK;
}

static bool is_option(const struct field *field, struct str text)
{
    if (str_eq(field->options_from, S("household_relations")))
        return household_relation_text(text).vi.len > 0;
    for (int i = 0; i < field->options_count; i++)
        if (str_eq(field->options[i].value, text))
            return true;
    return false;
}

static bool is_phone(struct str text)
{
    return text.len >= 9 && text.len <= 11 && text.ptr[0] == '0' && str_all_digits(text);
}

static enum err check_commune(struct req *req, const struct field *field, struct str text, struct form_errors *errors)
{
    struct unit unit;
    int64_t unit_id;
    enum err err = str_parse_i64(text, &unit_id) == OK ? territory_get(&req->ctx, unit_id, &unit) : ERR_NOT_FOUND;

    if (err == ERR_NOT_FOUND || (err == OK && unit.level != UNIT_COMMUNE)) {
        add(req, errors, field, T("Hãy chọn xã, phường trong danh sách."));
        return OK;
    }
    return err;
}

static enum err check_field(struct req *req, const struct draft *draft, const struct field *field, struct str text, struct form_errors *errors)
{
    struct day day;
    int64_t number;

    if (!text.len) {
        if (field->required)
            form_error_add(req, errors, field->name,
                           TF(&req->ctx, "Hãy điền hoặc chọn: {0}.", bilingual_text(req->ctx.lang, field->label)));
        return OK;
    }
    switch (field->type) {
    case FIELD_DAY:
        if (day_parse_iso(text, &day) != OK)
            add(req, errors, field,
                T("Ngày không đúng. Hãy nhập ngày có thật theo dạng ngày/tháng/năm, ví dụ 21/11/2026."));
        break;
    case FIELD_PHONE:
        if (!is_phone(text))
            add(req, errors, field, T("Số điện thoại gồm 10 chữ số, bắt đầu bằng 0."));
        break;
    case FIELD_PERSON_NUMBER: {
        struct fault before = req->ctx.fault;
        if (person_number_parse(&req->ctx, text, &number) != OK)
            form_error_add(req, errors, field->name, i18n_str(req->ctx.lang, req->ctx.fault.text));
        req->ctx.fault = before;
        break;
    }
    case FIELD_COMMUNE: return check_commune(req, field, text, errors);
    case FIELD_MEMBER: {
        bool known;
        TRY(member_check(&req->ctx, draft, field, text, &known));
        if (!known)
            add(req, errors, field, T("Hãy chọn một trong các giá trị có sẵn."));
        break;
    }
    case FIELD_RADIOS:
    case FIELD_SELECT:
        if (!is_option(field, text))
            add(req, errors, field, T("Hãy chọn một trong các giá trị có sẵn."));
        break;
    case FIELD_INT:
        if (str_parse_i64(text, &number) != OK || number < 0 || number > field->max)
            add(req, errors, field, T("Hãy nhập một số nguyên trong khoảng cho phép."));
        break;
    case FIELD_LINE:
        if ((int64_t)text.len > field->max || str_find_char(text, '\n') >= 0)
            add(req, errors, field, T("Nội dung quá dài. Hãy rút gọn lại."));
        break;
    default: break;
    }
    return OK;
}

enum err screen_check(struct req *req, const struct draft *draft, const struct screen *screen,
                      const struct form_values *values, struct form_errors *errors)
{
    for (int i = 0; i < screen->fields_count; i++) {
        const struct field *field = &screen->fields[i];
        if (field_is_asked(field, values))
            TRY(check_field(req, draft, field, form_values_get(values, field->name), errors));
    }
    return OK;
}
