/* dossier_routes.c: addresses of dossiers. Which dossier a person may see or move is decided in dossier_rights.c and by each move; a route only asks whether
 * the person may do such things at all. */
#include "features/dossier/pages.h"
#include "features/dossier/routes.h"

enum { SUPPLEMENT_BYTES_MAX = 26 * 1024 * 1024 };

#define VERSION {"version", IN_INT, .required = true, .min = 1, .max = 1000000, .label = "Phiên bản hồ sơ"}
static const struct input list_inputs[] = {{"before", IN_INT, .min = 0, .max = INT64_MAX, .label = "Trang tiếp"}, {0}};
static const struct input withdraw_inputs[] = {VERSION, {"reason", IN_LINE, .max = 400, .label = "Lý do rút"}, {0}};
static const struct input supplement_inputs[] = {VERSION, {"action", IN_CODE, .max = 40, .label = "Việc cần làm"}, {0}};
static const struct input lookup_query[] = {{"code", IN_LINE, .max = 64, .label = "Mã hồ sơ"}, {0}};
static const struct input lookup_inputs[] = {{"code", IN_LINE, .max = 64, .label = "Mã hồ sơ"}, {"birth", IN_DAY, .label = "Ngày sinh"}, {0}};
static const struct input work_inputs[] = {
    {"tab", IN_CODE, .max = 10, .label = "Danh sách"},
    {"agency", IN_INT, .min = 0, .max = INT64_MAX, .label = "Đơn vị"},
    {"procedure", IN_INT, .min = 0, .max = INT64_MAX, .label = "Thủ tục"},
    {"code", IN_CODE, .max = 64, .label = "Mã hồ sơ"},
    {"done", IN_CODE, .max = 64, .label = "Hồ sơ vừa xong"},
    {"after", IN_INT, .min = 0, .max = INT64_MAX, .label = "Trang tiếp"},
    {"id", IN_INT, .min = 0, .max = INT64_MAX, .label = "Trang tiếp"},
    {0},
};
static const struct input version_inputs[] = {VERSION, {0}};
static const struct input refuse_receipt_inputs[] = {VERSION, {"receipt_reason", IN_TEXT, .max = 4000, .label = "Lý do từ chối"}, {0}};
static const struct input refuse_inputs[] = {VERSION, {"refuse_reason", IN_TEXT, .max = 4000, .label = "Lý do từ chối"}, {0}};
static const struct input approve_inputs[] = {VERSION, {"approve_note", IN_LINE, .max = 2000, .label = "Ghi chú"}, {0}};
static const struct input propose_inputs[] = {VERSION, {"propose_note", IN_LINE, .max = 2000, .label = "Ý kiến đề xuất"}, {0}};
static const struct input back_inputs[] = {VERSION, {"back_note", IN_LINE, .max = 2000, .label = "Cần làm thêm gì"}, {0}};
static const struct input reappoint_inputs[] = {VERSION, {"new_due", IN_DAY, .label = "Ngày hẹn mới"}, {"reappoint_reason", IN_TEXT, .max = 4000, .label = "Lý do trễ"}, {0}};
static const struct input paid_inputs[] = {VERSION, {"receipt", IN_LINE, .max = 200, .label = "Số biên lai thu tiền"}, {0}};
static const struct input transfer_inputs[] = {VERSION, {"transfer_unit", IN_LINE, .max = 20, .label = "Xã, phường có thẩm quyền"}, {"transfer_reason", IN_TEXT, .max = 4000, .label = "Lý do chuyển"}, {0}};
static const struct input consent_inputs[] = {{"answer", IN_CODE, .required = true, .one_of = "give|refuse", .label = "Trả lời"}, {0}};
static const struct input work_consent_inputs[] = {{"answer", IN_CODE, .required = true, .one_of = "give|refuse", .label = "Trả lời"},
                                                   {"consent_number", IN_PERSON_NUMBER, .label = "Số định danh cá nhân"},
                                                   {0}};
