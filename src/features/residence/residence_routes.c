/* residence_routes.c: addresses of lodging. A place belongs to its keeper: lodging_my_place() refuses all others. The list of a night is for those who process
 * such notices (PERM_DOSSIER_PROCESS: the commune's police), not for everybody who may read dossiers. */
#include "features/residence/pages.h"

enum { ENTRY_BYTES = 512 * 1024, LIST_BYTES = 4 * 1024 * 1024, GUESTS_TEXT_BYTES = 1024 * 1024, FILE_BODY_BYTES = GUEST_FILE_BYTES_MAX + 64 * 1024 };

static const struct input place_inputs[] = {
    {"name", IN_LINE, .max = 300, .label = "Tên cơ sở"},
    {"kind", IN_CODE, .max = 16, .label = "Loại cơ sở"},
    {"unit", IN_CODE, .max = 20, .label = "Xã, phường"},
    {"address", IN_LINE, .max = 400, .label = "Địa chỉ"},
    {0},
};
static const struct input entry_inputs[] = {
    {"guests", IN_TEXT, .max = GUESTS_TEXT_BYTES, .label = "Danh sách khách"},
    {0},
};
static const struct input file_inputs[] = {
    {"file", IN_FILE, .label = "Tệp danh sách khách"}, /* its size is said beside the field */
    {0},
};
static const struct input submit_inputs[] = {
    {"guests", IN_TEXT, .required = true, .max = GUESTS_TEXT_BYTES, .label = "Danh sách khách"},
    {"key", IN_CODE, .required = true, .max = 64, .label = "Khóa chống gửi trùng"},
    {0},
};
static const struct input night_inputs[] = {
    {"unit", IN_INT, .label = "Xã, phường"},
    {"night", IN_DAY, .label = "Đêm"},
    {"after_place", IN_INT, .label = "Sau cơ sở"},
    {"after", IN_INT, .label = "Sau dòng"},
    {0},
};

const struct route residence_routes[] = {
    {HTTP_GET, "/lodging", lodging_page, PERM_CITIZEN, .doc = "My places where guests stay, and the notices of the last 30 days"},
    {HTTP_GET, "/lodging/new", place_new_page, PERM_CITIZEN, .doc = "Form to declare a place where guests stay"},
    {HTTP_POST, "/lodging/new", place_new_post, PERM_CITIZEN, LANE_WRITE, .csrf = CSRF_FORM, .inputs = place_inputs, .audit = "lodging.place",
     .doc = "Declare a place where guests stay"},
    {HTTP_GET, "/lodging/template.csv", guest_template_csv, PERM_CITIZEN, .doc = "An empty list of guests as CSV"},
    {HTTP_GET, "/lodging/template.xlsx", guest_template_xlsx, PERM_CITIZEN, LANE_SLOW, .doc = "An empty list of guests as a workbook"},
    {HTTP_GET, "/lodging/{place}", entry_page, PERM_CITIZEN, .doc = "Table to notify guests of a place"},
    {HTTP_POST, "/lodging/{place}", entry_post, PERM_CITIZEN, .csrf = CSRF_FORM, .inputs = entry_inputs, .dynamic_inputs = true,
     .body_limit_bytes = LIST_BYTES, .doc = "More rows, or back from the review; nothing is sent"},
    {HTTP_POST, "/lodging/{place}/review", review_lodging_post, PERM_CITIZEN, .csrf = CSRF_FORM, .dynamic_inputs = true, .body_limit_bytes = ENTRY_BYTES,
     .audit = "lodging.compare", .doc = "Check the typed guests and compare them with the register; nothing is sent"},
    {HTTP_POST, "/lodging/{place}/file", guest_file_post, PERM_CITIZEN, LANE_SLOW, .csrf = CSRF_FORM, .inputs = file_inputs,
     .body_limit_bytes = FILE_BODY_BYTES, .audit = "lodging.compare", .doc = "Check a file of guests and compare them with the register; nothing is sent"},
    {HTTP_GET, "/lodging/{place}/notices", notices_page, PERM_CITIZEN, .doc = "The notices of a place in the last 30 days"},
    {HTTP_POST, "/lodging/{place}/notices", notice_submit_post, PERM_CITIZEN, LANE_WRITE, .csrf = CSRF_FORM, .inputs = submit_inputs,
     .body_limit_bytes = LIST_BYTES, .audit = "lodging.notify", .doc = "Notify the guests: they are recorded at once, under a dossier"},
    {HTTP_GET, "/lodging/{place}/notices/{code}", notice_done_page, PERM_CITIZEN, .doc = "What a notice recorded, left out and found late"},
    {HTTP_GET, "/work/lodging", lodging_night_page, PERM_DOSSIER_PROCESS, .inputs = night_inputs, .audit = "lodging.night",
     .doc = "Who stays in the commune tonight, by place; numbers masked", .menu = "Lưu trú đêm nay"},
};
const int residence_routes_count = (int)ARRAY_LEN(residence_routes);
