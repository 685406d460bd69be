/* filetype_test.c: sound files pass with their pages and sizes; foreign, cut, locked and empty ones get the reason in words. */
#include "platform/filetype/filetype.h"
#include <criterion/criterion.h>
#include <zlib.h>

static struct arena arena;
static struct ctx ctx;
static struct filetype_info info;
static void setup(void)
{
    arena_init(&arena, 0);
    ctx = (struct ctx){.arena = &arena};
}
static void teardown(void) { arena_done(&arena); }
TestSuite(filetype, .init = setup, .fini = teardown);

static enum err check(struct str bytes, const char *name, unsigned accept)
{
    ctx.fault = (struct fault){0};
    info = (struct filetype_info){0};
    return filetype_check(&ctx, bytes, str_of(name), accept, &info);
}
static void expect_refused(struct str bytes, const char *name, unsigned accept, const char *code, const char *words)
{
    cr_assert_eq(check(bytes, name, accept), ERR_INVALID, "%s was accepted", name);
    cr_assert(str_eq(ctx.fault.code, str_of(code)), "%s: got %.*s, wanted %s", name, STR_ARG(ctx.fault.code), code);
    cr_assert(str_find(ctx.fault.text, str_of(words)) >= 0, "%s: \"%.*s\" does not say \"%s\"", name, STR_ARG(ctx.fault.text), words);
}

#define PAGES_3 "%PDF-1.4\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n" \
    "2 0 obj <</Type /Pages /Kids [3 0 R 4 0 R] /Count 3>> endobj\n" \
    "3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 420 595] /Contents 7 0 R>> endobj\n" \
    "4 0 obj <</Type /Pages /Parent 2 0 R /Kids 8 0 R /Count 2>> endobj\n" \
    "5 0 obj <</Type /Page /Parent 4 0 R>> endobj 6 0 obj <</Type/Page/Parent 4 0 R>> endobj\n" \
    "7 0 obj <</Length 31>> stream\n/Type /Page 9 0 obj endobj\n1234\nendstream endobj\n8 0 obj [5 0 R\n6 0 R] endobj\n"
#define TRAILER "trailer <</Root 1 0 R /Size 9>>\nstartxref\n9\n%%EOF\n"

Test(filetype, a_pdf_tells_the_pages_of_its_tree)
{
    cr_assert_eq(check(S(PAGES_3 TRAILER), "giay.pdf", ACCEPT_PAPERS), OK, "%.*s", STR_ARG(ctx.fault.text));
    cr_assert_eq(info.kind, FILETYPE_PDF);
    cr_assert_eq(info.pages, 3);
    cr_assert(str_eq(info.mime, S("application/pdf")));
    cr_assert_not(info.active);
    cr_assert_eq(check(S(PAGES_3 TRAILER "\0\0\r\n"), "anh.jpg", ACCEPT_PAPERS), OK, "the content counts, not the name");
    cr_assert_eq(check(S(PAGES_3 "startxref\n0\n%%EOF"), "x", ACCEPT_PAPERS), OK, "a lost trailer: the catalogue is searched");
    cr_assert_eq(info.pages, 3);
}

Test(filetype, a_later_version_of_an_object_replaces_the_earlier)
{
    cr_assert_eq(check(S(PAGES_3 TRAILER "4 0 obj <</Type /Pages /Kids [] /Count 0>> endobj\n" TRAILER), "a.pdf", ACCEPT_PAPERS), OK);
    cr_assert_eq(info.pages, 1);
}

static struct str deflated(struct str text)
{
    unsigned long size = compressBound(text.len);
    char *out = arena_alloc(&arena, size);
    cr_assert_eq(compress((unsigned char *)out, &size, (const unsigned char *)text.ptr, text.len), Z_OK);
    return (struct str){out, size};
}
static struct str packed_pdf(struct str head, struct str objects, int count)
{
    struct str packed = deflated(arena_join(&arena, head, objects));
    struct buf pdf;
    buf_init(&pdf, &arena, 1024);
    buf_printf(&pdf, "%%PDF-1.5\n10 0 obj <</Type /ObjStm /N %d /First %zu /Filter /FlateDecode /Length %zu>> stream\r\n", count, head.len,
               packed.len);
    buf_put(&pdf, packed);
    buf_lit(&pdf, "\nendstream endobj\n11 0 obj <</Type /XRef /Root 1 0 R /Length 0>> stream\n\nendstream endobj\nstartxref\n9\n%%EOF");
    return buf_str(&pdf);
}

