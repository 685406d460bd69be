/* review_pages.c: check your answers, submit; the list of drafts. "Đã nộp" is said only after a durable commit: the
 * redirect leaves the writer lane after it. */
#include "features/agency/agency.h"
#include "features/filing/filing_views.h"
#include "features/filing/pages.h"
#include "features/population/population.h"
#include "features/territory/territory.h"
#include "views.h"

/* Households and permanent residence are decided where that residence is, not where somebody stays for a while. */
static bool about_permanent(enum effect effect)
{
    return effect == EFFECT_SPLIT || effect == EFFECT_HEAD || effect == EFFECT_DEREGISTER || effect == EFFECT_CHILD_RESIDENCE;
}

/* What the screens showed of the field that is to be corrected: somebody else may correct it meanwhile. */
static void remember_old_value(struct req *req, struct filing *filing)
{
    enum effect effect = filing->draft.procedure->effect;
    struct str what = form_values_get(&filing->values, S("what"));

    if (effect == EFFECT_CORRECTION || effect == EFFECT_DATA_CORRECTION)
        form_values_set(&filing->values, S("old_value"), prefill_value(&req->ctx, &filing->draft, arena_join(req->ctx.arena, S("field."), what)));
}

/* Where it is decided: at the new dwelling's commune, or where the person lives. */
static enum err decide_where(struct req *req, const struct filing *filing, int64_t *ret_unit_id)
{
    struct residence residence;
    struct str chosen = form_values_get(&filing->values, S("unit"));

    if (chosen.len)
        return str_parse_i64(chosen, ret_unit_id);
    bool permanent_first = about_permanent(filing->draft.procedure->effect);
    enum err err = residence_current(&req->ctx, filing->draft.owner_person_id, !permanent_first, &residence);
    if (err == ERR_NOT_FOUND)
        err = residence_current(&req->ctx, filing->draft.owner_person_id, permanent_first, &residence);
    if (err == ERR_NOT_FOUND)
        return fault(
            &req->ctx, ERR_CONFLICT, "filing.no_residence", "",
            "Cơ sở dữ liệu chưa có nơi cư trú của bạn. Hãy đến Công an xã, phường nơi bạn đang ở để được giúp.");
    TRY(err);
    *ret_unit_id = residence.unit_id;
    return OK;
}

static struct summary_list *sections(struct req *req, const struct filing *filing, int *ret_count)
{
    const struct procedure *procedure = filing->draft.procedure;
    struct summary_list *lists = arena_array(req->ctx.arena, struct summary_list, (size_t)procedure->screens_count + 1);
    int count = 0;

    for (int s = 0; s < procedure->screens_count; s++) {
        const struct screen *screen = &procedure->screens[s];
        struct summary_row *rows = arena_array(req->ctx.arena, struct summary_row, (size_t)screen->fields_count);
        int n = 0;
        for (int f = 0; f < screen->fields_count; f++) {
            const struct field *field = &screen->fields[f];
            if (!field_is_asked(field, &filing->values))
                continue;
            rows[n++] = (struct summary_row){
                .key = bilingual_text(req->ctx.lang, field->label),
                .value = answer_text(req, &filing->draft, field, form_values_get(&filing->values, field->name)),
                .change_url = filing_step_url(&req->ctx, &filing->draft, s),
                .change_text = TS(&req->ctx, "Sửa")};
        }
        lists[count++] = (struct summary_list){
            .title = bilingual_text(req->ctx.lang, screen->title), .items = rows, .items_count = n};
    }
    *ret_count = count;
    return lists;
}

static enum err papers_section(struct req *req, const struct filing *filing, struct summary_list *list)
{
    struct document *docs;
    int count;

    TRY(document_list_draft(&req->ctx, filing->draft.draft_id, &docs, &count));
    struct summary_row *rows = arena_array(req->ctx.arena, struct summary_row, (size_t)count);
    for (int i = 0; i < count; i++) {
        const struct paper *paper = procedure_paper(filing->draft.procedure, docs[i].paper);
        rows[i] = (struct summary_row){
            .key = paper ? bilingual_text(req->ctx.lang, paper->name) : docs[i].paper,
            .value = docs[i].file_name,
            .change_url = filing_step_url(&req->ctx, &filing->draft, filing->draft.procedure->screens_count),
            .change_text = TS(&req->ctx, "Sửa")};
    }
    *list = (struct summary_list){.title = TS(&req->ctx, "Giấy tờ kèm theo"), .items = rows, .items_count = count};
    return OK;
}

