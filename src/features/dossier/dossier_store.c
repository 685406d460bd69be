/* dossier_store.c: rows of dossiers. Whatever changes after submission is written by one UPDATE that asks for the version it was read with. */
#include "features/dossier/internal.h"

#define COLUMNS                                                                                                        \
    "dossier_id, code, procedure_id, procedure_version, channel, assisted, state, stage, agency_id, unit_id, "        \
    "province_id, submitter_account_id, submitter_person_id, submitter_name, owner_person_id, owner_name, "           \
    "owner_birth, owner_phone, form, submitted_ms, received_ms, clock_start_ms, due_ms, due_day, statutory_due_day, " \
    "reappointed, supplement_rounds, waiting_since_ms, waited_ms, finished_ms, returned_ms, timeliness, officer_id, " \
    "result_document_id, version"
#define READ COLUMNS ", unit_now_id, province_now_id"

static enum err row_read(struct ctx *ctx, const struct db_rows *rows, struct dossier *d)
{
    int at = 0;
    int64_t procedure_id;

    *d = (struct dossier){.dossier_id = db_i64(rows, 0), .code = db_str(rows, 1)};
    procedure_id = db_i64(rows, 2);
    d->procedure = procedure_get(procedure_id, (int)db_i64(rows, 3));
    if (!d->procedure)
        return fault_set(ctx, ERR_INTERNAL, S("dossier.procedure"), STR_NONE, S("Danh mục thủ tục thiếu thủ tục của hồ sơ này."),
                         arena_printf(ctx->arena, "procedure %lld", (long long)procedure_id));
    at = 4;
    d->channel = (enum channel)db_i64(rows, at++);
    d->assisted = db_bool(rows, at++);
    d->state = (enum dossier_state)db_i64(rows, at++);
    d->stage = db_str(rows, at++);
    d->agency_id = db_i64(rows, at++);
    d->unit_id = db_i64(rows, at++);
    d->province_id = db_i64(rows, at++);
    d->submitter_account_id = db_i64(rows, at++);
    d->submitter_person_id = db_i64(rows, at++);
    d->submitter_name = db_str(rows, at++);
    d->owner_person_id = db_i64(rows, at++);
    d->owner_name = db_str(rows, at++);
    d->owner_birth = db_day(rows, at++);
    d->owner_phone = db_str(rows, at++);
    d->form = db_str(rows, at++);
    d->submitted_ms = db_i64(rows, at++);
    d->received_ms = db_i64(rows, at++);
    d->clock_start_ms = db_i64(rows, at++);
    d->due_ms = db_i64(rows, at++);
    d->due_day = (struct day){(int32_t)db_i64(rows, at++)};
    d->statutory_due_day = (struct day){(int32_t)db_i64(rows, at++)};
    d->reappointed = db_bool(rows, at++);
    d->supplement_rounds = (int)db_i64(rows, at++);
    d->waiting_since_ms = db_i64(rows, at++);
    d->waited_ms = db_i64(rows, at++);
    d->finished_ms = db_i64(rows, at++);
    d->returned_ms = db_i64(rows, at++);
    d->timeliness = db_is_null(rows, at) ? -1 : (int)db_i64(rows, at);
    at++;
    d->officer_id = db_i64(rows, at++);
    d->result_document_id = db_i64(rows, at++);
    d->version = db_i64(rows, at++);
    if (!db_is_null(rows, at)) {
        d->received_unit_id = d->unit_id;
        d->received_province_id = d->province_id;
        d->unit_id = db_i64(rows, at);
        d->province_id = db_i64(rows, at + 1);
    }
    return OK;
}

static enum err not_found(struct ctx *ctx, enum err err)
{
    if (err != ERR_NOT_FOUND)
        return err;
    return fault(ctx, ERR_NOT_FOUND, "dossier.unknown", "", "Không tìm thấy hồ sơ này.");
}

enum err dossier_get(struct ctx *ctx, struct str code, struct dossier *ret_dossier)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(not_found(ctx, db_one(ctx, &rows, "SELECT " READ " FROM dossier WHERE code = $1", DB_STR(code))));
    return row_read(ctx, &rows, ret_dossier);
}

