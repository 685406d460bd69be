/* identity.h: accounts, passwords, second factors, sessions, and the tokens of agencies' systems.
 *
 * Sign-in has two steps with different factors (authentication level 2 of Decree 69/2024/ND-CP): a password, then a time-based code or a printed
 * recovery code. Between the steps there is no session, only a sealed state of five minutes. Wrong, unknown and closed all get the same answer
 * after the same work, so that sign-in never tells who has an account.
 * Secrets: passwords are argon2id texts; session, device and API tokens and recovery codes are stored as SHA-256 of at least 80 random bits; TOTP
 * keys are sealed with DATA_DIR/secret.key, which every web node of an installation shares and a backup of the database does not hold. */
#ifndef FEATURES_IDENTITY_H
#define FEATURES_IDENTITY_H

#include "features/agency/agency.h"
#include "platform/crypto/crypto.h"

/* Reads DATA_DIR/secret.key (makes it the first time). Later calls cost nothing. Faults as crypto_key_load_or_create. */
MUST_CHECK enum err identity_init(struct ctx *ctx, struct str data_dir);
/* A digest keyed with the installation's secret, 32 hex digits: what cannot be guessed back from a table or a page. Start `text` with what it is for. */
MUST_CHECK enum err identity_digest(struct ctx *ctx, struct str data_dir, struct str text, struct str *ret_hex);
/* For `congdan check`: does the key open the sealed secrets of this database? ERR_CONFLICT "identity.key" when it does not. */
MUST_CHECK enum err identity_check(struct ctx *ctx, struct str data_dir);
/* For the jobs role, once an hour: forgets throttles of a day ago, sessions that ended 30 days ago, devices not seen for 400 days. */
/* A pseudonym for others: 32 hex digits, keyed with the installation's secret, the same for ever. `text` says of whom and for whom. */
MUST_CHECK enum err identity_pseudonym(struct ctx *ctx, struct str data_dir, struct str text, struct str *ret_pseudonym);
MUST_CHECK enum err identity_purge(struct ctx *ctx);

/* --- accounts --------------------------------------------------------------------------------------------------------- */
struct account {
    int64_t account_id;
    struct str kind;   /* citizen, officer */
    struct str login;  /* 12 digits, or an officer's name: lower case, a-z 0-9 . _ - */
    int64_t person_id; /* 0 for officers */
    struct str name;
    struct str password_hash;
    struct str totp_sealed;
    int64_t totp_counter;
    int64_t level;
    struct str state;  /* registered, approved, active, locked, closed: only `active` signs in */
    enum lang lang;
    bool large_text, high_contrast;
    int64_t created_ms;
    int64_t version;   /* grows when a factor or the state changes; begun sign-ins end then */
};
MUST_CHECK enum err account_get(struct ctx *ctx, int64_t account_id, struct account *ret_account);
MUST_CHECK enum err account_find_by_login(struct ctx *ctx, struct str login, struct account *ret_account); /* folded; ERR_NOT_FOUND */
/* 12 digits without blanks and dots, else lower case. What was typed may be anything. */
struct str account_login_fold(struct arena *arena, struct str typed);
MUST_CHECK enum err account_set_preferences(struct ctx *ctx, int64_t account_id, enum lang lang, bool large_text, bool high_contrast);

/* --- passwords -------------------------------------------------------------------------------------------------------- */
/* NIST SP 800-63B 5.1.1: length counts, composition does not; what everybody tries first is refused. `officer`: 12 characters instead of 8. At
 * most 128 characters and 256 bytes. Faults name the field `password`. */
enum { PASSWORD_CHARS_MIN = 8, PASSWORD_CHARS_MIN_OFFICER = 12, PASSWORD_CHARS_MAX = 128 };
MUST_CHECK enum err password_check_new(struct ctx *ctx, struct str typed, struct str login, bool officer);
/* Needs the current one; ends all sessions but `keep_session_id`. Takes one argon2 to verify and one to hash: slow lane. */
MUST_CHECK enum err account_change_password(struct ctx *ctx, int64_t account_id, struct str current, struct str wanted, int64_t keep_session_id);

/* --- sign-in ---------------------------------------------------------------------------------------------------------- */
/* First step; slow lane. OK: the password is right, *ret_account tells whose. ERR_UNAUTHENTICATED "signin.wrong": one answer for every reason.
 * ERR_BUSY "signin.wait": too many failures; *ret_wait_s tells how long. Counts the attempt before it looks, so a burst gains nothing. */
