/* lodging.c: thông báo lưu trú (Law on Residence 68/2020/QH14 Art. 30): who sleeps here tonight, told before 23:00; a guest who comes after 23:00, before
 * 8:00 of the next day. A late notice is taken and marked: better late than never. */
#include "features/population/internal.h"
#include "platform/unicode/unicode.h"

enum {
    GUESTS_MAX = 500,
    EVENING_MINUTE = 23 * 60,
    MORNING_MINUTE = 8 * 60,
    STAY_DAYS_MAX = 30, /* longer is temporary residence */
    PAST_DAYS_MAX = 366,
    CLOCK_SLACK_MS = 15 * 60 * 1000,
    TEXT_BYTES_MAX = 300,
    AGE_MAX = 130,
};

int64_t lodging_deadline_ms(int64_t arrived_ms)
{
    struct day day = day_of_ms(arrived_ms);
    if (minute_of_ms(arrived_ms) < EVENING_MINUTE)
        return ms_of_day(day, EVENING_MINUTE);
    return ms_of_day((struct day){day.n + 1}, MORNING_MINUTE);
}

struct str lodging_number_normal(struct arena *arena, struct str number)
{
    struct buf buf;
    buf_init(&buf, arena, number.len + 1);
    for (size_t i = 0; i < number.len; i++) {
        char c = number.ptr[i];
        if (c != ' ' && c != '.')
            buf_put_char(&buf, c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c);
    }
    return buf_str(&buf);
}

/* ICAO 9303: up to nine letters and digits; ours are a letter and seven or eight digits. Some states print a few more. */
static bool passport_like(struct str number)
{
    int digits = 0, letters = 0;
    for (size_t i = 0; i < number.len; i++) {
        char c = number.ptr[i];
        digits += c >= '0' && c <= '9';
        letters += c >= 'A' && c <= 'Z';
    }
    return number.len >= 6 && number.len <= 12 && digits >= 4 && digits + letters == (int)number.len;
}

static struct msg number_problem(struct ctx *ctx, struct str number)
{
    if (number.len == 0)
        return T("Hãy ghi số định danh cá nhân hoặc số hộ chiếu của khách.");
    if (number.len == 12 && str_all_digits(number))
        return person_number_read(number, civil_of(population_today(ctx)).year)
                   ? (struct msg){STR_NONE}
                   : T("Số này không phải số định danh cá nhân. Hãy xem lại trên căn cước của khách.");
    if (number.len == 9 && str_all_digits(number))
        return T("Chứng minh nhân dân 9 số đã hết giá trị từ 01/01/2025. Hãy ghi số định danh 12 chữ số.");
    if (str_all_digits(number) || !passport_like(number))
        return T("Số định danh gồm 12 chữ số; số hộ chiếu gồm 6 đến 12 chữ cái và chữ số.");
    return (struct msg){STR_NONE};
}

struct complaints {
    struct lodging_error *items;
    int count, row;
};

static void complain(struct complaints *complaints, struct str field, struct msg text)
{
    if (text.vi.len)
        complaints->items[complaints->count++] = (struct lodging_error){complaints->row, field, text};
}

enum { COMPLAINTS_A_GUEST = 6 };

static void check_guest(struct ctx *ctx, const struct lodging_guest *guest, struct complaints *complaints)
{
    struct day today = population_today(ctx), arrived = day_of_ms(guest->arrived_ms);
    bool arrival_known = guest->arrived_ms > 0;

    if (unicode_fold(ctx->arena, guest->name).len == 0)
        complain(complaints, S("name"), T("Hãy ghi họ và tên của khách."));
    else if (guest->name.len > TEXT_BYTES_MAX)
        complain(complaints, S("name"), T("Họ và tên dài quá 300 ký tự."));
    complain(complaints, S("number"), number_problem(ctx, lodging_number_normal(ctx->arena, guest->number)));
    if (!day_is_none(guest->birth) && (guest->birth.n > today.n || day_age(guest->birth, today) > AGE_MAX))
        complain(complaints, S("birth"), T("Ngày sinh của khách không đúng."));
    if (str_trim(guest->reason).len == 0)
        complain(complaints, S("reason"), T("Hãy ghi lý do lưu trú."));
    else if (guest->reason.len > TEXT_BYTES_MAX)
        complain(complaints, S("reason"), T("Lý do lưu trú dài quá 300 ký tự."));
    if (!arrival_known)
        complain(complaints, S("arrived"), T("Hãy ghi ngày giờ khách đến."));
    else if (guest->arrived_ms > ctx->now_ms + CLOCK_SLACK_MS)
        complain(complaints, S("arrived"), T("Giờ đến chưa tới. Hãy thông báo khi khách đã đến."));
    else if (arrived.n < today.n - PAST_DAYS_MAX)
        complain(complaints, S("arrived"), T("Ngày đến đã qua hơn một năm. Hãy xem lại."));
    if (day_is_none(guest->leaves))
        complain(complaints, S("leaves"), T("Hãy ghi ngày khách dự kiến rời đi."));
    else if (arrival_known && guest->leaves.n < arrived.n)
        complain(complaints, S("leaves"), T("Ngày rời đi phải từ ngày đến trở đi."));
    else if (arrival_known && guest->leaves.n - arrived.n >= STAY_DAYS_MAX)
        complain(complaints, S("leaves"), T("Lưu trú ngắn hơn 30 ngày. Nếu khách ở lâu hơn, hãy đăng ký tạm trú."));
}

