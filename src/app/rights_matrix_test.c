/* rights_matrix_test.c: the rights matrix says what the roles say, and no address of the program is open by mistake. */
#include <stdlib.h>
#include <unistd.h>
#include "app/features.h"
#include "features/audit/audit.h"
#include "features/site/site.h"
#include "platform/db/db_test_support.h"
#include "platform/crypto/crypto.h"
#include "web/web.h"

static struct site_reader reader_of(const char *name)
{
    struct site_reader readers[SITE_READERS_MAX];
    int count = site_readers(readers);

    for (int i = 0; i < count; i++)
        if (str_eq(readers[i].name, str_of(name)))
            return readers[i];
    cr_assert_fail("no reader %s", name);
    return readers[0];
}

static bool may(const char *reader, enum perm perm, enum auth auth)
{
    struct site_reader who = reader_of(reader);
    struct route route = {.perm = perm, .auth = auth};

    return site_reader_may(&who, &route);
}

Test(rights_matrix, each_reader_passes_his_own_doors_only)
{
    cr_assert(may("public", PERM_PUBLIC, AUTH_SESSION));
    cr_assert_not(may("public", PERM_SIGNED_IN, AUTH_SESSION));
    cr_assert(may("citizen", PERM_CITIZEN, AUTH_SESSION));
    cr_assert_not(may("citizen", PERM_OFFICER, AUTH_SESSION));
    cr_assert(may("commune_police_head", PERM_DOSSIER_DECIDE, AUTH_SESSION));
    cr_assert_not(may("commune_police_officer", PERM_DOSSIER_DECIDE, AUTH_SESSION));
    cr_assert_not(may("commune_police_head", PERM_CITIZEN, AUTH_SESSION));
    cr_assert(may("operator", PERM_ADMIN, AUTH_SESSION));
    cr_assert_not(may("operator", PERM_DOSSIER_READ, AUTH_SESSION));
    cr_assert(may("api", PERM_API_VERIFY, AUTH_BEARER));
    cr_assert_not(may("api", PERM_SIGNED_IN, AUTH_SESSION));
    cr_assert_not(may("operator", PERM_API_VERIFY, AUTH_BEARER));
}

struct tally_of_routes {
    int routes, open_posts, admin;
};

/* What a stranger may post to: signing in, and nothing else. */
static void look(void *arg, const struct route_table *table, const struct route *route)
{
    struct tally_of_routes *seen = arg;
    struct site_reader everybody = reader_of("public");

    (void)table;
    seen->routes++;
    if (route->method != HTTP_GET && site_reader_may(&everybody, route)) {
        bool known = route->auth == AUTH_PROTOCOL /* says itself who asks: by a client's key, a code, a token */ || str_starts(str_of(route->path), S("/sign-in")) || str_eq(str_of(route->path), S("/lookup"));
        cr_assert(known, "%s is open to everybody", route->path);
        seen->open_posts++;
    }
    if (str_starts(str_of(route->path), S("/admin"))) {
        cr_assert_eq(route->perm, PERM_ADMIN, "%s", route->path);
        seen->admin++;
    }
    cr_assert(str_find(str_of(route->path), S("person")) < 0 || str_find(str_of(route->path), S("{")) < 0,
              "%s may carry a personal number", route->path);
}

Test(rights_matrix, no_address_is_open_by_mistake)
{
    struct arena arena;
    struct app app = {0};
    struct tally_of_routes seen = {0};
    char folder[] = "/tmp/congdan_site_XXXXXX";

    arena_init(&arena, 0);
    struct ctx ctx = {.arena = &arena, .now_ms = DB_TEST_NOW_MS};
    cr_assert_eq(crypto_init(), OK);
    cr_assert(mkdtemp(folder));
    app.settings.data_dir = str_of(folder);
    cr_assert_eq(features_init(&ctx, &app), OK, "%.*s", STR_ARG(ctx.fault.detail));
    cr_assert_eq(web_check_routes(&ctx, &app), OK, "%.*s", STR_ARG(ctx.fault.detail));
    web_each_route(&app, look, &seen);
    cr_assert(seen.routes > 40);
    cr_assert(seen.open_posts >= 2);
    cr_assert(seen.admin >= 8);
    unlink(arena_cstr(&arena, arena_join(&arena, str_of(folder), S("/secret.key"))));
    rmdir(folder);
    arena_done(&arena);
}

static void speaks(void *arg, const struct route_table *table, const struct route *route)
{
    (void)arg;
    cr_assert_not(str_eq(site_feature_text(str_of(table->feature)).vi, str_of(table->feature)), "no words for the feature %s (site/rights.c)", table->feature);
    if (route->audit)
        cr_assert(audit_action_known(str_of(route->audit)), "no words for the action %s (audit/audit_words.c)", route->audit);
}

Test(rights_matrix, every_feature_and_every_action_of_the_log_has_words)
{
    struct arena arena;
    struct app app = {0};
    char folder[] = "/tmp/congdan_site_XXXXXX";

    arena_init(&arena, 0);
    struct ctx ctx = {.arena = &arena, .now_ms = DB_TEST_NOW_MS};
    cr_assert_eq(crypto_init(), OK);
    cr_assert(mkdtemp(folder));
    app.settings.data_dir = str_of(folder);
    cr_assert_eq(features_init(&ctx, &app), OK, "%.*s", STR_ARG(ctx.fault.detail));
    web_each_route(&app, speaks, NULL);
    unlink(arena_cstr(&arena, arena_join(&arena, str_of(folder), S("/secret.key"))));
    rmdir(folder);
    arena_done(&arena);
}
