/* config.c: THE table of settings, and reading them from the file, the environment and the command line. */
#include "app/config.h"
#include "platform/config/config.h"
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum kind { KIND_STR, KIND_INT, KIND_BOOL, KIND_I64 };

struct option {
    const char *flag, *section, *key, *env, *metavar, *fallback, *help;
    enum kind kind;
    size_t offset;
    int64_t min, max;
};
#define AT(member) offsetof(struct settings, member)

static const struct option table[] = {
    {"--db", "database", "url", "CONGDAN_DB", "URL", "",
     "sqlite:PATH or postgresql://…; default sqlite:DATA_DIR/congdan.db", KIND_STR, AT(db_url)},
    {"--data-dir", "data", "dir", "CONGDAN_DATA_DIR", "DIR", "var", "folder for files, keys and the SQLite database",
     KIND_STR, AT(data_dir)},
    {"--address", "web", "address", "CONGDAN_ADDRESS", "ADDR", "127.0.0.1", "address to listen on", KIND_STR,
     AT(address)},
    {"--port", "web", "port", "CONGDAN_PORT", "N", "8006", "TCP port", KIND_INT, AT(port), 1, 65535},
    {"--public-url", "web", "public_url", "CONGDAN_PUBLIC_URL", "URL", "",
     "what people type; for QR codes; default http://ADDRESS:PORT", KIND_STR, AT(public_url)},
    {"--workers", "web", "workers", "CONGDAN_WORKERS", "N", "0",
     "web processes; 0: one with SQLite (one writer shares its commits), one for four cores with PostgreSQL", KIND_INT,
     AT(workers), 0, 64},
    {"--threads", "web", "threads", "CONGDAN_THREADS", "N", "0",
     "event threads of a web process; 0: as many as make one a core", KIND_INT, AT(threads), 0, 64},
    {"--slow-threads", "web", "slow_threads", "CONGDAN_SLOW_THREADS", "N", "2",
     "threads for passwords, PDF and exports", KIND_INT, AT(slow_threads), 1, 64},
    {"--access-log", "web", "access_log", "CONGDAN_ACCESS_LOG", "on|off", "on", "one line a request on standard error",
     KIND_BOOL, AT(access_log)},
    {"--secure-cookies", "web", "secure_cookies", "CONGDAN_SECURE_COOKIES", "on|off", "off",
     "on when people reach the server through TLS", KIND_BOOL, AT(secure_cookies)},
    {"--session-idle", "session", "idle_minutes", "CONGDAN_SESSION_IDLE", "MIN", "30",
     "minutes without a request until a session ends", KIND_INT, AT(session_idle_minutes), 1, 1440},
    {"--session-absolute", "session", "absolute_hours", "CONGDAN_SESSION_ABSOLUTE", "HOURS", "12",
     "hours until a session ends anyway", KIND_INT, AT(session_absolute_hours), 1, 168},
    {"--province", "province", "code", "CONGDAN_PROVINCE", "CODE", "52",
     "code of the province since 1 July 2025 (Decision 19/2025/QĐ-TTg)", KIND_STR, AT(province_code)},
    {"--province-name", "province", "name", "CONGDAN_PROVINCE_NAME", "NAME", "tỉnh Gia Lai",
     "the site's name in its header", KIND_STR, AT(province_name)},
    {"--hotline", "province", "hotline", "CONGDAN_HOTLINE", "NUMBER", "",
     "telephone shown on every page; default the national portal's", KIND_STR, AT(hotline)},
    {"--sandbox", "security", "sandbox", "CONGDAN_SANDBOX", "on|off", "on",
     "web and jobs see only their own files and cannot start programs, where the kernel can hold them to it", KIND_BOOL, AT(sandbox)},
    {"--clock-offset", "test", "clock_offset_ms", "CONGDAN_CLOCK_OFFSET_MS", "MS", "0",
     "added to the clock; only in a demo database", KIND_I64, AT(clock_offset_ms)},
};
static const char *origins[ARRAY_LEN(table)];

static enum err wrong(struct ctx *ctx, const char *where, const char *what)
{
    return fault_set(ctx, ERR_INVALID, S("config"), str_of(where), S("Giá trị của thiết lập không đúng."),
                     arena_printf(ctx->arena, "%s: %s", where, what));
}

static enum err set_value(struct ctx *ctx, struct settings *settings, size_t at, struct str value, const char *origin)
{
    const struct option *option = &table[at];
    char *base = (char *)settings + option->offset;
    int64_t number;

    origins[at] = origin;
    switch (option->kind) {
    case KIND_STR: *(struct str *)(void *)base = arena_str(ctx->arena, value); return OK;
    case KIND_INT:
        if (str_parse_i64(value, &number) != OK || number < option->min || number > option->max)
            return wrong(ctx, option->flag, "not a number in the allowed range");
        *(int *)(void *)base = (int)number;
        return OK;
    case KIND_I64:
        if (str_parse_i64(value, (int64_t *)(void *)base) != OK)
            return wrong(ctx, option->flag, "not a whole number");
        return OK;
    case KIND_BOOL:
    default:
        if (!str_eq(value, S("on")) && !str_eq(value, S("off")))
            return wrong(ctx, option->flag, "on or off");
        *(bool *)(void *)base = str_eq(value, S("on"));
        return OK;
    }
}

