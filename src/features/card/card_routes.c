/* card_routes.c: addresses of cards. Officers need the right to process cards over the commune (card_check_unit); no number stands in an address. */
#include "features/card/pages.h"

static const struct input book_inputs[] = {
    {"who", IN_CODE, .max = 12, .label = "Người làm thẻ"},
    {"unit", IN_INT, .label = "Xã, phường"},
    {"change", IN_INT, .label = "Lịch hẹn cũ"},
    {"minute", IN_CODE, .max = 4, .label = "Giờ đến"},
    {0},
};
static const struct input appointment_inputs[] = {
    {"new", IN_BOOL, .label = "Vừa đặt"},
    {0},
};
static const struct input unit_inputs[] = {
    {"unit", IN_INT, .label = "Xã, phường"},
    {"kind", IN_CODE, .max = 10, .label = "Hình thức"},
    {"day", IN_DAY, .label = "Ngày"},
    {"place", IN_LINE, .max = 300, .label = "Địa điểm"},
    {"from", IN_LINE, .max = 10, .label = "Từ giờ"},
    {"until", IN_LINE, .max = 10, .label = "Đến giờ"},
    {"slot", IN_LINE, .max = 5, .label = "Khung giờ"},
    {"capacity", IN_LINE, .max = 5, .label = "Số người mỗi khung giờ"},
    {"note", IN_LINE, .max = 300, .label = "Lưu ý"},
    {0},
};
static const struct input work_inputs[] = {
    {"unit", IN_INT, .label = "Xã, phường"},
    {0},
};
static const struct input mark_inputs[] = {
    {"booking", IN_INT, .required = true, .label = "Lịch hẹn"},
    {"version", IN_INT, .required = true, .label = "Phiên bản"},
    {"state", IN_CODE, .required = true, .one_of = "collected|absent|booked", .label = "Kết quả"},
    {0},
};
static const struct input walk_in_inputs[] = {
    {"number", IN_PERSON_NUMBER, .label = "Số định danh cá nhân"},
    {0},
};
static const struct input end_inputs[] = {
    {"version", IN_INT, .required = true, .label = "Phiên bản"},
    {"how", IN_CODE, .required = true, .one_of = "close|cancel", .label = "Kết thúc hay hủy"},
    {0},
};
static const struct input list_inputs[] = {
    {"unit", IN_INT, .label = "Xã, phường"},
    {"hamlet", IN_INT, .label = "Thôn, tổ dân phố"},
    {"purpose", IN_LINE, .max = 300, .label = "Mục đích"},
    {"after_due", IN_DAY, .label = "Sau ngày"},
    {"after", IN_INT, .label = "Sau dòng"},
    {0},
};
static const struct input hand_over_inputs[] = {
    {"version", IN_INT, .required = true, .label = "Phiên bản"},
    {"returned", IN_BOOL, .label = "Đã thu lại thẻ cũ"},
    {0},
};

const struct route card_routes[] = {
    {HTTP_GET, "/cards", cards_page, PERM_CITIZEN, .doc = "My identity card and those of my children: valid until when and why", .menu = "Thẻ căn cước"},
    {HTTP_GET, "/cards/book", card_book_page, PERM_CITIZEN, .inputs = book_inputs, .doc = "Collection days with free places in a commune"},
    {HTTP_GET, "/cards/book/{day}", card_slots_page, PERM_CITIZEN, .inputs = book_inputs, .doc = "Free times of a collection day"},
    {HTTP_POST, "/cards/book/{day}", card_book_post, PERM_CITIZEN, LANE_WRITE, .csrf = CSRF_FORM, .inputs = book_inputs, .audit = "card.book",
     .doc = "Take an appointment, or change one"},
    {HTTP_GET, "/cards/appointments/{appointment}", card_appointment_page, PERM_CITIZEN, .inputs = appointment_inputs, .doc = "An appointment, as a slip to print"},
    {HTTP_POST, "/cards/appointments/{appointment}/cancel", card_appointment_cancel_post, PERM_CITIZEN, LANE_WRITE, .csrf = CSRF_FORM, .audit = "card.cancel",
     .doc = "Give up an appointment"},
    {HTTP_GET, "/work/cards", card_work_page, PERM_DOSSIER_PROCESS, .inputs = work_inputs, .doc = "Card desk of a commune: collection days, and how many wait in each list",
     .menu = "Căn cước"},
    {HTTP_GET, "/work/cards/new", card_day_new_page, PERM_DOSSIER_PROCESS, .inputs = unit_inputs, .doc = "Form to open a collection day"},
    {HTTP_POST, "/work/cards/new", card_day_new_post, PERM_DOSSIER_PROCESS, LANE_WRITE, .csrf = CSRF_FORM, .inputs = unit_inputs, .audit = "card.day",
     .doc = "Open a collection day with its slots"},
    {HTTP_GET, "/work/cards/days/{day}", card_day_page, PERM_DOSSIER_PROCESS, .audit = "card.day_list", .doc = "Who is expected on a collection day; prints as the list to take along"},
    {HTTP_POST, "/work/cards/days/{day}/mark", card_mark_post, PERM_DOSSIER_PROCESS, LANE_WRITE, .csrf = CSRF_FORM, .inputs = mark_inputs, .audit = "card.mark",
     .doc = "Collected, did not come, or back to expected"},
    {HTTP_POST, "/work/cards/days/{day}/walk-in", card_walk_in_post, PERM_DOSSIER_PROCESS, LANE_WRITE, .csrf = CSRF_FORM, .inputs = walk_in_inputs,
     .audit = "card.walk_in", .doc = "Record somebody who came without an appointment"},
    {HTTP_POST, "/work/cards/days/{day}/end", card_day_end_post, PERM_DOSSIER_PROCESS, LANE_WRITE, .csrf = CSRF_FORM, .inputs = end_inputs, .audit = "card.day_end",
     .doc = "Close a collection day, or cancel it and tell who had an appointment"},
    {HTTP_GET, "/work/cards/lists/{list}", card_list_page_get, PERM_DOSSIER_PROCESS, .inputs = list_inputs, .audit = "card.list",
     .doc = "A campaign's list: counts by hamlet; names with a purpose"},
    {HTTP_GET, "/work/cards/lists/{list}/sheet", card_sheet_page, PERM_DOSSIER_PROCESS, .inputs = list_inputs, .audit = "card.sheet",
     .doc = "Route sheet of a list by hamlet, in the order of addresses"},
    {HTTP_GET, "/work/cards/lists/{list}/list.csv", card_list_csv, PERM_REGISTER_EXPORT, LANE_SLOW, .inputs = list_inputs, .audit = "card.export",
     .doc = "A list as CSV, numbers masked; at most 5,000 people"},
    {HTTP_GET, "/work/cards/card/{card}", card_record_page, PERM_DOSSIER_PROCESS, .audit = "card.show", .doc = "One card, its validity and why"},
    {HTTP_POST, "/work/cards/card/{card}/hand-over", card_hand_over_post, PERM_DOSSIER_PROCESS, LANE_WRITE, .csrf = CSRF_FORM, .inputs = hand_over_inputs,
     .audit = "card.hand_over", .doc = "Hand a card over; the old one is given back or not"},
    {HTTP_POST, "/api/v1/cards/verify", card_verify_api, PERM_API_VERIFY, LANE_SLOW, AUTH_BEARER, .json_body = true, .body_limit_bytes = CARD_VERIFY_BODY_BYTES,
     .audit = "card.verify", .doc = "Are the files of a card's chip genuine (passive authentication), and does the register still agree; reasons by file"},
};
const int card_routes_count = (int)ARRAY_LEN(card_routes);
