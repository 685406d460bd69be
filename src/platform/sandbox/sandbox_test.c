/* sandbox_test.c: behind the walls a process reads and writes what it was given, and what it was not given is not there. Each test puts a child behind them. */
#include "platform/sandbox/sandbox.h"
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <pthread.h>
#include <unistd.h>

static char ours[64], theirs[64], system_text[200];

static void folders(void)
{
    snprintf(ours, sizeof ours, "/tmp/congdan_sandbox_XXXXXX");
    snprintf(theirs, sizeof theirs, "/tmp/congdan_sandbox_XXXXXX");
    cr_assert(mkdtemp(ours) && mkdtemp(theirs));
    char path[100];
    snprintf(path, sizeof path, "%s/secret", theirs);
    int fd = open(path, O_WRONLY | O_CREAT, 0600);
    cr_assert(fd >= 0 && write(fd, "x", 1) == 1);
    close(fd);
}

static void tidy(void)
{
    snprintf(system_text, sizeof system_text, "rm -rf %s %s", ours, theirs);
    cr_assert_eq(system(system_text), 0);
}

static int open_in(const char *folder, const char *name, int flags)
{
    char path[100];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    int fd = open(path, flags, 0600);
    int error = fd < 0 ? errno : 0;
    if (fd >= 0)
        close(fd);
    return error;
}

/* Runs `body` behind the walls; its answer is the child's exit code: 0 good, 77 the kernel has no such wall. */
static int behind(int (*body)(const struct sandbox_state *state))
{
    pid_t pid = fork();

    if (pid == 0) {
        struct arena arena;
        arena_init(&arena, 0);
        struct ctx ctx = {.arena = &arena};
        struct sandbox_paths paths = {0};
        struct sandbox_state state;
        sandbox_write(&paths, str_of(ours));
        sandbox_read(&paths, S("/nothing/there"));
        sandbox_enter(&ctx, &paths, &state);
        _exit(body(&state));
    }
    int status;
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    cr_assert(WIFEXITED(status), "the child died of signal %d", WTERMSIG(status));
    return WEXITSTATUS(status);
}

static int files(const struct sandbox_state *state)
{
    char path[100], other[100];

    if (!state->landlock)
        return 77;
    if (open_in(ours, "made", O_WRONLY | O_CREAT) || open_in(ours, "made", O_WRONLY | O_TRUNC))
        return 1;
    snprintf(path, sizeof path, "%s/made", ours);
    snprintf(other, sizeof other, "%s/renamed", ours);
    if (rename(path, other) != 0 || unlink(other) != 0)
        return 2;
    if (open_in("/etc", "passwd", O_RDONLY))
        return 3;
    if (open_in(theirs, "secret", O_RDONLY) != EACCES)
        return 4;
    if (open_in(theirs, "new", O_WRONLY | O_CREAT) != EACCES || open_in("/etc", "new", O_WRONLY | O_CREAT) == 0)
        return 5;
    snprintf(path, sizeof path, "%s/secret", theirs);
    snprintf(other, sizeof other, "%s/stolen", ours);
    return rename(path, other) == 0 || link(path, other) == 0 ? 6 : 0;
}

Test(sandbox, files_that_were_not_given_are_not_there)
{
    folders();
    int code = behind(files);
    tidy();
    if (code == 77)
        cr_skip("this kernel has no Landlock");
    cr_assert_eq(code, 0, "step %d", code);
}

static void *nothing(void *arg) { return arg; }

static int calls(const struct sandbox_state *state)
{
    pthread_t thread;

    if (!state->seccomp)
        return 77;
    char *args[] = {(char *)(uintptr_t) "true", NULL};
    if (execv("/bin/true", args) != -1 || errno != EPERM)
        return 1;
    if (syscall(SYS_ptrace, 0, 0, 0, 0) != -1 || errno != EPERM)
        return 2;
    if (syscall(SYS_unshare, 0) != -1 || errno != EPERM)
        return 3;
    if (syscall(SYS_io_uring_setup, 1, NULL) != -1 || errno != EPERM)
        return 4;
    if (syscall(0x40000000 + SYS_getpid) != -1 || errno != EPERM)
        return 5;
    if (pthread_create(&thread, NULL, nothing, NULL) != 0 || pthread_join(thread, NULL) != 0) /* what a server does goes on */
        return 6;
    void *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED || munmap(memory, 4096) != 0 ? 7 : 0;
}

Test(sandbox, calls_that_a_server_never_needs_fail)
{
    folders();
    int code = behind(calls);
    tidy();
    if (code == 77)
        cr_skip("this kernel has no seccomp");
    cr_assert_eq(code, 0, "step %d", code);
}
