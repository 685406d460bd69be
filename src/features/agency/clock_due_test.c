/* clock_due_test.c: due dates worked out by hand with a wall calendar, 2022 to 2027: Tết, days in lieu, swapped days,
 * 24 November, Saturday counters, ends of years and of February, online receipt, 15:00. */
#include "features/agency/clock_test_support.h"

TestSuite(clock_due, .init = clock_test_init, .fini = clock_test_done);

enum { SAME_DAY = 1, ONLINE = 2, MOVED = 4, PROVISIONAL = 8 };

struct fixture {
    const char *received;
    int amount;
    const char *due;
    int flags;
};

static void check_on(const struct calendar *calendar, enum limit_unit unit, const struct fixture *fixtures,
                     size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct fixture *f = &fixtures[i];
        struct time_limit limit = {unit, f->amount, f->flags & SAME_DAY, f->flags & ONLINE};
        struct due due = {0};
        cr_expect(clock_due(calendar, &limit, ms_at(f->received), &due) == OK, "%s", f->received);
        const char *got = strlen(f->due) == 16 ? iso_ms(due.due_ms) : iso(due.due_day);
        cr_expect(strcmp(got, f->due) == 0, "%s + %d: expected %s, got %s", f->received, f->amount, f->due, got);
        cr_expect(due.moved == !!(f->flags & MOVED), "%s + %d: moved is %d", f->received, f->amount, due.moved);
        cr_expect(due.provisional == !!(f->flags & PROVISIONAL), "%s + %d: provisional is %d", f->received, f->amount,
                  due.provisional);
        cr_expect(!due.beyond_calendar && !due.stopped);
    }
}
#define CHECK(calendar, unit, fixtures) check_on((calendar), (unit), (fixtures), ARRAY_LEN(fixtures))

