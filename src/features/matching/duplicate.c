/* duplicate.c: compares who came in with those of the register who bear a like name and were born on a like day, or have the same old number. */
#include "features/matching/duplicate_internal.h"
#include "platform/unicode/unicode.h"

enum { RARE_MAX = 20 };

static struct str day_text(struct ctx *ctx, int year, int month, int day) { return arena_printf(ctx->arena, "%04d-%02d-%02d", year, month, day); }

/* The day itself, day and month swapped, the first of the month and of the year (of whom only those are known), one and ten years off. */
static void birth_days(struct ctx *ctx, const struct person *person, struct str ret_days[BIRTH_DAYS])
{
    struct civil c = civil_of(person->birth);

    ret_days[0] = day_text(ctx, c.year, c.month, c.day);
    ret_days[1] = day_text(ctx, c.year, c.day <= 12 ? c.day : c.month, c.day <= 12 ? c.month : c.day);
    ret_days[2] = day_text(ctx, c.year, c.month, 1);
    ret_days[3] = day_text(ctx, c.year, 1, 1);
    ret_days[4] = day_text(ctx, c.year - 1, c.month, c.day);
    ret_days[5] = day_text(ctx, c.year + 1, c.month, c.day);
    ret_days[6] = day_text(ctx, c.year - 10, c.month, c.day);
    ret_days[7] = day_text(ctx, c.year + 10, c.month, c.day);
}

/* --- what is compared ---------------------------------------------------------------------------------------------------------------- */
static enum err parent_name(struct ctx *ctx, int64_t parent_id, struct str written, struct str *ret_folded)
{
    *ret_folded = unicode_fold(ctx->arena, written);
    return parent_id ? search_store_names(ctx, &parent_id, 1, ret_folded) : OK;
}

static enum err complete(struct ctx *ctx, struct candidate *candidate)
{
    const struct person *person = &candidate->person;
    struct residence home;

    TRY(parent_name(ctx, person->father_id, person->father_name, &candidate->father_folded));
    TRY(parent_name(ctx, person->mother_id, person->mother_name, &candidate->mother_folded));
    enum err err = person->person_id ? residence_current(ctx, person->person_id, false, &home) : ERR_NOT_FOUND;
    candidate->unit_id = err == OK ? home.unit_id : 0;
    return err == ERR_NOT_FOUND ? OK : err;
}

static enum err is_rare(struct ctx *ctx, const struct str *name_folded, bool *ret_rare)
{
    struct people_query query = {.names = name_folded, .names_count = 1, .from = S(""), .to = S("9")};
    int count;

    TRY(search_store_count(ctx, &query, RARE_MAX + 1, &count));
    *ret_rare = count <= RARE_MAX;
    return OK;
}

/* Of whom only the year is known: the whole year of the same name. */
static enum err add_year(struct ctx *ctx, const struct person *person, const struct str *name_folded, struct id_list *list)
{
    int year = civil_of(person->birth).year, count;
    struct person *people = arena_array(ctx->arena, struct person, CANDIDATES_MAX);
    struct people_query query = {.names = name_folded, .names_count = 1, .from = day_text(ctx, year, 1, 1), .to = day_text(ctx, year, 12, 31), .limit = CANDIDATES_MAX};

    if (str_eq(person->birth_precision, S("day")) || person->birth_precision.len == 0)
        return OK;
    TRY(search_store_people(ctx, &query, people, &count));
    for (int i = 0; i < count; i++) {
        bool known = false;
        for (int k = 0; k < list->count; k++)
            known |= list->ids[k] == people[i].person_id;
        if (!known && list->count < CANDIDATES_MAX)
            list->ids[list->count++] = people[i].person_id;
    }
    return OK;
}

static enum err find_candidates(struct ctx *ctx, const struct person *person, const struct str *name_folded, struct id_list *list)
{
    struct name_list names;
    struct str days[BIRTH_DAYS];

