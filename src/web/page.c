/* page.c: the frame around every page, and the page that says what went wrong. Nothing here decides what somebody may do: the menu shows
 * the routes whose permission the reader holds, route.c refuses the others. No inline script or style: the content security policy forbids it. */
#include <assert.h>
#include "base/assets.h"
#include "views.h"
#include "web/internal.h"
#include "web/page_views.h"

enum { MENU_SEEN = 6, MENU_MAX = 40 };

/* "/static/<hash>-app.css": the hash in the name lets browsers keep the file for good. */
static struct str asset_url(struct req *req, const char *path)
{
    const struct asset *asset = asset_find(str_of(path));
    if (!asset)
        return S("");
    return arena_printf(req->ctx.arena, "/static/%s-%s", asset->etag, strrchr(path, '/') + 1);
}

static bool cookie_is(const struct req *req, struct str name, struct str value)
{
    return str_eq(http_cookie_find(req->http, name), value);
}

/* The choice made in this browser goes before the account's. */
static bool chosen(const struct req *req, struct str cookie, struct str on, struct str off, bool of_account)
{
    return cookie_is(req, cookie, on) || (of_account && !cookie_is(req, cookie, off));
}

static bool may(const struct req *req, enum perm perm)
{
    if (perm == PERM_PUBLIC)
        return true;
    if (!req->session)
        return false;
    if (perm == PERM_SIGNED_IN)
        return true;
    return (req->session->perms >> perm & 1) != 0;
}

static bool is_console(enum face face) { return face == FACE_STAFF || face == FACE_LEADER; }

/* Staff and leaders work in their own console: what citizens see is one click away on the start page, not in the console's menu. */
static bool belongs(enum face face, enum perm perm)
{
    return !is_console(face) || (perm != PERM_PUBLIC && perm != PERM_CITIZEN);
}

/* Where the item stands among those that people use most; behind them all when nobody has said. */
static int menu_rank(const struct app *app, struct str path)
{
    int rank = 0;

    while (app->menu_order && app->menu_order[rank] && !str_eq(path, str_of(app->menu_order[rank])))
        rank++;
    return rank;
}

static int menu_collect(struct req *req, enum face face, struct menu_item *items)
{
    int count = 0;

    for (int t = 0; t < req->app->table_count; t++)
        for (int i = 0; i < req->app->tables[t].count && count < MENU_MAX; i++) {
            const struct route *route = &req->app->tables[t].routes[i];
            if (!route->menu || route->method != HTTP_GET || !belongs(face, route->perm) || !may(req, route->perm))
                continue;
            struct menu_item item = {.url = str_of(route->path), .label = {str_of(route->menu)}};
            int rank = menu_rank(req->app, item.url), at = count++;
            for (; at > 0 && menu_rank(req->app, items[at - 1].url) > rank; at--)
                items[at] = items[at - 1];
            items[at] = item;
        }
    return count;
}

static void fill_menu(struct req *req, struct page_frame *frame)
{
    struct menu_item *items = arena_array(req->ctx.arena, struct menu_item, MENU_MAX);
    struct str here = req->http->path;
    bool is_found = false;
    int count = menu_collect(req, frame->face, items);

    for (int i = 0; i < count; i++) {
        struct str path = items[i].url;
        items[i].is_here = str_eq(here, path);
        items[i].is_above = !items[i].is_here && path.len > 1 && str_starts(here, path) && here.ptr[path.len] == '/';
        is_found |= items[i].is_here;
    }
    for (int i = 0; i < count && is_found; i++) /* /work/lodging is an item of its own, and not also "above" at /work */
        items[i].is_above = false;
    frame->menu = items;
    frame->menu_count = count <= MENU_SEEN + 1 ? count : MENU_SEEN; /* nothing is gained by hiding a single one */
    frame->more = items + frame->menu_count;
    frame->more_count = count - frame->menu_count;
    for (int i = 0; i < frame->more_count; i++)
        frame->more_here |= frame->more[i].is_here || frame->more[i].is_above;
}

/* Where a switch or signing in leads back to: only a page that was fetched can be fetched again. */
static struct str way_back(struct req *req)
{
    const struct http_request *http = req->http;
    if (http->method != HTTP_GET && http->method != HTTP_HEAD)
        return http->path;
    return http->query.len ? arena_printf(req->ctx.arena, "%.*s?%.*s", STR_ARG(http->path), STR_ARG(http->query)) : http->path;
}

