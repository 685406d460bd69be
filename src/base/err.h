/* err.h: the one error enum, and the macros that make errors short to pass on.
 * Only what a caller can act on is told apart; the detail goes once into ctx->fault (see ctx.h). */
#ifndef BASE_ERR_H
#define BASE_ERR_H

enum err {
    OK = 0,
    ERR_INVALID,         /* the input is wrong: 400 or 422 */
    ERR_UNAUTHENTICATED, /* nobody is signed in: 401 */
    ERR_FORBIDDEN,       /* signed in, but not allowed: 403 */
    ERR_NOT_FOUND,       /* no such thing, or not for this user: 404 */
    ERR_CONFLICT,        /* somebody else was first, or the state forbids it: 409 */
    ERR_TOO_LARGE,       /* a limit was exceeded: 413 */
    ERR_BUSY,            /* try again later: 503 */
    ERR_INTERNAL,        /* our mistake or the machine's: 500 */
};

#define MUST_CHECK __attribute__((warn_unused_result)) /* on every prototype that returns enum err */
#define PRINTF_LIKE(format_at, first_at) __attribute__((format(printf, format_at, first_at)))
#define AUTO(end) __attribute__((cleanup(end)))
#define TRY(call)                                                                                  \
    do {                                                                                           \
        enum err try_err_ = (call);                                                                \
        if (try_err_ != OK)                                                                        \
            return try_err_;                                                                       \
    } while (0)
#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))

/* "ERR_INVALID" and so on; for logs and tests. */
const char *err_name(enum err err);

#endif
