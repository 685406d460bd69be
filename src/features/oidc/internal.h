/* internal.h: what the files of oidc/ share. */
#ifndef FEATURES_OIDC_INTERNAL_H
#define FEATURES_OIDC_INTERNAL_H

#include "features/oidc/oidc.h"
#include "platform/json/json.h"
#include "platform/signer/signer.h"
#include "web/app.h"

enum {
    REQUEST_SECONDS = 3600,       /* somebody who comes back after lunch still arrives */
    PUSHED_SECONDS = 90,
    CODE_SECONDS = 60,
    ACCESS_SECONDS = 600,
    ID_TOKEN_SECONDS = 600,
    REFRESH_SECONDS = 30 * 24 * 3600,
    CLIENT_ASSERTION_SECONDS = 300,
    PARAMS_MAX = 40
};

/* --- params.c: what came, read by the protocol's rules: each parameter at most once (RFC 6749 3.1), unknown ones passed over --- */
struct params {
    struct http_fields fields;
};
/* ERR_INVALID: not form-encoded, or a parameter twice: fault "oidc.params". */
MUST_CHECK enum err params_read(struct ctx *ctx, struct str encoded, struct params *ret_params);
struct str param(const struct params *params, const char *name); /* "" when absent; an empty value counts as absent */
bool word_in(struct str list, struct str word);                  /* of a list separated by blanks */
bool words_in(struct str list, struct str words);                /* all of them */
struct str words_both(struct ctx *ctx, struct str list, struct str more); /* each word once */
void param_put(struct buf *url, bool *first, const char *name, struct str value); /* "&name=value", encoded; nothing when the value is "" */

/* --- client_store.c --- */
MUST_CHECK enum err client_store_get(struct ctx *ctx, struct str client_id, struct oidc_client *ret_client); /* in use, or until five seconds ago; ERR_NOT_FOUND */
MUST_CHECK enum err client_store_get_key(struct ctx *ctx, int64_t client_key, struct oidc_client *ret_client);
MUST_CHECK enum err client_store_put(struct ctx *ctx, const struct oidc_client *client);
MUST_CHECK enum err client_store_end_tokens(struct ctx *ctx, struct str client_id, int64_t *ret_changed);

/* --- client_cache.c: rows of services for five seconds --- */
bool client_cache_get(struct ctx *ctx, struct str client_id, int64_t client_key, struct oidc_client *ret_client); /* client_id "": by its key */
void client_cache_put(const struct ctx *ctx, const struct oidc_client *client);
void client_cache_drop(struct str client_id);

/* --- client_auth.c: which client asks at an end point for programs (RFC 6749 2.3, OpenID Connect Core 9) --- */
/* A proof that is good once (private_key_jwt): it counts only when proof_use() says so, on the writer lane. sha256 "": by a secret, nothing to do. */
struct proof {
    struct str sha256;
    int64_t expires_ms;
};
/* ERR_UNAUTHENTICATED for every kind of failure. Public clients name themselves only. */
MUST_CHECK enum err client_authenticate(struct req *req, const struct params *params, struct oidc_client *ret_client, struct proof *ret_proof);
MUST_CHECK enum err proof_use(struct ctx *ctx, const struct proof *proof, bool *ret_fresh); /* false: it came before */

/* --- grant_store.c --- */
struct family {
    int64_t family_id, client_key, account_id, session_id;
    struct str scopes, nonce, redirect_uri, challenge;
    int64_t code_expires_ms, code_used_ms, auth_ms;
    struct str acr, amr;
    int64_t created_ms, ended_ms;
    struct str account_state; /* of today */
    int64_t person_id;
};
MUST_CHECK enum err family_insert(struct ctx *ctx, const struct family *family, struct str code_sha256);
MUST_CHECK enum err family_by_code(struct ctx *ctx, struct str code_sha256, struct family *ret_family); /* ERR_NOT_FOUND */
MUST_CHECK enum err family_get(struct ctx *ctx, int64_t family_id, struct family *ret_family);
MUST_CHECK enum err family_use_code(struct ctx *ctx, int64_t family_id, int64_t *ret_changed); /* 0: it was used before */
MUST_CHECK enum err family_end(struct ctx *ctx, int64_t family_id, struct str reason);
MUST_CHECK enum err families_end_session(struct ctx *ctx, int64_t session_id, struct str reason);
MUST_CHECK enum err families_end_client(struct ctx *ctx, int64_t account_id, int64_t client_key, struct str reason);
struct token {
    struct str kind; /* access, refresh */
    int64_t family_id, client_key;
    struct str scopes;
    int64_t issued_ms, expires_ms, replaced_ms, ended_ms;
};
MUST_CHECK enum err token_insert(struct ctx *ctx, const struct token *token, struct str sha256);
MUST_CHECK enum err token_get(struct ctx *ctx, struct str sha256, struct token *ret_token); /* ERR_NOT_FOUND */
/* Both in one query; the family is empty for a token of a program for itself (token.family_id 0). */
MUST_CHECK enum err token_get_with_family(struct ctx *ctx, struct str sha256, struct token *ret_token, struct family *ret_family);
MUST_CHECK enum err token_replace(struct ctx *ctx, struct str sha256, int64_t *ret_changed); /* 0: it was replaced before */
MUST_CHECK enum err token_end(struct ctx *ctx, struct str sha256);
MUST_CHECK enum err request_insert(struct ctx *ctx, struct str handle_sha256, int64_t client_key, struct str params, int seconds);
MUST_CHECK enum err request_get(struct ctx *ctx, struct str handle_sha256, int64_t *ret_client_key, struct str *ret_params, bool *ret_used,
                                int64_t *ret_created_ms); /* ERR_NOT_FOUND: none, or over */
