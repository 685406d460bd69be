/* cmd_demo.c: `congdan demo`: a synthetic province in an empty database, then the server. */
#include "app/commands.h"
#include "app/demo/cards.h"
#include "app/demo/dossiers.h"
#include "app/demo/histories.h"
#include "app/demo/life_dossiers.h"
#include "features/agency/agency.h"
#include "features/agency/calendar_load.h"
#include "features/demography/demography.h"
#include "features/identity/identity.h"
#include "features/procedure/procedure.h"
#include "features/reorganisation/reorganisation.h"
#include "features/territory/territory.h"
#include "platform/clock/clock.h"
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

enum { LIFE_DOSSIERS_ONE_IN = 15 }; /* beside so many dossiers of residence one of a life event */

struct demo_options {
    struct settings settings;
    int64_t people, dossiers, seed;
    bool fill_only;
};

static bool has_rows(struct ctx *ctx, enum err *ret_err)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    *ret_err = db_one(ctx, &rows,
                      "SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM person LIMIT 1) a) + (SELECT COUNT(*) FROM (SELECT "
                      "1 FROM account LIMIT 1) b) + "
                      "(SELECT COUNT(*) FROM (SELECT 1 FROM dossier LIMIT 1) c)");
    return *ret_err == OK && db_i64(&rows, 0) > 0;
}

/* A demo database says so itself, and says when it is complete: one that was cut off in the middle is not used. */
static enum err check_state(struct ctx *ctx, bool *ret_filled)
{
    struct str demo, complete;
    enum err err;

    TRY(setting_get(ctx, S("demo"), &demo));
    TRY(setting_get(ctx, S("demo_complete"), &complete));
    *ret_filled = str_eq(demo, S("1")) && complete.len > 0;
    if (*ret_filled)
        return OK;
    if (has_rows(ctx, &err))
        return str_eq(demo, S("1")) ? fault(ctx, ERR_CONFLICT, "demo.half", "",
                                            "Lần tạo dữ liệu mô phỏng trước bị ngắt giữa chừng. Hãy xóa cơ sở dữ liệu "
                                            "mô phỏng này rồi chạy lại.")
                                    : fault(ctx, ERR_CONFLICT, "demo.real", "",
                                            "Cơ sở dữ liệu này có dữ liệu không phải mô phỏng. Lệnh demo không đụng "
                                            "vào; hãy chọn cơ sở dữ liệu khác bằng --db.");
    return err;
}

/* What the jobs role would do at its first round, and count the population anew for it. */
static enum err apply_decrees(struct ctx *ctx)
{
    for (bool more = true; more;)
        TRY(reorganisation_apply(ctx, REORGANISATION_PIECE, &more));
    return OK;
}

static enum err fill(struct ctx *ctx, const struct demo_options *o)
{
    struct progress people = {.label = "Tạo dân cư mô phỏng"}, dossiers = {.label = "Tạo hồ sơ mô phỏng"}, figures = {.label = "Đếm dân cư"};
    struct demo_commune *communes;
    struct demo_cast cast;
    struct demo_staff staff;
    struct unit province, *units;
    int count;

    TRY(setting_put(ctx, S("demo"), S("1")));
    TRY(territory_find(ctx, o->settings.province_code, day_of_ms(ctx->now_ms), &province));
    TRY(territory_communes(ctx, province.unit_id, day_of_ms(ctx->now_ms), &units, &count));
    communes = arena_array(ctx->arena, struct demo_commune, (size_t)count);
    for (int i = 0; i < count; i++)
        communes[i] = (struct demo_commune){units[i].unit_id, units[i].code, units[i].name};
    TRY(demo_people(ctx, province.unit_id, o->people, (uint64_t)o->seed, progress_show, &people, &cast));
    progress_end(&people);
    TRY(demo_officers_make(ctx, o->settings.data_dir, province.unit_id, communes, count, &cast, (uint64_t)o->seed,
                           &staff));
    TRY(demo_dossiers(ctx, o->settings.data_dir, &cast, &staff, o->dossiers, (uint64_t)o->seed, progress_show,
                      &dossiers));
    progress_end(&dossiers);
    TRY(demo_life_dossiers(ctx, o->settings.data_dir, &cast, &staff, o->dossiers / LIFE_DOSSIERS_ONE_IN, (uint64_t)o->seed));
    TRY(demo_card_days(ctx, &cast, &staff));
    TRY(demo_histories(ctx, &cast, &staff, o->people, (uint64_t)o->seed, &count));
    TRY(apply_decrees(ctx));
    TRY(demography_recount(ctx, progress_show, &figures));
    progress_end(&figures);
    return setting_put(ctx, S("demo_complete"), S("1"));
}

