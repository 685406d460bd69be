/* bulk.c: see bulk.h. */
#include "app/demo/bulk.h"
#include "app/demo/cards.h"
#include "features/matching/matching.h"
#include "features/population/population.h"
#include "platform/db/db_bulk.h"
#include <assert.h>
#include <stdlib.h>

enum { RESIDENCES_A_PERSON = 4, COLUMNS_MAX = 17, ROWS_AT_ONCE = 2048 };

static void rows_init(struct arena *arena, struct bulk_rows *ret_rows)
{
    *ret_rows = (struct bulk_rows){.souls = arena_array(arena, struct soul, BULK_PEOPLE_MAX),
                                   .households = arena_array(arena, struct bulk_household, BULK_PEOPLE_MAX),
                                   .members = arena_array(arena, struct bulk_member, BULK_PEOPLE_MAX),
                                   .residences = arena_array(arena, struct bulk_residence, BULK_PEOPLE_MAX * RESIDENCES_A_PERSON)};
    arena_init(&ret_rows->arena, (size_t)1 << 30);
}

void bulk_init(struct ctx *ctx, struct bulk *ret_bulk)
{
    *ret_bulk = (struct bulk){.ctx = *ctx, .last_household_id = FIRST_HOUSEHOLD_ID};
    arena_init(&ret_bulk->scratch, (size_t)1 << 30);
    ret_bulk->ctx.arena = &ret_bulk->scratch;
    rows_init(ctx->arena, &ret_bulk->rows);
    rows_init(ctx->arena, &ret_bulk->written);
}

void bulk_done(struct bulk *bulk)
{
    if (bulk->writing)
        pthread_join(bulk->writer, NULL);
    bulk->writing = false;
    arena_done(&bulk->rows.arena);
    arena_done(&bulk->written.arena);
    arena_done(&bulk->scratch);
}

bool bulk_full(const struct bulk *bulk)
{
    return bulk->rows.soul_count > BULK_PEOPLE_MAX - HOUSEHOLD_MAX ||
           bulk->rows.residence_count > BULK_PEOPLE_MAX * RESIDENCES_A_PERSON - HOUSEHOLD_MAX * RESIDENCES_A_PERSON * 2;
}

int64_t bulk_id(struct bulk *bulk) { return ++bulk->last_id; }
int64_t bulk_household_id(struct bulk *bulk) { return ++bulk->last_household_id; }

static struct db_value text(const char *cstr) { return DB_STR(str_of(cstr)); }
static struct db_value text_or_null(const char *cstr) { return db_str_or_null(str_of(cstr)); }

