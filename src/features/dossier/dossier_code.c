/* dossier_code.c: the dossier's code: agency, day, running number of the day (Circular 01/2018/TT-VPCP; Decision 20/2020/QĐ-TTg), e.g.
 * H21.104-261121-0001. Gapless: the number is taken in the transaction that inserts the dossier, so a rollback gives it back. */
#include "features/dossier/internal.h"

enum err dossier_next_code(struct ctx *ctx, struct str agency_code, int64_t agency_id, struct str *ret_code)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    struct day today = day_of_ms(ctx->now_ms);
    struct civil civil = civil_of(today);

    TRY(db_one(ctx, &rows,
               "INSERT INTO dossier_code (agency_id, day, last_number) VALUES ($1, $2, 1) "
               "ON CONFLICT (agency_id, day) DO UPDATE SET last_number = dossier_code.last_number + 1 RETURNING last_number",
               DB_I64(agency_id), DB_I64(today.n)));
    *ret_code = arena_printf(ctx->arena, "%.*s-%02d%02d%02d-%04d", STR_ARG(agency_code), civil.year % 100, civil.month,
                             civil.day, (int)db_i64(&rows, 0));
    return db_rows_end(&rows);
}
