/* dossier_show.c: a dossier in words and rows, for the citizen's and the officer's page alike. */
#include "features/dossier/dossier_effect.h"
#include "features/dossier/pages.h"
#include "features/agency/calendar_load.h"
#include "features/territory/territory.h"
#include "platform/json/json.h"

struct str dossier_url(struct ctx *ctx, const struct dossier *dossier, const char *behind)
{
    return arena_printf(ctx->arena, "/dossiers/%.*s%s", STR_ARG(dossier->code), behind);
}

struct str dossier_work_url(struct ctx *ctx, struct str code, const char *behind)
{
    return arena_printf(ctx->arena, "/work/%.*s%s", STR_ARG(code), behind);
}

enum err dossier_of_path(struct req *req, struct dossier *ret_dossier)
{
    TRY(dossier_get(&req->ctx, req_path(req, "code"), ret_dossier));
    return dossier_check_can_read(&req->ctx, ret_dossier);
}

struct str dossier_procedure_name(struct ctx *ctx, int64_t procedure_id)
{
    const struct procedure *procedure = procedure_latest(procedure_id);
    return procedure ? bilingual_text(ctx->lang, procedure->name) : STR_NONE;
}

struct tag dossier_state_tag(struct ctx *ctx, enum dossier_state state)
{
    static const enum tone tones[] = {[DOSSIER_NEW] = TONE_INFO, [DOSSIER_RECEIVED] = TONE_INFO, [DOSSIER_NOT_RECEIVED] = TONE_LATE,
                                      [DOSSIER_PROCESSING] = TONE_INFO, [DOSSIER_SUPPLEMENT] = TONE_SOON, [DOSSIER_PAYMENT] = TONE_SOON,
                                      [DOSSIER_WITHDRAWN] = TONE_NEUTRAL, [DOSSIER_STOPPED] = TONE_LATE, [DOSSIER_DONE] = TONE_DONE,
                                      [DOSSIER_RETURNED] = TONE_DONE};
    return (struct tag){i18n(ctx->lang, dossier_status_text(state)), tones[state]};
}

struct tag dossier_due_tag(struct ctx *ctx, enum dossier_state state, struct day due_day)
{
    int left = due_day.n - day_of_ms(ctx->now_ms).n;

    if (dossier_state_ended(state) || dossier_waiting(state) != WAITING_AGENCY || civil_of(due_day).year == 9999)
        return (struct tag){0};
    if (left < 0)
        return (struct tag){TF(ctx, "Quá hạn {0} ngày", fmt_i64(ctx->arena, ctx->lang, -left)), TONE_LATE};
    if (left == 0)
        return (struct tag){TS(ctx, "Hạn hôm nay"), TONE_SOON};
    if (left == 1)
        return (struct tag){TS(ctx, "Hạn ngày mai"), TONE_SOON};
    return (struct tag){TF(ctx, "Còn {0} ngày", fmt_i64(ctx->arena, ctx->lang, left)), TONE_NEUTRAL};
}

/* --- answers ------------------------------------------------------------------------------------------------------------ */
static struct str members_text(struct ctx *ctx, struct str value)
{
    struct dossier_member *members;
    struct person person;
    struct buf buf;
    int count;

    if (dossier_members_parse(ctx, value, &members, &count) != OK)
        return value;
    buf_init(&buf, ctx->arena, 128);
    for (int i = 0; i < count; i++) {
        if (person_get(ctx, members[i].person_id, &person) != OK)
            continue;
        buf_put(&buf, buf.len ? S("; ") : S(""));
        buf_put(&buf, person.full_name);
        if (members[i].relation.len)
            buf_printf(&buf, " (%.*s)", STR_ARG(i18n(ctx->lang, household_relation_text(members[i].relation))));
    }
    return buf_str(&buf);
}

static struct str value_text(struct ctx *ctx, const struct field *field, struct str value)
{
    struct fault kept = ctx->fault;
    struct day day;
    int64_t number;
    struct str text = value;

