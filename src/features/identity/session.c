/* session.c: sessions: opening, recognising, ending. The cookie holds 256 random bits; the table their digest. A request only reads: that it happened
 * is written behind it, at most once a minute, through the writer lane. */
#include "features/identity/internal.h"
#include <stdatomic.h>

enum { TOKEN_BYTES = 32, CSRF_BYTES = 16, SEEN_EVERY_MS = MS_PER_MINUTE, SEEN_SLOTS = 64 };

static struct str digest_of(struct ctx *ctx, struct str token)
{
    unsigned char *digest = arena_alloc(ctx->arena, SHA256_BYTES);

    crypto_sha256(token, digest);
    return (struct str){(const char *)digest, SHA256_BYTES};
}

enum err session_create(struct ctx *ctx, int64_t account_id, struct str device_label, struct str *ret_token)
{
    struct str token = crypto_token(ctx->arena, TOKEN_BYTES);

    TRY(session_store_insert(ctx, account_id, digest_of(ctx, token), crypto_token(ctx->arena, CSRF_BYTES), device_label));
    *ret_token = token;
    return OK;
}

/* --- "seen" ------------------------------------------------------------------------------------------------------------- */
/* Jobs outlive the request that asks for them, so they live in a small table of their own. When all slots are taken the note is left
 * out: the next request of the session makes it. */
struct seen_job {
    struct db_job job; /* first: the job's address is the slot's */
    atomic_bool taken;
    int64_t session_id, seen_ms;
};
static struct seen_job seen_jobs[SEEN_SLOTS];

static enum err seen_run(struct db_job *job, struct db_conn *conn)
{
    struct seen_job *slot = (struct seen_job *)job;
    AUTO(arena_done) struct arena arena;
    struct ctx ctx = {.arena = &arena, .now_ms = slot->seen_ms, .db = conn};

    arena_init(&arena, 0);
    return session_store_seen(&ctx, slot->session_id, slot->seen_ms);
}

static void seen_done(struct db_job *job, enum err result)
{
    (void)result; /* nothing is lost but a note; the next request makes it again */
    atomic_store(&((struct seen_job *)job)->taken, false);
}

static void note_seen(struct db *db, int64_t session_id, int64_t now_ms)
{
    for (int i = 0; i < SEEN_SLOTS; i++) {
        struct seen_job *slot = &seen_jobs[(session_id + i) % SEEN_SLOTS];
        bool expected = false;
        if (!atomic_compare_exchange_strong(&slot->taken, &expected, true))
            continue;
        slot->job = (struct db_job){.run = seen_run, .done = seen_done, .groupable = true};
        slot->session_id = session_id;
        slot->seen_ms = now_ms;
        if (db_submit(db, &slot->job) != OK)
            atomic_store(&slot->taken, false);
        return;
    }
}

/* --- recognising ---------------------------------------------------------------------------------------------------------- */
static bool session_alive(const struct session_found *found, const struct settings *settings, int64_t now_ms)
{
    return str_eq(found->account_state, S("active")) && now_ms - found->seen_ms < (int64_t)settings->session_idle_minutes * MS_PER_MINUTE &&
           now_ms - found->created_ms < (int64_t)settings->session_absolute_hours * MS_PER_HOUR;
}

enum err session_load(struct ctx *ctx, struct app *app, struct str cookie, struct session *ret_session)
{
    struct session_found found;
    struct session *session = &found.session;

    enum err err = session_store_find(ctx, digest_of(ctx, cookie), &found);
    if (err == ERR_NOT_FOUND)
        return ERR_UNAUTHENTICATED;
    TRY(err);
    if (!session_alive(&found, &app->settings, ctx->now_ms))
        return ERR_UNAUTHENTICATED;
    session->perms = 1ULL << PERM_PUBLIC | 1ULL << PERM_SIGNED_IN;
    if (str_eq(found.account_kind, S("citizen")) && session->person_id)
        session->perms |= 1ULL << PERM_CITIZEN;
    if (session->officer_id) {
        struct right *rights;
        int count;
        TRY(agency_rights(ctx, session->officer_id, &rights, &count));
        session->perms |= rights_perms(rights, count);
    }
    if (app->db && ctx->now_ms - found.seen_ms >= SEEN_EVERY_MS)
        note_seen(app->db, session->session_id, ctx->now_ms);
    *ret_session = *session;
    return OK;
}

enum err session_list(struct ctx *ctx, const struct settings *settings, int64_t account_id, struct session_row **ret_rows, int *ret_count)
{
    return session_store_list(ctx, account_id, ctx->now_ms - (int64_t)settings->session_absolute_hours * MS_PER_HOUR,
                              ctx->now_ms - (int64_t)settings->session_idle_minutes * MS_PER_MINUTE, ret_rows, ret_count);
}

/* Only a form that the session itself had given out is kept for later: a stranger's page cannot know its token. */
enum err session_was(struct ctx *ctx, struct str cookie, struct str csrf, int64_t *ret_account_id)
{
    struct session_found found;

    enum err err = session_store_find(ctx, digest_of(ctx, cookie), &found);
    if (err == ERR_NOT_FOUND)
        return ERR_UNAUTHENTICATED;
    TRY(err);
    if (str_empty(csrf) || !crypto_eq(found.session.csrf_token, csrf) || !str_eq(found.account_state, S("active")) ||
        ctx->now_ms - found.seen_ms > MS_PER_DAY)
        return ERR_UNAUTHENTICATED;
    *ret_account_id = found.session.account_id;
    return OK;
}

/* --- what the list of sessions calls a browser -------------------------------------------------------------------------------- */
struct str session_device_label(struct arena *arena, struct str user_agent)
{
    /* Order matters: Edge and Opera call themselves Chrome too, Chrome calls itself Safari, Android calls itself Linux. */
    static const struct {
        const char *mark, *name;
    } browsers[] = {{"Edg", "Edge"}, {"OPR/", "Opera"}, {"coc_coc_browser", "Cốc Cốc"}, {"SamsungBrowser", "Samsung Internet"}, {"Firefox/", "Firefox"},
                    {"FxiOS/", "Firefox"}, {"CriOS/", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}},
      systems[] = {{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"}, {"Mac OS X", "macOS"}, {"CrOS", "ChromeOS"}, {"Linux", "Linux"}};
    const char *browser = NULL, *system = NULL;

    for (size_t i = 0; i < ARRAY_LEN(browsers) && !browser; i++)
        if (str_find(user_agent, str_of(browsers[i].mark)) >= 0)
            browser = browsers[i].name;
    for (size_t i = 0; i < ARRAY_LEN(systems) && !system; i++)
        if (str_find(user_agent, str_of(systems[i].mark)) >= 0)
            system = systems[i].name;
    if (browser && system)
        return arena_printf(arena, "%s, %s", browser, system);
    return str_of(browser ? browser : system ? system : "");
}