MUST_CHECK enum err request_use(struct ctx *ctx, struct str handle_sha256, int64_t *ret_changed);
MUST_CHECK enum err consent_get(struct ctx *ctx, int64_t account_id, int64_t client_key, struct str *ret_scopes); /* "" when there is none */
MUST_CHECK enum err consent_put(struct ctx *ctx, int64_t account_id, int64_t client_key, struct str scopes);
struct consent_row {
    int64_t client_key, granted_ms;
    struct str client_name, scopes;
};
MUST_CHECK enum err consent_list(struct ctx *ctx, int64_t account_id, struct consent_row **ret_rows, int *ret_count);
MUST_CHECK enum err consent_end(struct ctx *ctx, int64_t account_id, int64_t client_key, int64_t *ret_changed);
struct str secret_digest(struct arena *arena, struct str secret); /* SHA-256 */

/* --- claims.c --- */
struct str issuer(const struct req *req); /* settings.public_url without a slash at its end */
/* The person's name at this client: keyed digest, the same for ever. */
MUST_CHECK enum err subject_of(struct req *req, const struct oidc_client *client, int64_t account_id, struct str *ret_sub);
/* Writes the claims of the scopes into an open JSON object; tells the log whose data went where. */
MUST_CHECK enum err claims_put(struct req *req, struct json_out *out, const struct oidc_client *client, int64_t person_id, struct str scopes);
struct msg scope_text(struct str scope); /* what it gives, in words, for the page of consent */
extern const char scopes_known[];
extern const char claims_known[];

/* --- answers --- */
/* RFC 6749 5.2: {"error","error_description"}; 401 with WWW-Authenticate for invalid_client. Returns OK: what the handler did before is kept. */
enum err answer_error(struct req *req, int status, struct str error, struct str description);
enum err answer_json(struct req *req, struct buf *json); /* 200, not to be stored */

/* --- authorize_pages.c, for par.c: what is wrong with a request of this client, as an error's code; "" when nothing is. And its parameters without those that prove who
 * the client is: a secret is not to be kept in a table. */
struct str authorize_check(struct ctx *ctx, const struct oidc_client *client, const struct params *params, struct str *ret_description);
struct str authorize_params(struct ctx *ctx, const struct oidc_client *client, const struct params *params);
/* --- par.c --- */
bool par_is(struct str request_uri);
MUST_CHECK enum err par_take(struct ctx *ctx, struct str request_uri, const struct oidc_client *client, struct str *ret_params); /* "": not there, or no longer */

/* handlers */
enum err discovery_api(struct req *req);
enum err jwks_api(struct req *req);
enum err authorize_page(struct req *req);
enum err authorize_post(struct req *req);
enum err authorize_resume_page(struct req *req);
enum err oidc_consent_post(struct req *req);
enum err token_api(struct req *req);
enum err token_batch(struct ctx *ctx, struct req *const *reqs, int count);
enum err userinfo_api(struct req *req);
enum err introspect_api(struct req *req);
enum err introspect_batch(struct ctx *ctx, struct req *const *reqs, int count);
enum err revoke_api(struct req *req);
enum err par_api(struct req *req);
enum err logout_page(struct req *req);
enum err logout_post(struct req *req);
enum err oidc_consents_page(struct req *req);
enum err oidc_services_page(struct req *req);
enum err oidc_service_end_post(struct req *req);
enum err oidc_consent_end_post(struct req *req);

#endif
