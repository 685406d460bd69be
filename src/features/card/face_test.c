/* face_test.c: how long a card is valid, its QR text and its machine-readable zone. Numbers and names are invented. */
#include <criterion/criterion.h>
#include "features/card/face.h"

static struct arena arena;
static struct ctx ctx;
static void start(void)
{
    arena_init(&arena, 0);
    ctx = (struct ctx){.arena = &arena, .now_ms = INT64_C(1795230000000)}; /* 21/11/2026 */
}
static void stop(void) { arena_done(&arena); }
TestSuite(card_face, .init = start, .fini = stop);

static bool same(struct str a, const char *b) { return str_eq(a, str_of(b)); }
static const char *until(struct day birth, struct day issued)
{
    return arena_cstr(&arena, day_iso(&arena, card_validity_of(birth, issued).until));
}

Test(card_face, a_card_ends_at_the_next_of_14_25_40_60_and_two_years_before_counts_for_the_one_after)
{
    struct day birth = day_of(2000, 5, 15);

    cr_assert_str_eq(until(birth, day_of(2016, 1, 1)), "2025-05-15");
    cr_assert_str_eq(until(birth, day_of(2023, 5, 14)), "2025-05-15", "two years and a day before");
    cr_assert_str_eq(until(birth, day_of(2023, 5, 15)), "2040-05-15", "exactly two years before is within");
    cr_assert_str_eq(until(birth, day_of(2025, 5, 14)), "2040-05-15");
    cr_assert_str_eq(until(birth, day_of(2025, 5, 15)), "2040-05-15", "on the birthday");
    cr_assert_str_eq(until(birth, day_of(2058, 5, 14)), "2060-05-15");
    cr_assert_str_eq(until(birth, day_of(2058, 5, 15)), "", "within two years of 60: no end");
    cr_assert_str_eq(until(birth, day_of(2070, 1, 1)), "");
    cr_assert_str_eq(until(birth, day_of(2010, 1, 1)), "2014-05-15", "a child's card");
    cr_assert_str_eq(until(birth, day_of(2012, 5, 15)), "2025-05-15", "a child of twelve");
}

Test(card_face, who_was_born_on_29_february_reaches_an_age_on_1_march_of_a_common_year)
{
    struct day birth = day_of(2012, 2, 29);

    cr_assert_eq(card_birthday(birth, 14).n, day_of(2026, 3, 1).n);
    cr_assert_eq(card_birthday(birth, 40).n, day_of(2052, 2, 29).n);
    for (int age = 1; age <= 60; age++) {
        struct day on = card_birthday(birth, age);
        cr_assert(day_age(birth, on) == age && day_age(birth, (struct day){on.n - 1}) == age - 1);
    }
    cr_assert_str_eq(until(birth, day_of(2024, 2, 29)), "2026-03-01");
    cr_assert_str_eq(until(birth, day_of(2024, 3, 1)), "2037-03-01");
}

Test(card_face, the_reason_for_a_date_names_age_date_and_law)
{
    struct str why = card_validity_why(&ctx, day_of(2000, 5, 15), day_of(2024, 6, 1));
    cr_assert(str_find(why, S("24 tuổi")) >= 0 && str_find(why, S("15/05/2040")) >= 0 && str_find(why, S("tuổi 25")) >= 0, "%.*s", STR_ARG(why));
    why = card_validity_why(&ctx, day_of(1960, 5, 15), day_of(2024, 6, 1));
    cr_assert(str_find(why, S("không có thời hạn")) >= 0 && str_find(why, S("Điều 21")) >= 0);
}

static struct card_face lan(void)
{
    return (struct card_face){.person_id = INT64_C(52300012345), .full_name = S("Nguyễn Thị Lan Đài"), .birth = day_of(2000, 5, 15), .female = true,
                              .address = S("Thôn 2, Xã Ia Grai, Gia Lai"), .old_number = S("230123456"), .issued = day_of(2024, 7, 2),
                              .valid_to = day_of(2040, 5, 15)};
}

Test(card_face, a_qr_text_is_written_in_seven_fields_and_read_back)
{
    struct card_face face = lan();
    struct card_qr qr;
    struct str text;

    cr_assert_eq(card_qr_write(&ctx, &face, &text), OK);
    cr_assert(same(text, "052300012345|230123456|Nguyễn Thị Lan Đài|15052000|Nữ|Thôn 2, Xã Ia Grai, Gia Lai|02072024"), "%.*s", STR_ARG(text));
    cr_assert_eq(card_qr_read(&ctx, text, &qr), OK);
    cr_assert(qr.agrees && qr.face.person_id == face.person_id && qr.face.birth.n == face.birth.n && qr.face.female && qr.extra_fields == 0);
    cr_assert(str_eq(qr.face.full_name, face.full_name) && str_eq(qr.face.address, face.address) && str_eq(qr.face.old_number, face.old_number));
    face.address = S("Thôn 2|Xã Ia Grai");
    cr_assert_eq(card_qr_write(&ctx, &face, &text), ERR_INVALID);
}

