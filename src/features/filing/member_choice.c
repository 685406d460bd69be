/* member_choice.c: "which member of the household?": the people to choose from, and whether a posted answer is one of them. The page knows them by tokens, the kept
 * form by their numbers. */
#include "features/filing/form_values.h"
#include "features/population/population.h"
#include "web/form.h"

static enum err household_people(struct ctx *ctx, int64_t owner_person_id, struct household_person **ret_people, int *ret_count)
{
    int64_t household_id;

    *ret_people = NULL;
    *ret_count = 0;
    enum err err = household_of(ctx, owner_person_id, &household_id);
    if (err == OK)
        err = household_members(ctx, household_id, ret_people, ret_count);
    if (err == ERR_NOT_FOUND) {
        ctx->fault = (struct fault){0};
        return OK;
    }
    return err;
}

enum err member_choices(struct req *req, const struct draft *draft, bool others, struct str chosen, struct choice **ret_choices, int *ret_count, struct str *ret_value)
{
    struct ctx *ctx = &req->ctx;
    struct household_person *people;
    int people_count, count = 0;

    TRY(household_people(ctx, draft->owner_person_id, &people, &people_count));
    struct choice *choices = arena_array(ctx->arena, struct choice, (size_t)people_count + 1);
    *ret_value = str_eq(chosen, S("other")) ? chosen : STR_NONE;
    for (int i = 0; i < people_count; i++) {
        struct str token;
        TRY(member_token(req, draft, people[i].person_id, &token));
        if (str_eq(chosen, person_number_format(ctx->arena, people[i].person_id)))
            *ret_value = token;
        choices[count++] = (struct choice){.value = token,
                                           .label = people[i].full_name,
                                           .hint = TF(ctx, "{0}, sinh ngày {1}", i18n(ctx->lang, household_relation_text(people[i].relation)),
                                                      fmt_day(ctx->arena, people[i].birth))};
    }
    if (others)
        choices[count++] = (struct choice){.value = S("other"), .label = TS(ctx, "Người khác"), .hint = TS(ctx, "Không có trong danh sách này")};
    *ret_choices = choices;
    *ret_count = count;
    return OK;
}

enum err member_take(struct req *req, const struct draft *draft, struct str posted, struct str *ret_text)
{
    struct household_person *people;
    int count;

    *ret_text = posted;
    if (str_empty(posted) || str_eq(posted, S("other")))
        return OK;
    TRY(household_people(&req->ctx, draft->owner_person_id, &people, &count));
    for (int i = 0; i < count; i++) {
        struct str token;
        TRY(member_token(req, draft, people[i].person_id, &token));
        if (str_eq(token, posted)) {
            *ret_text = person_number_format(req->ctx.arena, people[i].person_id);
            return OK;
        }
    }
    *ret_text = S("?"); /* nobody of the household: member_check refuses it; a number that was typed in by hand says nothing either */
    return OK;
}

enum err member_check(struct ctx *ctx, const struct draft *draft, const struct field *field, struct str text, bool *ret_known)
{
    struct household_person *people;
    int count;

    TRY(household_people(ctx, draft->owner_person_id, &people, &count));
    *ret_known = str_eq(text, S("other")) && procedure_shows_for(draft->procedure, field->name, S("other"));
    for (int i = 0; i < count; i++)
        *ret_known = *ret_known || str_eq(person_number_format(ctx->arena, people[i].person_id), text);
    return OK;
}
