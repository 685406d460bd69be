/* cards.c: see cards.h. Chip cards were issued from March 2021, căn cước from 1 July 2024; who reached 14, 25, 40 or 60 since then mostly exchanged. */
#include "app/demo/cards.h"
#include "features/card/card.h"
#include "features/dossier/dossier.h"
#include "features/procedure/procedure.h"
#include <stdlib.h>

enum { CARD_COLUMNS = 10, STANDING_COLUMNS = 6, LANE_NONE = 1, LANE_IN_USE = 2, LANE_READY = 3, NEVER = 2932896, APPOINTMENTS = 14, APPLICATIONS = 4, WEEKS = 4, FOLLOW_ROWS = 1000 };

struct plan {
    bool has, ready;
    struct day issued, until;
};

/* A number of this person's own, 0..999, another one for each question. */
static int dice(const struct soul *soul, unsigned question)
{
    struct rng rng = {.state = (uint64_t)soul->person_id * 31 + question};
    rng_next(&rng);
    return rng_below(&rng, 1000);
}

static struct plan child_plan(const struct soul *soul, struct day today, struct day fourteen)
{
    struct day issued = {today.n - 20 - dice(soul, 1) % 500};

    if (dice(soul, 2) >= 40 || issued.n < day_of(2024, 7, 1).n || day_age(soul->birth, issued) < 1)
        return (struct plan){0};
    struct day until = card_validity_of(soul->birth, issued).until;
    return (struct plan){.has = true, .issued = issued, .until = until.n > fourteen.n ? until : fourteen};
}

static struct plan plan_of(const struct soul *soul, struct day today)
{
    struct day fourteen = card_birthday(soul->birth, 14), campaign = {day_of(2021, 3, 1).n + dice(soul, 3)};
    int age = day_age(soul->birth, today), without = age >= 80 ? 120 : age >= 60 ? 45 : age <= 15 ? 150 : 20;
    struct plan plan = {.has = true};

    if (fourteen.n > today.n)
        return child_plan(soul, today, fourteen);
    if (dice(soul, 4) < without)
        return (struct plan){0};
    if (dice(soul, 5) < 4)
        return (struct plan){.ready = true, .issued = {today.n - 1 - dice(soul, 6) % 30}, .until = DAY_NONE};
    plan.issued = (struct day){campaign.n > fourteen.n ? campaign.n : fourteen.n + 5 + dice(soul, 7) % 60};
    plan.until = card_validity_of(soul->birth, plan.issued).until;
    while (!day_is_none(plan.until) && plan.until.n < today.n && dice(soul, (unsigned)plan.until.n) < 920) { /* the others let it expire */
        struct day again = {plan.until.n + dice(soul, 8) % 50};
        if (again.n > today.n)
            break;
        plan.issued = again;
        plan.until = card_validity_of(soul->birth, again).until;
    }
    if (plan.issued.n > today.n)
        plan = (struct plan){0};
    return plan;
}

static void put_card(struct ctx *ctx, int64_t card_id, const struct soul *soul, const struct plan *plan, struct db_value *values)
{
    bool chip = plan->issued.n < day_of(2024, 7, 1).n;
    struct day until = plan->ready ? card_validity_of(soul->birth, plan->issued).until : plan->until;
    const struct db_value row[CARD_COLUMNS] = {
        DB_I64(card_id), DB_I64(soul->person_id), DB_STR(chip ? S("cccd_chip") : S("can_cuoc")), DB_STR(plan->ready ? S("made") : S("in_use")),
        DB_DAY(ctx, plan->issued), DB_DAY(ctx, until),
        DB_STR(chip ? S("Cục Cảnh sát quản lý hành chính về trật tự xã hội") : S("Bộ Công an")), DB_STR(S("")), DB_DAY(ctx, plan->ready ? DAY_NONE : plan->issued),
        DB_I64(ms_of_day(plan->issued, 9 * 60))};
    memcpy(values, row, sizeof row);
}

