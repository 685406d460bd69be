/* err.c: names of the errors. */
#include "base/err.h"

const char *err_name(enum err err)
{
    switch (err) {
    case OK: return "OK";
    case ERR_INVALID: return "ERR_INVALID";
    case ERR_UNAUTHENTICATED: return "ERR_UNAUTHENTICATED";
    case ERR_FORBIDDEN: return "ERR_FORBIDDEN";
    case ERR_NOT_FOUND: return "ERR_NOT_FOUND";
    case ERR_CONFLICT: return "ERR_CONFLICT";
    case ERR_TOO_LARGE: return "ERR_TOO_LARGE";
    case ERR_BUSY: return "ERR_BUSY";
    case ERR_INTERNAL: return "ERR_INTERNAL";
    }
    return "ERR_UNKNOWN";
}
