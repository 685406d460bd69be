/* db_postgres_conn.c: a session on a PostgreSQL server: opening it, noticing that it has ended, opening it again, and
 * what its errors mean to us. While a server is away every attempt fails at once until the next try is due, so that
 * requests do not queue up behind it. */
#include "platform/db/db_postgres.h"
#include <poll.h>
#include <stdlib.h>
#include "platform/clock/clock.h"

enum { BACKOFF_MIN_MS = 100, BACKOFF_MAX_MS = 5000, VERSION_MIN = 150000 };

bool pg_dead(const struct pg_conn *conn) { return !conn->pg || conn->dying || PQstatus(conn->pg) != CONNECTION_OK; }

bool pg_broken(struct pg_conn *conn, const PGresult *result)
{
    /* An error without a SQLSTATE was made by libpq itself: it could not send, or not receive. It may still call the
     * session sound. */
    if (!result || !PQresultErrorField(result, PG_DIAG_SQLSTATE))
        conn->dying = true;
    return pg_dead(conn);
}

static struct str connection_error(struct ctx *ctx, const struct pg_conn *conn)
{
    struct str text = str_trim(str_of(conn->pg ? PQerrorMessage(conn->pg) : "not connected"));
    return arena_printf(ctx->arena, "postgresql: %.*s", STR_ARG(text));
}

enum err pg_fault(struct ctx *ctx, struct pg_conn *conn, const PGresult *result, const char *sql)
{
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;

    if (pg_broken(conn, result) && conn->base.depth > 0)
        conn->base.lost = true;
    if (!state)
        return db_fault_gone(ctx, connection_error(ctx, conn));
    struct str code = str_of(state);
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const char *constraint = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
    if (str_starts(code, S("22"))) /* these quote the value */
        message = "data exception";
    struct str detail = arena_printf(ctx->arena, "postgresql %s: %s%s%s%s%.200s", state, message ? message : "",
                                     constraint ? " constraint " : "", constraint ? constraint : "", sql ? " in: " : "",
                                     sql ? sql : "");

    if (str_eq(code, S("23505")))
        return db_fault_conflict(ctx, S("db.unique"), detail);
    if (str_eq(code, S("23503")))
        return db_fault_conflict(ctx, S("db.foreign_key"), detail);
    if (str_eq(code, S("23514")))
        return db_fault_conflict(ctx, S("db.check"), detail);
    if (str_eq(code, S("23502")))
        return db_fault_conflict(ctx, S("db.not_null"), detail);
    if (str_starts(code, S("23")))
        return db_fault_conflict(ctx, S("db.constraint"), detail);
    if (str_starts(code, S("40"))) /* serialization failure, deadlock */
        return db_fault_conflict(ctx, S("db.retry"), detail);
    if (str_eq(code, S("53100")))
        return db_fault_full(ctx, detail);
    if (str_starts(code, S("53")) || str_eq(code, S("55P03")) ||
        str_eq(code, S("57014"))) /* resources, lock and statement time-outs */
        return db_fault_busy(ctx, detail);
    bool own_read =
        conn->base.depth > 0 && conn->base.mode == DB_READ; /* then 25006 is our mistake, not a standby's answer */
    if (str_starts(code, S("080")) || str_starts(code, S("57")) || str_starts(code, S("58")) ||
        str_starts(code, S("XX00")) || str_starts(code, S("28")) ||
        (str_eq(code, S("25006")) && !own_read)) /* shutting down, I/O, damaged, not let in, standby */
        return db_fault_gone(ctx, detail);
    return db_fault_internal(ctx, detail);
}

/* A server that shuts down says so to idle sessions; libpq takes it for a notice. */
static void on_notice(void *arg, const PGresult *result)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    struct pg_conn *conn = arg;

    if (state && !strncmp(state, "57P", 3))
        conn->dying = true;
}

static enum err session_start(struct ctx *ctx, struct pg_conn *conn)
{
    /* set_config: an administrator who relaxed durability for the whole server did not mean acknowledged dossiers. */
    static const char sql[] =
        "SET lock_timeout = '5s'; SET default_transaction_isolation = 'read committed'; "
        "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'";
    enum err err = OK;

