/* person_merge_test.c: two records of one person become one and two again; what every table held before is held after. */
#include "features/population/events.h"
#include "features/population/kin.h"
#include "features/population/people_test.h"

static int64_t merge(struct db_fixture *fixture, int64_t lost_id, int64_t kept_id)
{
    AUTO(db_tx_end) struct db_tx tx = {0};
    struct merge_event event = {.note = {.on = DAY_NONE, .reason = S("Cùng một người, đã đối chiếu giấy khai sinh")}, .lost_id = lost_id, .kept_id = kept_id};
    int64_t event_id;

    DB_OK(fixture, db_tx_begin(&fixture->ctx, DB_WRITE, &tx));
    DB_OK(fixture, population_register_merge(&fixture->ctx, &event, &event_id));
    DB_OK(fixture, db_tx_commit(&tx));
    fixture->ctx.now_ms += 1000;
    return event_id;
}

static void undo(struct db_fixture *fixture, int64_t event_id)
{
    AUTO(db_tx_end) struct db_tx tx = {0};
    struct undo_event event = {.note = {.on = DAY_NONE, .reason = S("Là hai người, đã gặp cả hai")}, .event_id = event_id};

    DB_OK(fixture, db_tx_begin(&fixture->ctx, DB_WRITE, &tx));
    DB_OK(fixture, population_register_undo(&fixture->ctx, &event, NULL));
    DB_OK(fixture, db_tx_commit(&tx));
    fixture->ctx.now_ms += 1000;
}

/* All that the register shows of a person today, in one text. */
static struct str picture(struct db_fixture *fixture, int64_t person_id)
{
    struct ctx *ctx = &fixture->ctx;
    struct person person;
    struct residence home;
    struct buf out;

    buf_init(&out, ctx->arena, 512);
    if (person_get(ctx, person_id, &person) != OK)
        return S("gone");
    buf_printf(&out, "%.*s %d %d %.*s %.*s f%lld m%lld s%lld ", STR_ARG(person.full_name), person.birth.n, person.female, STR_ARG(person.status), STR_ARG(person.phone),
               (long long)person.father_id, (long long)person.mother_id, (long long)person.spouse_id);
    for (int temporary = 0; temporary < 2; temporary++)
        if (residence_current(ctx, person_id, temporary, &home) == OK)
            buf_printf(&out, "[%lld %.*s %.*s %d %d] ", (long long)home.unit_id, STR_ARG(home.address), STR_ARG(home.dwelling), home.valid_from.n, home.expires_on.n);
    buf_printf(&out, "%.*s", STR_ARG(people_relation(fixture, person_id)));
    return buf_str(&out);
}

static void family(struct db_fixture *fixture, int64_t ret_ids[4])
{
    static const char *const relations[] = {"head", "child"}, *const alone[] = {"head"};

    people_start(fixture);
    ret_ids[0] = people_add(fixture, "Trần Thị Hoa", true, ymd(1960, 1, 2), 1);
    ret_ids[1] = people_add_child(fixture, "Nguyễn Thị Lan", true, ymd(1985, 3, 7), 2, 0, ret_ids[0]);
    ret_ids[2] = people_add_child(fixture, "Nguyễn Thị Lân", true, ymd(1985, 7, 3), 3, 0, ret_ids[0]);
    ret_ids[3] = people_add_child(fixture, "Lê Minh Khôi", false, ymd(2015, 5, 6), 4, 0, ret_ids[2]);
    people_settle(fixture, PLEIKU, "1 Lê Lợi", ret_ids, relations, 2);
    people_settle(fixture, QUY_NHON, "2 Trần Phú", &ret_ids[2], alone, 1);
    struct temporary_residence stay = people_temporary(fixture, ret_ids[2]);
    DB_OK(fixture, population_register_temporary(&fixture->ctx, &stay));
    fixture->ctx.now_ms += 1000;
}

