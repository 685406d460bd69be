/* reorganisation.c: the steps of a decree, in their order, each in pieces. A piece and how far it came are one transaction; what was moved is not found again,
 * so a step may always begin anew. Rights go first: from then on the officers of the new unit may work, wherever the addresses are still. */
#include "features/agency/agency.h"
#include "features/card/card.h"
#include "features/demography/demography.h"
#include "features/dossier/dossier.h"
#include "features/filing/filing.h"
#include "features/identity/identity.h"
#include "features/matching/duplicate.h"
#include "features/population/population.h"
#include "features/reorganisation/internal.h"

enum { AGENCIES = 100, OFFICERS = 500, DOSSIERS = 500, DRAFTS = 500, SPLITS = 10, UNITS = 100, PART_MAX = 1000 };

struct work {
    struct ctx *ctx;
    struct day on;
    int limit;
    struct stored_step *row;
};

static enum err done_when(struct work *work, int64_t moved, int limit)
{
    work->row->moved += moved;
    work->row->done = moved < limit;
    return OK;
}

static enum err walked(struct work *work, int64_t after, int64_t seen, int64_t moved)
{
    work->row->seen += seen;
    work->row->moved += moved;
    work->row->done = seen == 0;
    if (seen)
        work->row->position = after;
    return OK;
}

static enum err run_plan(struct work *work)
{
    TRY(territory_plan_moves(work->ctx, work->on));
    work->row->done = true;
    return OK;
}

static enum err run_agencies(struct work *work)
{
    int moved;

    TRY(agency_move_units(work->ctx, work->on, AGENCIES, &moved));
    return done_when(work, moved, AGENCIES);
}

/* The new units of a divided one get their agencies at once, so that a dossier can go there as soon as it is decided which. */
static enum err run_divided(struct work *work)
{
    struct unit_split *splits;
    int count;

    TRY(territory_splits(work->ctx, work->on, 0, work->row->position, SPLITS, &splits, &count));
    for (int i = 0; i < count; i++) {
        int ended;
        TRY(agency_divide(work->ctx, splits[i].unit.unit_id, splits[i].to, splits[i].to_count, work->on, &ended));
        work->row->position = splits[i].unit.unit_id;
        work->row->moved += ended;
    }
    work->row->done = count < SPLITS;
    return OK;
}

static enum err run_officers(struct work *work)
{
    int moved;

    TRY(officer_move_agencies(work->ctx, OFFICERS, &moved));
    return done_when(work, moved, OFFICERS);
}

static enum err run_rights(struct work *work)
{
    int moved;

    TRY(officer_move_roles(work->ctx, work->on, OFFICERS, &moved));
    return done_when(work, moved, OFFICERS);
}

static enum err run_clients(struct work *work)
{
    int moved;

    TRY(client_move_units(work->ctx, OFFICERS, &moved));
    return done_when(work, moved, OFFICERS);
}

static enum err run_hamlets(struct work *work)
{
    int limit = work->limit < PART_MAX ? work->limit : PART_MAX, moved;

    TRY(territory_move_hamlets(work->ctx, 0, limit, &moved));
    return done_when(work, moved, limit);
}

static enum err run_dossiers(struct work *work)
{
    int64_t after = 0, seen = 0, moved = 0;
    int limit = work->limit < DOSSIERS ? work->limit : DOSSIERS;

    TRY(dossier_move_rows(work->ctx, work->row->position, limit, &after, &seen, &moved));
    return walked(work, after, seen, moved);
}

static enum err run_drafts(struct work *work)
{
    int64_t after = 0, seen = 0, moved = 0;

    TRY(draft_move_rows(work->ctx, work->row->position, DRAFTS, &after, &seen, &moved));
    return walked(work, after, seen, moved);
}

/* Addresses lie in communes: a decree that merges provinces only has nothing to look for among ten million of them. */
static enum err moves_communes(struct work *work, bool *ret_moves)
{
    int64_t *old_ids;
    int count;

    TRY(territory_moved_units(work->ctx, work->on, territory_unit_id(UNIT_COMMUNE, S("00000"), DAY_NONE) - 1, 1, &old_ids, &count));
    *ret_moves = count > 0;
    return OK;
}

static enum err walk_population(struct work *work, enum population_rows what)
{
    int64_t after = 0, seen = 0, moved = 0;
    bool moves = work->row->position != 0;

