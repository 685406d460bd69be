/* json_read.c: a strict reader of small JSON documents into the arena: one pass, recursive to a limited depth, no malloc. Strings
 * without escapes, nearly all, are slices of the input. */
#include "platform/json/json.h"
#include <assert.h>
#include <stdlib.h>
#include "platform/unicode/unicode.h"

enum { SIZE_BYTES_MAX = 1024 * 1024, DEPTH_MAX = 16, VALUES_MAX = 20000, FEW_MEMBERS = 16 };

struct json {
    enum json_kind kind;
    int count; /* of members or elements */
    struct str key;
    struct json *next; /* sibling */
    union {
        bool flag;
        int64_t number;
        struct str text; /* also a JSON_REAL as it stood */
        struct {
            struct json *first;
            struct json **items; /* arrays only */
        };
    };
};

struct parser {
    struct arena *arena;
    const char *at, *end;
    int depth_left, values_left;
};

static void skip_blanks(struct parser *p)
{
    while (p->at < p->end && (*p->at == ' ' || *p->at == '\n' || *p->at == '\r' || *p->at == '\t'))
        p->at++;
}

static bool take(struct parser *p, char c)
{
    if (p->at == p->end || *p->at != c)
        return false;
    p->at++;
    return true;
}

static bool take_word(struct parser *p, struct str word)
{
    if (!str_starts((struct str){p->at, (size_t)(p->end - p->at)}, word))
        return false;
    p->at += word.len;
    return true;
}

static enum err take_hex4(struct parser *p, uint32_t *ret_unit)
{
    uint32_t unit = 0;

    if (p->end - p->at < 4)
        return ERR_INVALID;
    for (int i = 0; i < 4; i++) {
        char c = *p->at++;
        if (c >= '0' && c <= '9')
            unit = unit << 4 | (uint32_t)(c - '0');
        else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
            unit = unit << 4 | (uint32_t)((c | 0x20) - 'a' + 10);
        else
            return ERR_INVALID;
    }
    *ret_unit = unit;
    return OK;
}

static size_t put_utf8(char *out, uint32_t c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xc0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3f));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xe0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3f));
        out[2] = (char)(0x80 | (c & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3f));
    out[2] = (char)(0x80 | (c >> 6 & 0x3f));
    out[3] = (char)(0x80 | (c & 0x3f));
    return 4;
}

/* Behind the backslash. An escape of n bytes never makes more than n bytes. */
static enum err take_escape(struct parser *p, char *out, size_t *len)
{
    uint32_t unit, low;

    if (p->at == p->end)
        return ERR_INVALID;
    switch (*p->at++) {
    case '"': out[(*len)++] = '"'; return OK;
    case '\\': out[(*len)++] = '\\'; return OK;
    case '/': out[(*len)++] = '/'; return OK;
    case 'b': out[(*len)++] = '\b'; return OK;
    case 'f': out[(*len)++] = '\f'; return OK;
    case 'n': out[(*len)++] = '\n'; return OK;
    case 'r': out[(*len)++] = '\r'; return OK;
    case 't': out[(*len)++] = '\t'; return OK;
    case 'u': break;
    default: return ERR_INVALID;
    }
    TRY(take_hex4(p, &unit));
    if (unit == 0 || (unit >= 0xdc00 && unit <= 0xdfff))
        return ERR_INVALID;
    if (unit >= 0xd800 && unit <= 0xdbff) {
        if (!take(p, '\\') || !take(p, 'u'))
            return ERR_INVALID;
        TRY(take_hex4(p, &low));
        if (low < 0xdc00 || low > 0xdfff)
            return ERR_INVALID;
        unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
    }
    *len += put_utf8(out + *len, unit);
    return OK;
}

