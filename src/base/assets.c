/* assets.c: finding embedded files by path. */
#include "base/assets.h"

static int first_not_below(struct str path)
{
    int low = 0, high = asset_count;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (str_cmp(str_of(assets[middle].path), path) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct asset *asset_find(struct str path)
{
    int at = first_not_below(path);
    return at < asset_count && str_eq(str_of(assets[at].path), path) ? &assets[at] : NULL;
}

int asset_range(struct str prefix, int *ret_count)
{
    int first = first_not_below(prefix), end = first;
    while (end < asset_count && str_starts(str_of(assets[end].path), prefix))
        end++;
    *ret_count = end - first;
    return first;
}
