/* chip_test.c: cards made on the spot, then changed in each way that a forger or a bad reader has. */
#include "features/card/chip.h"
#include "platform/crypto/crypto.h"
#include "platform/pki/pki_test_support.h"

static struct arena arena;
static struct ctx ctx;
static struct pki_test_issuer issuer;
static void start(void)
{
    arena_init(&arena, 0);
    ctx = (struct ctx){.arena = &arena, .now_ms = PKI_TEST_NOW_MS};
}
static void stop(void)
{
    pki_test_issuer_done(&issuer);
    arena_done(&arena);
}
TestSuite(card_chip, .init = start, .fini = stop, .timeout = 120);

static struct str tlv(unsigned tag, struct str value)
{
    struct buf buf;

    buf_init(&buf, &arena, value.len + 8);
    if (tag > 0xff)
        buf_put_char(&buf, (char)(tag >> 8));
    buf_put_char(&buf, (char)tag);
    if (value.len > 255) {
        buf_put_char(&buf, (char)0x82);
        buf_put_char(&buf, (char)(value.len >> 8));
    } else if (value.len > 127) {
        buf_put_char(&buf, (char)0x81);
    }
    buf_put_char(&buf, (char)value.len);
    buf_put(&buf, value);
    return buf_str(&buf);
}

static struct str security_object(const struct chip_files *files, const char *oid)
{
    struct buf list, body;
    struct str digest, name, algorithm = {oid, 9};

    buf_init(&list, &arena, 512);
    for (int dg = 1; dg <= CHIP_DG_MAX; dg++) {
        if (!files->dg[dg].ptr)
            continue;
        char number = (char)dg;
        cr_assert_eq(pki_digest(&arena, algorithm, files->dg[dg], &digest, &name), OK);
        buf_put(&list, tlv(0x30, arena_join(&arena, tlv(0x02, (struct str){&number, 1}), tlv(0x04, digest))));
    }
    buf_init(&body, &arena, 512);
    buf_put(&body, tlv(0x02, (struct str){"\0", 1}));
    buf_put(&body, tlv(0x30, arena_join(&arena, tlv(0x06, algorithm), (struct str){"\x05\x00", 2})));
    buf_put(&body, tlv(0x30, buf_str(&list)));
    return tlv(0x30, buf_str(&body));
}

#define OID_SHA256 "\x60\x86\x48\x01\x65\x03\x04\x02\x01"
#define OID_SHA384 "\x60\x86\x48\x01\x65\x03\x04\x02\x02"

static struct chip_files card_data(void)
{
    struct card_face face = {.person_id = INT64_C(52300012345), .full_name = S("Nguyễn Thị Lan Đài"), .birth = day_of(2000, 5, 15), .female = true,
                             .valid_to = day_of(2040, 5, 15)};
    struct chip_files files = {0};
    struct str mrz;
    char *portrait = arena_alloc(&arena, 14000);

    cr_assert_eq(card_mrz_write(&ctx, &face, &mrz), OK);
    files.dg[1] = tlv(0x61, tlv(0x5F1F, mrz));
    files.dg[2] = tlv(0x75, (struct str){portrait, 14000});
    files.dg[13] = tlv(0x6D, S("so dinh danh, ho ten, ..."));
    return files;
}

static struct chip_files make(const struct pki_test_plan *plan)
{
    struct chip_files files = card_data();

    pki_test_issuer_make(&arena, plan, &issuer);
    files.sod = tlv(0x77, pki_test_sign(&arena, &issuer, CHIP_LDS_SECURITY_OBJECT, security_object(&files, OID_SHA256)));
    return files;
}

static struct chip_answer check_with(const struct chip_files *files, struct str csca, struct str crl)
{
    struct pki_trust *trust = pki_trust_new();
    struct chip_answer answer;
    int certificates, crls;

    if (csca.len)
        cr_assert_eq(pki_trust_add(trust, csca, &certificates, &crls), OK);
    if (crl.len)
        cr_assert_eq(pki_trust_add(trust, crl, &certificates, &crls), OK);
    chip_check(&ctx, trust, files, &answer);
    pki_trust_free(trust);
    return answer;
}
static struct chip_answer check(const struct chip_files *files) { return check_with(files, issuer.csca_der, issuer.crl_der); }

static void refused(const struct chip_answer *answer, const char *code, int dg)
{
    cr_assert_not(answer->genuine, "%s", code);
    cr_assert(answer->reasons_count > 0);
    for (int i = 0; i < answer->reasons_count; i++)
        if (str_eq(answer->reasons[i].code, str_of(code)) && answer->reasons[i].dg == dg && answer->reasons[i].text.vi.len)
            return;
    cr_assert_fail("%s is not told, but %.*s", code, STR_ARG(answer->reasons[0].code));
}

