/* vietnam_test.c: all of Viet Nam in one run, and back: 10,047 communes become 3,321 and again 10,047, link by link, from the data beside the repository. In each old commune
 * lies a hamlet with a resident for each of its links; what is divided is decided hamlet by hamlet. Skipped, and said so, without ../shared. */
#include "features/population/population.h"
#include "features/reorganisation/country_test.h"
#include "features/reorganisation/reorganisation.h"
#include "platform/file/file.h"

enum { LINKS_MAX = 12000, COLUMNS_UNIT = 7, COLUMNS_LINK = 5 };

struct thing { /* what lies behind one link of a commune */
    struct str old_code, new_code;
    bool full;
    int64_t old_id, hamlet_id, person_id, residence_id;
};
static struct thing things[LINKS_MAX];
static int things_count;

static bool read_shared(struct db_fixture *fixture, const char *name, struct str *ret_text)
{
    struct ctx *ctx = &fixture->ctx;

    return file_read(ctx, arena_printf(&fixture->arena, "../shared/data/%s", name), ret_text) == OK ||
           file_read(ctx, arena_printf(&fixture->arena, "../../shared/data/%s", name), ret_text) == OK;
}

static void read_things(struct db_fixture *fixture, struct str links_csv)
{
    static struct csv_reader csv;

    things_count = 0;
    csv_open_text(&csv, &fixture->arena, links_csv);
    for (enum csv_step step; (step = csv_next(&csv)) != CSV_END;) {
        cr_assert_eq(step, CSV_ROW);
        if (!str_eq(csv_field(&csv, 0), S("commune")))
            continue;
        cr_assert(things_count < LINKS_MAX);
        things[things_count++] = (struct thing){.old_code = arena_str(&fixture->arena, csv_field(&csv, 1)), .new_code = arena_str(&fixture->arena, csv_field(&csv, 2)),
                                                .full = str_eq(csv_field(&csv, 3), S("full"))};
    }
}

