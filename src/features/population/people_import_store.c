/* people_import_store.c: what an import asks of the register, and what it changes there. 64 rows are looked up by one query each for persons, homes and seats, in
 * the order of their numbers: a second run of the same file is little more than these three. */
#include "features/population/people_import_internal.h"
#include "platform/db/db_dialect.h"

#define EIGHT(a, b, c, d, e, f, g, h) "$" #a ",$" #b ",$" #c ",$" #d ",$" #e ",$" #f ",$" #g ",$" #h
#define SIXTY_FOUR                                                                                                      \
    "(" EIGHT(1, 2, 3, 4, 5, 6, 7, 8) "," EIGHT(9, 10, 11, 12, 13, 14, 15, 16) "," EIGHT(17, 18, 19, 20, 21, 22, 23, 24) ","                           \
    EIGHT(25, 26, 27, 28, 29, 30, 31, 32) "," EIGHT(33, 34, 35, 36, 37, 38, 39, 40) "," EIGHT(41, 42, 43, 44, 45, 46, 47, 48) ","                      \
    EIGHT(49, 50, 51, 52, 53, 54, 55, 56) "," EIGHT(57, 58, 59, 60, 61, 62, 63, 64) ")"

enum err import_store_is_empty(struct ctx *ctx, bool *ret_empty)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows,
               "SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM person LIMIT 1) a) + (SELECT COUNT(*) FROM (SELECT 1 FROM household LIMIT 1) b) + "
               "(SELECT COUNT(*) FROM (SELECT 1 FROM residence LIMIT 1) c)"));
    *ret_empty = db_i64(&rows, 0) == 0;
    return OK;
}

enum err import_store_replan(struct ctx *ctx)
{
    if (!db_dialect_replans(db_conn_kind(ctx->db)))
        return OK;
    TRY(db_exec(ctx, NULL, "ANALYZE person"));
    TRY(db_exec(ctx, NULL, "ANALYZE residence"));
    TRY(db_exec(ctx, NULL, "ANALYZE household"));
    return db_exec(ctx, NULL, "ANALYZE household_member");
}

/* Up to IMPORT_LOOKUP people, sorted by number, each once. */
struct lookup {
    struct people_row *const *rows;
    int count;
    struct stored_person *people; /* one a row; person_id 0: not found */
    struct db_value ids[IMPORT_LOOKUP]; /* free places repeat the first: the statement stays the same */
};

static struct stored_person *find(const struct lookup *lookup, int64_t person_id)
{
    int low = 0, high = lookup->count - 1;

    while (low <= high) {
        int middle = (low + high) / 2;
        int64_t at = lookup->rows[middle]->person.person_id;
        if (at == person_id)
            return &lookup->people[middle];
        if (at < person_id)
            low = middle + 1;
        else
            high = middle - 1;
    }
    return NULL;
}

static enum err load_persons(struct ctx *ctx, struct lookup *lookup, int *ret_found)
{
    struct db_rows AUTO(db_rows_done) found = {0};

    TRY(db_query_array(ctx, &found,
                       "SELECT person_id, full_name, birth_date, birth_precision, sex, ethnicity, nationality, old_number, birth_place, hometown, phone, "
                       "email, father_id, mother_id, spouse_id, status, version, cancelled_ms FROM person WHERE person_id IN " SIXTY_FOUR,
                       lookup->ids, IMPORT_LOOKUP));
    while (db_next(&found)) {
        struct person person = {.person_id = db_i64(&found, 0), .full_name = db_str(&found, 1), .birth = db_day(&found, 2),
                                .birth_precision = db_str(&found, 3), .female = str_eq(db_str(&found, 4), S("female")), .ethnicity = db_str(&found, 5),
                                .nationality = db_str(&found, 6), .old_number = db_str(&found, 7), .birth_place = db_str(&found, 8),
                                .hometown = db_str(&found, 9), .phone = db_str(&found, 10), .email = db_str(&found, 11), .father_id = db_i64(&found, 12),
                                .mother_id = db_i64(&found, 13), .spouse_id = db_i64(&found, 14), .status = db_str(&found, 15),
                                .version = db_i64(&found, 16)};
        struct stored_person *stored = find(lookup, person.person_id);
        stored->person = person;
        stored->cancelled = !db_is_null(&found, 17);
        ++*ret_found;
    }
    return db_rows_end(&found);
}

static enum err load_homes(struct ctx *ctx, struct lookup *lookup)
{
    struct db_rows AUTO(db_rows_done) found = {0};

    TRY(db_query_array(ctx, &found,
                       "SELECT person_id, residence_id, unit_id, hamlet_id, household_id, address, valid_from, dossier_id FROM residence "
                       "WHERE kind = 'permanent' AND valid_to IS NULL AND person_id IN " SIXTY_FOUR,
                       lookup->ids, IMPORT_LOOKUP));
    while (db_next(&found)) {
        struct stored_person *stored = find(lookup, db_i64(&found, 0));
        if (stored) {
            stored->residence_id = db_i64(&found, 1);
            stored->unit_id = db_i64(&found, 2);
            stored->hamlet_id = db_i64(&found, 3);
            stored->household_id = db_i64(&found, 4);
            stored->address = db_str(&found, 5);
            stored->since = db_day(&found, 6);
            stored->by_dossier = !db_is_null(&found, 7);
        }
    }
    return db_rows_end(&found);
}

