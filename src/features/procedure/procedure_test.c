/* procedure_test.c: the embedded catalogue is whole, and a file that does not fit is refused with its line. */
#include "features/procedure/procedure.h"
#include "features/procedure/catalogue.h"
#include <criterion/criterion.h>

static struct arena arena;
static struct ctx ctx;

static void begin(void)
{
    arena_init(&arena, 0);
    ctx = (struct ctx){.arena = &arena};
}

static void end(void) { arena_done(&arena); }

TestSuite(procedure, .init = begin, .fini = end);

Test(procedure, the_four_residence_procedures_are_embedded_with_their_time_limits)
{
    cr_assert_eq(procedure_load(&ctx, S("")), OK, "%.*s %.*s", STR_ARG(ctx.fault.field), STR_ARG(ctx.fault.detail));
    const struct procedure *temporary = procedure_find(S("dang-ky-tam-tru"), day_of(2026, 11, 21));
    const struct procedure *permanent = procedure_find(S("dang-ky-thuong-tru"), day_of(2026, 11, 21));
    cr_assert(temporary && permanent);
    cr_assert(str_eq(temporary->code, S("1.004194")));
    cr_assert_eq(temporary->limit_amount, 3);
    cr_assert_eq(permanent->limit_amount, 7);
    cr_assert_eq(temporary->limit_unit, LIMIT_WORKING_DAYS);
    cr_assert_eq(procedure_find(S("khai-bao-tam-vang"), day_of(2026, 11, 21))->limit_amount, 1);
    cr_assert_eq(procedure_find(S("thong-bao-luu-tru"), day_of(2026, 11, 21))->limit_unit, LIMIT_AT_ONCE);
}

Test(procedure, a_procedure_is_not_found_before_it_is_valid)
{
    cr_assert_eq(procedure_load(&ctx, S("")), OK);
    cr_assert_null(procedure_find(S("dang-ky-tam-tru"), day_of(2025, 6, 30)));
    cr_assert_null(procedure_find(S("khong-co"), day_of(2026, 11, 21)));
}

Test(procedure, an_unknown_key_is_refused_with_its_line)
{
    struct reading reading = {&ctx, S("x.yaml")};
    struct procedure procedure = {0};
    cr_assert_eq(catalogue_read(&reading, S("id: 1\nversion: 1\nrequird: true\n"), &procedure), ERR_INVALID);
    cr_assert(str_eq(ctx.fault.field, S("x.yaml:3")), "%.*s", STR_ARG(ctx.fault.field));
}

Test(procedure, a_target_is_named_in_the_readers_language)
{
    cr_assert_eq(procedure_load(&ctx, S("")), OK);
    const struct procedure *temporary = procedure_find(S("dang-ky-tam-tru"), day_of(2026, 11, 21));
    cr_assert(str_eq(procedure_target_text(LANG_EN, temporary, S("file:proof_of_dwelling")),
                     S("Proof of the lawful dwelling")));
    cr_assert(str_eq(procedure_target_text(LANG_VI, temporary, S("field:from")), S("Từ ngày")));
}

Test(procedure, civil_status_is_decided_on_the_same_day_by_the_committee_and_an_unknown_fee_is_not_guessed)
{
    static const char *const same_day[] = {"dang-ky-khai-sinh", "dang-ky-khai-tu", "dang-ky-ket-hon"};

    cr_assert_eq(procedure_load(&ctx, S("")), OK, "%.*s %.*s", STR_ARG(ctx.fault.field), STR_ARG(ctx.fault.detail));
    for (size_t i = 0; i < ARRAY_LEN(same_day); i++) {
        const struct procedure *procedure = procedure_find(str_of(same_day[i]), day_of(2026, 11, 21));
        cr_assert(procedure && str_eq(procedure->agency_kind, S("committee")), "%s", same_day[i]);
        cr_assert(procedure->limit_unit == LIMIT_AT_ONCE && procedure->same_day_rule && !procedure_is_recorded(procedure));
        cr_assert_eq(procedure->fee_online_vnd, -1);
    }
    cr_assert(procedure_is_recorded(procedure_find(S("thong-bao-luu-tru"), day_of(2026, 11, 21))));
}

Test(procedure, the_confirmation_of_the_old_number_ended_on_14_march_2026)
{
    cr_assert_eq(procedure_load(&ctx, S("")), OK);
    cr_assert_not_null(procedure_find(S("xac-nhan-so-cmnd"), day_of(2026, 3, 14)));
    cr_assert_null(procedure_find(S("xac-nhan-so-cmnd"), day_of(2026, 3, 15)));
    cr_assert_not_null(procedure_get(32, 1), "old dossiers can still be read");
}

Test(procedure, each_own_step_of_a_linked_procedure_is_in_the_catalogue)
{
    int count, steps = 0;

    cr_assert_eq(procedure_load(&ctx, S("")), OK);
    const struct procedure *const *list = procedure_list(&count);
    for (int i = 0; i < count; i++)
        for (int s = 0; s < list[i]->steps_count; s++) {
            steps++;
            if (list[i]->steps[s].procedure.len)
                cr_assert_not_null(procedure_find(list[i]->steps[s].procedure, day_of(2026, 11, 21)), "%.*s", STR_ARG(list[i]->steps[s].procedure));
        }
    cr_assert_eq(steps, 6);
}

Test(procedure, steps_without_the_effect_linked_are_refused)
{
    struct reading reading = {&ctx, S("x.yaml")};
    struct procedure procedure = {0};
    const char *text = "id: 1\nversion: 1\nslug: x\nlegal_basis: y\nvalid_from: 2026-01-01\nlimit: {unit: none}\neffect: none\nname: {vi: a, en: b}\n"
                       "summary: {vi: a, en: b}\nresult: {vi: a, en: b}\nsteps:\n  - {procedure: z, vi: a, en: b}\n";
    cr_assert_eq(catalogue_read(&reading, str_of(text), &procedure), ERR_INVALID);
}
