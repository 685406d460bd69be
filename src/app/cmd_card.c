/* cmd_card.c: `congdan card verify --csca DIR --sod FILE --dg1 FILE ...`: are the files that a reader took from a chip those that the issuer signed? */
#include "app/commands.h"
#include "features/audit/audit.h"
#include "features/card/chip_json.h"
#include "features/card/chip_register.h"
#include "platform/file/file.h"
#include "platform/json/json.h"
#include <stdio.h>

enum { EXIT_GENUINE = 0, EXIT_NOT_GENUINE = 1, EXIT_CANNOT_SAY = 2, DG_OPTIONS = CHIP_DG_MAX };

struct verify_run {
    struct settings settings;
    struct str csca, crl, sod, dg[CHIP_DG_MAX + 1], purpose;
    bool json, compare;
    struct chip_files files;
    struct chip_answer answer;
    struct chip_register fits;
};

static enum err read_one(struct ctx *ctx, struct str path, struct str *ret_bytes)
{
    if (str_empty(path))
        return OK;
    enum err err = file_read(ctx, path, ret_bytes);
    if (err == ERR_NOT_FOUND)
        return fault_set(ctx, ERR_INVALID, S("card.file"), path, S("Không có tệp này."), STR_NONE);
    return err;
}

static enum err load(struct ctx *ctx, struct verify_run *run, struct pki_trust **ret_trust)
{
    struct str crl = {0};
    int certificates, crls;

    if (str_empty(run->sod))
        return fault(ctx, ERR_INVALID, "card.sod", "--sod", "Thiếu tệp EF.SOD.");
    if (run->compare && run->purpose.len < 5)
        return fault(ctx, ERR_INVALID, "card.purpose", "--purpose", "Đối chiếu với dữ liệu dân cư phải ghi mục đích.");
    TRY(read_one(ctx, run->sod, &run->files.sod));
    for (int dg = 1; dg <= CHIP_DG_MAX; dg++)
        TRY(read_one(ctx, run->dg[dg], &run->files.dg[dg]));
    TRY(read_one(ctx, run->crl, &crl));
    if (str_empty(run->csca))
        run->csca = arena_join(ctx->arena, run->settings.data_dir, S("/csca"));
    TRY(chip_trust_load(ctx, run->csca, ret_trust));
    if (crl.ptr && pki_trust_add(*ret_trust, crl, &certificates, &crls) != OK)
        return fault_set(ctx, ERR_INVALID, S("card.csca_file"), run->crl, S("Tệp này không phải chứng thư (CSCA) hay danh sách thu hồi (CRL) dạng DER hoặc PEM."), STR_NONE);
    return OK;
}

/* Recorded before it is shown: whose card, what for. */
static enum err compare(struct ctx *ctx, struct verify_run *run, struct open_db *open)
{
    struct db_tx AUTO(db_tx_end) tx = {0};

    TRY(commands_open_db(ctx, &run->settings, false, true, open));
    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(chip_register_compare(ctx, &run->answer.mrz, &run->fits));
    TRY(audit_put(ctx, &(struct audit_entry){.action = S("card.verify"), .outcome = OK, .person_id = run->answer.mrz.person_id, .purpose = run->purpose,
                                             .detail = S("congdan card verify")}));
    return db_tx_commit(&tx);
}

/* --- for people --------------------------------------------------------------------------------------------------------------- */
static const char *state_words(enum chip_state state)
{
    static const char *const words[] = {"", "không đưa vào kiểm tra (not delivered)", "khớp (match)", "KHÁC với bản đã ký (differs)",
                                        "không có trong bản đã ký (not signed)", "không đọc được (unreadable)"};
    return words[state];
}

static void print_mrz(struct ctx *ctx, const struct chip_answer *answer)
{
    const struct card_mrz *mrz = &answer->mrz;
    struct str number = mrz->person_id ? person_number_masked(ctx->arena, mrz->person_id) : S("-");

    printf("  %.*s %.*s, số (number) %.*s, sinh (born) %.*s, giá trị đến (valid to) %.*s\n", STR_ARG(mrz->primary), STR_ARG(mrz->secondary), STR_ARG(number),
           STR_ARG(fmt_day(ctx->arena, mrz->birth)), STR_ARG(day_is_none(mrz->valid_to) ? S("không thời hạn (no end)") : fmt_day(ctx->arena, mrz->valid_to)));
}

