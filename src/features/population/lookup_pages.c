/* lookup_pages.c: an officer looks a person up, for one dossier and with a purpose. The number stands in no address and is masked in the list; each person
 * that was shown gets a row in the log that she can read herself. */
#include "features/population/internal.h"
#include "features/population/pages.h"
#include "views.h"

enum { HITS_MAX = 20, YEAR_MIN = 1880, PURPOSE_MIN_CHARS = 5 };

struct search {
    struct str number, name, birth_year, purpose, dossier; /* as typed */
    int64_t person_id;
    int year;
    struct str reason; /* for the log */
};

static void form_fill(struct req *req, const struct search *search, const struct form_errors *errors, struct person_search_view *ret_view)
{
    struct ctx *ctx = &req->ctx;

    *ret_view = (struct person_search_view){
        .errors = *errors,
        .csrf = req->csrf_token,
        .number = {.name = S("number"), .label = TS(ctx, "Số định danh cá nhân"), .hint = TS(ctx, "12 chữ số"), .value = search->number,
                   .error = form_error_of(errors, S("number")), .input_mode = S("numeric"), .autocomplete = S("off"), .width = WIDTH_20, .max_chars = 20},
        .name = {.name = S("name"), .label = TS(ctx, "Họ, chữ đệm và tên"), .value = search->name, .error = form_error_of(errors, S("name")),
                 .autocomplete = S("off"), .max_chars = 100},
        .birth_year = {.name = S("birth_year"), .label = TS(ctx, "Năm sinh"), .value = search->birth_year,
                       .error = form_error_of(errors, S("birth_year")), .input_mode = S("numeric"), .autocomplete = S("off"), .width = WIDTH_4,
                       .max_chars = 4},
        .purpose = {.name = S("purpose"), .label = TS(ctx, "Mục đích tra cứu"), .hint = TS(ctx, "Ví dụ: kiểm tra nơi thường trú của người đăng ký tạm trú"),
                    .value = search->purpose, .error = form_error_of(errors, S("purpose")), .max_chars = 200},
        .dossier = {.name = S("dossier"), .label = TS(ctx, "Mã hồ sơ"), .value = search->dossier, .error = form_error_of(errors, S("dossier")),
                    .autocomplete = S("off"), .width = WIDTH_20, .max_chars = 64},
    };
}

static enum err show_form(struct req *req, const struct search *search, const struct form_errors *errors, int status)
{
    struct person_search_view view;

    form_fill(req, search, errors, &view);
    struct html *out = page_begin(req, FACE_STAFF, T("Tra cứu người trong dữ liệu dân cư"));
    view_person_search(out, &view);
    return page_end(req, status);
}

enum err person_search_page(struct req *req)
{
    return show_form(req, &(struct search){.dossier = req_str(req, "dossier")}, &(struct form_errors){0}, 200);
}

static bool dossier_like(struct str code)
{
    bool digit = false;
    for (size_t i = 0; i < code.len; i++) {
        char c = code.ptr[i];
        digit |= c >= '0' && c <= '9';
        if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-'))
            return false;
    }
    return code.len >= 6 && digit;
}

static void check_who(struct req *req, struct search *search, struct form_errors *errors)
{
    struct ctx *ctx = &req->ctx;
    int64_t year;

    if (search->number.len) {
        if (person_number_parse(ctx, search->number, &search->person_id) != OK)
            form_error_add(req, errors, S("number"), i18n_str(ctx->lang, ctx->fault.text));
        ctx->fault = (struct fault){0};
        return;
    }
    if (search->name.len == 0) {
        form_error_add(req, errors, S("number"), TS(ctx, "Hãy ghi số định danh, hoặc họ tên và năm sinh."));
        return;
    }
    if (str_parse_i64(search->birth_year, &year) != OK || year < YEAR_MIN || year > civil_of(population_today(ctx)).year)
        form_error_add(req, errors, S("birth_year"), TS(ctx, "Hãy ghi năm sinh gồm 4 chữ số."));
    else
        search->year = (int)year;
}

