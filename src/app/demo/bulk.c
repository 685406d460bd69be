/* bulk.c: see bulk.h. */
#include "app/demo/bulk.h"
#include "app/demo/bulk_sql.h"
#include "app/demo/cards.h"
#include "features/matching/matching.h"
#include <stdlib.h>

enum { RESIDENCES_A_PERSON = 3, COLUMNS_MAX = 16 };

void bulk_init(struct ctx *ctx, struct bulk *ret_bulk)
{
    *ret_bulk = (struct bulk){.ctx = *ctx};
    arena_init(&ret_bulk->arena, 0);
    ret_bulk->souls = arena_array(ctx->arena, struct soul, BULK_PEOPLE_MAX);
    ret_bulk->households = arena_array(ctx->arena, struct bulk_household, BULK_PEOPLE_MAX);
    ret_bulk->members = arena_array(ctx->arena, struct bulk_member, BULK_PEOPLE_MAX);
    ret_bulk->residences = arena_array(ctx->arena, struct bulk_residence, BULK_PEOPLE_MAX * RESIDENCES_A_PERSON);
}

void bulk_done(struct bulk *bulk) { arena_done(&bulk->arena); }

bool bulk_full(const struct bulk *bulk) { return bulk->soul_count > BULK_PEOPLE_MAX - HOUSEHOLD_MAX; }

int64_t bulk_id(struct bulk *bulk) { return ++bulk->last_id; }

static struct db_value text(const char *cstr) { return DB_STR(str_of(cstr)); }
static struct db_value text_or_null(const char *cstr) { return db_str_or_null(str_of(cstr)); }

/* One INSERT for 32 rows as long as there are 32, then one a row. `put` writes a row's values. */
#define INSERT_ALL(bulk, count, columns, head, rows_sql, one_sql, put)                                                  \
    do {                                                                                                                \
        struct db_value values[BULK_ROWS * COLUMNS_MAX];                                                                \
        int at = 0;                                                                                                     \
        for (; at + BULK_ROWS <= (count); at += BULK_ROWS) {                                                            \
            for (int row = 0; row < BULK_ROWS; row++)                                                                   \
                put((bulk), at + row, values + row * (columns));                                                        \
            TRY(db_exec_array(&(bulk)->ctx, NULL, head rows_sql, values, BULK_ROWS * (columns)));                       \
        }                                                                                                               \
        for (; at < (count); at++) {                                                                                    \
            put((bulk), at, values);                                                                                    \
            TRY(db_exec_array(&(bulk)->ctx, NULL, head one_sql, values, (columns)));                                    \
        }                                                                                                               \
    } while (0)

/* 000 begins no number in Viet Nam: a message can never reach a real person. */
struct str bulk_phone(struct arena *arena, const struct soul *soul, struct day today)
{
    if (day_age(soul->birth, today) < 15)
        return S("");
    char *digits = arena_alloc_raw(arena, 10);
    uint64_t mixed = (uint64_t)soul->person_id * UINT64_C(0x9E3779B97F4A7C15);
    memcpy(digits, "000", 3);
    for (int i = 9; i >= 3; i--, mixed /= 10)
        digits[i] = (char)('0' + (mixed >> 8) % 10);
    return (struct str){digits, 10};
}

static void put_person(struct bulk *bulk, int index, struct db_value *values)
{
    const struct soul *soul = &bulk->souls[index];
    bool dead = !day_is_none(soul->death);
    const struct db_value row[16] = {
        DB_I64(soul->person_id),
        DB_STR(soul->name.text),
        DB_STR(soul->name.folded),
        DB_DAY(&bulk->ctx, soul->birth),
        text(soul->female ? "female" : "male"),
        DB_STR(people_ethnicity(soul->people)),
        DB_STR(person_number_province(soul->person_id)),
        DB_STR(person_number_province((int64_t)soul->home_prefix * 1000000000)),
        db_i64_or_null(soul->father_id),
        db_i64_or_null(soul->mother_id),
        db_i64_or_null(soul->spouse_id),
        DB_STR(bulk_phone(bulk->ctx.arena, soul, day_of_ms(bulk->ctx.now_ms))),
        text(dead ? "dead" : "alive"),
        DB_DAY(&bulk->ctx, soul->death),
        DB_STR(S("synthetic")),
        DB_I64(bulk->ctx.now_ms),
    };
    memcpy(values, row, sizeof row);
}

