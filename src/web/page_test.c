/* page_test.c: the frame of a page and the fault page, without a server: a request is filled by hand. */
#include <criterion/criterion.h>
#include "base/assets.h"
#include "web/form.h"
#include "web/site_routes.h"

static struct arena arena;
static struct http_request http;
static struct session session;
static struct app app;
static struct req req;

static enum err nothing(struct req *r)
{
    (void)r;
    return OK;
}

static const struct route routes[] = {
    {HTTP_GET, "/", nothing, PERM_PUBLIC, .menu = "Trang đầu"},
    {HTTP_GET, "/my", nothing, PERM_CITIZEN, .menu = "Hồ sơ của tôi"},
    {HTTP_GET, "/work", nothing, PERM_OFFICER, .menu = "Việc cần làm"},
    {HTTP_GET, "/dashboard", nothing, PERM_DASHBOARD, .menu = "Bảng điều hành"},
};
static const struct route_table tables[] = {ROUTE_TABLE("test", routes)};

static void start(void)
{
    arena_init(&arena, 0);
    http = (struct http_request){.method = HTTP_GET, .path = S("/my"), .query = S("a=1&b=2")};
    session = (struct session){.name = S("Nguyễn Thị <Hoa>"), .perms = 1u << PERM_CITIZEN};
    app = (struct app){.tables = tables, .table_count = 1, .settings = {.province_name = S("tỉnh Gia Lai")}};
    req = (struct req){.app = &app, .http = &http, .session = &session, .csrf_token = S("t0ken"), .ctx = {.arena = &arena}};
}
static void stop(void) { arena_done(&arena); }
TestSuite(page, .init = start, .fini = stop);

static struct str page(enum face face)
{
    page_begin(&req, face, T("Đăng xuất"));
    cr_assert_eq(page_end(&req, 200), OK);
    return http.reply;
}
#define HAS(html, text) cr_assert(str_find((html), S(text)) >= 0, "missing: %s in\n%.*s", text, STR_ARG(html))
#define LACKS(html, text) cr_assert(str_find((html), S(text)) < 0, "should not have: %s", text)

Test(page, it_is_a_whole_page_with_landmarks_and_language)
{
    struct str html = page(FACE_CITIZEN);
    HAS(html, "<!DOCTYPE html>");
    HAS(html, "<html lang=\"vi\"");
    HAS(html, "<title>Đăng xuất – Cổng dịch vụ công tỉnh Gia Lai</title>");
    HAS(html, "href=\"#main-content\"");
    HAS(html, "<main class=\"app-main\" id=\"main-content\"");
    HAS(html, "18001096");
    HAS(html, "</html>");
    LACKS(html, "style=");
    LACKS(html, "onclick");
}

Test(page, the_menu_shows_only_what_the_reader_may_open)
{
    struct str html = page(FACE_CITIZEN);
    HAS(html, "href=\"/my\" aria-current=\"page\"");
    LACKS(html, "href=\"/work\"");
    session.perms = 1u << PERM_OFFICER;
    req.replied = false;
    html = page(FACE_STAFF);
    HAS(html, "href=\"/work\"");
    LACKS(html, "href=\"/my\"");
    LACKS(html, "href=\"/dashboard\"");
}

Test(page, nobody_signed_in_sees_the_way_in_and_comes_back_here)
{
    req.session = NULL;
    struct str html = page(FACE_PUBLIC);
    HAS(html, "href=\"/sign-in?next=%2Fmy%3Fa%3D1%26b%3D2\"");
    LACKS(html, "/sign-out");
    LACKS(html, "href=\"/my\"");
}

Test(page, signing_out_is_a_post_with_proof)
{
    struct str html = page(FACE_CITIZEN);
    HAS(html, "<form method=\"post\" action=\"/sign-out\"");
    HAS(html, "name=\"csrf\" value=\"t0ken\"");
    HAS(html, "Nguyễn Thị &lt;Hoa&gt;");
}

