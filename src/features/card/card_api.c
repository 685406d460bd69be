/* card_api.c: POST /api/v1/cards/verify: agencies whose readers deliver a chip's files ask whether they are genuine, and, when they say what for, whether the
 * register still agrees. The answer holds no datum of the register; whose card it was is in the log before the answer leaves. Nothing of the files is kept.
 *
 * {"sod": BASE64, "data_groups": {"1": BASE64, "2": BASE64, "13": BASE64}, "purpose": "...", "dossier": "...", "register": true}
 * -> chip_json.h. BASE64 is RFC 4648, either alphabet, with or without "=". `purpose` is asked for always, `dossier` is recorded beside it. */
#include "features/card/chip_json.h"
#include "features/card/chip_register.h"
#include "features/card/pages.h"
#include "platform/crypto/crypto.h"
#include "platform/unicode/unicode.h"

enum { PURPOSE_BYTES_MIN = 5, PURPOSE_BYTES_MAX = 300 };

struct verify_call {
    struct chip_files files;
    struct str purpose, dossier;
    bool compare;
};

static enum err wrong(struct ctx *ctx, struct str field, struct msg text)
{
    return fault_set(ctx, ERR_INVALID, S("card.verify"), field, text.vi, STR_NONE);
}

static enum err decode(struct ctx *ctx, const struct json *value, struct str field, struct str *ret_bytes)
{
    struct str text;

    if (json_text(value, &text) != OK)
        return wrong(ctx, field, T("Nội dung tệp phải là chuỗi base64."));
    char *url = arena_alloc_raw(ctx->arena, text.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++)
        url[len++] = text.ptr[i] == '+' ? '-' : text.ptr[i] == '/' ? '_' : text.ptr[i];
    for (int padding = 0; padding < 2 && len && url[len - 1] == '='; padding++)
        len--;
    if (crypto_base64url_decode(ctx->arena, (struct str){url, len}, ret_bytes) != OK || ret_bytes->len == 0)
        return wrong(ctx, field, T("Nội dung tệp phải là chuỗi base64."));
    if (!ret_bytes->ptr)
        ret_bytes->ptr = url;
    return OK;
}

static enum err read_groups(struct ctx *ctx, const struct json *groups, struct verify_call *call)
{
    int64_t dg;

    if (!groups || json_kind(groups) != JSON_OBJECT)
        return wrong(ctx, S("data_groups"), T("Trường data_groups phải là đối tượng có khóa từ 1 đến 16."));
    for (const struct json *value = json_first(groups); value; value = json_next(value)) {
        if (str_parse_i64(json_key_of(value), &dg) != OK || dg < 1 || dg > CHIP_DG_MAX || call->files.dg[dg].ptr)
            return wrong(ctx, S("data_groups"), T("Trường data_groups phải là đối tượng có khóa từ 1 đến 16."));
        TRY(decode(ctx, value, arena_printf(ctx->arena, "data_groups.%d", (int)dg), &call->files.dg[dg]));
    }
    return OK;
}

static enum err read_line(struct ctx *ctx, const struct json *value, struct str *ret_text)
{
    struct str key = json_key_of(value);

    if (json_text(value, ret_text) != OK || ret_text->len > PURPOSE_BYTES_MAX || unicode_clean_line(ctx->arena, *ret_text, ret_text) != OK)
        return wrong(ctx, key, T("Mục đích và mã hồ sơ là chuỗi không quá 300 byte."));
    return OK;
}

static enum err read_call(struct ctx *ctx, struct str body, struct verify_call *ret_call)
{
    const struct json *object, *groups = NULL;
    struct verify_call call = {0};

    if (json_parse(ctx->arena, body, &(struct json_limits){.size_bytes = CARD_VERIFY_BODY_BYTES}, &object) != OK || json_kind(object) != JSON_OBJECT)
        return fault(ctx, ERR_INVALID, "json.invalid", "", "Nội dung không phải một đối tượng JSON đúng chuẩn.");
    for (const struct json *value = json_first(object); value; value = json_next(value)) {
        struct str key = json_key_of(value);
        if (str_eq(key, S("sod")))
            TRY(decode(ctx, value, key, &call.files.sod));
        else if (str_eq(key, S("data_groups")))
            groups = value;
        else if (str_eq(key, S("purpose")))
            TRY(read_line(ctx, value, &call.purpose));
        else if (str_eq(key, S("dossier")))
            TRY(read_line(ctx, value, &call.dossier));
        else if (!str_eq(key, S("register")) || json_flag(value, &call.compare) != OK)
            return wrong(ctx, arena_str(ctx->arena, str_sub(key, 0, 64)), T("Yêu cầu có trường không được khai báo."));
    }
    if (call.purpose.len < PURPOSE_BYTES_MIN)
        return wrong(ctx, S("purpose"), T("Hãy ghi mục đích kiểm tra thẻ."));
    if (!call.files.sod.ptr)
        return wrong(ctx, S("sod"), T("Thiếu tệp EF.SOD."));
    TRY(read_groups(ctx, groups, &call));
    *ret_call = call;
    return OK;
}

enum err card_verify_api(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct verify_call call;
    struct chip_answer answer;
    struct chip_register fits;
    struct pki_trust *trust;
    struct json_out out;
    struct buf buf;

    TRY(read_call(ctx, req->http->body, &call));
    enum err err = chip_trust_load(ctx, arena_join(ctx->arena, req->app->settings.data_dir, S("/csca")), &trust); /* read each time: a new list counts at once */
    if (err == ERR_NOT_FOUND || err == ERR_INVALID) { /* nothing that the caller did wrong, and nothing to tell him about our folders */
        struct str path = ctx->fault.field;
        ctx->fault = (struct fault){0};
        return fault_set(ctx, ERR_BUSY, S("card.no_csca"), S(""), S("Máy chủ chưa có danh sách chứng thư gốc (CSCA) dùng được. Hãy báo người quản trị."), path);
    }
    TRY(err);
    chip_check(ctx, trust, &call.files, &answer);
    pki_trust_free(trust);
    bool compare = call.compare && answer.genuine; /* what is not genuine says nothing about anybody */
    if (compare)
        TRY(chip_register_compare(ctx, &answer.mrz, &fits));
    struct str purpose = call.purpose, detail = answer.genuine ? S("genuine") : answer.reasons[0].code;
    if (req->session && req->session->purpose.len)
        purpose = arena_printf(ctx->arena, "%.*s; %.*s", STR_ARG(purpose), STR_ARG(req->session->purpose));
    if (call.dossier.len)
        detail = arena_printf(ctx->arena, "%.*s dossier=%.*s", STR_ARG(detail), STR_ARG(call.dossier));
    req_audit_about(req, answer.genuine ? answer.mrz.person_id : 0, purpose, detail);
    buf_init(&buf, ctx->arena, 2048);
    json_out_init(&out, &buf);
    chip_json(ctx, &out, &answer, compare ? &fits : NULL);
    json_out_done(&out);
    return reply_json(req, 200, buf_str(&buf));
}
