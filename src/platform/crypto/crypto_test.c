/* crypto_test.c: published vectors first (FIPS 180-4, RFC 2104/4231, RFC 4226, RFC 4648, RFC 6238), then our own promises. */
#include "platform/crypto/crypto.h"
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct arena arena;
static void setup(void)
{
    arena_init(&arena, 0);
    cr_assert_eq(crypto_init(), OK);
}
static void teardown(void) { arena_done(&arena); }
TestSuite(crypto, .init = setup, .fini = teardown);

static struct str bytes_of(const unsigned char *bytes, size_t len) { return (struct str){(const char *)bytes, len}; }
#define cr_assert_text(actual, expected)                                                                                       \
    do {                                                                                                                       \
        struct str actual_ = (actual), expected_ = str_of(expected);                                                           \
        cr_assert(str_eq(actual_, expected_), "got \"%.*s\", wanted \"%s\"", STR_ARG(actual_), expected_.ptr);                 \
    } while (0)

Test(crypto, sha256_gives_the_digests_of_fips_180)
{
    cr_assert_text(crypto_sha256_hex(&arena, S("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    cr_assert_text(crypto_sha256_hex(&arena, S("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

Test(crypto, sha256_in_pieces_equals_sha256_at_once)
{
    unsigned char once[SHA256_BYTES], pieces[SHA256_BYTES];
    AUTO(crypto_sha256_done) struct crypto_sha256_stream stream = {0};

    crypto_sha256(S("Độc lập - Tự do - Hạnh phúc"), once);
    for (int round = 0; round < 2; round++) { /* a stream can begin again */
        crypto_sha256_begin(&stream);
        crypto_sha256_update(&stream, S("Độc lập - "));
        crypto_sha256_update(&stream, S(""));
        crypto_sha256_update(&stream, S("Tự do - Hạnh phúc"));
        crypto_sha256_end(&stream, pieces);
        cr_assert_arr_eq(once, pieces, SHA256_BYTES);
    }
}

Test(crypto, hmac_gives_the_values_of_rfc_2202_and_4231)
{
    unsigned char mac[SHA256_BYTES];

    crypto_hmac_sha256(S("Jefe"), S("what do ya want for nothing?"), mac);
    cr_assert_text(crypto_hex_encode(&arena, bytes_of(mac, SHA256_BYTES)),
                   "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    crypto_hmac_sha1(S("Jefe"), S("what do ya want for nothing?"), mac);
    cr_assert_text(crypto_hex_encode(&arena, bytes_of(mac, SHA1_BYTES)), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
}

Test(crypto, base32_and_base64url_give_the_values_of_rfc_4648)
{
    static const char *const rows[][3] = {{"", "", ""}, {"f", "MY", "Zg"}, {"fo", "MZXQ", "Zm8"}, {"foo", "MZXW6", "Zm9v"},
                                          {"foob", "MZXW6YQ", "Zm9vYg"}, {"fooba", "MZXW6YTB", "Zm9vYmE"},
                                          {"foobar", "MZXW6YTBOI", "Zm9vYmFy"}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str back;
        cr_assert_text(crypto_base32_encode(&arena, str_of(rows[i][0])), rows[i][1]);
        cr_assert_text(crypto_base64url_encode(&arena, str_of(rows[i][0])), rows[i][2]);
        cr_assert_eq(crypto_base32_decode(&arena, str_of(rows[i][1]), &back), OK);
        cr_assert_text(back, rows[i][0]);
        cr_assert_eq(crypto_base64url_decode(&arena, str_of(rows[i][2]), &back), OK);
        cr_assert_text(back, rows[i][0]);
    }
    cr_assert_text(crypto_base64url_encode(&arena, S("\xfb\xff\xfe")), "-__-");
}

Test(crypto, decoders_refuse_second_spellings_and_foreign_characters)
{
    struct str back;
    static const char *const bad64[] = {"Zg==", "Zh", "Z", "Zm9v+", "Zm 9v", "Zm9v\n", "ZZZZZ"};
    static const char *const bad32[] = {"M", "MZ", "MY=", "MY=======", "M1======", "MY======MY", "MZXW6YTBO"};
    static const char *const bad16[] = {"a", "0g", "0x12"};

    for (size_t i = 0; i < ARRAY_LEN(bad64); i++)
        cr_assert_eq(crypto_base64url_decode(&arena, str_of(bad64[i]), &back), ERR_INVALID, "%s", bad64[i]);
    for (size_t i = 0; i < ARRAY_LEN(bad32); i++)
        cr_assert_eq(crypto_base32_decode(&arena, str_of(bad32[i]), &back), ERR_INVALID, "%s", bad32[i]);
    for (size_t i = 0; i < ARRAY_LEN(bad16); i++)
        cr_assert_eq(crypto_hex_decode(&arena, str_of(bad16[i]), &back), ERR_INVALID, "%s", bad16[i]);
    cr_assert_eq(crypto_base32_decode(&arena, S("my======"), &back), OK);
    cr_assert_text(back, "f");
    cr_assert_eq(crypto_hex_decode(&arena, S("00fFA1"), &back), OK);
    cr_assert(str_eq(back, S("\x00\xff\xa1")));
}

/* RFC 6238 appendix B, SHA-1 rows; the RFC prints 8 digits, of which ours are the last 6. */
Test(crypto, totp_gives_the_codes_of_rfc_6238)
{
    static const struct {
        int64_t at_s;
        int code;
    } rows[] = {{59, 287082}, {1111111109, 81804}, {1111111111, 50471}, {1234567890, 5924}, {2000000000, 279037}, {20000000000, 353130}};
    struct secret key = {0};

    cr_assert_eq(secret_set(&key, S("12345678901234567890")), OK);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        cr_assert_eq(totp_code(&key, totp_counter(rows[i].at_s * 1000)), rows[i].code);
}

Test(crypto, totp_takes_a_neighbouring_step_and_each_code_once)
{
    struct secret key = {0};
    int64_t counter = 0, now_ms = 1763740800000;

    secret_random(&key, TOTP_KEY_BYTES);
    struct str code = arena_printf(&arena, "%06d", totp_code(&key, totp_counter(now_ms)));
    cr_assert_eq(totp_check(&key, code, now_ms, 0, &counter), OK);
    cr_assert_eq(counter, totp_counter(now_ms));
    cr_assert_eq(totp_check(&key, code, now_ms, counter, &counter), ERR_UNAUTHENTICATED, "a used code");
    cr_assert_eq(totp_check(&key, code, now_ms + TOTP_STEP_MS, 0, &counter), OK);
    cr_assert_eq(totp_check(&key, code, now_ms - TOTP_STEP_MS, 0, &counter), OK);
    cr_assert_eq(totp_check(&key, code, now_ms + 2 * TOTP_STEP_MS, 0, &counter), ERR_UNAUTHENTICATED);
    struct str spaced = arena_printf(&arena, "%.3s %.3s", code.ptr, code.ptr + 3);
    cr_assert_eq(totp_check(&key, spaced, now_ms, 0, &counter), OK);
    static const char *const wrong[] = {"", "12345", "1234567", "12a456", "-12345", "１２３４５６"};
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
        cr_assert_eq(totp_check(&key, str_of(wrong[i]), now_ms, 0, &counter), ERR_UNAUTHENTICATED);
}

Test(crypto, totp_uri_is_what_authenticator_apps_scan)
{
    struct secret key = {0};
    cr_assert_eq(secret_set(&key, S("12345678901234567890")), OK);
    cr_assert_text(totp_uri(&arena, S("Gia Lai"), S("an.nguyen"), &key),
                   "otpauth://totp/Gia%20Lai:an.nguyen?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Gia%20Lai"
                   "&algorithm=SHA1&digits=6&period=30");
}

Test(crypto, a_password_verifies_against_its_own_hash_only)
{
    struct secret right = {0}, wrong = {0};
    struct str phc, again;

    cr_assert_eq(secret_set(&right, S("mật khẩu dài và dễ nhớ")), OK);
    cr_assert_eq(secret_set(&wrong, S("mật khẩu dài và dễ nhớ ")), OK);
    cr_assert_eq(password_hash(&arena, &right, &phc), OK);
    cr_assert(str_starts(phc, S("$argon2id$v=19$m=19456,t=2,p=1$")), "%.*s", STR_ARG(phc));
    cr_assert_eq(password_verify(phc, &right), OK);
    cr_assert_eq(password_verify(phc, &wrong), ERR_UNAUTHENTICATED);
    cr_assert_eq(password_hash(&arena, &right, &again), OK);
    cr_assert_not(str_eq(phc, again), "each hash has its own salt");
    cr_assert_not(password_needs_rehash(phc));
    cr_assert(password_needs_rehash(S("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$Fgeb4Jbm2zJpuFVkNbQRcQ")));
    cr_assert(password_needs_rehash(S("")));
    cr_assert_eq(password_verify(S("not a hash"), &right), ERR_UNAUTHENTICATED);
    cr_assert_eq(password_verify(STR_NONE, &right), ERR_UNAUTHENTICATED);
    password_verify_nobody(&right);
}

Test(crypto, a_secret_refuses_what_is_too_long_and_is_wiped)
{
    struct secret a = {0}, b = {0};
    char big[SECRET_BYTES_MAX + 1] = {0};
    struct secret nothing = {0};

    cr_assert_eq(secret_set(&a, (struct str){big, sizeof big}), ERR_TOO_LARGE);
    cr_assert_eq(secret_set(&a, S("abc")), OK);
    cr_assert_eq(secret_set(&b, S("abc")), OK);
    cr_assert(secret_eq(&a, &b));
    cr_assert_eq(secret_set(&b, S("abcd")), OK);
    cr_assert_not(secret_eq(&a, &b));
    secret_wipe(&a);
    cr_assert_arr_eq(&a, &nothing, sizeof a);
}

Test(crypto, a_sealed_value_opens_only_whole_with_its_key_and_its_context)
{
    struct crypto_key key, other;
    struct str plain = S("khóa TOTP"), opened;
    struct secret secret = {0};

    crypto_key_random(&key);
    crypto_key_random(&other);
    struct str sealed = crypto_seal(&arena, &key, S("totp:7"), plain);
    cr_assert_eq(sealed.len, plain.len + CRYPTO_SEAL_EXTRA_BYTES);
    cr_assert_eq(crypto_open(&arena, &key, S("totp:7"), sealed, &opened), OK);
    cr_assert(str_eq(opened, plain));
    cr_assert_eq(crypto_open_secret(&key, S("totp:7"), sealed, &secret), OK);
    cr_assert(str_eq(secret_reveal(&secret), plain));
    cr_assert_eq(crypto_open(&arena, &key, S("totp:8"), sealed, &opened), ERR_INVALID);
    cr_assert_eq(crypto_open(&arena, &other, S("totp:7"), sealed, &opened), ERR_INVALID);
    for (size_t cut = 0; cut < sealed.len; cut++)
        cr_assert_eq(crypto_open(&arena, &key, S("totp:7"), str_sub(sealed, 0, cut), &opened), ERR_INVALID);
    for (size_t i = 0; i < sealed.len; i++) {
        char *changed = (char *)arena_str(&arena, sealed).ptr;
        changed[i] ^= 1;
        cr_assert_eq(crypto_open(&arena, &key, S("totp:7"), (struct str){changed, sealed.len}, &opened), ERR_INVALID);
    }
}

Test(crypto, tokens_differ_and_codes_survive_being_typed_by_people)
{
    struct str a = crypto_token(&arena, 32), b = crypto_token(&arena, 32), folded;

    cr_assert_eq(a.len, 43);
    cr_assert_not(str_eq(a, b));
    struct str code = crypto_code(&arena, 10, 5);
    cr_assert_eq(code.len, 11);
    cr_assert_eq(code.ptr[5], '-');
    cr_assert_eq(crypto_code_fold(&arena, S(" 7qk4-iLoz "), &folded), OK);
    cr_assert_text(folded, "7QK4110Z");
    cr_assert_eq(crypto_code_fold(&arena, S("7QK4-U"), &folded), ERR_INVALID);
    cr_assert_eq(crypto_code_fold(&arena, S(" - "), &folded), ERR_INVALID);
}

Test(crypto, eight_processes_that_start_at_once_share_one_key_file)
{
    char folder[] = "/tmp/congdan-crypto-XXXXXX";
    cr_assert_not_null(mkdtemp(folder));
    const char *path = arena_printf(&arena, "%s/seal.key", folder).ptr;
    int pipe_fd[2];
    cr_assert_eq(pipe(pipe_fd), 0);
    for (int i = 0; i < 8; i++) {
        if (fork() == 0) {
            struct crypto_key key;
            bool ok = crypto_key_load_or_create(path, &key) == OK && write(pipe_fd[1], &key, sizeof key) == sizeof key;
            _exit(ok ? 0 : 1);
        }
    }
    struct crypto_key first, key;
    for (int i = 0; i < 8; i++) {
        int status = 0;
        wait(&status);
        cr_assert_eq(status, 0);
        cr_assert_eq(read(pipe_fd[0], &key, sizeof key), (ssize_t)sizeof key);
        if (i == 0)
            first = key;
        cr_assert_arr_eq(&first, &key, sizeof key);
    }
    struct stat info;
    cr_assert_eq(stat(path, &info), 0);
    cr_assert_eq(info.st_mode & 0777, 0600);
    unlink(path);
    rmdir(folder);
}

Test(crypto, a_key_file_that_others_may_read_or_of_wrong_size_is_refused)
{
    char path[] = "/tmp/congdan-crypto-XXXXXX";
    struct crypto_key key;
    int fd = mkstemp(path);

    cr_assert_eq(write(fd, "short", 5), 5);
    cr_assert_eq(crypto_key_load_or_create(path, &key), ERR_INVALID);
    cr_assert_eq(ftruncate(fd, CRYPTO_KEY_BYTES), 0);
    cr_assert_eq(crypto_key_load_or_create(path, &key), OK);
    cr_assert_eq(fchmod(fd, 0640), 0);
    cr_assert_eq(crypto_key_load_or_create(path, &key), ERR_FORBIDDEN);
    close(fd);
    unlink(path);
    cr_assert_eq(crypto_key_load_or_create("/nonexistent/folder/seal.key", &key), ERR_INTERNAL);
}