Test(clock_due, working_days_skip_weekends_holidays_and_days_in_lieu_and_count_swapped_saturdays)
{
    static const struct fixture fixtures[] = {
        /* 2022: New Year's Day on a Saturday, Tết 31/1-4/2, Hùng Kings on a Sunday, 30/4 and 1/5 on a weekend, National
           Day 1-2/9 */
        {"2021-12-30 09:00", 3, "2022-01-05"},
        {"2022-01-28 09:00", 1, "2022-02-07"},
        {"2022-01-27 09:00", 3, "2022-02-08"},
        {"2022-04-08 09:00", 1, "2022-04-12"},
        {"2022-04-29 09:00", 1, "2022-05-04"},
        {"2022-08-31 09:00", 1, "2022-09-05"},
        {"2022-08-30 09:00", 7, "2022-09-12"},
        /* 2023: Tết 20-26/1, Hùng Kings on Saturday 29/4 joined with 30/4 and 1/5, National Day on a Saturday */
        {"2022-12-30 09:00", 1, "2023-01-03"},
        {"2023-01-19 09:00", 1, "2023-01-27"},
        {"2023-01-18 09:00", 3, "2023-01-30"},
        {"2023-04-28 09:00", 1, "2023-05-04"},
        {"2023-04-27 09:00", 5, "2023-05-09"},
        {"2023-08-31 09:00", 1, "2023-09-05"},
        {"2023-08-30 09:00", 2, "2023-09-05"},
        /* 2024: Tết 8-14/2, 29/4 off for Saturday 4/5, National Day 2-3/9, 29 February */
        {"2023-12-29 09:00", 1, "2024-01-02"},
        {"2024-02-07 09:00", 1, "2024-02-15"},
        {"2024-02-06 09:00", 7, "2024-02-22"},
        {"2024-02-28 09:00", 2, "2024-03-01"},
        {"2024-04-17 09:00", 1, "2024-04-19"},
        {"2024-04-26 09:00", 1, "2024-05-02"},
        {"2024-04-26 09:00", 3, "2024-05-04"},
        {"2024-05-03 09:00", 1, "2024-05-04"},
        {"2024-05-03 09:00", 2, "2024-05-06"},
        {"2024-08-30 09:00", 1, "2024-09-04"},
        /* 2025: Tết 27-31/1, 2/5 off for Saturday 26/4, National Day 1-2/9, 24 November still a working day */
        {"2024-12-31 09:00", 1, "2025-01-02"},
        {"2025-01-24 09:00", 1, "2025-02-03"},
        {"2025-01-22 09:00", 5, "2025-02-05"},
        {"2025-04-04 09:00", 1, "2025-04-08"},
        {"2025-04-25 09:00", 1, "2025-04-26"},
        {"2025-04-25 09:00", 4, "2025-05-05"},
        {"2025-04-29 09:00", 1, "2025-05-05"},
        {"2025-08-29 09:00", 1, "2025-09-03"},
        {"2025-08-28 09:00", 3, "2025-09-04"},
        {"2025-11-21 09:00", 2, "2025-11-25"},
        /* 2026: 2/1 off for 10/1, Tết 16-20/2, Hùng Kings on a Sunday, 31/8 off for 22/8, 24 November for the first
           time */
        {"2025-12-31 09:00", 1, "2026-01-05"},
        {"2026-01-09 09:00", 1, "2026-01-10"},
        {"2026-01-08 09:00", 3, "2026-01-12"},
        {"2026-02-13 09:00", 1, "2026-02-23"},
        {"2026-02-12 09:00", 3, "2026-02-24"},
        {"2026-04-24 09:00", 1, "2026-04-28"},
        {"2026-04-24 09:00", 3, "2026-05-04"},
        {"2026-08-21 09:00", 1, "2026-08-22"},
        {"2026-08-28 09:00", 1, "2026-09-03"},
        {"2026-08-20 09:00", 7, "2026-08-28"},
        {"2026-11-23 09:00", 1, "2026-11-25"},
        {"2026-11-20 09:00", 2, "2026-11-25"},
        /* 2027: Tết and the second National Day are expected, not announced */
        {"2026-12-31 09:00", 1, "2027-01-04"},
        {"2027-02-03 09:00", 1, "2027-02-11", PROVISIONAL},
        {"2027-04-15 09:00", 1, "2027-04-19"},
        {"2027-04-29 09:00", 1, "2027-05-04"},
        {"2027-09-01 09:00", 1, "2027-09-06", PROVISIONAL},
        {"2027-11-23 09:00", 1, "2027-11-25"},
        /* at a counter that is open on a day off: the day of receipt is not counted anyway */
        {"2026-03-07 09:00", 1, "2026-03-09"},
        {"2026-02-17 09:00", 1, "2026-02-23"},
    };
    CHECK(national(), LIMIT_WORKING_DAYS, fixtures);
}

Test(clock_due, calendar_days_count_days_off_but_never_end_on_one)
{
    static const struct fixture fixtures[] = {
        {"2026-02-06 09:00", 10, "2026-02-23", MOVED}, /* 16/2 is Tết */
        {"2026-03-02 09:00", 5, "2026-03-09", MOVED},  /* Saturday */
        {"2026-03-02 09:00", 7, "2026-03-09"},
        {"2025-12-22 09:00", 10, "2026-01-05", MOVED}, /* 1/1, then the swapped 2/1 and the weekend */
        {"2026-08-12 09:00", 10, "2026-08-22"},        /* a Saturday that is worked */
        {"2026-11-09 09:00", 15, "2026-11-25", MOVED}, /* 24/11 */
        {"2024-12-31 09:00", 1, "2025-01-02", MOVED},
        {"2027-01-25 09:00", 10, "2027-02-11", MOVED | PROVISIONAL}, /* 4/2/2027 */
    };
    CHECK(national(), LIMIT_CALENDAR_DAYS, fixtures);
}