static enum err set_from_file(struct ctx *ctx, void *arg, struct str section, struct str name, struct str value)
{
    for (size_t i = 0; i < ARRAY_LEN(table); i++)
        if (str_eq(section, str_of(table[i].section)) && str_eq(name, str_of(table[i].key)))
            return set_value(ctx, arg, i, value, "congdan.ini");
    return wrong(ctx, arena_printf(ctx->arena, "[%.*s] %.*s", STR_ARG(section), STR_ARG(name)).ptr, "no such setting");
}

static void print_help(const struct command *command, const struct cmd_option *options)
{
    printf("congdan %s%s%s [OPTIONS]\n\n%s\n\n%s\n", command->name, command->operands ? " " : "",
           command->operands ? command->operands : "", command->summary, command->help);
    if (options && options->name)
        printf("\nOptions of this command:\n");
    for (const struct cmd_option *o = options; o && o->name; o++)
        printf("  %s %-*s %s%s%s%s\n", o->name, 26 - (int)strlen(o->name) > 0 ? 26 - (int)strlen(o->name) : 1,
               o->metavar ? o->metavar : "", o->help, o->env ? " [" : "", o->env ? o->env : "", o->env ? "]" : "");
    printf("\nSettings (file congdan.ini, then environment, then flags; the last one counts):\n");
    for (size_t i = 0; i < ARRAY_LEN(table); i++) {
        char left[64];
        snprintf(left, sizeof left, "%s %s", table[i].flag, table[i].metavar);
        printf("  %-28s %s\n  %28s [%s] %s, %s%s%s\n", left, table[i].help, "", table[i].section, table[i].key,
               table[i].env, table[i].fallback[0] ? ", default " : "", table[i].fallback);
    }
    printf("  %-28s %s\n", "--config FILE",
           "the file to read instead of ./congdan.ini or /etc/congdan/congdan.ini [CONGDAN_CONFIG]");
}

/* "--name VALUE" and "--name=VALUE"; moves *at over the value. */
static bool takes(const char *name, int argc, char **argv, int *at, struct str *ret_value)
{
    size_t len = strlen(name);

    if (strncmp(argv[*at], name, len) != 0)
        return false;
    if (argv[*at][len] == '=') {
        *ret_value = str_of(argv[*at] + len + 1);
        return true;
    }
    if (argv[*at][len] || *at + 1 >= argc)
        return false;
    *ret_value = str_of(argv[++*at]);
    return true;
}

/* A password in --db would stand in the list of processes for everybody on the machine: it moves into the environment, which only this user and root can
 * read, and the argument says so. Our own children get the same arguments and find it there. Before this runs it was visible for a moment: say CONGDAN_DB, a
 * passfile or congdan.ini instead. */
#define DB_FROM_ENVIRONMENT "env:CONGDAN_DB"

static void hide_password(struct ctx *ctx, struct str value)
{
    char *argument = (char *)(uintptr_t)value.ptr; /* of argv, which is ours to write */

    if (value.len < sizeof DB_FROM_ENVIRONMENT || str_eq(db_url_public(ctx->arena, value), value))
        return;
    setenv("CONGDAN_DB", arena_cstr(ctx->arena, value), 1);
    memset(argument, 0, value.len);
    memcpy(argument, DB_FROM_ENVIRONMENT, sizeof DB_FROM_ENVIRONMENT - 1);
}

static struct str db_from_environment(struct str value)
{
    const char *url = getenv("CONGDAN_DB");

    return str_eq(value, S(DB_FROM_ENVIRONMENT)) && url ? str_of(url) : value;
}

static enum err read_flags(struct ctx *ctx, const struct command *command, const struct cmd_option *options, int argc,
                           char **argv, struct settings *settings, const char **ret_operands, int operands_max,
                           int *ret_operand_count)
{
    for (int at = 0; at < argc; at++) {
        struct str value;
        bool known = false;

        if (strcmp(argv[at], "--help") == 0 || strcmp(argv[at], "-h") == 0) {
            print_help(command, options);
            return ERR_NOT_FOUND;
        }
        for (size_t i = 0; i < ARRAY_LEN(table) && !known; i++)
            if ((known = takes(table[i].flag, argc, argv, &at, &value))) {
                if (table[i].offset == AT(db_url))
                    value = db_from_environment(value);
                TRY(set_value(ctx, settings, i, value, "flag"));
                if (table[i].offset == AT(db_url) && value.ptr != getenv("CONGDAN_DB"))
                    hide_password(ctx, value);
            }
        for (const struct cmd_option *o = options; o && o->name && !known; o++) {
            if (o->flag && (known = strcmp(argv[at], o->name) == 0))
                *o->flag = true;
            else if (o->value && (known = takes(o->name, argc, argv, &at, &value)))
                *o->value = value;
        }
        if (!known && takes("--config", argc, argv, &at, &value))
            known = true;
        if (known)
            continue;
        if (argv[at][0] == '-' && argv[at][1])
            return wrong(ctx, argv[at], "no such option, or its value is missing; --help lists them");
        if (*ret_operand_count == operands_max)
            return wrong(ctx, argv[at], "one argument too many; see --help");
        ret_operands[(*ret_operand_count)++] = argv[at];
    }
    return OK;
}

