/* signer_keys.c: key files: PURPOSE.ALG.MADE_MS.KID.key (or .now), sealed with the master key. The name is bound into the seal. A key's state follows from its age and from
 * its successors, so nothing has to be rewritten when time passes. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "platform/clock/clock.h"
#include "platform/file/file.h"
#include "platform/file/file_durable.h"
#include "platform/signer/internal.h"

static const char *const purposes[SIGNER_PURPOSE_COUNT] = {"oidc"};
struct str signer_purpose_name(enum signer_purpose purpose) { return str_of(purposes[purpose]); }

static bool name_read(struct str name, struct signer_key *ret_key)
{
    struct signer_key key = {0};
    struct str rest = name, purpose = str_cut(&rest, '.'), alg = rest.ptr ? str_cut(&rest, '.') : STR_NONE, made = rest.ptr ? str_cut(&rest, '.') : STR_NONE,
               kid = rest.ptr ? str_cut(&rest, '.') : STR_NONE;
    int found = -1;

    for (int i = 0; i < SIGNER_PURPOSE_COUNT; i++)
        if (str_eq(purpose, str_of(purposes[i])))
            found = i;
    key.info.alg = jose_alg_of(alg);
    key.at_once = str_eq(rest, S("now"));
    if (found < 0 || !key.info.alg || str_parse_i64(made, &key.info.made_ms) != OK || kid.len != JOSE_KID_BYTES || (!key.at_once && !str_eq(rest, S("key"))))
        return false;
    key.info.purpose = (enum signer_purpose)found;
    memcpy(key.info.kid, kid.ptr, kid.len);
    *ret_key = key;
    return true;
}

static struct str name_of(struct arena *arena, const struct signer_key *key)
{
    return arena_printf(arena, "%s.%.*s.%ld.%s.%s", purposes[key->info.purpose], STR_ARG(jose_alg_name(key->info.alg)), (long)key->info.made_ms, key->info.kid,
                        key->at_once ? "now" : "key");
}

enum err signer_master_load(struct ctx *ctx, struct str dir, struct crypto_key *ret_master)
{
    const char *named = getenv("CONGDAN_SIGNER_MASTER");
    const char *path = named && *named ? named : arena_printf(ctx->arena, "%.*s/master.key", STR_ARG(dir)).ptr;

    if (mkdir(arena_cstr(ctx->arena, dir), 0700) != 0 && errno != EEXIST)
        return fault_set(ctx, ERR_INTERNAL, S("signer.dir"), STR_NONE, S("Không tạo được thư mục khóa."), dir);
    enum err err = crypto_key_load_or_create(path, ret_master);
    if (err != OK)
        return fault_set(ctx, err, S("signer.master"), STR_NONE, S("Không đọc được khóa chủ của tiến trình ký: tệp phải dài đúng 32 byte, quyền 0600 và thuộc về người chạy chương trình."),
                         str_of(path));
    return OK;
}

static int by_age(const void *a, const void *b)
{
    const struct signer_key_info *x = &((const struct signer_key *)a)->info, *y = &((const struct signer_key *)b)->info;

    if (x->purpose != y->purpose)
        return x->purpose < y->purpose ? -1 : 1;
    if (x->alg != y->alg)
        return x->alg < y->alg ? -1 : 1;
    return x->made_ms < y->made_ms ? -1 : x->made_ms > y->made_ms ? 1 : strcmp(x->kid, y->kid);
}

struct loading {
    const struct crypto_key *master;
    struct signer_keys *keys;
};

static enum err load_one(struct ctx *ctx, void *arg, struct str path, struct str sealed)
{
    struct loading *loading = arg;
    struct signer_key key;
    struct str name = path, der;

    while (str_find_char(name, '/') >= 0)
        str_cut(&name, '/');
    if (!name_read(name, &key) || loading->keys->count == SIGNER_KEYS_MAX)
        return OK; /* the master key, the journal, half-written temporary files */
    if (loading->master) {
        if (crypto_open(ctx->arena, loading->master, name, sealed, &der) != OK)
            return fault_set(ctx, ERR_INVALID, S("signer.key"), STR_NONE, S("Một tệp khóa không mở được bằng khóa chủ này."), name);
        enum err err = jose_key_from_private(ctx, key.info.alg, der, &key.key);
        jose_wipe(der);
        TRY(err);
        if (!str_eq(jose_key_id(key.key), str_of(key.info.kid))) {
            jose_key_free(key.key);
            return fault_set(ctx, ERR_INVALID, S("signer.key"), STR_NONE, S("Tên của một tệp khóa không khớp với khóa trong tệp."), name);
        }
    }
    loading->keys->keys[loading->keys->count++] = key;
    return OK;
}

