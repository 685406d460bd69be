/* dossier_life_test.c: whole lives of dossiers, as the issue tells them. */
#include "features/dossier/world_test.h"
#include "features/document/document.h"
#include <stdio.h>

static const struct dossier_defect blurred[] = {
    {.target = S_INIT("file:proof_of_dwelling"), .reason = S_INIT("unreadable"), .note = S_INIT("Chụp lại cho rõ")},
    {.target = S_INIT("field:address"), .reason = S_INIT("wrong")},
};

DB_TEST(dossier, a_temporary_residence_lives_from_submission_over_one_supplement_to_the_register)
{
    struct ctx *ctx = &fixture->ctx;
    struct world world;

    world_open(&world, fixture);
    struct dossier d = world_submit(&world, world_temporary(&world, world.owner_id));
    cr_assert(str_eq(d.code, S("H21.104-261116-0001")), "%.*s", STR_ARG(d.code));
    cr_assert_eq(d.state, DOSSIER_NEW);
    cr_assert_eq(d.due_day.n, day_of(2026, 11, 19).n, "three working days, the day of receipt not counted");

    world_at(&world, day_of(2026, 11, 17), 10, 0);
    world_officer(&world);
    d = world_reload(&world, d.dossier_id);
    DB_OK(fixture, IN_TX(&world, dossier_ask_supplement(ctx, &d, blurred, 2, S("Xin bổ sung"))));
    cr_assert_eq(d.state, DOSSIER_SUPPLEMENT);
    struct dossier_defect *defects;
    int count, round;
    DB_OK(fixture, dossier_defects(ctx, d.dossier_id, &defects, &count, &round));
    cr_assert_eq(count, 2);
    cr_assert_eq(round, 1);

    /* The citizen brings the paper and mends the address; the clock starts again from zero. */
    world_at(&world, day_of(2026, 11, 20), 14, 0);
    world_citizen(&world, world.owner_id);
    d = world_reload(&world, d.dossier_id);
    int64_t draft = world_papers(&world, "proof_of_dwelling");
    world_refused(&world, IN_TX(&world, dossier_supplement(ctx, &d, S("{\"until\":\"2027-01-01\"}"), draft)), ERR_INVALID, "dossier.not_asked");
    d = world_reload(&world, d.dossier_id);
    world_refused(&world, IN_TX(&world, dossier_supplement(ctx, &d, S("{\"address\":\"14 Hùng Vương\"}"), 0)), ERR_INVALID, "dossier.paper_missing");
    d = world_reload(&world, d.dossier_id);
    DB_OK(fixture, IN_TX(&world, dossier_supplement(ctx, &d, S("{\"address\":\"14 Hùng Vương\"}"), draft)));
    cr_assert_eq(d.state, DOSSIER_PROCESSING);
    cr_assert_eq(d.due_day.n, day_of(2026, 11, 26).n, "23, 25, 26 November: the 24th is a holiday");
    cr_assert_eq(d.waited_ms, 3 * (int64_t)MS_PER_DAY + 4 * MS_PER_HOUR);
    struct document *docs;
    DB_OK(fixture, document_list_dossier(ctx, d.dossier_id, &docs, &count));
    cr_assert_eq(count, 1, "the new paper stands in the place of the old one");

    world_at(&world, day_of(2026, 11, 23), 9, 0);
    world_officer(&world);
    d = world_reload(&world, d.dossier_id);
    DB_OK(fixture, IN_TX(&world, dossier_approve(ctx, &d, S(""))));
    cr_assert_eq(d.state, DOSSIER_RETURNED, "what came online is handed out online");
    cr_assert_eq(d.timeliness, CLOCK_EARLY);
    struct residence residence;
    DB_OK(fixture, residence_current(ctx, world.owner_id, true, &residence));
    cr_assert(str_eq(residence.address, S("14 Hùng Vương")));
    cr_assert_eq(residence.expires_on.n, day_of(2026, 11, 16).n + 734);
    cr_assert_eq(residence.dossier_id, d.dossier_id);
    DB_OK(fixture, document_list_owner(ctx, world.owner_id, 0, 10, &docs, &count));
    cr_assert_eq(count, 1, "the result stands in the citizen's papers");
    cr_assert_eq(docs[0].document_id, world_reload(&world, d.dossier_id).result_document_id);

    struct dossier_step *steps;
    static const char *const actions[] = {"submit", "ask_supplement", "supplement", "approve", "return"};
    DB_OK(fixture, dossier_steps(ctx, d.dossier_id, &steps, &count));
    cr_assert_eq(count, 5);
    for (int i = 0; i < count; i++) {
        cr_assert(str_eq(steps[i].action, str_of(actions[i])), "%.*s", STR_ARG(steps[i].action));
        cr_assert_eq(steps[i].seq, i + 1);
        cr_assert_gt(steps[i].actor_name.len, 0);
    }
    world_counters_close(&world);
}

