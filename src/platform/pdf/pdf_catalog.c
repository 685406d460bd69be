/* pdf_catalog.c: cairo 1.16 writes neither the document's language (/Lang, WCAG 3.1.1, PDF/UA) nor "show the title, not the file's name". Its catalogue
 * is the last object before the cross-reference table, so both can be added there: only the table's own place moves. */
#include "platform/pdf/pdf_internal.h"

struct str pdf_catalog_complete(struct arena *arena, struct str bytes, enum lang lang)
{
    static const struct str last = S_INIT(">>\nendobj\nxref\n"), start = S_INIT("startxref\n"), end = S_INIT("\n%%EOF\n");
    struct str tail = str_sub(bytes, bytes.len > 4096 ? bytes.len - 4096 : 0, 4096);
    ptrdiff_t start_at = str_find(tail, start);
    int64_t xref;

    if (start_at < 0 || !str_ends(bytes, end))
        return bytes;
    struct str number = str_sub(tail, (size_t)start_at + start.len, tail.len - (size_t)start_at - start.len - end.len);
    size_t number_at = (size_t)(number.ptr - bytes.ptr);
    if (str_parse_i64(number, &xref) != OK || xref < 256 || (size_t)xref >= number_at)
        return bytes;
    size_t insert_at = (size_t)xref + 5 - last.len;
    struct str catalog = str_sub(bytes, (size_t)xref - 256, insert_at - ((size_t)xref - 256));
    if (!str_eq(str_sub(bytes, insert_at, last.len), last) || str_find(catalog, S("/Type /Catalog")) < 0)
        return bytes;

    struct str extra = lang == LANG_EN ? S("   /Lang (en)\n   /ViewerPreferences << /DisplayDocTitle true >>\n")
                                       : S("   /Lang (vi)\n   /ViewerPreferences << /DisplayDocTitle true >>\n");
    struct buf out;
    buf_init(&out, arena, bytes.len + extra.len + 16);
    buf_put(&out, str_sub(bytes, 0, insert_at));
    buf_put(&out, extra);
    buf_put(&out, str_sub(bytes, insert_at, number_at - insert_at));
    buf_put_i64(&out, xref + (int64_t)extra.len);
    buf_put(&out, end);
    return buf_str(&out);
}
