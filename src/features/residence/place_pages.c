/* place_pages.c: my places where guests stay: what was notified there in the last 30 days, and declaring a new one. */
#include "features/residence/pages.h"
#include "features/territory/territory.h"
#include "platform/unicode/unicode.h"
#include "views.h"

enum { RECENT_SHOWN = 10, TABLES_SHOWN_MAX = 3, PLACES_MAX = 50, NAME_BYTES_MAX = 200, ADDRESS_BYTES_MAX = 300 };

enum err lodging_my_place(struct req *req, struct lodging_place *ret_place)
{
    int64_t id;
    enum err err = str_parse_i64(req_path(req, "place"), &id) == OK ? lodging_place_get(&req->ctx, id, ret_place) : ERR_NOT_FOUND;

    if (err == ERR_NOT_FOUND || (err == OK && ret_place->keeper_person_id != req->session->person_id)) {
        req->ctx.fault = (struct fault){0};
        return fault(&req->ctx, ERR_NOT_FOUND, "lodging.place", "", "Không tìm thấy cơ sở lưu trú này trong danh sách của bạn.");
    }
    return err;
}

struct str lodging_url(struct ctx *ctx, const struct lodging_place *place, const char *rest)
{
    return arena_printf(ctx->arena, "/lodging/%lld%s", (long long)place->lodging_place_id, rest);
}

struct str lodging_address(struct ctx *ctx, const struct lodging_place *place)
{
    return arena_printf(ctx->arena, "%.*s, %.*s", STR_ARG(place->address), STR_ARG(territory_label(ctx, place->unit_id)));
}

/* --- the places ----------------------------------------------------------------------------------------------------------- */
static struct day days_ago(const struct ctx *ctx, int days) { return (struct day){day_of_ms(ctx->now_ms).n - days}; }

static enum err place_row(struct ctx *ctx, const struct lodging_place *place, bool with_table, struct lodging_place_row *ret_row)
{
    struct lodging_count count;
    struct lodging_row *rows;
    int rows_count;

    TRY(lodging_count(ctx, place->lodging_place_id, days_ago(ctx, NOTICES_DAYS - 1), days_ago(ctx, 0), &count));
    *ret_row = (struct lodging_place_row){
        .name = place->name,
        .kind = i18n(ctx->lang, code_text_of(lodging_place_kinds, place->kind)),
        .address = lodging_address(ctx, place),
        .url = lodging_url(ctx, place, ""),
        .list_url = lodging_url(ctx, place, "/notices"),
        .count_text = count.guests ? TF(ctx, "{0} lượt khách trong 30 ngày qua", fmt_i64(ctx->arena, ctx->lang, count.guests))
                                   : TS(ctx, "Chưa có thông báo nào trong 30 ngày qua"),
        .has_more = count.guests > 0,
    };
    if (count.late)
        ret_row->late = (struct tag){TF(ctx, "{0} lượt thông báo trễ", fmt_i64(ctx->arena, ctx->lang, count.late)), TONE_LATE};
    if (!with_table || !count.guests)
        return OK;
    TRY(lodging_list(ctx, place->lodging_place_id, days_ago(ctx, NOTICES_DAYS - 1), days_ago(ctx, 0), &rows, &rows_count));
    ret_row->recent = lodging_notice_table(ctx, TF(ctx, "Khách mới nhất tại {0}", place->name), rows, rows_count > RECENT_SHOWN ? RECENT_SHOWN : rows_count);
    ret_row->has_recent = true;
    return OK;
}

struct place_form {
    struct str name, kind, unit, address;
};

static enum err show_form(struct req *req, const struct place_form *form, bool is_first, const struct form_errors *errors, int status);

enum err lodging_page(struct req *req)
{
    struct lodging_place *places;
    int count;

    TRY(lodging_places_of(&req->ctx, req->session->person_id, &places, &count));
    if (count == 0)
        return show_form(req, NULL, true, &(struct form_errors){0}, 200);
    struct lodging_place_row *rows = arena_array(req->ctx.arena, struct lodging_place_row, (size_t)count);
    for (int i = 0; i < count; i++)
        TRY(place_row(&req->ctx, &places[i], count <= TABLES_SHOWN_MAX, &rows[i]));
    struct html *out = page_begin(req, FACE_CITIZEN, T("Thông báo lưu trú"));
    view_lodging_home(out, &(struct lodging_home_view){rows, count});
    return page_end(req, 200);
}

