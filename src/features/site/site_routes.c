/* site_routes.c: addresses of home, help, administration, and the auditor's log. */
#include "features/site/pages.h"

static const struct input officers_inputs[] = {
    {"after", IN_INT, .label = "Sau cán bộ"},
    {0},
};
static const struct input officer_new_query[] = {
    {"agency", IN_CODE, .max = 35, .label = "Mã cơ quan"},
    {0},
};
static const struct input officer_new_inputs[] = {
    {"login", IN_LINE, .max = 60, .label = "Tên đăng nhập"},
    {"name", IN_LINE, .max = 200, .label = "Họ và tên"},
    {"title", IN_LINE, .max = 200, .label = "Chức danh"},
    {"agency", IN_CODE, .max = 35, .label = "Mã cơ quan"},
    {"role", IN_CODE, .max = 60, .label = "Vai trò"},
    {0},
};
static const struct input agencies_inputs[] = {
    {"after", IN_LINE, .max = 35, .label = "Từ mã"},
    {0},
};
static const struct input agency_new_inputs[] = {
    {"code", IN_LINE, .max = 60, .label = "Mã cơ quan"},
    {"unit", IN_LINE, .max = 10, .label = "Mã đơn vị hành chính"},
    {"kind", IN_CODE, .max = 20, .label = "Loại cơ quan"},
    {"name", IN_LINE, .max = 200, .label = "Tên cơ quan"},
    {"parent", IN_LINE, .max = 60, .label = "Mã cơ quan cấp trên, nếu có"},
    {"calendar", IN_LINE, .max = 60, .label = "Lịch làm việc"},
    {"phone", IN_LINE, .max = 60, .label = "Điện thoại"},
    {"address", IN_LINE, .max = 300, .label = "Địa chỉ quầy tiếp nhận"},
    {0},
};
static const struct input agency_end_inputs[] = {
    {"last", IN_DAY, .label = "Ngày cuối cùng"},
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
    {HTTP_GET, "/admin/officers/new", admin_officer_new_page, PERM_ADMIN, .inputs = officer_new_query, .doc = "The form for a new officer"},
    {HTTP_POST, "/admin/officers/new", admin_officer_new_post, PERM_ADMIN, LANE_SLOW, .csrf = CSRF_FORM, .inputs = officer_new_inputs,
     .doc = "Give an officer an account; its secrets are shown once"},
    {HTTP_GET, "/admin/agencies", admin_agencies_page, PERM_ADMIN, .inputs = agencies_inputs, .doc = "Agencies by code"},
    {HTTP_GET, "/admin/agencies/new", admin_agency_new_page, PERM_ADMIN, .doc = "The form for a new agency"},
    {HTTP_POST, "/admin/agencies/new", admin_agency_new_post, PERM_ADMIN, LANE_WRITE, .csrf = CSRF_FORM, .inputs = agency_new_inputs, .doc = "Add an agency"},
    {HTTP_GET, "/admin/agencies/{id}", admin_agency_page, PERM_ADMIN, .doc = "One agency"},
    {HTTP_POST, "/admin/agencies/{id}", admin_agency_post, PERM_ADMIN, LANE_WRITE, .csrf = CSRF_FORM, .inputs = agency_new_inputs,
     .doc = "Change an agency's name, agency above, calendar, telephone, address"},
    {HTTP_POST, "/admin/agencies/{id}/end", admin_agency_end_post, PERM_ADMIN, LANE_WRITE, .csrf = CSRF_FORM, .inputs = agency_end_inputs,
     .doc = "End an agency and the roles held in it"},
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
