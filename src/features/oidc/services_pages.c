/* services_pages.c: the administrator's list of the services that sign people in here, and the ending of one. Adding stays with the command (congdan client add-service): it
 * prints a secret that must not pass through a browser's history. */
#include "features/oidc/internal.h"
#include "features/oidc/oidc_views.h"
#include "features/territory/territory.h"
#include "views.h"

static struct summary_list facts_of(struct ctx *ctx, const struct oidc_client *client)
{
    struct summary_row *rows = arena_array(ctx->arena, struct summary_row, 8);
    int count = 0;

    rows[count++] = (struct summary_row){.key = TS(ctx, "Mã dịch vụ"), .value = client->client_id};
    rows[count++] = (struct summary_row){.key = TS(ctx, "Đơn vị hành chính"), .value = territory_label(ctx, client->unit_id)};
    rows[count++] = (struct summary_row){.key = TS(ctx, "Mục đích"), .value = client->purpose};
    rows[count++] = (struct summary_row){.key = TS(ctx, "Căn cứ pháp lý"), .value = client->legal_basis};
    rows[count++] = (struct summary_row){.key = TS(ctx, "Được xin"), .value = client->scopes};
    rows[count++] = (struct summary_row){.key = TS(ctx, "Cách xác thực"), .value = client->auth_method};
    rows[count++] = (struct summary_row){.key = TS(ctx, "Hỏi ý kiến người dân"),
                                         .value = client->trusted ? TS(ctx, "Không, dịch vụ của tỉnh theo quy định") : TS(ctx, "Có, trước lần nhận dữ liệu đầu tiên")};
    rows[count++] = (struct summary_row){.key = TS(ctx, "Hiệu lực"),
                                         .value = client->ended_ms ? TF(ctx, "từ {0} đến hết {1}", fmt_day(ctx->arena, day_of_ms(client->created_ms)), fmt_day(ctx->arena, day_of_ms(client->ended_ms)))
                                                                   : TF(ctx, "từ {0}", fmt_day(ctx->arena, day_of_ms(client->created_ms)))};
    return (struct summary_list){.items = rows, .items_count = count};
}

enum err oidc_services_page(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct oidc_services_view view = {0};
    struct oidc_client *rows;
    int count;

    TRY(oidc_client_list(ctx, &rows, &count));
    view.items = arena_array(ctx->arena, struct oidc_service_item, (size_t)count + 1);
    for (int i = 0; i < count; i++)
        view.items[view.items_count++] = (struct oidc_service_item){.name = rows[i].name, .facts = facts_of(ctx, &rows[i]), .csrf = req->csrf_token, .client_id = rows[i].client_id,
                                                                    .is_over = rows[i].ended_ms != 0};
    view.empty = (struct empty_state){.title = TS(ctx, "Chưa có dịch vụ nào"), .text = TS(ctx, "Dịch vụ của cơ quan khác có thể cho người dân đăng nhập bằng tài khoản ở đây.")};
    struct html *out = page_begin(req, FACE_STAFF, T("Dịch vụ đăng nhập qua hệ thống"));
    view_oidc_services(out, &view);
    return page_end(req, 200);
}

enum err oidc_service_end_post(struct req *req)
{
    TRY(oidc_client_end(&req->ctx, req_str(req, "client")));
    return reply_redirect(req, S("/admin/services"));
}