static void print_people(struct ctx *ctx, const struct verify_run *run)
{
    const struct chip_answer *answer = &run->answer;

    printf("%s\n", answer->genuine ? "THẺ THẬT (genuine): mọi tệp đúng như nơi cấp đã ký." : "KHÔNG XÁC THỰC ĐƯỢC (not authenticated).");
    if (answer->has_mrz)
        print_mrz(ctx, answer);
    printf("  EF.SOD  %s", answer->signed_right ? "chữ ký đúng (signature right)\n" : "chữ ký không được chấp nhận (not accepted)\n");
    if (answer->signature.signer.len)
        printf("          ký bởi (signer) %.*s, cấp bởi (issuer) %.*s\n", STR_ARG(answer->signature.signer), STR_ARG(answer->signature.issuer));
    if (answer->signature.signed_ms)
        printf("          lúc (at) %.*s; thu hồi (revocation): %s\n", STR_ARG(fmt_at(ctx->arena, answer->signature.signed_ms)),
               !answer->signature.crl_seen ? "không có CRL, chưa kiểm tra (no list at hand)" : answer->signature.crl_stale ? "CRL đã quá hạn (list overdue)" : "không bị thu hồi (not revoked)");
    for (int dg = 1; dg <= CHIP_DG_MAX; dg++)
        if (answer->dg[dg] != CHIP_ABSENT)
            printf("  DG%-5d %s\n", dg, state_words(answer->dg[dg]));
    for (int i = 0; i < answer->reasons_count; i++) {
        const struct chip_reason *reason = &answer->reasons[i];
        char file[8];
        snprintf(file, sizeof file, reason->dg ? "DG%d" : "EF.SOD", reason->dg);
        printf("  - %s: %.*s\n    (%.*s) [%.*s]\n", file, STR_ARG(reason->text.vi), STR_ARG(i18n(LANG_EN, reason->text)), STR_ARG(reason->code));
    }
    if (run->compare && answer->genuine)
        printf("  Dữ liệu dân cư (register): %s; thẻ (card): %.*s\n",
               !run->fits.known ? "không có số này (no such number)" : chip_register_fits(&run->fits) ? "khớp (fits)" : "KHÔNG khớp (does not fit)", STR_ARG(run->fits.card));
}

/* --- for programs ------------------------------------------------------------------------------------------------------------- */
static void print_json(struct ctx *ctx, const struct verify_run *run)
{
    struct buf buf;
    struct json_out out;

    buf_init(&buf, ctx->arena, 2048);
    json_out_init(&out, &buf);
    chip_json(ctx, &out, &run->answer, run->compare && run->answer.genuine ? &run->fits : NULL);
    json_out_done(&out);
    printf("%.*s\n", STR_ARG(buf_str(&buf)));
}

static enum err run_verify(struct ctx *ctx, struct verify_run *run, struct open_db *open)
{
    struct pki_trust *trust = NULL;
    enum err err = load(ctx, run, &trust);

    if (err == OK)
        chip_check(ctx, trust, &run->files, &run->answer);
    pki_trust_free(trust);
    if (err == OK && run->compare && run->answer.genuine)
        err = compare(ctx, run, open);
    return err;
}

int cmd_card_verify(struct ctx *ctx, const struct command *command, int argc, char **argv)
{
    static const char *const names[] = {"",      "--dg1", "--dg2",  "--dg3",  "--dg4",  "--dg5",  "--dg6",  "--dg7", "--dg8",
                                        "--dg9", "--dg10", "--dg11", "--dg12", "--dg13", "--dg14", "--dg15", "--dg16"};
    static const char *const help[] = {"", "machine-readable zone: must be there", "portrait", "fingerprints", "irises", "", "", "", "", "", "", "", "", "Vietnamese text fields"};
    struct verify_run run = {0};
    struct open_db AUTO(commands_close_db) open = {0};
    struct cmd_option options[DG_OPTIONS + 7] = {
        {"--csca", "DIR", "folder of issuers' certificates and revocation lists, DER or PEM; default DATA_DIR/csca", .value = &run.csca},
        {"--crl", "FILE", "one more revocation list", .value = &run.crl},
        {"--sod", "FILE", "EF.SOD: must be there", .value = &run.sod},
        {"--json", NULL, "answer as JSON", .flag = &run.json},
        {"--register", NULL, "hold a genuine card against the register; recorded in the log", .flag = &run.compare},
        {"--purpose", "TEXT", "what for, with --register", .value = &run.purpose}};

    for (int dg = 1; dg <= CHIP_DG_MAX; dg++)
        options[5 + dg] = (struct cmd_option){names[dg], "FILE", dg < (int)ARRAY_LEN(help) && help[dg][0] ? help[dg] : "data group", .value = &run.dg[dg]};
    enum err err = config_load(ctx, command, options, argc, argv, &run.settings, NULL, 0, NULL);
    if (err == OK)
        err = run_verify(ctx, &run, &open);
    if (err == ERR_NOT_FOUND && str_empty(ctx->fault.code))
        return config_fail(ctx, err); /* --help */
    if (err != OK) {
        config_fail(ctx, err);
        return EXIT_CANNOT_SAY;
    }
    if (run.json)
        print_json(ctx, &run);
    else
        print_people(ctx, &run);
    return run.answer.genuine && (!run.compare || chip_register_fits(&run.fits)) ? EXIT_GENUINE : EXIT_NOT_GENUINE;
}
