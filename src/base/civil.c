/* civil.c: days and local time by arithmetic. The day number formulas are Howard Hinnant's public "days_from_civil". */
#include "base/civil.h"

struct day day_of(int year, int month, int day)
{
    int y = month <= 2 ? year - 1 : year;
    int era = (y >= 0 ? y : y - 399) / 400;
    int year_of_era = y - era * 400;
    int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return (struct day){era * 146097 + day_of_era - 719468};
}

struct civil civil_of(struct day d)
{
    int z = d.n + 719468;
    int era = (z >= 0 ? z : z - 146096) / 146097;
    int day_of_era = z - era * 146097;
    int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int mp = (5 * day_of_year + 2) / 153;
    int month = mp < 10 ? mp + 3 : mp - 9;
    return (struct civil){year_of_era + era * 400 + (month <= 2), month, day_of_year - (153 * mp + 2) / 5 + 1};
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

bool civil_valid(int year, int month, int day)
{
    return year >= 1800 && year <= 2999 && month >= 1 && month <= 12 && day >= 1 && day <= days_in_month(year, month);
}

enum weekday weekday_of(struct day d)
{
    int w = (d.n + 3) % 7; /* 1970-01-01 was a Thursday */
    return (enum weekday)((w < 0 ? w + 7 : w) + 1);
}

struct day day_add_months(struct day d, int months)
{
    struct civil c = civil_of(d);
    int total = c.year * 12 + (c.month - 1) + months;
    int year = total / 12, month = total % 12 + 1;
    int last = days_in_month(year, month);
    return day_of(year, month, c.day < last ? c.day : last);
}

int day_age(struct day birth, struct day on)
{
    struct civil b = civil_of(birth), o = civil_of(on);
    int age = o.year - b.year;
    if (o.month < b.month || (o.month == b.month && o.day < b.day))
        age--;
    return age;
}

static bool two_digits(const char *at, int *ret_value)
{
    if (at[0] < '0' || at[0] > '9' || at[1] < '0' || at[1] > '9')
        return false;
    *ret_value = (at[0] - '0') * 10 + at[1] - '0';
    return true;
}

enum err day_parse_iso(struct str text, struct day *ret_day)
{
    int century, year, month, day;

    if (text.len != 10 || text.ptr[4] != '-' || text.ptr[7] != '-' || !two_digits(text.ptr, &century) ||
        !two_digits(text.ptr + 2, &year) || !two_digits(text.ptr + 5, &month) || !two_digits(text.ptr + 8, &day) ||
        !civil_valid(century * 100 + year, month, day))
        return ERR_INVALID;
    *ret_day = day_of(century * 100 + year, month, day);
    return OK;
}

enum err day_parse_vi(struct str text, struct day *ret_day)
{
    int64_t part[3];
    struct str rest = str_trim(text);
    char separator = 0;

    for (size_t i = 0; i < rest.len && !separator; i++)
        if (rest.ptr[i] == '/' || rest.ptr[i] == '-' || rest.ptr[i] == '.')
            separator = rest.ptr[i];
    for (int i = 0; i < 3; i++) {
        if (!rest.ptr)
            return ERR_INVALID;
        struct str piece = str_trim(str_cut(&rest, separator));
        if (piece.len > 4 || !str_all_digits(piece) || str_parse_i64(piece, &part[i]) != OK)
            return ERR_INVALID;
    }
    if (rest.ptr || !civil_valid((int)part[2], (int)part[1], (int)part[0]))
        return ERR_INVALID;
    *ret_day = day_of((int)part[2], (int)part[1], (int)part[0]);
    return OK;
}

void day_put_iso(struct buf *buf, struct day d)
{
    if (day_is_none(d))
        return;
    struct civil c = civil_of(d);
    char text[10] = {(char)('0' + c.year / 1000), (char)('0' + c.year / 100 % 10), (char)('0' + c.year / 10 % 10),
                     (char)('0' + c.year % 10), '-', (char)('0' + c.month / 10), (char)('0' + c.month % 10), '-',
                     (char)('0' + c.day / 10), (char)('0' + c.day % 10)};
    buf_put(buf, (struct str){text, sizeof text});
}

struct str day_iso(struct arena *arena, struct day d)
{
    struct buf buf;
    buf_init(&buf, arena, 16);
    day_put_iso(&buf, d);
    return buf_str(&buf);
}

void day_put_vi(struct buf *buf, struct day d)
{
    if (day_is_none(d))
        return;
    struct civil c = civil_of(d);
    buf_printf(buf, "%02d/%02d/%04d", c.day, c.month, c.year);
}

static int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b < 0); }

struct day day_of_ms(int64_t at_ms) { return (struct day){(int32_t)floor_div(at_ms + CIVIL_UTC_OFFSET_MS, MS_PER_DAY)}; }

int minute_of_ms(int64_t at_ms)
{
    int64_t local = at_ms + CIVIL_UTC_OFFSET_MS;
    return (int)((local - floor_div(local, MS_PER_DAY) * MS_PER_DAY) / MS_PER_MINUTE);
}

int64_t ms_of_day(struct day d, int minute)
{
    return (int64_t)d.n * MS_PER_DAY + (int64_t)minute * MS_PER_MINUTE - CIVIL_UTC_OFFSET_MS;
}

void ms_put_iso(struct buf *buf, int64_t at_ms)
{
    struct day d = day_of_ms(at_ms);
    int64_t ms = at_ms - ms_of_day(d, 0);
    day_put_iso(buf, d);
    buf_printf(buf, "T%02d:%02d:%02d.%03d+07:00", (int)(ms / MS_PER_HOUR), (int)(ms / 60000 % 60), (int)(ms / 1000 % 60),
               (int)(ms % 1000));
}

void ms_put_vi(struct buf *buf, int64_t at_ms)
{
    int minute = minute_of_ms(at_ms);
    buf_printf(buf, "%02d:%02d ", minute / 60, minute % 60);
    day_put_vi(buf, day_of_ms(at_ms));
}
