/* people_test.c: see people_test.h. */
#include "features/population/people_test.h"

static void unit_add(struct db_fixture *fixture, int64_t id, const char *code, const char *level, const char *name, const char *from, const char *to)
{
    DB_OK(fixture, db_exec(&fixture->ctx, NULL,
                           "INSERT INTO unit (unit_id, code, level, kind, name, name_folded, parent_id, province_id, valid_from, valid_to) "
                           "VALUES ($1, $2, $3, 'Xã', $4, '', 1000, 1000, $5, $6)",
                           DB_I64(id), DB_STR(str_of(code)), DB_STR(str_of(level)), DB_STR(str_of(name)), DB_STR(str_of(from)),
                           db_str_or_null(str_of(to))));
}

void people_start(struct db_fixture *fixture)
{
    db_test_migrate(fixture);
    unit_add(fixture, QUY_NHON, "21583", "commune", "Phường Quy Nhơn", "2025-07-01", "");
    unit_add(fixture, PLEIKU, "23575", "commune", "Phường Pleiku", "2025-07-01", "");
    unit_add(fixture, IA_GRAI, "23764", "commune", "Xã Ia Grai", "2025-07-01", "");
    unit_add(fixture, GONE, "23593", "commune", "Xã Trà Đa", "", "2025-06-30");
    unit_add(fixture, DIVIDED, "23599", "commune", "Xã Chư Á", "", "2025-06-30");
    unit_add(fixture, COMING, "99999", "commune", "Phường Ngày Mai", "2026-12-01", "");
    for (int i = 0; i < 3; i++)
        DB_OK(fixture, db_exec(&fixture->ctx, NULL, "INSERT INTO unit_succession (old_id, new_id, extent, effective_on) VALUES ($1, $2, $3, '2025-07-01')",
                               DB_I64(i ? DIVIDED : GONE), DB_I64(i == 2 ? IA_GRAI : PLEIKU), DB_STR(i ? S("partial") : S("full"))));
}

int64_t people_add_child(struct db_fixture *fixture, const char *name, bool female, struct day birth, int serial, int64_t father_id, int64_t mother_id)
{
    struct person person = {
        .person_id = person_number_make(52, female, civil_of(birth).year, serial),
        .full_name = str_of(name),
        .birth = birth,
        .female = female,
        .father_id = father_id,
        .mother_id = mother_id,
        .death = DAY_NONE,
        .source = S("test"),
    };
    DB_OK(fixture, person_insert(&fixture->ctx, &person));
    return person.person_id;
}

int64_t people_add(struct db_fixture *fixture, const char *name, bool female, struct day birth, int serial)
{
    return people_add_child(fixture, name, female, birth, serial, 0, 0);
}

int64_t people_settle(struct db_fixture *fixture, int64_t unit_id, const char *address, const int64_t *ids, const char *const *relations, int count)
{
    struct ctx *ctx = &fixture->ctx;
    int64_t now_ms = ctx->now_ms, household_id;

    ctx->now_ms = ms_of_day(ymd(2020, 1, 1), 9 * 60); /* known since then */
    DB_OK(fixture, household_store_insert(ctx, unit_id, 0, str_of(address), &household_id));
    for (int i = 0; i < count; i++) {
        struct person person;
        DB_OK(fixture, person_get(ctx, ids[i], &person));
        struct day from = ymd(2020, 1, 1);
        if (person.birth.n > from.n)
            from = person.birth;
        DB_OK(fixture, household_store_join(ctx, household_id, ids[i], str_of(relations[i]), from, 0));
        struct residence residence = {.person_id = ids[i], .unit_id = unit_id, .household_id = household_id, .address = str_of(address),
                                      .dwelling = S("owned"), .valid_from = from, .expires_on = DAY_NONE};
        DB_OK(fixture, residence_store_insert(ctx, &residence));
    }
    ctx->now_ms = now_ms;
    return household_id;
}

void people_refused(struct db_fixture *fixture, enum err err, const char *code, const char *field)
{
    struct fault *fault = &fixture->ctx.fault;

    cr_assert(err != OK, "nothing was refused; expected %s", code);
    cr_assert(str_eq(fault->code, str_of(code)), "refused with %.*s (%s), expected %s", STR_ARG(fault->code), err_name(err), code);
    cr_assert(str_eq(fault->field, str_of(field)), "%s names the field %.*s, expected %s", code, STR_ARG(fault->field), field);
    cr_assert(fault->text.len > 0, "%s has no text", code);
    *fault = (struct fault){0};
}

struct str people_relation(struct db_fixture *fixture, int64_t person_id)
{
    struct household_seat seat;
    enum err err = household_store_seat(&fixture->ctx, person_id, &seat);

    cr_assert(err == OK || err == ERR_NOT_FOUND);
    return err == OK ? seat.relation : S("");
}

struct temporary_residence people_temporary(struct db_fixture *fixture, int64_t person_id)
{
    return (struct temporary_residence){
        .person_ids = {person_id},
        .person_count = 1,
        .unit_id = PLEIKU,
        .address = S("12 Hùng Vương"),
        .dwelling = S("rented"),
        .from = days_from_now(fixture, 0),
        .until = days_from_now(fixture, 364),
        .dossier_id = 77,
    };
}

struct permanent_residence people_permanent(struct db_fixture *fixture, int64_t person_id, const char *relation)
{
    return (struct permanent_residence){
        .person_ids = {person_id},
        .relations = {str_of(relation)},
        .person_count = 1,
        .unit_id = PLEIKU,
        .address = S("5 Trần Phú"),
        .dwelling = S("owned"),
        .from = days_from_now(fixture, 0),
        .dossier_id = 88,
    };
}
