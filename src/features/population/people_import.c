/* people_import.c: the run of an import: rows in chunks of 64, chunks in transactions of 5,000 rows; what is stored, what the file said before, and what this
 * row says are held against each other before anything of the row is written. */
#include "features/population/people_import_internal.h"
#include "platform/unicode/unicode.h"

enum { ENCODING_ROWS_MAX = 100, HEADLESS_PAGE = 64 };

struct run {
    const struct people_import *import;
    struct people_counts *counts;
    struct ctx ctx;           /* of the chunk: its arena goes back after each */
    struct csv_reader reader;
    struct row_reader row_reader;
    struct people_row rows[IMPORT_CHUNK];
    int rows_count;
    struct stored_person people[IMPORT_CHUNK];
    struct stored_household households[IMPORT_CHUNK];
    int households_count;
    struct import_news news;  /* to be written when the chunk is through */
    int batch;                /* rows in the open transaction */
    int batches;
    int64_t bad_encoding;
};

/* --- rejecting ----------------------------------------------------------------------------------------------------------------- */
static enum err reject(struct run *run, int line, int column, struct str reason, struct str advice, const struct str *fields)
{
    struct people_reject what = {line, column, reason, advice, run->reader.header, fields, run->reader.header_count};
    return run->import->reject(run->import->arg, &what);
}

static struct str joined(struct ctx *ctx, const struct people_row *row, bool advice)
{
    struct buf out;

    buf_init(&out, ctx->arena, 256);
    for (int i = 0; i < row->problems_count; i++) {
        struct str text = advice ? row->problems[i].advice : row->problems[i].reason;
        if (i && str_find(buf_str(&out), text) >= 0)
            continue;
        buf_put(&out, i ? S(" ") : S(""));
        buf_put(&out, text);
    }
    return buf_str(&out);
}

static enum err reject_row(struct run *run, const struct people_row *row)
{
    run->counts->rejected++;
    return reject(run, row->line, row->problems[0].column, joined(&run->ctx, row, false), joined(&run->ctx, row, true), row->fields);
}

/* A row that the reader could not split or decode. Bytes of an old Vietnamese table are named. */
static void note_unread(struct run *run, struct people_row *row)
{
    const struct csv_error *error = &run->reader.error;
    struct str advice = csv_problem_advice(error->problem).vi;

    *row = (struct people_row){.line = error->line};
    if (error->problem == CSV_NOT_UTF8) {
        const struct str *fields = run->reader.fields, *last = &fields[run->reader.count - 1]; /* slices of one buffer, one behind the other */
        enum unicode_legacy legacy = unicode_guess_legacy((struct str){fields->ptr, (size_t)(last->ptr + last->len - fields->ptr)});
        if (legacy != LEGACY_UNKNOWN)
            advice = unicode_legacy_text(legacy);
        run->bad_encoding++;
    }
    people_problem_add(row, error->column, csv_problem_text(error->problem).vi, advice);
}

/* A file full of them is not read to its end. */
static enum err check_encoding(struct run *run)
{
    if (run->bad_encoding < ENCODING_ROWS_MAX || run->bad_encoding < run->counts->rows)
        return OK;
    return fault(&run->ctx, ERR_INVALID, "import.encoding", "", "Không dòng nào của tệp ở bảng mã UTF-8. Hãy chuyển tệp sang Unicode rồi lưu lại bằng UTF-8.");
}

static struct stored_household *household_of_row(struct run *run, const struct people_row *row)
{
    for (int i = 0; i < run->households_count; i++)
        if (run->households[i].household_id == row->household_id)
            return &run->households[i];
    return NULL;
}

/* --- writing ------------------------------------------------------------------------------------------------------------------- */
/* The last day of what is replaced today; a row that began today keeps a last day before its first: it never held. */
static struct day last_day(const struct ctx *ctx, struct day since)
{
    struct day yesterday = {population_today(ctx).n - 1};
    return since.n > yesterday.n ? (struct day){since.n - 1} : yesterday;
}

static enum err write_home(struct run *run, struct people_row *row, const struct stored_person *stored)
{
    struct ctx *ctx = &run->ctx;