DB_TEST(dossier, a_second_supplement_needs_a_leader_and_makes_the_dossier_late)
{
    struct ctx *ctx = &fixture->ctx;
    struct world world;

    world_open(&world, fixture);
    struct dossier d = world_submit(&world, world_temporary(&world, world.owner_id));
    world_officer(&world);
    DB_OK(fixture, IN_TX(&world, dossier_ask_supplement(ctx, &d, blurred, 1, S(""))));
    world_citizen(&world, world.owner_id);
    DB_OK(fixture, IN_TX(&world, dossier_supplement(ctx, &d, S(""), world_papers(&world, "proof_of_dwelling"))));
    world_officer(&world);
    struct dossier before = d;
    world_refused(&world, IN_TX(&world, dossier_ask_supplement(ctx, &d, blurred, 1, S(""))), ERR_FORBIDDEN, "dossier.second_supplement");
    d = before;
    world_leader(&world);
    DB_OK(fixture, IN_TX(&world, dossier_ask_supplement(ctx, &d, blurred, 1, S(""))));
    world_citizen(&world, world.owner_id);
    DB_OK(fixture, IN_TX(&world, dossier_supplement(ctx, &d, S(""), world_papers(&world, "proof_of_dwelling"))));
    world_officer(&world);
    DB_OK(fixture, IN_TX(&world, dossier_approve(ctx, &d, S(""))));
    cr_assert_eq(d.timeliness, CLOCK_LATE);
    world_counters_close(&world);
}

DB_TEST(dossier, a_late_dossier_gets_one_apology_and_stays_late)
{
    struct ctx *ctx = &fixture->ctx;
    struct world world;

    world_open(&world, fixture);
    struct dossier d = world_submit(&world, world_temporary(&world, world.owner_id));
    world_officer(&world);
    DB_OK(fixture, IN_TX(&world, dossier_receive(ctx, &d)));
    struct dossier before = d;
    world_refused(&world, IN_TX(&world, dossier_reappoint(ctx, &d, day_of(2026, 11, 25), S("Đường dây nghẽn"))), ERR_CONFLICT, "dossier.not_late");
    d = before;
    world_at(&world, day_of(2026, 11, 20), 9, 0);
    world_refused(&world, IN_TX(&world, dossier_reappoint(ctx, &d, day_of(2026, 11, 24), S("Đường dây nghẽn"))), ERR_INVALID, "dossier.new_due");
    d = before;
    DB_OK(fixture, IN_TX(&world, dossier_reappoint(ctx, &d, day_of(2026, 11, 25), S("Đường dây nghẽn"))));
    cr_assert_eq(d.due_day.n, day_of(2026, 11, 25).n);
    cr_assert_eq(d.statutory_due_day.n, day_of(2026, 11, 19).n);
    world_at(&world, day_of(2026, 11, 25), 9, 0);
    world_refused(&world, IN_TX(&world, dossier_reappoint(ctx, &d, day_of(2026, 11, 27), S("Lại nghẽn"))), ERR_CONFLICT, "dossier.reappointed");
    DB_OK(fixture, IN_TX(&world, dossier_approve(ctx, &d, S(""))));
    cr_assert_eq(d.timeliness, CLOCK_LATE, "an apology makes no late dossier punctual");
    world_counters_close(&world);
}