static void put_standing(const struct soul *soul, const struct bulk_residence *home, const struct plan *plan, struct db_value *values)
{
    struct day fourteen = card_birthday(soul->birth, 14);
    bool use = plan->has && (day_is_none(plan->until) || plan->until.n > fourteen.n);
    int due = plan->ready ? plan->issued.n : !use ? fourteen.n : day_is_none(plan->until) ? NEVER : plan->until.n;
    const struct db_value row[STANDING_COLUMNS] = {DB_I64(soul->person_id), DB_I64(home->residence_id), DB_I64(home->unit_id), DB_I64(home->hamlet_id),
                                                   DB_I64(plan->ready ? LANE_READY : use ? LANE_IN_USE : LANE_NONE), DB_I64(due)};
    memcpy(values, row, sizeof row);
}

static int by_person(const void *a, const void *b)
{
    int64_t x = (*(const struct bulk_residence *const *)a)->person_id, y = (*(const struct bulk_residence *const *)b)->person_id;
    return (x > y) - (x < y);
}

enum err demo_cards_put(struct bulk *bulk)
{
    struct ctx *ctx = &bulk->ctx;
    struct day today = day_of_ms(ctx->now_ms);
    struct db_value *cards = arena_array(ctx->arena, struct db_value, (size_t)bulk->written.soul_count * CARD_COLUMNS + 1);
    struct db_value *standings = arena_array(ctx->arena, struct db_value, (size_t)bulk->written.soul_count * STANDING_COLUMNS + 1);
    const struct bulk_residence **homes = arena_array(ctx->arena, const struct bulk_residence *, (size_t)bulk->written.residence_count + 1);
    int home_count = 0, at = 0, card_count = 0, standing_count = 0;

