/* guest_rows.c: from what was typed to guests, and back. */
#include "features/residence/guest_rows.h"
#include "platform/unicode/unicode.h"

const struct guest_column guest_columns[CELL_COUNT] = {
    [CELL_NAME] = {S_INIT("name"), S_INIT("ho_ten"), M_("Họ và tên"), M_("Ghi họ, chữ đệm và tên như trên giấy tờ của khách.")},
    [CELL_NUMBER] = {S_INIT("number"), S_INIT("so_dinh_danh"), M_("Số định danh hoặc hộ chiếu"),
                     M_("Ghi 12 chữ số trên căn cước, hoặc số hộ chiếu. Trong bảng tính, định dạng cột này là văn bản.")},
    [CELL_BIRTH] = {S_INIT("birth"), S_INIT("ngay_sinh"), M_("Ngày sinh"), M_("Ghi dạng ngày/tháng/năm, ví dụ 02/09/1990; không biết thì để trống.")},
    [CELL_REASON] = {S_INIT("reason"), S_INIT("ly_do"), M_("Lý do"), M_("Ghi ngắn, ví dụ: du lịch, công tác, thăm thân, chữa bệnh.")},
    [CELL_ARRIVED] = {S_INIT("arrived"), S_INIT("gio_den"), M_("Giờ đến"), M_("Ghi giờ và ngày khách đến, ví dụ 15:04 21/11/2026.")},
    [CELL_LEAVES] = {S_INIT("leaves"), S_INIT("ngay_di"), M_("Ngày đi"), M_("Ghi ngày khách dự kiến đi, dạng ngày/tháng/năm.")},
};

int guest_cell_of(struct str field)
{
    for (int i = 0; i < CELL_COUNT; i++)
        if (str_eq(guest_columns[i].field, field))
            return i;
    return -1;
}

bool guest_row_is_empty(const struct guest_row *row)
{
    return !row->cell[CELL_NAME].len && !row->cell[CELL_NUMBER].len && !row->cell[CELL_BIRTH].len;
}

static struct str usual_reason(struct ctx *ctx, struct str place_kind)
{
    if (str_eq(place_kind, S("hospital")))
        return TS(ctx, "Chữa bệnh");
    return str_eq(place_kind, S("home")) ? TS(ctx, "Thăm người thân") : TS(ctx, "Du lịch");
}

struct guest_row guest_row_new(struct ctx *ctx, struct str place_kind)
{
    struct guest_row row = {0};

    for (int i = 0; i < CELL_COUNT; i++)
        row.cell[i] = S("");
    row.cell[CELL_REASON] = usual_reason(ctx, place_kind);
    row.cell[CELL_ARRIVED] = fmt_at(ctx->arena, ctx->now_ms);
    row.cell[CELL_LEAVES] = fmt_day(ctx->arena, (struct day){day_of_ms(ctx->now_ms).n + 1});
    return row;
}

/* --- times ------------------------------------------------------------------------------------------------------------------ */
/* "15:04", "15h04", "15h", "9:05:30": minutes since midnight, or -1. Seconds are passed over. */
static int clock_parse(struct str text)
{
    int part[3] = {0}, parts = 0, digits = 0;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c >= '0' && c <= '9') {
            if (++digits > 2)
                return -1;
            part[parts] = part[parts] * 10 + (c - '0');
        } else if ((c == ':' || ((c == 'h' || c == 'H') && parts == 0)) && digits && parts < 2) {
            bool ends = i + 1 == text.len;
            if (ends && c == ':')
                return -1;
            parts++;
            digits = ends ? 1 : 0;
        } else {
            return -1;
        }
    }
    if (parts == 0 || !digits || part[0] > 23 || part[1] > 59 || part[2] > 59)
        return -1;
    return part[0] * 60 + part[1];
}

static bool day_parse(struct str text, struct day *ret_day) { return day_parse_vi(text, ret_day) == OK || day_parse_iso(text, ret_day) == OK; }

enum err guest_time_parse(struct ctx *ctx, struct str text, int64_t *ret_ms)
{
    struct day day = day_of_ms(ctx->now_ms);
    ptrdiff_t gap;
    int minute;

