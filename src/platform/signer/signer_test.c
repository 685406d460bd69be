/* signer_test.c: a real signer in a process of its own, asked over its socket, killed and started again. */
#include <criterion/criterion.h>
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "platform/clock/clock.h"
#include "platform/signer/internal.h"

static struct arena arena;
static struct ctx ctx;
static struct str dir;
static int listen_fd;
static pid_t signer;

static void on_ready(void *arg) { (void)arg; }

static void signer_start(void)
{
    signer = fork();
    if (signer == 0) {
        struct ctx own = {.arena = &arena, .now_ms = clock_now_ms()};
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        _exit(signer_serve(&own, dir, listen_fd, on_ready, NULL) == OK ? 0 : 1);
    }
}

static void signer_kill(void)
{
    kill(signer, SIGKILL);
    waitpid(signer, NULL, 0);
}

static void begin(void)
{
    char name[] = "/tmp/congdan_signer_XXXXXX";
    struct str address;

    cr_assert_eq(crypto_init(), OK);
    arena_init(&arena, 0);
    ctx = (struct ctx){.arena = &arena, .now_ms = clock_now_ms()};
    cr_assert(mkdtemp(name) != NULL);
    dir = arena_str(&arena, str_of(name));
    cr_assert_eq(signer_listen(&ctx, &listen_fd, &address), OK);
    signer_client_init(address);
    signer_start();
}

static void end(void)
{
    char command[100];

    signer_kill();
    snprintf(command, sizeof command, "rm -rf %.*s", STR_ARG(dir));
    cr_assert_eq(system(command), 0);
    arena_done(&arena);
}
TestSuite(signer, .init = begin, .fini = end, .timeout = 60);

/* The published key of that algorithm. */
static struct jose_key *published(enum jose_alg alg, struct str kid)
{
    struct str text;
    const struct json *set;
    struct jose_key *key = NULL;

    cr_assert_eq(signer_jwks(&ctx, SIGNER_OIDC, &text), OK);
    cr_assert_eq(json_parse(&arena, text, NULL, &set), OK);
    cr_assert(str_find(text, S("\"d\":")) < 0);
    for (const struct json *jwk = json_first(json_get(set, "keys")); jwk; jwk = json_next(jwk)) {
        struct str name;
        cr_assert_eq(json_text(json_get(jwk, "kid"), &name), OK);
        if (str_eq(name, kid))
            cr_assert_eq(jose_key_from_jwk(&ctx, alg, jwk, &key), OK);
    }
    return key;
}

static void ask_until_there(enum jose_alg alg, struct str *ret_kid) /* the first keys take a moment to make */
{
    for (int i = 0; i < 100 && signer_key_id(&ctx, SIGNER_OIDC, alg, ret_kid) != OK; i++)
        ;
    cr_assert_eq(ret_kid->len, JOSE_KID_BYTES);
}

Test(signer, a_batch_is_signed_by_keys_whose_public_halves_are_published)
{
    for (int alg = 1; alg < JOSE_ALG_COUNT; alg++) {
        struct signer_request requests[SIGNER_BATCH_MAX];
        struct str kid = {0};
        int count = alg == JOSE_ES256 ? SIGNER_BATCH_MAX : 3;
        ask_until_there((enum jose_alg)alg, &kid);
        for (int i = 0; i < count; i++)
            requests[i] = (struct signer_request){.purpose = SIGNER_OIDC, .alg = (enum jose_alg)alg, .kid = kid, .input = arena_printf(&arena, "input %d", i)};
        cr_assert_eq(signer_sign(&ctx, requests, count), OK, "%.*s", STR_ARG(ctx.fault.code));
        struct jose_key *key = published((enum jose_alg)alg, kid);
        cr_assert(key != NULL);
        for (int i = 0; i < count; i++)
            cr_assert_eq(jose_verify(key, requests[i].input, requests[i].signature), OK);
        jose_key_free(key);
    }
}

