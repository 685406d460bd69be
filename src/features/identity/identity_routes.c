/* identity_routes.c: addresses of sign-in and of one's own account. Nothing here takes a personal number in an address. */
#include "features/identity/pages.h"

static const struct input sign_in_query[] = {
    {"next", IN_LINE, .max = 2000, .label = "Trang trở lại"},
    {"late", IN_BOOL, .label = "Phiên đã hết giờ"},
    {"login", IN_LINE, .label = "Số định danh cá nhân hoặc tên đăng nhập"},
    {0},
};
static const struct input sign_in_inputs[] = {
    {"next", IN_LINE, .max = 2000, .label = "Trang trở lại"},
    {"late", IN_BOOL, .label = "Phiên đã hết giờ"},
    {"login", IN_LINE, .label = "Số định danh cá nhân hoặc tên đăng nhập"},
    {"password", IN_RAW, .max = 1024, .label = "Mật khẩu"},
    {0},
};
static const struct input code_inputs[] = {
    {"code", IN_LINE, .max = 100, .label = "Mã 6 số"},
    {"recovery", IN_LINE, .max = 100, .label = "Mã khôi phục"},
    {0},
};
static const struct input account_inputs[] = {
    {"note", IN_CODE, .one_of = "password|saved|ended|code-app|recovery", .label = "Lời nhắn"},
    {0},
};
static const struct input preference_inputs[] = {
    {"lang", IN_CODE, .one_of = "vi|en", .label = "Ngôn ngữ"},
    {"display", IN_CODE, .many = true, .one_of = "large-text|high-contrast", .label = "Hiển thị"},
    {0},
};
static const struct input password_inputs[] = {
    {"current", IN_RAW, .max = 1024, .label = "Mật khẩu hiện tại"},
    {"password", IN_RAW, .max = 1024, .label = "Mật khẩu mới"},
    {"again", IN_RAW, .max = 1024, .label = "Nhập lại mật khẩu mới"},
    {0},
};
static const struct input confirm_inputs[] = {
    {"current", IN_RAW, .max = 1024, .label = "Mật khẩu hiện tại"},
    {0},
};
static const struct input code_app_inputs[] = {
    {"sealed", IN_CODE, .max = 400, .label = "Khóa mới đã niêm phong"},
    {"code", IN_LINE, .max = 100, .label = "Mã 6 số"},
    {0},
};
static const struct input assist_inputs[] = {
    {"number", IN_PERSON_NUMBER, .label = "Số định danh cá nhân"},
    {"what", IN_CODE, .one_of = "code|all|new", .label = "Người dân cần gì?"},
    {"checked", IN_BOOL, .label = "Xác nhận"},
    {0},
};

const struct route identity_routes[] = {
    {HTTP_GET, "/sign-in", sign_in_page, PERM_PUBLIC, .inputs = sign_in_query, .doc = "Sign in: login and password"},
    {HTTP_POST, "/sign-in", sign_in_post, PERM_PUBLIC, LANE_SLOW, .csrf = CSRF_FORM, .inputs = sign_in_inputs,
     .doc = "Check the password; the second step follows"},
    {HTTP_GET, "/sign-in/code", sign_in_code_page, PERM_PUBLIC, .doc = "Sign in: one-time code or recovery code"},
    {HTTP_POST, "/sign-in/code", sign_in_code_post, PERM_PUBLIC, LANE_WRITE, .csrf = CSRF_FORM, .inputs = code_inputs,
     .doc = "Check the code and open a session"},
    {HTTP_GET, "/sign-in/resume/{id}", late_form_page, PERM_SIGNED_IN, .doc = "Offer again a form that came after its session had run out"},
    {HTTP_POST, "/sign-out", sign_out_post, PERM_SIGNED_IN, LANE_WRITE, .csrf = CSRF_FORM, .audit = "signout", .doc = "End this session"},
    {HTTP_GET, "/account", account_page, PERM_SIGNED_IN, .inputs = account_inputs, .doc = "One's own account: sessions, sign-in factors, display"},
    {HTTP_POST, "/account/preferences", account_preferences_post, PERM_SIGNED_IN, LANE_WRITE, .csrf = CSRF_FORM, .inputs = preference_inputs,
     .doc = "Keep language and display in the account"},
    {HTTP_POST, "/account/sessions/{id}/end", account_session_end_post, PERM_SIGNED_IN, LANE_WRITE, .csrf = CSRF_FORM, .audit = "session.end",
     .doc = "End one of one's sessions"},
    {HTTP_POST, "/account/sessions/end-others", account_sessions_end_post, PERM_SIGNED_IN, LANE_WRITE, .csrf = CSRF_FORM, .audit = "session.end_others",
     .doc = "End all of one's sessions but this one"},
    {HTTP_GET, "/account/password", account_password_page, PERM_SIGNED_IN, .doc = "Change the password"},
    {HTTP_POST, "/account/password", account_password_post, PERM_SIGNED_IN, LANE_SLOW, .csrf = CSRF_FORM, .inputs = password_inputs,
     .audit = "account.password", .doc = "Change the password and end the other sessions"},
    {HTTP_GET, "/account/recovery-codes", recovery_page, PERM_SIGNED_IN, .doc = "Ask for new recovery codes"},
    {HTTP_POST, "/account/recovery-codes", recovery_post, PERM_SIGNED_IN, LANE_SLOW, .csrf = CSRF_FORM, .inputs = confirm_inputs,
     .audit = "account.recovery_codes", .doc = "Make new recovery codes and show them once"},
    {HTTP_GET, "/account/code-app", code_app_page, PERM_SIGNED_IN, .doc = "Connect a new app for one-time codes"},
    {HTTP_POST, "/account/code-app", code_app_post, PERM_SIGNED_IN, LANE_SLOW, .csrf = CSRF_FORM, .inputs = confirm_inputs,
     .doc = "Show the key for a new app for one-time codes"},
    {HTTP_POST, "/account/code-app/confirm", code_app_confirm_post, PERM_SIGNED_IN, LANE_WRITE, .csrf = CSRF_FORM, .inputs = code_app_inputs,
     .audit = "account.code_app", .doc = "Take the new app into use after a right code"},
    {HTTP_GET, "/counter/account", assist_page, PERM_ACCOUNT_ASSIST, .doc = "Help a citizen at the counter to sign in", .menu = "Tài khoản công dân"},
    {HTTP_POST, "/counter/account", assist_post, PERM_ACCOUNT_ASSIST, LANE_SLOW, .csrf = CSRF_FORM, .inputs = assist_inputs,
     .doc = "Give a citizen at the counter an account, or a new way to sign in; shown once"},
    {HTTP_GET, "/account/access-log", access_log_page, PERM_CITIZEN, .doc = "Who has looked at my data", .menu = "Ai đã xem dữ liệu của tôi"},
};
const int identity_routes_count = (int)ARRAY_LEN(identity_routes);
