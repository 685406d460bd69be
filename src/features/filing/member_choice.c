/* member_choice.c: "which member of the household?": the people to choose from, and whether a posted answer is one of them. */
#include "features/filing/form_values.h"
#include "features/population/population.h"
#include "web/form.h"

enum err member_choices(struct ctx *ctx, int64_t owner_person_id, bool others, struct choice **ret_choices, int *ret_count)
{
    struct household_person *people = NULL;
    int64_t household_id;
    int people_count = 0, count = 0;
    enum err err = household_of(ctx, owner_person_id, &household_id);

    if (err == OK)
        err = household_members(ctx, household_id, &people, &people_count);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    ctx->fault = err == OK ? ctx->fault : (struct fault){0};
    struct choice *choices = arena_array(ctx->arena, struct choice, (size_t)people_count + 1);
    for (int i = 0; i < people_count; i++)
        choices[count++] = (struct choice){.value = person_number_format(ctx->arena, people[i].person_id),
                                           .label = people[i].full_name,
                                           .hint = TF(ctx, "{0}, sinh ngày {1}", i18n(ctx->lang, household_relation_text(people[i].relation)),
                                                      fmt_day(ctx->arena, people[i].birth))};
    if (others)
        choices[count++] = (struct choice){.value = S("other"), .label = TS(ctx, "Người khác"), .hint = TS(ctx, "Không có trong danh sách này")};
    *ret_choices = choices;
    *ret_count = count;
    return OK;
}

enum err member_check(struct ctx *ctx, const struct draft *draft, const struct field *field, struct str text, bool *ret_known)
{
    struct choice *choices;
    int count;

    TRY(member_choices(ctx, draft->owner_person_id, procedure_shows_for(draft->procedure, field->name, S("other")), &choices, &count));
    *ret_known = false;
    for (int i = 0; i < count; i++)
        *ret_known = *ret_known || str_eq(choices[i].value, text);
    return OK;
}