static enum err load_seats(struct ctx *ctx, struct lookup *lookup)
{
    struct db_rows AUTO(db_rows_done) found = {0};

    TRY(db_query_array(ctx, &found,
                       "SELECT person_id, household_member_id, household_id, relation, is_head, valid_from, dossier_id FROM household_member "
                       "WHERE valid_to IS NULL AND person_id IN " SIXTY_FOUR,
                       lookup->ids, IMPORT_LOOKUP));
    while (db_next(&found)) {
        struct stored_person *stored = find(lookup, db_i64(&found, 0));
        if (stored) {
            stored->seat = (struct household_seat){db_i64(&found, 1), db_i64(&found, 2), db_i64(&found, 0), db_str(&found, 3), db_bool(&found, 4)};
            stored->seat_since = db_day(&found, 5);
            stored->seat_by_dossier = !db_is_null(&found, 6);
        }
    }
    return db_rows_end(&found);
}

enum err import_store_people(struct ctx *ctx, struct people_row *const *rows, int count)
{
    for (int at = 0; at < count; at += IMPORT_LOOKUP) {
        struct lookup lookup = {.rows = rows + at, .count = count - at < IMPORT_LOOKUP ? count - at : IMPORT_LOOKUP};
        int found = 0;
        lookup.people = arena_array(ctx->arena, struct stored_person, (size_t)lookup.count);
        for (int i = 0; i < IMPORT_LOOKUP; i++)
            lookup.ids[i] = DB_I64(lookup.rows[i < lookup.count ? i : 0]->person.person_id);
        TRY(load_persons(ctx, &lookup, &found));
        if (!found) /* who is not in the register lives nowhere */
            continue;
        TRY(load_homes(ctx, &lookup));
        TRY(load_seats(ctx, &lookup));
        for (int i = 0; i < lookup.count; i++)
            if (lookup.people[i].person.person_id)
                lookup.rows[i]->stored = &lookup.people[i];
    }
    return OK;
}

/* --- households --------------------------------------------------------------------------------------------------------------- */
static struct stored_household *household_of_id(struct stored_household *const *households, int count, int64_t household_id)
{
    for (int i = 0; i < count; i++)
        if (households[i]->household_id == household_id)
            return households[i];
    return NULL;
}

static enum err load_households(struct ctx *ctx, struct stored_household *const *households, int count, const struct db_value *ids)
{
    struct db_rows AUTO(db_rows_done) found = {0};

    TRY(db_query_array(ctx, &found, "SELECT household_id, unit_id, address, closed_ms FROM household WHERE household_id IN " SIXTY_FOUR, ids, IMPORT_LOOKUP));
    while (db_next(&found)) {
        struct stored_household *household = household_of_id(households, count, db_i64(&found, 0));
        household->is_stored = true;
        household->unit_id = db_i64(&found, 1);
        household->address = db_str(&found, 2);
        household->is_closed = !db_is_null(&found, 3);
    }
    return db_rows_end(&found);
}

static enum err load_heads(struct ctx *ctx, struct stored_household *const *households, int count, const struct db_value *ids)
{
    struct db_rows AUTO(db_rows_done) found = {0};

    TRY(db_query_array(ctx, &found,
                       "SELECT household_id, person_id FROM household_member WHERE is_head AND valid_to IS NULL AND household_id IN " SIXTY_FOUR, ids,
                       IMPORT_LOOKUP));
    while (db_next(&found))
        household_of_id(households, count, db_i64(&found, 0))->head_id = db_i64(&found, 1);
    return db_rows_end(&found);
}

enum err import_store_households(struct ctx *ctx, struct stored_household *const *households, int count, bool without_heads)
{
    struct db_value ids[IMPORT_LOOKUP];

    for (int at = 0; at < count; at += IMPORT_LOOKUP) {
        int some = count - at < IMPORT_LOOKUP ? count - at : IMPORT_LOOKUP;
        for (int i = 0; i < IMPORT_LOOKUP; i++)
            ids[i] = DB_I64(households[at + (i < some ? i : 0)]->household_id);
        TRY(load_households(ctx, households + at, some, ids));
        if (!without_heads)
            TRY(load_heads(ctx, households + at, some, ids));
    }
    return OK;
}

enum err import_store_has_head(struct ctx *ctx, int64_t household_id, bool *ret_has)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    enum err err = db_one(ctx, &rows, "SELECT 1 FROM household_member WHERE household_id = $1 AND is_head AND valid_to IS NULL", DB_I64(household_id));

    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    *ret_has = err == OK;
    return OK;
}

enum err import_store_move_household(struct ctx *ctx, int64_t household_id, int64_t hamlet_id, struct str address)
{
    return db_exec(ctx, NULL,
                   "UPDATE household SET address = $2, hamlet_id = COALESCE($3, hamlet_id), closed_ms = NULL, version = version + 1 WHERE household_id = $1",
                   DB_I64(household_id), DB_STR(address), db_i64_or_null(hamlet_id));
}
