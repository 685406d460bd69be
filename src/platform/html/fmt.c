/* fmt.c: numbers, dates and money as people in Viet Nam (1.234.567,89) and English readers (1,234,567.89) write them. Integers only: a
 * rate is rounded half-up on whole numbers, so that the same figures give the same text on every machine. */
#include "platform/html/html.h"

static void put_grouped(struct buf *buf, enum lang lang, uint64_t value)
{
    char digits[32];
    char *at = digits + sizeof digits;
    int n = 0;

    do {
        if (n && n % 3 == 0)
            *--at = lang == LANG_VI ? '.' : ',';
        *--at = (char)('0' + value % 10);
        n++;
    } while (value /= 10);
    buf_put(buf, (struct str){at, (size_t)(digits + sizeof digits - at)});
}

static void put_i64(struct buf *buf, enum lang lang, int64_t value)
{
    if (value < 0)
        buf_put_char(buf, '-');
    put_grouped(buf, lang, value < 0 ? -(uint64_t)value : (uint64_t)value);
}

/* Percent with two decimals, half-up away from zero; the caller has excluded denominator 0. */
static void put_percent(struct buf *buf, enum lang lang, int64_t numerator, int64_t denominator)
{
    bool negative = (numerator < 0) != (denominator < 0) && numerator != 0;
    unsigned __int128 n = numerator < 0 ? -(unsigned __int128)numerator : (unsigned __int128)numerator;
    unsigned __int128 d = denominator < 0 ? -(unsigned __int128)denominator : (unsigned __int128)denominator;
    unsigned __int128 hundredths = (n * 20000 + d) / (2 * d);
    int part = (int)(hundredths % 100);

    if (negative && hundredths)
        buf_put_char(buf, '-');
    put_grouped(buf, lang, hundredths / 100 > UINT64_MAX ? UINT64_MAX : (uint64_t)(hundredths / 100));
    buf_put_char(buf, lang == LANG_VI ? ',' : '.');
    buf_put_char(buf, (char)('0' + part / 10));
    buf_put_char(buf, (char)('0' + part % 10));
}

struct str fmt_i64(struct arena *arena, enum lang lang, int64_t value)
{
    struct buf buf;
    buf_init(&buf, arena, 32);
    put_i64(&buf, lang, value);
    return buf_str(&buf);
}

struct str fmt_day(struct arena *arena, struct day day)
{
    struct buf buf;
    buf_init(&buf, arena, 16);
    day_put_vi(&buf, day);
    return buf_str(&buf);
}

struct str fmt_at(struct arena *arena, int64_t at_ms)
{
    struct buf buf;
    buf_init(&buf, arena, 24);
    ms_put_vi(&buf, at_ms);
    return buf_str(&buf);
}

struct str fmt_rate_percent(struct arena *arena, enum lang lang, int64_t numerator, int64_t denominator)
{
    struct buf buf;
    if (!denominator)
        return S("–");
    buf_init(&buf, arena, 32);
    put_percent(&buf, lang, numerator, denominator);
    return buf_str(&buf);
}

struct str fmt_rate(struct arena *arena, enum lang lang, struct rate rate)
{
    struct buf buf;
    if (!rate.denominator)
        return S("–");
    buf_init(&buf, arena, 64);
    put_i64(&buf, lang, rate.numerator);
    buf_put_char(&buf, '/');
    put_i64(&buf, lang, rate.denominator);
    buf_put(&buf, S(" ("));
    put_percent(&buf, lang, rate.numerator, rate.denominator);
    buf_put(&buf, S("\u00a0%)"));
    return buf_str(&buf);
}

struct str fmt_vnd(struct arena *arena, enum lang lang, int64_t amount)
{
    struct buf buf;
    buf_init(&buf, arena, 40);
    put_i64(&buf, lang, amount);
    buf_put(&buf, S("\u00a0đ"));
    return buf_str(&buf);
}
