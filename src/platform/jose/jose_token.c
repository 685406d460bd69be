/* jose_token.c: compact tokens (RFC 7515 section 3.1), taken apart strictly and put together. */
#include "platform/jose/internal.h"
#include "platform/crypto/crypto.h"

static enum err bad(struct ctx *ctx, struct str detail)
{
    return fault_set(ctx, ERR_INVALID, S("jwt.malformed"), S("token"), S("Mã JWT không đúng dạng."), detail);
}

static enum err json_part(struct ctx *ctx, struct str part, struct str what, const struct json **ret_object)
{
    static const struct json_limits limits = {.size_bytes = JOSE_TOKEN_BYTES_MAX, .depth = 12, .values = 2000};
    struct str text;

    if (crypto_base64url_decode(ctx->arena, part, &text) != OK || json_parse(ctx->arena, text, &limits, ret_object) != OK || json_kind(*ret_object) != JSON_OBJECT)
        return bad(ctx, what);
    return OK;
}

static enum err text_member(struct ctx *ctx, const struct json *header, const char *name, struct str *ret_text)
{
    *ret_text = STR_NONE;
    if (json_get(header, name) && json_text(json_get(header, name), ret_text) != OK)
        return bad(ctx, str_of(name));
    return OK;
}

enum err jose_token_parse(struct ctx *ctx, struct str compact, struct jose_token *ret_token)
{
    /* What would make us fetch or trust a key that the token brings, or change what is signed (RFC 8725 sections 3.9, 3.10; RFC 7797). */
    static const char *const refused[] = {"crit", "b64", "jku", "x5u", "x5c", "zip"};
    struct jose_token token = {0};
    struct str parts[3], alg, rest = compact;

    if (compact.len > JOSE_TOKEN_BYTES_MAX)
        return fault(ctx, ERR_INVALID, "jwt.long", "token", "Mã JWT quá dài.");
    for (int i = 0; i < 3; i++) {
        if (!rest.ptr)
            return bad(ctx, S("parts"));
        parts[i] = str_cut(&rest, '.');
    }
    if (rest.ptr)
        return bad(ctx, S("parts"));
    TRY(json_part(ctx, parts[0], S("header"), &token.header));
    TRY(json_part(ctx, parts[1], S("payload"), &token.claims));
    if (crypto_base64url_decode(ctx->arena, parts[2], &token.signature) != OK || !token.signature.len || token.signature.len > JOSE_SIGNATURE_BYTES_MAX)
        return bad(ctx, S("signature"));
    for (size_t i = 0; i < ARRAY_LEN(refused); i++)
        if (json_get(token.header, refused[i]))
            return fault_set(ctx, ERR_INVALID, S("jwt.header"), S("token"), S("Phần đầu của mã JWT có mục không được phép."), str_of(refused[i]));
    TRY(text_member(ctx, token.header, "alg", &alg));
    TRY(text_member(ctx, token.header, "kid", &token.kid));
    TRY(text_member(ctx, token.header, "typ", &token.typ));
    token.alg = jose_alg_of(alg);
    if (!token.alg)
        return fault(ctx, ERR_INVALID, "jwt.alg", "token", "Thuật toán ký của mã JWT không được chấp nhận.");
    token.input = str_sub(compact, 0, parts[0].len + 1 + parts[1].len);
    *ret_token = token;
    return OK;
}

enum err jose_token_verify(const struct jose_key *key, const struct jose_token *token)
{
    return token->alg == key->alg ? jose_verify(key, token->input, token->signature) : ERR_UNAUTHENTICATED;
}

struct str jose_signing_input(struct arena *arena, enum jose_alg alg, struct str kid, struct str typ, struct str payload_json)
{
    struct str header = typ.len ? arena_printf(arena, "{\"alg\":\"%.*s\",\"typ\":\"%.*s\",\"kid\":\"%.*s\"}", STR_ARG(jose_alg_name(alg)), STR_ARG(typ), STR_ARG(kid))
                                : arena_printf(arena, "{\"alg\":\"%.*s\",\"kid\":\"%.*s\"}", STR_ARG(jose_alg_name(alg)), STR_ARG(kid));

    return arena_printf(arena, "%.*s.%.*s", STR_ARG(crypto_base64url_encode(arena, header)), STR_ARG(crypto_base64url_encode(arena, payload_json)));
}

struct str jose_compact(struct arena *arena, struct str input, struct str signature)
{
    return arena_printf(arena, "%.*s.%.*s", STR_ARG(input), STR_ARG(crypto_base64url_encode(arena, signature)));
}