Test(signer, a_killed_signer_that_comes_back_has_its_keys_and_the_caller_notices_nothing)
{
    struct str before = {0}, token;

    ask_until_there(JOSE_ES256, &before);
    signer_kill();
    cr_assert_eq(signer_token(&ctx, SIGNER_OIDC, JOSE_ES256, S("JWT"), S("{}"), &token), ERR_BUSY); /* nobody starts it: says so, and soon */
    cr_assert(str_eq(ctx.fault.code, S("signer.gone")));
    signer_start();
    cr_assert_eq(signer_token(&ctx, SIGNER_OIDC, JOSE_ES256, S("JWT"), S("{}"), &token), OK);
    struct jose_token parsed;
    cr_assert_eq(jose_token_parse(&ctx, token, &parsed), OK);
    cr_assert(str_eq(parsed.kid, before));
}

Test(signer, a_key_signs_only_with_its_own_algorithm_and_only_while_it_is_in_use)
{
    struct str kid = {0};
    struct signer_request request = {.purpose = SIGNER_OIDC, .alg = JOSE_RS256, .input = S("x")};

    ask_until_there(JOSE_ES256, &kid);
    request.kid = kid;
    cr_assert_neq(signer_sign(&ctx, &request, 1), OK);
    request.kid = S("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    cr_assert_neq(signer_sign(&ctx, &request, 1), OK);
}

Test(signer, files_of_keys_open_only_with_the_master_key_and_under_their_own_name)
{
    struct signer_keys *keys = arena_new(&arena, struct signer_keys);
    struct crypto_key master, other;
    struct str kid = {0};

    ask_until_there(JOSE_ES256, &kid);
    cr_assert_eq(signer_master_load(&ctx, dir, &master), OK);
    cr_assert_eq(signer_keys_load(&ctx, dir, &master, keys), OK);
    cr_assert_eq(keys->count, 4);
    signer_keys_free(keys);
    crypto_key_random(&other);
    cr_assert_eq(signer_keys_load(&ctx, dir, &other, keys), ERR_INVALID);
    const char *from = NULL, *to = NULL;
    DIR *folder = opendir(arena_cstr(&arena, dir));
    for (struct dirent *entry; (entry = readdir(folder));)
        if (strncmp(entry->d_name, "oidc.RS256.", 11) == 0) {
            from = arena_printf(&arena, "%.*s/%s", STR_ARG(dir), entry->d_name).ptr;
            to = arena_printf(&arena, "%.*s/oidc.PS256.%s", STR_ARG(dir), entry->d_name + 11).ptr;
        }
    closedir(folder);
    cr_assert_eq(rename(from, to), 0);
    cr_assert_eq(signer_keys_load(&ctx, dir, &master, keys), ERR_INVALID);
}

static struct signer_keys *aged(int count, const int64_t *made_ms, const bool *at_once)
{
    struct signer_keys *keys = arena_new(&arena, struct signer_keys);

    for (int i = 0; i < count; i++)
        keys->keys[i] = (struct signer_key){.info = {.alg = JOSE_ES256, .made_ms = made_ms[i], .kid = {(char)('a' + i)}}, .at_once = at_once[i]};
    keys->count = count;
    signer_keys_age(keys);
    return keys;
}

Test(signer, a_new_key_is_published_before_it_is_used_and_the_old_one_stays_until_its_tokens_are_gone)
{
    const int64_t day = 24 * 3600 * 1000LL, t = 1000 * day;
    struct signer_keys *keys = aged(2, (int64_t[]){0, t}, (bool[]){false, false});
    const struct signer_key *first = &keys->keys[0], *second = &keys->keys[1];

    cr_assert_eq(signer_keys_active(keys, SIGNER_OIDC, JOSE_ES256, t + day - 1), first);
    cr_assert(signer_key_published(second, t));
    cr_assert_eq(signer_keys_active(keys, SIGNER_OIDC, JOSE_ES256, t + day), second);
    cr_assert(signer_key_published(first, t + 3 * day - 1));
    cr_assert_not(signer_key_published(first, t + 3 * day));
}

Test(signer, a_key_that_is_no_longer_trusted_goes_at_once)
{
    const int64_t t = 1000000;
    struct signer_keys *keys = aged(3, (int64_t[]){0, 10, t}, (bool[]){false, false, true});

    cr_assert_eq(signer_keys_active(keys, SIGNER_OIDC, JOSE_ES256, t), &keys->keys[2]);
    cr_assert_not(signer_key_published(&keys->keys[0], t));
    cr_assert_not(signer_key_published(&keys->keys[1], t));
}
