/* demography_routes.c: addresses of the population's figures. Whose figures an officer may see is decided in scope.c. */
#include "features/demography/pages.h"

#define WHEN {"on", IN_DAY, .label = "Vào ngày"}, {"ages", IN_CODE, .one_of = "5|1", .label = "Tuổi"}, {"hamlet", IN_INT, .min = 0, .max = INT64_MAX, .label = "Thôn, tổ dân phố"}
static const struct input page_inputs[] = {WHEN, {0}};

const struct route demography_routes[] = {
    {HTTP_GET, "/population", population_figures_page, PERM_DASHBOARD, .inputs = page_inputs, .doc = "The population of the leader's own unit", .menu = "Dân số"},
    {HTTP_GET, "/population/{unit}", population_figures_unit_page, PERM_DASHBOARD, .inputs = page_inputs,
     .doc = "The population of a province, commune, hamlet or old unit on any day: by age and sex, household, ethnic group, what came in and went out"},
    {HTTP_GET, "/population/{unit}/{file}", population_figures_export, PERM_DASHBOARD, LANE_SLOW, .inputs = page_inputs,
     .doc = "One of these tables as a file: pyramid, pyramid-temporary, households, ethnic, flows or parts, .csv or .xlsx"},
};
const int demography_routes_count = (int)ARRAY_LEN(demography_routes);
