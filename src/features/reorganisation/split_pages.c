/* split_pages.c: one divided commune: each hamlet, and what has no hamlet, with a choice of the new units. Saved choices can be changed or taken back until they
 * are applied. Addresses stand here without names: who lives there has no say in where the house stands. */
#include "features/agency/agency.h"
#include "features/audit/audit.h"
#include "features/dossier/dossier.h"
#include "features/identity/identity.h"
#include "features/population/population.h"
#include "features/reorganisation/pages.h"
#include "views.h"
#include <assert.h>

enum { ADDRESSES_SHOWN = 100, OTHERS_MAX = 200, GROUPS = 5, APPLY_ROWS = 50000 };

struct split_rows {
    struct reorganisation decree;
    struct unit_split split;
    struct reorganisation_left left;
    struct unit_choice *choices;
    int choices_count;
    struct hamlet *hamlets;
    struct population_left *parts;
    struct population_address *addresses;
    struct officer *officers;
    struct client_name *clients;
    struct dossier_page dossiers;
    int hamlets_count, parts_count, addresses_count, officers_count, clients_count;
    bool more_addresses;
    struct str after_kind; /* the page of addresses */
    int64_t after_id;
    struct choice *options; /* the new units, and "not chosen" */
};

/* Who may: over the old commune (its province), or over one of the new ones. */
static enum err check_right(struct req *req, const struct unit_split *split)
{
    struct ctx *ctx = &req->ctx;
    enum err err = agency_check_can(ctx, ctx->actor.officer_id, PERM_REORGANISE, split->unit.unit_id, STR_NONE, STR_NONE);

    for (int i = 0; i < split->to_count && err == ERR_FORBIDDEN; i++) {
        ctx->fault = (struct fault){0};
        err = agency_check_can(ctx, ctx->actor.officer_id, PERM_REORGANISE, split->to[i].unit_id, STR_NONE, STR_NONE);
    }
    return err;
}

static enum err read_split(struct req *req, struct split_rows *rows)
{
    int64_t unit_id;

    TRY(reorganisation_of_path(req, &rows->decree));
    if (str_parse_i64(req_path(req, "unit"), &unit_id) != OK)
        return ERR_NOT_FOUND;
    TRY(territory_split(&req->ctx, unit_id, &rows->split));
    return check_right(req, &rows->split);
}

/* Addresses come page by page; the form names its page, so that what it sends is about the same rows. */
static enum err read_rows(struct req *req, struct split_rows *rows, struct str after_kind, int64_t after_id)
{
    struct ctx *ctx = &req->ctx;
    int64_t unit_id = rows->split.unit.unit_id;

    rows->after_kind = after_kind;
    rows->after_id = after_id;
    TRY(reorganisation_left(ctx, unit_id, &rows->left));
    TRY(territory_choices(ctx, unit_id, &rows->choices, &rows->choices_count));
    TRY(territory_hamlets(ctx, unit_id, &rows->hamlets, &rows->hamlets_count));
    TRY(population_left(ctx, unit_id, &rows->parts, &rows->parts_count));
    TRY(population_addresses(ctx, unit_id, after_kind, after_id, ADDRESSES_SHOWN + 1, &rows->addresses, &rows->addresses_count));
    rows->more_addresses = rows->addresses_count > ADDRESSES_SHOWN;
    rows->addresses_count = rows->more_addresses ? ADDRESSES_SHOWN : rows->addresses_count;
    TRY(officer_list_unit(ctx, unit_id, OTHERS_MAX, &rows->officers, &rows->officers_count));
    TRY(client_list_unit(ctx, unit_id, OTHERS_MAX, &rows->clients, &rows->clients_count));
    TRY(dossier_list_unit(ctx, unit_id, 0, OTHERS_MAX, &rows->dossiers));
    rows->options = arena_array(ctx->arena, struct choice, (size_t)rows->split.to_count + 1);
    rows->options[0] = (struct choice){.value = S("0"), .label = TS(ctx, "Chưa chọn")};
    for (int i = 0; i < rows->split.to_count; i++)
        rows->options[i + 1] = (struct choice){.value = arena_printf(ctx->arena, "%lld", (long long)rows->split.to[i].unit_id), .label = rows->split.to[i].name};
    return OK;
}

static int64_t chosen(const struct split_rows *rows, struct str kind, int64_t item_id)
{
    for (int i = 0; i < rows->choices_count; i++)
        if (rows->choices[i].item_id == item_id && str_eq(rows->choices[i].kind, kind) && !rows->choices[i].applied_ms)
            return rows->choices[i].new_id;
    return 0;
}

