/* mydata_routes.c: addresses of "my data". No personal number ever stands in one: a child is named by its place in the household. */
#include "features/mydata/internal.h"

static const struct input counter_inputs[] = {
    {"number", IN_PERSON_NUMBER, .label = "Số định danh cá nhân"},
    {"birth", IN_DAY, .label = "Ngày sinh"},
    {"present", IN_BOOL, .many = true, .label = "Đề nghị của người dân"},
    {0},
};

const struct route mydata_routes[] = {
    {HTTP_GET, "/me", mydata_page, PERM_CITIZEN, .doc = "What the register holds of me and my household, where it comes from, and who has looked at it", .menu = "Dữ liệu của tôi"},
    {HTTP_GET, "/me/correct/{what}", mydata_correct_page, PERM_CITIZEN, .doc = "Ask for the correction of one datum"},
    {HTTP_GET, "/me/data.json", mydata_json, PERM_CITIZEN, .audit = "mydata.export", .doc = "The same for programs (docs/api/my-data.schema.json)"},
    {HTTP_GET, "/me/data.pdf", mydata_pdf, PERM_CITIZEN, LANE_SLOW, .audit = "mydata.export", .doc = "The same on paper"},
    {HTTP_GET, "/me/children/{place}", mydata_child_page, PERM_CITIZEN, .audit = "mydata.child", .doc = "What the register holds of my minor child"},
    {HTTP_GET, "/me/children/{place}/data.json", mydata_json, PERM_CITIZEN, .audit = "mydata.child", .doc = "The same for programs"},
    {HTTP_GET, "/me/children/{place}/data.pdf", mydata_pdf, PERM_CITIZEN, LANE_SLOW, .audit = "mydata.child", .doc = "The same on paper"},
    {HTTP_GET, "/counter/my-data", mydata_counter_page, PERM_DOSSIER_RECEIVE, .doc = "Print for a citizen who is present what is held of her", .menu = "In dữ liệu cho người dân"},
    {HTTP_POST, "/counter/my-data", mydata_counter_post, PERM_DOSSIER_RECEIVE, LANE_SLOW, .csrf = CSRF_FORM, .inputs = counter_inputs, .audit = "mydata.print",
     .doc = "The paper; her log says who printed it"},
};
const int mydata_routes_count = (int)ARRAY_LEN(mydata_routes);
