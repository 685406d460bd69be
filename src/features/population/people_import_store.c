/* people_import_store.c: what an import asks and writes. 64 rows are looked up by one query each for persons, homes, seats and households: a second run of the
 * same file is little more than these four. What the file itself said so far is kept in temporary tables, so that memory does not grow with it. */
#include "features/population/people_import_internal.h"
#include "platform/db/db_dialect.h"
#include "platform/unicode/unicode.h"

#define EIGHT(a, b, c, d, e, f, g, h) "$" #a ",$" #b ",$" #c ",$" #d ",$" #e ",$" #f ",$" #g ",$" #h
#define SIXTY_FOUR                                                                                                      \
    "(" EIGHT(1, 2, 3, 4, 5, 6, 7, 8) "," EIGHT(9, 10, 11, 12, 13, 14, 15, 16) "," EIGHT(17, 18, 19, 20, 21, 22, 23, 24) ","                           \
    EIGHT(25, 26, 27, 28, 29, 30, 31, 32) "," EIGHT(33, 34, 35, 36, 37, 38, 39, 40) "," EIGHT(41, 42, 43, 44, 45, 46, 47, 48) ","                      \
    EIGHT(49, 50, 51, 52, 53, 54, 55, 56) "," EIGHT(57, 58, 59, 60, 61, 62, 63, 64) ")"

enum err import_store_begin(struct ctx *ctx)
{
    if (db_conn_kind(ctx->db) == DB_SQLITE)
        TRY(db_exec(ctx, NULL, DB_DIALECT_TEMP_ON_DISK));
    TRY(db_exec(ctx, NULL, "CREATE TEMPORARY TABLE IF NOT EXISTS import_seen (person_id BIGINT PRIMARY KEY, line BIGINT NOT NULL)"));
    TRY(db_exec(ctx, NULL,
                "CREATE TEMPORARY TABLE IF NOT EXISTS import_household (household_id BIGINT PRIMARY KEY, unit_id BIGINT NOT NULL, head_id BIGINT, "
                "head_line BIGINT, line BIGINT NOT NULL)"));
    TRY(db_exec(ctx, NULL, "CREATE TEMPORARY TABLE IF NOT EXISTS import_left (household_id BIGINT PRIMARY KEY)"));
    TRY(db_exec(ctx, NULL, "DELETE FROM import_seen"));
    TRY(db_exec(ctx, NULL, "DELETE FROM import_left"));
    return db_exec(ctx, NULL, "DELETE FROM import_household");
}

enum err import_store_replan(struct ctx *ctx)
{
    if (!db_dialect_replans(db_conn_kind(ctx->db)))
        return OK;
    TRY(db_exec(ctx, NULL, "ANALYZE person"));
    TRY(db_exec(ctx, NULL, "ANALYZE residence"));
    TRY(db_exec(ctx, NULL, "ANALYZE household"));
    TRY(db_exec(ctx, NULL, "ANALYZE household_member"));
    TRY(db_exec(ctx, NULL, "ANALYZE import_seen"));
    return db_exec(ctx, NULL, "ANALYZE import_household");
}

/* Free places repeat the first number: the statement stays the same. */
static void fill_ids(const struct people_row *rows, int count, struct db_value *ret_ids)
{
    for (int i = 0; i < IMPORT_CHUNK; i++)
        ret_ids[i] = DB_I64(rows[i < count ? i : 0].person.person_id);
}

static struct stored_person *find(const struct people_row *rows, int count, struct stored_person *people, int64_t person_id, int *from)
{
    for (; *from < count; (*from)++)
        if (rows[*from].person.person_id == person_id)
            return &people[(*from)++];
    return NULL;
}

/* Calls for each row of the file that this person has: a number may stand twice among the 64. */
#define EACH_OF(rows, count, people, id, name)                                                                         \
    for (int from_ = 0, once_ = 1; once_; once_ = 0)                                                                    \
        for (struct stored_person *name; (name = find((rows), (count), (people), (id), &from_));)

static enum err load_persons(struct ctx *ctx, const struct people_row *rows, int count, const struct db_value *ids, struct stored_person *people)
{
    struct db_rows AUTO(db_rows_done) found = {0};

