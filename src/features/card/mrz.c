/* mrz.c: the machine-readable zone TD1 of a card, written and read; see face.h for the layout and its sources. */
#include "features/card/face.h"
#include "platform/unicode/unicode.h"

enum { NAME_TOKENS_MAX = 24, NO_END_YEAR = 2099 };

/* --- letters and check digits ------------------------------------------------------------------------------------------------ */
static int value_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'Z')
        return c - 'A' + 10;
    return c == '<' ? 0 : -1;
}

int mrz_check_digit(struct str text)
{
    static const int weights[] = {7, 3, 1};
    int sum = 0;

    for (size_t i = 0; i < text.len; i++) {
        int value = value_of(text.ptr[i]);
        if (value < 0)
            return -1;
        sum += value * weights[i % 3];
    }
    return sum % 10;
}

static void put_checked(struct buf *buf, struct str text)
{
    buf_put(buf, text);
    buf_put_char(buf, (char)('0' + mrz_check_digit(text)));
}

/* The words of a name as an MRZ has them: without marks, apostrophes gone, hyphens as breaks: "H'Hen Niê" is HHEN NIE (part 3 section 6). -1: a letter
 * or digit that an MRZ cannot hold. */
static int name_tokens(struct arena *arena, struct str name, struct str *tokens)
{
    struct str folded = unicode_fold(arena, name), rest;
    char *upper = arena_alloc_raw(arena, folded.len + 1);
    int count = 0;

    for (size_t i = 0; i < folded.len; i++) {
        char c = folded.ptr[i];
        if (c != ' ' && (c < 'a' || c > 'z'))
            return -1;
        upper[i] = c == ' ' ? ' ' : (char)(c - 'a' + 'A');
    }
    rest = (struct str){upper, folded.len};
    while (rest.ptr && rest.len && count < NAME_TOKENS_MAX)
        tokens[count++] = str_cut(&rest, ' ');
    return count;
}

static int name_length(const struct str *tokens, int count)
{
    int length = count > 1 ? 1 : 0; /* the second "<" behind the surname */
    for (int i = 0; i < count; i++)
        length += (int)tokens[i].len + (i > 0);
    return length;
}

/* Too long for 30 places: the names between surname and given name become initials, from the left, as far as it takes; what is still too long is cut so that the
 * last place is a letter (part 3 section 4.6 leaves the choice; the given name of a Vietnamese is the last and says most). */
static void shorten(struct str *tokens, int count)
{
    for (int i = 1; i < count - 1 && name_length(tokens, count) > MRZ_LINE; i++)
        tokens[i].len = 1;
    if (count > 1 && name_length(tokens, count) > MRZ_LINE && tokens[0].len > 20)
        tokens[0].len = 20;
}

static void put_name(struct buf *buf, const struct str *tokens, int count)
{
    size_t end = buf->len + MRZ_LINE;

    for (int i = 0; i < count; i++) {
        if (i)
            buf_put(buf, i == 1 ? S("<<") : S("<"));
        buf_put(buf, tokens[i]);
    }
    while (buf->len < end)
        buf_put_char(buf, '<');
    buf->len = end;
    if (buf->ptr[end - 1] == '<' && count > 1 && name_length(tokens, count) > MRZ_LINE)
        buf->ptr[end - 1] = tokens[count - 1].ptr[0]; /* cut at a break: the last place must tell that something is missing */
}

/* --- writing ---------------------------------------------------------------------------------------------------------------- */
static struct str six(struct arena *arena, struct day day, struct str precision)
{
    struct civil c = civil_of(day);

    if (str_eq(precision, S("year")))
        return arena_printf(arena, "%02d<<<<", c.year % 100);
    if (str_eq(precision, S("month")))
        return arena_printf(arena, "%02d%02d<<", c.year % 100, c.month);
    return arena_printf(arena, "%02d%02d%02d", c.year % 100, c.month, c.day);
}

enum err card_mrz_write(struct ctx *ctx, const struct card_face *face, struct str *ret_mrz)
{
    struct str number = person_number_format(ctx->arena, face->person_id), tokens[NAME_TOKENS_MAX];
    struct day end = day_is_none(face->valid_to) ? day_of(NO_END_YEAR, 12, 31) : face->valid_to;
    int count = name_tokens(ctx->arena, face->full_name, tokens);
    struct buf buf, all;

