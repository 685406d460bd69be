/* population_api.c: POST /api/v1/persons/verify: agencies ask whether what they were told fits the register (Decree 47/2020/NĐ-CP Art. 23-28; Law 91/2025/QH15).
 * The answer speaks only of what was sent; whose data was compared, by whom and why is in the log before the answer leaves (req_audit_about).
 *
 * One person:  {"number": "052...", "name": "...", "birth_date": "1990-02-28", "alive": true, "purpose": "...", "dossier": "H21.104-..."}
 *              -> {"result": "match", "number": "match", "name": "match", "birth_date": "match", "alive": "match"}
 * Up to 1,000: {"rows": [{...}, {...}], "purpose": "...", "dossier": "..."} -> {"rows": [{...}, {...}]}
 * Claims that may stand beside them: sex (male, female), permanent_commune (five digits), household_with (the number of another member), marital_status, old_number;
 * compared only when name and birth date agree as far as they were sent, else "not_compared"; "unknown" when the register holds nothing.
 * `number` and at least one of `name`, `birth_date` are asked for: a number alone would make this a list of who exists. `alive` is a claim like the others:
 * only who sends it gets it compared. Names are compared without marks and case (unicode_fold). result: match, no_match, unknown, no_such_person.
 * "number": "cancelled" when the person has another number now: the caller asks the person for it. */
#include "features/population/internal.h"
#include "features/population/pages.h"
#include "platform/json/json.h"
#include "platform/unicode/unicode.h"

enum { ROWS_MAX = 1000, ASK_TOGETHER_MAX = 8, NAME_BYTES_MAX = 200, PURPOSE_BYTES_MAX = 300 };

struct question {
    struct verify_row row;
    bool asks_alive, alive;
};
struct request {
    struct question *questions;
    int count;
    bool many;
    bool asked; /* the register, already */
    struct str purpose, dossier;
};

static struct str place(struct ctx *ctx, int index, const char *field)
{
    return index < 0 ? str_of(field) : arena_printf(ctx->arena, "rows.%d.%s", index, field);
}

static enum err wrong(struct ctx *ctx, int index, const char *field, struct msg text)
{
    return fault_set(ctx, ERR_INVALID, S("verify.invalid"), place(ctx, index, field), text.vi, STR_NONE);
}

static enum err unknown(struct ctx *ctx, struct str key)
{
    return fault_set(ctx, ERR_INVALID, S("verify.unknown_member"), arena_str(ctx->arena, str_sub(key, 0, 64)), S("Yêu cầu có trường không được khai báo."),
                     STR_NONE);
}

static enum err read_number(struct ctx *ctx, const struct json *value, int index, struct question *question)
{
    struct str text;
    if (json_text(value, &text) != OK || text.len > 40)
        return wrong(ctx, index, "number", T("Số định danh cá nhân phải là chuỗi 12 chữ số."));
    question->row.person_id = person_number_read(text, civil_of(population_today(ctx)).year);
    return OK;
}

static enum err read_name(struct ctx *ctx, const struct json *value, int index, struct question *question)
{
    struct str text;
    if (json_text(value, &text) != OK || text.len > NAME_BYTES_MAX)
        return wrong(ctx, index, "name", T("Họ và tên phải là chuỗi không quá 200 byte."));
    question->row.name_folded = unicode_fold(ctx->arena, text);
    if (question->row.name_folded.len == 0)
        return wrong(ctx, index, "name", T("Họ và tên không được để trống."));
    return OK;
}

static enum err read_birth(struct ctx *ctx, const struct json *value, int index, struct question *question)
{
    struct str text;
    if (json_text(value, &text) != OK || day_parse_iso(text, &question->row.birth) != OK)
        return wrong(ctx, index, "birth_date", T("Ngày sinh phải có dạng 1990-02-28."));
    return OK;
}

/* --- claims beside name and birth --- */
static const struct {
    const char *name, *one_of; /* one_of NULL: digits */
    int digits;
} claims[CLAIM_COUNT] = {
    [CLAIM_SEX] = {"sex", "|male|female|", 0},
    [CLAIM_COMMUNE] = {"permanent_commune", NULL, 5},
    [CLAIM_HOUSEHOLD] = {"household_with", NULL, 12},
    [CLAIM_MARITAL] = {"marital_status", "|single|married|divorced|widowed|", 0},
    [CLAIM_OLD_NUMBER] = {"old_number", NULL, 9},
};