Test(clock_due, months_end_on_the_same_day_or_the_last_of_a_shorter_month)
{
    static const struct fixture fixtures[] = {
        {"2024-01-31 09:00", 1, "2024-02-29"},
        {"2023-01-31 09:00", 1, "2023-02-28"},
        {"2024-02-29 09:00", 12, "2025-02-28"},
        {"2024-02-29 09:00", 24, "2026-03-02", MOVED}, /* 28/2/2026 is a Saturday */
        {"2023-12-31 09:00", 2, "2024-02-29"},
        {"2025-08-31 09:00", 6, "2026-03-02", MOVED},
        {"2026-08-24 09:00", 3, "2026-11-25", MOVED},
        {"2025-11-17 09:00", 3, "2026-02-23", MOVED},
        {"2026-07-22 09:00", 1, "2026-08-22"},
        {"2026-12-01 09:00", 1, "2027-01-04", MOVED},
        {"2024-02-29 09:00", 48, "2028-02-29"},
    };
    CHECK(national(), LIMIT_MONTHS, fixtures);
}

Test(clock_due, what_is_received_after_15_00_is_answered_on_the_next_working_day)
{
    static const struct fixture fixtures[] = {
        {"2026-03-04 15:00", 0, "2026-03-04", SAME_DAY},
        {"2026-03-04 15:01", 0, "2026-03-05", SAME_DAY},
        {"2026-03-06 15:01", 0, "2026-03-09", SAME_DAY},
        {"2026-02-13 16:00", 0, "2026-02-23", SAME_DAY},
        {"2026-03-04 16:45", 0, "2026-03-04"},
        {"2026-03-07 09:00", 0, "2026-03-09", MOVED},
        {"2026-03-04 20:00", 0, "2026-03-05", SAME_DAY | ONLINE},
        {"2026-03-04 15:30", 0, "2026-03-05", SAME_DAY | ONLINE},
        {"2024-04-26 15:01", 0, "2024-05-02", SAME_DAY},
        {"2026-08-21 16:00", 0, "2026-08-22", SAME_DAY},
        {"2026-03-04 08:15", 0, "2026-03-04", SAME_DAY},
    };
    CHECK(national(), LIMIT_AT_ONCE, fixtures);
    static const struct fixture one_day[] = {{"2026-03-06 15:30", 1, "2026-03-10", SAME_DAY},
                                             {"2026-03-06 14:59", 1, "2026-03-09", SAME_DAY}};
    CHECK(national(), LIMIT_WORKING_DAYS, one_day);
}

Test(clock_due, what_comes_online_outside_office_hours_counts_from_the_next_opening)
{
    static const struct fixture fixtures[] = {
        {"2026-03-04 06:00", 1, "2026-03-05", ONLINE}, {"2026-03-04 12:00", 1, "2026-03-05", ONLINE},
        {"2026-03-04 16:59", 1, "2026-03-05", ONLINE}, {"2026-03-04 17:00", 1, "2026-03-06", ONLINE},
        {"2026-03-07 10:00", 1, "2026-03-10", ONLINE}, {"2026-08-22 10:00", 1, "2026-08-24", ONLINE},
        {"2026-02-12 18:00", 1, "2026-02-23", ONLINE}, {"2026-02-13 18:00", 1, "2026-02-24", ONLINE},
        {"2026-11-24 10:00", 1, "2026-11-26", ONLINE}, {"2025-12-31 23:59", 1, "2026-01-06", ONLINE},
    };
    CHECK(national(), LIMIT_WORKING_DAYS, fixtures);
}

Test(clock_due, working_hours_run_to_the_minute_and_only_while_the_office_is_open)
{
    static const struct fixture fixtures[] = {
        {"2026-03-02 07:30", 8, "2026-03-03 08:00"},         {"2026-03-02 09:00", 8, "2026-03-03 09:30"},
        {"2026-03-02 07:30", 4, "2026-03-02 11:30"},         {"2026-03-02 09:00", 4, "2026-03-02 15:00"},
        {"2026-02-13 16:00", 8, "2026-02-23 16:30"},         {"2026-08-21 16:00", 8, "2026-08-22 16:30"},
        {"2026-03-04 20:00", 1, "2026-03-05 08:30", ONLINE}, {"2026-03-02 12:00", 2, "2026-03-02 15:30"},
        {"2026-03-06 16:59", 1, "2026-03-09 08:29"},         {"2026-03-02 06:00", 1, "2026-03-02 08:30"},
        {"2026-03-02 16:00", 1, "2026-03-02 17:00"},
    };
    CHECK(national(), LIMIT_WORKING_HOURS, fixtures);
}

