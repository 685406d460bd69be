/* oidc.h: the OpenID provider: agencies' services let people sign in here and ask for what the register knows of them, as far as the person agrees and the service's
 * legal basis reaches.
 *   OpenID Connect Core 1.0, Discovery 1.0, RP-Initiated Logout 1.0; RFC 6749 (code, refresh, client credentials), 6750, 7009, 7636 (S256 only), 7662, 8414, 9068,
 *   9126 (pushed requests), 9207 (iss), 9700 (best practices: exact redirect URIs, rotation of refresh tokens, no implicit and no password grant).
 * Claims come from the register at the moment of asking. `sub` is a pseudonym, never a personal number. Keys are held by the signer process. */
#ifndef FEATURES_OIDC_H
#define FEATURES_OIDC_H

#include "features/identity/identity.h"

/* --- clients ------------------------------------------------------------------------------------------------------------ */
struct oidc_client {
    int64_t client_key;
    struct str client_id, name, home_uri;
    struct str auth_method;   /* none (public), client_secret_basic, client_secret_post, private_key_jwt */
    struct str secret_sha256; /* bytes; "" without a secret */
    struct str jwks;          /* JSON of its public keys, for private_key_jwt */
    struct str redirect_uris, logout_uris; /* separated by blanks; compared byte by byte */
    struct str grants;        /* authorization_code refresh_token client_credentials */
    struct str scopes;        /* what it may ask for: openid profile residence household number contact offline_access api */
    bool pairwise;            /* another `sub` for each host of a redirect URI */
    struct str id_token_alg;  /* ES256, PS256, RS256, EdDSA */
    bool jwt_access;          /* access tokens that a resource server can check by itself (RFC 9068) instead of opaque ones */
    bool trusted;             /* the province's own service on a legal basis: the person is told, not asked */
    int64_t unit_id;
    struct str legal_basis, purpose; /* both required: Law 91/2025/QH15; both stand in the log of everybody whose data it gets */
    int64_t created_ms, ended_ms;
};
/* Checks the whole entry: faults name the field. A secret is made for client_secret_*: shown once. In a write transaction of its own. */
MUST_CHECK enum err oidc_client_add(struct ctx *ctx, const struct oidc_client *client, struct str *ret_client_id, struct str *ret_secret);
MUST_CHECK enum err oidc_client_end(struct ctx *ctx, struct str client_id); /* its tokens end with it; ERR_NOT_FOUND */
MUST_CHECK enum err oidc_client_list(struct ctx *ctx, struct oidc_client **ret_rows, int *ret_count); /* the newest 1,000 */

/* For the jobs role: forgets requests, tokens and families whose time is over, at most `limit` of each. */
MUST_CHECK enum err oidc_purge(struct ctx *ctx, int limit, bool *ret_more);

extern const struct route oidc_routes[];
extern const int oidc_routes_count;

#endif