    if (!moves)
        TRY(moves_communes(work, &moves));
    work->row->done = !moves;
    if (!moves)
        return OK;

    TRY(population_move_rows(work->ctx, what, work->on, work->row->position, work->limit, &after, &seen, &moved));
    return walked(work, after, seen, moved);
}

static enum err run_households(struct work *work) { return walk_population(work, POPULATION_HOUSEHOLDS); }
static enum err run_residences(struct work *work) { return walk_population(work, POPULATION_RESIDENCES); }
static enum err run_places(struct work *work) { return walk_population(work, POPULATION_PLACES); }
static enum err run_candidates(struct work *work) { return walk_population(work, POPULATION_CANDIDATES); }

/* What came into an old unit behind the walk: by unit, each an index range that is empty as a rule. */
static enum err run_rest(struct work *work)
{
    int64_t *old_ids;
    int count;

    TRY(population_units_left(work->ctx, work->on, work->row->position, UNITS, &old_ids, &count));
    for (int i = 0; i < count; i++) {
        for (int what = 0; what < POPULATION_ROWS_COUNT; what++) {
            int64_t moved;
            TRY(population_move_rest(work->ctx, (enum population_rows)what, old_ids[i], work->limit, &moved));
            work->row->moved += moved;
            if (moved == work->limit)
                return OK; /* this unit again */
        }
        work->row->position = old_ids[i];
    }
    work->row->done = count < UNITS;
    return OK;
}

/* Behind the addresses: what is made from them goes where they went. */
static enum err run_standing(struct work *work)
{
    int64_t after = 0, seen = 0, moved = 0;
    bool moves = work->row->position != 0;

    if (!moves)
        TRY(moves_communes(work, &moves));
    work->row->done = !moves;
    if (!moves)
        return OK;
    TRY(card_move_standing(work->ctx, work->row->position, work->limit, &after, &seen, &moved));
    return walked(work, after, seen, moved);
}

static enum err run_collections(struct work *work)
{
    int moved;

    TRY(card_move_collections(work->ctx, AGENCIES, &moved));
    return done_when(work, moved, AGENCIES);
}

static enum err run_duplicates(struct work *work)
{
    int64_t after = 0, seen = 0, moved = 0;

    TRY(duplicate_move_rows(work->ctx, work->row->position, work->limit, &after, &seen, &moved));
    return walked(work, after, seen, moved);
}

static const struct step {
    const char *name;
    struct msg text;
    enum err (*run)(struct work *work);
} steps[] = {
    {"plan", M_("Lập danh sách đơn vị chuyển toàn bộ"), run_plan},
    {"agencies", M_("Cơ quan: lập hoặc nhập vào cơ quan kế thừa"), run_agencies},
    {"divided", M_("Cơ quan của đơn vị bị chia"), run_divided},
    {"officers", M_("Cán bộ sang cơ quan kế thừa"), run_officers},
    {"rights", M_("Quyền của cán bộ sang đơn vị mới"), run_rights},
    {"clients", M_("Các hệ thống kết nối (API)"), run_clients},
    {"hamlets", M_("Thôn, tổ dân phố"), run_hamlets},
    {"dossiers", M_("Hồ sơ chưa xong"), run_dossiers},
    {"drafts", M_("Bản kê khai đang soạn"), run_drafts},
    {"households", M_("Các hộ gia đình"), run_households},
    {"residences", M_("Nơi thường trú, tạm trú"), run_residences},
    {"places", M_("Các cơ sở lưu trú"), run_places},
    {"candidates", M_("Căn cứ xóa đăng ký thường trú đang chờ"), run_candidates},
    {"rest", M_("Soát lại từng đơn vị cũ"), run_rest},
    {"collections", M_("Các ngày thu nhận hồ sơ căn cước chưa kết thúc"), run_collections},
    {"standing", M_("Danh sách người đến hạn làm thẻ căn cước"), run_standing},
    {"duplicates", M_("Các cặp nghi trùng"), run_duplicates},
};

/* --- which decree, which step ---------------------------------------------------------------------------------------------------- */

/* Divided units that hold something keep the decree open; one that lost only a part and stays holds what is its own. */
static enum err waits(struct ctx *ctx, struct day on, bool *ret_waits)
{
    enum { PAGE = 100 };
    int64_t after = 0;

