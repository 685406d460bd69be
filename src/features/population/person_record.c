/* person_record.c: what the register holds of a person, put into words, with where each datum comes from and since when. */
#include "features/population/internal.h"
#include "features/population/person_record.h"
#include "features/territory/territory.h"

static struct str source_text(struct ctx *ctx, struct str source, int64_t at_ms)
{
    struct str day = fmt_day(ctx->arena, day_of_ms(at_ms));
    return str_eq(source, S("synthetic")) ? TF(ctx, "Dữ liệu mô phỏng, {0}", day) : TF(ctx, "Cơ sở dữ liệu dân cư, {0}", day);
}

/* Of some only the year, or month and year of birth are known. */
struct str person_birth_text(struct ctx *ctx, const struct person *person)
{
    struct civil c = civil_of(person->birth);

    if (str_eq(person->birth_precision, S("year")))
        return arena_printf(ctx->arena, "%04d", c.year);
    if (str_eq(person->birth_precision, S("month")))
        return arena_printf(ctx->arena, "%02d/%04d", c.month, c.year);
    return fmt_day(ctx->arena, person->birth);
}

struct str person_sex_text(struct ctx *ctx, bool female) { return female ? TS(ctx, "Nữ") : TS(ctx, "Nam"); }

struct str residence_text(struct ctx *ctx, const struct residence *residence)
{
    return arena_printf(ctx->arena, "%.*s, %.*s", STR_ARG(residence->address), STR_ARG(territory_label(ctx, residence->unit_id)));
}

struct rows {
    struct summary_row *items;
    int count;
    struct str source;
};

static void row_put(struct rows *rows, struct str key, struct str value)
{
    rows->items[rows->count++] = (struct summary_row){.key = key, .value = value, .source = rows->source};
}

static void who(struct ctx *ctx, const struct person *person, struct summary_list *ret_list)
{
    struct rows rows = {.items = arena_array(ctx->arena, struct summary_row, 12)};

    row_put(&rows, TS(ctx, "Họ, chữ đệm và tên"), person->full_name);
    row_put(&rows, TS(ctx, "Số định danh cá nhân"), person_number_format(ctx->arena, person->person_id));
    row_put(&rows, TS(ctx, "Ngày sinh"), person_birth_text(ctx, person));
    row_put(&rows, TS(ctx, "Giới tính"), person_sex_text(ctx, person->female));
    row_put(&rows, TS(ctx, "Dân tộc"), person->ethnicity);
    row_put(&rows, TS(ctx, "Nơi sinh"), person->birth_place);
    row_put(&rows, TS(ctx, "Quê quán"), person->hometown);
    row_put(&rows, TS(ctx, "Số điện thoại"), person->phone);
    if (!str_eq(person->status, S("alive")))
        row_put(&rows, TS(ctx, "Tình trạng"),
                day_is_none(person->death) ? i18n(ctx->lang, code_text_of(person_statuses, person->status))
                                           : TF(ctx, "{0}, ngày {1}", i18n(ctx->lang, code_text_of(person_statuses, person->status)),
                                                fmt_day(ctx->arena, person->death)));
    *ret_list = (struct summary_list){.items = rows.items, .items_count = rows.count};
}

static enum err homes(struct ctx *ctx, const struct person *person, struct summary_list *ret_list)
{
    struct rows rows = {.items = arena_array(ctx->arena, struct summary_row, 2)};

    for (int temporary = 0; temporary < 2; temporary++) {
        struct residence residence;
        struct str text = STR_NONE;
        enum err err = residence_current(ctx, person->person_id, temporary, &residence);
        if (err != OK && err != ERR_NOT_FOUND)
            return err;
        rows.source = STR_NONE;
        if (err == OK) {
            text = residence_text(ctx, &residence);
            if (temporary)
                text = TF(ctx, "{0} (đến {1})", text, fmt_day(ctx->arena, residence.expires_on));
            rows.source = source_text(ctx, person->source, residence.recorded_ms);
        }
        if (err == OK || !temporary)
            row_put(&rows, temporary ? TS(ctx, "Nơi tạm trú") : TS(ctx, "Nơi thường trú"), text);
    }
    *ret_list = (struct summary_list){.title = TS(ctx, "Nơi cư trú hiện nay"), .items = rows.items, .items_count = rows.count};
    return OK;
}

static struct table table_new(struct ctx *ctx, struct str caption, int columns, int rows)
{
    return (struct table){.caption = caption, .caption_hidden = true, .columns = arena_array(ctx->arena, struct table_column, (size_t)columns),
                          .columns_count = columns, .rows = arena_array(ctx->arena, struct table_row, (size_t)rows)};
}