Test(clock_due, a_saturday_counter_counts_only_where_the_local_rule_says_so)
{
    static const struct fixture days_counted[] = {{"2026-03-06 09:00", 1, "2026-03-07"},
                                                  {"2026-03-06 09:00", 2, "2026-03-09"},
                                                  {"2026-03-07 09:00", 1, "2026-03-09"},
                                                  {"2026-02-13 09:00", 2, "2026-02-21"},
                                                  {"2026-03-07 09:00", 1, "2026-03-09", ONLINE}};
    static const struct fixture hours_counted[] = {{"2026-03-06 16:00", 8, "2026-03-09 10:30"}};
    static const struct fixture at_once_counted[] = {{"2026-03-07 10:00", 0, "2026-03-07", SAME_DAY}};
    static const struct fixture days_open[] = {{"2026-03-06 09:00", 1, "2026-03-09"},
                                               {"2026-03-07 09:00", 1, "2026-03-09"},
                                               {"2026-03-07 09:00", 1, "2026-03-10", ONLINE}};
    static const struct fixture hours_open[] = {{"2026-03-06 16:00", 8, "2026-03-09 16:30"}};
    const struct calendar *counting = with_saturday(true), *open = with_saturday(false);

    CHECK(counting, LIMIT_WORKING_DAYS, days_counted);
    CHECK(counting, LIMIT_WORKING_HOURS, hours_counted);
    CHECK(counting, LIMIT_AT_ONCE, at_once_counted);
    CHECK(open, LIMIT_WORKING_DAYS, days_open);
    CHECK(open, LIMIT_WORKING_HOURS, hours_open);
}

static struct due paused(enum limit_unit unit, int amount, const char *received, const struct pause *pauses, int count)
{
    struct time_limit limit = {.unit = unit, .amount = amount};
    struct due due = {0};
    cr_assert(clock_due_paused(national(), &limit, ms_at(received), pauses, count, &due) == OK);
    return due;
}
#define EXPECT_DUE(text, due)                                                                                          \
    cr_expect(strcmp(iso((due).due_day), (text)) == 0, "expected %s, got %s", (text), iso((due).due_day))

Test(clock_due, supplement_stops_the_clock_and_a_complete_dossier_restarts_it)
{
    struct pause asked = {PAUSE_SUPPLEMENT, ms_at("2026-03-04 10:00"), 0};
    struct due due = paused(LIMIT_WORKING_DAYS, 3, "2026-03-02 09:00", &asked, 1);
    cr_expect(due.stopped && day_is_none(due.due_day) && due.due_ms == 0);

    asked.to_ms = ms_at("2026-03-11 14:00"); /* a Wednesday: Thursday, Friday, Monday */
    due = paused(LIMIT_WORKING_DAYS, 3, "2026-03-02 09:00", &asked, 1);
    EXPECT_DUE("2026-03-16", due);
    cr_expect(!due.stopped && strcmp(iso(due.received_day), "2026-03-11") == 0);

    struct pause online = {PAUSE_SUPPLEMENT, ms_at("2026-03-04 10:00"), ms_at("2026-03-11 19:00")};
    struct time_limit limit = {.unit = LIMIT_WORKING_DAYS, .amount = 3, .online = true};
    cr_assert(clock_due_paused(national(), &limit, ms_at("2026-03-02 09:00"), &online, 1, &due) == OK);
    EXPECT_DUE("2026-03-17", due);
}

