/* people_import.c: the run of an import: batch by batch, one transaction each; what is stored, what the file said before, and what a row says are held against
 * each other before anything of the row is written. Rows are decided in the order of the file, looked up and written in the order of their keys. */
#include "features/population/people_import_internal.h"
#include "platform/db/db_bulk.h"
#include <stdlib.h>

enum { NOT_UTF8_MAX = 100, FIRST_FILLING_BYTES = 4 * 1024 * 1024 };

struct run {
    const struct people_import *import;
    struct people_counts *counts;
    struct ctx ctx;             /* the batch's: its arena goes back after each */
    struct people_input input;
    struct row_reader reader;
    struct import_places *places;
    struct people_feed *feed;
    struct import_seen *seen;
    struct people_batch *batch;
    struct people_row **sorted; /* of the batch, without problems, by number */
    int sorted_count;
    struct stored_household *households; /* of the batch */
    int *household_slots;       /* open addressing: index + 1 into households; 0: free */
    int households_count;
    struct import_news news;    /* to be written when the batch is through */
    int batches;
    int64_t not_utf8;
    bool was_empty;             /* the register, when we began: who is in it now came with this file */
    bool indexes_off;
};
enum { SLOTS = 4 * IMPORT_BATCH };

/* --- rejecting ----------------------------------------------------------------------------------------------------------------- */
static struct str said(struct arena *arena, enum lang lang, const struct people_text *text)
{
    return i18n_format(arena, lang, text->msg, text->args, PROBLEM_ARGS_MAX);
}

static struct str joined(struct arena *arena, const struct people_row *row, enum lang lang, bool advice)
{
    struct buf out;

    buf_init(&out, arena, 256);
    for (int i = 0; i < row->problems_count; i++) {
        struct str text = said(arena, lang, advice ? &row->problems[i].advice : &row->problems[i].reason);
        if (i && str_find(buf_str(&out), text) >= 0)
            continue;
        buf_put(&out, i ? S(" ") : S(""));
        buf_put(&out, text);
    }
    return buf_str(&out);
}

static enum err reject(struct run *run, struct people_row *row)
{
    struct arena *arena = run->ctx.arena;

    for (int i = 0; i < row->problems_count; i++)
        if (!row->problems[i].reason.msg.vi.len)
            TRY(import_commune_advice(&run->ctx, run->places, row->unit_code, &row->problems[i].reason, &row->problems[i].advice));
    struct people_reject what = {row->line, row->problems[0].column, joined(arena, row, LANG_VI, false), joined(arena, row, LANG_VI, true),
                                 joined(arena, row, LANG_EN, false), joined(arena, row, LANG_EN, true), run->input.header, row->fields, run->input.header_count};
    return run->import->reject(run->import->arg, &what);
}

/* A file full of them is not read to its end. */
static enum err check_encoding(struct run *run)
{
    if (run->not_utf8 < NOT_UTF8_MAX || run->not_utf8 < run->counts->rows)
        return OK;
    return fault(&run->ctx, ERR_INVALID, "import.encoding", "", "Không dòng nào của tệp ở bảng mã UTF-8. Hãy chuyển tệp sang Unicode rồi lưu lại bằng UTF-8.");
}

/* --- households of the batch ------------------------------------------------------------------------------------------------------ */
static struct stored_household *household_at(struct run *run, int64_t household_id, bool add)
{
    size_t at = (size_t)((uint64_t)household_id * UINT64_C(0x9E3779B97F4A7C15) >> 40) & (SLOTS - 1);

    for (; run->household_slots[at]; at = (at + 1) & (SLOTS - 1))
        if (run->households[run->household_slots[at] - 1].household_id == household_id)
            return &run->households[run->household_slots[at] - 1];
    if (!add)
        return NULL;
    struct stored_household *household = &run->households[run->households_count++];
    *household = (struct stored_household){.household_id = household_id};
    run->household_slots[at] = run->households_count;
    return household;
}

static struct stored_household *household_of_row(struct run *run, const struct people_row *row)
{
    return row->household_id ? household_at(run, row->household_id, false) : NULL;
}

static enum err load_households(struct run *run)
{
    struct stored_household **asked = arena_array(run->ctx.arena, struct stored_household *, (size_t)run->sorted_count + 1);
    int count = 0;