enum err dossier_get_id(struct ctx *ctx, int64_t dossier_id, struct dossier *ret_dossier)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(not_found(ctx, db_one(ctx, &rows, "SELECT " READ " FROM dossier WHERE dossier_id = $1", DB_I64(dossier_id))));
    return row_read(ctx, &rows, ret_dossier);
}

enum err dossier_store_find_once(struct ctx *ctx, struct str once_key, struct dossier *ret_dossier)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    TRY(db_one(ctx, &rows, "SELECT " READ " FROM dossier WHERE once_key = $1", DB_STR(once_key)));
    return row_read(ctx, &rows, ret_dossier);
}

static struct db_value timeliness_value(int timeliness) { return timeliness < 0 ? DB_NULL_I64 : DB_I64(timeliness); }

enum err dossier_store_insert(struct ctx *ctx, const struct dossier *d, struct str once_key)
{
    return db_exec(ctx, NULL,
                   "INSERT INTO dossier (" COLUMNS ", once_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, "
                   "$13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, FALSE, 0, NULL, 0, $26, $27, $28, $29, "
                   "NULL, $30, $31)",
                   DB_I64(d->dossier_id), DB_STR(d->code), DB_I64(d->procedure->procedure_id), DB_I64(d->procedure->version),
                   DB_I64(d->channel), DB_BOOL(d->assisted), DB_I64(d->state), DB_STR(d->stage), DB_I64(d->agency_id),
                   DB_I64(d->unit_id), DB_I64(d->province_id), db_i64_or_null(d->submitter_account_id),
                   db_i64_or_null(d->submitter_person_id), DB_STR(d->submitter_name), DB_I64(d->owner_person_id),
                   DB_STR(d->owner_name), DB_DAY(ctx, d->owner_birth), DB_STR(d->owner_phone), DB_STR(d->form),
                   DB_I64(d->submitted_ms), DB_I64(d->received_ms), DB_I64(d->clock_start_ms), DB_I64(d->due_ms),
                   DB_I64(d->due_day.n), DB_I64(d->statutory_due_day.n), db_i64_or_null(d->finished_ms),
                   db_i64_or_null(d->returned_ms), timeliness_value(d->timeliness), db_i64_or_null(d->officer_id),
                   DB_I64(d->version), db_str_or_null(once_key));
}

enum err dossier_store_update(struct ctx *ctx, const struct dossier *d, int64_t version)
{
    int64_t changed = 0;

    TRY(db_exec(ctx, &changed,
                "UPDATE dossier SET state = $3, stage = $4, clock_start_ms = $5, due_ms = $6, due_day = $7, "
                "statutory_due_day = $8, reappointed = $9, supplement_rounds = $10, waiting_since_ms = $11, waited_ms = $12, "
                "finished_ms = $13, returned_ms = $14, timeliness = $15, officer_id = $16, result_document_id = $17, "
                "version = $18 WHERE dossier_id = $1 AND version = $2",
                DB_I64(d->dossier_id), DB_I64(version), DB_I64(d->state), DB_STR(d->stage), DB_I64(d->clock_start_ms),
                DB_I64(d->due_ms), DB_I64(d->due_day.n), DB_I64(d->statutory_due_day.n), DB_BOOL(d->reappointed),
                DB_I64(d->supplement_rounds), db_i64_or_null(d->waiting_since_ms), DB_I64(d->waited_ms),
                db_i64_or_null(d->finished_ms), db_i64_or_null(d->returned_ms), timeliness_value(d->timeliness),
                db_i64_or_null(d->officer_id), db_i64_or_null(d->result_document_id), DB_I64(d->version)));
    if (changed == 0)
        return fault(ctx, ERR_CONFLICT, "dossier.stale", "",
                     "Người khác vừa cập nhật hồ sơ này. Hãy tải lại trang, xem lại rồi làm tiếp.");
    return OK;
}

enum err dossier_store_form(struct ctx *ctx, int64_t dossier_id, struct str form)
{
    return db_exec(ctx, NULL, "UPDATE dossier SET form = $2 WHERE dossier_id = $1", DB_I64(dossier_id), DB_STR(form));
}
