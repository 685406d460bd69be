/* client_service.h: the part of `congdan client` about services that sign people in through us (OpenID Connect). */
#ifndef APP_CLIENT_SERVICE_H
#define APP_CLIENT_SERVICE_H

#include "app/config.h"
#include "features/oidc/oidc.h"

struct client_service { /* as typed */
    struct str redirect_uris, logout_uris, home_uri, auth_method, jwks_file, grants, scopes, alg;
    bool pairwise, jwt_access, trusted;
};
/* `client` holds name, legal basis, purpose and unit already. Prints the client_id and the secret, once. */
MUST_CHECK enum err client_service_add(struct ctx *ctx, const struct settings *settings, const struct client_service *service, struct oidc_client *client);
MUST_CHECK enum err client_service_list(struct ctx *ctx);

#endif
