/* export_pages.c: the head of a commune's police takes the list of its residents away: once, for a purpose, in the log before the answer leaves. */
#include "features/agency/agency.h"
#include "features/population/internal.h"
#include "features/population/pages.h"
#include "features/population/people_export.h"
#include "features/territory/territory.h"
#include "views.h"

enum { UNITS_MAX = 20, PURPOSE_BYTES_MIN = 10, PEOPLE_MAX = 100000 };

struct wish {
    struct str unit, on, format, purpose; /* as typed */
    int64_t unit_id;
    struct day day;
    enum people_format kind;
};

/* The units over which the officer has the right. */
static enum err units_of(struct req *req, struct choice *ret_items, int *ret_count)
{
    struct ctx *ctx = &req->ctx;
    struct right *rights;
    int rights_count, count = 0;

    TRY(agency_rights(ctx, ctx->actor.officer_id, &rights, &rights_count));
    for (int i = 0; i < rights_count && count < UNITS_MAX; i++) {
        struct unit unit;
        bool listed = !(rights[i].perms >> PERM_PEOPLE_EXPORT & 1);
        if (listed || territory_get(ctx, rights[i].unit_id, &unit) != OK)
            continue;
        for (int k = 0; k < count; k++)
            listed |= str_eq(ret_items[k].value, unit.code);
        if (!listed)
            ret_items[count++] = (struct choice){.value = unit.code, .label = territory_label(ctx, unit.unit_id)};
    }
    *ret_count = count;
    return OK;
}

static enum err show_form(struct req *req, const struct wish *wish, const struct form_errors *errors, int status)
{
    struct ctx *ctx = &req->ctx;
    struct choice *units = arena_array(ctx->arena, struct choice, UNITS_MAX);
    const struct choice formats[] = {{.value = S("sheet"), .label = TS(ctx, "Bảng tính (CSV)"), .hint = TS(ctx, "Mở bằng Excel, LibreOffice")},
                                     {.value = S("jsonl"), .label = TS(ctx, "JSON Lines"), .hint = TS(ctx, "Cho chương trình khác đọc")}};
    int units_count;

    TRY(units_of(req, units, &units_count));
    struct people_export_view view = {
        .errors = *errors, .csrf = req->csrf_token,
        .unit = {.name = S("unit"), .label = TS(ctx, "Đơn vị hành chính"), .value = wish->unit, .error = form_error_of(errors, S("unit")), .items = units,
                 .items_count = units_count},
        .on = {.name = S("on"), .label = TS(ctx, "Thường trú vào ngày"), .value = wish->on, .error = form_error_of(errors, S("on"))},
        .format = {.name = S("format"), .legend = TS(ctx, "Định dạng tệp"), .value = wish->format, .error = form_error_of(errors, S("format")), .items = formats,
                   .items_count = ARRAY_LEN(formats)},
        .purpose = {.name = S("purpose"), .label = TS(ctx, "Mục đích và căn cứ"), .hint = TS(ctx, "Ví dụ: rà soát cư trú theo Kế hoạch số 12/KH-UBND"),
                    .value = wish->purpose, .error = form_error_of(errors, S("purpose")), .max_chars = 200},
    };
    struct html *out = page_begin(req, FACE_STAFF, T("Xuất danh sách dân cư"));
    view_people_export(out, &view);
    return page_end(req, status);
}

enum err people_export_page(struct req *req)
{
    struct wish wish = {.on = fmt_day(req->ctx.arena, population_today(&req->ctx)), .format = S("sheet")};
    return show_form(req, &wish, &(struct form_errors){0}, 200);
}

static enum err wish_read(struct req *req, struct wish *ret_wish, struct form_errors *errors)
{
    struct ctx *ctx = &req->ctx;
    struct wish wish = {.unit = req_str(req, "unit"), .on = req_str(req, "on"), .format = req_str(req, "format"), .purpose = req_str(req, "purpose")};
    struct unit unit;

    if ((day_parse_vi(wish.on, &wish.day) != OK && day_parse_iso(wish.on, &wish.day) != OK) || wish.day.n > population_today(ctx).n) {
        form_error_add(req, errors, S("on"), TS(ctx, "Hãy ghi một ngày có thật, không ở tương lai."));
        wish.day = population_today(ctx);
    }
    enum err err = territory_find(ctx, wish.unit, population_today(ctx), &unit);
    ctx->fault = (struct fault){0};
    if (err == ERR_NOT_FOUND || err == ERR_INVALID)
        form_error_add(req, errors, S("unit"), TS(ctx, "Hãy chọn đơn vị."));
    else if (err != OK)
        return err;
    else
        wish.unit_id = unit.unit_id;
    if (!str_eq(wish.format, S("sheet")) && !str_eq(wish.format, S("jsonl")))
        form_error_add(req, errors, S("format"), TS(ctx, "Hãy chọn định dạng tệp."));
    wish.kind = str_eq(wish.format, S("jsonl")) ? PEOPLE_JSONL : PEOPLE_CSV_SHEET;
    if (wish.purpose.len < PURPOSE_BYTES_MIN)
        form_error_add(req, errors, S("purpose"), TS(ctx, "Hãy ghi mục đích và căn cứ."));
    *ret_wish = wish;
    return OK;
}

static enum err keep(void *arg, struct str bytes)
{
    buf_put(arg, bytes);
    return OK;
}

enum err people_export_post(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct form_errors errors = {0};
    struct wish wish;
    struct buf file;
    int64_t people;

    TRY(wish_read(req, &wish, &errors));
    if (errors.items_count)
        return show_form(req, &wish, &errors, 422);
    TRY(agency_check_can(ctx, ctx->actor.officer_id, PERM_PEOPLE_EXPORT, wish.unit_id, S(""), S("")));
    buf_init(&file, ctx->arena, 256 * 1024);
    struct people_export export = {.unit_id = wish.unit_id, .on = wish.day, .format = wish.kind, .people_max = PEOPLE_MAX, .put = keep, .arg = &file};
    enum err err = people_export(ctx, &export, &people);
    if (err == ERR_INVALID || err == ERR_TOO_LARGE) {
        form_error_add(req, &errors, ctx->fault.field, i18n_str(ctx->lang, ctx->fault.text));
        return show_form(req, &wish, &errors, 422);
    }
    TRY(err);
    req_audit_about(req, 0, wish.purpose, arena_printf(ctx->arena, "unit %.*s on %.*s, %lld people", STR_ARG(wish.unit), STR_ARG(day_iso(ctx->arena, wish.day)),
                                                       (long long)people));
    struct str extension = wish.kind == PEOPLE_JSONL ? S("jsonl") : S("csv");
    return reply_bytes(req, 200, wish.kind == PEOPLE_JSONL ? S("application/x-ndjson; charset=utf-8") : S("text/csv; charset=utf-8"),
                       arena_printf(ctx->arena, "dan-cu-%.*s-%.*s.%.*s", STR_ARG(wish.unit), STR_ARG(day_iso(ctx->arena, wish.day)), STR_ARG(extension)),
                       buf_str(&file));
}
