/* fuzz_filetype.c: uploads of any bytes. Whatever comes in, filetype_check answers, and an accepted file is of a kind that was asked for. */
#include "platform/filetype/filetype.h"
#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    arena_init(&arena, 0);
    for (unsigned accept = ACCEPT_PAPERS; accept <= (ACCEPT_PAPERS | ACCEPT_TABLES); accept++) {
        struct ctx ctx = {.arena = &arena};
        struct filetype_info info = {0};
        /* a copy of the exact size, so that AddressSanitizer sees a read behind the end */
        char *copy = malloc(size ? size : 1);
        if (!copy)
            abort();
        if (size)
            memcpy(copy, data, size);
        enum err err = filetype_check(&ctx, (struct str){copy, size}, S("giay.pdf"), accept, &info);
        free(copy);
        if (err == OK) {
            bool is_table = info.kind == FILETYPE_CSV || info.kind == FILETYPE_XLSX;
            assert(accept & (is_table ? ACCEPT_TABLES : ACCEPT_PAPERS));
            assert(is_table || info.pages > 0);
            assert(str_empty(info.mime) == false);
        } else {
            assert(err == ERR_INVALID && ctx.fault.text.len > 0);
        }
    }
    arena_done(&arena);
    return 0;
}
