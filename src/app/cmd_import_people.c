/* cmd_import_people.c: `congdan import people FILE [--dry-run] [--map "cot=field,..."] [--map-file FILE] [--update --source TEXT] [--codes-as-of DAY]
 * [--rejected FILE]`. */
#include "app/commands.h"
#include "features/demography/demography.h"
#include "features/matching/matching.h"
#include "features/population/people_import.h"
#include "platform/file/file.h"
#include "platform/file/file_source.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum { TOLD_MAX = 10 };

struct import_run {
    struct ctx *ctx;
    struct file_source source;
    struct progress progress, indexing;
    struct str rejected_path;
    FILE *rejected;          /* made by the first rejected row */
    struct buf line;
    struct csv_writer writer;
    int told;
};

static enum err rejected_failed(struct import_run *run)
{
    return fault_set(run->ctx, ERR_INTERNAL, S("import.rejected"), run->rejected_path, S("Không ghi được tệp các dòng bị từ chối."),
                     str_of(strerrordesc_np(errno)));
}

static enum err flush(struct import_run *run)
{
    size_t written = fwrite(run->line.ptr, 1, run->line.len, run->rejected);
    bool whole = written == run->line.len;

    run->line.len = 0; /* the buffer is used again: memory does not grow with the file */
    return whole ? OK : rejected_failed(run);
}

/* Personal data: readable by who runs the import, and nobody else. */
static enum err rejected_open(struct import_run *run, const struct people_reject *reject)
{
    int fd = open(arena_cstr(run->ctx->arena, run->rejected_path), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    if (fd < 0 || !(run->rejected = fdopen(fd, "w"))) {
        enum err err = rejected_failed(run);
        if (fd >= 0)
            close(fd);
        return err;
    }
    buf_init(&run->line, run->ctx->arena, 4096);
    csv_writer_init(&run->writer, &run->line, true);
    csv_put(&run->writer, S("line"));
    csv_put(&run->writer, S("column"));
    csv_put(&run->writer, S("reason"));
    csv_put(&run->writer, S("advice"));
    csv_put(&run->writer, S("reason_en"));
    csv_put(&run->writer, S("advice_en"));
    for (int i = 0; i < reject->header_count; i++)
        csv_put(&run->writer, reject->header[i]);
    csv_end_row(&run->writer);
    return flush(run);
}

static enum err on_reject(void *arg, const struct people_reject *reject)
{
    struct import_run *run = arg;

    if (!run->rejected)
        TRY(rejected_open(run, reject));
    csv_put_i64(&run->writer, reject->line);
    csv_put_i64(&run->writer, reject->column);
    csv_put(&run->writer, reject->reason);
    csv_put(&run->writer, reject->advice);
    csv_put(&run->writer, reject->reason_en);
    csv_put(&run->writer, reject->advice_en);
    for (int i = 0; i < reject->header_count; i++)
        csv_put(&run->writer, reject->fields ? reject->fields[i] : S(""));
    csv_end_row(&run->writer);
    if (run->told++ < TOLD_MAX) {
        if (isatty(STDERR_FILENO))
            fprintf(stderr, "\r\033[K");
        fprintf(stderr, "  dòng (line) %d, cột (column) %d: %.*s %.*s\n", reject->line, reject->column, STR_ARG(reject->reason), STR_ARG(reject->advice));
    }
    return flush(run);
}

static enum err on_tick(void *arg, const struct people_counts *counts)
{
    struct import_run *run = arg;

    run->progress.items = counts->rows;
    progress_show(&run->progress, run->source.read_bytes, run->source.size_bytes);
    return OK;
}

static void on_index(void *arg, int64_t done, int64_t total)
{
    struct import_run *run = arg;

    if (done == 1)
        progress_end(&run->progress);
    progress_show(&run->indexing, done, total);
}

/* Names are indexed and doubles looked for once, at the end. */
static enum err on_filling(void *arg, struct ctx *ctx, bool begins)
{
    (void)arg;
    return begins ? matching_bulk_begin(ctx) : matching_bulk_end(ctx);
}

enum { NAMES_A_STEP = 2000 };

static enum err index_names(struct ctx *ctx)
{
    bool more = true;

