/* population_routes.c: addresses of the register. No personal number ever stands in an address. */
#include "features/population/pages.h"

enum { VERIFY_BODY_BYTES = 512 * 1024 };

static const struct input export_inputs[] = {
    {"unit", IN_LINE, .max = 20, .label = "Đơn vị hành chính"},
    {"on", IN_LINE, .max = 20, .label = "Ngày"},
    {"format", IN_LINE, .max = 10, .label = "Định dạng tệp"},
    {"purpose", IN_LINE, .max = 400, .label = "Mục đích và căn cứ"},
    {0},
};

const struct route population_routes[] = {
    {HTTP_GET, "/people/export", people_export_page, PERM_PEOPLE_EXPORT, .doc = "Form to take the list of residents of one's unit away", .menu = "Xuất dân cư"},
    {HTTP_POST, "/people/export", people_export_post, PERM_PEOPLE_EXPORT, LANE_SLOW, .csrf = CSRF_FORM, .inputs = export_inputs, .audit = "people.export",
     .doc = "The residents of a unit on a day, with the columns that an import reads"},
    {HTTP_POST, "/api/v1/persons/verify", person_verify_api, PERM_API_VERIFY, LANE_WRITE, AUTH_BEARER, .json_body = true,
     .groupable = true, .batch = person_verify_batch,
     .body_limit_bytes = VERIFY_BODY_BYTES, .audit = "person.verify",
     .doc = "Compare number, name, birth date and other claims about up to 1,000 people with the register; answers match or no match by field and tells nothing else"},
};
const int population_routes_count = ARRAY_LEN(population_routes);
