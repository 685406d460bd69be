/* dossier_register_sum.c: the register over several units at once, as one list by time of receipt: each unit's own list is an index range, they are merged page by page. */
#include "features/dossier/lists.h"

static bool is_before(const struct dossier_row *a, const struct dossier_row *b)
{
    return a->received_ms != b->received_ms ? a->received_ms < b->received_ms : a->dossier_id < b->dossier_id;
}

static bool is_taken_away(const struct unit_sum *sum, int64_t unit_id)
{
    for (int i = 0; i < sum->count; i++)
        if (sum->parts[i].sign < 0 && sum->parts[i].unit_id == unit_id)
            return true;
    return false;
}

struct wanted {
    const struct unit_sum *sum;
    int64_t unit_id, procedure_id;
    struct str agency_kind;
    struct day from, to;
    enum dossier_filter filter;
};

/* A page of one unit's list without what belongs to another province today: goes on until the page is full or the list at its end. */
static enum err own_page(struct ctx *ctx, const struct wanted *w, int64_t after_received_ms, int64_t after_id, int limit, struct dossier_page *ret_page)
{
    struct dossier_page kept = list_page(ctx, limit), page = {.more = true};

    while (page.more && !kept.more) {
        TRY(dossier_register(ctx, w->unit_id, w->agency_kind, w->procedure_id, w->from, w->to, w->filter, after_received_ms, after_id, limit, &page));
        for (int i = 0; i < page.rows_count && !kept.more; i++) {
            after_received_ms = page.rows[i].received_ms;
            after_id = page.rows[i].dossier_id;
            if (is_taken_away(w->sum, page.rows[i].unit_id))
                continue;
            if (kept.rows_count == limit)
                kept.more = true;
            else
                kept.rows[kept.rows_count++] = page.rows[i];
        }
        if (page.more && kept.rows_count == limit)
            kept.more = true;
    }
    *ret_page = kept;
    return OK;
}

static void merge(struct dossier_page *into, const struct dossier_page *page, struct dossier_row *room, int limit)
{
    int a = 0, b = 0, count = 0;

    while (count < limit && (a < into->rows_count || b < page->rows_count)) {
        bool first = b == page->rows_count || (a < into->rows_count && is_before(&into->rows[a], &page->rows[b]));
        room[count++] = first ? into->rows[a++] : page->rows[b++];
    }
    into->more = into->more || page->more || a < into->rows_count || b < page->rows_count;
    memcpy(into->rows, room, (size_t)count * sizeof *room);
    into->rows_count = count;
}

enum err dossier_register_sum(struct ctx *ctx, const struct unit_sum *sum, struct str agency_kind, int64_t procedure_id, struct day from, struct day to,
                              enum dossier_filter filter, int64_t after_received_ms, int64_t after_id, int limit, struct dossier_page *ret_page)
{
    struct dossier_page all = list_page(ctx, limit);
    struct dossier_row *room = arena_array(ctx->arena, struct dossier_row, (size_t)limit);

    if (sum->count == 1)
        return dossier_register(ctx, sum->parts[0].unit_id, agency_kind, procedure_id, from, to, filter, after_received_ms, after_id, limit, ret_page);
    for (int i = 0; i < sum->count; i++) {
        struct wanted wanted = {sum, sum->parts[i].unit_id, procedure_id, agency_kind, from, to, filter};
        struct dossier_page page;
        if (sum->parts[i].sign < 0)
            continue;
        TRY(own_page(ctx, &wanted, after_received_ms, after_id, limit, &page));
        merge(&all, &page, room, limit);
    }
    *ret_page = all;
    return OK;
}
