/* cmd_user.c: `congdan user ...`: accounts of officers and citizens. Secrets are printed once and never again. */
#include "app/commands.h"
#include "features/identity/identity.h"
#include <stdio.h>

struct user_options {
    struct settings settings;
    struct str login, name, role, agency, title, basis, purpose, perms;
};

static void print_secrets(const struct user_secrets *secrets)
{
    printf(
        "  login          %.*s\n  mật khẩu       %.*s\n  khóa TOTP      %.*s\n  otpauth        %.*s\n  mã khôi phục  ",
        STR_ARG(secrets->login), STR_ARG(secrets->password), STR_ARG(secrets->totp_base32), STR_ARG(secrets->totp_uri));
    for (int i = 0; i < RECOVERY_CODES; i++)
        printf(" %.*s", STR_ARG(secrets->recovery_codes[i]));
    printf("\nIn ra rồi cất đi: sẽ không hiện lại lần nữa (shown once).\n");
}

static bool login_is_number(const struct user_options *o)
{
    struct str left = o->login;

    for (size_t i = 0; i < left.len; i++)
        if (!(left.ptr[i] >= '0' && left.ptr[i] <= '9') && left.ptr[i] != ' ' && left.ptr[i] != '.')
            return false;
    return left.len > 0;
}

/* "--login -": the first line of standard input, so that a personal number stands in no list of processes and no shell history. */
static enum err read_login(struct ctx *ctx, struct user_options *o)
{
    char line[128];

    if (!str_eq(o->login, S("-")))
        return OK;
    if (!fgets(line, sizeof line, stdin))
        return fault(ctx, ERR_INVALID, "user.login", "--login", "Không đọc được tên đăng nhập từ đầu vào chuẩn.");
    o->login = arena_str(ctx->arena, str_trim(str_of(line)));
    return OK;
}

static enum err find_agency(struct ctx *ctx, struct str code, struct agency *ret_agency)
{
    enum err err = agency_find(ctx, code, ret_agency);

    if (err == ERR_NOT_FOUND)
        return fault_set(ctx, ERR_INVALID, S("user.agency"), S("--agency"), S("Không có cơ quan mang mã này."), code);
    return err;
}

static enum err list(struct ctx *ctx, struct user_options *o)
{
    struct user_row *rows;
    int count;

    (void)o;
    TRY(user_list(ctx, &rows, &count));
    for (int i = 0; i < count; i++)
        printf("%-24.*s %-9.*s %-10.*s %2d  %.*s%s%.*s\n", STR_ARG(rows[i].login_masked), STR_ARG(rows[i].kind),
               STR_ARG(rows[i].state), rows[i].sessions, STR_ARG(rows[i].name), rows[i].agency_name.len ? ", " : "",
               STR_ARG(rows[i].agency_name));
    printf("%d tài khoản (accounts)\n", count);
    return OK;
}

static enum err add(struct ctx *ctx, struct user_options *o)
{
    struct agency agency = {0};
    struct user_secrets secrets;

    if (login_is_number(o)) {
        struct user_new citizen = {.kind = S("citizen"), .login = o->login};
        if (o->role.len || o->agency.len || o->title.len)
            return fault(ctx, ERR_INVALID, "user.citizen", "--login",
                         "Tài khoản công dân không có vai trò, cơ quan, chức danh; tên lấy từ cơ sở dữ liệu dân cư.");
        TRY(user_add(ctx, o->settings.data_dir, &citizen, &secrets));
        print_secrets(&secrets);
        return OK;
    }
    if (!o->login.len || !o->name.len || !o->role.len || !o->agency.len)
        return fault(ctx, ERR_INVALID, "user.missing", "",
                     "Cần --login, --name, --role và --agency. Xem congdan user --help.");
    TRY(find_agency(ctx, o->agency, &agency));
    struct user_new user = {.kind = S("officer"),
                            .login = o->login,
                            .name = o->name,
                            .title = o->title,
                            .agency_id = agency.agency_id,
                            .role = o->role};
    TRY(user_add(ctx, o->settings.data_dir, &user, &secrets));
    print_secrets(&secrets);
    return OK;
}

static enum err reset_password(struct ctx *ctx, struct user_options *o)
{
    struct user_secrets secrets;
    TRY(user_reset_password(ctx, o->settings.data_dir, o->login, &secrets));
    print_secrets(&secrets);
    return OK;
}

static enum err end_sessions(struct ctx *ctx, struct user_options *o)
{
    int64_t ended;
    TRY(user_end_sessions(ctx, o->login, &ended));
    printf("Đã kết thúc %ld phiên (sessions ended)\n", (long)ended);
    return OK;
}

/* The older name of `congdan client add`, which scripts may hold. */
static enum err client(struct ctx *ctx, struct user_options *o)
{
    struct client_new new = {.name = o->name, .perms = o->perms, .legal_basis = o->basis, .purpose = o->purpose};

    return commands_client_add(ctx, &o->settings, &new);
}

static enum err lock(struct ctx *ctx, struct user_options *o) { return user_lock(ctx, o->login, true); }
static enum err unlock(struct ctx *ctx, struct user_options *o) { return user_lock(ctx, o->login, false); }

static const struct action {
    const char *name;
    enum err (*run)(struct ctx *ctx, struct user_options *options);
} actions[] = {{"list", list},
               {"add", add},
               {"reset-password", reset_password},
               {"end-sessions", end_sessions},
               {"lock", lock},
               {"unlock", unlock},
               {"client-add", client}};

int cmd_user(struct ctx *ctx, const struct command *command, int argc, char **argv)
{
    struct user_options o = {0};
    struct open_db AUTO(commands_close_db) open = {0};
    const struct cmd_option options[] = {
        {"--login", "NAME", "the account; 12 digits for a citizen; -: read from standard input", .value = &o.login},
        {"--name", "NAME", "full name, or the client's name", .value = &o.name},
        {"--role", "ROLE",
         "clerk, commune_police_officer, commune_police_head, decision_delegate, justice_officer, commune_leader, province_leader, auditor, operator",
         .value = &o.role},
        {"--agency", "CODE", "code of the agency, H21.104", .value = &o.agency},
        {"--title", "TITLE", "the officer's title", .value = &o.title},
        {"--basis", "TEXT", "client-add (older name of congdan client add): legal basis of its look-ups", .value = &o.basis},
        {"--purpose", "TEXT", "client-add: purpose of its look-ups", .value = &o.purpose},
        {"--perms", "A,B", "client-add: API_VERIFY, API_DOSSIER", .value = &o.perms},
        {0}};
    const char *action = NULL;
    int count = 0;
    enum err err = config_load(ctx, command, options, argc, argv, &o.settings, &action, 1, &count);

    if (err == OK && count != 1)
        err = fault(ctx, ERR_INVALID, "user.action", "",
                    "Cần một việc: list, add, reset-password, end-sessions, lock, unlock hoặc client-add.");
    if (err == OK)
        err = commands_open_db(ctx, &o.settings, false, true, &open);
    if (err == OK)
        err = read_login(ctx, &o);
    if (err == OK)
        err = identity_init(ctx, o.settings.data_dir);
    if (err == OK) {
        err = fault(ctx, ERR_INVALID, "user.action", action, "Không có việc này. Xem congdan user --help.");
        for (size_t i = 0; i < ARRAY_LEN(actions); i++)
            if (strcmp(actions[i].name, action) == 0) {
                ctx->fault = (struct fault){0};
                err = actions[i].run(ctx, &o);
            }
    }
    if (err != OK)
        return config_fail(ctx, err);
    return 0;
}
