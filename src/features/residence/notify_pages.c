/* notify_pages.c: check the list, see how it compares, send it. Sending makes a dossier that is decided at once; the key in the form makes the same press twice
 * one notice, and what was notified before is left out and said. */
#include "features/dossier/dossier_effect.h"
#include "features/residence/pages.h"
#include "platform/json/json.h"
#include "platform/random/random.h"
#include "views.h"

struct review {
    struct lodging_place place;
    const struct lodging_guest *guests;
    int count;
    struct str key; /* "" makes a new one */
};

static struct str new_key(struct ctx *ctx)
{
    uint64_t word[2];

    random_bytes(word, sizeof word);
    return arena_printf(ctx->arena, "%016llx%016llx", (unsigned long long)word[0], (unsigned long long)word[1]);
}

/* Three columns, so that a phone shows all of it. */
static struct table review_table(struct ctx *ctx, const struct review *review, const struct lodging_preview *previews)
{
    enum { COLUMNS = 3 };
    struct guest_rows rows = guest_rows_of(ctx, review->guests, review->count);
    struct table_column *columns = arena_array(ctx->arena, struct table_column, COLUMNS);
    struct table_row *lines = arena_array(ctx->arena, struct table_row, (size_t)review->count);

    columns[0] = (struct table_column){.label = TS(ctx, "Họ và tên"), .is_row_header = true};
    columns[1] = (struct table_column){.label = TS(ctx, "Số giấy tờ")};
    columns[2] = (struct table_column){.label = TS(ctx, "Đến")};
    for (int i = 0; i < review->count; i++) {
        const struct str *cell = rows.items[i].cell;
        struct table_cell *line = arena_array(ctx->arena, struct table_cell, COLUMNS);
        struct str born = cell[CELL_BIRTH].len ? TF(ctx, "sinh {0}", cell[CELL_BIRTH]) : TS(ctx, "không ghi ngày sinh");
        line[0] = (struct table_cell){.text = cell[CELL_NAME], .note = arena_printf(ctx->arena, "%.*s · %.*s", STR_ARG(born), STR_ARG(cell[CELL_REASON]))};
        if (previews[i].is_double)
            line[0].tag = (struct tag){TS(ctx, "Đã thông báo"), TONE_NEUTRAL};
        line[1] = (struct table_cell){.text = cell[CELL_NUMBER], .tag = lodging_match_tag(ctx, cell[CELL_NUMBER], previews[i].matched)};
        line[2] = (struct table_cell){.text = cell[CELL_ARRIVED], .note = TF(ctx, "đi {0}", cell[CELL_LEAVES]),
                                      .tag = lodging_late_tag(ctx, previews[i].late && !previews[i].is_double)};
        lines[i] = (struct table_row){.items = line, .items_count = COLUMNS};
    }
    struct table table = {.caption = TS(ctx, "Danh sách khách sẽ gửi"), .caption_hidden = true, .columns = columns, .columns_count = COLUMNS, .rows = lines,
                          .rows_count = review->count};
    table_prepare(&table);
    return table;
}

static enum err show_review(struct req *req, const struct review *review, const struct form_errors *errors, int status)
{
    struct ctx *ctx = &req->ctx;
    struct lodging_preview *previews;

    TRY(population_preview_lodging(ctx, review->place.lodging_place_id, review->guests, review->count, &previews));
    struct lodging_review_view view = {
        .errors = *errors,
        .place = review->place.name,
        .address = lodging_address(ctx, &review->place),
        .csrf = req->csrf_token,
        .submit_url = lodging_url(ctx, &review->place, "/notices"),
        .edit_url = lodging_url(ctx, &review->place, ""),
        .guests = dossier_guests_format(ctx->arena, review->guests, review->count),
        .key = review->key.len ? review->key : new_key(ctx),
        .table = review_table(ctx, review, previews),
        .count_text = TF(ctx, "{0} khách", fmt_i64(ctx->arena, ctx->lang, review->count)),
        .can_edit = review->count <= GUEST_ROWS_TYPED_MAX,
    };
    for (int i = 0; i < review->count; i++) {
        view.has_doubles |= previews[i].is_double;
        view.has_late |= previews[i].late && !previews[i].is_double;
        view.has_unmatched |= lodging_number_is_personal(review->guests[i].number) && !str_eq(previews[i].matched, S("match"));
        if (previews[i].person_id)
            req_audit_about(req, previews[i].person_id, S(LODGING_PURPOSE), STR_NONE);
    }
    struct html *out = page_begin(req, FACE_CITIZEN, T("Kiểm tra danh sách trước khi gửi"));
    view_lodging_review(out, &view);
    return page_end(req, status);
}