static struct str site_name(struct req *req)
{
    struct str province = req->app->settings.province_name;
    if (!province.len)
        return TS(&req->ctx, "Cổng dịch vụ công");
    return TF(&req->ctx, "Cổng dịch vụ công {0}", province);
}

static struct str hotline(const struct req *req)
{
    struct str number = req->app->settings.hotline;
    return number.len ? number : S("18001096"); /* the national portal's */
}

static struct str hotline_url(struct req *req)
{
    struct str number = hotline(req);
    struct buf url;

    buf_init(&url, req->ctx.arena, 24);
    buf_lit(&url, "tel:");
    for (size_t i = 0; i < number.len; i++)
        if ((number.ptr[i] >= '0' && number.ptr[i] <= '9') || number.ptr[i] == '+')
            buf_put_char(&url, number.ptr[i]);
    return buf_str(&url);
}

struct str page_local_path(struct str next)
{
    if (!str_starts(next, S("/")) || str_starts(next, S("//")) || str_find_char(next, '\\') >= 0)
        return S("/");
    for (size_t i = 0; i < next.len; i++)
        if ((unsigned char)next.ptr[i] <= ' ' || (unsigned char)next.ptr[i] >= 127)
            return S("/");
    return next;
}

static struct str sign_in_url(struct req *req)
{
    struct buf url;

    buf_init(&url, req->ctx.arena, 128);
    buf_lit(&url, PAGE_SIGN_IN);
    if (!str_eq(req->http->path, S("/")) && !str_eq(req->http->path, S(PAGE_SIGN_IN))) {
        buf_lit(&url, "?next=");
        http_url_put(&url, way_back(req));
    }
    return buf_str(&url);
}

static struct page_frame frame_of(struct req *req, enum face face)
{
    struct page_frame frame = {
        .lang_code = req->ctx.lang == LANG_EN ? S("en") : S("vi"),
        .is_english = req->ctx.lang == LANG_EN,
        .site = site_name(req),
        .css_url = asset_url(req, "web/dist/app.css"),
        .script_url = asset_url(req, "web/dist/app.js"),
        .icon_url = asset_url(req, "src/web/static/icon.svg"),
        .here = way_back(req),
        .face = face,
        .is_console = is_console(face),
        .has_keys = is_console(face) && !cookie_is(req, S(COOKIE_KEYS), S("off")),
        .is_demo = req->app->settings.demo,
        .large_text = chosen(req, S(COOKIE_TEXT), S("large"), S("normal"), req->session && req->session->large_text),
        .high_contrast = chosen(req, S(COOKIE_CONTRAST), S("high"), S("normal"), req->session && req->session->high_contrast),
        .sign_in_url = str_starts(req->http->path, S(PAGE_SIGN_IN)) ? S("") : sign_in_url(req),
        .sign_out_url = S(PAGE_SIGN_OUT),
        .csrf = req->csrf_token,
        .hotline = hotline(req),
        .hotline_url = hotline_url(req),
    };
    if (req->session) {
        frame.is_signed_in = true;
        frame.person = req->session->name;
        frame.unit = req->session->unit_name;
        frame.account_url = S(PAGE_ACCOUNT);
    }
    return frame;
}

struct html *page_begin_str(struct req *req, enum face face, struct str title)
{
    struct html *out = arena_new(req->ctx.arena, struct html);
    struct page_frame *frame = arena_new(req->ctx.arena, struct page_frame);

    buf_init(&req->out, req->ctx.arena, 16 * 1024); /* anew: a fault page replaces what a handler had begun */
    *out = (struct html){.buf = &req->out, .lang = req->ctx.lang};
    *frame = frame_of(req, face);
    frame->title = title;
    fill_menu(req, frame);
    req->page_ = frame;
    view_page_head(out, frame);
    return out;
}

struct html *page_begin(struct req *req, enum face face, struct msg title)
{
    return page_begin_str(req, face, i18n(req->ctx.lang, title));
}

enum err page_end(struct req *req, int status)
{
    struct html out = {.buf = &req->out, .lang = req->ctx.lang};

    assert(req->page_ && "page_begin comes first");
    view_page_foot(&out, req->page_);
    return reply_bytes(req, status, S("text/html; charset=utf-8"), S(""), buf_str(&req->out));
}

/* --- what went wrong ------------------------------------------------------------------------------------------------- */
struct fault_page {
    struct msg title, advice;
};

