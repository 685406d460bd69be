/* cmd_agency.c: `congdan agency ...`: the agencies that receive and decide dossiers. */
#include "app/commands.h"
#include "features/agency/agency.h"
#include "features/agency/calendar_load.h"
#include "features/dossier/dossier.h"
#include "features/territory/territory.h"
#include "platform/file/file.h"
#include <stdio.h>

enum { LIST_STEP = 500 };

struct agency_options {
    struct settings settings;
    struct str code, unit, kind, name, parent, calendar, phone, address, prefix, last;
    const char *file;
    bool dry_run, csv;
};

static enum err agency_of(struct ctx *ctx, struct str code, const char *flag, struct agency *ret_agency)
{
    enum err err = agency_find(ctx, code, ret_agency);

    if (err == ERR_NOT_FOUND)
        return fault_set(ctx, ERR_INVALID, S("agency.unknown"), str_of(flag), S("Không có cơ quan mang mã này."), code);
    return err;
}

/* --- list: for reading, or as the file that import reads ---------------------------------------------------------------- */
static enum err csv_row(struct ctx *ctx, struct csv_writer *writer, const struct agency *agency)
{
    struct agency parent = {0};
    struct unit unit = {0};

    if (agency->parent_id)
        TRY(agency_get(ctx, agency->parent_id, &parent));
    TRY(territory_get(ctx, agency->unit_id, &unit));
    const struct str cells[] = {agency->code, unit.code, agency->kind, agency->name, parent.code, agency->calendar, agency->phone, agency->address};
    for (size_t i = 0; i < ARRAY_LEN(cells); i++)
        csv_put(writer, cells[i]);
    csv_end_row(writer);
    return OK;
}

static bool shown(const struct agency_options *o, const struct agency *agency, int64_t unit_id, struct day today)
{
    bool ended = !day_is_none(agency->valid_to) && agency->valid_to.n < today.n;

    return (!unit_id || agency->unit_id == unit_id) && !(o->csv && ended);
}

static enum err list(struct ctx *ctx, struct agency_options *o)
{
    struct buf out;
    struct csv_writer writer;
    struct str after = S("");
    struct day today = day_of_ms(ctx->now_ms);
    int64_t unit_id = 0;
    int count, total = 0;

    if (o->unit.len)
        TRY(commands_unit_of(ctx, o->unit, &unit_id));
    buf_init(&out, ctx->arena, 4096);
    csv_writer_init(&writer, &out, false);
    if (o->csv)
        buf_lit(&out, "code,unit_code,kind,name,parent_code,calendar,phone,address\r\n");
    do {
        struct agency *rows;
        TRY(agency_page(ctx, after, LIST_STEP, &rows, &count));
        for (int i = 0; i < count; i++) {
            after = rows[i].code;
            if (!shown(o, &rows[i], unit_id, today))
                continue;
            total++;
            if (o->csv)
                TRY(csv_row(ctx, &writer, &rows[i]));
            else
                buf_printf(&out, "%-20.*s %-11.*s %.*s%s%.*s\n", STR_ARG(rows[i].code), STR_ARG(rows[i].kind), STR_ARG(rows[i].name),
                           day_is_none(rows[i].valid_to) ? "" : ", đến hết (until) ", STR_ARG(fmt_day(ctx->arena, rows[i].valid_to)));
        }
    } while (count == LIST_STEP);
    if (!o->csv)
        buf_printf(&out, "%d cơ quan (agencies)\n", total);
    fwrite(out.ptr, 1, out.len, stdout);
    return OK;
}

/* --- add, change, end ------------------------------------------------------------------------------------------------------ */
static enum err needs(struct ctx *ctx, const struct agency_options *o)
{
    if (!o->code.len)
        return fault(ctx, ERR_INVALID, "agency.missing", "--code", "Thiếu mã cơ quan. Xem congdan agency --help.");
    return OK;
}

static enum err add(struct ctx *ctx, struct agency_options *o)
{
    AUTO(db_tx_end) struct db_tx tx = {0};
    struct agency agency = {.code = o->code, .kind = o->kind, .name = o->name, .calendar = o->calendar, .phone = o->phone, .address = o->address};
    struct agency parent = {0};
    int64_t agency_id;

    TRY(needs(ctx, o));
    if (o->parent.len)
        TRY(agency_of(ctx, o->parent, "--parent", &parent));
    TRY(commands_unit_of(ctx, o->unit.len ? o->unit : o->settings.province_code, &agency.unit_id));
    agency.parent_id = parent.agency_id;
    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(agency_add(ctx, &agency, &agency_id));
    TRY(db_tx_commit(&tx));
    printf("Đã thêm (added): %.*s\n", STR_ARG(o->code));
    return OK;
}

static enum err change(struct ctx *ctx, struct agency_options *o)
{
    AUTO(db_tx_end) struct db_tx tx = {0};
    struct agency agency, parent;

    TRY(needs(ctx, o));
    TRY(agency_of(ctx, o->code, "--code", &agency));
    if (o->parent.len) {
        TRY(agency_of(ctx, o->parent, "--parent", &parent));
        agency.parent_id = parent.agency_id;
    }
    agency.name = o->name.len ? o->name : agency.name;
    agency.calendar = o->calendar.len ? o->calendar : agency.calendar;
    agency.phone = o->phone.len ? o->phone : agency.phone;
    agency.address = o->address.len ? o->address : agency.address;
    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(agency_change(ctx, &agency));
    TRY(db_tx_commit(&tx));
    printf("Đã sửa (changed): %.*s\n", STR_ARG(o->code));
    return OK;
}

