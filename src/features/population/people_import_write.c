/* people_import_write.c: the new rows of a chunk, sixteen a statement. The last group is filled up with its last row once more: what is there already is passed
 * over, and the number of rows that came in must be the number that was meant, so that nothing can be lost silently. */
#include "features/population/people_import_internal.h"
#include "features/population/people_import_sql.h"
#include "platform/unicode/unicode.h"

static enum err meant(struct ctx *ctx, int64_t changed, int count)
{
    if (changed == count)
        return OK;
    return fault(ctx, ERR_CONFLICT, "import.changed", "", "Dữ liệu vừa được người khác sửa. Hãy chạy lại lệnh nhập: những gì đã nhập được giữ nguyên.");
}

/* `put` writes a row's values. */
#define INSERT_GROUPS(ctx, rows, count, columns, sql, put)                                                              \
    do {                                                                                                                \
        struct db_value values[GROUP_ROWS * GROUP_COLUMNS_MAX];                                                         \
        for (int at = 0; at < (count); at += GROUP_ROWS) {                                                              \
            int64_t changed;                                                                                            \
            int left = (count) - at < GROUP_ROWS ? (count) - at : GROUP_ROWS;                                           \
            for (int i = 0; i < GROUP_ROWS; i++)                                                                        \
                put((ctx), &(rows)[at + (i < left ? i : left - 1)], values + i * (columns));                            \
            TRY(db_exec_array((ctx), &changed, sql, values, GROUP_ROWS * (columns)));                                   \
            TRY(meant((ctx), changed, left));                                                                           \
        }                                                                                                               \
    } while (0)

static struct str or_else(struct str text, struct str when_empty) { return text.len ? text : when_empty; }

static void put_person(struct ctx *ctx, const struct person *const *row, struct db_value *values)
{
    const struct person *p = *row;
    const struct db_value row_values[18] = {
        DB_I64(p->person_id), DB_STR(p->full_name), DB_STR(unicode_fold(ctx->arena, p->full_name)), DB_DAY(ctx, p->birth), DB_STR(p->birth_precision),
        DB_STR(p->female ? S("female") : S("male")), DB_STR(or_else(p->ethnicity, S("Kinh"))), DB_STR(or_else(p->nationality, S("VN"))),
        db_str_or_null(p->old_number), DB_STR(p->birth_place), DB_STR(p->hometown), DB_STR(p->phone), DB_STR(p->email), db_i64_or_null(p->father_id),
        db_i64_or_null(p->mother_id), db_i64_or_null(p->spouse_id), DB_STR(p->source), DB_I64(ctx->now_ms)};
    memcpy(values, row_values, sizeof row_values);
}

static void put_household(struct ctx *ctx, const struct new_household *row, struct db_value *values)
{
    const struct db_value row_values[5] = {DB_I64(row->household_id), DB_I64(row->unit_id), db_i64_or_null(row->hamlet_id), DB_STR(row->address),
                                           DB_I64(ctx->now_ms)};
    memcpy(values, row_values, sizeof row_values);
}

static void put_home(struct ctx *ctx, const struct residence *row, struct db_value *values)
{
    const struct db_value row_values[10] = {DB_I64(row->residence_id), DB_I64(row->person_id), DB_STR(S("permanent")), DB_I64(row->unit_id),
                                            db_i64_or_null(row->hamlet_id), db_i64_or_null(row->household_id), DB_STR(row->address), DB_STR(row->dwelling),
                                            DB_DAY(ctx, row->valid_from), DB_I64(ctx->now_ms)};
    memcpy(values, row_values, sizeof row_values);
}

static void put_seat(struct ctx *ctx, const struct household_seat *row, struct db_value *values)
{
    const struct db_value row_values[7] = {DB_I64(row->household_member_id), DB_I64(row->household_id), DB_I64(row->person_id), DB_STR(row->relation),
                                           DB_BOOL(row->head), DB_DAY(ctx, population_today(ctx)), DB_I64(ctx->now_ms)};
    memcpy(values, row_values, sizeof row_values);
}

