/* params.c: the parameters of a request between programs, and the form they are kept in. */
#include "features/oidc/internal.h"

enum err params_read(struct ctx *ctx, struct str encoded, struct params *ret_params)
{
    ret_params->fields = (struct http_fields){0};
    if (!encoded.len)
        return OK;
    if (http_form_parse(ctx->arena, encoded, &ret_params->fields) != OK || ret_params->fields.count > PARAMS_MAX)
        return fault_set(ctx, ERR_INVALID, S("oidc.params"), STR_NONE, S("Yêu cầu không đúng dạng."), S("not form-encoded"));
    for (int i = 0; i < ret_params->fields.count; i++)
        for (int k = 0; k < i; k++)
            if (str_eq(ret_params->fields.items[i].name, ret_params->fields.items[k].name))
                return fault_set(ctx, ERR_INVALID, S("oidc.params"), STR_NONE, S("Yêu cầu có một tham số lặp lại."), S("repeated parameter"));
    return OK;
}

struct str param(const struct params *params, const char *name)
{
    for (int i = 0; i < params->fields.count; i++)
        if (str_eq(params->fields.items[i].name, str_of(name)))
            return params->fields.items[i].value;
    return S("");
}

bool word_in(struct str list, struct str word)
{
    if (!word.len)
        return false;
    while (list.ptr)
        if (str_eq(str_cut(&list, ' '), word))
            return true;
    return false;
}

bool words_in(struct str list, struct str words)
{
    while (words.ptr) {
        struct str word = str_cut(&words, ' ');
        if (word.len && !word_in(list, word))
            return false;
    }
    return true;
}

struct str words_both(struct ctx *ctx, struct str list, struct str more)
{
    while (more.ptr) {
        struct str word = str_cut(&more, ' ');
        if (word.len && !word_in(list, word))
            list = list.len ? arena_printf(ctx->arena, "%.*s %.*s", STR_ARG(list), STR_ARG(word)) : word;
    }
    return list;
}

void param_put(struct buf *url, bool *first, const char *name, struct str value)
{
    if (!value.len)
        return;
    if (!*first)
        buf_put_char(url, '&');
    *first = false;
    buf_put(url, str_of(name));
    buf_put_char(url, '=');
    http_url_put(url, value);
}
