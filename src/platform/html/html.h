/* html.h: writing HTML so that escaping cannot be forgotten. Views (src/.../views/NAME.html) are compiled by tools/viewc to
 *     void view_NAME(struct html *out, const struct STRUCT *v);
 * and every {{value}} goes through html_put(), which picks the escaping by the value's type; a char * or an unknown type does not compile. */
#ifndef PLATFORM_HTML_H
#define PLATFORM_HTML_H

#include "base/ctx.h"

struct html {
    struct buf *buf;
    enum lang lang;
};

/* Trusted markup: made by a view or by chart code only. */
struct html_raw {
    struct str markup;
};
/* A key of the catalogue of messages: shown in the reader's language. */
struct msg {
    struct str vi;
};
/* A point in time, shown as "15:04 21/11/2026". */
struct at {
    int64_t ms;
};
/* A share with its base, shown as "1.234/5.678 (21,73 %)"; base 0 shows "–". Rounded half-up to two decimals. */
struct rate {
    int64_t numerator, denominator;
};
/* Whole đồng: "1.234.567 đ". */
struct vnd {
    int64_t amount;
};

void html_put_str(struct html *out, struct str text);
void html_put_raw(struct html *out, struct html_raw raw);
void html_put_msg(struct html *out, struct msg msg);
void html_put_i64(struct html *out, int64_t value);  /* 1.234.567 (vi) or 1,234,567 (en) */
void html_put_int(struct html *out, int value);
void html_put_bool(struct html *out, bool value);    /* true / false, for aria-* */
void html_put_day(struct html *out, struct day day); /* 21/11/2026 in both languages */
void html_put_at(struct html *out, struct at at);
void html_put_rate(struct html *out, struct rate rate);
void html_put_vnd(struct html *out, struct vnd vnd);

#define html_put(out, value)                                                                                          \
    _Generic((value), struct str: html_put_str, struct html_raw: html_put_raw, struct msg: html_put_msg,             \
             int64_t: html_put_i64, int: html_put_int, bool: html_put_bool, struct day: html_put_day,                \
             struct at: html_put_at, struct rate: html_put_rate, struct vnd: html_put_vnd)((out), (value))

/* How a compiled view writes a value inside a quoted attribute: numbers plain (a program reads them), trusted markup refused. */
void html_put_plain_i64(struct html *out, int64_t value);
void html_put_plain_int(struct html *out, int value);
void html_put_plain_uint(struct html *out, unsigned value); /* enums */
#define html_put_attr(out, value)                                                                                     \
    _Generic((value), struct str: html_put_str, struct msg: html_put_msg, int64_t: html_put_plain_i64,               \
             int: html_put_plain_int, unsigned: html_put_plain_uint, bool: html_put_bool, struct day: html_put_day,  \
             struct at: html_put_at, struct rate: html_put_rate, struct vnd: html_put_vnd)((out), (value))
/* ... and inside an address: percent-encoded, a date as 2026-11-21. */
void html_put_url_str(struct html *out, struct str text);
void html_put_url_day(struct html *out, struct day day);
#define html_put_url(out, value)                                                                                      \
    _Generic((value), struct str: html_put_url_str, int64_t: html_put_plain_i64, int: html_put_plain_int,            \
             struct day: html_put_url_day)((out), (value))

/* A value as the parameter of a translated text: formatted for the reader, escaped only when the text is written. */
struct str html_arg_str(struct html *out, struct str text);
struct str html_arg_msg(struct html *out, struct msg msg);
struct str html_arg_i64(struct html *out, int64_t value);
struct str html_arg_int(struct html *out, int value);
struct str html_arg_day(struct html *out, struct day day);
struct str html_arg_at(struct html *out, struct at at);
struct str html_arg_rate(struct html *out, struct rate rate);
struct str html_arg_vnd(struct html *out, struct vnd vnd);
#define html_arg(out, value)                                                                                          \
    _Generic((value), struct str: html_arg_str, struct msg: html_arg_msg, int64_t: html_arg_i64, int: html_arg_int,  \
             struct day: html_arg_day, struct at: html_arg_at, struct rate: html_arg_rate,                           \
             struct vnd: html_arg_vnd)((out), (value))

