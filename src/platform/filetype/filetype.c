/* filetype.c: which reader to ask, and how a refusal is worded. The table of foreign signatures exists for the wording alone:
 * what no reader accepts is refused in any case. */
#include "platform/filetype/filetype_internal.h"
#include "platform/html/html.h"

struct signature {
    size_t at;
    struct str magic;
    struct msg what;
    bool is_text; /* the rest count only when the bytes are no plain text: a list may well begin with "BM" */
};
#define ROW(at, magic, what) {at, S_INIT(magic), M_(what), false}
#define TEXT_ROW(magic, what) {0, S_INIT(magic), M_(what), true}
static const struct signature foreign[] = {
    ROW(0, "MZ", "chương trình Windows"),
    ROW(0, "\x7f" "ELF", "chương trình Linux"),
    ROW(0, "\xcf\xfa\xed\xfe", "chương trình macOS"),
    ROW(0, "\xca\xfe\xba\xbe", "chương trình Java hoặc macOS"),
    ROW(0, "dex\n", "chương trình Android"),
    TEXT_ROW("#!", "tập lệnh (script)"),
    ROW(0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "tài liệu Office cũ (.doc, .xls) hoặc có mật khẩu"),
    TEXT_ROW("{\\rtf", "tài liệu RTF"),
    ROW(0, "Rar!\x1a\x07", "tệp nén RAR"),
    ROW(0, "7z\xbc\xaf\x27\x1c", "tệp nén 7-Zip"),
    ROW(0, "\x1f\x8b", "tệp nén GZIP"),
    ROW(0, "GIF8", "ảnh GIF"),
    ROW(8, "WEBP", "ảnh WebP"),
    ROW(0, "BM", "ảnh BMP"),
    ROW(0, "II*\0", "ảnh TIFF"),
    ROW(0, "MM\0*", "ảnh TIFF"),
    ROW(4, "ftyphei", "ảnh HEIC của điện thoại"),
    ROW(4, "ftypmif1", "ảnh HEIC của điện thoại"),
    ROW(4, "ftypavif", "ảnh AVIF"),
    ROW(4, "ftyp", "video"),
    ROW(0, "ID3", "tệp âm thanh"),
    TEXT_ROW("%!PS", "tệp PostScript"),
    TEXT_ROW("%PDF-", "tệp PDF"),
    ROW(0, "\xff\xd8\xff", "ảnh JPEG"),
    ROW(0, "\x89PNG", "ảnh PNG"),
    ROW(0, "SQLite format 3", "cơ sở dữ liệu SQLite"),
};
#undef ROW
#undef TEXT_ROW

/* Signatures match bytes, marks match text: after a byte order mark and blanks, in either case of letters. */
static const struct {
    struct str mark;
    struct msg what;
} foreign_text[] = {
    {S_INIT("<!doctype html"), M_("trang web (HTML)")}, {S_INIT("<html"), M_("trang web (HTML)")},
    {S_INIT("<head"), M_("trang web (HTML)")},          {S_INIT("<body"), M_("trang web (HTML)")},
    {S_INIT("<script"), M_("trang web (HTML)")},        {S_INIT("<!--"), M_("trang web (HTML)")},
    {S_INIT("<svg"), M_("ảnh SVG")},                    {S_INIT("<?xml"), M_("tệp XML")},
    {S_INIT("<?php"), M_("tập lệnh (script)")},
};

static struct str skip_blank(struct str bytes)
{
    if (str_starts(bytes, S("\xef\xbb\xbf")))
        bytes = str_sub(bytes, 3, bytes.len);
    while (bytes.len && (bytes.ptr[0] == ' ' || (bytes.ptr[0] >= '\t' && bytes.ptr[0] <= '\r')))
        bytes.ptr++, bytes.len--;
    return bytes;
}

static bool has_name(struct str bytes, const char *name) { return str_find(bytes, str_of(name)) >= 0; }