static const struct input register_inputs[] = {
    {"unit", IN_INT, .min = 1, .max = INT64_MAX, .label = "Đơn vị"},
    {"procedure", IN_INT, .min = 0, .max = INT64_MAX, .label = "Thủ tục"},
    {"from", IN_DAY, .label = "Từ ngày"},
    {"to", IN_DAY, .label = "Đến ngày"},
    {"filter", IN_CODE, .max = 20, .label = "Hồ sơ"},
    {"geography", IN_CODE, .max = 10, .one_of = "today|former", .label = "Địa giới"},
    {"after", IN_INT, .min = 0, .max = INT64_MAX, .label = "Trang tiếp"},
    {"id", IN_INT, .min = 0, .max = INT64_MAX, .label = "Trang tiếp"},
    {0},
};
static const struct input upload_api_inputs[] = {{"name", IN_LINE, .max = 200, .label = "Tên tệp"}, {0}};

#define PRINT(name, about)                                                                                                                        \
    {HTTP_GET, "/dossiers/{code}/" name, dossier_print_page, PERM_SIGNED_IN, LANE_SLOW, .audit = "dossier.print", .doc = about}
#define MOVE(path, handler, permission, fields, about)                                                                                            \
    {HTTP_POST, "/work/{code}/" path, handler, permission, LANE_WRITE, .csrf = CSRF_FORM, .inputs = fields, .doc = about}

