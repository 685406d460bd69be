/* matching_routes.c: addresses of the look-up. No personal number ever stands in an address. */
#include "features/matching/matching.h"
#include "features/matching/pages.h"

static const struct input lookup_query[] = {
    {"dossier", IN_CODE, .max = 64, .label = "Mã hồ sơ"},
    {0},
};
/* All optional here: what is missing is said beside its field, not on a page of its own. */
#define SEARCH_INPUTS                                                                                                   \
    {"number", IN_LINE, .max = 40, .label = "Số định danh cá nhân"},                                                    \
    {"name", IN_LINE, .max = 200, .label = "Họ, chữ đệm và tên"},                                                       \
    {"birth_year", IN_LINE, .max = 8, .label = "Năm sinh"},                                                             \
    {"slack", IN_CODE, .max = 2, .label = "Năm sinh có thể lệch"},                                                      \
    {"commune", IN_LINE, .max = 200, .label = "Xã, phường đang ở (thường trú hoặc tạm trú)"},                           \
    {"parent", IN_LINE, .max = 200, .label = "Tên cha hoặc mẹ"},                                                        \
    {"purpose", IN_LINE, .max = 400, .label = "Mục đích tra cứu"},                                                      \
    {"dossier", IN_LINE, .max = 64, .label = "Mã hồ sơ"}
static const struct input search_inputs[] = {SEARCH_INPUTS, {"after", IN_CODE, .max = 16, .label = "Sau dòng"}, {0}};
static const struct input show_inputs[] = {SEARCH_INPUTS, {"after", IN_CODE, .max = 16, .label = "Sau dòng"},
                                           {"pick", IN_CODE, .max = 16, .label = "Dòng được chọn"}, {0}};

static const struct input list_inputs[] = {
    {"after", IN_INT, .label = "Sau dòng"},
    {"show", IN_CODE, .one_of = "open|decided", .label = "Danh sách"},
    {0},
};
static const struct input decide_inputs[] = {
    {"version", IN_INT, .required = true, .label = "Phiên bản"},
    {"decision", IN_CODE, .one_of = "keep_low|keep_high|different", .label = "Kết luận"},
    {"reason", IN_TEXT, .max = 1000, .label = "Lý do, căn cứ"},
    {0},
};
static const struct input undo_inputs[] = {
    {"version", IN_INT, .required = true, .label = "Phiên bản"},
    {"reason", IN_TEXT, .max = 1000, .label = "Lý do, căn cứ"},
    {0},
};

const struct route matching_routes[] = {
    {HTTP_GET, "/people", person_search_page, PERM_PERSON_LOOKUP, .inputs = lookup_query, .doc = "Form to look a person up for a dossier",
     .menu = "Tra cứu người"},
    {HTTP_POST, "/people/search", person_search_post, PERM_PERSON_LOOKUP, .csrf = CSRF_FORM, .inputs = search_inputs, .audit = "person.search",
     .doc = "People of that number, or of a like name, by birth year, commune, parent; best first, numbers masked"},
    {HTTP_POST, "/people/show", person_show_post, PERM_PERSON_LOOKUP, .csrf = CSRF_FORM, .inputs = show_inputs, .audit = "person.read",
     .doc = "What the register holds of one person of the list"},
    {HTTP_POST, "/api/v1/persons/read", person_read_api, PERM_API_READ, LANE_FAST, AUTH_BEARER, .json_body = true, .audit = "person.read_api",
     .doc = "Data of one person, as far as granted to the client, for a purpose, on a legal basis, for a dossier"},
    {HTTP_GET, "/duplicates", duplicates_page, PERM_PERSON_MERGE, .inputs = list_inputs, .doc = "Records that may be one person, of the officer's commune",
     .menu = "Bản ghi trùng"},
    {HTTP_GET, "/duplicates/{id}", duplicate_page, PERM_PERSON_MERGE, .audit = "duplicate.read", .doc = "Two records side by side, with what speaks for and against one person"},
    {HTTP_POST, "/duplicates/{id}/decide", duplicate_decide_post, PERM_PERSON_MERGE, LANE_WRITE, .csrf = CSRF_FORM, .inputs = decide_inputs, .audit = "duplicate.decide",
     .doc = "Decide: one person (which number stays), or two"},
    {HTTP_POST, "/duplicates/{id}/undo", duplicate_undo_post, PERM_PERSON_MERGE, LANE_WRITE, .csrf = CSRF_FORM, .inputs = undo_inputs, .audit = "duplicate.undo",
     .doc = "They were two after all: part the records again"},
};
const int matching_routes_count = (int)ARRAY_LEN(matching_routes);
