/* cmd_client.c: `congdan client ...`: systems of other agencies that call the API with a bearer token. A token is printed once and never again. */
#include "app/commands.h"
#include "app/client_service.h"
#include "features/identity/identity.h"
#include "features/matching/read_fields.h"
#include "features/territory/territory.h"
#include <stdio.h>

struct client_options {
    struct settings settings;
    struct str id, name, basis, purpose, perms, fields, unit;
    struct client_service service;
};

static void print_token(int64_t client_id, struct str token)
{
    printf("  client_id      %ld\n  bearer token   %.*s\nIn ra rồi cất đi: sẽ không hiện lại lần nữa (shown once).\n", (long)client_id, STR_ARG(token));
}

enum err commands_client_add(struct ctx *ctx, const struct settings *settings, struct client_new *client)
{
    int64_t client_id;
    struct str token;

    if (!client->perms.len)
        client->perms = S("API_VERIFY");
    if (!client->unit_id)
        TRY(commands_unit_of(ctx, settings->province_code, &client->unit_id));
    TRY(client_add(ctx, client, &client_id, &token));
    print_token(client_id, token);
    return OK;
}

static enum err add(struct ctx *ctx, struct client_options *o)
{
    struct client_new client = {.name = o->name, .perms = o->perms, .legal_basis = o->basis, .purpose = o->purpose, .person_fields = o->fields};

    TRY(read_fields_check(ctx, o->fields));
    if (o->unit.len)
        TRY(commands_unit_of(ctx, o->unit, &client.unit_id));
    return commands_client_add(ctx, &o->settings, &client);
}

static enum err list(struct ctx *ctx, struct client_options *o)
{
    struct client_info *rows;
    int count;

    (void)o;
    TRY(client_list(ctx, &rows, &count));
    for (int i = 0; i < count; i++) {
        const struct client_info *c = &rows[i];
        printf("%-20ld %-24.*s %.*s; %.*s; %.*s; từ (since) %.*s%s%.*s\n", (long)c->client_id, STR_ARG(c->perms), STR_ARG(c->name), STR_ARG(c->legal_basis),
               STR_ARG(c->purpose), STR_ARG(fmt_day(ctx->arena, day_of_ms(c->created_ms))), c->ended_ms ? ", đã kết thúc (ended) " : "",
               STR_ARG(c->ended_ms ? fmt_day(ctx->arena, day_of_ms(c->ended_ms)) : STR_NONE));
    }
    printf("%d hệ thống kết nối (clients)\n", count);
    return OK;
}

static enum err id_of(struct ctx *ctx, const struct client_options *o, int64_t *ret_client_id)
{
    if (str_parse_i64(o->id, ret_client_id) != OK)
        return fault(ctx, ERR_INVALID, "client.id", "--id", "Thiếu số của hệ thống kết nối; xem congdan client list.");
    return OK;
}

static enum err end(struct ctx *ctx, struct client_options *o)
{
    int64_t client_id;

    TRY(id_of(ctx, o, &client_id));
    TRY(client_end(ctx, client_id));
    printf("Đã kết thúc (ended): %ld\n", (long)client_id);
    return OK;
}

static enum err rotate(struct ctx *ctx, struct client_options *o)
{
    int64_t client_id;
    struct str token;

    TRY(id_of(ctx, o, &client_id));
    TRY(client_rotate(ctx, client_id, &token));
    print_token(client_id, token);
    return OK;
}

/* --- services that sign people in through us --- */
static enum err add_service(struct ctx *ctx, struct client_options *o)
{
    struct oidc_client client = {.name = o->name, .legal_basis = o->basis, .purpose = o->purpose};

    TRY(commands_unit_of(ctx, o->unit.len ? o->unit : o->settings.province_code, &client.unit_id));
    return client_service_add(ctx, &o->settings, &o->service, &client);
}

static enum err list_services(struct ctx *ctx, struct client_options *o)
{
    (void)o;
    return client_service_list(ctx);
}

