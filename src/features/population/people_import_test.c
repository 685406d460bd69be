/* people_import_test.c: lists of people into a register of both kinds: what is taken, what is refused and why, the same list again, and lists that end too soon. */
#include "features/population/people_import_internal.h"
#include "features/population/events.h"
#include "features/population/people_test.h"
#include "platform/db/db_bulk.h"

enum { REJECTS_KEPT = 200 };

/* What a test hears. */
struct ear {
    struct arena *arena;
    struct people_reject rejects[REJECTS_KEPT];
    int count, ticks, stop_at_tick;
    struct people_counts counts;
};

static enum err hear_reject(void *arg, const struct people_reject *reject)
{
    struct ear *ear = arg;

    if (ear->count < REJECTS_KEPT) {
        struct people_reject *kept = &ear->rejects[ear->count];
        *kept = *reject;
        kept->reason = arena_str(ear->arena, reject->reason);
        kept->advice = arena_str(ear->arena, reject->advice);
        kept->reason_en = arena_str(ear->arena, reject->reason_en);
        kept->advice_en = arena_str(ear->arena, reject->advice_en);
    }
    ear->count++;
    return OK;
}

static enum err hear_tick(void *arg, const struct people_counts *counts)
{
    struct ear *ear = arg;
    (void)counts;
    return ++ear->ticks == ear->stop_at_tick ? ERR_BUSY : OK;
}

static ptrdiff_t fill(void *source, char *bytes, size_t cap)
{
    struct str *text = source;
    size_t len = text->len < cap ? text->len : cap;

    if (len)
        memcpy(bytes, text->ptr, len);
    *text = str_sub(*text, len, text->len);
    return (ptrdiff_t)len;
}

struct how {
    const char *map;
    bool dry_run, update, alone;
    int stop_at_tick;
};

static enum err import_str(struct db_fixture *fixture, struct str text, struct how how, struct ear *ear)
{
    *ear = (struct ear){.arena = &fixture->arena, .stop_at_tick = how.stop_at_tick};
    struct people_import import = {.fill = fill, .source = &text, .map = str_of(how.map), .dry_run = how.dry_run, .update = how.update,
                                   .alone = how.alone, .size_bytes = how.alone ? 1 << 30 : 0, .reject = hear_reject, .tick = hear_tick, .arg = ear};
    return people_import(&fixture->ctx, &import, &ear->counts);
}

/* As the keeper of the source does it: what differs is written. */
static struct ear take(struct db_fixture *fixture, const char *text)
{
    struct ear ear;
    DB_OK(fixture, import_str(fixture, str_of(text), (struct how){.update = true}, &ear));
    return ear;
}

#define HEAD "person_number,full_name,birth_date,sex,ethnicity,phone,father_number,mother_number,unit_code,hamlet,address,household_ref,relation\n"
#define FATHER "052060000001,Trần Văn Bình,02/09/1960,nam,Kinh,0905 000 111,,,23575,Tổ dân phố 5,12 Hùng Vương,H1,chủ hộ\n"
#define MOTHER "052162000001,Lê Thị Hòa,09/1962,nữ,,,,,23575,Tổ dân phố 5,12 Hùng Vương,H1,vợ\n"
#define CHILD "052190000001,Trần Thị Út,1990,female,,,052060000001,052162000001,23575,Tổ dân phố 5,12 Hùng Vương,H1,child\n"
#define FAMILY HEAD FATHER MOTHER CHILD
#define FATHER_ID INT64_C(52060000001)
#define MOTHER_ID INT64_C(52162000001)
#define CHILD_ID INT64_C(52190000001)

static void counts_are(const struct ear *ear, int64_t inserted, int64_t updated, int64_t unchanged, int64_t rejected)
{
    const struct people_counts *c = &ear->counts;
    struct str first = ear->count ? ear->rejects[0].reason : S("");

    cr_assert(c->inserted == inserted && c->updated == updated && c->unchanged == unchanged && c->rejected == rejected,
              "%ld new, %ld changed, %ld unchanged, %ld rejected; first: %.*s", (long)c->inserted, (long)c->updated, (long)c->unchanged, (long)c->rejected,
              STR_ARG(first));
}

static struct person person_of(struct db_fixture *fixture, int64_t person_id)
{
    struct person person;
    DB_OK(fixture, person_get(&fixture->ctx, person_id, &person));
    return person;
}

