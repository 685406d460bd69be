/* chip.c: passive authentication, step by step (ICAO Doc 9303 part 11 section 5.1); see chip.h. */
#include "features/card/chip.h"
#include "platform/crypto/crypto.h"
#include "platform/file/file.h"

const char *chip_state_name(enum chip_state state)
{
    static const char *const names[] = {"absent", "not_delivered", "match", "differs", "not_signed", "unreadable"};
    return names[state];
}

static void add(struct chip_answer *answer, struct str code, int dg, struct msg text)
{
    if (answer->reasons_count < CHIP_REASONS_MAX)
        answer->reasons[answer->reasons_count++] = (struct chip_reason){code, text, dg};
}

static struct msg problem_text(enum pki_problem problem)
{
    switch (problem) {
    case PKI_FINE: break;
    case PKI_NOT_SIGNED_DATA: return T("Tệp EF.SOD bị hỏng: bên trong không phải dữ liệu có chữ ký. Hãy đọc lại thẻ.");
    case PKI_WRONG_CONTENT: return T("Dữ liệu có chữ ký trong EF.SOD không phải của thẻ căn cước hoặc hộ chiếu.");
    case PKI_SIGNER_COUNT: return T("EF.SOD phải có đúng một chữ ký.");
    case PKI_NO_CERTIFICATE: return T("EF.SOD không kèm chứng thư của nơi ký nên không kiểm tra được.");
    case PKI_WEAK_DIGEST: return T("Chữ ký dùng thuật toán băm không còn an toàn (SHA-1, MD5) nên không được chấp nhận.");
    case PKI_WEAK_KEY: return T("Khóa của nơi ký quá ngắn, hoặc dùng đường cong không thuộc danh sách chuẩn, nên không được chấp nhận.");
    case PKI_SIGNATURE_WRONG: return T("Chữ ký trên EF.SOD sai: dữ liệu đã bị sửa sau khi ký, hoặc không phải nơi ấy ký.");
    case PKI_ISSUER_UNKNOWN: return T("Không có chứng thư gốc (CSCA) nào trong danh sách mang tên cơ quan cấp của thẻ này. Hãy bổ sung chứng thư gốc chính thức rồi kiểm tra lại.");
    case PKI_ISSUER_SIGNATURE_WRONG: return T("Chứng thư ký thẻ mang tên một cơ quan trong danh sách CSCA nhưng không do cơ quan ấy ký: có thể là thẻ giả, hoặc danh sách thiếu chứng thư đời khác.");
    case PKI_ISSUER_NOT_CA: return T("Chứng thư gốc trong danh sách không được quyền cấp chứng thư. Hãy kiểm tra lại danh sách CSCA.");
    case PKI_ISSUER_EXPIRED: return T("Chứng thư gốc (CSCA) không có hiệu lực vào lúc ký.");
    case PKI_ISSUER_REVOKED: return T("Chứng thư gốc (CSCA) đã bị thu hồi.");
    case PKI_SIGNER_EXPIRED: return T("Chứng thư ký thẻ không có hiệu lực vào lúc ký.");
    case PKI_SIGNER_USAGE: return T("Chứng thư ký thẻ không được dùng để ký dữ liệu.");
    case PKI_SIGNER_REVOKED: return T("Chứng thư ký thẻ đã bị thu hồi.");
    case PKI_CRL_WRONG: return T("Danh sách thu hồi (CRL) của cơ quan này có chữ ký sai nên không dùng được. Hãy tải lại danh sách.");
    case PKI_SIGNED_IN_FUTURE: return T("Thời điểm ký nằm ở tương lai. Hãy kiểm tra đồng hồ của máy chủ.");
    }
    return T("");
}

static void check_sod(struct ctx *ctx, const struct pki_trust *trust, struct str file, struct chip_answer *answer)
{
    struct str cms;
    enum lds_problem shape = file.len > CHIP_SOD_BYTES_MAX ? LDS_WRONG_FILE : lds_sod_open(file, &cms);

    if (shape == LDS_TRUNCATED)
        add(answer, S("sod.truncated"), 0, T("Tệp EF.SOD bị cắt: ngắn hơn độ dài ghi ở đầu tệp. Hãy đọc lại thẻ, giữ thẻ yên trên đầu đọc."));
    else if (shape != LDS_FINE)
        add(answer, S("sod.not_sod"), 0, T("Tệp này không phải EF.SOD (phải bắt đầu bằng thẻ 77 và không có gì ở sau)."));
    if (shape != LDS_FINE)
        return;
    enum pki_problem problem = pki_signed_verify(ctx->arena, trust, cms, CHIP_LDS_SECURITY_OBJECT, ctx->now_ms, &answer->signature);
    answer->signed_right = problem == PKI_FINE;
    if (problem != PKI_FINE)
        add(answer, arena_join(ctx->arena, S("sod."), str_of(pki_problem_name(problem))), 0, problem_text(problem));
}

static enum chip_state check_dg(struct ctx *ctx, int dg, struct str file, const struct lds_security_object *object, struct chip_answer *answer)
{
    struct str digest;
    enum lds_problem shape = file.len > CHIP_DG_BYTES_MAX ? LDS_WRONG_FILE : lds_dg_check(dg, file);

