/* territory_test.c: names and numbers of units; finding, labels, succession, import, on both databases. */
#include "features/territory/territory_internal.h"
#include "platform/db/db_test_support.h"
#include "platform/file/file.h"

#define HEAD "code,parent_code,level,kind,name,valid_from,valid_to\n"
#define LINKS "old_level,old_code,new_code,extent,effective_on\n"

/* A little country: Bình Định (52) and Gia Lai (64) become Gia Lai (52); code 21553 is used again; one commune is
 * divided. */
static const char small[] = HEAD "52,,province,Tỉnh,Tỉnh Bình Định,,2025-06-30\n"
                                 "64,,province,Tỉnh,Tỉnh Gia Lai,,2025-06-30\n"
                                 "540,52,district,Thành phố,Thành phố Quy Nhơn,,2025-06-30\n"
                                 "628,64,district,Huyện,Huyện Ia Grai,,2025-06-30\n"
                                 "21553,540,commune,Phường,Phường Nhơn Bình,,2025-06-30\n"
                                 "23782,628,commune,Xã,Xã Ia Dêr,,2025-06-30\n"
                                 "23785,628,commune,Xã,Xã Ia Hrung,,2025-06-30\n"
                                 "52,,province,Tỉnh,Tỉnh Gia Lai,2025-07-01,\n"
                                 "21553,52,commune,Phường,Phường Quy Nhơn Đông,2025-07-01,\n"
                                 "23778,52,commune,Xã,Xã Ia Grai,2025-07-01,\n"
                                 "23782,52,commune,Xã,Xã Ia Hrung,2025-07-01,\n";
static const char small_links[] =
    LINKS "province,52,52,full,2025-07-01\nprovince,64,52,full,2025-07-01\n"
          "commune,21553,21553,full,2025-07-01\ncommune,23785,23782,full,2025-07-01\n"
          "commune,23782,23782,partial,2025-07-01\ncommune,23782,23778,partial,2025-07-01\n";

static struct import_report units, links;

static enum err import(struct db_fixture *fixture, const char *unit_rows, const char *link_rows, bool dry_run)
{
    fixture->ctx.fault = (struct fault){0};
    return territory_import_text(&fixture->ctx, str_of(unit_rows), str_of(link_rows), dry_run, &units, &links);
}

static void small_country(struct db_fixture *fixture)
{
    db_test_migrate(fixture);
    DB_OK(fixture, import(fixture, small, small_links, false));
}

static const struct day before = {20269}, since = {20270}; /* 30 June and 1 July 2025 */

static struct unit found(struct db_fixture *fixture, const char *code, struct day on)
{
    struct unit unit = {0};
    enum err err = territory_find(&fixture->ctx, str_of(code), on, &unit);
    cr_assert(err == OK, "%s: %s", code, err_name(err));
    return unit;
}

Test(territory, a_units_number_is_made_from_level_code_and_first_day)
{
    cr_expect(territory_unit_id(UNIT_PROVINCE, S("52"), since) == INT64_C(10005245837));
    cr_expect(territory_unit_id(UNIT_PROVINCE, S("52"), DAY_NONE) == INT64_C(10005200000));
    cr_expect(territory_unit_id(UNIT_COMMUNE, S("00004"), since) == INT64_C(30000445837));
    enum unit_level level;
    cr_expect(territory_level_of(S("52"), &level) == OK && level == UNIT_PROVINCE);
    cr_expect(territory_level_of(S("678"), &level) == OK && level == UNIT_DISTRICT);
    cr_expect(territory_level_of(S("00004"), &level) == OK && level == UNIT_COMMUNE);
    cr_expect(territory_level_of(S("4"), &level) == ERR_INVALID && territory_level_of(S("5a"), &level) == ERR_INVALID);
    cr_expect(territory_level_of(S(""), &level) == ERR_INVALID);
}

