/* person_number.c: the 12-digit personal identification number PPP G YY RRRRRR. PPP is the province of birth registration as provinces were when the number was
 * made: 63 codes, kept for life over every merger, and not the two-digit codes of today's provinces. There is no check digit. */
#include "features/population/internal.h"

struct prefix {
    int code;
    struct str name;
};

/* Circular 59/2021/TT-BCA, annex I; sorted by code. */
static const struct prefix prefixes[] = {
    {1, S_INIT("Hà Nội")},      {2, S_INIT("Hà Giang")},        {4, S_INIT("Cao Bằng")},   {6, S_INIT("Bắc Kạn")},
    {8, S_INIT("Tuyên Quang")}, {10, S_INIT("Lào Cai")},        {11, S_INIT("Điện Biên")}, {12, S_INIT("Lai Châu")},
    {14, S_INIT("Sơn La")},     {15, S_INIT("Yên Bái")},        {17, S_INIT("Hòa Bình")},  {19, S_INIT("Thái Nguyên")},
    {20, S_INIT("Lạng Sơn")},   {22, S_INIT("Quảng Ninh")},     {24, S_INIT("Bắc Giang")}, {25, S_INIT("Phú Thọ")},
    {26, S_INIT("Vĩnh Phúc")},  {27, S_INIT("Bắc Ninh")},       {30, S_INIT("Hải Dương")}, {31, S_INIT("Hải Phòng")},
    {33, S_INIT("Hưng Yên")},   {34, S_INIT("Thái Bình")},      {35, S_INIT("Hà Nam")},    {36, S_INIT("Nam Định")},
    {37, S_INIT("Ninh Bình")},  {38, S_INIT("Thanh Hóa")},      {40, S_INIT("Nghệ An")},   {42, S_INIT("Hà Tĩnh")},
    {44, S_INIT("Quảng Bình")}, {45, S_INIT("Quảng Trị")},      {46, S_INIT("Thừa Thiên Huế")}, {48, S_INIT("Đà Nẵng")},
    {49, S_INIT("Quảng Nam")},  {51, S_INIT("Quảng Ngãi")},     {52, S_INIT("Bình Định")}, {54, S_INIT("Phú Yên")},
    {56, S_INIT("Khánh Hòa")},  {58, S_INIT("Ninh Thuận")},     {60, S_INIT("Bình Thuận")}, {62, S_INIT("Kon Tum")},
    {64, S_INIT("Gia Lai")},    {66, S_INIT("Đắk Lắk")},        {67, S_INIT("Đắk Nông")},  {68, S_INIT("Lâm Đồng")},
    {70, S_INIT("Bình Phước")}, {72, S_INIT("Tây Ninh")},       {74, S_INIT("Bình Dương")}, {75, S_INIT("Đồng Nai")},
    {77, S_INIT("Bà Rịa - Vũng Tàu")}, {79, S_INIT("Thành phố Hồ Chí Minh")}, {80, S_INIT("Long An")}, {82, S_INIT("Tiền Giang")},
    {83, S_INIT("Bến Tre")},    {84, S_INIT("Trà Vinh")},       {86, S_INIT("Vĩnh Long")}, {87, S_INIT("Đồng Tháp")},
    {89, S_INIT("An Giang")},   {91, S_INIT("Kiên Giang")},     {92, S_INIT("Cần Thơ")},   {93, S_INIT("Hậu Giang")},
    {94, S_INIT("Sóc Trăng")},  {95, S_INIT("Bạc Liêu")},       {96, S_INIT("Cà Mau")},
};

static const struct prefix *prefix_find(int64_t person_id)
{
    int64_t code = person_id / 1000000000;
    size_t low = 0, high = ARRAY_LEN(prefixes);

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (prefixes[middle].code == code)
            return &prefixes[middle];
        if (prefixes[middle].code < code)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

bool person_number_prefix_known(int prefix) { return prefix > 0 && prefix < 1000 && prefix_find((int64_t)prefix * 1000000000); }

static int sex_century(int64_t person_id) { return (int)(person_id / 100000000 % 10); }

static int birth_year(int64_t person_id)
{
    return 1900 + sex_century(person_id) / 2 * 100 + (int)(person_id / 1000000 % 100);
}

/* Reads the digits; 0 when there are not exactly 12 of them or something else stands between. */
static int64_t read_digits(struct str text)
{
    int64_t value = 0;
    int digits = 0;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c >= '0' && c <= '9') {
            if (++digits > 12)
                return 0;
            value = value * 10 + (c - '0');
        } else if (c != ' ' && c != '.') {
            return 0;
        }
    }
    return digits == 12 ? value : 0;
}

int64_t person_number_read(struct str text, int current_year)
{
    int64_t value = read_digits(text);
    if (value == 0 || value % 1000000 == 0 || !prefix_find(value) || birth_year(value) > current_year)
        return 0;
    return value;
}

enum err person_number_parse(struct ctx *ctx, struct str text, int64_t *ret_person_id)
{
    int64_t value = read_digits(text);

    if (value == 0)
        return fault(ctx, ERR_INVALID, "person_number.length", "person", "Số định danh cá nhân gồm đúng 12 chữ số.");
    if (!prefix_find(value))
        return fault(ctx, ERR_INVALID, "person_number.prefix", "person",
                     "Ba chữ số đầu không phải mã tỉnh, thành phố nào. Hãy xem lại số định danh cá nhân.");
    if (birth_year(value) > civil_of(day_of_ms(ctx->now_ms)).year)
        return fault(ctx, ERR_INVALID, "person_number.year", "person",
                     "Chữ số thứ tư đến thứ sáu cho một năm sinh chưa đến. Hãy xem lại số định danh cá nhân.");
    if (value % 1000000 == 0)
        return fault(ctx, ERR_INVALID, "person_number.serial", "person",
                     "Sáu chữ số cuối không thể toàn số 0. Hãy xem lại số định danh cá nhân.");
    *ret_person_id = value;
    return OK;
}

int64_t person_number_make(int prefix, bool female, int year, int serial)
{
    int digit = (year / 100 - 19) * 2 + female;
    return (((int64_t)prefix * 10 + digit) * 100 + year % 100) * 1000000 + serial;
}

struct str person_number_format(struct arena *arena, int64_t person_id)
{
    char *text = arena_alloc_raw(arena, 13);
    for (int i = 11; i >= 0; i--) {
        text[i] = (char)('0' + person_id % 10);
        person_id /= 10;
    }
    text[12] = '\0';
    return (struct str){text, 12};
}

struct str person_number_masked(struct arena *arena, int64_t person_id)
{
    struct str text = person_number_format(arena, person_id);
    memset((char *)text.ptr, '*', 8);
    return text;
}

bool person_number_agrees(int64_t person_id, bool female, struct day birth)
{
    return !day_is_none(birth) && sex_century(person_id) % 2 == (female ? 1 : 0) &&
           birth_year(person_id) == civil_of(birth).year;
}

struct str person_number_province(int64_t person_id)
{
    const struct prefix *prefix = prefix_find(person_id);
    return prefix ? prefix->name : S("");
}