/* `put` writes a row's values. */
#define INSERT_ALL(bulk, count, columns, sql, put)                                                                      \
    do {                                                                                                                \
        struct db_value *values = arena_alloc_raw((bulk)->ctx.arena, sizeof *values * ROWS_AT_ONCE * (columns));        \
        for (int at = 0; at < (count); at += ROWS_AT_ONCE) {                                                            \
            int some = (count) - at < ROWS_AT_ONCE ? (count) - at : ROWS_AT_ONCE;                                       \
            for (int row = 0; row < some; row++)                                                                        \
                put((bulk), at + row, values + (size_t)row * (columns));                                                \
            TRY(db_exec_many(&(bulk)->ctx, sql, values, (columns), some));                                              \
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
    const struct soul *soul = &bulk->written.souls[index];
    bool dead = !day_is_none(soul->death);
    const struct db_value row[17] = {
        DB_I64(soul->person_id),
        DB_STR(soul->name.text),
        DB_STR(soul->name.folded),
        DB_DAY(&bulk->ctx, soul->birth),
        text(soul->year_only ? "year" : "day"),
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
    INSERT_ALL(bulk, bulk->written.soul_count, 17,
               "INSERT INTO person (person_id, full_name, name_folded, birth_date, birth_precision, sex, ethnicity, birth_place, hometown, father_id, mother_id, "
               "spouse_id, phone, status, death_date, source, updated_ms) VALUES "
               "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
               put_person);
    return OK;
}

static int64_t morning(struct day day) { return ms_of_day(day, 9 * 60); }
static struct db_value morning_or_null(struct day day) { return day_is_none(day) ? DB_NULL_I64 : DB_I64(morning(day)); }

static void put_household(struct bulk *bulk, int index, struct db_value *values)
{
    const struct bulk_household *h = &bulk->written.households[index];
    const struct db_value row[5] = {DB_I64(h->household_id), DB_I64(h->unit_id), db_i64_or_null(h->hamlet_id), DB_STR(h->address),
                                    DB_I64(morning(h->since))};
    memcpy(values, row, sizeof row);
}

static enum err insert_households(struct bulk *bulk)
{
    INSERT_ALL(bulk, bulk->written.household_count, 5,
               "INSERT INTO household (household_id, unit_id, hamlet_id, address, created_ms) VALUES ($1, $2, $3, $4, $5)", put_household);
    return OK;
}

static void put_member(struct bulk *bulk, int index, struct db_value *values)
{
    const struct bulk_member *m = &bulk->written.members[index];
    const struct db_value row[9] = {DB_I64(m->household_member_id), DB_I64(m->household_id), DB_I64(m->person_id), text(m->relation),
                                    DB_BOOL(strcmp(m->relation, "head") == 0), DB_DAY(&bulk->ctx, m->from), DB_DAY(&bulk->ctx, m->to),
                                    DB_I64(morning(m->from)), morning_or_null(m->to)};
    memcpy(values, row, sizeof row);
}

static enum err insert_members(struct bulk *bulk)
{
    INSERT_ALL(bulk, bulk->written.member_count, 9,
               "INSERT INTO household_member (household_member_id, household_id, person_id, relation, is_head, valid_from, valid_to, recorded_ms, "
               "ended_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
               put_member);
    return OK;
}

static void put_residence(struct bulk *bulk, int index, struct db_value *values)
{
    const struct bulk_residence *r = &bulk->written.residences[index];
    const struct db_value row[14] = {DB_I64(r->residence_id), DB_I64(r->person_id), text(r->kind), DB_I64(r->unit_id),
                                     db_i64_or_null(r->hamlet_id), db_i64_or_null(r->household_id), DB_STR(r->address), text(r->dwelling),
                                     DB_DAY(&bulk->ctx, r->from), DB_DAY(&bulk->ctx, r->expires), DB_DAY(&bulk->ctx, r->to),
                                     text_or_null(r->end_reason), DB_I64(morning(r->from)), morning_or_null(r->to)};
    memcpy(values, row, sizeof row);
}

static enum err insert_residences(struct bulk *bulk)
{
    INSERT_ALL(bulk, bulk->written.residence_count, 14,
               "INSERT INTO residence (residence_id, person_id, kind, unit_id, hamlet_id, household_id, address, dwelling, valid_from, expires_on, "
               "valid_to, end_reason, recorded_ms, ended_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
               put_residence);
    return OK;
}

static int by_number(const void *a, const void *b)
{
    int64_t x = ((const struct soul *)a)->person_id, y = ((const struct soul *)b)->person_id;
    return (x > y) - (x < y);
}

static enum err write_rows(struct bulk *bulk)
{
    struct db_tx AUTO(db_tx_end) tx = {0};

    qsort(bulk->written.souls, (size_t)bulk->written.soul_count, sizeof *bulk->written.souls, by_number);
    TRY(db_tx_begin(&bulk->ctx, DB_WRITE, &tx));
    TRY(insert_people(bulk));
    TRY(insert_households(bulk));
    TRY(insert_members(bulk));
    TRY(insert_residences(bulk));
    TRY(demo_cards_put(bulk));
    return db_tx_commit(&tx);
}

static void *write_in_background(void *arg)
{
    struct bulk *bulk = arg;

    bulk->result = write_rows(bulk);
    if (bulk->result == OK)
        arena_reset(&bulk->scratch);
    return NULL;
}

static enum err writer_wait(struct bulk *bulk)
{
    if (!bulk->writing)
        return OK;
    pthread_join(bulk->writer, NULL);
    bulk->writing = false;
    bulk->written.soul_count = bulk->written.household_count = bulk->written.member_count = bulk->written.residence_count = 0;
    arena_reset(&bulk->written.arena);
    return bulk->result;
}

enum err bulk_flush(struct bulk *bulk)
{
    struct bulk_rows full = bulk->rows;

    TRY(writer_wait(bulk));
    bulk->rows = bulk->written;
    bulk->written = full;
    int failed = pthread_create(&bulk->writer, NULL, write_in_background, bulk);
    assert(!failed && "no thread to write with");
    (void)failed;
    bulk->writing = true;
    return OK;
}

enum err bulk_finish(struct bulk *bulk)
{
    TRY(bulk_flush(bulk));
    return writer_wait(bulk);
}

enum err bulk_begin(struct ctx *ctx)
{
    static const char *const tables[] = {"person", "household", "household_member", "residence", "card", "card_standing"};
    struct db_tx AUTO(db_tx_end) tx = {0};

    TRY(db_bulk_tune(ctx));
    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(db_indexes_off(ctx, tables, ARRAY_LEN(tables)));
    TRY(db_tx_commit(&tx));
    return matching_bulk_begin(ctx);
}

enum err bulk_end(struct ctx *ctx)
{
    TRY(db_indexes_back(ctx, NULL, NULL));
    return matching_bulk_end(ctx);
}
