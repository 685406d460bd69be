/* fuzz_card_qr.c: the text of a card's QR code: what was read can be written, and reads the same. */
#include <assert.h>
#include "features/card/face.h"
#include "platform/unicode/unicode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct card_qr qr, again;
    struct str text;

    arena_init(&arena, 0);
    struct ctx ctx = {.arena = &arena, .now_ms = INT64_C(1795230000000)};
    if (card_qr_read(&ctx, (struct str){(const char *)data, size}, &qr) == OK) {
        assert(unicode_valid_utf8(qr.face.full_name) && unicode_valid_utf8(qr.face.address));
        if (card_qr_write(&ctx, &qr.face, &text) == OK) {
            assert(card_qr_read(&ctx, text, &again) == OK && again.extra_fields == 0);
            assert(again.face.person_id == qr.face.person_id && again.face.birth.n == qr.face.birth.n && again.face.issued.n == qr.face.issued.n);
            assert(str_eq(again.face.full_name, qr.face.full_name) && str_eq(again.face.address, qr.face.address));
        }
    }
    arena_done(&arena);
    return 0;
}