const struct route dossier_routes[] = {
    /* the citizen */
    {HTTP_GET, "/dossiers", dossiers_page, PERM_CITIZEN, .inputs = list_inputs, .doc = "My dossiers and where they stand", .menu = "Hồ sơ của tôi"},
    {HTTP_GET, "/dossiers/{code}", dossier_page_show, PERM_SIGNED_IN, .doc = "A dossier's status in plain words"},
    {HTTP_GET, "/dossiers/{code}/submitted", dossier_submitted_page, PERM_SIGNED_IN, .doc = "Confirmation that a dossier was submitted"},
    {HTTP_GET, "/dossiers/{code}/supplement", supplement_page, PERM_CITIZEN, .doc = "Form for what was asked to be supplemented"},
    {HTTP_POST, "/dossiers/{code}/supplement", supplement_post, PERM_CITIZEN, LANE_SLOW, .csrf = CSRF_FORM, .inputs = supplement_inputs, .dynamic_inputs = true,
     .body_limit_bytes = SUPPLEMENT_BYTES_MAX, .doc = "Upload or send a supplement"},
    {HTTP_POST, "/dossiers/{code}/withdraw", dossier_withdraw_post, PERM_CITIZEN, LANE_WRITE, .csrf = CSRF_FORM, .inputs = withdraw_inputs, .doc = "Withdraw a dossier"},
    {HTTP_GET, "/consents", consents_page, PERM_CITIZEN, .doc = "Dossiers of others that need my consent", .menu = "Chờ bạn xác nhận"},
    {HTTP_POST, "/dossiers/{code}/consent", consent_post, PERM_CITIZEN, LANE_WRITE, .csrf = CSRF_FORM, .inputs = consent_inputs, .doc = "Agree, or not, to somebody's dossier"},
    {HTTP_GET, "/dossiers/{code}/files/{id}", dossier_file_page, PERM_SIGNED_IN, LANE_SLOW, .audit = "dossier.file", .doc = "A paper of a dossier"},
    PRINT("receipt.pdf", "Form 01, receipt with the date of the answer"),
    PRINT("supplement.pdf", "Form 02, request for a supplement"),
    PRINT("refusal.pdf", "Form 03, refusal"),
    PRINT("apology.pdf", "Form 04, apology and new date"),
    PRINT("control.pdf", "Form 05, every step with time and person"),
    PRINT("result.pdf", "The result of a dossier"),
    {HTTP_GET, "/papers", papers_page_mine, PERM_CITIZEN, .inputs = list_inputs, .doc = "My papers: results of my dossiers", .menu = "Giấy tờ của tôi"},
    /* anyone */
    {HTTP_GET, "/lookup", lookup_page, PERM_PUBLIC, .inputs = lookup_query, .doc = "Look a dossier up by code and date of birth", .menu = "Tra cứu hồ sơ"},
    {HTTP_POST, "/lookup", lookup_post, PERM_PUBLIC, LANE_WRITE, .csrf = CSRF_FORM, .inputs = lookup_inputs, .doc = "The status of a dossier, and nothing else"},
    /* the officer */
    {HTTP_GET, "/work", work_page, PERM_DOSSIER_READ, .inputs = work_inputs, .doc = "Work list: what is due first", .menu = "Việc cần làm"},
    {HTTP_GET, "/work/{code}", work_dossier_page, PERM_DOSSIER_READ, .audit = "dossier.read", .doc = "A dossier on one screen, with what may be done next"},
    MOVE("receive", work_receive_post, PERM_DOSSIER_RECEIVE, version_inputs, "Receive a dossier"),
    MOVE("refuse-receipt", work_refuse_receipt_post, PERM_DOSSIER_RECEIVE, refuse_receipt_inputs, "Refuse to receive a dossier"),
    {HTTP_POST, "/work/{code}/supplement", work_supplement_post, PERM_DOSSIER_PROCESS, LANE_WRITE, .csrf = CSRF_FORM, .inputs = version_inputs, .dynamic_inputs = true,
     .doc = "Ask for a supplement, all defects at once"},
    MOVE("propose", work_propose_post, PERM_DOSSIER_PROCESS, propose_inputs, "Put a dossier before the one who decides"),
    MOVE("consent", work_consent_post, PERM_DOSSIER_RECEIVE, work_consent_inputs, "Record somebody's consent at the counter"),
    MOVE("hand-back", work_hand_back_post, PERM_DOSSIER_DECIDE, back_inputs, "Hand a dossier back for further processing"),
    MOVE("approve", work_approve_post, PERM_DOSSIER_DECIDE, approve_inputs, "Approve: the register changes, the result is issued"),
    MOVE("refuse", work_refuse_post, PERM_DOSSIER_DECIDE, refuse_inputs, "Refuse a dossier"),
    MOVE("return", work_return_post, PERM_DOSSIER_PROCESS, version_inputs, "The result was handed out"),
    MOVE("reappoint", work_reappoint_post, PERM_DOSSIER_DECIDE, reappoint_inputs, "Apologise and give one new date"),
    MOVE("ask-payment", work_ask_payment_post, PERM_DOSSIER_PROCESS, version_inputs, "Ask for the fee; the clock stands until it is paid"),
    MOVE("paid", work_paid_post, PERM_DOSSIER_RECEIVE, paid_inputs, "Record a fee paid at the counter, with the receipt's number"),
    MOVE("transfer", work_transfer_post, PERM_DOSSIER_READ, transfer_inputs, "Pass a dossier to the commune that is competent"),
    {HTTP_GET, "/register", register_page, PERM_DOSSIER_READ, .inputs = register_inputs, .doc = "Register of dossiers (form 06), and the dossiers behind a number",
     .menu = "Sổ theo dõi"},
    {HTTP_GET, "/register.csv", register_csv, PERM_REGISTER_EXPORT, LANE_SLOW, .inputs = register_inputs, .audit = "register.export", .doc = "The register as CSV"},
    {HTTP_GET, "/register.xlsx", register_xlsx, PERM_REGISTER_EXPORT, LANE_SLOW, .inputs = register_inputs, .audit = "register.export", .doc = "The register as XLSX"},
    {HTTP_GET, "/register.pdf", register_pdf, PERM_REGISTER_EXPORT, LANE_SLOW, .inputs = register_inputs, .audit = "register.export", .doc = "Form 06 as PDF"},
    /* other systems */
    {HTTP_POST, "/api/v1/documents", document_post_api, PERM_API_DOSSIER, LANE_SLOW, AUTH_BEARER, .raw_body = true, .inputs = upload_api_inputs,
     .body_limit_bytes = DOCUMENT_BYTES_MAX, .audit = "document.upload",
     .doc = "Upload a paper as it is (PDF, JPEG or PNG; at most 20 MB); answers its number for a submission, its digest and pages"},
    {HTTP_POST, "/api/v1/dossiers", dossier_post_api, PERM_API_DOSSIER, LANE_WRITE, AUTH_BEARER, .json_body = true,
     .doc = "Submit a dossier; the header Idempotency-Key (8 to 64 characters) makes a repeat answer 200 with the first dossier instead of 201 with a new one"},
    {HTTP_GET, "/api/v1/dossiers/{code}", dossier_get_api, PERM_API_DOSSIER, LANE_FAST, AUTH_BEARER, .audit = "dossier.read",
     .doc = "State, dates and steps of a dossier of the client's own unit, without anybody's name"},
};
const int dossier_routes_count = (int)ARRAY_LEN(dossier_routes);
