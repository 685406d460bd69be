/* clock_timeliness_test.c: early, on time, late, pending: the national rules one by one (domain rules 2.3 and 4.5). */
#include "features/agency/clock_test_support.h"

TestSuite(clock_timeliness, .init = clock_test_init, .fini = clock_test_done);

static const struct time_limit three_days = {.unit = LIMIT_WORKING_DAYS, .amount = 3};

/* A dossier received Monday 2 March 2026, three working days: due Thursday 5 March. */
static struct timing dossier(void)
{
    return (struct timing){.received_ms = ms_at("2026-03-02 09:00"), .appointment = day_at("2026-03-05")};
}

static enum timeliness judge(const struct timing *timing, const char *as_of)
{
    enum timeliness timeliness = CLOCK_EARLY;
    cr_assert(clock_timeliness(national(), &three_days, timing, ms_at(as_of), &timeliness) == OK);
    return timeliness;
}

Test(clock_timeliness, dates_are_compared_and_not_hours)
{
    struct timing t = dossier();
    t.finished_ms = ms_at("2026-03-04 16:59");
    cr_expect(judge(&t, "2026-03-31 23:59") == CLOCK_EARLY);
    t.finished_ms = ms_at("2026-03-05 23:30");
    cr_expect(judge(&t, "2026-03-31 23:59") == CLOCK_ON_TIME);
    t.finished_ms = ms_at("2026-03-06 07:00");
    cr_expect(judge(&t, "2026-03-31 23:59") == CLOCK_LATE);
}

Test(clock_timeliness, the_end_is_the_first_that_exists_of_finished_returned_stopped)
{
    struct timing t = dossier();
    t.finished_ms = ms_at("2026-03-05 10:00");
    t.returned_ms = ms_at("2026-03-20 10:00"); /* fetched late by the citizen: not the agency's delay */
    cr_expect(judge(&t, "2026-03-31 23:59") == CLOCK_ON_TIME);
    t.finished_ms = 0;
    cr_expect(judge(&t, "2026-03-31 23:59") == CLOCK_LATE);
    t.returned_ms = 0;
    t.stopped_ms = ms_at("2026-03-04 10:00");
    cr_expect(judge(&t, "2026-03-31 23:59") == CLOCK_EARLY);
}

Test(clock_timeliness, what_is_unfinished_is_compared_with_the_end_of_the_period)
{
    struct timing t = dossier();
    cr_expect(judge(&t, "2026-03-05 23:59") == CLOCK_PENDING_IN_TIME);
    cr_expect(judge(&t, "2026-03-06 00:00") == CLOCK_PENDING_OVERDUE);
    t.finished_ms = ms_at("2026-03-05 10:00"); /* not yet, at that moment */
    cr_expect(judge(&t, "2026-03-04 23:59") == CLOCK_PENDING_IN_TIME);
}

Test(clock_timeliness, a_dossier_that_waits_for_papers_ends_for_the_period_with_the_request)
{
    struct timing t = dossier();
    struct pause asked = {PAUSE_SUPPLEMENT, ms_at("2026-03-04 10:00"), 0};
    t.pauses = &asked;
    t.pauses_count = t.supplement_requests = 1;
    cr_expect(judge(&t, "2026-03-31 23:59") == CLOCK_PENDING_IN_TIME);
    asked.from_ms = ms_at("2026-03-09 10:00"); /* asked only when it was overdue */
    cr_expect(judge(&t, "2026-03-31 23:59") == CLOCK_PENDING_OVERDUE);
}

Test(clock_timeliness, a_second_request_for_papers_makes_a_dossier_late)
{
    struct timing t = dossier();
    t.supplement_requests = 2;
    cr_expect(judge(&t, "2026-03-03 12:00") == CLOCK_PENDING_OVERDUE);
    t.finished_ms = ms_at("2026-03-03 10:00");
    cr_expect(judge(&t, "2026-03-31 23:59") == CLOCK_LATE);
}

Test(clock_timeliness, without_an_appointment_the_statutory_limit_counts_less_the_waiting_time)
{
    struct timing t = dossier();
    struct pause asked = {PAUSE_SUPPLEMENT, ms_at("2026-03-03 10:00"), ms_at("2026-03-09 10:00")};
    t.appointment = DAY_NONE;
    t.finished_ms = ms_at("2026-03-03 10:00");
    cr_expect(judge(&t, "2026-03-31 23:59") == CLOCK_ON_TIME, "never early without an appointment");
    t.finished_ms = ms_at("2026-03-06 10:00");
    cr_expect(judge(&t, "2026-03-31 23:59") == CLOCK_LATE);
    t.pauses = &asked;
    t.pauses_count = t.supplement_requests = 1;
    t.finished_ms = ms_at("2026-03-11 10:00"); /* counted: Mon 9, Tue 10, Wed 11; Tue 3 to Fri 6 were waiting */
    cr_expect(judge(&t, "2026-03-31 23:59") == CLOCK_ON_TIME);
    t.finished_ms = ms_at("2026-03-12 10:00");
    cr_expect(judge(&t, "2026-03-31 23:59") == CLOCK_LATE);
}

Test(clock_timeliness, without_appointment_and_without_limit_nothing_is_late)
{
    struct time_limit none = {.unit = LIMIT_NONE};
    struct timing t = {.received_ms = ms_at("2026-03-02 09:00"), .appointment = DAY_NONE};
    enum timeliness timeliness;
    cr_assert(clock_timeliness(national(), &none, &t, ms_at("2026-12-31 23:59"), &timeliness) == OK);
    cr_expect(timeliness == CLOCK_PENDING_IN_TIME);
    t.finished_ms = ms_at("2026-10-01 10:00");
    cr_assert(clock_timeliness(national(), &none, &t, ms_at("2026-12-31 23:59"), &timeliness) == OK);
    cr_expect(timeliness == CLOCK_ON_TIME);
}

Test(clock_timeliness, a_late_payment_is_not_the_agencys_delay)
{
    struct timing t = dossier();
    struct pause pay = {PAUSE_PAYMENT, ms_at("2026-03-03 10:00"), ms_at("2026-03-30 10:00")};
    t.appointment = DAY_NONE;
    t.pauses = &pay;
    t.pauses_count = 1;
    cr_expect(judge(&t, "2026-03-20 23:59") == CLOCK_PENDING_IN_TIME);
    t.finished_ms = ms_at("2026-04-01 10:00"); /* Mon 30, Tue 31, Wed 1 */
    cr_expect(judge(&t, "2026-04-30 23:59") == CLOCK_ON_TIME);
}

Test(clock_timeliness, disordered_pauses_are_refused)
{
    struct timing t = dossier();
    struct pause wrong[] = {{PAUSE_SUPPLEMENT, ms_at("2026-03-04 10:00"), ms_at("2026-03-03 10:00")}};
    enum timeliness timeliness;
    t.pauses = wrong;
    t.pauses_count = 1;
    cr_expect(clock_timeliness(national(), &three_days, &t, ms_at("2026-03-31 23:59"), &timeliness) == ERR_INVALID);
}
