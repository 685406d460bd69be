/* cmd_export_people.c: `congdan export people --unit CODE --purpose TEXT [--on DAY] [--format csv|jsonl|sheet] [--out FILE]`. */
#include "app/commands.h"
#include "features/audit/audit.h"
#include "features/population/people_export.h"
#include "features/territory/territory.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum { PURPOSE_BYTES_MIN = 10 };

struct export_run {
    struct ctx *ctx;
    struct str path; /* "": standard output */
    FILE *out;
    struct progress progress;
};

static enum err failed(struct export_run *run)
{
    return fault_set(run->ctx, ERR_INTERNAL, S("export.file"), run->path, S("Không ghi được tệp xuất."), str_of(strerrordesc_np(errno)));
}

static enum err on_put(void *arg, struct str bytes)
{
    struct export_run *run = arg;
    return fwrite(bytes.ptr, 1, bytes.len, run->out) == bytes.len ? OK : failed(run);
}

static void on_progress(void *arg, int64_t done, int64_t total) { progress_show(&((struct export_run *)arg)->progress, done, total); }

/* Personal data: readable by who runs it, and an older file is not overwritten. */
static enum err open_out(struct export_run *run)
{
    run->out = stdout;
    if (!run->path.len)
        return OK;
    int fd = open(arena_cstr(run->ctx->arena, run->path), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 || !(run->out = fdopen(fd, "w")))
        return failed(run);
    return OK;
}

static enum err close_out(struct export_run *run)
{
    bool whole = fflush(run->out) == 0 && !ferror(run->out);
    if (run->path.len)
        whole &= fclose(run->out) == 0;
    return whole ? OK : failed(run);
}

/* Before the first byte leaves: a list that was taken half stands in the log, too. */
static enum err log_it(struct ctx *ctx, const struct unit *unit, struct str purpose, struct str format)
{
    struct db_tx AUTO(db_tx_end) tx = {0};
    struct audit_entry entry = {.action = S("people.export"), .outcome = OK, .unit_id = unit->unit_id, .purpose = purpose,
                                .detail = arena_printf(ctx->arena, "congdan export people, %.*s, system user id %d", STR_ARG(format), (int)getuid())};

    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(audit_put(ctx, &entry));
    return db_tx_commit(&tx);
}

static enum err format_of(struct ctx *ctx, struct str name, enum people_format *ret_format)
{
    if (!name.len || str_eq(name, S("csv")))
        *ret_format = PEOPLE_CSV;
    else if (str_eq(name, S("jsonl")))
        *ret_format = PEOPLE_JSONL;
    else if (str_eq(name, S("sheet")))
        *ret_format = PEOPLE_CSV_SHEET;
    else
        return fault_set(ctx, ERR_INVALID, S("export.format"), S("--format"), S("Định dạng là csv, jsonl hoặc sheet."), STR_NONE);
    return OK;
}

struct wish {
    struct str unit, on, format, purpose;
};

static enum err export(struct ctx *ctx, struct export_run *run, const struct wish *wish, int64_t *ret_people)
{
    struct people_export export = {.on = day_of_ms(ctx->now_ms), .put = on_put, .progress = run->path.len ? on_progress : NULL, .arg = run};
    struct unit unit;

    if (wish->purpose.len < PURPOSE_BYTES_MIN)
        return fault(ctx, ERR_INVALID, "export.purpose", "--purpose", "Hãy ghi mục đích và căn cứ của việc xuất dữ liệu dân cư; việc này được ghi vào nhật ký.");
    if (wish->on.len && day_parse_iso(wish->on, &export.on) != OK && day_parse_vi(wish->on, &export.on) != OK)
        return fault(ctx, ERR_INVALID, "export.on", "--on", "Ngày này không có thật. Ghi 30/06/2025 hoặc 2025-06-30.");
    TRY(format_of(ctx, wish->format, &export.format));
    enum err err = territory_find(ctx, wish->unit, export.on, &unit);
    if (err == ERR_NOT_FOUND)
        return fault_set(ctx, ERR_INVALID, S("export.unit"), wish->unit, S("Không có đơn vị hành chính nào mang mã này vào ngày đã chọn."), STR_NONE);
    TRY(err);
    export.unit_id = unit.unit_id;
    TRY(open_out(run));
    TRY(log_it(ctx, &unit, wish->purpose, wish->format.len ? wish->format : S("csv")));
    err = people_export(ctx, &export, ret_people);
    progress_end(&run->progress);
    enum err closed = close_out(run);
    return err != OK ? err : closed;
}

int cmd_export_people(struct ctx *ctx, const struct command *command, int argc, char **argv)
{
    struct settings settings;
    struct open_db AUTO(commands_close_db) open = {0};
    struct export_run run = {.ctx = ctx, .progress = {.label = "Đang xuất (exporting)"}};
    struct wish wish = {0};
    const struct cmd_option options[] = {{"--unit", "CODE", "commune, district or province; codes as they were on that day", .value = &wish.unit},
                                         {"--purpose", "TEXT", "why, and on what basis; goes into the log", .value = &wish.purpose},
                                         {"--on", "DAY", "who lived there on that day; default today", .value = &wish.on},
                                         {"--format", "csv|jsonl|sheet", "sheet: CSV for spreadsheets; default csv", .value = &wish.format},
                                         {"--out", "FILE", "a new file; default standard output", .value = &run.path}, {0}};
    int64_t people = 0;
    enum err err = config_load(ctx, command, options, argc, argv, &settings, NULL, 0, NULL);

    if (err == OK)
        err = commands_open_db(ctx, &settings, false, true, &open);
    if (err == OK)
        err = export(ctx, &run, &wish, &people);
    if (err != OK)
        return config_fail(ctx, err);
    fprintf(stderr, "%ld người (people)\n", (long)people);
    return 0;
}
