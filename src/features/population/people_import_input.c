/* people_import_input.c: a list of people as rows of cells, whatever the file is: compressed or not, CSV or JSON lines. Which column is which, the header says in
 * our names, in usual Vietnamese headings, or the operator says it. */
#include "features/population/people_import_internal.h"
#include "platform/json/json.h"

enum { PIECE_BYTES = 64 * 1024, JSON_ROW_BYTES = 64 * 1024 };

/* Headings as people in offices write them, folded. */
static const struct heading {
    const char *folded;
    enum people_column column;
} headings[] = {
    {"so dinh danh", PC_NUMBER},       {"so dinh danh ca nhan", PC_NUMBER}, {"so cccd", PC_NUMBER},          {"cccd", PC_NUMBER},
    {"so can cuoc", PC_NUMBER},        {"so can cuoc cong dan", PC_NUMBER}, {"ma dinh danh", PC_NUMBER},     {"ho ten", PC_NAME},
    {"ho va ten", PC_NAME},            {"ho chu dem va ten", PC_NAME},      {"ho chu dem va ten khai sinh", PC_NAME}, {"ngay sinh", PC_BIRTH},
    {"ngay thang nam sinh", PC_BIRTH}, {"nam sinh", PC_BIRTH},              {"gioi tinh", PC_SEX},           {"dan toc", PC_ETHNICITY},
    {"quoc tich", PC_NATIONALITY},     {"so cmnd", PC_OLD_NUMBER},          {"cmnd", PC_OLD_NUMBER},         {"so cmnd cu", PC_OLD_NUMBER},
    {"so chung minh nhan dan", PC_OLD_NUMBER}, {"noi sinh", PC_BIRTH_PLACE}, {"noi dang ky khai sinh", PC_BIRTH_PLACE}, {"que quan", PC_HOMETOWN},
    {"dien thoai", PC_PHONE},          {"so dien thoai", PC_PHONE},         {"thu dien tu", PC_EMAIL},       {"so dinh danh cha", PC_FATHER},
    {"so dinh danh cua cha", PC_FATHER}, {"so dinh danh me", PC_MOTHER},    {"so dinh danh cua me", PC_MOTHER}, {"so dinh danh vo chong", PC_SPOUSE},
    {"so dinh danh cua vo chong", PC_SPOUSE}, {"ma xa", PC_UNIT},           {"ma phuong xa", PC_UNIT},       {"ma don vi hanh chinh", PC_UNIT},
    {"thon", PC_HAMLET},               {"thon to dan pho", PC_HAMLET},      {"to dan pho", PC_HAMLET},       {"dia chi", PC_ADDRESS},
    {"dia chi thuong tru", PC_ADDRESS}, {"noi thuong tru", PC_ADDRESS},     {"thuong tru tu ngay", PC_SINCE}, {"ma ho", PC_HOUSEHOLD},
    {"ma ho gia dinh", PC_HOUSEHOLD},  {"quan he", PC_RELATION},            {"quan he voi chu ho", PC_RELATION},
};

static int column_of_name(struct str name)
{
    for (int i = 0; i < PC_COUNT; i++)
        if (str_eq_nocase(str_of(people_column_names[i]), name))
            return i;
    return -1;
}

static int column_of_heading(struct arena *arena, struct str heading)
{
    struct str folded = unicode_fold(arena, heading);
    int named = column_of_name(heading);

    for (size_t i = 0; i < ARRAY_LEN(headings) && named < 0; i++)
        if (str_eq(str_of(headings[i].folded), folded))
            named = (int)headings[i].column;
    return named;
}

static enum err wrong_file(struct ctx *ctx, struct str code, struct str field, struct str text)
{
    return fault_set(ctx, ERR_INVALID, code, field, text, STR_NONE);
}

/* --- the map --------------------------------------------------------------------------------------------------------------------- */
/* The next "column=field" of a map; lines that begin with # are remarks. */
static bool pair_next(struct str *rest, struct str *ret_from, struct str *ret_to)
{
    while (rest->ptr) {
        size_t len = 0;
        while (len < rest->len && rest->ptr[len] != ',' && rest->ptr[len] != '\n')
            len++;
        struct str pair = str_trim(str_sub(*rest, 0, len));
        *rest = len < rest->len ? str_sub(*rest, len + 1, rest->len) : STR_NONE;
        if (!pair.len || pair.ptr[0] == '#')
            continue;
        *ret_from = str_trim(str_cut(&pair, '='));
        *ret_to = pair.ptr ? str_trim(pair) : STR_NONE;
        return true;
    }
    return false;
}

