/* agency.h: agencies, officers, and what an officer may do where. A right is (permission, procedure, unit and below, stage): a role gives permissions
 * (agency_roles.c), officer_role says over which unit, which procedure, which stage. Default: nothing. */
#ifndef FEATURES_AGENCY_H
#define FEATURES_AGENCY_H

#include "platform/csv/import_report.h"
#include "features/territory/territory.h"
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
    struct day valid_from, valid_to; /* out only; valid_to: the last day, DAY_NONE: still there */
};
MUST_CHECK enum err agency_get(struct ctx *ctx, int64_t agency_id, struct agency *ret_agency);
MUST_CHECK enum err agency_find_by_unit(struct ctx *ctx, int64_t unit_id, struct str kind, struct agency *ret_agency); /* ERR_NOT_FOUND */
MUST_CHECK enum err agency_insert(struct ctx *ctx, const struct agency *agency); /* valid from ctx->now_ms on; id given by the caller */
MUST_CHECK enum err agency_list(struct ctx *ctx, int64_t unit_id, struct agency **ret_agencies, int *ret_count); /* of this one unit; 0: all */

/* --- keeping the list of agencies (agency_keep.c): for the command line, the administrator's pages, the reorganisation --- */
extern const struct agency_kind { struct str code; struct msg text; } agency_kinds[]; /* ends with an empty code */
MUST_CHECK enum err agency_find(struct ctx *ctx, struct str code, struct agency *ret_agency); /* by code, ended ones too; ERR_NOT_FOUND */
/* Every agency that ever was, by code; keyset: those behind `after_code`. */
MUST_CHECK enum err agency_page(struct ctx *ctx, struct str after_code, int limit, struct agency **ret_agencies, int *ret_count);
/* The first two in the caller's write transaction, each with its row in the log. Faults are ERR_INVALID with the field: code (at most 35 of A-Z, 0-9 and dots, in groups, the
 * first a letter and two digits: Decision 20/2020/QD-TTg Art. 4), unit (must be in force), kind, name, parent, calendar, phone, address; ERR_CONFLICT on `code`
 * when it is taken. A code, a unit and a kind never change: dossiers carry the code, so a changed agency is another one. agency_id of agency_add is given by it. */
MUST_CHECK enum err agency_add(struct ctx *ctx, const struct agency *agency, int64_t *ret_agency_id);
MUST_CHECK enum err agency_change(struct ctx *ctx, const struct agency *agency); /* name, parent_id, calendar, phone, address of agency_id */
/* `last`: its last day, yesterday to end it at once. The roles that its officers hold in it end with it (*ret_roles of them). The caller has made sure that no
 * open dossier lies there. ERR_NOT_FOUND: no such agency, or ended already. */
MUST_CHECK enum err agency_end(struct ctx *ctx, int64_t agency_id, struct day last, int *ret_roles);

/* The committee and the police of a province and of each of its communes in force, where there is none yet: code PREFIX.UNIT.UB and PREFIX.UNIT.CA. Each is
 * looked for by unit and kind, so a second run adds nothing, and agencies that were imported under their official codes stay. One write transaction. */
struct agency_made {
    int added, there;
};
MUST_CHECK enum err agency_make(struct ctx *ctx, struct str province_code, struct str prefix, struct agency_made *ret_made);

/* CSV: code,unit_code,kind,name and perhaps parent_code,calendar,phone,address; any order. New codes are added, known ones get the columns that the file has; a
 * known code with another unit or kind is an error. Parents may stand further down. All or nothing: ERR_INVALID with each wrong row in the report. */
enum { AGENCY_IMPORT_ROWS_MAX = 20000 };
MUST_CHECK enum err agency_import(struct ctx *ctx, struct str csv, bool dry_run, struct import_report *ret_report);

/* --- officers --- */
struct officer {
    int64_t officer_id, account_id;
    struct str name, title;
    int64_t agency_id;
    struct str agency_name; /* out only */
    struct str login;       /* out only */
};
MUST_CHECK enum err officer_get(struct ctx *ctx, int64_t officer_id, struct officer *ret_officer);
MUST_CHECK enum err officer_find_by_account(struct ctx *ctx, int64_t account_id, struct officer *ret_officer); /* ERR_NOT_FOUND */
MUST_CHECK enum err officer_insert(struct ctx *ctx, const struct officer *officer);
/* By name, keyset: those behind (after_name, after_id). */
MUST_CHECK enum err officer_list(struct ctx *ctx, struct str after_name, int64_t after_id, int limit, struct officer **ret_rows, int *ret_count);

