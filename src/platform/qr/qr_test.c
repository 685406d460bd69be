/* qr_test.c: structure of the symbol and of its SVG. */
#include "platform/qr/qr.h"
#include <criterion/criterion.h>

static struct arena arena;
static void setup(void) { arena_init(&arena, 0); }
static void teardown(void) { arena_done(&arena); }
TestSuite(qr, .init = setup, .fini = teardown);

/* Finder pattern, 7 x 7 (ISO/IEC 18004, 6.3.3). */
static bool finder_at(const struct qr *qr, int left, int top)
{
    for (int y = 0; y < 7; y++)
        for (int x = 0; x < 7; x++) {
            bool ring = x == 0 || x == 6 || y == 0 || y == 6, core = x >= 2 && x <= 4 && y >= 2 && y <= 4;
            if (qr->dark[(top + y) * qr->side + left + x] != (ring || core))
                return false;
        }
    return true;
}

Test(qr, a_code_has_its_three_finder_patterns_and_grows_with_the_text)
{
    struct qr small, large;
    cr_assert_eq(qr_encode(&arena, S("http://127.0.0.1:8006/tra-cuu/H21.104-261121-0001"), QR_MEDIUM, &small), OK);
    cr_assert_eq((small.side - 17) % 4, 0);
    cr_assert(finder_at(&small, 0, 0) && finder_at(&small, small.side - 7, 0) && finder_at(&small, 0, small.side - 7));
    char text[QR_TEXT_BYTES_MAX];
    memset(text, 'a', sizeof text);
    cr_assert_eq(qr_encode(&arena, (struct str){text, sizeof text}, QR_QUARTILE, &large), OK);
    cr_assert_gt(large.side, small.side);
}

Test(qr, nothing_and_too_much_are_refused)
{
    struct qr qr;
    char text[QR_TEXT_BYTES_MAX + 1] = {0};
    cr_assert_eq(qr_encode(&arena, S(""), QR_LOW, &qr), ERR_INVALID);
    cr_assert_eq(qr_encode(&arena, (struct str){text, sizeof text}, QR_LOW, &qr), ERR_TOO_LARGE);
}

Test(qr, the_svg_covers_each_dark_module_once_and_escapes_its_label)
{
    struct qr qr;
    int dark = 0, drawn = 0;
    cr_assert_eq(qr_encode(&arena, S("otpauth://totp/x?secret=A"), QR_MEDIUM, &qr), OK);
    struct str svg = qr_svg(&arena, &qr, S("Mã \"QR\" <b>"), 180).markup;
    cr_assert(str_find(svg, S("aria-label=\"Mã &quot;QR&quot; &lt;b&gt;\"")) > 0, "%.*s", STR_ARG(svg));
    cr_assert(str_find(svg, S("style=")) < 0);
    for (int i = 0; i < qr.side * qr.side; i++)
        dark += qr.dark[i];
    struct str rest = str_sub(svg, (size_t)str_find(svg, S("#000")), svg.len);
    for (ptrdiff_t at; (at = str_find_char(rest, 'h')) >= 0; rest = str_sub(rest, (size_t)at + 1, rest.len)) {
        int run = 0;
        for (size_t i = (size_t)at + 1; i < rest.len && rest.ptr[i] >= '0' && rest.ptr[i] <= '9'; i++)
            run = run * 10 + rest.ptr[i] - '0';
        drawn += run; /* in "h3v1h-3z" the way back has a sign and counts 0 */
    }
    cr_assert_eq(drawn, dark);
}
