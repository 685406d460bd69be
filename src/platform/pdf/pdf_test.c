/* pdf_test.c: what another program (pdftotext) reads in our documents, and the promises of pdf.h: page breaks, repeated heads, equal bytes, threads. */
#include "platform/pdf/pdf.h"
#include "platform/filetype/filetype.h"
#include "platform/pdf/pdf_read_test_support.h"
#include <criterion/criterion.h>
#include <pthread.h>

static struct arena arena;
static struct ctx ctx;
static void setup(void)
{
    arena_init(&arena, 0);
    ctx = (struct ctx){.arena = &arena};
}
static void teardown(void) { arena_done(&arena); }
TestSuite(pdf, .init = setup, .fini = teardown);

#define ALPHABET "AÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬBCDĐEÈÉẺẼẸÊỀẾỂỄỆGHIÌÍỈĨỊKLMNOÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢPQRSTUÙÚỦŨỤƯỪỨỬỮỰVXYỲÝỶỸỴ " \
                 "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ"

static struct pdf_options options(enum pdf_paper paper)
{
    return (struct pdf_options){.paper = paper, .title = S("Thử “tiếng Việt”"), .author = S("Công an xã"), .created_ms = 1795248000000};
}
static struct pdf *open_pdf(enum pdf_paper paper)
{
    struct pdf_options o = options(paper);
    struct pdf *pdf = NULL;
    cr_assert_eq(pdf_open(&ctx, &o, &pdf), OK);
    return pdf;
}
static struct str finish(struct pdf *pdf)
{
    struct str bytes = STR_NONE;
    cr_assert_eq(pdf_finish(pdf, &bytes), OK, "%.*s", STR_ARG(ctx.fault.detail));
    pdf_close(&pdf);
    return bytes;
}
static int count_of(struct str text, const char *word)
{
    int count = 0;
    for (ptrdiff_t at; (at = str_find(text, str_of(word))) >= 0; count++)
        text = str_sub(text, (size_t)at + strlen(word), text.len);
    return count;
}
static int pages_of(struct str pdf)
{
    struct filetype_info info = {0};
    cr_assert_eq(filetype_check(&ctx, pdf, S("a.pdf"), ACCEPT_PAPERS, &info), OK);
    return info.pages;
}
#define SKIP_WITHOUT_READER(text)                                          \
    if ((text).ptr == NULL)                                                \
    cr_skip_test("pdftotext (poppler-utils) is not installed")

Test(pdf, every_vietnamese_letter_can_be_read_back_in_nfc_in_all_styles)
{
    struct pdf *pdf = open_pdf(PDF_A4);
    static const unsigned styles[] = {0, PDF_BOLD, PDF_ITALIC, PDF_BOLD | PDF_ITALIC, PDF_SMALL | PDF_GREY};
    for (size_t i = 0; i < ARRAY_LEN(styles); i++)
        pdf_text(pdf, &(struct pdf_text){.style = styles[i], .size_pt = 8, .align = PDF_JUSTIFY}, S(ALPHABET));
    pdf_text(pdf, &(struct pdf_text){0}, S("Ngu\x79\xcc\x83" "e\xcc\x82\xcc\x83n")); /* y and e with combining marks: NFD */
    pdf_text(pdf, &(struct pdf_text){0}, S("office figure fluffy affix"));
    struct str text = pdf_test_text(&arena, finish(pdf));
    SKIP_WITHOUT_READER(text);
    struct str flat = pdf_test_flat(&arena, text);
    struct buf joined;
    buf_init(&joined, &arena, flat.len);
    for (size_t i = 0; i < flat.len; i++)
        if (flat.ptr[i] != ' ')
            buf_put_char(&joined, flat.ptr[i]);
    struct str want = S(ALPHABET);
    cr_assert_eq(count_of(buf_str(&joined), arena_printf(&arena, "%.*s", (int)str_find_char(want, ' '), want.ptr).ptr), 5, "%.*s", STR_ARG(text));
    cr_assert(str_find(flat, S("Nguỹễn")) >= 0, "%.*s", STR_ARG(flat));
    cr_assert(str_find(flat, S("office figure fluffy affix")) >= 0, "ligatures hide words from a search");
    cr_assert_eq(count_of(flat, "Error"), 0, "poppler complains: %.*s", STR_ARG(flat));
}

