/* features.c: THE list of features. */
#include "app/features.h"
#include "base/assets.h"
#include "features/agency/agency.h"
#include "features/agency/calendar_load.h"
#include "features/audit/audit.h"
#include "features/demography/demography.h"
#include "features/card/card.h"
#include "features/civil/civil.h"
#include "features/dossier/routes.h"
#include "features/filing/filing.h"
#include "features/identity/identity.h"
#include "features/population/population.h"
#include "features/matching/matching.h"
#include "features/mydata/mydata.h"
#include "features/notify/notify_routes.h"
#include "features/oidc/oidc.h"
#include "features/procedure/procedure.h"
#include "features/reorganisation/reorganisation.h"
#include "features/register/register.h"
#include "features/residence/residence.h"
#include "features/territory/territory.h"
#include "features/site/site.h"
#include "features/steering/steering.h"
#include "web/internal.h"
#include "web/site_routes.h"

static struct route_table tables[32];
static int table_count;

/* THE order of the menu: what each kind of reader needs most comes first; the first six are always seen. */
static const char *const menu_order[] = {
    "/work", "/counter", "/dashboard", "/population", "/register", "/people", "/work/cards", "/work/lodging", "/counter/account", "/counter/my-data", /* officers, leaders */
    "/services", "/dossiers", "/me", "/papers", "/cards", "/notices", "/consents", "/lookup", /* citizens */
    "/admin", "/audit", NULL};

static void add(const char *feature, const struct route *routes, int count)
{
    tables[table_count++] = (struct route_table){.routes = routes, .count = count, .feature = feature};
}

enum err features_init(struct ctx *ctx, struct app *app)
{
    struct str overrides = arena_printf(ctx->arena, "%.*s/procedures", STR_ARG(app->settings.data_dir));

    table_count = 0;
    add("web", web_own_routes, web_own_routes_count);
    add("display", web_site_routes, web_site_routes_count);
    add("filing", filing_routes, filing_routes_count);
    add("reorganisation", reorganisation_routes, reorganisation_routes_count);
    add("register", register_routes, register_routes_count);
    add("residence", residence_routes, residence_routes_count);
    add("population", population_routes, population_routes_count);
    add("matching", matching_routes, matching_routes_count);
    add("identity", identity_routes, identity_routes_count);
    add("oidc", oidc_routes, oidc_routes_count);
    add("site", site_routes, site_routes_count);
    add("card", card_routes, card_routes_count);
    add("dossier", dossier_routes, dossier_routes_count);
    add("civil", civil_routes, civil_routes_count);
    add("notify", notify_routes, notify_routes_count);
    add("steering", steering_routes, steering_routes_count);
    add("demography", demography_routes, demography_routes_count);
    add("mydata", mydata_routes, mydata_routes_count);
    app->tables = tables;
    app->table_count = table_count;
    app->menu_order = menu_order;
    app->session_load = session_load;
    app->bearer_load = bearer_load;
    app->audit_write = audit_write;
    app->unit_label = territory_label;
    app->late_form = identity_late_form;
    TRY(calendar_load(ctx, arena_printf(ctx->arena, "%.*s/calendar", STR_ARG(app->settings.data_dir))));
    TRY(procedure_load(ctx, overrides));
    return app->read_only ? OK : identity_init(ctx, app->settings.data_dir);
}

const struct db_migration *features_migrations(struct arena *arena, int *ret_count)
{
    int count, first = asset_range(S("migrations/"), &count);
    struct db_migration *list = arena_array(arena, struct db_migration, (size_t)count);

    for (int i = 0; i < count; i++) {
        struct str name = str_sub(str_of(assets[first + i].path), strlen("migrations/"), SIZE_MAX);
        list[i].number =
            (name.ptr[0] - '0') * 1000 + (name.ptr[1] - '0') * 100 + (name.ptr[2] - '0') * 10 + (name.ptr[3] - '0');
        list[i].name = name;
        list[i].sql = asset_text(&assets[first + i]);
    }
    *ret_count = count;
    return list;
}
