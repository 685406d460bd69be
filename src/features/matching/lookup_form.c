/* lookup_form.c: the officer's question: whom, what for, for which dossier. What is missing or wrong is said beside its field. */
#include "features/matching/internal.h"
#include "features/matching/pages.h"
#include "features/territory/territory.h"
#include "platform/unicode/unicode.h"
#include "views.h"

enum { YEAR_MIN = 1880, PURPOSE_MIN_CHARS = 5, UNITS_SHOWN = 5 };

static struct select_field slack_field(struct ctx *ctx, const struct lookup *lookup)
{
    static const char *const values[] = {"0", "1", "2", "5", "10"};
    struct choice *items = arena_array(ctx->arena, struct choice, ARRAY_LEN(values));

    for (size_t i = 0; i < ARRAY_LEN(values); i++)
        items[i] = (struct choice){.value = str_of(values[i]), .label = i ? TF(ctx, "Lệch đến {0} năm", str_of(values[i])) : TS(ctx, "Đúng năm này")};
    return (struct select_field){.name = S("slack"), .label = TS(ctx, "Năm sinh có thể lệch"), .value = lookup->slack.len ? lookup->slack : S("0"), .items = items,
                                 .items_count = (int)ARRAY_LEN(values)};
}

static void form_fill(struct req *req, const struct lookup *lookup, const struct form_errors *errors, struct person_search_view *ret_view)
{
    struct ctx *ctx = &req->ctx;

    *ret_view = (struct person_search_view){
        .errors = *errors,
        .csrf = req->csrf_token,
        .number = {.name = S("number"), .label = TS(ctx, "Số định danh cá nhân"), .hint = TS(ctx, "12 chữ số"), .value = lookup->number,
                   .error = form_error_of(errors, S("number")), .input_mode = S("numeric"), .autocomplete = S("off"), .width = WIDTH_20, .max_chars = 20},
        .name = {.name = S("name"), .label = TS(ctx, "Họ, chữ đệm và tên"), .hint = TS(ctx, "Không cần dấu, không cần đúng thứ tự; sai một chữ cái vẫn tìm được."),
                 .value = lookup->name, .error = form_error_of(errors, S("name")), .autocomplete = S("off"), .max_chars = 100},
        .birth_year = {.name = S("birth_year"), .label = TS(ctx, "Năm sinh"), .value = lookup->birth_year,
                       .error = form_error_of(errors, S("birth_year")), .input_mode = S("numeric"), .autocomplete = S("off"), .width = WIDTH_4,
                       .max_chars = 4},
        .slack = slack_field(ctx, lookup),
        .commune = {.name = S("commune"), .label = TS(ctx, "Xã, phường đang ở (thường trú hoặc tạm trú)"), .hint = TS(ctx, "Tên hoặc mã 5 chữ số; có thể bỏ trống"),
                    .value = lookup->commune, .error = form_error_of(errors, S("commune")), .autocomplete = S("off"), .max_chars = 100},
        .parent = {.name = S("parent"), .label = TS(ctx, "Tên cha hoặc mẹ"), .hint = TS(ctx, "Có thể bỏ trống"), .value = lookup->parent,
                   .error = form_error_of(errors, S("parent")), .autocomplete = S("off"), .max_chars = 100},
        .purpose = {.name = S("purpose"), .label = TS(ctx, "Mục đích tra cứu"), .hint = TS(ctx, "Ví dụ: kiểm tra nơi thường trú của người đăng ký tạm trú"),
                    .value = lookup->purpose, .error = form_error_of(errors, S("purpose")), .max_chars = 200},
        .dossier = {.name = S("dossier"), .label = TS(ctx, "Mã hồ sơ"), .value = lookup->dossier, .error = form_error_of(errors, S("dossier")),
                    .autocomplete = S("off"), .width = WIDTH_20, .max_chars = 64},
    };
}

enum err lookup_form(struct req *req, const struct lookup *lookup, const struct form_errors *errors, int status)
{
    struct person_search_view view;

    form_fill(req, lookup, errors, &view);
    struct html *out = page_begin(req, FACE_STAFF, T("Tra cứu người trong dữ liệu dân cư"));
    view_person_search(out, &view);
    return page_end(req, status);
}

static bool dossier_like(struct str code)
{
    bool digit = false;
    for (size_t i = 0; i < code.len; i++) {
        char c = code.ptr[i];
        digit |= c >= '0' && c <= '9';
        if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-'))
            return false;
    }
    return code.len >= 6 && digit;
}

static struct day today(const struct ctx *ctx) { return day_of_ms(ctx->now_ms); }

