/* fuzz_dg1.c: the file DG1 of a chip: whatever is taken for an MRZ can be shown and compared. */
#include <assert.h>
#include "features/card/chip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct card_mrz mrz;
    struct str text;

    arena_init(&arena, 0);
    struct ctx ctx = {.arena = &arena, .now_ms = INT64_C(1795230000000)};
    if (lds_dg1_open((struct str){(const char *)data, size}, &text) == LDS_FINE) {
        assert(text.len == MRZ_BYTES && text.ptr >= (const char *)data && text.ptr + text.len <= (const char *)data + size);
        if (card_mrz_read(&ctx, text, &mrz) == OK)
            assert(mrz.primary.len && !day_is_none(mrz.birth));
    }
    arena_done(&arena);
    return 0;
}
