/* print.c: forms 01 to 05: what stands on them. The forms are Vietnamese by law, so values are taken in Vietnamese whatever the reader's language is;
 * the drawing adds English captions by itself. */
#include "features/dossier/print.h"
#include "features/document/document.h"
#include "features/territory/territory.h"

static struct str vi(struct bilingual text) { return text.vi; }

enum err print_facts_light(struct ctx *ctx, const struct dossier *d, struct print_facts *ret_facts)
{
    struct print_facts facts = {.dossier = d};

    TRY(dossier_steps(ctx, d->dossier_id, &facts.steps, &facts.steps_count));
    *ret_facts = facts;
    return OK;
}

const struct dossier_step *print_last_step(const struct print_facts *facts, const char *action)
{
    for (int i = facts->steps_count; i-- > 0;)
        if (str_eq(facts->steps[i].action, str_of(action)))
            return &facts->steps[i];
    return NULL;
}

static enum err owner_address(struct ctx *ctx, int64_t person_id, struct str *ret_address)
{
    struct residence residence;
    enum err err = residence_current(ctx, person_id, false, &residence);

    if (err == ERR_NOT_FOUND)
        err = residence_current(ctx, person_id, true, &residence);
    if (err == ERR_NOT_FOUND) {
        *ret_address = STR_NONE;
        return OK;
    }
    TRY(err);
    struct str label = territory_label(ctx, residence.unit_id);
    *ret_address = arena_printf(ctx->arena, "%.*s, %.*s", STR_ARG(residence.address), STR_ARG(label));
    return OK;
}

enum err print_facts_load(struct ctx *ctx, const struct dossier *d, const struct settings *settings, struct print_facts *ret_facts)
{
    struct print_facts facts;
    struct agency above = {0};
    struct unit unit;
    struct str address;

    TRY(print_facts_light(ctx, d, &facts));
    TRY(agency_get(ctx, d->agency_id, &facts.agency));
    if (facts.agency.parent_id)
        TRY(agency_get(ctx, facts.agency.parent_id, &above));
    TRY(person_get(ctx, d->owner_person_id, &facts.owner));
    TRY(territory_get(ctx, d->unit_id, &unit));
    TRY(owner_address(ctx, d->owner_person_id, &address));
    facts.public_url = settings->public_url;
    facts.lookup_url = arena_printf(ctx->arena, "%.*s/lookup?code=%.*s", STR_ARG(settings->public_url), STR_ARG(d->code));
    facts.head = (struct forms_head){
        .parent = above.name,
        .agency = facts.agency.name,
        .counter = arena_printf(ctx->arena, "Bộ phận Tiếp nhận và Trả kết quả %.*s", STR_ARG(unit.name)),
        .agency_phone = facts.agency.phone,
        .agency_address = facts.agency.address,
        .place = territory_bare_name(&unit),
        .issued_ms = d->received_ms,
        .code = d->code,
        .procedure_name = vi(d->procedure->name),
        .procedure_code = d->procedure->code,
        .applicant = d->owner_name,
        .applicant_address = address,
        .applicant_phone = d->owner_phone.len ? d->owner_phone : facts.owner.phone,
        .applicant_email = facts.owner.email,
        .demo = settings->demo,
    };
    *ret_facts = facts;
    return OK;
}

static struct str limit_text(struct ctx *ctx, const struct procedure *procedure)
{
    switch (procedure->limit_unit) {
    case LIMIT_WORKING_DAYS: return arena_printf(ctx->arena, "%02d ngày làm việc", procedure->limit_amount);
    case LIMIT_WORKING_HOURS: return arena_printf(ctx->arena, "%02d giờ làm việc", procedure->limit_amount);
    case LIMIT_CALENDAR_DAYS: return arena_printf(ctx->arena, "%02d ngày", procedure->limit_amount);
    case LIMIT_MONTHS: return arena_printf(ctx->arena, "%02d tháng", procedure->limit_amount);
    case LIMIT_AT_ONCE: return S("Ghi nhận ngay");
    case LIMIT_NONE: break;
    }
    return STR_NONE;
}

