/* db_tx.c: transactions and savepoints, the same for both engines: who may write, who holds the write turn, and what a
 * failed statement does to the transaction around it. */
#include "platform/db/db_engine.h"
#include <assert.h>

static enum err turn_take(struct ctx *ctx, struct db_conn *conn)
{
    if (conn->engine->kind != DB_SQLITE)
        return OK;
    if (!db_turn_take(&conn->db->turn, DB_BUSY_MS))
        return db_fault_busy(ctx, S("the process's write turn was not free in time"));
    conn->turn_held = true;
    return OK;
}

static void closed(struct db_conn *conn)
{
    conn->depth = 0;
    conn->doom = OK;
    conn->lost = false;
    if (conn->turn_held) {
        conn->turn_held = false;
        db_turn_give(&conn->db->turn);
    }
}

enum err db_tx_begin(struct ctx *ctx, enum db_mode mode, struct db_tx *ret_tx)
{
    struct db_conn *conn = ctx->db;
    enum err err;

    assert(conn && "no connection in ctx");
    assert(!ret_tx->open);
    if (conn->doom != OK)
        return conn->doom;
    if (conn->depth == 0) {
        if (mode == DB_WRITE)
            TRY(turn_take(ctx, conn));
        err = conn->engine->tx(ctx, DB_TX_BEGIN, 0, mode);
        if (err != OK) {
            closed(conn);
            return err;
        }
        conn->mode = mode;
    } else {
        if (mode == DB_WRITE && conn->mode == DB_READ)
            return db_fault_internal(ctx, S("a write transaction inside a read transaction"));
        err = conn->engine->tx(ctx, DB_TX_SAVE, conn->depth, mode);
        if (err != OK)
            return conn->doom = err;
    }
    *ret_tx = (struct db_tx){.ctx = ctx, .open = true, .depth = conn->depth++};
    return OK;
}

enum err db_tx_commit(struct db_tx *tx)
{
    struct db_conn *conn = tx->ctx->db;

    assert(tx->open && "committed twice, or never begun");
    assert(conn->depth == tx->depth + 1 && "an inner transaction is still open");
    enum err err = conn->doom;
    if (err == OK)
        err = conn->engine->tx(tx->ctx, tx->depth ? DB_TX_RELEASE : DB_TX_COMMIT, tx->depth, conn->mode);
    if (err != OK) {
        db_tx_end(tx);
        return err;
    }
    tx->open = false;
    if (tx->depth)
        conn->depth = tx->depth;
    else
        closed(conn);
    return OK;
}

void db_tx_end(struct db_tx *tx)
{
    if (!tx->open)
        return;
    struct ctx *ctx = tx->ctx;
    struct db_conn *conn = ctx->db;
    struct fault kept = ctx->fault; /* why we roll back matters more than how the rollback went */

    assert(conn->depth > tx->depth);
    tx->open = false;
    enum err err =
        conn->lost ? OK : conn->engine->tx(ctx, tx->depth ? DB_TX_UNDO : DB_TX_ROLLBACK, tx->depth, conn->mode);
    if (kept.err != OK || err == OK)
        ctx->fault = kept;
    if (tx->depth == 0) {
        closed(conn);
        return;
    }
    conn->depth = tx->depth;
    if (err != OK)
        conn->lost = true;
    if (!conn->lost)
        conn->doom = OK;
    else if (conn->doom == OK)
        conn->doom = err;
}
