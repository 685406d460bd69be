/* sandbox.c: Landlock by its system calls (the C library has no functions for them) and a seccomp filter of a few instructions. */
#include "platform/sandbox/sandbox.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

void sandbox_read(struct sandbox_paths *paths, struct str path)
{
    if (path.len && paths->read_count < SANDBOX_PATHS_MAX)
        paths->read[paths->read_count++] = path;
}

void sandbox_write(struct sandbox_paths *paths, struct str path)
{
    if (path.len && paths->write_count < SANDBOX_PATHS_MAX)
        paths->write[paths->write_count++] = path;
}

/* --- files ---------------------------------------------------------------------------------------------------------------- */
#define READ_FILE (LANDLOCK_ACCESS_FS_READ_FILE)
#define READ_DIR (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define WRITE_DIR                                                                                                                                     \
    (READ_DIR | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |           \
     LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_MAKE_FIFO)
#define ALL_OF_FIRST_VERSION ((UINT64_C(1) << 13) - 1) /* EXECUTE to MAKE_SYM */
#define REFER (UINT64_C(1) << 13)                      /* version 2: renaming between folders */
#define TRUNCATE (UINT64_C(1) << 14)                   /* version 3 */

static void allow(int ruleset, const char *path, uint64_t access, uint64_t handled)
{
    struct landlock_path_beneath_attr rule = {.allowed_access = access & handled, .parent_fd = open(path, O_PATH | O_CLOEXEC)};
    struct stat there;

    if (rule.parent_fd < 0)
        return;
    if (fstat(rule.parent_fd, &there) == 0 && !S_ISDIR(there.st_mode)) /* only what makes sense for a file, or the kernel refuses the rule */
        rule.allowed_access &= LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_EXECUTE | TRUNCATE;
    if (rule.allowed_access)
        syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0); /* refused: that path is shut, which is safe */
    close(rule.parent_fd);
}

/* What any program of this kind reads: libraries, time zones, fonts and their caches, names of hosts and users, certificates, the number of processors. */
static const char *const system_paths[] = {"/usr", "/lib", "/lib64", "/etc", "/opt", "/nix/store", "/var/cache/fontconfig", "/proc/self", "/proc/meminfo", "/proc/stat",
                                           "/proc/cpuinfo", "/proc/sys/kernel", "/proc/sys/vm", "/sys/devices/system/cpu", "/sys/fs/cgroup", "/run/systemd/resolve",
                                           "/dev/urandom", "/dev/random", "/dev/zero"};

static int wall_of_files(struct ctx *ctx, const struct sandbox_paths *paths)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    struct landlock_ruleset_attr attr = {.handled_access_fs = ALL_OF_FIRST_VERSION};
    const char *home = getenv("HOME");

    if (version < 1)
        return 0;
    attr.handled_access_fs |= version >= 2 ? REFER : 0;
    attr.handled_access_fs |= version >= 3 ? TRUNCATE : 0;
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
    if (ruleset < 0)
        return 0;
    for (size_t i = 0; i < ARRAY_LEN(system_paths); i++)
        allow(ruleset, system_paths[i], READ_DIR | LANDLOCK_ACCESS_FS_EXECUTE, attr.handled_access_fs); /* EXECUTE: mapping a library */
    allow(ruleset, "/dev/null", READ_DIR | LANDLOCK_ACCESS_FS_WRITE_FILE, attr.handled_access_fs);
    if (home) { /* libpq's certificate and password, fontconfig's cache */
        allow(ruleset, arena_printf(ctx->arena, "%s/.postgresql", home).ptr, READ_DIR, attr.handled_access_fs);
        allow(ruleset, arena_printf(ctx->arena, "%s/.pgpass", home).ptr, READ_FILE, attr.handled_access_fs);
        allow(ruleset, arena_printf(ctx->arena, "%s/.cache/fontconfig", home).ptr, READ_DIR, attr.handled_access_fs);
    }
    if (getenv("PGPASSFILE"))
        allow(ruleset, getenv("PGPASSFILE"), READ_FILE, attr.handled_access_fs);
    for (int i = 0; i < paths->read_count; i++)
        allow(ruleset, arena_cstr(ctx->arena, paths->read[i]), READ_DIR, attr.handled_access_fs);
    for (int i = 0; i < paths->write_count; i++)
        allow(ruleset, arena_cstr(ctx->arena, paths->write[i]), WRITE_DIR | REFER | TRUNCATE, attr.handled_access_fs);
    bool stands = syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    close(ruleset);
    return stands ? (int)version : 0;
}

/* --- system calls ----------------------------------------------------------------------------------------------------------- */
/* Starting programs, looking into or steering other processes, changing the system, and the large doors of the kernel that a server has no use for. A list of
 * what is refused, not of what is allowed: a library's next version may use a call that nobody thought of, and a province's service must not end for it. */
static const int refused[] = {
    SYS_execve, SYS_execveat, SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_kcmp, SYS_pidfd_getfd,
    SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_setns, SYS_unshare, SYS_move_mount, SYS_open_tree, SYS_fsopen, SYS_fsmount,
    SYS_init_module, SYS_finit_module, SYS_delete_module, SYS_kexec_load, SYS_reboot, SYS_swapon, SYS_swapoff, SYS_acct, SYS_quotactl,
    SYS_settimeofday, SYS_clock_settime, SYS_adjtimex, SYS_clock_adjtime, SYS_sethostname, SYS_setdomainname,
    SYS_bpf, SYS_perf_event_open, SYS_userfaultfd, SYS_keyctl, SYS_add_key, SYS_request_key, SYS_open_by_handle_at, SYS_name_to_handle_at,
    SYS_io_uring_setup, SYS_io_uring_enter, SYS_io_uring_register, SYS_personality, SYS_syslog, SYS_vhangup, SYS_fanotify_init,
#ifdef SYS_iopl
    SYS_iopl, SYS_ioperm, SYS_modify_ldt,
#endif
};
#if defined(__x86_64__)
#define OUR_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OUR_ARCH AUDIT_ARCH_AARCH64
#endif

static bool wall_of_calls(void)
{
#ifdef OUR_ARCH
    enum { HEAD = 5, COUNT = ARRAY_LEN(refused) };
    struct sock_filter code[HEAD + COUNT + 2] = {
        /* Another architecture's numbers (32 bits on the same machine) mean other calls: none of them. */
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OUR_ARCH, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        /* x32's numbers begin at 2^30. */
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000u, COUNT + 1, 0),
    };
    struct sock_fprog program = {.len = HEAD + COUNT + 2, .filter = code};

    for (size_t i = 0; i < COUNT; i++)
        code[HEAD + i] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)refused[i], (unsigned char)(COUNT - i), 0);
    code[HEAD + COUNT] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    code[HEAD + COUNT + 1] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
#else
    return false;
#endif
}

void sandbox_enter(struct ctx *ctx, const struct sandbox_paths *paths, struct sandbox_state *ret_state)
{
    *ret_state = (struct sandbox_state){0};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return;
    ret_state->landlock = wall_of_files(ctx, paths);
    ret_state->seccomp = wall_of_calls();
}