static enum err check_pair(struct ctx *ctx, struct str from, struct str to)
{
    if (column_of_name(to) >= 0)
        return OK;
    return wrong_file(ctx, S("import.map"), from, S("Thiết lập --map sai: viết cột=trường, cách nhau bằng dấu phẩy; tên trường xem trong --help."));
}

static enum err apply_map(struct ctx *ctx, struct people_input *input)
{
    struct str rest = input->map, from, to;

    while (pair_next(&rest, &from, &to)) {
        TRY(check_pair(ctx, from, to));
        int at = csv_column(&input->csv, from);
        if (at < 0)
            return wrong_file(ctx, S("import.map"), from, S("Thiết lập --map nêu một cột không có trong tệp."));
        input->column[column_of_name(to)] = at + 1;
    }
    return OK;
}

static enum err find_columns(struct ctx *ctx, struct people_input *input)
{
    static const enum people_column required[] = {PC_NUMBER, PC_NAME, PC_BIRTH, PC_SEX};
    bool mapped[PC_COUNT];

    TRY(apply_map(ctx, input));
    for (int i = 0; i < PC_COUNT; i++)
        mapped[i] = input->column[i] > 0;
    for (int at = 0; at < input->csv.header_count; at++) {
        int column = column_of_heading(ctx->arena, input->csv.header[at]);
        if (column < 0 || mapped[column])
            continue;
        if (input->column[column] && str_eq_nocase(input->csv.header[input->column[column] - 1], str_of(people_column_names[column])))
            continue; /* our own name goes before a heading that means the same */
        if (input->column[column] && !str_eq_nocase(input->csv.header[at], str_of(people_column_names[column])))
            return wrong_file(ctx, S("import.column"), input->csv.header[at], S("Hai cột của tệp cùng nghĩa với một trường. Dùng --map để nói cột nào đúng."));
        input->column[column] = at + 1;
    }
    for (size_t i = 0; i < ARRAY_LEN(required); i++)
        if (!input->column[required[i]])
            return wrong_file(ctx, S("import.column"), str_of(people_column_names[required[i]]), S("Tệp thiếu một cột bắt buộc. Dùng --map nếu cột mang tên khác."));
    return OK;
}

/* --- opening --------------------------------------------------------------------------------------------------------------------- */
static ptrdiff_t unpacked(void *source, char *bytes, size_t cap)
{
    struct people_input *input = source;
    return gzip_source_fill(&input->gzip, bytes, cap);
}

/* The first piece was read to see what the file is; then the rest. */
static ptrdiff_t from_piece(void *source, char *bytes, size_t cap)
{
    struct people_input *input = source;
    size_t len = input->piece_len - input->piece_at;

    if (!len)
        return unicode_source_fill(&input->text, bytes, cap);
    len = len < cap ? len : cap;
    memcpy(bytes, input->piece + input->piece_at, len);
    input->piece_at += len;
    return (ptrdiff_t)len;
}

static enum err open_csv(struct ctx *ctx, struct people_input *input)
{
    csv_open_any(&input->csv, ctx->arena, from_piece, input);
    if (input->csv.error.problem != CSV_FINE)
        return wrong_file(ctx, S("import.file"), STR_NONE,
                          arena_printf(ctx->arena, "%.*s %.*s", STR_ARG(csv_problem_text(input->csv.error.problem).vi),
                                       STR_ARG(csv_problem_advice(input->csv.error.problem).vi)));
    input->header_count = input->csv.header_count;
    memcpy(input->header, input->csv.header, sizeof input->header);
    return find_columns(ctx, input);
}

static enum err open_json(struct ctx *ctx, struct people_input *input)
{
    struct str rest = input->map, from, to;

    while (pair_next(&rest, &from, &to))
        TRY(check_pair(ctx, from, to));
    input->is_json = true;
    input->row = arena_alloc_raw(ctx->arena, JSON_ROW_BYTES);
    input->header_count = PC_COUNT;
    for (int i = 0; i < PC_COUNT; i++) {
        input->header[i] = str_of(people_column_names[i]);
        input->column[i] = i + 1;
    }
    return OK;
}