static bool search_read(struct req *req, struct search *ret_search, struct form_errors *errors)
{
    struct ctx *ctx = &req->ctx;
    struct search search = {.number = req_str(req, "number"), .name = req_str(req, "name"), .birth_year = req_str(req, "birth_year"),
                            .purpose = req_str(req, "purpose"), .dossier = req_str(req, "dossier")};

    check_who(req, &search, errors);
    if (search.purpose.len < PURPOSE_MIN_CHARS)
        form_error_add(req, errors, S("purpose"), TS(ctx, "Hãy ghi mục đích tra cứu."));
    if (!dossier_like(search.dossier))
        form_error_add(req, errors, S("dossier"), TS(ctx, "Hãy ghi mã hồ sơ đang giải quyết, ví dụ H21.104-261121-0001."));
    search.reason = TF(ctx, "{0} (hồ sơ {1})", search.purpose, search.dossier);
    *ret_search = search;
    return errors->items_count == 0;
}

/* The same question gives the same people in the same order. */
static enum err search_run(struct ctx *ctx, const struct search *search, struct person **ret_rows, int *ret_count)
{
    if (!search->person_id)
        return person_find(ctx, search->name, search->year, HITS_MAX, ret_rows, ret_count);
    struct person *person = arena_new(ctx->arena, struct person);
    enum err err = person_get(ctx, search->person_id, person);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    *ret_rows = person;
    *ret_count = err == OK;
    return OK;
}

/* Which row, and the end of its number: when the register changed in between, the pick does not fit and the list is shown again. */
static struct str pick_of(struct ctx *ctx, const struct person *person, int index)
{
    return arena_printf(ctx->arena, "%d-%04d", index, (int)(person->person_id % 10000));
}

static enum err hit_of(struct ctx *ctx, const struct person *person, int index, struct person_hit *ret_hit)
{
    struct residence residence;
    struct person_hit hit = {
        .number = person_number_masked(ctx->arena, person->person_id),
        .name = person->full_name,
        .birth = person_birth_text(ctx, person),
        .sex = person_sex_text(ctx, person->female),
        .pick = pick_of(ctx, person, index),
    };

    if (!str_eq(person->status, S("alive")))
        hit.status = (struct tag){i18n(ctx->lang, code_text_of(person_statuses, person->status)), TONE_NEUTRAL};
    enum err err = residence_current(ctx, person->person_id, false, &residence);
    if (err == OK)
        hit.home = residence_text(ctx, &residence);
    else if (err != ERR_NOT_FOUND)
        return err;
    *ret_hit = hit;
    return OK;
}

static enum err show_hits(struct req *req, const struct search *search, const struct person *rows, int count)
{
    struct ctx *ctx = &req->ctx;
    struct person_hit *hits = arena_array(ctx->arena, struct person_hit, (size_t)count + 1);

    for (int i = 0; i < count; i++) {
        TRY(hit_of(ctx, &rows[i], i, &hits[i]));
        req_audit_about(req, rows[i].person_id, search->reason, STR_NONE);
    }
    struct person_hits_view view = {
        .csrf = req->csrf_token, .number = search->number, .name = search->name, .birth_year = search->birth_year, .purpose = search->purpose,
        .dossier = search->dossier, .items = hits, .items_count = count, .is_cut = count == HITS_MAX, .shown = count,
        .empty = {.title = TS(ctx, "Không tìm thấy ai"), .text = TS(ctx, "Hãy xem lại số định danh, hoặc họ tên và năm sinh.")},
    };
    struct html *out = page_begin(req, FACE_STAFF, T("Kết quả tra cứu"));
    view_person_hits(out, &view);
    return page_end(req, 200);
}

enum err person_search_post(struct req *req)
{
    struct search search;
    struct form_errors errors = {0};
    struct person *rows;
    int count;

    if (!search_read(req, &search, &errors))
        return show_form(req, &search, &errors, 422);
    TRY(search_run(&req->ctx, &search, &rows, &count));
    return show_hits(req, &search, rows, count);
}

enum err person_show_post(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct search search;
    struct form_errors errors = {0};
    struct person *rows;
    int count, at = 0;

    if (!search_read(req, &search, &errors))
        return show_form(req, &search, &errors, 422);
    TRY(search_run(ctx, &search, &rows, &count));
    while (at < count && !str_eq(pick_of(ctx, &rows[at], at), req_str(req, "pick")))
        at++;
    if (at == count)
        return show_hits(req, &search, rows, count);
    struct person_show_view view = {.name = rows[at].full_name, .purpose = search.reason};
    TRY(person_record_fill(ctx, &rows[at], &view.record));
    req_audit_about(req, rows[at].person_id, search.reason, STR_NONE);
    struct html *out = page_begin(req, FACE_STAFF, T("Thông tin dân cư"));
    view_person_show(out, &view);
    return page_end(req, 200);
}