    text = str_trim(text);
    gap = str_find_char(text, ' ');
    if (gap < 0)
        gap = str_find_char(text, 'T');
    if (gap < 0) {
        minute = clock_parse(text);
    } else {
        struct str first = str_sub(text, 0, (size_t)gap), second = str_trim(str_sub(text, (size_t)gap + 1, text.len));
        if (str_ends(first, S(","))) /* "15:04, 21/11/2026" */
            first.len--;
        minute = clock_parse(first);
        struct str date = minute >= 0 ? second : first;
        if (minute < 0)
            minute = clock_parse(second);
        if (!day_parse(date, &day))
            return ERR_INVALID;
    }
    if (minute < 0)
        return ERR_INVALID;
    *ret_ms = ms_of_day(day, minute);
    return OK;
}

/* --- checking ---------------------------------------------------------------------------------------------------------------- */
static void drop_empty(struct guest_rows *rows)
{
    int kept = 0;

    for (int i = 0; i < rows->count; i++)
        if (!guest_row_is_empty(&rows->items[i]))
            rows->items[kept++] = rows->items[i];
    rows->count = kept;
}

static void read_row(struct ctx *ctx, struct guest_row *row, struct lodging_guest *ret_guest)
{
    struct lodging_guest guest = {.name = row->cell[CELL_NAME], .number = row->cell[CELL_NUMBER], .reason = row->cell[CELL_REASON], .birth = DAY_NONE,
                                  .leaves = DAY_NONE};

    for (int i = 0; i < CELL_COUNT; i++)
        row->error[i] = (struct msg){STR_NONE};
    if (row->cell[CELL_BIRTH].len && !day_parse(row->cell[CELL_BIRTH], &guest.birth))
        row->error[CELL_BIRTH] = T("Ngày sinh phải là ngày có thật, ví dụ 02/09/1990.");
    if (row->cell[CELL_ARRIVED].len && guest_time_parse(ctx, row->cell[CELL_ARRIVED], &guest.arrived_ms) != OK)
        row->error[CELL_ARRIVED] = T("Hãy ghi giờ và ngày đến, ví dụ 15:04 21/11/2026.");
    if (row->cell[CELL_LEAVES].len && !day_parse(row->cell[CELL_LEAVES], &guest.leaves))
        row->error[CELL_LEAVES] = T("Ngày đi phải là ngày có thật, ví dụ 22/11/2026.");
    *ret_guest = guest;
}

enum err guest_rows_check(struct ctx *ctx, struct guest_rows *rows, struct lodging_guest **ret_guests)
{
    struct lodging_error *errors;
    int count;

    drop_empty(rows);
    rows->errors_count = 0;
    struct lodging_guest *guests = arena_array(ctx->arena, struct lodging_guest, (size_t)rows->count + 1);
    for (int i = 0; i < rows->count; i++)
        read_row(ctx, &rows->items[i], &guests[i]);
    TRY(population_check_lodging(ctx, guests, rows->count, &errors, &count));
    for (int i = 0; i < count; i++) {
        int cell = guest_cell_of(errors[i].field);
        struct msg *error = &rows->items[errors[i].row].error[cell < 0 ? CELL_NAME : cell];
        if (!error->vi.len) /* "write when he came" does not help who wrote it wrongly */
            *error = errors[i].text;
    }
    for (int i = 0; i < rows->count; i++)
        for (int c = 0; c < CELL_COUNT; c++)
            rows->errors_count += rows->items[i].error[c].vi.len > 0;
    *ret_guests = guests;
    return OK;
}

struct guest_rows guest_rows_of(struct ctx *ctx, const struct lodging_guest *guests, int count)
{
    struct guest_rows rows = {.items = arena_array(ctx->arena, struct guest_row, (size_t)count + 1), .count = count};

    for (int i = 0; i < count; i++) {
        struct str *cell = rows.items[i].cell;
        cell[CELL_NAME] = guests[i].name;
        cell[CELL_NUMBER] = guests[i].number;
        cell[CELL_BIRTH] = day_is_none(guests[i].birth) ? S("") : fmt_day(ctx->arena, guests[i].birth);
        cell[CELL_REASON] = guests[i].reason;
        cell[CELL_ARRIVED] = fmt_at(ctx->arena, guests[i].arrived_ms);
        cell[CELL_LEAVES] = day_is_none(guests[i].leaves) ? S("") : fmt_day(ctx->arena, guests[i].leaves);
    }
    return rows;
}
