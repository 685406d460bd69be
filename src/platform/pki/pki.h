/* pki.h: signed data of identity documents: CMS SignedData (RFC 5652), X.509 certificates and revocation lists (RFC 5280), over OpenSSL's libcrypto.
 *
 * The rules are those of ICAO Doc 9303 part 12: a list of trusted issuers (CSCA) is given; a document signer's certificate (DSC) stands in the signed data and
 * must be signed by one of the list directly. Validity is judged at the time of signing that the signed attributes state, else now: a card outlives its issuer's
 * certificate. A revoked signer is refused whenever it signed.
 *   - Digests: SHA-224, -256, -384, -512. SHA-1 and MD5 are refused everywhere.
 *   - Keys: RSA from 2,048 bits (PKCS #1 v1.5 and PSS), ECDSA on P-224 to P-521 and brainpoolP224r1 to P512r1.
 *   - Part 12 section 4.1.6.3 wants curve parameters written out ("explicit"). They are accepted only when they are exactly those of a curve above: own
 *     parameters allow forged keys (CVE-2020-0601), so OpenSSL's recognition of the curve decides, not the certificate. Named curves are accepted, too.
 * No network, no files, no clock: bytes in, an answer out. Thread-safe but for building one trust list from two threads. */
#ifndef PLATFORM_PKI_H
#define PLATFORM_PKI_H

#include "base/arena.h"

struct pki_trust;
/* NULL: no memory. */
struct pki_trust *pki_trust_new(void);
void pki_trust_free(struct pki_trust *trust); /* NULL is fine */
/* Certificates and revocation lists in these bytes, one in DER or any number in PEM. ERR_INVALID: neither; ERR_TOO_LARGE: over PKI_LIST_MAX. */
enum { PKI_LIST_MAX = 2000 };
MUST_CHECK enum err pki_trust_add(struct pki_trust *trust, struct str bytes, int *ret_certificates, int *ret_crls);
int pki_trust_count(const struct pki_trust *trust); /* certificates */

enum pki_problem {
    PKI_FINE,
    PKI_NOT_SIGNED_DATA,        /* no CMS SignedData, or something stands behind it */
    PKI_WRONG_CONTENT,          /* another content type, or the content is not inside */
    PKI_SIGNER_COUNT,           /* not exactly one signer */
    PKI_NO_CERTIFICATE,         /* the signer's certificate is not inside */
    PKI_WEAK_DIGEST,            /* SHA-1, MD5 or unknown */
    PKI_WEAK_KEY,               /* too short, another kind, or a curve that is none of those above */
    PKI_SIGNATURE_WRONG,        /* changed after it was signed, or signed by somebody else */
    PKI_ISSUER_UNKNOWN,         /* no certificate of the list has this issuer's name */
    PKI_ISSUER_SIGNATURE_WRONG, /* one has, but did not sign the signer's certificate */
    PKI_ISSUER_NOT_CA,
    PKI_ISSUER_EXPIRED,         /* not valid at the time of signing */
    PKI_ISSUER_REVOKED,
    PKI_SIGNER_EXPIRED,
    PKI_SIGNER_USAGE,           /* a CA, or not for signatures */
    PKI_SIGNER_REVOKED,
    PKI_CRL_WRONG,              /* a revocation list of this issuer that the issuer did not sign */
    PKI_SIGNED_IN_FUTURE,
};
const char *pki_problem_name(enum pki_problem problem); /* "issuer_expired" */

/* What could be read, also beside a problem; texts are in the arena. */
struct pki_signed {
    struct str content;           /* what was signed; "" unless the signature is right. Whether to believe the signer is the answer's matter */
    struct str signer, issuer;    /* "C=VN, O=..., CN=..." */
    struct str serial;            /* of the signer's certificate, hexadecimal */
    struct str algorithm, digest; /* "rsassaPss", "ecdsa-with-SHA256"; "SHA256" */
    int64_t signed_ms;            /* 0: not stated */
    int64_t judged_ms;            /* the time at which validity was judged */
    int64_t signer_from_ms, signer_to_ms, issuer_from_ms, issuer_to_ms;
    bool explicit_curve;          /* the signer's curve is written out */
    bool crl_seen, crl_stale;     /* a list of this issuer was at hand; its next update is overdue */
};
/* `content_type` as dotted numbers. */
enum pki_problem pki_signed_verify(struct arena *arena, const struct pki_trust *trust, struct str bytes, const char *content_type, int64_t now_ms,
                                   struct pki_signed *ret_signed);

/* The digest of an AlgorithmIdentifier's object identifier (its DER value). ERR_INVALID: weak or unknown. */
MUST_CHECK enum err pki_digest(struct arena *arena, struct str oid, struct str data, struct str *ret_digest, struct str *ret_name);

#endif