Test(filetype, pages_inside_compressed_object_streams_are_counted)
{
    static const char *const bodies[] = {"<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Count 2 /Kids[3 0 R 4 0 R]>>", "<</Type/Page>>",
                                         "<</Type/Page>>"};
    struct buf head, objects;
    buf_init(&head, &arena, 64);
    buf_init(&objects, &arena, 256);
    for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
        buf_printf(&head, "%zu %zu ", i + 1, objects.len);
        buf_put(&objects, str_of(bodies[i]));
    }
    cr_assert_eq(check(packed_pdf(buf_str(&head), buf_str(&objects), 4), "a.pdf", ACCEPT_PAPERS), OK, "%.*s", STR_ARG(ctx.fault.text));
    cr_assert_eq(info.pages, 2);
}

Test(filetype, a_pdf_without_pages_or_with_a_password_or_without_its_end_is_refused)
{
    expect_refused(S("%PDF-1.4\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj 2 0 obj <</Type /Pages /Kids [] /Count 0>> endobj\n" TRAILER),
                   "a.pdf", ACCEPT_PAPERS, "file.no_pages", "không có trang nào");
    expect_refused(S(PAGES_3 "trailer <</Root 1 0 R /Encrypt 12 0 R>>\nstartxref\n9\n%%EOF\n"), "a.pdf", ACCEPT_PAPERS, "file.encrypted", "mật khẩu");
    expect_refused(S(PAGES_3), "a.pdf", ACCEPT_PAPERS, "file.damaged", "bị cụt");
    expect_refused(S("%PDF-1.4\nrubbish\n%%EOF"), "a.pdf", ACCEPT_PAPERS, "file.damaged", "bị hỏng");
}

Test(filetype, a_pdf_with_a_script_is_marked_as_active)
{
    cr_assert_eq(check(S(PAGES_3 "9 0 obj <</S /JavaScript /JS (app.alert\\(1\\))>> endobj " TRAILER), "a.pdf", ACCEPT_PAPERS), OK);
    cr_assert(info.active);
}

Test(filetype, a_page_tree_that_bites_its_tail_ends)
{
    cr_assert_eq(check(S("%PDF-1.4\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj 2 0 obj <</Type /Pages /Kids [2 0 R 2 0 R 2 0 R]>> endobj\n" TRAILER),
                       "a.pdf", ACCEPT_PAPERS), ERR_INVALID);
}

Test(filetype, megabytes_of_unfinished_objects_cost_little, .timeout = 120)
{
    static const char *const pieces[] = {"1 0 obj ", "1 0 obj stream endstream ", "1 0 obj << >> endobj ", "trailer ", "obj ", "1 0 obj <</Type /ObjStm /N 1 "};
    for (size_t k = 0; k < ARRAY_LEN(pieces); k++) {
        struct buf pdf;
        buf_init(&pdf, &arena, 4 * 1024 * 1024);
        buf_lit(&pdf, "%PDF-1.4\n");
        while (pdf.len < 4 * 1024 * 1024 - 64)
            buf_put(&pdf, str_of(pieces[k]));
        buf_lit(&pdf, "\n%%EOF");
        cr_assert_eq(check(buf_str(&pdf), "a.pdf", ACCEPT_PAPERS), ERR_INVALID);
        arena_reset(&arena);
    }
}

/* 1 x 1 white pixel; the check sums are real. */
static const char png[] =
    "\211\120\116\107\015\012\032\012\000\000\000\015\111\110\104\122\000\000\000\001\000\000\000\001\010\000\000\000"
    "\000\072\176\233\125\000\000\000\012\111\104\101\124\170\234\143\370\017\000\001\001\001\000\261\070\366\024\000"
    "\000\000\000\111\105\116\104\256\102\140\202";