static void changed(struct str bytes, size_t at) { ((char *)bytes.ptr)[at] ^= 1; }

Test(card_chip, a_genuine_card_is_genuine_with_each_kind_of_key)
{
    static const struct { enum pki_test_key csca, dsc; const char *digest; bool written_out; } kinds[] = {
        {KEY_RSA, KEY_RSA, "SHA256", false}, {KEY_RSA_PSS, KEY_RSA_PSS, "SHA256", false}, {KEY_RSA, KEY_P256, "SHA256", false},
        {KEY_P384, KEY_P384, "SHA384", false}, {KEY_P256, KEY_P256, "SHA224", false}, {KEY_BRAINPOOL256, KEY_BRAINPOOL256, "SHA256", false},
        {KEY_BRAINPOOL384, KEY_BRAINPOOL384, "SHA512", false}, {KEY_P256_EXPLICIT, KEY_P256_EXPLICIT, "SHA256", true},
        {KEY_BRAINPOOL256_EXPLICIT, KEY_BRAINPOOL256_EXPLICIT, "SHA256", true}};

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (!pki_test_has_curve(kinds[i].dsc)) {
            cr_log_warn("this OpenSSL has no brainpool curves: not tested");
            continue;
        }
        struct chip_files files = make(&(struct pki_test_plan){.csca_key = kinds[i].csca, .dsc_key = kinds[i].dsc, .cms_digest = kinds[i].digest, .with_crl = true});
        struct chip_answer answer = check(&files);
        cr_assert(answer.genuine, "%d: %.*s", (int)i, STR_ARG(answer.reasons[0].code));
        cr_assert(answer.dg[1] == CHIP_MATCH && answer.dg[2] == CHIP_MATCH && answer.dg[13] == CHIP_MATCH && answer.dg[3] == CHIP_ABSENT);
        cr_assert(answer.has_mrz && answer.mrz.person_id == INT64_C(52300012345) && answer.mrz.agrees);
        cr_assert(answer.signature.crl_seen && !answer.signature.crl_stale && answer.signature.explicit_curve == kinds[i].written_out);
        cr_assert(str_eq(answer.digest, S("SHA256")) && str_find(answer.signature.issuer, S("CSCA Thu Nghiem")) >= 0);
        pki_test_issuer_done(&issuer);
        issuer = (struct pki_test_issuer){0};
    }
}

Test(card_chip, a_changed_data_group_is_named_and_the_others_still_match)
{
    struct chip_files files = make(&(struct pki_test_plan){.dsc_key = KEY_P256, .csca_key = KEY_P256});
    changed(files.dg[2], 9000);
    struct chip_answer answer = check(&files);
    refused(&answer, "dg.differs", 2);
    cr_assert(answer.signed_right && answer.dg[2] == CHIP_DIFFERS && answer.dg[1] == CHIP_MATCH && answer.dg[13] == CHIP_MATCH);
    changed(files.dg[2], 9000);
    changed(files.dg[13], 10);
    answer = check(&files);
    refused(&answer, "dg.differs", 13);
    changed(files.dg[13], 10);
    struct card_face other = {.person_id = INT64_C(52090054321), .full_name = S("Trần Văn Khác"), .birth = day_of(1990, 1, 1), .valid_to = DAY_NONE};
    struct str mrz;
    cr_assert_eq(card_mrz_write(&ctx, &other, &mrz), OK);
    files.dg[1] = tlv(0x61, tlv(0x5F1F, mrz)); /* another person's name in front of this card */
    answer = check(&files);
    refused(&answer, "dg.differs", 1);
    cr_assert(answer.has_mrz && !answer.genuine);
}

Test(card_chip, every_byte_of_the_sod_counts)
{
    struct chip_files files = make(&(struct pki_test_plan){.dsc_key = KEY_P256, .csca_key = KEY_P256});
    int missed = 0;

    for (size_t at = 0; at < files.sod.len; at += 3) {
        changed(files.sod, at);
        struct chip_answer answer = check(&files);
        missed += answer.genuine;
        cr_assert(answer.genuine || answer.reasons_count > 0);
        changed(files.sod, at);
    }
    /* What is not under a signature: the outer certificate's unsigned encodings. None of it changes what is believed. */
    cr_assert_leq(missed, 4, "%d changed bytes went unnoticed", missed);
    struct chip_answer answer = check(&files);
    cr_assert(answer.genuine);
}