    while (more)
        TRY(matching_index_fresh(ctx, NAMES_A_STEP, &more));
    return OK;
}

static enum err rejected_close(struct import_run *run)
{
    if (!run->rejected)
        return OK;
    bool whole = fclose(run->rejected) == 0;
    run->rejected = NULL;
    return whole ? OK : rejected_failed(run);
}

static void print_counts(const struct import_run *run, const struct people_counts *counts, bool dry_run)
{
    if (counts->table.len)
        printf("Tệp được chuyển từ bảng mã (converted from) %.*s\n", STR_ARG(counts->table));
    printf("Dân cư (people): %ld dòng (rows), %ld %s (new), %ld %s (changed), %ld giữ nguyên (unchanged), %ld bị từ chối (rejected)\n", (long)counts->rows,
           (long)counts->inserted, dry_run ? "sẽ thêm" : "thêm", (long)counts->updated, dry_run ? "sẽ sửa" : "sửa", (long)counts->unchanged,
           (long)counts->rejected);
    if (counts->converted)
        printf("%ld dòng ghi mã xã, phường cũ, được ghi vào đơn vị hiện nay (rows under a former unit code, taken for today's unit)\n", (long)counts->converted);
    if (counts->differing)
        printf("%ld dòng khác dữ liệu đang có, chưa ghi (rows that differ, not written): thêm --update --source TÊN nếu danh sách đúng\n", (long)counts->differing);
    if (counts->headless)
        printf("%ld hộ không có chủ hộ (households without a head)\n", (long)counts->headless);
    if (counts->cut_off)
        printf("Tệp bị cắt ngang ở dòng %d, sau byte %ld (the file is cut off). Những dòng trước đó đã nhập; nhập lại cả tệp đầy đủ để tiếp tục.\n",
               counts->last_line, (long)counts->read_bytes);
    if (counts->rejected || counts->headless || counts->differing)
        printf("Xem từng dòng, lý do và cách sửa trong (see) %.*s\n", STR_ARG(run->rejected_path));
}

static enum err import(struct ctx *ctx, struct import_run *run, struct str file, struct people_import *import, struct people_counts *ret_counts)
{
    import->fill = file_source_fill;
    import->source = &run->source;
    import->reject = on_reject;
    import->tick = on_tick;
    import->indexing = on_index;
    import->filling = on_filling;
    import->arg = run;
    import->alone = true;
    TRY(file_source_open(ctx, file, &run->source));
    import->size_bytes = run->source.size_bytes;
    if (unlink(arena_cstr(ctx->arena, run->rejected_path)) != 0 && errno != ENOENT) /* of an earlier run */
        return rejected_failed(run);
    enum err err = people_import(ctx, import, ret_counts);
    if (err == OK && !import->dry_run)
        err = index_names(ctx);
    progress_end(&run->progress);
    progress_end(&run->indexing);
    file_source_close(&run->source);
    enum err closed = rejected_close(run);
    return err != OK ? err : closed;
}

static enum err check_options(struct ctx *ctx, struct import_run *run, struct people_import *import, struct str map_file, const char *file, int count)
{
    if (count != 1)
        return fault(ctx, ERR_INVALID, "import.file", "PEOPLE.csv", "Thiếu tên tệp danh sách người.");
    if (import->update && import->source_name.len < 3)
        return fault(ctx, ERR_INVALID, "import.source", "--source", "Khi sửa dữ liệu đang có, hãy ghi nguồn của danh sách bằng --source.");
    if (map_file.len)
        TRY(file_read(ctx, map_file, &import->map));
    if (!run->rejected_path.len)
        run->rejected_path = arena_join(ctx->arena, str_of(file), S(".rejected.csv"));
    return OK;
}

static enum err want_recount(struct ctx *ctx)
{
    struct db_tx AUTO(db_tx_end) tx = {0};

    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(demography_want_recount(ctx));
    return db_tx_commit(&tx);
}

int cmd_import_people(struct ctx *ctx, const struct command *command, int argc, char **argv)
{
    struct settings settings;
    struct open_db AUTO(commands_close_db) open = {0};
    struct import_run run = {.ctx = ctx, .indexing = {.label = "Dựng chỉ mục (indexing)"}};
    struct people_import options_of = {0};
    struct str map_file = {0};
    const struct cmd_option options[] = {
        {"--dry-run", NULL, "check and count, change nothing", .flag = &options_of.dry_run},
        {"--map", "COT=FIELD,...", "columns of the file under our names", .value = &options_of.map},
        {"--map-file", "FILE", "the same from a file, one COT=FIELD a line", .value = &map_file},
        {"--update", NULL, "rows that differ replace what is stored; needs --source", .flag = &options_of.update},
        {"--source", "TEXT", "whose list it is; kept with each person that it changes", .value = &options_of.source_name},
        {"--codes-as-of", "DAY", "unit codes are as on that day; default: today", .value = &options_of.codes_as_of},
        {"--rejected", "FILE", "where rejected rows go; default PEOPLE.csv.rejected.csv", .value = &run.rejected_path}, {0}};
    struct people_counts counts = {0};
    const char *file = NULL;
    int count = 0;
    enum err err = config_load(ctx, command, options, argc, argv, &settings, &file, 1, &count);

    run.progress.label = options_of.dry_run ? "Đang kiểm tra (checking)" : "Đang nhập (importing)";
    if (err == OK)
        err = check_options(ctx, &run, &options_of, map_file, file, count);
    if (err == OK)
        err = commands_open_db(ctx, &settings, false, true, &open);
    if (err == OK)
        err = import(ctx, &run, str_of(file), &options_of, &counts);
    if (!options_of.dry_run && counts.rows > counts.rejected) { /* whatever came of it: rows that are in must be counted */
        enum err wanted = want_recount(ctx);
        err = err == OK ? wanted : err;
    }
    if (counts.rows)
        print_counts(&run, &counts, options_of.dry_run);
    if (err != OK)
        return config_fail(ctx, err);
    return counts.rejected || counts.headless || counts.differing || counts.cut_off ? 1 : 0;
}
