/* demo_users.c: who can sign in to a demo, with passwords and codes, for the list on its sign-in page. Two locks stand before it: the program's setting and
 * the database's own mark, so that neither a wrong flag nor a copied database alone can show a code. */
#include "features/identity/internal.h"

#define PREFIX "demo.user."

static enum err demo_database(struct ctx *ctx, bool *ret_demo)
{
    struct str mark;

    TRY(setting_get(ctx, S("demo"), &mark));
    *ret_demo = str_eq(mark, S("1"));
    return OK;
}

enum err demo_user_put(struct ctx *ctx, int order, int64_t account_id, struct msg note, struct str place)
{
    bool demo;

    TRY(demo_database(ctx, &demo));
    if (!demo)
        return fault(ctx, ERR_FORBIDDEN, "demo.not_a_demo", "", "Cơ sở dữ liệu này không phải bản mô phỏng.");
    return setting_put(ctx, arena_printf(ctx->arena, PREFIX "%03d", order),
                       arena_printf(ctx->arena, "%lld|%.*s|%.*s", (long long)account_id, STR_ARG(note.vi), STR_ARG(place)));
}

/* A code is good once: behind one that was used, the next one is shown, which the step's tolerance takes already. */
static enum err current_code(struct ctx *ctx, struct str data_dir, const struct account *account, struct str *ret_code)
{
    AUTO(secret_wipe) struct secret key = {0};
    int64_t counter = totp_counter(ctx->now_ms);

    TRY(totp_get(ctx, data_dir, account, &key));
    if (account->totp_counter >= counter)
        counter = account->totp_counter + 1;
    *ret_code = counter <= totp_counter(ctx->now_ms) + 1 ? arena_printf(ctx->arena, "%06d", totp_code(&key, counter)) : STR_NONE;
    return OK;
}

static enum err read_notes(struct ctx *ctx, struct demo_user *users, int64_t *account_ids, int max, int *ret_count)
{
    AUTO(db_rows_done) struct db_rows rows = {0};
    int count = 0;

    TRY(db_query(ctx, &rows, "SELECT value FROM setting WHERE name >= 'demo.user.' AND name < 'demo.user/' ORDER BY name"));
    while (count < max && db_next(&rows)) {
        struct str rest = db_str(&rows, 0);
        if (str_parse_i64(str_cut(&rest, '|'), &account_ids[count]) != OK)
            continue;
        struct msg note = {str_cut(&rest, '|')};
        users[count++].note = i18n_format(ctx->arena, ctx->lang, note, &rest, 1);
    }
    TRY(db_rows_end(&rows));
    *ret_count = count;
    return OK;
}

enum err demo_user_list(struct ctx *ctx, const struct settings *settings, struct demo_user **ret_users, int *ret_count)
{
    enum { MAX = 60 };
    struct demo_user *users;
    int64_t account_ids[MAX];
    struct str password;
    bool demo = false;
    int found = 0, count = 0;

    *ret_users = NULL;
    *ret_count = 0;
    if (settings->demo)
        TRY(demo_database(ctx, &demo));
    if (!demo)
        return OK;
    users = arena_array(ctx->arena, struct demo_user, MAX);
    TRY(setting_get(ctx, S("demo.password"), &password));
    TRY(read_notes(ctx, users, account_ids, MAX, &found));
    for (int i = 0; i < found; i++) {
        struct account account;
        enum err err = account_get(ctx, account_ids[i], &account);
        if (err == ERR_NOT_FOUND)
            continue;
        TRY(err);
        users[count] = (struct demo_user){.login = account.login, .name = account.name, .note = users[i].note, .password = password};
        TRY(current_code(ctx, settings->data_dir, &account, &users[count].code));
        count++;
    }
    *ret_users = users;
    *ret_count = count;
    return OK;
}
