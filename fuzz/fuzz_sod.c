/* fuzz_sod.c: EF.SOD from a reader: the shape, the CMS in it, and the list of digests; the same bytes are also taken as a data group and as an issuer's file. */
#include <assert.h>
#include "features/card/chip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct str bytes = {(const char *)data, size};
    struct pki_trust *trust = pki_trust_new();
    struct lds_security_object object;
    struct chip_answer answer;
    int certificates = 0, crls = 0;

    arena_init(&arena, 0);
    struct ctx ctx = {.arena = &arena, .now_ms = INT64_C(1795230000000)};
    chip_check(&ctx, trust, &(struct chip_files){.sod = bytes, .dg[1] = bytes, .dg[2] = bytes}, &answer);
    assert(!answer.genuine && answer.reasons_count > 0); /* nobody is trusted here */
    if (lds_security_object_read(bytes, &object) == LDS_FINE)
        for (int dg = 1; dg <= CHIP_DG_MAX; dg++)
            assert(!object.digests[dg].ptr || (object.digests[dg].ptr >= bytes.ptr && object.digests[dg].ptr + object.digests[dg].len <= bytes.ptr + size));
    if (pki_trust_add(trust, bytes, &certificates, &crls) == OK)
        assert(certificates + crls > 0);
    pki_trust_free(trust);
    arena_done(&arena);
    return 0;
}
