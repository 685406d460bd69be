/* client_service.c: see client_service.h. */
#include "app/client_service.h"
#include <stdio.h>
#include "platform/file/file.h"

static struct str or_else(struct str text, struct str other) { return text.len ? text : other; }

enum err client_service_add(struct ctx *ctx, const struct settings *settings, const struct client_service *service, struct oidc_client *client)
{
    struct str client_id, secret;

    client->redirect_uris = service->redirect_uris;
    client->logout_uris = service->logout_uris;
    client->home_uri = service->home_uri;
    client->auth_method = or_else(service->auth_method, S("client_secret_basic"));
    client->grants = or_else(service->grants, S("authorization_code"));
    client->scopes = or_else(service->scopes, S("openid"));
    client->id_token_alg = or_else(service->alg, S("ES256"));
    client->pairwise = service->pairwise;
    client->jwt_access = service->jwt_access;
    client->trusted = service->trusted;
    if (service->jwks_file.len && file_read(ctx, service->jwks_file, &client->jwks) != OK)
        return fault(ctx, ERR_INVALID, "client.jwks", "--jwks", "Không đọc được tệp khóa công khai.");
    TRY(oidc_client_add(ctx, client, &client_id, &secret));
    printf("  issuer         %.*s\n  client_id      %.*s\n", STR_ARG(settings->public_url), STR_ARG(client_id));
    if (secret.len)
        printf("  client_secret  %.*s\nIn ra rồi cất đi: sẽ không hiện lại lần nữa (shown once).\n", STR_ARG(secret));
    return OK;
}

enum err client_service_list(struct ctx *ctx)
{
    struct oidc_client *rows;
    int count;

    TRY(oidc_client_list(ctx, &rows, &count));
    for (int i = 0; i < count; i++)
        printf("%-22.*s %-20.*s %.*s; %.*s; %.*s; từ (since) %.*s%s\n", STR_ARG(rows[i].client_id), STR_ARG(rows[i].auth_method), STR_ARG(rows[i].name), STR_ARG(rows[i].scopes),
               STR_ARG(rows[i].legal_basis), STR_ARG(day_iso(ctx->arena, day_of_ms(rows[i].created_ms))), rows[i].ended_ms ? ", đã kết thúc (ended)" : "");
    printf("%d dịch vụ (services)\n", count);
    return OK;
}
