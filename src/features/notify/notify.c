/* notify.c: the templates of messages, and writing and reading them. No personal data beyond the dossier's code and what the citizen wrote or is to read. */
#include "features/notify/notify.h"
#include <assert.h>

/* {0} the dossier's code, {1} the procedure's name (args[4] for an English reader), {2} a date or place, {3} an officer's words. */
static const struct {
    const char *name;
    struct msg title, text;
} templates[] = {
    {"dossier_submitted", M_("Đã nhận hồ sơ"), M_("Hồ sơ {0} ({1}) đã được nộp. Hẹn trả kết quả: {2}.")},
    {"oidc_reuse", M_("Đã chặn một lần dùng lại mã đăng nhập"), M_("Một mã đăng nhập vào dịch vụ {0} bị dùng hai lần, nên hệ thống đã kết thúc mọi quyền truy cập dịch vụ đó đang có. Nếu bạn không tự bấm hai lần, hãy đổi mật khẩu.")},
    {"dossier_received", M_("Hồ sơ đã được tiếp nhận"), M_("Hồ sơ {0} ({1}) đã được tiếp nhận và đang được xử lý. Hẹn trả kết quả: {2}.")},
    {"dossier_not_received", M_("Hồ sơ không được tiếp nhận"), M_("Hồ sơ {0} ({1}) không được tiếp nhận. Lý do: {3}")},
    {"dossier_supplement", M_("Cần bổ sung hồ sơ"), M_("Hồ sơ {0} ({1}) cần bổ sung. Hãy mở hồ sơ để xem từng mục cần sửa. Thời hạn giải quyết tạm dừng cho đến khi bạn bổ sung xong.")},
    {"dossier_supplemented", M_("Đã nhận phần bổ sung"), M_("Phần bổ sung của hồ sơ {0} ({1}) đã được nhận. Hẹn trả kết quả mới: {2}.")},
    {"dossier_approved", M_("Hồ sơ đã có kết quả"), M_("Hồ sơ {0} ({1}) đã giải quyết xong. Kết quả nằm trong giấy tờ của bạn.")},
    {"dossier_done", M_("Hồ sơ đã có kết quả"), M_("Hồ sơ {0} ({1}) đã giải quyết xong. Mời bạn đến nơi đã nộp hồ sơ để nhận kết quả.")},
    {"dossier_refused", M_("Hồ sơ bị từ chối giải quyết"), M_("Hồ sơ {0} ({1}) bị từ chối giải quyết. Lý do: {3}")},
    {"dossier_withdrawn", M_("Đã rút hồ sơ"), M_("Hồ sơ {0} ({1}) đã được rút theo yêu cầu của bạn.")},
    {"dossier_consent", M_("Cần bạn xác nhận"), M_("{3} đã nộp hồ sơ {0} ({1}) và cần bạn xác nhận. Hãy mở hồ sơ, đọc kỹ rồi xác nhận hoặc từ chối.")},
    {"dossier_reappointed", M_("Xin lỗi vì trễ hẹn"), M_("Hồ sơ {0} ({1}) bị trễ. Cơ quan giải quyết xin lỗi và hẹn trả kết quả: {2}. Lý do: {3}")},
    {"dossier_payment", M_("Cần nộp phí, lệ phí"), M_("Hồ sơ {0} ({1}) cần nộp phí, lệ phí: {3}. Hãy nộp tại quầy của cơ quan giải quyết và lấy biên lai. Thời hạn giải quyết tạm dừng cho đến khi bạn nộp xong.")},
    {"dossier_paid", M_("Đã nhận phí, lệ phí"), M_("Đã nhận {3} phí, lệ phí của hồ sơ {0} ({1}). Hẹn trả kết quả: {2}.")},
    {"dossier_transferred", M_("Hồ sơ được chuyển đến nơi có thẩm quyền"), M_("Hồ sơ {0} ({1}) được chuyển đến {3}. Bạn không phải nộp lại; hẹn trả kết quả không đổi: {2}.")},
    /* {0} the agency, {1} when */
    {"card_day_cancelled", M_("Lịch hẹn làm thẻ bị hủy"), M_("Ngày thu nhận căn cước {0} tại {1} không tổ chức nữa. Xin lỗi bạn; hãy đặt lịch khác ở trang Thẻ căn cước.")},
    {"account_made", M_("Tài khoản của bạn đã được cấp"), M_("Lúc {1}, {0} đã cấp tài khoản này cho bạn. Nếu không phải bạn đến quầy, hãy báo ngay cho cơ quan đó hoặc đường dây hỗ trợ.")},
    {"account_reset", M_("Cách đăng nhập đã được cấp lại"), M_("Lúc {1}, {0} đã cấp lại cách đăng nhập vào tài khoản của bạn. Nếu không phải bạn đến quầy, hãy báo ngay cho cơ quan đó hoặc đường dây hỗ trợ.")},
};