static struct fault_page fault_page_of(enum err err)
{
    switch (err) {
    case ERR_INVALID:
        return (struct fault_page){T("Thông tin gửi lên chưa đúng"), T("Hãy quay lại trang trước, sửa chỗ đó và gửi lại. Những gì đã lưu vẫn còn.")};
    case ERR_UNAUTHENTICATED:
        return (struct fault_page){T("Bạn cần đăng nhập"), T("Phiên làm việc chưa bắt đầu hoặc đã hết giờ. Đăng nhập xong, bạn trở lại đúng trang này.")};
    case ERR_FORBIDDEN:
        return (struct fault_page){T("Bạn không có quyền mở trang này"), T("Nếu công việc của bạn cần trang này, hãy nhờ người quản trị đơn vị cấp quyền.")};
    case ERR_NOT_FOUND:
        return (struct fault_page){T("Không tìm thấy trang này"), T("Hãy kiểm tra lại địa chỉ hoặc mã hồ sơ đã nhập.")};
    case ERR_CONFLICT:
        return (struct fault_page){T("Có người vừa thay đổi trước bạn"), T("Hãy mở lại trang để xem tình trạng mới nhất rồi làm tiếp.")};
    case ERR_TOO_LARGE:
        return (struct fault_page){T("Dữ liệu gửi lên quá lớn"), T("Hãy chọn tệp nhỏ hơn, hoặc chia thành nhiều tệp.")};
    case ERR_BUSY:
        return (struct fault_page){T("Hệ thống đang có nhiều người dùng"), T("Hãy đợi vài giây rồi tải lại trang. Những gì đã lưu vẫn còn.")};
    case OK:
    case ERR_INTERNAL:
        break;
    }
    return (struct fault_page){T("Hệ thống có lỗi"), T("Lỗi ở phía chúng tôi, không phải ở bạn. Những gì đã lưu vẫn còn. Hãy thử lại sau ít phút.")};
}

/* A form that asks for more than it may says what is wrong in the fault's own text; an internal failure never shows its text. */
static struct str fault_text(struct req *req, enum err err)
{
    const struct fault *fault = &req->ctx.fault;
    if (fault->err != err || err == ERR_INTERNAL)
        return S("");
    return i18n_str(req->ctx.lang, fault->text);
}

enum err page_fault(struct req *req, enum err err)
{
    struct fault_page fault = fault_page_of(err);
    if (err == ERR_BUSY && str_starts(req->ctx.fault.code, S("db.")))
        fault.title = T("Hệ thống tạm thời gián đoạn");
    else if (reply_status(req, err) == 429)
        fault.title = T("Đã gửi quá nhiều lần");
    bool can_return = req->http->method == HTTP_GET || req->http->method == HTTP_HEAD;

    if (err == ERR_UNAUTHENTICATED && can_return)
        return reply_redirect(req, sign_in_url(req));
    if (err == ERR_UNAUTHENTICATED && !can_return && req->app->late_form && req->app->late_form(req) == OK)
        return OK;
    struct html *out = page_begin(req, FACE_PUBLIC, fault.title);
    view_page_error(out, &(struct page_error){
        .title = fault.title,
        .text = fault_text(req, err),
        .advice = str_find(req->ctx.fault.text, S("Hãy")) >= 0 && err != ERR_INTERNAL ? (struct msg){S("")} : fault.advice,
        .sign_in_url = err == ERR_UNAUTHENTICATED ? S(PAGE_SIGN_IN) : S(""),
        .code = req->ctx.fault.code.len ? req->ctx.fault.code : str_of(err_name(err)),
        .at = {req->ctx.now_ms},
    });
    return page_end(req, reply_status(req, err));
}

/* --- errors of a form ------------------------------------------------------------------------------------------------ */
void form_error_add(struct req *req, struct form_errors *errors, struct str field, struct str text)
{
    if ((errors->items_count & (errors->items_count - 1)) == 0) { /* 0, 1, 2, 4, ...: double the room */
        struct form_error *more = arena_array(req->ctx.arena, struct form_error, errors->items_count ? (size_t)errors->items_count * 2 : 1);
        if (errors->items_count)
            memcpy(more, errors->items, sizeof *more * (size_t)errors->items_count);
        errors->items = more;
    }
    errors->items[errors->items_count++] = (struct form_error){field, text};
}

struct str form_error_of(const struct form_errors *errors, struct str field)
{
    for (int i = 0; i < errors->items_count; i++)
        if (str_eq(errors->items[i].field, field))
            return errors->items[i].text;
    return S("");
}