#define PNG ((struct str){png, sizeof png - 1})
/* Not decodable, but whole: size 640 x 480, one scan with a stuffed byte and a restart mark. */
static const char jpeg[] = "\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xff\xc0\0\x0b\x08\x01\xe0\x02\x80\1\1\x11\0"
                           "\xff\xda\0\x08\1\1\0\0\x3f\0" "abc\xff\0def\xff\xd0ghi\xff\xd9" "trailing data of a phone";
#define JPEG ((struct str){jpeg, sizeof jpeg - 1})

Test(filetype, images_tell_their_size)
{
    cr_assert_eq(check(PNG, "a.png", ACCEPT_PAPERS), OK, "%.*s", STR_ARG(ctx.fault.text));
    cr_assert_eq(info.kind, FILETYPE_PNG);
    cr_assert_eq(info.width_px, 1);
    cr_assert_eq(info.pages, 1);
    cr_assert_eq(check(JPEG, "a.jpg", ACCEPT_PAPERS), OK, "%.*s", STR_ARG(ctx.fault.text));
    cr_assert_eq(info.kind, FILETYPE_JPEG);
    cr_assert_eq(info.width_px, 640);
    cr_assert_eq(info.height_px, 480);
}

Test(filetype, an_image_cut_anywhere_is_refused)
{
    for (size_t cut = 8; cut < PNG.len; cut++)
        cr_assert_eq(check(str_sub(PNG, 0, cut), "a.png", ACCEPT_PAPERS), ERR_INVALID, "PNG cut at %zu", cut);
    size_t end = (size_t)str_find(JPEG, S("\xff\xd9")) + 2;
    for (size_t cut = 3; cut < end; cut++)
        cr_assert_eq(check(str_sub(JPEG, 0, cut), "a.jpg", ACCEPT_PAPERS), ERR_INVALID, "JPEG cut at %zu", cut);
    expect_refused(str_sub(PNG, 0, 60), "a.png", ACCEPT_PAPERS, "file.damaged", "bị cụt");
}

Test(filetype, a_changed_byte_in_a_png_is_found)
{
    char *changed = (char *)arena_str(&arena, PNG).ptr;
    changed[45] ^= 1;
    expect_refused((struct str){changed, PNG.len}, "a.png", ACCEPT_PAPERS, "file.damaged", "bị hỏng");
}

Test(filetype, an_image_of_too_many_pixels_is_refused)
{
    char *huge = (char *)arena_str(&arena, JPEG).ptr;
    ptrdiff_t frame = str_find(JPEG, S("\xc0\0\x0b"));
    memset(huge + frame + 4, 0xff, 4);
    expect_refused((struct str){huge, JPEG.len}, "a.jpg", ACCEPT_PAPERS, "file.huge_image", "quá nhiều điểm ảnh");
}

Test(filetype, a_foreign_file_behind_a_friendly_ending_is_named)
{
    expect_refused(S(""), "giay.pdf", ACCEPT_PAPERS, "file.empty", "Tệp rỗng (0 byte)");
    expect_refused(S("MZ\x90\0\3"), "giay.pdf", ACCEPT_PAPERS, "file.foreign", "Tệp có đuôi .pdf nhưng nội dung là chương trình Windows.");
    expect_refused(S("\x7f" "ELF\2\1\1\0"), "GIAY.PNG", ACCEPT_PAPERS, "file.foreign", "Tệp có đuôi .png nhưng nội dung là chương trình Linux.");
    expect_refused(S("\xef\xbb\xbf \n<!DOCTYPE HTML><script>"), "a.jpeg", ACCEPT_PAPERS, "file.foreign", "trang web");
    expect_refused(S("PK\3\4............word/document.xml"), "a.docx", ACCEPT_PAPERS, "file.foreign", "Nội dung tệp là tài liệu Word");
    expect_refused(S("PK\3\4............"), "a.pdf", ACCEPT_PAPERS, "file.foreign", "tệp nén ZIP");
    expect_refused(S("\0\0\0\x18" "ftypheic"), "IMG_0001.HEIC", ACCEPT_PAPERS, "file.foreign", "HEIC");
    expect_refused(S("xin chào"), "a.pdf", ACCEPT_PAPERS, "file.foreign", "văn bản thường");
    expect_refused(S("\1\2\3\4"), "a.pdf", ACCEPT_PAPERS, "file.foreign", "không nhận ra");
    expect_refused(S("a,b\n1,2\n"), "a.csv", ACCEPT_PAPERS, "file.foreign", "Chỉ nhận tệp PDF, JPEG hoặc PNG.");
    expect_refused(S(PAGES_3 TRAILER), "a.pdf", ACCEPT_TABLES, "file.foreign", "Chỉ nhận tệp CSV hoặc XLSX.");
}

