/* claims.c: who somebody is, as far as a service may know: from the register, at the moment of asking. */
#include "features/oidc/internal.h"
#include "features/population/population.h"
#include "features/territory/territory.h"

const char scopes_known[] = "openid profile residence household number contact offline_access api";
const char claims_known[] = "sub name birthdate gender address household_head phone_number email personal_identification_number assurance_level updated_at";

struct msg scope_text(struct str scope)
{
    if (str_eq(scope, S("profile")))
        return T("Họ và tên, ngày sinh, giới tính");
    if (str_eq(scope, S("residence")))
        return T("Nơi thường trú");
    if (str_eq(scope, S("household")))
        return T("Bạn có phải chủ hộ hay không");
    if (str_eq(scope, S("number")))
        return T("Số định danh cá nhân");
    if (str_eq(scope, S("contact")))
        return T("Số điện thoại và thư điện tử");
    if (str_eq(scope, S("offline_access")))
        return T("Truy cập cả khi bạn không có mặt, tối đa 30 ngày");
    return T("Biết rằng bạn đã đăng nhập");
}

struct str issuer(const struct req *req)
{
    struct str url = req->app->settings.public_url;

    return str_ends(url, S("/")) ? str_sub(url, 0, url.len - 1) : url;
}

static struct str host_of(struct str uri)
{
    ptrdiff_t at = str_find(uri, S("://"));
    struct str rest = at < 0 ? uri : str_sub(uri, (size_t)at + 3, uri.len);

    return str_cut(&rest, '/');
}

enum err subject_of(struct req *req, const struct oidc_client *client, int64_t account_id, struct str *ret_sub)
{
    struct str uris = client->redirect_uris, sector = client->pairwise ? host_of(str_cut(&uris, ' ')) : S("public");

    return identity_pseudonym(&req->ctx, req->app->settings.data_dir,
                              arena_printf(req->ctx.arena, "oidc-sub:%.*s:%lld", STR_ARG(sector), (long long)account_id), ret_sub);
}

static struct str birth_of(struct ctx *ctx, const struct person *person) /* OpenID Connect Core 5.1: YYYY when only the year is known */
{
    struct str iso = day_iso(ctx->arena, person->birth);

    return str_eq(person->birth_precision, S("day")) || !person->birth_precision.len ? iso : str_sub(iso, 0, 4);
}

static enum err put_residence(struct ctx *ctx, struct json_out *out, int64_t person_id)
{
    struct residence residence;

    enum err err = residence_current(ctx, person_id, false, &residence);
    if (err == ERR_NOT_FOUND) {
        ctx->fault = (struct fault){0};
        return OK;
    }
    TRY(err);
    struct str commune = territory_label(ctx, residence.unit_id);
    json_key(out, S("address"));
    json_begin_object(out);
    json_put_str(out, S("formatted"), residence.address.len ? arena_printf(ctx->arena, "%.*s, %.*s", STR_ARG(residence.address), STR_ARG(commune)) : commune);
    json_put_str(out, S("street_address"), residence.address);
    json_put_str(out, S("locality"), commune);
    json_put_str(out, S("country"), S("VN"));
    json_end_object(out);
    return OK;
}

static enum err put_household(struct ctx *ctx, struct json_out *out, int64_t person_id)
{
    struct household household;
    int64_t household_id;

    enum err err = household_of(ctx, person_id, &household_id);
    if (err == ERR_NOT_FOUND) {
        ctx->fault = (struct fault){0};
        return OK;
    }
    TRY(err);
    TRY(household_get(ctx, household_id, &household));
    json_put_bool(out, S("household_head"), household.head_id == person_id);
    return OK;
}

enum err claims_put(struct req *req, struct json_out *out, const struct oidc_client *client, int64_t person_id, struct str scopes)
{
    struct ctx *ctx = &req->ctx;
    struct person person;

    if (!person_id || !(word_in(scopes, S("profile")) || word_in(scopes, S("residence")) || word_in(scopes, S("household")) || word_in(scopes, S("number")) ||
                        word_in(scopes, S("contact"))))
        return OK;
    TRY(person_get(ctx, person_id, &person));
    req_audit_about(req, person_id, arena_printf(ctx->arena, "%.*s; %.*s", STR_ARG(client->purpose), STR_ARG(client->legal_basis)),
                    arena_printf(ctx->arena, "client %.*s: %.*s", STR_ARG(client->client_id), STR_ARG(scopes)));
    if (word_in(scopes, S("profile"))) {
        json_put_str(out, S("name"), person.full_name);
        json_put_str(out, S("birthdate"), birth_of(ctx, &person));
        json_put_str(out, S("gender"), person.female ? S("female") : S("male"));
        json_put_i64(out, S("updated_at"), person.updated_ms / 1000);
    }
    if (word_in(scopes, S("residence")))
        TRY(put_residence(ctx, out, person_id));
    if (word_in(scopes, S("household")))
        TRY(put_household(ctx, out, person_id));
    if (word_in(scopes, S("contact"))) {
        if (person.phone.len)
            json_put_str(out, S("phone_number"), person.phone);
        if (person.email.len)
            json_put_str(out, S("email"), person.email);
    }
    if (word_in(scopes, S("number")))
        json_put_str(out, S("personal_identification_number"), person_number_format(ctx->arena, person_id));
    return OK;
}
