/* cmd_import_units.c: `congdan import units UNITS.csv [--succession FILE] [--dry-run]`. */
#include "app/commands.h"
#include "features/territory/territory.h"
#include "platform/file/file.h"
#include <stdio.h>

static void print_report(const char *what, const struct import_report *report, bool dry_run)
{
    printf("%s: %ld dòng (rows), %ld %s (new), %ld sửa (changed), %ld giữ nguyên (unchanged), %ld sai (wrong)\n", what,
           (long)report->rows, (long)report->inserted, dry_run ? "sẽ thêm" : "thêm", (long)report->updated,
           (long)report->unchanged, (long)report->errors_total);
    for (int i = 0; i < report->errors_count; i++) {
        const struct import_error *error = &report->errors[i];
        fprintf(stderr, "  dòng (line) %d, cột (column) %d: %.*s «%.*s» %.*s\n", error->line, error->column,
                STR_ARG(error->reason.vi), STR_ARG(error->value), STR_ARG(error->advice.vi));
    }
    if (report->errors_total > report->errors_count)
        fprintf(stderr, "  … và %ld lỗi nữa (more)\n", (long)(report->errors_total - report->errors_count));
}

static enum err read_source(struct ctx *ctx, struct str path, struct str *ret_text)
{
    enum err err = file_read(ctx, path, ret_text);
    if (err == ERR_NOT_FOUND)
        return fault_set(ctx, ERR_INVALID, S("import.file"), path, S("Không có tệp này."), STR_NONE);
    return err;
}

int cmd_import_units(struct ctx *ctx, const struct command *command, int argc, char **argv)
{
    struct settings settings;
    struct open_db AUTO(commands_close_db) open = {0};
    struct str succession = {0}, units_csv, links_csv = STR_NONE;
    bool dry_run = false;
    const struct cmd_option options[] = {{"--succession", "FILE",
                                          "old-to-new links: old_level,old_code,new_code,extent,effective_on",
                                          .value = &succession},
                                         {"--dry-run", NULL, "check and count, change nothing", .flag = &dry_run},
                                         {0}};
    struct import_report units = {0}, links = {0};
    const char *file = NULL;
    int count = 0;
    enum err err = config_load(ctx, command, options, argc, argv, &settings, &file, 1, &count);

    if (err == OK && count != 1)
        err = fault(ctx, ERR_INVALID, "import.file", "UNITS.csv", "Thiếu tên tệp đơn vị hành chính.");
    if (err == OK)
        err = read_source(ctx, str_of(file), &units_csv);
    if (err == OK && succession.len)
        err = read_source(ctx, succession, &links_csv);
    if (err == OK)
        err = commands_open_db(ctx, &settings, false, true, &open);
    if (err == OK)
        err = territory_import_text(ctx, units_csv, links_csv, dry_run, &units, &links);
    if (units.rows || units.errors_total)
        print_report("Đơn vị hành chính (units)", &units, dry_run);
    if (succession.len)
        print_report("Kế thừa (succession)", &links, dry_run);
    if (err != OK)
        return config_fail(ctx, err);
    return units.errors_total || links.errors_total ? 1 : 0;
}
