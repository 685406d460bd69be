/* dossier_register.c: the register of dossiers (form 06) and the dossiers behind each number of the dashboard, by time of receipt. Each condition here is the
 * counterpart of a column of tally_read.c: as many rows as the number says. Statistics go by the law's date (statutory_due_day). */
#include "features/dossier/lists.h"
#include <assert.h>

enum { DAYS_OF_WEEK = 7 };

static const struct {
    const char *name;
    struct msg text;
} filters[FILTER_COUNT] = {
    [FILTER_ALL] = {"all", M_("Tất cả")},
    [FILTER_CARRIED] = {"carried", M_("Kỳ trước chuyển sang")},
    [FILTER_RECEIVED] = {"received", M_("Tiếp nhận trong kỳ")},
    [FILTER_DIRECT] = {"direct", M_("Tiếp nhận trực tiếp")},
    [FILTER_ONLINE] = {"online", M_("Tiếp nhận trực tuyến")},
    [FILTER_POST] = {"post", M_("Tiếp nhận qua bưu chính")},
    [FILTER_EARLY] = {"early", M_("Giải quyết trước hạn")},
    [FILTER_ON_TIME] = {"on_time", M_("Giải quyết đúng hạn")},
    [FILTER_LATE] = {"late", M_("Giải quyết quá hạn")},
    [FILTER_PENDING] = {"pending", M_("Chưa giải quyết xong")},
    [FILTER_PENDING_IN_TIME] = {"pending_in_time", M_("Đang giải quyết trong hạn")},
    [FILTER_PENDING_OVERDUE] = {"pending_overdue", M_("Đang giải quyết quá hạn")},
    [FILTER_WAITING] = {"waiting", M_("Chờ công dân")},
    [FILTER_REFUSED] = {"refused", M_("Từ chối")},
    [FILTER_WITHDRAWN] = {"withdrawn", M_("Công dân rút")},
    [FILTER_RESOLVED] = {"resolved", M_("Đã giải quyết")},
    [FILTER_ASSISTED] = {"assisted", M_("Tiếp nhận có cán bộ nhập hộ")},
    [FILTER_WAITING_SUPPLEMENT] = {"waiting_supplement", M_("Chờ công dân bổ sung")},
    [FILTER_WAITING_PAYMENT] = {"waiting_payment", M_("Chờ công dân nộp tiền")},
    [FILTER_DUE_TODAY] = {"due_today", M_("Đến hạn hôm nay")},
    [FILTER_DUE_WEEK] = {"due_week", M_("Đến hạn trong 7 ngày tới")},
    [FILTER_APOLOGIES] = {"apologies", M_("Đã xin lỗi và hẹn lại")},
};

const char *dossier_filter_name(enum dossier_filter filter) { return filters[filter].name; }

struct msg dossier_filter_text(enum dossier_filter filter) { return filters[filter].text; }

bool dossier_filter_is_now(enum dossier_filter filter)
{
    switch (filter) {
    case FILTER_PENDING_IN_TIME:
    case FILTER_PENDING_OVERDUE:
    case FILTER_WAITING:
    case FILTER_WAITING_SUPPLEMENT:
    case FILTER_WAITING_PAYMENT:
    case FILTER_DUE_TODAY:
    case FILTER_DUE_WEEK: return true;
    default: return false;
    }
}

enum dossier_filter dossier_filter_parse(struct str name)
{
    for (int i = 0; i < FILTER_COUNT; i++)
        if (str_eq(str_of(filters[i].name), name))
            return (enum dossier_filter)i;
    return FILTER_ALL;
}

/* $1 unit or province, $2 procedure (0: all), $3 and $4 the last row's received_ms and id, $5 limit, then what the condition needs. */
#define SELECT_BY(place, condition)                                                                                    \
    "SELECT " LIST_ROW " FROM dossier WHERE " place " = $1 AND ($2 = 0 OR procedure_id = $2) AND " condition
#define BY_RECEIPT(place, condition)                                                                                   \
    SELECT_BY(place, condition) " AND (received_ms, dossier_id) > ($3, $4) ORDER BY received_ms, dossier_id LIMIT $5"
/* The sum keeps the planners from walking all dossiers in the order of receipt when few ended ones are wanted. */
#define BY_END(place, condition)                                                                                       \
    SELECT_BY(place, condition) " AND (received_ms + 0, dossier_id) > ($3, $4) ORDER BY received_ms + 0, dossier_id LIMIT $5"
