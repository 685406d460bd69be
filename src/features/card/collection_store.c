/* collection_store.c: collection days, their slots, and appointments. A slot's places are taken by one conditional update, so that two citizens cannot have the
 * last one; the database's CHECK stands behind it. */
#include "features/card/internal.h"

enum { LIST_MAX = 100, BOOKINGS_MAX = 5000 };

static struct card_collection collection_of(const struct db_rows *rows)
{
    return (struct card_collection){.collection_id = db_i64(rows, 0), .agency_id = db_i64(rows, 1), .unit_id = db_i64(rows, 2), .is_mobile = db_bool(rows, 3),
                                    .place = db_str(rows, 4), .day = db_day(rows, 5), .note = db_str(rows, 6), .state = db_str(rows, 7),
                                    .version = db_i64(rows, 8), .capacity = (int)db_i64(rows, 9), .booked = (int)db_i64(rows, 10)};
}

#define COLLECTION_SELECT                                                                                                                             \
    "SELECT c.collection_id, c.agency_id, c.unit_id, c.is_mobile, c.place, c.day, c.note, c.state, c.version, "                                       \
    "(SELECT COALESCE(SUM(s.capacity), 0) FROM card_slot s WHERE s.collection_id = c.collection_id), "                                                \
    "(SELECT COALESCE(SUM(s.booked), 0) FROM card_slot s WHERE s.collection_id = c.collection_id) FROM card_collection c "

enum err card_collection_get(struct ctx *ctx, int64_t collection_id, struct card_collection *ret_collection)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows, COLLECTION_SELECT "WHERE c.collection_id = $1", DB_I64(collection_id)));
    *ret_collection = collection_of(&rows);
    return OK;
}

enum err card_collection_list(struct ctx *ctx, int64_t unit_id, struct day from, bool open_only, struct card_collection **ret_rows, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct card_collection *list = arena_array(ctx->arena, struct card_collection, LIST_MAX);
    int count = 0;

    TRY(db_query(ctx, &rows, COLLECTION_SELECT "WHERE c.unit_id = $1 AND c.day >= $2 AND (c.state = 'open' OR NOT $3) ORDER BY c.day, c.collection_id LIMIT $4",
                 DB_I64(unit_id), DB_DAY(ctx, from), DB_BOOL(open_only), DB_I64(LIST_MAX)));
    while (db_next(&rows))
        list[count++] = collection_of(&rows);
    TRY(db_rows_end(&rows));
    *ret_rows = list;
    *ret_count = count;
    return OK;
}

enum err collection_store_insert(struct ctx *ctx, struct card_collection *c)
{
    c->collection_id = db_new_id();
    c->version = 1;
    return db_exec(ctx, NULL,
                   "INSERT INTO card_collection (collection_id, agency_id, unit_id, is_mobile, place, day, note, state, officer_id, created_ms) "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', $8, $9)",
                   DB_I64(c->collection_id), DB_I64(c->agency_id), DB_I64(c->unit_id), DB_BOOL(c->is_mobile), DB_STR(c->place), DB_DAY(ctx, c->day),
                   DB_STR(c->note), db_i64_or_null(ctx->actor.officer_id), DB_I64(ctx->now_ms));
}

enum err collection_store_slot_insert(struct ctx *ctx, int64_t collection_id, int minute, int capacity)
{
    return db_exec(ctx, NULL, "INSERT INTO card_slot (collection_id, minute, capacity) VALUES ($1, $2, $3)", DB_I64(collection_id), DB_I64(minute),
                   DB_I64(capacity));
}

enum err collection_store_end(struct ctx *ctx, int64_t collection_id, int64_t version, struct str state)
{
    int64_t changed;

    TRY(db_exec(ctx, &changed,
                "UPDATE card_collection SET state = $1, ended_ms = $2, version = version + 1 WHERE collection_id = $3 AND version = $4 AND state = 'open'",
                DB_STR(state), DB_I64(ctx->now_ms), DB_I64(collection_id), DB_I64(version)));
    return changed ? OK : fault(ctx, ERR_CONFLICT, "card.collection_stale", "", "Ngày thu nhận này vừa được người khác thay đổi. Hãy tải lại trang.");
}

enum err card_slot_list(struct ctx *ctx, int64_t collection_id, struct card_slot **ret_rows, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct card_slot *list = arena_array(ctx->arena, struct card_slot, CARD_SLOTS_MAX);
    int count = 0;

    TRY(db_query(ctx, &rows, "SELECT minute, capacity, booked FROM card_slot WHERE collection_id = $1 ORDER BY minute LIMIT $2", DB_I64(collection_id),
                 DB_I64(CARD_SLOTS_MAX)));
    while (db_next(&rows))
        list[count++] = (struct card_slot){(int)db_i64(&rows, 0), (int)db_i64(&rows, 1), (int)db_i64(&rows, 2)};
    TRY(db_rows_end(&rows));
    *ret_rows = list;
    *ret_count = count;
    return OK;
}

enum err collection_store_take(struct ctx *ctx, int64_t collection_id, int minute, int by, bool *ret_changed)
{
    int64_t changed;