/* --- rights --- */
/* A role that an officer holds now. Days are those of Viet Nam; valid_to is the last day. */
struct right {
    int64_t officer_role_id;
    struct str role;
    uint64_t perms;
    int64_t agency_id, unit_id;
    struct str procedure_code; /* "": all */
    struct str stage;          /* "": all; else receive, process, decide, return */
    struct day valid_from, valid_to; /* valid_to DAY_NONE: until further notice */
};
/* Only those in force on the day of ctx->now_ms. */
MUST_CHECK enum err agency_rights(struct ctx *ctx, int64_t officer_id, struct right **ret_rights, int *ret_count);
/* ERR_FORBIDDEN with a fault unless the officer holds `perm` over `unit_id` (or an ancestor), this procedure and stage. A right for one procedure or
 * stage does not cover a question without one: procedure_code "" asks about all procedures, stage "" about all stages. */
MUST_CHECK enum err agency_check_can(struct ctx *ctx, int64_t officer_id, enum perm perm, int64_t unit_id, struct str procedure_code, struct str stage);

struct role {
    const char *name;   /* "commune_police_officer": in the database and at the command line */
    struct msg title;   /* "Cán bộ Công an xã" */
    uint64_t perms;     /* bits 1 << enum perm; PERM_PUBLIC and PERM_SIGNED_IN are never part of a role */
    bool whole_province; /* given over the province's unit only */
};
extern const struct role agency_roles[]; /* ends with name NULL: clerk, commune_police_officer, commune_police_head, decision_delegate, justice_officer, commune_leader, province_leader, auditor, operator */
const struct role *agency_role_find(struct str name);

/* Does a right cover the question, its unit aside? The rule alone, without a database. */
bool right_covers(const struct right *right, enum perm perm, struct str procedure_code, struct str stage);
uint64_t rights_perms(const struct right *rights, int count); /* all permissions held anywhere */

/* Gives a role: ERR_INVALID with the field's name for an unknown role, stage, or dates in the wrong order. */
MUST_CHECK enum err officer_role_add(struct ctx *ctx, int64_t officer_id, const struct right *right, int64_t *ret_officer_role_id);
/* Ends a role with yesterday as its last day, so that it is gone at once; ERR_NOT_FOUND: no such role, or ended already. */
MUST_CHECK enum err officer_role_end(struct ctx *ctx, int64_t officer_id, int64_t officer_role_id);
/* Every role the officer has had, newest first. */
MUST_CHECK enum err officer_role_list(struct ctx *ctx, int64_t officer_id, struct right **ret_rights, int *ret_count);

/* --- a decree moves agencies, officers and rights (territory.h: unit_move, unit_choice); each call is one short piece in the caller's write transaction.
 * An agency of a unit that went whole into another ends on the day before and its work goes to the agency of that kind in the new unit: the one that is there, or
 * one that is made with the code, telephone, address and calendar of the agency whose unit had the new unit's code (else the first). --- */
MUST_CHECK enum err agency_move_units(struct ctx *ctx, struct day effective_on, int limit, int *ret_moved); /* *ret_moved < limit: no more */
/* Of a divided unit: sees to it that each of the new units has an agency of each kind, and ends the old ones. */
MUST_CHECK enum err agency_divide(struct ctx *ctx, int64_t old_unit_id, const struct unit *to, int to_count, struct day effective_on, int *ret_ended);
/* Who does the work of an agency in this unit since a decree; itself when nothing happened. ERR_NOT_FOUND: nobody. */
MUST_CHECK enum err agency_successor(struct ctx *ctx, int64_t agency_id, int64_t unit_id, struct agency *ret_agency);
MUST_CHECK enum err officer_move_agencies(struct ctx *ctx, int limit, int *ret_moved);
/* A role over an old unit ends on the day before, and begins over the new one with the same procedure, stage and end; none is doubled. */
MUST_CHECK enum err officer_move_roles(struct ctx *ctx, struct day effective_on, int limit, int *ret_moved);
/* Officers of a divided unit whose new unit was chosen, with their roles there. */
MUST_CHECK enum err officer_move_chosen(struct ctx *ctx, int64_t old_unit_id, struct day effective_on, int *ret_moved);
MUST_CHECK enum err officer_list_unit(struct ctx *ctx, int64_t unit_id, int limit, struct officer **ret_rows, int *ret_count); /* whose agency or open role is there */
MUST_CHECK enum err agency_count_units(struct ctx *ctx, struct unit_count **ret_counts, int *ret_count); /* open agencies by unit */
MUST_CHECK enum err officer_count_units(struct ctx *ctx, struct unit_count **ret_counts, int *ret_count); /* officers by their agency's unit */
MUST_CHECK enum err officer_count_roles(struct ctx *ctx, struct unit_count **ret_counts, int *ret_count); /* open roles by unit */

/* --- settings of the installation (table setting): "demo", "province", ... "" when absent --- */
MUST_CHECK enum err setting_get(struct ctx *ctx, struct str name, struct str *ret_value);
MUST_CHECK enum err setting_put(struct ctx *ctx, struct str name, struct str value);

#endif
