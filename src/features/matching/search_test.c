/* search_test.c: the index and the search against a plain reading of every name, on names made at random and typed with errors; and the cases of which people complain. */
#include "features/matching/internal.h"
#include "platform/db/db_test_support.h"
#include "platform/unicode/unicode.h"

static uint64_t random_state = 88172645463325252ull;
static int below(int bound)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (int)(random_state % (uint64_t)bound);
}

static int64_t add(struct db_fixture *fixture, struct str name, int year, int serial)
{
    struct person person = {.person_id = person_number_make(52, true, year, serial), .full_name = name, .birth = day_of(year, 1 + serial % 12, 1 + serial % 28), .female = true,
                            .death = DAY_NONE, .source = S("test")};
    DB_OK(fixture, person_insert(&fixture->ctx, &person));
    return person.person_id;
}

static int64_t add_c(struct db_fixture *fixture, const char *name, int year, int serial) { return add(fixture, str_of(name), year, serial); }

static void index_all(struct db_fixture *fixture)
{
    bool more = true;
    while (more)
        DB_OK(fixture, matching_index_fresh(&fixture->ctx, 100, &more));
}

static struct name_hits find(struct db_fixture *fixture, const char *name, int year)
{
    struct name_hits hits;
    DB_OK(fixture, matching_search(&fixture->ctx, &(struct name_search){.name = str_of(name), .birth_year = year}, &hits));
    return hits;
}

static bool has(const struct name_hits *hits, int64_t person_id, enum likeness likeness)
{
    for (int i = 0; i < hits->count; i++)
        if (hits->items[i].person.person_id == person_id)
            return hits->items[i].likeness == likeness;
    return false;
}

Test(name_words, one_typing_error_is_near_and_two_are_not)
{
    static const char *const near[][2] = {{"lan", "loan"}, {"lan", "la"}, {"lan", "lam"}, {"lan", "lna"}, {"nguyen", "nguyn"}, {"ly", "li"}, {"a", "an"}, {"an", "na"}};
    static const char *const far[][2] = {{"lan", "lan"}, {"lan", "hoa"}, {"lan", "loanh"}, {"nguyen", "nugyne"}, {"ab", "cd"}, {"abc", "cab"}};

    for (size_t i = 0; i < ARRAY_LEN(near); i++) {
        cr_assert(word_near(str_of(near[i][0]), str_of(near[i][1])), "%s %s", near[i][0], near[i][1]);
        cr_assert(word_near(str_of(near[i][1]), str_of(near[i][0])), "%s %s", near[i][1], near[i][0]);
    }
    for (size_t i = 0; i < ARRAY_LEN(far); i++)
        cr_assert(!word_near(str_of(far[i][0]), str_of(far[i][1])), "%s %s", far[i][0], far[i][1]);
}

Test(name_words, words_that_are_near_share_a_stem)
{
    struct arena AUTO(arena_done) arena;
    arena_init(&arena, 0);
    for (int round = 0; round < 20000; round++) {
        char a[8], b[8];
        int len_a = 1 + below(5), len_b = 1 + below(5);
        for (int i = 0; i < len_a; i++)
            a[i] = (char)('a' + below(3));
        for (int i = 0; i < len_b; i++)
            b[i] = (char)('a' + below(3));
        struct str x = {a, (size_t)len_a}, y = {b, (size_t)len_b}, stems_x[WORD_BYTES_MAX + 1], stems_y[WORD_BYTES_MAX + 1];
        if (!word_near(x, y))
            continue;
        bool shared = false;
        int count_x = word_stems(&arena, x, stems_x), count_y = word_stems(&arena, y, stems_y);
        for (int i = 0; i < count_x; i++)
            for (int k = 0; k < count_y; k++)
                shared |= str_eq(stems_x[i], stems_y[k]);
        cr_assert(shared, "%.*s %.*s", STR_ARG(x), STR_ARG(y));
        arena_reset(&arena);
    }
}

