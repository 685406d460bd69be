/* signer.h: the process that holds the private keys, and how others ask it for signatures.
 *
 * The signer has its own address space, no network and no database: it reads small fixed messages from a Unix socket that the supervisor made, signs what fits the
 * purpose of a key, and writes a journal. A web process that is taken over can ask for signatures while it lasts, at a limited rate and seen in the journal; it
 * never gets a key. When the signer is killed nothing is lost: requests wait SIGNER_WAIT_MS for the supervisor to start it again, then answer 503.
 *
 * Keys lie in DATA_DIR/keys, a file a key, sealed (XChaCha20-Poly1305) with the 32 bytes of DATA_DIR/keys/master.key (mode 0600) or of the file that
 * CONGDAN_SIGNER_MASTER names (a systemd credential, a mounted token). The file's name says purpose, algorithm, making time and thumbprint, and is bound into
 * the seal, so a key renamed to another purpose does not open.
 *
 * Life of a key, by its age alone, so that several readers agree: published from the start; used for new signatures when SIGNER_OVERLAP_MS old (the first key of its
 * kind: at once); taken out of the published list SIGNER_RETIRE_MS after its successor was put to use. */
#ifndef PLATFORM_SIGNER_H
#define PLATFORM_SIGNER_H

#include "platform/jose/jose.h"

enum signer_purpose {
    SIGNER_OIDC,     /* ID tokens, access tokens, logout tokens, signed userinfo and introspection: everything under the provider's jwks_uri */
    SIGNER_PURPOSE_COUNT
};

enum {
    SIGNER_INPUT_BYTES_MAX = 7168,
    SIGNER_BATCH_MAX = 64,
    SIGNER_WAIT_MS = 500,
    SIGNER_OVERLAP_MS = 24 * 3600 * 1000, /* longer than any client keeps a key list */
    SIGNER_RETIRE_MS = 48 * 3600 * 1000   /* longer than any token lives */
};

/* --- asking (web and jobs) ------------------------------------------------------------------------------------------- */
/* `address`: what the supervisor handed on (CONGDAN_SIGNER in the environment of its children); "" in commands that run without a signer: then each call
 * is ERR_BUSY "signer.gone". Once a process. */
void signer_client_init(struct str address);
/* The name of the key that signs now. ERR_BUSY "signer.gone" when there is no signer for SIGNER_WAIT_MS. Kept for a second, so it costs nothing. */
MUST_CHECK enum err signer_key_id(struct ctx *ctx, enum signer_purpose purpose, enum jose_alg alg, struct str *ret_kid);
/* The published keys as a JWK set {"keys":[...]}: those in use, those that will be, those whose signatures may still be about. Kept for a second;
 * the bytes stay for the life of the process. */
MUST_CHECK enum err signer_jwks(struct ctx *ctx, enum signer_purpose purpose, struct str *ret_json);
struct signer_request {
    enum signer_purpose purpose;
    enum jose_alg alg;
    struct str kid;       /* of signer_key_id() */
    struct str input;     /* at most SIGNER_INPUT_BYTES_MAX */
    struct str signature; /* out, in the arena */
};
/* Signs 1..SIGNER_BATCH_MAX inputs in one round trip. All or nothing. ERR_BUSY: signer.gone, or signer.rate when a purpose asks for more than its rate. */
MUST_CHECK enum err signer_sign(struct ctx *ctx, struct signer_request *requests, int count);
/* A whole compact token: header, payload, signature. */
MUST_CHECK enum err signer_token(struct ctx *ctx, enum signer_purpose purpose, enum jose_alg alg, struct str typ, struct str payload_json, struct str *ret_compact);

/* --- being it (app/role_signer.c) -------------------------------------------------------------------------------------- */
/* A listening socket without a name in the file system; `ret_address` is for signer_client_init(). */
MUST_CHECK enum err signer_listen(struct ctx *ctx, int *ret_fd, struct str *ret_address);
/* Opens the keys, makes those that are missing, and answers until *stop; `on_ready` is called when it can answer, and is where the caller gives up its rights. */
MUST_CHECK enum err signer_serve(struct ctx *ctx, struct str keys_dir, int listen_fd, void (*on_ready)(void *arg), void *arg);

/* --- the operator (congdan key) ------------------------------------------------------------------------------------------ */
struct signer_key_info {
    enum signer_purpose purpose;
    enum jose_alg alg;
    char kid[JOSE_KID_BYTES + 1];
    int64_t made_ms, used_from_ms, published_until_ms; /* 0: no end yet */
};
struct str signer_purpose_name(enum signer_purpose purpose); /* "oidc" */
MUST_CHECK enum err signer_keys_list(struct ctx *ctx, struct str keys_dir, struct signer_key_info **ret_keys, int *ret_count);
/* Makes the next key; it is used after the overlap, or `at_once` when the old one is no longer trusted: then the others are taken out of the list now. */
MUST_CHECK enum err signer_keys_rotate(struct ctx *ctx, struct str keys_dir, enum signer_purpose purpose, enum jose_alg alg, bool at_once);

#endif
