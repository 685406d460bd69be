/* mydata_pages.c: the page of a citizen, of her child, the start of a correction, and both downloads. */
#include "features/dossier/dossier.h"
#include "features/mydata/internal.h"
#include "platform/crypto/crypto.h"
#include "views.h"

enum { CORRECTIONS_SHOWN = 10, DOSSIERS_LOOKED_AT = 200 };

static enum err person_of(struct ctx *ctx, int64_t person_id, struct person *ret_person)
{
    enum err err = person_get(ctx, person_id, ret_person);

    if (err == ERR_NOT_FOUND)
        return fault(ctx, ERR_NOT_FOUND, "me.unknown", "", "Cơ sở dữ liệu dân cư chưa có thông tin của bạn. Hãy đến Công an xã, phường nơi ở để được thu thập.");
    return err;
}

/* Whose page it is: the citizen's, or that of the child at this place of her household. */
static enum err whose(struct req *req, bool is_child, struct person *ret_person)
{
    struct ctx *ctx = &req->ctx;
    struct child children[CHILDREN_MAX];
    int64_t place;
    int count;

    if (!is_child)
        return person_of(ctx, req->session->person_id, ret_person);
    TRY(children_of(ctx, req->session->person_id, children, &count));
    for (int i = 0; i < count; i++)
        if (str_parse_i64(req_path(req, "place"), &place) == OK && children[i].place == place) {
            req_audit_about(req, children[i].person_id, T("Cha, mẹ xem dữ liệu của con chưa thành niên (Luật 91/2025/QH15 Điều 4)").vi, STR_NONE);
            return person_of(ctx, children[i].person_id, ret_person);
        }
    return fault(ctx, ERR_NOT_FOUND, "me.no_child", "", "Không có dữ liệu này, hoặc bạn không phải cha, mẹ của người này trong cùng hộ.");
}

/* --- the page --------------------------------------------------------------------------------------------------------------------- */
static struct summary_list items_view(struct ctx *ctx, const struct extract *extract, const struct section *section)
{
    struct summary_row *rows = arena_array(ctx->arena, struct summary_row, (size_t)section->items_count + 1);

    for (int i = 0; i < section->items_count; i++) {
        const struct item *item = &section->items[i];
        struct str value = item->cell.note.len ? arena_printf(ctx->arena, "%.*s (%.*s)", STR_ARG(item->cell.text), STR_ARG(item->cell.note)) : item->cell.text;
        rows[i] = (struct summary_row){.key = item->label, .value = value};
        if (item->source.len)
            rows[i].source = day_is_none(item->since) ? item->source : TF(ctx, "{0}, ghi nhận {1}", item->source, fmt_day(ctx->arena, item->since));
        if (item->correct && extract->own) {
            rows[i].change_url = arena_printf(ctx->arena, "/me/correct/%s", item->correct);
            rows[i].change_text = TS(ctx, "Sai? Đề nghị sửa");
        }
    }
    return (struct summary_list){.items = rows, .items_count = section->items_count};
}

static struct table table_view(struct ctx *ctx, const struct section *section)
{
    struct table_column *columns = arena_array(ctx->arena, struct table_column, (size_t)section->columns);
    struct table_row *rows = arena_array(ctx->arena, struct table_row, (size_t)section->rows_count + 1);

    for (int c = 0; c < section->columns; c++)
        columns[c] = (struct table_column){.label = section->labels[c], .is_row_header = c == 0};
    for (int r = 0; r < section->rows_count; r++) {
        struct table_cell *cells = arena_array(ctx->arena, struct table_cell, (size_t)section->columns);
        for (int c = 0; c < section->columns; c++)
            cells[c] = (struct table_cell){.text = section->rows[r][c].text, .note = section->rows[r][c].note, .url = section->rows[r][c].url};
        rows[r] = (struct table_row){.items = cells, .items_count = section->columns};
    }
    struct table table = {.caption = section->title, .caption_hidden = true, .columns = columns, .columns_count = section->columns, .rows = rows, .rows_count = section->rows_count};
    table_prepare(&table);
    return table;
}

static void sections_view(struct ctx *ctx, const struct extract *extract, struct mydata_view *view)
{
    struct mydata_section_view *list = arena_array(ctx->arena, struct mydata_section_view, (size_t)extract->count + 1);

    for (int s = 0; s < extract->count; s++) {
        const struct section *section = &extract->sections[s];
        list[s] = (struct mydata_section_view){.id = str_of(section->key), .title = section->title, .note = section->is_cut ? TS(ctx, "Chỉ hiện những dòng gần nhất.") : STR_NONE,
                                               .empty = section->items_count || section->rows_count ? STR_NONE : section->empty};
        if (section->items_count)
            list[s].items = items_view(ctx, extract, section);
        if (section->rows_count)
            list[s].table = table_view(ctx, section);
    }
    view->sections = list;
    view->sections_count = extract->count;
}