    if (count <= 0)
        return fault(ctx, ERR_INVALID, "mrz.name", "name", "Họ tên có ký tự không ghi được vào vùng đọc máy của thẻ.");
    buf_init(&buf, ctx->arena, MRZ_BYTES + 64);
    buf_lit(&buf, "IDVNM");
    put_checked(&buf, str_sub(number, 3, 9));
    buf_put(&buf, number);
    buf_lit(&buf, "<<");
    buf_put_char(&buf, (char)('0' + mrz_check_digit(number)));
    put_checked(&buf, six(ctx->arena, face->birth, face->birth_precision));
    buf_put_char(&buf, face->female ? 'F' : 'M');
    put_checked(&buf, six(ctx->arena, end, STR_NONE));
    buf_lit(&buf, "VNM<<<<<<<<<<<");
    struct str so_far = buf_str(&buf);
    buf_init(&all, ctx->arena, MRZ_BYTES); /* part 5 section 4.2.4: line 1 from place 6, line 2 places 1-7, 9-15, 19-29 */
    buf_put(&all, str_sub(so_far, 5, 25));
    buf_put(&all, str_sub(so_far, 30, 7));
    buf_put(&all, str_sub(so_far, 38, 7));
    buf_put(&all, str_sub(so_far, 48, 11));
    buf_put_char(&buf, (char)('0' + mrz_check_digit(buf_str(&all))));
    shorten(tokens, count);
    put_name(&buf, tokens, count);
    *ret_mrz = buf_str(&buf);
    return OK;
}

/* --- reading ---------------------------------------------------------------------------------------------------------------- */
static enum err bad(struct ctx *ctx, struct str code, const char *field, struct msg text)
{
    return fault_set(ctx, ERR_INVALID, code, str_of(field), text.vi, STR_NONE);
}

static enum err check(struct ctx *ctx, struct str text, char digit, const char *field)
{
    if (digit != '0' + mrz_check_digit(text))
        return bad(ctx, S("mrz.check"), field, T("Số kiểm tra trong vùng đọc máy không đúng: dòng bị đọc sai hoặc bị sửa."));
    return OK;
}

static enum err lines_of(struct ctx *ctx, struct str text, char *ret_mrz)
{
    size_t count = 0;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if ((c == '\n' || c == '\r') && count % MRZ_LINE == 0)
            continue;
        if (value_of(c) < 0)
            return bad(ctx, S("mrz.character"), "", T("Vùng đọc máy chỉ có chữ A-Z, chữ số và dấu <."));
        if (count == MRZ_BYTES)
            return bad(ctx, S("mrz.size"), "", T("Vùng đọc máy của thẻ phải có 3 dòng, mỗi dòng 30 ký tự."));
        ret_mrz[count++] = c;
    }
    if (count != MRZ_BYTES)
        return bad(ctx, S("mrz.size"), "", T("Vùng đọc máy của thẻ phải có 3 dòng, mỗi dòng 30 ký tự."));
    return OK;
}

static int two(struct str text, size_t at) { return (text.ptr[at] - '0') * 10 + text.ptr[at + 1] - '0'; }
static bool filler(struct str text, size_t at, size_t len)
{
    for (size_t i = at; i < at + len; i++)
        if (text.ptr[i] != '<')
            return false;
    return true;
}

/* The century of a birth stands in the personal number; without one it is the last in which the day is not still to come. */
static int birth_year_of(const struct ctx *ctx, int64_t person_id, int year)
{
    int this_year = civil_of(day_of_ms(ctx->now_ms)).year;

    if (person_id)
        return 1900 + (int)(person_id / 100000000 % 10) / 2 * 100 + year;
    return 2000 + year <= this_year ? 2000 + year : 1900 + year;
}

static enum err read_birth(struct ctx *ctx, struct str text, struct card_mrz *mrz)
{
    bool no_day = filler(text, 4, 2), no_month = no_day && filler(text, 2, 2);
    struct str known = str_sub(text, 0, no_month ? 2 : no_day ? 4 : 6);

    if (!str_all_digits(known))
        return bad(ctx, S("mrz.birth"), "birth", T("Ngày sinh trong vùng đọc máy không đúng."));
    int year = birth_year_of(ctx, mrz->person_id, two(text, 0)), month = no_month ? 1 : two(text, 2), day = no_day ? 1 : two(text, 4);
    if (!civil_valid(year, month, day))
        return bad(ctx, S("mrz.birth"), "birth", T("Ngày sinh trong vùng đọc máy không đúng."));
    mrz->birth = day_of(year, month, day);
    mrz->birth_precision = no_month ? S("year") : no_day ? S("month") : S("day");
    return OK;
}

static enum err read_valid_to(struct ctx *ctx, struct str text, struct card_mrz *mrz)
{
    mrz->valid_to = DAY_NONE;
    if (filler(text, 0, 6) || str_eq(text, S("991231")))
        return OK;
    if (!str_all_digits(text) || !civil_valid(2000 + two(text, 0), two(text, 2), two(text, 4)))
        return bad(ctx, S("mrz.valid_to"), "valid_to", T("Ngày hết hạn trong vùng đọc máy không đúng."));
    mrz->valid_to = day_of(2000 + two(text, 0), two(text, 2), two(text, 4));
    return OK;
}

