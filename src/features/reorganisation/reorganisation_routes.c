/* reorganisation_routes.c: addresses of this feature. */
#include "features/reorganisation/pages.h"

static const struct input decree_inputs[] = {{"after", IN_INT, .min = 0, .max = INT64_MAX, .label = "Sau đơn vị"}, {0}};
static const struct input split_inputs[] = {
    {"kind", IN_CODE, .max = 20, .one_of = "household|place|residence", .label = "Trang tiếp"},
    {"after", IN_INT, .min = 0, .max = INT64_MAX, .label = "Trang tiếp"},
    {0},
};
static const struct input places_inputs[] = {{"q", IN_LINE, .max = 100, .label = "Tên địa danh"}, {0}};

const struct route reorganisation_routes[] = {
    {HTTP_GET, "/places", places_page, PERM_PUBLIC, .inputs = places_inputs, .doc = "What a former province, district or commune is today"},
    {HTTP_GET, "/reorganisations", reorganisations_page, PERM_REORGANISE, .doc = "Decrees that merge and divide administrative units", .menu = "Sắp xếp địa giới"},
    {HTTP_GET, "/reorganisations/{day}", reorganisation_page, PERM_REORGANISE, LANE_SLOW, .inputs = decree_inputs,
     .doc = "One decree: what it would move, or how far it is; its divided communes"},
    {HTTP_GET, "/reorganisations/{day}/units/{unit}", split_page, PERM_REORGANISE, .inputs = split_inputs, .doc = "A divided commune: what lies in it, with the choices"},
    {HTTP_POST, "/reorganisations/{day}/units/{unit}", split_post, PERM_REORGANISE, LANE_WRITE, .csrf = CSRF_FORM, .dynamic_inputs = true,
     .doc = "Choose where hamlets, addresses, dossiers, officers go"},
    {HTTP_POST, "/reorganisations/{day}/units/{unit}/apply", split_apply_post, PERM_REORGANISE, LANE_WRITE, .csrf = CSRF_FORM, .doc = "Apply the choices"},
};
const int reorganisation_routes_count = (int)ARRAY_LEN(reorganisation_routes);
