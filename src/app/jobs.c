/* jobs.c: THE list of jobs. */
#include "app/jobs.h"
#include "features/audit/audit.h"
#include "features/demography/demography.h"
#include "features/document/document.h"
#include "features/dossier/dossier.h"
#include "features/card/card.h"
#include "features/filing/filing.h"
#include "features/identity/identity.h"
#include "features/matching/duplicate.h"
#include "features/oidc/oidc.h"
#include "features/population/events.h"
#include "features/reorganisation/reorganisation.h"
#include "features/tally/tally.h"

enum { AUDIT_FOLD_ROWS = 20000, NAME_ROWS = 1000, NEWCOMERS = 50, EXPIRE_ROWS = 500, SEARCH_PERSONS = 1000, DRAFT_ROWS = 500, OIDC_ROWS = 1000, UPLOAD_ROWS = 200, CARD_WALK_ROWS = 2000, CARD_FOLLOW_ROWS = 500, MINUTE_MS = 60000, DEMOGRAPHY_COMMUNES = 4 };

static enum err fold_audit(struct ctx *ctx, struct app *app, bool *ret_more)
{
    (void)app;
    return audit_fold(ctx, AUDIT_FOLD_ROWS, ret_more);
}

static enum err purge_identity(struct ctx *ctx, struct app *app, bool *ret_more)
{
    (void)app;
    *ret_more = false;
    return identity_purge(ctx);
}

static enum err purge_oidc(struct ctx *ctx, struct app *app, bool *ret_more)
{
    (void)app;
    return oidc_purge(ctx, OIDC_ROWS, ret_more);
}

/* A temporary residence whose last day has passed ends by itself. */
static enum err expire_temporary(struct ctx *ctx, struct app *app, bool *ret_more)
{
    int closed;

    (void)app;
    TRY(population_expire_temporary(ctx, EXPIRE_ROWS, &closed));
    *ret_more = closed == EXPIRE_ROWS;
    return OK;
}

/* Names that came in are found before, too; indexed they cost the search nothing. */
static enum err index_names(struct ctx *ctx, struct app *app, bool *ret_more)
{
    (void)app;
    return matching_index_fresh(ctx, NAME_ROWS, ret_more);
}

/* A decree whose day has come: a piece a call, at once again while there is more. */
static enum err reorganise(struct ctx *ctx, struct app *app, bool *ret_more)
{
    (void)app;
    return reorganisation_apply(ctx, REORGANISATION_PIECE, ret_more);
}

/* Figures of the population follow the register's events; new days come by themselves. */
static enum err fold_demography(struct ctx *ctx, struct app *app, bool *ret_more)
{
    (void)app;
    return demography_fold(ctx, DEMOGRAPHY_COMMUNES, ret_more);
}

/* Grounds for deleting permanent residences, found day by day; an officer decides. */
static enum err search_deregistrations(struct ctx *ctx, struct app *app, bool *ret_more)
{
    (void)app;
    return deregistration_search(ctx, SEARCH_PERSONS, ret_more);
}

/* Who came in is compared with those who are there; the officer of the commune decides. */
static enum err search_duplicates(struct ctx *ctx, struct app *app, bool *ret_more)
{
    (void)app;
    return duplicate_search_fresh(ctx, NEWCOMERS, ret_more);
}

static enum err purge_drafts(struct ctx *ctx, struct app *app, bool *ret_more)
{
    (void)app;
    return draft_purge(ctx, DRAFT_ROWS, ret_more);
}

/* Births, deaths and moves that events recorded, within a minute. */
static enum err follow_cards(struct ctx *ctx, struct app *app, bool *ret_more)
{
    (void)app;
    return card_standing_follow(ctx, CARD_FOLLOW_ROWS, ret_more);
}

/* What came without an event (imports, reorganised units); the walk rests six hours between two rounds. */
static enum err walk_cards(struct ctx *ctx, struct app *app, bool *ret_more)
{
    int changed;

    (void)app;
    return card_standing_walk(ctx, CARD_WALK_ROWS, &changed, ret_more);
}

/* Cells of open dossiers that came down to nothing a month ago: kept that long because a late undo may still touch them. */
static enum err tidy_tally(struct ctx *ctx, struct app *app, bool *ret_more)
{
    AUTO(db_tx_end) struct db_tx tx = {0};

    (void)app;
    *ret_more = false;
    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(tally_tidy(ctx, (struct day){day_of_ms(ctx->now_ms).n - 31}));
    return db_tx_commit(&tx);
}

static enum err purge_uploads(struct ctx *ctx, struct app *app, bool *ret_more)
{
    return document_purge_unclaimed(ctx, app->settings.data_dir, UPLOAD_ROWS, ret_more);
}

static enum err purge_lookups(struct ctx *ctx, struct app *app, bool *ret_more)
{
    (void)app;
    *ret_more = false;
    return dossier_purge_lookups(ctx);
}

static const struct job list[] = {
    {"audit_fold", MINUTE_MS, fold_audit},
    {"identity_purge", 60 * MINUTE_MS, purge_identity},
    {"oidc_purge", MINUTE_MS, purge_oidc},
    {"upload_purge", 60 * MINUTE_MS, purge_uploads},
    {"lookup_purge", 60 * MINUTE_MS, purge_lookups},
    {"draft_purge", 60 * MINUTE_MS, purge_drafts},
    {"expire_temporary", 10 * MINUTE_MS, expire_temporary},
    {"name_index", MINUTE_MS / 6, index_names},
    {"duplicates", MINUTE_MS / 6, search_duplicates},
    {"reorganise", MINUTE_MS, reorganise},
    {"demography", MINUTE_MS / 6, fold_demography},
    {"card_follow", MINUTE_MS, follow_cards},
    {"card_walk", MINUTE_MS, walk_cards},
    {"deregistration_search", 60 * MINUTE_MS, search_deregistrations},
    {"tally_tidy", 24 * 60 * MINUTE_MS, tidy_tally},
};

const struct job *jobs_list(int *ret_count)
{
    *ret_count = (int)ARRAY_LEN(list);
    return list;
}