static enum err read_file(struct ctx *ctx, int argc, char **argv, struct settings *settings)
{
    const char *named = getenv("CONGDAN_CONFIG");

    for (int at = 0; at < argc; at++) {
        struct str value;
        if (takes("--config", argc, argv, &at, &value))
            named = value.ptr;
    }
    const char *path = named ? named : access("congdan.ini", R_OK) == 0 ? "congdan.ini" : "/etc/congdan/congdan.ini";
    enum err err = config_read_ini(ctx, path, set_from_file, settings);
    if (err == ERR_NOT_FOUND)
        return named ? wrong(ctx, named, "cannot read this file") : OK;
    return err;
}

static void derive(struct ctx *ctx, struct settings *settings)
{
    bool sqlite;
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    int cores = online < 1 ? 1 : online > 64 ? 64 : (int)online;

    if (!settings->db_url.len)
        settings->db_url = arena_printf(ctx->arena, "sqlite:%.*s/congdan.db", STR_ARG(settings->data_dir));
    sqlite = str_starts(settings->db_url, S("sqlite:"));
    if (!settings->workers)
        settings->workers = sqlite ? 1 : (cores + 3) / 4; /* ADR 5 */
    if (!settings->threads)
        settings->threads = (cores + settings->workers - 1) / settings->workers;
    if (!settings->public_url.len)
        settings->public_url = arena_printf(ctx->arena, "http://%.*s:%d", STR_ARG(settings->address), settings->port);
}

enum err config_load(struct ctx *ctx, const struct command *command, const struct cmd_option *options, int argc,
                     char **argv, struct settings *ret_settings, const char **ret_operands, int operands_max,
                     int *ret_operand_count)
{
    int count = 0;

    *ret_settings = (struct settings){0};
    for (size_t i = 0; i < ARRAY_LEN(table); i++)
        TRY(set_value(ctx, ret_settings, i, str_of(table[i].fallback), "default"));
    TRY(read_file(ctx, argc, argv, ret_settings));
    for (size_t i = 0; i < ARRAY_LEN(table); i++)
        if (getenv(table[i].env))
            TRY(set_value(ctx, ret_settings, i, str_of(getenv(table[i].env)), table[i].env));
    for (const struct cmd_option *o = options; o && o->name; o++)
        if (o->env && getenv(o->env) && o->value)
            *o->value = str_of(getenv(o->env));
    TRY(read_flags(ctx, command, options, argc, argv, ret_settings, ret_operands, operands_max, &count));
    if (ret_operand_count)
        *ret_operand_count = count;
    derive(ctx, ret_settings);
    return OK;
}

void config_print(const struct settings *settings)
{
    struct arena AUTO(arena_done) arena;

    arena_init(&arena, 0);
    for (size_t i = 0; i < ARRAY_LEN(table); i++) {
        const char *base = (const char *)settings + table[i].offset;
        printf("  %-10s %-16s ", table[i].section, table[i].key);
        if (table[i].kind == KIND_STR) {
            struct str value = *(const struct str *)(const void *)base;
            if (table[i].offset == AT(db_url))
                value = db_url_public(&arena, value);
            printf("%-36.*s", STR_ARG(value));
        } else if (table[i].kind == KIND_BOOL) {
            printf("%-36s", *(const bool *)(const void *)base ? "on" : "off");
        } else {
            printf("%-36ld", table[i].kind == KIND_INT ? (long)*(const int *)(const void *)base
                                                       : (long)*(const int64_t *)(const void *)base);
        }
        printf(" (%s)\n", origins[i] ? origins[i] : "default");
    }
}

int config_fail(struct ctx *ctx, enum err err)
{
    const struct fault *fault = &ctx->fault;

    if (err == OK || (err == ERR_NOT_FOUND && fault->err == OK)) /* --help was asked for */
        return 0;
    fprintf(stderr, "congdan: %.*s%s%.*s\n", STR_ARG(fault->field), fault->field.len ? ": " : "", STR_ARG(fault->text));
    struct str en = i18n_str(LANG_EN, fault->text);
    if (!str_eq(en, fault->text))
        fprintf(stderr, "         %.*s\n", STR_ARG(en));
    if (fault->detail.len)
        fprintf(stderr, "         (%.*s)\n", STR_ARG(fault->detail));
    return err == ERR_INVALID ? 2 : 1;
}