/* The row of a table above that the bytes match; NULL: none. */
static const struct msg *find_foreign(struct str bytes, bool is_text)
{
    for (size_t i = 0; i < ARRAY_LEN(foreign); i++)
        if ((foreign[i].is_text || !is_text) && str_eq(str_sub(bytes, foreign[i].at, foreign[i].magic.len), foreign[i].magic))
            return &foreign[i].what;
    struct str text = skip_blank(bytes);
    for (size_t i = 0; i < ARRAY_LEN(foreign_text); i++)
        if (str_eq_nocase(str_sub(text, 0, foreign_text[i].mark.len), foreign_text[i].mark))
            return &foreign_text[i].what;
    return NULL;
}

/* What the bytes are, for people. */
static struct msg describe(struct str bytes)
{
    if (str_starts(bytes, S("PK\x03\x04")) || str_starts(bytes, S("PK\x05\x06"))) {
        if (has_name(bytes, "word/document.xml"))
            return T("tài liệu Word (.docx)");
        if (has_name(bytes, "xl/workbook.xml"))
            return T("bảng tính Excel (.xlsx)");
        if (has_name(bytes, "AndroidManifest.xml"))
            return T("chương trình Android");
        return T("tệp nén ZIP");
    }
    bool is_text = filetype_read_csv(bytes) == VERDICT_OK;
    const struct msg *found = find_foreign(bytes, is_text);
    if (found)
        return *found;
    return is_text ? T("văn bản thường") : T("loại tệp không nhận ra được");
}

/* The ending that the name claims, when it is one that we would accept: "" otherwise. */
static struct str claimed_ending(struct str file_name)
{
    static const struct str endings[] = {S_INIT(".pdf"), S_INIT(".jpg"), S_INIT(".jpeg"), S_INIT(".png"), S_INIT(".csv"), S_INIT(".xlsx")};

    for (size_t i = 0; i < ARRAY_LEN(endings); i++)
        if (file_name.len > endings[i].len && str_eq_nocase(str_sub(file_name, file_name.len - endings[i].len, endings[i].len), endings[i]))
            return endings[i];
    return S("");
}

static enum err refuse(struct ctx *ctx, struct str code, struct str text)
{
    return fault_set(ctx, ERR_INVALID, code, STR_NONE, text, STR_NONE);
}

static enum err refuse_foreign(struct ctx *ctx, struct str bytes, struct str file_name, unsigned accept)
{
    struct str what = i18n(ctx->lang, describe(bytes));
    struct str ending = claimed_ending(file_name);
    struct str wanted = i18n(ctx->lang, accept == ACCEPT_TABLES   ? T("Chỉ nhận tệp CSV hoặc XLSX.")
                                        : accept == ACCEPT_PAPERS ? T("Chỉ nhận tệp PDF, JPEG hoặc PNG.")
                                                                  : T("Chỉ nhận tệp PDF, JPEG, PNG, CSV hoặc XLSX."));
    if (!str_empty(ending))
        return refuse(ctx, S("file.foreign"), TF(ctx, "Tệp có đuôi {0} nhưng nội dung là {1}. {2}", ending, what, wanted));
    return refuse(ctx, S("file.foreign"), TF(ctx, "Nội dung tệp là {0}. {1}", what, wanted));
}

