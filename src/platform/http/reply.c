/* reply.c: turning the filled request into libmicrohttpd's answer. Large bodies are not copied: they lie in the request's arena,
 * which lives until the answer has gone out, or for ever (reply_static).
 *
 * Building a response object costs one malloc and three more a header, which is a fifth of a small answer's time. So answers that
 * come again with the same headers and the same length, as those of a hot API do, reuse a form: a response object with a body buffer of
 * its own, owned by the event thread. A form is made when its answer is seen the second time within a second (the Date header is
 * part of it), and is used by one request at a time. */
#include "platform/http/http_impl.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { FORM_BODY_BYTES_MAX = 2048 };

struct http_form {
    struct MHD_Response *response;
    uint64_t hash;
    bool in_use;
    int header_count;
    struct http_header headers[HTTP_REPLY_HEADERS_MAX]; /* slices of `head` */
    const char *static_body; /* reply_static: the bytes themselves */
    size_t body_len;
    char *body; /* else a buffer of body_len bytes */
    char *head;
};

void http_reply_header(struct http_request *request, struct str name, struct str value)
{
    assert(request->reply_header_count < HTTP_REPLY_HEADERS_MAX);
    request->reply_headers[request->reply_header_count++] = (struct http_header){name, value};
}

/* libmicrohttpd would print the date anew for each answer. */
static const char *date_now(struct http_thread *thread)
{
    time_t now = time(NULL);

    if (now != thread->date_s) {
        struct tm tm;
        thread->date_s = now;
        gmtime_r(&now, &tm);
        static const char days[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
        static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
        snprintf(thread->date, sizeof thread->date, "%s, %02u %s %04u %02u:%02u:%02u GMT", days[tm.tm_wday],
                 (unsigned)tm.tm_mday % 100, months[tm.tm_mon], (unsigned)(tm.tm_year + 1900) % 10000, (unsigned)tm.tm_hour % 100,
                 (unsigned)tm.tm_min % 100, (unsigned)tm.tm_sec % 100);
    }
    return thread->date;
}

static void add_header(struct MHD_Response *response, const char *name, const char *value)
{
    enum MHD_Result added = MHD_add_response_header(response, name, value);
    assert(added == MHD_YES && "a reply header is empty or holds a control byte: its maker must check");
    (void)added;
}

static uint64_t mix(uint64_t hash, struct str text)
{
    const uint64_t prime = 0x9e3779b97f4a7c15ull;
    uint64_t word = 0;

    hash = (hash ^ text.len) * prime;
    while (text.len >= 8) {
        memcpy(&word, text.ptr, 8);
        hash = (hash ^ word) * prime;
        hash ^= hash >> 29;
        text.ptr += 8, text.len -= 8;
    }
    word = 0;
    if (text.len)
        memcpy(&word, text.ptr, text.len);
    hash = (hash ^ word) * prime;
    return hash ^ hash >> 32;
}

/* Of all that makes two answers share a form; the hash only finds the place, form_fits() decides. */
static uint64_t form_hash(const struct http_request *request, time_t date_s)
{
    uint64_t hash = (uint64_t)date_s << 32 ^ request->reply.len;

    if (request->reply_static)
        hash ^= (uint64_t)(uintptr_t)request->reply.ptr;
    for (int i = 0; i < request->reply_header_count; i++)
        hash = mix(mix(hash, request->reply_headers[i].name), request->reply_headers[i].value);
    return hash;
}

static bool form_fits(const struct http_form *form, const struct http_request *request)
{
    if (form->body_len != request->reply.len || form->header_count != request->reply_header_count ||
        form->static_body != (request->reply_static ? request->reply.ptr : NULL))
        return false;
    for (int i = 0; i < form->header_count; i++)
        if (!str_eq(form->headers[i].name, request->reply_headers[i].name) ||
            !str_eq(form->headers[i].value, request->reply_headers[i].value))
            return false;
    return true;
}

static void form_free(struct http_form *form)
{
    if (!form)
        return;
    MHD_destroy_response(form->response);
    free(form->body);
    free(form->head);
    free(form);
}

void http_forms_free(struct http_thread *thread)
{
    for (size_t i = 0; i < ARRAY_LEN(thread->forms); i++) {
        form_free(thread->forms[i]);
        thread->forms[i] = NULL;
    }
}

static struct http_form *form_make(const struct http_request *request, uint64_t hash, const char *date)
{
    struct http_form *form = calloc(1, sizeof *form);
    size_t head_len = 1;

    for (int i = 0; i < request->reply_header_count; i++)
        head_len += request->reply_headers[i].name.len + request->reply_headers[i].value.len + 2;
    if (!form || !(form->head = malloc(head_len)) || !(form->body = malloc(FORM_BODY_BYTES_MAX)))
        abort();
    form->hash = hash;
    form->body_len = request->reply.len;
    form->static_body = request->reply_static ? request->reply.ptr : NULL;
    void *bytes = form->static_body ? (void *)(uintptr_t)form->static_body : form->body;
    form->response = MHD_create_response_from_buffer(form->body_len, bytes, MHD_RESPMEM_PERSISTENT);
    if (!form->response)
        abort();
    char *at = form->head;
    for (int i = 0; i < request->reply_header_count; i++) {
        const struct http_header *from = &request->reply_headers[i];
        struct http_header *to = &form->headers[form->header_count++];
        *to = (struct http_header){{at, from->name.len}, {at + from->name.len + 1, from->value.len}};
        memcpy(at, from->name.ptr, from->name.len);
        at[from->name.len] = 0;
        at += from->name.len + 1;
        memcpy(at, from->value.ptr, from->value.len);
        at[from->value.len] = 0;
        at += from->value.len + 1;
        add_header(form->response, to->name.ptr, to->value.ptr);
    }
    add_header(form->response, MHD_HTTP_HEADER_DATE, date);
    return form;
}

/* The form of this answer with its body in it, marked as in use; NULL: none, build the response for this once. */
static struct http_form *form_take(struct http_thread *thread, const struct http_request *request, const char *date)
{
    if (request->reply_fd > 0 || (request->reply.len > FORM_BODY_BYTES_MAX && !request->reply_static))
        return NULL;
    uint64_t hash = form_hash(request, thread->date_s);
    size_t slot = hash % ARRAY_LEN(thread->forms);
    struct http_form *form = thread->forms[slot];

    if (form && form->in_use)
        return NULL;
    if (!form || form->hash != hash || !form_fits(form, request)) {
        if (thread->seen[slot] != hash) {
            thread->seen[slot] = hash;
            return NULL;
        }
        form_free(form);
        form = thread->forms[slot] = form_make(request, hash, date);
    }
    if (!form->static_body && form->body_len)
        memcpy(form->body, request->reply.ptr, form->body_len);
    form->in_use = true;
    return form;
}

void http_form_give_back(struct http_form *form) { form->in_use = false; }

static struct MHD_Response *build_once(struct http_request *request, const char *date, bool close_after)
{
    struct MHD_Response *response;

    if (request->reply_fd > 0) {
        assert(request->reply_fd_bytes >= 0);
        response = MHD_create_response_from_fd64((uint64_t)request->reply_fd_bytes, request->reply_fd);
    } else {
        response = MHD_create_response_from_buffer(request->reply.len, (void *)(uintptr_t)request->reply.ptr,
                                                   MHD_RESPMEM_PERSISTENT);
    }
    if (!response)
        abort(); /* out of memory: as in arena.c */
    for (int i = 0; i < request->reply_header_count; i++)
        add_header(response, arena_cstr(&request->arena, request->reply_headers[i].name),
                   arena_cstr(&request->arena, request->reply_headers[i].value));
    add_header(response, MHD_HTTP_HEADER_DATE, date);
    if (close_after)
        add_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
    return response;
}

enum MHD_Result http_reply_queue(struct http_box *box)
{
    struct http_request *request = &box->request;
    struct http_thread *thread = &box->server->threads[request->thread];
    bool close_after = atomic_load_explicit(&box->server->draining, memory_order_relaxed);
    const char *date = date_now(thread);

    assert(request->status >= 200 && request->status <= 599 && "on_request must set a status");
    atomic_fetch_sub(&thread->running, 1);
    box->form = close_after ? NULL : form_take(thread, request, date);
    if (box->form)
        return MHD_queue_response(box->connection, (unsigned)request->status, box->form->response);
    struct MHD_Response *response = build_once(request, date, close_after);
    enum MHD_Result queued = MHD_queue_response(box->connection, (unsigned)request->status, response);
    MHD_destroy_response(response);
    return queued;
}
