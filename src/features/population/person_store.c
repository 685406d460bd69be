/* person_store.c: rows of the table person. The folded name is for finding; what is shown is always full_name. */
#include "features/population/internal.h"
#include "platform/unicode/unicode.h"
#include <stdlib.h>

#define PERSON_COLUMNS                                                                                                 \
    "person_id, full_name, birth_date, birth_precision, sex, ethnicity, nationality, old_number, birth_place, hometown, phone, "                       \
    "email, father_id, mother_id, spouse_id, status, death_date, source, version, updated_ms, other_names, marital_status, blood_group, "                \
    "birth_registered_at, father_name, mother_name, representative, adoptive_father_id, adoptive_mother_id, capacity, COALESCE(recorded_ms, updated_ms)"

static void person_read(const struct db_rows *rows, struct person *ret_person)
{
    *ret_person = (struct person){
        .person_id = db_i64(rows, 0),
        .full_name = db_str(rows, 1),
        .birth = db_day(rows, 2),
        .birth_precision = db_str(rows, 3),
        .female = str_eq(db_str(rows, 4), S("female")),
        .ethnicity = db_str(rows, 5),
        .nationality = db_str(rows, 6),
        .old_number = db_str(rows, 7),
        .birth_place = db_str(rows, 8),
        .hometown = db_str(rows, 9),
        .phone = db_str(rows, 10),
        .email = db_str(rows, 11),
        .father_id = db_i64(rows, 12),
        .mother_id = db_i64(rows, 13),
        .spouse_id = db_i64(rows, 14),
        .status = db_str(rows, 15),
        .death = db_day(rows, 16),
        .source = db_str(rows, 17),
        .version = db_i64(rows, 18),
        .updated_ms = db_i64(rows, 19),
        .other_names = db_str(rows, 20),
        .marital_status = db_str(rows, 21),
        .blood_group = db_str(rows, 22),
        .birth_registered_at = db_str(rows, 23),
        .father_name = db_str(rows, 24),
        .mother_name = db_str(rows, 25),
        .representative = db_str(rows, 26),
        .adoptive_father_id = db_i64(rows, 27),
        .adoptive_mother_id = db_i64(rows, 28),
        .capacity = db_str(rows, 29),
        .recorded_ms = db_i64(rows, 30),
    };
}

enum err person_get(struct ctx *ctx, int64_t person_id, struct person *ret_person)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows, "SELECT " PERSON_COLUMNS " FROM person WHERE person_id = $1 AND cancelled_ms IS NULL", DB_I64(person_id)));
    person_read(&rows, ret_person);
    return db_rows_end(&rows);
}

static enum err children_of_number(struct ctx *ctx, int64_t number, struct person *found, int cap, int *count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_query(ctx, &rows, /* four indexes, one look-up each */
                 "SELECT " PERSON_COLUMNS " FROM person WHERE person_id IN (SELECT person_id FROM person WHERE father_id = $1 UNION "
                 "SELECT person_id FROM person WHERE mother_id = $1 UNION SELECT person_id FROM person WHERE adoptive_father_id = $1 UNION "
                 "SELECT person_id FROM person WHERE adoptive_mother_id = $1) AND cancelled_ms IS NULL ORDER BY birth_date, person_id LIMIT $2",
                 DB_I64(number), DB_I64(cap)));
    while (*count < cap && db_next(&rows)) {
        struct person child;
        bool known = false;
        person_read(&rows, &child);
        for (int i = 0; i < *count; i++)
            known |= found[i].person_id == child.person_id;
        if (!known)
            found[(*count)++] = child;
    }
    return db_rows_end(&rows);
}

static int by_birth(const void *a, const void *b)
{
    const struct person *x = a, *y = b;

    if (x->birth.n != y->birth.n)
        return x->birth.n < y->birth.n ? -1 : 1;
    return x->person_id < y->person_id ? -1 : x->person_id > y->person_id;
}

