/* signer_client.c: asks the signer. Two connections a thread, made when it is needed and made again when the signer was started anew. */
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>
#include "platform/clock/clock.h"
#include "platform/random/random.h"
#include "platform/signer/internal.h"

enum { RETRY_MS = 10, KEEP_MS = 1000, REPLY_TIMEOUT_S = 5, ADDRESS_BYTES = 64, KEEP_TEXT_BYTES = SIGNER_REPLY_BYTES_MAX };

static char address[ADDRESS_BYTES]; /* the abstract name, without its leading NUL; "": no signer */
/* A large batch goes over two, so that the signer uses two cores for it while this thread waits. */
enum { LINES = 2, SPLIT_FROM = 8 };
static __thread int lines[LINES] = {-1, -1};
static __thread uint32_t sequence;

void signer_client_init(struct str text) { snprintf(address, sizeof address, "%.*s", STR_ARG(text)); }

static socklen_t name_of(const char *name, struct sockaddr_un *ret_name)
{
    *ret_name = (struct sockaddr_un){.sun_family = AF_UNIX};
    size_t len = strlen(name);
    memcpy(ret_name->sun_path + 1, name, len); /* sun_path[0] is NUL: the abstract namespace */
    return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + len);
}

enum err signer_listen(struct ctx *ctx, int *ret_fd, struct str *ret_address)
{
    unsigned char bytes[16];
    struct sockaddr_un name;

    random_bytes(bytes, sizeof bytes);
    struct str hex = crypto_hex_encode(ctx->arena, (struct str){(const char *)bytes, sizeof bytes});
    *ret_address = arena_printf(ctx->arena, "congdan-signer-%.*s", STR_ARG(hex));
    int fd = socket(AF_UNIX, SOCK_SEQPACKET, 0);
    socklen_t len = name_of(ret_address->ptr, &name);
    if (fd < 0 || bind(fd, (struct sockaddr *)&name, len) != 0 || listen(fd, 128) != 0)
        return fault_set(ctx, ERR_INTERNAL, S("signer.listen"), STR_NONE, S("Không mở được đường nối tới tiến trình ký."), str_of(strerror(errno)));
    *ret_fd = fd;
    return OK;
}

static void hang_up(void)
{
    for (int i = 0; i < LINES; i++) {
        if (lines[i] >= 0)
            close(lines[i]);
        lines[i] = -1;
    }
}

static bool dial(int line)
{
    struct timeval patience = {.tv_sec = REPLY_TIMEOUT_S};
    struct sockaddr_un name;

    if (lines[line] >= 0)
        return true;
    if (!address[0])
        return false;
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    socklen_t len = name_of(address, &name);
    if (fd < 0 || connect(fd, (struct sockaddr *)&name, len) != 0) {
        if (fd >= 0)
            close(fd);
        return false;
    }
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    lines[line] = fd;
    return true;
}

static enum err gone(struct ctx *ctx)
{
    return fault(ctx, ERR_BUSY, "signer.gone", "", "Dịch vụ ký đang khởi động lại. Hãy thử lại sau ít giây.");
}

/* --- signing ----------------------------------------------------------------------------------------------------------- */
struct exchange {
    struct signer_head heads[SIGNER_BATCH_MAX];
    struct signer_reply replies[SIGNER_BATCH_MAX];
    struct mmsghdr messages[SIGNER_BATCH_MAX];
    struct iovec parts[SIGNER_BATCH_MAX][2];
};

static bool send_some(struct exchange *x, const struct signer_request *requests, int line, int from, int to)
{
    for (int i = from; i < to; i++) {
        x->heads[i] = (struct signer_head){.magic = SIGNER_MAGIC, .op = SIGNER_OP_SIGN, .purpose = (uint16_t)requests[i].purpose, .alg = (uint16_t)requests[i].alg,
                                           .seq = ++sequence, .len = (uint32_t)requests[i].input.len};
        memcpy(x->heads[i].kid, requests[i].kid.ptr, JOSE_KID_BYTES);
        x->parts[i][0] = (struct iovec){&x->heads[i], sizeof x->heads[i]};
        x->parts[i][1] = (struct iovec){(void *)(uintptr_t)requests[i].input.ptr, requests[i].input.len};
        x->messages[i].msg_hdr = (struct msghdr){.msg_iov = x->parts[i], .msg_iovlen = 2};
    }
    for (int sent = from; sent < to;) {
        int n = sendmmsg(lines[line], x->messages + sent, (unsigned)(to - sent), MSG_NOSIGNAL);
        if (n <= 0 && errno != EINTR)
            return false;
        sent += n > 0 ? n : 0;
    }
    return true;
}