static enum err end_service(struct ctx *ctx, struct client_options *o)
{
    if (!o->id.len)
        return fault(ctx, ERR_INVALID, "client.id", "--id", "Thiếu mã của dịch vụ; xem congdan client list-services.");
    TRY(oidc_client_end(ctx, o->id));
    printf("Đã kết thúc (ended): %.*s\n", STR_ARG(o->id));
    return OK;
}

static const struct action {
    const char *name;
    enum err (*run)(struct ctx *ctx, struct client_options *options);
} actions[] = {{"list", list}, {"add", add}, {"end", end}, {"rotate", rotate},
             {"add-service", add_service}, {"list-services", list_services}, {"end-service", end_service}};

int cmd_client(struct ctx *ctx, const struct command *command, int argc, char **argv)
{
    struct client_options o = {0};
    struct open_db AUTO(commands_close_db) open = {0};
    const struct cmd_option options[] = {
        {"--id", "N", "end, rotate: the client's number, as list shows it", .value = &o.id},
        {"--name", "NAME", "add: what the system is called", .value = &o.name},
        {"--basis", "TEXT", "add: legal basis of its look-ups", .value = &o.basis},
        {"--purpose", "TEXT", "add: purpose of its look-ups; with the basis in the log of everybody it asks about", .value = &o.purpose},
        {"--perms", "A,B", "add: API_VERIFY (default), API_DOSSIER, API_READ", .value = &o.perms},
        {"--fields", "A,B", "add, with API_READ: what the client may read of a person: full_name,birth_date,sex ...", .value = &o.fields},
        {"--unit", "CODE", "add: the unit it belongs to; default the province of the settings", .value = &o.unit},
        {"--redirect-uris", "URIS", "add-service: where people come back to, separated by blanks; compared byte by byte", .value = &o.service.redirect_uris},
        {"--logout-uris", "URIS", "add-service: where they may come to after signing out", .value = &o.service.logout_uris},
        {"--home", "URI", "add-service: the service's own first page", .value = &o.service.home_uri},
        {"--auth", "METHOD", "add-service: client_secret_basic (default), client_secret_post, private_key_jwt, none", .value = &o.service.auth_method},
        {"--jwks", "FILE", "add-service: its public keys, for private_key_jwt", .value = &o.service.jwks_file},
        {"--grants", "LIST", "add-service: authorization_code (default), refresh_token, client_credentials", .value = &o.service.grants},
        {"--scopes", "LIST", "add-service: openid (default) profile residence household number contact offline_access api", .value = &o.service.scopes},
        {"--alg", "ALG", "add-service: signs its ID tokens: ES256 (default), PS256, RS256, EdDSA", .value = &o.service.alg},
        {"--pairwise", NULL, "add-service: people have another name (sub) at each host", .flag = &o.service.pairwise},
        {"--jwt-access", NULL, "add-service: access tokens that others can check by themselves (RFC 9068)", .flag = &o.service.jwt_access},
        {"--trusted", NULL, "add-service: the province's own service on a legal basis; people are not asked", .flag = &o.service.trusted},
        {0}};
    const char *name = NULL;
    int count = 0;
    enum err err = config_load(ctx, command, options, argc, argv, &o.settings, &name, 1, &count);

    if (err == OK && count != 1)
        err = fault(ctx, ERR_INVALID, "client.action", "", "Cần một việc: list, add, end, rotate, add-service, list-services hoặc end-service.");
    if (err == OK)
        err = commands_open_db(ctx, &o.settings, false, true, &open);
    if (err == OK) {
        err = fault(ctx, ERR_INVALID, "client.action", name, "Không có việc này. Xem congdan client --help.");
        for (size_t i = 0; i < ARRAY_LEN(actions); i++)
            if (strcmp(actions[i].name, name) == 0) {
                ctx->fault = (struct fault){0};
                err = actions[i].run(ctx, &o);
            }
    }
    return err == OK ? 0 : config_fail(ctx, err);
}