DB_TEST(people_import, a_family_comes_in_with_home_household_and_parents)
{
    struct ctx *ctx = &fixture->ctx;
    struct household_person *members;
    struct residence home;
    int64_t household_id;
    int count;

    people_start(fixture);
    struct ear ear = take(fixture, "\xEF\xBB\xBF" FAMILY);
    counts_are(&ear, 3, 0, 0, 0);
    struct person father = person_of(fixture, FATHER_ID), mother = person_of(fixture, MOTHER_ID), child = person_of(fixture, CHILD_ID);
    cr_assert(str_eq(father.full_name, S("Trần Văn Bình")) && father.birth.n == ymd(1960, 9, 2).n && !father.female);
    cr_assert(str_eq(father.phone, S("0905000111")) && str_eq(father.source, S("import")) && father.version == 1);
    cr_assert(mother.birth.n == ymd(1962, 9, 1).n && str_eq(mother.birth_precision, S("month")) && str_eq(mother.nationality, S("VN")));
    cr_assert(child.birth.n == ymd(1990, 1, 1).n && str_eq(child.birth_precision, S("year")) && child.father_id == FATHER_ID && child.mother_id == MOTHER_ID);
    DB_OK(fixture, residence_current(ctx, CHILD_ID, false, &home));
    cr_assert(home.unit_id == PLEIKU && str_eq(home.address, S("12 Hùng Vương, Tổ dân phố 5")) && home.hamlet_id > 0);
    DB_OK(fixture, household_of(ctx, CHILD_ID, &household_id));
    cr_assert_eq(household_id, home.household_id);
    DB_OK(fixture, household_members(ctx, household_id, &members, &count));
    cr_assert(count == 3 && members[0].head && members[0].person_id == FATHER_ID);
    cr_assert(str_eq(people_relation(fixture, MOTHER_ID), S("wife")) && str_eq(people_relation(fixture, CHILD_ID), S("child")));
}

DB_TEST(people_import, the_same_list_again_changes_nothing)
{
    people_start(fixture);
    take(fixture, FAMILY);
    int64_t homes = db_test_count(fixture, "residence"), seats = db_test_count(fixture, "household_member"), hamlets = db_test_count(fixture, "hamlet");
    struct ear ear = take(fixture, FAMILY);
    counts_are(&ear, 0, 0, 3, 0);
    cr_assert_eq(person_of(fixture, FATHER_ID).version, 1);
    cr_assert(db_test_count(fixture, "residence") == homes && db_test_count(fixture, "household_member") == seats && db_test_count(fixture, "hamlet") == hamlets);
    cr_assert_eq(db_test_count(fixture, "household"), 1);
}

DB_TEST(people_import, a_changed_cell_updates_and_an_empty_one_leaves_what_is_stored)
{
    people_start(fixture);
    take(fixture, FAMILY);
    struct ear ear = take(fixture, "person_number,full_name,birth_date,sex,phone,email\n"
                                   "052060000001,Trần Văn Bình,02/09/1960,nam,,binh@example.vn\n052162000001,Lê Thị Hoà,09/1962,nữ,,\n");
    counts_are(&ear, 0, 2, 0, 0);
    struct person father = person_of(fixture, FATHER_ID);
    cr_assert(str_eq(father.phone, S("0905000111")) && str_eq(father.email, S("binh@example.vn")) && father.version > 1);
    cr_assert(str_eq(person_of(fixture, MOTHER_ID).full_name, S("Lê Thị Hoà")));
}

DB_TEST(people_import, a_family_that_moved_keeps_its_history)
{
    struct ctx *ctx = &fixture->ctx;
    struct residence *history;
    int count;

    people_start(fixture);
    take(fixture, FAMILY);
    ctx->now_ms += 30 * INT64_C(86400000);
    struct ear ear = take(fixture, HEAD "052060000001,Trần Văn Bình,02/09/1960,nam,,,,,23575,,5 Trần Phú,H1,head\n"
                                        "052162000001,Lê Thị Hòa,09/1962,nữ,,,,,23575,,5 Trần Phú,H1,wife\n");
    counts_are(&ear, 0, 2, 0, 0);
    DB_OK(fixture, residence_history(ctx, FATHER_ID, &history, &count));
    cr_assert(count == 2 && str_eq(history[0].address, S("5 Trần Phú")) && history[1].valid_to.n == population_today(ctx).n - 1);
    counts_are(&(struct ear){.counts = take(fixture, FAMILY).counts}, 0, 2, 1, 0);
}

DB_TEST(people_import, who_moves_to_another_household_leaves_one_with_a_head)
{
    people_start(fixture);
    take(fixture, FAMILY);
    struct ear ear = take(fixture, HEAD "052060000001,Trần Văn Bình,02/09/1960,nam,,,,,23764,,Làng Ia,H2,head\n");
    counts_are(&ear, 0, 1, 0, 0);
    cr_assert(str_eq(people_relation(fixture, FATHER_ID), S("head")));
    cr_assert(str_eq(people_relation(fixture, MOTHER_ID), S("head")), "the oldest adult who stayed");
    cr_assert_eq(ear.counts.headless, 0);
}

