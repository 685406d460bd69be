/* service_pages.c: the services, and the start page of one: what it is, what you need, how long, how much. */
#include "features/filing/filing_views.h"
#include "features/filing/form_values.h"
#include "features/filing/pages.h"
#include "features/population/population.h"
#include "views.h"

struct str filing_limit_text(struct ctx *ctx, const struct procedure *procedure)
{
    struct str n = fmt_i64(ctx->arena, ctx->lang, procedure->limit_amount);

    switch (procedure->limit_unit) {
    case LIMIT_WORKING_DAYS: return TF(ctx, "{0} ngày làm việc", n);
    case LIMIT_WORKING_HOURS: return TF(ctx, "{0} giờ làm việc", n);
    case LIMIT_CALENDAR_DAYS: return TF(ctx, "{0} ngày", n);
    case LIMIT_MONTHS: return TF(ctx, "{0} tháng", n);
    case LIMIT_AT_ONCE:
        return procedure_is_recorded(procedure) ? TS(ctx, "Ghi nhận ngay") : TS(ctx, "Trong ngày; nhận sau 15 giờ thì ngày làm việc tiếp theo");
    case LIMIT_NONE: break;
    }
    return TS(ctx, "chưa xác định");
}

static struct str one_fee(struct ctx *ctx, int64_t vnd)
{
    return vnd < 0 ? TS(ctx, "chưa xác định") : vnd == 0 ? TS(ctx, "miễn phí") : fmt_vnd(ctx->arena, ctx->lang, vnd);
}

struct str filing_fee_text(struct ctx *ctx, const struct procedure *procedure)
{
    if (procedure->fee_counter_vnd == procedure->fee_online_vnd)
        return one_fee(ctx, procedure->fee_online_vnd);
    return TF(ctx, "{0} khi nộp trực tuyến, {1} khi nộp tại quầy", one_fee(ctx, procedure->fee_online_vnd),
              one_fee(ctx, procedure->fee_counter_vnd));
}

enum err services_page(struct req *req)
{
    int count, shown = 0;
    const struct procedure *const *list = procedure_list(&count);
    struct service_row *rows = arena_array(req->ctx.arena, struct service_row, (size_t)count);

    for (int i = 0; i < count; i++) {
        if (!procedure_find(list[i]->slug, day_of_ms(req->ctx.now_ms)))
            continue;
        rows[shown++] =
            (struct service_row){.url = arena_printf(req->ctx.arena, "/services/%.*s", STR_ARG(list[i]->slug)),
                                 .name = bilingual_text(req->ctx.lang, list[i]->name),
                                 .summary = bilingual_text(req->ctx.lang, list[i]->summary),
                                 .limit = TF(&req->ctx, "Thời hạn: {0}", filing_limit_text(&req->ctx, list[i]))};
    }
    struct html *out = page_begin(req, FACE_CITIZEN, T("Dịch vụ công trực tuyến"));
    view_services(out, &(struct services_view){.items = rows, .items_count = shown});
    return page_end(req, 200);
}

enum err filing_find_procedure(struct req *req, struct str slug, const struct procedure **ret_procedure)
{
    *ret_procedure = procedure_find(slug, day_of_ms(req->ctx.now_ms));
    if (!*ret_procedure)
        return fault(&req->ctx, ERR_NOT_FOUND, "procedure.unknown", "",
                     "Không có thủ tục này, hoặc thủ tục không còn hiệu lực.");
    return OK;
}

/* For whom: oneself, or a member of the household. Values are places in the list of members: personal numbers stay out
 * of addresses and pages. */
static enum err owner_choices(struct req *req, struct radio_field *field)
{
    struct household_person *people;
    int64_t household_id;
    int count, shown = 0;
    enum err err = household_of(&req->ctx, req->session->person_id, &household_id);

    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    TRY(household_members(&req->ctx, household_id, &people, &count));
    struct choice *choices = arena_array(req->ctx.arena, struct choice, (size_t)count + 1);
    choices[shown++] = (struct choice){.value = S("self"), .label = TS(&req->ctx, "Cho tôi")};
    for (int i = 0; i < count; i++) {
        struct fault before = req->ctx.fault;
        if (people[i].person_id != req->session->person_id &&
            population_check_can_act_for(&req->ctx, req->session->person_id, people[i].person_id,
                                         day_of_ms(req->ctx.now_ms)) == OK)
            choices[shown++] =
                (struct choice){.value = arena_printf(req->ctx.arena, "m%d", i),
                                .label = TF(&req->ctx, "Cho {0}", people[i].full_name),
                                .hint = i18n(req->ctx.lang, household_relation_text(people[i].relation))};
        req->ctx.fault = before;
    }
    if (shown > 1)
        *field = (struct radio_field){.name = S("owner"),
                                      .legend = TS(&req->ctx, "Bạn nộp hồ sơ cho ai?"),
                                      .value = S("self"),
                                      .items = choices,
                                      .items_count = shown};
    return OK;
}

