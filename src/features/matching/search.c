/* search.c: from what somebody typed to people, best first. First the name itself, then the same words in another order or written together, then names with one typing
 * error, last names that hold all the words and others: each step only while there is room, so that the most common name of the country costs no more than a rare one.
 * What cannot be looked at within the limits is said (more, similar_left_out), never silently dropped. */
#include "features/matching/duplicate_internal.h"
#include "platform/unicode/unicode.h"
#include <stdlib.h>

enum { NEAR_MAX = 512, BAGS_MAX = 1024, FRESH_AT_ONCE = 1000, FRESH_MAX = 20000, FREQUENCY_MAX = 2000, WITH_PARENT_MAX = 2000, SIMILAR_EXAMINED_MAX = 10000, NAME_BYTES_MAX = 200, SLACK_MAX = 10 };

struct run {
    struct ctx *ctx;
    const struct name_search *search;
    struct str asked, parent; /* folded */
    struct name_words words;
    bool has_marks;           /* marks were typed: they count for the order */
    struct str asked_upper;
    struct people_query query;
    struct person *people;
    int count, room, examined, similar_examined;
    struct name_list fresh;   /* names not yet in the index that are like the one asked for */
    struct name_hits hits;
};

/* --- people of names ----------------------------------------------------------------------------------------------------------------- */
static bool known_already(const struct run *run, int64_t person_id)
{
    for (int i = 0; i < run->count; i++)
        if (run->people[i].person_id == person_id)
            return true;
    return false;
}

/* How many people of these names may still be looked at when only those of one commune are wanted; 0: none of them. */
static enum err budget(struct run *run, bool similar, int *ret_examine)
{
    int left = (similar ? SIMILAR_EXAMINED_MAX : SEARCH_EXAMINED_MAX) - (similar ? run->similar_examined : run->examined), count;

    TRY(search_store_count(run->ctx, &run->query, left + 1, &count));
    if (count > left) {
        if (similar) {
            run->hits.similar_left_out = true;
            *ret_examine = 0;
            return OK;
        }
        run->hits.more = true;
        count = left;
    }
    *(similar ? &run->similar_examined : &run->examined) += count;
    *ret_examine = count;
    return OK;
}

static enum err take_chunk(struct run *run, bool similar)
{
    int count, left = run->room - run->count;
    struct person *found;

    if (left <= 0) {
        run->hits.more = true;
        return OK;
    }
    if (run->query.unit_id) {
        TRY(budget(run, similar, &run->query.examine));
        if (!run->query.examine)
            return OK;
    }
    run->query.limit = left + 1;
    found = arena_array(run->ctx->arena, struct person, (size_t)run->query.limit);
    TRY(search_store_people(run->ctx, &run->query, found, &count));
    for (int i = 0; i < count; i++) {
        if (run->count == run->room)
            run->hits.more = true;
        else if (!known_already(run, found[i].person_id))
            run->people[run->count++] = found[i];
    }
    return OK;
}

static enum err take_people(struct run *run, const struct str *names, int count, bool similar)
{
    for (int at = 0; at < count && !run->hits.more; at += NAMES_AT_ONCE) {
        run->query.names = names + at;
        run->query.names_count = count - at < NAMES_AT_ONCE ? count - at : NAMES_AT_ONCE;
        TRY(take_chunk(run, similar));
    }
    return OK;
}

/* --- which names ----------------------------------------------------------------------------------------------------------------------- */
static struct name_list list_new(struct run *run)
{
    return (struct name_list){.items = arena_array(run->ctx->arena, struct str, SEARCH_NAMES_MAX)};
}

static void add_fresh(const struct run *run, enum likeness from, enum likeness upto, struct name_list *list)
{
    for (int i = 0; i < run->fresh.count; i++) {
        enum likeness likeness = name_likeness(run->asked, run->fresh.items[i]);
        if (likeness >= from && likeness <= upto)
            name_list_add(list, run->fresh.items[i]);
    }
}

/* Names that wait to be indexed are compared here; usually there are none. */
static enum err load_fresh(struct run *run)
{
    struct str *names = arena_array(run->ctx->arena, struct str, FRESH_AT_ONCE), after = S("");
    int count = FRESH_AT_ONCE;

    run->fresh = list_new(run);
    for (int seen = 0; count == FRESH_AT_ONCE && seen < FRESH_MAX; seen += count) {
        TRY(name_store_fresh(run->ctx, after, FRESH_AT_ONCE, names, &count));
        for (int i = 0; i < count; i++)
            if (name_likeness(run->asked, names[i]) != LIKE_OTHER)
                name_list_add(&run->fresh, names[i]);
        if (count)
            after = names[count - 1];
    }
    return OK;
}

/* The name itself first, also when the dictionary does not know it yet. */
static enum err same_names(struct run *run, struct name_list *list)
{
    name_list_add(list, run->asked);
    TRY(name_store_same(run->ctx, name_bag(run->ctx->arena, &run->words), name_squash(run->ctx->arena, run->asked), list));
    add_fresh(run, LIKE_BLANKS, LIKE_ORDER, list);
    return OK;
}