Test(clock_due, an_open_payment_stands_the_clock_still_and_it_goes_on_where_it_stood)
{
    struct pause pay = {PAUSE_PAYMENT, ms_at("2026-03-04 10:00"), ms_at("2026-03-06 10:00")};
    /* Mon 2/3 received; Tue counts; Wed and Thu stand; Fri, Mon count */
    EXPECT_DUE("2026-03-09", paused(LIMIT_WORKING_DAYS, 3, "2026-03-02 09:00", &pay, 1));
    /* paid on the same day: nothing is lost */
    pay.to_ms = ms_at("2026-03-04 16:00");
    EXPECT_DUE("2026-03-05", paused(LIMIT_WORKING_DAYS, 3, "2026-03-02 09:00", &pay, 1));
    /* calendar days: Tue counts, Wed to Sun stand, then four more from Monday on */
    pay.to_ms = ms_at("2026-03-09 08:00");
    EXPECT_DUE("2026-03-12", paused(LIMIT_CALENDAR_DAYS, 5, "2026-03-02 09:00", &pay, 1));
    /* still open */
    pay.to_ms = 0;
    cr_expect(paused(LIMIT_WORKING_DAYS, 3, "2026-03-02 09:00", &pay, 1).stopped);
    /* asked for only when it was overdue: the date stays */
    pay.from_ms = ms_at("2026-03-20 08:00");
    EXPECT_DUE("2026-03-05", paused(LIMIT_WORKING_DAYS, 3, "2026-03-02 09:00", &pay, 1));
    /* hours: from 09:00, four hours, two of them (10:00-11:30, 13:30-14:00) not counted */
    pay = (struct pause){PAUSE_PAYMENT, ms_at("2026-03-02 10:00"), ms_at("2026-03-02 14:00")};
    struct due due = paused(LIMIT_WORKING_HOURS, 4, "2026-03-02 09:00", &pay, 1);
    cr_expect(strcmp(iso_ms(due.due_ms), "2026-03-02 17:00") == 0, "%s", iso_ms(due.due_ms));
}

Test(clock_due, a_payment_asked_for_in_the_minute_of_the_due_moment_comes_too_late_to_move_it)
{
    struct pause pay = {PAUSE_PAYMENT, ms_at("2026-03-02 11:30"), ms_at("2026-03-02 15:00")};
    struct due due = paused(LIMIT_WORKING_HOURS, 4, "2026-03-02 07:30", &pay, 1);
    cr_expect(strcmp(iso_ms(due.due_ms), "2026-03-02 11:30") == 0, "%s", iso_ms(due.due_ms));
    pay.from_ms -= MS_PER_MINUTE;
    due = paused(LIMIT_WORKING_HOURS, 4, "2026-03-02 07:30", &pay, 1);
    cr_expect(strcmp(iso_ms(due.due_ms), "2026-03-02 15:01") == 0, "%s", iso_ms(due.due_ms));
}

Test(clock_due, the_due_moment_is_when_the_counter_closes)
{
    struct time_limit limit = {.unit = LIMIT_WORKING_DAYS, .amount = 1};
    struct due due;
    cr_assert(clock_due(national(), &limit, ms_at("2026-03-02 09:00"), &due) == OK);
    cr_expect(due.due_ms == ms_at("2026-03-03 17:00"));
    cr_assert(clock_due(with_saturday(true), &limit, ms_at("2026-03-06 09:00"), &due) == OK);
    cr_expect(due.due_ms == ms_at("2026-03-07 11:30"));
}

Test(clock_due, a_procedure_without_limit_has_no_due_date)
{
    struct time_limit limit = {.unit = LIMIT_NONE};
    struct due due;
    cr_assert(clock_due(national(), &limit, ms_at("2026-03-02 09:00"), &due) == OK);
    cr_expect(day_is_none(due.due_day) && due.due_ms == 0 && !due.stopped);
}

