/* territory_import.c: lists of units into the database: all or nothing, and the same again changes nothing. The file
 * and what is stored are put into one table sorted by (level, code, valid_from); in it a unit's neighbours are its
 * other lifetimes, so that overlaps show, and parents stand before their children. */
#include "base/assets.h"
#include "features/territory/territory_rows.h"
#include <stdlib.h>

struct import {
    struct ctx *ctx;
    struct unit_table units;
    struct link_table links;
    struct import_report *unit_report, *link_report;
};

static void refuse_row(struct import *import, int line, struct str value, struct msg reason, struct msg advice)
{
    import_report_add(import->unit_report, import->ctx->arena, line, 0, value, reason, advice);
}

static bool same_unit(const struct unit *a, const struct unit *b)
{
    return str_eq(a->kind, b->kind) && str_eq(a->name, b->name) && a->parent_id == b->parent_id &&
           a->province_id == b->province_id && a->valid_to.n == b->valid_to.n;
}

/* Puts the stored units beside those of the file; one of the file hides the stored one with its id. */
static enum err add_stored(struct import *import, struct unit **ret_stored, int *ret_count)
{
    int from_file = import->units.count;

    territory_table_sort(&import->units);
    TRY(territory_store_all(import->ctx, ret_stored, ret_count));
    for (int i = 0, at = 0; i < *ret_count; i++) {
        const struct unit *unit = &(*ret_stored)[i];
        while (at < from_file && import->units.rows[at].unit.unit_id < unit->unit_id)
            at++;
        if (at < from_file && import->units.rows[at].unit.unit_id == unit->unit_id) {
            import->units.rows[at].stored = true;
            continue;
        }
        struct unit_row row = {.unit = *unit, .stored = true, .same = true};
        territory_table_add(&import->units, import->ctx->arena, &row);
    }
    territory_table_sort(&import->units);
    return OK;
}

/* Neighbours with one code: the same row twice, or lifetimes that overlap. */
static void check_lifetimes(struct import *import)
{
    for (int i = 1; i < import->units.count; i++) {
        struct unit_row *before = &import->units.rows[i - 1], *row = &import->units.rows[i];
        if (before->unit.level != row->unit.level || !str_eq(before->unit.code, row->unit.code) ||
            (!before->line && !row->line))
            continue;
        int line = row->line > before->line ? row->line : before->line;
        if (before->unit.unit_id == row->unit.unit_id)
            refuse_row(import, line, row->unit.code, T("Mã này có hai dòng với cùng ngày có hiệu lực."),
                       T("Bỏ một trong hai dòng."));
        else if (day_is_none(before->unit.valid_to) || before->unit.valid_to.n >= row->unit.valid_from.n)
            refuse_row(import, line, row->unit.code, T("Thời gian hiệu lực trùng với một đơn vị khác cùng mã."),
                       T("Ghi valid_to của đơn vị cũ là ngày liền trước valid_from của đơn vị mới."));
    }
}

/* Parents of a unit exist on its first day; of one from before the records, before the records. Rows are in order of
 * level: parents are done first. */
static void resolve_parents(struct import *import)
{
    for (int i = 0; i < import->units.count; i++) {
        struct unit_row *row = &import->units.rows[i];
        enum unit_level parent_level = UNIT_PROVINCE;
        if (!row->line)
            continue;
        row->unit.province_id = row->unit.unit_id;
        if (row->unit.level == UNIT_PROVINCE || territory_level_of(row->parent_code, &parent_level) != OK)
            continue;
        struct unit_row *parent =
            territory_table_on(&import->units, parent_level, row->parent_code, row->unit.valid_from);
        if (!parent) {
            refuse_row(import, row->line, row->parent_code,
                       T("Không có đơn vị cấp trên với mã này vào ngày đơn vị có hiệu lực."),
                       T("Thêm đơn vị cấp trên vào tệp, hoặc sửa cột parent_code."));
            continue;
        }
        row->unit.parent_id = parent->unit.unit_id;
        row->unit.province_id = parent->unit.province_id;
    }
}