    PGresult *result = PQexec(conn->pg, sql);
    if (PQresultStatus(result) != PGRES_TUPLES_OK)
        err = pg_fault(ctx, conn, result, NULL);
    PQclear(result);
    const char *encoding = PQparameterStatus(conn->pg, "server_encoding");
    if (err == OK && PQserverVersion(conn->pg) < VERSION_MIN)
        err = db_fault_gone(
            ctx, arena_printf(ctx->arena, "postgresql: version %d is older than 15", PQserverVersion(conn->pg)));
    if (err == OK && (!encoding || strcmp(encoding, "UTF8") != 0))
        err = db_fault_gone(ctx, S("postgresql: the database's encoding must be UTF8"));
    return err;
}

static void disconnect(struct pg_conn *conn)
{
    PQfinish(conn->pg);
    conn->pg = NULL;
    conn->dying = false;
    pg_cache_clear(conn);
}

static enum err connect_now(struct ctx *ctx, struct pg_conn *conn)
{
    /* What stands before dbname is a default that the URL may replace; what stands behind it is fixed. */
    static const char *const names[] = {"connect_timeout",
                                        "tcp_user_timeout",
                                        "keepalives_idle",
                                        "application_name",
                                        "dbname",
                                        "client_encoding",
                                        NULL};
    const char *values[] = {"5", "15000", "30", "congdan", conn->base.db->url, "UTF8", NULL};
    int64_t now_ms = clock_mono_ms();

    disconnect(conn);
    if (now_ms < conn->retry_at_ms)
        return db_fault_gone(ctx, S("postgresql: the server was away a moment ago"));
    conn->pg = PQconnectdbParams(names, values, 1);
    enum err err = pg_dead(conn) ? db_fault_gone(ctx, connection_error(ctx, conn)) : OK;
    if (err == OK) {
        PQsetNoticeReceiver(conn->pg, on_notice, conn);
        err = session_start(ctx, conn);
    }
    if (err != OK) {
        disconnect(conn);
        conn->backoff_ms = conn->backoff_ms ? conn->backoff_ms * 2 : BACKOFF_MIN_MS;
        if (conn->backoff_ms > BACKOFF_MAX_MS)
            conn->backoff_ms = BACKOFF_MAX_MS;
        conn->retry_at_ms = clock_mono_ms() + conn->backoff_ms;
        return err;
    }
    conn->backoff_ms = 0;
    return OK;
}

enum err pg_ready(struct ctx *ctx, struct pg_conn *conn)
{
    if (conn->base.depth > 0 && !pg_pending(conn))
        return pg_dead(conn) ? pg_fault(ctx, conn, NULL, NULL) : OK;
    /* Between statements a server sends nothing but news: reading them now finds an ended session before a statement is
     * sent into it, while it is still certain that the statement did not run. */
    while (!pg_dead(conn)) {
        struct pollfd news = {.fd = PQsocket(conn->pg), .events = POLLIN};
        PGnotify *notify;
        if (poll(&news, 1, 0) <= 0)
            return OK;
        if (!PQconsumeInput(conn->pg))
            break;
        while ((notify = PQnotifies(conn->pg)))
            PQfreemem(notify);
    }
    return connect_now(ctx, conn);
}

enum err pg_conn_open(struct ctx *ctx, struct db *db, struct db_conn **ret_conn)
{
    struct pg_conn *conn = calloc(1, sizeof *conn);
    if (!conn)
        abort();
    conn->base.db = db;
    conn->base.engine = &db_engine_postgres;
    enum err err = connect_now(ctx, conn);
    if (err != OK) {
        pg_conn_close(&conn->base);
        return err;
    }
    *ret_conn = &conn->base;
    return OK;
}

void pg_conn_close(struct db_conn *base)
{
    struct pg_conn *conn = pg_conn_of(base);

    disconnect(conn);
    free(conn);
}

enum err pg_open(struct ctx *ctx, struct db *db)
{
    struct db_conn *conn;

    TRY(pg_conn_open(ctx, db, &conn));
    pg_conn_close(conn);
    return OK;
}
