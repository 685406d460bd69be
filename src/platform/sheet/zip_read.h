/* zip_read.h: one file out of a ZIP archive in memory (APPNOTE 6.3.10), as XLSX is one. Stored and deflated parts, sizes and checksum verified; no ZIP64,
 * no encryption, no spanning. Runs on bytes from outside; fuzzed (fuzz/fuzz_xlsx.c). */
#ifndef PLATFORM_ZIP_READ_H
#define PLATFORM_ZIP_READ_H

#include "base/ctx.h"

/* ERR_NOT_FOUND: no part of that name. ERR_TOO_LARGE: unpacked it would be larger than max_bytes, whatever the archive claims. ERR_INVALID: damaged.
 * No faults are recorded: the caller knows what the archive was meant to be. */
MUST_CHECK enum err zip_part(struct arena *arena, struct str archive, struct str name, size_t max_bytes, struct str *ret_bytes);

#endif