/* Children name the number that their parent had when they were recorded: also one that was given up for this one. */
enum err person_children(struct ctx *ctx, int64_t person_id, struct person **ret_rows, int *ret_count)
{
    enum { CHILDREN_MAX = 100 };
    struct person *found = arena_array(ctx->arena, struct person, CHILDREN_MAX);
    int64_t numbers[PERSON_ALIASES_MAX];
    int count = 0, numbers_count;

    TRY(person_aliases(ctx, person_id, numbers, &numbers_count));
    for (int i = 0; i < numbers_count; i++)
        TRY(children_of_number(ctx, numbers[i], found, CHILDREN_MAX, &count));
    if (numbers_count > 1)
        qsort(found, (size_t)count, sizeof *found, by_birth);
    *ret_rows = found;
    *ret_count = count;
    return OK;
}

static struct str or_else(struct str text, struct str when_empty) { return text.len ? text : when_empty; }

enum err person_insert(struct ctx *ctx, const struct person *person)
{
    struct str name = unicode_fold(ctx->arena, person->full_name);

    if (name.len == 0)
        return fault(ctx, ERR_INVALID, "person.name", "name", "Hãy ghi họ, chữ đệm và tên.");
    if (!person_number_agrees(person->person_id, person->female, person->birth))
        return fault(ctx, ERR_INVALID, "person.number_disagrees", "person",
                     "Số định danh không khớp với giới tính hoặc năm sinh.");
    return db_exec(ctx, NULL,
                   "INSERT INTO person (person_id, full_name, name_folded, birth_date, birth_precision, sex, ethnicity, nationality, old_number, "
                   "birth_place, hometown, phone, email, father_id, mother_id, spouse_id, status, death_date, source, updated_ms, other_names, marital_status, "
                   "blood_group, birth_registered_at, father_name, mother_name, representative, adoptive_father_id, adoptive_mother_id, capacity) "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, "
                   "$27, $28, $29, $30)",
                   DB_I64(person->person_id), DB_STR(person->full_name), DB_STR(name), DB_DAY(ctx, person->birth),
                   DB_STR(or_else(person->birth_precision, S("day"))), DB_STR(person->female ? S("female") : S("male")),
                   DB_STR(or_else(person->ethnicity, S("Kinh"))), DB_STR(or_else(person->nationality, S("VN"))),
                   db_str_or_null(person->old_number), DB_STR(person->birth_place), DB_STR(person->hometown),
                   DB_STR(person->phone), DB_STR(person->email), db_i64_or_null(person->father_id),
                   db_i64_or_null(person->mother_id), db_i64_or_null(person->spouse_id),
                   DB_STR(or_else(person->status, S("alive"))), DB_DAY(ctx, person->death), DB_STR(person->source),
                   DB_I64(person->updated_ms ? person->updated_ms : ctx->now_ms), db_str_or_null(person->other_names), db_str_or_null(person->marital_status),
                   db_str_or_null(person->blood_group), db_str_or_null(person->birth_registered_at), db_str_or_null(person->father_name),
                   db_str_or_null(person->mother_name), db_str_or_null(person->representative), db_i64_or_null(person->adoptive_father_id),
                   db_i64_or_null(person->adoptive_mother_id), db_str_or_null(person->capacity));
}

bool person_is_child_of(const struct person *child, int64_t parent_id)
{
    bool adopted = child->adoptive_father_id || child->adoptive_mother_id;
    int64_t father = adopted ? child->adoptive_father_id : child->father_id, mother = adopted ? child->adoptive_mother_id : child->mother_id;
    return parent_id && (father == parent_id || mother == parent_id);
}

