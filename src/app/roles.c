/* roles.c: what the processes share: signals as readable events, so that nothing polls or sleeps. */
#include "app/roles.h"
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
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