    switch (field->type) {
    case FIELD_DAY: text = day_parse_iso(value, &day) == OK ? fmt_day(ctx->arena, day) : value; break;
    case FIELD_COMMUNE: text = str_parse_i64(value, &number) == OK ? territory_label(ctx, number) : value; break;
    case FIELD_PERSON_NUMBER: text = str_parse_i64(value, &number) == OK ? person_number_masked(ctx->arena, number) : value; break;
    case FIELD_MEMBER: text = str_eq(value, S("other")) ? TS(ctx, "Người khác") : members_text(ctx, value); break;
    case FIELD_CHECKBOX: text = TS(ctx, "Có"); break;
    case FIELD_MEMBERS: text = members_text(ctx, value); break;
    default:
        text = field->options_from.len ? i18n(ctx->lang, household_relation_text(value)) : procedure_value_text(ctx->lang, field, value);
    }
    ctx->fault = kept; /* a person or unit that is gone is shown as it was written */
    return text;
}

static struct str form_text(const struct json *form, struct str name)
{
    struct str text = STR_NONE;

    for (const struct json *member = json_first(form); member; member = json_next(member))
        if (str_eq(json_key_of(member), name) && json_text(member, &text) == OK)
            return text;
    return STR_NONE;
}

enum err dossier_answers(struct ctx *ctx, const struct dossier *d, struct dossier_answer **ret_answers, int *ret_count)
{
    const struct procedure *procedure = d->procedure;
    const struct json *form;
    int most = 0, count = 0;

    if (json_parse(ctx->arena, d->form, NULL, &form) != OK)
        return fault(ctx, ERR_INTERNAL, "dossier.form", "", "Nội dung tờ khai không đọc được. Hãy khai lại.");
    for (int s = 0; s < procedure->screens_count; s++)
        most += procedure->screens[s].fields_count;
    struct dossier_answer *answers = arena_array(ctx->arena, struct dossier_answer, (size_t)most + 1);
    for (int s = 0; s < procedure->screens_count; s++)
        for (int f = 0; f < procedure->screens[s].fields_count; f++) {
            const struct field *field = &procedure->screens[s].fields[f];
            struct str raw = form_text(form, field->name);
            if (field->show_if_field.len && !procedure_value_in(field->show_if_value, form_text(form, field->show_if_field)))
                continue;
            answers[count++] = (struct dossier_answer){field, bilingual_text(ctx->lang, field->label),
                                                       raw.len ? value_text(ctx, field, raw) : STR_NONE, raw};
        }
    *ret_answers = answers;
    *ret_count = count;
    return OK;
}

enum err dossier_answers_list(struct ctx *ctx, const struct dossier *d, struct summary_list *ret_list)
{
    struct dossier_answer *answers;
    int count;

    TRY(dossier_answers(ctx, d, &answers, &count));
    struct summary_row *rows = arena_array(ctx->arena, struct summary_row, (size_t)count + 1);
    for (int i = 0; i < count; i++)
        rows[i] = (struct summary_row){.key = answers[i].label, .value = answers[i].text.len ? answers[i].text : TS(ctx, "Không có")};
    *ret_list = (struct summary_list){.items = rows, .items_count = count};
    return OK;
}

/* --- papers and steps ----------------------------------------------------------------------------------------------------- */
struct str dossier_file_facts(struct ctx *ctx, const struct document *doc)
{
    struct buf buf;
    int64_t tenths = (doc->size_bytes * 10 + 512 * 1024) / (1024 * 1024);