/* A fault that is the reader's to mend: becomes a line of the error summary. */
static bool to_error(struct req *req, enum err err, struct str field, struct form_errors *errors)
{
    if (err != ERR_INVALID && err != ERR_TOO_LARGE && err != ERR_NOT_FOUND && (err != ERR_CONFLICT || str_starts(req->ctx.fault.code, S("db."))))
        return false;
    form_error_add(req, errors, field, i18n_str(req->ctx.lang, req->ctx.fault.text));
    req->ctx.fault = (struct fault){0};
    return true;
}

enum err review_lodging_post(struct req *req)
{
    struct review review = {0};
    struct form_errors errors = {0};
    struct lodging_guest *guests;
    struct guest_rows rows;

    TRY(lodging_my_place(req, &review.place));
    TRY(entry_rows_take(req, &rows));
    int shown = rows.count;
    enum err err = guest_rows_check(&req->ctx, &rows, &guests);
    if (to_error(req, err, S("name_0"), &errors))
        return entry_show(req, &review.place, &rows, shown, &errors, 422);
    TRY(err);
    if (rows.errors_count)
        return entry_show(req, &review.place, &rows, shown, &errors, 422);
    review.guests = guests;
    review.count = rows.count;
    return show_review(req, &review, &errors, 200);
}

/* --- a file ---------------------------------------------------------------------------------------------------------------- */
static enum err show_file_errors(struct req *req, const struct lodging_place *place, const struct guest_file *file, struct str file_name)
{
    enum { COLUMNS = 4 };
    struct ctx *ctx = &req->ctx;
    static const struct msg labels[COLUMNS] = {M_("Dòng"), M_("Cột"), M_("Sai ở đâu"), M_("Cách sửa")};
    struct table_column *columns = arena_array(ctx->arena, struct table_column, COLUMNS);
    struct table_row *lines = arena_array(ctx->arena, struct table_row, (size_t)file->errors_count);

    for (int c = 0; c < COLUMNS; c++)
        columns[c] = (struct table_column){.label = i18n(ctx->lang, labels[c]), .is_row_header = c == 0};
    for (int i = 0; i < file->errors_count; i++) {
        const struct guest_file_error *error = &file->errors[i];
        struct table_cell *cells = arena_array(ctx->arena, struct table_cell, COLUMNS);
        cells[0].text = fmt_i64(ctx->arena, ctx->lang, error->line);
        cells[1].text = error->name.len && error->column ? arena_printf(ctx->arena, "%.*s (%d)", STR_ARG(error->name), error->column)
                        : error->name.len                ? error->name
                        : error->column                  ? fmt_i64(ctx->arena, ctx->lang, error->column)
                                                         : TS(ctx, "cả dòng");
        cells[2].text = i18n(ctx->lang, error->reason);
        cells[3].text = i18n(ctx->lang, error->advice);
        lines[i] = (struct table_row){.items = cells, .items_count = COLUMNS};
    }
    struct lodging_file_view view = {
        .back = {.url = lodging_url(ctx, place, "")},
        .file_name = file_name.len ? file_name : TS(ctx, "Tệp"),
        .count_text = file->errors_count == GUEST_FILE_ERRORS_MAX ? TS(ctx, "Tệp có ít nhất 100 chỗ cần sửa. Chưa có gì được gửi đi.")
                                                                  : TF(ctx, "Tệp có {0} chỗ cần sửa. Chưa có gì được gửi đi.",
                                                                       fmt_i64(ctx->arena, ctx->lang, file->errors_count)),
        .errors = {.caption = TS(ctx, "Những chỗ cần sửa"), .caption_hidden = true, .columns = columns, .columns_count = COLUMNS, .rows = lines,
                   .rows_count = file->errors_count},
        .csrf = req->csrf_token,
        .file_url = lodging_url(ctx, place, "/file"),
        .file = entry_file_field(ctx, S("")),
    };
    table_prepare(&view.errors);
    struct html *out = page_begin(req, FACE_CITIZEN, T("Tệp danh sách có chỗ cần sửa"));
    view_lodging_file(out, &view);
    return page_end(req, 422);
}

enum err guest_file_post(struct req *req)
{
    const struct http_field *upload = req_file(req, "file");
    struct form_errors errors = {0};
    struct review review = {0};
    struct guest_file file = {0};
    struct lodging_guest *guests = NULL;
    enum err err = OK;