static struct str field_name(struct ctx *ctx, struct str kind, int64_t item_id) { return arena_printf(ctx->arena, "%.*s.%lld", STR_ARG(kind), (long long)item_id); }

/* --- everything that can be chosen, in one walk: for the form, and for what it sends ------------------------------------------------- */
typedef enum err (*item_fn)(void *arg, int group, struct str kind, int64_t item_id, struct str label, struct str hint);

static struct str people_text(struct ctx *ctx, const struct split_rows *rows, int64_t hamlet_id)
{
    for (int i = 0; i < rows->parts_count; i++)
        if (rows->parts[i].hamlet_id == hamlet_id)
            return TF(ctx, "{0} hộ, {1} nơi thường trú hoặc tạm trú", fmt_i64(ctx->arena, ctx->lang, rows->parts[i].households),
                      fmt_i64(ctx->arena, ctx->lang, rows->parts[i].residences));
    return TS(ctx, "Không có ai đăng ký ở đây");
}

static struct str address_hint(struct ctx *ctx, const struct population_address *address)
{
    if (str_eq(address->kind, S("household")))
        return TF(ctx, "Hộ có {0} người", fmt_i64(ctx->arena, ctx->lang, address->people));
    return str_eq(address->kind, S("place")) ? TS(ctx, "Cơ sở lưu trú") : TS(ctx, "Nơi ở của một người, không thuộc hộ nào ở đây");
}

static enum err each_item(struct ctx *ctx, const struct split_rows *rows, item_fn take, void *arg)
{
    for (int i = 0; i < rows->hamlets_count; i++)
        TRY(take(arg, 0, S("hamlet"), rows->hamlets[i].hamlet_id,
                 arena_printf(ctx->arena, "%.*s %.*s", STR_ARG(rows->hamlets[i].kind), STR_ARG(rows->hamlets[i].name)), people_text(ctx, rows, rows->hamlets[i].hamlet_id)));
    for (int i = 0; i < rows->addresses_count; i++)
        TRY(take(arg, 1, rows->addresses[i].kind, rows->addresses[i].item_id, rows->addresses[i].address, address_hint(ctx, &rows->addresses[i])));
    for (int i = 0; i < rows->dossiers.rows_count; i++)
        TRY(take(arg, 2, S("dossier"), rows->dossiers.rows[i].dossier_id, rows->dossiers.rows[i].code, i18n(ctx->lang, dossier_state_text(rows->dossiers.rows[i].state))));
    for (int i = 0; i < rows->officers_count; i++)
        TRY(take(arg, 3, S("officer"), rows->officers[i].officer_id, rows->officers[i].name, rows->officers[i].agency_name));
    for (int i = 0; i < rows->clients_count; i++)
        TRY(take(arg, 4, S("client"), rows->clients[i].client_id, rows->clients[i].name, STR_NONE));
    return OK;
}

/* --- the page --------------------------------------------------------------------------------------------------------------------------- */
struct form_of {
    struct ctx *ctx;
    const struct split_rows *rows;
    struct split_group *groups;
    struct select_field *fields[GROUPS];
};

static enum err put_field(void *arg, int group, struct str kind, int64_t item_id, struct str label, struct str hint)
{
    struct form_of *form = arg;
    struct split_group *to = &form->groups[group];

    form->fields[group][to->items_count++] = (struct select_field){
        .name = field_name(form->ctx, kind, item_id), .label = label, .hint = hint, .items = form->rows->options, .items_count = form->rows->split.to_count + 1,
        .value = arena_printf(form->ctx->arena, "%lld", (long long)chosen(form->rows, kind, item_id))};
    return OK;
}

static const struct split_group *groups_of(struct ctx *ctx, const struct split_rows *rows)
{
    const int sizes[GROUPS] = {rows->hamlets_count, rows->addresses_count, rows->dossiers.rows_count, rows->officers_count, rows->clients_count};
    struct split_group *groups = arena_array(ctx->arena, struct split_group, GROUPS);
    struct form_of form = {ctx, rows, groups, {0}};

    groups[0] = (struct split_group){.title = TS(ctx, "Thôn, tổ dân phố"), .text = TS(ctx, "Mọi hộ và người đăng ký ở thôn đi theo thôn.")};
    groups[1] = (struct split_group){.title = TS(ctx, "Địa chỉ không ghi thôn"), .text = TS(ctx, "Thành viên đi theo hộ. Địa chỉ có thôn không nằm ở đây.")};
    groups[2] = (struct split_group){.title = TS(ctx, "Hồ sơ chưa xong"), .text = TS(ctx, "Cơ quan của đơn vị được chọn giải quyết tiếp; ngày hẹn trả giữ nguyên.")};
    groups[3] = (struct split_group){.title = TS(ctx, "Cán bộ"), .text = TS(ctx, "Quyền của cán bộ chuyển sang đơn vị được chọn.")};
    groups[4] = (struct split_group){.title = TS(ctx, "Các hệ thống kết nối (API)"), .text = TS(ctx, "Phạm vi của hệ thống chuyển sang đơn vị được chọn.")};
    for (int i = 0; i < GROUPS; i++) {
        form.fields[i] = arena_array(ctx->arena, struct select_field, (size_t)sizes[i]);
        groups[i].items = form.fields[i];
    }
    enum err err = each_item(ctx, rows, put_field, &form); /* put_field never fails */
    assert(err == OK);
    return groups;
}