enum err population_check_lodging(struct ctx *ctx, const struct lodging_guest *guests, int count, struct lodging_error **ret_errors, int *ret_count)
{
    struct complaints complaints = {0};

    if (count < 1)
        return fault(ctx, ERR_INVALID, "guests.none", "guests", "Hãy ghi ít nhất một khách.");
    if (count > GUESTS_MAX)
        return fault(ctx, ERR_TOO_LARGE, "guests.many", "guests", "Mỗi lần thông báo nhiều nhất 500 khách. Hãy chia thành nhiều lần.");
    complaints.items = arena_array(ctx->arena, struct lodging_error, (size_t)count * COMPLAINTS_A_GUEST);
    for (int i = 0; i < count; i++) {
        complaints.row = i;
        check_guest(ctx, &guests[i], &complaints);
    }
    *ret_errors = complaints.items;
    *ret_count = complaints.count;
    return OK;
}

enum err lodging_match_guests(struct ctx *ctx, const struct lodging_guest *guests, int count, struct verify_row **ret_rows)
{
    struct verify_row *rows = arena_array(ctx->arena, struct verify_row, (size_t)count);
    int year = civil_of(population_today(ctx)).year;

    for (int i = 0; i < count; i++)
        rows[i] = (struct verify_row){
            .person_id = person_number_read(guests[i].number, year),
            .name_folded = unicode_fold(ctx->arena, guests[i].name),
            .birth = guests[i].birth,
        };
    TRY(population_verify(ctx, rows, count));
    *ret_rows = rows;
    return OK;
}

struct str lodging_matched(const struct verify_row *row)
{
    if (row->answer == VERIFY_NO_SUCH_PERSON)
        return S("unknown");
    return row->answer == VERIFY_MATCH && !row->dead ? S("match") : S("no_match");
}

static enum err insert_guest(struct ctx *ctx, const struct lodging_place *place, const struct lodging_guest *guest, const struct verify_row *match,
                             int64_t dossier_id, bool *ret_double)
{
    int64_t changed;
    bool found = match->answer != VERIFY_NO_SUCH_PERSON;
    bool late = ctx->now_ms >= lodging_deadline_ms(guest->arrived_ms);

    TRY(db_exec(ctx, &changed,
                "INSERT INTO lodging (lodging_id, lodging_place_id, unit_id, person_id, guest_name, guest_number, guest_birth, reason, arrived_ms, "
                "arrived_on, leaves_on, notified_ms, late, matched, dossier_id) "
                "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) "
                "ON CONFLICT (lodging_place_id, arrived_on, guest_number) DO NOTHING",
                DB_I64(db_new_id()), DB_I64(place->lodging_place_id), DB_I64(place->unit_id),
                db_i64_or_null(found ? match->person_id : 0), DB_STR(guest->name), DB_STR(lodging_number_normal(ctx->arena, guest->number)),
                DB_DAY(ctx, guest->birth), DB_STR(guest->reason), DB_I64(guest->arrived_ms),
                DB_DAY(ctx, day_of_ms(guest->arrived_ms)), DB_DAY(ctx, guest->leaves), DB_I64(ctx->now_ms), DB_BOOL(late),
                DB_STR(lodging_matched(match)), db_i64_or_null(dossier_id)));
    *ret_double = changed == 0;
    return OK;
}

enum err population_notify_lodging(struct ctx *ctx, int64_t lodging_place_id, const struct lodging_guest *guests, int count, int64_t dossier_id,
                                   int *ret_recorded, int *ret_doubles)
{
    struct lodging_place place;
    struct lodging_error *errors;
    struct verify_row *matches;
    int error_count, recorded = 0, doubles = 0;

    enum err err = lodging_place_get(ctx, lodging_place_id, &place);
    if (err == ERR_NOT_FOUND)
        return fault(ctx, ERR_INVALID, "lodging_place.unknown", "place", "Không tìm thấy cơ sở lưu trú này.");
    TRY(err);
    TRY(population_check_lodging(ctx, guests, count, &errors, &error_count));
    if (error_count)
        return fault_set(ctx, ERR_INVALID, S("guests.wrong"),
                         arena_printf(ctx->arena, "guests.%d.%.*s", errors[0].row, STR_ARG(errors[0].field)), errors[0].text.vi, STR_NONE);
    TRY(lodging_match_guests(ctx, guests, count, &matches));
    for (int i = 0; i < count; i++) {
        bool is_double;
        TRY(insert_guest(ctx, &place, &guests[i], &matches[i], dossier_id, &is_double));
        recorded += !is_double;
        doubles += is_double;
    }
    *ret_recorded = recorded;
    *ret_doubles = doubles;
    return OK;
}