static inline void html_lit_(struct html *out, const char *text, size_t len) { buf_put(out->buf, (struct str){text, len}); }

/* Conditions of {{#if value}}: a str is true when not empty, a number when not 0, a day when known. */
static inline bool html_true_str(struct str s) { return s.len > 0; }
static inline bool html_true_raw(struct html_raw r) { return r.markup.len > 0; }
static inline bool html_true_msg(struct msg m) { return m.vi.len > 0; }
static inline bool html_true_i64(int64_t n) { return n != 0; }
static inline bool html_true_int(int n) { return n != 0; }
static inline bool html_true_uint(unsigned n) { return n != 0; } /* enums */
static inline bool html_true_bool(bool b) { return b; }
static inline bool html_true_day(struct day d) { return !day_is_none(d); }
static inline bool html_true_at(struct at at) { return at.ms != 0; }
static inline bool html_true_ptr(const void *p) { return p != NULL; }
#define html_true(value)                                                                                              \
    _Generic((value), struct str: html_true_str, struct html_raw: html_true_raw, struct msg: html_true_msg,          \
             int64_t: html_true_i64, int: html_true_int, unsigned: html_true_uint, bool: html_true_bool,             \
             struct day: html_true_day, struct at: html_true_at, default: html_true_ptr)(value)

/* {{#if a == b}} between two fields: texts by bytes, numbers by value. */
static inline bool html_same_i64(int64_t a, int64_t b) { return a == b; }
#define html_same(a, b) _Generic((a), struct str: str_eq, default: html_same_i64)((a), (b))

/* --- translations ------------------------------------------------------------------------------------------------------
 * The message's key is its Vietnamese text as it stands in the sources; lang/en/NAME.po holds the English. Parameters are {0}, {1}.
 * In C: T("Nộp hồ sơ") is a struct msg; M_("...") marks a text for the catalogue in a static table. A text without a translation
 * fails the test `every_message_has_an_english_text`. */
#define T(literal) ((struct msg){S(literal)})
#define M_(literal) {S_INIT(literal)}
struct str i18n(enum lang lang, struct msg msg);                 /* the text in that language; never fails */
struct str i18n_str(enum lang lang, struct str vi);              /* same, for a text that was stored (fault.text) */
/* Formats into memory of the arena; arguments are html_arg_* of plain values, not escaped (escape on output). */
struct str i18n_format(struct arena *arena, enum lang lang, struct msg msg, const struct str *args, int count);
#define TF(ctx, literal, ...)                                                                                          \
    i18n_format((ctx)->arena, (ctx)->lang, T(literal), (const struct str[]){__VA_ARGS__},                            \
                (int)(sizeof((const struct str[]){__VA_ARGS__}) / sizeof(struct str)))
#define TS(ctx, literal) i18n((ctx)->lang, T(literal)) /* a struct str in the reader's language */
bool i18n_has(enum lang lang, struct str vi);
/* Text forms of values for TF and PDF, in the reader's language. */
struct str fmt_i64(struct arena *arena, enum lang lang, int64_t value);
struct str fmt_day(struct arena *arena, struct day day);
struct str fmt_at(struct arena *arena, int64_t at_ms);
struct str fmt_rate_percent(struct arena *arena, enum lang lang, int64_t numerator, int64_t denominator); /* "21,73" or "–" */
struct str fmt_rate(struct arena *arena, enum lang lang, struct rate rate); /* "1.234/5.678 (21,73 %)" or "–" */
struct str fmt_vnd(struct arena *arena, enum lang lang, int64_t amount);

#endif
