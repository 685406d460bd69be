/* pdf_read_test_support.h: what a reader sees in our PDFs, for tests: pdftotext of poppler-utils, another program than the one that wrote them. */
#ifndef PLATFORM_PDF_READ_TEST_SUPPORT_H
#define PLATFORM_PDF_READ_TEST_SUPPORT_H

#include "base/buf.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The text of a PDF in the order it was drawn (cells of a table whole), with poppler's complaints about
 * the file, should there be any; ptr NULL (and a message) when pdftotext is not installed. */
static inline struct str pdf_test_text(struct arena *arena, struct str pdf)
{
    char path[] = "/tmp/congdan-pdf-XXXXXX";
    char chunk[4096];
    struct buf text;

    if (system("command -v pdftotext >/dev/null 2>&1") != 0) {
        fputs("skipped: pdftotext (poppler-utils) is not installed\n", stderr);
        return STR_NONE;
    }
    int fd = mkstemp(path);
    if (fd < 0 || write(fd, pdf.ptr, pdf.len) != (ssize_t)pdf.len)
        abort();
    close(fd);
    FILE *pipe = popen(arena_printf(arena, "pdftotext -raw %s - 2>&1", path).ptr, "r");
    if (!pipe)
        abort();
    buf_init(&text, arena, 4096);
    for (size_t got; (got = fread(chunk, 1, sizeof chunk, pipe)) > 0;)
        buf_put(&text, (struct str){chunk, got});
    pclose(pipe);
    unlink(path);
    return (struct str){text.ptr ? text.ptr : "", text.len};
}

/* Runs of blanks and line ends as one blank, so that a wrapped sentence can be searched for. */
static inline struct str pdf_test_flat(struct arena *arena, struct str text)
{
    struct buf flat;
    buf_init(&flat, arena, text.len + 1);
    for (size_t i = 0; i < text.len; i++) {
        bool blank = text.ptr[i] == ' ' || (text.ptr[i] >= '\t' && text.ptr[i] <= '\r');
        if (!blank)
            buf_put_char(&flat, text.ptr[i]);
        else if (flat.len && flat.ptr[flat.len - 1] != ' ')
            buf_put_char(&flat, ' ');
    }
    return buf_str(&flat);
}

#endif
