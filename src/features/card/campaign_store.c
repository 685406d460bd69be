/* campaign_store.c: reads the lists. Every query begins with unit_id, lane and a range of due_day: the columns of the index card_standing_list. */
#include "features/card/internal.h"

enum { HAMLETS_MAX = 2000 };

static struct card_list_row row_of(const struct db_rows *rows)
{
    return (struct card_list_row){.person_id = db_i64(rows, 0), .residence_id = db_i64(rows, 1), .hamlet_id = db_i64(rows, 2),
                                  .due = {(int32_t)db_i64(rows, 3)}, .full_name = db_str(rows, 4), .birth = db_day(rows, 5),
                                  .female = str_eq(db_str(rows, 6), S("female")), .address = db_str(rows, 7), .card_id = db_i64(rows, 8)};
}

enum err card_list_page(struct ctx *ctx, enum card_list list, int64_t unit_id, int64_t hamlet_id, struct day after_due, int64_t after_residence_id, int limit,
                        struct card_list_row **ret_rows, int *ret_count, bool *ret_more)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct card_list_row *page = arena_array(ctx->arena, struct card_list_row, (size_t)limit + 1);
    struct day from, to;
    int lane, count = 0;

    card_list_days(list, card_today(ctx), &lane, &from, &to);
    if (!day_is_none(after_due) && after_due.n > from.n)
        from = after_due;
    TRY(db_query(ctx, &rows,
                 "SELECT s.person_id, s.residence_id, s.hamlet_id, s.due_day, p.full_name, p.birth_date, p.sex, r.address, m.card_id FROM card_standing s "
                 "JOIN person p ON p.person_id = s.person_id JOIN residence r ON r.residence_id = s.residence_id "
                 "LEFT JOIN card m ON m.person_id = s.person_id AND m.state = 'made' "
                 "WHERE s.unit_id = $1 AND s.lane = $2 AND s.due_day BETWEEN $3 AND $4 AND (s.due_day, s.residence_id) > ($5, $6) "
                 "AND ($7 = 0 OR s.hamlet_id = $7) ORDER BY s.due_day, s.residence_id LIMIT $8",
                 DB_I64(unit_id), DB_I64(lane), DB_I64(from.n), DB_I64(to.n), DB_I64(day_is_none(after_due) ? from.n : after_due.n),
                 DB_I64(after_residence_id), DB_I64(hamlet_id), DB_I64(limit + 1)));
    while (db_next(&rows))
        page[count++] = row_of(&rows);
    TRY(db_rows_end(&rows));
    *ret_more = count > limit;
    *ret_count = count > limit ? limit : count;
    *ret_rows = page;
    return OK;
}

enum err card_list_by_hamlet(struct ctx *ctx, enum card_list list, int64_t unit_id, struct card_list_count **ret_rows, int *ret_count)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct card_list_count *counts = arena_array(ctx->arena, struct card_list_count, HAMLETS_MAX);
    struct day from, to;
    int lane, count = 0;

    card_list_days(list, card_today(ctx), &lane, &from, &to);
    TRY(db_query(ctx, &rows,
                 "SELECT hamlet_id, COUNT(*) FROM card_standing WHERE unit_id = $1 AND lane = $2 AND due_day BETWEEN $3 AND $4 GROUP BY hamlet_id "
                 "ORDER BY hamlet_id LIMIT $5",
                 DB_I64(unit_id), DB_I64(lane), DB_I64(from.n), DB_I64(to.n), DB_I64(HAMLETS_MAX)));
    while (db_next(&rows))
        counts[count++] = (struct card_list_count){db_i64(&rows, 0), db_i64(&rows, 1)};
    TRY(db_rows_end(&rows));
    *ret_rows = counts;
    *ret_count = count;
    return OK;
}

enum err card_list_of_unit(struct ctx *ctx, enum card_list list, int64_t unit_id, int64_t *ret_people)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct day from, to;
    int lane;

    card_list_days(list, card_today(ctx), &lane, &from, &to);
    TRY(db_one(ctx, &rows, "SELECT COUNT(*) FROM card_standing WHERE unit_id = $1 AND lane = $2 AND due_day BETWEEN $3 AND $4", DB_I64(unit_id), DB_I64(lane),
               DB_I64(from.n), DB_I64(to.n)));
    *ret_people = db_i64(&rows, 0);
    return OK;
}

enum err card_in_use_count(struct ctx *ctx, int64_t unit_id, int64_t *ret_cards, int64_t *ret_people)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows, "SELECT COUNT(*) FILTER (WHERE lane = 2), COUNT(*) FROM card_standing WHERE unit_id = $1", DB_I64(unit_id)));
    *ret_cards = db_i64(&rows, 0);
    *ret_people = db_i64(&rows, 1);
    return OK;
}
