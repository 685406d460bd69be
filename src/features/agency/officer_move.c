/* officer_move.c: officers and their rights follow their agency and unit when a decree merges or divides them. A role is ended and a new one begun, so that who
 * could do what on a day before is still known. */
#include "features/agency/internal.h"

enum err officer_move_agencies(struct ctx *ctx, int limit, int *ret_moved)
{
    int64_t changed;

    /* Only where there is one successor: of a divided agency it is chosen. From the few links to the officers: a decree has just written the links, so a planner
     * that counts on empty tables would else ask for them once for each officer and unit. */
    TRY(db_exec(ctx, &changed,
                "UPDATE officer SET agency_id = one.new_id FROM (SELECT s.old_id AS old_id, MAX(s.new_id) AS new_id FROM agency_succession s"
                " GROUP BY s.old_id HAVING COUNT(*) = 1) one WHERE one.old_id = officer.agency_id AND officer.officer_id IN"
                " (SELECT o.officer_id FROM officer o WHERE o.agency_id IN (SELECT a.agency_id FROM agency a WHERE a.valid_to IS NOT NULL"
                " AND a.unit_id IN (SELECT m.old_id FROM unit_move m) AND a.agency_id IN (SELECT s.old_id FROM agency_succession s GROUP BY s.old_id"
                " HAVING COUNT(*) = 1)) ORDER BY o.officer_id LIMIT $1)",
                DB_I64(limit)));
    *ret_moved = (int)changed;
    return OK;
}

struct old_role {
    int64_t officer_role_id, officer_id, agency_id, unit_id;
    struct str role, procedure_code, stage;
    struct day valid_from, valid_to;
};

#define ROLE_COLUMNS "r.officer_role_id, r.officer_id, r.role, r.agency_id, r.procedure_code, r.stage, r.valid_from, r.valid_to"
static struct old_role role_of_row(const struct db_rows *rows, int64_t unit_id)
{
    return (struct old_role){.officer_role_id = db_i64(rows, 0), .officer_id = db_i64(rows, 1), .role = db_str(rows, 2), .agency_id = db_i64(rows, 3),
                             .procedure_code = db_str(rows, 4), .stage = db_str(rows, 5), .valid_from = db_day(rows, 6), .valid_to = db_day(rows, 7),
                             .unit_id = unit_id};
}

static enum err role_held(struct ctx *ctx, const struct old_role *role, bool *ret_held)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    TRY(db_one(ctx, &rows,
               "SELECT COUNT(*) FROM officer_role WHERE officer_id = $1 AND role = $2 AND unit_id = $3 AND COALESCE(procedure_code, '') = $4"
               " AND COALESCE(stage, '') = $5 AND (valid_to IS NULL OR valid_to >= $6) AND officer_role_id <> $7",
               DB_I64(role->officer_id), DB_STR(role->role), DB_I64(role->unit_id), DB_STR(role->procedure_code), DB_STR(role->stage),
               DB_STR(day_is_none(role->valid_to) ? S("9999-12-31") : day_iso(ctx->arena, role->valid_to)), DB_I64(role->officer_role_id)));
    *ret_held = db_i64(&rows, 0) > 0;
    return db_rows_end(&rows);
}

/* `role` with its new unit. */
static enum err move_role(struct ctx *ctx, const struct old_role *role, struct day effective_on)
{
    struct day last = {effective_on.n - 1};
    struct agency agency;
    bool held;

    if (role->valid_from.n > last.n) /* it had not begun: it never held over the old unit */
        last = (struct day){role->valid_from.n - 1};
    TRY(db_exec(ctx, NULL, "UPDATE officer_role SET valid_to = $2 WHERE officer_role_id = $1", DB_I64(role->officer_role_id), DB_DAY(ctx, last)));
    TRY(role_held(ctx, role, &held));
    if (held)
        return OK;
    enum err err = agency_successor(ctx, role->agency_id, role->unit_id, &agency);
    if (err == ERR_NOT_FOUND)
        agency.agency_id = role->agency_id; /* an agency elsewhere, with a right over this unit */
    else
        TRY(err);
    struct right right = {.officer_role_id = db_new_id(), .role = role->role, .agency_id = agency.agency_id, .unit_id = role->unit_id,
                          .procedure_code = role->procedure_code, .stage = role->stage, .valid_from = {last.n + 1}, .valid_to = role->valid_to};
    return agency_store_role_insert(ctx, role->officer_id, &right);
}

enum err officer_move_roles(struct ctx *ctx, struct day effective_on, int limit, int *ret_moved)
{
    AUTO(db_rows_done) struct db_rows rows = {0};
    struct old_role *list = arena_array(ctx->arena, struct old_role, (size_t)limit);
    int count = 0;

