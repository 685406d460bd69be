/* ctx.h: what every rule, store and handler carries: memory, the time, the database connection, the reader's language,
 * and the one place where the detail of a failure is kept. No globals stand behind it: a test fills it by hand. */
#ifndef BASE_CTX_H
#define BASE_CTX_H

#include "base/buf.h"
#include "base/civil.h"

enum lang { LANG_VI, LANG_EN };

/* Why something failed. `code` is stable and machine-readable ("dossier.stale"), `field` names the input it is about,
 * `text` is the Vietnamese message as it stands in the sources; the web layer translates it for an English reader. */
struct fault {
    enum err err;
    struct str code;
    struct str field;
    struct str text;
    struct str detail; /* for the log only: never shown, never personal data */
};

struct db_conn;

struct ctx {
    struct arena *arena;
    int64_t now_ms;       /* set once a request; tests set it */
    enum lang lang;
    struct db_conn *db;   /* this thread's connection */
    struct fault fault;
    struct {
        int64_t account_id;   /* 0: nobody signed in */
        int64_t person_id;    /* the citizen behind the account, 0 for none */
        int64_t officer_id;   /* 0: not an officer */
        struct str name;
    } actor;
};

/* Records the fault and returns `err`, so that `return fault(ctx, ERR_INVALID, "code", "field", "Câu báo lỗi.")` reads as
 * one step. `field` may be "". */
#define fault(ctx, err, code, field, text) fault_set((ctx), (err), S(code), str_of(field), S(text), STR_NONE)
enum err fault_set(struct ctx *ctx, enum err err, struct str code, struct str field, struct str text, struct str detail);

#endif