enum err people_input_open(struct ctx *ctx, struct people_input *input, const struct people_import *import)
{
    *input = (struct people_input){.map = import->map, .piece = arena_alloc_raw(ctx->arena, PIECE_BYTES)};
    gzip_source_open(&input->gzip, ctx->arena, import->fill, import->source);
    unicode_source_open(&input->text, ctx->arena, unpacked, input);
    ptrdiff_t got = unicode_source_fill(&input->text, input->piece, PIECE_BYTES);
    input->piece_len = got > 0 ? (size_t)got : 0;
    size_t at = input->piece_len >= 3 && memcmp(input->piece, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    while (at < input->piece_len && strchr(" \t\r\n", input->piece[at]) && input->piece[at])
        at++;
    if (at < input->piece_len && input->piece[at] == '{') {
        input->piece_at = input->read_bytes = (int64_t)at;
        return open_json(ctx, input);
    }
    if (at < input->piece_len && input->piece[at] == '[')
        return wrong_file(ctx, S("import.file"), STR_NONE, S("Tệp là một mảng JSON. Hãy ghi mỗi người một dòng, mỗi dòng một đối tượng {…} (JSON Lines)."));
    return open_csv(ctx, input);
}

/* --- rows ------------------------------------------------------------------------------------------------------------------------- */
static enum people_step csv_step_of(struct people_input *input, struct arena *arena, struct people_row *ret_row)
{
    enum csv_step step = csv_next(&input->csv);

    *ret_row = (struct people_row){.line = step == CSV_ROW ? input->csv.line : input->csv.error.line};
    if (step == CSV_END)
        return PEOPLE_END;
    if (step == CSV_ROW) {
        size_t bytes = 0;
        int count = input->csv.count;
        ret_row->fields = arena_array(arena, struct str, (size_t)count);
        for (int i = 0; i < count; i++)
            bytes += input->csv.fields[i].len;
        char *kept = arena_alloc_raw(arena, bytes + 1); /* the fields lie one behind the other: one copy */
        for (int i = 0; i < count; i++) {
            struct str field = input->csv.fields[i];
            memcpy(kept, field.ptr, field.len);
            ret_row->fields[i] = str_trim((struct str){kept, field.len});
            kept += field.len;
        }
        return PEOPLE_ROW;
    }
    const struct csv_error *error = &input->csv.error;
    struct people_text advice = {csv_problem_advice(error->problem), {{0}}};
    if (error->problem == CSV_NOT_UTF8) { /* bytes of an old Vietnamese table are named */
        const struct str *fields = input->csv.fields, *last = &fields[input->csv.count - 1]; /* slices of one buffer, one behind the other */
        enum unicode_legacy legacy = unicode_guess_legacy((struct str){fields->ptr, (size_t)(last->ptr + last->len - fields->ptr)});
        if (legacy != LEGACY_UNKNOWN)
            advice.msg = (struct msg){unicode_legacy_text(legacy)};
    }
    people_problem_add(arena, ret_row, error->column, (struct people_text){csv_problem_text(error->problem), {{0}}}, advice);
    return step == CSV_BROKEN ? PEOPLE_BROKEN : PEOPLE_WRONG;
}

/* A line without its end; -1: the end of the file, -2: it cannot be read, else its length. Longer lines are cut, and told. */
static ptrdiff_t line_next(struct people_input *input, bool *ret_too_long)
{
    size_t len = 0;
    bool any = false;

    *ret_too_long = false;
    for (;;) {
        if (input->piece_at == input->piece_len) {
            ptrdiff_t got = unicode_source_fill(&input->text, input->piece, PIECE_BYTES);
            if (got < 0)
                return -2;
            if (got == 0)
                return any ? (ptrdiff_t)len : -1;
            input->piece_at = 0;
            input->piece_len = (size_t)got;
        }
        const char *from = input->piece + input->piece_at, *end = memchr(from, '\n', input->piece_len - input->piece_at);
        size_t part = end ? (size_t)(end - from) : input->piece_len - input->piece_at;
        any = true;
        *ret_too_long |= len + part > JSON_ROW_BYTES;
        size_t kept = len + part > JSON_ROW_BYTES ? JSON_ROW_BYTES - len : part;
        memcpy(input->row + len, from, kept);
        len += kept;
        input->piece_at += part + (end != NULL);
        input->read_bytes += (int64_t)(part + (end != NULL));
        if (end)
            return (ptrdiff_t)len;
    }
}

static int column_of_key(const struct people_input *input, struct arena *arena, struct str key)
{
    struct str rest = input->map, from, to;

    while (pair_next(&rest, &from, &to))
        if (str_eq_nocase(from, key))
            return column_of_name(to);
    return column_of_heading(arena, key);
}

static enum people_step object_read(struct people_input *input, struct arena *arena, const struct json *object, struct people_row *row)
{
    row->fields = arena_array(arena, struct str, PC_COUNT);
    for (int i = 0; i < PC_COUNT; i++)
        row->fields[i] = S("");
    for (const struct json *member = json_first(object); member; member = json_next(member)) {
        int column = column_of_key(input, arena, json_key_of(member));
        int64_t number;
        if (column < 0 || json_kind(member) == JSON_NULL)
            continue;
        if (json_text(member, &row->fields[column]) == OK)
            row->fields[column] = str_trim(row->fields[column]);
        else if (json_int(member, &number) == OK)
            row->fields[column] = arena_printf(arena, column == PC_NUMBER || column == PC_FATHER || column == PC_MOTHER || column == PC_SPOUSE ? "%012lld" : "%lld",
                                               (long long)number);
        else
            people_problem_add(arena, row, column + 1, SAY("Giá trị này không phải chữ hay số."), SAY("Ghi giá trị trong dấu nháy kép."));
    }
    return row->problems_count ? PEOPLE_WRONG : PEOPLE_ROW;
}

static enum people_step json_step_of(struct people_input *input, struct arena *arena, struct people_row *ret_row)
{
    const struct json *object;
    struct str text;
    bool too_long;
    ptrdiff_t len;