    TRY(db_query_array(ctx, &found,
                       "SELECT person_id, full_name, birth_date, birth_precision, sex, ethnicity, nationality, old_number, birth_place, hometown, phone, "
                       "email, father_id, mother_id, spouse_id, status, version FROM person WHERE person_id IN " SIXTY_FOUR,
                       ids, IMPORT_CHUNK));
    while (db_next(&found)) {
        struct person person = {.person_id = db_i64(&found, 0), .full_name = db_str(&found, 1), .birth = db_day(&found, 2),
                                .birth_precision = db_str(&found, 3), .female = str_eq(db_str(&found, 4), S("female")), .ethnicity = db_str(&found, 5),
                                .nationality = db_str(&found, 6), .old_number = db_str(&found, 7), .birth_place = db_str(&found, 8),
                                .hometown = db_str(&found, 9), .phone = db_str(&found, 10), .email = db_str(&found, 11), .father_id = db_i64(&found, 12),
                                .mother_id = db_i64(&found, 13), .spouse_id = db_i64(&found, 14), .status = db_str(&found, 15),
                                .version = db_i64(&found, 16)};
        EACH_OF(rows, count, people, person.person_id, stored)
            stored->person = person;
    }
    return db_rows_end(&found);
}

static enum err load_homes(struct ctx *ctx, const struct people_row *rows, int count, const struct db_value *ids, struct stored_person *people)
{
    struct db_rows AUTO(db_rows_done) found = {0};