DB_TEST(people_import, a_dry_run_counts_the_same_and_writes_nothing)
{
    struct ear ear;

    people_start(fixture);
    DB_OK(fixture, import_str(fixture, S(FAMILY FATHER), (struct how){.dry_run = true}, &ear));
    counts_are(&ear, 3, 0, 0, 1);
    cr_assert(db_test_count(fixture, "person") == 0 && db_test_count(fixture, "household") == 0 && db_test_count(fixture, "hamlet") == 0);
    counts_are(&(struct ear){.counts = take(fixture, FAMILY).counts}, 3, 0, 0, 0);
    DB_OK(fixture, import_str(fixture, S(FAMILY), (struct how){.dry_run = true}, &ear));
    counts_are(&ear, 0, 0, 3, 0);
}

DB_TEST(people_import, columns_may_carry_other_names)
{
    struct ear ear;
    people_start(fixture);
    struct str text = S("Ma_So,ten_goi,sex,ngay_de\n052060000001,Trần Văn Bình,nam,1960\n");
    DB_OK(fixture, import_str(fixture, text, (struct how){.map = "ma_so=person_number, ten_goi=full_name,\n# a remark\nngay_de=birth_date"}, &ear));
    counts_are(&ear, 1, 0, 0, 0);
    people_refused(fixture, import_str(fixture, text, (struct how){.map = "ma_so=number"}, &ear), "import.map", "ma_so");
    people_refused(fixture, import_str(fixture, text, (struct how){.map = "cmnd=person_number"}, &ear), "import.map", "cmnd");
    people_refused(fixture, import_str(fixture, text, (struct how){0}, &ear), "import.column", "person_number");
}

/* --- what is refused ---------------------------------------------------------------------------------------------------------- */
DB_TEST(people_import, each_wrong_cell_is_named_by_line_and_column)
{
    static const struct {
        const char *row, *reason; /* part of it */
        int column;
    } cases[] = {
        {"05206000000,A B,1960,nam,,,,,,,,,", "12 chữ số", 1},
        {"52060000002,A B,1960,nam,,,,,,,,,", "12 chữ số", 1},
        {",A B,1960,nam,,,,,,,,,", "Thiếu số định danh", 1},
        {"999060000002,A B,1960,nam,,,,,,,,,", "mã tỉnh", 1},
        {"052060000002,,1960,nam,,,,,,,,,", "Thiếu họ và tên", 2},
        {"052060000002,A B,29/02/1961,nam,,,,,,,,,", "ngày có thật", 3},
        {"052060000002,A B,,nam,,,,,,,,,", "Thiếu ngày sinh", 3},
        {"052060000002,A B,1961,nam,,,,,,,,,", "năm sinh 1960", 3},
        {"052226000002,A B,22/11/2026,nam,,,,,,,,,", "tương lai", 3},
        {"052060000002,A B,1960,nữ,,,,,,,,,", "giới tính nam", 4},
        {"052060000002,A B,1960,x,,,,,,,,,", "Giới tính", 4},
        {"052060000002,A B,1960,nam,,12345,,,,,,,", "điện thoại", 6},
        {"052060000002,A B,1960,nam,,0905x00111,,,,,,,", "điện thoại", 6},
        {"052060000002,A B,1960,nam,,,052130000001,,,,,,", "không thể là cha", 7},
        {"052060000002,A B,1960,nam,,,,052030000001,,,,,", "không thể là mẹ", 8},
        {"052060000002,A B,1960,nam,,,052049000001,,,,,,", "12 năm", 7},
        {"052060000002,A B,1960,nam,,,,,23593,,1 Lê Lợi,,", "không còn từ", 9},
        {"052060000002,A B,1960,nam,,,,,00000,,1 Lê Lợi,,", "Không có xã", 9},
        {"052060000002,A B,1960,nam,,,,,2357,,1 Lê Lợi,,", "5 chữ số", 9},
        {"052060000002,A B,1960,nam,,,,,99999,,1 Lê Lợi,,", "Không có xã", 9}, /* begins on 1 December */
        {"052060000002,A B,1960,nam,,,,,23575,,,,", "Thiếu địa chỉ", 11},
        {"052060000002,A B,1960,nam,,,,,,,1 Lê Lợi,,", "thiếu mã xã", 9},
        {"052060000002,A B,1960,nam,,,,,,,,H9,head", "phải có xã", 9},
        {"052060000002,A B,1960,nam,,,,,23575,,1 Lê Lợi,H9,", "Thiếu quan hệ", 13},
        {"052060000002,A B,1960,nam,,,,,23575,,1 Lê Lợi,H9,bạn", "danh mục", 13},
        {"052060000002,A B,1960,nam,,,,,23575,,1 Lê Lợi,H9,vợ", "giới tính", 13},
        {"052060000002,A B,1960,nam,,,,,23575,,1 Lê Lợi,,head", "thiếu mã hộ", 12},
        {"052060000002,A\xE2\x80\x8B B,1960,nam,,,,,,,,,", "ký tự", 2},
        {"052060000002,A \"B\",1960,nam,,,,,,,,,", "nháy kép", 16},
        {"052060000002,A B,1960", "Số ô", 3},
    };
    struct ear ear;

    people_start(fixture);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        ear = take(fixture, arena_printf(&fixture->arena, HEAD "%s\n", cases[i].row).ptr);
        cr_assert_eq(ear.count, 1, "%s", cases[i].row);
        cr_assert(ear.rejects[0].line == 2 && ear.rejects[0].column == cases[i].column, "%s: %d:%d", cases[i].row, ear.rejects[0].line, ear.rejects[0].column);
        cr_assert(str_find(ear.rejects[0].reason, str_of(cases[i].reason)) >= 0, "%s: %.*s", cases[i].row, STR_ARG(ear.rejects[0].reason));
        cr_assert(ear.rejects[0].advice.len > 0, "%s", cases[i].row);
    }
    cr_assert_eq(db_test_count(fixture, "person"), 0);
}