static enum err show(struct req *req, const struct filing *filing, const struct form_errors *errors, int status)
{
    struct review_view view = {.errors = *errors, .csrf = req->csrf_token};
    const struct procedure *procedure = filing->draft.procedure;
    int last = filing_steps(procedure) - 1, count;
    struct summary_list *lists = sections(req, filing, &count);
    struct agency agency;
    struct person owner;
    int64_t unit_id;

    if (procedure->papers_count)
        TRY(papers_section(req, filing, &lists[count++]));
    view.sections = lists;
    view.sections_count = count;
    TRY(register_facts(&req->ctx, filing->draft.owner_person_id, &view.facts));
    TRY(decide_where(req, filing, &unit_id));
    enum err err = agency_find_by_unit(&req->ctx, unit_id, procedure->agency_kind, &agency);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    view.agency = err == OK ? agency.name : TS(&req->ctx, "chưa xác định");
    view.caption = filing_caption(req, &filing->draft, last);
    view.action_url = arena_printf(req->ctx.arena, "/drafts/%ld/submit", (long)filing->draft.draft_id);
    view.back.url = filing_step_url(&req->ctx, &filing->draft, last - 1);
    view.limit = filing_limit_text(&req->ctx, procedure);
    view.fee = filing_fee_text(&req->ctx, procedure);
    view.assisted = filing->draft.assisted || filing->draft.owner_person_id != req->session->person_id;
    if (view.assisted) {
        TRY(person_get(&req->ctx, filing->draft.owner_person_id, &owner));
        view.owner = owner.full_name;
    }
    struct html *out = page_begin(req, FACE_CITIZEN, T("Kiểm tra lại trước khi nộp"));
    view_review(out, &view);
    return page_end(req, status);
}

enum err review_page(struct req *req)
{
    struct filing filing;
    struct form_errors none = {0};
    int step;

    TRY(filing_load(req, &filing));
    TRY(filing_first_open_step(req, &filing, &step));
    if (step < filing_steps(filing.draft.procedure) - 1)
        return reply_redirect(req, filing_step_url(&req->ctx, &filing.draft, step));
    return show(req, &filing, &none, 200);
}

/* "Nhập vào hộ": the household of the head that was named. */
static enum err resolve_household(struct req *req, struct filing *filing)
{
    struct str number = form_values_get(&filing->values, S("head_number"));
    int64_t head_id, household_id;

    if (!number.len)
        return OK;
    TRY(person_number_parse(&req->ctx, number, &head_id));
    enum err err = household_of(&req->ctx, head_id, &household_id);
    if (err == ERR_NOT_FOUND)
        return fault(&req->ctx, ERR_INVALID, "filing.head", "head_number",
                     "Người này không có hộ trong cơ sở dữ liệu. Hãy kiểm tra lại số định danh của chủ hộ.");
    TRY(err);
    form_values_set(&filing->values, S("join_household"), arena_printf(req->ctx.arena, "%ld", (long)household_id));
    return OK;
}

static enum err submit(struct req *req, struct filing *filing, struct dossier *ret_dossier)
{
    struct dossier_submission submission = {.procedure = filing->draft.procedure,
                                            .channel = filing->draft.channel,
                                            .assisted = filing->draft.assisted,
                                            .owner_person_id = filing->draft.owner_person_id,
                                            .draft_id = filing->draft.draft_id,
                                            .owner_phone = form_values_get(&filing->values, S("phone")),
                                            .shown_ms = filing->draft.created_ms,
                                            .idempotency_key = filing->draft.submit_key};
    struct db_tx AUTO(db_tx_end) tx = {0};
    bool repeated;

    TRY(db_tx_begin(&req->ctx, DB_WRITE,
                    &tx)); /* a savepoint: a refusal must undo what was begun, not the page that shows it */
    TRY(resolve_household(req, filing));
    remember_old_value(req, filing);
    TRY(decide_where(req, filing, &submission.unit_id));
    submission.form = form_values_json(&req->ctx, &filing->values);
    TRY(dossier_submit(&req->ctx, &submission, ret_dossier, &repeated));
    TRY(draft_set_submitted(&req->ctx, filing->draft.draft_id, ret_dossier->dossier_id));
    return db_tx_commit(&tx);
}

enum err submit_post(struct req *req)
{
    struct filing filing;
    struct dossier dossier;
    struct form_errors errors = {0};
    int64_t draft_id;
    int step;

