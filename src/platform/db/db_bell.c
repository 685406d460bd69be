/* db_bell.c: see db_bell.h. */
#include "platform/db/db_bell.h"
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { WAIT_US = 2000, POLITE_US = 1000, BELL_BYTES = 4096 };

static void futex_wait(uint32_t *word, uint32_t while_value, int timeout_us)
{
    struct timespec timeout = {.tv_nsec = timeout_us * 1000L};
    syscall(SYS_futex, word, FUTEX_WAIT, while_value, &timeout, NULL, 0);
}

static void futex_wake_all(uint32_t *word) { syscall(SYS_futex, word, FUTEX_WAKE, INT_MAX, NULL, NULL, 0); }

void db_bell_open(struct db_bell *bell, const char *database_path)
{
    char path[4096];
    struct stat database;

    *bell = (struct db_bell){0};
    if ((size_t)snprintf(path, sizeof path, "%s-turn", database_path) >= sizeof path ||
        stat(database_path, &database) != 0)
        return;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, database.st_mode & 0660);
    if (fd < 0)
        return;
    /* A command run by root must not make a file that the service cannot open. */
    bool ours = geteuid() != 0 || fchown(fd, database.st_uid, database.st_gid) == 0;
    if (ours && ftruncate(fd, BELL_BYTES) == 0) {
        void *shared = mmap(NULL, BELL_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        bell->shared = shared == MAP_FAILED ? NULL : shared;
    }
    close(fd);
}

void db_bell_close(struct db_bell *bell)
{
    if (bell->shared)
        munmap(bell->shared, BELL_BYTES);
    bell->shared = NULL;
}

void db_bell_before_lock(struct db_bell *bell)
{
    if (!bell->polite)
        return;
    bell->polite = false;
    if (__atomic_load_n(&bell->shared->taken, __ATOMIC_ACQUIRE) == bell->polite_taken)
        futex_wait(&bell->shared->taken, bell->polite_taken, POLITE_US);
}

void db_bell_after_lock(struct db_bell *bell, int tries)
{
    if (!bell->shared || tries == 0)
        return;
    __atomic_add_fetch(&bell->shared->taken, 1, __ATOMIC_ACQ_REL);
    futex_wake_all(&bell->shared->taken);
}

void db_bell_release(struct db_bell *bell)
{
    struct db_bell_words *words = bell->shared;

    if (!words || !__atomic_load_n(&words->wanted, __ATOMIC_ACQUIRE))
        return;
    __atomic_store_n(&words->wanted, 0, __ATOMIC_RELEASE);
    bell->polite_taken = __atomic_load_n(&words->taken, __ATOMIC_ACQUIRE);
    bell->polite = true;
    __atomic_add_fetch(&words->released, 1, __ATOMIC_ACQ_REL);
    futex_wake_all(&words->released);
}

void db_bell_wait(struct db_bell *bell, int tries, uint32_t *seen)
{
    struct db_bell_words *words = bell->shared;

    if (!words) {
        usleep(tries < 4 ? 100 : WAIT_US / 2);
        return;
    }
    /* The first try only says that we wait and looks once more: a release between the failed lock and the sleep is then
     * not missed. */
    uint32_t now = __atomic_load_n(&words->released, __ATOMIC_ACQUIRE);
    if (tries > 0 && now == *seen)
        futex_wait(&words->released, *seen, WAIT_US);
    *seen = __atomic_load_n(&words->released, __ATOMIC_ACQUIRE);
    __atomic_store_n(&words->wanted, 1, __ATOMIC_RELEASE);
}