Test(card_face, the_qr_of_an_older_chip_card_a_newer_card_and_a_year_of_birth_alone_are_read)
{
    struct card_qr qr;

    cr_assert_eq(card_qr_read(&ctx, S("052300012345||Nguyễn Thị Lan Đài|15052000|Nữ|Thôn 2|25042021\r\n"), &qr), OK);
    cr_assert(str_empty(qr.face.old_number) && qr.agrees);
    cr_assert_eq(card_qr_read(&ctx, S("052300012345||Nguyễn Thị Lan Đài|15052000|Nữ|Thôn 2|02072024||||"), &qr), OK);
    cr_assert_eq(qr.extra_fields, 4);
    cr_assert_eq(card_qr_read(&ctx, S("052060012345||Rơ Châm H'Lan|00001960|Nam|Làng Kép|02072024"), &qr), OK);
    cr_assert(same(qr.face.birth_precision, "year") && civil_of(qr.face.birth).year == 1960 && qr.agrees);
    cr_assert_eq(card_qr_read(&ctx, S("052060012345||Nguye\xcc\x82\xcc\x83n An|00001960|Nam|Thôn 2|02072024"), &qr), OK);
    cr_assert(same(qr.face.full_name, "Nguyễn An"), "decomposed letters are put together");
}

Test(card_face, a_qr_text_that_is_cut_or_no_card_is_refused_with_the_field_that_is_wrong)
{
    static const char *const wrong[][2] = {
        {"", "qr.fields"}, {"https://example.vn/?a=1", "qr.fields"}, {"052300012345||Nguyễn Thị Lan|15052000|Nữ|Thôn 2", "qr.fields"},
        {"05230001234||Lan|15052000|Nữ|x|02072024", "qr.number"}, {"999300012345||Lan|15052000|Nữ|x|02072024", "qr.number"},
        {"052300012345|12|Lan|15052000|Nữ|x|02072024", "qr.old_number"}, {"052300012345|||15052000|Nữ|x|02072024", "qr.name"},
        {"052300012345||Lan|30022000|Nữ|x|02072024", "qr.birth"}, {"052300012345||Lan|15052000|F|x|02072024", "qr.sex"},
        {"052300012345||Lan|15052000|Nữ|x|0207", "qr.issued"}, {"052300012345||Lan|15052000|Nữ|x|02071999", "qr.issued"},
        {"052300012345||Lan|15052000|Nữ|x\x01|02072024", "qr.text"}, {"052300012345||L\xff|15052000|Nữ|x|02072024", "qr.text"},
    };
    struct card_qr qr;

    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        ctx.fault = (struct fault){0};
        cr_assert_eq(card_qr_read(&ctx, str_of(wrong[i][0]), &qr), ERR_INVALID, "%s", wrong[i][0]);
        cr_assert(same(ctx.fault.code, wrong[i][1]), "%s: %.*s", wrong[i][0], STR_ARG(ctx.fault.code));
    }
    cr_assert_eq(card_qr_read(&ctx, S("052300012345||Lan|15052000|Nam|x|02072024"), &qr), OK);
    cr_assert_not(qr.agrees, "the number says female");
}

Test(card_face, the_check_digit_is_that_of_the_examples_of_doc_9303)
{
    cr_assert_eq(mrz_check_digit(S("520727")), 3);    /* part 3 section 4.9, example 1 */
    cr_assert_eq(mrz_check_digit(S("AB2134<<<")), 5); /* example 2 */
    cr_assert_eq(mrz_check_digit(S("D23145890")), 7); /* part 5, the specimen of Utopia */
    cr_assert_eq(mrz_check_digit(S("a")), -1);
}

Test(card_face, the_specimen_of_doc_9303_part_5_is_read)
{
    struct card_mrz mrz;

    cr_assert_eq(card_mrz_read(&ctx, S("I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"), &mrz), OK);
    cr_assert(same(mrz.document_number, "D23145890") && mrz.birth.n == day_of(1974, 8, 12).n && mrz.valid_to.n == day_of(2012, 4, 15).n && mrz.sex == 'F');
    cr_assert(same(mrz.primary, "ERIKSSON") && same(mrz.secondary, "ANNA MARIA") && !mrz.person_id && !mrz.agrees);
}

