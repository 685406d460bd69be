/* forms_test.c: each form is drawn from full, long, and empty data, then read back with pdftotext (poppler-utils; skipped with a message when that is
 * not installed). With CONGDAN_FORMS_DIR set, the PDFs are written there, to be looked at. */
#include "features/dossier/forms/forms.h"
#include "platform/filetype/filetype.h"
#include "platform/pdf/pdf_read_test_support.h"
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#define LONG_NAME "Nguyễn Phúc Hoàng Trần Lê Thị Ngọc Quỳnh Như Ế Ề Ỗ Ữ Đ Đặng Huỳnh Thái Bảo Khánh Phượng"
#define URL "http://127.0.0.1:8006/tra-cuu/H21.104-261121-0001"

static struct arena arena;
static struct ctx ctx;
static void setup(void)
{
    arena_init(&arena, 0);
    ctx = (struct ctx){.arena = &arena};
}
static void teardown(void) { arena_done(&arena); }
TestSuite(forms, .init = setup, .fini = teardown);

static int64_t at(int year, int month, int day, int hour, int minute) { return ms_of_day(day_of(year, month, day), hour * 60 + minute); }

static struct forms_head head(void)
{
    return (struct forms_head){.parent = S("Công an tỉnh Gia Lai"),
                               .agency = S("Công an xã Ia Grai"),
                               .counter = S("Bộ phận Tiếp nhận và Trả kết quả xã Ia Grai"),
                               .agency_phone = S("0269 3 123 456"),
                               .place = S("Ia Grai"),
                               .number = S("12"),
                               .issued_ms = at(2026, 11, 21, 15, 4),
                               .code = S("H21.104-261121-0001"),
                               .procedure_name = S("Đăng ký tạm trú"),
                               .procedure_code = S("1.004194"),
                               .applicant = S("NGUYỄN THỊ ÁNH TUYẾT"),
                               .applicant_address = S("Thôn 3, xã Ia Grai, tỉnh Gia Lai"),
                               .applicant_phone = S("0905 000 123"),
                               .applicant_email = S("tuyet.nguyen@example.vn"),
                               .demo = true};
}

static const struct forms_paper papers[] = {
    {.name = S_INIT("Tờ khai thay đổi thông tin cư trú (Mẫu CT01), điền trực tuyến"), .electronic = 1},
    {.name = S_INIT("Hợp đồng thuê nhà"), .electronic = 1, .file = S_INIT("hop-dong-thue-nha.pdf, 3 trang, 214 kB, SHA-256 9f86d081884c7d65")},
    {.name = S_INIT("Văn bản đồng ý của chủ hộ"), .originals = 1, .copies = 2},
};

static struct str text_of(struct str pdf, const char *name)
{
    const char *folder = getenv("CONGDAN_FORMS_DIR");
    struct filetype_info info;

    if (folder) {
        FILE *file = fopen(arena_printf(&arena, "%s/%s%s.pdf", folder, name, ctx.lang == LANG_EN ? "-en" : "").ptr, "wb");
        cr_assert_not_null(file);
        fwrite(pdf.ptr, 1, pdf.len, file);
        fclose(file);
    }
    cr_assert_eq(filetype_check(&ctx, pdf, S("form.pdf"), ACCEPT_PAPERS, &info), OK, "%.*s", STR_ARG(ctx.fault.text));
    return pdf_test_text(&arena, pdf);
}

static int pages_of(struct str pdf)
{
    struct filetype_info info = {0};
    cr_assert_eq(filetype_check(&ctx, pdf, S("form.pdf"), ACCEPT_PAPERS, &info), OK);
    return info.pages;
}

static void expect_words(struct str text, const char *const *words, size_t count)
{
    if (text.ptr == NULL)
        return; /* no pdftotext: said once by the support */
    struct str flat = pdf_test_flat(&arena, text);
    for (size_t i = 0; i < count; i++)
        cr_assert(str_find(flat, str_of(words[i])) >= 0, "\"%s\" is not in: %.*s", words[i], STR_ARG(flat));
}
#define EXPECT(text, ...)                                                  \
    do {                                                                   \
        static const char *const words_[] = {__VA_ARGS__};                 \
        expect_words((text), words_, ARRAY_LEN(words_));                   \
    } while (0)

