/* people_import_codes_test.c: lists that name communes by the codes of another day. */
#include "features/population/events.h"
#include "features/population/people_import.h"
#include "features/population/people_test.h"

#define A INT64_C(52060000001)

/* What the import said. */
struct ear {
    struct arena *arena;
    struct people_counts counts;
    struct str reason, advice; /* of the last rejected row */
    int column;
};

static enum err hear_reject(void *arg, const struct people_reject *reject)
{
    struct ear *ear = arg;

    ear->reason = arena_str(ear->arena, reject->reason);
    ear->advice = arena_str(ear->arena, reject->advice);
    ear->column = reject->column;
    return OK;
}

static ptrdiff_t fill(void *source, char *bytes, size_t cap)
{
    struct str *text = source;
    size_t len = text->len < cap ? text->len : cap;

    if (len)
        memcpy(bytes, text->ptr, len);
    *text = str_sub(*text, len, text->len);
    return (ptrdiff_t)len;
}

static enum err import(struct db_fixture *fixture, const char *list, const char *codes_as_of, struct ear *ear)
{
    struct str text = str_of(list);
    struct people_import import = {.fill = fill, .source = &text, .codes_as_of = str_of(codes_as_of), .reject = hear_reject, .arg = ear};

    *ear = (struct ear){.arena = &fixture->arena};
    return people_import(&fixture->ctx, &import, &ear->counts);
}

static void counts_are(const struct ear *ear, int64_t inserted, int64_t unchanged, int64_t rejected)
{
    const struct people_counts *c = &ear->counts;

    cr_assert(c->inserted == inserted && c->unchanged == unchanged && c->rejected == rejected, "%ld new, %ld unchanged, %ld rejected: %.*s", (long)c->inserted,
              (long)c->unchanged, (long)c->rejected, STR_ARG(ear->reason));
}

#define HOMES "person_number,full_name,birth_date,sex,unit_code,address,residence_since\n"
#define AT(code) HOMES "052060000001,A,1960,nam," code ",1 Lê Lợi,15/03/1999\n"

DB_TEST(people_import_codes, an_old_code_is_taken_for_the_commune_that_it_became_and_its_past_is_kept)
{
    struct residence home;
    struct ear ear;

    people_start(fixture);
    DB_OK(fixture, territory_plan_moves(&fixture->ctx, ymd(2025, 7, 1)));
    DB_OK(fixture, import(fixture, AT("23593"), "", &ear));
    counts_are(&ear, 1, 0, 0);
    cr_assert_eq(ear.counts.converted, 1);
    DB_OK(fixture, residence_current(&fixture->ctx, A, false, &home));
    cr_assert(home.unit_id == PLEIKU && home.registered_unit_id == GONE);
    DB_OK(fixture, residence_as_of(&fixture->ctx, A, false, ymd(2010, 1, 1), KNOWN_NOW, &home));
    cr_assert_eq(home.unit_id, GONE, "he lived in Trà Đa then");
    DB_OK(fixture, import(fixture, AT("23593"), "", &ear));
    counts_are(&ear, 0, 1, 0);
    DB_OK(fixture, import(fixture, AT("23575"), "", &ear)); /* the same place under today's code */
    counts_are(&ear, 0, 1, 0);
    cr_assert_eq(ear.counts.converted, 0);
}

DB_TEST(people_import_codes, codes_are_those_of_the_day_that_is_named)
{
    struct residence home;
    struct ear ear;

    people_start(fixture);
    /* until the decree 23764 was Trà Đa's code; since then it is Ia Grai's */
    DB_OK(fixture, db_exec(&fixture->ctx, NULL, "UPDATE unit SET code = '23764' WHERE unit_id = $1", DB_I64(GONE)));
    DB_OK(fixture, territory_plan_moves(&fixture->ctx, ymd(2025, 7, 1)));
    DB_OK(fixture, import(fixture, AT("23764"), "2025-06-30", &ear));
    counts_are(&ear, 1, 0, 0);
    DB_OK(fixture, residence_current(&fixture->ctx, A, false, &home));
    cr_assert_eq(home.unit_id, PLEIKU, "then it was Trà Đa's, which went into Pleiku");
    DB_OK(fixture, import(fixture, AT("23764"), "", &ear));
    cr_assert(ear.counts.differing == 1, "today it is Ia Grai's");
    DB_OK(fixture, import(fixture, AT("21583"), "30/06/2025", &ear));
    counts_are(&ear, 0, 0, 1);
    cr_assert(str_find(ear.reason, S("vào ngày 30/06/2025")) > 0, "%.*s", STR_ARG(ear.reason));
    people_refused(fixture, import(fixture, AT("21583"), "2026-12-24", &ear), "import.codes_as_of", "--codes-as-of");
    people_refused(fixture, import(fixture, AT("21583"), "hôm qua", &ear), "import.codes_as_of", "--codes-as-of");
}

DB_TEST(people_import_codes, a_divided_commune_is_refused_with_what_to_do)
{
    static const char *const days[] = {"", "2025-06-30"};

    people_start(fixture);
    DB_OK(fixture, territory_plan_moves(&fixture->ctx, ymd(2025, 7, 1)));
    for (size_t i = 0; i < ARRAY_LEN(days); i++) {
        struct ear ear;
        DB_OK(fixture, import(fixture, AT("23599"), days[i], &ear));
        counts_are(&ear, 0, 0, 1);
        cr_assert(str_find(ear.reason, S("không còn từ 01/07/2025")) > 0 && str_find(ear.advice, S("đã chia")) > 0 && ear.column == 5);
    }
}