    if (str_parse_i64(req_path(req, "id"), &draft_id) == OK)
        TRY(draft_lock(&req->ctx, draft_id));
    TRY(filing_load(req, &filing));
    if (filing.draft.submitted_dossier_id) { /* the second click: the same answer again */
        TRY(dossier_get_id(&req->ctx, filing.draft.submitted_dossier_id, &dossier));
    } else {
        TRY(filing_first_open_step(req, &filing, &step));
        if (step < filing_steps(filing.draft.procedure) - 1)
            return reply_redirect(req, filing_step_url(&req->ctx, &filing.draft, step));
        enum err err = submit(req, &filing, &dossier);
        if (err == ERR_INVALID || err == ERR_NOT_FOUND ||
            (err == ERR_CONFLICT && !str_starts(req->ctx.fault.code, S("db.")))) {
            form_error_add(req, &errors, S(""), i18n_str(req->ctx.lang, req->ctx.fault.text));
            req->ctx.fault = (struct fault){0};
            return show(req, &filing, &errors, 422);
        }
        TRY(err);
    }
    if (filing.draft.assisted)
        return reply_redirect(req, arena_printf(req->ctx.arena, "/work/%.*s", STR_ARG(dossier.code)));
    return reply_redirect(req, arena_printf(req->ctx.arena, "/dossiers/%.*s/submitted", STR_ARG(dossier.code)));
}

enum err draft_page(struct req *req)
{
    struct filing filing;
    int step, count;

    TRY(filing_load(req, &filing));
    TRY(filing_first_open_step(req, &filing, &step));
    const struct procedure *procedure = filing.draft.procedure;
    count = filing_steps(procedure);
    struct task *tasks = arena_array(req->ctx.arena, struct task, (size_t)count);
    for (int i = 0; i < count; i++) {
        bool screen = i < procedure->screens_count;
        tasks[i] = (struct task){.title = screen           ? bilingual_text(req->ctx.lang, procedure->screens[i].title)
                                          : i == count - 1 ? TS(&req->ctx, "Kiểm tra và nộp hồ sơ")
                                                           : TS(&req->ctx, "Giấy tờ kèm theo"),
                                 .url = i <= step ? filing_step_url(&req->ctx, &filing.draft, i) : S(""),
                                 .status = {i < step    ? TS(&req->ctx, "Đã xong")
                                            : i == step ? TS(&req->ctx, "Tiếp theo")
                                                        : TS(&req->ctx, "Chưa làm được"),
                                            i < step    ? TONE_DONE
                                            : i == step ? TONE_INFO
                                                        : TONE_NEUTRAL}};
    }
    struct draft_view view = {.name = bilingual_text(req->ctx.lang, procedure->name),
                              .csrf = req->csrf_token,
                              .tasks = {tasks, count},
                              .delete_url =
                                  arena_printf(req->ctx.arena, "/drafts/%ld/delete", (long)filing.draft.draft_id),
                              .updated = fmt_at(req->ctx.arena, filing.draft.updated_ms),
                              .continue_url = filing_step_url(&req->ctx, &filing.draft, step)};
    struct html *out = page_begin_str(req, FACE_CITIZEN, view.name);
    view_draft(out, &view);
    return page_end(req, 200);
}

enum err drafts_page(struct req *req)
{
    struct draft *drafts;
    struct person owner;
    int count;

    TRY(draft_list(&req->ctx, req->session->account_id, &drafts, &count));
    struct draft_row *rows = arena_array(req->ctx.arena, struct draft_row, (size_t)count);
    for (int i = 0; i < count; i++) {
        TRY(person_get(&req->ctx, drafts[i].owner_person_id, &owner));
        rows[i] = (struct draft_row){arena_printf(req->ctx.arena, "/drafts/%ld", (long)drafts[i].draft_id),
                                     bilingual_text(req->ctx.lang, drafts[i].procedure->name), owner.full_name,
                                     TF(&req->ctx, "Đã lưu lúc {0}.", fmt_at(req->ctx.arena, drafts[i].updated_ms))};
    }
    struct html *out = page_begin(req, FACE_CITIZEN, T("Bản kê khai đang làm dở"));
    view_drafts(out, &(struct drafts_view){rows, count});
    return page_end(req, 200);
}

enum err draft_delete_post(struct req *req)
{
    struct filing filing;

    TRY(filing_load(req, &filing));
    TRY(draft_delete(&req->ctx, filing.draft.draft_id));
    return reply_redirect(req, S("/drafts"));
}
