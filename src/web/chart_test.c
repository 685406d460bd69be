/* chart_test.c: pictures and tables show the same figures; nothing breaks at the edges. */
#include <criterion/criterion.h>
#include "web/chart_impl.h"

static struct arena arena;
static void start(void) { arena_init(&arena, 0); }
static void stop(void) { arena_done(&arena); }
TestSuite(chart, .init = start, .fini = stop);

static const struct str communes[] = {S_INIT("Phường Pleiku"), S_INIT("Xã <Ia> & \"Hrung\""), S_INIT("Xã Chư Prông")};
static const int64_t counts[] = {1234567, 0, 12};
static const int64_t others[] = {5, CHART_NO_VALUE, 7};

static struct chart bars(void)
{
    static const struct chart_series series[] = {{.name = S_INIT("Tiếp nhận"), .values = counts}, {.name = S_INIT("Quá hạn"), .values = others, .tone = TONE_LATE}};
    return (struct chart){.kind = CHART_BARS, .id = S("c"), .title = S("Hồ sơ theo xã"), .category_label = S("Xã"), .categories = communes,
                          .category_count = 3, .series = series, .series_count = 2};
}

static int times(struct str text, struct str needle)
{
    int count = 0;
    for (ptrdiff_t at; (at = str_find(text, needle)) >= 0; count++)
        text = str_sub(text, (size_t)at + needle.len, text.len);
    return count;
}

Test(chart, each_figure_stands_in_the_picture_and_in_the_table)
{
    struct chart chart = bars();
    struct str html = chart_html(&arena, LANG_VI, &chart).markup;
    cr_assert_eq(times(html, S("1.234.567")), 3, "wide, narrow, table");
    cr_assert_eq(times(html, S("<svg")), 2);
    cr_assert_eq(times(html, S("<table")), 1);
    cr_assert_eq(times(html, S("role=\"img\"")), 2);
    html = chart_html(&arena, LANG_EN, &chart).markup;
    cr_assert_eq(times(html, S("1,234,567")), 3);
}

Test(chart, names_from_data_cannot_add_markup)
{
    struct chart chart = bars();
    struct str html = chart_html(&arena, LANG_VI, &chart).markup;
    cr_assert_eq(times(html, S("<Ia>")), 0);
    cr_assert_geq(times(html, S("&lt;Ia&gt; &amp; &quot;Hrung&quot;")), 2);
}

Test(chart, nothing_is_inline_that_the_content_security_policy_forbids)
{
    struct chart chart = bars();
    struct str html = chart_html(&arena, LANG_VI, &chart).markup;
    cr_assert_eq(times(html, S("style=")), 0);
    cr_assert_eq(times(html, S("<script")), 0);
}

Test(chart, an_unknown_value_is_a_dash_and_a_gap_never_a_zero)
{
    struct chart chart = bars();
    struct drawing drawing;
    cr_assert(str_eq(chart_number(&arena, LANG_VI, &chart, CHART_NO_VALUE), S("–")));
    chart.kind = CHART_LINES;
    chart.series++;
    chart.series_count = 1;
    chart_draw(&arena, LANG_VI, &chart, 600, &drawing);
    for (int i = 0; i < drawing.count; i++)
        cr_assert_neq(drawing.shapes[i].kind, SHAPE_PATH, "two single points do not make a line");
}

Test(chart, every_kind_stays_inside_its_frame_at_every_width)
{
    static const double widths[] = {240, 340, 760, 960};
    for (int kind = CHART_BARS; kind <= CHART_PYRAMID; kind++)
        for (size_t w = 0; w < ARRAY_LEN(widths); w++) {
            struct chart chart = bars();
            struct drawing drawing;
            chart.kind = (enum chart_kind)kind;
            chart_draw(&arena, LANG_VI, &chart, widths[w], &drawing);
            for (int i = 0; i < drawing.count; i++) {
                const struct shape *shape = &drawing.shapes[i];
                if (shape->kind != SHAPE_RECT)
                    continue;
                cr_assert(shape->x >= 0 && shape->x + shape->w <= widths[w] + 0.01, "kind %d, width %g: %g + %g", kind, widths[w], shape->x, shape->w);
                cr_assert(shape->y >= 0 && shape->y + shape->h <= drawing.height + 0.01);
            }
        }
}

Test(chart, the_axis_ends_at_a_round_number_not_far_above_the_largest_value)
{
    static const int64_t largest[] = {1, 3, 7, 10, 49, 51, 99, 101, 1234, 999999, 1000001};
    for (size_t i = 0; i < ARRAY_LEN(largest); i++) {
        struct chart_scale scale = chart_scale_of(largest[i], false);
        cr_assert(scale.max >= largest[i] && scale.max <= largest[i] * 2, "%d: %d", (int)largest[i], (int)scale.max);
        cr_assert(scale.max % scale.step == 0 && scale.max / scale.step <= 5);
    }
    cr_assert_eq(chart_scale_of(9876, true).max, 10000);
    cr_assert_eq(chart_scale_of(INT64_MAX / 2, false).max % 10, 0);
}

Test(chart, without_rows_it_says_that_there_is_nothing_yet)
{
    struct chart chart = bars();
    chart.category_count = 0;
    struct str html = chart_html(&arena, LANG_VI, &chart).markup;
    cr_assert_eq(times(html, S("<svg")), 0);
    cr_assert_eq(times(html, S("Chưa có số liệu")), 1);
}

Test(chart, small_multiples_share_one_scale_and_one_table)
{
    static const struct chart_series a = {.values = counts}, b = {.values = others};
    struct chart charts[] = {bars(), bars()};
    charts[0].series = &a;
    charts[1].series = &b;
    charts[0].series_count = charts[1].series_count = 1;
    struct str html = chart_multiples_html(&arena, LANG_VI, S("m"), S("Theo xã"), charts, 2).markup;
    cr_assert_eq(times(html, S("<svg")), 2);
    cr_assert_eq(times(html, S("<table")), 1);
}

Test(chart, a_text_is_cut_between_characters)
{
    struct str cut = drawing_fit(&arena, S("Phường Quy Nhơn Đông rất dài"), 80);
    cr_assert(str_ends(cut, S("…")));
    cr_assert_leq(drawing_text_width(cut), 92);
    cr_assert(str_eq(drawing_fit(&arena, S("Pleiku"), 80), S("Pleiku")));
}
