/* people_export_test.c: a list that leaves the register and comes back. */
#include "features/population/people_export.h"
#include "features/population/people_import.h"
#include "features/population/people_test.h"

static enum err keep(void *arg, struct str bytes)
{
    buf_put(arg, bytes);
    return OK;
}

static struct str exported(struct db_fixture *fixture, int64_t unit_id, struct day on, enum people_format format, int64_t expected)
{
    struct people_export export = {.unit_id = unit_id, .on = on, .format = format, .put = keep};
    struct buf *out = arena_new(&fixture->arena, struct buf);
    int64_t people;

    buf_init(out, &fixture->arena, 4096);
    export.arg = out;
    DB_OK(fixture, people_export(&fixture->ctx, &export, &people));
    cr_assert_eq(people, expected, "%ld people", (long)people);
    return buf_str(out);
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

static enum err nobody_rejected(void *arg, const struct people_reject *reject)
{
    (void)arg;
    cr_assert(false, "line %d: %.*s", reject->line, STR_ARG(reject->reason));
    return OK;
}

static struct people_counts imported(struct db_fixture *fixture, struct str text)
{
    struct people_import import = {.fill = fill, .source = &text, .reject = nobody_rejected};
    struct people_counts counts;

    DB_OK(fixture, people_import(&fixture->ctx, &import, &counts));
    return counts;
}

/* Commas, quotes, formulas, half-known days, an old number, a house without a household. */
#define HEAD "person_number,full_name,birth_date,sex,ethnicity,old_number,phone,father_number,unit_code,hamlet,address,residence_since,household_ref,relation\n"
#define LIST HEAD "052060000001,\"Trần \"\"Văn\"\" Bình\",02/09/1960,nam,Kinh,210000001,0905000111,,23575,Tổ dân phố 5,\"12, Hùng Vương\",15/03/2026,H1,chủ hộ\n" \
    "052162000001,=Lê Thị Hòa,09/1962,nữ,Gia Rai,,,,23575,Tổ dân phố 5,\"12, Hùng Vương\",15/03/2026,H1,vợ\n" \
    "052190000001,Trần Thị Út,1990,nữ,,,,052060000001,23764,,Làng Ia,,H2,chủ hộ\n052191000001,Y Đơn,1991,nữ,,,,,23764,,Một mình,,,\n"

static void clear(struct db_fixture *fixture)
{
    DB_OK(fixture, db_exec(&fixture->ctx, NULL, "DELETE FROM household_member"));
    DB_OK(fixture, db_exec(&fixture->ctx, NULL, "DELETE FROM residence"));
    DB_OK(fixture, db_exec(&fixture->ctx, NULL, "DELETE FROM household"));
    DB_OK(fixture, db_exec(&fixture->ctx, NULL, "DELETE FROM person_fresh")); /* the name search's */
    DB_OK(fixture, db_exec(&fixture->ctx, NULL, "DELETE FROM person"));
}

DB_TEST(people_export, what_was_exported_and_imported_into_an_empty_register_is_exported_alike)
{
    static const enum people_format formats[] = {PEOPLE_CSV, PEOPLE_CSV_SHEET, PEOPLE_JSONL};

    people_start(fixture);
    cr_assert_eq(imported(fixture, S(LIST)).inserted, 4);
    for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
        struct str pleiku = exported(fixture, PLEIKU, DAY_NONE, formats[i], 2), ia_grai = exported(fixture, IA_GRAI, DAY_NONE, formats[i], 2);
        cr_assert(imported(fixture, pleiku).unchanged == 2 && imported(fixture, ia_grai).unchanged == 2, "into the same register: nothing changes");
        clear(fixture);
        imported(fixture, pleiku);
        imported(fixture, ia_grai);
        cr_assert(str_eq(exported(fixture, PLEIKU, DAY_NONE, formats[i], 2), pleiku), "%.*s", STR_ARG(pleiku));
        cr_assert(str_eq(exported(fixture, IA_GRAI, DAY_NONE, formats[i], 2), ia_grai), "%.*s", STR_ARG(ia_grai));
    }
    struct str rows = exported(fixture, PLEIKU, DAY_NONE, PEOPLE_CSV, 2);
    cr_assert(str_find(rows, S("052060000001,\"Trần \"\"Văn\"\" Bình\",1960-09-02,male,Kinh,VN,210000001,")) > 0, "%.*s", STR_ARG(rows));
    cr_assert(str_find(rows, S("1962-09,female,Gia Rai")) > 0 && str_find(rows, S("2026-03-15,#")) > 0);
    cr_assert(str_find(exported(fixture, PLEIKU, DAY_NONE, PEOPLE_CSV_SHEET, 2), S("'=Lê Thị Hòa")) > 0);
}

DB_TEST(people_export, who_lived_there_on_a_day_is_in_the_list_of_that_day)
{
    struct ctx *ctx = &fixture->ctx;

    people_start(fixture);
    imported(fixture, S(LIST));
    ctx->now_ms += 10 * INT64_C(86400000);
    struct permanent_residence move = people_permanent(fixture, INT64_C(52191000001), "head"); /* to Pleiku */
    DB_OK(fixture, population_register_permanent(ctx, &move));
    cr_assert(str_find(exported(fixture, PLEIKU, DAY_NONE, PEOPLE_CSV, 3), S("052191000001")) > 0);
    exported(fixture, IA_GRAI, DAY_NONE, PEOPLE_CSV, 1);
    struct str before = exported(fixture, IA_GRAI, days_from_now(fixture, -5), PEOPLE_CSV, 2);
    cr_assert(str_find(before, S("052191000001")) > 0);
    exported(fixture, PLEIKU, ymd(2026, 3, 15), PEOPLE_CSV, 2);
    exported(fixture, PLEIKU, ymd(2026, 3, 14), PEOPLE_CSV, 0);
}

DB_TEST(people_export, what_cannot_be_exported_is_told)
{
    struct people_export export = {.unit_id = GONE, .on = DAY_NONE, .put = keep};
    struct buf out;
    int64_t people;

    people_start(fixture);
    imported(fixture, S(LIST));
    buf_init(&out, &fixture->arena, 4096);
    export.arg = &out;
    people_refused(fixture, people_export(&fixture->ctx, &export, &people), "export.unit", "unit");
    export.unit_id = PLEIKU;
    export.on = days_from_now(fixture, 1);
    people_refused(fixture, people_export(&fixture->ctx, &export, &people), "export.on", "on");
    export.on = DAY_NONE;
    export.people_max = 1;
    people_refused(fixture, people_export(&fixture->ctx, &export, &people), "export.large", "unit");
    export.unit_id = 999999;
    cr_assert_eq(people_export(&fixture->ctx, &export, &people), ERR_NOT_FOUND);
}
