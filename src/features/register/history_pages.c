/* history_pages.c: a person "as of that day, as known on that day", and every event with who, when, why and under which dossier. For one dossier and a purpose, like
 * every look-up: the number travels in bodies only, and the person can read in her log that it was asked. */
#include "features/register/internal.h"
#include "features/register/register_views.h"
#include "features/territory/territory.h"
#include "views.h"

enum { EVENTS_SHOWN = 100, PURPOSE_MIN_BYTES = 5 };

struct question {
    int64_t person_id;
    struct day on, known;
    int64_t known_ms;
    struct str purpose, dossier, reason;
};

struct str register_officer_name(struct ctx *ctx, int64_t officer_id)
{
    struct fault kept = ctx->fault;
    struct officer officer;
    struct str name = officer_id && officer_get(ctx, officer_id, &officer) == OK ? officer.name : STR_NONE;

    ctx->fault = kept;
    return name;
}

static void form_fill(struct req *req, const struct question *q, const struct form_errors *errors, struct history_view *view)
{
    struct ctx *ctx = &req->ctx;
    bool posted = req->http->method == HTTP_POST;

    *view = (struct history_view){
        .errors = *errors,
        .csrf = req->csrf_token,
        .number = {.name = S("number"), .label = TS(ctx, "Số định danh cá nhân"), .hint = TS(ctx, "12 chữ số"), .input_mode = S("numeric"), .autocomplete = S("off"),
                   .width = WIDTH_20, .max_chars = 20, .error = form_error_of(errors, S("number")), .value = q->person_id ? person_number_format(ctx->arena, q->person_id) : STR_NONE},
        .on = {.name = S("on"), .label = TS(ctx, "Tình trạng vào ngày"), .hint = TS(ctx, "Bỏ trống: hôm nay"), .error = form_error_of(errors, S("on")), .value = fmt_day(ctx->arena, q->on)},
        .known = {.name = S("known"), .label = TS(ctx, "Theo những gì cơ sở dữ liệu biết đến hết ngày"), .hint = TS(ctx, "Bỏ trống: đến bây giờ"), .error = form_error_of(errors, S("known")),
                  .value = day_is_none(q->known) ? STR_NONE : fmt_day(ctx->arena, q->known)},
        .purpose = {.name = S("purpose"), .label = TS(ctx, "Mục đích tra cứu"), .value = posted ? req_str(req, "purpose") : STR_NONE, .error = form_error_of(errors, S("purpose")), .max_chars = 200},
        .dossier = {.name = S("dossier"), .label = TS(ctx, "Mã hồ sơ hoặc văn bản yêu cầu"), .value = posted ? req_str(req, "dossier") : STR_NONE, .error = form_error_of(errors, S("dossier")),
                    .autocomplete = S("off"), .width = WIDTH_20, .max_chars = 64},
    };
}

static enum err show(struct req *req, struct history_view *view, int status)
{
    struct html *out = page_begin(req, FACE_STAFF, T("Lịch sử của một người"));
    view_register_history(out, view);
    return page_end(req, status);
}

enum err history_page(struct req *req)
{
    struct history_view view;

    form_fill(req, &(struct question){.on = day_of_ms(req->ctx.now_ms), .known = DAY_NONE}, &(struct form_errors){0}, &view);
    return show(req, &view, 200);
}

static void question_read(struct req *req, struct question *q, struct form_errors *errors)
{
    struct ctx *ctx = &req->ctx;
    struct day today = day_of_ms(ctx->now_ms);

    *q = (struct question){.person_id = req_person(req, "number"), .on = req_day(req, "on"), .known = req_day(req, "known"), .purpose = req_str(req, "purpose"),
                           .dossier = req_str(req, "dossier"), .known_ms = KNOWN_NOW};
    if (!q->person_id)
        form_error_add(req, errors, S("number"), TS(ctx, "Hãy nhập số định danh gồm 12 chữ số."));
    if (q->purpose.len < PURPOSE_MIN_BYTES)
        form_error_add(req, errors, S("purpose"), TS(ctx, "Hãy ghi mục đích tra cứu."));
    if (!q->dossier.len)
        form_error_add(req, errors, S("dossier"), TS(ctx, "Hãy ghi mã hồ sơ hoặc số văn bản yêu cầu."));
    if (day_is_none(q->on))
        q->on = today;
    if (q->on.n > today.n)
        form_error_add(req, errors, S("on"), TS(ctx, "Ngày này chưa đến. Hãy chọn hôm nay hoặc một ngày đã qua."));
    if (!day_is_none(q->known) && q->known.n <= today.n)
        q->known_ms = ms_of_day((struct day){q->known.n + 1}, 0) - 1;
    q->reason = TF(ctx, "{0} (hồ sơ {1})", q->purpose, q->dossier);
}

