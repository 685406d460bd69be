/* household.c: a household has exactly one head (Law on Residence 68/2020/QH14 Art. 10). When he leaves or dies the oldest adult follows him until the
 * members choose another, and each member's relation is told anew as seen from the new head. */
#include "features/population/internal.h"

enum err household_left_behind(struct ctx *ctx, int64_t household_id, const struct person *leaving, int leaving_count, struct day on,
                               bool *ret_anybody, bool *ret_adult)
{
    struct household_person *members;
    int count;
    bool anybody = false, adult = false;

    TRY(household_members(ctx, household_id, &members, &count));
    for (int i = 0; i < count; i++) {
        bool leaves = false;
        for (int j = 0; j < leaving_count; j++)
            leaves |= leaving[j].person_id == members[i].person_id;
        if (leaves)
            continue;
        anybody = true;
        adult |= day_age(members[i].birth, on) >= ADULT_AGE;
    }
    *ret_anybody = anybody;
    *ret_adult = adult;
    return OK;
}

static bool share_a_parent(const struct person *a, const struct person *b)
{
    return (a->father_id && a->father_id == b->father_id) || (a->mother_id && a->mother_id == b->mother_id);
}

static bool is(struct str relation, const char *code) { return str_eq(relation, str_of(code)); }
static bool is_child(struct str r) { return is(r, "child") || is(r, "adopted_child"); }
static bool is_spouse(struct str r) { return is(r, "wife") || is(r, "husband"); }

/* What a member is to the new head, from what both were to the former one: for records without family links. */
static struct str relation_composed(const struct person *member, struct str member_was, struct str head_was)
{
    if (is(member_was, "lodger"))
        return member_was;
    if (is_spouse(head_was)) {
        if (is_child(member_was) || is(member_was, "daughter_in_law") || is(member_was, "son_in_law") || is(member_was, "grandchild") ||
            is(member_was, "ward"))
            return member_was;
        if (is(member_was, "father") || is(member_was, "mother"))
            return S("parent_in_law");
        if (is(member_was, "parent_in_law"))
            return member->female ? S("mother") : S("father");
    }
    if (is_child(head_was)) {
        if (is_child(member_was))
            return S("sibling");
        if (is_spouse(member_was))
            return member->female ? S("mother") : S("father");
        if (is(member_was, "father"))
            return S("grandfather");
        if (is(member_was, "mother"))
            return S("grandmother");
    }
    if (is(head_was, "father") || is(head_was, "mother")) {
        if (is_child(member_was))
            return S("grandchild");
        if (is(member_was, "sibling"))
            return S("child");
    }
    return S("other");
}

static struct str relation_to(const struct person *head, const struct person *member, struct str member_was, struct str head_was)
{
    if (member->person_id == head->person_id)
        return S("head");
    if (member->spouse_id == head->person_id || head->spouse_id == member->person_id)
        return member->female ? S("wife") : S("husband");
    if (member->father_id == head->person_id || member->mother_id == head->person_id)
        return is(member_was, "adopted_child") ? member_was : S("child");
    if (head->father_id == member->person_id)
        return S("father");
    if (head->mother_id == member->person_id)
        return S("mother");
    if (share_a_parent(head, member))
        return S("sibling");
    return relation_composed(member, member_was, head_was);
}

/* The oldest adult; the oldest of all when there is none. */
static int choose_head(const struct person *persons, int count, struct day on)
{
    int chosen = 0;

    for (int i = 1; i < count; i++) {
        bool older = persons[i].birth.n < persons[chosen].birth.n;
        bool adult = person_adult(&persons[i], on), chosen_adult = person_adult(&persons[chosen], on);
        if (adult != chosen_adult ? adult : older)
            chosen = i;
    }
    return chosen;
}

enum err household_settle(struct ctx *ctx, int64_t household_id, struct day from, int64_t dossier_id)
{
    struct household_seat *seats;
    int count;

    TRY(household_store_seats(ctx, household_id, &seats, &count));
    if (count == 0)
        return household_store_close(ctx, household_id);
    for (int i = 0; i < count; i++)
        if (seats[i].head)
            return household_store_touch(ctx, household_id);

    struct person *persons = arena_array(ctx->arena, struct person, (size_t)count);
    for (int i = 0; i < count; i++)
        TRY(person_get(ctx, seats[i].person_id, &persons[i]));
    int head = choose_head(persons, count, from);
    struct day last_day = {from.n - 1};
    for (int i = 0; i < count; i++) {
        struct str relation = relation_to(&persons[head], &persons[i], seats[i].relation, seats[head].relation);
        if (str_eq(relation, seats[i].relation))
            continue;
        TRY(household_store_leave(ctx, seats[i].household_member_id, last_day, dossier_id));
        TRY(household_store_join(ctx, household_id, seats[i].person_id, relation, from, dossier_id));
    }
    return household_store_touch(ctx, household_id);
}