static int template_index(struct str name)
{
    for (size_t i = 0; i < ARRAY_LEN(templates); i++)
        if (str_eq(str_of(templates[i].name), name))
            return (int)i;
    return -1;
}

/* The stored body: the arguments, one a line. */
static struct str body_of(struct ctx *ctx, const struct notify_message *message)
{
    struct buf buf;

    buf_init(&buf, ctx->arena, 200);
    for (int i = 0; i < message->args_count; i++) {
        struct str arg = message->args[i];
        if (arg.len > NOTIFY_ARG_BYTES_MAX) { /* cut between characters */
            arg.len = NOTIFY_ARG_BYTES_MAX;
            while (arg.len && ((unsigned char)arg.ptr[arg.len] & 0xC0) == 0x80)
                arg.len--;
        }
        for (size_t c = 0; c < arg.len; c++)
            buf_put_char(&buf, arg.ptr[c] == '\n' || arg.ptr[c] == '\r' ? ' ' : arg.ptr[c]);
        buf_put_char(&buf, '\n');
    }
    return buf_str(&buf);
}

enum err notify_put(struct ctx *ctx, const struct notify_message *message)
{
    assert(template_index(str_of(message->template_name)) >= 0 && message->args_count <= NOTIFY_ARGS_MAX);
    return db_exec(ctx, NULL,
                   "INSERT INTO outbox (outbox_id, channel, account_id, person_id, dossier_id, template, body, created_ms) "
                   "VALUES ($1, 'portal', $2, $3, $4, $5, $6, $7)",
                   DB_I64(db_new_id()), db_i64_or_null(message->account_id), db_i64_or_null(message->person_id),
                   db_i64_or_null(message->dossier_id), DB_STR(str_of(message->template_name)), DB_STR(body_of(ctx, message)),
                   DB_I64(ctx->now_ms));
}

static void row_words(struct ctx *ctx, struct str template_name, struct str body, struct notify_row *row)
{
    struct str args[NOTIFY_ARGS_MAX] = {{0}};
    int at = template_index(template_name);

    for (int i = 0; i < NOTIFY_ARGS_MAX && body.ptr; i++)
        args[i] = str_cut(&body, '\n');
    if (ctx->lang == LANG_EN && !str_empty(args[4]))
        args[1] = args[4];
    if (at < 0) /* a template of another version of the program */
        return;
    row->dossier_code = row->dossier_id ? args[0] : STR_NONE;
    row->title = i18n(ctx->lang, templates[at].title);
    row->text = i18n_format(ctx->arena, ctx->lang, templates[at].text, args, NOTIFY_ARGS_MAX);
}

enum err notify_list(struct ctx *ctx, int64_t person_id, int64_t before_id, int limit, struct notify_row **ret_rows, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct notify_row *list = arena_array(ctx->arena, struct notify_row, (size_t)limit);
    int count = 0;

    TRY(db_query(ctx, &rows,
                 "SELECT outbox_id, dossier_id, created_ms, read_ms, template, body FROM outbox WHERE person_id = $1 AND outbox_id < $2 "
                 "ORDER BY outbox_id DESC LIMIT $3",
                 DB_I64(person_id), DB_I64(before_id ? before_id : INT64_MAX), DB_I64(limit)));
    while (db_next(&rows)) {
        struct notify_row *row = &list[count++];
        *row = (struct notify_row){db_i64(&rows, 0), db_i64(&rows, 1), db_i64(&rows, 2), db_i64(&rows, 3)};
        row_words(ctx, db_str(&rows, 4), db_str(&rows, 5), row);
    }
    TRY(db_rows_end(&rows));
    *ret_rows = list;
    *ret_count = count;
    return OK;
}

enum err notify_mark_read(struct ctx *ctx, int64_t person_id, int64_t upto_id)
{
    return db_exec(ctx, NULL, "UPDATE outbox SET read_ms = $3 WHERE person_id = $1 AND outbox_id <= $2 AND read_ms IS NULL",
                   DB_I64(person_id), DB_I64(upto_id), DB_I64(ctx->now_ms));
}