static void compare_with_stored(struct import *import, const struct unit *stored, int count)
{
    for (int i = 0; i < count; i++) {
        struct unit_row *row = territory_table_find(&import->units, stored[i].unit_id);
        if (row && row->line)
            row->same = same_unit(&row->unit, &stored[i]);
    }
    for (int i = 0; i < import->units.count; i++) {
        const struct unit_row *row = &import->units.rows[i];
        if (!row->line)
            continue;
        import->unit_report->inserted += !row->stored;
        import->unit_report->updated += row->stored && !row->same;
        import->unit_report->unchanged += row->stored && row->same;
    }
}

static int by_link(const void *a, const void *b)
{
    const struct succession_row *x = &((const struct link_row *)a)->link, *y = &((const struct link_row *)b)->link;

    if (x->old_id != y->old_id)
        return x->old_id < y->old_id ? -1 : 1;
    return (x->new_id > y->new_id) - (x->new_id < y->new_id);
}

/* A unit that went whole into another went nowhere else: not in this file, and not by what is stored. */
static void check_extents(struct import *import, const struct succession_row *stored, int count)
{
    const struct link_table *links = &import->links;

    for (int i = 0, at = 0; i < links->count;) {
        int64_t old_id = links->rows[i].link.old_id;
        int end = i, full = 0, others = 0, last = 0;
        for (; end < links->count && links->rows[end].link.old_id == old_id; end++) {
            full += links->rows[end].link.full;
            last = links->rows[end].line > last ? links->rows[end].line : last;
        }
        while (at < count && stored[at].old_id < old_id)
            at++;
        for (; at < count && stored[at].old_id == old_id; at++) { /* those that the file does not name stay */
            bool named = false;
            for (int j = i; j < end; j++)
                named = named || links->rows[j].link.new_id == stored[at].new_id;
            if (!named) {
                others++;
                full += stored[at].full;
            }
        }
        if (full > 1)
            import_report_add(import->link_report, import->ctx->arena, last, 0, STR_NONE, T("Đơn vị cũ này có hai đơn vị mới cùng ghi full (toàn bộ)."),
                              T("Nếu đơn vị được chia, ghi partial ở mọi dòng của nó; nếu không, bỏ dòng sai."));
        else if (full == 1 && end - i + others > 1)
            import_report_add(import->link_report, import->ctx->arena, last, 0, STR_NONE, T("Đơn vị cũ này vừa có dòng full (toàn bộ) vừa có dòng partial (một phần)."),
                              T("Nếu đơn vị được chia, ghi partial ở mọi dòng của nó; nếu không, bỏ dòng sai."));
        i = end;
    }
}

static enum err compare_links(struct import *import)
{
    struct link_table *links = &import->links;
    struct succession_row *stored;
    int count;

    if (links->count)
        qsort(links->rows, (size_t)links->count, sizeof *links->rows, by_link);
    for (int i = 1; i < links->count; i++)
        if (by_link(&links->rows[i - 1], &links->rows[i]) == 0)
            import_report_add(import->link_report, import->ctx->arena,
                              links->rows[i].line > links->rows[i - 1].line ? links->rows[i].line
                                                                            : links->rows[i - 1].line,
                              0, STR_NONE, T("Cặp đơn vị cũ và mới này có hai dòng."), T("Bỏ một trong hai dòng."));
    TRY(territory_store_links(import->ctx, &stored, &count));
    check_extents(import, stored, count);
    for (int i = 0, at = 0; i < links->count; i++) {
        struct link_row *row = &links->rows[i];
        while (at < count && (stored[at].old_id < row->link.old_id ||
                              (stored[at].old_id == row->link.old_id && stored[at].new_id < row->link.new_id)))
            at++;
        row->stored = at < count && stored[at].old_id == row->link.old_id && stored[at].new_id == row->link.new_id;
        row->same =
            row->stored && stored[at].full == row->link.full && stored[at].effective_on.n == row->link.effective_on.n;
        import->link_report->inserted += !row->stored;
        import->link_report->updated += row->stored && !row->same;
        import->link_report->unchanged += row->same;
    }
    return OK;
}

