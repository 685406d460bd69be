/* reply.c: turning the filled request into libmicrohttpd's answer. The bytes are not copied: they lie in the request's arena,
 * which lives until the answer has gone out. */
#include "platform/http/http_impl.h"
#include <assert.h>
#include <unistd.h>

void http_reply_header(struct http_request *request, struct str name, struct str value)
{
    assert(request->reply_header_count < HTTP_REPLY_HEADERS_MAX);
    request->reply_headers[request->reply_header_count++] = (struct http_header){name, value};
}

static struct MHD_Response *make_response(struct http_request *request)
{
    if (request->reply_fd > 0) {
        assert(request->reply_fd_bytes >= 0);
        struct MHD_Response *response = MHD_create_response_from_fd64((uint64_t)request->reply_fd_bytes, request->reply_fd);
        if (!response)
            close(request->reply_fd);
        return response;
    }
    return MHD_create_response_from_buffer(request->reply.len, (void *)(uintptr_t)request->reply.ptr, MHD_RESPMEM_PERSISTENT);
}

enum MHD_Result http_reply_queue(struct http_box *box)
{
    struct http_request *request = &box->request;
    struct http_server *server = box->server;

    assert(request->status >= 100 && request->status <= 599 && "on_request must set a status");
    struct MHD_Response *response = make_response(request);
    atomic_fetch_sub(&server->threads[request->thread].running, 1);
    if (!response)
        return MHD_NO;
    for (int i = 0; i < request->reply_header_count; i++) {
        const struct http_header *header = &request->reply_headers[i];
        const char *name = arena_cstr(&request->arena, header->name);
        const char *value = arena_cstr(&request->arena, header->value);
        enum MHD_Result added = MHD_add_response_header(response, name, value);
        assert(added == MHD_YES && "a reply header holds a control byte: its maker must check");
        (void)added;
    }
    if (atomic_load_explicit(&server->draining, memory_order_relaxed))
        MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
    enum MHD_Result queued = MHD_queue_response(box->connection, (unsigned)request->status, response);
    MHD_destroy_response(response);
    return queued;
}
