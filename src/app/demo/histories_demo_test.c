/* histories_demo_test.c: the demo's pasts are made by real events, keep the register's rules, and leave the cast alone. */
#include "app/demo/histories.h"
#include "features/population/events.h"
#include "platform/db/db_test_support.h"

static int64_t count(struct db_fixture *fixture, enum err err, struct db_rows *rows)
{
    DB_OK(fixture, err);
    int64_t n = db_i64(rows, 0);
    db_rows_done(rows);
    return n;
}
#define COUNT(sql) ({ struct db_rows count_rows = {0}; count(fixture, db_one(&fixture->ctx, &count_rows, sql), &count_rows); })

DB_TEST(demo_histories, some_households_have_a_past_with_mistakes_that_were_undone)
{
    static const struct demo_commune communes[] = {{101, S_INIT("21952"), S_INIT("Xã Tuy Phước")}, {102, S_INIT("21583"), S_INIT("Phường Quy Nhơn")},
                                                   {103, S_INIT("23575"), S_INIT("Phường Pleiku")}};
    struct demo_commune_staff staff_rows[3];
    struct demo_staff staff = {.communes = staff_rows, .communes_count = 3};
    struct demo_cast cast;
    int events;

    db_test_migrate(fixture);
    for (int i = 0; i < 3; i++) {
        staff_rows[i] = (struct demo_commune_staff){.unit_id = communes[i].unit_id, .officer = {.officer_id = 50 + i, .account_id = 60 + i}};
        DB_OK(fixture, db_exec(&fixture->ctx, NULL, "INSERT INTO unit (unit_id, code, level, kind, name, name_folded, parent_id, province_id, valid_from) "
                                                    "VALUES ($1, $2, 'commune', 'Xã', $3, '', 52, 52, '2025-07-01')",
                               DB_I64(communes[i].unit_id), DB_STR(communes[i].code), DB_STR(communes[i].name)));
        DB_OK(fixture, db_exec(&fixture->ctx, NULL, "INSERT INTO number_prefix (unit_id, prefix, legal_basis) VALUES ($1, 52, 'mô phỏng')", DB_I64(communes[i].unit_id)));
    }
    DB_OK(fixture, demo_people_in(&fixture->ctx, communes, 3, 12000, 6, NULL, NULL, &cast));
    DB_OK(fixture, demo_histories(&fixture->ctx, &cast, &staff, 12000, 6, &events));
    cr_assert_eq(COUNT("SELECT count(*) FROM register_event"), events);
    cr_assert(events > 20, "%d events", events);
    cr_assert(COUNT("SELECT count(*) FROM register_event WHERE kind = 'undo'") > 3);
    cr_assert(COUNT("SELECT count(DISTINCT kind) FROM register_event") >= 4);
    cr_assert_eq(COUNT("SELECT count(*) FROM register_event WHERE officer_id IS NULL OR happened_on > '2026-11-21'"), 0);
    cr_assert_eq(COUNT("SELECT count(*) FROM household h WHERE closed_ms IS NULL AND (SELECT count(*) FROM household_member m WHERE m.household_id = h.household_id "
                       "AND m.is_head AND m.valid_to IS NULL) <> 1"),
                 0);
    struct register_event *rows;
    int of_cast;
    DB_OK(fixture, events_of(&fixture->ctx, cast.mother.person_id, 0, 10, &rows, &of_cast));
    cr_assert_eq(of_cast, 0);
}
