/* match.c: from method and path to the route. Fixed paths are found in a hash table; paths with {name} segments in a short list by number of segments. */
#include "web/internal.h"
#include <assert.h>

enum { SEGMENTS_MAX = 8, FIXED_SLOTS = 1024 };

struct pattern {
    const struct route *route;
    int count;
    struct str segments[SEGMENTS_MAX];
    bool variable[SEGMENTS_MAX];
};
struct matcher {
    const struct route *fixed[FIXED_SLOTS];
    struct pattern *patterns;
    int patterns_count;
};

static int split(struct str path, struct str segments[SEGMENTS_MAX])
{
    int count = 0;
    struct str rest = str_sub(path, 1, path.len);

    while (rest.ptr) {
        if (count == SEGMENTS_MAX)
            return -1;
        segments[count++] = str_cut(&rest, '/');
    }
    return count;
}

static uint64_t slot_of(enum http_method method, struct str path) { return (str_hash(path) + (uint64_t)method) % FIXED_SLOTS; }

struct matcher *matcher_new(struct arena *arena, const struct app *app)
{
    struct matcher *matcher = arena_new(arena, struct matcher);
    int total = 0;

    for (int t = 0; t < app->table_count; t++)
        total += app->tables[t].count;
    assert(total < FIXED_SLOTS / 2);
    matcher->patterns = arena_array(arena, struct pattern, (size_t)total);
    for (int t = 0; t < app->table_count; t++) {
        for (int i = 0; i < app->tables[t].count; i++) {
            const struct route *route = &app->tables[t].routes[i];
            struct str path = str_of(route->path);
            if (str_find_char(path, '{') < 0) {
                uint64_t slot = slot_of(route->method, path);
                while (matcher->fixed[slot])
                    slot = (slot + 1) % FIXED_SLOTS;
                matcher->fixed[slot] = route;
                continue;
            }
            struct pattern *pattern = &matcher->patterns[matcher->patterns_count++];
            pattern->route = route;
            pattern->count = split(path, pattern->segments);
            for (int s = 0; s < pattern->count; s++)
                pattern->variable[s] = str_starts(pattern->segments[s], S("{"));
        }
    }
    return matcher;
}

static const struct route *find_fixed(const struct matcher *matcher, enum http_method method, struct str path)
{
    for (uint64_t slot = slot_of(method, path); matcher->fixed[slot]; slot = (slot + 1) % FIXED_SLOTS)
        if (matcher->fixed[slot]->method == method && str_eq(str_of(matcher->fixed[slot]->path), path))
            return matcher->fixed[slot];
    return NULL;
}

static bool is_code(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == ':' || c == '-'))
            return false;
    }
    return text.len > 0 && text.len <= 64;
}

static bool pattern_fits(const struct pattern *pattern, const struct str *segments, int count, struct str ret_values[4], int *ret_count)
{
    int values = 0;

    if (pattern->count != count)
        return false;
    for (int s = 0; s < count; s++) {
        if (pattern->variable[s]) {
            if (!is_code(segments[s]) || values == 4)
                return false;
            ret_values[values++] = segments[s];
        } else if (!str_eq(pattern->segments[s], segments[s])) {
            return false;
        }
    }
    *ret_count = values;
    return true;
}

const struct route *matcher_find(const struct matcher *matcher, enum http_method method, struct str path, struct str ret_values[4],
                                 int *ret_count, bool *ret_other_method)
{
    const struct route *route = find_fixed(matcher, method, path);
    struct str segments[SEGMENTS_MAX];
    int count;

    *ret_other_method = false;
    *ret_count = 0;
    if (route)
        return route;
    if (path.len < 1 || path.ptr[0] != '/' || (count = split(path, segments)) < 0)
        return NULL;
    for (int i = 0; i < matcher->patterns_count; i++) {
        const struct pattern *pattern = &matcher->patterns[i];
        if (pattern_fits(pattern, segments, count, ret_values, ret_count)) {
            if (pattern->route->method == method)
                return pattern->route;
            *ret_other_method = true;
        }
    }
    for (enum http_method other = HTTP_GET; other < HTTP_OTHER; other++)
        if (other != method && find_fixed(matcher, other, path))
            *ret_other_method = true;
    return NULL;
}
