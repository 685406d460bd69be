/* card_store.c: the table of cards. */
#include "features/card/internal.h"

enum { HISTORY_MAX = 50 };

#define CARD_COLUMNS "card_id, person_id, kind, state, issued_on, valid_to, issuer, request, reason, dossier_id, handed_on, returned_on, recorded_ms, version"

static struct card row_of(const struct db_rows *rows)
{
    return (struct card){.card_id = db_i64(rows, 0), .person_id = db_i64(rows, 1), .kind = db_str(rows, 2), .state = db_str(rows, 3),
                         .issued_on = db_day(rows, 4), .valid_to = db_day(rows, 5), .issuer = db_str(rows, 6), .request = db_str(rows, 7),
                         .reason = db_str(rows, 8), .dossier_id = db_i64(rows, 9), .handed_on = db_day(rows, 10), .returned_on = db_day(rows, 11),
                         .recorded_ms = db_i64(rows, 12), .version = db_i64(rows, 13)};
}

enum err card_get(struct ctx *ctx, int64_t card_id, struct card *ret_card)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows, "SELECT " CARD_COLUMNS " FROM card WHERE card_id = $1", DB_I64(card_id)));
    *ret_card = row_of(&rows);
    return OK;
}

enum err card_history(struct ctx *ctx, int64_t person_id, struct card **ret_rows, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct card *list = arena_array(ctx->arena, struct card, HISTORY_MAX);
    int count = 0;

    TRY(db_query(ctx, &rows, "SELECT " CARD_COLUMNS " FROM card WHERE person_id = $1 ORDER BY issued_on DESC, card_id DESC LIMIT $2", DB_I64(person_id),
                 DB_I64(HISTORY_MAX)));
    while (db_next(&rows))
        list[count++] = row_of(&rows);
    TRY(db_rows_end(&rows));
    *ret_rows = list;
    *ret_count = count;
    return OK;
}

enum err card_store_in_state(struct ctx *ctx, int64_t person_id, struct str state, struct card *ret_card)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows, "SELECT " CARD_COLUMNS " FROM card WHERE person_id = $1 AND state = $2", DB_I64(person_id), DB_STR(state)));
    *ret_card = row_of(&rows);
    return OK;
}

enum err card_store_insert(struct ctx *ctx, struct card *card)
{
    card->card_id = db_new_id();
    card->recorded_ms = ctx->now_ms;
    card->version = 1;
    return db_exec(ctx, NULL,
                   "INSERT INTO card (card_id, person_id, kind, state, issued_on, valid_to, issuer, request, reason, dossier_id, handed_on, recorded_ms) "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
                   DB_I64(card->card_id), DB_I64(card->person_id), DB_STR(card->kind), DB_STR(card->state), DB_DAY(ctx, card->issued_on),
                   DB_DAY(ctx, card->valid_to), DB_STR(card->issuer), DB_STR(card->request), DB_STR(card->reason), db_i64_or_null(card->dossier_id),
                   DB_DAY(ctx, card->handed_on), DB_I64(card->recorded_ms));
}

enum err card_store_hand_over(struct ctx *ctx, int64_t card_id, int64_t version, struct day on)
{
    int64_t changed;

    TRY(db_exec(ctx, &changed, "UPDATE card SET state = 'in_use', handed_on = $1, version = version + 1 WHERE card_id = $2 AND version = $3 AND state = 'made'",
                DB_DAY(ctx, on), DB_I64(card_id), DB_I64(version)));
    return changed ? OK : fault(ctx, ERR_CONFLICT, "card.stale", "", "Thẻ này vừa được người khác ghi nhận. Hãy tải lại trang.");
}

enum err card_store_end(struct ctx *ctx, int64_t card_id, struct str state, struct day returned)
{
    return db_exec(ctx, NULL, "UPDATE card SET state = $1, returned_on = $2, version = version + 1 WHERE card_id = $3", DB_STR(state),
                   DB_DAY(ctx, returned), DB_I64(card_id));
}
