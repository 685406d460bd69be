/* lodging_lists.c: notices of lodging as they are looked through: what a new one would find out, what one dossier recorded, who sleeps in a commune in one
 * night. Reads only. */
#include "features/population/internal.h"

enum {
    STAY_DAYS_MAX = 30,          /* as lodging.c accepts: no older arrival can still be there */
    NIGHT_ENDS_MINUTE = 5 * 60,  /* who comes before 5:00 belongs to the night that is ending */
    DOSSIER_ROWS_MAX = 500,
};

#define ROW_COLUMNS                                                                                                    \
    "l.lodging_id, l.person_id, l.guest_name, l.guest_number, l.reason, l.guest_birth, l.leaves_on, l.arrived_ms, l.notified_ms, l.late, l.matched"

static void row_read(const struct db_rows *rows, struct lodging_row *ret_row)
{
    *ret_row = (struct lodging_row){
        .lodging_id = db_i64(rows, 0),
        .person_id = db_i64(rows, 1),
        .guest_name = db_str(rows, 2),
        .guest_number = db_str(rows, 3),
        .reason = db_str(rows, 4),
        .birth = db_day(rows, 5),
        .leaves = db_day(rows, 6),
        .arrived_ms = db_i64(rows, 7),
        .notified_ms = db_i64(rows, 8),
        .late = db_bool(rows, 9),
        .matched = db_str(rows, 10),
    };
}

enum err lodging_count(struct ctx *ctx, int64_t lodging_place_id, struct day from, struct day to, struct lodging_count *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows, "SELECT count(*), count(*) FILTER (WHERE late) FROM lodging WHERE lodging_place_id = $1 AND arrived_on BETWEEN $2 AND $3",
               DB_I64(lodging_place_id), DB_DAY(ctx, from), DB_DAY(ctx, to)));
    *ret_count = (struct lodging_count){.guests = db_i64(&rows, 0), .late = db_i64(&rows, 1)};
    return db_rows_end(&rows);
}

enum err lodging_of_dossier(struct ctx *ctx, int64_t lodging_place_id, struct day from, struct day to, int64_t dossier_id, struct lodging_row **ret_rows,
                            int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct lodging_row *found = arena_array(ctx->arena, struct lodging_row, DOSSIER_ROWS_MAX);
    int count = 0;

    TRY(db_query(ctx, &rows,
                 "SELECT " ROW_COLUMNS " FROM lodging l WHERE l.lodging_place_id = $1 AND l.arrived_on BETWEEN $2 AND $3 AND l.dossier_id = $4 "
                 "ORDER BY l.lodging_id LIMIT $5",
                 DB_I64(lodging_place_id), DB_DAY(ctx, from), DB_DAY(ctx, to), DB_I64(dossier_id), DB_I64(DOSSIER_ROWS_MAX)));
    while (db_next(&rows))
        row_read(&rows, &found[count++]);
    TRY(db_rows_end(&rows));
    *ret_rows = found;
    *ret_count = count;
    return OK;
}

/* --- what a notice would find out --------------------------------------------------------------------------------------- */
struct notice_key { /* as the unique index of lodging has it */
    struct str number;
    struct day arrived;
};

static enum err is_stored(struct ctx *ctx, int64_t lodging_place_id, const struct notice_key *key, bool *ret_stored)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows, "SELECT count(*) FROM lodging WHERE lodging_place_id = $1 AND arrived_on = $2 AND guest_number = $3",
               DB_I64(lodging_place_id), DB_DAY(ctx, key->arrived), DB_STR(key->number)));
    *ret_stored = db_i64(&rows, 0) > 0;
    return db_rows_end(&rows);
}

enum err population_preview_lodging(struct ctx *ctx, int64_t lodging_place_id, const struct lodging_guest *guests, int count,
                                    struct lodging_preview **ret_previews)
{
    struct lodging_preview *previews = arena_array(ctx->arena, struct lodging_preview, (size_t)count + 1);
    struct notice_key *keys = arena_array(ctx->arena, struct notice_key, (size_t)count + 1);
    struct verify_row *matches;