Test(territory, search_keys_leave_marks_and_kinds_out)
{
    struct arena arena = {0};
    arena_init(&arena, 0);
    cr_expect(str_eq(territory_search_key(&arena, S("Xã Ia Grai")), S("ia grai")));
    cr_expect(str_eq(territory_search_key(&arena, S("PHƯỜNG Quy Nhơn Đông")), S("quy nhon dong")));
    cr_expect(str_eq(territory_search_key(&arena, S("Thành phố Hà Nội")), S("ha noi")));
    cr_expect(str_eq(territory_search_key(&arena, S("Xã Hòa Bình")), territory_search_key(&arena, S("Xã Hoà Bình"))));
    cr_expect(str_eq(territory_search_key(&arena, S("Phường 1")), S("1")));
    cr_expect(str_eq(territory_search_key(&arena, S("Xã")), S("xa")), "a kind alone is a name");
    struct unit province = {.kind = S("Thành phố Trung ương"), .name = S("Thành phố Đà Nẵng")};
    cr_expect(str_eq(territory_bare_name(&province), S("Đà Nẵng")));
    arena_done(&arena);
}

DB_TEST(territory_store, a_code_means_what_it_meant_on_that_day)
{
    small_country(fixture);
    cr_expect(str_eq(found(fixture, "52", before).name, S("Tỉnh Bình Định")));
    cr_expect(str_eq(found(fixture, "52", since).name, S("Tỉnh Gia Lai")));
    cr_expect(str_eq(found(fixture, "21553", before).name, S("Phường Nhơn Bình")));
    cr_expect(str_eq(found(fixture, "21553", since).name, S("Phường Quy Nhơn Đông")));
    struct unit unit;
    cr_expect(territory_find(&fixture->ctx, S("64"), since, &unit) == ERR_NOT_FOUND);
    cr_expect(territory_find(&fixture->ctx, S("628"), since, &unit) == ERR_NOT_FOUND);
    cr_expect(territory_find(&fixture->ctx, S("xyz"), since, &unit) == ERR_NOT_FOUND);
    cr_expect(territory_get(&fixture->ctx, 1, &unit) == ERR_NOT_FOUND);
    unit = found(fixture, "23785", before);
    cr_expect(day_is_none(unit.valid_from) && unit.valid_to.n == before.n && unit.level == UNIT_COMMUNE);
    cr_expect(!territory_in_force(&unit, since) && territory_in_force(&unit, before));
}

DB_TEST(territory_store, labels_name_the_levels_above_in_small_letters)
{
    small_country(fixture);
    struct ctx *ctx = &fixture->ctx;
    cr_expect(str_eq(territory_label(ctx, found(fixture, "23778", since).unit_id), S("Xã Ia Grai, tỉnh Gia Lai")));
    cr_expect(str_eq(territory_label(ctx, found(fixture, "21553", before).unit_id),
                     S("Phường Nhơn Bình, thành phố Quy Nhơn, tỉnh Bình Định")));
    cr_expect(str_eq(territory_label(ctx, found(fixture, "52", since).unit_id), S("Tỉnh Gia Lai")));
    cr_expect(territory_label(ctx, 12345).len == 0 && ctx->fault.err == OK);
}

DB_TEST(territory_store, what_is_below_a_unit_depends_on_the_day)
{
    small_country(fixture);
    struct ctx *ctx = &fixture->ctx;
    struct unit *list;
    int count;
    bool below;
    int64_t old_province = found(fixture, "52", before).unit_id, province = found(fixture, "52", since).unit_id;

    DB_OK(fixture, territory_children(ctx, province, since, &list, &count));
    cr_assert(count == 3);
    cr_expect(str_eq(list[0].code, S("21553")) && str_eq(list[2].code, S("23782")));
    DB_OK(fixture, territory_children(ctx, province, before, &list, &count));
    cr_expect(count == 0);
    DB_OK(fixture, territory_communes(ctx, old_province, before, &list, &count));
    cr_expect(count == 1 && str_eq(list[0].name, S("Phường Nhơn Bình")));
    DB_OK(fixture, territory_provinces(ctx, before, &list, &count));
    cr_expect(count == 2);
    DB_OK(fixture, territory_is_below(ctx, found(fixture, "21553", before).unit_id, old_province, &below));
    cr_expect(below);
    DB_OK(fixture, territory_is_below(ctx, found(fixture, "21553", since).unit_id, old_province, &below));
    cr_expect(!below);
    DB_OK(fixture, territory_is_below(ctx, province, province, &below));
    cr_expect(below);
    DB_OK(fixture, territory_is_below(ctx, 99, 99, &below));
    cr_expect(!below);
}

