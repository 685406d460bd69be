/* civil_store.c: books and acts. The number is taken in the transaction that enters the act, so that a rollback gives it back. */
#include "features/civil/civil.h"
#include "platform/crypto/crypto.h"

#define COLUMNS                                                                                                                                      \
    "a.act_id, a.agency_id, a.unit_id, a.kind, a.year, a.number, a.code, a.dossier_id, a.event_id, a.recorded_ms, a.officer_id, a.facts, a.cancelled_ms, " \
    "a.cancel_reason, a.person_id"

static enum err row_read(struct ctx *ctx, const struct db_rows *rows, struct civil_act *act)
{
    struct civil_fact *facts;

    *act = (struct civil_act){
        .act_id = db_i64(rows, 0),
        .agency_id = db_i64(rows, 1),
        .unit_id = db_i64(rows, 2),
        .kind = db_str(rows, 3),
        .year = (int)db_i64(rows, 4),
        .number = (int)db_i64(rows, 5),
        .code = db_str(rows, 6),
        .dossier_id = db_i64(rows, 7),
        .event_id = db_i64(rows, 8),
        .recorded_ms = db_i64(rows, 9),
        .officer_id = db_i64(rows, 10),
        .cancelled_ms = db_i64(rows, 12),
        .cancel_reason = db_str(rows, 13),
        .person_id = db_i64(rows, 14),
    };
    TRY(civil_facts_parse(ctx, db_str(rows, 11), &facts, &act->facts_count));
    act->facts = facts;
    return OK;
}

/* Letters and digits that nobody mistakes for each other, over 100 bits of chance: none is found by trying. */
static struct str new_code(struct arena *arena)
{
    static const char symbols[] = "23456789abcdefghjkmnpqrstuvwxyz";
    char code[22];

    for (size_t i = 0; i < sizeof code; i++)
        code[i] = symbols[crypto_random_below(sizeof symbols - 1)];
    return arena_str(arena, (struct str){code, sizeof code});
}

enum err civil_enter(struct ctx *ctx, struct civil_act *act, const struct civil_person *persons, int persons_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    act->year = civil_of(day_of_ms(ctx->now_ms)).year;
    TRY(db_one(ctx, &rows,
               "INSERT INTO civil_book (agency_id, kind, year, last_number) VALUES ($1, $2, $3, 1) "
               "ON CONFLICT (agency_id, kind, year) DO UPDATE SET last_number = civil_book.last_number + 1 RETURNING last_number",
               DB_I64(act->agency_id), DB_STR(act->kind), DB_I64(act->year)));
    act->number = (int)db_i64(&rows, 0);
    TRY(db_rows_end(&rows));
    act->act_id = db_new_id();
    act->code = new_code(ctx->arena);
    act->recorded_ms = ctx->now_ms;
    act->officer_id = ctx->actor.officer_id;
    act->person_id = persons[0].person_id;
    TRY(db_exec(ctx, NULL,
                "INSERT INTO civil_act (act_id, agency_id, unit_id, kind, year, number, code, dossier_id, event_id, recorded_ms, officer_id, facts, person_id) "
                "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
                DB_I64(act->act_id), DB_I64(act->agency_id), DB_I64(act->unit_id), DB_STR(act->kind), DB_I64(act->year), DB_I64(act->number), DB_STR(act->code),
                DB_I64(act->dossier_id), db_i64_or_null(act->event_id), DB_I64(act->recorded_ms), DB_I64(act->officer_id),
                DB_STR(civil_facts_format(ctx, act->facts, act->facts_count)), DB_I64(act->person_id)));
    for (int i = 0; i < persons_count; i++)
        if (persons[i].person_id)
            TRY(db_exec(ctx, NULL, "INSERT INTO civil_act_person (person_id, act_id, role) VALUES ($1, $2, $3)", DB_I64(persons[i].person_id),
                        DB_I64(act->act_id), DB_STR(str_of(persons[i].role))));
    return OK;
}

enum err civil_find_code(struct ctx *ctx, struct str code, struct civil_act *ret_act)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    enum err err = db_one(ctx, &rows, "SELECT " COLUMNS " FROM civil_act a WHERE a.code = $1", DB_STR(code));

    if (err == ERR_NOT_FOUND)
        return fault(ctx, ERR_NOT_FOUND, "civil.code", "", "Không có trích lục nào mang mã này. Hãy quét lại mã QR, hoặc gõ đúng từng ký tự.");
    TRY(err);
    return row_read(ctx, &rows, ret_act);
}

enum err civil_find_dossier(struct ctx *ctx, int64_t dossier_id, struct civil_act *ret_act)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows, "SELECT " COLUMNS " FROM civil_act a WHERE a.dossier_id = $1", DB_I64(dossier_id)));
    return row_read(ctx, &rows, ret_act);
}

enum err civil_latest_of(struct ctx *ctx, int64_t person_id, struct str kind, int year, struct civil_act *ret_act)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows,
               "SELECT " COLUMNS " FROM civil_act_person p JOIN civil_act a ON a.act_id = p.act_id "
               "WHERE p.person_id = $1 AND a.kind = $2 AND ($3 = 0 OR a.year = $3) AND a.cancelled_ms IS NULL ORDER BY a.act_id DESC LIMIT 1",
               DB_I64(person_id), DB_STR(kind), DB_I64(year)));
    return row_read(ctx, &rows, ret_act);
}

enum err civil_book(struct ctx *ctx, int64_t agency_id, struct str kind, int year, int after_number, int limit, struct civil_act **ret_rows, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct civil_act *list = arena_array(ctx->arena, struct civil_act, (size_t)limit);
    int count = 0;

    TRY(db_query(ctx, &rows, "SELECT " COLUMNS " FROM civil_act a WHERE a.agency_id = $1 AND a.kind = $2 AND a.year = $3 AND a.number > $4 ORDER BY a.number LIMIT $5",
                 DB_I64(agency_id), DB_STR(kind), DB_I64(year), DB_I64(after_number), DB_I64(limit)));
    while (db_next(&rows))
        TRY(row_read(ctx, &rows, &list[count++]));
    TRY(db_rows_end(&rows));
    *ret_rows = list;
    *ret_count = count;
    return OK;
}

enum err civil_cancel_event(struct ctx *ctx, int64_t event_id, struct str reason)
{
    return db_exec(ctx, NULL, "UPDATE civil_act SET cancelled_ms = $2, cancel_reason = $3 WHERE event_id = $1 AND cancelled_ms IS NULL", DB_I64(event_id),
                   DB_I64(ctx->now_ms), DB_STR(reason));
}
