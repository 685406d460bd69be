/* extract.c: everything that is held of one person, in the order in which people ask; and whose children a parent may see. */
#include "features/mydata/internal.h"

enum err extract_collect(struct ctx *ctx, const struct person *person, bool own, struct extract *ret_extract)
{
    struct extract extract = {.person = *person, .own = own, .sections = arena_array(ctx->arena, struct section, SECTIONS_MAX)};
    static enum err (*const parts[])(struct ctx *, struct extract *) = {
        section_person, section_homes,    section_household, section_other_numbers, section_cards, section_account,
        section_dossiers, section_changes, section_residences, section_absences,     section_looks,
    };

    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        TRY(parts[i](ctx, &extract));
    *ret_extract = extract;
    return OK;
}

const struct item *extract_item(const struct extract *extract, struct str correct)
{
    for (int s = 0; s < extract->count; s++)
        for (int i = 0; i < extract->sections[s].items_count; i++)
            if (extract->sections[s].items[i].correct && str_eq(str_of(extract->sections[s].items[i].correct), correct))
                return &extract->sections[s].items[i];
    return NULL;
}

/* Adoption puts the parents of birth aside (Law 52/2010/QH12 Art. 24). */
static bool is_parent(const struct person *child, int64_t person_id)
{
    if (child->adoptive_father_id || child->adoptive_mother_id)
        return child->adoptive_father_id == person_id || child->adoptive_mother_id == person_id;
    return child->father_id == person_id || child->mother_id == person_id;
}

enum err children_of(struct ctx *ctx, int64_t person_id, struct child ret_children[CHILDREN_MAX], int *ret_count)
{
    struct household_person *members;
    int64_t household_id;
    int count, found = 0;
    enum err err = household_of(ctx, person_id, &household_id);

    *ret_count = 0;
    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    TRY(household_members(ctx, household_id, &members, &count));
    for (int i = 0; i < count && found < CHILDREN_MAX; i++) {
        struct person child;
        if (day_age(members[i].birth, day_of_ms(ctx->now_ms)) >= 18)
            continue;
        TRY(person_get(ctx, members[i].person_id, &child));
        if (is_parent(&child, person_id))
            ret_children[found++] = (struct child){child.person_id, child.full_name, i};
    }
    *ret_count = found;
    return OK;
}