Test(card_chip, a_file_that_was_cut_off_is_told_from_one_that_is_wrong)
{
    struct chip_files files = make(&(struct pki_test_plan){.dsc_key = KEY_P256, .csca_key = KEY_P256}), cut;
    struct chip_answer answer;

    for (size_t len = 0; len < files.sod.len; len += len < 10 ? 1 : 97) {
        cut = files;
        cut.sod.len = len;
        answer = check(&cut);
        refused(&answer, "sod.truncated", 0);
    }
    cut = files;
    cut.dg[2].len -= 100;
    answer = check(&cut);
    refused(&answer, "dg.truncated", 2);
    cut = files;
    cut.dg[2] = files.dg[13];
    answer = check(&cut);
    refused(&answer, "dg.wrong_file", 2);
    cut = files;
    cut.sod = files.dg[1];
    answer = check(&cut);
    refused(&answer, "sod.not_sod", 0);
    cut = files;
    cut.sod = arena_join(&arena, files.sod, S("\n"));
    answer = check(&cut);
    refused(&answer, "sod.not_sod", 0);
    cut = files;
    cut.dg[1] = STR_NONE;
    answer = check(&cut);
    refused(&answer, "chip.no_files", 1);
    cr_assert_eq(answer.dg[1], CHIP_NOT_DELIVERED);
    cut = files;
    cut.dg[14] = tlv(0x6E, S("x"));
    answer = check(&cut);
    refused(&answer, "dg.not_signed", 14);
}

static void plan_refused(struct pki_test_plan plan, const char *code)
{
    struct chip_files files = make(&plan);
    struct chip_answer answer = check(&files);

    refused(&answer, code, 0);
    pki_test_issuer_done(&issuer);
    issuer = (struct pki_test_issuer){0};
}

Test(card_chip, an_issuer_that_is_unknown_expired_no_ca_or_did_not_sign_is_told_apart)
{
    const int64_t now = PKI_TEST_NOW_MS, year = PKI_TEST_YEAR_MS;
    struct pki_test_plan ec = {.csca_key = KEY_P256, .dsc_key = KEY_P256}, plan;

    struct chip_files files = make(&ec);
    struct chip_answer answer = check_with(&files, S(""), S(""));
    refused(&answer, "sod.issuer_unknown", 0);
    cr_assert_eq(answer.dg[2], CHIP_MATCH, "the digests are told all the same");
    pki_test_issuer_done(&issuer);
    plan = ec, plan.other_name = true;
    plan_refused(plan, "sod.issuer_unknown");
    plan = ec, plan.dsc_by_other_key = true;
    plan_refused(plan, "sod.issuer_signature_wrong");
    plan = ec, plan.csca_no_ca = true;
    plan_refused(plan, "sod.issuer_not_ca");
    plan = ec, plan.csca_to_ms = now - year;
    plan_refused(plan, "sod.issuer_expired");
    plan = ec, plan.dsc_to_ms = now - year;
    plan_refused(plan, "sod.signer_expired");
    plan = ec, plan.dsc_no_signature_usage = true;
    plan_refused(plan, "sod.signer_usage");
    plan = ec, plan.signed_ms = now + year;
    plan_refused(plan, "sod.signed_in_future");
}

Test(card_chip, a_card_outlives_the_certificates_that_were_valid_when_it_was_signed)
{
    const int64_t now = PKI_TEST_NOW_MS, year = PKI_TEST_YEAR_MS;
    struct chip_files files = make(&(struct pki_test_plan){.csca_key = KEY_P256, .dsc_key = KEY_P256, .signed_ms = now - 5 * year, .csca_to_ms = now - year,
                                                           .dsc_to_ms = now - 2 * year});
    struct chip_answer answer = check(&files);
    cr_assert(answer.genuine, "%.*s", STR_ARG(answer.reasons[0].code));
    cr_assert(answer.signature.signer_to_ms < now && answer.signature.judged_ms == answer.signature.signed_ms);
}

Test(card_chip, a_revoked_signer_is_refused_and_a_forged_revocation_list_is_told)
{
    struct pki_test_plan ec = {.csca_key = KEY_P256, .dsc_key = KEY_P256}, plan;

    plan = ec, plan.revoke_dsc = true;
    plan_refused(plan, "sod.signer_revoked");
    plan = ec, plan.revoke_dsc = true, plan.signed_ms = PKI_TEST_NOW_MS - PKI_TEST_YEAR_MS;
    plan_refused(plan, "sod.signer_revoked"); /* whenever it signed */
    plan = ec, plan.crl_by_other_key = true;
    plan_refused(plan, "sod.crl_wrong");
}

