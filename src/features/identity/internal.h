/* internal.h: what the files of identity/ share. */
#ifndef FEATURES_IDENTITY_INTERNAL_H
#define FEATURES_IDENTITY_INTERNAL_H

#include "features/identity/identity.h"

/* --- key.c --- */
MUST_CHECK enum err identity_key(struct ctx *ctx, struct str data_dir, const struct crypto_key **ret_key);

/* --- password.c --- */
/* NFC as a secret. ERR_INVALID: not UTF-8; ERR_TOO_LARGE: over SECRET_BYTES_MAX. */
MUST_CHECK enum err password_secret(struct ctx *ctx, struct str typed, struct secret *ret_secret);
bool password_is_common(struct str folded); /* password_common.c: lower case */

/* --- throttle.c --- */
struct throttle {
    int64_t failures, last_ms, blocked_until_ms;
};
enum { THROTTLE_FREE = 5, THROTTLE_FIRST_MS = 30 * 1000, THROTTLE_MAX_MS = 15 * 60 * 1000, THROTTLE_FORGET_MS = 24 * 3600 * 1000 };
/* The rule alone. False: blocked, nothing changes. True: the attempt may go on and is counted as failed until it succeeds. */
bool throttle_take(struct throttle *throttle, int64_t now_ms);
/* Takes an attempt of `subject` in a write transaction; ERR_BUSY "signin.wait" when it is blocked. *ret_taken is for throttle_give_back. */
MUST_CHECK enum err throttle_begin(struct ctx *ctx, struct str subject, struct throttle *ret_taken, int *ret_wait_s);
/* The attempt was right but did not complete the sign-in: it is not counted, unless another one was taken since. */
MUST_CHECK enum err throttle_give_back(struct ctx *ctx, struct str subject, const struct throttle *taken);
MUST_CHECK enum err throttle_clear(struct ctx *ctx, struct str subject);
/* Whom an attempt counts against: the device when it has signed in to this account before, else the account. `account_id` 0: unknown login. */
MUST_CHECK enum err throttle_subject(struct ctx *ctx, struct str data_dir, struct str login, int64_t account_id, struct str device,
                                     struct str *ret_subject);
MUST_CHECK enum err throttle_store_get(struct ctx *ctx, struct str subject, struct throttle *ret_throttle); /* zeros when there is none */
MUST_CHECK enum err throttle_store_put(struct ctx *ctx, struct str subject, const struct throttle *throttle);
MUST_CHECK enum err throttle_store_take_back(struct ctx *ctx, struct str subject, int64_t failures);
MUST_CHECK enum err throttle_store_purge(struct ctx *ctx, int64_t before_ms);
MUST_CHECK enum err device_store_known(struct ctx *ctx, int64_t account_id, struct str device, bool *ret_known);
MUST_CHECK enum err device_store_put(struct ctx *ctx, int64_t account_id, struct str device);
MUST_CHECK enum err device_store_purge(struct ctx *ctx, int64_t before_ms);

/* --- account_store.c --- */
MUST_CHECK enum err account_store_insert(struct ctx *ctx, const struct account *account); /* ERR_CONFLICT: login or person taken */
MUST_CHECK enum err account_store_set_password(struct ctx *ctx, int64_t account_id, struct str password_hash, bool new_version);
MUST_CHECK enum err account_store_set_totp(struct ctx *ctx, int64_t account_id, struct str sealed);
/* Uses up a counter; *ret_changed 0: it was used already, or a later one was. */
MUST_CHECK enum err account_store_use_counter(struct ctx *ctx, int64_t account_id, int64_t counter, int64_t *ret_changed);
MUST_CHECK enum err account_store_set_state(struct ctx *ctx, int64_t account_id, struct str state);
MUST_CHECK enum err account_store_list(struct ctx *ctx, int limit, struct user_row **ret_rows, int *ret_count);
MUST_CHECK enum err account_store_any_sealed(struct ctx *ctx, int64_t *ret_account_id, struct str *ret_sealed); /* ERR_NOT_FOUND */
MUST_CHECK enum err recovery_store_replace(struct ctx *ctx, int64_t account_id, const unsigned char digests[][SHA256_BYTES], int count);
MUST_CHECK enum err recovery_store_use(struct ctx *ctx, int64_t account_id, struct str digest, int64_t *ret_changed);

/* --- factor.c --- */
MUST_CHECK enum err recovery_use(struct ctx *ctx, int64_t account_id, struct str typed); /* ERR_UNAUTHENTICATED */

/* --- session_store.c --- */
struct session_found {
    struct session session; /* without perms */
    int64_t created_ms, seen_ms;
    struct str account_state, account_kind;
};
MUST_CHECK enum err session_store_find(struct ctx *ctx, struct str token_sha256, struct session_found *ret_found); /* ERR_NOT_FOUND */
MUST_CHECK enum err session_store_insert(struct ctx *ctx, int64_t account_id, struct str token_sha256, struct str csrf_token, struct str device);
MUST_CHECK enum err session_store_seen(struct ctx *ctx, int64_t session_id, int64_t seen_ms);
MUST_CHECK enum err session_store_list(struct ctx *ctx, int64_t account_id, int64_t created_after_ms, int64_t seen_after_ms,
                                       struct session_row **ret_rows, int *ret_count);
MUST_CHECK enum err session_store_purge(struct ctx *ctx, int64_t before_ms);

/* --- late_form_store.c --- */
MUST_CHECK enum err late_form_store_purge(struct ctx *ctx, int64_t before_ms);

/* --- client_store.c --- */
struct client_row {
    int64_t client_id, unit_id;
    struct str name, perms, legal_basis, purpose, person_fields;
};
MUST_CHECK enum err client_store_find(struct ctx *ctx, struct str token_sha256, struct client_row *ret_client); /* ERR_NOT_FOUND */
MUST_CHECK enum err client_store_insert(struct ctx *ctx, int64_t client_id, const struct client_new *client, struct str token_sha256);
MUST_CHECK enum err client_store_set_token(struct ctx *ctx, int64_t client_id, struct str token_sha256, int64_t *ret_changed);
MUST_CHECK enum err client_store_end(struct ctx *ctx, int64_t client_id, int64_t *ret_changed);

#endif