static enum err write_all(struct import *import)
{
    for (int i = 0; i < import->units.count; i++)
        if (import->units.rows[i].line && !import->units.rows[i].same)
            TRY(territory_store_put(import->ctx, &import->units.rows[i].unit));
    for (int i = 0; i < import->links.count; i++)
        if (!import->links.rows[i].same)
            TRY(territory_store_put_link(import->ctx, &import->links.rows[i].link));
    return OK;
}

enum err territory_import(struct ctx *ctx, const struct territory_source *units, const struct territory_source *links,
                          bool dry_run, struct import_report *ret_units, struct import_report *ret_links)
{
    AUTO(db_tx_end) struct db_tx tx = {0};
    struct import import = {.ctx = ctx, .unit_report = ret_units, .link_report = ret_links};
    struct unit *stored;
    int stored_count;

    *ret_units = (struct import_report){.keep = ret_units->keep};
    *ret_links = (struct import_report){.keep = ret_links->keep};
    TRY(territory_read_units(ctx, units, &import.units, ret_units));
    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(add_stored(&import, &stored, &stored_count));
    check_lifetimes(&import);
    resolve_parents(&import);
    compare_with_stored(&import, stored, stored_count);
    if (links) {
        TRY(territory_read_links(ctx, links, &import.units, &import.links, ret_links));
        TRY(compare_links(&import));
    }
    if (ret_units->errors_total || ret_links->errors_total)
        return fault(ctx, ERR_INVALID, "import.rows", "",
                     "Tệp có dòng sai: chưa có gì được ghi. Sửa các dòng được nêu rồi nhập lại.");
    if (dry_run)
        return OK; /* rolled back: nothing was written */
    TRY(write_all(&import));
    return db_tx_commit(&tx);
}

static ptrdiff_t fill_from_text(void *arg, char *bytes, size_t cap)
{
    struct str *rest = arg;
    size_t len = rest->len < cap ? rest->len : cap;

    if (len)
        memcpy(bytes, rest->ptr, len);
    *rest = (struct str){rest->ptr + len, rest->len - len};
    return (ptrdiff_t)len;
}

enum err territory_import_text(struct ctx *ctx, struct str units_csv, struct str links_csv, bool dry_run,
                               struct import_report *ret_units, struct import_report *ret_links)
{
    struct territory_source units = {fill_from_text, &units_csv}, links = {fill_from_text, &links_csv};

    return territory_import(ctx, &units, links_csv.len ? &links : NULL, dry_run, ret_units, ret_links);
}

static struct str embedded(struct str path)
{
    const struct asset *asset = asset_find(path);
    return asset ? asset_text(asset) : STR_NONE;
}

static void add_counts(struct import_report *sum, const struct import_report *part)
{
    sum->rows += part->rows;
    sum->inserted += part->inserted;
    sum->updated += part->updated;
    sum->unchanged += part->unchanged;
}

enum err territory_import_embedded(struct ctx *ctx, struct import_report *ret_units, struct import_report *ret_links)
{
    AUTO(db_tx_end) struct db_tx tx = {0};
    struct import_report before = {0}, none = {0};

    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(territory_import_text(ctx, embedded(S("data/units/until_2025-06-30.csv")), STR_NONE, false, &before, &none));
    TRY(territory_import_text(ctx, embedded(S("data/units/since_2025-07-01.csv")),
                              embedded(S("data/units/succession_provinces.csv")), false, ret_units, ret_links));
    add_counts(ret_units, &before);
    return db_tx_commit(&tx);
}