static enum err end(struct ctx *ctx, struct agency_options *o)
{
    AUTO(db_tx_end) struct db_tx tx = {0};
    struct day last = {day_of_ms(ctx->now_ms).n - 1};
    struct agency agency;
    int roles;

    TRY(needs(ctx, o));
    TRY(agency_of(ctx, o->code, "--code", &agency));
    if (o->last.len && day_parse_vi(o->last, &last) != OK && day_parse_iso(o->last, &last) != OK)
        return fault(ctx, ERR_INVALID, "agency.last", "--last", "Ngày viết như 21/11/2026.");
    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(dossier_check_agency_free(ctx, agency.agency_id));
    TRY(agency_end(ctx, agency.agency_id, last, &roles));
    TRY(db_tx_commit(&tx));
    printf("Đã kết thúc (ended): %.*s, %d vai trò (roles)\n", STR_ARG(o->code), roles);
    return OK;
}

/* --- many at once ------------------------------------------------------------------------------------------------------------- */
static enum err make(struct ctx *ctx, struct agency_options *o)
{
    struct agency_made made;

    TRY(agency_make(ctx, o->settings.province_code, o->prefix, &made));
    printf("Cơ quan (agencies): %d thêm mới (new), %d đã có (there)\n", made.added, made.there);
    return OK;
}

static enum err import(struct ctx *ctx, struct agency_options *o)
{
    struct import_report report = {0};
    struct str csv;

    if (!o->file)
        return fault(ctx, ERR_INVALID, "import.file", "AGENCIES.csv", "Thiếu tên tệp danh sách cơ quan.");
    enum err err = file_read(ctx, str_of(o->file), &csv);
    if (err == ERR_NOT_FOUND)
        return fault_set(ctx, ERR_INVALID, S("import.file"), str_of(o->file), S("Không có tệp này."), STR_NONE);
    TRY(err);
    err = agency_import(ctx, csv, o->dry_run, &report);
    if (report.rows || report.errors_total)
        printf("Cơ quan (agencies): %ld dòng (rows), %ld %s (new), %ld %s (changed), %ld giữ nguyên (unchanged), %ld sai (wrong)\n", (long)report.rows,
               (long)report.inserted, o->dry_run ? "sẽ thêm" : "thêm", (long)report.updated, o->dry_run ? "sẽ sửa" : "sửa", (long)report.unchanged,
               (long)report.errors_total);
    for (int i = 0; i < report.errors_count; i++) {
        const struct import_error *e = &report.errors[i];
        fprintf(stderr, "  dòng (line) %d, cột (column) %d: %.*s «%.*s» %.*s\n", e->line, e->column, STR_ARG(e->reason.vi), STR_ARG(e->value), STR_ARG(e->advice.vi));
    }
    return err;
}

static const struct action {
    const char *name;
    enum err (*run)(struct ctx *ctx, struct agency_options *options);
} actions[] = {{"list", list}, {"add", add}, {"change", change}, {"end", end}, {"make", make}, {"import", import}};

static enum err run(struct ctx *ctx, struct agency_options *o, const char *name)
{
    TRY(calendar_load(ctx, arena_printf(ctx->arena, "%.*s/calendar", STR_ARG(o->settings.data_dir))));
    for (size_t i = 0; i < ARRAY_LEN(actions); i++)
        if (strcmp(actions[i].name, name) == 0)
            return actions[i].run(ctx, o);
    return fault(ctx, ERR_INVALID, "agency.action", name, "Không có việc này. Xem congdan agency --help.");
}

int cmd_agency(struct ctx *ctx, const struct command *command, int argc, char **argv)
{
    struct agency_options o = {0};
    struct open_db AUTO(commands_close_db) open = {0};
    const struct cmd_option options[] = {
        {"--code", "CODE", "the agency's code, first part of its dossiers' codes: H21.104", .value = &o.code},
        {"--unit", "CODE", "5 digits of a commune, 2 of a province; default the province of the settings", .value = &o.unit},
        {"--kind", "KIND", "committee, police, centre, department", .value = &o.kind},
        {"--name", "NAME", "as on letters: Công an xã Ia Grai", .value = &o.name},
        {"--parent", "CODE", "code of the agency above", .value = &o.parent},
        {"--calendar", "NAME", "its working time; default vn", .value = &o.calendar},
        {"--phone", "TEXT", "telephone", .value = &o.phone},
        {"--address", "TEXT", "where its counter is", .value = &o.address},
        {"--prefix", "CODE", "make: the province's code of level 1, H21", .value = &o.prefix},
        {"--last", "DAY", "end: its last day, 30/06/2027; default yesterday, which ends it at once", .value = &o.last},
        {"--csv", NULL, "list: as the file that import reads, ended ones left out", .flag = &o.csv},
        {"--dry-run", NULL, "import: check and count, change nothing", .flag = &o.dry_run},
        {0}};
    const char *operands[2] = {0};
    int count = 0;
    enum err err = config_load(ctx, command, options, argc, argv, &o.settings, operands, 2, &count);

    if (err == OK && count < 1)
        err = fault(ctx, ERR_INVALID, "agency.action", "", "Cần một việc: list, add, change, end, make hoặc import.");
    if (err == OK && count == 2 && strcmp(operands[0], "import") != 0)
        err = fault(ctx, ERR_INVALID, "agency.action", operands[1], "Thừa tham số. Xem congdan agency --help.");
    o.file = operands[1];
    if (err == OK)
        err = commands_open_db(ctx, &o.settings, false, true, &open);
    if (err == OK)
        err = run(ctx, &o, operands[0]);
    return err == OK ? 0 : config_fail(ctx, err);
}