Test(page, a_demo_says_so_on_every_page)
{
    LACKS(page(FACE_CITIZEN), "DỮ LIỆU MÔ PHỎNG");
    app.settings.demo = true;
    req.replied = false;
    HAS(page(FACE_LEADER), "DỮ LIỆU MÔ PHỎNG");
    req.replied = false;
    req.ctx.lang = LANG_EN;
    HAS(page(FACE_LEADER), "SIMULATED DATA");
}

Test(page, the_switches_lead_back_to_this_page)
{
    HAS(page(FACE_CITIZEN), "href=\"/language/en?next=%2Fmy%3Fa%3D1%26b%3D2\"");
    req.replied = false;
    http.header_count = 1;
    http.headers[0] = (struct http_header){S("Cookie"), S("congdan_text=large; congdan_contrast=high")};
    struct str html = page(FACE_CITIZEN);
    HAS(html, "class=\"app-root app--large-text app--high-contrast\"");
    HAS(html, "/display/normal-text?next=");
}

Test(page, the_browsers_choice_goes_before_the_accounts)
{
    session.large_text = true;
    HAS(page(FACE_CITIZEN), "app--large-text");
    req.replied = false;
    http.header_count = 1;
    http.headers[0] = (struct http_header){S("Cookie"), S("congdan_text=normal")};
    LACKS(page(FACE_CITIZEN), "app--large-text");
}

Test(page, a_fault_says_what_happened_and_what_to_do)
{
    cr_assert_eq(fault(&req.ctx, ERR_CONFLICT, "dossier.stale", "", "Hồ sơ vừa được người khác <xử lý>."), ERR_CONFLICT);
    cr_assert_eq(page_fault(&req, ERR_CONFLICT), OK);
    cr_assert_eq(http.status, 409);
    HAS(http.reply, "Hồ sơ vừa được người khác &lt;xử lý&gt;.");
    HAS(http.reply, "dossier.stale");
}

Test(page, an_internal_fault_keeps_its_detail_to_itself)
{
    cr_assert_eq(fault_set(&req.ctx, ERR_INTERNAL, S("db"), S(""), S("bảng person hỏng"), S("SELECT")), ERR_INTERNAL);
    cr_assert_eq(page_fault(&req, ERR_INTERNAL), OK);
    cr_assert_eq(http.status, 500);
    LACKS(http.reply, "bảng person");
    LACKS(http.reply, "SELECT");
}

Test(page, who_is_not_signed_in_is_led_to_sign_in_and_back)
{
    req.session = NULL;
    cr_assert_eq(page_fault(&req, ERR_UNAUTHENTICATED), OK);
    cr_assert_eq(http.status, 303);
    req.replied = false;
    http.method = HTTP_POST;
    cr_assert_eq(page_fault(&req, ERR_UNAUTHENTICATED), OK);
    cr_assert_eq(http.status, 401, "a form cannot be fetched again");
}

Test(page, errors_of_a_form_stand_in_the_order_they_were_found)
{
    struct form_errors errors = {0};
    for (int i = 0; i < 9; i++)
        form_error_add(&req, &errors, arena_printf(&arena, "f%d", i), arena_printf(&arena, "text %d", i));
    cr_assert_eq(errors.items_count, 9);
    cr_assert(str_eq(errors.items[8].text, S("text 8")));
    cr_assert(str_eq(form_error_of(&errors, S("f3")), S("text 3")));
    cr_assert(str_empty(form_error_of(&errors, S("other"))));
}

Test(page, embedded_files_are_found_by_path)
{
    cr_assert_not_null(asset_find(S("src/web/static/icon.svg")));
    cr_assert_null(asset_find(S("src/web/static/none.svg")));
    for (int i = 1; i < asset_count; i++)
        cr_assert_lt(strcmp(assets[i - 1].path, assets[i].path), 0);
}