DB_TEST(person_merge, the_cancelled_number_leads_to_the_kept_one_and_holds_no_home_any_more)
{
    struct ctx *ctx = &fixture->ctx;
    int64_t ids[4], found, aliases[PERSON_ALIASES_MAX];
    struct residence home;
    struct person person;
    int count;

    family(fixture, ids);
    struct str kept = picture(fixture, ids[1]);
    merge(fixture, ids[2], ids[1]);
    DB_OK(fixture, person_resolve(ctx, ids[2], &found));
    cr_assert_eq(found, ids[1]);
    DB_OK(fixture, person_resolve(ctx, ids[1], &found));
    cr_assert_eq(found, ids[1]);
    cr_assert_eq(person_resolve(ctx, person_number_make(52, true, 1985, 99), &found), ERR_NOT_FOUND);
    cr_assert_eq(person_get(ctx, ids[2], &person), ERR_NOT_FOUND);
    DB_OK(fixture, person_get_any(ctx, ids[2], &person));
    cr_assert_eq(residence_current(ctx, ids[2], false, &home), ERR_NOT_FOUND);
    cr_assert_eq(residence_store_open(ctx, ids[2], true, &home), ERR_NOT_FOUND); /* it began today: until tonight */
    cr_assert(str_eq(people_relation(fixture, ids[2]), S("")));
    cr_assert(str_eq(picture(fixture, ids[1]), kept), "the kept record is as it was");
    DB_OK(fixture, person_aliases(ctx, ids[1], aliases, &count));
    cr_assert(count == 2 && aliases[0] == ids[1] && aliases[1] == ids[2]);
}

DB_TEST(person_merge, an_undo_brings_back_exactly_what_was)
{
    int64_t ids[4], found;
    struct str before[4];

    family(fixture, ids);
    for (int i = 0; i < 4; i++)
        before[i] = picture(fixture, ids[i]);
    for (int round = 0; round < 3; round++) { /* and once more, the other way round */
        int64_t lost = round == 1 ? ids[1] : ids[2], kept = round == 1 ? ids[2] : ids[1];
        int64_t event_id = merge(fixture, lost, kept);
        cr_assert(str_eq(picture(fixture, lost), S("gone")));
        undo(fixture, event_id);
        for (int i = 0; i < 4; i++) {
            struct str after = picture(fixture, ids[i]);
            cr_assert(str_eq(before[i], after), "before: %.*s\nafter:  %.*s", STR_ARG(before[i]), STR_ARG(after));
        }
        DB_OK(fixture, person_resolve(&fixture->ctx, lost, &found));
        cr_assert_eq(found, lost);
    }
}

DB_TEST(person_merge, what_was_known_between_a_merge_and_its_undoing_is_still_told)
{
    struct ctx *ctx = &fixture->ctx;
    struct day on = ymd(2026, 11, 21);
    struct person person;
    int64_t ids[4];

    family(fixture, ids);
    int64_t before_ms = ctx->now_ms - 1, event_id = merge(fixture, ids[2], ids[1]), between_ms = ctx->now_ms - 1;
    cr_assert_eq(person_as_of(ctx, ids[2], on, between_ms, &person), ERR_NOT_FOUND);
    undo(fixture, event_id);
    DB_OK(fixture, person_as_of(ctx, ids[2], on, before_ms, &person));
    cr_assert_eq(person_as_of(ctx, ids[2], on, between_ms, &person), ERR_NOT_FOUND, "the register held the number for cancelled then");
    DB_OK(fixture, person_as_of(ctx, ids[2], on, ctx->now_ms, &person));
    DB_OK(fixture, person_as_of(ctx, ids[2], on, KNOWN_NOW, &person));
    DB_OK(fixture, person_as_of(ctx, ids[1], on, between_ms, &person));
}