static bool claim_known(struct ctx *ctx, enum verify_claim claim, struct str text)
{
    if (claims[claim].one_of)
        return str_find_char(text, '|') < 0 && text.len && str_find(str_of(claims[claim].one_of), arena_printf(ctx->arena, "|%.*s|", STR_ARG(text))) >= 0;
    return (int)text.len == claims[claim].digits && str_all_digits(text);
}

static enum err read_claim(struct ctx *ctx, const struct json *value, int index, enum verify_claim claim, struct question *question)
{
    struct str text;

    if (!question->row.claims)
        question->row.claims = arena_new(ctx->arena, struct verify_claims);
    if (json_text(value, &text) != OK || text.len > 40)
        return wrong(ctx, index, claims[claim].name, T("Giá trị cần đối chiếu phải là một chuỗi ngắn."));
    if (claim == CLAIM_HOUSEHOLD) {
        question->row.claims->asks_household = true;
        question->row.claims->household_with = person_number_read(text, civil_of(population_today(ctx)).year);
        return OK;
    }
    if (!claim_known(ctx, claim, text))
        return wrong(ctx, index, claims[claim].name, T("Giá trị cần đối chiếu không thuộc danh mục hoặc sai số chữ số."));
    question->row.claims->values[claim] = text;
    return OK;
}

/* A member of one person's question; *ret_known is false for any other. */
static enum err read_member(struct ctx *ctx, const struct json *value, int index, struct question *question, bool *ret_known)
{
    struct str key = json_key_of(value);

    *ret_known = true;
    if (str_eq(key, S("number")))
        return read_number(ctx, value, index, question);
    if (str_eq(key, S("name")))
        return read_name(ctx, value, index, question);
    if (str_eq(key, S("birth_date")))
        return read_birth(ctx, value, index, question);
    if (str_eq(key, S("alive"))) {
        question->asks_alive = true;
        return json_flag(value, &question->alive) == OK ? OK : wrong(ctx, index, "alive", T("Trường alive phải là true hoặc false."));
    }
    for (int claim = 0; claim < CLAIM_COUNT; claim++)
        if (str_eq(key, str_of(claims[claim].name)))
            return read_claim(ctx, value, index, (enum verify_claim)claim, question);
    *ret_known = false;
    return OK;
}

static enum err check_whole(struct ctx *ctx, int index, const struct question *question, bool has_number)
{
    if (!has_number)
        return wrong(ctx, index, "number", T("Thiếu số định danh cá nhân."));
    if (question->row.name_folded.len == 0 && day_is_none(question->row.birth))
        return wrong(ctx, index, "name", T("Cần họ và tên hoặc ngày sinh để đối chiếu."));
    return OK;
}

static enum err read_row(struct ctx *ctx, const struct json *object, int index, struct question *question)
{
    bool known, has_number = false;

    if (json_kind(object) != JSON_OBJECT)
        return wrong(ctx, index, "number", T("Mỗi dòng phải là một đối tượng JSON."));
    *question = (struct question){.row.birth = DAY_NONE};
    for (const struct json *value = json_first(object); value; value = json_next(value)) {
        TRY(read_member(ctx, value, index, question, &known));
        if (!known)
            return unknown(ctx, json_key_of(value));
        has_number |= str_eq(json_key_of(value), S("number"));
    }
    return check_whole(ctx, index, question, has_number);
}

static enum err read_rows(struct ctx *ctx, const struct json *array, struct request *request)
{
    int count = json_array_len(array);

    if (json_kind(array) != JSON_ARRAY || count == 0)
        return wrong(ctx, -1, "rows", T("Trường rows phải là một danh sách có ít nhất một dòng."));
    if (count > ROWS_MAX)
        return fault(ctx, ERR_TOO_LARGE, "verify.rows", "rows", "Mỗi lần đối chiếu nhiều nhất 1.000 người.");
    request->many = true;
    request->count = count;
    request->questions = arena_alloc_raw(ctx->arena, sizeof *request->questions * (size_t)count);
    int index = 0;
    for (const struct json *row = json_first(array); row; row = json_next(row), index++)
        TRY(read_row(ctx, row, index, &request->questions[index]));
    return OK;
}