DB_TEST(people_import, all_that_is_wrong_with_a_row_is_told_at_once_and_the_others_come_in)
{
    people_start(fixture);
    struct ear ear = take(fixture, HEAD FATHER "052060000002,A B,29/02/1961,nữ,,12345,,,,,,,\n" MOTHER);
    counts_are(&ear, 2, 0, 0, 1);
    cr_assert_eq(ear.rejects[0].line, 3);
    const char *parts[] = {"ngày có thật", "giới tính nam", "điện thoại"};
    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        cr_assert(str_find(ear.rejects[0].reason, str_of(parts[i])) >= 0, "%s is not in %.*s", parts[i], STR_ARG(ear.rejects[0].reason));
}

DB_TEST(people_import, a_merged_commune_is_answered_with_what_it_became)
{
    people_start(fixture);
    struct ear ear = take(fixture, HEAD "052060000002,A B,1960,nam,,,,,23593,,1 Lê Lợi,,\n052060000003,A B,1960,nam,,,,,23599,,1 Lê Lợi,,\n");
    cr_assert_eq(ear.count, 2);
    cr_assert(str_find(ear.rejects[0].advice, S("23575 (Phường Pleiku)")) >= 0, "%.*s", STR_ARG(ear.rejects[0].advice));
    cr_assert(str_find(ear.rejects[1].advice, S("chia cho nhiều xã")) >= 0, "%.*s", STR_ARG(ear.rejects[1].advice));
}

DB_TEST(people_import, a_number_stands_once_in_a_list_and_belongs_to_one_person)
{
    people_start(fixture);
    people_add(fixture, "Nguyễn Thị Khác", true, ymd(1990, 2, 28), 1); /* 052190000001, the child's number */
    struct ear ear = take(fixture, FAMILY FATHER);
    counts_are(&ear, 2, 0, 0, 2);
    cr_assert(ear.rejects[0].line == 4 && str_find(ear.rejects[0].reason, S("họ tên và ngày sinh khác")) >= 0);
    cr_assert(ear.rejects[1].line == 5 && str_find(ear.rejects[1].reason, S("dòng 2")) >= 0);
    cr_assert(str_eq(person_of(fixture, CHILD_ID).full_name, S("Nguyễn Thị Khác")));
}

DB_TEST(people_import, a_number_is_found_again_a_thousand_rows_later)
{
    struct buf text;

    people_start(fixture);
    buf_init(&text, &fixture->arena, 128 * 1024);
    buf_lit(&text, "person_number,full_name,birth_date,sex\n");
    for (int i = 1; i <= 1000; i++)
        buf_printf(&text, "052060%06d,Trần An,1960,nam\n", i);
    buf_lit(&text, "052060000001,Trần An,1960,nam\n");
    struct ear ear = take(fixture, buf_cstr(&text));
    counts_are(&ear, 1000, 0, 0, 1);
    cr_assert(str_find(ear.rejects[0].reason, S("dòng 2")) >= 0);
}

DB_TEST(people_import, nobody_is_his_own_ancestor)
{
    people_start(fixture);
    struct ear ear = take(fixture, "person_number,full_name,birth_date,sex,father_number\n"
                                   "052060000001,A,1960,nam,052030000001\n052030000001,B,1930,nam,052060000001\n052060000002,C,1960,nam,052060000002\n");
    counts_are(&ear, 1, 0, 0, 2);
    cr_assert(str_find(ear.rejects[0].reason, S("đi vòng")) >= 0);
}

