/* client.c: agencies' systems that call the API with a bearer token. Look-ups come by the ten thousand a second from a few clients, so a good token is
 * remembered in the process for five seconds: an ended client is shut out that soon everywhere. Bad tokens are never remembered. */
#include "features/audit/audit.h"
#include "features/identity/internal.h"
#include <pthread.h>

enum { TOKEN_BYTES = 32, SLOTS = 64, NAME_MAX_BYTES = 120, PURPOSE_MAX_BYTES = 480, FIELDS_MAX_BYTES = 400 };

struct cached {
    pthread_mutex_t lock;
    int64_t expires_ms; /* 0: empty */
    unsigned char digest[SHA256_BYTES];
    int64_t client_id, unit_id;
    uint64_t perms;
    size_t name_len, purpose_len, fields_len;
    char name[NAME_MAX_BYTES], purpose[PURPOSE_MAX_BYTES], fields[FIELDS_MAX_BYTES];
};
static struct cached cache[SLOTS] = {[0 ... SLOTS - 1] = {.lock = PTHREAD_MUTEX_INITIALIZER}};

static bool perm_of_client(enum perm perm) { return perm == PERM_API_VERIFY || perm == PERM_API_DOSSIER || perm == PERM_API_READ; }

/* "API_VERIFY,API_DOSSIER,API_READ": only permissions for programs; ERR_INVALID for any other word. */
static enum err perms_parse(struct str text, uint64_t *ret_perms)
{
    uint64_t perms = 0;

    while (text.ptr) {
        struct str word = str_trim(str_cut(&text, ','));
        int perm = 0;
        while (perm < PERM_COUNT && !(perm_of_client((enum perm)perm) && str_eq(str_of(perm_name((enum perm)perm)), word)))
            perm++;
        if (perm == PERM_COUNT)
            return ERR_INVALID;
        perms |= 1ULL << perm;
    }
    *ret_perms = perms;
    return perms ? OK : ERR_INVALID;
}

static bool cache_get(struct ctx *ctx, const unsigned char digest[SHA256_BYTES], struct session *ret_session)
{
    struct cached *slot = &cache[digest[0] % SLOTS];
    bool hit;

    pthread_mutex_lock(&slot->lock);
    /* Both ends: a clock that was set back must not keep an entry alive. */
    hit = ctx->now_ms < slot->expires_ms && slot->expires_ms - ctx->now_ms <= CLIENT_CACHE_MS && memcmp(slot->digest, digest, SHA256_BYTES) == 0;
    if (hit)
        *ret_session = (struct session){
            .client_id = slot->client_id, .unit_id = slot->unit_id, .perms = slot->perms,
            .name = arena_str(ctx->arena, (struct str){slot->name, slot->name_len}),
            .purpose = arena_str(ctx->arena, (struct str){slot->purpose, slot->purpose_len}),
            .person_fields = arena_str(ctx->arena, (struct str){slot->fields, slot->fields_len}),
        };
    pthread_mutex_unlock(&slot->lock);
    return hit;
}

static void cache_put(const struct ctx *ctx, const unsigned char digest[SHA256_BYTES], const struct session *session)
{
    struct cached *slot = &cache[digest[0] % SLOTS];

    if (session->name.len > NAME_MAX_BYTES || session->purpose.len > PURPOSE_MAX_BYTES || session->person_fields.len > FIELDS_MAX_BYTES)
        return;
    pthread_mutex_lock(&slot->lock);
    memcpy(slot->digest, digest, SHA256_BYTES);
    slot->client_id = session->client_id;
    slot->unit_id = session->unit_id;
    slot->perms = session->perms;
    slot->name_len = session->name.len;
    memcpy(slot->name, session->name.ptr, session->name.len);
    slot->purpose_len = session->purpose.len;
    memcpy(slot->purpose, session->purpose.ptr, session->purpose.len);
    slot->fields_len = session->person_fields.len;
    if (slot->fields_len)
        memcpy(slot->fields, session->person_fields.ptr, slot->fields_len);
    slot->expires_ms = ctx->now_ms + CLIENT_CACHE_MS;
    pthread_mutex_unlock(&slot->lock);
}

enum err bearer_load(struct ctx *ctx, struct app *app, struct str token, struct session *ret_session)
{
    unsigned char digest[SHA256_BYTES];
    struct client_row client;
    struct session session = {0};