Test(pdf, damaged_and_deceiving_text_is_drawn_harmlessly)
{
    struct pdf *pdf = open_pdf(PDF_A5);
    pdf_text(pdf, &(struct pdf_text){0}, S("xin\xff chào\x01\x07 052\xe2\x80\xae" "321"));
    pdf_text(pdf, &(struct pdf_text){0}, STR_NONE);
    pdf_heading(pdf, NULL, S(""), S(""));
    struct str text = pdf_test_text(&arena, finish(pdf));
    SKIP_WITHOUT_READER(text);
    cr_assert(str_find(text, S("chào 052321")) >= 0, "%.*s", STR_ARG(text));
}

Test(pdf, a_long_paragraph_runs_over_pages_and_loses_no_word)
{
    struct pdf *pdf = open_pdf(PDF_A5);
    struct buf words;
    buf_init(&words, &arena, 1 << 16);
    for (int i = 0; i < 3000; i++)
        buf_printf(&words, "từ%04d ", i);
    pdf_text(pdf, &(struct pdf_text){.align = PDF_JUSTIFY, .first_line_mm = 10}, buf_str(&words));
    int pages = pdf_pages(pdf);
    struct str bytes = finish(pdf), text = pdf_test_text(&arena, bytes);
    cr_assert_gt(pages, 3);
    cr_assert_eq(pages_of(bytes), pages);
    SKIP_WITHOUT_READER(text);
    for (int i = 0; i < 3000; i++)
        cr_assert_eq(count_of(text, arena_printf(&arena, "từ%04d", i).ptr), 1, "word %d", i);
}

Test(pdf, no_line_stands_alone_at_the_foot_or_head_of_a_page)
{
    for (int filler = 20; filler < 60; filler++) {
        struct pdf *pdf = open_pdf(PDF_A5);
        for (int i = 0; i < filler; i++)
            pdf_text(pdf, &(struct pdf_text){0}, S("dòng"));
        pdf_text(pdf, &(struct pdf_text){0}, S("một\nhai\nba\nbốn\nnăm"));
        struct str text = pdf_test_text(&arena, finish(pdf));
        SKIP_WITHOUT_READER(text);
        static const char *const alone[] = {"một\n\f", "một\n\n\f", "\fnăm", "2\nnăm"};
        for (size_t i = 0; i < ARRAY_LEN(alone); i++)
            cr_assert_eq(count_of(text, alone[i]), 0, "%d lines before: %.*s", filler, STR_ARG(text));
    }
}

static const struct pdf_column three[] = {{1, PDF_CENTER}, {3, PDF_LEFT}, {2, PDF_RIGHT}};
static const struct pdf_head_cell head[] = {{S_INIT("SốTT"), {0}, .column = 0, .rows = 2}, {S_INIT("Nhóm"), {0}, .column = 1, .columns = 2},
                                            {S_INIT("Tên"), {0}, .column = 1, .row = 1}, {S_INIT("Tiền"), S_INIT("Money"), .column = 2, .row = 1}};
static const struct pdf_table table = {.columns = three, .columns_count = 3, .head = head, .head_count = ARRAY_LEN(head)};