    if (row->hamlet.len)
        TRY(import_hamlet(ctx, run->row_reader.places, row->unit_id, row->hamlet, &row->hamlet_id));
    struct stored_household *household = household_of_row(run, row);
    if (household && !household->is_stored) {
        run->news.households[run->news.households_count++] =
            (struct new_household){household->household_id, row->unit_id, row->hamlet_id, row->address};
        household->is_stored = true;
        household->address = row->address;
    } else if (household && (household->is_closed || (str_eq(row->relation, S("head")) && !str_eq(household->address, row->address)))) {
        TRY(import_store_move_household(ctx, household->household_id, row->hamlet_id, row->address));
        household->address = row->address;
        household->is_closed = false;
    }
    if (people_home_differs(row, stored)) {
        if (stored->residence_id)
            TRY(residence_store_end(ctx, stored->residence_id, last_day(ctx, stored->since), S("moved"), 0));
        run->news.homes[run->news.homes_count++] =
            (struct residence){.residence_id = db_new_id(), .person_id = row->person.person_id, .unit_id = row->unit_id, .hamlet_id = row->hamlet_id,
                               .address = row->address, .household_id = row->household_id ? row->household_id : stored->household_id,
                               .valid_from = population_today(ctx), .dwelling = S("")};
    }
    if (people_seat_differs(row, stored)) {
        if (stored->seat.household_member_id)
            TRY(household_store_leave(ctx, stored->seat.household_member_id, last_day(ctx, stored->seat_since), 0));
        if (stored->seat.household_member_id && stored->seat.household_id != row->household_id)
            TRY(import_store_left(ctx, stored->seat.household_id));
        run->news.seats[run->news.seats_count++] =
            (struct household_seat){db_new_id(), row->household_id, row->person.person_id, row->relation, str_eq(row->relation, S("head"))};
    }
    return OK;
}

/* What the next rows must know of this one. */
static void note_household(struct run *run, const struct people_row *row, const struct stored_person *stored)
{
    struct stored_household *household = household_of_row(run, row);
    int64_t me = row->person.person_id, old_household = stored->seat.household_id;
    bool is_head = household && str_eq(row->relation, S("head"));

    for (int i = 0; i < run->households_count; i++) /* he was head, here or elsewhere, and is not any more */
        if (run->households[i].household_id == old_household && run->households[i].head_id == me && !(is_head && old_household == row->household_id))
            run->households[i].head_id = 0;
    if (!household)
        return;
    if (!household->is_listed) {
        household->is_listed = household->is_fresh = true;
        household->unit_id = row->unit_id;
        household->first_line = row->line;
    }
    if (is_head) {
        household->is_head_news = true;
        household->listed_head_id = household->head_id = me;
        household->head_line = row->line;
    }
}

static enum err take_row(struct run *run, struct people_row *row, const struct stored_person *stored)
{
    bool is_new = !stored->person.person_id, dead = people_is_dead(stored), writes = !run->import->dry_run;
    bool moves = !dead && (people_home_differs(row, stored) || people_seat_differs(row, stored)), changes = false;

    if (is_new) {
        if (writes)
            run->news.persons[run->news.persons_count++] = &row->person;
    } else {
        struct person merged = stored->person;
        changes = people_merge(&merged, &row->person);
        if (changes && writes)
            TRY(import_store_update_person(&run->ctx, &merged));
    }
    if (moves && writes)
        TRY(write_home(run, row, stored));
    if (!dead)
        note_household(run, row, stored);
    *(is_new ? &run->counts->inserted : changes || moves ? &run->counts->updated : &run->counts->unchanged) += 1;
    return OK;
}

/* --- chunks --------------------------------------------------------------------------------------------------------------------- */
static enum err load_households(struct run *run)
{
    int64_t ids[IMPORT_CHUNK];
    int count = 0;

    for (int i = 0; i < run->rows_count; i++) {
        bool known = run->rows[i].household_id == 0;
        for (int k = 0; k < count && !known; k++)
            known = ids[k] == run->rows[i].household_id;
        if (!known)
            ids[count++] = run->rows[i].household_id;
    }
    run->households_count = count;
    return import_store_households(&run->ctx, ids, count, run->households);
}