static enum err read_reason(struct ctx *ctx, const struct json *value, struct str *ret_text)
{
    if (json_text(value, ret_text) != OK || ret_text->len > PURPOSE_BYTES_MAX)
        return wrong(ctx, -1, str_eq(json_key_of(value), S("dossier")) ? "dossier" : "purpose", T("Mục đích và mã hồ sơ là chuỗi không quá 300 byte."));
    return unicode_clean_line(ctx->arena, *ret_text, ret_text) == OK ? OK : wrong(ctx, -1, "purpose", T("Mục đích có ký tự không hợp lệ."));
}

static enum err read_request(struct ctx *ctx, struct str body, struct request *ret_request)
{
    const struct json *object;
    struct question *one = arena_new(ctx->arena, struct question);
    struct request request = {.questions = one, .count = 1};
    bool has_number = false, has_one = false, known;

    one->row.birth = DAY_NONE;
    if (json_parse(ctx->arena, body, NULL, &object) != OK || json_kind(object) != JSON_OBJECT)
        return fault(ctx, ERR_INVALID, "json.invalid", "", "Nội dung không phải một đối tượng JSON đúng chuẩn.");
    for (const struct json *value = json_first(object); value; value = json_next(value)) {
        struct str key = json_key_of(value);
        TRY(read_member(ctx, value, -1, one, &known));
        if (known) {
            has_one = true;
            has_number |= str_eq(key, S("number"));
        } else if (str_eq(key, S("rows"))) {
            TRY(read_rows(ctx, value, &request));
        } else if (str_eq(key, S("purpose"))) {
            TRY(read_reason(ctx, value, &request.purpose));
        } else if (str_eq(key, S("dossier"))) {
            TRY(read_reason(ctx, value, &request.dossier));
        } else {
            return unknown(ctx, key);
        }
    }
    if (request.many && has_one)
        return wrong(ctx, -1, "rows", T("Gửi một người hoặc rows, không gửi cả hai."));
    if (!request.many)
        TRY(check_whole(ctx, -1, one, has_number));
    *ret_request = request;
    return OK;
}

/* --- the answer --- */
static void put_field(struct buf *out, struct str name, bool matches)
{
    buf_lit(out, ",\"");
    buf_put(out, name);
    buf_put(out, matches ? S("\":\"match\"") : S("\":\"no_match\""));
}

static bool claim_asked(const struct verify_claims *said, int claim) { return claim == CLAIM_HOUSEHOLD ? said->asks_household : said->values[claim].len > 0; }

static void put_claims(struct buf *out, const struct verify_claims *said)
{
    static const struct str words[] = {[CLAIM_NOT_COMPARED] = S_INIT("not_compared"), [CLAIM_NO_MATCH] = S_INIT("no_match"), [CLAIM_MATCH] = S_INIT("match"),
                                       [CLAIM_UNKNOWN] = S_INIT("unknown")};
    for (int claim = 0; claim < CLAIM_COUNT; claim++) {
        if (!claim_asked(said, claim))
            continue;
        buf_lit(out, ",\"");
        buf_put(out, str_of(claims[claim].name));
        buf_lit(out, "\":\"");
        buf_put(out, words[said->answers[claim]]);
        buf_put_char(out, '"');
    }
}

/* All that was sent agrees; or something does not; or the register cannot tell. */
static struct str result_of(const struct question *question, bool alive_matches)
{
    const struct verify_claims *said = question->row.claims;
    bool unknown_claim = false;

    if (question->row.answer != VERIFY_MATCH || (question->asks_alive && !alive_matches))
        return S("no_match");
    for (int claim = 0; said && claim < CLAIM_COUNT; claim++) {
        if (claim_asked(said, claim) && said->answers[claim] == CLAIM_NO_MATCH)
            return S("no_match");
        unknown_claim |= claim_asked(said, claim) && said->answers[claim] == CLAIM_UNKNOWN;
    }
    return unknown_claim ? S("unknown") : S("match");
}

