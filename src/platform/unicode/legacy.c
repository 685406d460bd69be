/* legacy.c: telling Windows-1258 from TCVN3 (ABC, TCVN 5712:1993), the two tables old Vietnamese files still use. Both put letters
 * on nearly every byte above 0x7F, so what tells them apart is which bytes may stand beside which: 1258 writes a tone as a byte of
 * its own behind the vowel; in TCVN3 two such bytes stand together only when the first is ư or đ. */
#include "platform/unicode/unicode.h"

enum { SAMPLE_BYTES_MAX = 64 * 1024 };

static bool in(unsigned char c, const char *set) { return c && strchr(set, (char)c); }
static bool is_ascii_letter(unsigned char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

static bool vowel_1258(unsigned char c)
{
    return in(c, "aeiouyAEIOUY") || in(c, "\xc2\xc3\xca\xd4\xd5\xdd\xe2\xe3\xea\xf4\xf5\xfd");
}
static bool tone_1258(unsigned char c) { return in(c, "\xcc\xec\xd2\xf2\xde"); }
static bool letter_1258(unsigned char c)
{
    return vowel_1258(c) || in(c, "\xc0\xc1\xc8\xc9\xcd\xd3\xd9\xda\xe0\xe1\xe8\xe9\xed\xf3\xf9\xfa\xd0\xf0");
}

static bool letter_tcvn3(unsigned char c)
{
    return (c >= 0xa1 && c <= 0xae) || (c >= 0xb5 && c <= 0xfe && !in(c, "\xba\xbf\xc0\xc1\xc2\xc3\xc4\xc5\xcd\xd9\xda\xdb\xe0\xf0"));
}

static int score_1258(unsigned char before, unsigned char c)
{
    if (tone_1258(c))
        return vowel_1258(before) ? 2 : -3;
    return letter_1258(c) ? 1 : -2;
}

static int score_tcvn3(unsigned char before, unsigned char c)
{
    if (!letter_tcvn3(c))
        return -3;
    if (before < 0x80)
        return 1;
    return in(before, "\xa6\xad\xa7\xae") ? 2 : -3;
}

enum unicode_legacy unicode_guess_legacy(struct str bytes)
{
    int windows = 0, tcvn = 0, high = 0, letters = 0;
    unsigned char before = ' ';

    if (str_starts(bytes, S("\xff\xfe")) || str_starts(bytes, S("\xfe\xff")))
        return LEGACY_UTF16;
    for (size_t i = 0; i < bytes.len && i < SAMPLE_BYTES_MAX; i++) {
        unsigned char c = (unsigned char)bytes.ptr[i];
        if (c == 0)
            return LEGACY_UNKNOWN; /* not text */
        letters += is_ascii_letter(c);
        if (c >= 0x80) {
            high++;
            windows += score_1258(before, c);
            tcvn += score_tcvn3(before, c);
        }
        before = c;
    }
    if (!high || !letters || windows == tcvn || (windows <= 0 && tcvn <= 0))
        return LEGACY_UNKNOWN;
    return windows > tcvn ? LEGACY_WINDOWS_1258 : LEGACY_TCVN3;
}

struct str unicode_legacy_text(enum unicode_legacy legacy)
{
    switch (legacy) {
    case LEGACY_WINDOWS_1258: return S("Tệp có vẻ dùng bảng mã Windows-1258; hãy lưu lại bằng UTF-8.");
    case LEGACY_TCVN3: return S("Tệp có vẻ dùng bảng mã TCVN3 (ABC); hãy chuyển sang Unicode và lưu lại bằng UTF-8.");
    case LEGACY_UTF16: return S("Tệp dùng bảng mã UTF-16; hãy lưu lại bằng UTF-8.");
    case LEGACY_UNKNOWN: break;
    }
    return S("Tệp không dùng bảng mã UTF-8; hãy lưu lại bằng UTF-8.");
}