#define OPEN_OR_ENDED(place, open, ended)                                                                              \
    "SELECT * FROM (" BY_RECEIPT(place, open) ") AS still_open UNION ALL SELECT * FROM (" BY_END(place, ended)         \
    ") AS ended_later ORDER BY received_ms, dossier_id LIMIT $5"
/* $8 kind of agency: lists of all kinds are asked without it. */
#define OF_KIND "EXISTS (SELECT 1 FROM agency WHERE agency.agency_id = dossier.agency_id AND agency.kind = $8) AND "
#define RUN(form, ...)                                                                                                 \
    (of_kind && in_province ? db_query_array(ctx, rows, form(OF_KIND "province_id", __VA_ARGS__), values, 8)           \
     : of_kind              ? db_query_array(ctx, rows, form(OF_KIND "unit_id", __VA_ARGS__), values, 8)               \
     : in_province          ? db_query_array(ctx, rows, form("province_id", __VA_ARGS__), values, 7)                   \
                            : db_query_array(ctx, rows, form("unit_id", __VA_ARGS__), values, 7))
/* $6 from, $7 behind the end */
#define RECEIVED "received_ms >= $6 AND received_ms < $7"
#define ENDED "finished_ms IS NOT NULL AND finished_ms >= $6 AND finished_ms < $7"
/* What ended in the period was received before it (few: looked up by their end) or in it (many: walked in the order of receipt until a page is full, not
 * gathered and sorted; the sum keeps the planners to that). */
#define RUN_ENDED(condition)                                                                                           \
    (carried ? RUN(BY_END, ENDED " AND received_ms + 0 < $6 AND " condition)                                           \
             : RUN(BY_RECEIPT, "received_ms >= $6 AND finished_ms + 0 >= $6 AND finished_ms + 0 < $7 AND " condition))
/* $6 today, $7 the day behind the last one that is asked for */
#define OPEN "finished_ms IS NULL"
#define WORKED_ON OPEN " AND state IN (1, 2, 4) AND statutory_due_day "

static enum err query(struct ctx *ctx, struct db_rows *rows, enum dossier_filter filter, bool in_province, bool of_kind, bool carried, const struct db_value *values)
{
    switch (filter) {
    case FILTER_RECEIVED: return RUN(BY_RECEIPT, RECEIVED);
    case FILTER_DIRECT: return RUN(BY_RECEIPT, RECEIVED " AND channel = 1");
    case FILTER_ONLINE: return RUN(BY_RECEIPT, RECEIVED " AND channel = 2");
    case FILTER_POST: return RUN(BY_RECEIPT, RECEIVED " AND channel = 3");
    case FILTER_RESOLVED: return RUN_ENDED("state IN (9, 10)");
    case FILTER_EARLY: return RUN_ENDED("state IN (9, 10) AND timeliness = 0");
    case FILTER_ON_TIME: return RUN_ENDED("state IN (9, 10) AND timeliness = 1");
    case FILTER_LATE: return RUN_ENDED("state IN (9, 10) AND timeliness = 2");
    case FILTER_REFUSED: return RUN_ENDED("state IN (3, 8)");
    case FILTER_WITHDRAWN: return RUN_ENDED("state = 7");
    case FILTER_PENDING_IN_TIME: return RUN(BY_RECEIPT, WORKED_ON ">= $6 AND $7 = $7");
    case FILTER_PENDING_OVERDUE: return RUN(BY_RECEIPT, WORKED_ON "< $6 AND $7 = $7");
    case FILTER_DUE_TODAY:
    case FILTER_DUE_WEEK: return RUN(BY_RECEIPT, WORKED_ON ">= $6 AND statutory_due_day < $7");
    case FILTER_WAITING: return RUN(BY_RECEIPT, OPEN " AND state IN (5, 6) AND $6 = $6 AND $7 = $7");
    case FILTER_WAITING_SUPPLEMENT: return RUN(BY_RECEIPT, OPEN " AND state = 5 AND $6 = $6 AND $7 = $7");
    case FILTER_WAITING_PAYMENT: return RUN(BY_RECEIPT, OPEN " AND state = 6 AND $6 = $6 AND $7 = $7");
    case FILTER_ASSISTED: return RUN(BY_RECEIPT, RECEIVED " AND assisted");
    case FILTER_APOLOGIES:
        return RUN(BY_RECEIPT, "reappointed AND EXISTS (SELECT 1 FROM dossier_step AS step WHERE step.dossier_id = dossier.dossier_id "
                               "AND step.action = 'reappoint' AND step.at_ms >= $6 AND step.at_ms < $7)");
    case FILTER_CARRIED:
        return RUN(OPEN_OR_ENDED, OPEN " AND received_ms < $6 AND $7 = $7",
                   "finished_ms IS NOT NULL AND finished_ms >= $6 AND received_ms + 0 < $6 AND $7 = $7");
    case FILTER_PENDING:
        return RUN(OPEN_OR_ENDED, OPEN " AND received_ms < $7 AND $6 = $6",
                   "finished_ms IS NOT NULL AND finished_ms >= $7 AND received_ms + 0 < $7 AND $6 = $6");
    case FILTER_ALL:
    case FILTER_COUNT: break;
    }
    assert(!"a filter of one query");
    return ERR_INTERNAL;
}

