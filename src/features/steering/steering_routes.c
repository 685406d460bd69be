/* steering_routes.c: addresses of the leader's pages. Whose figures an officer may see is decided in scope.c. */
#include "features/steering/internal.h"

#define PERIOD {"from", IN_LINE, .max = 7, .label = "Từ tháng"}, {"to", IN_LINE, .max = 7, .label = "Đến tháng"}, \
    {"geography", IN_CODE, .max = 10, .one_of = "today|former", .label = "Địa giới"}
static const struct input period_inputs[] = {PERIOD, {0}};
static const struct input rows_inputs[] = {
    PERIOD,
    {"filter", IN_CODE, .max = 20, .required = true, .label = "Hồ sơ"},
    {"after", IN_INT, .min = 0, .max = INT64_MAX, .label = "Trang tiếp"},
    {"id", IN_INT, .min = 0, .max = INT64_MAX, .label = "Trang tiếp"},
    {0},
};

const struct route steering_routes[] = {
    {HTTP_GET, "/dashboard", dashboard_page, PERM_DASHBOARD, .inputs = period_inputs, .doc = "The figures of the leader's own unit", .menu = "Bảng điều hành"},
    {HTTP_GET, "/dashboard/{unit}", dashboard_unit_page, PERM_DASHBOARD, .inputs = period_inputs,
     .doc = "The figures of a province or commune: received, resolved, pending, overdue, with comparison"},
    {HTTP_GET, "/dashboard/{unit}/{procedure}", dashboard_procedure_page, PERM_DASHBOARD, .inputs = period_inputs, .doc = "The same for one procedure"},
    {HTTP_GET, "/dashboard/{unit}/{procedure}/dossiers", dashboard_rows_page, PERM_DASHBOARD, .inputs = rows_inputs, .audit = "dashboard.dossiers",
     .doc = "The dossiers behind a number"},
};
const int steering_routes_count = (int)ARRAY_LEN(steering_routes);
