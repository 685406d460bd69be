/* officers.h: the agencies and officers of the demo province, and the accounts of those who can sign in. Every commune has its police and its People's Committee
 * with an officer and a head, so that every dossier of the past was handled by somebody; only a few of them have a password. */
#ifndef APP_DEMO_OFFICERS_H
#define APP_DEMO_OFFICERS_H

#include "app/demo/people.h"

struct demo_officer {
    int64_t officer_id, account_id;
    struct str name;
};
struct demo_commune_staff {
    int64_t unit_id;
    int64_t police_id, committee_id; /* agencies: codes H21.101.. and H21.301.. in the order of the communes */
    struct demo_officer officer;     /* commune_police_officer */
    struct demo_officer head;        /* commune_police_head */
    struct demo_officer justice;     /* justice_officer */
    struct demo_officer chair;       /* commune_leader */
};
struct demo_staff {
    struct demo_commune_staff *communes; /* in the caller's order */
    int communes_count;
    int64_t province_police_id, province_office_id;
};

/* The password of every demo account; codes come from keys made of the seed and the login. */
#define DEMO_PASSWORD "mo-phong-gia-lai-2026"

/* Marks the database as a demo (setting `demo`) and fills the empty tables of agencies and accounts, in one write transaction. Agencies and roles are valid
 * since 1 July 2025. Takes about 20 argon2. ERR_CONFLICT: there are agencies already. Who can sign in: demo_user_list() of identity.h. */
MUST_CHECK enum err demo_officers_make(struct ctx *ctx, struct str data_dir, int64_t province_id, const struct demo_commune *communes, int count,
                                       const struct demo_cast *cast, uint64_t seed, struct demo_staff *ret_staff);

#endif