static enum err take_string(struct parser *p, struct str *ret_text)
{
    if (!take(p, '"'))
        return ERR_INVALID;
    const char *from = p->at;
    while (p->at < p->end && *p->at != '"' && *p->at != '\\' && (unsigned char)*p->at >= 0x20)
        p->at++;
    if (p->at == p->end)
        return ERR_INVALID;
    if (*p->at == '"') {
        *ret_text = (struct str){from, (size_t)(p->at++ - from)};
        return OK;
    }
    const char *quote = p->at; /* how long can it get? up to the closing quote */
    while (quote < p->end && *quote != '"')
        quote += *quote == '\\' ? 2 : 1;
    if (quote >= p->end)
        return ERR_INVALID;
    char *out = arena_alloc_raw(p->arena, (size_t)(quote - from) + 1);
    size_t len = (size_t)(p->at - from);
    memcpy(out, from, len);
    while (*p->at != '"') {
        if ((unsigned char)*p->at < 0x20)
            return ERR_INVALID;
        if (*p->at != '\\') {
            out[len++] = *p->at++;
            continue;
        }
        p->at++;
        TRY(take_escape(p, out, &len));
        if (p->at >= p->end)
            return ERR_INVALID;
    }
    p->at++;
    *ret_text = (struct str){out, len};
    return OK;
}

static bool take_digits(struct parser *p)
{
    const char *from = p->at;
    while (p->at < p->end && *p->at >= '0' && *p->at <= '9')
        p->at++;
    return p->at > from;
}

static enum err take_number(struct parser *p, struct json *value)
{
    const char *from = p->at;
    bool whole = true;

    take(p, '-');
    if (!take(p, '0') && !take_digits(p))
        return ERR_INVALID;
    if (take(p, '.')) {
        whole = false;
        if (!take_digits(p))
            return ERR_INVALID;
    }
    if (p->at < p->end && (*p->at | 0x20) == 'e') {
        whole = false;
        p->at++;
        if (!take(p, '+'))
            take(p, '-');
        if (!take_digits(p))
            return ERR_INVALID;
    }
    value->kind = JSON_REAL;
    value->text = (struct str){from, (size_t)(p->at - from)};
    int64_t number;
    if (whole && str_parse_i64(value->text, &number) == OK) {
        value->kind = JSON_INT;
        value->number = number;
    }
    return OK;
}

static int by_key(const void *a, const void *b)
{
    return str_cmp((*(struct json *const *)a)->key, (*(struct json *const *)b)->key);
}

static enum err check_no_duplicates(struct parser *p, const struct json *object)
{
    if (object->count <= FEW_MEMBERS) {
        for (const struct json *a = object->first; a; a = a->next)
            for (const struct json *b = a->next; b; b = b->next)
                if (str_eq(a->key, b->key))
                    return ERR_INVALID;
        return OK;
    }
    struct json **sorted = arena_array(p->arena, struct json *, (size_t)object->count);
    int count = 0;
    for (struct json *member = object->first; member; member = member->next)
        sorted[count++] = member;
    qsort(sorted, (size_t)count, sizeof *sorted, by_key);
    for (int i = 1; i < count; i++)
        if (str_eq(sorted[i - 1]->key, sorted[i]->key))
            return ERR_INVALID;
    return OK;
}

static enum err take_value(struct parser *p, struct json **ret_value);

static enum err take_container(struct parser *p, struct json *container, bool object)
{
    char closing = object ? '}' : ']';
    struct json **tail = &container->first;

    p->at++;
    container->kind = object ? JSON_OBJECT : JSON_ARRAY;
    container->first = NULL;
    container->items = NULL;
    if (p->depth_left-- == 0)
        return ERR_TOO_LARGE;
    skip_blanks(p);
    if (!take(p, closing)) {
        do {
            struct str key = STR_NONE;
            skip_blanks(p);
            if (object) {
                TRY(take_string(p, &key));
                skip_blanks(p);
                if (!take(p, ':'))
                    return ERR_INVALID;
            }
            TRY(take_value(p, tail));
            (*tail)->key = key;
            tail = &(*tail)->next;
            container->count++;
            skip_blanks(p);
        } while (take(p, ','));
        if (!take(p, closing))
            return ERR_INVALID;
    }
    p->depth_left++;
    if (object)
        return check_no_duplicates(p, container);
    container->items = arena_array(p->arena, struct json *, (size_t)container->count);
    int i = 0;
    for (struct json *item = container->first; item; item = item->next)
        container->items[i++] = item;
    return OK;
}