static enum err take_chunk(struct run *run)
{
    if (!run->rows_count)
        return OK;
    TRY(import_store_people(&run->ctx, run->rows, run->rows_count, run->people));
    TRY(load_households(run));
    for (int i = 0; i < run->rows_count; i++) {
        struct people_row *row = &run->rows[i];
        if (row->problems_count) {
            TRY(reject_row(run, row));
            continue;
        }
        for (int k = 0; k < i && !run->people[i].seen_line; k++)
            if (run->rows[k].person.person_id == row->person.person_id)
                run->people[i].seen_line = run->rows[k].line;
        people_row_check(&run->ctx, &run->row_reader, row, &run->people[i], household_of_row(run, row));
        TRY(row->problems_count ? reject_row(run, row) : take_row(run, row, &run->people[i]));
    }
    TRY(import_news_write(&run->ctx, &run->news));
    TRY(import_store_seen(&run->ctx, run->rows, run->rows_count));
    TRY(import_store_list_households(&run->ctx, run->households, run->households_count));
    run->rows_count = 0;
    return OK;
}

/* The next row of the file into the chunk; one that is wrong, too, so that rejected rows are told in the order of the file. *ret_more false: the end, or the
 * rest cannot be read. */
static enum err next_row(struct run *run, bool *ret_more)
{
    enum csv_step step = csv_next(&run->reader);
    struct people_row *row = &run->rows[run->rows_count];

    *ret_more = step != CSV_END && step != CSV_BROKEN;
    if (step == CSV_END)
        return OK;
    run->rows_count++;
    run->counts->rows++;
    if (step != CSV_ROW) {
        note_unread(run, row);
        return OK;
    }
    *row = (struct people_row){.line = run->reader.line, .fields = arena_array(run->ctx.arena, struct str, (size_t)run->reader.count)};
    for (int i = 0; i < run->reader.count; i++)
        row->fields[i] = arena_str(run->ctx.arena, str_trim(run->reader.fields[i]));
    TRY(people_row_read(&run->ctx, &run->row_reader, row));
    if (row->problems_count) { /* nothing of it is looked up or remembered */
        row->person.person_id = 0;
        row->household_id = 0;
    }
    return OK;
}

/* Up to 5,000 rows in one transaction. */
static enum err take_batch(struct run *run, bool *ret_more)
{
    struct db_tx AUTO(db_tx_end) tx = {0};

    TRY(db_tx_begin(&run->ctx, DB_WRITE, &tx));
    run->batch = 0;
    for (*ret_more = true; *ret_more && run->batch < IMPORT_BATCH;) {
        for (; *ret_more && run->rows_count < IMPORT_CHUNK; run->batch++)
            TRY(next_row(run, ret_more));
        TRY(take_chunk(run));
        TRY(check_encoding(run));
        arena_reset(run->ctx.arena);
    }
    TRY(db_tx_commit(&tx));
    run->batches++;
    if ((run->batches & (run->batches - 1)) == 0) /* 1, 2, 4, 8... */
        TRY(import_store_replan(&run->ctx));
    return run->import->tick ? run->import->tick(run->import->arg, run->counts->rows) : OK;
}

/* Households that people left, once the whole file is in: a list moves a family member by member, and its head may come last. */
static enum err settle_left(struct run *run)
{
    int64_t ids[HEADLESS_PAGE], after = 0;
    int count;

    do {
        struct db_tx AUTO(db_tx_end) tx = {0};
        TRY(db_tx_begin(&run->ctx, DB_WRITE, &tx));
        TRY(import_store_left_list(&run->ctx, after, HEADLESS_PAGE, ids, &count));
        for (int i = 0; i < count; i++)
            TRY(household_settle(&run->ctx, ids[i], population_today(&run->ctx), 0));
        TRY(db_tx_commit(&tx));
        if (count)
            after = ids[count - 1];
        arena_reset(run->ctx.arena);
    } while (count == HEADLESS_PAGE);
    return OK;
}

static enum err tell_headless(struct run *run)
{
    int64_t ids[HEADLESS_PAGE], after = 0;
    int lines[HEADLESS_PAGE], count;