Test(pdf, a_table_repeats_its_head_and_continues_a_cell_higher_than_a_page)
{
    struct pdf *pdf = open_pdf(PDF_A5);
    struct buf words;
    buf_init(&words, &arena, 1 << 16);
    for (int i = 0; i < 1200; i++)
        buf_printf(&words, "ô%04d ", i);
    pdf_table_begin(pdf, &table);
    for (int i = 0; i < 40; i++) {
        const struct pdf_cell cells[] = {{.text = arena_printf(&arena, "h%03d", i)}, {.text = i == 20 ? buf_str(&words) : S("Nguyễn Văn A")}, {.text = S("1.234"), .caption = S("đồng")}};
        pdf_table_row(pdf, cells, 3);
    }
    pdf_table_row(pdf, &(struct pdf_cell){.text = S("Cộng cả bảng"), .columns = 9, .style = PDF_BOLD}, 1);
    pdf_table_end(pdf);
    struct str bytes = finish(pdf), text = pdf_test_text(&arena, bytes);
    SKIP_WITHOUT_READER(text);
    cr_assert_eq(count_of(text, "SốTT"), pages_of(bytes));
    for (int i = 0; i < 1200; i++)
        cr_assert_eq(count_of(text, arena_printf(&arena, "ô%04d", i).ptr), 1, "word %d", i);
    for (int i = 0; i < 40; i++)
        cr_assert_eq(count_of(text, arena_printf(&arena, "h%03d", i).ptr), 1, "row %d", i);
    cr_assert_eq(count_of(text, "Cộng cả bảng"), 1);
}

Test(pdf, language_title_and_structure_are_told_to_assistive_programs)
{
    struct pdf *pdf = open_pdf(PDF_A4);
    pdf_heading(pdf, NULL, S("Tiêu đề"), S("Title"));
    pdf_table_begin(pdf, &table);
    pdf_table_row(pdf, (const struct pdf_cell[]){{.text = S("1")}, {.text = S("a")}, {.text = S("2")}}, 3);
    pdf_table_end(pdf);
    struct str bytes = finish(pdf);
    static const char *const wanted[] = {"/Lang (vi)", "/DisplayDocTitle true", "/MarkInfo << /Marked true >>", "/S /H1", "/S /Table", "/S /TR", "/S /TH", "/S /TD",
                                         "20261121", "(congdan)"};
    for (size_t i = 0; i < ARRAY_LEN(wanted); i++)
        cr_assert(str_find(bytes, str_of(wanted[i])) >= 0, "%s is missing", wanted[i]);
    /* the cross-reference table stands where startxref says */
    struct str tail = str_sub(bytes, (size_t)str_find(str_sub(bytes, bytes.len - 64, 64), S("startxref\n")) + bytes.len - 64 + 10, 64);
    int64_t xref;
    cr_assert_eq(str_parse_i64(str_cut(&tail, '\n'), &xref), OK);
    cr_assert(str_starts(str_sub(bytes, (size_t)xref, 5), S("xref\n")));
    struct str text = pdf_test_text(&arena, bytes);
    SKIP_WITHOUT_READER(text);
    cr_assert_eq(count_of(text, "Error"), 0, "%.*s", STR_ARG(text));
}

Test(pdf, pages_are_numbered_from_the_second_and_the_watermark_is_text_once_a_page)
{
    struct pdf_options o = options(PDF_A4);
    struct pdf *pdf = NULL;
    o.watermark = S("DỮ LIỆU MÔ PHỎNG");
    o.foot = S("H21.104-261121-0001");
    o.corner = S("Mẫu số 99");
    cr_assert_eq(pdf_open(&ctx, &o, &pdf), OK);
    pdf_text(pdf, &(struct pdf_text){0}, S("một"));
    pdf_page_break(pdf);
    pdf_text(pdf, &(struct pdf_text){0}, S("hai"));
    struct str text = pdf_test_text(&arena, finish(pdf));
    SKIP_WITHOUT_READER(text);
    cr_assert_eq(count_of(text, "DỮ LIỆU MÔ PHỎNG"), 2);
    cr_assert_eq(count_of(text, "H21.104-261121-0001"), 2);
    cr_assert_eq(count_of(text, "Mẫu số 99"), 1);
    struct str first = text;
    struct str page = str_cut(&first, '\f');
    cr_assert_eq(count_of(page, "\n1\n"), 0);
    cr_assert(str_find(first, S("2\n")) >= 0);
}