enum err notices_page(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct lodging_place place;
    struct lodging_row *rows;
    int count;

    TRY(lodging_my_place(req, &place));
    TRY(lodging_list(ctx, place.lodging_place_id, days_ago(ctx, NOTICES_DAYS - 1), days_ago(ctx, 0), &rows, &count));
    struct lodging_notices_view view = {
        .back = {.url = S("/lodging")},
        .title = place.name,
        .period = TF(ctx, "Từ {0} đến {1}", fmt_day(ctx->arena, days_ago(ctx, NOTICES_DAYS - 1)), fmt_day(ctx->arena, days_ago(ctx, 0))),
        .new_url = lodging_url(ctx, &place, ""),
        .notices = lodging_notice_table(ctx, TF(ctx, "Khách lưu trú tại {0}", place.name), rows, count),
        .empty = {.title = TS(ctx, "Chưa có thông báo nào trong 30 ngày qua"), .text = TS(ctx, "Khi có khách ở lại qua đêm, hãy thông báo trước 23 giờ."),
                  .action_url = lodging_url(ctx, &place, ""), .action_text = TS(ctx, "Thông báo khách")},
    };
    struct html *out = page_begin(req, FACE_CITIZEN, T("Danh sách khách lưu trú"));
    view_lodging_notices(out, &view);
    return page_end(req, 200);
}

/* --- declaring a place ------------------------------------------------------------------------------------------------------- */
static enum err commune_choices(struct req *req, struct choice **ret_choices, int *ret_count)
{
    struct ctx *ctx = &req->ctx;
    struct unit province, *units;
    struct day today = day_of_ms(ctx->now_ms);
    int count;

    TRY(territory_find(ctx, req->app->settings.province_code, today, &province));
    TRY(territory_communes(ctx, province.unit_id, today, &units, &count));
    struct choice *choices = arena_array(ctx->arena, struct choice, (size_t)count + 1);
    choices[0] = (struct choice){.value = S(""), .label = TS(ctx, "Chọn xã, phường")};
    for (int i = 0; i < count; i++)
        choices[i + 1] = (struct choice){.value = arena_printf(ctx->arena, "%lld", (long long)units[i].unit_id), .label = units[i].name};
    *ret_choices = choices;
    *ret_count = count + 1;
    return OK;
}

/* What the register knows already is not typed again: most people declare their own home. */
static enum err form_prefill(struct req *req, struct place_form *ret_form)
{
    struct residence home;
    enum err err = residence_current(&req->ctx, req->session->person_id, false, &home);

    *ret_form = (struct place_form){.kind = S("home")};
    if (err == OK)
        *ret_form = (struct place_form){.kind = S("home"), .address = home.address,
                                        .unit = arena_printf(req->ctx.arena, "%lld", (long long)home.unit_id)};
    return err == ERR_NOT_FOUND ? OK : err;
}

static enum err show_form(struct req *req, const struct place_form *form, bool is_first, const struct form_errors *errors, int status)
{
    struct ctx *ctx = &req->ctx;
    struct place_form filled;
    struct choice *communes, *kinds = arena_array(ctx->arena, struct choice, 3);
    int communes_count, kinds_count = 0;

