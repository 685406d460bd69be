/* log.h: one line an event to standard error, in logfmt: ts=... level=info role=web pid=12 event=request status=200 us=512
 * Only typed keys and values go in, by these macros; there is no format string. Rule: no personal data and no secrets, ever: numbers of
 * rows, codes of dossiers, names of routes, sizes and times, yes; names, person numbers, addresses, tokens, free text, no.
 * Each line is one write(2) of at most LOG_LINE_BYTES_MAX bytes, so lines of several processes on one pipe do not mix. */
#ifndef PLATFORM_LOG_H
#define PLATFORM_LOG_H

#include "base/str.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR, LOG_OFF };
enum { LOG_LINE_BYTES_MAX = 4096, LOG_VALUE_BYTES_MAX = 512 }; /* longer values are cut, and end in "..." */

enum log_kind { LOG_KIND_STR, LOG_KIND_I64, LOG_KIND_BOOL };
struct log_field {
    const char *key; /* a literal of [a-z0-9_.] */
    enum log_kind kind;
    struct str text;
    int64_t number;
};

#define LOG_STR(field_key, value) ((struct log_field){.key = "" field_key, .kind = LOG_KIND_STR, .text = (value)})
#define LOG_I64(field_key, value) ((struct log_field){.key = "" field_key, .kind = LOG_KIND_I64, .number = (value)})
#define LOG_BOOL(field_key, value) ((struct log_field){.key = "" field_key, .kind = LOG_KIND_BOOL, .number = (value)})
#define LOG_ERR(value) LOG_STR("err", str_of(err_name(value)))

/* `role` ("web", "jobs") is a literal and stands in every line. Call once at start, before threads. Until then: INFO, no role. */
void log_init(const char *role, enum log_level lowest);
/* "debug", "info", "warn", "error", "off". */
MUST_CHECK enum err log_level_parse(struct str text, enum log_level *ret_level);

extern enum log_level log_lowest_; /* read by log_line only */
void log_write_(enum log_level level, const char *event, const struct log_field *fields, int count);
/* log_line(LOG_INFO, "request", LOG_I64("status", 200), LOG_STR("route", path)); values are not evaluated when the level is off. */
#define log_line(level, event, ...)                                                                                    \
    do {                                                                                                               \
        if ((level) >= log_lowest_) {                                                                                  \
            const struct log_field log_fields_[] = {{0}, ##__VA_ARGS__};                                               \
            log_write_((level), "" event, log_fields_ + 1, (int)ARRAY_LEN(log_fields_) - 1);                           \
        }                                                                                                              \
    } while (0)

/* Makes the line without writing it; returns its length with the final newline. For log_write_ and the tests. */
size_t log_format(char *out, size_t cap, int64_t now_ms, enum log_level level, const char *event,
                  const struct log_field *fields, int count);

#endif