static enum err take_value(struct parser *p, struct json **ret_value)
{
    struct json *value = arena_alloc_raw(p->arena, sizeof *value);

    if (p->values_left-- == 0)
        return ERR_TOO_LARGE;
    value->count = 0;
    value->key = STR_NONE;
    value->next = NULL;
    *ret_value = value;
    skip_blanks(p);
    if (p->at == p->end)
        return ERR_INVALID;
    switch (*p->at) {
    case '{': return take_container(p, value, true);
    case '[': return take_container(p, value, false);
    case '"': value->kind = JSON_TEXT; return take_string(p, &value->text);
    case 't': value->kind = JSON_BOOL; value->flag = true; return take_word(p, S("true")) ? OK : ERR_INVALID;
    case 'f': value->kind = JSON_BOOL; value->flag = false; return take_word(p, S("false")) ? OK : ERR_INVALID;
    case 'n': value->kind = JSON_NULL; return take_word(p, S("null")) ? OK : ERR_INVALID;
    default: return take_number(p, value);
    }
}

enum err json_parse(struct arena *arena, struct str text, const struct json_limits *limits, const struct json **ret_value)
{
    size_t size_max = limits && limits->size_bytes ? limits->size_bytes : SIZE_BYTES_MAX;
    struct parser p = {.arena = arena, .at = text.ptr, .end = text.ptr + text.len,
                       .depth_left = limits && limits->depth ? limits->depth : DEPTH_MAX,
                       .values_left = limits && limits->values ? limits->values : VALUES_MAX};
    struct json *value;

    assert(p.depth_left <= JSON_DEPTH_MAX);
    if (text.len > size_max)
        return ERR_TOO_LARGE;
    if (!unicode_valid_utf8(text))
        return ERR_INVALID;
    TRY(take_value(&p, &value));
    skip_blanks(&p);
    if (p.at != p.end)
        return ERR_INVALID;
    *ret_value = value;
    return OK;
}

enum json_kind json_kind(const struct json *value) { return value->kind; }

const struct json *json_get(const struct json *object, const char *key)
{
    struct str name = str_of(key);

    if (!object || object->kind != JSON_OBJECT)
        return NULL;
    for (const struct json *member = object->first; member; member = member->next)
        if (str_eq(member->key, name))
            return member;
    return NULL;
}

enum err json_text(const struct json *value, struct str *ret_text)
{
    if (!value || value->kind != JSON_TEXT)
        return ERR_INVALID;
    *ret_text = value->text;
    return OK;
}

enum err json_int(const struct json *value, int64_t *ret_number)
{
    if (!value || value->kind != JSON_INT)
        return ERR_INVALID;
    *ret_number = value->number;
    return OK;
}

enum err json_flag(const struct json *value, bool *ret_flag)
{
    if (!value || value->kind != JSON_BOOL)
        return ERR_INVALID;
    *ret_flag = value->flag;
    return OK;
}

int json_array_len(const struct json *array) { return array && array->kind == JSON_ARRAY ? array->count : 0; }

const struct json *json_array_at(const struct json *array, int index)
{
    assert(index >= 0 && index < json_array_len(array));
    return array->items[index];
}

const struct json *json_first(const struct json *container)
{
    bool holds = container && (container->kind == JSON_OBJECT || container->kind == JSON_ARRAY);
    return holds ? container->first : NULL;
}

const struct json *json_next(const struct json *value) { return value->next; }
struct str json_key_of(const struct json *member) { return member->key; }
