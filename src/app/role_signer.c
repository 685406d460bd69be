/* role_signer.c: the process that holds the private keys. No network, no database, no user's input but the small messages of platform/signer. Gives up what it does not
 * need as soon as its keys are open: no new programs, no core dump, no tracing by others of the same user. */
#include "app/roles.h"
#include "platform/log/log.h"
#include "platform/signer/signer.h"
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>

enum { EXIT_TEMPORARY = 75 };

static void ready(void *arg)
{
    (void)arg;
    log_line(LOG_INFO, "ready");
}

int role_signer(struct ctx *ctx, const struct settings *settings, int listen_fd)
{
    struct rlimit none = {0};
    sigset_t stop;

    roles_set_name("congdan-signer");
    log_init("signer", LOG_INFO);
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    /* It keeps nothing that an orderly end could save: the default action of SIGTERM is its end. */
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigprocmask(SIG_UNBLOCK, &stop, NULL);
    signal(SIGINT, SIG_IGN); /* the terminal's Ctrl-C goes to the supervisor, which ends us last */
    enum err err = signer_serve(ctx, arena_printf(ctx->arena, "%.*s/keys", STR_ARG(settings->data_dir)), listen_fd, ready, NULL);
    log_line(LOG_ERROR, "start_failed", LOG_ERR(err), LOG_STR("code", ctx->fault.code), LOG_STR("detail", ctx->fault.detail));
    return EXIT_TEMPORARY;
}
