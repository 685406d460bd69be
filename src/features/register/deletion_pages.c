/* deletion_pages.c: the list of Article 24 for a commune's police: who may have to be deleted, on what ground and evidence; a dossier is begun without anybody's
 * application, or the line is dismissed with a reason. */
#include "features/register/internal.h"
#include "features/register/register_views.h"
#include "features/territory/territory.h"
#include "platform/json/json.h"
#include "views.h"

enum { PAGE_ROWS = 20 };

static enum err check_police(struct ctx *ctx, int64_t unit_id) { return register_check_right(ctx, PERM_DOSSIER_PROCESS, unit_id, S("police"), "process"); }

static enum err card_of(struct req *req, const struct deregistration_candidate *row, struct deletion_card *card)
{
    struct ctx *ctx = &req->ctx;
    struct residence residence;
    struct person person;
    struct dossier d;

    TRY(person_get(ctx, row->person_id, &person));
    req_audit_about(req, row->person_id, T("Rà soát thường trú theo Điều 24 Luật Cư trú").vi, STR_NONE);
    enum err err = residence_current(ctx, row->person_id, false, &residence);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    ctx->fault = (struct fault){0};
    struct str base = arena_printf(ctx->arena, "/residence-deletions/%lld", (long long)row->candidate_id);
    *card = (struct deletion_card){
        .name = person.full_name,
        .born = TF(ctx, "sinh {0}, số định danh {1}", fmt_day(ctx->arena, person.birth), person_number_masked(ctx->arena, row->person_id)),
        .address = err == OK ? residence.address : STR_NONE,
        .ground = TF(ctx, "Căn cứ: {0}", i18n(ctx->lang, code_text_of(deregistration_grounds, row->ground))),
        .since = TF(ctx, "Từ ngày {0}", fmt_day(ctx->arena, row->since)),
        .evidence = row->evidence,
        .found = TF(ctx, "Hệ thống tìm thấy lúc {0}", fmt_at(ctx->arena, row->found_ms)),
        .csrf = req->csrf_token,
        .version = arena_printf(ctx->arena, "%lld", (long long)row->version),
        .start_url = arena_join(ctx->arena, base, S("/start")),
        .dismiss_url = arena_join(ctx->arena, base, S("/dismiss")),
        .reason = {.name = arena_printf(ctx->arena, "reason_%lld", (long long)row->candidate_id), .label = TS(ctx, "Lý do bỏ qua"), .max_chars = 500},
    };
    if (row->dossier_id) {
        TRY(dossier_get_id(ctx, row->dossier_id, &d));
        card->dossier = d.code;
        card->dossier_url = arena_printf(ctx->arena, "/work/%.*s", STR_ARG(d.code));
        card->tag = (struct tag){TS(ctx, "Đang làm hồ sơ"), TONE_INFO};
    }
    return OK;
}

/* A committee's officer holds the permission, too, for his own procedures. */
static enum err show_not_here(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct deletions_view view = {.empty = {TS(ctx, "Danh sách này do Công an xã, phường giải quyết"), TS(ctx, "Cơ quan của bạn không quyết định việc xóa đăng ký thường trú."), {0}, {0}}};

    ctx->fault = (struct fault){0};
    struct html *out = page_begin(req, FACE_STAFF, T("Thường trú có thể phải xóa"));
    view_register_deletions(out, &view);
    return page_end(req, 200);
}

static enum err show(struct req *req, const struct form_errors *errors, int status)
{
    struct ctx *ctx = &req->ctx;
    struct deletions_view view = {.errors = *errors, .pages = {.label = TS(ctx, "Thường trú có thể phải xóa")}};
    struct deregistration_candidate *rows;
    int64_t unit_id;
    int count;

    TRY(register_own_unit(ctx, &unit_id));
    enum err err = check_police(ctx, unit_id);
    if (err == ERR_FORBIDDEN)
        return show_not_here(req);
    TRY(err);
    TRY(deregistration_candidates(ctx, unit_id, req->http->method == HTTP_GET ? req_i64(req, "after", 0) : 0, PAGE_ROWS + 1, &rows, &count));
    bool more = count > PAGE_ROWS;
    count = more ? PAGE_ROWS : count;
    struct deletion_card *cards = arena_array(ctx->arena, struct deletion_card, (size_t)count + 1);
    for (int i = 0; i < count; i++)
        TRY(card_of(req, &rows[i], &cards[i]));
    view.unit = territory_label(ctx, unit_id);
    view.items = cards;
    view.items_count = count;
    if (!count)
        view.empty = (struct empty_state){TS(ctx, "Không có trường hợp nào"), TS(ctx, "Danh sách được rà soát tự động mỗi ngày."), {0}, {0}};
    if (more)
        view.pages.next_url = arena_printf(ctx->arena, "/residence-deletions?after=%lld", (long long)rows[count - 1].candidate_id);
    struct html *out = page_begin(req, FACE_STAFF, T("Thường trú có thể phải xóa"));
    view_register_deletions(out, &view);
    return page_end(req, status);
}