struct period {
    int64_t unit_id, procedure_id;
    struct str agency_kind; /* "": all */
    bool in_province;
    int64_t from_ms, to_ms;
};

static enum err part(struct ctx *ctx, const struct period *period, enum dossier_filter filter, bool carried, int64_t after_received_ms, int64_t after_id,
                     int limit, struct dossier_page *page)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    bool now = dossier_filter_is_now(filter);
    int today = day_of_ms(ctx->now_ms).n;
    struct db_value values[8] = {
        DB_I64(period->unit_id),
        DB_I64(period->procedure_id),
        DB_I64(after_received_ms),
        DB_I64(after_id),
        DB_I64(limit - page->rows_count + 1),
        now ? DB_I64(today) : DB_I64(period->from_ms),
        now ? DB_I64(today + (filter == FILTER_DUE_TODAY ? 1 : DAYS_OF_WEEK)) : DB_I64(period->to_ms),
        DB_STR(period->agency_kind),
    };

    TRY(query(ctx, &rows, filter, period->in_province, !str_empty(period->agency_kind), carried, values));
    return list_take(&rows, limit, page);
}

/* Is it a province of dossiers? The tally asks the same of its keys. */
static enum err is_province(struct ctx *ctx, int64_t unit_id, bool *ret_is)
{
    struct db_rows AUTO(db_rows_done) rows = {0};
    enum err err = db_one(ctx, &rows, "SELECT dossier_id FROM dossier WHERE province_id = $1 LIMIT 1", DB_I64(unit_id));

    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    *ret_is = err == OK;
    return OK;
}

static bool is_ended(enum dossier_filter filter)
{
    return filter == FILTER_RESOLVED || filter == FILTER_EARLY || filter == FILTER_ON_TIME || filter == FILTER_LATE || filter == FILTER_REFUSED ||
           filter == FILTER_WITHDRAWN;
}

enum err dossier_register(struct ctx *ctx, int64_t unit_id, struct str agency_kind, int64_t procedure_id, struct day from, struct day to,
                          enum dossier_filter filter, int64_t after_received_ms, int64_t after_id, int limit, struct dossier_page *ret_page)
{
    struct period period = {.unit_id = unit_id, .agency_kind = agency_kind, .procedure_id = procedure_id, .from_ms = ms_of_day(from, 0),
                            .to_ms = ms_of_day((struct day){to.n + 1}, 0)};
    struct dossier_page page = list_page(ctx, limit);

    TRY(is_province(ctx, unit_id, &period.in_province));
    bool ended = is_ended(filter);
    if (filter != FILTER_ALL && !ended) {
        TRY(part(ctx, &period, filter, false, after_received_ms, after_id, limit, &page));
        *ret_page = page;
        return OK;
    }
    /* By receipt, all that was carried over stands before all that was received: two lists, one behind the other. */
    if (after_received_ms < period.from_ms)
        TRY(part(ctx, &period, ended ? filter : FILTER_CARRIED, true, after_received_ms, after_id, limit, &page));
    if (!page.more) {
        bool behind = after_received_ms >= period.from_ms;
        TRY(part(ctx, &period, ended ? filter : FILTER_RECEIVED, false, behind ? after_received_ms : period.from_ms - 1, behind ? after_id : INT64_MAX, limit,
                 &page));
    }
    *ret_page = page;
    return OK;
}
