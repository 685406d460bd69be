/* signer_journal.c: keys/log/journal: a line a key and second in which it signed: how often, and a chain over everything that it ever signed. Whoever signs in our
 * name without our knowing leaves a count here that the log of the database does not have; whoever takes a line out breaks the chain. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "platform/signer/internal.h"

struct row {
    char kid[JOSE_KID_BYTES + 1];
    enum signer_purpose purpose;
    int64_t count;
};
struct signer_journal {
    int fd;
    pthread_mutex_t lock;
    unsigned char chain[SHA256_BYTES];
    struct row rows[SIGNER_KEYS_MAX];
    int row_count;
};

/* The chain goes on where the last line left it. */
static void chain_read(struct signer_journal *journal, struct arena *arena)
{
    char tail[512];
    off_t end = lseek(journal->fd, 0, SEEK_END), from = end > (off_t)sizeof tail ? end - (off_t)sizeof tail : 0;
    ssize_t got = pread(journal->fd, tail, sizeof tail, from);
    struct str text = {tail, got > 0 ? (size_t)got : 0}, bytes;
    ptrdiff_t at, last = -1;

    for (size_t skip = 0; (at = str_find(str_sub(text, skip, text.len), S("chain="))) >= 0; skip = (size_t)last + 1)
        last = (ptrdiff_t)skip + at;
    if (last >= 0 && crypto_hex_decode(arena, str_sub(text, (size_t)last + 6, (size_t)2 * SHA256_BYTES), &bytes) == OK && bytes.len == SHA256_BYTES)
        memcpy(journal->chain, bytes.ptr, SHA256_BYTES);
}

enum err signer_journal_open(struct ctx *ctx, struct str dir, struct signer_journal **ret_journal)
{
    struct signer_journal *journal = calloc(1, sizeof *journal);
    const char *folder = arena_printf(ctx->arena, "%.*s/log", STR_ARG(dir)).ptr, *path = arena_printf(ctx->arena, "%s/journal", folder).ptr;

    if (!journal)
        abort();
    mkdir(folder, 0700); /* when it is not there afterwards, opening the file says so */
    journal->fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (journal->fd < 0) {
        free(journal);
        return fault_set(ctx, ERR_INTERNAL, S("signer.journal"), STR_NONE, S("Không mở được nhật ký của tiến trình ký."), str_of(strerror(errno)));
    }
    pthread_mutex_init(&journal->lock, NULL);
    chain_read(journal, ctx->arena);
    *ret_journal = journal;
    return OK;
}

void signer_journal_put(struct signer_journal *journal, const struct signer_key *key, struct str input)
{
    unsigned char both[2 * SHA256_BYTES];
    int i = 0;

    crypto_sha256(input, both + SHA256_BYTES);
    pthread_mutex_lock(&journal->lock);
    memcpy(both, journal->chain, SHA256_BYTES);
    crypto_sha256((struct str){(const char *)both, sizeof both}, journal->chain);
    while (i < journal->row_count && strcmp(journal->rows[i].kid, key->info.kid) != 0)
        i++;
    if (i < SIGNER_KEYS_MAX) {
        if (i == journal->row_count) {
            journal->row_count++;
            memcpy(journal->rows[i].kid, key->info.kid, sizeof key->info.kid);
            journal->rows[i].purpose = key->info.purpose;
            journal->rows[i].count = 0;
        }
        journal->rows[i].count++;
    }
    pthread_mutex_unlock(&journal->lock);
}

void signer_journal_flush(struct signer_journal *journal, int64_t now_ms)
{
    struct arena AUTO(arena_done) arena;
    struct buf out;

    arena_init(&arena, 0);
    buf_init(&out, &arena, 1024);
    pthread_mutex_lock(&journal->lock);
    struct str chain = crypto_hex_encode(&arena, (struct str){(const char *)journal->chain, SHA256_BYTES});
    for (int i = 0; i < journal->row_count; i++)
        if (journal->rows[i].count) {
            buf_printf(&out, "at_ms=%ld purpose=%.*s kid=%s signed=%ld chain=%.*s\n", (long)now_ms, STR_ARG(signer_purpose_name(journal->rows[i].purpose)),
                       journal->rows[i].kid, (long)journal->rows[i].count, STR_ARG(chain));
            journal->rows[i].count = 0;
        }
    pthread_mutex_unlock(&journal->lock);
    struct str text = buf_str(&out);
    if (text.len && (write(journal->fd, text.ptr, text.len) != (ssize_t)text.len || fdatasync(journal->fd) != 0))
        abort(); /* a signer that cannot say what it signs must not sign */
}
