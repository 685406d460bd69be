/* home_pages.c: the first page, and help. A citizen sees what is hers: what changed, what she began, what she submitted; then what she can do. Officers are
 * led to their work: nobody who handles 200 dossiers a day should pass a portal first. */
#include "features/dossier/dossier.h"
#include "features/filing/filing.h"
#include "features/notify/notify.h"
#include "features/site/pages.h"
#include "views.h"

enum { DOSSIERS_SHOWN = 5, DRAFTS_ON_HOME = 3, NOTICES_SHOWN = 3 };

struct str site_id_text(struct arena *arena, int64_t id) { return arena_printf(arena, "%lld", (long long)id); }

bool site_open(const struct req *req, const char *path)
{
    for (int t = 0; t < req->app->table_count; t++)
        for (int i = 0; i < req->app->tables[t].count; i++) {
            const struct route *route = &req->app->tables[t].routes[i];
            if (route->method != HTTP_GET || strcmp(route->path, path) != 0)
                continue;
            uint64_t perms = req->session ? req->session->perms : 1ULL << PERM_PUBLIC;
            return (perms >> route->perm & 1) != 0;
        }
    return false;
}

static void services(struct req *req, struct home_view *view)
{
    struct ctx *ctx = &req->ctx;
    struct card *cards;
    int count;
    const struct procedure *const *list = procedure_list(&count);

    cards = arena_array(ctx->arena, struct card, (size_t)count);
    for (int i = 0; i < count; i++)
        if (procedure_find(list[i]->slug, day_of_ms(ctx->now_ms)))
            cards[view->services_count++] = (struct card){
                .url = arena_printf(ctx->arena, "/services/%.*s", STR_ARG(list[i]->slug)), .title = bilingual_text(ctx->lang, list[i]->name),
                .text = bilingual_text(ctx->lang, list[i]->summary)};
    view->services = cards;
}

static enum err my_drafts(struct req *req, struct home_view *view)
{
    struct ctx *ctx = &req->ctx;
    struct draft *drafts;
    struct card *cards;
    int count;

    TRY(draft_list(ctx, req->session->account_id, &drafts, &count));
    cards = arena_array(ctx->arena, struct card, (size_t)count);
    for (int i = 0; i < count && view->drafts_count < DRAFTS_ON_HOME; i++)
        cards[view->drafts_count++] = (struct card){
            .url = arena_printf(ctx->arena, "/drafts/%lld", (long long)drafts[i].draft_id), .title = bilingual_text(ctx->lang, drafts[i].procedure->name),
            .text = TF(ctx, "Lưu lúc {0}. Làm tiếp được trong 30 ngày.", fmt_at(ctx->arena, drafts[i].updated_ms))};
    view->drafts = cards;
    return OK;
}

static enum err my_dossiers(struct req *req, struct home_view *view)
{
    struct ctx *ctx = &req->ctx;
    struct dossier_page page;
    struct card *cards;

    TRY(dossier_list_citizen(ctx, req->session->account_id, req->session->person_id, 0, DOSSIERS_SHOWN, &page));
    cards = arena_array(ctx->arena, struct card, (size_t)page.rows_count);
    for (int i = 0; i < page.rows_count; i++) {
        const struct procedure *procedure = procedure_latest(page.rows[i].procedure_id);
        struct str name = procedure ? bilingual_text(ctx->lang, procedure->name) : page.rows[i].code;
        cards[view->dossiers_count++] = (struct card){
            .url = arena_printf(ctx->arena, "/dossiers/%.*s", STR_ARG(page.rows[i].code)), .title = name,
            .text = TF(ctx, "{0}. Mã {1}", i18n(ctx->lang, dossier_status_text(page.rows[i].state)), page.rows[i].code)};
    }
    view->dossiers = cards;
    return OK;
}

static enum err my_notices(struct req *req, struct home_view *view)
{
    struct ctx *ctx = &req->ctx;
    struct notify_row *rows;
    struct card *cards;
    int count;

    TRY(notify_list(ctx, req->session->person_id, 0, NOTICES_SHOWN, &rows, &count));
    cards = arena_array(ctx->arena, struct card, (size_t)count);
    for (int i = 0; i < count; i++) {
        struct dossier dossier = {0};
        if (rows[i].read_ms)
            continue;
        if (rows[i].dossier_id && dossier_get_id(ctx, rows[i].dossier_id, &dossier) != OK)
            ctx->fault = (struct fault){0}; /* the message says enough without the link */
        cards[view->notices_count++] = (struct card){
            .url = dossier.code.len ? arena_printf(ctx->arena, "/dossiers/%.*s", STR_ARG(dossier.code)) : STR_NONE, .title = rows[i].title, .text = rows[i].text};
    }
    view->notices = cards;
    return OK;
}

/* Where an officer's day begins: what must be done, else the figures, else the accounts, else the log. */
static const char *desk(const struct req *req)
{
    static const char *const paths[] = {"/work", "/dashboard", "/admin", "/audit"};
    uint64_t works = 1ULL << PERM_DOSSIER_RECEIVE | 1ULL << PERM_DOSSIER_PROCESS | 1ULL << PERM_DOSSIER_DECIDE;

    if (!req->session || !req->session->officer_id)
        return NULL;
    for (size_t i = req->session->perms & works ? 0 : 1; i < ARRAY_LEN(paths); i++)
        if (site_open(req, paths[i]))
            return paths[i];
    return NULL;
}

enum err home_page(struct req *req)
{
    struct ctx *ctx = &req->ctx;
    struct home_view view = {.is_signed_in = req->session != NULL, .is_demo = req->app->settings.demo};
    const char *path = desk(req);

    if (path)
        return reply_redirect(req, str_of(path));
    view.can_look_up = site_open(req, "/lookup");
    if (site_open(req, "/services/{slug}"))
        services(req, &view);
    if (req->session) {
        view.greeting = TF(ctx, "Xin chào {0}", req->session->name);
        TRY(my_drafts(req, &view));
        if (req->session->person_id) {
            TRY(my_notices(req, &view));
            TRY(my_dossiers(req, &view));
        }
    }
    struct html *out = page_begin(req, req->session ? FACE_CITIZEN : FACE_PUBLIC, T("Trang chủ"));
    view_home(out, &view);
    return page_end(req, 200);
}

enum err help_page(struct req *req)
{
    enum { PAGES_MAX = 40 };
    struct ctx *ctx = &req->ctx;
    struct help_view view = {.hotline = req->app->settings.hotline.len ? req->app->settings.hotline : S("18001096")};
    struct help_item *items = arena_array(ctx->arena, struct help_item, PAGES_MAX);

    for (int t = 0; t < req->app->table_count; t++)
        for (int i = 0; i < req->app->tables[t].count && view.pages_count < PAGES_MAX; i++) {
            const struct route *route = &req->app->tables[t].routes[i];
            if (!route->menu || route->method != HTTP_GET || !site_open(req, route->path))
                continue;
            items[view.pages_count++] = (struct help_item){.url = str_of(route->path), .label = i18n_str(ctx->lang, str_of(route->menu)),
                                                           .text = ctx->lang == LANG_EN ? str_of(route->doc) : STR_NONE};
        }
    view.pages = items;
    view.is_officer = req->session && req->session->officer_id;
    struct html *out = page_begin(req, view.is_officer ? FACE_STAFF : FACE_PUBLIC, T("Trợ giúp"));
    view_help(out, &view);
    return page_end(req, 200);
}