static enum err take_same(struct run *run)
{
    struct name_list list = list_new(run);

    TRY(take_people(run, &run->asked, 1, false));
    TRY(same_names(run, &list));
    return take_people(run, list.items + 1, list.count - 1, true);
}

struct bags {
    struct str *items;
    int count;
};

static void put_bag(struct run *run, const struct name_words *words, struct bags *bags)
{
    if (bags->count < BAGS_MAX)
        bags->items[bags->count++] = name_bag(run->ctx->arena, words);
}

static enum err put_typos(struct run *run, int index, struct bags *bags)
{
    struct str stems[WORD_BYTES_MAX + 1], *near = arena_array(run->ctx->arena, struct str, NEAR_MAX);
    struct name_words words = run->words;
    int count, stem_count = word_stems(run->ctx->arena, run->words.words[index], stems);

    TRY(name_store_near(run->ctx, stems, stem_count, near, NEAR_MAX, &count));
    for (int i = 0; i < count; i++) {
        if (!word_near(run->words.words[index], near[i]))
            continue;
        words.words[index] = near[i];
        put_bag(run, &words, bags);
    }
    return OK;
}

/* A blank too few: the word is two. A blank too many: two words are one. */
static void put_blanks(struct run *run, int index, struct bags *bags)
{
    struct str word = run->words.words[index];
    struct name_words words = run->words;

    if (words.count < NAME_WORDS_MAX)
        for (size_t at = 1; at < word.len; at++) {
            words.words[index] = str_sub(word, 0, at);
            words.words[run->words.count] = str_sub(word, at, word.len);
            words.count = run->words.count + 1;
            put_bag(run, &words, bags);
        }
    for (int other = 0; other < run->words.count; other++) {
        if (other == index)
            continue;
        words = run->words;
        words.words[index] = arena_join(run->ctx->arena, word, run->words.words[other]);
        words.words[other] = words.words[--words.count];
        put_bag(run, &words, bags);
    }
}

static enum err typo_names(struct run *run, struct name_list *list)
{
    struct bags bags = {.items = arena_array(run->ctx->arena, struct str, BAGS_MAX)};

    for (int i = 0; i < run->words.count; i++) {
        TRY(put_typos(run, i, &bags));
        put_blanks(run, i, &bags);
    }
    TRY(name_store_bags(run->ctx, bags.items, bags.count, list));
    add_fresh(run, LIKE_BLANKS, LIKE_TYPO, list);
    return OK;
}

static enum err take_typos(struct run *run)
{
    struct name_list list = list_new(run);

    TRY(typo_names(run, &list));
    run->hits.similar_left_out |= list.cut;
    return take_people(run, list.items, list.count, true);
}

/* The rarest words first: few names hold "lan" beside "nguyen". */
static enum err rarest(struct run *run, struct str *ret_first, struct str *ret_second)
{
    int counts[NAME_WORDS_MAX], first = -1, second = -1;

    for (int i = 0; i < run->words.count; i++) {
        TRY(name_store_frequency(run->ctx, run->words.words[i], FREQUENCY_MAX, &counts[i]));
        if (first < 0 || counts[i] < counts[first]) {
            second = first;
            first = i;
        } else if (second < 0 || counts[i] < counts[second]) {
            second = i;
        }
    }
    *ret_first = run->words.words[first];
    *ret_second = second < 0 || str_eq(run->words.words[second], *ret_first) ? S("") : run->words.words[second];
    return OK;
}

static enum err take_longer(struct run *run)
{
    struct name_list holding = list_new(run), list = list_new(run);
    struct str first, second;

    TRY(rarest(run, &first, &second));
    TRY(name_store_holding(run->ctx, first, second, SEARCH_NAMES_MAX, &holding));
    for (int i = 0; i < holding.count; i++)
        if (name_likeness(run->asked, holding.items[i]) == LIKE_MORE)
            name_list_add(&list, holding.items[i]);
    add_fresh(run, LIKE_MORE, LIKE_MORE, &list);
    run->hits.similar_left_out |= holding.cut;
    return take_people(run, list.items, list.count, true);
}

/* --- the parent, and the order -------------------------------------------------------------------------------------------------------- */
static enum err keep_children(struct run *run)
{
    enum { PEOPLE_AT_ONCE = 32 };
    struct str names[2 * PEOPLE_AT_ONCE];
    int64_t ids[2 * PEOPLE_AT_ONCE];
    int kept = 0;

    for (int at = 0; at < run->count; at += PEOPLE_AT_ONCE) {
        int count = run->count - at < PEOPLE_AT_ONCE ? run->count - at : PEOPLE_AT_ONCE;
        for (int i = 0; i < count; i++) {
            ids[2 * i] = run->people[at + i].father_id;
            ids[2 * i + 1] = run->people[at + i].mother_id;
        }
        TRY(search_store_names(run->ctx, ids, 2 * count, names));
        for (int i = 0; i < count; i++)
            if (name_holds(run->parent, names[2 * i]) || name_holds(run->parent, names[2 * i + 1]))
                run->people[kept++] = run->people[at + i];
    }
    run->count = kept;
    return OK;
}