enum err signer_keys_load(struct ctx *ctx, struct str dir, const struct crypto_key *master, struct signer_keys *ret_keys)
{
    struct loading loading = {master, ret_keys};

    *ret_keys = (struct signer_keys){0};
    enum err err = file_each(ctx, dir, load_one, &loading);
    if (err != OK) {
        signer_keys_free(ret_keys);
        return err;
    }
    qsort(ret_keys->keys, (size_t)ret_keys->count, sizeof ret_keys->keys[0], by_age);
    signer_keys_age(ret_keys);
    return OK;
}

void signer_keys_free(struct signer_keys *keys)
{
    for (int i = 0; i < keys->count; i++)
        jose_key_free(keys->keys[i].key);
    keys->count = 0;
}

enum err signer_key_make(struct ctx *ctx, struct str dir, const struct crypto_key *master, enum signer_purpose purpose, enum jose_alg alg, int64_t now_ms,
                         bool at_once)
{
    struct signer_key key = {.info = {.purpose = purpose, .alg = alg, .made_ms = now_ms}, .at_once = at_once};
    struct str der;

    TRY(jose_key_generate(ctx, alg, &key.key));
    memcpy(key.info.kid, jose_key_id(key.key).ptr, JOSE_KID_BYTES);
    enum err err = jose_key_private(ctx, key.key, &der);
    jose_key_free(key.key);
    TRY(err);
    struct str name = name_of(ctx->arena, &key), sealed = crypto_seal(ctx->arena, master, name, der);
    jose_wipe(der);
    return file_keep_durable(ctx, dir, STR_NONE, name, sealed);
}

static bool same_kind(const struct signer_key *a, const struct signer_key *b) { return a->info.purpose == b->info.purpose && a->info.alg == b->info.alg; }

void signer_keys_age(struct signer_keys *keys)
{
    for (int i = 0; i < keys->count; i++) {
        struct signer_key *key = &keys->keys[i];
        bool first = i == 0 || !same_kind(key, key - 1);
        key->info.used_from_ms = key->info.made_ms + (first || key->at_once ? 0 : SIGNER_OVERLAP_MS);
        key->info.published_until_ms = 0;
    }
    for (int i = 0; i < keys->count; i++)
        for (int k = i + 1; k < keys->count && same_kind(&keys->keys[i], &keys->keys[k]); k++) {
            const struct signer_key *later = &keys->keys[k];
            int64_t until_ms = later->at_once ? later->info.made_ms : later->info.used_from_ms + SIGNER_RETIRE_MS;
            int64_t *mine = &keys->keys[i].info.published_until_ms;
            if (!*mine || until_ms < *mine)
                *mine = until_ms;
        }
}

bool signer_key_published(const struct signer_key *key, int64_t now_ms) { return !key->info.published_until_ms || now_ms < key->info.published_until_ms; }

const struct signer_key *signer_keys_active(const struct signer_keys *keys, enum signer_purpose purpose, enum jose_alg alg, int64_t now_ms)
{
    const struct signer_key *found = NULL;

    for (int i = 0; i < keys->count; i++) {
        const struct signer_key *key = &keys->keys[i];
        if (key->info.purpose == purpose && key->info.alg == alg && key->info.used_from_ms <= now_ms && signer_key_published(key, now_ms))
            found = key;
    }
    return found;
}

/* --- the operator --- */
enum err signer_keys_list(struct ctx *ctx, struct str keys_dir, struct signer_key_info **ret_keys, int *ret_count)
{
    struct signer_keys *keys = arena_new(ctx->arena, struct signer_keys);

    TRY(signer_keys_load(ctx, keys_dir, NULL, keys));
    struct signer_key_info *list = arena_array(ctx->arena, struct signer_key_info, (size_t)keys->count + 1);
    for (int i = 0; i < keys->count; i++)
        list[i] = keys->keys[i].info;
    *ret_keys = list;
    *ret_count = keys->count;
    return OK;
}

enum err signer_keys_rotate(struct ctx *ctx, struct str keys_dir, enum signer_purpose purpose, enum jose_alg alg, bool at_once)
{
    struct crypto_key master;

    TRY(signer_master_load(ctx, keys_dir, &master));
    enum err err = signer_key_make(ctx, keys_dir, &master, purpose, alg, ctx->now_ms, at_once);
    crypto_key_wipe(&master);
    return err;
}