    memset(run->household_slots, 0, sizeof *run->household_slots * SLOTS);
    run->households_count = 0;
    for (int i = 0; i < run->sorted_count; i++)
        if (run->sorted[i]->household_id)
            household_at(run, run->sorted[i]->household_id, true);
    for (int i = 0; i < run->households_count; i++) {
        struct stored_household *household = &run->households[i];
        TRY(import_seen_household(&run->ctx, run->seen, household));
        if (!run->was_empty || household->is_listed) /* else nobody can have stored it */
            asked[count++] = household;
    }

    return import_store_households(&run->ctx, asked, count, run->was_empty); /* heads are remembered then, and their index may be off */
}

/* --- writing ------------------------------------------------------------------------------------------------------------------- */
/* When living there began: as the file says, if that fits behind what was there before. */
static struct day since_of(const struct ctx *ctx, const struct people_row *row, struct day before)
{
    struct day today = population_today(ctx);
    if (day_is_none(row->since) || (!day_is_none(before) && row->since.n <= before.n))
        return today;
    return row->since;
}

/* For somebody who is in the register already the household must be there at once; for new people it comes with the batch. */
static enum err put_household(struct run *run, struct people_row *row, struct stored_household *household)
{
    struct ctx *ctx = &run->ctx;

    if (!household->is_stored) {
        household->fresh = &run->news.households[run->news.households_count++];
        *household->fresh = (struct new_household){household->household_id, row->unit_id, row->hamlet_id, row->address};
        household->is_stored = true;
        household->address = row->address;
    } else if (household->is_closed || (str_eq(row->relation, S("head")) && !str_eq(household->address, row->address))) {
        household->address = row->address;
        household->is_closed = false;
        if (!household->fresh)
            return import_store_move_household(ctx, household->household_id, row->hamlet_id, row->address);
        household->fresh->address = row->address;
        household->fresh->hamlet_id = row->hamlet_id;
    }
    if (!household->fresh || !row->stored)
        return OK;
    TRY(import_news_write_household(ctx, household->fresh));
    household->fresh = NULL;
    return OK;
}

/* A home that began in the former commune keeps it, as one that a decree moves does: questions about that time lead there. */
static void put_home(struct run *run, const struct people_row *row)
{
    struct day since = since_of(&run->ctx, row, DAY_NONE);

    run->news.homes[run->news.homes_count++] =
        (struct residence){.residence_id = db_new_id(), .person_id = row->person.person_id, .unit_id = row->unit_id, .hamlet_id = row->hamlet_id,
                           .address = row->address, .household_id = row->household_id, .valid_from = since, .dwelling = S(""),
                           .registered_unit_id = row->former_unit_id && since.n <= row->former_until.n ? row->former_unit_id : 0};
}

static void put_seat(struct run *run, const struct people_row *row)
{
    run->news.seats_since[run->news.seats_count] = since_of(&run->ctx, row, DAY_NONE);
    run->news.seats[run->news.seats_count++] = (struct household_seat){.household_member_id = db_new_id(), .household_id = row->household_id,
                                                                       .person_id = row->person.person_id, .relation = row->relation,
                                                                       .head = str_eq(row->relation, S("head"))};
}

/* The hamlet and the household that the row names. */
static enum err put_place(struct run *run, struct people_row *row)
{
    struct stored_household *household = household_of_row(run, row);

    if (row->hamlet.len)
        TRY(import_hamlet(&run->ctx, run->places, row->unit_id, row->hamlet, &row->hamlet_id));
    return household ? put_household(run, row, household) : OK;
}

static enum err put_new(struct run *run, struct people_row *row)
{
    run->news.persons[run->news.persons_count++] = row;
    TRY(put_place(run, row));
    if (people_home_differs(row))
        put_home(run, row);
    if (people_seat_differs(row))
        put_seat(run, row);
    return OK;
}

static enum err put_changed(struct run *run, struct people_row *row, bool moves)
{
    const struct stored_person *stored = row->stored;
    bool leaves = moves && people_seat_differs(row) && stored->seat.household_member_id && stored->seat.household_id != row->household_id;