static struct str unfilled(struct arena *arena, struct str text)
{
    while (text.len && text.ptr[text.len - 1] == '<')
        text.len--;
    char *copy = arena_alloc_raw(arena, text.len + 1);
    for (size_t i = 0; i < text.len; i++)
        copy[i] = text.ptr[i] == '<' ? ' ' : text.ptr[i];
    return (struct str){copy, text.len};
}

static enum err read_name(struct ctx *ctx, struct str line, struct card_mrz *mrz)
{
    ptrdiff_t at = str_find(line, S("<<"));
    size_t primary = at < 0 ? line.len : (size_t)at;

    for (size_t i = 0; i < line.len; i++)
        if (line.ptr[i] >= '0' && line.ptr[i] <= '9')
            return bad(ctx, S("mrz.name"), "name", T("Dòng họ tên trong vùng đọc máy không được có chữ số."));
    if (primary == 0)
        return bad(ctx, S("mrz.name"), "name", T("Dòng họ tên trong vùng đọc máy bị trống."));
    mrz->primary = unfilled(ctx->arena, str_sub(line, 0, primary));
    mrz->secondary = at < 0 ? S("") : unfilled(ctx->arena, str_sub(line, primary + 2, line.len));
    mrz->name_full = line.ptr[line.len - 1] != '<';
    return OK;
}

static enum err check_all(struct ctx *ctx, struct str mrz)
{
    struct buf all;

    buf_init(&all, ctx->arena, MRZ_BYTES);
    buf_put(&all, str_sub(mrz, 5, 25));
    buf_put(&all, str_sub(mrz, 30, 7));
    buf_put(&all, str_sub(mrz, 38, 7));
    buf_put(&all, str_sub(mrz, 48, 11));
    return check(ctx, buf_str(&all), mrz.ptr[59], "all");
}

enum err card_mrz_read(struct ctx *ctx, struct str text, struct card_mrz *ret_mrz)
{
    struct card_mrz mrz = {0};
    char *bytes = arena_alloc_raw(ctx->arena, MRZ_BYTES);

    TRY(lines_of(ctx, text, bytes));
    struct str all = {bytes, MRZ_BYTES}, number = str_sub(all, 15, 12);
    if (bytes[0] != 'I' && bytes[0] != 'A' && bytes[0] != 'C') /* part 5 section 4.2.2 */
        return bad(ctx, S("mrz.kind"), "", T("Đây không phải vùng đọc máy của thẻ căn cước."));
    mrz.issuer = str_sub(all, 2, 3);
    mrz.document_number = str_sub(all, 5, 9);
    TRY(check(ctx, mrz.document_number, bytes[14], "document_number"));
    if (str_eq(mrz.issuer, S("VNM")) && str_all_digits(number)) {
        TRY(check(ctx, number, bytes[29], "number"));
        mrz.number = number;
        mrz.person_id = person_number_read(number, civil_of(day_of_ms(ctx->now_ms)).year);
    }
    TRY(check(ctx, str_sub(all, 30, 6), bytes[36], "birth"));
    TRY(check(ctx, str_sub(all, 38, 6), bytes[44], "valid_to"));
    TRY(check_all(ctx, all));
    TRY(read_birth(ctx, str_sub(all, 30, 6), &mrz));
    TRY(read_valid_to(ctx, str_sub(all, 38, 6), &mrz));
    mrz.sex = bytes[37];
    if (mrz.sex != 'M' && mrz.sex != 'F' && mrz.sex != '<')
        return bad(ctx, S("mrz.sex"), "sex", T("Giới tính trong vùng đọc máy phải là M, F hoặc <."));
    mrz.nationality = str_sub(all, 45, 3);
    TRY(read_name(ctx, str_sub(all, 60, MRZ_LINE), &mrz));
    mrz.agrees = mrz.person_id && mrz.sex != '<' && str_eq(mrz.document_number, str_sub(number, 3, 9)) &&
                 person_number_agrees(mrz.person_id, mrz.sex == 'F', mrz.birth);
    *ret_mrz = mrz;
    return OK;
}

bool card_mrz_name_is(struct arena *arena, const struct card_mrz *mrz, struct str full_name)
{
    struct str whole[NAME_TOKENS_MAX], shown[NAME_TOKENS_MAX];
    struct str joined = mrz->secondary.len ? arena_printf(arena, "%.*s %.*s", STR_ARG(mrz->primary), STR_ARG(mrz->secondary)) : mrz->primary;
    int whole_count = name_tokens(arena, full_name, whole), shown_count = name_tokens(arena, joined, shown);
    bool shortened = shown_count < whole_count;

    if (whole_count <= 0 || shown_count <= 0 || shown_count > whole_count)
        return false;
    for (int i = 0; i < shown_count; i++) {
        if (!str_starts(whole[i], shown[i]))
            return false;
        shortened |= whole[i].len != shown[i].len;
    }
    return !shortened || name_length(whole, whole_count) > MRZ_LINE;
}
