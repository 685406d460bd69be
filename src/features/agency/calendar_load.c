/* calendar_load.c: the calendars of this process by name. Loaded once at start into an arena of their own, constant
 * afterwards. */
#include "features/agency/calendar_load.h"
#include "base/assets.h"
#include "platform/file/file.h"
#include <assert.h>

enum { CALENDARS_MAX = 512 };

struct named_calendar {
    struct str name;
    struct calendar_layer layer;
    const struct calendar *calendar;
};

static struct {
    struct arena arena;
    struct named_calendar *items; /* [0] is "vn" */
    int count;
} loaded;

/* A set being loaded: takes the place of `loaded` when it is complete. */
struct loading {
    struct ctx *ctx;
    struct arena arena;
    struct named_calendar *items;
    int count;
};

static struct named_calendar *named(struct loading *set, struct str name)
{
    for (int i = 0; i < set->count; i++)
        if (str_eq(set->items[i].name, name))
            return &set->items[i];
    if (set->count == CALENDARS_MAX)
        return NULL;
    set->items[set->count].name = arena_str(&set->arena, name);
    return &set->items[set->count++];
}

/* One file "NAME.days.csv" or "NAME.hours.csv"; other names are none of ours. */
static enum err load_file(struct loading *set, struct str path, struct str file, struct str text)
{
    static const struct str days = S_INIT(".days.csv"), hours = S_INIT(".hours.csv");
    bool is_days = str_ends(file, days);

    if ((!is_days && !str_ends(file, hours)) || file.len == (is_days ? days : hours).len)
        return OK;
    struct named_calendar *item = named(set, str_sub(file, 0, file.len - (is_days ? days : hours).len));
    if (!item)
        return fault(set->ctx, ERR_TOO_LARGE, "calendar.too_many", "", "Có quá nhiều lịch làm việc.");
    if (is_days) {
        struct calendar_exception *rows;
        TRY(calendar_parse_days(set->ctx, &set->arena, path, text, &rows, &item->layer.days_count));
        item->layer.days = rows;
    } else {
        struct calendar_week *rows;
        TRY(calendar_parse_hours(set->ctx, &set->arena, path, text, &rows, &item->layer.weeks_count));
        item->layer.weeks = rows;
    }
    return OK;
}

static enum err load_embedded(struct loading *set)
{
    static const struct str folder = S_INIT("data/calendar/");
    int count, first = asset_range(folder, &count);

    for (int i = first; i < first + count; i++) {
        struct str path = str_of(assets[i].path);
        TRY(load_file(set, path, str_sub(path, folder.len, path.len), asset_text(&assets[i])));
    }
    return OK;
}

static enum err load_own(struct ctx *ctx, void *arg, struct str path, struct str text)
{
    struct str file = path;

    (void)ctx;
    for (ptrdiff_t slash; (slash = str_find_char(file, '/')) >= 0;)
        file = str_sub(file, (size_t)slash + 1, file.len);
    return load_file(arg, path, file, text);
}

static enum err load_all(struct loading *set, struct str override_dir)
{
    named(set, S("vn"));
    TRY(load_embedded(set));
    if (override_dir.len)
        TRY(file_each(set->ctx, override_dir, load_own, set));
    if (!set->items[0].layer.weeks_count || !set->items[0].layer.days_count)
        return fault(set->ctx, ERR_INVALID, "calendar.no_country", "",
                     "Thiếu lịch của cả nước: vn.hours.csv hoặc vn.days.csv.");
    for (int i = 0; i < set->count; i++) {
        const struct calendar_layer *layers[] = {&set->items[0].layer, &set->items[i].layer};
        set->items[i].calendar = calendar_build(&set->arena, layers, i == 0 ? 1 : 2);
    }
    return OK;
}

enum err calendar_load(struct ctx *ctx, struct str override_dir)
{
    struct loading set = {.ctx = ctx};

    arena_init(&set.arena, 0);
    set.items = arena_array(&set.arena, struct named_calendar, CALENDARS_MAX);
    enum err err = load_all(&set, override_dir);
    if (err != OK) {
        arena_done(&set.arena);
        return err;
    }
    arena_done(&loaded.arena);
    loaded.arena = set.arena;
    loaded.items = set.items;
    loaded.count = set.count;
    return OK;
}

static const struct named_calendar *lookup(struct str name)
{
    for (int i = 0; i < loaded.count; i++)
        if (str_eq(loaded.items[i].name, name))
            return &loaded.items[i];
    return NULL;
}

const struct calendar *calendar_find(struct str name)
{
    const struct named_calendar *item = lookup(name);

    assert(loaded.count > 0 && "calendar_load() comes first");
    return item ? item->calendar : loaded.items[0].calendar;
}

bool calendar_exists(struct str name) { return lookup(name) != NULL; }
