/* form.c: application/x-www-form-urlencoded, as browsers send it (URL Standard, section 5). Also reads query strings. */
#include "platform/http/http.h"

enum err http_form_parse(struct arena *arena, struct str body, struct http_fields *ret_fields)
{
    struct http_fields fields = {0};
    int count = body.len > 0;

    for (size_t i = 0; i < body.len; i++)
        if (body.ptr[i] == '&' && ++count > HTTP_FIELDS_MAX)
            return ERR_TOO_LARGE;
    fields.items = arena_array(arena, struct http_field, (size_t)count);
    struct str rest = body.len ? body : STR_NONE;
    while (rest.ptr) {
        struct str value = str_cut(&rest, '&');
        if (str_empty(value))
            continue;
        struct str name = str_cut(&value, '=');
        struct http_field *field = &fields.items[fields.count];
        TRY(http_url_decode(arena, name, true, &field->name));
        TRY(http_url_decode(arena, value.ptr ? value : S(""), true, &field->value));
        field->file_name = field->content_type = S("");
        if (str_empty(field->name))
            return ERR_INVALID;
        fields.count++;
    }
    *ret_fields = fields;
    return OK;
}
