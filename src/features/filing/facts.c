/* facts.c: what the register knows already: shown read-only with source and date, never asked again (Decree 224/2026
 * Art. 15.1.d). */
#include "features/filing/form_values.h"
#include "features/population/events.h"
#include "features/territory/territory.h"
#include "web/form.h"

enum { FACTS_MAX = 8 };

struct str prefill_value(struct ctx *ctx, const struct draft *draft, struct str key)
{
    struct person person;

    if (person_get(ctx, draft->owner_person_id, &person) != OK)
        return S("");
    if (str_eq(key, S("person.phone")))
        return person.phone;
    if (str_eq(key, S("person.email")))
        return person.email;
    if (str_eq(key, S("person.ethnicity")))
        return person.ethnicity;
    if (str_eq(key, S("person.hometown")))
        return person.hometown;
    if (str_starts(key, S("field."))) { /* what is to be corrected, as it stands */
        struct str field = dossier_correction_field(str_sub(key, strlen("field."), key.len));
        return field.len ? person_field_get(ctx->arena, &person, person_field_index(field)) : S("");
    }
    return S("");
}

static struct str residence_text(struct ctx *ctx, const struct residence *residence)
{
    struct str unit = territory_label(ctx, residence->unit_id);

    return arena_printf(ctx->arena, "%.*s, %.*s", STR_ARG(residence->address), STR_ARG(unit));
}

static enum err residence_fact(struct ctx *ctx, int64_t person_id, bool temporary, struct summary_row *row)
{
    struct residence residence;
    enum err err = residence_current(ctx, person_id, temporary, &residence);

    row->key = temporary ? TS(ctx, "Nơi tạm trú") : TS(ctx, "Nơi thường trú");
    if (err == ERR_NOT_FOUND) {
        row->value = temporary ? TS(ctx, "Không có") : TS(ctx, "Chưa có trong cơ sở dữ liệu");
        return OK;
    }
    TRY(err);
    row->value = residence_text(ctx, &residence);
    row->source = TF(ctx, "Cơ sở dữ liệu dân cư, ghi nhận {0}", fmt_day(ctx->arena, day_of_ms(residence.recorded_ms)));
    return OK;
}

enum err register_facts(struct ctx *ctx, int64_t person_id, struct summary_list *ret_list)
{
    struct summary_row *rows = arena_array(ctx->arena, struct summary_row, FACTS_MAX);
    struct person person;
    int count = 0;

    TRY(person_get(ctx, person_id, &person));
    struct str source =
        TF(ctx, "Cơ sở dữ liệu dân cư, cập nhật {0}", fmt_day(ctx->arena, day_of_ms(person.updated_ms)));
    rows[count++] = (struct summary_row){.key = TS(ctx, "Họ và tên"), .value = person.full_name, .source = source};
    rows[count++] = (struct summary_row){
        .key = TS(ctx, "Số định danh cá nhân"), .value = person_number_masked(ctx->arena, person_id), .source = source};
    rows[count++] =
        (struct summary_row){.key = TS(ctx, "Ngày sinh"), .value = fmt_day(ctx->arena, person.birth), .source = source};
    TRY(residence_fact(ctx, person_id, false, &rows[count++]));
    TRY(residence_fact(ctx, person_id, true, &rows[count++]));
    *ret_list = (struct summary_list){.items = rows, .items_count = count};
    return OK;
}