DB_TEST(territory_store, a_name_is_found_without_marks_the_exact_one_first)
{
    small_country(fixture);
    struct ctx *ctx = &fixture->ctx;
    struct unit *list;
    int count;

    DB_OK(fixture, territory_search(ctx, S("xa ia hrung"), 0, 0, since, 10, &list, &count));
    cr_expect(count == 1 && str_eq(list[0].code, S("23782")));
    DB_OK(fixture, territory_search(ctx, S("Ia"), UNIT_COMMUNE, 0, since, 10, &list, &count));
    cr_expect(count == 2);
    DB_OK(fixture, territory_search(ctx, S("nhơn"), 0, 0, DAY_NONE, 10, &list, &count));
    cr_expect(count == 3 && str_eq(list[0].name, S("Phường Nhơn Bình")), "starts with it, before those that hold it");
    DB_OK(fixture, territory_search(ctx, S("gia lai"), UNIT_PROVINCE, found(fixture, "52", since).unit_id, DAY_NONE, 10,
                                    &list, &count));
    cr_expect(count == 1);
    DB_OK(fixture, territory_search(ctx, S("%_"), 0, 0, since, 10, &list, &count));
    cr_expect(count == 0);
    DB_OK(fixture, territory_search(ctx, S("a"), 0, 0, since, 10, &list, &count));
    cr_expect(count == 0);
}

DB_TEST(territory_store, an_old_unit_leads_to_the_new_one_unless_it_was_divided)
{
    small_country(fixture);
    struct ctx *ctx = &fixture->ctx;
    struct succession *list;
    struct unit unit;
    int count;

    DB_OK(fixture, territory_successors(ctx, found(fixture, "23782", before).unit_id, &list, &count));
    cr_assert(count == 2);
    cr_expect(!list[0].full && str_eq(list[0].unit.name, S("Xã Ia Grai")) && list[0].effective_on.n == since.n);
    DB_OK(fixture, territory_predecessors(ctx, found(fixture, "52", since).unit_id, &list, &count));
    cr_expect(count == 2 && list[0].full && str_eq(list[1].unit.name, S("Tỉnh Gia Lai")));
    DB_OK(fixture, territory_today(ctx, found(fixture, "23785", before).unit_id, since, &unit));
    cr_expect(str_eq(unit.name, S("Xã Ia Hrung")));
    cr_expect(territory_today(ctx, found(fixture, "23782", before).unit_id, since, &unit) == ERR_CONFLICT);
    ctx->fault = (struct fault){0};
    cr_expect(territory_today(ctx, found(fixture, "628", before).unit_id, since, &unit) == ERR_NOT_FOUND);
}

DB_TEST(territory_store, hamlets_are_kept_once)
{
    small_country(fixture);
    struct ctx *ctx = &fixture->ctx;
    struct hamlet *list;
    int64_t id = 0, again = 0, commune = found(fixture, "23778", since).unit_id;
    int count;

    DB_OK(fixture, territory_hamlet_put(ctx, commune, S("Làng"), S(" Đăk  Krong "), &id));
    DB_OK(fixture, territory_hamlet_put(ctx, commune, S("Làng"), S("Đăk Krong"), &again));
    cr_expect(id == again && id > 0);
    DB_OK(fixture, territory_hamlets(ctx, commune, &list, &count));
    cr_expect(count == 1 && str_eq(list[0].name, S("Đăk Krong")));
    cr_expect(territory_hamlet_put(ctx, commune, S("Làng"), S("a\x01"), &id) == ERR_INVALID);
}

DB_TEST(territory_import, the_same_files_again_change_nothing)
{
    small_country(fixture);
    cr_expect(units.rows == 11 && units.inserted == 11 && links.inserted == 6);
    DB_OK(fixture, import(fixture, small, small_links, false));
    cr_expect(units.inserted == 0 && units.updated == 0 && units.unchanged == 11);
    cr_expect(links.inserted == 0 && links.updated == 0 && links.unchanged == 6);
    cr_expect(db_test_count(fixture, "unit") == 11 && db_test_count(fixture, "unit_succession") == 6);
}

DB_TEST(territory_import, a_changed_row_updates_and_others_stay)
{
    small_country(fixture);
    DB_OK(fixture, import(fixture, HEAD "52,,province,Tỉnh,Tỉnh Gia Lai Mới,2025-07-01,\n", "", false));
    cr_expect(units.updated == 1 && units.inserted == 0);
    cr_expect(str_eq(found(fixture, "52", since).name, S("Tỉnh Gia Lai Mới")));
    cr_expect(db_test_count(fixture, "unit") == 11);
}