/* One document with everything in it. */
static struct str draw_all(struct ctx *of)
{
    AUTO(pdf_close) struct pdf *pdf = NULL;
    struct pdf_options o = options(PDF_A5);
    static const unsigned char dark[4] = {1, 0, 0, 1};
    struct str bytes = STR_NONE;

    o.watermark = S("DỮ LIỆU MÔ PHỎNG");
    if (pdf_open(of, &o, &pdf) != OK)
        return STR_NONE;
    pdf_letterhead(pdf, &(struct pdf_letterhead){.parent = S("Công an tỉnh"), .agency = S("Công an xã"), .number = S("Số: 1"), .place = S("Ia Grai"), .day = day_of(2026, 2, 3)});
    pdf_heading(pdf, NULL, S("TIÊU ĐỀ"), S("Title"));
    pdf_modules(pdf, 2, dark, 0, pdf_y_mm(pdf), 10);
    pdf_text(pdf, &(struct pdf_text){.align = PDF_JUSTIFY}, S(ALPHABET));
    pdf_table_begin(pdf, &table);
    for (int i = 0; i < 60; i++)
        pdf_table_row(pdf, (const struct pdf_cell[]){{.text = S("1")}, {.text = S(ALPHABET)}, {.text = S("2")}}, 3);
    pdf_table_end(pdf);
    pdf_signatures(pdf, &(struct pdf_signer){.role = S("NGƯỜI NỘP"), .name = S("A")}, &(struct pdf_signer){.role = S("NGƯỜI NHẬN"), .name = S("B")});
    return pdf_finish(pdf, &bytes) == OK ? bytes : STR_NONE;
}

static void *draw_many(void *arg)
{
    struct str *want = arg;
    for (int i = 0; i < 12; i++) {
        struct arena own;
        arena_init(&own, 0);
        struct ctx of = {.arena = &own};
        bool same = str_eq(draw_all(&of), *want);
        arena_done(&own);
        if (!same)
            return arg;
    }
    return NULL;
}

Test(pdf, eight_threads_at_once_draw_the_bytes_that_one_thread_draws, .timeout = 60)
{
    pthread_t threads[8];
    struct str want = draw_all(&ctx);
    cr_assert(want.len > 0 && str_eq(want, draw_all(&ctx)));
    for (size_t i = 0; i < ARRAY_LEN(threads); i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, draw_many, &want), 0);
    for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
        void *differs = NULL;
        pthread_join(threads[i], &differs);
        cr_assert_null(differs, "thread %zu drew other bytes", i);
    }
}

Test(pdf, two_documents_may_be_open_in_one_thread_and_one_may_be_given_up)
{
    struct pdf *a = open_pdf(PDF_A4), *b = open_pdf(PDF_A5), *given_up = open_pdf(PDF_A4_LANDSCAPE);
    pdf_text(a, &(struct pdf_text){0}, S("văn bản A"));
    pdf_table_begin(given_up, &table);
    pdf_text(b, &(struct pdf_text){0}, S("văn bản B"));
    pdf_close(&given_up);
    cr_assert_null(given_up);
    struct str text_a = pdf_test_text(&arena, finish(a)), text_b = pdf_test_text(&arena, finish(b));
    SKIP_WITHOUT_READER(text_a);
    cr_assert(count_of(text_a, "văn bản A") == 1 && count_of(text_a, "văn bản B") == 0);
    cr_assert_eq(count_of(text_b, "văn bản B"), 1);
}

Test(pdf, a_picture_that_is_none_fails_the_document)
{
    struct pdf *pdf = open_pdf(PDF_A4);
    struct str bytes = STR_NONE;
    pdf_png(pdf, S("\x89PNG\r\n\x1a\nrubbish"), 0, 20, 30);
    cr_assert_eq(pdf_finish(pdf, &bytes), ERR_INTERNAL);
    cr_assert(str_find(ctx.fault.detail, S("PNG")) >= 0);
    pdf_close(&pdf);
}
