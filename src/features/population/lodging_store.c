/* lodging_store.c: places where guests sleep, and who was notified there. */
#include "features/population/internal.h"

enum { PLACES_MAX = 50, ROWS_MAX = 1000 };

#define PLACE_COLUMNS "lodging_place_id, unit_id, name, kind, address, keeper_person_id"

static void place_read(const struct db_rows *rows, struct lodging_place *ret_place)
{
    *ret_place = (struct lodging_place){
        .lodging_place_id = db_i64(rows, 0),
        .unit_id = db_i64(rows, 1),
        .name = db_str(rows, 2),
        .kind = db_str(rows, 3),
        .address = db_str(rows, 4),
        .keeper_person_id = db_i64(rows, 5),
    };
}

enum err lodging_place_get(struct ctx *ctx, int64_t lodging_place_id, struct lodging_place *ret_place)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows, "SELECT " PLACE_COLUMNS " FROM lodging_place WHERE lodging_place_id = $1", DB_I64(lodging_place_id)));
    place_read(&rows, ret_place);
    return db_rows_end(&rows);
}

enum err lodging_places_of(struct ctx *ctx, int64_t keeper_person_id, struct lodging_place **ret_rows, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct lodging_place *found = arena_array(ctx->arena, struct lodging_place, PLACES_MAX);
    int count = 0;

    TRY(db_query(ctx, &rows, "SELECT " PLACE_COLUMNS " FROM lodging_place WHERE keeper_person_id = $1 ORDER BY name, lodging_place_id LIMIT $2",
                 DB_I64(keeper_person_id), DB_I64(PLACES_MAX)));
    while (db_next(&rows))
        place_read(&rows, &found[count++]);
    TRY(db_rows_end(&rows));
    *ret_rows = found;
    *ret_count = count;
    return OK;
}

enum err lodging_place_insert(struct ctx *ctx, const struct lodging_place *place, int64_t *ret_lodging_place_id)
{
    int64_t id = place->lodging_place_id ? place->lodging_place_id : db_new_id();

    TRY(db_exec(ctx, NULL, "INSERT INTO lodging_place (" PLACE_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6)", DB_I64(id), DB_I64(place->unit_id),
                DB_STR(place->name), DB_STR(place->kind), DB_STR(place->address), DB_I64(place->keeper_person_id)));
    *ret_lodging_place_id = id;
    return OK;
}

enum err lodging_list(struct ctx *ctx, int64_t lodging_place_id, struct day from, struct day to, struct lodging_row **ret_rows, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct lodging_row *found = arena_array(ctx->arena, struct lodging_row, ROWS_MAX);
    int count = 0;

    TRY(db_query(ctx, &rows,
                 "SELECT lodging_id, person_id, guest_name, guest_number, reason, guest_birth, leaves_on, arrived_ms, notified_ms, late, matched "
                 "FROM lodging WHERE lodging_place_id = $1 AND arrived_on BETWEEN $2 AND $3 ORDER BY arrived_on DESC, lodging_id DESC LIMIT $4",
                 DB_I64(lodging_place_id), DB_DAY(ctx, from), DB_DAY(ctx, to), DB_I64(ROWS_MAX)));
    while (db_next(&rows))
        found[count++] = (struct lodging_row){
            .lodging_id = db_i64(&rows, 0),
            .person_id = db_i64(&rows, 1),
            .guest_name = db_str(&rows, 2),
            .guest_number = db_str(&rows, 3),
            .reason = db_str(&rows, 4),
            .birth = db_day(&rows, 5),
            .leaves = db_day(&rows, 6),
            .arrived_ms = db_i64(&rows, 7),
            .notified_ms = db_i64(&rows, 8),
            .late = db_bool(&rows, 9),
            .matched = db_str(&rows, 10),
        };
    TRY(db_rows_end(&rows));
    *ret_rows = found;
    *ret_count = count;
    return OK;
}
