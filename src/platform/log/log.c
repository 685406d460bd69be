/* log.c: logfmt lines, put together on the stack and written with one write(2). Never fails and never blocks on memory: a line that
 * does not fit is cut, a line that cannot be written is lost. */
#include "platform/log/log.h"
#include <stdio.h>
#include <time.h>
#include <unistd.h>
#include "base/civil.h"

enum log_level log_lowest_ = LOG_INFO;
static const char *log_role = "";

void log_init(const char *role, enum log_level lowest)
{
    log_role = role;
    log_lowest_ = lowest;
}

static const char *const level_names[] = {"debug", "info", "warn", "error", "off"};

enum err log_level_parse(struct str text, enum log_level *ret_level)
{
    for (size_t i = 0; i < ARRAY_LEN(level_names); i++)
        if (str_eq(text, str_of(level_names[i]))) {
            *ret_level = (enum log_level)i;
            return OK;
        }
    return ERR_INVALID;
}

struct line {
    char *out;
    size_t len, cap; /* cap leaves room for the newline */
};

static void put(struct line *line, struct str text)
{
    size_t len = text.len < line->cap - line->len ? text.len : line->cap - line->len;
    if (len)
        memcpy(line->out + line->len, text.ptr, len);
    line->len += len;
}

static void put_number(struct line *line, int64_t number)
{
    char digits[24];
    put(line, (struct str){digits, (size_t)snprintf(digits, sizeof digits, "%lld", (long long)number)});
}

static bool needs_quotes(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c <= ' ' || c == '"' || c == '=' || c == '\\' || c == 0x7f)
            return true;
    }
    return text.len == 0;
}

/* Cuts at LOG_VALUE_BYTES_MAX, never inside a UTF-8 sequence. */
static struct str clip(struct str text)
{
    if (text.len <= LOG_VALUE_BYTES_MAX)
        return text;
    text.len = LOG_VALUE_BYTES_MAX;
    while (text.len && ((unsigned char)text.ptr[text.len] & 0xc0) == 0x80)
        text.len--;
    return text;
}

static void put_text(struct line *line, struct str whole)
{
    struct str text = clip(whole);

    if (!needs_quotes(text)) {
        put(line, text);
    } else {
        put(line, S("\""));
        for (size_t i = 0; i < text.len; i++) {
            char c = text.ptr[i], code[8];
            if (c == '"' || c == '\\')
                put(line, (struct str){(char[]){'\\', c}, 2});
            else if (c == '\n')
                put(line, S("\\n"));
            else if ((unsigned char)c < 0x20 || c == 0x7f)
                put(line, (struct str){code, (size_t)snprintf(code, sizeof code, "\\x%02x", (unsigned char)c)});
            else
                put(line, (struct str){&text.ptr[i], 1});
        }
        put(line, S("\""));
    }
    if (text.len < whole.len)
        put(line, S("..."));
}

static void put_time(struct line *line, int64_t now_ms)
{
    struct civil date = civil_of(day_of_ms(now_ms));
    int minute = minute_of_ms(now_ms), ms = (int)(now_ms % MS_PER_MINUTE);
    char text[64];
    int len = snprintf(text, sizeof text, "ts=%04d-%02d-%02dT%02d:%02d:%02d.%03d+07:00", date.year, date.month, date.day,
                       minute / 60, minute % 60, ms / 1000, ms % 1000);
    put(line, (struct str){text, (size_t)len});
}

size_t log_format(char *out, size_t cap, int64_t now_ms, enum log_level level, const char *event,
                  const struct log_field *fields, int count)
{
    struct line line = {.out = out, .cap = cap - 1};

    put_time(&line, now_ms);
    put(&line, S(" level="));
    put(&line, str_of(level_names[level]));
    if (*log_role) {
        put(&line, S(" role="));
        put(&line, str_of(log_role));
    }
    put(&line, S(" pid="));
    put_number(&line, getpid());
    put(&line, S(" event="));
    put_text(&line, str_of(event));
    for (int i = 0; i < count; i++) {
        put(&line, S(" "));
        put(&line, str_of(fields[i].key));
        put(&line, S("="));
        switch (fields[i].kind) {
        case LOG_KIND_STR: put_text(&line, fields[i].text); break;
        case LOG_KIND_I64: put_number(&line, fields[i].number); break;
        case LOG_KIND_BOOL: put(&line, fields[i].number ? S("true") : S("false")); break;
        }
    }
    out[line.len++] = '\n';
    return line.len;
}

void log_write_(enum log_level level, const char *event, const struct log_field *fields, int count)
{
    char text[LOG_LINE_BYTES_MAX];
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    size_t len = log_format(text, sizeof text, (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000, level, event, fields, count);
    ssize_t written = write(STDERR_FILENO, text, len);
    (void)written;
}
