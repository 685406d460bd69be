/* population_routes.c: addresses of the register. No personal number ever stands in an address. */
#include "features/population/pages.h"

enum { VERIFY_BODY_BYTES = 512 * 1024 };

static const struct input lookup_query[] = {
    {"dossier", IN_CODE, .max = 64, .label = "Mã hồ sơ"},
    {0},
};
/* All optional here: what is missing is said beside its field, not on a page of its own. */
#define SEARCH_INPUTS                                                                                                   \
    {"number", IN_LINE, .max = 40, .label = "Số định danh cá nhân"},                                                    \
    {"name", IN_LINE, .max = 200, .label = "Họ, chữ đệm và tên"},                                                       \
    {"birth_year", IN_LINE, .max = 8, .label = "Năm sinh"},                                                             \
    {"purpose", IN_LINE, .max = 400, .label = "Mục đích tra cứu"},                                                      \
    {"dossier", IN_LINE, .max = 64, .label = "Mã hồ sơ"}
static const struct input search_inputs[] = {SEARCH_INPUTS, {0}};
static const struct input show_inputs[] = {SEARCH_INPUTS, {"pick", IN_CODE, .max = 16, .label = "Dòng được chọn"}, {0}};

const struct route population_routes[] = {
    {HTTP_GET, "/me", me_page, PERM_CITIZEN, .doc = "What the register holds of me and my household, and who has looked at it", .menu = "Dữ liệu của tôi"},
    {HTTP_GET, "/people", person_search_page, PERM_PERSON_LOOKUP, .inputs = lookup_query, .doc = "Form to look a person up for a dossier",
     .menu = "Tra cứu người"},
    {HTTP_POST, "/people/search", person_search_post, PERM_PERSON_LOOKUP, .csrf = CSRF_FORM, .inputs = search_inputs, .audit = "person.search",
     .doc = "People of that number, or of that name and year of birth; numbers masked"},
    {HTTP_POST, "/people/show", person_show_post, PERM_PERSON_LOOKUP, .csrf = CSRF_FORM, .inputs = show_inputs, .audit = "person.read",
     .doc = "What the register holds of one person of the list"},
    {HTTP_POST, "/api/v1/persons/verify", person_verify_api, PERM_API_VERIFY, LANE_WRITE, AUTH_BEARER, .json_body = true,
     .groupable = true, .batch = person_verify_batch,
     .body_limit_bytes = VERIFY_BODY_BYTES, .audit = "person.verify",
     .doc = "Compare number, name and birth date of up to 1,000 people with the register; answers match or no match by field and tells nothing else"},
};
const int population_routes_count = ARRAY_LEN(population_routes);