Test(card_face, an_mrz_is_written_without_marks_and_read_back)
{
    struct card_face face = lan();
    struct card_mrz mrz;
    struct str text;

    cr_assert_eq(card_mrz_write(&ctx, &face, &text), OK);
    cr_assert(str_starts(text, S("IDVNM3000123452052300012345<<9")) || str_starts(text, S("IDVNM300012345")), "%.*s", STR_ARG(text));
    cr_assert(same(str_sub(text, 60, 30), "NGUYEN<<THI<LAN<DAI<<<<<<<<<<<"), "%.*s", STR_ARG(str_sub(text, 60, 30)));
    cr_assert_eq(card_mrz_read(&ctx, text, &mrz), OK);
    cr_assert(mrz.person_id == face.person_id && mrz.agrees && mrz.birth.n == face.birth.n && mrz.valid_to.n == face.valid_to.n);
    cr_assert(card_mrz_name_is(&arena, &mrz, face.full_name) && !card_mrz_name_is(&arena, &mrz, S("Nguyễn Thị Lan")));
    face.valid_to = DAY_NONE;
    cr_assert_eq(card_mrz_write(&ctx, &face, &text), OK);
    cr_assert_eq(card_mrz_read(&ctx, text, &mrz), OK);
    cr_assert(day_is_none(mrz.valid_to), "a card without an end");
}

Test(card_face, names_of_the_highlands_and_long_names_fit_and_are_recognised)
{
    static const struct { const char *name, *line; } cases[] = {
        {"Rơ Châm H'Hen", "RO<<CHAM<HHEN<<<<<<<<<<<<<<<<<"}, {"H’Bía", "HBIA<<<<<<<<<<<<<<<<<<<<<<<<<<"},
        {"Ỷ Krông Niê-Kdăm", "Y<<KRONG<NIE<KDAM<<<<<<<<<<<<<"}, {"Đặng Ngọc Ưng Ỡ", "DANG<<NGOC<UNG<O<<<<<<<<<<<<<<"},
        {"Công Tằng Tôn Nữ Hoàng Thùy Trang Đài", "CONG<<T<T<N<HOANG<THUY<TRANG<D"},
        {"Nguyễn Phúc Trường Khương Hoàng Phương Nghiêm", NULL},
    };
    struct card_face face = lan();
    struct card_mrz mrz;
    struct str text;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        face.full_name = str_of(cases[i].name);
        cr_assert_eq(card_mrz_write(&ctx, &face, &text), OK);
        if (cases[i].line && i != 4)
            cr_assert(same(str_sub(text, 60, 30), cases[i].line), "%.*s", STR_ARG(str_sub(text, 60, 30)));
        cr_assert_eq(card_mrz_read(&ctx, text, &mrz), OK);
        cr_assert(card_mrz_name_is(&arena, &mrz, face.full_name), "%s: %.*s", cases[i].name, STR_ARG(str_sub(text, 60, 30)));
        cr_assert_not(card_mrz_name_is(&arena, &mrz, S("Trần Văn Bình")));
    }
    face.full_name = S("Nguyễn 2");
    cr_assert_eq(card_mrz_write(&ctx, &face, &text), ERR_INVALID);
    face.full_name = S("Иван");
    cr_assert_eq(card_mrz_write(&ctx, &face, &text), ERR_INVALID);
}

Test(card_face, every_changed_character_of_the_checked_lines_is_noticed)
{
    struct card_face face = lan();
    struct card_mrz mrz;
    struct str text;
    int missed = 0;

    cr_assert_eq(card_mrz_write(&ctx, &face, &text), OK);
    for (size_t at = 5; at < 60; at++) {
        if (at == 37 || (at >= 45 && at <= 47) || at == 27 || at == 28) /* sex, nationality and fillers are under no digit of their own */
            continue;
        char *copy = (char *)arena_str(&arena, text).ptr;
        copy[at] = copy[at] == '1' ? '2' : '1';
        missed += card_mrz_read(&ctx, (struct str){copy, MRZ_BYTES}, &mrz) == OK;
    }
    cr_assert_eq(missed, 0);
    cr_assert_eq(card_mrz_read(&ctx, str_sub(text, 0, 89), &mrz), ERR_INVALID);
    cr_assert_eq(card_mrz_read(&ctx, S(""), &mrz), ERR_INVALID);
}
