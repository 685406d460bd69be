/* role_supervisor.c: keeps the listening socket and the list of children; starts, restarts with back-off and stops
 * them. Parses no input, opens no database. When it dies, its children get SIGTERM from the kernel (PR_SET_PDEATHSIG),
 * so nothing runs on unseen. */
#include "app/roles.h"
#include "platform/clock/clock.h"
#include "platform/log/log.h"
#include "platform/signer/signer.h"
#include "web/web.h"
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    CHILDREN_MAX = 66,
    ARGS_MAX = 64,
    BACKOFF_FIRST_MS = 100,
    BACKOFF_MAX_MS = 5000,
    STEADY_MS = 10000,
    STOP_MS = 10000
};

struct child {
    const char *role;
    int worker;
    pid_t pid; /* 0: not running */
    int64_t started_ms;
    int64_t start_at_ms; /* when to start it again */
    int backoff_ms;
};
struct supervisor {
    struct child children[CHILDREN_MAX];
    int count;
    int listen_fd, metrics_fd;
    int signer_fd; /* where the signer is asked */
    int argc;
    char **argv;
};

static void child_exec(const struct supervisor *supervisor, const struct child *child, pid_t parent)
{
    const char *args[ARGS_MAX + 10];
    char fd[16], worker[16], metrics_fd[16];
    int n = 0;
    sigset_t none;

    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        _exit(0); /* the supervisor died in between */
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    bool signer = strcmp(child->role, "signer") == 0;
    snprintf(fd, sizeof fd, "%d", signer ? supervisor->signer_fd : supervisor->listen_fd);
    snprintf(worker, sizeof worker, "%d", child->worker);
    args[n++] = "congdan";
    args[n++] = "serve";
    for (int i = 0; i < supervisor->argc && n < ARGS_MAX; i++)
        args[n++] = supervisor->argv[i];
    args[n++] = "--role";
    args[n++] = child->role;
    args[n++] = "--listen-fd";
    args[n++] = fd;
    args[n++] = "--worker";
    args[n++] = worker;
    if (supervisor->metrics_fd > 0) {
        snprintf(metrics_fd, sizeof metrics_fd, "%d", supervisor->metrics_fd);
        args[n++] = "--metrics-fd";
        args[n++] = metrics_fd;
    }
    args[n] = NULL;
    if (strcmp(child->role, "web") != 0)
        close(supervisor->listen_fd);
    if (!signer)
        close(supervisor->signer_fd);
    execv("/proc/self/exe", (char *const *)(void *)args); /* execv only reads them */
    _exit(127);
}

static void child_start(const struct supervisor *supervisor, struct child *child)
{
    pid_t parent = getpid(), pid = fork();

    if (pid == 0)
        child_exec(supervisor, child, parent);
    child->started_ms = clock_mono_ms();
    child->pid = pid > 0 ? pid : 0;
    if (pid < 0)
        child->start_at_ms = child->started_ms + BACKOFF_MAX_MS;
    log_line(LOG_INFO, "child_started", LOG_STR("child", str_of(child->role)), LOG_I64("worker", child->worker),
             LOG_I64("child_pid", pid));
}

static void child_ended(struct child *child, int status)
{
    int64_t now_ms = clock_mono_ms();

    log_line(LOG_WARN, "child_ended", LOG_STR("child", str_of(child->role)), LOG_I64("worker", child->worker),
             LOG_I64("exit", WIFEXITED(status) ? WEXITSTATUS(status) : -1),
             LOG_I64("signal", WIFSIGNALED(status) ? WTERMSIG(status) : 0));
    /* One that ran well starts again at once; one that keeps failing waits longer each time. */
    if (now_ms - child->started_ms > STEADY_MS)
        child->backoff_ms = 0;
    child->start_at_ms = now_ms + child->backoff_ms;
    child->backoff_ms = child->backoff_ms ? child->backoff_ms * 2 : BACKOFF_FIRST_MS;
    if (child->backoff_ms > BACKOFF_MAX_MS)
        child->backoff_ms = BACKOFF_MAX_MS;
    child->pid = 0;
}

