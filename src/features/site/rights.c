/* rights.c: who may use which address, from the roles and the route tables; for the page, and for tests. */
#include "features/site/site.h"
#include "features/agency/agency.h"
#include <assert.h>

#define BIT(name) (1ULL << PERM_##name)

int site_readers(struct site_reader ret_readers[SITE_READERS_MAX])
{
    int count = 0;

    ret_readers[count++] = (struct site_reader){T("Mọi người"), S("public"), BIT(PUBLIC)};
    ret_readers[count++] = (struct site_reader){T("Công dân"), S("citizen"), BIT(PUBLIC) | BIT(SIGNED_IN) | BIT(CITIZEN)};
    for (const struct role *role = agency_roles; role->name; role++) {
        assert(count < SITE_READERS_MAX - 1);
        ret_readers[count++] = (struct site_reader){role->title, str_of(role->name), BIT(PUBLIC) | BIT(SIGNED_IN) | role->perms};
    }
    ret_readers[count++] = (struct site_reader){T("Hệ thống kết nối (API)"), S("api"), BIT(PUBLIC) | BIT(API_VERIFY) | BIT(API_DOSSIER)};
    return count;
}

bool site_reader_may(const struct site_reader *reader, const struct route *route)
{
    bool is_api = str_eq(reader->name, S("api"));

    if (route->auth == AUTH_BEARER && !is_api)
        return false;
    return (reader->perms >> route->perm & 1) != 0;
}
