/* lookup_pages.c: an officer looks a person up, for one dossier and with a purpose. The number stands in no address and is masked in the list; each person
 * that was shown gets a row in the log that she can read herself. */
#include "features/matching/internal.h"
#include "features/matching/pages.h"
#include "views.h"

enum { PAGE_HITS = 20 };

enum err person_search_page(struct req *req)
{
    return lookup_form(req, &(struct lookup){.dossier = req_str(req, "dossier")}, &(struct form_errors){0}, 200);
}

/* The same question gives the same people in the same order. */
static enum err run(struct ctx *ctx, const struct lookup *lookup, struct name_hits *ret_hits)
{
    if (!lookup->person_id)
        return matching_search(ctx, &lookup->search, ret_hits);
    struct name_hit *hit = arena_new(ctx->arena, struct name_hit);
    int64_t person_id;
    enum err err = person_resolve(ctx, lookup->person_id, &person_id); /* a number that was given up leads to the one that was kept */
    if (err == OK)
        err = person_get(ctx, person_id, &hit->person);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    *ret_hits = (struct name_hits){.items = hit, .count = err == OK};
    return OK;
}

/* Which row, and the end of its number: when the register changed in between, the pick does not fit and the list is shown again. */
static struct str pick_of(struct ctx *ctx, const struct person *person, int index)
{
    return arena_printf(ctx->arena, "%d-%04d", index, (int)(person->person_id % 10000));
}

static int picked(struct ctx *ctx, const struct name_hits *hits, struct str pick)
{
    for (int i = 0; i < hits->count; i++)
        if (str_eq(pick_of(ctx, &hits->items[i].person, i), pick))
            return i;
    return -1;
}

static struct str why(struct ctx *ctx, const struct lookup *lookup, const struct name_hit *hit)
{
    if (lookup->person_id)
        return hit->person.person_id == lookup->person_id ? TS(ctx, "Đúng số định danh") : TS(ctx, "Số đã tra là số cũ của người này, đã bị hủy");
    struct str text = matching_why(ctx, &lookup->search, hit);
    return hit->years_off ? TF(ctx, "{0}; lệch {1} năm sinh", text, arena_printf(ctx->arena, "%d", hit->years_off)) : text;
}

static enum err hit_of(struct ctx *ctx, const struct lookup *lookup, const struct name_hit *found, int index, struct person_hit *ret_hit)
{
    const struct person *person = &found->person;
    struct residence residence;
    struct person_hit hit = {
        .number = person_number_masked(ctx->arena, person->person_id),
        .name = person->full_name,
        .birth = person_birth_text(ctx, person),
        .sex = person_sex_text(ctx, person->female),
        .pick = pick_of(ctx, person, index),
        .why = why(ctx, lookup, found),
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

static struct notice advice_of(struct ctx *ctx, const struct name_hits *hits)
{
    struct str number = fmt_i64(ctx->arena, ctx->lang, SEARCH_HITS_MAX);

    if (hits->more)
        return (struct notice){.title = TF(ctx, "Có hơn {0} người", number), .tone = TONE_INFO,
                               .text = TS(ctx, "Chỉ hiện những người đầu tiên. Hãy ghi thêm năm sinh, xã, phường hoặc tên cha, mẹ.")};
    if (hits->similar_left_out)
        return (struct notice){.title = TS(ctx, "Chưa tìm hết các tên gần giống"), .tone = TONE_INFO,
                               .text = TS(ctx, "Tên này quá phổ biến. Nếu chưa thấy người cần tìm, hãy ghi đủ họ tên và năm sinh.")};
    return (struct notice){0};
}

static enum err show_hits(struct req *req, const struct lookup *lookup, const struct name_hits *hits)
{
    struct ctx *ctx = &req->ctx;
    int from = hits->more ? 0 : picked(ctx, hits, req_str(req, "after")) + 1; /* a list that is cut is narrowed, not leafed through */
    int count = hits->count - from < PAGE_HITS ? hits->count - from : PAGE_HITS;
    struct person_hit *items = arena_array(ctx->arena, struct person_hit, (size_t)count + 1);

    for (int i = 0; i < count; i++) {
        TRY(hit_of(ctx, lookup, &hits->items[from + i], from + i, &items[i]));
        req_audit_about(req, hits->items[from + i].person.person_id, lookup->reason, STR_NONE);
    }
    struct person_hits_view view = {
        .question = {.csrf = req->csrf_token, .number = lookup->number, .name = lookup->name, .birth_year = lookup->birth_year, .slack = lookup->slack,
                     .commune = lookup->commune, .parent = lookup->parent, .purpose = lookup->purpose, .dossier = lookup->dossier},
        .items = items, .items_count = count,
        .advice = advice_of(ctx, hits),
        .empty = {.title = TS(ctx, "Không tìm thấy ai"), .text = TS(ctx, "Hãy xem lại số định danh, hoặc họ tên và năm sinh.")},
    };
    if (count && !hits->more)
        view.found = TF(ctx, "Tìm thấy {0} người; đang xem từ {1} đến {2}.", fmt_i64(ctx->arena, ctx->lang, hits->count), fmt_i64(ctx->arena, ctx->lang, from + 1),
                        fmt_i64(ctx->arena, ctx->lang, from + count));
    if (!hits->more && from + count < hits->count)
        view.after = items[count - 1].pick;
    struct html *out = page_begin(req, FACE_STAFF, T("Kết quả tra cứu"));
    view_person_hits(out, &view);
    return page_end(req, 200);
}

enum err person_search_post(struct req *req)
{
    struct lookup lookup;
    struct form_errors errors = {0};
    struct name_hits hits;
    bool right;

    TRY(lookup_read(req, &lookup, &errors, &right));
    if (!right)
        return lookup_form(req, &lookup, &errors, 422);
    TRY(run(&req->ctx, &lookup, &hits));
    return show_hits(req, &lookup, &hits);
}

enum err person_show_post(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct lookup lookup;
    struct form_errors errors = {0};
    struct name_hits hits;
    struct person person;
    bool right;

    TRY(lookup_read(req, &lookup, &errors, &right));
    if (!right)
        return lookup_form(req, &lookup, &errors, 422);
    TRY(run(ctx, &lookup, &hits));
    int at = picked(ctx, &hits, req_str(req, "pick"));
    if (at < 0)
        return show_hits(req, &lookup, &hits);
    TRY(person_get(ctx, hits.items[at].person.person_id, &person)); /* the list holds only what it shows */
    struct person_show_view view = {.name = person.full_name, .purpose = lookup.reason};
    if (lookup.person_id && lookup.person_id != person.person_id)
        view.replaced = (struct notice){.title = TS(ctx, "Số định danh đã bị hủy"), .tone = TONE_SOON,
                                        .text = TF(ctx, "Số {0} đã bị hủy vì hai bản ghi là một người. Dưới đây là bản ghi được giữ lại.",
                                                   person_number_format(ctx->arena, lookup.person_id))};
    TRY(person_record_fill(ctx, &person, &view.record));
    req_audit_about(req, person.person_id, lookup.reason, STR_NONE);
    struct html *out = page_begin(req, FACE_STAFF, T("Thông tin dân cư"));
    view_person_show(out, &view);
    return page_end(req, 200);
}
