/* chip_json.c: the answer of passive authentication as JSON, the same at the command line and in the API. It names what the card itself says only by number's end,
 * so that an answer that is kept is no copy of a card. */
#include "features/card/chip_register.h"
#include "features/card/chip_json.h"

static void put_time(struct ctx *ctx, struct json_out *out, struct str key, int64_t ms)
{
    struct buf buf;

    if (!ms)
        return;
    buf_init(&buf, ctx->arena, 40);
    ms_put_iso(&buf, ms);
    json_put_str(out, key, buf_str(&buf));
}

static void put_signature(struct ctx *ctx, struct json_out *out, const struct chip_answer *answer)
{
    const struct pki_signed *s = &answer->signature;

    json_key(out, S("signature"));
    json_begin_object(out);
    json_put_bool(out, S("right"), answer->signed_right);
    json_put_str(out, S("signer"), s->signer);
    json_put_str(out, S("issuer"), s->issuer);
    json_put_str(out, S("serial"), s->serial);
    json_put_str(out, S("algorithm"), s->algorithm);
    json_put_str(out, S("digest"), answer->digest);
    put_time(ctx, out, S("signed_at"), s->signed_ms);
    put_time(ctx, out, S("judged_at"), s->judged_ms);
    json_put_str(out, S("revocation"), !s->crl_seen ? S("no_list") : s->crl_stale ? S("list_overdue") : S("checked"));
    json_end_object(out);
}

static void put_groups(struct ctx *ctx, struct json_out *out, const struct chip_answer *answer)
{
    json_key(out, S("data_groups"));
    json_begin_object(out);
    for (int dg = 1; dg <= CHIP_DG_MAX; dg++)
        if (answer->dg[dg] != CHIP_ABSENT)
            json_put_str(out, arena_printf(ctx->arena, "%d", dg), str_of(chip_state_name(answer->dg[dg])));
    json_end_object(out);
}

static void put_reasons(struct ctx *ctx, struct json_out *out, const struct chip_answer *answer)
{
    json_key(out, S("reasons"));
    json_begin_array(out);
    for (int i = 0; i < answer->reasons_count; i++) {
        const struct chip_reason *reason = &answer->reasons[i];
        json_begin_object(out);
        json_put_str(out, S("code"), reason->code);
        json_put_str(out, S("file"), reason->dg ? arena_printf(ctx->arena, "dg%d", reason->dg) : S("sod"));
        json_put_str(out, S("text"), i18n(ctx->lang, reason->text));
        json_end_object(out);
    }
    json_end_array(out);
}

static void put_card(struct ctx *ctx, struct json_out *out, const struct card_mrz *mrz)
{
    json_key(out, S("card"));
    json_begin_object(out);
    json_put_str(out, S("number_masked"), mrz->person_id ? person_number_masked(ctx->arena, mrz->person_id) : S(""));
    json_put_str(out, S("issuing_state"), mrz->issuer);
    json_key(out, S("valid_to"));
    json_day(out, mrz->valid_to);
    json_put_bool(out, S("number_agrees"), mrz->agrees);
    json_end_object(out);
}

static void put_register(struct json_out *out, const struct chip_register *fits)
{
    json_key(out, S("register"));
    json_begin_object(out);
    json_put_str(out, S("result"), !fits->known ? S("no_such_person") : chip_register_fits(fits) ? S("match") : S("no_match"));
    if (fits->known) {
        json_put_bool(out, S("name"), fits->name);
        json_put_bool(out, S("birth_date"), fits->birth);
        json_put_bool(out, S("sex"), fits->sex);
        json_put_bool(out, S("alive"), fits->alive);
        json_put_str(out, S("card"), fits->card);
    }
    json_end_object(out);
}

void chip_json(struct ctx *ctx, struct json_out *out, const struct chip_answer *answer, const struct chip_register *fits)
{
    json_begin_object(out);
    json_put_str(out, S("result"), answer->genuine ? S("genuine") : S("not_genuine"));
    put_signature(ctx, out, answer);
    put_groups(ctx, out, answer);
    put_reasons(ctx, out, answer);
    if (answer->has_mrz)
        put_card(ctx, out, &answer->mrz);
    if (fits)
        put_register(out, fits);
    json_end_object(out);
}