static void column(struct table *table, int index, struct str label)
{
    ((struct table_column *)table->columns)[index] = (struct table_column){.label = label, .is_row_header = index == 0};
}

static struct table_cell *row_new(struct ctx *ctx, struct table *table)
{
    struct table_cell *cells = arena_array(ctx->arena, struct table_cell, (size_t)table->columns_count);
    table->rows[table->rows_count++] = (struct table_row){.items = cells, .items_count = table->columns_count};
    return cells;
}

static enum err household(struct ctx *ctx, int64_t person_id, struct table *ret_table)
{
    struct household_person *members;
    int64_t household_id;
    int count;

    enum err err = household_of(ctx, person_id, &household_id);
    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    TRY(household_members(ctx, household_id, &members, &count));
    struct table table = table_new(ctx, TS(ctx, "Hộ gia đình"), 4, count);
    column(&table, 0, TS(ctx, "Họ và tên"));
    column(&table, 1, TS(ctx, "Quan hệ với chủ hộ"));
    column(&table, 2, TS(ctx, "Ngày sinh"));
    column(&table, 3, TS(ctx, "Giới tính"));
    for (int i = 0; i < count; i++) {
        struct table_cell *cells = row_new(ctx, &table);
        cells[0].text = members[i].full_name;
        cells[1].text = i18n(ctx->lang, household_relation_text(members[i].relation));
        cells[2].text = fmt_day(ctx->arena, members[i].birth);
        cells[3].text = person_sex_text(ctx, members[i].female);
    }
    table_prepare(&table);
    *ret_table = table;
    return OK;
}

static enum err history(struct ctx *ctx, int64_t person_id, struct table *ret_table)
{
    struct residence *rows;
    int count;

    TRY(residence_history(ctx, person_id, &rows, &count));
    struct table table = table_new(ctx, TS(ctx, "Các nơi đã cư trú"), 4, count);
    column(&table, 0, TS(ctx, "Nơi"));
    column(&table, 1, TS(ctx, "Loại"));
    column(&table, 2, TS(ctx, "Từ ngày"));
    column(&table, 3, TS(ctx, "Đến ngày"));
    for (int i = 0; i < count; i++) {
        struct table_cell *cells = row_new(ctx, &table);
        struct day end = day_is_none(rows[i].valid_to) ? rows[i].expires_on : rows[i].valid_to;
        cells[0].text = residence_text(ctx, &rows[i]);
        cells[0].note = i18n(ctx->lang, code_text_of(residence_dwellings, rows[i].dwelling));
        cells[1].text = rows[i].temporary ? TS(ctx, "Tạm trú") : TS(ctx, "Thường trú");
        cells[2].text = fmt_day(ctx->arena, rows[i].valid_from);
        cells[3].text = day_is_none(end) ? TS(ctx, "nay") : fmt_day(ctx->arena, end);
        if (rows[i].end_reason.len)
            cells[3].note = i18n(ctx->lang, code_text_of(residence_end_reasons, rows[i].end_reason));
    }
    table_prepare(&table);
    *ret_table = table;
    return OK;
}

static enum err absences(struct ctx *ctx, int64_t person_id, struct table *ret_table)
{
    struct absence_notice *rows;
    int count;

    TRY(absence_history(ctx, person_id, &rows, &count));
    struct table table = table_new(ctx, TS(ctx, "Đã khai báo tạm vắng"), 4, count);
    column(&table, 0, TS(ctx, "Nơi đến"));
    column(&table, 1, TS(ctx, "Lý do"));
    column(&table, 2, TS(ctx, "Từ ngày"));
    column(&table, 3, TS(ctx, "Đến ngày"));
    for (int i = 0; i < count; i++) {
        struct table_cell *cells = row_new(ctx, &table);
        cells[0].text = rows[i].destination;
        cells[1].text = rows[i].reason;
        cells[2].text = fmt_day(ctx->arena, rows[i].from);
        cells[3].text = fmt_day(ctx->arena, rows[i].to);
    }
    table_prepare(&table);
    *ret_table = table;
    return OK;
}

enum err person_record_fill(struct ctx *ctx, const struct person *person, struct person_record_view *ret_view)
{
    struct person_record_view view = {.source = source_text(ctx, person->source, person->updated_ms)};

    who(ctx, person, &view.who);
    TRY(homes(ctx, person, &view.homes));
    TRY(household(ctx, person->person_id, &view.household));
    TRY(history(ctx, person->person_id, &view.history));
    TRY(absences(ctx, person->person_id, &view.absences));
    *ret_view = view;
    return OK;
}
