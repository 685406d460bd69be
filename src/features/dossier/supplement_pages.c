/* supplement_pages.c: the citizen brings what was asked for: only the fields and papers that the officer ticked, nothing else. Files are kept as they come
 * (under the dossier's own id, until they are sent); "send" checks that all is there and starts the clock anew. One address, one form, also without scripts. */
#include "features/dossier/pages.h"
#include "features/dossier/dossier_effect.h"
#include "platform/json/json.h"
#include "views.h"

static struct str target_name(struct str target) { return str_sub(target, (size_t)str_find_char(target, ':') + 1, SIZE_MAX); }
static bool is_file(struct str target) { return str_starts(target, S("file:")); }

struct supplement {
    struct dossier dossier;
    struct dossier_defect *defects;
    int count, round;
    struct document *files;
    int files_count;
};

static enum err load(struct req *req, struct supplement *s)
{
    struct ctx *ctx = &req->ctx;

    TRY(dossier_of_path(req, &s->dossier));
    TRY(dossier_check_party(&req->ctx, &s->dossier));
    if (s->dossier.state != DOSSIER_SUPPLEMENT)
        return fault(ctx, ERR_CONFLICT, "dossier.state", "", "Hồ sơ này không còn chờ bổ sung.");
    TRY(dossier_defects(ctx, s->dossier.dossier_id, &s->defects, &s->count, &s->round));
    return document_list_draft(ctx, s->dossier.dossier_id, &s->files, &s->files_count);
}

/* --- showing ------------------------------------------------------------------------------------------------------------- */
static struct choice *choices_of(struct ctx *ctx, const struct field *field, int *ret_count)
{
    int extra = field->type == FIELD_SELECT ? 1 : 0, count = 0;

    if (field->options_from.len) {
        for (const struct code_text *code = household_relations; code->code.len; code++)
            count++;
        struct choice *choices = arena_array(ctx->arena, struct choice, (size_t)count + 1);
        for (int i = 0; i < count; i++)
            choices[i + 1] = (struct choice){.value = household_relations[i].code, .label = i18n(ctx->lang, household_relations[i].text)};
        choices[0].label = TS(ctx, "Hãy chọn");
        *ret_count = count + 1;
        return choices;
    }
    struct choice *choices = arena_array(ctx->arena, struct choice, (size_t)(field->options_count + extra));
    if (extra)
        choices[0].label = TS(ctx, "Hãy chọn");
    for (int i = 0; i < field->options_count; i++)
        choices[extra + i] = (struct choice){.value = field->options[i].value, .label = bilingual_text(ctx->lang, field->options[i].text)};
    *ret_count = field->options_count + extra;
    return choices;
}

static void put_field(struct req *req, struct html *out, const struct field *field, struct str value, struct str error)
{
    struct ctx *ctx = &req->ctx;
    struct str label = bilingual_text(ctx->lang, field->label), hint = bilingual_text(ctx->lang, field->hint);
    struct day day;
    int count;

    switch (field->type) {
    case FIELD_RADIOS:
    case FIELD_SELECT: {
        struct choice *choices = choices_of(ctx, field, &count);
        if (field->type == FIELD_RADIOS)
            view_radio_field(out, &(struct radio_field){.name = field->name, .legend = label, .hint = hint, .value = value, .error = error, .items = choices, .items_count = count});
        else
            view_select_field(out, &(struct select_field){.name = field->name, .label = label, .hint = hint, .value = value, .error = error, .items = choices, .items_count = count});
        return;
    }
    case FIELD_DAY:
        view_date_field(out, &(struct date_field){.name = field->name, .label = label, .hint = hint, .error = error,
                                                  .value = day_parse_iso(value, &day) == OK ? fmt_day(ctx->arena, day) : value});
        return;
    case FIELD_TEXT:
    case FIELD_MEMBERS:
        view_text_area(out, &(struct text_area){.name = field->name, .label = label, .error = error, .value = value, .max_chars = 4000,
                                                .hint = field->type == FIELD_MEMBERS ? TS(ctx, "Mỗi dòng một số định danh cá nhân 12 chữ số") : hint});
        return;
    case FIELD_COMMUNE: /* where it is decided cannot move; the officer refuses and the citizen files anew */
        view_notice(out, &(struct notice){label, TS(ctx, "Nơi giải quyết không đổi được trong hồ sơ đã nộp. Nếu chọn nhầm, hãy rút hồ sơ và nộp lại."), TONE_INFO, {0}, {0}});
        return;
    default:
        view_text_field(out, &(struct text_field){.name = field->name, .label = label, .hint = hint, .value = value, .error = error,
                                                  .max_chars = field->max > 0 ? (int)field->max : 200});
    }
}