    do {
        len = line_next(input, &too_long);
        input->line++;
        text = str_trim((struct str){input->row, len > 0 ? (size_t)len : 0});
    } while (len >= 0 && !text.len);
    *ret_row = (struct people_row){.line = input->line};
    if (len == -1)
        return PEOPLE_END;
    if (len == -2) {
        people_problem_add(arena, ret_row, 0, (struct people_text){csv_problem_text(CSV_READ_FAILED), {{0}}}, (struct people_text){csv_problem_advice(CSV_READ_FAILED), {{0}}});
        return PEOPLE_BROKEN;
    }
    if (too_long) {
        people_problem_add(arena, ret_row, 0, SAY("Dòng này dài quá 64 KB."), SAY("Mỗi dòng một đối tượng JSON của một người."));
        return PEOPLE_WRONG;
    }
    text = arena_str(arena, text);
    if (json_parse(arena, text, NULL, &object) != OK || json_kind(object) != JSON_OBJECT) {
        people_problem_add(arena, ret_row, 0, SAY("Dòng này không phải một đối tượng JSON đúng cú pháp."),
                           SAY("Mỗi dòng một đối tượng {…}, khóa và chữ trong dấu nháy kép, bảng mã UTF-8; xem dòng có bị cắt ngang không."));
        return PEOPLE_WRONG;
    }
    return object_read(input, arena, object, ret_row);
}

enum people_step people_input_next(struct people_input *input, struct arena *arena, struct people_row *ret_row)
{
    enum people_step step = input->is_json ? json_step_of(input, arena, ret_row) : csv_step_of(input, arena, ret_row);

    if (step != PEOPLE_END)
        input->last_step = step;
    return step;
}

int64_t people_input_bytes(const struct people_input *input) { return input->is_json ? input->read_bytes : csv_read_bytes(&input->csv); }

/* A last row that is wrong and has no end of line, an open quote, or half a gzip file: the rest was lost on the way. */
bool people_input_cut_off(const struct people_input *input)
{
    bool open_line = input->is_json ? input->piece_at > 0 && input->piece[input->piece_at - 1] != '\n' : input->csv.line_bytes > 0;
    enum csv_problem problem = input->csv.error.problem;

    return input->gzip.cut || (input->last_step == PEOPLE_WRONG && open_line) || (!input->is_json && problem == CSV_OPEN_QUOTE);
}
