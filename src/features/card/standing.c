/* standing.c: what is due for whom: one lane and one day for each living person with a permanent residence. The rule stands here once, in C; writes of cards
 * apply it at once, and a walk through the register finds what nobody told us of (births, deaths, moves, imports, reorganised units). */
#include "features/card/internal.h"

enum { WALK_PAUSE_MS = 6 * 3600 * 1000, REBUILD_ROWS = 1000 };
#define LATE_IDS ((INT64_C(60) * 1000) << 22) /* a minute of db_new_id() */

bool card_standing_of(const struct card_facts *f, struct card_standing *ret_standing)
{
    if (!f->alive || !f->residence_id)
        return false;
    struct card_standing s = {.person_id = f->person_id, .residence_id = f->residence_id, .unit_id = f->unit_id, .hamlet_id = f->hamlet_id};
    struct day fourteen = card_birthday(f->birth, CARD_AGE);
    if (f->ready) {
        s.lane = LANE_CARD_READY;
        s.due_day = f->made_on.n;
    } else if (f->in_use && (day_is_none(f->valid_to) || f->valid_to.n > fourteen.n)) {
        s.lane = LANE_CARD_IN_USE;
        s.due_day = day_is_none(f->valid_to) ? CARD_DUE_NEVER : f->valid_to.n;
    } else { /* no card, or a child's that ends at 14: both turn 14 on that day */
        s.lane = LANE_CARD_NONE;
        s.due_day = fourteen.n;
    }
    *ret_standing = s;
    return true;
}

static bool same(const struct card_standing *a, const struct card_standing *b)
{
    return a->person_id == b->person_id && a->residence_id == b->residence_id && a->unit_id == b->unit_id && a->hamlet_id == b->hamlet_id &&
           a->lane == b->lane && a->due_day == b->due_day;
}

enum err card_standing_refresh(struct ctx *ctx, const int64_t *person_ids, int count)
{
    struct card_facts *facts;
    struct card_standing standing;
    int facts_count;

    if (count > STANDING_BATCH_MAX)
        return fault(ctx, ERR_TOO_LARGE, "card.batch", "", "Mỗi lần tính lại nhiều nhất 1.000 người.");
    TRY(standing_store_facts(ctx, person_ids, count, &facts, &facts_count));
    ctx->fault = (struct fault){0};
    for (int i = 0; i < facts_count; i++)
        TRY(card_standing_of(&facts[i], &standing) ? standing_store_put(ctx, &standing) : standing_store_delete(ctx, facts[i].person_id));
    return OK;
}

/* Compares the next people behind `after` with what is stored. *ret_last: the number to go on behind; *ret_seen < limit: the end was reached. */
static enum err compare(struct ctx *ctx, int64_t after, int limit, bool repair, int64_t *ret_last, int *ret_seen, int *ret_wrong)
{
    struct card_facts *facts;
    struct card_standing *stored, now;
    int count, stored_count, at = 0, wrong = 0;

    TRY(standing_store_facts_after(ctx, after, limit, &facts, &count));
    int64_t last = count == limit ? facts[count - 1].person_id : INT64_MAX;
    TRY(standing_store_range(ctx, after + 1, last, &stored, &stored_count));
    for (int i = 0; i < count; i++) {
        bool wanted = card_standing_of(&facts[i], &now);
        for (; at < stored_count && stored[at].person_id < facts[i].person_id; at++, wrong++) /* of somebody who is in the register no more */
            if (repair)
                TRY(standing_store_delete(ctx, stored[at].person_id));
        bool there = at < stored_count && stored[at].person_id == facts[i].person_id;
        bool right = there == wanted && (!wanted || same(&stored[at], &now));
        if (!right) {
            wrong++;
            if (repair)
                TRY(wanted ? standing_store_put(ctx, &now) : standing_store_delete(ctx, facts[i].person_id));
        }
        at += there;
    }
    for (; at < stored_count; at++, wrong++)
        if (repair)
            TRY(standing_store_delete(ctx, stored[at].person_id));
    *ret_last = last;
    *ret_seen = count;
    *ret_wrong = wrong;
    return OK;
}

enum err card_standing_walk(struct ctx *ctx, int limit, int *ret_changed, bool *ret_more)
{
    int64_t after, finished_ms, last;
    int seen;

    *ret_changed = 0;
    *ret_more = false;
    TRY(standing_store_walk_get(ctx, S("standing"), &after, &finished_ms));
    ctx->fault = (struct fault){0};
    if (after == 0 && finished_ms && ctx->now_ms - finished_ms < WALK_PAUSE_MS)
        return OK;
    TRY(compare(ctx, after, limit, false, &last, &seen, ret_changed)); /* reading first: a register in order never holds up who writes */
    struct db_tx AUTO(db_tx_end) tx = {0};
    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    if (*ret_changed)
        TRY(compare(ctx, after, limit, true, &last, &seen, ret_changed));
    *ret_more = seen == limit;
    TRY(standing_store_walk_put(ctx, S("standing"), *ret_more ? last : 0, !*ret_more));
    return db_tx_commit(&tx);
}

enum err card_standing_follow(struct ctx *ctx, int limit, bool *ret_more)
{
    struct db_tx AUTO(db_tx_end) tx = {0};
    int64_t after, finished_ms, first, last, unused, *touched, *again;
    int touched_count, again_count;

    *ret_more = false;
    if (limit > STANDING_BATCH_MAX)
        limit = STANDING_BATCH_MAX;
    TRY(standing_store_walk_get(ctx, S("events"), &after, &finished_ms));
    ctx->fault = (struct fault){0};
    TRY(standing_store_touched(ctx, after, INT64_MAX, limit, &touched, &touched_count, &first, &last));
    if (touched_count == limit && first < last) /* the last event's other subjects come with the next call; those of one huge event with the walk */
        last--;
    TRY(standing_store_touched(ctx, after - LATE_IDS, after, limit, &again, &again_count, &unused, &unused));
    if (touched_count + again_count == 0)
        return OK;
    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(card_standing_refresh(ctx, touched, touched_count));
    TRY(card_standing_refresh(ctx, again, again_count));
    TRY(standing_store_walk_put(ctx, S("events"), last, true));
    TRY(db_tx_commit(&tx));
    *ret_more = touched_count == limit;
    return OK;
}

enum err card_standing_rebuild(struct ctx *ctx, bool repair, db_progress progress, void *arg, int64_t *ret_people, int64_t *ret_wrong)
{
    struct arena scratch, *callers = ctx->arena;
    int64_t after = 0, people = 0, wrong = 0;
    enum err err = OK;

    arena_init(&scratch, 0);
    for (bool more = true; more && err == OK;) {
        struct db_tx AUTO(db_tx_end) tx = {0};
        int seen = 0, found = 0;
        ctx->arena = &scratch;
        err = db_tx_begin(ctx, repair ? DB_WRITE : DB_READ, &tx);
        if (err == OK)
            err = compare(ctx, after, REBUILD_ROWS, repair, &after, &seen, &found);
        if (err == OK)
            err = db_tx_commit(&tx);
        ctx->arena = callers;
        people += seen;
        wrong += found;
        more = seen == REBUILD_ROWS;
        if (progress)
            progress(arg, people, 0);
        if (err == OK)
            arena_reset(&scratch);
        else
            ctx->fault.detail = arena_str(callers, ctx->fault.detail);
    }
    arena_done(&scratch);
    *ret_people = people;
    *ret_wrong = wrong;
    return err;
}
