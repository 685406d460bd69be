/* i18n.c: messages in the reader's language. The key is the Vietnamese text itself, so Vietnamese needs no table and a missing
 * translation shows Vietnamese instead of nothing. */
#include "platform/html/html.h"
#include "platform/html/i18n.h"

static const struct i18n_entry *entry_find(struct str vi)
{
    int low = 0, high = i18n_entry_count;
    while (low < high) {
        int middle = low + (high - low) / 2;
        int order = str_cmp(i18n_entries[middle].vi, vi);
        if (order == 0)
            return &i18n_entries[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

struct str i18n_str(enum lang lang, struct str vi)
{
    const struct i18n_entry *entry = lang == LANG_EN && vi.len ? entry_find(vi) : NULL;
    return entry ? entry->en : vi;
}

struct str i18n(enum lang lang, struct msg msg) { return i18n_str(lang, msg.vi); }

bool i18n_has(enum lang lang, struct str vi) { return lang == LANG_VI || entry_find(vi) != NULL; }

struct str i18n_format(struct arena *arena, enum lang lang, struct msg msg, const struct str *args, int count)
{
    struct str text = i18n(lang, msg);
    struct buf buf;
    size_t from = 0;

    buf_init(&buf, arena, text.len + 64);
    for (size_t i = 0; i + 2 < text.len; i++) {
        int index = text.ptr[i + 1] - '0';
        if (text.ptr[i] != '{' || text.ptr[i + 2] != '}' || index < 0 || index > 9 || index >= count)
            continue;
        buf_put(&buf, str_sub(text, from, i - from));
        buf_put(&buf, args[index]);
        from = i + 3;
        i += 2;
    }
    buf_put(&buf, str_sub(text, from, text.len - from));
    return buf_str(&buf);
}
