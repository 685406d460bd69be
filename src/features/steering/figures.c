/* figures.c: what numbers mean: pure arithmetic over counters (domain: 4.5). No query, no page. */
#include "features/steering/internal.h"
#include <stdlib.h>

static int64_t known_sum(int64_t a, int64_t b) { return a < 0 || b < 0 ? -1 : a + b; }

int64_t steering_number(const struct tally_line *line, const struct steering_due *due, enum dossier_filter filter)
{
    switch (filter) {
    case FILTER_ALL: return tally_total(line);
    case FILTER_CARRIED: return line->carried;
    case FILTER_RECEIVED: return tally_received_in_period(line);
    case FILTER_DIRECT: return line->direct;
    case FILTER_ONLINE: return line->online;
    case FILTER_POST: return line->post;
    case FILTER_ASSISTED: return line->assisted;
    case FILTER_RESOLVED: return tally_resolved(line);
    case FILTER_EARLY: return line->early;
    case FILTER_ON_TIME: return line->on_time;
    case FILTER_LATE: return line->late;
    case FILTER_REFUSED: return line->refused;
    case FILTER_WITHDRAWN: return line->withdrawn;
    case FILTER_APOLOGIES: return line->apologies;
    case FILTER_PENDING: return line->pending;
    case FILTER_PENDING_IN_TIME: return line->pending_in_time;
    case FILTER_PENDING_OVERDUE: return line->pending_overdue;
    case FILTER_WAITING: return known_sum(line->waiting_supplement, line->waiting_payment);
    case FILTER_WAITING_SUPPLEMENT: return line->waiting_supplement;
    case FILTER_WAITING_PAYMENT: return line->waiting_payment;
    case FILTER_DUE_TODAY: return due ? due->today : -1;
    case FILTER_DUE_WEEK: return due ? due->week : -1;
    case FILTER_COUNT: break;
    }
    return -1;
}

/* "300 kỳ trước chuyển sang" */
static struct str term(struct ctx *ctx, int64_t number, struct msg what)
{
    return arena_printf(ctx->arena, "%.*s %.*s", STR_ARG(fmt_i64(ctx->arena, ctx->lang, number)), STR_ARG(i18n(ctx->lang, what)));
}

static struct str sum(struct ctx *ctx, const struct str *terms, int count)
{
    struct buf buf;

    buf_init(&buf, ctx->arena, 200);
    for (int i = 0; i < count; i++) {
        if (i)
            buf_lit(&buf, " + ");
        buf_put(&buf, terms[i]);
    }
    return buf_str(&buf);
}

int steering_identities(struct ctx *ctx, const struct tally_line *l, bool is_current, struct steering_identity ret[STEERING_IDENTITIES_MAX])
{
    int64_t total = tally_total(l), resolved = tally_resolved(l), open = l->pending, waiting = known_sum(l->waiting_supplement, l->waiting_payment);
    int count = 0;

    if (is_current) /* counted from the dossiers that are open now, not derived from what came and went */
        open = l->pending_in_time + l->pending_overdue + waiting;
    struct str total_text = term(ctx, total, T("phải giải quyết")), resolved_text = term(ctx, resolved, T("đã giải quyết"));
    struct str open_text = term(ctx, open, T("chưa giải quyết xong"));
    struct str received[] = {term(ctx, l->carried, T("kỳ trước chuyển sang")), term(ctx, l->online, T("trực tuyến")), term(ctx, l->direct, T("trực tiếp")),
                             term(ctx, l->post, T("bưu chính"))};
    struct str ways[] = {resolved_text, open_text, term(ctx, l->refused, T("từ chối")), term(ctx, l->withdrawn, T("công dân rút"))};
    struct str decided[] = {term(ctx, l->early, T("trước hạn")), term(ctx, l->on_time, T("đúng hạn")), term(ctx, l->late, T("quá hạn"))};

    ret[count++] = (struct steering_identity){total_text, sum(ctx, received, 4), total, l->carried + l->online + l->direct + l->post};
    ret[count++] = (struct steering_identity){total_text, sum(ctx, ways, 4), total, resolved + open + l->refused + l->withdrawn};
    ret[count++] = (struct steering_identity){resolved_text, sum(ctx, decided, 3), resolved, l->early + l->on_time + l->late};
    if (is_current) {
        struct str now[] = {term(ctx, l->pending_in_time, T("trong hạn")), term(ctx, l->pending_overdue, T("quá hạn")),
                            term(ctx, l->waiting_supplement, T("chờ công dân bổ sung")), term(ctx, l->waiting_payment, T("chờ công dân nộp tiền"))};
        ret[count++] = (struct steering_identity){term(ctx, l->pending, T("chưa giải quyết xong")), sum(ctx, now, 4), l->pending, open};
    }
    return count;
}