    TRY(db_exec(ctx, &changed,
                "UPDATE card_slot SET booked = booked + $1 WHERE collection_id = $2 AND minute = $3 AND booked + $1 <= capacity AND booked + $1 >= 0",
                DB_I64(by), DB_I64(collection_id), DB_I64(minute)));
    *ret_changed = changed > 0;
    return OK;
}

/* --- appointments ------------------------------------------------------------------------------------------------------------ */
#define BOOKING_SELECT                                                                                                                                \
    "SELECT b.booking_id, b.collection_id, b.minute, b.person_id, b.account_id, b.state, b.booked_ms, b.ended_ms, b.version, p.full_name, p.birth_date, "  \
    "p.sex FROM card_booking b JOIN person p ON p.person_id = b.person_id "

static struct card_booking booking_of(const struct db_rows *rows)
{
    return (struct card_booking){.booking_id = db_i64(rows, 0), .collection_id = db_i64(rows, 1), .minute = (int)db_i64(rows, 2), .person_id = db_i64(rows, 3),
                                 .account_id = db_i64(rows, 4), .state = db_str(rows, 5), .booked_ms = db_i64(rows, 6), .ended_ms = db_i64(rows, 7),
                                 .version = db_i64(rows, 8), .full_name = db_str(rows, 9), .birth = db_day(rows, 10),
                                 .female = str_eq(db_str(rows, 11), S("female"))};
}

enum err card_booking_get(struct ctx *ctx, int64_t booking_id, struct card_booking *ret_booking)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows, BOOKING_SELECT "WHERE b.booking_id = $1", DB_I64(booking_id)));
    *ret_booking = booking_of(&rows);
    return OK;
}

enum err card_booking_of(struct ctx *ctx, int64_t person_id, struct card_booking *ret_booking)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows, BOOKING_SELECT "WHERE b.person_id = $1 AND b.state = 'booked'", DB_I64(person_id)));
    *ret_booking = booking_of(&rows);
    return OK;
}

enum err card_booking_list(struct ctx *ctx, int64_t collection_id, struct card_booking **ret_rows, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct card_booking *list = arena_array(ctx->arena, struct card_booking, BOOKINGS_MAX);
    int count = 0;

    TRY(db_query(ctx, &rows, BOOKING_SELECT "WHERE b.collection_id = $1 AND b.state <> 'cancelled' ORDER BY b.minute, b.booking_id LIMIT $2",
                 DB_I64(collection_id), DB_I64(BOOKINGS_MAX)));
    while (db_next(&rows))
        list[count++] = booking_of(&rows);
    TRY(db_rows_end(&rows));
    *ret_rows = list;
    *ret_count = count;
    return OK;
}

enum err booking_store_insert(struct ctx *ctx, struct card_booking *b)
{
    b->booking_id = db_new_id();
    b->booked_ms = ctx->now_ms;
    b->version = 1;
    return db_exec(ctx, NULL,
                   "INSERT INTO card_booking (booking_id, collection_id, minute, person_id, account_id, state, booked_ms, ended_ms, officer_id) "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                   DB_I64(b->booking_id), DB_I64(b->collection_id), DB_I64(b->minute), DB_I64(b->person_id), db_i64_or_null(b->account_id), DB_STR(b->state),
                   DB_I64(b->booked_ms), db_i64_or_null(b->ended_ms), db_i64_or_null(ctx->actor.officer_id));
}

enum err booking_store_state(struct ctx *ctx, int64_t booking_id, int64_t version, struct str from, struct str state)
{
    int64_t changed;

    TRY(db_exec(ctx, &changed,
                "UPDATE card_booking SET state = $1, ended_ms = $2, officer_id = COALESCE($3, officer_id), version = version + 1 "
                "WHERE booking_id = $4 AND state = $5 AND ($6 = 0 OR version = $6)",
                DB_STR(state), str_eq(state, S("booked")) ? DB_NULL_I64 : DB_I64(ctx->now_ms), db_i64_or_null(ctx->actor.officer_id), DB_I64(booking_id),
                DB_STR(from), DB_I64(version)));
    return changed ? OK : fault(ctx, ERR_CONFLICT, "card.booking_stale", "", "Lịch hẹn này vừa được thay đổi. Hãy tải lại trang.");
}

enum err booking_store_end_all(struct ctx *ctx, int64_t collection_id, struct str state)
{
    return db_exec(ctx, NULL, "UPDATE card_booking SET state = $1, ended_ms = $2, version = version + 1 WHERE collection_id = $3 AND state = 'booked'",
                   DB_STR(state), DB_I64(ctx->now_ms), DB_I64(collection_id));
}

enum err booking_store_collected_since(struct ctx *ctx, int64_t person_id, int64_t since_ms, bool *ret_collected)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows, "SELECT COUNT(*) FROM card_booking WHERE person_id = $1 AND state = 'collected' AND ended_ms >= $2", DB_I64(person_id),
               DB_I64(since_ms)));
    *ret_collected = db_i64(&rows, 0) > 0;
    return OK;
}