DB_TEST(person_merge, children_and_kin_are_found_under_every_number_of_a_parent)
{
    struct ctx *ctx = &fixture->ctx;
    struct marriage_event wedding = {.note = {.on = ymd(2026, 11, 21), .reason = S("Đăng ký kết hôn")}};
    struct person *children;
    int count;

    people_start(fixture);
    int64_t father = people_add(fixture, "Nguyễn Văn Hùng", false, ymd(1960, 1, 2), 1), twice = people_add(fixture, "Nguyễn Văn Hùng", false, ymd(1960, 2, 1), 2);
    int64_t son = people_add_child(fixture, "Nguyễn Văn Bình", false, ymd(1990, 3, 7), 3, father, 0);
    int64_t daughter = people_add_child(fixture, "Nguyễn Thị Mai", true, ymd(1992, 3, 7), 4, twice, 0);
    wedding.husband_id = son;
    wedding.wife_id = daughter;
    DB_OK(fixture, population_check_marriage(ctx, &wedding));
    int64_t event_id = merge(fixture, twice, father);
    cr_assert_eq(population_check_marriage(ctx, &wedding), ERR_INVALID, "they are children of one father");
    ctx->fault = (struct fault){0};
    DB_OK(fixture, person_children(ctx, father, &children, &count));
    cr_assert_eq(count, 2);
    cr_assert(children[0].person_id == son && children[1].person_id == daughter);
    struct kin_set parents = {0};
    DB_OK(fixture, kin_parents(ctx, daughter, KIN_BOTH, &parents));
    cr_assert(parents.count == 1 && parents.ids[0] == father);

    undo(fixture, event_id);
    DB_OK(fixture, population_check_marriage(ctx, &wedding));
    DB_OK(fixture, person_children(ctx, father, &children, &count));
    cr_assert_eq(count, 1);
}

DB_TEST(person_merge, a_chain_of_numbers_leads_to_its_end)
{
    int64_t ids[4], found, third, aliases[PERSON_ALIASES_MAX];
    int count;

    family(fixture, ids);
    third = people_add(fixture, "Nguyễn Thị Lan", true, ymd(1985, 3, 8), 9);
    int64_t first = merge(fixture, ids[2], ids[1]);
    merge(fixture, ids[1], third);
    DB_OK(fixture, person_resolve(&fixture->ctx, ids[2], &found));
    cr_assert_eq(found, third);
    DB_OK(fixture, person_aliases(&fixture->ctx, third, aliases, &count));
    cr_assert_eq(count, 3);
    undo(fixture, first);
    DB_OK(fixture, person_resolve(&fixture->ctx, ids[2], &found));
    cr_assert_eq(found, ids[2]);
    DB_OK(fixture, person_resolve(&fixture->ctx, ids[1], &found));
    cr_assert_eq(found, third);
}

static void refused(struct db_fixture *fixture, int64_t lost_id, int64_t kept_id, const char *code)
{
    struct merge_event event = {.note = {.on = DAY_NONE, .reason = S("x")}, .lost_id = lost_id, .kept_id = kept_id};
    people_refused(fixture, population_check_merge(&fixture->ctx, &event), code, "person");
}

DB_TEST(person_merge, what_cannot_be_one_person_is_refused_and_says_why)
{
    int64_t ids[4];

    family(fixture, ids);
    refused(fixture, ids[1], ids[1], "merge.same");
    refused(fixture, ids[0], ids[1], "merge.kin");
    refused(fixture, ids[1], ids[0], "merge.kin");
    refused(fixture, ids[1], person_number_make(52, true, 1985, 99), "merge.cancelled");
    int64_t stranger = people_add(fixture, "Trần Thị Hoa", true, ymd(1960, 1, 3), 9);
    refused(fixture, ids[0], stranger, "merge.head");
    DB_OK(fixture, population_register_death(&fixture->ctx, stranger, ymd(2026, 1, 1), 0));
    refused(fixture, ids[2], stranger, "merge.dead");
    merge(fixture, ids[2], ids[1]);
    refused(fixture, ids[2], ids[1], "merge.cancelled");
}
