/* people_import_write.c: the new rows of a batch, table by table, each sorted by its key: rows that lie side by side in the file on disk are written side by
 * side. Everything comes in or nothing: a row that somebody else wrote meanwhile stops the batch. */
#include "features/population/people_import_internal.h"
#include <stdlib.h>

enum { GROUP_ROWS = 2048, COLUMNS_MAX = 18 };

/* `put` writes a row's values. */
#define INSERT_ALL(ctx, rows, count, columns, sql, put)                                                                 \
    do {                                                                                                                \
        struct db_value *values = arena_alloc_raw((ctx)->arena, sizeof *values * GROUP_ROWS * (columns));               \
        for (int at = 0; at < (count); at += GROUP_ROWS) {                                                              \
            int some = (count) - at < GROUP_ROWS ? (count) - at : GROUP_ROWS;                                           \
            for (int i = 0; i < some; i++)                                                                              \
                put((ctx), &(rows)[at + i], values + (size_t)i * (columns));                                            \
            TRY(db_exec_many((ctx), sql, values, (columns), some));                                                     \
        }                                                                                                               \
    } while (0)

static struct str or_else(struct str text, struct str when_empty) { return text.len ? text : when_empty; }

static void put_person(struct ctx *ctx, const struct people_row *const *row, struct db_value *values)
{
    const struct person *p = &(*row)->person;
    const struct db_value row_values[18] = {
        DB_I64(p->person_id), DB_STR(p->full_name), DB_STR((*row)->name_folded), DB_DAY(ctx, p->birth), DB_STR(p->birth_precision),
        DB_STR(p->female ? S("female") : S("male")), DB_STR(or_else(p->ethnicity, S("Kinh"))), DB_STR(or_else(p->nationality, S("VN"))),
        db_str_or_null(p->old_number), DB_STR(p->birth_place), DB_STR(p->hometown), DB_STR(p->phone), DB_STR(p->email), db_i64_or_null(p->father_id),
        db_i64_or_null(p->mother_id), db_i64_or_null(p->spouse_id), DB_STR(p->source), DB_I64(ctx->now_ms)};
    memcpy(values, row_values, sizeof row_values);
}

static void put_household(struct ctx *ctx, const struct new_household *row, struct db_value *values)
{
    const struct db_value row_values[5] = {DB_I64(row->household_id), DB_I64(row->unit_id), db_i64_or_null(row->hamlet_id), DB_STR(row->address),
                                           DB_I64(ctx->now_ms)};
    memcpy(values, row_values, sizeof row_values);
}

static void put_home(struct ctx *ctx, const struct residence *row, struct db_value *values)
{
    const struct db_value row_values[11] = {DB_I64(row->residence_id), DB_I64(row->person_id), DB_STR(S("permanent")), DB_I64(row->unit_id),
                                            db_i64_or_null(row->hamlet_id), db_i64_or_null(row->household_id), DB_STR(row->address), DB_STR(row->dwelling),
                                            DB_DAY(ctx, row->valid_from), DB_I64(ctx->now_ms), db_i64_or_null(row->registered_unit_id)};
    memcpy(values, row_values, sizeof row_values);
}

struct seat_row {
    struct household_seat seat;
    struct day since;
};

static void put_seat(struct ctx *ctx, const struct seat_row *seat, struct db_value *values)
{
    const struct household_seat *row = &seat->seat;
    const struct db_value row_values[7] = {DB_I64(row->household_member_id), DB_I64(row->household_id), DB_I64(row->person_id), DB_STR(row->relation),
                                           DB_BOOL(row->head), DB_DAY(ctx, seat->since), DB_I64(ctx->now_ms)};
    memcpy(values, row_values, sizeof row_values);
}

static int by_person(const void *a, const void *b)
{
    int64_t x = (*(const struct people_row *const *)a)->person.person_id, y = (*(const struct people_row *const *)b)->person.person_id;
    return (x > y) - (x < y);
}

static int by_household(const void *a, const void *b)
{
    int64_t x = ((const struct new_household *)a)->household_id, y = ((const struct new_household *)b)->household_id;
    return (x > y) - (x < y);
}

void import_news_init(struct import_news *news, struct arena *arena, int limit)
{
    size_t count = (size_t)limit;

    *news = (struct import_news){
        .persons = arena_array(arena, const struct people_row *, count),
        .households = arena_array(arena, struct new_household, count),
        .homes = arena_array(arena, struct residence, count),
        .seats = arena_array(arena, struct household_seat, count),
        .seats_since = arena_array(arena, struct day, count),
    };
}

enum err import_news_write_household(struct ctx *ctx, struct new_household *household)
{
    struct db_value values[5];

    put_household(ctx, household, values);
    household->household_id = 0;
    return db_exec_array(ctx, NULL, "INSERT INTO household (household_id, unit_id, hamlet_id, address, created_ms) VALUES ($1, $2, $3, $4, $5)", values, 5);
}

/* Homes and seats take new identifiers, which grow: they are in order already. */
static enum err write_all(struct ctx *ctx, struct import_news *news)
{
    struct seat_row *seats = arena_alloc_raw(ctx->arena, sizeof *seats * (size_t)(news->seats_count + 1));

    for (int i = 0; i < news->seats_count; i++)
        seats[i] = (struct seat_row){news->seats[i], news->seats_since[i]};
    qsort(news->persons, (size_t)news->persons_count, sizeof *news->persons, by_person);
    qsort(news->households, (size_t)news->households_count, sizeof *news->households, by_household);
    const struct new_household *households = news->households; /* those that are written already stand first */
    int households_count = news->households_count;
    for (; households_count && !households->household_id; households_count--)
        households++;
    INSERT_ALL(ctx, news->persons, news->persons_count, 18,
               "INSERT INTO person (person_id, full_name, name_folded, birth_date, birth_precision, sex, ethnicity, nationality, old_number, birth_place, "
               "hometown, phone, email, father_id, mother_id, spouse_id, source, updated_ms) VALUES "
               "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
               put_person);
    INSERT_ALL(ctx, households, households_count, 5,
               "INSERT INTO household (household_id, unit_id, hamlet_id, address, created_ms) VALUES ($1, $2, $3, $4, $5)", put_household);
    INSERT_ALL(ctx, news->homes, news->homes_count, 11,
               "INSERT INTO residence (residence_id, person_id, kind, unit_id, hamlet_id, household_id, address, dwelling, valid_from, recorded_ms, registered_unit_id) "
               "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
               put_home);
    INSERT_ALL(ctx, seats, news->seats_count, 7,
               "INSERT INTO household_member (household_member_id, household_id, person_id, relation, is_head, valid_from, recorded_ms) "
               "VALUES ($1, $2, $3, $4, $5, $6, $7)",
               put_seat);
    news->persons_count = news->households_count = news->homes_count = news->seats_count = 0;
    return OK;
}

enum err import_news_write(struct ctx *ctx, struct import_news *news)
{
    enum err err = write_all(ctx, news);

    if (err == ERR_CONFLICT && str_eq(ctx->fault.code, S("db.unique"))) {
        struct str detail = ctx->fault.detail;
        return fault_set(ctx, ERR_CONFLICT, S("import.changed"), STR_NONE,
                         S("Dữ liệu vừa được người khác sửa. Hãy chạy lại lệnh nhập: những gì đã nhập được giữ nguyên."), detail);
    }
    return err;
}
