/* print_result.c: the notice of a result: what was decided about whom, read from the dossier's own form, so that it can be drawn at any later time and
 * says the same: nothing in it comes from what the register or the agency became afterwards. */
#include "features/dossier/dossier_life.h"
#include "features/dossier/pages.h"
#include "features/dossier/print.h"
#include "platform/json/json.h"

bool print_has_result(const struct print_facts *facts) { return facts->dossier->result_document_id != 0; }

static enum err members_of(struct ctx *ctx, const struct dossier *d, struct forms_member **ret_members, int *ret_count)
{
    struct dossier_member *members;
    int count;

    *ret_count = 0;
    TRY(dossier_members_parse(ctx, dossier_form_value(ctx, d, S("members")), &members, &count));
    *ret_members = arena_array(ctx->arena, struct forms_member, (size_t)count + 1);
    for (int i = 0; i < count; i++) {
        struct person person;
        enum err err = dossier_member_named(ctx, d->dossier_id, members[i].person_id, &person.full_name, &person.birth);
        if (err == ERR_NOT_FOUND) /* submitted before names were kept */
            err = person_get(ctx, members[i].person_id, &person);
        TRY(err);
        (*ret_members)[(*ret_count)++] = (struct forms_member){
            person.full_name, fmt_day(ctx->arena, person.birth), person_number_format(ctx->arena, members[i].person_id),
            members[i].relation.len ? household_relation_text(members[i].relation).vi : STR_NONE};
    }
    return OK;
}

/* The title of a result, in capitals by the drawing. */
static void title_of(const struct dossier *d, struct forms_result *form)
{
    form->title = d->procedure->result_name.vi.len ? d->procedure->result_name.vi : d->procedure->name.vi;
    form->title_en = d->procedure->result_name.en.len ? d->procedure->result_name.en : d->procedure->name.en;
}

/* A result whose lines were written down with the decision: an extract from the book, a confirmation. */
static enum err print_kept(struct ctx *ctx, const struct print_facts *facts, const struct dossier_result *result, struct str *ret_pdf)
{
    const struct dossier *d = facts->dossier;
    const struct dossier_step *decided = print_last_step(facts, "approve");
    struct forms_value *values = arena_array(ctx->arena, struct forms_value, (size_t)result->facts_count + 1);
    struct forms_result form = {
        .head = facts->head,
        .values = values,
        .values_count = result->facts_count,
        .legal_basis = d->procedure->legal_basis,
        .signer_title = S("Thủ trưởng đơn vị"),
        .signer = decided ? decided->actor_name : STR_NONE,
        .lookup_url = result->check_url.len ? arena_join(ctx->arena, facts->public_url, result->check_url) : facts->lookup_url,
    };

    for (int i = 0; i < result->facts_count; i++)
        values[i] = (struct forms_value){result->facts[i].vi, result->facts[i].en, result->facts[i].value};
    title_of(d, &form);
    form.head.issued_ms = d->finished_ms;
    form.head.number = result->number;
    return forms_result(ctx, &form, ret_pdf);
}

enum err print_result(struct ctx *ctx, const struct print_facts *facts, struct str *ret_pdf)
{
    const struct dossier *d = facts->dossier;
    const struct dossier_step *decided = print_last_step(facts, "approve");
    enum lang kept = ctx->lang;
    struct dossier_answer *answers;
    struct dossier_result kept_result;
    int count, n = 0;

    enum err found = dossier_result_find(ctx, d->dossier_id, &kept_result);
    if (found != ERR_NOT_FOUND)
        return found == OK ? print_kept(ctx, facts, &kept_result, ret_pdf) : found;
    ctx->lang = LANG_VI;
    enum err err = dossier_answers(ctx, d, &answers, &count);
    ctx->lang = kept;
    TRY(err);
    struct forms_value *values = arena_array(ctx->arena, struct forms_value, (size_t)count + 4);
    values[n++] = (struct forms_value){S("Họ, chữ đệm và tên"), S("Full name"), d->owner_name};
    values[n++] = (struct forms_value){S("Ngày, tháng, năm sinh"), S("Date of birth"), fmt_day(ctx->arena, d->owner_birth)};
    values[n++] = (struct forms_value){S("Số định danh cá nhân"), S("Personal number"), person_number_format(ctx->arena, d->owner_person_id)};
    for (int i = 0; i < count; i++)
        if (answers[i].text.len && answers[i].field->type != FIELD_PHONE && answers[i].field->type != FIELD_MEMBERS)
            values[n++] = (struct forms_value){answers[i].field->label.vi, answers[i].field->label.en, answers[i].text};
    struct forms_result form = {
        .head = facts->head,
        .addressee = d->owner_name,
        .opening = arena_printf(ctx->arena, "%.*s đã giải quyết hồ sơ %.*s nộp ngày %.*s và ghi nhận kết quả vào cơ sở dữ liệu về cư trú ngày %.*s như sau:",
                                STR_ARG(facts->agency.name), STR_ARG(d->code), STR_ARG(fmt_day(ctx->arena, day_of_ms(d->received_ms))),
                                STR_ARG(fmt_day(ctx->arena, day_of_ms(d->finished_ms)))),
        .values = values,
        .values_count = n,
        .legal_basis = d->procedure->legal_basis,
        .signer_title = S("Thủ trưởng đơn vị"),
        .signer = decided ? decided->actor_name : STR_NONE,
        .lookup_url = facts->lookup_url,
    };
    struct forms_member *members;
    TRY(members_of(ctx, d, &members, &form.members_count));
    form.members = members;
    title_of(d, &form);
    form.head.issued_ms = d->finished_ms;
    return forms_result(ctx, &form, ret_pdf);
}
