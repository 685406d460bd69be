/* log_test.c: lines stay whole whatever stands in them. */
#include "platform/log/log.h"
#include <criterion/criterion.h>
#include <stdio.h>
#include <unistd.h>

static char out[LOG_LINE_BYTES_MAX];

static struct str made(const struct log_field *fields, int count)
{
    size_t len = log_format(out, sizeof out, 1795248245678, LOG_INFO, "request", fields, count);
    cr_assert_eq(out[len - 1], '\n');
    return (struct str){out, len};
}

/* What stands behind the event's name. */
static struct str tail_of(struct log_field field)
{
    struct str text = made(&field, 1);
    ptrdiff_t at = str_find(text, S("event=request "));
    cr_assert_geq(at, 0);
    text = str_sub(text, (size_t)at + 14, text.len);
    text.len--;
    return text;
}

Test(log, a_line_is_logfmt_with_time_level_role_and_process)
{
    char expected[200];
    log_init("web", LOG_INFO);
    struct str text = made((struct log_field[]){LOG_I64("status", 200), LOG_STR("route", S("/dossiers/{code}")), LOG_BOOL("slow", false)}, 3);
    snprintf(expected, sizeof expected,
             "ts=2026-11-21T15:04:05.678+07:00 level=info role=web pid=%d event=request status=200 route=/dossiers/{code} slow=false\n",
             getpid());
    cr_assert(str_eq(text, str_of(expected)), "%.*s", STR_ARG(text));
}

Test(log, values_that_could_break_a_line_are_quoted_and_escaped)
{
    cr_assert(str_eq(tail_of(LOG_STR("a", S("x y"))), S("a=\"x y\"")));
    cr_assert(str_eq(tail_of(LOG_STR("a", S(""))), S("a=\"\"")));
    cr_assert(str_eq(tail_of(LOG_STR("a", S("1\n2\"3\\4=\x01"))), S("a=\"1\\n2\\\"3\\\\4=\\x01\"")));
    cr_assert(str_eq(tail_of(LOG_STR("a", S("đúng"))), S("a=đúng")));
}

Test(log, a_long_value_is_cut_between_characters_and_a_long_line_still_ends)
{
    char text[9000];
    memset(text, 'x', sizeof text);
    memcpy(text + LOG_VALUE_BYTES_MAX - 1, "ễ", 3);
    struct str value = {text, sizeof text};
    struct str tail = tail_of(LOG_STR("a", value));
    cr_assert(str_ends(tail, S("xxx...")));
    cr_assert_eq(tail.len, 2 + LOG_VALUE_BYTES_MAX - 1 + 3);

    struct log_field many[32];
    for (int i = 0; i < 32; i++)
        many[i] = LOG_STR("key", value);
    cr_assert_eq(made(many, 32).len, LOG_LINE_BYTES_MAX);
}

static int evaluated;
static int64_t count_it(void) { return ++evaluated; }

Test(log, values_of_a_level_that_is_off_are_not_evaluated)
{
    log_init("test", LOG_OFF);
    log_line(LOG_ERROR, "never", LOG_I64("n", count_it()));
    log_line(LOG_ERROR, "without_fields");
    cr_assert_eq(evaluated, 0);
}

Test(log, one_line_is_one_write)
{
    int ends[2];
    char text[LOG_LINE_BYTES_MAX + 1];
    cr_assert_eq(pipe(ends), 0);
    dup2(ends[1], STDERR_FILENO);
    log_init("jobs", LOG_DEBUG);
    log_line(LOG_DEBUG, "tick", LOG_I64("n", -5), LOG_ERR(ERR_BUSY));
    ssize_t len = read(ends[0], text, sizeof text);
    cr_assert_gt(len, 0);
    cr_assert(str_ends((struct str){text, (size_t)len}, S(" event=tick n=-5 err=ERR_BUSY\n")), "%.*s", (int)len, text);
}

Test(log, levels_are_read_by_name)
{
    enum log_level level;
    cr_assert_eq(log_level_parse(S("warn"), &level), OK);
    cr_assert_eq(level, LOG_WARN);
    cr_assert_eq(log_level_parse(S("loud"), &level), ERR_INVALID);
}