    if (form)
        filled = *form;
    else
        TRY(form_prefill(req, &filled));
    TRY(commune_choices(req, &communes, &communes_count));
    for (const struct code_text *kind = lodging_place_kinds; kind->code.len; kind++)
        kinds[kinds_count++] = (struct choice){.value = kind->code, .label = i18n(ctx->lang, kind->text)};
    struct lodging_place_view view = {
        .back = {.url = is_first ? S("") : S("/lodging")},
        .errors = *errors,
        .action_url = S("/lodging/new"),
        .csrf = req->csrf_token,
        .name = {.name = S("name"), .label = TS(ctx, "Tên cơ sở"), .hint = TS(ctx, "Ví dụ: Nhà nghỉ Biển Xanh; nhà ở thì ghi tên chủ hộ"),
                 .value = filled.name, .error = form_error_of(errors, S("name")), .max_chars = 100},
        .kind = {.name = S("kind"), .legend = TS(ctx, "Loại cơ sở"), .value = filled.kind, .error = form_error_of(errors, S("kind")), .items = kinds,
                 .items_count = kinds_count},
        .unit = {.name = S("unit"), .label = TS(ctx, "Xã, phường nơi khách ở"), .value = filled.unit, .error = form_error_of(errors, S("unit")),
                 .items = communes, .items_count = communes_count},
        .address = {.name = S("address"), .label = TS(ctx, "Địa chỉ"), .hint = TS(ctx, "Số nhà, đường, thôn, làng, tổ dân phố"), .value = filled.address,
                    .error = form_error_of(errors, S("address")), .max_chars = 150},
    };
    struct html *out = page_begin(req, FACE_CITIZEN, T("Khai báo cơ sở lưu trú"));
    view_lodging_place(out, &view);
    return page_end(req, status);
}

enum err place_new_page(struct req *req) { return show_form(req, NULL, false, &(struct form_errors){0}, 200); }

static bool kind_known(struct str kind)
{
    for (const struct code_text *k = lodging_place_kinds; k->code.len; k++)
        if (str_eq(k->code, kind))
            return true;
    return false;
}

static enum err form_check(struct req *req, const struct place_form *form, int places, struct form_errors *errors, int64_t *ret_unit_id)
{
    struct ctx *ctx = &req->ctx;
    struct unit unit;
    enum err err = ERR_NOT_FOUND;

    if (unicode_fold(ctx->arena, form->name).len == 0)
        form_error_add(req, errors, S("name"), TS(ctx, "Hãy ghi tên cơ sở lưu trú."));
    if (!kind_known(form->kind))
        form_error_add(req, errors, S("kind"), TS(ctx, "Hãy chọn loại cơ sở."));
    if (form->unit.len && str_parse_i64(form->unit, ret_unit_id) == OK)
        err = territory_get(ctx, *ret_unit_id, &unit);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    ctx->fault = (struct fault){0};
    if (err != OK || unit.level != UNIT_COMMUNE || !territory_in_force(&unit, day_of_ms(ctx->now_ms)))
        form_error_add(req, errors, S("unit"), TS(ctx, "Hãy chọn xã, phường nơi khách ở."));
    if (form->address.len == 0)
        form_error_add(req, errors, S("address"), TS(ctx, "Hãy ghi địa chỉ của cơ sở."));
    if (places >= PLACES_MAX)
        form_error_add(req, errors, S(""), TS(ctx, "Mỗi người khai báo nhiều nhất 50 cơ sở. Hãy liên hệ Công an xã, phường nếu cần thêm."));
    return OK;
}

enum err place_new_post(struct req *req)
{
    struct place_form form = {req_str(req, "name"), req_str(req, "kind"), req_str(req, "unit"), req_str(req, "address")};
    struct form_errors errors = {0};
    struct lodging_place *places, place = {.name = form.name, .kind = form.kind, .address = form.address, .keeper_person_id = req->session->person_id};
    int count;

    TRY(lodging_places_of(&req->ctx, req->session->person_id, &places, &count));
    TRY(form_check(req, &form, count, &errors, &place.unit_id));
    if (errors.items_count)
        return show_form(req, &form, count == 0, &errors, 422);
    for (int i = 0; i < count; i++) /* the form came twice */
        if (places[i].unit_id == place.unit_id && str_eq(places[i].name, place.name) && str_eq(places[i].address, place.address))
            return reply_redirect(req, lodging_url(&req->ctx, &places[i], ""));
    TRY(population_check_can_file(&req->ctx, req->session->person_id, day_of_ms(req->ctx.now_ms)));
    TRY(lodging_place_insert(&req->ctx, &place, &place.lodging_place_id));
    return reply_redirect(req, lodging_url(&req->ctx, &place, ""));
}
