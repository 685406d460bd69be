/* totp.c: one-time codes of an authenticator app (RFC 6238 over RFC 4226). SHA-1 because that is what every app understands;
 * its collisions do not matter inside an HMAC. */
#include "platform/crypto/crypto.h"

int totp_code(const struct secret *key, int64_t counter)
{
    unsigned char message[8], mac[SHA1_BYTES];

    for (int i = 7; i >= 0; i--, counter >>= 8)
        message[i] = (unsigned char)(counter & 255);
    crypto_hmac_sha1(secret_reveal(key), (struct str){(const char *)message, sizeof message}, mac);
    int at = mac[SHA1_BYTES - 1] & 15; /* dynamic truncation, RFC 4226 section 5.3 */
    uint32_t number = (uint32_t)(mac[at] & 127) << 24 | (uint32_t)mac[at + 1] << 16 | (uint32_t)mac[at + 2] << 8 | mac[at + 3];
    return (int)(number % 1000000);
}

enum err totp_check(const struct secret *key, struct str code, int64_t now_ms, int64_t last_counter, int64_t *ret_counter)
{
    int typed = 0, digits = 0;
    int64_t now = totp_counter(now_ms), matched = -1;

    for (size_t i = 0; i < code.len; i++) {
        if (code.ptr[i] == ' ')
            continue;
        if (code.ptr[i] < '0' || code.ptr[i] > '9' || ++digits > TOTP_DIGITS)
            return ERR_UNAUTHENTICATED;
        typed = typed * 10 + (code.ptr[i] - '0');
    }
    if (digits != TOTP_DIGITS || key->len == 0)
        return ERR_UNAUTHENTICATED;
    /* all three steps are computed whatever matches, so that the time tells nothing */
    for (int64_t counter = now - 1; counter <= now + 1; counter++)
        if (totp_code(key, counter) == typed && counter > last_counter)
            matched = counter;
    if (matched < 0)
        return ERR_UNAUTHENTICATED;
    *ret_counter = matched;
    return OK;
}

static void put_percent(struct buf *buf, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~')
            buf_put_char(buf, (char)c);
        else
            buf_printf(buf, "%%%02X", c);
    }
}

struct str totp_uri(struct arena *arena, struct str issuer, struct str account, const struct secret *key)
{
    struct buf uri;

    buf_init(&uri, arena, 160);
    buf_lit(&uri, "otpauth://totp/");
    put_percent(&uri, issuer);
    buf_put_char(&uri, ':');
    put_percent(&uri, account);
    buf_lit(&uri, "?secret=");
    buf_put(&uri, crypto_base32_encode(arena, secret_reveal(key)));
    buf_lit(&uri, "&issuer=");
    put_percent(&uri, issuer);
    buf_lit(&uri, "&algorithm=SHA1&digits=6&period=30");
    return buf_str(&uri);
}