static struct str receipt(struct forms_receipt *form)
{
    struct str pdf = STR_NONE;
    cr_assert_eq(forms_receipt(&ctx, form, &pdf), OK);
    return pdf;
}
static struct forms_receipt receipt_form(void)
{
    return (struct forms_receipt){.head = head(), .papers = papers, .papers_count = ARRAY_LEN(papers), .time_limit = S("03 ngày làm việc"),
                                  .received_ms = at(2026, 11, 21, 15, 4), .due_ms = at(2026, 11, 26, 17, 0), .return_place = S("Trực tuyến, trong kho giấy tờ của công dân"),
                                  .fee = S("7.000 đồng (đã nộp trực tuyến)"), .submitter = S("Nguyễn Thị Ánh Tuyết"), .officer = S("Trần Văn Đức"), .lookup_url = S(URL)};
}

Test(forms, form_01_holds_code_papers_dates_and_the_look_up_address)
{
    struct forms_receipt form = receipt_form();
    struct str pdf = receipt(&form);
    EXPECT(text_of(pdf, "01"), "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "CÔNG AN XÃ IA GRAI", "Số: 12/BPTNTKQ",
           "Ia Grai, ngày 21 tháng 11 năm 2026", "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", "Mã hồ sơ: H21.104-261121-0001", "NGUYỄN THỊ ÁNH TUYẾT",
           "Đăng ký tạm trú (mã thủ tục 1.004194)", "Hợp đồng thuê nhà", "01 bản chính, 02 bản sao", "01 (bộ)", "03 ngày làm việc", "15 giờ 04 phút, ngày 21/11/2026",
           "17 giờ 00 phút, ngày 26/11/2026", "7.000 đồng", "NGƯỜI NỘP HỒ SƠ", "Trần Văn Đức", "DỮ LIỆU MÔ PHỎNG", URL);
    cr_assert_leq(pages_of(pdf), 2);
}

Test(forms, a_receipt_of_an_ordinary_dossier_is_one_sheet)
{
    struct forms_receipt form = receipt_form();
    form.papers_count = 2;
    cr_assert_eq(pages_of(receipt(&form)), 1);
}

Test(forms, an_english_reader_gets_captions_beside_the_vietnamese_words)
{
    struct forms_receipt form = receipt_form();
    ctx.lang = LANG_EN;
    cr_assert_eq(pages_of(receipt(&form)), 1);
    EXPECT(text_of(receipt(&form), "01"), "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", "Receipt of a dossier", "Địa chỉ / Address", "Applicant");
}

Test(forms, long_names_wrap_and_nothing_is_lost)
{
    struct forms_paper many[30];
    struct forms_receipt form = receipt_form();
    for (size_t i = 0; i < ARRAY_LEN(many); i++)
        many[i] = (struct forms_paper){.name = arena_printf(&arena, "Giấy tờ số %zu: " LONG_NAME, i + 1), .copies = 1};
    form.head.agency = S("Trung tâm Phục vụ hành chính công phường Quy Nhơn Đông và các đơn vị trực thuộc Ủy ban nhân dân");
    form.head.applicant = S(LONG_NAME " " LONG_NAME);
    form.head.code = S("H21.104.000.000.000.000.000.000.000-261121-0001");
    form.papers = many;
    form.papers_count = ARRAY_LEN(many);
    struct str pdf = receipt(&form);
    EXPECT(text_of(pdf, "01-long"), LONG_NAME " " LONG_NAME, "Giấy tờ số 1: " LONG_NAME, "Giấy tờ số 30: " LONG_NAME, "NGƯỜI TIẾP NHẬN HỒ SƠ");
    cr_assert_gt(pages_of(pdf), 2);
}

Test(forms, an_empty_receipt_has_dots_to_fill_in)
{
    struct forms_receipt form = {0};
    EXPECT(text_of(receipt(&form), "01-empty"), "Số: ....../BPTNTKQ", "Hồ sơ của: .......");
}