    *ret_waits = false;
    for (int count = PAGE; count == PAGE && !*ret_waits;) {
        struct unit_split *splits;
        TRY(territory_splits(ctx, on, 0, after, PAGE, &splits, &count));
        for (int i = 0; i < count && !*ret_waits; i++) {
            struct reorganisation_left left;
            after = splits[i].unit.unit_id;
            if (day_is_none(splits[i].unit.valid_to))
                continue;
            TRY(reorganisation_left(ctx, splits[i].unit.unit_id, &left));
            *ret_waits = reorganisation_left_sum(&left) > 0;
        }
    }
    return OK;
}

static enum err settle(struct ctx *ctx, struct day on)
{
    bool open;

    TRY(waits(ctx, on, &open));
    return reorganisation_store_state(ctx, on, open ? S("waiting") : S("done")); /* writes only what differs */
}

/* A decree whose day has come and that was not begun, or whose links changed since; and: has the last choice of one that waits been applied? */
static enum err begin_next(struct ctx *ctx, bool *ret_begun)
{
    struct decree *decrees;
    int count;

    *ret_begun = false;
    TRY(territory_decrees(ctx, &decrees, &count));
    for (int i = 0; i < count && !*ret_begun; i++) {
        AUTO(db_tx_end) struct db_tx tx = {0};
        struct stored_reorganisation stored;
        if (decrees[i].effective_on.n > day_of_ms(ctx->now_ms).n)
            break;
        enum err err = reorganisation_store_get(ctx, decrees[i].effective_on, &stored);
        if (err == OK && str_eq(stored.digest, decrees[i].digest)) {
            if (str_eq(stored.state, S("waiting")))
                TRY(settle(ctx, decrees[i].effective_on));
            continue;
        }
        if (err != OK && err != ERR_NOT_FOUND)
            return err;
        TRY(db_tx_begin(ctx, DB_WRITE, &tx));
        TRY(reorganisation_store_begin(ctx, decrees[i].effective_on, decrees[i].digest));
        TRY(db_tx_commit(&tx));
        *ret_begun = true;
    }
    return OK;
}

/* The first step that is not done, one piece of it; or, when all are, the end. */
static enum err one_piece(struct ctx *ctx, struct day on, int limit)
{
    AUTO(db_tx_end) struct db_tx tx = {0};

    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        struct stored_step row;
        struct str name = str_of(steps[i].name);
        TRY(reorganisation_store_step_get(ctx, on, name, &row));
        if (row.done)
            continue;
        TRY(reorganisation_store_step_lock(ctx, on, name, &row));
        if (row.done)
            continue; /* another process finished it meanwhile */
        TRY(steps[i].run(&(struct work){ctx, on, limit, &row}));
        TRY(reorganisation_store_step_put(ctx, on, name, &row));
        return db_tx_commit(&tx);
    }
    TRY(demography_want_recount(ctx)); /* who lived where stays the same; which communes belong together does not */
    TRY(settle(ctx, on));
    return db_tx_commit(&tx);
}

enum err reorganisation_apply(struct ctx *ctx, int limit, bool *ret_more)
{
    struct day on;
    enum err err = reorganisation_store_applying(ctx, &on);

    if (err == ERR_NOT_FOUND)
        return begin_next(ctx, ret_more);
    TRY(err);
    *ret_more = true;
    return one_piece(ctx, on, limit);
}

/* --- divided units ------------------------------------------------------------------------------------------------------------------ */

enum err reorganisation_left(struct ctx *ctx, int64_t old_unit_id, struct reorganisation_left *ret_left)
{
    enum { MOST = 500 };
    struct reorganisation_left left = {0};
    struct population_left *parts;
    struct unit_choice *choices;
    struct officer *officers;
    struct client_name *clients;
    struct hamlet *hamlets;
    struct dossier_page dossiers;
    int count;

    TRY(population_left(ctx, old_unit_id, &parts, &count));
    for (int i = 0; i < count; i++) {
        left.households += parts[i].households;
        left.residences += parts[i].residences;
        left.places += parts[i].places;
    }
    TRY(territory_hamlets(ctx, old_unit_id, &hamlets, &count));
    left.hamlets = count;
    TRY(officer_list_unit(ctx, old_unit_id, MOST, &officers, &count));
    left.officers = count;
    TRY(client_list_unit(ctx, old_unit_id, MOST, &clients, &count));
    left.clients = count;
    TRY(dossier_list_unit(ctx, old_unit_id, 0, MOST, &dossiers));
    left.dossiers = dossiers.rows_count;
    TRY(territory_choices(ctx, old_unit_id, &choices, &count));
    for (int i = 0; i < count; i++)
        left.chosen += choices[i].applied_ms == 0;
    *ret_left = left;
    return OK;
}