enum err deletions_page(struct req *req) { return show(req, &(struct form_errors){0}, 200); }

static enum err candidate_of(struct req *req, struct deregistration_candidate *ret_row)
{
    int64_t id;

    if (str_parse_i64(req_path(req, "id"), &id) != OK)
        id = 0;
    TRY(deregistration_get(&req->ctx, id, ret_row));
    return check_police(&req->ctx, ret_row->unit_id);
}

static struct str form_of(struct ctx *ctx, const struct deregistration_candidate *row)
{
    struct json_out json;
    struct buf buf;

    buf_init(&buf, ctx->arena, 256);
    json_out_init(&json, &buf);
    json_begin_object(&json);
    json_put_str(&json, S("subject"), person_number_format(ctx->arena, row->person_id));
    json_put_str(&json, S("ground"), row->ground);
    json_put_str(&json, S("since"), day_iso(ctx->arena, row->since));
    json_put_str(&json, S("evidence_text"), row->evidence);
    json_put_str(&json, S("candidate"), arena_printf(ctx->arena, "%lld", (long long)row->candidate_id));
    json_end_object(&json);
    json_out_done(&json);
    return buf_str(&buf);
}

static enum err start(struct req *req, const struct deregistration_candidate *row, int64_t version, struct dossier *ret_dossier)
{
    AUTO(db_tx_end) struct db_tx tx = {0};
    struct ctx *ctx = &req->ctx;
    bool repeated;
    struct dossier_submission submission = {
        .procedure = procedure_find(S("xoa-dang-ky-thuong-tru"), day_of_ms(ctx->now_ms)),
        .channel = CHANNEL_DIRECT,
        .unit_id = row->unit_id,
        .owner_person_id = row->person_id,
        .form = form_of(ctx, row),
        .ex_officio = true,
        .idempotency_key = arena_printf(ctx->arena, "candidate-%lld", (long long)row->candidate_id),
    };

    if (!submission.procedure)
        return fault(ctx, ERR_NOT_FOUND, "procedure.unknown", "", "Không có thủ tục này, hoặc thủ tục không còn hiệu lực.");
    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(dossier_submit(ctx, &submission, ret_dossier, &repeated));
    if (!repeated)
        TRY(deregistration_start(ctx, row->candidate_id, version, ret_dossier->dossier_id));
    return db_tx_commit(&tx);
}

static enum err again(struct req *req, struct str field, enum err err)
{
    struct form_errors errors = {0};

    if (err != ERR_INVALID && (err != ERR_CONFLICT || str_starts(req->ctx.fault.code, S("db."))))
        return err;
    form_error_add(req, &errors, err == ERR_INVALID ? field : STR_NONE, i18n_str(req->ctx.lang, req->ctx.fault.text));
    req->ctx.fault = (struct fault){0};
    return show(req, &errors, err == ERR_INVALID ? 422 : 409);
}

enum err deletion_start_post(struct req *req)
{
    struct deregistration_candidate row;
    struct dossier d;

    TRY(candidate_of(req, &row));
    enum err err = start(req, &row, req_i64(req, "version", 0), &d);
    if (err != OK)
        return again(req, STR_NONE, err);
    return reply_redirect(req, arena_printf(req->ctx.arena, "/work/%.*s", STR_ARG(d.code)));
}

enum err deletion_dismiss_post(struct req *req)
{
    struct str field = arena_join(req->ctx.arena, S("reason_"), req_path(req, "id"));
    struct deregistration_candidate row;
    int64_t version;

    TRY(candidate_of(req, &row));
    if (str_parse_i64(req_field(req, S("version")), &version) != OK)
        version = 0;
    enum err err = deregistration_dismiss(&req->ctx, row.candidate_id, version, req_field(req, field));
    return err == OK ? reply_redirect(req, S("/residence-deletions")) : again(req, field, err);
}