    if (moves)
        TRY(put_place(run, row));
    TRY(import_update(&run->ctx, row, run->reader.source_name, moves && people_home_differs(row), moves && people_seat_differs(row),
                      since_of(&run->ctx, row, stored->residence_id ? stored->since : DAY_NONE)));
    return leaves ? import_seen_left(&run->ctx, run->seen, stored->seat.household_id) : OK;
}

/* What the next rows must know of this one. */
static void note_household(struct run *run, const struct people_row *row, const struct stored_person *stored)
{
    struct stored_household *household = household_of_row(run, row);
    int64_t me = row->person.person_id, old_household = stored->seat.household_id;
    bool is_head = household && str_eq(row->relation, S("head"));

    struct stored_household *old = old_household ? household_at(run, old_household, false) : NULL;
    if (old && old->head_id == me && !(is_head && old_household == row->household_id)) /* he was head, here or elsewhere, and is not any more */
        old->head_id = 0;
    if (!household)
        return;
    if (!household->is_listed) {
        household->is_listed = household->is_news = true;
        household->unit_id = row->unit_id;
        household->first_line = row->line;
    }
    if (is_head) {
        household->is_news = true;
        household->listed_head_id = household->head_id = me;
        household->head_line = row->line;
    }
}

/* The row says something else than the register, and nobody said that the register shall follow. */
static enum err tell_differing(struct run *run, struct people_row *row, uint32_t columns)
{
    struct buf names;
    int first = 0;

    buf_init(&names, run->ctx.arena, 128);
    if (people_home_differs(row))
        columns |= row->stored->unit_id != row->unit_id ? 1u << PC_UNIT | 1u << PC_ADDRESS : 1u << PC_ADDRESS;
    if (people_seat_differs(row))
        columns |= 1u << PC_HOUSEHOLD | 1u << PC_RELATION;
    for (int i = 0; i < PC_COUNT; i++) {
        int at = run->reader.column[i];
        if (!(columns >> i & 1) || !at)
            continue;
        buf_put(&names, names.len ? S(", ") : S(""));
        buf_put(&names, run->input.header[at - 1]);
        first = first ? first : at;
    }
    people_problem_add(run->ctx.arena, row, first, SAY("Khác với dữ liệu đang có ở các cột: {0}.", buf_str(&names)),
                       SAY("Nếu danh sách này đúng, nhập lại với --update và --source; nếu không, bỏ dòng này."));
    run->counts->differing++;
    return reject(run, row);
}

static enum err take_row(struct run *run, struct people_row *row)
{
    const struct stored_person *stored = row->stored ? row->stored : &nobody_stored;
    bool dead = people_is_dead(row), writes = !run->import->dry_run;
    bool moves = !dead && (people_home_differs(row) || people_seat_differs(row));
    struct person merged = stored->person;
    uint32_t changes = row->stored ? people_merge(&merged, &row->person) : 0;

    if (row->stored && (changes || moves) && !run->import->update) {
        if (!dead)
            note_household(run, row, stored);
        return tell_differing(run, row, changes);
    }
    if (writes && !row->stored)
        TRY(put_new(run, row));
    else if (writes && (changes || moves))
        TRY(put_changed(run, row, moves));
    if (!dead)
        note_household(run, row, stored);
    run->counts->converted += row->former_unit_id != 0;
    *(!row->stored ? &run->counts->inserted : changes || moves ? &run->counts->updated : &run->counts->unchanged) += 1;
    return OK;
}

/* --- batches -------------------------------------------------------------------------------------------------------------------- */
static int by_number(const void *a, const void *b)
{
    const struct people_row *x = *(const struct people_row *const *)a, *y = *(const struct people_row *const *)b;
    if (x->person.person_id != y->person.person_id)
        return x->person.person_id < y->person.person_id ? -1 : 1;
    return (x->line > y->line) - (x->line < y->line);
}

static void is_double(struct run *run, struct people_row *row, int line)
{
    people_problem_add(run->ctx.arena, row, run->reader.column[PC_NUMBER],
                       SAY("Số định danh này đã có ở dòng {0} của tệp.", arena_printf(run->ctx.arena, "%d", line)), SAY("Giữ một dòng đúng, bỏ dòng kia."));
}

/* Sorts, and names those that stood in the file before. */
static enum err sort_rows(struct run *run)
{
    int kept = 0;