Test(clock_due, a_date_behind_the_loaded_holidays_says_so)
{
    struct time_limit limit = {.unit = LIMIT_MONTHS, .amount = 60};
    struct due due;
    cr_assert(clock_due(national(), &limit, ms_at("2026-03-02 09:00"), &due) == OK);
    cr_expect(due.beyond_calendar);
    cr_expect(strcmp(iso(calendar_known_until(national())), "2030-12-31") == 0);
}

Test(clock_due, impossible_questions_are_refused)
{
    struct due due;
    struct time_limit none = {.unit = LIMIT_WORKING_DAYS, .amount = 0},
                      huge = {.unit = LIMIT_MONTHS, .amount = LIMIT_AMOUNT_MAX};
    struct time_limit limit = {.unit = LIMIT_WORKING_DAYS, .amount = 3};
    int64_t at = ms_at("2026-03-02 09:00");
    struct pause before = {PAUSE_PAYMENT, at - 1, at}, backwards = {PAUSE_PAYMENT, at + 5, at + 4};
    struct pause overlap[] = {{PAUSE_PAYMENT, at + 1, at + 9}, {PAUSE_PAYMENT, at + 8, at + 10}},
                 open[] = {{PAUSE_PAYMENT, at + 1, 0}, {PAUSE_PAYMENT, at + 8, 0}};

    cr_expect(clock_due(national(), &none, at, &due) == ERR_INVALID);
    cr_expect(clock_due(national(), &huge, at, &due) == ERR_INVALID);
    cr_expect(clock_due(national(), &limit, ms_at("1999-12-31 09:00"), &due) == ERR_INVALID);
    cr_expect(clock_due(national(), &limit, ms_at("2070-01-03 09:00"), &due) == ERR_INVALID);
    cr_expect(clock_due(national(), &limit, INT64_C(9999999999999), &due) == ERR_INVALID);
    cr_expect(clock_due_paused(national(), &limit, at, &before, 1, &due) == ERR_INVALID);
    cr_expect(clock_due_paused(national(), &limit, at, &backwards, 1, &due) == ERR_INVALID);
    cr_expect(clock_due_paused(national(), &limit, at, overlap, 2, &due) == ERR_INVALID);
    cr_expect(clock_due_paused(national(), &limit, at, open, 2, &due) == ERR_INVALID);
}

Test(clock_due, the_counter_hands_over_on_the_same_day_or_in_the_first_hour_of_the_next)
{
    static const char *const cases[][2] = {
        {"2026-03-04 09:00", "2026-03-04 17:00"}, {"2026-03-04 15:00", "2026-03-04 17:00"},
        {"2026-03-04 15:01", "2026-03-05 08:30"}, {"2026-03-06 16:30", "2026-03-09 08:30"},
        {"2026-02-13 15:30", "2026-02-23 08:30"}, {"2026-03-07 09:00", "2026-03-09 08:30"},
        {"2026-08-22 09:00", "2026-08-22 17:00"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        int64_t due_ms = 0;
        cr_expect(clock_transfer_due(national(), ms_at(cases[i][0]), &due_ms) == OK);
        cr_expect(due_ms == ms_at(cases[i][1]), "%s: %s", cases[i][0], iso_ms(due_ms));
    }
}

Test(clock_due, guests_are_notified_before_23_00_and_late_ones_before_8_00)
{
    cr_expect(clock_lodging_due(ms_at("2026-02-17 14:00")) == ms_at("2026-02-17 23:00"));
    cr_expect(clock_lodging_due(ms_at("2026-02-17 22:59")) == ms_at("2026-02-17 23:00"));
    cr_expect(clock_lodging_due(ms_at("2026-02-17 23:00")) == ms_at("2026-02-18 08:00"));
    cr_expect(clock_lodging_due(ms_at("2026-12-31 23:40")) == ms_at("2027-01-01 08:00"));
    cr_expect(clock_lodging_due(ms_at("2026-02-18 00:10")) == ms_at("2026-02-18 23:00"));
}