static bool is_correction(int64_t procedure_id)
{
    const struct procedure *procedure = procedure_latest(procedure_id);
    return procedure && (str_eq(procedure->slug, S(CORRECTION_SLUG)) || str_eq(procedure->slug, S(RESIDENCE_SLUG)) || str_eq(procedure->slug, S(CIVIL_SLUG)));
}

/* What she asked to have corrected, and what became of it. */
static enum err corrections_view(struct req *req, struct table *ret_table)
{
    struct ctx *ctx = &req->ctx;
    struct dossier_page page;
    struct table_column *columns = arena_array(ctx->arena, struct table_column, 3);
    struct table_row *rows = arena_array(ctx->arena, struct table_row, CORRECTIONS_SHOWN);
    int count = 0;

    TRY(dossier_list_citizen(ctx, req->session->account_id, req->session->person_id, 0, DOSSIERS_LOOKED_AT, &page));
    columns[0] = (struct table_column){.label = TS(ctx, "Đề nghị"), .is_row_header = true};
    columns[1] = (struct table_column){.label = TS(ctx, "Ngày gửi")};
    columns[2] = (struct table_column){.label = TS(ctx, "Tình trạng")};
    for (int i = 0; i < page.rows_count && count < CORRECTIONS_SHOWN; i++) {
        const struct dossier_row *d = &page.rows[i];
        if (!is_correction(d->procedure_id))
            continue;
        struct table_cell *cells = arena_array(ctx->arena, struct table_cell, 3);
        cells[0] = (struct table_cell){.text = bilingual_text(ctx->lang, procedure_latest(d->procedure_id)->name), .url = arena_printf(ctx->arena, "/dossiers/%.*s", STR_ARG(d->code)),
                                       .note = d->code};
        cells[1].text = d->received_ms ? fmt_day(ctx->arena, day_of_ms(d->received_ms)) : TS(ctx, "Chưa tiếp nhận");
        cells[2].text = i18n(ctx->lang, dossier_status_text(d->state));
        rows[count++] = (struct table_row){.items = cells, .items_count = 3};
    }
    *ret_table = (struct table){.caption = TS(ctx, "Đề nghị sửa của tôi"), .caption_hidden = true, .columns = columns, .columns_count = 3, .rows = rows, .rows_count = count};
    table_prepare(ret_table);
    return OK;
}

static enum err children_view(struct ctx *ctx, int64_t person_id, struct mydata_view *view)
{
    struct child children[CHILDREN_MAX];
    int count;

    TRY(children_of(ctx, person_id, children, &count));
    struct mydata_child_view *list = arena_array(ctx->arena, struct mydata_child_view, CHILDREN_MAX);
    for (int i = 0; i < count; i++)
        list[i] = (struct mydata_child_view){arena_printf(ctx->arena, "/me/children/%d", children[i].place), children[i].full_name};
    view->children = list;
    view->children_count = count;
    return OK;
}

static enum err show(struct req *req, bool is_child)
{
    struct ctx *ctx = &req->ctx;
    struct mydata_view view = {.own = !is_child};
    struct extract extract;
    struct person person;

    TRY(whose(req, is_child, &person));
    TRY(extract_collect(ctx, &person, !is_child, &extract));
    sections_view(ctx, &extract, &view);
    if (is_child) {
        struct str base = arena_printf(ctx->arena, "/me/children/%.*s", STR_ARG(req_path(req, "place")));
        view.back = (struct back_link){S("/me"), TS(ctx, "Dữ liệu của tôi")};
        view.title = TF(ctx, "Dữ liệu của {0}", person.full_name);
        view.intro = TS(ctx, "Đây là những gì cơ sở dữ liệu dân cư đang ghi về con của bạn. Bạn xem được vì con chưa đủ 18 tuổi.");
        view.pdf_url = arena_join(ctx->arena, base, S("/data.pdf"));
        view.json_url = arena_join(ctx->arena, base, S("/data.json"));
    } else {
        view.title = TS(ctx, "Dữ liệu của tôi");
        view.intro = TS(ctx, "Đây là những gì cơ sở dữ liệu dân cư đang ghi về bạn và hộ gia đình bạn. Khi nộp hồ sơ, bạn không phải khai lại những thông tin này.");
        view.pdf_url = S("/me/data.pdf");
        view.json_url = S("/me/data.json");
        TRY(corrections_view(req, &view.corrections));
        TRY(children_view(ctx, person.person_id, &view));
    }
    struct html *out = page_begin_str(req, FACE_CITIZEN, is_child ? TS(ctx, "Dữ liệu của con") : view.title);
    view_mydata(out, &view);
    return page_end(req, 200);
}