enum err reorganisation_apply_choices(struct ctx *ctx, int64_t old_unit_id, int limit, bool *ret_more)
{
    struct unit_split split;
    struct succession *links;
    int64_t moved;
    int count, hamlets, officers, dossiers, clients;

    TRY(territory_split(ctx, old_unit_id, &split));
    TRY(territory_successors(ctx, old_unit_id, &links, &count));
    struct day on = links[0].effective_on;
    TRY(population_move_chosen(ctx, old_unit_id, limit, &moved));
    *ret_more = moved >= limit;
    if (*ret_more)
        return OK;
    TRY(territory_move_hamlets(ctx, old_unit_id, PART_MAX, &hamlets));
    *ret_more = hamlets == PART_MAX;
    if (*ret_more)
        return OK;
    TRY(officer_move_chosen(ctx, old_unit_id, on, &officers));
    TRY(dossier_move_chosen(ctx, old_unit_id, &dossiers));
    TRY(client_move_chosen(ctx, old_unit_id, &clients));
    TRY(card_move_chosen(ctx, old_unit_id));
    TRY(duplicate_move_chosen(ctx, old_unit_id));
    TRY(territory_choices_applied(ctx, old_unit_id, S("hamlet")));
    TRY(territory_choices_applied(ctx, old_unit_id, S("household")));
    TRY(territory_choices_applied(ctx, old_unit_id, S("residence")));
    TRY(territory_choices_applied(ctx, old_unit_id, S("place")));
    return demography_want_recount(ctx); /* whether the whole decree is done now is asked by the jobs role: reorganisation_apply() */
}

/* --- reading ------------------------------------------------------------------------------------------------------------------------ */

struct msg reorganisation_state_text(enum reorganisation_state state)
{
    switch (state) {
    case REORGANISATION_PLANNED: return T("Chưa áp dụng");
    case REORGANISATION_APPLYING: return T("Đang áp dụng");
    case REORGANISATION_WAITING: return T("Đã áp dụng; còn đơn vị bị chia chờ quyết định");
    case REORGANISATION_DONE: return T("Đã áp dụng xong");
    }
    return T("Không rõ");
}

static enum err fill(struct ctx *ctx, struct reorganisation *r)
{
    struct stored_reorganisation stored;
    enum err err = reorganisation_store_get(ctx, r->decree.effective_on, &stored);

    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    r->state = str_eq(stored.state, S("done")) ? REORGANISATION_DONE : str_eq(stored.state, S("waiting")) ? REORGANISATION_WAITING : REORGANISATION_APPLYING;
    r->started_ms = stored.started_ms;
    r->finished_ms = stored.finished_ms;
    return OK;
}

enum err reorganisation_list(struct ctx *ctx, struct reorganisation **ret_list, int *ret_count)
{
    struct reorganisation *list;
    struct decree *decrees;
    int count;

    TRY(territory_decrees(ctx, &decrees, &count));
    list = arena_array(ctx->arena, struct reorganisation, (size_t)count);
    for (int i = 0; i < count; i++) {
        list[i] = (struct reorganisation){.decree = decrees[count - 1 - i]};
        TRY(fill(ctx, &list[i]));
    }
    *ret_list = list;
    *ret_count = count;
    return OK;
}

enum err reorganisation_get(struct ctx *ctx, struct day effective_on, struct reorganisation *ret_reorganisation)
{
    struct reorganisation r = {0};

    TRY(territory_decree(ctx, effective_on, &r.decree));
    TRY(fill(ctx, &r));
    *ret_reorganisation = r;
    return OK;
}

enum err reorganisation_steps(struct ctx *ctx, struct day effective_on, struct reorganisation_step **ret_steps, int *ret_count)
{
    struct reorganisation_step *list = arena_array(ctx->arena, struct reorganisation_step, ARRAY_LEN(steps));

    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        struct stored_step row;
        TRY(reorganisation_store_step_get(ctx, effective_on, str_of(steps[i].name), &row));
        list[i] = (struct reorganisation_step){steps[i].text, row.seen, row.moved, row.done};
    }
    *ret_steps = list;
    *ret_count = (int)ARRAY_LEN(steps);
    return OK;
}
