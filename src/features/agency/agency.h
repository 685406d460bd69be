/* agency.h: agencies, officers, and what an officer may do where. A right is (permission, procedure, unit and below, stage): a role gives permissions
 * (agency_roles.c), officer_role says over which unit, which procedure, which stage. Default: nothing. */
#ifndef FEATURES_AGENCY_H
#define FEATURES_AGENCY_H

#include "web/app.h"

struct agency {
    int64_t agency_id;
    struct str code;      /* H21.104: first part of dossier codes */
    int64_t unit_id;
    struct str kind;      /* police, committee, centre, department */
    struct str name;      /* "Công an xã Ia Grai" */
    int64_t parent_id;
    struct str calendar;  /* name for calendar_find() */
    struct str phone, address;
};
MUST_CHECK enum err agency_get(struct ctx *ctx, int64_t agency_id, struct agency *ret_agency);
MUST_CHECK enum err agency_find_by_unit(struct ctx *ctx, int64_t unit_id, struct str kind, struct agency *ret_agency); /* ERR_NOT_FOUND */
MUST_CHECK enum err agency_insert(struct ctx *ctx, const struct agency *agency);

/* Every right of the signed-in officer, loaded once a request on first use. */
struct right {
    struct str role;
    uint64_t perms;
    int64_t agency_id, unit_id;
    struct str procedure_code; /* "": all */
    struct str stage;          /* "": all */
};
MUST_CHECK enum err agency_rights(struct ctx *ctx, int64_t officer_id, struct right **ret_rights, int *ret_count);
/* ERR_FORBIDDEN with a fault unless the officer holds `perm` over `unit_id` (or an ancestor), this procedure and stage. */
MUST_CHECK enum err agency_check_can(struct ctx *ctx, int64_t officer_id, enum perm perm, int64_t unit_id, struct str procedure_code, struct str stage);

struct role {
    const char *name;   /* "commune_police_officer" */
    struct msg title;   /* "Cán bộ Công an xã" */
    uint64_t perms;
};
extern const struct role agency_roles[]; /* ends with name NULL: clerk, commune_police_officer, commune_police_head, commune_leader, province_leader, auditor, operator */
const struct role *agency_role_find(struct str name);

#endif