    TRY(db_query(ctx, &rows,
                 "SELECT " ROLE_COLUMNS ", m.new_id FROM officer_role r JOIN unit_move m ON m.old_id = r.unit_id WHERE m.effective_on = $1"
                 " AND (r.valid_to IS NULL OR (r.valid_to >= $1 AND r.valid_to >= r.valid_from)) ORDER BY r.officer_role_id LIMIT $2",
                 DB_DAY(ctx, effective_on), DB_I64(limit)));
    while (count < limit && db_next(&rows))
        list[count++] = role_of_row(&rows, db_i64(&rows, 8));
    TRY(db_rows_end(&rows));
    for (int i = 0; i < count; i++)
        TRY(move_role(ctx, &list[i], effective_on));
    *ret_moved = count;
    return OK;
}

static enum err move_chosen_roles(struct ctx *ctx, int64_t old_unit_id, int64_t officer_id, int64_t new_unit_id, struct day effective_on)
{
    enum { ROLES_MAX = 100 };
    AUTO(db_rows_done) struct db_rows rows = {0};
    struct old_role list[ROLES_MAX];
    int count = 0;

    TRY(db_query(ctx, &rows,
                 "SELECT " ROLE_COLUMNS " FROM officer_role r WHERE r.officer_id = $1 AND r.unit_id = $2 AND (r.valid_to IS NULL OR"
                 " (r.valid_to >= $3 AND r.valid_to >= r.valid_from)) ORDER BY r.officer_role_id LIMIT $4",
                 DB_I64(officer_id), DB_I64(old_unit_id), DB_DAY(ctx, effective_on), DB_I64(ROLES_MAX)));
    while (count < ROLES_MAX && db_next(&rows))
        list[count++] = role_of_row(&rows, new_unit_id);
    TRY(db_rows_end(&rows));
    for (int i = 0; i < count; i++)
        TRY(move_role(ctx, &list[i], effective_on));
    return OK;
}

enum err officer_move_chosen(struct ctx *ctx, int64_t old_unit_id, struct day effective_on, int *ret_moved)
{
    struct unit_choice *choices;
    int count, moved = 0;

    TRY(territory_choices(ctx, old_unit_id, &choices, &count));
    for (int i = 0; i < count; i++) {
        struct officer officer;
        struct agency from, to;
        if (!str_eq(choices[i].kind, S("officer")) || choices[i].applied_ms || choices[i].new_id == old_unit_id)
            continue;
        TRY(officer_get(ctx, choices[i].item_id, &officer));
        TRY(agency_get(ctx, officer.agency_id, &from));
        if (from.unit_id == old_unit_id) {
            TRY(agency_successor(ctx, from.agency_id, choices[i].new_id, &to));
            TRY(db_exec(ctx, NULL, "UPDATE officer SET agency_id = $2 WHERE officer_id = $1", DB_I64(officer.officer_id), DB_I64(to.agency_id)));
        }
        TRY(move_chosen_roles(ctx, old_unit_id, officer.officer_id, choices[i].new_id, effective_on));
        moved++;
    }
    *ret_moved = moved;
    return territory_choices_applied(ctx, old_unit_id, S("officer"));
}

enum err officer_list_unit(struct ctx *ctx, int64_t unit_id, int limit, struct officer **ret_rows, int *ret_count)
{
    AUTO(db_rows_done) struct db_rows rows = {0};
    struct officer *list = arena_array(ctx->arena, struct officer, (size_t)limit);
    int count = 0;

    TRY(db_query(ctx, &rows,
                 "SELECT o.officer_id, o.account_id, o.name, o.title, o.agency_id, g.name FROM officer o JOIN agency g ON g.agency_id = o.agency_id"
                 " WHERE g.unit_id = $1 OR EXISTS (SELECT 1 FROM officer_role r WHERE r.officer_id = o.officer_id AND r.unit_id = $1 AND r.valid_to IS NULL)"
                 " ORDER BY o.name, o.officer_id LIMIT $2",
                 DB_I64(unit_id), DB_I64(limit)));
    while (count < limit && db_next(&rows))
        list[count++] = (struct officer){.officer_id = db_i64(&rows, 0), .account_id = db_i64(&rows, 1), .name = db_str(&rows, 2), .title = db_str(&rows, 3),
                                         .agency_id = db_i64(&rows, 4), .agency_name = db_str(&rows, 5)};
    TRY(db_rows_end(&rows));
    *ret_rows = list;
    *ret_count = count;
    return OK;
}

enum err officer_count_units(struct ctx *ctx, struct unit_count **ret_counts, int *ret_count)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    TRY(db_query(ctx, &rows, "SELECT g.unit_id, COUNT(*) FROM officer o JOIN agency g ON g.agency_id = o.agency_id GROUP BY g.unit_id ORDER BY g.unit_id"));
    return territory_collect_counts(ctx, &rows, ret_counts, ret_count);
}

enum err officer_count_roles(struct ctx *ctx, struct unit_count **ret_counts, int *ret_count)
{
    AUTO(db_rows_done) struct db_rows rows = {0};

    TRY(db_query(ctx, &rows, "SELECT unit_id, COUNT(*) FROM officer_role WHERE valid_to IS NULL GROUP BY unit_id ORDER BY unit_id"));
    return territory_collect_counts(ctx, &rows, ret_counts, ret_count);
}