DB_TEST(territory_import, rows_may_stand_in_any_order_and_names_become_nfc)
{
    db_test_migrate(fixture);
    /* "Hòa" with a combining grave accent */
    DB_OK(fixture, import(fixture,
                          HEAD "00004,01,commune,Xã,Xã Ho\xCC\x80"
                               "a  Bình,2025-07-01,\n01,,province,Tỉnh,Tỉnh A,2025-07-01,\n",
                          "", false));
    cr_expect(str_eq(found(fixture, "00004", since).name, S("Xã Hòa Bình")) ||
              str_eq(found(fixture, "00004", since).name, S("Xã H\xC3\xB2"
                                                            "a Bình")));
}

DB_TEST(territory_import, a_dry_run_counts_and_writes_nothing)
{
    db_test_migrate(fixture);
    DB_OK(fixture, import(fixture, small, small_links, true));
    cr_expect(units.inserted == 11 && links.inserted == 6);
    cr_expect(db_test_count(fixture, "unit") == 0);
}

static void expect_error(struct db_fixture *fixture, const char *unit_rows, const char *link_rows, int line, int column,
                         const char *reason)
{
    cr_expect(import(fixture, unit_rows, link_rows, false) == ERR_INVALID, "%s", unit_rows);
    struct import_report *report = units.errors_total ? &units : &links;
    cr_assert(report->errors_count >= 1, "%s", unit_rows);
    struct import_error *error = &report->errors[0];
    cr_expect(error->line == line && error->column == column, "%s: line %d, column %d", reason, error->line,
              error->column);
    cr_expect(str_find(error->reason.vi, str_of(reason)) >= 0, "%.*s instead of %s", STR_ARG(error->reason.vi), reason);
    cr_expect(error->advice.vi.len > 0);
}

DB_TEST(territory_import, wrong_rows_are_told_and_nothing_is_written)
{
    small_country(fixture);
    expect_error(fixture, "code,level\n", "", 1, 0, "Thiếu cột");
    expect_error(fixture, "a;b\n", "", 1, 0, "chấm phẩy");
    expect_error(fixture, "", "", 1, 0, "không có dòng nào");
    expect_error(fixture, HEAD "1,,province,Tỉnh,Tỉnh A,,\n", "", 2, 1, "Mã không hợp với cấp");
    expect_error(fixture, HEAD "01,,tỉnh,Tỉnh,Tỉnh A,,\n", "", 2, 3, "Cấp không hợp lệ");
    expect_error(fixture, HEAD "01,02,province,Tỉnh,Tỉnh A,,\n", "", 2, 2, "không có đơn vị cấp trên");
    expect_error(fixture, HEAD "01,,province,Xã,Tỉnh A,,\n", "", 2, 4, "Loại đơn vị");
    expect_error(fixture, HEAD "01,,province,Tỉnh,,,\n", "", 2, 5, "Tên trống");
    expect_error(fixture, HEAD "01,,province,Tỉnh,Tỉnh A,01/07/2025,\n", "", 2, 6, "Ngày không hợp lệ");
    expect_error(fixture, HEAD "01,,province,Tỉnh,Tỉnh A,2025-07-01,2025-06-30\n", "", 2, 7, "đứng trước");
    expect_error(fixture, HEAD "00004,01,commune,Xã,Xã A,2025-07-01,\n", "", 2, 0, "đơn vị cấp trên với mã này");
    expect_error(fixture, HEAD "00004,64,commune,Xã,Xã A,2025-07-01,\n", "", 2, 0, "đơn vị cấp trên với mã này");
    expect_error(fixture, HEAD "01,,province,Tỉnh,Tỉnh A,,\n01,,province,Tỉnh,Tỉnh B,,\n", "", 3, 0, "hai dòng");
    expect_error(fixture, HEAD "52,,province,Tỉnh,Tỉnh C,2026-01-01,\n", "", 2, 0, "trùng với");
    expect_error(fixture, HEAD "01,,province,Tỉnh,Tỉnh A,,\n02,,province,Tỉnh\n", "", 3, 4, "Số ô");
    expect_error(fixture, small, LINKS "province,99,52,full,2025-07-01\n", 2, 2, "đơn vị cũ với mã này");
    expect_error(fixture, small, LINKS "province,64,99,full,2025-07-01\n", 2, 3, "đơn vị mới với mã này");
    expect_error(fixture, small, LINKS "province,64,52,half,2025-07-01\n", 2, 4, "Phạm vi");
    expect_error(fixture, small, LINKS "province,64,52,full,\n", 2, 5, "Thiếu ngày");
    expect_error(fixture, small, LINKS "province,52,52,full,2026-07-01\n", 2, 3, "chính là đơn vị cũ");
    expect_error(fixture, small, LINKS "province,64,52,full,2025-07-01\nprovince,64,52,partial,2025-07-01\n", 3, 0,
                 "hai dòng");
    cr_expect(db_test_count(fixture, "unit") == 11 && db_test_count(fixture, "unit_succession") == 6);
}