static struct table applied_table(struct ctx *ctx, const struct split_rows *rows)
{
    enum { COLUMNS = 2 };
    struct table_column *columns = arena_array(ctx->arena, struct table_column, COLUMNS);
    struct table table = {.caption = TS(ctx, "Đã áp dụng"), .is_dense = true, .columns = columns, .columns_count = COLUMNS,
                          .rows = arena_array(ctx->arena, struct table_row, (size_t)rows->split.to_count)};

    columns[0] = (struct table_column){.label = TS(ctx, "Chuyển về"), .is_row_header = true};
    columns[1] = (struct table_column){.label = TS(ctx, "Số lựa chọn"), .is_number = true};
    for (int t = 0; t < rows->split.to_count; t++) {
        struct table_cell *cells = arena_array(ctx->arena, struct table_cell, COLUMNS);
        int64_t n = 0;
        for (int i = 0; i < rows->choices_count; i++)
            n += rows->choices[i].applied_ms && rows->choices[i].new_id == rows->split.to[t].unit_id;
        if (!n)
            continue;
        cells[0].text = rows->split.to[t].name;
        cells[1].text = fmt_i64(ctx->arena, ctx->lang, n);
        table.rows[table.rows_count++] = (struct table_row){.items = cells, .items_count = COLUMNS};
    }
    table_prepare(&table);
    return table;
}

static enum err show(struct req *req, const struct split_rows *rows, int status, const struct form_errors *errors)
{
    struct ctx *ctx = &req->ctx;
    struct day on = rows->decree.decree.effective_on;
    int64_t unit_id = rows->split.unit.unit_id, left = reorganisation_left_sum(&rows->left);
    struct summary_row *facts = arena_array(ctx->arena, struct summary_row, 2);
    struct split_view view = {
        .back = {reorganisation_url(ctx, on), TF(ctx, "Sắp xếp từ ngày {0}", fmt_day(ctx->arena, on))},
        .csrf = req->csrf_token,
        .page_kind = rows->after_kind,
        .page_after = arena_printf(ctx->arena, "%lld", (long long)rows->after_id),
        .title = rows->split.unit.name,
        .from_text = territory_label(ctx, rows->split.unit.parent_id),
        .action_url = reorganisation_split_url(ctx, on, unit_id, ""),
        .apply_url = reorganisation_split_url(ctx, on, unit_id, "/apply"),
        .facts = {.items = facts, .items_count = 2},
        .groups = groups_of(ctx, rows),
        .groups_count = GROUPS,
        .has_rows = left > 0,
        .has_chosen = rows->left.chosen > 0 && rows->decree.state != REORGANISATION_PLANNED,
        .chosen_text = TF(ctx, "Đã lưu {0} lựa chọn, chưa áp dụng. Áp dụng rồi thì không đổi lại ở đây được.", fmt_i64(ctx->arena, ctx->lang, rows->left.chosen)),
        .others = {.name = S("others"), .label = TS(ctx, "Mọi dòng chưa chọn ở trên"), .items = rows->options, .items_count = rows->split.to_count + 1, .value = S("0"),
                   .hint = TS(ctx, "Để chọn nhanh khi phần lớn về cùng một nơi")},
        .applied = applied_table(ctx, rows),
    };
    facts[0] = (struct summary_row){.key = TS(ctx, "Chia cho"), .value = reorganisation_names(ctx, rows->split.to, rows->split.to_count)};
    const int64_t waiting[] = {rows->left.hamlets, rows->left.households, rows->left.residences, rows->left.places, rows->left.dossiers, rows->left.officers};
    struct str n[ARRAY_LEN(waiting)];
    for (size_t i = 0; i < ARRAY_LEN(waiting); i++)
        n[i] = fmt_i64(ctx->arena, ctx->lang, waiting[i]);
    facts[1] = (struct summary_row){.key = TS(ctx, "Còn chờ"), .value = TF(ctx, "{0} thôn, {1} hộ, {2} nơi ở, {3} cơ sở lưu trú, {4} hồ sơ, {5} cán bộ", n[0], n[1], n[2], n[3],
                                                                          n[4], n[5])};
    if (errors)
        view.errors = *errors;
    if (!left)
        view.notice = (struct notice){.tone = TONE_DONE, .title = TS(ctx, "Đã sắp xếp xong đơn vị này"), .text = TS(ctx, "Không còn gì nằm ở đơn vị cũ.")};
    if (rows->more_addresses)
        view.pages = (struct pagination){.label = TS(ctx, "Địa chỉ không ghi thôn"),
                                         .next_url = arena_printf(ctx->arena, "%.*s?kind=%.*s&after=%lld", STR_ARG(view.action_url),
                                                                  STR_ARG(rows->addresses[rows->addresses_count - 1].kind),
                                                                  (long long)rows->addresses[rows->addresses_count - 1].item_id)};
    struct html *out = page_begin_str(req, FACE_STAFF, view.title);
    view_split(out, &view);
    return page_end(req, status);
}