DB_TEST(dossier, a_refusal_says_why_and_changes_no_register)
{
    struct ctx *ctx = &fixture->ctx;
    struct world world;
    struct residence residence;

    world_open(&world, fixture);
    struct dossier d = world_submit(&world, world_temporary(&world, world.owner_id)), before = d;
    world_officer(&world);
    world_refused(&world, IN_TX(&world, dossier_refuse(ctx, &d, S(" "))), ERR_INVALID, "dossier.reason");
    d = before;
    DB_OK(fixture, IN_TX(&world, dossier_refuse(ctx, &d, S("Chỗ ở nằm trong hành lang an toàn đường sắt."))));
    cr_assert_eq(d.state, DOSSIER_STOPPED);
    cr_assert_eq(residence_current(ctx, world.owner_id, true, &residence), ERR_NOT_FOUND);
    fixture->ctx.fault = (struct fault){0};
    world_refused(&world, IN_TX(&world, dossier_approve(ctx, &d, S(""))), ERR_CONFLICT, "dossier.state");
    world_counters_close(&world);
}

DB_TEST(dossier, a_citizen_may_withdraw_until_it_is_decided)
{
    struct ctx *ctx = &fixture->ctx;
    struct world world;

    world_open(&world, fixture);
    struct dossier d = world_submit(&world, world_temporary(&world, world.owner_id)), before = d;
    world_citizen(&world, world.other_id);
    world_refused(&world, IN_TX(&world, dossier_withdraw(ctx, &d, S(""))), ERR_NOT_FOUND, "dossier.unknown");
    d = before;
    world_citizen(&world, world.owner_id);
    DB_OK(fixture, IN_TX(&world, dossier_withdraw(ctx, &d, S("Tôi đổi nhà"))));
    cr_assert_eq(d.state, DOSSIER_WITHDRAWN);
    world_refused(&world, IN_TX(&world, dossier_withdraw(ctx, &d, S(""))), ERR_CONFLICT, "dossier.state");
    world_counters_close(&world);
}

DB_TEST(dossier, at_the_counter_it_is_received_at_once_and_handed_out_over_the_counter)
{
    struct ctx *ctx = &fixture->ctx;
    struct world world;
    struct dossier_submission submission;

    world_open(&world, fixture);
    submission = world_temporary(&world, world.owner_id);
    submission.channel = CHANNEL_DIRECT;
    submission.assisted = true;
    world_officer(&world);
    struct dossier d = world_submit(&world, submission);
    cr_assert_eq(d.state, DOSSIER_PROCESSING);
    cr_assert_eq(d.submitter_account_id, 0);
    DB_OK(fixture, IN_TX(&world, dossier_hand_over(ctx, &d, S("decide"), S("Trình anh duyệt"))));
    world_leader(&world);
    DB_OK(fixture, IN_TX(&world, dossier_approve(ctx, &d, S("Đồng ý"))));
    cr_assert_eq(d.state, DOSSIER_DONE);
    struct dossier_page page;
    DB_OK(fixture, dossier_list_to_return(ctx, AGENCY_PLEIKU, 0, 0, 10, &page));
    cr_assert_eq(page.rows_count, 1);
    world_at(&world, day_of(2026, 11, 30), 9, 0);
    DB_OK(fixture, IN_TX(&world, dossier_return_result(ctx, &d)));
    cr_assert_eq(d.state, DOSSIER_RETURNED);
    cr_assert_eq(d.timeliness, CLOCK_EARLY, "the citizen may come late; the agency was early");
    world_counters_close(&world);
}

