/* site_routes.c: addresses of home, help, administration, and the auditor's log. */
#include "features/site/pages.h"

static const struct input officers_inputs[] = {
    {"after", IN_INT, .label = "Sau cán bộ"},
    {0},
};
static const struct input role_inputs[] = {
    {"role", IN_CODE, .max = 60, .label = "Vai trò"},
    {"unit", IN_CODE, .max = 10, .label = "Mã đơn vị hành chính"},
    {"procedure", IN_CODE, .max = 80, .label = "Thủ tục"},
    {"stage", IN_CODE, .max = 20, .label = "Bước xử lý"},
    {"from", IN_DAY, .label = "Từ ngày"},
    {"to", IN_DAY, .label = "Đến hết ngày"},
    {0},
};
static const struct input units_inputs[] = {
    {"q", IN_LINE, .max = 100, .label = "Tên đơn vị, không cần dấu"},
    {0},
};
static const struct input calendar_inputs[] = {
    {"year", IN_INT, .min = 1900, .max = 2999, .label = "Năm"},
    {0},
};
static const struct input audit_inputs[] = {
    {"before", IN_INT, .label = "Trước dòng"},
    {0},
};

const struct route site_routes[] = {
    {HTTP_GET, "/", home_page, PERM_PUBLIC, .doc = "Home: what is mine, what I can do"},
    {HTTP_GET, "/help", help_page, PERM_PUBLIC, .doc = "Help: questions and answers, what the reader can do here"},
    {HTTP_GET, "/admin", admin_page, PERM_ADMIN, .doc = "Administration", .menu = "Quản trị"},
    {HTTP_GET, "/admin/officers", admin_officers_page, PERM_ADMIN, .inputs = officers_inputs, .doc = "Officers by name"},
    {HTTP_GET, "/admin/officers/{id}", admin_officer_page, PERM_ADMIN, .doc = "One officer and his roles"},
    {HTTP_POST, "/admin/officers/{id}/roles", admin_role_add_post, PERM_ADMIN, LANE_WRITE, .csrf = CSRF_FORM, .inputs = role_inputs,
     .doc = "Give a role: over a unit and below, for a procedure, a stage, from and to"},
    {HTTP_POST, "/admin/officers/{id}/roles/{role}/end", admin_role_end_post, PERM_ADMIN, LANE_WRITE, .csrf = CSRF_FORM, .doc = "End a role at once"},
    {HTTP_GET, "/admin/rights", admin_rights_page, PERM_ADMIN, .doc = "The rights matrix, made from the route tables"},
    {HTTP_GET, "/admin/units", admin_units_page, PERM_ADMIN, .inputs = units_inputs, .doc = "Administrative units"},
    {HTTP_GET, "/admin/units/{id}", admin_unit_page, PERM_ADMIN, .doc = "One unit: agencies, what lies below it, succession"},
    {HTTP_GET, "/admin/calendars", admin_calendars_page, PERM_ADMIN, .inputs = calendar_inputs, .doc = "Working weeks, holidays, swapped days"},
    {HTTP_GET, "/audit", audit_page, PERM_AUDIT_READ, .inputs = audit_inputs, .doc = "The log, newest first", .menu = "Nhật ký kiểm toán"},
};
const int site_routes_count = (int)ARRAY_LEN(site_routes);
