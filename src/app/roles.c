/* roles.c: what the processes share: signals as readable events, so that nothing polls or sleeps. */
#include "app/roles.h"
#include "platform/log/log.h"
#include "platform/sandbox/sandbox.h"
#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/signalfd.h>
#include <unistd.h>

void roles_set_name(const char *name) { prctl(PR_SET_NAME, name); }

int roles_signal_fd(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int roles_signal_wait(int fd, int timeout_ms)
{
    struct signalfd_siginfo info;
    struct pollfd poll_fd = {.fd = fd, .events = POLLIN};

    if (poll(&poll_fd, 1, timeout_ms) <= 0 || read(fd, &info, sizeof info) != sizeof info)
        return 0;
    return (int)info.ssi_signo;
}

/* Everything in DATA_DIR may be read but the signer's keys; in `files` and the database's folder it writes. With the database in DATA_DIR itself (the default of a
 * small installation) all of DATA_DIR is the database's folder: SQLite makes and removes files beside it. */
static void data_paths(struct ctx *ctx, const struct settings *settings, struct sandbox_paths *paths)
{
    const char *data_dir = arena_cstr(ctx->arena, settings->data_dir);
    struct str files = arena_join(ctx->arena, settings->data_dir, S("/files"));
    DIR *dir = opendir(data_dir);

    mkdir(arena_cstr(ctx->arena, files), 0750); /* before the wall: a folder that is not there cannot be given */
    sandbox_write(paths, files);
    for (const struct dirent *entry; dir && (entry = readdir(dir));)
        if (entry->d_name[0] != '.' && strcmp(entry->d_name, "keys") != 0 && strcmp(entry->d_name, "files") != 0 && paths->read_count < SANDBOX_PATHS_MAX)
            sandbox_read(paths, arena_printf(ctx->arena, "%s/%s", data_dir, entry->d_name));
    if (dir)
        closedir(dir);
    if (str_starts(settings->db_url, S("sqlite:"))) {
        struct str path = str_sub(settings->db_url, strlen("sqlite:"), settings->db_url.len);
        size_t end = path.len;
        while (end && path.ptr[end - 1] != '/')
            end--;
        sandbox_write(paths, end ? str_sub(path, 0, end) : S("."));
    }
    sandbox_write(paths, S("/tmp"));
    sandbox_write(paths, S("/var/tmp"));
    sandbox_write(paths, str_of(getenv("TMPDIR")));
}

void roles_sandbox(struct ctx *ctx, const struct settings *settings)
{
    struct sandbox_paths paths = {0};
    struct sandbox_state state;

    if (!settings->sandbox) {
        log_line(LOG_WARN, "sandbox", LOG_BOOL("landlock", false), LOG_BOOL("seccomp", false));
        return;
    }
    data_paths(ctx, settings, &paths);
    sandbox_enter(ctx, &paths, &state);
    log_line(state.landlock && state.seccomp ? LOG_INFO : LOG_WARN, "sandbox", LOG_I64("landlock", state.landlock), LOG_BOOL("seccomp", state.seccomp));
}
