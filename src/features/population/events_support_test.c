/* events_support_test.c: see events_test.h. */
#include "features/population/events_test.h"

struct family family_start(struct db_fixture *fixture)
{
    struct family f;

    people_start(fixture);
    f.grandfather = people_add(fixture, "Trần Văn Ông", false, ymd(1950, 5, 5), 11);
    f.father = people_add_child(fixture, "Trần Văn Cha", false, ymd(1985, 6, 1), 12, f.grandfather, 0);
    f.mother = people_add(fixture, "Rơ Châm H'Mẹ", true, ymd(1988, 7, 2), 13);
    f.child = people_add_child(fixture, "Trần Thị Con", true, ymd(2015, 8, 3), 14, f.father, f.mother);
    f.household_id = people_settle(fixture, QUY_NHON, "Thôn 3", (int64_t[]){f.grandfather, f.father, f.mother, f.child},
                                   (const char *const[]){"head", "child", "daughter_in_law", "grandchild"}, 4);
    DB_OK(fixture, db_exec(&fixture->ctx, NULL, "UPDATE person SET updated_ms = $1", DB_I64(ms_of_day(ymd(2020, 1, 1), 540)))); /* known since then */
    marry_now(fixture, f.father, f.mother, ymd(2014, 2, 2));
    return f;
}

struct birth_event family_birth(const struct family *family, const char *name, struct day birth)
{
    return (struct birth_event){
        .note = {.on = DAY_NONE, .unit_id = QUY_NHON, .dossier_id = 31},
        .full_name = str_of(name),
        .birth = birth,
        .female = true,
        .ethnicity = S("Gia Rai"),
        .birth_place = S("Bệnh viện đa khoa tỉnh"),
        .hometown = S("Bình Định"),
        .registered_at = S("UBND phường Quy Nhơn"),
        .father_id = family->father,
        .mother_id = family->mother,
        .prefix = 52,
        .home_with = family->mother,
        .home_from = DAY_NONE,
    };
}

struct person person_now(struct db_fixture *fixture, int64_t person_id)
{
    struct person person;
    DB_OK(fixture, person_get(&fixture->ctx, person_id, &person));
    return person;
}

struct person person_then(struct db_fixture *fixture, int64_t person_id, struct day on, int64_t known_ms)
{
    struct person person;
    DB_OK(fixture, person_as_of(&fixture->ctx, person_id, on, known_ms, &person));
    return person;
}

int64_t undo_now(struct db_fixture *fixture, int64_t event_id)
{
    struct ctx *ctx = &fixture->ctx;
    int64_t undo_id;
    TX_OK(fixture, population_register_undo(ctx, &(struct undo_event){.note = note_today(), .event_id = event_id}, &undo_id));
    return undo_id;
}

int64_t marry_now(struct db_fixture *fixture, int64_t husband_id, int64_t wife_id, struct day on)
{
    struct ctx *ctx = &fixture->ctx;
    int64_t event_id;
    TX_OK(fixture, population_register_marriage(ctx, &(struct marriage_event){.note = note_on(on), .husband_id = husband_id, .wife_id = wife_id}, &event_id));
    return event_id;
}

void days_pass(struct db_fixture *fixture, int days) { fixture->ctx.now_ms += days * (int64_t)MS_PER_DAY; }