/* --- what was true ------------------------------------------------------------------------------------------------------------------------------- */
static struct summary_list person_list(struct ctx *ctx, const struct person *person)
{
    struct summary_row *rows = arena_array(ctx->arena, struct summary_row, PERSON_FIELDS_MAX);
    int n = 0;

    for (int i = 0; person_fields[i].code.len && i < PERSON_FIELDS_MAX; i++) {
        struct str value = person_field_get(ctx->arena, person, i);
        if (value.len)
            rows[n++] = (struct summary_row){.key = i18n(ctx->lang, person_fields[i].text), .value = person_field_text(ctx, i, value)};
    }
    return (struct summary_list){.title = TS(ctx, "Thông tin của người này"), .items = rows, .items_count = n};
}

static enum err home_list(struct ctx *ctx, const struct question *q, struct summary_list *ret_list)
{
    struct summary_row *rows = arena_array(ctx->arena, struct summary_row, 2);

    for (int temporary = 0; temporary < 2; temporary++) {
        struct residence residence;
        enum err err = residence_as_of(ctx, q->person_id, temporary, q->on, q->known_ms, &residence);
        rows[temporary] = (struct summary_row){.key = temporary ? TS(ctx, "Nơi tạm trú") : TS(ctx, "Nơi thường trú"), .value = TS(ctx, "Không có")};
        if (err == ERR_NOT_FOUND) {
            ctx->fault = (struct fault){0};
            continue;
        }
        TRY(err);
        struct str label = territory_label(ctx, residence.unit_id);
        rows[temporary].value = arena_printf(ctx->arena, "%.*s, %.*s", STR_ARG(residence.address), STR_ARG(label));
        rows[temporary].source = TF(ctx, "từ {0}, ghi nhận {1}", fmt_day(ctx->arena, residence.valid_from), fmt_at(ctx->arena, residence.recorded_ms));
    }
    *ret_list = (struct summary_list){.title = TS(ctx, "Nơi cư trú"), .items = rows, .items_count = 2};
    return OK;
}

static enum err members_table(struct req *req, const struct question *q, struct table *ret_table)
{
    struct ctx *ctx = &req->ctx;
    struct household_past past;
    int64_t household_id;
    enum err err = household_of_as_of(ctx, q->person_id, q->on, q->known_ms, &household_id);

    *ret_table = (struct table){0};
    if (err == OK)
        err = household_as_of(ctx, household_id, q->on, q->known_ms, &past);
    if (err == ERR_NOT_FOUND) {
        ctx->fault = (struct fault){0};
        return OK;
    }
    TRY(err);
    struct table_row *rows = arena_array(ctx->arena, struct table_row, (size_t)past.members_count + 1);
    for (int i = 0; i < past.members_count; i++) {
        struct table_cell *cells = arena_array(ctx->arena, struct table_cell, 3);
        cells[0].text = past.members[i].full_name;
        cells[1].text = fmt_day(ctx->arena, past.members[i].birth);
        cells[2].text = i18n(ctx->lang, household_relation_text(past.members[i].relation));
        rows[i] = (struct table_row){.items = cells, .items_count = 3};
        if (past.members[i].person_id != q->person_id)
            req_audit_about(req, past.members[i].person_id, q->reason, STR_NONE);
    }
    struct table_column *columns = arena_array(ctx->arena, struct table_column, 3);
    columns[0] = (struct table_column){.label = TS(ctx, "Họ và tên"), .is_row_header = true};
    columns[1] = (struct table_column){.label = TS(ctx, "Ngày sinh")};
    columns[2] = (struct table_column){.label = TS(ctx, "Quan hệ với chủ hộ")};
    *ret_table = (struct table){.caption = TS(ctx, "Hộ gia đình vào ngày đó"), .columns = columns, .columns_count = 3, .rows = rows, .rows_count = past.members_count};
    table_prepare(ret_table);
    return OK;
}