static bool receive_some(struct exchange *x, int line, int from, int to)
{
    for (int i = from; i < to; i++) {
        x->parts[i][0] = (struct iovec){&x->replies[i], sizeof x->replies[i]};
        x->messages[i].msg_hdr = (struct msghdr){.msg_iov = x->parts[i], .msg_iovlen = 1};
    }
    for (int got = from; got < to;) {
        int n = recvmmsg(lines[line], x->messages + got, (unsigned)(to - got), MSG_WAITFORONE, NULL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        for (int i = got; i < got + n; i++) {
            const struct signer_head *head = &x->replies[i].head;
            if (x->messages[i].msg_len < sizeof *head || head->magic != SIGNER_MAGIC || head->seq != x->heads[i].seq || head->len > JOSE_SIGNATURE_BYTES_MAX ||
                head->len != x->messages[i].msg_len - sizeof *head)
                return false;
        }
        got += n;
    }
    return true;
}

static bool exchange_all(struct exchange *x, const struct signer_request *requests, int count)
{
    int half = count < SPLIT_FROM ? count : (count + 1) / 2;

    if (half == count)
        return dial(0) && send_some(x, requests, 0, 0, count) && receive_some(x, 0, 0, count);
    return dial(0) && dial(1) && send_some(x, requests, 0, 0, half) && send_some(x, requests, 1, half, count) && receive_some(x, 0, 0, half) &&
           receive_some(x, 1, half, count);
}

static bool wait_again(int64_t until_ms)
{
    struct timespec pause = {.tv_nsec = RETRY_MS * 1000000L};

    hang_up();
    if (!address[0] || clock_mono_ms() >= until_ms)
        return false;
    nanosleep(&pause, NULL);
    return true;
}

enum err signer_sign(struct ctx *ctx, struct signer_request *requests, int count)
{
    int64_t until_ms = clock_mono_ms() + SIGNER_WAIT_MS;

    assert(count >= 1 && count <= SIGNER_BATCH_MAX);
    for (int i = 0; i < count; i++)
        if (requests[i].kid.len != JOSE_KID_BYTES || requests[i].input.len > SIGNER_INPUT_BYTES_MAX)
            return fault(ctx, ERR_TOO_LARGE, "signer.input", "", "Nội dung cần ký quá dài.");
    struct exchange *x = arena_alloc_raw(ctx->arena, sizeof *x);
    while (!exchange_all(x, requests, count))
        if (!wait_again(until_ms))
            return gone(ctx);
    for (int i = 0; i < count; i++) {
        enum err err = (enum err)x->replies[i].head.err;
        if (err == ERR_BUSY)
            return fault(ctx, ERR_BUSY, "signer.rate", "", "Hệ thống đang có quá nhiều yêu cầu ký. Hãy thử lại sau ít giây.");
        if (err != OK)
            return fault_set(ctx, err == ERR_CONFLICT || err == ERR_NOT_FOUND ? ERR_BUSY : ERR_INTERNAL, S("signer.refused"), STR_NONE,
                             S("Khóa ký vừa được thay. Hãy thử lại sau ít giây."), str_of(err_name(err)));
    }
    for (int i = 0; i < count; i++)
        requests[i].signature = arena_str(ctx->arena, (struct str){(const char *)x->replies[i].bytes, x->replies[i].head.len});
    return OK;
}

/* --- the keys' names --------------------------------------------------------------------------------------------------- */
/* A text that was given out stays for the life of the process, so that answers are sent from it without a copy: a few kilobytes a key change, which comes some
 * times a year. */
static struct {
    pthread_mutex_t lock;
    int64_t at_ms; /* of the monotonic clock; 0: never asked */
    struct str text;
} kept[SIGNER_PURPOSE_COUNT] = {{.lock = PTHREAD_MUTEX_INITIALIZER}};

static bool ask_keys(struct ctx *ctx, enum signer_purpose purpose, struct str *ret_text)
{
    struct signer_head head = {.magic = SIGNER_MAGIC, .op = SIGNER_OP_KEYS, .purpose = (uint16_t)purpose, .seq = ++sequence};
    char *reply = arena_alloc_raw(ctx->arena, sizeof head + KEEP_TEXT_BYTES);
    struct signer_head told;

    if (!dial(0) || send(lines[0], &head, sizeof head, MSG_NOSIGNAL) != (ssize_t)sizeof head)
        return false;
    ssize_t got = recv(lines[0], reply, sizeof head + KEEP_TEXT_BYTES, 0);
    if (got < (ssize_t)sizeof head)
        return false;
    memcpy(&told, reply, sizeof told);
    if (told.magic != SIGNER_MAGIC || told.seq != head.seq || told.err != OK || told.len != (size_t)got - sizeof head)
        return false;
    *ret_text = (struct str){reply + sizeof head, told.len};
    return true;
}

static enum err keys_text(struct ctx *ctx, enum signer_purpose purpose, struct str *ret_text)
{
    int64_t now_ms = clock_mono_ms(), until_ms = now_ms + SIGNER_WAIT_MS;
    struct str text;

    pthread_mutex_lock(&kept[purpose].lock);
    bool fresh = kept[purpose].at_ms && now_ms - kept[purpose].at_ms < KEEP_MS;
    if (fresh)
        *ret_text = kept[purpose].text;
    pthread_mutex_unlock(&kept[purpose].lock);
    if (fresh)
        return OK;
    while (!ask_keys(ctx, purpose, &text))
        if (!wait_again(until_ms))
            return gone(ctx);
    pthread_mutex_lock(&kept[purpose].lock);
    if (!str_eq(kept[purpose].text, text)) {
        char *bytes = malloc(text.len + 1);
        if (!bytes)
            abort();
        memcpy(bytes, text.ptr, text.len);
        kept[purpose].text = (struct str){bytes, text.len};
    }
    kept[purpose].at_ms = now_ms;
    *ret_text = kept[purpose].text;
    pthread_mutex_unlock(&kept[purpose].lock);
    return OK;
}

enum err signer_key_id(struct ctx *ctx, enum signer_purpose purpose, enum jose_alg alg, struct str *ret_kid)
{
    struct str rest, name = jose_alg_name(alg);

    TRY(keys_text(ctx, purpose, &rest));
    while (rest.ptr) {
        struct str line = str_cut(&rest, '\n');
        if (!line.len)
            break;
        struct str first = str_cut(&line, ' ');
        if (str_eq(first, name) && line.len == JOSE_KID_BYTES) {
            *ret_kid = line;
            return OK;
        }
    }
    return fault(ctx, ERR_BUSY, "signer.key", "", "Hệ thống chưa có khóa ký cho thuật toán này.");
}

enum err signer_jwks(struct ctx *ctx, enum signer_purpose purpose, struct str *ret_json)
{
    struct str text;

    TRY(keys_text(ctx, purpose, &text));
    ptrdiff_t at = str_find(text, S("\n{"));
    if (at < 0)
        return gone(ctx);
    *ret_json = str_sub(text, (size_t)at + 1, text.len);
    return OK;
}

enum err signer_token(struct ctx *ctx, enum signer_purpose purpose, enum jose_alg alg, struct str typ, struct str payload_json, struct str *ret_compact)
{
    struct signer_request request = {.purpose = purpose, .alg = alg};

    TRY(signer_key_id(ctx, purpose, alg, &request.kid));
    request.input = jose_signing_input(ctx->arena, alg, request.kid, typ, payload_json);
    TRY(signer_sign(ctx, &request, 1));
    *ret_compact = jose_compact(ctx->arena, request.input, request.signature);
    return OK;
}