static struct forms_head head_at(const struct print_facts *facts, int64_t issued_ms)
{
    struct forms_head head = facts->head;

    head.issued_ms = issued_ms;
    return head;
}

/* --- 01 ------------------------------------------------------------------------------------------------------------------ */
bool print_has_receipt(const struct print_facts *facts) { return facts->dossier->state != DOSSIER_NOT_RECEIVED; }

enum err print_receipt(struct ctx *ctx, const struct print_facts *facts, struct str *ret_pdf)
{
    const struct dossier *d = facts->dossier;
    const struct procedure *procedure = d->procedure;
    const struct dossier_step *received = print_last_step(facts, "receive");
    struct document *docs;
    int count, n = 0;
    int64_t fee = d->channel == CHANNEL_ONLINE ? procedure->fee_online_vnd : procedure->fee_counter_vnd;

    TRY(document_list_dossier_all(ctx, d->dossier_id, &docs, &count));
    struct forms_paper *papers = arena_array(ctx->arena, struct forms_paper, (size_t)count + 1);
    papers[n++] = (struct forms_paper){.name = S("Tờ khai điện tử"), .electronic = 1};
    for (int i = 0; i < count; i++) {
        const struct paper *paper = procedure_paper(procedure, docs[i].paper);
        if (!str_eq(docs[i].kind, S("upload")) || docs[i].created_ms > d->submitted_ms)
            continue; /* the receipt says what was received then, not what came with a supplement */
        papers[n++] = (struct forms_paper){
            .name = paper ? vi(paper->name) : docs[i].title,
            .electronic = 1,
            .file = arena_printf(ctx->arena, "%.*s, %d trang, SHA-256 %.8s…", STR_ARG(docs[i].file_name), docs[i].pages, docs[i].sha256.ptr),
        };
    }
    struct forms_receipt form = {
        .head = facts->head,
        .papers = papers,
        .papers_count = n,
        .time_limit = limit_text(ctx, procedure),
        .received_ms = d->received_ms,
        .due_ms = procedure->limit_unit == LIMIT_AT_ONCE ? 0 : facts->steps[0].due_ms, /* as promised on that day */
        .return_place = d->channel == CHANNEL_ONLINE ? S("Trực tuyến, trong giấy tờ của người nộp") : facts->head.counter,
        .fee = fee > 0 ? arena_printf(ctx->arena, "%.*s", STR_ARG(fmt_vnd(ctx->arena, LANG_VI, fee))) : fee == 0 ? S("Không thu") : STR_NONE,
        .submitter = d->submitter_name,
        .officer = received ? received->actor_name : STR_NONE,
        .lookup_url = facts->lookup_url,
    };
    return forms_receipt(ctx, &form, ret_pdf);
}

/* --- 02 ------------------------------------------------------------------------------------------------------------------ */
bool print_has_supplement(const struct print_facts *facts) { return print_last_step(facts, "ask_supplement") != NULL; }

enum err print_supplement(struct ctx *ctx, const struct print_facts *facts, struct str *ret_pdf)
{
    const struct dossier *d = facts->dossier;
    const struct dossier_step *asked = print_last_step(facts, "ask_supplement");
    struct dossier_defect *defects;
    int count, round;

    TRY(dossier_defects(ctx, d->dossier_id, &defects, &count, &round));
    struct forms_defect *rows = arena_array(ctx->arena, struct forms_defect, (size_t)count + 1);
    for (int i = 0; i < count; i++)
        rows[i] = (struct forms_defect){procedure_target_text(LANG_VI, d->procedure, defects[i].target),
                                        procedure_defect_text(LANG_VI, d->procedure, defects[i].reason), defects[i].note};
    struct forms_supplement form = {
        .head = head_at(facts, asked->at_ms),
        .defects = rows,
        .defects_count = count,
        .reason = asked->note,
        .contact = asked->actor_name,
        .contact_phone = facts->agency.phone,
        .officer = asked->actor_name,
        .lookup_url = facts->lookup_url,
    };
    return forms_supplement(ctx, &form, ret_pdf);
}

