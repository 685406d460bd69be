/* html_test.c: escaping, numbers for Vietnamese and English readers, and translated texts. */
#include <criterion/criterion.h>
#include "platform/html/html.h"
#include "platform/html/i18n.h"

static struct arena arena;
static struct buf buf;
static struct html vi, en;

static void start(void)
{
    arena_init(&arena, 0);
    buf_init(&buf, &arena, 64);
    vi = (struct html){&buf, LANG_VI};
    en = (struct html){&buf, LANG_EN};
}
static void stop(void) { arena_done(&arena); }
TestSuite(html, .init = start, .fini = stop);

static void expect(struct str want)
{
    struct str got = buf_str(&buf);
    cr_assert(str_eq(got, want), "got \"%.*s\", want \"%.*s\"", STR_ARG(got), STR_ARG(want));
    buf.len = 0;
}

Test(html, the_five_dangerous_characters_are_escaped_and_vietnamese_is_left_alone)
{
    html_put(&vi, S("Đỗ Thị <b>\"Ế\" & 'Ỗ'</b>"));
    expect(S("Đỗ Thị &lt;b&gt;&quot;Ế&quot; &amp; &#39;Ỗ&#39;&lt;/b&gt;"));
    html_put(&vi, S(""));
    expect(S(""));
}

Test(html, numbers_are_grouped_by_the_readers_habit)
{
    html_put(&vi, (int64_t)1234567);
    expect(S("1.234.567"));
    html_put(&en, (int64_t)1234567);
    expect(S("1,234,567"));
    html_put(&vi, 999);
    expect(S("999"));
    html_put(&vi, 0);
    expect(S("0"));
    html_put(&vi, -1000);
    expect(S("-1.000"));
    html_put(&vi, INT64_MIN);
    expect(S("-9.223.372.036.854.775.808"));
}

Test(html, a_rate_shows_its_base_and_rounds_half_up)
{
    html_put(&vi, ((struct rate){1234, 5678}));
    expect(S("1.234/5.678 (21,73\u00a0%)"));
    html_put(&en, ((struct rate){1, 8}));
    expect(S("1/8 (12.50\u00a0%)"));
    html_put(&vi, ((struct rate){1, 0}));
    expect(S("–"));
    cr_assert(str_eq(fmt_rate_percent(&arena, LANG_VI, 1, 3), S("33,33")));
    cr_assert(str_eq(fmt_rate_percent(&arena, LANG_VI, 2, 3), S("66,67")));
    cr_assert(str_eq(fmt_rate_percent(&arena, LANG_VI, 1, 20000), S("0,01"))); /* 0.005 */
    cr_assert(str_eq(fmt_rate_percent(&arena, LANG_VI, 1, 20001), S("0,00")));
    cr_assert(str_eq(fmt_rate_percent(&arena, LANG_VI, -1, 8), S("-12,50")));
    cr_assert(str_eq(fmt_rate_percent(&arena, LANG_VI, INT64_MAX, INT64_MAX), S("100,00")));
    cr_assert(str_eq(fmt_rate_percent(&arena, LANG_VI, 25, 2), S("1.250,00")));
}

Test(html, money_and_dates_are_written_the_vietnamese_way)
{
    html_put(&vi, ((struct vnd){1234567}));
    expect(S("1.234.567\u00a0đ"));
    html_put(&en, ((struct vnd){50000}));
    expect(S("50,000\u00a0đ"));
    html_put(&en, day_of(2026, 11, 2));
    expect(S("02/11/2026"));
    html_put(&vi, DAY_NONE);
    expect(S(""));
    html_put(&vi, ((struct at){ms_of_day(day_of(2026, 11, 21), 15 * 60 + 4)}));
    expect(S("15:04 21/11/2026"));
}

Test(html, numbers_in_attributes_and_addresses_stay_plain)
{
    html_put_attr(&vi, (int64_t)1234567);
    expect(S("1234567"));
    html_put_url(&vi, 1234567);
    expect(S("1234567"));
    html_put_url(&vi, day_of(2026, 11, 2));
    expect(S("2026-11-02"));
}

Test(html, a_value_inside_an_address_cannot_add_a_segment_or_a_parameter)
{
    html_put_url(&vi, S("a/../b?x=1&y=\"Đ\"#z"));
    expect(S("a%2F..%2Fb%3Fx%3D1%26y%3D%22%C4%90%22%23z"));
}

Test(html, a_text_is_shown_in_the_readers_language_and_falls_back_to_vietnamese)
{
    html_put(&vi, T("Có chỗ cần sửa"));
    expect(S("Có chỗ cần sửa"));
    html_put(&en, T("Có chỗ cần sửa"));
    expect(S("There is a problem"));
    cr_assert(str_eq(i18n_str(LANG_EN, S("không có trong bảng")), S("không có trong bảng")));
    cr_assert_not(i18n_has(LANG_EN, S("không có trong bảng")));
}

Test(html, the_table_of_texts_is_sorted_and_without_doubles)
{
    cr_assert_gt(i18n_entry_count, 0);
    for (int i = 1; i < i18n_entry_count; i++)
        cr_assert_lt(str_cmp(i18n_entries[i - 1].vi, i18n_entries[i].vi), 0);
}

Test(html, parameters_fill_their_places_and_unknown_places_stay)
{
    const struct str args[] = {S("3"), S("{0}")};
    struct str got = i18n_format(&arena, LANG_VI, (struct msg){S("Còn {0} ngày, {1}, {2}, {x}, {0}")}, args, 2);
    cr_assert(str_eq(got, S("Còn 3 ngày, {0}, {2}, {x}, 3")), "%.*s", STR_ARG(got));
    got = i18n_format(&arena, LANG_VI, (struct msg){S("")}, args, 2);
    cr_assert(str_empty(got));
}
