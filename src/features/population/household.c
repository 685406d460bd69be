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
    if (is(member_was, "head")) { /* who gave the household away stays in it */
        if (is_spouse(head_was))
            return member->female ? S("wife") : S("husband");
        if (is_child(head_was))
            return member->female ? S("mother") : S("father");
        if (is(head_was, "father") || is(head_was, "mother"))
            return S("child");
        if (is(head_was, "sibling"))
            return S("sibling");
        if (is(head_was, "daughter_in_law") || is(head_was, "son_in_law"))
            return S("parent_in_law");
        if (is(head_was, "parent_in_law"))
            return member->female ? S("daughter_in_law") : S("son_in_law");
        if (is(head_was, "grandchild"))
            return member->female ? S("grandmother") : S("grandfather");
        return S("other");
    }
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
    if (is(head_was, "parent_in_law") && is_child(member_was))
        return S("grandchild");
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
    if (person_is_child_of(member, head->person_id))
        return S("adopted_child");
    if (head->father_id == member->person_id)
        return S("father");
    if (head->mother_id == member->person_id)
        return S("mother");
    if (share_a_parent(head, member))
        return S("sibling");
    return relation_composed(member, member_was, head_was);
}

bool population_can_be_head(const struct person *person, struct day on)
{
    return person_adult(person, on) && str_eq(person->status, S("alive")) && str_empty(person->capacity);
}

/* The oldest adult with full legal capacity; the oldest of all when there is none: until the members choose or a court does. */
static int choose_head(const struct person *persons, int count, struct day on)
{
    int chosen = 0;

    for (int i = 1; i < count; i++) {
        bool older = persons[i].birth.n < persons[chosen].birth.n;
        bool fit = population_can_be_head(&persons[i], on), chosen_fit = population_can_be_head(&persons[chosen], on);
        if (fit != chosen_fit ? fit : older)
            chosen = i;
    }
    return chosen;
}

/* Each member as seen from the new head. Whoever got his relation after `from` keeps it until then: no day has two. */
static enum err retell(struct ctx *ctx, const struct booking *booking, const struct household_seat *seats, const struct person *persons, int count, int head,
                       struct day from)
{
    struct str *relations = arena_array(ctx->arena, struct str, (size_t)count);

    for (int i = 0; i < count; i++) /* all leave before anybody joins: a household never has two heads */
        relations[i] = relation_to(&persons[head], &persons[i], seats[i].relation, seats[head].relation);
    for (int i = 0; i < count; i++)
        if (!str_eq(relations[i], seats[i].relation))
            TRY(household_book_leave(ctx, booking, &seats[i], (struct day){(seats[i].since.n > from.n ? seats[i].since.n : from.n) - 1}));
    for (int i = 0; i < count; i++)
        if (!str_eq(relations[i], seats[i].relation))
            TRY(household_book_join(ctx, booking, seats[i].household_id, seats[i].person_id, relations[i], seats[i].since.n > from.n ? seats[i].since : from));
    return OK;
}

static enum err load_members(struct ctx *ctx, int64_t household_id, struct household_seat **ret_seats, struct person **ret_persons, int *ret_count)
{
    TRY(household_store_seats(ctx, household_id, ret_seats, ret_count));
    *ret_persons = arena_array(ctx->arena, struct person, (size_t)*ret_count + 1);
    for (int i = 0; i < *ret_count; i++)
        TRY(person_get(ctx, (*ret_seats)[i].person_id, &(*ret_persons)[i]));
    return OK;
}

enum err household_book_head(struct ctx *ctx, const struct booking *booking, int64_t household_id, int64_t head_id, struct day from)
{
    struct household_seat *seats;
    struct person *persons;
    int count;

    TRY(load_members(ctx, household_id, &seats, &persons, &count));
    for (int i = 0; i < count; i++)
        if (persons[i].person_id == head_id) {
            TRY(retell(ctx, booking, seats, persons, count, i, from));
            return household_store_touch(ctx, household_id);
        }
    return fault(ctx, ERR_CONFLICT, "household.not_member", "head", "Người này không phải là thành viên của hộ gia đình.");
}

enum err household_book_settle(struct ctx *ctx, const struct booking *booking, int64_t household_id, struct day from)
{
    struct household_seat *seats;
    struct person *persons;
    int count;

    TRY(household_store_seats(ctx, household_id, &seats, &count));
    if (count == 0)
        return household_store_close(ctx, household_id);
    for (int i = 0; i < count; i++)
        if (seats[i].head)
            return household_store_touch(ctx, household_id);
    TRY(load_members(ctx, household_id, &seats, &persons, &count));
    TRY(retell(ctx, booking, seats, persons, count, choose_head(persons, count, from), from));
    return household_store_touch(ctx, household_id);
}

enum err household_settle(struct ctx *ctx, int64_t household_id, struct day from, int64_t dossier_id)
{
    struct booking booking = booking_none(ctx, dossier_id);
    return household_book_settle(ctx, &booking, household_id, from);
}

struct str household_relation_of_child(struct str parents_relation)
{
    struct str r = parents_relation;

    if (is(r, "head") || is_spouse(r))
        return S("child");
    if (is_child(r) || is(r, "daughter_in_law") || is(r, "son_in_law") || is(r, "sibling"))
        return S("grandchild"); /* cháu ruột: also of a sister or brother */
    if (is(r, "father") || is(r, "mother"))
        return S("sibling");
    return is(r, "lodger") ? r : S("other");
}
