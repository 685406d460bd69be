/* fuzz_mrz.c: an MRZ that was read is one that can be written: a Vietnamese card's lines come out again as they went in, but for what 991231 stands for. */
#include <assert.h>
#include "features/card/face.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct card_mrz mrz, again;
    struct str text;

    arena_init(&arena, 0);
    struct ctx ctx = {.arena = &arena, .now_ms = INT64_C(1795230000000)};
    if (card_mrz_read(&ctx, (struct str){(const char *)data, size}, &mrz) == OK && mrz.person_id && mrz.agrees) {
        struct card_face face = {.person_id = mrz.person_id, .birth = mrz.birth, .birth_precision = mrz.birth_precision, .valid_to = mrz.valid_to,
                                 .female = mrz.sex == 'F', .full_name = arena_printf(&arena, "%.*s %.*s", STR_ARG(mrz.primary), STR_ARG(mrz.secondary))};
        if (card_mrz_write(&ctx, &face, &text) == OK) {
            assert(card_mrz_read(&ctx, text, &again) == OK && again.person_id == mrz.person_id && again.birth.n == mrz.birth.n && again.agrees);
            assert(again.valid_to.n == mrz.valid_to.n && again.sex == mrz.sex && card_mrz_name_is(&arena, &again, face.full_name));
        }
    }
    arena_done(&arena);
    return 0;
}
