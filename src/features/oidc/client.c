/* client.c: the services that sign people in through us: what an entry may say, and its making and ending. */
#include "features/audit/audit.h"
#include "features/oidc/internal.h"

enum { SECRET_BYTES = 32, URI_BYTES_MAX = 500 };

static enum err wrong(struct ctx *ctx, const char *field, struct str text) { return fault_set(ctx, ERR_INVALID, S("oidc.client"), str_of(field), text, STR_NONE); }

/* http only to the machine itself (RFC 8252 section 7.3); no fragment (RFC 6749 3.1.2), no user name, no blank. */
static bool uri_good(struct str uri, bool public_client)
{
    struct str rest = uri;
    bool https = str_starts(uri, S("https://")), local = str_starts(uri, S("http://127.0.0.1")) || str_starts(uri, S("http://localhost")) || str_starts(uri, S("http://[::1]"));

    if (uri.len > URI_BYTES_MAX || str_find_char(uri, '#') >= 0 || str_find_char(uri, '@') >= 0 || str_find_char(uri, '*') >= 0 || str_find_char(uri, '\\') >= 0)
        return false;
    for (size_t i = 0; i < uri.len; i++)
        if ((unsigned char)uri.ptr[i] <= ' ' || (unsigned char)uri.ptr[i] >= 127)
            return false;
    if (local) { /* nothing may stand between the host and its port or path: http://localhost.evil.example */
        rest = str_sub(uri, str_starts(uri, S("http://[::1]")) ? 12 : 16, uri.len);
        return !rest.len || rest.ptr[0] == ':' || rest.ptr[0] == '/';
    }
    if (https)
        return uri.len > 8 && uri.ptr[8] != '/' && uri.ptr[8] != ':';
    /* An app's own scheme has a dot (RFC 8252 section 7.1) and belongs to a public client. */
    ptrdiff_t colon = str_find_char(uri, ':');
    return public_client && colon > 0 && str_find_char(str_sub(uri, 0, (size_t)colon), '.') > 0;
}

static enum err check_uris(struct ctx *ctx, const char *field, struct str list, bool public_client)
{
    while (list.ptr) {
        struct str uri = str_cut(&list, ' ');
        if (uri.len && !uri_good(uri, public_client))
            return wrong(ctx, field, S("Địa chỉ quay về phải là https (hoặc http tới chính máy đó), viết đầy đủ, không có dấu # @ * và khoảng trắng."));
    }
    return OK;
}

static enum err check_jwks(struct ctx *ctx, struct str text)
{
    const struct json *set;
    int count = 0;

    if (json_parse(ctx->arena, text, NULL, &set) != OK)
        return wrong(ctx, "jwks", S("Bộ khóa công khai phải là một JWK Set đúng chuẩn (RFC 7517)."));
    for (const struct json *jwk = json_first(json_get(set, "keys")); jwk; jwk = json_next(jwk), count++) {
        struct jose_key *key;
        TRY(jose_key_from_jwk(ctx, JOSE_ALG_NONE, jwk, &key));
        jose_key_free(key);
    }
    return count ? OK : wrong(ctx, "jwks", S("Bộ khóa công khai phải là một JWK Set đúng chuẩn (RFC 7517)."));
}

static enum err check(struct ctx *ctx, const struct oidc_client *c)
{
    bool is_public = str_eq(c->auth_method, S("none"));

    if (!c->name.len || c->name.len > 120)
        return wrong(ctx, "name", S("Tên dịch vụ phải có từ 1 đến 120 byte."));
    if (!c->legal_basis.len || !c->purpose.len || c->legal_basis.len + c->purpose.len > 470)
        return wrong(ctx, "purpose", S("Phải ghi căn cứ pháp lý và mục đích, tổng cộng không quá 470 byte."));
    if (!word_in(S("none client_secret_basic client_secret_post private_key_jwt"), c->auth_method))
        return wrong(ctx, "auth_method", S("Cách xác thực phải là none, client_secret_basic, client_secret_post hoặc private_key_jwt."));
    if (str_eq(c->auth_method, S("private_key_jwt")))
        TRY(check_jwks(ctx, c->jwks));
    if (!c->grants.len || !words_in(S("authorization_code refresh_token client_credentials"), c->grants))
        return wrong(ctx, "grants", S("Cách xin quyền chỉ có authorization_code, refresh_token, client_credentials."));
    if (is_public && word_in(c->grants, S("client_credentials")))
        return wrong(ctx, "grants", S("Dịch vụ không giữ được bí mật thì không được dùng client_credentials."));
    if (!c->scopes.len || !words_in(str_of(scopes_known), c->scopes))
        return wrong(ctx, "scopes", S("Có phạm vi dữ liệu không tồn tại."));
    if (word_in(c->grants, S("authorization_code")) && !str_trim(c->redirect_uris).len)
        return wrong(ctx, "redirect_uris", S("Cần ít nhất một địa chỉ quay về."));
    if (!jose_alg_of(c->id_token_alg))
        return wrong(ctx, "id_token_alg", S("Thuật toán ký phải là ES256, PS256, RS256 hoặc EdDSA."));
    TRY(check_uris(ctx, "redirect_uris", c->redirect_uris, is_public));
    TRY(check_uris(ctx, "logout_uris", c->logout_uris, is_public));
    return check_uris(ctx, "home_uri", c->home_uri, false);
}

static enum err record(struct ctx *ctx, struct str action, struct str client_id, int64_t unit_id)
{
    return audit_put(ctx, &(struct audit_entry){.action = action, .unit_id = unit_id, .detail = arena_join(ctx->arena, S("client "), client_id)});
}

enum err oidc_client_add(struct ctx *ctx, const struct oidc_client *client, struct str *ret_client_id, struct str *ret_secret)
{
    AUTO(db_tx_end) struct db_tx tx = {0};
    struct oidc_client row = *client;

    TRY(check(ctx, client));
    row.client_key = db_new_id();
    row.client_id = crypto_token(ctx->arena, 16);
    *ret_secret = S("");
    row.secret_sha256 = S("");
    if (str_starts(row.auth_method, S("client_secret_"))) {
        *ret_secret = crypto_token(ctx->arena, SECRET_BYTES);
        row.secret_sha256 = secret_digest(ctx->arena, *ret_secret);
    }
    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(client_store_put(ctx, &row));
    TRY(record(ctx, S("oidc.client_add"), row.client_id, row.unit_id));
    TRY(db_tx_commit(&tx));
    *ret_client_id = row.client_id;
    return OK;
}

enum err oidc_client_end(struct ctx *ctx, struct str client_id)
{
    AUTO(db_tx_end) struct db_tx tx = {0};
    int64_t changed = 0;

    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(client_store_end_tokens(ctx, client_id, &changed));
    if (!changed)
        return fault(ctx, ERR_NOT_FOUND, "oidc.client_gone", "", "Không có dịch vụ này, hoặc đã kết thúc.");
    TRY(record(ctx, S("oidc.client_end"), client_id, 0));
    TRY(db_tx_commit(&tx));
    client_cache_drop(client_id);
    return OK;
}
