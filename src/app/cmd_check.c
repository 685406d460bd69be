/* cmd_check.c: `congdan check`: is what is stored sound? Says what was looked at, how much, and what is wrong; changes
 * nothing without --repair. */
#include "app/commands.h"
#include "app/features.h"
#include "features/card/card.h"
#include "features/demography/demography.h"
#include "features/document/document.h"
#include "features/dossier/dossier.h"
#include "features/identity/identity.h"
#include "features/population/register_check.h"
#include "features/matching/matching.h"
#include "platform/db/db_bulk.h"
#include "web/web.h"
#include <stdio.h>
#include <unistd.h>

enum { CARD_EVENTS = 1000, SHOWN_MAX = 20 };

struct check {
    struct ctx *ctx;
    struct app app;
    bool deep, repair;
    int wrong;
};

static void ok(const char *what, int64_t looked_at) { printf("  ok   %-44s %ld\n", what, (long)looked_at); }

static void bad(struct check *check, const char *what, struct str detail)
{
    check->wrong++;
    printf("  SAI  %-44s %.*s\n", what, STR_ARG(detail));
}

static void failed(struct check *check, const char *what)
{
    bad(check, what, check->ctx->fault.detail.len ? check->ctx->fault.detail : check->ctx->fault.text);
    check->ctx->fault = (struct fault){0};
}

/* A check makes nothing: with a new key it would say that all is well where nobody can sign in any more. */
static bool key_there(struct check *check)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct str path = arena_join(check->ctx->arena, check->app.settings.data_dir, S("/secret.key"));

    if (access(arena_cstr(check->ctx->arena, path), F_OK) == 0)
        return true;
    if (db_one(check->ctx, &rows, "SELECT COUNT(*) FROM account WHERE totp_sealed IS NOT NULL") == OK && db_i64(&rows, 0) > 0)
        bad(check, "khóa của dữ liệu (key of the sealed secrets)",
            arena_printf(check->ctx->arena, "không có tệp (no file) %.*s; %ld tài khoản cần nó (accounts need it)", STR_ARG(path), (long)db_i64(&rows, 0)));
    else
        ok("chưa có khóa, chưa cần (no key yet, none needed)", 0);
    check->ctx->fault = (struct fault){0};
    return false;
}

static void check_program(struct check *check)
{
    bool has_key = key_there(check);

    check->app.read_only = !has_key;
    if (features_init(check->ctx, &check->app) != OK || web_check_routes(check->ctx, &check->app) != OK) {
        failed(check, "chương trình (routes, procedures, key)");
        return;
    }
    int routes = 0;
    for (int i = 0; i < check->app.table_count; i++)
        routes += check->app.tables[i].count;
    ok("địa chỉ, thủ tục, khóa (routes, procedures, key)", routes);
    if (!has_key)
        return;
    if (identity_check(check->ctx, check->app.settings.data_dir) != OK)
        failed(check, "khóa của dữ liệu (key of the sealed secrets)");
    else
        ok("khóa của dữ liệu (key of the sealed secrets)", 1);
}

static void check_schema(struct check *check)
{
    int count, missing = 0;
    const struct db_migration *migrations = features_migrations(check->ctx->arena, &count);

    if (db_migrate_check(check->ctx, migrations, count, &missing) != OK)
        failed(check, "lược đồ (schema)");
    else if (missing)
        bad(check, "lược đồ (schema)",
            arena_printf(check->ctx->arena, "%d bản nâng cấp chưa áp dụng (migrations missing): congdan init",
                         missing));
    else
        ok("lược đồ (schema)", count);
}

static enum err repair_counters(struct check *check)
{
    struct db_tx AUTO(db_tx_end) tx = {0};
    struct tally_recount *recount;

    TRY(db_tx_begin(check->ctx, DB_WRITE, &tx));
    TRY(dossier_recount(check->ctx, &recount));
    TRY(tally_recount_store(check->ctx, recount));
    return db_tx_commit(&tx);
}

static enum err compare_counters(struct check *check, struct tally_difference **ret_differences, int *ret_count,
                                 int64_t *ret_total)
{
    struct db_tx AUTO(db_tx_end) tx = {0};
    struct tally_recount *recount;

    TRY(db_tx_begin(check->ctx, DB_READ, &tx)); /* counting and comparing see the same moment */
    TRY(dossier_recount(check->ctx, &recount));
    TRY(tally_recount_check(check->ctx, recount, SHOWN_MAX, ret_differences, ret_count, ret_total));
    return db_tx_commit(&tx);
}