DB_TEST(people_import, a_household_has_one_head_in_one_place)
{
    people_start(fixture);
    struct ear ear = take(fixture, FAMILY "052061000001,Trần Văn Hai,1961,nam,,,,,23575,,12 Hùng Vương,H1,chủ hộ\n"
                                          "052062000001,Trần Văn Ba,1962,nam,,,,,23764,,Làng Ia,H1,anh, chị, em ruột\n"
                                          "052063000001,Trần Văn Tư,1963,nam,,,,,23764,,Làng Ia,H1,sibling\n");
    counts_are(&ear, 3, 0, 0, 3);
    cr_assert(str_find(ear.rejects[0].reason, S("chủ hộ ở dòng 2")) >= 0);
    cr_assert_eq(ear.rejects[1].line, 6, "unquoted commas");
    cr_assert(str_find(ear.rejects[2].reason, S("xã, phường khác")) >= 0);
    ear = take(fixture, HEAD "052061000001,Trần Văn Hai,1961,nam,,,,,23575,,12 Hùng Vương,H1,chủ hộ\n"); /* alone: the register knows the head */
    cr_assert(ear.count == 1 && str_find(ear.rejects[0].reason, S("đang có chủ hộ khác")) >= 0);
}

DB_TEST(people_import, the_head_may_change_when_the_old_one_stands_first)
{
    people_start(fixture);
    take(fixture, FAMILY);
    struct ear ear = take(fixture, HEAD "052060000001,Trần Văn Bình,02/09/1960,nam,,,,,23575,Tổ dân phố 5,12 Hùng Vương,H1,husband\n"
                                        "052162000001,Lê Thị Hòa,09/1962,nữ,,,,,23575,Tổ dân phố 5,12 Hùng Vương,H1,head\n");
    counts_are(&ear, 0, 2, 0, 0);
    cr_assert(str_eq(people_relation(fixture, MOTHER_ID), S("head")) && str_eq(people_relation(fixture, FATHER_ID), S("husband")));
}

DB_TEST(people_import, households_without_a_head_are_told_and_a_later_list_mends_them)
{
    people_start(fixture);
    struct ear ear = take(fixture, HEAD MOTHER CHILD);
    cr_assert(ear.counts.headless == 1 && ear.counts.rejected == 0 && ear.counts.inserted == 2);
    cr_assert(ear.count == 1 && ear.rejects[0].line == 2 && ear.rejects[0].column == 13 && ear.rejects[0].fields == NULL);
    ear = take(fixture, FAMILY);
    cr_assert(ear.counts.headless == 0 && ear.counts.inserted == 1 && ear.counts.unchanged == 2);
}

DB_TEST(people_import, what_a_dossier_recorded_is_not_overwritten)
{
    struct ctx *ctx = &fixture->ctx;

    people_start(fixture);
    take(fixture, FAMILY);
    struct permanent_residence move = people_permanent(fixture, CHILD_ID, "head");
    DB_OK(fixture, population_register_permanent(ctx, &move));
    struct ear ear = take(fixture, FAMILY);
    counts_are(&ear, 0, 0, 2, 1);
    cr_assert(str_find(ear.rejects[0].reason, S("theo một hồ sơ")) >= 0);
    ear = take(fixture, "person_number,full_name,birth_date,sex,phone\n052190000001,Trần Thị Út,1990,nữ,+84 905 000 222\n");
    counts_are(&ear, 0, 1, 0, 0);
    cr_assert(str_eq(person_of(fixture, CHILD_ID).phone, S("0905000222")));
}

DB_TEST(people_import, the_dead_are_not_brought_home)
{
    struct residence home;

    people_start(fixture);
    take(fixture, FAMILY);
    DB_OK(fixture, population_register_death(&fixture->ctx, FATHER_ID, ymd(2026, 11, 1), 0));
    struct ear ear = take(fixture, HEAD FATHER);
    counts_are(&ear, 0, 0, 1, 0);
    cr_assert_eq(residence_current(&fixture->ctx, FATHER_ID, false, &home), ERR_NOT_FOUND);
    cr_assert(str_eq(person_of(fixture, FATHER_ID).status, S("dead")));
}

/* --- bytes ------------------------------------------------------------------------------------------------------------------ */
DB_TEST(people_import, text_becomes_nfc)
{
    people_start(fixture);
    take(fixture, "person_number,full_name,birth_date,sex\n052060000001,Le\xCC\x82  Thi\xCC\xA3  Ho\xCC\x80"
                  "a,1960,nam\n");
    cr_assert(str_eq(person_of(fixture, FATHER_ID).full_name, S("L\xC3\xAA Th\xE1\xBB\x8B H\xC3\xB2"
                                                                "a")));
}

DB_TEST(people_import, files_of_another_kind_are_refused_whole)
{
    static const struct {
        const char *text, *words;
    } cases[] = {
        {"person_number;full_name,birth_date;sex\n052060000001;A;1960;nam\n", "cột bắt buộc"},
        {"[{\"person_number\": \"052060000001\"}]", "mảng JSON"},
        {"PK\3\4aaaa", "XLSX"},
        {"", "không có dòng nào"},
        {"person_number,person_number,full_name,birth_date,sex\n", "trùng tên"},
    };
    struct ear ear;

    people_start(fixture);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        cr_assert_eq(import_str(fixture, str_of(cases[i].text), (struct how){0}, &ear), ERR_INVALID, "%s", cases[i].words);
        cr_assert(str_find(fixture->ctx.fault.text, str_of(cases[i].words)) >= 0, "%s: %.*s", cases[i].words, STR_ARG(fixture->ctx.fault.text));
        fixture->ctx.fault = (struct fault){0};
    }
    cr_assert_eq(db_test_count(fixture, "person"), 0);
}