enum err split_page(struct req *req)
{
    struct split_rows *rows = arena_new(req->ctx.arena, struct split_rows);

    TRY(read_split(req, rows));
    TRY(read_rows(req, rows, req_str(req, "kind"), req_i64(req, "after", 0)));
    return show(req, rows, 200, NULL);
}

/* --- what the form sends ------------------------------------------------------------------------------------------------------------------ */
struct answers {
    struct req *req;
    struct split_rows *rows;
    int64_t others;
    int changed;
};

/* An item of the form that is not there any more (another officer applied it) is not asked for; one that was not sent stays as it is. */
static enum err take_answer(void *arg, int group, struct str kind, int64_t item_id, struct str label, struct str hint)
{
    struct answers *answers = arg;
    struct ctx *ctx = &answers->req->ctx;
    struct str sent = req_field(answers->req, field_name(ctx, kind, item_id));
    int64_t wanted, before = chosen(answers->rows, kind, item_id);

    (void)group, (void)label, (void)hint;
    if (str_empty(sent))
        return OK;
    if (str_parse_i64(sent, &wanted) != OK)
        return fault(ctx, ERR_INVALID, "choice.candidate", "unit", "Đơn vị được chọn không có trong nghị quyết sắp xếp của đơn vị này.");
    if (!wanted)
        wanted = answers->others;
    if (wanted == before)
        return OK;
    answers->changed++;
    return territory_choose(ctx, &(struct unit_choice){.old_id = answers->rows->split.unit.unit_id, .kind = kind, .item_id = item_id, .new_id = wanted,
                                                       .officer_id = ctx->actor.officer_id});
}

enum err split_post(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct split_rows *rows = arena_new(ctx->arena, struct split_rows);
    struct answers answers = {.req = req, .rows = rows};
    struct str others = req_field(req, S("others")), after = req_field(req, S("after"));
    int64_t after_id = 0;

    TRY(read_split(req, rows));
    if (!str_empty(after) && str_parse_i64(after, &after_id) != OK)
        after_id = 0;
    TRY(read_rows(req, rows, req_field(req, S("kind")), after_id));
    if (!str_empty(others) && str_parse_i64(others, &answers.others) != OK)
        return fault(ctx, ERR_INVALID, "choice.candidate", "others", "Đơn vị được chọn không có trong nghị quyết sắp xếp của đơn vị này.");
    TRY(each_item(ctx, rows, take_answer, &answers));
    TRY(audit_put(ctx, &(struct audit_entry){.action = S("reorganisation.choose"), .unit_id = rows->split.unit.unit_id,
                                             .detail = arena_printf(ctx->arena, "%d choices", answers.changed)}));
    return reply_redirect(req, reorganisation_split_url(ctx, rows->decree.decree.effective_on, rows->split.unit.unit_id, ""));
}

enum err split_apply_post(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct split_rows *rows = arena_new(ctx->arena, struct split_rows);
    bool more;

    TRY(read_split(req, rows));
    if (rows->decree.state == REORGANISATION_PLANNED)
        return fault(ctx, ERR_CONFLICT, "reorganisation.planned", "", "Chưa đến ngày sắp xếp: lựa chọn được giữ lại và áp dụng sau ngày đó.");
    TRY(reorganisation_apply_choices(ctx, rows->split.unit.unit_id, APPLY_ROWS, &more));
    TRY(audit_put(ctx, &(struct audit_entry){.action = S("reorganisation.apply"), .unit_id = rows->split.unit.unit_id}));
    return reply_redirect(req, reorganisation_split_url(ctx, rows->decree.decree.effective_on, rows->split.unit.unit_id, ""));
}