static void put_paper(struct req *req, struct html *out, const struct supplement *s, const struct paper *paper, struct str error)
{
    struct ctx *ctx = &req->ctx;
    struct file_receipt *receipts = arena_array(ctx->arena, struct file_receipt, (size_t)s->files_count + 1);
    int count = 0;

    for (int i = 0; i < s->files_count; i++) {
        const struct document *doc = &s->files[i];
        if (!str_eq(doc->paper, paper->code))
            continue;
        receipts[count++] = (struct file_receipt){
            .name = doc->file_name,
            .facts = dossier_file_facts(ctx, doc),
            .open_url = arena_printf(ctx->arena, "/dossiers/%.*s/files/%lld", STR_ARG(s->dossier.code), (long long)doc->document_id),
            .remove_name = S("action"),
            .remove_value = arena_printf(ctx->arena, "remove-%lld", (long long)doc->document_id),
        };
    }
    view_file_field(out, &(struct file_field){.name = paper->code, .label = bilingual_text(ctx->lang, paper->name), .hint = bilingual_text(ctx->lang, paper->hint),
                                              .error = error, .accept = S(".pdf,.jpg,.jpeg,.png"), .items = receipts, .items_count = count, .many = paper->max_files > 1,
                                              .shrink = true});
}

static enum err show(struct req *req, const struct supplement *s, const struct form_errors *errors, int status)
{
    struct ctx *ctx = &req->ctx;
    const struct procedure *procedure = s->dossier.procedure;
    struct supplement_item *items = arena_array(ctx->arena, struct supplement_item, (size_t)s->count + 1);
    struct dossier_step *steps;
    int steps_count;
    struct supplement_view view = {
        .back = {dossier_url(ctx, &s->dossier, ""), TS(ctx, "Hồ sơ")},
        .errors = *errors,
        .name = bilingual_text(ctx->lang, procedure->name),
        .code = s->dossier.code,
        .action_url = dossier_url(ctx, &s->dossier, "/supplement"),
        .csrf = req->csrf_token,
        .version = s->dossier.version,
        .items = items,
        .items_count = s->count,
    };

    for (int i = 0; i < s->count; i++) {
        const struct dossier_defect *defect = &s->defects[i];
        struct str name = target_name(defect->target), error = form_error_of(errors, name);
        struct buf buf;
        struct html widget = {&buf, ctx->lang};
        buf_init(&buf, ctx->arena, 1024);
        if (is_file(defect->target)) {
            const struct paper *paper = procedure_paper(procedure, name);
            if (paper)
                put_paper(req, &widget, s, paper, error);
        } else {
            const struct field *field = procedure_field(procedure, name);
            struct str posted = req->http->method == HTTP_POST ? req_field(req, name) : STR_NONE;
            if (field)
                put_field(req, &widget, field, posted.len ? posted : dossier_form_value(ctx, &s->dossier, name), error);
        }
        items[i] = (struct supplement_item){procedure_target_text(ctx->lang, procedure, defect->target), procedure_defect_text(ctx->lang, procedure, defect->reason),
                                            defect->note, {buf_str(&buf)}};
    }
    TRY(dossier_steps(ctx, s->dossier.dossier_id, &steps, &steps_count));
    for (int i = 0; i < steps_count; i++)
        if (str_eq(steps[i].action, S("ask_supplement")))
            view.officer_note = steps[i].note;
    struct html *out = page_begin(req, FACE_CITIZEN, T("Bổ sung hồ sơ"));
    view_supplement(out, &view);
    return page_end(req, status);
}

enum err supplement_page(struct req *req)
{
    struct supplement s;

    TRY(load(req, &s));
    return show(req, &s, &(struct form_errors){0}, 200);
}

/* --- taking --------------------------------------------------------------------------------------------------------------- */
/* A refusal that belongs to one field or file: shown beside it. */
static bool take_fault(struct req *req, enum err err, struct str field, struct form_errors *errors)
{
    struct fault *fault = &req->ctx.fault;

    if (err != ERR_INVALID && err != ERR_TOO_LARGE && err != ERR_CONFLICT)
        return false;
    form_error_add(req, errors, field.len ? field : fault->field, i18n_str(req->ctx.lang, fault->text));
    *fault = (struct fault){0};
    return true;
}

static enum err keep_files(struct req *req, struct supplement *s, struct form_errors *errors)
{
    struct ctx *ctx = &req->ctx;