Test(forms, form_02_ties_each_defect_to_a_field_or_file)
{
    static const struct forms_defect defects[] = {
        {S_INIT("Hợp đồng thuê nhà (tệp hop-dong-thue-nha.pdf)"), S_INIT("Ảnh mờ, không đọc được trang 2"), S_INIT("Hãy chụp lại ở nơi đủ sáng, thấy cả bốn góc giấy")},
        {S_INIT("Địa chỉ nơi tạm trú"), S_INIT("Thiếu số nhà"), S_INIT("")},
        {S_INIT("Văn bản đồng ý của chủ hộ"), S_INIT("Chưa có chữ ký của chủ hộ"), S_INIT("Chủ hộ ký trực tiếp hoặc đồng ý trên VNeID")},
    };
    struct forms_supplement form = {.head = head(), .defects = defects, .defects_count = ARRAY_LEN(defects), .reason = S("Điều 28 Luật Cư trú số 68/2020/QH14"),
                                    .contact = S("Trần Văn Đức, Công an xã Ia Grai"), .officer = S("Trần Văn Đức"), .lookup_url = S(URL)};
    struct str pdf = STR_NONE;
    cr_assert_eq(forms_supplement(&ctx, &form, &pdf), OK);
    EXPECT(text_of(pdf, "02"), "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ", "Hợp đồng thuê nhà (tệp hop-dong-thue-nha.pdf)", "Ảnh mờ, không đọc được trang 2. Hãy chụp lại",
           "Thiếu số nhà", "Chưa có chữ ký", "0269 3 123 456", "NGƯỜI HƯỚNG DẪN");
    cr_assert_eq(pages_of(pdf), 1);
}

Test(forms, form_03_says_why_and_where_to_complain)
{
    struct forms_refusal form = {.head = head(), .reason = S("Chỗ ở đăng ký tạm trú nằm trong khu vực cấm xây dựng (khoản 1 Điều 23 Luật Cư trú)."),
                                 .submitter = S("Nguyễn Thị Ánh Tuyết"), .officer = S("Trần Văn Đức"), .lookup_url = S(URL)};
    struct str pdf = STR_NONE;
    cr_assert_eq(forms_refusal(&ctx, &form, &pdf), OK);
    EXPECT(text_of(pdf, "03"), "PHIẾU TỪ CHỐI TIẾP NHẬN, GIẢI QUYẾT HỒ SƠ", "không giải quyết hồ sơ này", "khoản 1 Điều 23", "khiếu nại");
    form.at_receipt = true;
    cr_assert_eq(forms_refusal(&ctx, &form, &pdf), OK);
    EXPECT(text_of(pdf, "03-receipt"), "không tiếp nhận hồ sơ này");
}

Test(forms, form_04_names_one_new_date)
{
    struct forms_apology form = {.head = head(), .received_ms = at(2026, 11, 16, 9, 0), .due_ms = at(2026, 11, 19, 17, 0), .new_due = day_of(2026, 12, 2),
                                 .reason = S("Phải xác minh nơi ở tại thực địa, đường vào thôn 3 bị sạt lở."), .signer_title = S("TRƯỞNG CÔNG AN XÃ"), .signer = S("Lê Hoàng Nam"),
                                 .lookup_url = S(URL)};
    struct str pdf = STR_NONE;
    cr_assert_eq(forms_apology(&ctx, &form, &pdf), OK);
    EXPECT(text_of(pdf, "04"), "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ", "Kính gửi: NGUYỄN THỊ ÁNH TUYẾT", "Ngày 16/11/2026", "17 giờ 00 phút, ngày 19/11/2026",
           "ngày 02 tháng 12 năm 2026", "xin lỗi", "TRƯỞNG CÔNG AN XÃ", "Lê Hoàng Nam");
    cr_assert_eq(pages_of(pdf), 1);
}

