/* steering_routes.c: addresses of the leaders' pages. Which unit a leader may look at is checked by the page. */
#include "features/steering/dashboard.h"
#include "features/steering/steering.h"

static const struct input dashboard_inputs[] = {
    {"unit", IN_INT, .min = 1, .max = INT64_MAX, .label = "Đơn vị"},
    {"procedure", IN_INT, .min = 0, .max = INT64_MAX, .label = "Thủ tục"},
    {"from", IN_CODE, .max = 7, .label = "Từ tháng"},
    {"to", IN_CODE, .max = 7, .label = "Đến tháng"},
    {0},
};

const struct route steering_routes[] = {
    {HTTP_GET, "/dashboard", dashboard_page, PERM_DASHBOARD, .inputs = dashboard_inputs, .doc = "Dossiers of a unit in numbers, down to communes and procedures; each number leads to its dossiers",
     .menu = "Điều hành"},
};
const int steering_routes_count = (int)ARRAY_LEN(steering_routes);