    TRY(lodging_match_guests(ctx, guests, count, &matches));
    for (int i = 0; i < count; i++) {
        keys[i] = (struct notice_key){lodging_number_normal(ctx->arena, guests[i].number), day_of_ms(guests[i].arrived_ms)};
        previews[i] = (struct lodging_preview){.person_id = matches[i].person_id, .matched = lodging_matched(&matches[i]),
                                               .late = ctx->now_ms >= lodging_deadline_ms(guests[i].arrived_ms)};
        for (int k = 0; k < i && !previews[i].is_double; k++)
            previews[i].is_double = keys[k].arrived.n == keys[i].arrived.n && str_eq(keys[k].number, keys[i].number);
        if (!previews[i].is_double)
            TRY(is_stored(ctx, lodging_place_id, &keys[i], &previews[i].is_double));
    }
    *ret_previews = previews;
    return OK;
}

/* --- one night ------------------------------------------------------------------------------------------------------------ */
#define NIGHT_FROM                                                                                                     \
    " FROM lodging_place p JOIN lodging l ON l.lodging_place_id = p.lodging_place_id "                                 \
    "WHERE p.unit_id = $1 AND l.arrived_on BETWEEN $2 AND $3 AND l.arrived_ms < $4 AND l.leaves_on > $5 "

struct night {
    struct day first, last; /* arrival days that can be part of it */
    int64_t before_ms;
};

static struct night night_of(struct day night)
{
    struct day next = {night.n + 1};
    return (struct night){.first = {night.n - STAY_DAYS_MAX}, .last = next, .before_ms = ms_of_day(next, NIGHT_ENDS_MINUTE)};
}

enum err lodging_night(struct ctx *ctx, int64_t unit_id, struct day night, int64_t after_place_id, int64_t after_lodging_id, int limit,
                       struct lodging_stay **ret_rows, int *ret_count, bool *ret_more)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct lodging_stay *found = arena_array(ctx->arena, struct lodging_stay, (size_t)limit + 1);
    struct night n = night_of(night);
    int count = 0;

    TRY(db_query(ctx, &rows,
                 "SELECT " ROW_COLUMNS ", p.lodging_place_id, p.name, p.kind, p.address" NIGHT_FROM
                 "AND (p.name, p.lodging_place_id, l.lodging_id) > "
                 "(COALESCE((SELECT a.name FROM lodging_place a WHERE a.lodging_place_id = $6), ''), $6, $7) "
                 "ORDER BY p.name, p.lodging_place_id, l.lodging_id LIMIT $8",
                 DB_I64(unit_id), DB_DAY(ctx, n.first), DB_DAY(ctx, n.last), DB_I64(n.before_ms), DB_DAY(ctx, night), DB_I64(after_place_id),
                 DB_I64(after_lodging_id), DB_I64(limit + 1)));
    while (db_next(&rows)) {
        struct lodging_stay *stay = &found[count++];
        row_read(&rows, &stay->row);
        stay->lodging_place_id = db_i64(&rows, 11);
        stay->place_name = db_str(&rows, 12);
        stay->place_kind = db_str(&rows, 13);
        stay->place_address = db_str(&rows, 14);
    }
    TRY(db_rows_end(&rows));
    *ret_more = count > limit;
    *ret_count = count > limit ? limit : count;
    *ret_rows = found;
    return OK;
}

enum err lodging_night_count(struct ctx *ctx, int64_t unit_id, struct day night, struct lodging_night_count *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct night n = night_of(night);

    TRY(db_one(ctx, &rows,
               "SELECT count(*), count(DISTINCT p.lodging_place_id), count(*) FILTER (WHERE l.late), count(*) FILTER (WHERE l.matched = 'no_match' OR "
               "(l.matched = 'unknown' AND length(l.guest_number) = 12 AND l.guest_number BETWEEN '000000000000' AND '999999999999'))" NIGHT_FROM,
               DB_I64(unit_id), DB_DAY(ctx, n.first), DB_DAY(ctx, n.last), DB_I64(n.before_ms), DB_DAY(ctx, night)));
    *ret_count = (struct lodging_night_count){.guests = db_i64(&rows, 0), .places = db_i64(&rows, 1), .late = db_i64(&rows, 2),
                                              .unmatched = db_i64(&rows, 3)};
    return db_rows_end(&rows);
}