/* --- 03 ------------------------------------------------------------------------------------------------------------------ */
bool print_has_refusal(const struct print_facts *facts)
{
    return facts->dossier->state == DOSSIER_NOT_RECEIVED || facts->dossier->state == DOSSIER_STOPPED;
}

enum err print_refusal(struct ctx *ctx, const struct print_facts *facts, struct str *ret_pdf)
{
    bool at_receipt = facts->dossier->state == DOSSIER_NOT_RECEIVED;
    const struct dossier_step *refused = print_last_step(facts, at_receipt ? "refuse_receipt" : "refuse");
    struct forms_refusal form = {
        .head = head_at(facts, refused->at_ms),
        .at_receipt = at_receipt,
        .reason = refused->note,
        .submitter = facts->dossier->submitter_name,
        .officer = refused->actor_name,
        .lookup_url = facts->lookup_url,
    };
    return forms_refusal(ctx, &form, ret_pdf);
}

/* --- 04 ------------------------------------------------------------------------------------------------------------------ */
bool print_has_apology(const struct print_facts *facts) { return print_last_step(facts, "reappoint") != NULL; }

enum err print_apology(struct ctx *ctx, const struct print_facts *facts, struct str *ret_pdf)
{
    const struct dossier_step *step = print_last_step(facts, "reappoint");
    int64_t promised = 0;

    for (const struct dossier_step *before = facts->steps; before < step; before++) /* the last date given before it */
        promised = before->due_ms ? before->due_ms : promised;
    struct forms_apology form = {
        .head = head_at(facts, step->at_ms),
        .received_ms = facts->dossier->received_ms,
        .due_ms = promised,
        .new_due = day_of_ms(step->due_ms),
        .reason = step->note,
        .signer_title = S("Thủ trưởng đơn vị"),
        .signer = step->actor_name,
        .lookup_url = facts->lookup_url,
    };
    return forms_apology(ctx, &form, ret_pdf);
}

/* --- 05 ------------------------------------------------------------------------------------------------------------------ */
bool print_has_control(const struct print_facts *facts) { return facts->steps_count > 0; }

static enum forms_outcome outcome_of(const struct dossier_step *step)
{
    if (!step->due_ms || step->officer_id == 0)
        return FORMS_OUTCOME_NONE;
    int left = day_of_ms(step->due_ms).n - day_of_ms(step->at_ms).n;
    return left > 0 ? FORMS_EARLY : left == 0 ? FORMS_ON_TIME : FORMS_LATE;
}

enum err print_control(struct ctx *ctx, const struct print_facts *facts, struct str *ret_pdf)
{
    const struct dossier *d = facts->dossier;
    struct forms_handover *rows = arena_array(ctx->arena, struct forms_handover, (size_t)facts->steps_count);

    for (int i = 0; i < facts->steps_count; i++) {
        const struct dossier_step *step = &facts->steps[i], *next = i + 1 < facts->steps_count ? step + 1 : NULL;
        bool by_officer = step->officer_id != 0;
        rows[i] = (struct forms_handover){
            .giver_agency = by_officer ? facts->agency.name : STR_NONE,
            .giver = step->actor_name,
            .receiver_agency = next && next->officer_id ? facts->agency.name : STR_NONE,
            .receiver = next ? next->actor_name : STR_NONE,
            .given_ms = step->at_ms,
            .received_ms = next ? next->at_ms : 0,
            .due_ms = step->due_ms,
            .outcome = outcome_of(step),
            .action = dossier_action_text(step->action).vi,
            .note = step->note,
        };
    }
    struct forms_control form = {
        .head = facts->head,
        .received_ms = d->received_ms,
        .due_ms = d->due_ms,
        .handovers = rows,
        .handovers_count = facts->steps_count,
    };
    return forms_control(ctx, &form, ret_pdf);
}