    TRY(lodging_my_place(req, &review.place));
    if (!upload || !upload->value.len)
        err = fault(&req->ctx, ERR_INVALID, "guests.file", "file", "Hãy chọn tệp danh sách khách.");
    if (err == OK)
        err = guest_file_read(&req->ctx, upload->value, upload->file_name, &file);
    if (err == OK && !(file.errors_count && !file.rows.count))
        err = guest_rows_check(&req->ctx, &file.rows, &guests);
    if (to_error(req, err, S("file"), &errors))
        return entry_show(req, &review.place, &(struct guest_rows){0}, 1, &errors, 422);
    TRY(err);
    bool is_readable = file.errors_count == 0;
    if (is_readable && file.rows.errors_count && file.rows.count <= GUEST_ROWS_TYPED_MAX)
        return entry_show(req, &review.place, &file.rows, 1, &errors, 422); /* short enough to be corrected right here */
    guest_file_add_cell_errors(&req->ctx, &file);
    if (file.errors_count)
        return show_file_errors(req, &review.place, &file, upload->file_name);
    review.guests = guests;
    review.count = file.rows.count;
    return show_review(req, &review, &errors, 200);
}

/* --- sending --------------------------------------------------------------------------------------------------------------- */
static const struct procedure *lodging_procedure(struct ctx *ctx)
{
    int count;
    const struct procedure *const *list = procedure_list(&count);

    for (int i = 0; i < count; i++)
        if (list[i]->effect == EFFECT_LODGING)
            return procedure_find(list[i]->slug, day_of_ms(ctx->now_ms));
    return NULL;
}

static struct str form_json(struct ctx *ctx, const struct review *review)
{
    struct json_out json;
    struct buf buf;

    buf_init(&buf, ctx->arena, 4096);
    json_out_init(&json, &buf);
    json_begin_object(&json);
    json_put_str(&json, S("place"), arena_printf(ctx->arena, "%lld", (long long)review->place.lodging_place_id));
    json_put_str(&json, S("guests"), dossier_guests_format(ctx->arena, review->guests, review->count));
    json_end_object(&json);
    json_out_done(&json);
    return buf_str(&buf);
}

/* The arrival days of a list: where its rows are to be looked for. */
static void days_of(const struct lodging_guest *guests, int count, struct day *ret_from, struct day *ret_to)
{
    *ret_from = *ret_to = day_of_ms(guests[0].arrived_ms);
    for (int i = 1; i < count; i++) {
        struct day day = day_of_ms(guests[i].arrived_ms);
        if (day.n < ret_from->n)
            *ret_from = day;
        if (day.n > ret_to->n)
            *ret_to = day;
    }
}

static enum err recorded_by(struct ctx *ctx, const struct review *review, int64_t dossier_id, struct lodging_row **ret_rows, int *ret_count)
{
    struct day from, to;

    days_of(review->guests, review->count, &from, &to);
    return lodging_of_dossier(ctx, review->place.lodging_place_id, from, to, dossier_id, ret_rows, ret_count);
}

static enum err submit(struct req *req, const struct review *review, struct dossier *ret_dossier)
{
    struct ctx *ctx = &req->ctx;
    struct db_tx AUTO(db_tx_end) tx = {0};
    struct dossier_submission submission = {.procedure = lodging_procedure(ctx), .channel = CHANNEL_ONLINE, .unit_id = review->place.unit_id,
                                            .owner_person_id = req->session->person_id, .form = form_json(ctx, review), .idempotency_key = review->key};
    struct lodging_row *rows;
    bool repeated;
    int count;

    if (!submission.procedure)
        return fault(ctx, ERR_NOT_FOUND, "procedure.unknown", "", "Không có thủ tục này, hoặc thủ tục không còn hiệu lực.");
    TRY(db_tx_begin(ctx, DB_WRITE, &tx)); /* a savepoint: a refusal undoes what was begun, not the page that shows it */
    TRY(dossier_submit(ctx, &submission, ret_dossier, &repeated));
    TRY(recorded_by(ctx, review, ret_dossier->dossier_id, &rows, &count));
    if (!repeated && !count)
        return fault(ctx, ERR_CONFLICT, "lodging.all_doubles", "", "Tất cả khách trong danh sách đã được thông báo trước đó; không còn gì mới để gửi.");
    return db_tx_commit(&tx);
}

enum err notice_submit_post(struct req *req)
{
    struct review review = {.key = req_str(req, "key")};
    struct form_errors errors = {0};
    struct lodging_guest *guests;
    struct lodging_error *wrong;
    struct dossier dossier;
    int wrong_count;