    (void)app;
    if (token.len < 16 || token.len > 200)
        return ERR_UNAUTHENTICATED;
    crypto_sha256(token, digest);
    if (cache_get(ctx, digest, ret_session))
        return OK;
    enum err err = client_store_find(ctx, (struct str){(const char *)digest, SHA256_BYTES}, &client);
    if (err == ERR_NOT_FOUND)
        return ERR_UNAUTHENTICATED;
    TRY(err);
    session.client_id = client.client_id;
    session.unit_id = client.unit_id;
    session.name = client.name;
    session.person_fields = client.person_fields;
    session.purpose = arena_printf(ctx->arena, "%.*s; %.*s", STR_ARG(client.purpose), STR_ARG(client.legal_basis));
    if (perms_parse(client.perms, &session.perms) != OK)
        return fault_set(ctx, ERR_INTERNAL, S("client.perms"), S(""), S("Quyền của hệ thống kết nối không đọc được."), client.perms);
    session.perms |= 1ULL << PERM_PUBLIC;
    cache_put(ctx, digest, &session);
    *ret_session = session;
    return OK;
}

/* The prefix lets scanners of source code find a token that was pasted where it must not be. */
static struct str token_make(struct ctx *ctx, unsigned char ret_digest[SHA256_BYTES])
{
    struct str token = arena_join(ctx->arena, S("congdan_"), crypto_token(ctx->arena, TOKEN_BYTES));

    crypto_sha256(token, ret_digest);
    return token;
}

static enum err record(struct ctx *ctx, struct str action, int64_t client_id, int64_t unit_id)
{
    return audit_put(ctx, &(struct audit_entry){.action = action, .unit_id = unit_id, .detail = arena_printf(ctx->arena, "client %lld", (long long)client_id)});
}

enum err client_add(struct ctx *ctx, const struct client_new *client, int64_t *ret_client_id, struct str *ret_token)
{
    AUTO(db_tx_end) struct db_tx tx = {0};
    unsigned char digest[SHA256_BYTES];
    uint64_t perms;
    int64_t client_id = db_new_id();

    if (str_empty(client->name) || client->name.len > NAME_MAX_BYTES)
        return fault(ctx, ERR_INVALID, "client.name", "name", "Tên hệ thống kết nối phải có từ 1 đến 120 byte.");
    if (str_empty(client->legal_basis) || str_empty(client->purpose) ||
        client->legal_basis.len + client->purpose.len + 2 > PURPOSE_MAX_BYTES)
        return fault(ctx, ERR_INVALID, "client.purpose", "purpose", "Phải ghi căn cứ pháp lý và mục đích khai thác dữ liệu, tổng cộng không quá 478 byte.");
    if (perms_parse(client->perms, &perms) != OK)
        return fault(ctx, ERR_INVALID, "client.perms", "perms", "Quyền chỉ có thể là API_VERIFY, API_DOSSIER, API_READ, cách nhau bằng dấu phẩy.");
    if (client->person_fields.len > FIELDS_MAX_BYTES || !client->person_fields.len != !(perms >> PERM_API_READ & 1))
        return fault(ctx, ERR_INVALID, "client.fields", "fields", "Danh mục dữ liệu được đọc đi cùng quyền API_READ: có cả hai hoặc không có gì.");
    struct str token = token_make(ctx, digest);
    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(client_store_insert(ctx, client_id, client, (struct str){(const char *)digest, SHA256_BYTES}));
    TRY(record(ctx, S("client.add"), client_id, client->unit_id));
    TRY(db_tx_commit(&tx));
    *ret_client_id = client_id;
    *ret_token = token;
    return OK;
}

static enum err gone(struct ctx *ctx)
{
    return fault(ctx, ERR_NOT_FOUND, "client.gone", "", "Không có hệ thống kết nối này, hoặc đã kết thúc.");
}

enum err client_rotate(struct ctx *ctx, int64_t client_id, struct str *ret_token)
{
    AUTO(db_tx_end) struct db_tx tx = {0};
    unsigned char digest[SHA256_BYTES];
    struct str token = token_make(ctx, digest);
    int64_t changed = 0;

    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(client_store_set_token(ctx, client_id, (struct str){(const char *)digest, SHA256_BYTES}, &changed));
    if (!changed)
        return gone(ctx);
    TRY(record(ctx, S("client.rotate"), client_id, 0));
    TRY(db_tx_commit(&tx));
    *ret_token = token;
    return OK;
}

enum err client_end(struct ctx *ctx, int64_t client_id)
{
    AUTO(db_tx_end) struct db_tx tx = {0};
    int64_t changed = 0;

    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(client_store_end(ctx, client_id, &changed));
    if (!changed)
        return gone(ctx);
    TRY(record(ctx, S("client.end"), client_id, 0));
    return db_tx_commit(&tx);
}