static enum err refuse_verdict(struct ctx *ctx, enum verdict verdict)
{
    switch (verdict) {
    case VERDICT_CUT:
        return refuse(ctx, S("file.damaged"), TS(ctx, "Tệp bị cụt: phần cuối không có. Hãy tải lại hoặc quét lại."));
    case VERDICT_ENCRYPTED:
        return refuse(ctx, S("file.encrypted"), TS(ctx, "Tệp được đặt mật khẩu. Hãy lưu lại tệp không có mật khẩu rồi tải lên."));
    case VERDICT_NO_PAGES:
        return refuse(ctx, S("file.no_pages"), TS(ctx, "Tệp PDF không có trang nào."));
    case VERDICT_HUGE:
        return refuse(ctx, S("file.huge_image"), TS(ctx, "Ảnh có quá nhiều điểm ảnh. Hãy thu nhỏ ảnh rồi tải lên."));
    case VERDICT_ENCODING:
        return refuse(ctx, S("file.encoding"),
                      TS(ctx, "Tệp CSV không ở bảng mã UTF-8. Trong Excel, hãy chọn Lưu thành \"CSV UTF-8\"."));
    case VERDICT_MACRO:
        return refuse(ctx, S("file.macro"), TS(ctx, "Bảng tính có chứa macro (chương trình). Hãy lưu lại thành .xlsx không có macro."));
    default:
        return refuse(ctx, S("file.damaged"), TS(ctx, "Tệp bị hỏng, không đọc được. Hãy mở thử trên máy của bạn rồi lưu hoặc quét lại."));
    }
}

static struct filetype_info info_of(enum filetype kind)
{
    static const struct filetype_info known[] = {
        [FILETYPE_PDF] = {FILETYPE_PDF, S_INIT("application/pdf"), S_INIT("pdf")},
        [FILETYPE_JPEG] = {FILETYPE_JPEG, S_INIT("image/jpeg"), S_INIT("jpg"), .pages = 1},
        [FILETYPE_PNG] = {FILETYPE_PNG, S_INIT("image/png"), S_INIT("png"), .pages = 1},
        [FILETYPE_CSV] = {FILETYPE_CSV, S_INIT("text/csv"), S_INIT("csv")},
        [FILETYPE_XLSX] = {FILETYPE_XLSX, S_INIT("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), S_INIT("xlsx")},
    };
    return known[kind];
}

static enum verdict read_any(struct str bytes, struct str file_name, unsigned accept, struct filetype_info *info)
{
    if (accept & ACCEPT_PAPERS) {
        struct str text = skip_blank(bytes);
        if (str_starts(text, S("%PDF-"))) {
            *info = info_of(FILETYPE_PDF);
            return filetype_read_pdf(bytes, info);
        }
        if (str_starts(bytes, S("\xff\xd8\xff"))) {
            *info = info_of(FILETYPE_JPEG);
            return filetype_read_jpeg(bytes, info);
        }
        if (str_starts(bytes, S("\x89PNG\r\n\x1a\n"))) {
            *info = info_of(FILETYPE_PNG);
            return filetype_read_png(bytes, info);
        }
    }
    if (accept & ACCEPT_TABLES) {
        if (str_starts(bytes, S("PK\x03\x04"))) {
            *info = info_of(FILETYPE_XLSX);
            return filetype_read_xlsx(bytes);
        }
        /* Text has no signature. When papers are welcome too, text counts as a table only if its name says so; and binary rubbish
         * is "a CSV in another encoding" only if its name says so. */
        bool named = str_eq(claimed_ending(file_name), S(".csv"));
        enum verdict verdict = filetype_read_csv(bytes);
        bool binary = verdict == VERDICT_ENCODING && find_foreign(bytes, false);
        if ((named || (accept == ACCEPT_TABLES && verdict == VERDICT_OK)) && !binary && !find_foreign(bytes, true)) {
            *info = info_of(FILETYPE_CSV);
            return verdict;
        }
    }
    return VERDICT_FOREIGN;
}

enum err filetype_check(struct ctx *ctx, struct str bytes, struct str file_name, unsigned accept, struct filetype_info *ret_info)
{
    struct filetype_info info = {0};

    if (bytes.len == 0)
        return refuse(ctx, S("file.empty"), TS(ctx, "Tệp rỗng (0 byte). Hãy chọn lại tệp."));
    enum verdict verdict = read_any(bytes, file_name, accept, &info);
    if (verdict == VERDICT_FOREIGN)
        return refuse_foreign(ctx, bytes, file_name, accept);
    if (verdict != VERDICT_OK)
        return refuse_verdict(ctx, verdict);
    *ret_info = info;
    return OK;
}