    TRY(db_query_array(ctx, &found,
                       "SELECT person_id, residence_id, unit_id, hamlet_id, household_id, address, valid_from, dossier_id FROM residence "
                       "WHERE kind = 'permanent' AND valid_to IS NULL AND person_id IN " SIXTY_FOUR,
                       ids, IMPORT_CHUNK));
    while (db_next(&found)) {
        EACH_OF(rows, count, people, db_i64(&found, 0), stored) {
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

static enum err load_seats(struct ctx *ctx, const struct people_row *rows, int count, const struct db_value *ids, struct stored_person *people)
{
    struct db_rows AUTO(db_rows_done) found = {0};

    TRY(db_query_array(ctx, &found,
                       "SELECT person_id, household_member_id, household_id, relation, is_head, valid_from, dossier_id FROM household_member "
                       "WHERE valid_to IS NULL AND person_id IN " SIXTY_FOUR,
                       ids, IMPORT_CHUNK));
    while (db_next(&found)) {
        EACH_OF(rows, count, people, db_i64(&found, 0), stored) {
            stored->seat = (struct household_seat){db_i64(&found, 1), db_i64(&found, 2), db_i64(&found, 0), db_str(&found, 3), db_bool(&found, 4)};
            stored->seat_since = db_day(&found, 5);
            stored->seat_by_dossier = !db_is_null(&found, 6);
        }
    }
    return db_rows_end(&found);
}

static enum err load_seen(struct ctx *ctx, const struct people_row *rows, int count, const struct db_value *ids, struct stored_person *people)
{
    struct db_rows AUTO(db_rows_done) found = {0};

    TRY(db_query_array(ctx, &found, "SELECT person_id, line FROM import_seen WHERE person_id IN " SIXTY_FOUR, ids, IMPORT_CHUNK));
    while (db_next(&found))
        EACH_OF(rows, count, people, db_i64(&found, 0), stored)
            stored->seen_line = (int)db_i64(&found, 1);
    return db_rows_end(&found);
}

enum err import_store_people(struct ctx *ctx, const struct people_row *rows, int count, struct stored_person *ret_people)
{
    struct db_value ids[IMPORT_CHUNK];

    memset(ret_people, 0, sizeof *ret_people * (size_t)count);
    fill_ids(rows, count, ids);
    TRY(load_persons(ctx, rows, count, ids, ret_people));
    TRY(load_homes(ctx, rows, count, ids, ret_people));
    TRY(load_seats(ctx, rows, count, ids, ret_people));
    return load_seen(ctx, rows, count, ids, ret_people);
}

/* --- households --------------------------------------------------------------------------------------------------------------- */
static struct stored_household *household_of_id(struct stored_household *households, int count, int64_t household_id)
{
    for (int i = 0; i < count; i++)
        if (households[i].household_id == household_id)
            return &households[i];
    return NULL;
}

enum err import_store_households(struct ctx *ctx, const int64_t *ids, int count, struct stored_household *ret_households)
{
    struct db_rows AUTO(db_rows_done) stored = {0}, listed = {0};
    struct db_value values[IMPORT_CHUNK];

    if (!count)
        return OK;
    for (int i = 0; i < IMPORT_CHUNK; i++)
        values[i] = DB_I64(ids[i < count ? i : 0]);
    for (int i = 0; i < count; i++)
        ret_households[i] = (struct stored_household){.household_id = ids[i]};
    TRY(db_query_array(ctx, &stored,
                       "SELECT h.household_id, h.unit_id, h.address, m.person_id, h.closed_ms FROM household h LEFT JOIN household_member m "
                       "ON m.household_id = h.household_id AND m.is_head AND m.valid_to IS NULL WHERE h.household_id IN " SIXTY_FOUR,
                       values, IMPORT_CHUNK));
    while (db_next(&stored)) {
        struct stored_household *household = household_of_id(ret_households, count, db_i64(&stored, 0));
        household->is_stored = true;
        household->unit_id = db_i64(&stored, 1);
        household->address = db_str(&stored, 2);
        household->head_id = db_i64(&stored, 3);
        household->is_closed = !db_is_null(&stored, 4);
    }
    TRY(db_rows_end(&stored));
    TRY(db_query_array(ctx, &listed, "SELECT household_id, unit_id, head_id, head_line FROM import_household WHERE household_id IN " SIXTY_FOUR, values,
                       IMPORT_CHUNK));
    while (db_next(&listed)) {
        struct stored_household *household = household_of_id(ret_households, count, db_i64(&listed, 0));
        household->is_listed = true;
        household->unit_id = household->is_stored ? household->unit_id : db_i64(&listed, 1);
        household->listed_head_id = db_i64(&listed, 2);
        household->head_line = (int)db_i64(&listed, 3);
    }
    return db_rows_end(&listed);
}

enum err import_store_move_household(struct ctx *ctx, int64_t household_id, int64_t hamlet_id, struct str address)
{
    return db_exec(ctx, NULL,
                   "UPDATE household SET address = $2, hamlet_id = COALESCE($3, hamlet_id), closed_ms = NULL, version = version + 1 WHERE household_id = $1",
                   DB_I64(household_id), DB_STR(address), db_i64_or_null(hamlet_id));
}

enum err import_store_left(struct ctx *ctx, int64_t household_id)
{
    return db_exec(ctx, NULL, "INSERT INTO import_left (household_id) VALUES ($1) ON CONFLICT (household_id) DO NOTHING", DB_I64(household_id));
}

enum err import_store_left_list(struct ctx *ctx, int64_t after_household_id, int limit, int64_t *ret_ids, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    int count = 0;

    TRY(db_query(ctx, &rows, "SELECT household_id FROM import_left WHERE household_id > $1 ORDER BY household_id LIMIT $2", DB_I64(after_household_id),
                 DB_I64(limit)));
    while (db_next(&rows))
        ret_ids[count++] = db_i64(&rows, 0);
    *ret_count = count;
    return db_rows_end(&rows);
}

enum err import_store_headless(struct ctx *ctx, int64_t after_household_id, int limit, int64_t *ret_ids, int *ret_lines, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    int count = 0;

    TRY(db_query(ctx, &rows,
                 "SELECT i.household_id, i.line FROM import_household i WHERE i.household_id > $1 AND i.head_id IS NULL AND NOT EXISTS "
                 "(SELECT 1 FROM household_member m WHERE m.household_id = i.household_id AND m.is_head AND m.valid_to IS NULL) "
                 "ORDER BY i.household_id LIMIT $2",
                 DB_I64(after_household_id), DB_I64(limit)));
    while (db_next(&rows)) {
        ret_ids[count] = db_i64(&rows, 0);
        ret_lines[count++] = (int)db_i64(&rows, 1);
    }
    *ret_count = count;
    return db_rows_end(&rows);
}

/* --- persons ------------------------------------------------------------------------------------------------------------------ */
enum err import_store_update_person(struct ctx *ctx, const struct person *p)
{
    int64_t changed;

    TRY(db_exec(ctx, &changed,
                "UPDATE person SET full_name = $2, name_folded = $3, birth_date = $4, birth_precision = $5, ethnicity = $6, nationality = $7, "
                "old_number = $8, birth_place = $9, hometown = $10, phone = $11, email = $12, father_id = $13, mother_id = $14, spouse_id = $15, "
                "source = 'import', version = version + 1, updated_ms = $16 WHERE person_id = $1 AND version = $17",
                DB_I64(p->person_id), DB_STR(p->full_name), DB_STR(unicode_fold(ctx->arena, p->full_name)), DB_DAY(ctx, p->birth),
                DB_STR(p->birth_precision), DB_STR(p->ethnicity), DB_STR(p->nationality), db_str_or_null(p->old_number), DB_STR(p->birth_place),
                DB_STR(p->hometown), DB_STR(p->phone), DB_STR(p->email), db_i64_or_null(p->father_id), db_i64_or_null(p->mother_id),
                db_i64_or_null(p->spouse_id), DB_I64(ctx->now_ms), DB_I64(p->version)));
    if (changed != 1)
        return fault(ctx, ERR_CONFLICT, "import.changed", "", "Dữ liệu vừa được người khác sửa. Hãy chạy lại lệnh nhập: những gì đã nhập được giữ nguyên.");
    return OK;
}
