/* clock_explain_test.c: "why this date?" line by line, as people read it. */
#include "features/agency/clock_test_support.h"

TestSuite(clock_explain, .init = clock_test_init, .fini = clock_test_done);

static struct explanation explain(enum limit_unit unit, int amount, bool online, const char *received,
                                  const struct pause *pauses, int count)
{
    struct time_limit limit = {.unit = unit, .amount = amount, .online = online};
    struct explanation told = {0};
    cr_assert(clock_explain(&test_arena, national(), &limit, ms_at(received), pauses, count, &told) == OK);
    return told;
}

static void expect_lines(const struct explanation *told, const char *const *expected, int count)
{
    cr_assert(told->lines_count == count, "%d lines", told->lines_count);
    for (int i = 0; i < count; i++) {
        const struct clock_line *line = &told->lines[i];
        struct str got =
            arena_printf(&test_arena, "%s %c%d %.*s%s%.*s", iso(line->day), line->counted ? '+' : ' ', line->n,
                         STR_ARG(line->reason.vi), line->name_vi.len ? ": " : "", STR_ARG(line->name_vi));
        cr_expect(str_eq(got, str_of(expected[i])), "line %d: %s\n    instead of %s", i, got.ptr, expected[i]);
    }
}
#define EXPECT_LINES(told, ...)                                                                                        \
    expect_lines(&(told), (const char *const[]){__VA_ARGS__},                                                          \
                 (int)(sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)))

Test(clock_explain, each_day_is_told_with_its_reason_and_the_holidays_name)
{
    struct explanation told = explain(LIMIT_WORKING_DAYS, 2, false, "2026-11-20 09:00", NULL, 0);
    EXPECT_LINES(told, "2026-11-20  0 Ngày tiếp nhận: không tính", "2026-11-21  0 Ngày nghỉ hằng tuần: không tính",
                 "2026-11-22  0 Ngày nghỉ hằng tuần: không tính", "2026-11-23 +1 Ngày làm việc: tính",
                 "2026-11-24  1 Ngày nghỉ lễ, tết, nghỉ bù: không tính: Ngày Văn hóa Việt Nam",
                 "2026-11-25 +2 Ngày làm việc: tính");
    cr_expect(told.lines[5].last);
    cr_expect(str_eq(told.lines[4].basis, S("Nghị quyết 28/2026/QH16, Điều 2")));
    cr_expect(str_eq(told.lines[4].name_en, S("Vietnamese Culture Day")));
}

Test(clock_explain, a_swapped_saturday_is_told_as_worked)
{
    struct explanation told = explain(LIMIT_WORKING_DAYS, 1, false, "2026-08-21 09:00", NULL, 0);
    EXPECT_LINES(told, "2026-08-21  0 Ngày tiếp nhận: không tính",
                 "2026-08-22 +1 Ngày làm bù: tính: Làm bù cho ngày 31/08/2026");
}

Test(clock_explain, receipt_in_the_night_is_told_as_the_next_opening)
{
    struct explanation told = explain(LIMIT_WORKING_DAYS, 1, true, "2026-03-06 20:00", NULL, 0);
    EXPECT_LINES(told, "2026-03-06  0 Nhận ngoài giờ làm việc: tính là nhận khi bắt đầu giờ làm việc kế tiếp",
                 "2026-03-07  0 Ngày nghỉ hằng tuần: không tính", "2026-03-08  0 Ngày nghỉ hằng tuần: không tính",
                 "2026-03-09  0 Ngày tiếp nhận: không tính", "2026-03-10 +1 Ngày làm việc: tính");
}