DB_TEST(people_import, bytes_of_no_certain_table_are_named_and_a_file_of_them_is_not_read_to_its_end)
{
    struct buf text;
    struct ear ear;

    people_start(fixture);
    /* "Nguyễn Thị Hằng" in TCVN3: three words are not certain */
    ear = take(fixture, "person_number,full_name,birth_date,sex\n052190000001,NguyÔn ThÞ H\xBB" "ng,1990,nam\n" /* UTF-8 of the wrong letters, one stray byte */
                        "052060000001,Tr\xC7" "n V\xA8n B\xD7nh,1960,nam\n052060000002,An,1960,nam\n");
    counts_are(&ear, 1, 0, 0, 2);
    cr_assert(str_find(ear.rejects[1].advice, S("TCVN3")) >= 0, "%.*s", STR_ARG(ear.rejects[1].advice));
    cr_assert_eq(ear.rejects[1].column, 2);
    buf_init(&text, &fixture->arena, 64 * 1024);
    buf_lit(&text, "person_number,full_name,birth_date,sex\n");
    for (int i = 1; i <= 1000; i++)
        buf_printf(&text, "052060%06d,Caf\xE9 Gr\xF6\xDF" "e,1960,nam\n", i);
    people_refused(fixture, import_str(fixture, buf_str(&text), (struct how){0}, &ear), "import.encoding", "");
    cr_assert_eq(db_test_count(fixture, "person"), 1, "nothing of it is kept");
}

DB_TEST(people_import, a_list_in_an_old_table_is_converted_when_it_is_certain)
{
    struct buf text;
    struct ear ear;
    people_start(fixture);
    buf_init(&text, &fixture->arena, 64 * 1024);
    buf_lit(&text, "S\xE8 \xAE\xDEnh danh\tH\xE4 v\xB5 t\xAAn\tNg\xB5y sinh\tGi\xEDi t\xDDnh\n"); /* Số định danh, Họ và tên, Ngày sinh, Giới tính */
    for (int i = 1; i <= 30; i++)
        buf_printf(&text, "052060%06d\tTr\xC7n V\xA8n B\xD7nh\t1960\tnam\n", i);
    DB_OK(fixture, import_str(fixture, buf_str(&text), (struct how){0}, &ear));
    counts_are(&ear, 30, 0, 0, 0);
    cr_assert(str_eq(ear.counts.table, S("TCVN3 (ABC)")));
    cr_assert(str_eq(person_of(fixture, FATHER_ID).full_name, S("Trần Văn Bình")));
}

DB_TEST(people_import, headings_in_vietnamese_and_semicolons_are_understood)
{
    struct ear ear;
    people_start(fixture);
    struct str text = S("STT;Số định danh cá nhân;Họ, chữ đệm và tên;Ngày, tháng, năm sinh;Giới tính;Mã xã;Địa chỉ;Mã hộ;Quan hệ với chủ hộ\n"
                        "1;052060000001;Trần Văn Bình;2/9/1960;Nam;23575;12 Hùng Vương, Tổ 5;H1;Chủ hộ\n");
    DB_OK(fixture, import_str(fixture, text, (struct how){0}, &ear));
    counts_are(&ear, 1, 0, 0, 0);
    cr_assert(str_eq(people_relation(fixture, FATHER_ID), S("head")));
    people_refused(fixture, import_str(fixture, S("cccd,so dinh danh,ho ten,ngay sinh,gioi tinh\n"), (struct how){0}, &ear), "import.column", "so dinh danh");
}

DB_TEST(people_import, json_lines_come_in_and_what_is_wrong_is_named_by_line_and_key)
{
    struct ear ear;
    people_start(fixture);
    struct str text = S("{\"person_number\": \"052060000001\", \"full_name\": \"Trần Văn Bình\", \"birth_date\": \"1960-09-02\", \"sex\": \"male\", \"other\": {\"a\": [1]}}\n\n"
                        "{\"Số định danh\": 52162000001, \"Họ tên\": \"Lê Thị Hòa\", \"Ngày sinh\": \"09/1962\", \"Giới tính\": \"nữ\", \"phone\": null}\n"
                        "{\"person_number\": \"052060000002\", \"full_name\": \"A B\", \"birth_date\": \"30/02/1960\", \"sex\": \"nam\"}\n"
                        "{\"person_number\": \"052060000003\", \"full_name\": [], \"birth_date\": \"1960\", \"sex\": \"nam\"}\n"
                        "{\"person_number\": \"052060000004\", \"full_na");
    DB_OK(fixture, import_str(fixture, text, (struct how){0}, &ear));
    counts_are(&ear, 2, 0, 0, 3);
    cr_assert(ear.rejects[0].line == 4 && ear.rejects[0].column == PC_BIRTH + 1 && str_find(ear.rejects[0].reason, S("ngày có thật")) >= 0);
    cr_assert(ear.rejects[1].line == 5 && ear.rejects[1].column == PC_NAME + 1);
    cr_assert(ear.rejects[2].line == 6 && ear.counts.cut_off);
    cr_assert(str_eq(person_of(fixture, MOTHER_ID).full_name, S("Lê Thị Hòa")));
}

