/* unicode_test.c: names as people in Viet Nam write them, and the tricks that text can hide. */
#include "platform/unicode/unicode.h"
#include <criterion/criterion.h>

static struct arena arena;
static void setup(void) { arena_init(&arena, 0); }
static void teardown(void) { arena_done(&arena); }
TestSuite(unicode, .init = setup, .fini = teardown);

#define cr_str_is(actual, expected)                                                                                    \
    do {                                                                                                               \
        struct str actual_ = (actual), expected_ = (expected);                                                         \
        cr_assert(str_eq(actual_, expected_), "got [%.*s], not [%.*s]", STR_ARG(actual_), STR_ARG(expected_));         \
    } while (0)

static struct str nfc(struct str text)
{
    struct str out = STR_NONE;
    cr_assert_eq(unicode_nfc(&arena, text, &out), OK);
    return out;
}

static struct str line(struct str text)
{
    struct str out = STR_NONE;
    cr_assert_eq(unicode_clean_line(&arena, text, &out), OK, "refused: %.*s", STR_ARG(text));
    return out;
}

static struct str lines(struct str text)
{
    struct str out = STR_NONE;
    cr_assert_eq(unicode_clean_text(&arena, text, &out), OK, "refused: %.*s", STR_ARG(text));
    return out;
}

static bool refused(struct str text)
{
    struct str out;
    return unicode_clean_line(&arena, text, &out) == ERR_INVALID;
}

Test(unicode, only_well_formed_utf8_is_valid)
{
    cr_assert(unicode_valid_utf8(S("")));
    cr_assert(unicode_valid_utf8(S("Nguyễn Thị Hồng Nhung 👩")));
    cr_assert_not(unicode_valid_utf8(S("Nguy\xe1\xbb")), "cut off");
    cr_assert_not(unicode_valid_utf8(S("\xc0\xaf")), "overlong");
    cr_assert_not(unicode_valid_utf8(S("\xe0\x80\xaf")), "overlong");
    cr_assert_not(unicode_valid_utf8(S("\xed\xa0\x80")), "a surrogate");
    cr_assert_not(unicode_valid_utf8(S("\xf4\x90\x80\x80")), "beyond U+10FFFF");
    cr_assert_not(unicode_valid_utf8(S("Nguy\xea\xden")), "Windows-1258");
}

Test(unicode, decomposed_text_becomes_composed_and_composed_text_is_not_copied)
{
    struct str composed = S("Nguyễn Thị Hoà, Đắk Lắk");
    cr_assert_eq(nfc(composed).ptr, composed.ptr);
    cr_str_is(nfc(S("Nguye\u0302\u0303n Thi\u0323 Hoa\u0300, Đa\u0306\u0301k La\u0306\u0301k")), composed);
    cr_str_is(nfc(S("Nguy\u1ec5n")), S("Nguyễn"));
    cr_str_is(nfc(S("e\u0323\u0302")), S("ệ")); /* marks in either order */
    cr_str_is(nfc(S("e\u0302\u0323")), S("ệ"));
    struct str out;
    cr_assert_eq(unicode_nfc(&arena, S("a\xff"), &out), ERR_INVALID);
}