static enum err insert_people(struct bulk *bulk)
{
    INSERT_ALL(bulk, bulk->soul_count, 16,
               "INSERT INTO person (person_id, full_name, name_folded, birth_date, sex, ethnicity, birth_place, hometown, father_id, mother_id, "
               "spouse_id, phone, status, death_date, source, updated_ms) VALUES ",
               BULK_16, ONE_16, put_person);
    return OK;
}

static int64_t morning(struct day day) { return ms_of_day(day, 9 * 60); }
static struct db_value morning_or_null(struct day day) { return day_is_none(day) ? DB_NULL_I64 : DB_I64(morning(day)); }

static void put_household(struct bulk *bulk, int index, struct db_value *values)
{
    const struct bulk_household *h = &bulk->households[index];
    const struct db_value row[5] = {DB_I64(h->household_id), DB_I64(h->unit_id), db_i64_or_null(h->hamlet_id), DB_STR(h->address),
                                    DB_I64(morning(h->since))};
    memcpy(values, row, sizeof row);
}

static enum err insert_households(struct bulk *bulk)
{
    INSERT_ALL(bulk, bulk->household_count, 5, "INSERT INTO household (household_id, unit_id, hamlet_id, address, created_ms) VALUES ", BULK_5,
               ONE_5, put_household);
    return OK;
}

static void put_member(struct bulk *bulk, int index, struct db_value *values)
{
    const struct bulk_member *m = &bulk->members[index];
    const struct db_value row[9] = {DB_I64(m->household_member_id), DB_I64(m->household_id), DB_I64(m->person_id), text(m->relation),
                                    DB_BOOL(strcmp(m->relation, "head") == 0), DB_DAY(&bulk->ctx, m->from), DB_DAY(&bulk->ctx, m->to),
                                    DB_I64(morning(m->from)), morning_or_null(m->to)};
    memcpy(values, row, sizeof row);
}

static enum err insert_members(struct bulk *bulk)
{
    INSERT_ALL(bulk, bulk->member_count, 9,
               "INSERT INTO household_member (household_member_id, household_id, person_id, relation, is_head, valid_from, valid_to, recorded_ms, "
               "ended_ms) VALUES ",
               BULK_9, ONE_9, put_member);
    return OK;
}

static void put_residence(struct bulk *bulk, int index, struct db_value *values)
{
    const struct bulk_residence *r = &bulk->residences[index];
    const struct db_value row[14] = {DB_I64(r->residence_id), DB_I64(r->person_id), text(r->kind), DB_I64(r->unit_id),
                                     db_i64_or_null(r->hamlet_id), db_i64_or_null(r->household_id), DB_STR(r->address), text(r->dwelling),
                                     DB_DAY(&bulk->ctx, r->from), DB_DAY(&bulk->ctx, r->expires), DB_DAY(&bulk->ctx, r->to),
                                     text_or_null(r->end_reason), DB_I64(morning(r->from)), morning_or_null(r->to)};
    memcpy(values, row, sizeof row);
}

static enum err insert_residences(struct bulk *bulk)
{
    INSERT_ALL(bulk, bulk->residence_count, 14,
               "INSERT INTO residence (residence_id, person_id, kind, unit_id, hamlet_id, household_id, address, dwelling, valid_from, expires_on, "
               "valid_to, end_reason, recorded_ms, ended_ms) VALUES ",
               BULK_14, ONE_14, put_residence);
    return OK;
}

static int by_number(const void *a, const void *b)
{
    int64_t x = ((const struct soul *)a)->person_id, y = ((const struct soul *)b)->person_id;
    return (x > y) - (x < y);
}

enum err bulk_flush(struct bulk *bulk)
{
    struct arena scratch; /* the values' memory; names and addresses stay in bulk->arena until all rows are in */
    struct db_tx AUTO(db_tx_end) tx = {0};

