/* cmd_import_units.c: `congdan import units UNITS.csv [--succession FILE] [--dry-run] [--later] [--rejected FILE]`: reads the lists, says what a decree would move, and
 * applies it when its day has come. What a killed run leaves is done by the next one, or by the jobs role. */
#include "app/commands.h"
#include "features/reorganisation/reorganisation.h"
#include "platform/file/file.h"
#include "platform/html/i18n.h"
#include "platform/unicode/unicode.h"
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

enum { ERRORS_SHOWN = 20, ERRORS_KEPT = 200000, UNITS_SHOWN = 10 };

struct import_run {
    struct ctx *ctx;
    struct import_report units, links;
    struct str rejected_path, units_path, links_path;
    bool dry_run;
};

static const char *english(struct ctx *ctx, struct msg text) { return arena_cstr(ctx->arena, i18n(LANG_EN, text)); }

static void print_report(const struct import_run *run, const char *what, const struct import_report *report)
{
    printf("%s: %ld dòng (rows), %ld %s (new), %ld sửa (changed), %ld giữ nguyên (unchanged), %ld sai (wrong)\n", what,
           (long)report->rows, (long)report->inserted, run->dry_run ? "sẽ thêm" : "thêm", (long)report->updated,
           (long)report->unchanged, (long)report->errors_total);
    for (int i = 0; i < report->errors_count && i < ERRORS_SHOWN; i++) {
        const struct import_error *error = &report->errors[i];
        fprintf(stderr, "  dòng (line) %d, cột (column) %d: %.*s «%.*s» %.*s\n", error->line, error->column,
                STR_ARG(error->reason.vi), STR_ARG(error->value), STR_ARG(error->advice.vi));
    }
    if (report->errors_total > ERRORS_SHOWN)
        fprintf(stderr, "  … và %ld lỗi nữa (more)\n", (long)(report->errors_total - ERRORS_SHOWN));
}

/* --- the wrong rows as a file ------------------------------------------------------------------------------------------------------ */

static void put_errors(struct csv_writer *writer, struct str file, const struct import_report *report)
{
    for (int i = 0; i < report->errors_count; i++) {
        const struct import_error *error = &report->errors[i];
        csv_put(writer, file);
        csv_put_i64(writer, error->line);
        csv_put_i64(writer, error->column);
        csv_put(writer, error->value);
        csv_put(writer, error->reason.vi);
        csv_put(writer, error->advice.vi);
        csv_put(writer, i18n(LANG_EN, error->reason));
        csv_put(writer, i18n(LANG_EN, error->advice));
        csv_end_row(writer);
    }
}

static enum err write_rejected(const struct import_run *run)
{
    static const char *const head[] = {"file", "line", "column", "value", "ly_do", "cach_sua", "reason", "advice"};
    const char *path = arena_cstr(run->ctx->arena, run->rejected_path);
    struct csv_writer writer;
    struct buf out;

    if (!run->units.errors_total && !run->links.errors_total) {
        unlink(path); /* of an earlier run: nothing is wrong any more */
        return OK;
    }
    buf_init(&out, run->ctx->arena, 4096);
    csv_writer_init(&writer, &out, true);
    for (size_t i = 0; i < ARRAY_LEN(head); i++)
        csv_put(&writer, str_of(head[i]));
    csv_end_row(&writer);
    put_errors(&writer, run->units_path, &run->units);
    put_errors(&writer, run->links_path, &run->links);
    FILE *file = fopen(path, "we");
    bool whole = file && fwrite(out.ptr, 1, out.len, file) == out.len;
    if (file && fclose(file) != 0)
        whole = false;
    if (!whole)
        return fault_set(run->ctx, ERR_INTERNAL, S("import.rejected"), run->rejected_path, S("Không ghi được tệp các dòng bị từ chối."),
                         str_of(strerrordesc_np(errno)));
    printf("Mọi dòng sai kèm lý do và cách sửa (all wrong rows): %s\n", path);
    return OK;
}

/* --- what a decree would do ------------------------------------------------------------------------------------------------------- */

static enum err print_decree(struct ctx *ctx, const struct decree *decree, const struct reorganisation_counts *counts)
{
    struct reorganisation_preview p;