static void check_year(struct req *req, struct lookup *lookup, struct form_errors *errors)
{
    struct ctx *ctx = &req->ctx;
    int64_t year, slack = 0;

    if (lookup->birth_year.len == 0)
        return;
    if (str_parse_i64(lookup->birth_year, &year) != OK || year < YEAR_MIN || year > civil_of(today(ctx)).year)
        form_error_add(req, errors, S("birth_year"), TS(ctx, "Hãy ghi năm sinh gồm 4 chữ số."));
    else
        lookup->search.birth_year = (int)year;
    if (lookup->slack.len && (str_parse_i64(lookup->slack, &slack) != OK || slack < 0 || slack > 10))
        slack = 0;
    lookup->search.year_slack = (int)slack;
}

/* Units whose name is the text and not only holds it; all when none is. */
static int exact_first(struct ctx *ctx, struct str text, struct unit *units, int count)
{
    struct str asked = unicode_fold(ctx->arena, text);
    int exact = 0;

    for (int i = 0; i < count; i++)
        if (str_eq(asked, unicode_fold(ctx->arena, units[i].name)) || str_eq(asked, unicode_fold(ctx->arena, territory_bare_name(&units[i]))))
            units[exact++] = units[i];
    return exact ? exact : count;
}

static struct str which(struct ctx *ctx, const struct unit *units, int count)
{
    struct buf out;

    buf_init(&out, ctx->arena, 256);
    for (int i = 0; i < count && i < UNITS_SHOWN; i++) {
        if (i)
            buf_lit(&out, "; ");
        buf_put(&out, TF(ctx, "{0} ({1})", territory_label(ctx, units[i].unit_id), units[i].code));
    }
    return buf_str(&out);
}

static enum err check_commune(struct req *req, struct lookup *lookup, struct form_errors *errors)
{
    struct ctx *ctx = &req->ctx;
    struct unit unit, *units;
    int count;

    if (lookup->commune.len == 0)
        return OK;
    if (lookup->commune.len == 5 && str_all_digits(lookup->commune)) {
        enum err err = territory_find(ctx, lookup->commune, today(ctx), &unit);
        if (err == OK)
            lookup->search.unit_id = unit.unit_id;
        else if (err == ERR_NOT_FOUND)
            form_error_add(req, errors, S("commune"), TS(ctx, "Không có xã, phường nào mang mã này."));
        ctx->fault = (struct fault){0};
        return err == ERR_NOT_FOUND ? OK : err;
    }
    TRY(territory_search(ctx, lookup->commune, UNIT_COMMUNE, 0, today(ctx), 100, &units, &count));
    count = exact_first(ctx, lookup->commune, units, count);
    if (count == 1)
        lookup->search.unit_id = units[0].unit_id;
    else if (count == 0)
        form_error_add(req, errors, S("commune"), TS(ctx, "Không có xã, phường nào mang tên này."));
    else
        form_error_add(req, errors, S("commune"), TF(ctx, "Có nhiều nơi mang tên này, hãy ghi mã: {0}.", which(ctx, units, count)));
    return OK;
}

static enum err check_who(struct req *req, struct lookup *lookup, struct form_errors *errors)
{
    struct ctx *ctx = &req->ctx;

    if (lookup->number.len) {
        if (person_number_parse(ctx, lookup->number, &lookup->person_id) != OK)
            form_error_add(req, errors, S("number"), i18n_str(ctx->lang, ctx->fault.text));
        ctx->fault = (struct fault){0};
        return OK;
    }
    if (lookup->name.len == 0)
        form_error_add(req, errors, S("number"), TS(ctx, "Hãy ghi số định danh, hoặc họ tên và năm sinh."));
    else if (unicode_fold(ctx->arena, lookup->name).len < 2)
        form_error_add(req, errors, S("name"), TS(ctx, "Hãy ghi họ tên cần tìm, ít nhất hai chữ cái."));
    lookup->search.name = lookup->name;
    lookup->search.parent = lookup->parent;
    check_year(req, lookup, errors);
    return check_commune(req, lookup, errors);
}

enum err lookup_read(struct req *req, struct lookup *ret_lookup, struct form_errors *errors, bool *ret_right)
{
    struct ctx *ctx = &req->ctx;
    struct lookup lookup = {.number = req_str(req, "number"), .name = req_str(req, "name"), .birth_year = req_str(req, "birth_year"),
                            .slack = req_str(req, "slack"), .commune = req_str(req, "commune"), .parent = req_str(req, "parent"),
                            .purpose = req_str(req, "purpose"), .dossier = req_str(req, "dossier")};

    TRY(check_who(req, &lookup, errors));
    if (lookup.purpose.len < PURPOSE_MIN_CHARS)
        form_error_add(req, errors, S("purpose"), TS(ctx, "Hãy ghi mục đích tra cứu."));
    if (!dossier_like(lookup.dossier))
        form_error_add(req, errors, S("dossier"), TS(ctx, "Hãy ghi mã hồ sơ đang giải quyết, ví dụ H21.104-261121-0001."));
    lookup.reason = TF(ctx, "{0} (hồ sơ {1})", lookup.purpose, lookup.dossier);
    *ret_lookup = lookup;
    *ret_right = errors->items_count == 0;
    return OK;
}
