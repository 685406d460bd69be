/* site.h: the pages that belong to no single subject: home, help, administration, the log for auditors. Stands above all features that it shows; owns no
 * table. The rights matrix is made from the route tables themselves, so it cannot tell anything else than what the program does. */
#ifndef FEATURES_SITE_H
#define FEATURES_SITE_H

#include "web/app.h"

extern const struct route site_routes[];
extern const int site_routes_count;

/* Who stands in a column of the rights matrix: the public, citizens, each role, API clients. */
struct site_reader {
    struct msg title;
    struct str name;   /* "public", "citizen", a role's name, "api" */
    uint64_t perms;    /* with PERM_PUBLIC and, for people who are signed in, PERM_SIGNED_IN */
};
enum { SITE_READERS_MAX = 24 };
int site_readers(struct site_reader ret_readers[SITE_READERS_MAX]);
/* May this reader use the route? The same question that web/route.c asks before every handler. */
bool site_reader_may(const struct site_reader *reader, const struct route *route);

/* What a feature's group of addresses is called in the rights matrix; its name in the sources when it has no words. */
struct msg site_feature_text(struct str feature);

#endif