    for (int i = 0; i < req->fields.count; i++) {
        const struct http_field *posted = &req->fields.items[i];
        const struct paper *paper = posted->is_file ? procedure_paper(s->dossier.procedure, posted->name) : NULL;
        bool asked = false;
        int there = 0;
        if (!paper || (!posted->value.len && !posted->file_name.len))
            continue;
        for (int d = 0; d < s->count; d++)
            asked = asked || (is_file(s->defects[d].target) && str_eq(target_name(s->defects[d].target), paper->code));
        for (int f = 0; f < s->files_count; f++)
            there += str_eq(s->files[f].paper, paper->code);
        if (!asked)
            continue;
        if (there >= (paper->max_files > 0 ? paper->max_files : 1)) {
            form_error_add(req, errors, paper->code, TF(ctx, "Giấy tờ này nhận nhiều nhất {0} tệp. Hãy bỏ bớt tệp cũ trước.", fmt_i64(ctx->arena, ctx->lang, paper->max_files)));
            continue;
        }
        struct document doc = {.kind = S("upload"), .paper = paper->code, .file_name = posted->file_name, .title = paper->name.vi,
                               .owner_person_id = s->dossier.owner_person_id, .draft_id = s->dossier.dossier_id, .account_id = ctx->actor.account_id};
        enum err err = document_store(ctx, req->app->settings.data_dir, &doc, posted->value);
        if (err != OK && !take_fault(req, err, paper->code, errors))
            return err;
        TRY(document_list_draft(ctx, s->dossier.dossier_id, &s->files, &s->files_count));
    }
    return OK;
}

static enum err remove_file(struct req *req, const struct supplement *s, struct str id_text)
{
    AUTO(db_tx_end) struct db_tx tx = {0};
    int64_t id;

    if (str_parse_i64(id_text, &id) != OK)
        return fault(&req->ctx, ERR_NOT_FOUND, "document.unknown", "", "Không tìm thấy tệp này.");
    TRY(db_tx_begin(&req->ctx, DB_WRITE, &tx));
    TRY(document_remove_from_draft(&req->ctx, s->dossier.dossier_id, id));
    return db_tx_commit(&tx);
}

/* The fields that were asked, as a JSON object; days in ISO. */
static struct str answers_json(struct req *req, const struct supplement *s, struct form_errors *errors)
{
    struct ctx *ctx = &req->ctx;
    struct json_out json;
    struct buf buf;
    int put = 0;

    buf_init(&buf, ctx->arena, 512);
    json_out_init(&json, &buf);
    json_begin_object(&json);
    for (int i = 0; i < s->count; i++) {
        struct str name = target_name(s->defects[i].target), value = req_field(req, name);
        const struct field *field = is_file(s->defects[i].target) ? NULL : procedure_field(s->dossier.procedure, name);
        struct day day;
        if (!field || field->type == FIELD_COMMUNE)
            continue;
        if (field->required && str_empty(value)) {
            form_error_add(req, errors, name, TS(ctx, "Hãy trả lời mục này."));
            continue;
        }
        if (field->type == FIELD_DAY && value.len && day_parse_vi(value, &day) == OK)
            value = day_iso(ctx->arena, day);
        else if (field->type == FIELD_DAY && value.len && day_parse_iso(value, &day) != OK)
            form_error_add(req, errors, name, TS(ctx, "Hãy nhập ngày, ví dụ 21/11/2026."));
        bool known = field->options_count == 0;
        for (int o = 0; o < field->options_count; o++)
            known = known || str_eq(field->options[o].value, value);
        if (!known)
            form_error_add(req, errors, name, TS(ctx, "Hãy chọn một mục trong danh sách."));
        if (value.len > (size_t)(field->max > 0 && field->type != FIELD_INT ? field->max : 4000))
            form_error_add(req, errors, name, TS(ctx, "Nội dung dài quá. Hãy viết ngắn lại."));
        json_put_str(&json, name, value);
        put++;
    }
    json_end_object(&json);
    json_out_done(&json);
    return put ? buf_str(&buf) : STR_NONE;
}

static enum err send(struct req *req, struct supplement *s, struct str form)
{
    AUTO(db_tx_end) struct db_tx tx = {0};

    TRY(db_tx_begin(&req->ctx, DB_WRITE, &tx));
    TRY(dossier_supplement(&req->ctx, &s->dossier, form, s->dossier.dossier_id));
    return db_tx_commit(&tx);
}

enum err supplement_post(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct str action = req_str(req, "action"), form;
    struct form_errors errors = {0};
    struct supplement s;
    enum err err;

    TRY(load(req, &s));
    TRY(keep_files(req, &s, &errors));
    if (str_starts(action, S("remove-"))) {
        TRY(remove_file(req, &s, str_sub(action, strlen("remove-"), SIZE_MAX)));
        return reply_redirect(req, dossier_url(ctx, &s.dossier, "/supplement"));
    }
    if (!str_eq(action, S("send")))
        return errors.items_count ? show(req, &s, &errors, 422) : reply_redirect(req, dossier_url(ctx, &s.dossier, "/supplement"));
    TRY(dossier_check_version(ctx, &s.dossier, req_i64(req, "version", 0)));
    form = answers_json(req, &s, &errors);
    if (errors.items_count)
        return show(req, &s, &errors, 422);
    struct dossier before = s.dossier;
    err = send(req, &s, form);
    if (err == ERR_INVALID) {
        s.dossier = before;
        take_fault(req, err, STR_NONE, &errors);
        return show(req, &s, &errors, 422);
    }
    TRY(err);
    return reply_redirect(req, dossier_url(ctx, &s.dossier, ""));
}
