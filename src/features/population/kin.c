/* kin.c: who is related to whom, as far as the register knows. Former values count where the law says "or were": parents before an adoption, spouses before a divorce;
 * values that were corrected do not. A number that was given up for another (person_merge.c) stands in old rows: people are compared by the number that was
 * kept, and what the register held of any of their numbers counts, or two children of one father could marry. */
#include "features/population/internal.h"
#include "features/population/kin.h"

static void put(struct kin_set *set, int64_t id)
{
    if (id <= 0 || set->count == KIN_MAX || kin_has(set, id))
        return;
    set->ids[set->count++] = id;
}

bool kin_has(const struct kin_set *set, int64_t id)
{
    for (int i = 0; i < set->count; i++)
        if (set->ids[i] == id)
            return true;
    return false;
}

bool kin_meet(const struct kin_set *a, const struct kin_set *b)
{
    for (int i = 0; i < a->count; i++)
        if (kin_has(b, a->ids[i]))
            return true;
    return false;
}

static enum err put_resolved(struct ctx *ctx, struct kin_set *set, int64_t id)
{
    int64_t kept = id;

    if (id <= 0)
        return OK;
    enum err err = person_resolve(ctx, id, &kept);
    if (err != OK && err != ERR_NOT_FOUND) /* not found: given in error; it is still the same number */
        return err;
    put(set, kept);
    return OK;
}

/* Values that a field has or had, as the register holds now. */
static enum err values_of(struct ctx *ctx, int64_t person_id, struct str field, struct kin_set *set)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_query(ctx, &rows, "SELECT value FROM person_fact WHERE person_id = $1 AND field = $2 AND ended_ms IS NULL", DB_I64(person_id), DB_STR(field)));
    int64_t ids[KIN_MAX];
    int count = 0;
    while (count < KIN_MAX && db_next(&rows))
        count += str_parse_i64(db_str(&rows, 0), &ids[count]) == OK;
    TRY(db_rows_end(&rows));
    for (int i = 0; i < count; i++)
        TRY(put_resolved(ctx, set, ids[i]));
    return OK;
}

/* All numbers of the person, the kept one first. */
static enum err numbers_of(struct ctx *ctx, int64_t person_id, int64_t ret_ids[PERSON_ALIASES_MAX], int *ret_count)
{
    int64_t kept = person_id;

    *ret_count = 0;
    if (person_id <= 0)
        return OK;
    enum err err = person_resolve(ctx, person_id, &kept);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    return person_aliases(ctx, kept, ret_ids, ret_count);
}

static enum err load(struct ctx *ctx, int64_t person_id, struct person *ret_person, bool *ret_found)
{
    enum err err = person_get_any(ctx, person_id, ret_person);

    *ret_found = err == OK;
    return err == ERR_NOT_FOUND ? OK : err;
}

static enum err add_parents(struct ctx *ctx, int64_t number, enum kin_line line, struct kin_set *set)
{
    struct person person;
    bool found;

    TRY(load(ctx, number, &person, &found));
    if (!found)
        return OK;
    if (line != KIN_BY_ADOPTION) {
        TRY(put_resolved(ctx, set, person.father_id));
        TRY(put_resolved(ctx, set, person.mother_id));
        TRY(values_of(ctx, number, S("father_id"), set));
        TRY(values_of(ctx, number, S("mother_id"), set));
    }
    if (line != KIN_BY_BLOOD) {
        TRY(put_resolved(ctx, set, person.adoptive_father_id));
        TRY(put_resolved(ctx, set, person.adoptive_mother_id));
        TRY(values_of(ctx, number, S("adoptive_father_id"), set));
        TRY(values_of(ctx, number, S("adoptive_mother_id"), set));
    }
    return OK;
}

enum err kin_parents(struct ctx *ctx, int64_t person_id, enum kin_line line, struct kin_set *set)
{
    int64_t numbers[PERSON_ALIASES_MAX];
    int count;

    TRY(numbers_of(ctx, person_id, numbers, &count));
    for (int i = 0; i < count; i++)
        TRY(add_parents(ctx, numbers[i], line, set));
    return OK;
}

enum err kin_spouses(struct ctx *ctx, int64_t person_id, struct kin_set *set)
{
    int64_t numbers[PERSON_ALIASES_MAX];
    struct person person;
    int count;
    bool found;

    TRY(numbers_of(ctx, person_id, numbers, &count));
    for (int i = 0; i < count; i++) {
        TRY(load(ctx, numbers[i], &person, &found));
        if (!found)
            continue;
        TRY(put_resolved(ctx, set, person.spouse_id));
        TRY(values_of(ctx, numbers[i], S("spouse_id"), set));
    }
    return OK;
}

enum err kin_three_generations(struct ctx *ctx, int64_t person_id, struct kin_set *ret_set)
{
    *ret_set = (struct kin_set){.ids = {person_id}, .count = 1};
    for (int generation = 0, from = 0; generation < 2; generation++) {
        int to = ret_set->count;
        for (; from < to; from++)
            TRY(kin_parents(ctx, ret_set->ids[from], KIN_BY_BLOOD, ret_set));
    }
    return OK;
}

enum err kin_descends_from(struct ctx *ctx, int64_t person_id, int64_t ancestor_id, bool *ret_descends)
{
    struct kin_set ancestors = {.ids = {person_id}, .count = 1};

    *ret_descends = false;
    for (int at = 0; at < ancestors.count; at++) {
        if (at && ancestors.ids[at] == ancestor_id) {
            *ret_descends = true;
            return OK;
        }
        TRY(kin_parents(ctx, ancestors.ids[at], KIN_BOTH, &ancestors));
    }
    return OK;
}
