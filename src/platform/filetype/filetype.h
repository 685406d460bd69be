/* filetype.h: what a file really is, found in its content, never in its name or in what the browser claims. Runs on bytes from
 * outside before they are stored; fuzzed (fuzz/fuzz_filetype.c). It reads structure only: nothing is rendered, nothing executed.
 *
 * Papers of a dossier are PDF, JPEG or PNG (Circular 01/2023/TT-VPCP; scan quality: Decree 30/2020 Appendix I); tables (a lodging
 * list) are CSV in UTF-8 or XLSX. All else is refused with a reason in the reader's language that says what was found. */
#ifndef PLATFORM_FILETYPE_H
#define PLATFORM_FILETYPE_H

#include "base/ctx.h"

enum filetype { FILETYPE_PDF = 1, FILETYPE_JPEG, FILETYPE_PNG, FILETYPE_CSV, FILETYPE_XLSX };
enum filetype_accept { ACCEPT_PAPERS = 1, ACCEPT_TABLES = 2 }; /* bits */
enum { FILETYPE_IMAGE_SIDE_MAX = 30000, FILETYPE_IMAGE_PIXELS_MAX = 200 * 1000 * 1000 };

struct filetype_info {
    enum filetype kind;
    struct str mime;         /* static: "application/pdf", ... */
    struct str extension;    /* static: "pdf", "jpg", "png", "csv", "xlsx" */
    int pages;               /* PDF: of its page tree; images: 1; tables: 0 */
    int width_px, height_px; /* images only */
    bool active;             /* a PDF that holds scripts, programs to start or attached files: show as a download, warn the officer */
};

/* `file_name` serves the wording of the refusal only ("Tệp có đuôi .pdf nhưng nội dung là chương trình Windows").
 * ERR_INVALID with ctx->fault.code:
 *   file.empty      0 bytes                       file.foreign    another kind of file
 *   file.damaged    cut off or broken             file.encrypted  a PDF or XLSX with a password
 *   file.no_pages   a PDF without pages           file.huge_image more pixels than the limits above
 *   file.encoding   a CSV that is not UTF-8       file.macro      an XLSX with a program inside
 * Cost: linear in the size; at most 32 MiB of a PDF's compressed object lists are unpacked. */
MUST_CHECK enum err filetype_check(struct ctx *ctx, struct str bytes, struct str file_name, unsigned accept, struct filetype_info *ret_info);

#endif
