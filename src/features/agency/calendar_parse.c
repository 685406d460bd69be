/* calendar_parse.c: from the rows of data/calendar/ to the arrays of a layer. A calendar decides when people get their
 * papers: a row that is not understood stops the start of the program, it is never skipped. */
#include "features/agency/calendar_load.h"
#include "platform/csv/csv.h"
#include "platform/html/html.h"
#include <stdlib.h>

enum { CALENDAR_ROWS_MAX = 20000 };

/* One file being read. */
struct source {
    struct ctx *ctx;
    struct arena *arena;
    struct str file;
    struct csv_reader csv;
};

static enum err refuse_at(struct source *source, int line, int column, struct msg problem)
{
    struct str text = arena_printf(source->ctx->arena, "%.*s, dòng %d, cột %d: %.*s", STR_ARG(source->file), line,
                                   column, STR_ARG(problem.vi));
    return fault_set(source->ctx, ERR_INVALID, S("calendar.file"), source->file, text, text);
}

static enum err refuse(struct source *source, int column, struct msg problem)
{
    return refuse_at(source, source->csv.line, column + 1, problem);
}

/* Opens, finds the columns; ERR_INVALID when a required one is missing. */
static enum err open_source(struct source *source, struct str text, const char *const *names, int count, int required,
                            int *ret_columns)
{
    csv_open_text(&source->csv, source->ctx->arena, text);
    for (int i = 0; i < count; i++) {
        ret_columns[i] = csv_column(&source->csv, str_of(names[i]));
        if (ret_columns[i] < 0 && i < required && source->csv.error.problem == CSV_FINE) {
            struct str missing = arena_printf(source->ctx->arena, "Thiếu cột “%s”.", names[i]);
            return refuse_at(source, 1, 0, (struct msg){missing});
        }
    }
    return OK;
}

/* OK with *ret_row true for a row, false at the end. */
static enum err next_row(struct source *source, bool *ret_row)
{
    enum csv_step step = csv_next(&source->csv);

    *ret_row = step == CSV_ROW;
    if (step == CSV_ROW || step == CSV_END)
        return OK;
    return refuse_at(source, source->csv.error.line, source->csv.error.column,
                     csv_problem_text(source->csv.error.problem));
}

static bool parse_minute(struct str text, int16_t *ret_minute)
{
    int64_t hour, minute;
    struct str rest = text, head = str_cut(&rest, ':');

    if (head.len < 1 || head.len > 2 || rest.len != 2 || !str_all_digits(head) || !str_all_digits(rest) ||
        str_parse_i64(head, &hour) != OK || str_parse_i64(rest, &minute) != OK || hour > 24 || minute > 59 ||
        hour * 60 + minute > 24 * 60)
        return false;
    *ret_minute = (int16_t)(hour * 60 + minute);
    return true;
}

/* Both empty: closed; otherwise open before close. */
static bool parse_half(struct str open, struct str close, int16_t *ret_open, int16_t *ret_close)
{
    *ret_open = *ret_close = 0;
    if (!open.len && !close.len)
        return true;
    return parse_minute(open, ret_open) && parse_minute(close, ret_close) && *ret_open < *ret_close;
}

static bool halves_in_order(const struct calendar_hours *h)
{
    return h->close_am == h->open_am || h->close_pm == h->open_pm || h->close_am <= h->open_pm;
}

/* "07:30-11:30;13:30-17:00", "07:30-11:30" or "". */
static bool parse_spans(struct str text, struct calendar_hours *ret_hours)
{
    struct str rest = text, span[2] = {STR_NONE, STR_NONE};

    *ret_hours = (struct calendar_hours){.counts = true};
    for (int i = 0; rest.len; i++) {
        if (i == 2)
            return false;
        span[i] = str_cut(&rest, ';');
    }
    struct str am = str_trim(span[0]), pm = str_trim(span[1]);
    struct str am_open = str_cut(&am, '-'), pm_open = str_cut(&pm, '-');
    return parse_half(str_trim(am_open), str_trim(am), &ret_hours->open_am, &ret_hours->close_am) &&
           parse_half(str_trim(pm_open), str_trim(pm), &ret_hours->open_pm, &ret_hours->close_pm) &&
           halves_in_order(ret_hours);
}

static int by_day(const void *a, const void *b)
{
    int32_t x = ((const struct calendar_exception *)a)->day.n, y = ((const struct calendar_exception *)b)->day.n;
    return (x > y) - (x < y);
}

static enum err parse_day_row(struct source *source, const int *column, struct calendar_exception *ret_day)
{
    struct csv_reader *csv = &source->csv;
    struct str kind = csv_field(csv, column[1]), confidence = csv_field(csv, column[5]);

    *ret_day = (struct calendar_exception){0};
    if (day_parse_iso(csv_field(csv, column[0]), &ret_day->day) != OK)
        return refuse(source, column[0], T("Ngày phải có dạng NĂM-THÁNG-NGÀY, ví dụ 2026-11-24."));
    if (ret_day->day.n < CALENDAR_FIRST.n || ret_day->day.n > CALENDAR_LAST.n)
        return refuse(source, column[0], T("Ngày nằm ngoài lịch (từ 2000 đến 2069)."));
    if (!str_eq(kind, S("off")) && !str_eq(kind, S("work")))
        return refuse(source, column[1], T("Loại ngày phải là “off” (nghỉ) hoặc “work” (làm bù)."));
    if (!str_eq(confidence, S("H")) && !str_eq(confidence, S("M")))
        return refuse(source, column[5], T("Độ tin cậy phải là “H” (đã công bố) hoặc “M” (dự kiến)."));
    if (!csv_field(csv, column[2]).len || !csv_field(csv, column[4]).len)
        return refuse(source, csv_field(csv, column[2]).len ? column[4] : column[2],
                      T("Tên ngày và căn cứ không được để trống."));
    if (!parse_spans(csv_field(csv, column[6]), &ret_day->hours))
        return refuse(source, column[6], T("Giờ làm việc phải có dạng 07:30-11:30;13:30-17:00."));
    ret_day->kind = str_eq(kind, S("off")) ? CALENDAR_DAY_OFF : CALENDAR_EXTRA_WORK;
    ret_day->provisional = str_eq(confidence, S("M"));
    ret_day->name_vi = arena_str(source->arena, csv_field(csv, column[2]));
    ret_day->name_en = arena_str(source->arena, csv_field(csv, column[3]));
    ret_day->basis = arena_str(source->arena, csv_field(csv, column[4]));
    return OK;
}