    for (int i = 0; i < bulk->written.residence_count; i++)
        if (strcmp(bulk->written.residences[i].kind, "permanent") == 0 && day_is_none(bulk->written.residences[i].to))
            homes[home_count++] = &bulk->written.residences[i];
    qsort(homes, (size_t)home_count, sizeof *homes, by_person);
    for (int i = 0; i < bulk->written.soul_count; i++) {
        const struct soul *soul = &bulk->written.souls[i];
        if (!day_is_none(soul->death))
            continue;
        struct plan plan = plan_of(soul, today);
        if (plan.has || plan.ready)
            put_card(ctx, ++bulk->last_card_id, soul, &plan, cards + card_count++ * CARD_COLUMNS);
        while (at < home_count && homes[at]->person_id < soul->person_id)
            at++;
        if (at < home_count && homes[at]->person_id == soul->person_id)
            put_standing(soul, homes[at], &plan, standings + standing_count++ * STANDING_COLUMNS);
    }
    TRY(db_exec_many(ctx,
                     "INSERT INTO card (card_id, person_id, kind, state, issued_on, valid_to, issuer, request, handed_on, recorded_ms) "
                     "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                     cards, CARD_COLUMNS, card_count));
    return db_exec_many(ctx, "INSERT INTO card_standing (person_id, residence_id, unit_id, hamlet_id, lane, due_day) VALUES ($1, $2, $3, $4, $5, $6)",
                        standings, STANDING_COLUMNS, standing_count);
}

/* --- a day's work ---------------------------------------------------------------------------------------------------------------- */
static enum err collection(struct ctx *ctx, const struct demo_commune_staff *s, struct day day, bool is_mobile, int64_t *ret_id)
{
    struct card_collection_plan plan = {
        .collection = {.agency_id = s->police_id, .unit_id = s->unit_id, .is_mobile = is_mobile, .day = day,
                       .place = is_mobile ? S("Nhà văn hóa thôn 2") : S("Trụ sở Công an, bàn căn cước"),
                       .note = is_mobile ? S("Ưu tiên người cao tuổi và người đi lại khó khăn") : S("")},
        .from_minute = 7 * 60 + 30, .until_minute = 16 * 60 + 30, .slot_minutes = 30, .people_a_slot = 3};

    ctx->actor.officer_id = s->officer.officer_id;
    ctx->actor.account_id = s->officer.account_id;
    ctx->actor.name = s->officer.name;
    return card_collection_insert(ctx, &plan, ret_id);
}

static enum err appointments(struct ctx *ctx, int64_t unit_id, int64_t collection_id, enum card_list list, int minute)
{
    struct card_list_row *rows;
    int count;
    bool more;

    TRY(card_list_page(ctx, list, unit_id, 0, DAY_NONE, 0, APPOINTMENTS, &rows, &count, &more));
    for (int i = 0; i < count; i++) {
        int64_t booking;
        enum err err = card_book(ctx, collection_id, minute + i / 2 * 30, rows[i].person_id, 0, &booking);
        if (err == ERR_CONFLICT || err == ERR_INVALID) /* on two lists: has one already */
            ctx->fault = (struct fault){0};
        else
            TRY(err);
    }
    return OK;
}

static enum err applications(struct ctx *ctx, int64_t unit_id)
{
    const struct procedure *procedure = procedure_find(S("cap-the-can-cuoc"), day_of_ms(ctx->now_ms));
    struct card_list_row *rows;
    struct dossier dossier;
    int count, made = 0;
    bool more, repeated;

    TRY(card_list_page(ctx, CARD_LIST_WITHOUT, unit_id, 0, DAY_NONE, 0, 100, &rows, &count, &more));
    for (int i = 0; i < count && made < APPLICATIONS; i++) {
        if (day_age(rows[i].birth, day_of_ms(ctx->now_ms)) < 18)
            continue;
        ctx->actor.officer_id = ctx->actor.account_id = 0;
        ctx->actor.person_id = rows[i].person_id;
        ctx->actor.name = rows[i].full_name;
        struct dossier_submission submission = {
            .procedure = procedure, .channel = CHANNEL_ONLINE, .unit_id = unit_id, .owner_person_id = rows[i].person_id, .owner_phone = S("0900000000"),
            .form = arena_printf(ctx->arena, "{\"unit\":\"%lld\",\"phone\":\"0900000000\"}", (long long)unit_id),
            .idempotency_key = arena_printf(ctx->arena, "mo-phong-the-%lld-%d", (long long)unit_id, i)};
        enum err err = dossier_submit(ctx, &submission, &dossier, &repeated);
        if (err == ERR_INVALID || err == ERR_CONFLICT) {
            ctx->fault = (struct fault){0};
            continue;
        }
        TRY(err);
        made++;
    }
    return OK;
}

enum err demo_card_days(struct ctx *caller, const struct demo_cast *cast, const struct demo_staff *staff)
{
    const int64_t units[] = {cast->renter_unit_id, cast->family_unit_id, cast->lodging_unit_id};
    struct ctx own = *caller, *ctx = &own; /* somebody else acts here, at other times */
    struct day today = day_of_ms(ctx->now_ms);
    struct db_tx AUTO(db_tx_end) tx = {0};

    for (bool more = true; more;) /* what the past dossiers moved */
        TRY(card_standing_follow(ctx, FOLLOW_ROWS, &more));
    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    for (size_t u = 0; u < ARRAY_LEN(units); u++)
        for (int c = 0; c < staff->communes_count; c++) {
            const struct demo_commune_staff *s = &staff->communes[c];
            int64_t now_id, later_id;
            if (s->unit_id != units[u] || (u && units[u] == units[u - 1]))
                continue;
            ctx->now_ms = ms_of_day((struct day){today.n - 3}, 9 * 60); /* booked some days ago, so that every slot of today can be taken */
            TRY(collection(ctx, s, today, true, &now_id));
            TRY(collection(ctx, s, (struct day){today.n + 2}, false, &later_id));
            for (int week = 1; week <= WEEKS; week++) { /* a demo that is kept for a while still has days to choose from */
                int64_t weekly_id;
                TRY(collection(ctx, s, (struct day){today.n + 2 + 7 * week}, false, &weekly_id));
            }
            TRY(appointments(ctx, s->unit_id, now_id, CARD_LIST_ELDERLY, 8 * 60));
            TRY(appointments(ctx, s->unit_id, now_id, CARD_LIST_EXPIRED, 13 * 60 + 30));
            TRY(appointments(ctx, s->unit_id, later_id, CARD_LIST_TURNING_14, 8 * 60));
            ctx->now_ms = caller->now_ms;
            TRY(applications(ctx, s->unit_id));
        }
    enum err err = db_tx_commit(&tx);
    caller->fault = own.fault;
    return err;
}
