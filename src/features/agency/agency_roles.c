/* agency_roles.c: THE list of roles and what each may do; the rights-matrix page and its test are made from it. Duties as in Decree 61/2018/ND-CP and
 * Decree 118/2025/ND-CP (one-stop shop): who receives is not who decides, who administers accounts sees no dossier. */
#include "features/agency/agency.h"

#define BIT(name) (1ULL << PERM_##name)
_Static_assert(PERM_COUNT <= 64, "a role's permissions are the bits of one word");

const struct role agency_roles[] = {
    {"clerk", M_("Công chức một cửa"), BIT(OFFICER) | BIT(DOSSIER_READ) | BIT(DOSSIER_RECEIVE) | BIT(ACCOUNT_ASSIST) | BIT(PERSON_LOOKUP) | BIT(REGISTER_EXPORT)},
    {"commune_police_officer", M_("Cán bộ Công an xã"),
     BIT(OFFICER) | BIT(DOSSIER_READ) | BIT(DOSSIER_RECEIVE) | BIT(DOSSIER_PROCESS) | BIT(ACCOUNT_ASSIST) | BIT(PERSON_LOOKUP) |
         BIT(REGISTER_EXPORT)},
    {"commune_police_head", M_("Trưởng Công an xã"),
     BIT(OFFICER) | BIT(DOSSIER_READ) | BIT(DOSSIER_RECEIVE) | BIT(DOSSIER_PROCESS) | BIT(DOSSIER_DECIDE) | BIT(PERSON_LOOKUP) | BIT(PERSON_MERGE) |
         BIT(DASHBOARD) | BIT(REGISTER_EXPORT) | BIT(PEOPLE_EXPORT) | BIT(REORGANISE)},
    /* Given beside another role, for stage `decide`: the head delegates decisions, not what only a leader may do (a second request for a supplement). */
    {"decision_delegate", M_("Người được ủy quyền quyết định hồ sơ"), BIT(OFFICER) | BIT(DOSSIER_READ) | BIT(DOSSIER_DECIDE)},
    /* Civil status (Law 60/2014/QH13 Art. 72, 73): the officer checks and writes into the book, the chairman signs. Their rights end at the police's procedures, see dossier_rights.c. */
    {"justice_officer", M_("Công chức tư pháp - hộ tịch"),
     BIT(OFFICER) | BIT(DOSSIER_READ) | BIT(DOSSIER_RECEIVE) | BIT(DOSSIER_PROCESS) | BIT(PERSON_LOOKUP) | BIT(REGISTER_EXPORT) | BIT(CIVIL_BOOK)},
    {"commune_leader", M_("Lãnh đạo Ủy ban nhân dân xã"),
     BIT(OFFICER) | BIT(DOSSIER_READ) | BIT(DOSSIER_DECIDE) | BIT(DASHBOARD) | BIT(REGISTER_EXPORT) | BIT(CIVIL_BOOK) | BIT(REORGANISE)},
    {"province_leader", M_("Lãnh đạo tỉnh"), BIT(OFFICER) | BIT(DOSSIER_READ) | BIT(DASHBOARD) | BIT(REGISTER_EXPORT) | BIT(REORGANISE), .whole_province = true},
    {"auditor", M_("Kiểm toán viên nội bộ"), BIT(OFFICER) | BIT(AUDIT_READ) | BIT(DASHBOARD), .whole_province = true},
    {"operator", M_("Quản trị viên hệ thống"), BIT(ADMIN) | BIT(REORGANISE), .whole_province = true},
    {0},
};

const struct role *agency_role_find(struct str name)
{
    for (const struct role *role = agency_roles; role->name; role++)
        if (str_eq(str_of(role->name), name))
            return role;
    return NULL;
}