DB_TEST(matching_search, names_are_found_without_marks_in_any_order_with_one_error_and_without_blanks)
{
    db_test_migrate(fixture);
    int64_t lan = add_c(fixture, "Nguyễn Thị Lan", 1985, 1), siu = add_c(fixture, "Rơ Châm H'Hen", 1990, 2), hoa = add_c(fixture, "Đặng Thuý Hoà", 1970, 3);
    for (int indexed = 0; indexed < 2; indexed++) {
        static const struct {
            const char *typed;
            int who;
            enum likeness likeness;
        } cases[] = {
            {"Nguyễn Thị Lan", 0, LIKE_SAME}, {"nguyen thi lan", 0, LIKE_SAME}, {"NGUYEN THI LAN", 0, LIKE_SAME}, {"Lan Nguyễn Thị", 0, LIKE_ORDER},
            {"Nguyen Thi Lna", 0, LIKE_TYPO}, {"Nguyn Thi Lan", 0, LIKE_TYPO}, {"Nguyen Thi Lam", 0, LIKE_TYPO}, {"Nguyenn Thi Lan", 0, LIKE_TYPO},
            {"nguyenthilan", 0, LIKE_BLANKS}, {"nguyen thilan", 0, LIKE_BLANKS}, {"nguy en thi lan", 0, LIKE_BLANKS}, {"lanthi nguyen", 0, LIKE_BLANKS},
            {"Nguyen Lan", 0, LIKE_MORE}, {"lan", 0, LIKE_MORE}, {"Rơ Châm H’Hen", 1, LIKE_SAME}, {"ro cham hhen", 1, LIKE_SAME}, {"Rơ Châm H Hen", 1, LIKE_BLANKS},
            {"H'Hen Rơ Châm", 1, LIKE_ORDER}, {"Rơ Chăm H'Hen", 1, LIKE_SAME}, {"Đặng Thúy Hòa", 2, LIKE_SAME}, {"Dang Thuy Hoa", 2, LIKE_SAME}, {"Đặng Thúi Hòa", 2, LIKE_TYPO},
        };
        const int64_t who[3] = {lan, siu, hoa};
        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
            struct name_hits hits = find(fixture, cases[i].typed, 0);
            cr_assert(has(&hits, who[cases[i].who], cases[i].likeness), "%s, indexed %d: %d hits", cases[i].typed, indexed, hits.count);
            cr_assert(!hits.more);
        }
        cr_assert_eq(find(fixture, "Trần Văn Bình", 0).count, 0);
        cr_assert_eq(find(fixture, "Nguyễn Thị Lan", 1986).count, 0);
        cr_assert_eq(find(fixture, "Nguyễn Thị Lan", 1985).count, 1);
        index_all(fixture);
    }
    cr_assert_eq(db_test_count(fixture, "name_fresh"), 0);
}

DB_TEST(matching_search, the_index_finds_whom_a_plain_reading_of_all_names_finds)
{
    enum { PEOPLE = 300, QUESTIONS = 400 };
    static const char *const syllables[] = {"an", "anh", "ban", "hoa", "hoan", "lan", "loan", "lam", "minh", "nam", "nga", "thi", "thu", "van", "vang", "y", "ksor", "siu"};
    struct str names[PEOPLE];
    int64_t ids[PEOPLE];

    db_test_migrate(fixture);
    for (int i = 0; i < PEOPLE; i++) {
        struct buf name;
        buf_init(&name, &fixture->arena, 64);
        for (int k = 0, words = 2 + below(3); k < words; k++) {
            if (k)
                buf_put_char(&name, ' ');
            buf_put(&name, str_of(syllables[below((int)ARRAY_LEN(syllables))]));
        }
        names[i] = buf_str(&name);
        ids[i] = add(fixture, names[i], 1950 + i % 50, i + 1);
        if (i == PEOPLE / 2)
            index_all(fixture); /* the rest waits in name_fresh for the first questions */
    }
    for (int q = 0; q < QUESTIONS; q++) {
        struct str typed = arena_str(&fixture->arena, names[below(PEOPLE)]);
        char *at = (char *)typed.ptr + below((int)typed.len);
        int kind = below(4);
        if (q == QUESTIONS / 2)
            index_all(fixture);
        if (kind == 0 && *at != ' ')
            *at = (char)('a' + below(26));
        else if (kind == 1)
            memmove(at, at + 1, (size_t)(typed.ptr + typed.len - at - 1)), typed.len--;
        typed = unicode_fold(&fixture->arena, typed);
        if (typed.len < 2)
            continue;
        struct name_hits hits;
        DB_OK(fixture, matching_search(&fixture->ctx, &(struct name_search){.name = typed}, &hits));
        cr_assert(!hits.more && !hits.similar_left_out);
        int expected = 0;
        for (int i = 0; i < PEOPLE; i++) {
            enum likeness likeness = name_likeness(typed, names[i]);
            expected += likeness != LIKE_OTHER;
            cr_assert(likeness == LIKE_OTHER || has(&hits, ids[i], likeness), "%.*s is not found by %.*s", STR_ARG(names[i]), STR_ARG(typed));
        }
        cr_assert_eq(hits.count, expected);
        for (int i = 1; i < hits.count; i++)
            cr_assert(hits.items[i - 1].likeness <= hits.items[i].likeness);
    }
}