enum err mydata_page(struct req *req) { return show(req, false); }
enum err mydata_child_page(struct req *req) { return show(req, true); }

/* --- a correction begins beside the datum ------------------------------------------------------------------------------------------- */
static const struct procedure *service(struct ctx *ctx, const char *slug) { return procedure_find(str_of(slug), day_of_ms(ctx->now_ms)); }

enum err mydata_correct_page(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct str what = req_path(req, "what");
    struct extract extract;
    struct person person;

    TRY(whose(req, false, &person));
    TRY(extract_collect(ctx, &person, true, &extract));
    const struct item *item = extract_item(&extract, what);
    if (!item)
        return fault(ctx, ERR_NOT_FOUND, "me.no_datum", "", "Không có thông tin này.");
    bool is_residence = str_eq(what, S("residence")), is_family = str_eq(what, S("family"));
    const struct procedure *procedure = service(ctx, is_residence ? RESIDENCE_SLUG : is_family ? CIVIL_SLUG : CORRECTION_SLUG);
    struct summary_row *rows = arena_array(ctx->arena, struct summary_row, 1);
    rows[0] = (struct summary_row){.key = item->label, .value = item->cell.text, .source = item->source};
    struct mydata_correct_view view = {
        .back = {S("/me"), TS(ctx, "Dữ liệu của tôi")},
        .title = is_residence ? TS(ctx, "Thông tin cư trú sai?") : is_family ? TS(ctx, "Thông tin về cha, mẹ, vợ, chồng sai?") : TF(ctx, "{0}: sai hoặc thiếu?", item->label),
        .csrf = req->csrf_token,
        .datum = {.items = rows, .items_count = is_family ? 0 : 1},
    };
    if (!procedure) {
        view.intro = TS(ctx, "Hãy mang giấy tờ chứng minh đến Công an xã, phường nơi thường trú. Thông tin được đính chính trong 2 ngày làm việc; nếu từ chối, "
                             "cơ quan phải trả lời và nêu lý do.");
    } else if (is_residence || is_family) {
        view.intro = is_family ? TS(ctx, "Cha, mẹ, vợ, chồng được ghi theo sổ hộ tịch. Hãy nộp hồ sơ với Ủy ban nhân dân xã, phường.")
                               : TS(ctx, "Nơi ở, quan hệ với chủ hộ và các thông tin cư trú khác được điều chỉnh bằng hồ sơ nộp cho Công an xã, phường.");
        view.service_url = arena_printf(ctx->arena, "/services/%.*s", STR_ARG(procedure->slug));
        view.service_name = bilingual_text(ctx->lang, procedure->name);
    } else {
        view.intro = TS(ctx, "Bạn gửi đề nghị với nội dung đúng và giấy tờ chứng minh. Công an xã, phường trả lời trong 2 ngày làm việc (Nghị định 70/2024/NĐ-CP, Điều 6); nếu từ chối phải nêu lý do.");
        view.can_start = true;
        view.action_url = arena_printf(ctx->arena, "/services/%.*s/start", STR_ARG(procedure->slug));
        view.answer = arena_printf(ctx->arena, "what:%.*s", STR_ARG(what));
    }
    struct html *out = page_begin(req, FACE_CITIZEN, T("Đề nghị sửa thông tin"));
    view_mydata_correct(out, &view);
    return page_end(req, 200);
}

/* --- to take along --------------------------------------------------------------------------------------------------------------------- */
static bool is_child_path(const struct req *req) { return str_starts(str_of(req->route->path), S("/me/children/")); }

static enum err collect(struct req *req, struct extract *ret_extract)
{
    bool is_child = is_child_path(req);
    struct person person;

    TRY(whose(req, is_child, &person));
    if (!is_child)
        req_audit_about(req, person.person_id, T("Tự tải dữ liệu của mình (Luật 91/2025/QH15 Điều 4)").vi, STR_NONE);
    return extract_collect(&req->ctx, &person, !is_child, ret_extract);
}

enum err mydata_json(struct req *req)
{
    struct extract extract;

    TRY(collect(req, &extract));
    return reply_bytes(req, 200, S("application/json"), S("du-lieu-cua-toi.json"), extract_json(&req->ctx, &extract));
}

enum err mydata_pdf(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct extract extract;
    struct str pdf;

    ctx->lang = LANG_VI; /* the paper is Vietnamese, as the register's are */
    TRY(collect(req, &extract));
    struct extract_paper paper = {.site = req->app->settings.province_name, .public_url = req->app->settings.public_url, .demo = req->app->settings.demo,
                                  .digest = crypto_sha256_hex(ctx->arena, extract_json(ctx, &extract))};
    TRY(extract_pdf(ctx, &extract, &paper, &pdf));
    return reply_bytes(req, 200, S("application/pdf"), S("du-lieu-cua-toi.pdf"), pdf);
}