enum err service_page(struct req *req)
{
    const struct procedure *procedure;
    struct service_view view = {0};

    TRY(filing_find_procedure(req, req_path(req, "slug"), &procedure));
    struct service_paper *papers = arena_array(req->ctx.arena, struct service_paper, (size_t)procedure->papers_count);
    for (int i = 0; i < procedure->papers_count; i++)
        papers[i] =
            (struct service_paper){bilingual_text(req->ctx.lang, procedure->papers[i].name),
                                   bilingual_text(req->ctx.lang, procedure->papers[i].hint),
                                   !procedure->papers[i].required || procedure->papers[i].required_if_field.len > 0};
    view.name = bilingual_text(req->ctx.lang, procedure->name);
    view.summary = bilingual_text(req->ctx.lang, procedure->summary);
    view.code = procedure->code;
    view.limit = filing_limit_text(&req->ctx, procedure);
    view.fee = filing_fee_text(&req->ctx, procedure);
    view.legal_basis = procedure->legal_basis;
    view.result = bilingual_text(req->ctx.lang, procedure->result_name);
    view.papers = papers;
    view.papers_count = procedure->papers_count;
    view.csrf = req->csrf_token;
    view.must_sign_in = !req->session;
    view.not_for_officers = req->session && !req->session->person_id;
    if (view.must_sign_in) {
        view.is_link = true;
        view.action_url = arena_printf(req->ctx.arena, "/sign-in?next=%%2Fservices%%2F%.*s", STR_ARG(procedure->slug));
    } else if (procedure->start_url.len) {
        view.is_link = true;
        view.action_url = procedure->start_url;
    } else {
        view.action_url = arena_printf(req->ctx.arena, "/services/%.*s/start", STR_ARG(procedure->slug));
        if (req->session->person_id)
            TRY(owner_choices(req, &view.owner));
    }
    struct html *out = page_begin_str(req, FACE_CITIZEN, view.name);
    view_service(out, &view);
    return page_end(req, 200);
}

/* Whoever comes from a place that knows the answer of the first question ("what:birth", beside the datum) is not asked it again: the draft begins behind it. Anything else
 * is passed over: the form asks as always. */
static enum err first_answer(struct req *req, const struct procedure *procedure, int64_t draft_id, struct str *ret_screen)
{
    struct str value = req_str(req, "answer"), name = str_cut(&value, ':');
    const struct screen *screen = &procedure->screens[0];
    struct form_values *values = arena_new(req->ctx.arena, struct form_values);

    *ret_screen = screen->id;
    if (!value.len || screen->fields_count != 1 || procedure->screens_count < 2 || !str_eq(screen->fields[0].name, name))
        return OK;
    for (int i = 0; i < screen->fields[0].options_count; i++)
        if (str_eq(screen->fields[0].options[i].value, value)) {
            form_values_set(values, name, value);
            *ret_screen = procedure->screens[1].id;
            return draft_save_form(&req->ctx, draft_id, form_values_json(&req->ctx, values));
        }
    return OK;
}

enum err service_start_post(struct req *req)
{
    const struct procedure *procedure;
    int64_t owner_id = req->session->person_id, household_id, draft_id, index;
    struct str owner = req_str(req, "owner"), screen;

    TRY(filing_find_procedure(req, req_path(req, "slug"), &procedure));
    if (!procedure->screens_count)
        return reply_redirect(req, procedure->start_url);
    TRY(population_check_can_file(&req->ctx, req->session->person_id, day_of_ms(req->ctx.now_ms)));
    if (str_starts(owner, S("m"))) {
        struct household_person *people;
        int count;
        TRY(household_of(&req->ctx, req->session->person_id, &household_id));
        TRY(household_members(&req->ctx, household_id, &people, &count));
        if (str_parse_i64(str_sub(owner, 1, owner.len), &index) != OK || index < 0 || index >= count)
            return fault(&req->ctx, ERR_INVALID, "filing.owner", "owner", "Hãy chọn một trong các giá trị có sẵn.");
        owner_id = people[index].person_id;
        TRY(population_check_can_act_for(&req->ctx, req->session->person_id, owner_id, day_of_ms(req->ctx.now_ms)));
    }
    TRY(draft_start(&req->ctx, procedure, owner_id, CHANNEL_ONLINE, false, &draft_id));
    TRY(first_answer(req, procedure, draft_id, &screen));
    return reply_redirect(req, arena_printf(req->ctx.arena, "/drafts/%ld/screens/%.*s", (long)draft_id, STR_ARG(screen)));
}