    TRY(reorganisation_preview(ctx, decree->effective_on, counts, &p));
    printf("\nSắp xếp từ ngày (reorganisation of) %.*s: %ld toàn bộ (full), %ld một phần (partial); %ld đơn vị cũ bị chia (divided units)\n",
           STR_ARG(fmt_day(ctx->arena, decree->effective_on)), (long)decree->full, (long)decree->partial, (long)decree->divided);
    printf("  đơn vị kết thúc (units that end) %ld, đơn vị mới (new units) %ld\n", (long)p.units_ending, (long)p.units_new);
    printf("  tự chuyển (moves), chờ chọn nơi (to decide), đơn vị không có kế thừa (stranded):\n");
    for (int i = 0; i < SUBJECT_COUNT; i++) {
        struct msg text = reorganisation_subject_text((enum reorganisation_subject)i);
        printf("  %12ld %12ld %12ld  %.*s (%s)\n", (long)p.moving[i], (long)p.deciding[i], (long)p.stranded[i], STR_ARG(text.vi), english(ctx, text));
    }
    if (!p.without_link_total)
        return OK;
    printf("  %ld đơn vị kết thúc mà không có dòng kế thừa; kiểm tra tệp có bị thiếu không, hoặc giao lại cán bộ ở đó (units that end without a link):\n",
           (long)p.without_link_total);
    for (int i = 0; i < p.without_link_count && i < UNITS_SHOWN; i++)
        printf("    %.*s %.*s\n", STR_ARG(p.without_link[i].code), STR_ARG(territory_label(ctx, p.without_link[i].unit_id)));
    return OK;
}

static enum err print_decrees(struct ctx *ctx, const struct reorganisation_counts *counts)
{
    struct reorganisation *list;
    int count;

    TRY(reorganisation_list(ctx, &list, &count));
    for (int i = count - 1; i >= 0; i--)
        if (list[i].state == REORGANISATION_PLANNED || list[i].state == REORGANISATION_APPLYING || list[i].decree.divided)
            TRY(print_decree(ctx, &list[i].decree, counts));
    return OK;
}

/* Written, looked at, rolled back. What has to be counted in large tables was counted before, so that the writers of a running service hardly wait. */
static enum err dry_run(struct import_run *run, struct str units_csv, struct str links_csv)
{
    AUTO(db_tx_end) struct db_tx tx = {0};
    struct reorganisation_counts counts;

    TRY(reorganisation_count(run->ctx, &counts));
    TRY(db_tx_begin(run->ctx, DB_WRITE, &tx));
    TRY(territory_import_text(run->ctx, units_csv, links_csv, false, &run->units, &run->links));
    return print_decrees(run->ctx, &counts);
}

/* --- applying ------------------------------------------------------------------------------------------------------------------------- */

static enum err apply(struct ctx *ctx)
{
    struct progress progress = {.label = "Đang sắp xếp (applying)"};
    struct arena AUTO(arena_done) pieces;
    struct arena *kept = ctx->arena;
    int64_t total = 0;
    bool more = true;

    arena_init(&pieces, 0);
    TRY(reorganisation_rows(ctx, &total));
    for (enum err err; more;) {
        int64_t seen = 0;
        ctx->arena = &pieces;
        err = reorganisation_apply(ctx, REORGANISATION_PIECE, &more);
        if (err == OK)
            err = reorganisation_seen(ctx, &seen);
        ctx->arena = kept;
        if (err != OK) { /* what the fault says must outlive the piece */
            ctx->fault.field = arena_str(kept, ctx->fault.field);
            ctx->fault.text = arena_str(kept, ctx->fault.text);
            ctx->fault.detail = arena_str(kept, ctx->fault.detail);
            return err;
        }
        arena_reset(&pieces);
        progress_show(&progress, seen, total);
    }
    progress_show(&progress, total, total);
    progress_end(&progress);
    return OK;
}

static enum err print_states(struct ctx *ctx)
{
    struct reorganisation *list;
    int count;