    if (shape == LDS_TRUNCATED) {
        add(answer, S("dg.truncated"), dg, T("Tệp này bị cắt: ngắn hơn độ dài ghi ở đầu tệp. Hãy đọc lại thẻ."));
        return CHIP_UNREADABLE;
    }
    if (shape != LDS_FINE) {
        add(answer, S("dg.wrong_file"), dg, T("Tệp này không phải nhóm dữ liệu ấy. Hãy xem có lẫn tệp không."));
        return CHIP_UNREADABLE;
    }
    if (!object)
        return CHIP_NOT_SIGNED; /* why stands with the SOD */
    if (!object->digests[dg].ptr) {
        add(answer, S("dg.not_signed"), dg, T("Nhóm dữ liệu này không có trong danh sách đã ký của EF.SOD."));
        return CHIP_NOT_SIGNED;
    }
    if (pki_digest(ctx->arena, object->digest_oid, file, &digest, &answer->digest) != OK || !crypto_eq(digest, object->digests[dg])) {
        add(answer, S("dg.differs"), dg, T("Nội dung khác với bản đã ký: dữ liệu này đã bị thay đổi, hoặc thuộc thẻ khác."));
        return CHIP_DIFFERS;
    }
    return CHIP_MATCH;
}

static void read_mrz(struct ctx *ctx, struct str file, struct chip_answer *answer)
{
    struct str mrz;

    if (lds_dg1_open(file, &mrz) != LDS_FINE) {
        add(answer, S("dg.wrong_file"), 1, T("DG1 không chứa vùng đọc máy của thẻ (3 dòng, 30 ký tự)."));
        return;
    }
    ctx->fault = (struct fault){0};
    if (card_mrz_read(ctx, mrz, &answer->mrz) == OK)
        answer->has_mrz = true;
    else
        add(answer, ctx->fault.code, 1, (struct msg){ctx->fault.text});
    ctx->fault = (struct fault){0};
}

static const struct lds_security_object *object_of(struct ctx *ctx, struct chip_answer *answer, struct lds_security_object *object)
{
    struct str digest;

    if (answer->signature.content.len == 0)
        return NULL;
    if (lds_security_object_read(answer->signature.content, object) != LDS_FINE) {
        add(answer, S("sod.not_sod"), 0, T("Danh sách giá trị băm trong EF.SOD không đúng cấu trúc."));
        answer->signed_right = false;
        return NULL;
    }
    if (pki_digest(ctx->arena, object->digest_oid, S(""), &digest, &answer->digest) != OK) {
        add(answer, S("sod.weak_digest"), 0, T("Chữ ký dùng thuật toán băm không còn an toàn (SHA-1, MD5) nên không được chấp nhận."));
        answer->signed_right = false;
        return NULL;
    }
    return object;
}

void chip_check(struct ctx *ctx, const struct pki_trust *trust, const struct chip_files *files, struct chip_answer *ret_answer)
{
    struct chip_answer answer = {0};
    struct lds_security_object read = {0};
    int delivered = 0, right = 0;

    check_sod(ctx, trust, files->sod, &answer);
    const struct lds_security_object *object = object_of(ctx, &answer, &read);
    for (int dg = 1; dg <= CHIP_DG_MAX; dg++) {
        if (!files->dg[dg].ptr) {
            answer.dg[dg] = object && object->digests[dg].ptr ? CHIP_NOT_DELIVERED : CHIP_ABSENT;
            continue;
        }
        delivered++;
        answer.dg[dg] = check_dg(ctx, dg, files->dg[dg], object, &answer);
        right += answer.dg[dg] == CHIP_MATCH;
    }
    if (files->dg[1].ptr && answer.dg[1] != CHIP_UNREADABLE)
        read_mrz(ctx, files->dg[1], &answer);
    if (!files->dg[1].ptr)
        add(&answer, S("chip.no_files"), 1, T("Cần có DG1 (vùng đọc máy) để biết thẻ của ai."));
    answer.genuine = answer.signed_right && delivered == right && answer.has_mrz && answer.reasons_count == 0;
    *ret_answer = answer;
}

/* --- the list of issuers ------------------------------------------------------------------------------------------------------ */
struct loading {
    struct pki_trust *trust;
    int crls;
};

static enum err load_file(struct ctx *ctx, void *arg, struct str path, struct str text)
{
    struct loading *loading = arg;
    int certificates, crls;

    enum err err = pki_trust_add(loading->trust, text, &certificates, &crls);
    if (err == ERR_TOO_LARGE)
        return fault_set(ctx, err, S("card.csca_many"), path, S("Danh sách CSCA có quá 2.000 chứng thư và danh sách thu hồi."), STR_NONE);
    if (err != OK)
        return fault_set(ctx, ERR_INVALID, S("card.csca_file"), path, S("Tệp này không phải chứng thư (CSCA) hay danh sách thu hồi (CRL) dạng DER hoặc PEM."), STR_NONE);
    loading->crls += crls;
    return OK;
}

enum err chip_trust_load(struct ctx *ctx, struct str folder, struct pki_trust **ret_trust)
{
    struct loading loading = {.trust = pki_trust_new()};

    if (!loading.trust)
        return fault(ctx, ERR_BUSY, "card.memory", "", "Máy chủ đang thiếu bộ nhớ. Hãy thử lại sau.");
    enum err err = file_each(ctx, folder, load_file, &loading);
    if (err == OK && pki_trust_count(loading.trust) == 0)
        err = fault_set(ctx, ERR_NOT_FOUND, S("card.no_csca"), folder, S("Chưa có chứng thư gốc (CSCA) nào trong thư mục này."), STR_NONE);
    if (err != OK) {
        pki_trust_free(loading.trust);
        return err;
    }
    *ret_trust = loading.trust;
    return OK;
}
