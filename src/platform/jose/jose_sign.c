/* jose_sign.c: signatures as JWS has them (RFC 7518 section 3, RFC 8037). ECDSA is r||s of 32 bytes each, where OpenSSL speaks DER. */
#include "platform/jose/internal.h"
#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/rsa.h>

static void md_ctx_free(EVP_MD_CTX **md) { EVP_MD_CTX_free(*md); }

static bool pss(enum jose_alg alg, EVP_PKEY_CTX *pctx)
{
    return alg != JOSE_PS256 || (EVP_PKEY_CTX_set_rsa_padding(pctx, RSA_PKCS1_PSS_PADDING) == 1 && EVP_PKEY_CTX_set_rsa_pss_saltlen(pctx, RSA_PSS_SALTLEN_DIGEST) == 1);
}

static bool raw_of_der(const unsigned char *der, size_t len, unsigned char raw[2 * P256_BYTES])
{
    ECDSA_SIG *sig = d2i_ECDSA_SIG(NULL, &der, (long)len);
    bool good = sig && BN_bn2binpad(ECDSA_SIG_get0_r(sig), raw, P256_BYTES) == P256_BYTES &&
                BN_bn2binpad(ECDSA_SIG_get0_s(sig), raw + P256_BYTES, P256_BYTES) == P256_BYTES;

    ECDSA_SIG_free(sig);
    return good;
}

enum err jose_sign(const struct jose_key *key, struct str input, unsigned char ret_signature[JOSE_SIGNATURE_BYTES_MAX], size_t *ret_len)
{
    EVP_MD_CTX *AUTO(md_ctx_free) md = EVP_MD_CTX_new();
    EVP_PKEY_CTX *pctx = NULL;
    unsigned char out[JOSE_SIGNATURE_BYTES_MAX];
    size_t len = sizeof out;

    if (!key->has_private || !md || EVP_DigestSignInit(md, &pctx, key->alg == JOSE_EDDSA ? NULL : EVP_sha256(), NULL, key->pkey) != 1 || !pss(key->alg, pctx) ||
        EVP_DigestSign(md, out, &len, (const unsigned char *)input.ptr, input.len) != 1)
        return ERR_INTERNAL;
    if (key->alg == JOSE_ES256) {
        if (!raw_of_der(out, len, ret_signature))
            return ERR_INTERNAL;
        len = 2 * P256_BYTES;
    } else {
        memcpy(ret_signature, out, len);
    }
    *ret_len = len;
    return OK;
}

/* 0: not a signature of that shape. */
static size_t der_of_raw(struct str raw, unsigned char der[JOSE_SIGNATURE_BYTES_MAX])
{
    ECDSA_SIG *sig = raw.len == 2 * P256_BYTES ? ECDSA_SIG_new() : NULL;
    BIGNUM *r = sig ? BN_bin2bn((const unsigned char *)raw.ptr, P256_BYTES, NULL) : NULL;
    BIGNUM *s = sig ? BN_bin2bn((const unsigned char *)raw.ptr + P256_BYTES, P256_BYTES, NULL) : NULL;
    int len = 0;

    if (r && s && ECDSA_SIG_set0(sig, r, s) == 1) {
        len = i2d_ECDSA_SIG(sig, &der);
    } else {
        BN_free(r);
        BN_free(s);
    }
    ECDSA_SIG_free(sig);
    return len > 0 ? (size_t)len : 0;
}

enum err jose_verify(const struct jose_key *key, struct str input, struct str signature)
{
    EVP_MD_CTX *AUTO(md_ctx_free) md = EVP_MD_CTX_new();
    EVP_PKEY_CTX *pctx = NULL;
    unsigned char der[JOSE_SIGNATURE_BYTES_MAX];

    if (key->alg == JOSE_ES256) {
        signature.len = der_of_raw(signature, der);
        signature.ptr = (const char *)der;
    }
    if (!md || !signature.len || EVP_DigestVerifyInit(md, &pctx, key->alg == JOSE_EDDSA ? NULL : EVP_sha256(), NULL, key->pkey) != 1 || !pss(key->alg, pctx))
        return ERR_UNAUTHENTICATED;
    return EVP_DigestVerify(md, (const unsigned char *)signature.ptr, signature.len, (const unsigned char *)input.ptr, input.len) == 1 ? OK : ERR_UNAUTHENTICATED;
}