    TRY(reorganisation_list(ctx, &list, &count));
    for (int i = count - 1; i >= 0; i--) {
        struct reorganisation_step *steps;
        struct msg state = reorganisation_state_text(list[i].state);
        int steps_count;
        printf("Sắp xếp từ ngày (reorganisation of) %.*s: %.*s (%s)\n", STR_ARG(fmt_day(ctx->arena, list[i].decree.effective_on)), STR_ARG(state.vi),
               english(ctx, state));
        TRY(reorganisation_steps(ctx, list[i].decree.effective_on, &steps, &steps_count));
        for (int s = 0; s < steps_count; s++)
            if (steps[s].moved)
                printf("  %12ld  %.*s (%s)\n", (long)steps[s].moved, STR_ARG(steps[s].text.vi), english(ctx, steps[s].text));
    }
    return OK;
}

static enum err read_source(struct ctx *ctx, struct str path, struct str *ret_text)
{
    enum err err = file_read(ctx, path, ret_text);

    if (err == ERR_NOT_FOUND)
        return fault_set(ctx, ERR_INVALID, S("import.file"), path, S("Không có tệp này."), STR_NONE);
    /* All tables end their rows with a line feed; without one the last row may be half of one, or the rows behind it may be missing. */
    if (err == OK && ret_text->len && !str_ends(*ret_text, S("\n")))
        fprintf(stderr, "  %.*s: dòng cuối không có dấu xuống dòng; kiểm tra tệp có bị cắt ngang không (no line feed at the end: is the file whole?)\n", STR_ARG(path));
    if (err == OK && !unicode_valid_utf8(*ret_text))
        fprintf(stderr, "  %.*s: %.*s\n", STR_ARG(path), STR_ARG(unicode_legacy_text(unicode_guess_legacy(*ret_text))));
    return err;
}

int cmd_import_units(struct ctx *ctx, const struct command *command, int argc, char **argv)
{
    struct settings settings;
    struct open_db AUTO(commands_close_db) open = {0};
    struct str succession = {0}, rejected = {0}, units_csv, links_csv = STR_NONE;
    struct import_run run = {.ctx = ctx, .units.keep = ERRORS_KEPT, .links.keep = ERRORS_KEPT};
    bool later = false;
    const struct cmd_option options[] = {{"--succession", "FILE",
                                          "old-to-new links: old_level,old_code,new_code,extent,effective_on",
                                          .value = &succession},
                                         {"--dry-run", NULL, "check, count what a decree would move, change nothing", .flag = &run.dry_run},
                                         {"--later", NULL, "leave it to the jobs role to apply a decree whose day has come", .flag = &later},
                                         {"--rejected", "FILE", "where wrong rows go; default UNITS.csv.rejected.csv", .value = &rejected},
                                         {0}};
    const char *file = NULL;
    int count = 0;
    enum err err = config_load(ctx, command, options, argc, argv, &settings, &file, 1, &count);

    if (err == OK && count != 1)
        err = fault(ctx, ERR_INVALID, "import.file", "UNITS.csv", "Thiếu tên tệp đơn vị hành chính.");
    if (err == OK) {
        run.units_path = str_of(file);
        run.links_path = succession;
        run.rejected_path = rejected.len ? rejected : arena_join(ctx->arena, run.units_path, S(".rejected.csv"));
        err = read_source(ctx, run.units_path, &units_csv);
    }
    if (err == OK && succession.len)
        err = read_source(ctx, succession, &links_csv);
    if (err == OK)
        err = commands_open_db(ctx, &settings, false, true, &open);
    if (err == OK)
        err = run.dry_run ? dry_run(&run, units_csv, links_csv) : territory_import_text(ctx, units_csv, links_csv, false, &run.units, &run.links);
    if (run.units.rows || run.units.errors_total)
        print_report(&run, "Đơn vị hành chính (units)", &run.units);
    if (succession.len)
        print_report(&run, "Kế thừa (succession)", &run.links);
    if (err == OK || run.units.errors_total || run.links.errors_total) {
        enum err written = write_rejected(&run);
        err = err == OK ? written : err;
    }
    if (err == OK && !run.dry_run && !later)
        err = apply(ctx);
    if (err == OK && !run.dry_run)
        err = print_states(ctx);
    if (err != OK)
        return config_fail(ctx, err);
    return 0;
}