enum err person_find(struct ctx *ctx, struct str full_name, int birth_year, int limit, struct person **ret_rows, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct person *found = arena_array(ctx->arena, struct person, (size_t)limit);
    struct str from = birth_year ? arena_printf(ctx->arena, "%04d-01-01", birth_year) : S("");
    struct str to = birth_year ? arena_printf(ctx->arena, "%04d-12-31", birth_year) : S("9");
    int count = 0;

    TRY(db_query(ctx, &rows,
                 "SELECT " PERSON_COLUMNS " FROM person WHERE name_folded = $1 AND birth_date BETWEEN $2 AND $3 AND cancelled_ms IS NULL "
                 "ORDER BY birth_date, person_id LIMIT $4",
                 DB_STR(unicode_fold(ctx->arena, full_name)), DB_STR(from), DB_STR(to), DB_I64(limit)));
    while (db_next(&rows))
        person_read(&rows, &found[count++]);
    TRY(db_rows_end(&rows));
    *ret_rows = found;
    *ret_count = count;
    return OK;
}

enum err person_store_update(struct ctx *ctx, const struct person *person, int64_t version, int64_t at_ms)
{
    int64_t changed;

    TRY(db_exec(ctx, &changed,
                "UPDATE person SET full_name = $2, name_folded = $3, birth_date = $4, birth_precision = $5, sex = $6, ethnicity = $7, nationality = $8, "
                "old_number = $9, birth_place = $10, hometown = $11, phone = $12, email = $13, father_id = $14, mother_id = $15, spouse_id = $16, status = $17, "
                "death_date = $18, other_names = $19, marital_status = $20, blood_group = $21, birth_registered_at = $22, father_name = $23, mother_name = $24, "
                "representative = $25, adoptive_father_id = $26, adoptive_mother_id = $27, capacity = $28, recorded_ms = COALESCE(recorded_ms, updated_ms), "
                "updated_ms = $29, version = version + 1 WHERE person_id = $1 AND version = $30",
                DB_I64(person->person_id), DB_STR(person->full_name), DB_STR(unicode_fold(ctx->arena, person->full_name)), DB_DAY(ctx, person->birth),
                DB_STR(person->birth_precision), DB_STR(person->female ? S("female") : S("male")), DB_STR(person->ethnicity), DB_STR(person->nationality),
                db_str_or_null(person->old_number), DB_STR(person->birth_place), DB_STR(person->hometown), DB_STR(person->phone), DB_STR(person->email),
                db_i64_or_null(person->father_id), db_i64_or_null(person->mother_id), db_i64_or_null(person->spouse_id), DB_STR(person->status),
                DB_DAY(ctx, person->death), db_str_or_null(person->other_names), db_str_or_null(person->marital_status), db_str_or_null(person->blood_group),
                db_str_or_null(person->birth_registered_at), db_str_or_null(person->father_name), db_str_or_null(person->mother_name),
                db_str_or_null(person->representative), db_i64_or_null(person->adoptive_father_id), db_i64_or_null(person->adoptive_mother_id),
                db_str_or_null(person->capacity), DB_I64(at_ms), DB_I64(version)));
    if (changed != 1)
        return fault(ctx, ERR_CONFLICT, "person.stale", "person", "Thông tin của người này vừa được thay đổi. Hãy tải lại trang và xem lại.");
    return OK;
}

enum err person_store_cancel(struct ctx *ctx, int64_t person_id, int64_t at_ms)
{
    return db_exec(ctx, NULL,
                   "UPDATE person SET cancelled_ms = $2, recorded_ms = COALESCE(recorded_ms, updated_ms), version = version + 1 "
                   "WHERE person_id = $1 AND cancelled_ms IS NULL",
                   DB_I64(person_id), DB_I64(at_ms));
}

enum err person_store_cancelled_ms(struct ctx *ctx, int64_t person_id, struct person *ret_person, int64_t *ret_cancelled_ms)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows, "SELECT " PERSON_COLUMNS ", cancelled_ms FROM person WHERE person_id = $1", DB_I64(person_id)));
    person_read(&rows, ret_person);
    *ret_cancelled_ms = db_i64(&rows, 31);
    return db_rows_end(&rows);
}