static int by_rank(const void *a, const void *b)
{
    const struct name_hit *x = a, *y = b;

    if (x->likeness != y->likeness)
        return (int)x->likeness - (int)y->likeness;
    if (x->marks_agree != y->marks_agree)
        return x->marks_agree ? -1 : 1;
    if (x->years_off != y->years_off)
        return x->years_off - y->years_off;
    if (x->person.birth.n != y->person.birth.n)
        return x->person.birth.n < y->person.birth.n ? -1 : 1;
    return x->person.person_id < y->person.person_id ? -1 : x->person.person_id > y->person.person_id;
}

static void rank(struct run *run)
{
    struct name_hit *hits = arena_array(run->ctx->arena, struct name_hit, (size_t)run->count + 1);

    for (int i = 0; i < run->count; i++) {
        const struct person *person = &run->people[i];
        int off = run->search->birth_year ? abs(civil_of(person->birth).year - run->search->birth_year) : 0;
        hits[i] = (struct name_hit){
            .person = *person,
            .likeness = name_likeness(run->asked, unicode_fold(run->ctx->arena, person->full_name)),
            .marks_agree = run->has_marks && str_eq(run->asked_upper, unicode_upper_vi(run->ctx->arena, person->full_name)),
            .years_off = off,
        };
    }
    qsort(hits, (size_t)run->count, sizeof *hits, by_rank);
    run->hits.more |= run->count > SEARCH_HITS_MAX;
    run->hits.items = hits;
    run->hits.count = run->count < SEARCH_HITS_MAX ? run->count : SEARCH_HITS_MAX;
}

static enum err start(struct run *run)
{
    struct ctx *ctx = run->ctx;
    const struct name_search *search = run->search;
    int slack = search->year_slack < 0 ? 0 : search->year_slack > SLACK_MAX ? SLACK_MAX : search->year_slack;
    struct str name;

    if (search->name.len > NAME_BYTES_MAX || search->parent.len > NAME_BYTES_MAX || unicode_nfc(ctx->arena, search->name, &name) != OK)
        return fault(ctx, ERR_INVALID, "search.name", "name", "Họ tên cần tìm dài quá 200 byte hoặc có ký tự không hợp lệ.");
    run->asked = unicode_fold(ctx->arena, name);
    if (run->asked.len < 2)
        return fault(ctx, ERR_INVALID, "search.name", "name", "Hãy ghi họ tên cần tìm, ít nhất hai chữ cái.");
    run->parent = unicode_fold(ctx->arena, search->parent);
    name_words_of(run->asked, &run->words);
    run->has_marks = name.len != run->asked.len;
    run->asked_upper = unicode_upper_vi(ctx->arena, name);
    run->room = run->parent.len ? WITH_PARENT_MAX : SEARCH_HITS_MAX;
    run->people = arena_array(ctx->arena, struct person, (size_t)run->room);
    run->query = (struct people_query){
        .from = search->birth_year ? arena_printf(ctx->arena, "%04d-01-01", search->birth_year - slack) : S(""),
        .to = search->birth_year ? arena_printf(ctx->arena, "%04d-12-31", search->birth_year + slack) : S("9"),
        .unit_id = search->unit_id,
    };
    return OK;
}

enum err matching_search(struct ctx *ctx, const struct name_search *search, struct name_hits *ret_hits)
{
    struct run run = {.ctx = ctx, .search = search};

    TRY(start(&run));
    TRY(load_fresh(&run));
    TRY(take_same(&run));
    if (!run.hits.more)
        TRY(take_typos(&run));
    if (!run.hits.more)
        TRY(take_longer(&run));
    if (run.parent.len)
        TRY(keep_children(&run));
    rank(&run);
    *ret_hits = run.hits;
    return OK;
}

enum err names_like(struct ctx *ctx, struct str name, int limit, struct name_list *ret_list)
{
    struct name_search search = {.name = name};
    struct run run = {.ctx = ctx, .search = &search};

    TRY(start(&run));
    TRY(load_fresh(&run));
    *ret_list = list_new(&run);
    TRY(same_names(&run, ret_list));
    TRY(typo_names(&run, ret_list));
    if (ret_list->count > limit)
        ret_list->count = limit;
    return OK;
}

struct str matching_why(struct ctx *ctx, const struct name_search *search, const struct name_hit *hit)
{
    struct str asked = unicode_fold(ctx->arena, search->name), name = unicode_fold(ctx->arena, hit->person.full_name);

    if (hit->likeness == LIKE_SAME && search->name.len != asked.len && !hit->marks_agree) /* marks were typed */
        return TS(ctx, "Cùng tên, khác dấu");
    return name_likeness_text(ctx, asked, name);
}
