/* number_draw.c: the personal number that a birth gets (domain: 6.1: PPP G YY and six digits that look random). The database counts up one serial for each PPP G YY and
 * the serial is scattered over 1..999999 by a map that takes each value once: no number can be drawn twice, whoever draws and whatever is killed in between. Numbers that
 * somebody has or had, also dead, imported or cancelled, are passed over. */
#include "features/population/internal.h"
#include "features/territory/territory.h"

enum { SERIALS = 999999, STEP = 611953, SPREAD = 104729 };

/* Step has no factor in common with SERIALS = 3^3 * 7 * 11 * 13 * 37: so different serials give different numbers. */
static int scatter(int64_t bucket, int64_t serial)
{
    return (int)((serial * STEP + bucket % SERIALS * SPREAD) % SERIALS) + 1;
}

static enum err next_serial(struct ctx *ctx, int64_t bucket, int64_t *ret_serial)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    enum err err = db_one(ctx, &rows,
                          "INSERT INTO number_serial (bucket, last_serial) VALUES ($1, 1) ON CONFLICT (bucket) DO UPDATE SET "
                          "last_serial = number_serial.last_serial + 1 WHERE number_serial.last_serial < 999999 RETURNING last_serial",
                          DB_I64(bucket));

    if (err == ERR_NOT_FOUND)
        return fault(ctx, ERR_CONFLICT, "person_number.used_up", "prefix",
                     "Đã hết số định danh cho mã nơi đăng ký, giới tính và năm sinh này. Hãy báo cơ quan quản lý cơ sở dữ liệu dân cư.");
    TRY(err);
    *ret_serial = db_i64(&rows, 0);
    return db_rows_end(&rows);
}

static enum err is_taken(struct ctx *ctx, int64_t person_id, bool *ret_taken)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_query(ctx, &rows, "SELECT 1 FROM person WHERE person_id = $1", DB_I64(person_id)));
    *ret_taken = db_next(&rows);
    return db_rows_end(&rows);
}

enum err person_number_draw(struct ctx *ctx, int prefix, bool female, int birth_year, int64_t *ret_person_id)
{
    if (!person_number_prefix_known(prefix))
        return fault(ctx, ERR_INVALID, "birth.prefix", "prefix", "Mã nơi đăng ký khai sinh không có trong danh mục.");
    if (birth_year < 1900 || birth_year > 2399)
        return fault(ctx, ERR_INVALID, "birth.year", "birth", "Năm sinh này không cấp được số định danh.");
    for (;;) {
        int64_t serial = 0, bucket = person_number_make(prefix, female, birth_year, 0) / 1000000;
        bool taken;
        TRY(next_serial(ctx, bucket, &serial));
        int64_t person_id = person_number_make(prefix, female, birth_year, scatter(bucket, serial));
        TRY(is_taken(ctx, person_id, &taken));
        if (taken)
            continue;
        *ret_person_id = person_id;
        return OK;
    }
}

/* --- the prefix ------------------------------------------------------------------------------------------------------------------------ */
static enum err prefix_row(struct ctx *ctx, int64_t unit_id, int *ret_prefix)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_query(ctx, &rows, "SELECT prefix FROM number_prefix WHERE unit_id = $1", DB_I64(unit_id)));
    *ret_prefix = db_next(&rows) ? (int)db_i64(&rows, 0) : 0;
    return db_rows_end(&rows);
}

/* The two digits of a province's code, until 30 June 2025, are the prefix. */
static enum err prefix_of_province(struct ctx *ctx, int64_t province_id, int *ret_prefix)
{
    struct unit province;
    int64_t code;
    enum err err = territory_get(ctx, province_id, &province);

    *ret_prefix = 0;
    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    if (str_parse_i64(province.code, &code) == OK && person_number_prefix_known((int)code))
        *ret_prefix = (int)code;
    return OK;
}

enum err person_number_prefix_of(struct ctx *ctx, int64_t unit_id, int *ret_prefix)
{
    struct unit unit;
    struct succession *former;
    int count, prefix = 0;
    enum err err = territory_get(ctx, unit_id, &unit);

    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    if (err == OK) {
        TRY(prefix_row(ctx, unit_id, &prefix));
        if (!prefix)
            TRY(prefix_row(ctx, unit.province_id, &prefix));
        if (!prefix)
            TRY(territory_predecessors(ctx, unit_id, &former, &count));
        for (int whole = 1; whole >= 0 && !prefix; whole--) /* what went in whole tells before what was divided */
            for (int i = 0; i < count && !prefix; i++)
                if (former[i].full == (whole == 1))
                    TRY(prefix_of_province(ctx, former[i].unit.province_id, &prefix));
        if (!prefix)
            TRY(prefix_of_province(ctx, unit.province_id, &prefix));
    }
    if (!prefix)
        return fault(ctx, ERR_INVALID, "birth.prefix", "unit", "Chưa biết mã nơi đăng ký khai sinh của đơn vị này. Hãy chọn xã, phường khác hoặc báo quản trị.");
    *ret_prefix = prefix;
    return OK;
}
