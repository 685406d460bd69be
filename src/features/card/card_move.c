/* card_move.c: days of collection and the standing follow their unit when a decree merges or divides it. A day that is over stays where it was held; one that is still
 * open goes to the agency that goes on, with its appointments. The standing is made from the register, so it only repeats where addresses have gone. */
#include "features/card/card.h"

enum err card_move_collections(struct ctx *ctx, int limit, int *ret_moved)
{
    int64_t moved;

    TRY(db_exec(ctx, &moved,
                "UPDATE card_collection SET unit_id = (SELECT m.new_id FROM unit_move m WHERE m.old_id = card_collection.unit_id),"
                " agency_id = COALESCE((SELECT a.agency_id FROM agency_succession s JOIN agency a ON a.agency_id = s.new_id JOIN unit_move m ON m.new_id = a.unit_id"
                " WHERE s.old_id = card_collection.agency_id AND m.old_id = card_collection.unit_id ORDER BY a.agency_id LIMIT 1), agency_id), version = version + 1"
                " WHERE collection_id IN (SELECT c.collection_id FROM card_collection c JOIN unit_move m ON m.old_id = c.unit_id WHERE c.state = 'open'"
                " ORDER BY c.collection_id LIMIT $1)",
                DB_I64(limit)));
    *ret_moved = (int)moved;
    return OK;
}

/* The walk goes along the key, as that over addresses does (population_move_rows); "+": by key, never by unit, whatever the planner thinks of it. */
enum err card_move_standing(struct ctx *ctx, int64_t after_id, int limit, int64_t *ret_after, int64_t *ret_seen, int64_t *ret_moved)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows, "SELECT MAX(person_id), COUNT(*) FROM (SELECT person_id FROM card_standing WHERE person_id > $1 ORDER BY person_id LIMIT $2) piece",
               DB_I64(after_id), DB_I64(limit)));
    *ret_after = db_i64(&rows, 0);
    *ret_seen = db_i64(&rows, 1);
    *ret_moved = 0;
    TRY(db_rows_end(&rows));
    if (*ret_seen == 0)
        return OK;
    return db_exec(ctx, ret_moved,
                   "UPDATE card_standing SET unit_id = m.new_id FROM unit_move m WHERE m.old_id = +card_standing.unit_id AND person_id > $1 AND person_id <= $2",
                   DB_I64(after_id), DB_I64(*ret_after));
}

/* Of a divided unit: people's lines go where their addresses have gone; an open day goes with the officer who planned it, for it is his round. */
enum err card_move_chosen(struct ctx *ctx, int64_t old_unit_id)
{
    TRY(db_exec(ctx, NULL,
                "UPDATE card_standing SET unit_id = r.unit_id FROM residence r WHERE r.residence_id = card_standing.residence_id AND card_standing.unit_id = $1"
                " AND r.unit_id <> $1",
                DB_I64(old_unit_id)));
    return db_exec(ctx, NULL,
                   "UPDATE card_collection SET unit_id = a.unit_id, agency_id = a.agency_id, version = card_collection.version + 1 FROM officer o, agency a, unit_choice c"
                   " WHERE o.officer_id = card_collection.officer_id AND a.agency_id = o.agency_id AND c.old_id = $1 AND c.kind = 'officer'"
                   " AND c.item_id = o.officer_id AND c.new_id = a.unit_id AND c.new_id <> c.old_id AND card_collection.unit_id = $1"
                   " AND card_collection.state = 'open'",
                   DB_I64(old_unit_id));
}
