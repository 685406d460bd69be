/* register_check.c: see register_check.h. Each check is one statement that reads a table once, in the order of its key or of an index; parents are looked up by key. */
#include "features/population/register_check.h"

struct step {
    const char *what;
    enum err (*run)(struct ctx *ctx, struct db_rows *rows);
};

static enum err heads(struct ctx *ctx, struct db_rows *rows)
{
    return db_one(ctx, rows,
                  "SELECT COUNT(*), COALESCE(SUM(CASE WHEN heads = 1 THEN 0 ELSE 1 END), 0) FROM (SELECT household_id, SUM(CASE WHEN is_head THEN 1 ELSE 0 END) AS heads "
                  "FROM household_member WHERE valid_to IS NULL GROUP BY household_id) h");
}

static enum err closed(struct ctx *ctx, struct db_rows *rows)
{
    return db_one(ctx, rows,
                  "SELECT COUNT(*), COALESCE(SUM(CASE WHEN h.household_id IS NULL OR h.closed_ms IS NOT NULL THEN 1 ELSE 0 END), 0) FROM household_member m "
                  "LEFT JOIN household h ON h.household_id = m.household_id WHERE m.valid_to IS NULL AND m.is_head");
}

static enum err one_home(struct ctx *ctx, struct db_rows *rows)
{
    return db_one(ctx, rows,
                  "SELECT COUNT(*), COALESCE(SUM(CASE WHEN n = 1 THEN 0 ELSE 1 END), 0) FROM (SELECT COUNT(*) AS n FROM residence WHERE valid_to IS NULL "
                  "GROUP BY person_id, kind) r");
}

static enum err one_seat(struct ctx *ctx, struct db_rows *rows)
{
    return db_one(ctx, rows,
                  "SELECT COUNT(*), COALESCE(SUM(CASE WHEN n = 1 THEN 0 ELSE 1 END), 0) FROM (SELECT COUNT(*) AS n FROM household_member WHERE valid_to IS NULL "
                  "GROUP BY person_id) m");
}

/* A corrected sex or year of birth may disagree with the number, which stays for life: the event says so. */
static enum err numbers(struct ctx *ctx, struct db_rows *rows)
{
    return db_one(ctx, rows,
                  "SELECT COUNT(*), COALESCE(SUM(CASE WHEN p.cancelled_ms IS NULL AND (p.person_id / 100000000 % 2 <> CASE WHEN p.sex = 'female' THEN 1 ELSE 0 END OR "
                  "1900 + p.person_id / 100000000 % 10 / 2 * 100 + p.person_id / 1000000 % 100 <> CAST(SUBSTR(p.birth_date, 1, 4) AS BIGINT)) AND NOT EXISTS "
                  "(SELECT 1 FROM register_event_subject s JOIN register_event e ON e.event_id = s.event_id WHERE s.subject_id = p.person_id AND e.number_disagrees) "
                  "THEN 1 ELSE 0 END), 0) FROM person p");
}

static enum err mothers(struct ctx *ctx, struct db_rows *rows)
{
    return db_one(ctx, rows,
                  "SELECT COUNT(*), COALESCE(SUM(CASE WHEN m.sex <> 'female' OR (m.birth_date >= c.birth_date AND SUBSTR(m.birth_date, 1, 4) >= SUBSTR(c.birth_date, 1, 4)) "
                  "THEN 1 ELSE 0 END), 0) FROM person c JOIN person m ON m.person_id = c.mother_id");
}

static enum err fathers(struct ctx *ctx, struct db_rows *rows)
{
    return db_one(ctx, rows,
                  "SELECT COUNT(*), COALESCE(SUM(CASE WHEN f.sex <> 'male' OR (f.birth_date >= c.birth_date AND SUBSTR(f.birth_date, 1, 4) >= SUBSTR(c.birth_date, 1, 4)) "
                  "THEN 1 ELSE 0 END), 0) FROM person c JOIN person f ON f.person_id = c.father_id");
}

static enum err dead_at_home(struct ctx *ctx, struct db_rows *rows)
{
    return db_one(ctx, rows,
                  "SELECT COUNT(*), COALESCE(SUM(CASE WHEN EXISTS (SELECT 1 FROM residence r WHERE r.person_id = p.person_id AND r.valid_to IS NULL) THEN 1 ELSE 0 END), 0) "
                  "FROM person p WHERE p.status = 'dead'");
}

/* A row that was replaced on its own first day ends the day before it began: it never held. */
static enum err periods(struct ctx *ctx, struct db_rows *rows)
{
    return db_one(ctx, rows,
                  "SELECT COUNT(*), COALESCE(SUM(CASE WHEN r.expires_on < r.valid_from OR (r.valid_to IS NULL) <> (r.ended_ms IS NULL) THEN 1 ELSE 0 END), 0) FROM residence r");
}

static const struct step steps[REGISTER_CHECKS] = {
    {"hộ có đúng một chủ hộ (one head each)", heads},
    {"hộ đang có người thì chưa đóng (open households)", closed},
    {"mỗi người một nơi mỗi loại (one place each)", one_home},
    {"mỗi người ở một hộ (one household each)", one_seat},
    {"số định danh hợp giới tính, năm sinh (numbers)", numbers},
    {"mẹ sinh trước con (mothers)", mothers},
    {"cha sinh trước con (fathers)", fathers},
    {"người đã mất không còn cư trú (the dead)", dead_at_home},
    {"thời gian cư trú (periods of residence)", periods},
};

enum err population_check_register(struct ctx *ctx, db_progress progress, void *arg, struct register_finding ret_findings[REGISTER_CHECKS])
{
    for (int i = 0; i < REGISTER_CHECKS; i++) {
        struct db_rows AUTO(db_rows_done) rows = {0};
        TRY(steps[i].run(ctx, &rows));
        ret_findings[i] = (struct register_finding){steps[i].what, db_i64(&rows, 0), db_i64(&rows, 1)};
        TRY(db_rows_end(&rows));
        if (progress)
            progress(arg, i + 1, REGISTER_CHECKS);
    }
    return OK;
}