/* --- what happened -------------------------------------------------------------------------------------------------------------------------------- */
static enum err event_card(struct ctx *ctx, const struct register_event *event, bool can_undo, struct event_card *card)
{
    struct str officer = register_officer_name(ctx, event->officer_id), second = register_officer_name(ctx, event->approved_by);
    struct dossier d;

    *card = (struct event_card){
        .title = i18n(ctx->lang, code_text_of(event_kinds, event->kind)),
        .happened = TF(ctx, "Có hiệu lực từ ngày {0}", fmt_day(ctx->arena, event->happened)),
        .recorded = TF(ctx, "Ghi nhận lúc {0}", fmt_at(ctx->arena, event->recorded_ms)),
        .who = second.len ? TF(ctx, "Hai cán bộ: {0} và {1}", officer, second) : officer.len ? TF(ctx, "Cán bộ: {0}", officer) : TS(ctx, "Hệ thống hoặc dữ liệu nhập ban đầu"),
        .reason = event->reason,
        .evidence = event->evidence,
        .can_undo = can_undo && !event->undone_by && !event->undoes,
        .event_id = arena_printf(ctx->arena, "%lld", (long long)event->event_id),
    };
    card->undo_reason = (struct text_field){.name = arena_printf(ctx->arena, "undo_reason_%lld", (long long)event->event_id), .label = TS(ctx, "Ghi nhầm thế nào, căn cứ vào đâu"), .max_chars = 500};
    if (event->undone_by)
        card->tag = (struct tag){TS(ctx, "Đã hoàn tác"), TONE_LATE};
    if (event->number_disagrees)
        card->evidence = TF(ctx, "{0} (số định danh giữ nguyên, không còn khớp với giới tính hoặc năm sinh)", card->evidence);
    if (event->dossier_id && dossier_get_id(ctx, event->dossier_id, &d) == OK) {
        card->dossier = d.code;
        card->dossier_url = arena_printf(ctx->arena, "/work/%.*s", STR_ARG(d.code));
    }
    ctx->fault = (struct fault){0};
    return OK;
}

static enum err events_fill(struct ctx *ctx, const struct question *q, struct history_view *view)
{
    struct register_event *events;
    int64_t unit_id;
    int count;

    TRY(events_of(ctx, q->person_id, 0, EVENTS_SHOWN, &events, &count));
    TRY(register_own_unit(ctx, &unit_id));
    enum err err = agency_check_can(ctx, ctx->actor.officer_id, PERM_DOSSIER_PROCESS, unit_id, STR_NONE, S("process"));
    ctx->fault = (struct fault){0};
    struct event_card *cards = arena_array(ctx->arena, struct event_card, (size_t)count + 1);
    for (int i = 0; i < count; i++)
        TRY(event_card(ctx, &events[i], err == OK, &cards[i]));
    view->events = cards;
    view->events_count = count;
    return OK;
}

enum err history_post(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct form_errors errors = {0};
    struct question q;
    struct history_view view;
    struct person person;

    question_read(req, &q, &errors);
    if (!errors.items_count) {
        enum err err = person_as_of(ctx, q.person_id, q.on, q.known_ms, &person);
        req_audit_about(req, q.person_id, q.reason, STR_NONE);
        if (err == ERR_NOT_FOUND)
            form_error_add(req, &errors, S("number"), TS(ctx, "Vào ngày đó, theo những gì biết đến khi đó, cơ sở dữ liệu không có người này."));
        else
            TRY(err);
        ctx->fault = (struct fault){0};
    }
    form_fill(req, &q, &errors, &view);
    if (errors.items_count)
        return show(req, &view, 422);
    view.found = true;
    view.name = person.full_name;
    view.number_value = person_number_format(ctx->arena, q.person_id);
    view.question = q.known_ms == KNOWN_NOW ? TF(ctx, "Vào ngày {0}, theo những gì biết đến bây giờ.", fmt_day(ctx->arena, q.on))
                                            : TF(ctx, "Vào ngày {0}, theo những gì biết đến hết ngày {1}.", fmt_day(ctx->arena, q.on), fmt_day(ctx->arena, q.known));
    view.person = person_list(ctx, &person);
    TRY(home_list(ctx, &q, &view.home));
    TRY(members_table(req, &q, &view.members));
    TRY(events_fill(ctx, &q, &view));
    return show(req, &view, 200);
}
