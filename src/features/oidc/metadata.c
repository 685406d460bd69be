/* metadata.c: what the provider can do (OpenID Connect Discovery 1.0, RFC 8414), and its public keys. */
#include "features/oidc/internal.h"
#include <pthread.h>

static void put_list(struct json_out *json, struct str key, struct str words)
{
    json_key(json, key);
    json_begin_array(json);
    while (words.ptr)
        json_str(json, str_cut(&words, ' '));
    json_end_array(json);
}

static void put_address(struct json_out *json, struct req *req, const char *key, const char *path)
{
    json_put_str(json, str_of(key), arena_join(req->ctx.arena, issuer(req), str_of(path)));
}

static void open_to_all(struct req *req)
{
    reply_header(req, S("Access-Control-Allow-Origin"), S("*"));
    reply_header(req, S("Cache-Control"), S("public, max-age=300"));
}

static struct str metadata_make(struct req *req)
{
    struct json_out json;
    struct buf out;

    buf_init(&out, req->ctx.arena, 4096);
    json_out_init(&json, &out);
    json_begin_object(&json);
    json_put_str(&json, S("issuer"), issuer(req));
    put_address(&json, req, "authorization_endpoint", "/oidc/authorize");
    put_address(&json, req, "token_endpoint", "/oidc/token");
    put_address(&json, req, "userinfo_endpoint", "/oidc/userinfo");
    put_address(&json, req, "jwks_uri", "/oidc/jwks");
    put_address(&json, req, "pushed_authorization_request_endpoint", "/oidc/par");
    put_address(&json, req, "introspection_endpoint", "/oidc/introspect");
    put_address(&json, req, "revocation_endpoint", "/oidc/revoke");
    put_address(&json, req, "end_session_endpoint", "/oidc/logout");
    put_list(&json, S("scopes_supported"), str_of(scopes_known));
    put_list(&json, S("claims_supported"), S("iss aud exp iat auth_time nonce acr amr sid at_hash sub name birthdate gender address household_head phone_number email "
                                             "personal_identification_number updated_at"));
    put_list(&json, S("response_types_supported"), S("code"));
    put_list(&json, S("response_modes_supported"), S("query"));
    put_list(&json, S("grant_types_supported"), S("authorization_code refresh_token client_credentials"));
    put_list(&json, S("subject_types_supported"), S("public pairwise"));
    put_list(&json, S("acr_values_supported"), S("2 1")); /* authentication levels of Decree 69/2024/ND-CP */
    put_list(&json, S("id_token_signing_alg_values_supported"), S("ES256 PS256 RS256 EdDSA"));
    put_list(&json, S("token_endpoint_auth_methods_supported"), S("client_secret_basic client_secret_post private_key_jwt none"));
    put_list(&json, S("token_endpoint_auth_signing_alg_values_supported"), S("ES256 PS256 RS256 EdDSA"));
    put_list(&json, S("introspection_endpoint_auth_methods_supported"), S("client_secret_basic client_secret_post private_key_jwt"));
    put_list(&json, S("revocation_endpoint_auth_methods_supported"), S("client_secret_basic client_secret_post private_key_jwt none"));
    put_list(&json, S("code_challenge_methods_supported"), S("S256"));
    put_list(&json, S("prompt_values_supported"), S("none login consent"));
    put_list(&json, S("ui_locales_supported"), S("vi en"));
    json_put_bool(&json, S("authorization_response_iss_parameter_supported"), true);
    json_put_bool(&json, S("require_pushed_authorization_requests"), false);
    json_put_bool(&json, S("claims_parameter_supported"), false);
    json_put_bool(&json, S("request_parameter_supported"), false);
    json_put_bool(&json, S("request_uri_parameter_supported"), false);
    json_end_object(&json);
    json_out_done(&json);
    return buf_str(&out);
}

/* Nothing in it changes while the program runs: made once. */
enum err discovery_api(struct req *req)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static char bytes[8192], made_for[512];
    static size_t len;
    struct str mine = issuer(req), text = STR_NONE;

    pthread_mutex_lock(&lock);
    if (!len) {
        struct str fresh = metadata_make(req);
        if (fresh.len <= sizeof bytes && mine.len < sizeof made_for) {
            memcpy(bytes, fresh.ptr, fresh.len);
            memcpy(made_for, mine.ptr, mine.len);
            len = fresh.len;
        }
    }
    if (len && str_eq(str_of(made_for), mine))
        text = (struct str){bytes, len};
    pthread_mutex_unlock(&lock);
    open_to_all(req);
    return text.ptr ? reply_json_kept(req, text) : reply_json(req, 200, metadata_make(req));
}

enum err jwks_api(struct req *req)
{
    struct str keys;

    TRY(signer_jwks(&req->ctx, SIGNER_OIDC, &keys));
    open_to_all(req);
    return reply_json_kept(req, keys);
}