Test(card_chip, weak_digests_short_keys_and_curves_of_ones_own_are_refused)
{
    struct pki_test_plan ec = {.csca_key = KEY_P256, .dsc_key = KEY_P256}, plan;

    plan = ec, plan.cms_digest = "SHA1";
    plan_refused(plan, "sod.weak_digest");
    plan = ec, plan.dsc_digest = "SHA1";
    plan_refused(plan, "sod.weak_digest");
    plan = (struct pki_test_plan){.csca_key = KEY_RSA_PSS, .dsc_key = KEY_RSA_PSS, .cms_digest = "SHA1"};
    plan_refused(plan, "sod.weak_digest");
    plan = (struct pki_test_plan){.csca_key = KEY_RSA_PSS, .dsc_key = KEY_P256, .dsc_digest = "SHA1"};
    plan_refused(plan, "sod.weak_digest");
    plan = (struct pki_test_plan){.csca_key = KEY_RSA, .dsc_key = KEY_RSA_1024};
    plan_refused(plan, "sod.weak_key");
    plan = (struct pki_test_plan){.csca_key = KEY_P256, .dsc_key = KEY_OWN_GENERATOR};
    plan_refused(plan, "sod.weak_key");
    plan = (struct pki_test_plan){.csca_key = KEY_OWN_GENERATOR, .dsc_key = KEY_P256};
    plan_refused(plan, "sod.issuer_signature_wrong"); /* such a key in the list signs for nobody */
}

Test(card_chip, the_signed_list_of_digests_must_be_one_and_of_this_type)
{
    struct chip_files files = make(&(struct pki_test_plan){.csca_key = KEY_P256, .dsc_key = KEY_P256});
    struct chip_files other = files;
    struct chip_answer answer;

    other.sod = tlv(0x77, pki_test_sign(&arena, &issuer, "1.2.3.4", security_object(&files, OID_SHA256)));
    answer = check(&other);
    refused(&answer, "sod.wrong_content", 0);
    other.sod = tlv(0x77, pki_test_sign(&arena, &issuer, CHIP_LDS_SECURITY_OBJECT, S("not a list")));
    answer = check(&other);
    refused(&answer, "sod.not_sod", 0);
    struct str object = security_object(&files, OID_SHA256);
    ((char *)object.ptr)[str_find(object, (struct str){"\x02\x01\x0d\x04", 4}) + 2] = 1; /* DG1 twice: the second is that of DG13 */
    other.sod = tlv(0x77, pki_test_sign(&arena, &issuer, CHIP_LDS_SECURITY_OBJECT, object));
    answer = check(&other);
    refused(&answer, "sod.not_sod", 0);
    object = security_object(&files, OID_SHA256);
    ptrdiff_t at = str_find(object, (struct str){OID_SHA256, 9});
    memcpy((char *)object.ptr + at, "\x60\x86\x48\x01\x65\x03\x04\x02\x09", 9); /* a digest that nobody knows */
    other.sod = tlv(0x77, pki_test_sign(&arena, &issuer, CHIP_LDS_SECURITY_OBJECT, object));
    answer = check(&other);
    refused(&answer, "sod.weak_digest", 0);
    other.sod = tlv(0x77, pki_test_sign(&arena, &issuer, CHIP_LDS_SECURITY_OBJECT, security_object(&files, OID_SHA384)));
    answer = check(&other);
    cr_assert(answer.genuine && str_eq(answer.digest, S("SHA384")));
}

Test(card_chip, a_list_of_issuers_is_read_from_der_and_pem_and_nothing_else)
{
    struct pki_trust *trust = pki_trust_new();
    int certificates, crls;

    pki_test_issuer_make(&arena, &(struct pki_test_plan){.csca_key = KEY_P256, .dsc_key = KEY_P256, .with_crl = true}, &issuer);
    cr_assert(pki_trust_add(trust, issuer.csca_der, &certificates, &crls) == OK && certificates == 1 && crls == 0);
    cr_assert(pki_trust_add(trust, issuer.crl_der, &certificates, &crls) == OK && certificates == 0 && crls == 1);
    cr_assert_eq(pki_trust_add(trust, str_sub(issuer.csca_der, 0, 100), &certificates, &crls), ERR_INVALID);
    cr_assert_eq(pki_trust_add(trust, arena_join(&arena, issuer.csca_der, S("x")), &certificates, &crls), ERR_INVALID);
    cr_assert_eq(pki_trust_add(trust, S("-----BEGIN CERTIFICATE-----\nxx\n-----END CERTIFICATE-----\n"), &certificates, &crls), ERR_INVALID);
    cr_assert_eq(pki_trust_add(trust, S(""), &certificates, &crls), ERR_INVALID);
    cr_assert_eq(pki_trust_count(trust), 1);
    pki_trust_free(trust);
}