    list->count = 0;
    TRY(names_like(ctx, person->full_name, SIMILAR_NAMES_MAX, &names));
    birth_days(ctx, person, days);
    TRY(duplicate_store_born(ctx, names.items, names.count, days, list));
    TRY(add_year(ctx, person, name_folded, list));
    return person->old_number.len ? duplicate_store_old_number(ctx, person->old_number, list) : OK;
}

static void put_sorted(struct likely *rows, int limit, int *count, struct likely row)
{
    int at = *count < limit ? (*count)++ : limit - 1;

    if (at == limit - 1 && *count == limit && rows[at].person_id && rows[at].score >= row.score)
        return;
    for (; at > 0 && rows[at - 1].score < row.score; at--)
        rows[at] = rows[at - 1];
    rows[at] = row;
}

static enum err likely_of(struct ctx *ctx, const struct candidate *whom, int limit, struct likely **ret_rows, int *ret_count)
{
    struct likely *rows = arena_array(ctx->arena, struct likely, (size_t)limit);
    struct id_list *list = arena_new(ctx->arena, struct id_list);
    struct str name = unicode_fold(ctx->arena, whom->person.full_name);
    bool rare;
    int count = 0;

    TRY(find_candidates(ctx, &whom->person, &name, list));
    TRY(is_rare(ctx, &name, &rare));
    for (int i = 0; i < list->count; i++) {
        struct candidate other;
        int64_t evidence;
        if (list->ids[i] == whom->person.person_id)
            continue;
        enum err err = person_get(ctx, list->ids[i], &other.person);
        if (err == ERR_NOT_FOUND) /* cancelled */
            continue;
        TRY(err);
        TRY(complete(ctx, &other));
        int score = duplicate_score(ctx, whom, &other, rare, &evidence);
        if (score >= DUPLICATE_SCORE_MIN)
            put_sorted(rows, limit, &count, (struct likely){other.person.person_id, score, evidence});
    }
    *ret_rows = rows;
    *ret_count = count;
    return OK;
}

enum err duplicate_likely(struct ctx *ctx, const struct person *person, int limit, struct likely **ret_rows, int *ret_count)
{
    struct candidate whom = {.person = *person};

    TRY(complete(ctx, &whom));
    return likely_of(ctx, &whom, limit, ret_rows, ret_count);
}

/* --- who came in ------------------------------------------------------------------------------------------------------------------------ */
static enum err store_pair(struct ctx *ctx, const struct candidate *whom, const struct likely *likely)
{
    struct residence home;
    int64_t a = whom->person.person_id, b = likely->person_id, unit_id = whom->unit_id;

    if (!unit_id) {
        enum err err = residence_current(ctx, b, false, &home);
        if (err != OK && err != ERR_NOT_FOUND)
            return err;
        unit_id = err == OK ? home.unit_id : 0;
    }
    return duplicate_store_insert(ctx, a < b ? a : b, a < b ? b : a, unit_id, likely->score, likely->evidence);
}

static enum err look_at(struct ctx *ctx, int64_t person_id)
{
    enum { PAIRS_MAX = 10 };
    struct candidate whom;
    struct likely *rows;
    int count;

    enum err err = person_get(ctx, person_id, &whom.person);
    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    TRY(complete(ctx, &whom));
    TRY(likely_of(ctx, &whom, PAIRS_MAX, &rows, &count));
    for (int i = 0; i < count; i++)
        TRY(store_pair(ctx, &whom, &rows[i]));
    return OK;
}

enum err duplicate_search_fresh(struct ctx *ctx, int limit, bool *ret_more)
{
    int64_t *ids = arena_array(ctx->arena, int64_t, (size_t)limit);
    struct db_tx AUTO(db_tx_end) tx = {0};
    int count;

    TRY(duplicate_store_fresh(ctx, limit, ids, &count)); /* a quiet register costs no write transaction */
    *ret_more = count == limit;
    if (!count)
        return OK;
    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    for (int i = 0; i < count; i++) {
        TRY(look_at(ctx, ids[i]));
        TRY(duplicate_store_forget(ctx, ids[i]));
    }
    return db_tx_commit(&tx);
}
