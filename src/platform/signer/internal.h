/* internal.h: the signer's messages, and its keys. */
#ifndef PLATFORM_SIGNER_INTERNAL_H
#define PLATFORM_SIGNER_INTERNAL_H

#include "platform/crypto/crypto.h"
#include "platform/signer/signer.h"

/* One packet a message (SOCK_SEQPACKET), always the same head; never a length that the reader has to trust. */
enum signer_op { SIGNER_OP_SIGN = 1, SIGNER_OP_KEYS = 2 };
enum { SIGNER_MAGIC = 0x53474e31, SIGNER_REPLY_BYTES_MAX = 16384 };
struct signer_head {
    uint32_t magic;
    uint16_t op, purpose, alg, err; /* err: of a reply, an enum err */
    uint32_t seq, len;              /* len: of what follows: input, signature, or the list of keys */
    char kid[JOSE_KID_BYTES + 1];
};
struct signer_ask { /* what a client sends; the packet ends after `len` bytes of input */
    struct signer_head head;
    char input[SIGNER_INPUT_BYTES_MAX];
};
struct signer_reply {
    struct signer_head head;
    unsigned char bytes[JOSE_SIGNATURE_BYTES_MAX];
};
/* Reply to SIGNER_OP_KEYS: three lines of text a purpose need no parser on either side: "ES256 KID\n..." of what signs now, a blank line, the JWK set. */

/* --- signer_keys.c --- */
struct signer_key {
    struct signer_key_info info;
    bool at_once; /* made because the others are no longer trusted */
    struct jose_key *key;
};
enum { SIGNER_KEYS_MAX = 128 };
struct signer_keys {
    struct signer_key keys[SIGNER_KEYS_MAX]; /* by purpose, algorithm, making time */
    int count;
};
/* `with_private` false: names only, nothing is opened. */
MUST_CHECK enum err signer_keys_load(struct ctx *ctx, struct str dir, const struct crypto_key *master, struct signer_keys *ret_keys);
void signer_keys_free(struct signer_keys *keys);
MUST_CHECK enum err signer_master_load(struct ctx *ctx, struct str dir, struct crypto_key *ret_master);
MUST_CHECK enum err signer_key_make(struct ctx *ctx, struct str dir, const struct crypto_key *master, enum signer_purpose purpose, enum jose_alg alg,
                                    int64_t now_ms, bool at_once);
/* Works out used_from_ms and published_until_ms of all. */
void signer_keys_age(struct signer_keys *keys);
/* NULL: none. */
const struct signer_key *signer_keys_active(const struct signer_keys *keys, enum signer_purpose purpose, enum jose_alg alg, int64_t now_ms);
bool signer_key_published(const struct signer_key *key, int64_t now_ms);

/* --- signer_journal.c: what was signed, chained so that a line cannot be taken out unseen --- */
struct signer_journal;
MUST_CHECK enum err signer_journal_open(struct ctx *ctx, struct str dir, struct signer_journal **ret_journal);
void signer_journal_put(struct signer_journal *journal, const struct signer_key *key, struct str input);
void signer_journal_flush(struct signer_journal *journal, int64_t now_ms); /* one line a key that signed since the last time, made durable */

#endif