struct signin {
    struct str login, password; /* as typed */
    struct str device;          /* req->device */
};
MUST_CHECK enum err signin_password(struct ctx *ctx, struct str data_dir, const struct signin *signin, struct account *ret_account, int *ret_wait_s);
/* Second step, in a write transaction that the caller commits whatever the answer is: the failure must be remembered too. `version` is that of the
 * first step. On success the throttle is cleared, the device is known from now on, and *ret_recovery_left is the number of recovery codes left when
 * one was used, else -1. Errors as above, and ERR_CONFLICT "signin.stale" when the account has changed since. */
MUST_CHECK enum err signin_code(struct ctx *ctx, struct str data_dir, int64_t account_id, int64_t version, struct str code, struct str device,
                                struct account *ret_account, int *ret_wait_s, int *ret_recovery_left);
/* The sealed state between the steps: for a cookie. ERR_UNAUTHENTICATED: changed, or older than SIGNIN_STATE_SECONDS. */
enum { SIGNIN_STATE_SECONDS = 300 };
struct signin_state {
    int64_t account_id, version;
    struct str next; /* where the person wanted to go: a local path */
};
MUST_CHECK enum err signin_state_seal(struct ctx *ctx, struct str data_dir, const struct signin_state *state, struct str *ret_text);
MUST_CHECK enum err signin_state_open(struct ctx *ctx, struct str data_dir, struct str text, struct signin_state *ret_state);

/* --- second factors ----------------------------------------------------------------------------------------------------- */
/* Replaces the key of one-time codes. */
MUST_CHECK enum err totp_set(struct ctx *ctx, struct str data_dir, int64_t account_id, const struct secret *key);
MUST_CHECK enum err totp_get(struct ctx *ctx, struct str data_dir, const struct account *account, struct secret *ret_key); /* ERR_NOT_FOUND: none */
/* Makes RECOVERY_CODES new ones, to be shown once; the old ones end. */
enum { RECOVERY_CODES = 10 };
MUST_CHECK enum err recovery_make(struct ctx *ctx, int64_t account_id, struct str ret_codes[RECOVERY_CODES]);
MUST_CHECK enum err recovery_count(struct ctx *ctx, int64_t account_id, int *ret_left);

/* --- sessions ----------------------------------------------------------------------------------------------------------- */
/* *ret_token goes into the cookie and nowhere else. */
MUST_CHECK enum err session_create(struct ctx *ctx, int64_t account_id, struct str device_label, struct str *ret_token);
/* The web layer's hook. Ends by itself after settings.session_idle_minutes without a request, and session_absolute_hours after sign-in. The time of
 * the last request is written at most once a minute, behind the answer. */
MUST_CHECK enum err session_load(struct ctx *ctx, struct app *app, struct str cookie, struct session *ret_session);
struct session_row {
    int64_t session_id;
    struct str device;
    int64_t created_ms, seen_ms;
};
MUST_CHECK enum err session_opened(struct ctx *ctx, int64_t session_id, int64_t *ret_opened_ms); /* when its user signed in */
MUST_CHECK enum err session_list(struct ctx *ctx, const struct settings *settings, int64_t account_id, struct session_row **ret_rows, int *ret_count);
MUST_CHECK enum err session_end(struct ctx *ctx, int64_t account_id, int64_t session_id); /* ERR_NOT_FOUND: not this account's, or ended */
MUST_CHECK enum err session_end_all(struct ctx *ctx, int64_t account_id, int64_t keep_session_id, int64_t *ret_ended); /* keep 0: none */
struct str session_device_label(struct arena *arena, struct str user_agent); /* "Chrome, Android" */
/* Was `csrf` the form token of the session behind this cookie, which has run out but was not signed out, less than a day ago? For forms that come late. */
MUST_CHECK enum err session_was(struct ctx *ctx, struct str cookie, struct str csrf, int64_t *ret_account_id);

