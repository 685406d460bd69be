/* cmd_key.c: `congdan key ...`: the signing keys, as their files say. The running signer sees a new one within seconds. */
#include "app/commands.h"
#include "platform/signer/signer.h"
#include <stdio.h>

static struct str day_time(struct ctx *ctx, int64_t ms)
{
    return ms ? day_iso(ctx->arena, day_of_ms(ms)) : S("-");
}

static enum err list(struct ctx *ctx, struct str dir)
{
    struct signer_key_info *keys;
    int count;

    TRY(signer_keys_list(ctx, dir, &keys, &count));
    printf("%-8s %-6s %-43s %-10s %-10s %-10s\n", "purpose", "alg", "kid", "made", "used from", "until");
    for (int i = 0; i < count; i++)
        printf("%-8.*s %-6.*s %-43s %-10.*s %-10.*s %-10.*s%s\n", STR_ARG(signer_purpose_name(keys[i].purpose)), STR_ARG(jose_alg_name(keys[i].alg)), keys[i].kid,
               STR_ARG(day_time(ctx, keys[i].made_ms)), STR_ARG(day_time(ctx, keys[i].used_from_ms)), STR_ARG(day_time(ctx, keys[i].published_until_ms)),
               keys[i].published_until_ms && keys[i].published_until_ms <= ctx->now_ms ? "  (không còn công bố, no longer published)" : "");
    printf("%d khóa (keys)\n", count);
    return OK;
}

static enum err rotate(struct ctx *ctx, struct str dir, struct str alg_name, bool at_once)
{
    bool all = !alg_name.len;

    if (!all && !jose_alg_of(alg_name))
        return fault(ctx, ERR_INVALID, "key.alg", "--alg", "Thuật toán phải là ES256, PS256, RS256 hoặc EdDSA.");
    for (int alg = 1; alg < JOSE_ALG_COUNT; alg++)
        if (all || jose_alg_of(alg_name) == (enum jose_alg)alg)
            TRY(signer_keys_rotate(ctx, dir, SIGNER_OIDC, (enum jose_alg)alg, at_once));
    puts(at_once ? "Khóa mới được dùng ngay; các khóa cũ không còn hiệu lực (the new key is used at once, the old ones are no longer published)."
                 : "Khóa mới được công bố ngay và dùng để ký sau 24 giờ (published now, used in 24 hours).");
    return OK;
}

int cmd_key(struct ctx *ctx, const struct command *command, int argc, char **argv)
{
    struct settings settings;
    struct str alg = {0};
    bool at_once = false;
    const struct cmd_option options[] = {{"--alg", "ALG", "rotate only this one: ES256, PS256, RS256, EdDSA", .value = &alg},
                                         {"--now", NULL, "rotate: use the new key at once and publish the old ones no longer", .flag = &at_once},
                                         {0}};
    const char *action = NULL;
    int count = 0;
    enum err err = config_load(ctx, command, options, argc, argv, &settings, &action, 1, &count);

    if (err == OK) {
        struct str dir = arena_printf(ctx->arena, "%.*s/keys", STR_ARG(settings.data_dir)), word = str_of(count ? action : "");
        if (str_eq(word, S("list")))
            err = list(ctx, dir);
        else if (str_eq(word, S("rotate")))
            err = rotate(ctx, dir, alg, at_once);
        else
            err = fault(ctx, ERR_INVALID, "key.action", "", "Cần một việc: list hoặc rotate.");
    }
    return err == OK ? 0 : config_fail(ctx, err);
}
