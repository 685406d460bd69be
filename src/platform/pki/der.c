/* der.c: see der.h. */
#include "platform/pki/der.h"

enum { LENGTH_BYTES_MAX = 4 };

static bool read_tag(struct str text, size_t *at, unsigned *ret_tag)
{
    unsigned char first = (unsigned char)text.ptr[(*at)++];

    *ret_tag = first;
    if ((first & 0x1f) != 0x1f)
        return true;
    if (*at == text.len)
        return false;
    unsigned char second = (unsigned char)text.ptr[(*at)++];
    *ret_tag = (unsigned)first << 8 | second;
    return (second & 0x80) == 0 && (second & 0x7f) >= 0x1f; /* longer tags do not occur, shorter ones must not be written so */
}

enum der_problem der_next(struct str *rest, struct der_item *ret_item)
{
    struct str text = *rest;
    size_t at = 0, length;

    if (text.len == 0)
        return DER_END;
    if (!read_tag(text, &at, &ret_item->tag))
        return at == text.len ? DER_TRUNCATED : DER_MALFORMED;
    if (at == text.len)
        return DER_TRUNCATED;
    length = (unsigned char)text.ptr[at++];
    if (length & 0x80) {
        int count = (int)(length & 0x7f);
        if (count == 0 || count > LENGTH_BYTES_MAX)
            return DER_MALFORMED;
        length = 0;
        for (int i = 0; i < count; i++) {
            if (at == text.len)
                return DER_TRUNCATED;
            length = length << 8 | (unsigned char)text.ptr[at++];
        }
    }
    if (length > text.len - at)
        return DER_TRUNCATED;
    ret_item->value = (struct str){text.ptr + at, length};
    ret_item->whole = (struct str){text.ptr, at + length};
    *rest = (struct str){text.ptr + at + length, text.len - at - length};
    return DER_FINE;
}

enum der_problem der_take(struct str *rest, unsigned tag, struct str *ret_value)
{
    struct der_item item;
    struct str after = *rest;
    enum der_problem problem = der_next(&after, &item);

    if (problem == DER_END)
        return DER_MALFORMED;
    if (problem != DER_FINE)
        return problem;
    if (item.tag != tag)
        return DER_MALFORMED;
    *rest = after;
    *ret_value = item.value;
    return DER_FINE;
}

int64_t der_small_int(struct str value)
{
    int64_t number = 0;

    if (value.len == 0 || value.len > 4 || (value.ptr[0] & 0x80) || (value.len > 1 && value.ptr[0] == 0 && !(value.ptr[1] & 0x80)))
        return -1;
    for (size_t i = 0; i < value.len; i++)
        number = number << 8 | (unsigned char)value.ptr[i];
    return number;
}