enum err calendar_parse_days(struct ctx *ctx, struct arena *arena, struct str file, struct str csv,
                             struct calendar_exception **ret_days, int *ret_count)
{
    static const char *const names[] = {"date", "kind", "name_vi", "name_en", "basis", "confidence", "hours"};
    struct source source = {.ctx = ctx, .arena = arena, .file = file};
    struct calendar_exception *days = NULL;
    int column[ARRAY_LEN(names)], count = 0, cap = 0;
    bool row;

    TRY(open_source(&source, csv, names, ARRAY_LEN(names), 6, column));
    for (;;) {
        TRY(next_row(&source, &row));
        if (!row)
            break;
        if (count == CALENDAR_ROWS_MAX)
            return refuse(&source, 0, T("Tệp có quá nhiều dòng."));
        if (count == cap) {
            struct calendar_exception *old = days;
            cap = cap ? cap * 2 : 64;
            days = arena_array(arena, struct calendar_exception, (size_t)cap);
            if (old)
                memcpy(days, old, (size_t)count * sizeof *days);
        }
        TRY(parse_day_row(&source, column, &days[count]));
        count++;
    }
    if (count)
        qsort(days, (size_t)count, sizeof *days, by_day);
    for (int i = 1; i < count; i++)
        if (days[i].day.n == days[i - 1].day.n) {
            struct str twice =
                arena_printf(ctx->arena, "Ngày %.*s có hai dòng.", STR_ARG(day_iso(ctx->arena, days[i].day)));
            return refuse_at(&source, 0, column[0] + 1, (struct msg){twice});
        }
    *ret_days = days;
    *ret_count = count;
    return OK;
}

static enum err parse_hours_row(struct source *source, const int *column, struct day *ret_from, int *ret_weekday,
                                struct calendar_hours *ret_hours)
{
    struct csv_reader *csv = &source->csv;
    struct str weekday = csv_field(csv, column[1]), counts = csv_field(csv, column[6]);

    if (day_parse_iso(csv_field(csv, column[0]), ret_from) != OK)
        return refuse(source, column[0], T("Ngày phải có dạng NĂM-THÁNG-NGÀY, ví dụ 2026-11-24."));
    if (weekday.len != 1 || weekday.ptr[0] < '1' || weekday.ptr[0] > '7')
        return refuse(source, column[1], T("Thứ phải là số từ 1 (thứ Hai) đến 7 (Chủ nhật)."));
    if (!parse_half(csv_field(csv, column[2]), csv_field(csv, column[3]), &ret_hours->open_am, &ret_hours->close_am) ||
        !parse_half(csv_field(csv, column[4]), csv_field(csv, column[5]), &ret_hours->open_pm, &ret_hours->close_pm) ||
        !halves_in_order(ret_hours))
        return refuse(source, column[2], T("Giờ mở cửa và đóng cửa không hợp lệ."));
    if (!str_eq(counts, S("yes")) && !str_eq(counts, S("no")))
        return refuse(source, column[6], T("Cột “counts” phải là “yes” hoặc “no”."));
    ret_hours->counts = str_eq(counts, S("yes"));
    if (ret_hours->counts && calendar_open_minute(*ret_hours) < 0)
        return refuse(source, column[2], T("Ngày làm việc phải có giờ mở cửa."));
    *ret_weekday = weekday.ptr[0] - '1';
    return OK;
}

enum err calendar_parse_hours(struct ctx *ctx, struct arena *arena, struct str file, struct str csv,
                              struct calendar_week **ret_weeks, int *ret_count)
{
    static const char *const names[] = {"valid_from", "weekday",  "open_am", "close_am",
                                        "open_pm",    "close_pm", "counts"};
    struct source source = {.ctx = ctx, .arena = arena, .file = file};
    struct calendar_week *weeks = arena_array(arena, struct calendar_week, 64);
    unsigned seen = 0;
    int column[ARRAY_LEN(names)], count = 0, weekday = 0;
    struct day from = DAY_NONE;
    bool row;

    TRY(open_source(&source, csv, names, ARRAY_LEN(names), ARRAY_LEN(names), column));
    for (;;) {
        struct calendar_hours hours = {0};
        TRY(next_row(&source, &row));
        if (!row)
            break;
        TRY(parse_hours_row(&source, column, &from, &weekday, &hours));
        if (count == 0 || weeks[count - 1].valid_from.n != from.n) {
            if (count == 64 || (count && from.n < weeks[count - 1].valid_from.n))
                return refuse(&source, column[0], T("Các tuần phải xếp theo ngày bắt đầu, nhiều nhất 64 tuần."));
            weeks[count++].valid_from = from;
            seen = 0;
        }
        if (seen >> weekday & 1)
            return refuse(&source, column[1], T("Thứ này đã có trong tuần."));
        seen |= 1u << weekday;
        weeks[count - 1].weekday[weekday] = hours;
    }
    *ret_weeks = weeks;
    *ret_count = count;
    return OK;
}