DB_TEST(people_import, reasons_are_told_in_english_too)
{
    people_start(fixture);
    struct ear ear = take(fixture, HEAD FATHER FATHER "052060000002,A B,1960,nam,,,,,23593,,1 Lê Lợi,,\n");
    cr_assert(str_eq(ear.rejects[0].reason_en, S("This number stands on line 2 of the file already.")), "%.*s", STR_ARG(ear.rejects[0].reason_en));
    cr_assert(str_find(ear.rejects[1].advice_en, S("23575")) >= 0 && str_starts(ear.rejects[1].advice_en, S("Write")), "%.*s", STR_ARG(ear.rejects[1].advice_en));
}

DB_TEST(people_import, what_differs_is_told_and_stays_as_it_is_unless_the_list_shall_be_followed)
{
    struct ear ear;
    struct str changed = S(HEAD "052060000001,Trần Văn Bình,02/09/1960,nam,Kinh,0905 000 999,,,23575,,5 Trần Phú,H1,chủ hộ\n" MOTHER CHILD);

    people_start(fixture);
    take(fixture, FAMILY);
    DB_OK(fixture, import_str(fixture, changed, (struct how){0}, &ear));
    counts_are(&ear, 0, 0, 2, 0);
    cr_assert(ear.counts.differing == 1 && ear.counts.headless == 0 && ear.count == 1 && ear.rejects[0].line == 2 && ear.rejects[0].column == 6);
    cr_assert(str_find(ear.rejects[0].reason, S("phone, address")) >= 0, "%.*s", STR_ARG(ear.rejects[0].reason));
    cr_assert(str_eq(person_of(fixture, FATHER_ID).phone, S("0905000111")) && person_of(fixture, FATHER_ID).version == 1);
    DB_OK(fixture, import_str(fixture, changed, (struct how){.update = true}, &ear));
    counts_are(&ear, 0, 1, 2, 0);
    cr_assert(str_eq(person_of(fixture, FATHER_ID).phone, S("0905000999")));
}

DB_TEST(people_import, a_list_that_is_followed_is_an_event_with_its_source_and_the_past_stays)
{
    struct ctx *ctx = &fixture->ctx;
    struct register_event *events;
    struct residence home;
    struct person then;
    int count;
    people_start(fixture);
    take(fixture, FAMILY);
    int64_t known_ms = ctx->now_ms;
    ctx->now_ms += 3 * INT64_C(86400000);
    struct str text = S(HEAD "052060000001,Trần Văn Bình,02/09/1960,nam,Kinh,0905 000 999,,,23764,,Làng Ia,H7,chủ hộ\n");
    struct people_import import = {.fill = fill, .source = &text, .update = true, .source_name = S("Danh sách Công an xã"), .reject = hear_reject,
                                   .arg = &(struct ear){.arena = &fixture->arena}};
    struct people_counts counts;
    DB_OK(fixture, people_import(ctx, &import, &counts));
    cr_assert_eq(counts.updated, 1);
    DB_OK(fixture, events_of(ctx, FATHER_ID, 0, 10, &events, &count));
    cr_assert(count >= 1 && str_eq(events[0].kind, S("import")) && str_eq(events[0].reason, S("Danh sách Công an xã")));
    DB_OK(fixture, person_as_of(ctx, FATHER_ID, day_of_ms(known_ms), known_ms, &then));
    cr_assert(str_eq(then.phone, S("0905000111")));
    cr_assert(str_eq(person_of(fixture, FATHER_ID).phone, S("0905000999")) && str_eq(person_of(fixture, FATHER_ID).source, S("Danh sách Công an xã")));
    DB_OK(fixture, residence_as_of(ctx, FATHER_ID, false, day_of_ms(known_ms), KNOWN_NOW, &home));
    cr_assert_eq(home.unit_id, PLEIKU);
    DB_OK(fixture, residence_current(ctx, FATHER_ID, false, &home));
    cr_assert_eq(home.unit_id, IA_GRAI);
}