enum err import_news_write(struct ctx *ctx, struct import_news *news)
{
    INSERT_GROUPS(ctx, news->persons, news->persons_count, 18,
                  "INSERT INTO person (person_id, full_name, name_folded, birth_date, birth_precision, sex, ethnicity, nationality, old_number, birth_place, "
                  "hometown, phone, email, father_id, mother_id, spouse_id, source, updated_ms) VALUES " ROWS_16_OF_18 " ON CONFLICT DO NOTHING",
                  put_person);
    INSERT_GROUPS(ctx, news->households, news->households_count, 5,
                  "INSERT INTO household (household_id, unit_id, hamlet_id, address, created_ms) VALUES " ROWS_16_OF_5 " ON CONFLICT DO NOTHING",
                  put_household);
    INSERT_GROUPS(ctx, news->homes, news->homes_count, 10,
                  "INSERT INTO residence (residence_id, person_id, kind, unit_id, hamlet_id, household_id, address, dwelling, valid_from, recorded_ms) "
                  "VALUES " ROWS_16_OF_10 " ON CONFLICT DO NOTHING",
                  put_home);
    INSERT_GROUPS(ctx, news->seats, news->seats_count, 7,
                  "INSERT INTO household_member (household_member_id, household_id, person_id, relation, is_head, valid_from, recorded_ms) "
                  "VALUES " ROWS_16_OF_7 " ON CONFLICT DO NOTHING",
                  put_seat);
    news->persons_count = news->households_count = news->homes_count = news->seats_count = 0;
    return OK;
}

/* --- what the file said so far -------------------------------------------------------------------------------------------------- */
static void put_seen(struct ctx *ctx, const struct people_row *row, struct db_value *values)
{
    (void)ctx;
    values[0] = DB_I64(row->person.person_id);
    values[1] = DB_I64(row->line);
}

enum err import_store_seen(struct ctx *ctx, const struct people_row *rows, int count)
{
    struct db_value values[GROUP_ROWS * 2];

    for (int at = 0; at < count; at += GROUP_ROWS) { /* a number that stands twice keeps its first line */
        for (int i = 0; i < GROUP_ROWS; i++)
            put_seen(ctx, &rows[at + i < count ? at + i : count - 1], values + i * 2);
        TRY(db_exec_array(ctx, NULL, "INSERT INTO import_seen (person_id, line) VALUES " ROWS_16_OF_2 " ON CONFLICT (person_id) DO NOTHING", values,
                          GROUP_ROWS * 2));
    }
    return OK;
}

static void put_listed(struct ctx *ctx, const struct stored_household *const *row, struct db_value *values)
{
    const struct stored_household *h = *row;
    const struct db_value row_values[5] = {DB_I64(h->household_id), DB_I64(h->unit_id), db_i64_or_null(h->listed_head_id), db_i64_or_null(h->head_line),
                                           DB_I64(h->first_line)};
    (void)ctx;
    memcpy(values, row_values, sizeof row_values);
}

enum err import_store_list_households(struct ctx *ctx, const struct stored_household *households, int count)
{
    const struct stored_household *fresh[IMPORT_CHUNK];
    int fresh_count = 0;

    for (int i = 0; i < count; i++) {
        const struct stored_household *h = &households[i];
        if (h->is_fresh)
            fresh[fresh_count++] = h;
        else if (h->is_head_news)
            TRY(db_exec(ctx, NULL, "UPDATE import_household SET head_id = $2, head_line = $3 WHERE household_id = $1", DB_I64(h->household_id),
                        DB_I64(h->listed_head_id), DB_I64(h->head_line)));
    }
    INSERT_GROUPS(ctx, fresh, fresh_count, 5,
                  "INSERT INTO import_household (household_id, unit_id, head_id, head_line, line) VALUES " ROWS_16_OF_5 " ON CONFLICT DO NOTHING", put_listed);
    return OK;
}
