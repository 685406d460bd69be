/* unicode.h: text as people type it, made into text the program can keep, compare and search. Over utf8proc (Unicode 15).
 * All stored text is UTF-8 in NFC (TCVN 6909:2001 is Unicode). Inputs need not be valid unless said. */
#ifndef PLATFORM_UNICODE_H
#define PLATFORM_UNICODE_H

#include "base/arena.h"

/* RFC 3629: no overlong forms, no surrogates, nothing beyond U+10FFFF. */
bool unicode_valid_utf8(struct str text);

/* Characters as code points; the text must be valid UTF-8. */
size_t unicode_count(struct str text);

/* NFC. Text that is NFC already (nearly all) is returned as it is, not copied. ERR_INVALID: not UTF-8. */
MUST_CHECK enum err unicode_nfc(struct arena *arena, struct str text, struct str *ret_text);

/* The search key: marks dropped (so Hòa = Hoà = Hoa), đ and the look-alikes ð, Ɖ as d, case folded, apostrophes dropped
 * (H'Hen = H’Hen = Hhen), every run of other characters than letters and digits one blank, none at the ends. Bytes that are not
 * UTF-8 count as blanks. Two names that fold alike may be different names: for finding, never for deciding. */
struct str unicode_fold(struct arena *arena, struct str text);

/* One line as it is to be kept: NFC, blanks of any kind (also no-break ones) collapsed to one U+0020 and trimmed.
 * ERR_INVALID: not UTF-8, or holds control characters (also tab, newline), line separators, bidirectional controls, zero-width or
 * invisible characters, U+FFFD (a sign of damaged text) or non-characters: what a reader cannot see must not be stored. */
MUST_CHECK enum err unicode_clean_line(struct arena *arena, struct str text, struct str *ret_text);

/* Several lines: CR LF and CR become LF, a tab is a blank, blanks at the ends of lines go, at most one empty line in a row.
 * Joiners and variation selectors (emoji) may stand; the rest as in a line. */
MUST_CHECK enum err unicode_clean_text(struct arena *arena, struct str text, struct str *ret_text);

/* NGUYỄN VĂN A, as forms ask for names. The text must be valid UTF-8. */
struct str unicode_upper_vi(struct arena *arena, struct str text);

/* Which table bytes that are not UTF-8 seem to follow, for the message to the sender; never to convert silently. */
enum unicode_legacy { LEGACY_UNKNOWN, LEGACY_WINDOWS_1258, LEGACY_TCVN3, LEGACY_UTF16 };
enum unicode_legacy unicode_guess_legacy(struct str bytes);
/* "Tệp có vẻ dùng bảng mã Windows-1258; hãy lưu lại bằng UTF-8." in Vietnamese, a literal. */
struct str unicode_legacy_text(enum unicode_legacy legacy);

#endif
