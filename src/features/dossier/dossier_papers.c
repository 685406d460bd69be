/* dossier_papers.c: the last guard before a dossier is accepted: every required paper is there. The screens say it earlier and kinder. */
#include "features/dossier/internal.h"
#include "features/document/document.h"
#include "platform/json/json.h"

static bool required(const struct paper *paper, const struct json *form)
{
    struct str value;

    if (!paper->required || str_empty(paper->required_if_field))
        return paper->required;
    for (const struct json *member = json_first(form); member; member = json_next(member))
        if (str_eq(json_key_of(member), paper->required_if_field))
            return json_text(member, &value) == OK && procedure_value_in(paper->required_if_value, value);
    return false;
}

enum err dossier_check_papers(struct ctx *ctx, const struct procedure *procedure, struct str form, int64_t draft_id, int64_t dossier_id)
{
    const struct json *fields = NULL;
    struct document *docs = NULL;
    int count = 0;
    bool looked = false;

    if (procedure->papers_count == 0)
        return OK;
    if (json_parse(ctx->arena, form, NULL, &fields) != OK)
        return fault(ctx, ERR_INVALID, "dossier.form", "", "Nội dung tờ khai không đọc được. Hãy khai lại.");
    for (int i = 0; i < procedure->papers_count; i++) {
        const struct paper *paper = &procedure->papers[i];
        bool there = false;
        if (!required(paper, fields))
            continue;
        if (!looked && dossier_id)
            TRY(document_list_dossier(ctx, dossier_id, &docs, &count));
        else if (!looked && draft_id)
            TRY(document_list_draft(ctx, draft_id, &docs, &count));
        looked = true;
        for (int j = 0; j < count && !there; j++)
            there = str_eq(docs[j].kind, S("upload")) && str_eq(docs[j].paper, paper->code);
        if (!there)
            return fault_set(ctx, ERR_INVALID, S("dossier.paper_missing"), paper->code,
                             S("Hồ sơ còn thiếu giấy tờ bắt buộc. Hãy tải lên đủ rồi nộp."), paper->code);
    }
    return OK;
}