Test(clock_explain, a_supplement_tells_both_terms)
{
    struct pause asked = {PAUSE_SUPPLEMENT, ms_at("2026-03-04 10:00"), ms_at("2026-03-11 14:00")};
    struct explanation told = explain(LIMIT_WORKING_DAYS, 1, false, "2026-03-03 09:00", &asked, 1);
    EXPECT_LINES(told, "2026-03-03  0 Ngày tiếp nhận: không tính", "2026-03-04  0 Yêu cầu bổ sung hồ sơ: đồng hồ dừng",
                 "2026-03-11  0 Nhận đủ hồ sơ bổ sung: tính lại từ đầu", "2026-03-11  0 Ngày tiếp nhận: không tính",
                 "2026-03-12 +1 Ngày làm việc: tính");
    asked.to_ms = 0;
    told = explain(LIMIT_WORKING_DAYS, 2, false, "2026-03-02 09:00", &asked, 1);
    EXPECT_LINES(told, "2026-03-02  0 Ngày tiếp nhận: không tính", "2026-03-03 +1 Ngày làm việc: tính",
                 "2026-03-04  1 Chờ người nộp bổ sung hồ sơ: đồng hồ dừng");
    cr_expect(told.due.stopped && !told.lines[2].last);
}

Test(clock_explain, days_of_waiting_for_a_payment_are_told)
{
    struct pause pay = {PAUSE_PAYMENT, ms_at("2026-03-03 10:00"), ms_at("2026-03-05 10:00")};
    struct explanation told = explain(LIMIT_WORKING_DAYS, 1, false, "2026-03-02 09:00", &pay, 1);
    EXPECT_LINES(told, "2026-03-02  0 Ngày tiếp nhận: không tính",
                 "2026-03-03  0 Chờ thực hiện nghĩa vụ tài chính: không tính",
                 "2026-03-04  0 Chờ thực hiện nghĩa vụ tài chính: không tính", "2026-03-05 +1 Ngày làm việc: tính");
}

Test(clock_explain, calendar_days_that_end_on_a_day_off_move_on)
{
    struct explanation told = explain(LIMIT_CALENDAR_DAYS, 2, false, "2026-03-05 09:00", NULL, 0);
    EXPECT_LINES(told, "2026-03-05  0 Ngày tiếp nhận: không tính", "2026-03-06 +1 Tính theo ngày lịch: tính",
                 "2026-03-07 +2 Ngày cuối là ngày nghỉ: chuyển sang ngày làm việc kế tiếp",
                 "2026-03-08  2 Ngày nghỉ hằng tuần: không tính",
                 "2026-03-09  2 Ngày làm việc kế tiếp: là ngày đến hạn");
}

Test(clock_explain, months_tell_their_end)
{
    struct explanation told = explain(LIMIT_MONTHS, 3, false, "2026-08-24 09:00", NULL, 0);
    EXPECT_LINES(told, "2026-08-24  0 Ngày tiếp nhận: không tính",
                 "2026-11-24 +3 Ngày cuối là ngày nghỉ: chuyển sang ngày làm việc kế tiếp: Ngày Văn hóa Việt Nam",
                 "2026-11-25  3 Ngày làm việc kế tiếp: là ngày đến hạn");
}

Test(clock_explain, hours_tell_each_stretch_with_its_minutes)
{
    struct explanation told = explain(LIMIT_WORKING_HOURS, 8, false, "2026-03-02 09:00", NULL, 0);
    EXPECT_LINES(told, "2026-03-02  0 Ngày tiếp nhận", "2026-03-02 +150 Giờ làm việc: tính",
                 "2026-03-02 +360 Giờ làm việc: tính", "2026-03-03 +480 Giờ làm việc: tính");
    cr_expect(told.lines[1].from_minute == 540 && told.lines[1].to_minute == 690);
    cr_expect(told.lines[3].from_minute == 450 && told.lines[3].to_minute == 570);
}

Test(clock_explain, a_day_off_that_is_only_expected_says_so)
{
    struct explanation told = explain(LIMIT_WORKING_DAYS, 1, false, "2027-02-03 09:00", NULL, 0);
    cr_expect(told.due.provisional && told.lines[1].provisional);
    cr_expect(strcmp(iso(told.due.due_day), "2027-02-11") == 0);
}