static enum err print_users(struct ctx *ctx, struct settings *settings)
{
    struct demo_user *users;
    int count;

    settings->demo = true;
    TRY(demo_user_list(ctx, settings, &users, &count));
    printf("\nDỮ LIỆU MÔ PHỎNG (synthetic). Ai đăng nhập được (who can sign in):\n\n");
    for (int i = 0; i < count; i++)
        printf("  %-22.*s %-24.*s mã (code) %.*s  %.*s: %.*s\n", STR_ARG(users[i].login), STR_ARG(users[i].password),
               STR_ARG(users[i].code), STR_ARG(users[i].name), STR_ARG(users[i].note));
    printf("\nMã đổi sau mỗi 30 giây; trang đăng nhập của bản mô phỏng hiện mã mới (codes change every 30 seconds; the "
           "sign-in page shows new ones).\n\n");
    fflush(stdout);
    return OK;
}

static enum err number(struct ctx *ctx, const char *flag, struct str text, int64_t fallback, int64_t min, int64_t max,
                       int64_t *ret_number)
{
    *ret_number = fallback;
    if (text.len && (str_parse_i64(text, ret_number) != OK || *ret_number < min || *ret_number > max))
        return fault_set(ctx, ERR_INVALID, S("demo.number"), str_of(flag), S("Giá trị của thiết lập không đúng."),
                         STR_NONE);
    return OK;
}

static enum err prepare(struct ctx *ctx, struct demo_options *o, struct open_db *open)
{
    bool filled;

    TRY(commands_init_db(ctx, &o->settings, open));
    TRY(calendar_load(ctx, S("")));
    TRY(procedure_load(ctx, S("")));
    TRY(identity_init(ctx, o->settings.data_dir));
    TRY(check_state(ctx, &filled));
    if (!filled)
        TRY(fill(ctx, o));
    return print_users(ctx, &o->settings);
}

/* What of our arguments `serve` knows, too. */
static int serve_arguments(int argc, char **argv, const struct cmd_option *own, const char **ret_args)
{
    int count = 0;

    for (int i = 0; i < argc; i++) {
        bool mine = false;
        for (const struct cmd_option *o = own; o->name && !mine; o++) {
            size_t len = strlen(o->name);
            mine = strncmp(argv[i], o->name, len) == 0 && (!argv[i][len] || argv[i][len] == '=');
            if (mine && o->value && !argv[i][len])
                i++;
        }
        if (!mine)
            ret_args[count++] = argv[i];
    }
    return count;
}

int cmd_demo(struct ctx *ctx, const struct command *command, int argc, char **argv)
{
    struct demo_options o = {0};
    struct open_db open = {0};
    struct str people = {0}, dossiers = {0}, seed = {0};
    const struct cmd_option options[] = {
        {"--people", "N", "how many people, 1000 to 10000000; default 50000", .value = &people,
         .env = "CONGDAN_PEOPLE"},
        {"--dossiers", "N", "how many dossiers in three months; default one for 20 people", .value = &dossiers},
        {"--seed", "N", "another number makes another province; default 6", .value = &seed},
        {"--fill-only", NULL, "do not serve afterwards", .flag = &o.fill_only},
        {0}};
    enum err err = config_load(ctx, command, options, argc, argv, &o.settings, NULL, 0, NULL);

    if (err == OK)
        err = number(ctx, "--people", people, 50000, 1000, 10000000, &o.people);
    if (err == OK)
        err = number(ctx, "--dossiers", dossiers, o.people / 20, 0, 100000000, &o.dossiers);
    if (err == OK)
        err = number(ctx, "--seed", seed, 6, 1, INT64_MAX, &o.seed);
    if (err == OK)
        err = prepare(ctx, &o, &open);
    commands_close_db(&open);
    if (err != OK)
        return config_fail(ctx, err);
    if (o.fill_only)
        return 0;
    printf("Đang mở (serving) %.*s  — Ctrl-C để dừng (to stop)\n", STR_ARG(o.settings.public_url));
    fflush(stdout);
    /* A new program: the supervisor shall not keep the memory in which a province was invented. */
    const char **args = arena_array(ctx->arena, const char *, (size_t)argc + 3);
    args[0] = "congdan";
    args[1] = "serve";
    args[2 + serve_arguments(argc, argv, options, args + 2)] = NULL;
    execv("/proc/self/exe", (char *const *)(const void *)args);
    return config_fail(ctx, fault_set(ctx, ERR_INTERNAL, S("demo.exec"), STR_NONE, S("Không mở được máy chủ."),
                                      str_of(strerror(errno))));
}