    arena_init(&scratch, 0);
    struct arena *callers = bulk->ctx.arena;
    bulk->ctx.arena = &scratch;
    qsort(bulk->souls, (size_t)bulk->soul_count, sizeof *bulk->souls, by_number);
    enum err err = db_tx_begin(&bulk->ctx, DB_WRITE, &tx);
    if (err == OK)
        err = insert_people(bulk);
    if (err == OK)
        err = insert_households(bulk);
    if (err == OK)
        err = insert_members(bulk);
    if (err == OK)
        err = insert_residences(bulk);
    if (err == OK)
        err = demo_cards_put(bulk);
    if (err == OK)
        err = db_tx_commit(&tx);
    bulk->ctx.arena = callers;
    arena_done(&scratch);
    bulk->soul_count = bulk->household_count = bulk->member_count = bulk->residence_count = 0;
    arena_reset(&bulk->arena);
    return err;
}

enum err bulk_indexes_drop(struct ctx *ctx)
{
    TRY(matching_bulk_begin(ctx));
    TRY(demo_cards_indexes_drop(ctx));
    TRY(db_exec(ctx, NULL, "DROP INDEX IF EXISTS person_name"));
    TRY(db_exec(ctx, NULL, "DROP INDEX IF EXISTS residence_home"));
    TRY(db_exec(ctx, NULL, "DROP INDEX IF EXISTS household_unit"));
    TRY(db_exec(ctx, NULL, "DROP INDEX IF EXISTS household_member_household"));
    TRY(db_exec(ctx, NULL, "DROP INDEX IF EXISTS household_one_head"));
    TRY(db_exec(ctx, NULL, "DROP INDEX IF EXISTS person_one_household"));
    TRY(db_exec(ctx, NULL, "DROP INDEX IF EXISTS residence_person"));
    TRY(db_exec(ctx, NULL, "DROP INDEX IF EXISTS residence_unit"));
    TRY(db_exec(ctx, NULL, "DROP INDEX IF EXISTS residence_one_of_a_kind"));
    return db_exec(ctx, NULL, "DROP INDEX IF EXISTS residence_expiring");
}

/* The same as in migrations/0004_population.sql and 0012_matching.sql; a test compares the two. */
enum err bulk_indexes_create(struct ctx *ctx)
{
    if (db_conn_kind(ctx->db) == DB_SQLITE) /* whose index ends in the key in any case */
        TRY(db_exec(ctx, NULL, "CREATE INDEX person_name ON person (name_folded, birth_date)"));
    else
        TRY(db_exec(ctx, NULL, "CREATE INDEX person_name ON person (name_folded, birth_date, person_id)"));
    TRY(db_exec(ctx, NULL, "CREATE INDEX household_unit ON household (unit_id)"));
    TRY(db_exec(ctx, NULL, "CREATE INDEX household_member_household ON household_member (household_id)"));
    TRY(db_exec(ctx, NULL, "CREATE UNIQUE INDEX household_one_head ON household_member (household_id) WHERE is_head AND valid_to IS NULL"));
    TRY(db_exec(ctx, NULL, "CREATE UNIQUE INDEX person_one_household ON household_member (person_id) WHERE valid_to IS NULL"));
    TRY(db_exec(ctx, NULL, "CREATE INDEX residence_person ON residence (person_id)"));
    TRY(db_exec(ctx, NULL, "CREATE INDEX residence_unit ON residence (unit_id, kind)"));
    TRY(db_exec(ctx, NULL, "CREATE INDEX residence_home ON residence (unit_id, person_id) WHERE valid_to IS NULL"));
    TRY(db_exec(ctx, NULL, "CREATE UNIQUE INDEX residence_one_of_a_kind ON residence (person_id, kind) WHERE valid_to IS NULL"));
    TRY(db_exec(ctx, NULL, "CREATE INDEX residence_expiring ON residence (expires_on) WHERE valid_to IS NULL AND expires_on IS NOT NULL"));
    TRY(demo_cards_indexes_create(ctx));
    return matching_bulk_end(ctx);
}
