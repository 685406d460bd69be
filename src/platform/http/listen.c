/* listen.c: the listening socket, opened once by the supervisor and inherited by every web process. */
#include "platform/http/http.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LISTEN_BACKLOG = 1024, DEFER_ACCEPT_S = 5 };

static enum err listen_fault(struct ctx *ctx, struct str address, int port, int error)
{
    struct arena *arena = ctx->arena;
    struct str detail = str_of(strerror(error));

    if (error == EADDRINUSE)
        return fault_set(ctx, ERR_CONFLICT, S("http.port_taken"), S("port"),
                         arena_printf(arena, "Cổng %d đang được một chương trình khác sử dụng. Hãy tắt chương trình đó, hoặc chọn "
                                             "cổng khác bằng biến môi trường CONGDAN_PORT.", port), detail);
    if (error == EACCES)
        return fault_set(ctx, ERR_FORBIDDEN, S("http.port_denied"), S("port"),
                         arena_printf(arena, "Không có quyền mở cổng %d. Hãy chọn một cổng từ 1024 trở lên.", port), detail);
    if (error == EADDRNOTAVAIL)
        return fault_set(ctx, ERR_INVALID, S("http.address"), S("address"),
                         arena_printf(arena, "Máy này không có địa chỉ %.*s. Hãy sửa mục address trong cấu hình.",
                                      STR_ARG(address)), detail);
    return fault_set(ctx, ERR_INTERNAL, S("http.listen"), S("port"),
                     arena_printf(arena, "Không mở được %.*s:%d.", STR_ARG(address), port), detail);
}

static bool address_fill(struct arena *arena, struct str address, int port, struct sockaddr_storage *ret_name, socklen_t *ret_len)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};
    const char *text = arena_cstr(arena, str_eq(address, S("localhost")) ? S("127.0.0.1") : address);

    memset(ret_name, 0, sizeof *ret_name);
    if (inet_pton(AF_INET, text, &v4.sin_addr) == 1) {
        memcpy(ret_name, &v4, *ret_len = sizeof v4);
        return true;
    }
    if (inet_pton(AF_INET6, text, &v6.sin6_addr) == 1) {
        memcpy(ret_name, &v6, *ret_len = sizeof v6);
        return true;
    }
    return false;
}

enum err http_listen(struct ctx *ctx, struct str address, int port, int *ret_fd)
{
    struct sockaddr_storage name;
    socklen_t name_len;

    if (port < 0 || port > 65535)
        return fault(ctx, ERR_INVALID, "http.port", "port", "Cổng phải là một số từ 1 đến 65535.");
    if (!address_fill(ctx->arena, address, port, &name, &name_len))
        return fault(ctx, ERR_INVALID, "http.address", "address", "Địa chỉ lắng nghe phải là địa chỉ IP, ví dụ 127.0.0.1.");
    int fd = socket(name.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return listen_fault(ctx, address, port, errno);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
    setsockopt(fd, IPPROTO_TCP, TCP_DEFER_ACCEPT, &(int){DEFER_ACCEPT_S}, sizeof(int)); /* silent clients stay in the kernel */
    if (bind(fd, (struct sockaddr *)&name, name_len) < 0 || listen(fd, LISTEN_BACKLOG) < 0) {
        int error = errno;
        close(fd);
        return listen_fault(ctx, address, port, error);
    }
    *ret_fd = fd;
    return OK;
}