static void reap(struct supervisor *supervisor)
{
    int status;
    pid_t pid;

    while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
        for (int i = 0; i < supervisor->count; i++)
            if (supervisor->children[i].pid == pid)
                child_ended(&supervisor->children[i], status);
}

/* Starts what is due; returns the milliseconds until the next start, -1 for none. */
static int start_due(struct supervisor *supervisor)
{
    int64_t now_ms = clock_mono_ms(), next_ms = -1;

    for (int i = 0; i < supervisor->count; i++) {
        struct child *child = &supervisor->children[i];
        if (!child->pid && child->start_at_ms <= now_ms)
            child_start(supervisor, child);
        if (!child->pid && (next_ms < 0 || child->start_at_ms < next_ms))
            next_ms = child->start_at_ms;
    }
    return next_ms < 0 ? -1 : next_ms <= now_ms ? 1 : (int)(next_ms - now_ms);
}

/* Asks the children `from`..`to` to end and waits for them; who does not end in time is killed. */
static void stop_some(struct supervisor *supervisor, int from, int to, int signal_fd)
{
    int64_t until_ms = clock_mono_ms() + STOP_MS;
    bool running = true;

    for (int i = from; i < to; i++)
        if (supervisor->children[i].pid)
            kill(supervisor->children[i].pid, SIGTERM);
    while (running && clock_mono_ms() < until_ms) {
        reap(supervisor);
        running = false;
        for (int i = from; i < to; i++)
            running |= supervisor->children[i].pid != 0;
        if (running)
            roles_signal_wait(signal_fd, 200);
    }
    for (int i = from; i < to; i++)
        if (supervisor->children[i].pid)
            kill(supervisor->children[i].pid, SIGKILL);
}

/* The signer, which is the first child, ends last: requests that still run may need it. */
static void stop_all(struct supervisor *supervisor, int signal_fd)
{
    stop_some(supervisor, 1, supervisor->count, signal_fd);
    stop_some(supervisor, 0, 1, signal_fd);
}

int role_supervisor(struct ctx *ctx, const struct settings *settings, int argc, char **argv)
{
    static struct supervisor supervisor;
    int signal_fd = roles_signal_fd();

    log_init("supervisor", LOG_INFO);
    enum err err = http_listen(ctx, settings->address, settings->port, &supervisor.listen_fd);
    if (err != OK)
        return config_fail(ctx, err);
    fcntl(supervisor.listen_fd, F_SETFD, 0); /* the web children inherit it */
    struct str signer_address;
    err = signer_listen(ctx, &supervisor.signer_fd, &signer_address);
    if (err != OK)
        return config_fail(ctx, err);
    setenv("CONGDAN_SIGNER", arena_cstr(ctx->arena, signer_address), 1); /* the children ask there */
    supervisor.metrics_fd = memfd_create("congdan-metrics", 0);
    if (supervisor.metrics_fd > 0 && ftruncate(supervisor.metrics_fd, (off_t)web_metrics_size_bytes(settings)) != 0) {
        close(supervisor.metrics_fd); /* each web process then counts alone */
        supervisor.metrics_fd = -1;
    }
    supervisor.argc = argc;
    supervisor.argv = argv;
    supervisor.children[supervisor.count++] = (struct child){.role = "signer"};
    for (int i = 0; i < settings->workers && supervisor.count < CHILDREN_MAX - 1; i++)
        supervisor.children[supervisor.count++] = (struct child){.role = "web", .worker = i + 1};
    supervisor.children[supervisor.count++] = (struct child){.role = "jobs", .worker = 100};
    log_line(LOG_INFO, "listening", LOG_STR("address", settings->address), LOG_I64("port", settings->port));
    for (;;) {
        int wait_ms = start_due(&supervisor);
        int signal_no = roles_signal_wait(signal_fd, wait_ms);
        reap(&supervisor);
        if (signal_no == SIGTERM || signal_no == SIGINT)
            break;
    }
    stop_all(&supervisor, signal_fd);
    log_line(LOG_INFO, "stopped");
    return 0;
}