    run->sorted_count = 0;
    for (int i = 0; i < run->batch->count; i++)
        if (!run->batch->rows[i].problems_count)
            run->sorted[run->sorted_count++] = &run->batch->rows[i];
    qsort(run->sorted, (size_t)run->sorted_count, sizeof *run->sorted, by_number);
    for (int i = 0; i < run->sorted_count; i++) {
        struct people_row *row = run->sorted[i];
        int line = 0;
        if (kept && run->sorted[kept - 1]->person.person_id == row->person.person_id)
            line = run->sorted[kept - 1]->line;
        else
            TRY(import_seen_person(&run->ctx, run->seen, row->person.person_id, &line));
        if (line)
            is_double(run, row, line);
        else
            run->sorted[kept++] = row;
    }
    run->sorted_count = kept;
    return OK;
}

static enum err decide_rows(struct run *run)
{
    for (int i = 0; i < run->batch->count; i++) {
        struct people_row *row = &run->batch->rows[i];
        run->counts->rows++;
        run->counts->last_line = row->line;
        if (!row->problems_count)
            people_row_check(run->ctx.arena, &run->reader, row, household_of_row(run, row));
        if (row->problems_count) {
            run->counts->rejected++;
            TRY(reject(run, row));
        } else {
            TRY(take_row(run, row));
        }
    }
    return OK;
}

static enum err take_batch(struct run *run)
{
    struct db_tx AUTO(db_tx_end) tx = {0};

    TRY(db_tx_begin(&run->ctx, run->import->dry_run ? DB_READ : DB_WRITE, &tx));
    TRY(sort_rows(run));
    if (!run->was_empty)
        TRY(import_store_people(&run->ctx, run->sorted, run->sorted_count));
    TRY(load_households(run));
    TRY(decide_rows(run));
    TRY(import_news_write(&run->ctx, &run->news));
    TRY(import_seen_add(&run->ctx, run->seen, run->sorted, run->sorted_count, run->households, run->households_count));
    run->not_utf8 += run->batch->not_utf8;
    TRY(check_encoding(run));
    TRY(db_tx_commit(&tx));
    run->counts->read_bytes = run->batch->read_bytes;
    run->batches++;
    if (!run->import->dry_run && !run->indexes_off && (run->batches & (run->batches - 1)) == 0) /* 1, 2, 4, 8... */
        TRY(import_store_replan(&run->ctx));
    return run->import->tick ? run->import->tick(run->import->arg, run->counts) : OK;
}

static enum err take_all(struct run *run)
{
    enum err err = OK;
    bool last = false;

    while (err == OK && !last) {
        run->batch = people_feed_take(run->feed);
        run->ctx.arena = &run->batch->arena;
        last = run->batch->last;
        err = take_batch(run);
        if (err == OK)
            people_feed_give(run->feed, run->batch);
    }
    return err;
}

/* --- the end of the file ---------------------------------------------------------------------------------------------------------- */
/* Households that people left, once the whole file is in: a list moves a family member by member, and its head may come last. */
static enum err settle_one(void *arg, int64_t household_id)
{
    struct run *run = arg;
    struct db_tx AUTO(db_tx_end) tx = {0};

    TRY(db_tx_begin(&run->ctx, DB_WRITE, &tx));
    TRY(household_settle(&run->ctx, household_id, population_today(&run->ctx), 0));
    TRY(db_tx_commit(&tx));
    arena_reset(run->ctx.arena);
    return OK;
}

static enum err tell_headless(void *arg, int64_t household_id, int line)
{
    struct run *run = arg;
    struct people_row row = {.line = line};
    bool has_head = false;

    if (!run->was_empty)
        TRY(import_store_has_head(&run->ctx, household_id, &has_head));
    if (has_head)
        return OK;
    people_problem_add(run->ctx.arena, &row, run->reader.column[PC_RELATION], SAY("Hộ gia đình của dòng này không có chủ hộ; các thành viên đã được nhập."),
                       SAY("Thêm dòng của chủ hộ hoặc sửa quan hệ của một người thành chủ hộ, rồi nhập lại."));
    run->counts->headless++;
    TRY(reject(run, &row));
    arena_reset(run->ctx.arena);
    return OK;
}

static enum err indexes_back(struct run *run)
{
    const struct people_import *import = run->import;