    do {
        TRY(import_store_headless(&run->ctx, after, HEADLESS_PAGE, ids, lines, &count));
        for (int i = 0; i < count; i++)
            TRY(reject(run, lines[i], run->row_reader.column[PC_RELATION], S("Hộ gia đình của dòng này không có chủ hộ; các thành viên đã được nhập."),
                       S("Thêm dòng của chủ hộ hoặc sửa quan hệ của một người thành chủ hộ, rồi nhập lại."), NULL));
        run->counts->headless += count;
        if (count)
            after = ids[count - 1];
        arena_reset(run->ctx.arena);
    } while (count == HEADLESS_PAGE);
    return OK;
}

/* --- columns --------------------------------------------------------------------------------------------------------------------- */
static int column_of_name(struct str name)
{
    for (int i = 0; i < PC_COUNT; i++)
        if (str_eq_nocase(str_of(people_column_names[i]), name))
            return i;
    return -1;
}

static enum err wrong_file(struct ctx *ctx, struct str code, struct str field, struct str text)
{
    return fault_set(ctx, ERR_INVALID, code, field, text, STR_NONE);
}

static enum err apply_map(struct ctx *ctx, struct run *run)
{
    struct str rest = run->import->map;

    while (rest.len) {
        struct str pair = str_cut(&rest, ','), from = str_trim(str_cut(&pair, '='));
        int to = pair.ptr ? column_of_name(str_trim(pair)) : -1, at = csv_column(&run->reader, from);
        if (to < 0)
            return wrong_file(ctx, S("import.map"), from, S("Thiết lập --map sai: viết cột=trường, cách nhau bằng dấu phẩy; tên trường xem trong --help."));
        if (at < 0)
            return wrong_file(ctx, S("import.map"), from, S("Thiết lập --map nêu một cột không có trong tệp."));
        run->row_reader.column[to] = at + 1;
    }
    return OK;
}

static enum err find_columns(struct ctx *ctx, struct run *run)
{
    static const enum people_column required[] = {PC_NUMBER, PC_NAME, PC_BIRTH, PC_SEX};

    if (run->reader.error.problem != CSV_FINE) {
        struct str text = arena_printf(ctx->arena, "%.*s %.*s", STR_ARG(csv_problem_text(run->reader.error.problem).vi),
                                       STR_ARG(csv_problem_advice(run->reader.error.problem).vi));
        return wrong_file(ctx, S("import.file"), STR_NONE, text);
    }
    TRY(apply_map(ctx, run));
    for (int i = 0; i < PC_COUNT; i++)
        if (!run->row_reader.column[i])
            run->row_reader.column[i] = csv_column(&run->reader, str_of(people_column_names[i])) + 1;
    for (size_t i = 0; i < ARRAY_LEN(required); i++)
        if (!run->row_reader.column[required[i]])
            return wrong_file(ctx, S("import.column"), str_of(people_column_names[required[i]]), S("Tệp thiếu một cột bắt buộc. Dùng --map nếu cột mang tên khác."));
    return OK;
}

enum err people_import(struct ctx *ctx, const struct people_import *import, struct people_counts *ret_counts)
{
    struct arena AUTO(arena_done) chunk;
    struct run *run = arena_new(ctx->arena, struct run);
    bool more = true;
    enum err err;

    arena_init(&chunk, 0);
    *ret_counts = (struct people_counts){0};
    run->import = import;
    run->counts = ret_counts;
    run->ctx = *ctx;
    run->ctx.arena = &chunk;
    run->row_reader.places = import_places_new(ctx->arena);
    csv_open(&run->reader, ctx->arena, import->fill, import->source);
    TRY(find_columns(ctx, run));
    err = import_store_begin(&run->ctx);
    while (err == OK && more)
        err = take_batch(run, &more);
    if (err == OK)
        err = settle_left(run);
    if (err == OK)
        err = tell_headless(run);
    if (err != OK) { /* the fault's texts may live in the chunk */
        ctx->fault = run->ctx.fault;
        ctx->fault.text = arena_str(ctx->arena, ctx->fault.text);
        ctx->fault.field = arena_str(ctx->arena, ctx->fault.field);
        ctx->fault.detail = arena_str(ctx->arena, ctx->fault.detail);
        ctx->fault.code = arena_str(ctx->arena, ctx->fault.code);
    }
    return err;
}
