/* territory_former.c: what an old name, an old unit, an old address means today, and where something was on a day in the past. */
#include "features/territory/territory_internal.h"
#include <assert.h>

enum { STEPS_MAX = 16, TODAY_SEEN_MAX = 64 };

/* Does a way of links lead from one unit to the other? Breadth first over a handful of candidates. */
static enum err leads_to(struct ctx *ctx, int64_t from_id, int64_t to_id, bool *ret_leads)
{
    int64_t seen[TODAY_SEEN_MAX] = {from_id};
    int count = 1;

    *ret_leads = false;
    for (int at = 0; at < count && !*ret_leads; at++) {
        struct succession *links;
        int links_count;
        *ret_leads = seen[at] == to_id;
        if (*ret_leads)
            break;
        TRY(territory_successors(ctx, seen[at], &links, &links_count));
        for (int i = 0; i < links_count && count < TODAY_SEEN_MAX; i++)
            seen[count++] = links[i].unit.unit_id;
    }
    return OK;
}

enum err territory_unit_on(struct ctx *ctx, int64_t registered_id, int64_t current_id, struct day day, int64_t *ret_unit_id)
{
    int64_t at = registered_id ? registered_id : current_id;

    for (int step = 0; current_id && at != current_id && step < STEPS_MAX; step++) {
        struct succession *links;
        int64_t next = 0;
        int count;
        TRY(territory_successors(ctx, at, &links, &count));
        for (int i = 0; i < count && !next; i++) {
            bool leads = count == 1;
            if (links[i].effective_on.n > day.n)
                continue;
            if (!leads)
                TRY(leads_to(ctx, links[i].unit.unit_id, current_id, &leads));
            if (leads)
                next = links[i].unit.unit_id;
        }
        if (!next)
            break;
        at = next;
    }
    *ret_unit_id = at;
    return OK;
}

/* All units in force that a former one went into. */
static enum err today_of(struct ctx *ctx, const struct unit *unit, struct day on, struct unit *ret_today, int *ret_count)
{
    struct unit seen[TODAY_SEEN_MAX];
    int count = 1, found = 0;

    seen[0] = *unit;
    for (int at = 0; at < count; at++) {
        struct succession *links;
        int links_count;
        if (territory_in_force(&seen[at], on)) {
            bool known = false;
            for (int i = 0; i < found; i++)
                known = known || ret_today[i].unit_id == seen[at].unit_id;
            if (!known && found < UNIT_TODAY_MAX)
                ret_today[found++] = seen[at];
            continue;
        }
        TRY(territory_successors(ctx, seen[at].unit_id, &links, &links_count));
        for (int i = 0; i < links_count && count < TODAY_SEEN_MAX; i++)
            if (links[i].effective_on.n <= on.n)
                seen[count++] = links[i].unit;
    }
    *ret_count = found;
    return OK;
}

static bool in_province(const struct unit_meaning *meaning, int64_t province_id)
{
    if (!province_id || meaning->unit.province_id == province_id)
        return true;
    for (int i = 0; i < meaning->today_count; i++)
        if (meaning->today[i].province_id == province_id)
            return true;
    return false;
}

enum err territory_understand(struct ctx *ctx, struct str text, int level, int64_t province_id, struct day on, int limit, struct unit_meaning **ret_meanings,
                              int *ret_count)
{
    enum { LOOKED_AT = 100 };
    struct unit *units;
    int units_count, count = 0;
    struct unit_meaning *meanings = arena_array(ctx->arena, struct unit_meaning, (size_t)limit);

    /* The province is asked of what became of the unit, not of its former parents. */
    TRY(territory_search(ctx, text, level, 0, DAY_NONE, LOOKED_AT, &units, &units_count));
    for (int i = 0; i < units_count && count < limit; i++) {
        struct unit_meaning meaning = {.unit = units[i], .is_former = !territory_in_force(&units[i], on)};
        TRY(today_of(ctx, &units[i], on, meaning.today, &meaning.today_count));
        if (in_province(&meaning, province_id))
            meanings[count++] = meaning;
    }
    *ret_meanings = meanings;
    *ret_count = count;
    return OK;
}

enum err territory_former_code(struct ctx *ctx, struct str code, struct day on, struct unit_meaning *ret_meaning)
{
    AUTO(db_rows_done) struct db_rows rows = {0};
    struct unit_meaning meaning = {.is_former = true};

    TRY(db_one(ctx, &rows, "SELECT " UNIT_COLUMNS " FROM unit u WHERE u.code = $1 AND u.valid_from <= $2 ORDER BY u.valid_from DESC LIMIT 1", DB_STR(code),
               DB_STR(day_iso(ctx->arena, on))));
    meaning.unit = territory_of_row(&rows);
    TRY(db_rows_end(&rows));
    if (territory_in_force(&meaning.unit, on))
        return ERR_NOT_FOUND;
    TRY(today_of(ctx, &meaning.unit, on, meaning.today, &meaning.today_count));
    *ret_meaning = meaning;
    return OK;
}

enum err territory_code_meaning(struct ctx *ctx, struct str code, struct day then, struct day on, struct unit_meaning *ret_meaning)
{
    struct unit_meaning meaning = {0};

    TRY(territory_find(ctx, code, then, &meaning.unit));
    meaning.is_former = !territory_in_force(&meaning.unit, on);
    TRY(today_of(ctx, &meaning.unit, on, meaning.today, &meaning.today_count));
    *ret_meaning = meaning;
    return OK;
}

struct str territory_meaning_text(struct ctx *ctx, const struct unit_meaning *meaning)
{
    struct buf names;

    if (!meaning->is_former)
        return STR_NONE;
    if (meaning->today_count == 0)
        return TS(ctx, "không còn; chưa có dữ liệu đơn vị kế thừa");
    buf_init(&names, ctx->arena, 128);
    for (int i = 0; i < meaning->today_count; i++) {
        if (i)
            buf_lit(&names, "; ");
        buf_put(&names, territory_label(ctx, meaning->today[i].unit_id));
    }
    if (meaning->today_count == 1)
        return TF(ctx, "nay là {0}", buf_str(&names));
    return TF(ctx, "nay thuộc một trong các đơn vị: {0}", buf_str(&names));
}