DB_TEST(people_import, residence_begins_when_the_list_says_so)
{
    struct residence home;
    people_start(fixture);
    struct ear ear = take(fixture, "person_number,full_name,birth_date,sex,unit_code,address,residence_since\n"
                                   "052060000001,A,1960,nam,23575,1 Lê Lợi,15/03/1999\n052060000002,B,1960,nam,23575,1 Lê Lợi,15/03/1950\n"
                                   "052060000003,C,1960,nam,23575,1 Lê Lợi,22/11/2026\n");
    counts_are(&ear, 1, 0, 0, 2);
    DB_OK(fixture, residence_current(&fixture->ctx, FATHER_ID, false, &home));
    cr_assert_eq(home.valid_from.n, ymd(1999, 3, 15).n);
    cr_assert(str_find(ear.rejects[0].reason, S("trước ngày sinh")) >= 0 && ear.rejects[1].column == 7);
}

DB_TEST(people_import, a_file_that_ends_too_soon_brings_what_is_whole_and_the_whole_file_the_rest)
{
    struct str whole = S(FAMILY);
    struct ear ear;

    people_start(fixture);
    for (size_t len = sizeof HEAD; len < whole.len; len += 23) {
        DB_OK(fixture, import_str(fixture, str_sub(whole, 0, len), (struct how){0}, &ear));
        cr_assert_eq(ear.counts.inserted + ear.counts.differing + ear.counts.unchanged + ear.counts.rejected, ear.counts.rows);
        cr_assert_leq(ear.counts.differing, 1, "%zu bytes", len); /* "12 Hùng" is another home than the whole one */
        cr_assert(!ear.counts.cut_off || ear.counts.rejected == 1);
    }
    DB_OK(fixture, import_str(fixture, S(HEAD "\"052060000001,Trần Văn Bình"), (struct how){0}, &ear));
    cr_assert(ear.count >= 1 && str_find(ear.rejects[0].reason, S("nháy kép")) >= 0 && ear.counts.cut_off, "an open quote");
    ear = take(fixture, FAMILY);
    cr_assert(ear.counts.rejected == 0 && ear.counts.headless == 0);
    cr_assert_eq(db_test_count(fixture, "person"), 3);
}

static struct str many(struct db_fixture *fixture, int people)
{
    struct buf text;

    buf_init(&text, &fixture->arena, (size_t)people * 100);
    buf_lit(&text, "person_number,full_name,birth_date,sex,unit_code,address,household_ref,relation\n");
    for (int i = 0; i < people; i++)
        buf_printf(&text, "052060%06d,Trần Văn %d,1960,nam,23575,%d Hùng Vương,H%d,%s\n", i + 1, i, i / 4, i / 4, i % 4 == 3 ? "head" : "other");
    return buf_str(&text);
}

DB_TEST(people_import, a_run_that_was_stopped_goes_on_where_it_was)
{
    enum { PEOPLE = 20000 };
    struct ear ear;

    people_start(fixture);
    struct str text = many(fixture, PEOPLE);
    cr_assert_eq(import_str(fixture, text, (struct how){.stop_at_tick = 1}, &ear), ERR_BUSY);
    cr_assert_eq(db_test_count(fixture, "person"), IMPORT_BATCH);
    fixture->ctx.fault = (struct fault){0};
    DB_OK(fixture, import_str(fixture, text, (struct how){0}, &ear));
    counts_are(&ear, PEOPLE - IMPORT_BATCH, 0, IMPORT_BATCH, 0);
    cr_assert(db_test_count(fixture, "person") == PEOPLE && db_test_count(fixture, "residence") == PEOPLE && db_test_count(fixture, "household_member") == PEOPLE);
    cr_assert(db_test_count(fixture, "household") == PEOPLE / 4 && ear.counts.headless == 0);
}

DB_TEST(people_import, a_first_filling_is_the_same_with_its_indexes_out_of_the_way_and_when_it_is_stopped)
{
    enum { PEOPLE = 20000 };
    struct ear ear;
    bool off;

    people_start(fixture);
    struct str text = many(fixture, PEOPLE);
    cr_assert_eq(import_str(fixture, text, (struct how){.alone = true, .stop_at_tick = 1}, &ear), ERR_BUSY);
    fixture->ctx.fault = (struct fault){0};
    DB_OK(fixture, db_indexes_are_off(&fixture->ctx, &off));
    cr_assert(!off, "they are back even so");
    db_test_script(fixture, S("DELETE FROM household_member;\nDELETE FROM residence;\nDELETE FROM household;\nDELETE FROM person_fresh;\nDELETE FROM person;\n"));
    DB_OK(fixture, import_str(fixture, text, (struct how){.alone = true}, &ear));
    counts_are(&ear, PEOPLE, 0, 0, 0);
    cr_assert(db_test_count(fixture, "household") == PEOPLE / 4 && ear.counts.headless == 0);
    DB_OK(fixture, db_indexes_are_off(&fixture->ctx, &off));
    cr_assert(!off);
    DB_OK(fixture, import_str(fixture, text, (struct how){.alone = true}, &ear));
    counts_are(&ear, 0, 0, PEOPLE, 0);
}