static void put_things(struct db_fixture *fixture)
{
    enum { PERSON = 12, HAMLET = 5, RESIDENCE = 8 };
    struct arena *arena = &fixture->arena;
    struct db_value *persons = arena_array(arena, struct db_value, (size_t)things_count * PERSON), *hamlets = arena_array(arena, struct db_value, (size_t)things_count * HAMLET),
                    *residences = arena_array(arena, struct db_value, (size_t)things_count * RESIDENCE);
    AUTO(db_tx_end) struct db_tx tx = {0};

    for (int i = 0; i < things_count; i++) {
        struct thing *t = &things[i];
        struct str name = arena_printf(arena, "%d", i);
        t->old_id = territory_unit_id(UNIT_COMMUNE, t->old_code, DAY_NONE);
        t->hamlet_id = db_new_id();
        t->residence_id = db_new_id();
        t->person_id = person_number_make(1, false, 1980, i + 1);
        const struct db_value person[PERSON] = {DB_I64(t->person_id), DB_STR(S("Người Thử")), DB_STR(S("nguoi thu")), DB_STR(S("1980-01-01")), DB_STR(S("male")),
                                                DB_STR(S("Kinh")), DB_STR(S("VN")), DB_STR(S("")), DB_STR(S("")), DB_STR(S("test")), DB_I64(1), DB_STR(S("alive"))};
        const struct db_value hamlet[HAMLET] = {DB_I64(t->hamlet_id), DB_I64(t->old_id), DB_STR(S("Thôn")), DB_STR(name), DB_STR(name)};
        const struct db_value residence[RESIDENCE] = {DB_I64(t->residence_id), DB_I64(t->person_id), DB_STR(S("permanent")), DB_I64(t->old_id), DB_I64(t->hamlet_id),
                                                      DB_STR(S("Nhà số 1")), DB_STR(S("2020-01-01")), DB_I64(1)};
        memcpy(&persons[i * PERSON], person, sizeof person);
        memcpy(&hamlets[i * HAMLET], hamlet, sizeof hamlet);
        memcpy(&residences[i * RESIDENCE], residence, sizeof residence);
    }
    DB_OK(fixture, db_tx_begin(&fixture->ctx, DB_WRITE, &tx));
    DB_OK(fixture, db_exec_many(&fixture->ctx,
                                "INSERT INTO person (person_id, full_name, name_folded, birth_date, sex, ethnicity, nationality, birth_place, hometown, source, updated_ms,"
                                " status) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
                                persons, PERSON, things_count));
    DB_OK(fixture, db_exec_many(&fixture->ctx, "INSERT INTO hamlet (hamlet_id, unit_id, kind, name, name_folded) VALUES ($1, $2, $3, $4, $5)", hamlets, HAMLET, things_count));
    DB_OK(fixture, db_exec_many(&fixture->ctx,
                                "INSERT INTO residence (residence_id, person_id, kind, unit_id, hamlet_id, address, valid_from, recorded_ms)"
                                " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                                residences, RESIDENCE, things_count));
    DB_OK(fixture, db_tx_commit(&tx));
}

/* Where each residence is now: unit by residence, in the order of `things` (their keys grow). */
static int64_t *where_now(struct db_fixture *fixture, bool hamlets)
{
    AUTO(db_rows_done) struct db_rows rows = {0};
    int64_t *units = arena_array(&fixture->arena, int64_t, LINKS_MAX);
    int at = 0;

    if (hamlets)
        DB_OK(fixture, db_query(&fixture->ctx, &rows, "SELECT hamlet_id, unit_id FROM hamlet ORDER BY hamlet_id"));
    else
        DB_OK(fixture, db_query(&fixture->ctx, &rows, "SELECT residence_id, unit_id FROM residence ORDER BY residence_id"));
    while (db_next(&rows)) {
        cr_assert(at < things_count && db_i64(&rows, 0) == (hamlets ? things[at].hamlet_id : things[at].residence_id));
        units[at++] = db_i64(&rows, 1);
    }
    DB_OK(fixture, db_rows_end(&rows));
    cr_assert_eq(at, things_count);
    return units;
}

/* Decides the hamlets whose unit is divided, each for its `wanted` unit, and applies commune by commune. */
static int decide(struct db_fixture *fixture, const int64_t *now, const int64_t *wanted)
{
    int decided = 0;

    for (int i = 0; i < things_count;) {
        AUTO(db_tx_end) struct db_tx tx = {0};
        int end = i + 200 < things_count ? i + 200 : things_count;
        DB_OK(fixture, db_tx_begin(&fixture->ctx, DB_WRITE, &tx));
        for (; i < end; i++)
            if (now[i] != wanted[i]) {
                country_choose(fixture, now[i], "hamlet", things[i].hamlet_id, wanted[i]);
                decided++;
            }
        DB_OK(fixture, db_tx_commit(&tx));
    }
    for (int i = 0; i < things_count; i++) {
        bool first = now[i] != wanted[i];
        for (int j = 0; first && j < i; j++)
            first = now[j] != now[i] || now[j] == wanted[j];
        if (first)
            country_apply_choices(fixture, now[i], REORGANISATION_PIECE);
    }
    return decided;
}

/* The decree that takes everything back: today's communes end, the former ones begin again with their codes. A commune that came from one other is whole. */
static void reverse_csv(struct db_fixture *fixture, struct str units_csv, struct str links_csv, struct str *ret_units, struct str *ret_links)
{
    static struct csv_reader csv;
    struct buf units, links;
    int *from_count = arena_array(&fixture->arena, int, 100000);

    buf_init(&units, &fixture->arena, 1 << 20);
    buf_init(&links, &fixture->arena, 1 << 20);
    buf_lit(&units, "code,parent_code,level,kind,name,valid_from,valid_to\n");
    csv_open_text(&csv, &fixture->arena, units_csv);
    while (csv_next(&csv) == CSV_ROW) {
        bool old = csv_field(&csv, 6).len > 0;
        buf_printf(&units, "%.*s,%.*s,%.*s,%.*s,\"%.*s\",%s,%s\n", STR_ARG(csv_field(&csv, 0)), STR_ARG(csv_field(&csv, 1)), STR_ARG(csv_field(&csv, 2)),
                   STR_ARG(csv_field(&csv, 3)), STR_ARG(csv_field(&csv, 4)), old ? "2026-01-01" : "2025-07-01", old ? "" : "2025-12-31");
    }
    csv_open_text(&csv, &fixture->arena, links_csv);
    while (csv_next(&csv) == CSV_ROW) {
        int64_t code = 0;
        cr_assert(str_parse_i64(csv_field(&csv, 2), &code) == OK);
        from_count[csv_field(&csv, 2).len == 2 ? 0 : code] += 1;
    }
    buf_lit(&links, "old_level,old_code,new_code,extent,effective_on\n");
    csv_open_text(&csv, &fixture->arena, links_csv);
    while (csv_next(&csv) == CSV_ROW) {
        int64_t code = 0;
        bool province = csv_field(&csv, 2).len == 2;
        cr_assert(str_parse_i64(csv_field(&csv, 2), &code) == OK);
        buf_printf(&links, "%s,%.*s,%.*s,%s,2026-01-01\n", province ? "province" : "commune", STR_ARG(csv_field(&csv, 2)), STR_ARG(csv_field(&csv, 1)),
                   !province && from_count[code] == 1 ? "full" : "partial");
    }
    *ret_units = buf_str(&units);
    *ret_links = buf_str(&links);
}

DB_TEST(reorganisation_vietnam, every_link_is_applied_and_taken_back)
{
    struct import_report units = {0}, links = {0};
    struct ctx *ctx = &fixture->ctx;
    struct str units_csv, links_csv, reverse_units, reverse_links;
    struct reorganisation r;
    bool more;

    db_test_migrate(fixture);
    if (!read_shared(fixture, "admin_units.csv", &units_csv) || !read_shared(fixture, "admin_succession.csv", &links_csv)) {
        cr_log_warn("skipped: ../shared/data/admin_units.csv is not there");
        return;
    }
    DB_OK(fixture, territory_import_text(ctx, units_csv, links_csv, false, &units, &links));
    read_things(fixture, links_csv);
    cr_assert_eq(things_count, 9587 + 1012);
    put_things(fixture);

    /* there */
    country_apply(fixture, REORGANISATION_PIECE);
    int64_t *wanted = arena_array(&fixture->arena, int64_t, LINKS_MAX), *now = where_now(fixture, false), *hamlets = where_now(fixture, true);
    for (int i = 0; i < things_count; i++) {
        wanted[i] = territory_unit_id(UNIT_COMMUNE, things[i].new_code, day_of(2025, 7, 1));
        cr_assert_eq(now[i], things[i].full ? wanted[i] : things[i].old_id, "%.*s -> %.*s", STR_ARG(things[i].old_code), STR_ARG(things[i].new_code));
        cr_assert_eq(hamlets[i], now[i]);
    }
    DB_OK(fixture, reorganisation_get(ctx, day_of(2025, 7, 1), &r));
    cr_expect_eq(r.state, REORGANISATION_WAITING);
    cr_expect(r.decree.full == 9655 && r.decree.partial == 1012 && r.decree.divided == 460);
    cr_expect_eq(decide(fixture, now, wanted), 1012);
    DB_OK(fixture, reorganisation_apply(ctx, 100, &more));
    DB_OK(fixture, reorganisation_get(ctx, day_of(2025, 7, 1), &r));
    cr_expect_eq(r.state, REORGANISATION_DONE);
    now = where_now(fixture, false);
    hamlets = where_now(fixture, true);
    for (int i = 0; i < things_count; i++)
        cr_assert(now[i] == wanted[i] && hamlets[i] == wanted[i], "%.*s -> %.*s", STR_ARG(things[i].old_code), STR_ARG(things[i].new_code));

    /* and back */
    reverse_csv(fixture, units_csv, links_csv, &reverse_units, &reverse_links);
    DB_OK(fixture, territory_import_text(ctx, reverse_units, reverse_links, false, &units, &links));
    cr_expect_eq(links.inserted, 10667);
    country_apply(fixture, REORGANISATION_PIECE);
    now = where_now(fixture, false);
    for (int i = 0; i < things_count; i++)
        wanted[i] = territory_unit_id(UNIT_COMMUNE, things[i].old_code, day_of(2026, 1, 1));
    cr_expect_gt(decide(fixture, now, wanted), 9000);
    now = where_now(fixture, false);
    hamlets = where_now(fixture, true);
    for (int i = 0; i < things_count; i++) {
        int64_t then;
        cr_assert(now[i] == wanted[i] && hamlets[i] == wanted[i], "%.*s: not where it was", STR_ARG(things[i].old_code));
        if (i % 50)
            continue;
        DB_OK(fixture, territory_unit_on(ctx, things[i].old_id, now[i], day_of(2024, 1, 1), &then));
        cr_expect_eq(then, things[i].old_id);
        DB_OK(fixture, territory_unit_on(ctx, things[i].old_id, now[i], day_of(2026, 6, 1), &then));
        cr_expect_eq(then, wanted[i]);
    }
    /* What was registered is what it was, and each hamlet has its name again. */
    AUTO(db_rows_done) struct db_rows rows = {0};
    DB_OK(fixture, db_one(ctx, &rows,
                          "SELECT (SELECT COUNT(*) FROM residence r JOIN hamlet h ON h.hamlet_id = r.hamlet_id WHERE r.registered_unit_id = h.registered_unit_id),"
                          " (SELECT COUNT(*) FROM hamlet WHERE name <> registered_name)"));
    cr_expect_eq(db_i64(&rows, 0), things_count);
    cr_expect_eq(db_i64(&rows, 1), 0);
}