DB_TEST(dossier, a_lodging_notice_is_recorded_the_moment_it_comes_in)
{
    struct ctx *ctx = &fixture->ctx;
    struct world world;
    struct lodging_guest guests[2];

    world_open(&world, fixture);
    world_citizen(&world, world.keeper_id);
    for (int i = 0; i < 2; i++)
        guests[i] = (struct lodging_guest){.name = S("Trần Thị Khách"), .number = person_number_format(ctx->arena, i ? world.owner_id : world.other_id),
                                           .birth = day_of(1990, 5, 4), .reason = S("Du lịch; nghỉ"), .arrived_ms = ctx->now_ms, .leaves = day_of(2026, 11, 18)};
    struct buf form;
    buf_init(&form, ctx->arena, 0);
    buf_printf(&form, "{\"place\":\"%lld\",\"guests\":\"", (long long)world.lodging_place_id);
    struct str lines = dossier_guests_format(ctx->arena, guests, 2);
    for (size_t i = 0; i < lines.len; i++)
        lines.ptr[i] == '\n' ? buf_lit(&form, "\\n") : buf_put_char(&form, lines.ptr[i]);
    buf_lit(&form, "\"}");
    struct dossier d = world_submit(&world, (struct dossier_submission){.procedure = world.lodging, .channel = CHANNEL_ONLINE, .unit_id = PLEIKU,
                                                                        .owner_person_id = world.keeper_id, .form = buf_str(&form),
                                                                        .idempotency_key = S("notice-0001")});
    cr_assert_eq(d.state, DOSSIER_RETURNED);
    cr_assert_eq(d.timeliness, CLOCK_ON_TIME);
    struct lodging_row *rows;
    int count;
    DB_OK(fixture, lodging_list(ctx, world.lodging_place_id, day_of(2026, 11, 16), day_of(2026, 11, 16), &rows, &count));
    cr_assert_eq(count, 2);
    world_counters_close(&world);
}

DB_TEST(dossier, a_double_click_gives_the_same_dossier_and_another_account_its_own)
{
    struct ctx *ctx = &fixture->ctx;
    struct world world;
    struct dossier again;
    bool repeated = false;

    world_open(&world, fixture);
    struct dossier_submission submission = world_temporary(&world, world.owner_id);
    struct dossier d = world_submit(&world, submission);
    DB_OK(fixture, IN_TX(&world, dossier_submit(ctx, &submission, &again, &repeated)));
    cr_assert(repeated);
    cr_assert_eq(again.dossier_id, d.dossier_id);
    cr_assert_eq(db_test_count(fixture, "dossier"), 1);

    world_citizen(&world, world.other_id);
    struct dossier_submission theirs = world_temporary(&world, world.other_id);
    theirs.idempotency_key = submission.idempotency_key;
    cr_assert(str_eq(world_submit(&world, theirs).code, S("H21.104-261116-0002")), "codes have no gap");
    world_counters_close(&world);
}

DB_TEST(dossier, a_rollback_gives_its_number_back)
{
    struct ctx *ctx = &fixture->ctx;
    struct world world;

    world_open(&world, fixture);
    for (int i = 1; i <= 6; i++) {
        int64_t person = world_person(&world, "Đặng Văn Số", day_of(1980, 1, i));
        struct dossier_submission submission = world_temporary(&world, person);
        struct dossier d;
        bool repeated;
        world_citizen(&world, person);
        if (i % 2) { /* thrown away after everything was written */
            AUTO(db_tx_end) struct db_tx tx = {0};
            DB_OK(fixture, db_tx_begin(ctx, DB_WRITE, &tx));
            DB_OK(fixture, dossier_submit(ctx, &submission, &d, &repeated));
            continue;
        }
        d = world_submit(&world, submission);
        cr_assert(str_ends(d.code, arena_printf(ctx->arena, "-%04d", i / 2)), "%.*s", STR_ARG(d.code));
    }
    world_counters_close(&world);
}

