/* people_export_store.c: what an export asks: one query a commune, then two for every 64 people. */
#include "features/population/people_export_internal.h"

#define EIGHT(a, b, c, d, e, f, g, h) "$" #a ",$" #b ",$" #c ",$" #d ",$" #e ",$" #f ",$" #g ",$" #h
#define SIXTY_FOUR                                                                                                      \
    "(" EIGHT(1, 2, 3, 4, 5, 6, 7, 8) "," EIGHT(9, 10, 11, 12, 13, 14, 15, 16) "," EIGHT(17, 18, 19, 20, 21, 22, 23, 24) ","                           \
    EIGHT(25, 26, 27, 28, 29, 30, 31, 32) "," EIGHT(33, 34, 35, 36, 37, 38, 39, 40) "," EIGHT(41, 42, 43, 44, 45, 46, 47, 48) ","                      \
    EIGHT(49, 50, 51, 52, 53, 54, 55, 56) "," EIGHT(57, 58, 59, 60, 61, 62, 63, 64) ")"

enum err export_store_homes(struct ctx *ctx, int64_t unit_id, struct day on, struct export_row **ret_rows, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    int count = 0, cap = 1024;
    struct export_row *list = arena_array(ctx->arena, struct export_row, (size_t)cap);

    TRY(db_query(ctx, &rows,
                 "SELECT person_id, hamlet_id, address, valid_from FROM residence WHERE unit_id = $1 AND kind = 'permanent' AND valid_from <= $2 "
                 "AND (valid_to IS NULL OR valid_to >= $2) ORDER BY person_id, valid_from",
                 DB_I64(unit_id), DB_DAY(ctx, on)));
    while (db_next(&rows)) {
        if (count == cap) {
            struct export_row *more = arena_array(ctx->arena, struct export_row, (size_t)cap * 2);
            memcpy(more, list, sizeof *list * (size_t)cap);
            list = more;
            cap *= 2;
        }
        if (count && list[count - 1].person.person_id == db_i64(&rows, 0)) /* left and came back that day: the later one */
            count--;
        list[count++] = (struct export_row){.person.person_id = db_i64(&rows, 0),
                                            .home = {.hamlet_id = db_i64(&rows, 1), .address = db_str(&rows, 2), .valid_from = db_day(&rows, 3)}};
    }
    TRY(db_rows_end(&rows));
    *ret_rows = list;
    *ret_count = count;
    return OK;
}

static struct export_row *find(struct export_row *rows, int count, int64_t person_id)
{
    int low = 0, high = count - 1;

    while (low < high) {
        int middle = (low + high) / 2;
        if (rows[middle].person.person_id < person_id)
            low = middle + 1;
        else
            high = middle;
    }
    return &rows[low];
}

static enum err fill_persons(struct ctx *ctx, struct export_row *rows, int count, const struct db_value *ids)
{
    struct db_rows AUTO(db_rows_done) found = {0};

    TRY(db_query_array(ctx, &found,
                       "SELECT person_id, full_name, birth_date, birth_precision, sex, ethnicity, nationality, old_number, birth_place, hometown, phone, "
                       "email, father_id, mother_id, spouse_id FROM person WHERE person_id IN " SIXTY_FOUR,
                       ids, EXPORT_PAGE));
    while (db_next(&found))
        find(rows, count, db_i64(&found, 0))->person =
            (struct person){.person_id = db_i64(&found, 0), .full_name = db_str(&found, 1), .birth = db_day(&found, 2), .birth_precision = db_str(&found, 3),
                            .female = str_eq(db_str(&found, 4), S("female")), .ethnicity = db_str(&found, 5), .nationality = db_str(&found, 6),
                            .old_number = db_str(&found, 7), .birth_place = db_str(&found, 8), .hometown = db_str(&found, 9), .phone = db_str(&found, 10),
                            .email = db_str(&found, 11), .father_id = db_i64(&found, 12), .mother_id = db_i64(&found, 13), .spouse_id = db_i64(&found, 14)};
    return db_rows_end(&found);
}

/* Two halves, because open and ended memberships have an index each. */
static enum err fill_seats(struct ctx *ctx, struct export_row *rows, int count, const struct db_value *values)
{
    struct db_rows AUTO(db_rows_done) found = {0};

    TRY(db_query_array(ctx, &found,
                       "SELECT person_id, household_id, relation, valid_from FROM household_member WHERE valid_to IS NULL AND valid_from <= $65 AND person_id IN "
                       SIXTY_FOUR " UNION ALL SELECT person_id, household_id, relation, valid_from FROM household_member WHERE valid_to IS NOT NULL AND "
                       "valid_to >= $65 AND valid_from <= $65 AND person_id IN " SIXTY_FOUR " ORDER BY 1, 4",
                       values, EXPORT_PAGE + 1));
    while (db_next(&found)) {
        struct export_row *row = find(rows, count, db_i64(&found, 0));
        row->household_id = db_i64(&found, 1);
        row->relation = db_str(&found, 2);
    }
    return db_rows_end(&found);
}

enum err export_store_fill(struct ctx *ctx, struct day on, struct export_row *rows, int count)
{
    struct db_value values[EXPORT_PAGE + 1];

    for (int i = 0; i < EXPORT_PAGE; i++)
        values[i] = DB_I64(rows[i < count ? i : 0].person.person_id);
    values[EXPORT_PAGE] = DB_DAY(ctx, on);
    TRY(fill_persons(ctx, rows, count, values));
    return fill_seats(ctx, rows, count, values);
}