Test(filetype, the_reason_speaks_the_readers_language)
{
    ctx.lang = LANG_EN;
    expect_refused(S("MZ\x90\0\3"), "giay.pdf", ACCEPT_PAPERS, "file.foreign", "The file is called .pdf but its content is a Windows program.");
    expect_refused(S(""), "giay.pdf", ACCEPT_PAPERS, "file.empty", "empty (0 bytes)");
}

Test(filetype, a_list_in_utf8_is_a_table_and_in_windows_1258_is_explained)
{
    cr_assert_eq(check(S("\xef\xbb\xbfhọ tên,ngày sinh\r\nĐỗ Ế,01/02/1990\r\n"), "khach.csv", ACCEPT_TABLES), OK);
    cr_assert_eq(info.kind, FILETYPE_CSV);
    cr_assert_eq(check(S("BMI,MZ\n1,2\n"), "khach.csv", ACCEPT_TABLES), OK, "two letters make no program");
    cr_assert_eq(check(S("a,b\n"), "khach.csv", ACCEPT_TABLES | ACCEPT_PAPERS), OK);
    expect_refused(S("h\xd2 t\xean,1990\n"), "khach.csv", ACCEPT_TABLES, "file.encoding", "CSV UTF-8");
    expect_refused(S("a,b\0\n"), "khach.csv", ACCEPT_TABLES, "file.encoding", "CSV UTF-8");
    expect_refused(S("<html>a,b"), "khach.csv", ACCEPT_TABLES, "file.foreign", "trang web");
    expect_refused(S("MZ\x90\0\3"), "khach.csv", ACCEPT_TABLES, "file.foreign", "chương trình Windows");
    expect_refused(S("\xff\xfe\0\0rubbish"), "khach", ACCEPT_TABLES, "file.foreign", "không nhận ra");
}

static struct str zip_of(const char *const *names, int count)
{
    struct buf zip;
    buf_init(&zip, &arena, 512);
    buf_lit(&zip, "PK\3\4local entries stand here");
    size_t start = zip.len;
    for (int i = 0; i < count; i++) {
        char entry[46] = "PK\1\2";
        entry[28] = (char)strlen(names[i]);
        buf_put(&zip, (struct str){entry, sizeof entry});
        buf_put(&zip, str_of(names[i]));
    }
    char end[22] = "PK\5\6";
    end[10] = (char)count;
    end[16] = (char)start;
    buf_put(&zip, (struct str){end, sizeof end});
    return buf_str(&zip);
}

Test(filetype, a_workbook_is_a_table_but_not_with_macros)
{
    static const char *const names[] = {"[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"};
    cr_assert_eq(check(zip_of(names, 2), "khach.xlsx", ACCEPT_TABLES), OK, "%.*s", STR_ARG(ctx.fault.text));
    cr_assert_eq(info.kind, FILETYPE_XLSX);
    expect_refused(zip_of(names, 3), "khach.xlsx", ACCEPT_TABLES, "file.macro", "macro");
    expect_refused(zip_of(names, 1), "khach.xlsx", ACCEPT_TABLES, "file.foreign", "tệp nén ZIP");
    struct str whole = zip_of(names, 2);
    expect_refused(str_sub(whole, 0, whole.len - 1), "khach.xlsx", ACCEPT_TABLES, "file.damaged", "bị cụt");
}
