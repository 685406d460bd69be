/* lanes_test.c: requests over a real socket through the write lane as batches: each gets its own answer, one that fails harms only itself, and what could not
 * be recorded is not shown. */
#include "platform/db/db_test_support.h"
#include "web/web.h"
#include <arpa/inet.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CLIENTS = 30 };

static _Atomic int batches, longest, recorded;
static atomic_bool audit_fails;

static enum err note_read(struct req *req)
{
    if (str_eq(req->http->body, S("unreadable")))
        return fault(&req->ctx, ERR_INVALID, "note.unreadable", "", "Nội dung không đọc được.");
    req->work = req;
    return OK;
}

static enum err note_batch(struct ctx *ctx, struct req *const *reqs, int count)
{
    atomic_fetch_add(&batches, 1);
    if (count > atomic_load(&longest))
        atomic_store(&longest, count);
    for (int i = 0; i < count; i++) {
        cr_assert_eq(reqs[i]->work, reqs[i]);
        TRY(db_exec(ctx, NULL, "INSERT INTO note (note_id, text) VALUES ($1, $2)", DB_I64(db_new_id()), DB_STR(reqs[i]->http->body)));
        TRY(reply_json(reqs[i], 200, reqs[i]->http->body));
    }
    return OK;
}

static enum err bearer(struct ctx *ctx, struct app *app, struct str token, struct session *ret_session)
{
    (void)ctx, (void)app, (void)token;
    *ret_session = (struct session){.client_id = 1, .perms = 1ull << PERM_PUBLIC};
    return OK;
}

static enum err record(struct ctx *ctx, const struct audit_call *calls, int count)
{
    for (int i = 0; i < count; i++)
        cr_assert(calls[i].outcome == OK || calls[i].code.len > 0);
    if (atomic_load(&audit_fails))
        return fault(ctx, ERR_BUSY, "test.audit", "", "Đang thử.");
    atomic_fetch_add(&recorded, count);
    return OK;
}

static const struct route routes[] = {
    {HTTP_POST, "/api/note", note_read, PERM_PUBLIC, LANE_WRITE, AUTH_BEARER, .json_body = true, .groupable = true, .batch = note_batch, .audit = "note.put",
     .doc = "Keep a note"},
};
static const struct route_table tables[] = {ROUTE_TABLE("test", routes)};

/* Holds the writer lane, so that what is sent meanwhile waits together. */
struct gate {
    struct db_job job;
    int ready[2], open[2];
};

static enum err gate_run(struct db_job *job, struct db_conn *conn)
{
    struct gate *gate = (struct gate *)job;
    char byte = 1;

    (void)conn;
    return write(gate->ready[1], &byte, 1) == 1 && read(gate->open[0], &byte, 1) == 1 ? OK : ERR_INTERNAL;
}

static void gate_done(struct db_job *job, enum err result) { (void)job, (void)result; }

static int post(int port, const char *body)
{
    struct sockaddr_in name = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    char text[400];
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    cr_assert(fd >= 0 && connect(fd, (struct sockaddr *)&name, sizeof name) == 0);
    int len = snprintf(text, sizeof text, "POST /api/note HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer abcdefghijklmnop\r\nContent-Type: application/json\r\n"
                                          "Content-Length: %zu\r\nConnection: close\r\n\r\n%s", strlen(body), body);
    cr_assert_eq(write(fd, text, (size_t)len), len);
    return fd;
}

/* Reads one answer; its status. */
static int answer(int fd, char *body, size_t cap)
{
    char text[2000];
    size_t len = 0;
    ssize_t n;

    while (len < sizeof text - 1 && (n = read(fd, text + len, sizeof text - 1 - len)) > 0)
        len += (size_t)n;
    text[len] = 0;
    close(fd);
    char *end = strstr(text, "\r\n\r\n");
    cr_assert(end && len > 12, "no answer");
    snprintf(body, cap, "%s", end + 4);
    return atoi(text + 9);
}

struct server {
    struct app app;
    struct web *web;
    int port;
};

static void server_start(struct db_fixture *fixture, struct server *server)
{
    struct sockaddr_in name = {0};
    socklen_t len = sizeof name;
    int listen_fd;

    db_test_script(fixture, S("CREATE TABLE note (note_id BIGKEY, text TEXT NOT NULL UNIQUE);\n"));
    *server = (struct server){.app = {.db = fixture->db, .tables = tables, .table_count = 1, .bearer_load = bearer, .audit_write = record}};
    server->app.settings.threads = 2;
    server->app.settings.slow_threads = 1;
    DB_OK(fixture, http_listen(&fixture->ctx, S("127.0.0.1"), 0, &listen_fd));
    cr_assert_eq(getsockname(listen_fd, (struct sockaddr *)&name, &len), 0);
    server->port = ntohs(name.sin_port);
    DB_OK(fixture, web_start(&fixture->ctx, &server->app, listen_fd, &server->web));
}

DB_TEST(web_lanes, requests_that_wait_together_are_answered_as_a_batch_each_with_its_own)
{
    static struct server server;
    struct gate gates[4];
    int gate_count = fixture->kind == DB_SQLITE ? 1 : 4, fds[CLIENTS], statuses[5] = {0};
    char body[2000], byte = 1, want[40];

    server_start(fixture, &server);
    for (int i = 0; i < gate_count; i++) {
        gates[i] = (struct gate){.job = {.run = gate_run, .done = gate_done}};
        cr_assert(pipe(gates[i].ready) == 0 && pipe(gates[i].open) == 0);
        cr_assert_eq(db_submit(fixture->db, &gates[i].job), OK);
        cr_assert_eq(read(gates[i].ready[0], &byte, 1), 1);
    }
    for (int i = 0; i < CLIENTS; i++) {
        snprintf(want, sizeof want, "%d", i == 20 ? 10 : i); /* 20 breaks the UNIQUE, and with it the first attempt */
        fds[i] = post(server.port, i == 5 ? "unreadable" : want);
    }
    usleep(300000);
    for (int i = 0; i < gate_count; i++)
        cr_assert_eq(write(gates[i].open[1], &byte, 1), 1);
    for (int i = 0; i < CLIENTS; i++) {
        int status = answer(fds[i], body, sizeof body);
        snprintf(want, sizeof want, "%d", i);
        if (i == 10 || i == 20) /* one of the two is first */
            statuses[status / 100]++;
        else if (i == 5)
            cr_assert_eq(status, 400);
        else
            cr_assert(status == 200 && strcmp(body, want) == 0, "request %d: %d %s", i, status, body);
    }
    cr_assert(statuses[2] == 1 && statuses[4] == 1);
    cr_assert_eq(db_test_count(fixture, "note"), CLIENTS - 2);
    cr_assert_gt(longest, 1, "nothing was run together");
    cr_assert_eq(recorded, CLIENTS, "each request is recorded once, also those that were refused");
    web_stop(server.web, 0);
}

DB_TEST(web_lanes, what_cannot_be_recorded_is_not_shown_and_not_kept)
{
    static struct server server;
    char body[2000];

    server_start(fixture, &server);
    atomic_store(&audit_fails, true);
    cr_assert_eq(answer(post(server.port, "1"), body, sizeof body), 503);
    cr_assert_eq(db_test_count(fixture, "note"), 0);
    atomic_store(&audit_fails, false);
    cr_assert_eq(answer(post(server.port, "1"), body, sizeof body), 200);
    cr_assert_eq(db_test_count(fixture, "note"), 1);
    web_stop(server.web, 0);
}