    TRY(db_indexes_back(&run->ctx, import->indexing, import->arg));
    run->indexes_off = false;
    return import->filling ? import->filling(import->arg, &run->ctx, false) : OK;
}

static enum err finish(struct run *run)
{
    if (run->indexes_off)
        TRY(indexes_back(run));
    if (!run->import->dry_run)
        TRY(import_seen_each_left(&run->ctx, run->seen, settle_one, run));
    return import_seen_headless(&run->ctx, run->seen, tell_headless, run);
}

/* --- the beginning ---------------------------------------------------------------------------------------------------------------- */
static enum err prepare_register(struct run *run)
{
    static const char *const tables[] = {"person", "household", "household_member", "residence"};
    const struct people_import *import = run->import;
    bool off;

    TRY(db_indexes_are_off(&run->ctx, &off));
    if (off && !import->dry_run) /* of a first filling that was killed */
        TRY(indexes_back(run));
    TRY(import_store_is_empty(&run->ctx, &run->was_empty));
    if (import->alone)
        TRY(db_bulk_tune(&run->ctx));
    if (import->dry_run || !run->was_empty || !import->alone || import->size_bytes < FIRST_FILLING_BYTES)
        return OK;
    struct db_tx AUTO(db_tx_end) tx = {0};
    TRY(db_tx_begin(&run->ctx, DB_WRITE, &tx));
    TRY(db_indexes_off(&run->ctx, tables, ARRAY_LEN(tables)));
    TRY(db_tx_commit(&tx));
    run->indexes_off = true;
    return import->filling ? import->filling(import->arg, &run->ctx, true) : OK;
}

static enum err start(struct run *run)
{
    struct arena *arena = run->ctx.arena;

    TRY(people_input_open(&run->ctx, &run->input, run->import));
    TRY(import_places_load(&run->ctx, run->import->codes_as_of, &run->places));
    run->reader = (struct row_reader){run->places, run->input.column, run->import->source_name.len ? run->import->source_name : S("import")};
    run->sorted = arena_array(arena, struct people_row *, IMPORT_BATCH);
    run->households = arena_array(arena, struct stored_household, IMPORT_BATCH);
    run->household_slots = arena_array(arena, int, SLOTS);
    import_news_init(&run->news, arena, IMPORT_BATCH);
    TRY(import_seen_open(&run->ctx, run->import->work_dir, run->import->size_bytes, &run->seen));
    TRY(prepare_register(run));
    run->feed = people_feed_start(&run->ctx, &run->input, &run->reader, IMPORT_BATCH);
    return OK;
}

/* The fault's texts may live in a batch. */
static void keep_fault(struct ctx *ctx, const struct fault *from)
{
    ctx->fault = *from;
    ctx->fault.text = arena_str(ctx->arena, from->text);
    ctx->fault.field = arena_str(ctx->arena, from->field);
    ctx->fault.detail = arena_str(ctx->arena, from->detail);
    ctx->fault.code = arena_str(ctx->arena, from->code);
}

enum err people_import(struct ctx *ctx, const struct people_import *import, struct people_counts *ret_counts)
{
    struct arena AUTO(arena_done) own, AUTO(arena_done) rest; /* the run's tables; what its end asks */
    struct run *run = arena_new(ctx->arena, struct run);

    arena_init(&own, 0);
    arena_init(&rest, 0);
    *ret_counts = (struct people_counts){.table = S("")};
    run->import = import;
    run->counts = ret_counts;
    run->ctx = *ctx;
    run->ctx.arena = &own;
    enum err err = start(run);
    if (err == OK)
        err = take_all(run);
    if (err != OK)
        keep_fault(ctx, &run->ctx.fault);
    people_feed_stop(run->feed);
    run->ctx.arena = &rest;
    if (err == OK) {
        ret_counts->cut_off = people_input_cut_off(&run->input);
        ret_counts->table = unicode_table_name(run->input.text.table);
        err = finish(run);
        if (err != OK)
            keep_fault(ctx, &run->ctx.fault);
    } else if (run->indexes_off) { /* what came in before is kept, and guarded again */
        run->ctx.fault = (struct fault){0};
        enum err ignored = indexes_back(run);
        (void)ignored;
    }
    import_seen_close(run->seen);
    return err;
}