struct rate steering_on_time(const struct tally_line *line) { return (struct rate){line->early + line->on_time, tally_resolved(line)}; }

struct tally_line steering_before(const struct tally_line *now, const struct tally_line *months, int first_month, int from_month, int to_month)
{
    int length = to_month - from_month + 1;
    struct tally_line before = {.pending = now->carried, .pending_in_time = -1, .pending_overdue = -1, .waiting_supplement = -1, .waiting_payment = -1};

    for (int month = from_month - length; month < from_month; month++) {
        const struct tally_line *l = &months[month - first_month];
        before.direct += l->direct;
        before.online += l->online;
        before.post += l->post;
        before.assisted += l->assisted;
        before.early += l->early;
        before.on_time += l->on_time;
        before.late += l->late;
        before.refused += l->refused;
        before.withdrawn += l->withdrawn;
        before.supplement_asked += l->supplement_asked;
        before.apologies += l->apologies;
    }
    before.carried = before.pending + tally_resolved(&before) + before.refused + before.withdrawn - tally_received_in_period(&before);
    return before;
}

struct ranked {
    const struct tally_line *line;
    int index;
};

static int worse_first(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;
    struct rate x = steering_on_time(a->line), y = steering_on_time(b->line);

    if (a->line->pending_overdue != b->line->pending_overdue)
        return a->line->pending_overdue > b->line->pending_overdue ? -1 : 1;
    if ((x.denominator == 0) != (y.denominator == 0))
        return x.denominator == 0 ? 1 : -1;
    int64_t cross = x.numerator * y.denominator - y.numerator * x.denominator;
    if (cross)
        return cross < 0 ? -1 : 1;
    return a->index - b->index;
}

int *steering_rank(struct arena *arena, const struct tally_line *lines, int count)
{
    struct ranked *ranked = arena_array(arena, struct ranked, (size_t)count);
    int *order = arena_array(arena, int, (size_t)count);

    for (int i = 0; i < count; i++)
        ranked[i] = (struct ranked){&lines[i], i};
    qsort(ranked, (size_t)count, sizeof *ranked, worse_first);
    for (int i = 0; i < count; i++)
        order[i] = ranked[i].index;
    return order;
}

#define LESS(field) rest.field -= parts[i].field
struct tally_line steering_remainder(const struct tally_line *whole, const struct tally_line *parts, int count)
{
    struct tally_line rest = *whole;
    bool now = whole->pending_overdue >= 0;

    for (int i = 0; i < count; i++) {
        LESS(carried), LESS(direct), LESS(online), LESS(post), LESS(assisted);
        LESS(early), LESS(on_time), LESS(late), LESS(refused), LESS(withdrawn);
        LESS(supplement_asked), LESS(apologies), LESS(pending);
        if (now)
            LESS(pending_in_time), LESS(pending_overdue), LESS(waiting_supplement), LESS(waiting_payment);
    }
    return rest;
}

#define PLUS(field) to->field += sign * part->field
void steering_add(struct tally_line *to, const struct tally_line *part, int sign)
{
    PLUS(carried), PLUS(direct), PLUS(online), PLUS(post), PLUS(assisted);
    PLUS(early), PLUS(on_time), PLUS(late), PLUS(refused), PLUS(withdrawn);
    PLUS(supplement_asked), PLUS(apologies), PLUS(pending);
    if (to->pending_overdue >= 0 && part->pending_overdue >= 0)
        PLUS(pending_in_time), PLUS(pending_overdue), PLUS(waiting_supplement), PLUS(waiting_payment);
}

bool steering_is_empty(const struct tally_line *l)
{
    return !l->carried && !tally_received_in_period(l) && !tally_resolved(l) && !l->refused && !l->withdrawn && !l->pending && l->pending_in_time <= 0 &&
           l->pending_overdue <= 0 && l->waiting_supplement <= 0 && l->waiting_payment <= 0;
}