Test(forms, form_05_has_a_block_for_each_hand_over)
{
    static struct forms_handover steps[12];
    for (int i = 0; i < 12; i++)
        steps[i] = (struct forms_handover){.giver_agency = S("Bộ phận Tiếp nhận và Trả kết quả"), .giver = S("Trần Văn Đức"), .receiver_agency = S("Công an xã Ia Grai"),
                                           .receiver = arena_printf(&arena, "Người nhận thứ %d", i + 1), .given_ms = at(2026, 11, 16 + i, 9, 5),
                                           .received_ms = at(2026, 11, 16 + i, 9, 7), .due_ms = at(2026, 11, 17 + i, 17, 0), .outcome = (enum forms_outcome)(i % 4),
                                           .action = S("Chuyển xử lý"), .note = i == 1 ? S("Đã đối chiếu với Cơ sở dữ liệu quốc gia về dân cư") : STR_NONE};
    steps[0].giver_agency = STR_NONE;
    steps[0].giver = S("Nguyễn Thị Ánh Tuyết");
    struct forms_control form = {.head = head(), .received_ms = at(2026, 11, 16, 9, 0), .due_ms = at(2026, 11, 19, 17, 0), .handovers = steps, .handovers_count = 3};
    struct str pdf = STR_NONE;
    cr_assert_eq(forms_control(&ctx, &form, &pdf), OK);
    EXPECT(text_of(pdf, "05"), "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ", "Giao: Nguyễn Thị Ánh Tuyết", "Người nhận thứ 3", "Trước hạn", "Đúng hạn", "Đã đối chiếu");
    cr_assert_eq(pages_of(pdf), 1);
    form.handovers_count = 12;
    cr_assert_eq(forms_control(&ctx, &form, &pdf), OK);
    EXPECT(text_of(pdf, "05-long"), "Người nhận thứ 12", "Quá hạn");
    cr_assert_gt(pages_of(pdf), 1);
}

static struct str register_of(int count)
{
    struct forms_register_row *rows = arena_array(&arena, struct forms_register_row, (size_t)count);
    for (int i = 0; i < count; i++)
        rows[i] = (struct forms_register_row){.code = arena_printf(&arena, "H21.104-2611%02d-%04d", i % 30 + 1, i + 1), .procedure_name = S("Đăng ký tạm trú"),
                                              .owner = i % 7 ? S("Nguyễn Thị Ánh Tuyết") : S(LONG_NAME), .contact = S("Thôn 3, xã Ia Grai, tỉnh Gia Lai; 0905 000 123"),
                                              .lead_agency = S("Công an xã Ia Grai"), .received = day_of(2026, 11, i % 30 + 1), .due = day_of(2026, 12, 1),
                                              .returned = i % 3 ? day_of(2026, 11, 30) : DAY_NONE, .return_method = S("Trực tuyến")};
    struct forms_register form = {.parent = S("Công an tỉnh Gia Lai"), .agency = S("Công an xã Ia Grai"), .place = S("Ia Grai"), .issued_ms = at(2026, 12, 1, 8, 0),
                                  .scope = S("Thủ tục: tất cả"), .from = day_of(2026, 11, 1), .to = day_of(2026, 11, 30), .rows = rows, .rows_count = count, .demo = true};
    struct str pdf = STR_NONE;
    cr_assert_eq(forms_register(&ctx, &form, &pdf), OK);
    return pdf;
}

Test(forms, form_06_of_300_rows_repeats_its_head_on_every_page)
{
    struct str pdf = register_of(300), text = text_of(pdf, "06");
    int pages = pages_of(pdf), heads = 0;

    cr_assert_gt(pages, 10);
    EXPECT(text, "SỔ THEO DÕI HỒ SƠ", "Từ ngày 01/11/2026 đến ngày 30/11/2026", "H21.104-261101-0001", "H21.104-261130-0300", "Tổng số: 300 hồ sơ.");
    if (text.ptr == NULL)
        return;
    struct str rest = pdf_test_flat(&arena, text);
    for (ptrdiff_t found; (found = str_find(rest, S("STT"))) >= 0; heads++)
        rest = str_sub(rest, (size_t)found + 3, rest.len);
    cr_assert_eq(heads, pages, "%d heads on %d pages", heads, pages);
    struct str flat = pdf_test_flat(&arena, text);
    for (int i = 0; i < 300; i++)
        cr_assert(str_find(flat, arena_printf(&arena, "-%04d", i + 1)) >= 0, "row %d is lost", i + 1);
}