Test(unicode, a_search_key_is_the_same_however_a_name_is_written)
{
    struct {
        struct str text, key;
    } cases[] = {
        {S_INIT("Nguyễn Thị Hồng Nhung"), S_INIT("nguyen thi hong nhung")},
        {S_INIT("NGUYỄN  THỊ HỒNG NHUNG "), S_INIT("nguyen thi hong nhung")},
        {S_INIT("Nguye\u0302\u0303n Thi\u0323"), S_INIT("nguyen thi")},
        {S_INIT("Hòa"), S_INIT("hoa")},
        {S_INIT("Hoà"), S_INIT("hoa")},
        {S_INIT("Thuý Thúy Quý Qúy"), S_INIT("thuy thuy quy quy")},
        {S_INIT("Đặng Đình Đức"), S_INIT("dang dinh duc")},
        {S_INIT("Ðặng Ðình ðức"), S_INIT("dang dinh duc")}, /* U+00D0 and U+00F0, which look alike */
        {S_INIT("H'Hen Niê"), S_INIT("hhen nie")},
        {S_INIT("H’Hen Niê"), S_INIT("hhen nie")},
        {S_INIT("Hʼhen Niê"), S_INIT("hhen nie")},
        {S_INIT("Y Krông Êban"), S_INIT("y krong eban")},
        {S_INIT("Siu Y-Blơn"), S_INIT("siu y blon")},
        {S_INIT("  --  "), S_INIT("")},
        {S_INIT("Tổ 3, đường Lê Lợi (hẻm 12/4)"), S_INIT("to 3 duong le loi hem 12 4")},
        {S_INIT("\xffNguy\xe1n"), S_INIT("nguy n")},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        cr_str_is(unicode_fold(&arena, cases[i].text), cases[i].key);
}

Test(unicode, characters_are_counted_not_bytes)
{
    cr_assert_eq(unicode_count(S("Nguyễn")), 6);
    cr_assert_eq(unicode_count(S("")), 0);
}

Test(unicode, a_line_is_trimmed_and_its_blanks_collapse)
{
    cr_str_is(line(S("  Nguyễn   Văn\u00a0\u00a0A \u3000")), S("Nguyễn Văn A"));
    cr_str_is(line(S("")), S(""));
    cr_str_is(line(S("\u00a0")), S(""));
    cr_str_is(line(S("Hoa\u0300")), S("Hoà"));
}

Test(unicode, what_a_reader_cannot_see_is_refused_in_a_line)
{
    static const struct str bad[] = {
        S_INIT("a\tb"), S_INIT("a\nb"), S_INIT("a\0b"), S_INIT("a\x1b[31m"), S_INIT("a\x7f"), S_INIT("a\xc2\x85"), S_INIT("a\u202eb"),
        S_INIT("a\u202a"), S_INIT("a\u2066"), S_INIT("a\u2069"), S_INIT("a\u200e"), S_INIT("a\u200f"), S_INIT("a\u061c"),
        S_INIT("a\u200bb"), S_INIT("\ufeffa"), S_INIT("a\u2028b"), S_INIT("a\u00adb"), S_INIT("a\u200db"), S_INIT("Nguy\ufffdn"),
        S_INIT("a\xef\xbf\xbf"), S_INIT("Nguy\xea\xden"), S_INIT("a\xe1\xbb"),
    };
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        cr_assert(refused(bad[i]), "case %zu was let through", i);
}

Test(unicode, a_text_keeps_its_lines_and_one_empty_line_between)
{
    cr_str_is(lines(S(" Kính gửi:\t UBND xã \r\n\r\n\r\n\r\nTôi tên là  A.\rHết.\n\n")), S("Kính gửi: UBND xã\n\nTôi tên là A.\nHết."));
    cr_str_is(lines(S("👨\u200d👩\u200d👧")), S("👨\u200d👩\u200d👧"));
    struct str out;
    cr_assert_eq(unicode_clean_text(&arena, S("a\n\u202eb"), &out), ERR_INVALID);
}

Test(unicode, names_in_capitals_keep_their_marks)
{
    cr_str_is(unicode_upper_vi(&arena, S("Nguyễn Đình Ơn, ưỡn ệ ỵ")), S("NGUYỄN ĐÌNH ƠN, ƯỠN Ệ Ỵ"));
    cr_str_is(unicode_upper_vi(&arena, S("H'Hen Niê")), S("H'HEN NIÊ"));
}

/* "Nguyễn Thị Hường, Đắk Lắk, Trần Quốc Tuấn, được cấp đổi" in both old tables */
#define IN_1258 "Nguy\xea\xden Th\x69\xf2 H\xfd\xf5\xccng, \xd0\xe3\xeck L\xe3\xeck, Tr\xe2\xccn Qu\xf4\xec\x63 Tu\xe2\xecn, \xf0\xfd\xf5\xf2\x63 c\xe2\xecp \xf0\xf4\xd2i"
#define IN_TCVN3 "Nguy\xd4n Th\xde H\xad\xeang, \xa7\xbek L\xbek, Tr\xc7n Qu\xe8\x63 Tu\xcan, \xae\xad\xee\x63 c\xcap \xae\xe6i"

Test(unicode, an_old_code_table_is_recognised_for_the_message)
{
    cr_assert_eq(unicode_guess_legacy(S(IN_1258)), LEGACY_WINDOWS_1258);
    cr_assert_eq(unicode_guess_legacy(S(IN_TCVN3)), LEGACY_TCVN3);
    cr_assert_eq(unicode_guess_legacy(S("Nguy\xea\xden")), LEGACY_WINDOWS_1258);
    cr_assert_eq(unicode_guess_legacy(S("Nguy\xd4n V\xa8n")), LEGACY_TCVN3);
    cr_assert_eq(unicode_guess_legacy(S("\xff\xfeN\0g\0")), LEGACY_UTF16);
    cr_assert_eq(unicode_guess_legacy(S("%PDF-1.4\0\xe2\xe3")), LEGACY_UNKNOWN);
    cr_assert_eq(unicode_guess_legacy(S("plain")), LEGACY_UNKNOWN);
    cr_assert(str_starts(unicode_legacy_text(LEGACY_WINDOWS_1258), S("Tệp có vẻ dùng bảng mã Windows-1258")));
}