static void put_answer(struct buf *out, const struct question *question)
{
    const struct verify_row *row = &question->row;
    bool alive_matches = question->alive != row->dead;

    if (row->cancelled) {
        buf_lit(out, "{\"result\":\"no_match\",\"number\":\"cancelled\"}");
        return;
    }
    if (row->answer == VERIFY_NO_SUCH_PERSON) {
        buf_lit(out, "{\"result\":\"no_such_person\",\"number\":\"no_match\"}");
        return;
    }
    buf_lit(out, "{\"result\":\"");
    buf_put(out, result_of(question, alive_matches));
    buf_lit(out, "\",\"number\":\"match\"");
    if (row->name_folded.len)
        put_field(out, S("name"), row->name_matches);
    if (!day_is_none(row->birth))
        put_field(out, S("birth_date"), row->birth_matches);
    if (question->asks_alive)
        put_field(out, S("alive"), alive_matches);
    if (row->claims)
        put_claims(out, row->claims);
    buf_put_char(out, '}');
}

static struct str answer(struct ctx *ctx, const struct request *request)
{
    struct buf out;

    buf_init(&out, ctx->arena, (size_t)request->count * 112 + 32);
    if (request->many)
        buf_lit(&out, "{\"rows\":[");
    for (int i = 0; i < request->count; i++) {
        if (i)
            buf_put_char(&out, ',');
        put_answer(&out, &request->questions[i]);
    }
    if (request->many)
        buf_lit(&out, "]}");
    return buf_str(&out);
}

/* --- the register --- */
/* Asks for all people of these requests at once: one statement for each 64. */
static enum err ask(struct ctx *ctx, struct request *const *requests, int count)
{
    int total = 0, at = 0;

    for (int i = 0; i < count; i++)
        total += requests[i]->count;
    struct verify_row *rows = arena_alloc_raw(ctx->arena, sizeof *rows * (size_t)total);
    for (int i = 0; i < count; i++)
        for (int k = 0; k < requests[i]->count; k++)
            rows[at++] = requests[i]->questions[k].row;
    TRY(population_verify(ctx, rows, total));
    at = 0;
    for (int i = 0; i < count; i++)
        for (int k = 0; k < requests[i]->count; k++)
            requests[i]->questions[k].row = rows[at++];
    return OK;
}

static void tell_log(struct req *req, const struct request *request)
{
    struct str purpose = request->purpose, detail = STR_NONE;

    if (purpose.len && req->session && req->session->purpose.len) /* what for this time, and on what ground at all */
        purpose = arena_printf(req->ctx.arena, "%.*s; %.*s", STR_ARG(purpose), STR_ARG(req->session->purpose));
    if (request->dossier.len)
        detail = arena_join(req->ctx.arena, S("dossier="), request->dossier);
    for (int i = 0; i < request->count; i++) {
        const struct verify_row *row = &request->questions[i].row;
        req_audit_about(req, row->person_id, purpose, detail);
        if (row->claims && row->claims->household_with) /* the answer is about both */
            req_audit_about(req, row->claims->household_with, purpose, detail);
    }
}

enum err person_verify_api(struct req *req)
{
    struct request *request = arena_new(req->ctx.arena, struct request);

    TRY(read_request(&req->ctx, req->http->body, request));
    if (request->count > ASK_TOGETHER_MAX) { /* a long list must not hold up the writer lane with look-ups */
        TRY(ask(&req->ctx, &request, 1));
        request->asked = true;
    }
    req->work = request;
    return OK;
}

enum err person_verify_batch(struct ctx *ctx, struct req *const *reqs, int count)
{
    struct request *waiting[DB_BATCH_MAX] = {0};
    int waiting_count = 0;

    for (int i = 0; i < count; i++) {
        struct request *request = reqs[i]->work;
        if (!request->asked)
            waiting[waiting_count++] = request;
    }
    TRY(ask(ctx, waiting, waiting_count));
    for (int i = 0; i < count; i++) {
        const struct request *request = reqs[i]->work;
        tell_log(reqs[i], request);
        TRY(reply_json(reqs[i], 200, answer(&reqs[i]->ctx, request)));
    }
    return OK;
}
