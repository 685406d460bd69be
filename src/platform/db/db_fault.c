/* db_fault.c: what a person reads when the database fails, one text a case; both engines end here. */
#include "platform/db/db_engine.h"

/* The first fault wins, and so does its detail. */
static enum err detailed(struct ctx *ctx, enum err err, struct str detail)
{
    if (ctx->fault.err == err && str_empty(ctx->fault.detail))
        ctx->fault.detail = detail;
    return err;
}

enum err db_fault_busy(struct ctx *ctx, struct str detail)
{
    return detailed(ctx, fault(ctx, ERR_BUSY, "db.busy", "", "Hệ thống đang bận. Xin thử lại sau ít phút."), detail);
}

enum err db_fault_full(struct ctx *ctx, struct str detail)
{
    return detailed(
        ctx,
        fault(ctx, ERR_BUSY, "db.full", "",
              "Máy chủ đã hết chỗ lưu trữ nên chưa ghi được. Dữ liệu đã lưu không bị ảnh hưởng; xin thử lại sau."),
        detail);
}

enum err db_fault_gone(struct ctx *ctx, struct str detail)
{
    return detailed(
        ctx,
        fault(ctx, ERR_BUSY, "db.gone", "", "Tạm thời chưa kết nối được với cơ sở dữ liệu. Xin thử lại sau ít phút."),
        detail);
}

enum err db_fault_conflict(struct ctx *ctx, struct str code, struct str detail)
{
    bool first = ctx->fault.err == OK;
    enum err err = fault(ctx, ERR_CONFLICT, "db.conflict", "",
                         "Dữ liệu vừa được người khác thay đổi hoặc đã tồn tại. Xin tải lại trang rồi thử lại.");

    if (first)
        ctx->fault.code = code;
    return detailed(ctx, err, detail);
}

enum err db_fault_internal(struct ctx *ctx, struct str detail)
{
    return detailed(
        ctx,
        fault(ctx, ERR_INTERNAL, "db.internal", "",
              "Hệ thống gặp lỗi khi xử lý dữ liệu. Xin thử lại; nếu vẫn không được, hãy báo cho bộ phận hỗ trợ."),
        detail);
}

enum err db_fault_damaged(struct ctx *ctx, struct str detail)
{
    return detailed(ctx,
                    fault(ctx, ERR_INVALID, "db.backup_damaged", "file",
                          "Tệp sao lưu bị hỏng hoặc không phải tệp sao lưu. Chưa có gì được thay đổi."),
                    detail);
}

enum err db_fault_not_empty(struct ctx *ctx, struct str detail)
{
    return detailed(
        ctx,
        fault(ctx, ERR_CONFLICT, "db.restore_not_empty", "db",
              "Cơ sở dữ liệu đích không trống. Chỉ phục hồi vào cơ sở dữ liệu trống; chưa có gì được thay đổi."),
        detail);
}

enum err db_fault_file(struct ctx *ctx, struct str detail)
{
    return detailed(ctx, fault(ctx, ERR_INVALID, "db.file", "file", "Không đọc hoặc ghi được tệp đã nêu."), detail);
}

enum err db_fault_file_exists(struct ctx *ctx, struct str detail)
{
    return detailed(ctx, fault(ctx, ERR_INVALID, "db.file_exists", "file", "Tệp đã có sẵn. Hãy chọn tên khác."),
                    detail);
}

enum err db_fault_schema_newer(struct ctx *ctx, struct str detail)
{
    return detailed(ctx,
                    fault(ctx, ERR_CONFLICT, "db.schema_newer", "",
                          "Cơ sở dữ liệu thuộc phiên bản mới hơn chương trình này. Hãy dùng chương trình mới hơn."),
                    detail);
}

enum err db_fault_schema_changed(struct ctx *ctx, struct str detail)
{
    return detailed(ctx,
                    fault(ctx, ERR_CONFLICT, "db.schema_changed", "",
                          "Lịch sử cấu trúc của cơ sở dữ liệu khác với chương trình này. Chưa có gì được thay đổi."),
                    detail);
}

enum err db_fault_nul(struct ctx *ctx)
{
    return fault(ctx, ERR_INVALID, "db.nul", "", "Nội dung có ký tự không hợp lệ.");
}