Test(forms, an_empty_register_says_so)
{
    EXPECT(text_of(register_of(0), "06-empty"), "Không có hồ sơ nào", "Tổng số: 0 hồ sơ.");
}

Test(forms, a_result_notice_lists_values_and_members)
{
    static const struct forms_value values[] = {
        {S_INIT("Họ, chữ đệm và tên"), S_INIT("Full name"), S_INIT("NGUYỄN THỊ ÁNH TUYẾT")},
        {S_INIT("Số định danh cá nhân"), S_INIT("Personal number"), S_INIT("052199000001")},
        {S_INIT("Nơi đăng ký tạm trú"), S_INIT("Place of temporary residence"), S_INIT("Số 12 đường Hùng Vương, thôn 3, xã Ia Grai, tỉnh Gia Lai")},
        {S_INIT("Thời hạn tạm trú"), S_INIT("Valid"), S_INIT("từ ngày 24/11/2026 đến ngày 23/11/2028")},
    };
    static const struct forms_member members[] = {{S_INIT("Trần Bảo Ngọc"), S_INIT("02/09/2018"), S_INIT("052318000002"), S_INIT("con")}};
    struct forms_result form = {.head = head(), .title = S("THÔNG BÁO KẾT QUẢ\nGIẢI QUYẾT ĐĂNG KÝ TẠM TRÚ"), .title_en = S("Notice of the result: temporary residence"),
                                .addressee = S("Bà Nguyễn Thị Ánh Tuyết"), .legal_basis = S("Căn cứ Luật Cư trú số 68/2020/QH14 ngày 13 tháng 11 năm 2020;"),
                                .opening = S("Công an xã Ia Grai thông báo đã cập nhật thông tin tạm trú của Ông/Bà vào Cơ sở dữ liệu về cư trú như sau:"), .values = values,
                                .values_count = ARRAY_LEN(values), .members = members, .members_count = 1,
                                .closing = S("Trước khi hết hạn 15 ngày, Ông/Bà làm thủ tục gia hạn nếu tiếp tục tạm trú."), .signer_title = S("TRƯỞNG CÔNG AN XÃ"), .signer = S("Lê Hoàng Nam"),
                                .lookup_url = S(URL)};
    struct str pdf = STR_NONE;
    cr_assert_eq(forms_result(&ctx, &form, &pdf), OK);
    EXPECT(text_of(pdf, "result"), "THÔNG BÁO KẾT QUẢ GIẢI QUYẾT ĐĂNG KÝ TẠM TRÚ", "052199000001", "Trần Bảo Ngọc", "từ ngày 24/11/2026 đến ngày 23/11/2028", "Lê Hoàng Nam");
    cr_assert_eq(pages_of(pdf), 1);
    ctx.lang = LANG_EN;
    cr_assert_eq(forms_result(&ctx, &form, &pdf), OK);
    EXPECT(text_of(pdf, "result"), "Notice of the result: temporary residence", "Personal number");
}

Test(forms, a_summary_lists_sections_and_files)
{
    static const struct forms_value values[] = {{S_INIT("Họ tên"), S_INIT("Name"), S_INIT("Nguyễn Thị Ánh Tuyết")}, {S_INIT("Ghi chú"), S_INIT("Note"), S_INIT("")}};
    static const struct forms_section sections[] = {{S_INIT("Người khai"), values, 2}, {S_INIT("Nơi tạm trú"), values, 1}};
    struct forms_summary form = {.head = head(), .state = S("Đã nộp lúc 15:04 21/11/2026"), .sections = sections, .sections_count = 2, .papers = papers, .papers_count = 3, .lookup_url = S(URL)};
    struct str pdf = STR_NONE;
    cr_assert_eq(forms_summary(&ctx, &form, &pdf), OK);
    EXPECT(text_of(pdf, "summary"), "BẢN TÓM TẮT HỒ SƠ ĐÃ KHAI TRỰC TUYẾN", "Đã nộp lúc 15:04", "Người khai", "Nơi tạm trú", "SHA-256 9f86d081884c7d65");
}

Test(forms, the_same_data_gives_the_same_bytes)
{
    struct forms_receipt form = receipt_form();
    cr_assert(str_eq(receipt(&form), receipt(&form)));
}