    TRY(lodging_my_place(req, &review.place));
    TRY(dossier_guests_parse(&req->ctx, req_str(req, "guests"), &guests, &review.count));
    review.guests = guests;
    TRY(population_check_lodging(&req->ctx, guests, review.count, &wrong, &wrong_count));
    if (wrong_count) { /* the page lay open too long: some day is over now */
        struct guest_rows rows = guest_rows_of(&req->ctx, guests, review.count);
        if (rows.count <= GUEST_ROWS_TYPED_MAX) {
            TRY(guest_rows_check(&req->ctx, &rows, &guests));
            return entry_show(req, &review.place, &rows, 1, &errors, 422);
        }
    }
    enum err err = submit(req, &review, &dossier);
    if (to_error(req, err, S(""), &errors))
        return show_review(req, &review, &errors, 422);
    TRY(err);
    return reply_redirect(req, arena_printf(req->ctx.arena, "/lodging/%lld/notices/%.*s", (long long)review.place.lodging_place_id, STR_ARG(dossier.code)));
}

/* --- done ------------------------------------------------------------------------------------------------------------------- */
static enum err done_load(struct req *req, struct review *review, struct dossier *ret_dossier)
{
    struct ctx *ctx = &req->ctx;
    struct lodging_guest *guests;
    int64_t place_id;

    TRY(lodging_my_place(req, &review->place));
    TRY(dossier_get(ctx, req_path(req, "code"), ret_dossier));
    TRY(dossier_check_can_read(ctx, ret_dossier));
    if (ret_dossier->procedure->effect != EFFECT_LODGING || str_parse_i64(dossier_form_value(ctx, ret_dossier, S("place")), &place_id) != OK ||
        place_id != review->place.lodging_place_id)
        return fault(ctx, ERR_NOT_FOUND, "dossier.unknown", "", "Không tìm thấy hồ sơ này.");
    TRY(dossier_guests_parse(ctx, dossier_form_value(ctx, ret_dossier, S("guests")), &guests, &review->count));
    review->guests = guests;
    return review->count ? OK : ERR_INTERNAL;
}

enum err notice_done_page(struct req *req)
{
    enum { FACTS_MAX = 6 };
    struct ctx *ctx = &req->ctx;
    struct review review = {0};
    struct dossier dossier;
    struct lodging_row *rows, *late;
    int count, late_count = 0, unmatched = 0, facts_count = 0;

    TRY(done_load(req, &review, &dossier));
    TRY(recorded_by(ctx, &review, dossier.dossier_id, &rows, &count));
    late = arena_array(ctx->arena, struct lodging_row, (size_t)count + 1);
    for (int i = 0; i < count; i++) {
        if (rows[i].late)
            late[late_count++] = rows[i];
        unmatched += lodging_number_is_personal(rows[i].guest_number) && !str_eq(rows[i].matched, S("match"));
    }
    struct summary_row *facts = arena_array(ctx->arena, struct summary_row, FACTS_MAX);
    facts[facts_count++] = (struct summary_row){.key = TS(ctx, "Cơ sở lưu trú"), .value = review.place.name};
    facts[facts_count++] = (struct summary_row){.key = TS(ctx, "Tiếp nhận lúc"), .value = fmt_at(ctx->arena, dossier.received_ms)};
    facts[facts_count++] = (struct summary_row){.key = TS(ctx, "Khách được ghi nhận"), .value = fmt_i64(ctx->arena, ctx->lang, count)};
    if (review.count > count)
        facts[facts_count++] = (struct summary_row){.key = TS(ctx, "Đã thông báo trước đó, không ghi lại"),
                                                    .value = fmt_i64(ctx->arena, ctx->lang, review.count - count)};
    if (late_count)
        facts[facts_count++] = (struct summary_row){.key = TS(ctx, "Thông báo trễ"), .value = fmt_i64(ctx->arena, ctx->lang, late_count)};
    if (unmatched)
        facts[facts_count++] = (struct summary_row){.key = TS(ctx, "Số giấy tờ chưa khớp dữ liệu dân cư"), .value = fmt_i64(ctx->arena, ctx->lang, unmatched)};
    struct lodging_done_view view = {
        .panel = {.title = TS(ctx, "Đã thông báo lưu trú"), .text = TS(ctx, "Mã hồ sơ của bạn"), .code = dossier.code},
        .place = review.place.name,
        .new_url = lodging_url(ctx, &review.place, ""),
        .facts = {.items = facts, .items_count = facts_count},
        .late = lodging_notice_table(ctx, TS(ctx, "Khách được thông báo trễ"), late, late_count),
        .has_late = late_count > 0,
    };
    struct html *out = page_begin(req, FACE_CITIZEN, T("Đã thông báo lưu trú"));
    view_lodging_done(out, &view);
    return page_end(req, 200);
}