    buf_init(&buf, ctx->arena, 64);
    if (doc->pages > 0) {
        buf_put(&buf, TF(ctx, "{0} trang", fmt_i64(ctx->arena, ctx->lang, doc->pages)));
        buf_lit(&buf, ", ");
    }
    if (tenths >= 10)
        buf_printf(&buf, "%lld%c%lld MB", (long long)(tenths / 10), ctx->lang == LANG_VI ? ',' : '.', (long long)(tenths % 10));
    else
        buf_printf(&buf, "%lld KB", (long long)((doc->size_bytes + 1023) / 1024));
    if (doc->sha256.len >= 8)
        buf_printf(&buf, ", SHA-256 %.8s…", doc->sha256.ptr);
    return buf_str(&buf);
}

enum err dossier_papers_list(struct ctx *ctx, const struct dossier *d, struct summary_list *ret_list)
{
    struct document *docs;
    int count, shown = 0;

    TRY(document_list_dossier_all(ctx, d->dossier_id, &docs, &count));
    struct summary_row *rows = arena_array(ctx->arena, struct summary_row, (size_t)count + 1);
    for (int i = 0; i < count; i++) {
        const struct paper *paper = procedure_paper(d->procedure, docs[i].paper);
        if (!str_eq(docs[i].kind, S("upload")))
            continue;
        struct str name = arena_printf(ctx->arena, "%.*s (%.*s)", STR_ARG(docs[i].file_name), STR_ARG(dossier_file_facts(ctx, &docs[i])));
        rows[shown++] = (struct summary_row){
            .key = paper ? bilingual_text(ctx->lang, paper->name) : docs[i].file_name,
            .value = docs[i].replaced ? TF(ctx, "{0} (đã thay bằng tệp mới)", name) : name,
            .change_url = arena_printf(ctx->arena, "/dossiers/%.*s/files/%lld", STR_ARG(d->code), (long long)docs[i].document_id),
            .change_text = TS(ctx, "Mở"),
        };
    }
    *ret_list = (struct summary_list){.items = rows, .items_count = shown};
    return OK;
}

enum err dossier_history(struct ctx *ctx, const struct dossier *d, bool for_citizen, struct history *ret_history)
{
    struct dossier_step *steps;
    int count;

    TRY(dossier_steps(ctx, d->dossier_id, &steps, &count));
    bool party = dossier_check_party(ctx, d) == OK; /* who is only asked to agree did not file it */
    ctx->fault = (struct fault){0};
    struct history_item *items = arena_array(ctx->arena, struct history_item, (size_t)count + 1);
    for (int i = 0; i < count; i++) {
        const struct dossier_step *step = &steps[count - 1 - i];
        bool mine = for_citizen && party && step->officer_id == 0 && step->actor_name.len; /* the program itself has no name */
        items[i] = (struct history_item){
            .title = i18n(ctx->lang, dossier_action_text(step->action)),
            .who = mine ? TS(ctx, "Bạn") : step->actor_name.len ? step->actor_name : TS(ctx, "Hệ thống"),
            /* words between officers stay between officers */
            .text = for_citizen && (str_eq(step->action, S("propose")) || str_eq(step->action, S("hand_back"))) ? STR_NONE : step->note,
            .at = {step->at_ms},
        };
    }
    *ret_history = (struct history){items, count};
    return OK;
}

/* --- why this date? --------------------------------------------------------------------------------------------------------- */
/* The stretches in which the citizen was asked, from the steps. */
enum err dossier_pauses(struct ctx *ctx, const struct dossier *d, struct pause **ret_pauses, int *ret_count)
{
    struct dossier_step *steps;
    int count, n = 0;

    TRY(dossier_steps(ctx, d->dossier_id, &steps, &count));
    struct pause *pauses = arena_array(ctx->arena, struct pause, (size_t)count + 1);
    for (int i = 0; i < count; i++) {
        if (str_eq(steps[i].action, S("ask_supplement")))
            pauses[n++] = (struct pause){PAUSE_SUPPLEMENT, steps[i].at_ms, 0};
        else if (str_eq(steps[i].action, S("ask_payment")))
            pauses[n++] = (struct pause){PAUSE_PAYMENT, steps[i].at_ms, 0};
        else if ((str_eq(steps[i].action, S("supplement")) || str_eq(steps[i].action, S("paid"))) && n > 0)
            pauses[n - 1].to_ms = steps[i].at_ms;
    }
    *ret_pauses = pauses;
    *ret_count = n;
    return OK;
}