DB_TEST(dossier, of_two_officers_the_second_is_told_that_the_dossier_moved)
{
    struct ctx *ctx = &fixture->ctx;
    struct world world;

    world_open(&world, fixture);
    struct dossier first = world_submit(&world, world_temporary(&world, world.owner_id)), second = first;
    world_officer(&world);
    DB_OK(fixture, IN_TX(&world, dossier_receive(ctx, &first)));
    world_refused(&world, IN_TX(&world, dossier_approve(ctx, &second, S(""))), ERR_CONFLICT, "dossier.stale");
    world_refused(&world, dossier_check_version(ctx, &first, 1), ERR_CONFLICT, "dossier.stale");
    struct residence residence;
    cr_assert_eq(residence_current(ctx, world.owner_id, true, &residence), ERR_NOT_FOUND, "the loser changed nothing");
    fixture->ctx.fault = (struct fault){0};
    world_counters_close(&world);
}

DB_TEST(dossier, officers_of_another_commune_neither_see_nor_move_it)
{
    struct ctx *ctx = &fixture->ctx;
    struct world world;

    world_open(&world, fixture);
    struct dossier d = world_submit(&world, world_temporary(&world, world.owner_id));
    world_stranger(&world);
    world_refused(&world, dossier_check_can_read(ctx, &d), ERR_NOT_FOUND, "dossier.unknown");
    world_refused(&world, IN_TX(&world, dossier_receive(ctx, &d)), ERR_FORBIDDEN, "agency.no_right");
    world_citizen(&world, world.other_id);
    world_refused(&world, dossier_check_can_read(ctx, &d), ERR_NOT_FOUND, "dossier.unknown");
    world_citizen(&world, world.owner_id);
    DB_OK(fixture, dossier_check_can_read(ctx, &d));
}

DB_TEST(dossier, what_lacks_a_paper_or_comes_from_a_child_is_not_accepted)
{
    struct ctx *ctx = &fixture->ctx;
    struct world world;
    struct dossier d;
    bool repeated;

    world_open(&world, fixture);
    struct dossier_submission bare = world_temporary(&world, world.owner_id);
    bare.draft_id = 0;
    world_refused(&world, IN_TX(&world, dossier_submit(ctx, &bare, &d, &repeated)), ERR_INVALID, "dossier.paper_missing");
    world_citizen(&world, world.child_id);
    struct dossier_submission young = world_temporary(&world, world.child_id);
    world_refused(&world, IN_TX(&world, dossier_submit(ctx, &young, &d, &repeated)), ERR_INVALID, "person.under_14");
    world_citizen(&world, world.owner_id);
    struct dossier_submission nowhere = world_temporary(&world, world.owner_id);
    nowhere.unit_id = 99;
    world_refused(&world, IN_TX(&world, dossier_submit(ctx, &nowhere, &d, &repeated)), ERR_NOT_FOUND, "dossier.no_agency");
    cr_assert_eq(db_test_count(fixture, "dossier"), 0);
    cr_assert_eq(db_test_count(fixture, "dossier_code"), 0);
}

Test(dossier, the_table_of_moves_is_the_national_one)
{
    static const char *const allowed[] = {[1] = "2,3,5,6,7,", [2] = "4,5,6,7,8,9,", [3] = "", [4] = "5,6,7,8,9,", [5] = "1,4,7,8,", [6] = "4,7,8,",
                                          [7] = "", [8] = "", [9] = "10,", [10] = ""};
    for (int from = 1; from <= 10; from++) {
        char found[64] = "";
        for (int to = 1; to <= 10; to++)
            if (dossier_move_allowed((enum dossier_state)from, (enum dossier_state)to))
                snprintf(found + strlen(found), sizeof found - strlen(found), "%d,", to);
        cr_assert_str_eq(found, allowed[from], "from %d: %s", from, found);
        cr_assert_eq(dossier_state_final((enum dossier_state)from), allowed[from][0] == 0);
    }
}
