/* ctx.c: keeping the detail of a failure. The first fault wins: what failed deepest knows best. */
#include "base/ctx.h"

enum err fault_set(struct ctx *ctx, enum err err, struct str code, struct str field, struct str text, struct str detail)
{
    if (ctx->fault.err == OK)
        ctx->fault = (struct fault){.err = err, .code = code, .field = field, .text = text, .detail = detail};
    return err;
}