DB_TEST(matching_search, a_name_of_thousands_stops_early_and_says_so_and_commune_or_parent_narrow_it)
{
    struct name_hits hits;
    struct ctx *ctx = &fixture->ctx;

    db_test_migrate(fixture);
    int64_t mother = add_c(fixture, "Siu H'Blí", 1950, 1), child = 0;
    for (int i = 0; i < 500; i++)
        add_c(fixture, "Nguyễn Thị Lan", 1960 + i % 40, 10 + i);
    struct person person = {.person_id = person_number_make(52, true, 1975, 999), .full_name = S("Nguyễn Thị Lân"), .birth = day_of(1975, 5, 5), .female = true,
                            .death = DAY_NONE, .source = S("test"), .mother_id = mother};
    child = person.person_id;
    DB_OK(fixture, person_insert(ctx, &person));
    index_all(fixture);
    hits = find(fixture, "nguyen thi lan", 0);
    cr_assert(hits.more && hits.count == SEARCH_HITS_MAX);
    hits = find(fixture, "Nguyễn Thị Lân", 1975);
    cr_assert(!hits.more && hits.items[0].person.person_id == child && hits.items[0].marks_agree && !hits.items[1].marks_agree);
    DB_OK(fixture, db_exec(ctx, NULL, "INSERT INTO residence (residence_id, person_id, kind, unit_id, address, valid_from, recorded_ms) VALUES (1, $1, 'permanent', 77, 'x', '2020-01-01', 1)",
                           DB_I64(child)));
    DB_OK(fixture, matching_search(ctx, &(struct name_search){.name = S("nguyen thi lan"), .unit_id = 77}, &hits));
    cr_assert(hits.count == 1 && !hits.more && hits.items[0].person.person_id == child);
    DB_OK(fixture, matching_search(ctx, &(struct name_search){.name = S("nguyen thi lna"), .unit_id = 77}, &hits));
    cr_assert(hits.count == 1 && hits.items[0].likeness == LIKE_TYPO);
    DB_OK(fixture, matching_search(ctx, &(struct name_search){.name = S("nguyen thi lan"), .unit_id = 78}, &hits));
    cr_assert_eq(hits.count, 0);
    DB_OK(fixture, matching_search(ctx, &(struct name_search){.name = S("nguyen thi lan"), .parent = S("hbli siuu")}, &hits));
    cr_assert(hits.count == 1 && hits.items[0].person.person_id == child);
    DB_OK(fixture, matching_search(ctx, &(struct name_search){.name = S("nguyen thi lan"), .birth_year = 1974, .year_slack = 1, .parent = S("siu hbli")}, &hits));
    cr_assert(hits.count == 1 && hits.items[0].years_off == 1);
}

DB_TEST(matching_index, a_bulk_load_and_a_rebuild_leave_nothing_missing)
{
    struct ctx *ctx = &fixture->ctx;
    struct matching_state state;

    db_test_migrate(fixture);
    DB_OK(fixture, matching_bulk_begin(ctx));
    for (int i = 0; i < 60; i++)
        add(fixture, arena_printf(ctx->arena, "Trần Văn Số%c%c", 'a' + i % 10, 'a' + i / 10), 1980, i + 1);
    DB_OK(fixture, matching_check(ctx, &state));
    cr_assert(state.paused && state.missing == 60);
    DB_OK(fixture, matching_bulk_end(ctx));
    DB_OK(fixture, matching_check(ctx, &state));
    cr_assert(!state.paused && state.missing == 0 && state.names == 60 && state.waiting == 0);
    cr_assert_eq(db_test_count(fixture, "person_fresh"), 0);
    DB_OK(fixture, db_exec(ctx, NULL, "DELETE FROM name_key WHERE name_id < 10"));
    DB_OK(fixture, matching_check(ctx, &state));
    cr_assert_eq(state.missing, 9);
    DB_OK(fixture, matching_rebuild(ctx));
    DB_OK(fixture, matching_check(ctx, &state));
    cr_assert(state.missing == 0 && state.names == 60);
    cr_assert_eq(find(fixture, "tran van soab", 0).count > 0, true);
}

DB_TEST(matching_index, a_changed_name_is_found_under_its_new_one)
{
    db_test_migrate(fixture);
    int64_t id = add_c(fixture, "Lê Thị Mận", 1988, 5);
    index_all(fixture);
    DB_OK(fixture, db_exec(&fixture->ctx, NULL, "UPDATE person SET full_name = 'Lê Thị Mộng', name_folded = 'le thi mong' WHERE person_id = $1", DB_I64(id)));
    struct name_hits hits = find(fixture, "le thi mogn", 0);
    cr_assert(has(&hits, id, LIKE_TYPO));
    index_all(fixture);
    hits = find(fixture, "le thi mogn", 0);
    cr_assert(has(&hits, id, LIKE_TYPO));
    hits = find(fixture, "le thi man", 0);
    cr_assert_eq(hits.count, 0);
}
