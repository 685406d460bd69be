/* clean.c: what may be stored of what was typed. Trojan-source tricks (bidirectional controls), invisible characters and damaged
 * text are refused and not repaired: the sender is told, and nothing is stored that a reader cannot see. */
#include "platform/unicode/unicode.h"
#include "platform/unicode/unicode_decode.h"

enum treat { KEEP, BLANK, NEWLINE, REFUSE };

/* Code points that are not ASCII. */
static enum treat treat_other(int32_t c, bool lines)
{
    if (c < 0xa0)
        return REFUSE; /* C1 controls; also what Windows-1252 bytes become when they are taken for Latin-1 */
    if (c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x202f || c == 0x205f || c == 0x3000)
        return BLANK;
    if (c == 0x2028 || c == 0x2029)
        return lines ? NEWLINE : REFUSE;
    if (c == 0x200c || c == 0x200d || (c >= 0xfe00 && c <= 0xfe0f))
        return lines ? KEEP : REFUSE; /* joiners and variants of emoji */
    if (c == 0x61c || c == 0x180e || c == 0x200b || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
        (c >= 0x2060 && c <= 0x206f) || c == 0xad || c == 0xfeff || c == 0x115f || c == 0x1160 || c == 0x3164 || c == 0xffa0 ||
        (c >= 0xe0000 && c <= 0xe0fff))
        return REFUSE;
    if ((c >= 0xfff9 && c <= 0xfffd) || (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef))
        return REFUSE; /* U+FFFD stands where a byte was lost */
    return KEEP;
}

static enum treat treat_ascii(unsigned char c, bool lines)
{
    if (c == ' ')
        return BLANK;
    if (c > ' ' && c < 0x7f)
        return KEEP;
    if (lines && c == '\t')
        return BLANK;
    return lines && (c == '\n' || c == '\r') ? NEWLINE : REFUSE;
}

struct cleaned {
    char *out;
    size_t len;
    int newlines; /* due before the next character that is kept */
    bool blank;   /* the same */
};

static void put(struct cleaned *to, const char *bytes, size_t len)
{
    if (to->len && to->newlines) {
        for (int i = 0; i < to->newlines && i < 2; i++)
            to->out[to->len++] = '\n';
    } else if (to->len && to->blank) {
        to->out[to->len++] = ' ';
    }
    to->newlines = 0;
    to->blank = false;
    memcpy(to->out + to->len, bytes, len);
    to->len += len;
}

static enum err clean(struct arena *arena, struct str text, bool lines, struct str *ret_text)
{
    struct cleaned to = {.out = arena_alloc_raw(arena, text.len + 2)};

    for (size_t i = 0; i < text.len;) {
        int32_t point;
        size_t len = unicode_decode(text, i, &point);
        if (!len)
            return ERR_INVALID;
        switch (point < 0x80 ? treat_ascii((unsigned char)point, lines) : treat_other(point, lines)) {
        case KEEP: put(&to, text.ptr + i, len); break;
        case BLANK: to.blank = true; break;
        case NEWLINE:
            if (point == '\r' && i + 1 < text.len && text.ptr[i + 1] == '\n')
                len = 2;
            to.newlines++;
            break;
        case REFUSE: return ERR_INVALID;
        }
        i += len;
    }
    return unicode_nfc(arena, (struct str){to.out, to.len}, ret_text);
}

enum err unicode_clean_line(struct arena *arena, struct str text, struct str *ret_text)
{
    return clean(arena, text, false, ret_text);
}

enum err unicode_clean_text(struct arena *arena, struct str text, struct str *ret_text)
{
    return clean(arena, text, true, ret_text);
}