enum { WHY_LINES_MAX = 60 };

enum err dossier_why(struct ctx *ctx, const struct dossier *d, struct table *ret_table, struct str *ret_sentence)
{
    static const struct msg weekdays[] = {[MONDAY] = M_("Thứ hai"), [TUESDAY] = M_("Thứ ba"), [WEDNESDAY] = M_("Thứ tư"), [THURSDAY] = M_("Thứ năm"),
                                          [FRIDAY] = M_("Thứ sáu"), [SATURDAY] = M_("Thứ bảy"), [SUNDAY] = M_("Chủ nhật")};
    struct time_limit limit = dossier_time_limit(d);
    struct explanation explanation;
    struct pause *pauses;
    struct agency agency;
    int count;

    *ret_table = (struct table){0};
    *ret_sentence = STR_NONE;
    if (dossier_waiting(d->state) != WAITING_AGENCY || limit.unit == LIMIT_NONE || limit.unit == LIMIT_AT_ONCE)
        return OK;
    TRY(agency_get(ctx, d->agency_id, &agency));
    TRY(dossier_pauses(ctx, d, &pauses, &count));
    TRY(clock_explain(ctx->arena, calendar_find(agency.calendar), &limit, d->received_ms, pauses, count, &explanation));
    int lines = explanation.lines_count > WHY_LINES_MAX ? WHY_LINES_MAX : explanation.lines_count;
    int skipped = explanation.lines_count - lines; /* long limits: the last lines hold the date */
    struct table_row *rows = arena_array(ctx->arena, struct table_row, (size_t)lines + 1);
    for (int i = 0; i < lines; i++) {
        const struct clock_line *line = &explanation.lines[skipped + i];
        struct table_cell *cells = arena_array(ctx->arena, struct table_cell, 3);
        struct str name = ctx->lang == LANG_EN && line->name_en.len ? line->name_en : line->name_vi;
        struct str weekday = i18n(ctx->lang, weekdays[weekday_of(line->day)]);
        cells[0].text = arena_printf(ctx->arena, "%.*s, %.*s", STR_ARG(weekday), STR_ARG(fmt_day(ctx->arena, line->day)));
        cells[1].text = line->counted && line->n > 0 ? fmt_i64(ctx->arena, ctx->lang, line->n) : S("–");
        cells[2].text = i18n(ctx->lang, line->reason);
        cells[2].note = name.len && line->basis.len ? arena_printf(ctx->arena, "%.*s (%.*s)", STR_ARG(name), STR_ARG(line->basis)) : name;
        rows[i] = (struct table_row){.items = cells, .items_count = 3, .is_total = line->last};
    }
    struct table_column *columns = arena_array(ctx->arena, struct table_column, 3);
    columns[0] = (struct table_column){.label = TS(ctx, "Ngày"), .is_row_header = true};
    columns[1] = (struct table_column){.label = TS(ctx, "Ngày tính thứ"), .is_number = true};
    columns[2] = (struct table_column){.label = TS(ctx, "Vì sao")};
    *ret_table = (struct table){.caption = TS(ctx, "Cách tính ngày hẹn trả"), .columns = columns, .columns_count = 3, .rows = rows, .rows_count = lines};
    table_prepare(ret_table);
    if (d->due_day.n != d->statutory_due_day.n)
        *ret_sentence = TF(ctx, "Theo luật, hạn là ngày {0}. Cơ quan giải quyết đã xin lỗi và hẹn lại một lần: ngày {1}.",
                           fmt_day(ctx->arena, d->statutory_due_day), fmt_day(ctx->arena, d->due_day));
    return OK;
}
