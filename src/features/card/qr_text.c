/* qr_text.c: the QR code of a card as text, written and read; see face.h. */
#include "features/card/face.h"
#include "platform/unicode/unicode.h"

enum { NAME_BYTES_MAX = 200, YEAR_MIN = 1880 };

static bool plain(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] < 0x20 || text.ptr[i] == 0x7f || text.ptr[i] == '|')
            return false;
    return true;
}

static void put_day(struct buf *buf, struct day day, struct str precision)
{
    struct civil c = civil_of(day);
    bool year = str_eq(precision, S("year")), month = str_eq(precision, S("month"));

    buf_printf(buf, "%02d%02d%04d", year || month ? 0 : c.day, year ? 0 : c.month, c.year);
}

enum err card_qr_write(struct ctx *ctx, const struct card_face *face, struct str *ret_text)
{
    struct buf buf;

    if (!plain(face->full_name) || !plain(face->address) || !plain(face->old_number))
        return fault(ctx, ERR_INVALID, "qr.text", "address", "Họ tên và địa chỉ trên thẻ không được có dấu | hay ký tự điều khiển.");
    buf_init(&buf, ctx->arena, 256);
    buf_put(&buf, person_number_format(ctx->arena, face->person_id));
    buf_put_char(&buf, '|');
    buf_put(&buf, face->old_number);
    buf_put_char(&buf, '|');
    buf_put(&buf, face->full_name);
    buf_put_char(&buf, '|');
    put_day(&buf, face->birth, face->birth_precision);
    buf_put(&buf, face->female ? S("|Nữ|") : S("|Nam|"));
    buf_put(&buf, face->address);
    buf_put_char(&buf, '|');
    put_day(&buf, face->issued, STR_NONE);
    if (buf.len > CARD_QR_BYTES_MAX)
        return fault(ctx, ERR_INVALID, "qr.size", "address", "Địa chỉ quá dài, không in được vào mã QR của thẻ.");
    *ret_text = buf_str(&buf);
    return OK;
}

static int digits_at(struct str text, size_t at, size_t len)
{
    int value = 0;
    for (size_t i = at; i < at + len; i++)
        value = value * 10 + (text.ptr[i] - '0');
    return value;
}

/* ddMMyyyy; zeros for a day, or a day and a month, that nobody knows, where `precision` is asked for. */
static bool read_day(struct str text, struct str *ret_precision, struct day *ret_day)
{
    if (text.len != 8 || !str_all_digits(text))
        return false;
    int day = digits_at(text, 0, 2), month = digits_at(text, 2, 2), year = digits_at(text, 4, 4);
    if (ret_precision) {
        *ret_precision = month == 0 && day == 0 ? S("year") : day == 0 ? S("month") : S("day");
        month = month == 0 && day == 0 ? 1 : month;
        day = day == 0 ? 1 : day;
    }
    if (year < YEAR_MIN || !civil_valid(year, month, day))
        return false;
    *ret_day = day_of(year, month, day);
    return true;
}

static enum err bad(struct ctx *ctx, struct str code, const char *field, struct msg text)
{
    return fault_set(ctx, ERR_INVALID, code, str_of(field), text.vi, STR_NONE);
}

static enum err read_person(struct ctx *ctx, const struct str *fields, struct card_qr *qr)
{
    struct card_face *face = &qr->face;

    if (fields[0].len != 12 || !str_all_digits(fields[0]) || person_number_parse(ctx, fields[0], &face->person_id) != OK) {
        ctx->fault = (struct fault){0};
        return bad(ctx, S("qr.number"), "number", T("Trường thứ nhất của mã QR không phải số định danh 12 chữ số."));
    }
    if (fields[1].len && ((fields[1].len != 9 && fields[1].len != 12) || !str_all_digits(fields[1])))
        return bad(ctx, S("qr.old_number"), "old_number", T("Trường thứ hai của mã QR không phải số CMND 9 chữ số."));
    if (unicode_clean_line(ctx->arena, fields[2], &face->full_name) != OK || !face->full_name.len || face->full_name.len > NAME_BYTES_MAX)
        return bad(ctx, S("qr.name"), "name", T("Trường thứ ba của mã QR không phải họ và tên."));
    if (!read_day(fields[3], &face->birth_precision, &face->birth))
        return bad(ctx, S("qr.birth"), "birth", T("Trường thứ tư của mã QR không phải ngày sinh (ngày, tháng, năm viết liền)."));
    if (!str_eq(fields[4], S("Nam")) && !str_eq(fields[4], S("Nữ")))
        return bad(ctx, S("qr.sex"), "sex", T("Trường thứ năm của mã QR phải là Nam hoặc Nữ."));
    face->old_number = fields[1];
    face->female = str_eq(fields[4], S("Nữ"));
    return OK;
}

enum err card_qr_read(struct ctx *ctx, struct str text, struct card_qr *ret_qr)
{
    struct card_qr qr = {.face.valid_to = DAY_NONE};
    struct str fields[CARD_QR_FIELDS], rest;
    int count = 0;

    if (text.len > CARD_QR_BYTES_MAX)
        return bad(ctx, S("qr.size"), "", T("Mã QR này dài hơn mã của thẻ căn cước."));
    if (unicode_nfc(ctx->arena, text, &text) != OK) /* NFD sent by some readers: the same text */
        return bad(ctx, S("qr.text"), "", T("Nội dung mã QR không phải văn bản UTF-8."));
    rest = str_trim(text);
    for (; rest.ptr; count++) {
        struct str field = str_cut(&rest, '|');
        if (count < CARD_QR_FIELDS)
            fields[count] = field;
    }
    if (count < CARD_QR_FIELDS)
        return bad(ctx, S("qr.fields"), "", T("Đây không phải mã QR của thẻ căn cước, hoặc mã bị đọc thiếu: phải có 7 trường cách nhau bằng dấu |."));
    TRY(read_person(ctx, fields, &qr));
    if (unicode_clean_line(ctx->arena, fields[5], &qr.face.address) != OK)
        return bad(ctx, S("qr.text"), "address", T("Địa chỉ trong mã QR có ký tự hỏng."));
    if (!read_day(fields[6], NULL, &qr.face.issued) || qr.face.issued.n < qr.face.birth.n)
        return bad(ctx, S("qr.issued"), "issued", T("Trường thứ bảy của mã QR không phải ngày cấp thẻ."));
    qr.extra_fields = count - CARD_QR_FIELDS;
    qr.agrees = person_number_agrees(qr.face.person_id, qr.face.female, qr.face.birth);
    *ret_qr = qr;
    return OK;
}