DB_TEST(territory_import, many_errors_are_counted_and_the_first_hundred_told_in_order)
{
    struct buf rows;
    db_test_migrate(fixture);
    buf_init(&rows, &fixture->arena, 8192);
    buf_lit(&rows, HEAD "01,,province,Tỉnh,Tỉnh A,2025-07-01,\n");
    for (int i = 0; i < 150; i++)
        buf_printf(&rows, "%05d,%s,commune,Xã,Xã A,2025-07-01,\n", i, i % 2 ? "02" : "x");
    cr_expect(import(fixture, buf_cstr(&rows), "", false) == ERR_INVALID);
    cr_expect(units.errors_total == 150 && units.errors_count == IMPORT_ERRORS_KEPT);
    for (int i = 1; i < units.errors_count; i++)
        cr_expect(units.errors[i].line > units.errors[i - 1].line);
}

DB_TEST(territory_import, the_lists_of_the_program_give_gia_lai_its_135_communes)
{
    struct unit *list, gia_lai;
    int count;

    db_test_migrate(fixture);
    DB_OK(fixture, territory_import_embedded(&fixture->ctx, &units, &links));
    cr_expect(units.inserted == 63 + 705 + 10599 + 34 + 3321 && links.inserted == 63, "%ld", (long)units.inserted);
    DB_OK(fixture, territory_find(&fixture->ctx, S("52"), since, &gia_lai));
    cr_expect(str_eq(gia_lai.name, S("Tỉnh Gia Lai")));
    DB_OK(fixture, territory_communes(&fixture->ctx, gia_lai.unit_id, since, &list, &count));
    cr_expect(count == 135, "%d", count);
    DB_OK(fixture, territory_provinces(&fixture->ctx, since, &list, &count));
    cr_expect(count == 34);
    DB_OK(fixture, territory_provinces(&fixture->ctx, before, &list, &count));
    cr_expect(count == 63);
    DB_OK(fixture, territory_import_embedded(&fixture->ctx, &units, &links));
    cr_expect(units.inserted == 0 && units.updated == 0 && units.unchanged == 14722 && links.unchanged == 63);
}

DB_TEST(territory_import, the_checked_lists_beside_the_repository_load_with_their_succession)
{
    struct str unit_rows, link_rows;
    struct ctx *ctx = &fixture->ctx;
    struct unit unit;

    db_test_migrate(fixture);
    if (file_read(ctx, S("../shared/data/admin_units.csv"), &unit_rows) != OK &&
        file_read(ctx, S("../../shared/data/admin_units.csv"), &unit_rows) != OK) {
        cr_log_warn("skipped: ../shared/data/admin_units.csv is not there");
        return;
    }
    if (file_read(ctx, S("../shared/data/admin_succession.csv"), &link_rows) != OK)
        DB_OK(fixture, file_read(ctx, S("../../shared/data/admin_succession.csv"), &link_rows));
    DB_OK(fixture, territory_import_text(ctx, unit_rows, link_rows, false, &units, &links));
    cr_expect(units.inserted == 14161 && links.inserted == 10667, "%ld %ld", (long)units.inserted,
              (long)links.inserted);
    cr_expect(db_test_count(fixture, "unit_succession") == 10667);
    DB_OK(fixture, territory_find(ctx, S("00004"), before, &unit));
    cr_expect(str_eq(territory_label(ctx, unit.unit_id), S("Phường Trúc Bạch, quận Ba Đình, thành phố Hà Nội")));
    DB_OK(fixture, territory_today(ctx, unit.unit_id, since, &unit));
    cr_expect(str_eq(unit.name, S("Phường Ba Đình")));
}
