/* features.c: THE list of features. */
#include "app/features.h"
#include "base/assets.h"
#include "web/internal.h"
#include "web/site_routes.h"

static struct route_table tables[] = {
    {.feature = "web"},
    {.feature = "site"},
};

enum err features_init(struct ctx *ctx, struct app *app)
{
    (void)ctx;
    tables[0].routes = web_own_routes;
    tables[0].count = web_own_routes_count;
    tables[1].routes = web_site_routes;
    tables[1].count = web_site_routes_count;
    app->tables = tables;
    app->table_count = (int)ARRAY_LEN(tables);
    return OK;
}

const struct db_migration *features_migrations(struct arena *arena, int *ret_count)
{
    int count, first = asset_range(S("migrations/"), &count);
    struct db_migration *list = arena_array(arena, struct db_migration, (size_t)count);

    for (int i = 0; i < count; i++) {
        struct str name = str_sub(str_of(assets[first + i].path), strlen("migrations/"), SIZE_MAX);
        list[i].number = (name.ptr[0] - '0') * 1000 + (name.ptr[1] - '0') * 100 + (name.ptr[2] - '0') * 10 + (name.ptr[3] - '0');
        list[i].name = name;
        list[i].sql = asset_text(&assets[first + i]);
    }
    *ret_count = count;
    return list;
}