/* --- API clients ---------------------------------------------------------------------------------------------------------- */
/* The web layer's hook. A token that was good is believed for CLIENT_CACHE_MS more. */
enum { CLIENT_CACHE_MS = 5000 };
MUST_CHECK enum err bearer_load(struct ctx *ctx, struct app *app, struct str token, struct session *ret_session);
struct client_new {
    struct str name, perms; /* perms: "API_VERIFY,API_DOSSIER,API_READ" */
    struct str person_fields; /* with API_READ: "full_name,birth_date"; checked by the caller (matching/read_fields.h) */
    int64_t unit_id;
    struct str legal_basis, purpose; /* both required: Law 91/2025/QH15 */
};
MUST_CHECK enum err client_add(struct ctx *ctx, const struct client_new *client, int64_t *ret_client_id, struct str *ret_token); /* token: shown once */
/* A new token for a client; the one before ends at once (CLIENT_CACHE_MS later in running processes). ERR_NOT_FOUND: no such client, or ended. */
MUST_CHECK enum err client_rotate(struct ctx *ctx, int64_t client_id, struct str *ret_token);
MUST_CHECK enum err client_end(struct ctx *ctx, int64_t client_id); /* ERR_NOT_FOUND as above */
struct client_info {
    int64_t client_id, unit_id, created_ms, ended_ms; /* ended_ms 0: in use */
    struct str name, perms, legal_basis, purpose, person_fields;
};
MUST_CHECK enum err client_list(struct ctx *ctx, struct client_info **ret_rows, int *ret_count); /* the newest 1,000 */
/* Clients whose unit went whole into another belong to that one (territory.h: unit_move). In a write transaction; *ret_moved < limit: no more. */
MUST_CHECK enum err client_move_units(struct ctx *ctx, int limit, int *ret_moved);
MUST_CHECK enum err client_move_chosen(struct ctx *ctx, int64_t old_unit_id, int *ret_moved); /* of a divided unit */
MUST_CHECK enum err client_count_units(struct ctx *ctx, struct unit_count **ret_counts, int *ret_count);
struct client_name {
    int64_t client_id;
    struct str name;
};
MUST_CHECK enum err client_list_unit(struct ctx *ctx, int64_t unit_id, int limit, struct client_name **ret_rows, int *ret_count);

/* --- what `congdan user` does; each in a write transaction of its own ----------------------------------------------------- */
/* At a counter: why and where, for the log and for the message to the citizen. place "": not at a counter, nobody is told. */
struct user_counter {
    struct str purpose, place; /* "Công an xã Ia Grai" */
    int64_t unit_id;
};
struct user_new {
    struct str kind;     /* citizen, officer */
    struct str login;    /* citizens: 12 digits */
    struct str name;
    struct str password; /* "": one is made up */
    const struct secret *totp_key; /* NULL: one is made up */
    enum lang lang;
    /* officers only */
    struct str title;
    int64_t agency_id;
    struct str role;     /* "": none yet */
    int64_t unit_id;     /* where the role holds; 0: the agency's unit */
    struct user_counter counter;
};
struct user_secrets { /* shown once */
    int64_t account_id, officer_id;
    struct str login, password, totp_uri, totp_base32;
    struct str recovery_codes[RECOVERY_CODES];
};
MUST_CHECK enum err user_add(struct ctx *ctx, struct str data_dir, const struct user_new *user, struct user_secrets *ret_secrets);
struct user_row {
    struct str login_masked; /* "********1234" for a personal number: lists end up in tickets */
    struct str name, kind, state, agency_name;
    int64_t created_ms;
    int sessions;
};
MUST_CHECK enum err user_list(struct ctx *ctx, struct user_row **ret_rows, int *ret_count); /* the newest 1,000 */
/* A new password, a new code key, new recovery codes; all sessions end, the throttle is cleared, a locked account becomes active. */
MUST_CHECK enum err user_reset_password(struct ctx *ctx, struct str data_dir, struct str login, struct user_secrets *ret_secrets);
/* The same at a counter, for a citizen who stands there with her card. keep_password: the phone is lost, the password is known; what the officer then hands
 * over opens the account to nobody else, not to him either. A locked or closed account is ERR_CONFLICT: an administrator must open it first. */
MUST_CHECK enum err user_reset_at_counter(struct ctx *ctx, struct str data_dir, int64_t person_id, bool keep_password, const struct user_counter *counter,
                                          struct user_secrets *ret_secrets);
/* The page that shows secrets once, to be printed and handed over. */
MUST_CHECK enum err user_secrets_page(struct req *req, const struct user_secrets *secrets, struct str name, struct str back_url);
MUST_CHECK enum err user_end_sessions(struct ctx *ctx, struct str login, int64_t *ret_ended);
MUST_CHECK enum err user_lock(struct ctx *ctx, struct str login, bool lock);

/* --- the list on a demo's sign-in page ------------------------------------------------------------------------------------- */
/* Only where settings.demo is true and the database says so too (setting `demo` = "1"); written by app/demo. */
struct demo_user {
    struct str login, name, password;
    struct str note; /* in the reader's language */
    struct str code; /* the one-time code of this moment */
};
/* `note` says what to try with this account; {0} in it stands for `place`. */
MUST_CHECK enum err demo_user_put(struct ctx *ctx, int order, int64_t account_id, struct msg note, struct str place);
MUST_CHECK enum err demo_user_list(struct ctx *ctx, const struct settings *settings, struct demo_user **ret_users, int *ret_count);

/* The web layer's hook: see web/app.h. */
MUST_CHECK enum err identity_late_form(struct req *req);

extern const struct route identity_routes[];
extern const int identity_routes_count;

#endif
