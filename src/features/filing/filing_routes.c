/* filing_routes.c: addresses of filing. Drafts belong to the account that made them; draft_get() refuses all others. */
#include "features/filing/pages.h"

static const struct input start_inputs[] = {
    {"owner", IN_CODE, .max = 8, .label = "Nộp cho ai"},
    {"answer", IN_CODE, .max = 80, .label = "Câu trả lời đầu tiên"},
    {0},
};
static const struct input paper_inputs[] = {
    {"action", IN_CODE, .max = 40, .label = "Việc cần làm"},
    {0},
};

static const struct input counter_inputs[] = {
    {"procedure", IN_CODE, .max = 64, .label = "Thủ tục"},
    {"number", IN_PERSON_NUMBER, .label = "Số định danh cá nhân"},
    {"channel", IN_INT, .min = 1, .max = 3, .one_of = "1|3", .label = "Cách nộp"},
    {0},
};

enum { PAPERS_BYTES_MAX = 26 * 1024 * 1024 };

const struct route filing_routes[] = {
    {HTTP_GET, "/services", services_page, PERM_PUBLIC, .doc = "The services that can be filed online",
     .menu = "Dịch vụ công trực tuyến"},
    {HTTP_GET, "/services/{slug}", service_page, PERM_PUBLIC,
     .doc = "One service: papers, time limit, fee, legal basis"},
    {HTTP_POST, "/services/{slug}/start", service_start_post, PERM_CITIZEN, LANE_WRITE, .csrf = CSRF_FORM,
     .inputs = start_inputs, .doc = "Start a draft"},
    {HTTP_GET, "/drafts", drafts_page, PERM_SIGNED_IN, .doc = "Drafts that were not submitted yet"},
    {HTTP_GET, "/drafts/{id}", draft_page, PERM_SIGNED_IN, .doc = "The steps of a draft and which are done"},
    {HTTP_GET, "/drafts/{id}/screens/{screen}", screen_page, PERM_SIGNED_IN, .doc = "One screen of a draft"},
    {HTTP_POST, "/drafts/{id}/screens/{screen}", screen_post, PERM_SIGNED_IN, LANE_WRITE, .csrf = CSRF_FORM,
     .dynamic_inputs = true, .doc = "Save one screen of a draft"},
    {HTTP_GET, "/drafts/{id}/papers", papers_page, PERM_SIGNED_IN, .doc = "The papers of a draft"},
    {HTTP_POST, "/drafts/{id}/papers", papers_post, PERM_SIGNED_IN, LANE_SLOW, .csrf = CSRF_FORM,
     .inputs = paper_inputs, .dynamic_inputs = true, .body_limit_bytes = PAPERS_BYTES_MAX,
     .doc = "Attach or remove papers"},
    {HTTP_GET, "/drafts/{id}/review", review_page, PERM_SIGNED_IN, .doc = "Check the answers before submitting"},
    {HTTP_POST, "/drafts/{id}/submit", submit_post, PERM_SIGNED_IN, LANE_WRITE, .csrf = CSRF_FORM,
     .doc = "Submit a draft: it becomes a dossier with a code"},
    {HTTP_POST, "/drafts/{id}/delete", draft_delete_post, PERM_SIGNED_IN, LANE_WRITE, .csrf = CSRF_FORM,
     .doc = "Delete a draft"},
    {HTTP_GET, "/counter", counter_page, PERM_DOSSIER_RECEIVE,
     .doc = "Start a dossier for a citizen at the counter or by post", .menu = "Tiếp nhận tại quầy"},
    {HTTP_POST, "/counter", counter_post, PERM_DOSSIER_RECEIVE, LANE_WRITE, .csrf = CSRF_FORM, .inputs = counter_inputs,
     .doc = "Find the citizen and open the form"},
};
const int filing_routes_count = (int)ARRAY_LEN(filing_routes);