static int64_t count_dossiers(struct ctx *ctx)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    return db_one(ctx, &rows, "SELECT COUNT(*) FROM dossier") == OK ? db_i64(&rows, 0) : 0;
}

static void check_counters(struct check *check)
{
    struct tally_difference *differences;
    int64_t total;
    int count;

    if (check->repair && repair_counters(check) != OK) {
        failed(check, "ghi lại bộ đếm (repair counters)");
        return;
    }
    if (compare_counters(check, &differences, &count, &total) != OK) {
        failed(check, "bộ đếm (counters)");
        return;
    }
    if (!total) {
        ok("bộ đếm khớp với hồ sơ (counters), dossiers", count_dossiers(check->ctx));
        return;
    }
    bad(check, "bộ đếm (counters)",
        arena_printf(check->ctx->arena, "%ld khác biệt (differences); --repair ghi lại", (long)total));
    for (int i = 0; i < count; i++)
        printf("         unit %ld procedure %ld %.*s month %d: %ld, đếm lại (recounted) %ld\n",
               (long)differences[i].unit_id, (long)differences[i].procedure_id, STR_ARG(differences[i].counter),
               differences[i].month, (long)differences[i].stored, (long)differences[i].counted);
}

/* Numbers of one agency and day run from 1 without a gap up to the counter. By the agency in the code ("H21.104-261121-0001" without what stands behind the
 * first hyphen), for a dossier may have gone to another since. */
static enum err code_gaps(struct check *check, int64_t *ret_days, int64_t *ret_bad)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(check->ctx, &rows,
               "SELECT COUNT(*), COALESCE(SUM(CASE WHEN c.last_number = d.n THEN 0 ELSE 1 END), 0) FROM dossier_code c "
               "JOIN agency a ON a.agency_id = c.agency_id LEFT JOIN (SELECT prefix, code_day, COUNT(*) AS n "
               "FROM (SELECT rtrim(rtrim(rtrim(code, '0123456789'), '-'), '0123456789') AS prefix, "
               "(submitted_ms + 25200000) / 86400000 AS code_day FROM dossier) days GROUP BY prefix, code_day) d "
               "ON d.prefix = a.code || '-' AND d.code_day = c.day"));
    *ret_days = db_i64(&rows, 0);
    *ret_bad = db_i64(&rows, 1);
    return OK;
}

static void check_codes(struct check *check)
{
    int64_t days, gaps;

    if (code_gaps(check, &days, &gaps) != OK)
        failed(check, "mã hồ sơ (dossier codes)");
    else if (gaps)
        bad(check, "mã hồ sơ (dossier codes)",
            arena_printf(check->ctx->arena, "%ld ngày có số bị thiếu (agency-days with gaps)", (long)gaps));
    else
        ok("mã hồ sơ liền mạch (gapless codes), agency-days", days);
}

static void check_register(struct check *check)
{
    struct progress progress = {.label = "Dân cư (register)"};
    struct register_finding findings[REGISTER_CHECKS];

    if (population_check_register(check->ctx, progress_show, &progress, findings) != OK) {
        failed(check, "dân cư (register)");
        return;
    }
    progress_end(&progress);
    for (int i = 0; i < REGISTER_CHECKS; i++) {
        if (findings[i].wrong)
            bad(check, findings[i].what, arena_printf(check->ctx->arena, "%ld sai (wrong)", (long)findings[i].wrong));
        else
            ok(findings[i].what, findings[i].looked_at);
    }
}

static void check_indexes(struct check *check)
{
    bool off;

    if (db_indexes_are_off(check->ctx, &off) != OK)
        failed(check, "chỉ mục (indexes)");
    else if (off)
        bad(check, "chỉ mục (indexes)", S("một lần nạp dữ liệu bị ngắt giữa chừng (a filling was cut off): congdan init"));
    else
        ok("chỉ mục (indexes)", 1);
}

/* What imports and reorganisations changed waits for the jobs role, which puts it right by itself: told, but nothing is wrong. */
static void check_cards(struct check *check)
{
    int64_t people, waiting;
    bool more = true;

    while (more)
        if (card_standing_follow(check->ctx, CARD_EVENTS, &more) != OK) {
            failed(check, "thẻ căn cước (identity cards)");
            return;
        }
    if (card_standing_rebuild(check->ctx, check->repair, NULL, NULL, &people, &waiting) != OK) {
        failed(check, "thẻ căn cước (identity cards)");
        return;
    }
    ok("danh sách thẻ căn cước (card lists), people", people);
    if (waiting)
        printf("         %ld người %s\n", (long)waiting, check->repair ? "đã ghi lại (put right)" : "chờ tiến trình nền cập nhật (wait for the jobs role); --repair ghi ngay");
}

