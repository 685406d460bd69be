/* register_routes.c: addresses of this feature. Over which unit and for which agency a right holds is asked by each handler. */
#include "features/register/internal.h"

static const struct input history_inputs[] = {
    {"number", IN_PERSON_NUMBER, .label = "Số định danh cá nhân"},
    {"on", IN_DAY, .label = "Tình trạng vào ngày"},
    {"known", IN_DAY, .label = "Theo những gì cơ sở dữ liệu biết đến hết ngày"},
    {"purpose", IN_LINE, .max = 400, .label = "Mục đích tra cứu"},
    {"dossier", IN_LINE, .max = 64, .label = "Mã hồ sơ hoặc văn bản yêu cầu"},
    {0},
};
static const struct input page_inputs[] = {{"after", IN_INT, .min = 0, .max = INT64_MAX, .label = "Trang tiếp"}, {0}};
static const struct input start_inputs[] = {{"version", IN_INT, .min = 0, .max = INT64_MAX, .label = "Phiên bản"}, {0}};

const struct route register_routes[] = {
    {HTTP_GET, "/people/history", history_page, PERM_PERSON_LOOKUP, .doc = "Ask for a person's past, for a dossier and a purpose", .menu = "Lịch sử của một người"},
    {HTTP_POST, "/people/history", history_post, PERM_PERSON_LOOKUP, .csrf = CSRF_FORM, .inputs = history_inputs, .audit = "person.history",
     .doc = "A person as of a day, as known on a day, with every event"},
    {HTTP_POST, "/undo-requests", undo_ask_post, PERM_DOSSIER_PROCESS, LANE_WRITE, .csrf = CSRF_FORM, .dynamic_inputs = true, .doc = "Ask for the undo of an event that was booked wrongly"},
    {HTTP_GET, "/undo-requests", undo_requests_page, PERM_DOSSIER_READ, .inputs = page_inputs, .audit = "register.undo_list", .doc = "Undo requests of the own commune", .menu = "Đề nghị hoàn tác"},
    {HTTP_POST, "/undo-requests/{id}/decide", undo_decide_post, PERM_DOSSIER_DECIDE, LANE_WRITE, .csrf = CSRF_FORM, .dynamic_inputs = true, .doc = "Decide on an undo; not by who asked for it"},
    {HTTP_GET, "/residence-deletions", deletions_page, PERM_DOSSIER_PROCESS, .inputs = page_inputs, .audit = "register.deletions",
     .doc = "Permanent residences that may have to be deleted (Residence Law Art. 24)", .menu = "Thường trú có thể phải xóa"},
    {HTTP_POST, "/residence-deletions/{id}/start", deletion_start_post, PERM_DOSSIER_PROCESS, LANE_WRITE, .csrf = CSRF_FORM, .inputs = start_inputs,
     .doc = "Begin a deletion dossier without anybody's application"},
    {HTTP_POST, "/residence-deletions/{id}/dismiss", deletion_dismiss_post, PERM_DOSSIER_PROCESS, LANE_WRITE, .csrf = CSRF_FORM, .dynamic_inputs = true,
     .doc = "Leave a residence as it is, with a reason"},
};
const int register_routes_count = (int)ARRAY_LEN(register_routes);
