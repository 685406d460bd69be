/* filetype_table.c: CSV and XLSX, for lists that an inn or an agency uploads. */
#include "platform/filetype/filetype_internal.h"

/* Length of the UTF-8 sequence at `p` (1..4), 0 when it is none: no overlong forms, no surrogates (RFC 3629). */
static size_t utf8_step(const unsigned char *p, size_t left)
{
    if (p[0] < 0x80)
        return 1;
    size_t len = p[0] >= 0xC2 && p[0] <= 0xDF ? 2 : (p[0] & 0xF0) == 0xE0 ? 3 : p[0] >= 0xF0 && p[0] <= 0xF4 ? 4 : 0;
    if (len == 0 || len > left)
        return 0;
    for (size_t i = 1; i < len; i++)
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    if ((p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xED && p[1] > 0x9F) || (p[0] == 0xF0 && p[1] < 0x90) || (p[0] == 0xF4 && p[1] > 0x8F))
        return 0;
    return len;
}

enum verdict filetype_read_csv(struct str bytes)
{
    const unsigned char *p = (const unsigned char *)bytes.ptr;
    bool has_text = false;

    for (size_t at = 0; at < bytes.len;) {
        size_t step = utf8_step(p + at, bytes.len - at);
        if (step == 0 || (p[at] < 0x20 && p[at] != '\t' && p[at] != '\n' && p[at] != '\r') || p[at] == 0x7F)
            return VERDICT_ENCODING;
        has_text = has_text || p[at] > ' ';
        at += step;
    }
    return has_text ? VERDICT_OK : VERDICT_BROKEN;
}

/* An XLSX is a ZIP whose directory (at the end) names the parts of a workbook (ECMA-376 part 2). */
enum verdict filetype_read_xlsx(struct str bytes)
{
    enum { END_BYTES = 22, ENTRY_BYTES = 46 };
    size_t end = bytes.len;
    bool has_types = false, has_workbook = false, has_macro = false;

    if (bytes.len < END_BYTES)
        return VERDICT_CUT;
    size_t first = bytes.len > END_BYTES + 65535 ? bytes.len - END_BYTES - 65535 : 0;
    for (size_t at = bytes.len - END_BYTES + 1; at-- > first;) {
        if (str_eq(str_sub(bytes, at, 4), S("PK\x05\x06"))) {
            end = at;
            break;
        }
    }
    if (end == bytes.len)
        return VERDICT_CUT;
    size_t count = read_le16(bytes.ptr + end + 10), at = read_le32(bytes.ptr + end + 16);
    for (size_t i = 0; i < count; i++) {
        if (at > end || end - at < ENTRY_BYTES || !str_eq(str_sub(bytes, at, 4), S("PK\x01\x02")))
            return VERDICT_BROKEN;
        if (read_le16(bytes.ptr + at + 8) & 1)
            return VERDICT_ENCRYPTED;
        struct str name = str_sub(bytes, at + ENTRY_BYTES, read_le16(bytes.ptr + at + 28));
        has_types = has_types || str_eq(name, S("[Content_Types].xml"));
        has_workbook = has_workbook || str_eq(name, S("xl/workbook.xml"));
        has_macro = has_macro || str_ends(name, S("vbaProject.bin"));
        at += ENTRY_BYTES + read_le16(bytes.ptr + at + 28) + read_le16(bytes.ptr + at + 30) + read_le16(bytes.ptr + at + 32);
    }
    if (has_macro)
        return VERDICT_MACRO;
    return has_types && has_workbook ? VERDICT_OK : VERDICT_FOREIGN;
}
