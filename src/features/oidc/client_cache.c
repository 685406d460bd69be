/* client_cache.c: rows of services, remembered in the process for five seconds: tokens are asked for and looked at by the thousand a second by a few services, and an ended
 * one is shut out that soon everywhere (at once in the process that ended it). A service that is not there is never remembered. */
#include "features/oidc/internal.h"
#include <pthread.h>

enum { SLOTS = 64, KEEP_MS = 5000, BYTES_MAX = 8192 };

static const size_t texts[] = {
    offsetof(struct oidc_client, client_id), offsetof(struct oidc_client, name), offsetof(struct oidc_client, home_uri), offsetof(struct oidc_client, auth_method),
    offsetof(struct oidc_client, secret_sha256), offsetof(struct oidc_client, jwks), offsetof(struct oidc_client, redirect_uris), offsetof(struct oidc_client, logout_uris),
    offsetof(struct oidc_client, grants), offsetof(struct oidc_client, scopes), offsetof(struct oidc_client, id_token_alg), offsetof(struct oidc_client, legal_basis),
    offsetof(struct oidc_client, purpose)};

static struct slot {
    int64_t expires_ms; /* 0: empty */
    struct oidc_client client; /* its texts lie in `bytes`, one behind the other */
    size_t len;
    char bytes[BYTES_MAX];
} slots[SLOTS];
static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static int next_slot;

static struct str *text_of(struct oidc_client *client, size_t i) { return (struct str *)((char *)client + texts[i]); }

static void copy_out(struct arena *arena, const struct slot *slot, struct oidc_client *ret_client)
{
    char *bytes = arena_alloc_raw(arena, slot->len + 1);

    memcpy(bytes, slot->bytes, slot->len);
    *ret_client = slot->client;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        text_of(ret_client, i)->ptr = bytes + (text_of(ret_client, i)->ptr - slot->bytes);
}

/* client_id "": by its key. */
bool client_cache_get(struct ctx *ctx, struct str client_id, int64_t client_key, struct oidc_client *ret_client)
{
    bool hit = false;

    pthread_rwlock_rdlock(&lock);
    for (int i = 0; i < SLOTS && !hit; i++) {
        const struct slot *slot = &slots[i];
        /* Both ends: a clock that was set back must not keep an entry alive. */
        if (ctx->now_ms >= slot->expires_ms || slot->expires_ms - ctx->now_ms > KEEP_MS)
            continue;
        hit = client_id.len ? str_eq(slot->client.client_id, client_id) : slot->client.client_key == client_key;
        if (hit)
            copy_out(ctx->arena, slot, ret_client);
    }
    pthread_rwlock_unlock(&lock);
    return hit;
}

void client_cache_put(const struct ctx *ctx, const struct oidc_client *client)
{
    struct oidc_client row = *client;
    struct slot *slot = NULL;
    size_t len = 0;

    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        len += text_of(&row, i)->len;
    if (len > BYTES_MAX)
        return;
    pthread_rwlock_wrlock(&lock);
    for (int i = 0; i < SLOTS && !slot; i++)
        if (slots[i].expires_ms && slots[i].client.client_key == client->client_key)
            slot = &slots[i];
    if (!slot)
        slot = &slots[next_slot++ % SLOTS];
    slot->len = 0;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        struct str *text = text_of(&row, i);
        if (text->len)
            memcpy(slot->bytes + slot->len, text->ptr, text->len);
        text->ptr = slot->bytes + slot->len;
        slot->len += text->len;
    }
    slot->client = row;
    slot->expires_ms = ctx->now_ms + KEEP_MS;
    pthread_rwlock_unlock(&lock);
}

void client_cache_drop(struct str client_id)
{
    pthread_rwlock_wrlock(&lock);
    for (int i = 0; i < SLOTS; i++)
        if (slots[i].expires_ms && str_eq(slots[i].client.client_id, client_id))
            slots[i].expires_ms = 0;
    pthread_rwlock_unlock(&lock);
}