static void check_names(struct check *check)
{
    struct matching_state state;

    if (check->repair && matching_rebuild(check->ctx) != OK) {
        failed(check, "lập lại chỉ mục tên (rebuild name index)");
        return;
    }
    if (matching_check(check->ctx, &state) != OK)
        failed(check, "chỉ mục tên (name index)");
    else if (state.missing || state.paused)
        bad(check, "chỉ mục tên (name index)",
            arena_printf(check->ctx->arena, "%ld tên không tìm được (names not indexed)%s; --repair lập lại", (long)state.missing,
                         state.paused ? ", một lần nạp hàng loạt chưa xong (a bulk load did not end)" : ""));
    else
        ok("chỉ mục tên (name index), names", state.names);
}

static int64_t count_documents(struct ctx *ctx)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    return db_one(ctx, &rows, "SELECT COUNT(*) FROM document WHERE sha256 <> ''") == OK ? db_i64(&rows, 0) : 0;
}

static void check_files(struct check *check)
{
    struct document *documents;
    int64_t total;
    int count;

    if (document_check_files(check->ctx, check->app.settings.data_dir, check->deep, SHOWN_MAX, &documents, &count,
                             &total) != OK) {
        failed(check, "tệp (files)");
        return;
    }
    if (!total) {
        ok(check->deep ? "tệp, cả nội dung (files, contents too)" : "tệp (files)", count_documents(check->ctx));
        return;
    }
    bad(check, "tệp (files)",
        arena_printf(check->ctx->arena, "%ld tệp thiếu hoặc hỏng (missing or damaged)", (long)total));
    for (int i = 0; i < count; i++)
        printf("         document %ld sha256 %.*s\n", (long)documents[i].document_id, STR_ARG(documents[i].sha256));
}

static void check_demography(struct check *check)
{
    struct demography_difference differences[SHOWN_MAX];
    int64_t total, looked_at;

    if (check->repair && demography_recount(check->ctx, NULL, NULL) != OK) {
        failed(check, "đếm lại dân cư (recount the population)");
        return;
    }
    if (demography_check(check->ctx, SHOWN_MAX, differences, &total, &looked_at) != OK) {
        failed(check, "số liệu dân cư (population figures)");
        return;
    }
    if (!total) {
        ok("số liệu dân cư (population figures), units", looked_at);
        return;
    }
    bad(check, "số liệu dân cư (population figures)",
        arena_printf(check->ctx->arena, "%ld khác biệt (differences); --repair đếm lại", (long)total));
    for (int i = 0; i < total && i < SHOWN_MAX; i++)
        printf("         unit %ld %.*s\n", (long)differences[i].unit_id, STR_ARG(day_iso(check->ctx->arena, differences[i].day)));
}

int cmd_check(struct ctx *ctx, const struct command *command, int argc, char **argv)
{
    struct check check = {.ctx = ctx};
    struct open_db AUTO(commands_close_db) open = {0};
    const struct cmd_option options[] = {
        {"--deep", NULL, "read every file and compare its SHA-256", .flag = &check.deep},
        {"--repair", NULL, "write the recomputed counters and build the name index anew", .flag = &check.repair},
        {0}};
    enum err err = config_load(ctx, command, options, argc, argv, &check.app.settings, NULL, 0, NULL);

    if (err != OK)
        return config_fail(ctx, err);
    printf("Thiết lập (settings):\n");
    config_print(&check.app.settings);
    printf("\nKiểm tra (checks):\n");
    err = commands_open_db(ctx, &check.app.settings, false, false, &open);
    if (err != OK) {
        printf("  SAI  cơ sở dữ liệu (database)\n");
        return config_fail(ctx, err);
    }
    check.app.db = open.db;
    check_program(&check);
    check_schema(&check);
    if (!check.wrong) { /* the rest reads tables that must be ours */
        check_counters(&check);
        check_codes(&check);
        check_indexes(&check);
        check_register(&check);
        check_names(&check);
        check_cards(&check);
        check_demography(&check);
        check_files(&check);
    }
    printf("\n%s\n", check.wrong ? "CÓ CHỖ SAI (something is wrong)" : "Tất cả đều ổn (all sound)");
    return check.wrong ? 1 : 0;
}
