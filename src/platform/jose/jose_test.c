/* jose_test.c: the RFCs' own examples, and everything that must be refused. */
#include <criterion/criterion.h>
#include "platform/crypto/crypto.h"
#include "platform/jose/jose.h"

static struct arena arena;
static struct ctx ctx;
static void begin(void)
{
    cr_assert_eq(crypto_init(), OK);
    arena_init(&arena, 0);
    ctx = (struct ctx){.arena = &arena};
}
static void end(void) { arena_done(&arena); }
TestSuite(jose, .init = begin, .fini = end);

static const struct json *json(const char *text)
{
    const struct json *value;
    cr_assert_eq(json_parse(&arena, str_of(text), NULL, &value), OK, "%s", text);
    return value;
}

Test(jose, the_thumbprint_is_the_one_of_rfc_7638)
{
    struct str thumbprint;
    cr_assert_eq(jose_jwk_thumbprint(&ctx, json("{\"kty\":\"RSA\",\"n\":\"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3o"
                                                "knjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD"
                                                "08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw\",\"e\":\"AQAB\",\"alg\":\"RS256\","
                                                "\"kid\":\"2011-04-29\"}"), &thumbprint), OK);
    cr_assert(str_eq(thumbprint, S("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")));
}

Test(jose, the_es256_example_of_rfc_7515_verifies_and_a_changed_one_does_not)
{
    struct jose_key *key;
    struct jose_token token;
    const char *text = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
                       "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    cr_assert_eq(jose_key_from_jwk(&ctx, JOSE_ES256, json("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}"), &key), OK);
    cr_assert_eq(jose_token_parse(&ctx, str_of(text), &token), OK);
    cr_assert_eq(jose_token_verify(key, &token), OK);
    token.input = arena_printf(&arena, "%.*sA", (int)token.input.len - 1, token.input.ptr);
    cr_assert_eq(jose_token_verify(key, &token), ERR_UNAUTHENTICATED);
    jose_key_free(key);
}

Test(jose, the_ed25519_example_of_rfc_8037_verifies)
{
    struct jose_key *key;
    cr_assert_eq(jose_key_from_jwk(&ctx, JOSE_EDDSA, json("{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}"), &key), OK);
    cr_assert(str_eq(jose_key_id(key), S("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")));
    struct str signature;
    cr_assert_eq(crypto_base64url_decode(&arena, S("hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"), &signature), OK);
    cr_assert_eq(jose_verify(key, S("eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"), signature), OK);
    jose_key_free(key);
}

Test(jose, each_algorithm_signs_what_its_public_key_verifies_also_after_a_way_through_the_file)
{
    for (int alg = 1; alg < JOSE_ALG_COUNT; alg++) {
        struct jose_key *made, *key, *public_key;
        struct str der;
        unsigned char signature[JOSE_SIGNATURE_BYTES_MAX];
        size_t len;
        struct jose_token token;
        cr_assert_eq(jose_key_generate(&ctx, (enum jose_alg)alg, &made), OK);
        cr_assert_eq(jose_key_private(&ctx, made, &der), OK);
        cr_assert_eq(jose_key_from_private(&ctx, (enum jose_alg)alg, der, &key), OK);
        struct str input = jose_signing_input(&arena, (enum jose_alg)alg, jose_key_id(key), S("at+jwt"), S("{\"sub\":\"x\"}"));
        cr_assert_eq(jose_sign(key, input, signature, &len), OK);
        struct str compact = jose_compact(&arena, input, (struct str){(char *)signature, len});
        cr_assert_eq(jose_key_from_jwk(&ctx, JOSE_ALG_NONE, json(arena_cstr(&arena, jose_key_public_jwk(&arena, made))), &public_key), OK);
        cr_assert_eq(jose_token_parse(&ctx, compact, &token), OK);
        cr_assert(str_eq(token.kid, jose_key_id(public_key)));
        cr_assert(str_eq(token.typ, S("at+jwt")));
        cr_assert_eq(jose_token_verify(public_key, &token), OK);
        cr_assert_eq(jose_sign(public_key, input, signature, &len), ERR_INTERNAL); /* no private half */
        jose_key_free(made);
        jose_key_free(key);
        jose_key_free(public_key);
    }
}

Test(jose, tokens_that_tell_the_reader_what_to_trust_are_refused)
{
    static const char *const headers[] = {
        "{\"alg\":\"none\"}", "{\"alg\":\"None\"}", "{\"alg\":\"HS256\"}", "{\"alg\":\"ES256K\"}", "{}", "{\"alg\":7}", "[]", "{\"alg\":\"ES256\",\"alg\":\"RS256\"}",
        "{\"alg\":\"ES256\",\"crit\":[\"exp\"]}", "{\"alg\":\"ES256\",\"b64\":false}", "{\"alg\":\"ES256\",\"jku\":\"https://x\"}", "{\"alg\":\"ES256\",\"x5u\":\"https://x\"}",
        "{\"alg\":\"ES256\",\"zip\":\"DEF\"}", "{\"alg\":\"ES256\",\"kid\":{}}"};
    struct jose_token token;
    for (size_t i = 0; i < ARRAY_LEN(headers); i++) {
        struct str text = arena_printf(&arena, "%.*s.e30.AAAA", STR_ARG(crypto_base64url_encode(&arena, str_of(headers[i]))));
        cr_assert_eq(jose_token_parse(&ctx, text, &token), ERR_INVALID, "%s", headers[i]);
    }
    static const char *const shapes[] = {"", ".", "..", "...", "e30", "eyJhbGciOiJFUzI1NiJ9.e30", "eyJhbGciOiJFUzI1NiJ9.e30.", "eyJhbGciOiJFUzI1NiJ9.e30.AA==", "eyJhbGciOiJFUzI1NiJ9.e30.AA.AA",
                                         "eyJhbGciOiJFUzI1NiJ9. e30.AAAA", "eyJhbGciOiJFUzI1NiJ9.W10.AAAA"};
    for (size_t i = 0; i < ARRAY_LEN(shapes); i++)
        cr_assert_eq(jose_token_parse(&ctx, str_of(shapes[i]), &token), ERR_INVALID, "%s", shapes[i]);
}

Test(jose, keys_that_do_not_fit_are_refused)
{
    static const char *const keys[] = {
        "{\"kty\":\"oct\",\"k\":\"AAAA\"}", "{\"kty\":\"EC\",\"crv\":\"P-384\",\"x\":\"AA\",\"y\":\"AA\"}",
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a1\"}", /* off the curve */
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\",\"d\":\"AA\"}",
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\",\"use\":\"enc\"}",
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\",\"alg\":\"RS256\"}",
        "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}", "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AAAA\"}", "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}", "[]", "\"x\""};
    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        struct jose_key *key;
        cr_assert_eq(jose_key_from_jwk(&ctx, JOSE_ALG_NONE, json(keys[i]), &key), ERR_INVALID, "%s", keys[i]);
    }
}
