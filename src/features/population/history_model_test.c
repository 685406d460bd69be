/* history_model_test.c: random lives with undo and retroactive changes, held against a second, slow and obvious model. The model keeps a list of assignments ("from that day
 * on the place is 7") by event and answers "as of day D, as known after event K" by replaying the list without the events that were undone by then. The register must give the
 * same answer for every person, day and time of knowledge. Whether an event is allowed the register decides; what follows from it the model knows by itself. */
#include "features/population/events_test.h"

enum { SOULS = 22, NEIGHBOURS = 10, STEPS = 320, DAYS = 1400, BEFORE = 250, ASSIGNS = 60000, BIRTHS = 4 };
/* What is asked for each day. */
enum attribute { EXISTS, STATUS, NAME, ETHNICITY, SPOUSE, MARITAL, PERMANENT, TEMPORARY, HOUSEHOLD, HEAD, ATTRIBUTES };
/* What the model must know to go on: without a day. */
enum scalar { SEAT_SINCE, NAME_SINCE, ETHNICITY_SINCE, SCALARS };

struct assign { /* of an event: attribute of somebody from a day to a day; or a scalar (from < 0) */
    int event, who, what, from, to, value;
};
struct belief {
    int16_t day[SOULS][ATTRIBUTES][DAYS];
    int scalar[SOULS][SCALARS];
};
struct happening {
    int64_t event_id, known_ms;
    int undone_at; /* 0: stands; else the number of the event that undid it */
    bool is_undo;
    uint32_t touched; /* souls */
};
struct model {
    struct db_fixture *fixture;
    int64_t ids[SOULS];
    struct day births[SOULS];
    int souls;
    int64_t places[STEPS * 2], households[STEPS * 2]; /* numbers of the model to ids of the register; units of places */
    int place_count, household_count;
    struct assign assigns[ASSIGNS];
    int assign_count;
    struct happening events[STEPS + 2];
    int count; /* events[0] is the state before */
    uint64_t seed;
    struct day base;
    int done, refused, undone, undo_refused;
};

static const int64_t units[] = {QUY_NHON, PLEIKU, IA_GRAI};
static const char *const names[] = {"Y Moan", "H'Hen", "Nguyễn Văn Tý", "Siu Black", "Đinh Thị Ơ", "Rơ Châm Phi", "Lê Văn Ất", "Ksor Nay"};
static const char *const peoples[] = {"Kinh", "Gia Rai", "Ba Na", "Ê Đê", "Chăm"};
static const char *const statuses[] = {"alive", "dead", "missing"};
static const char *const maritals[] = {"", "married", "divorced", "widowed"};

static int pick(struct model *m, int below)
{
    m->seed = m->seed * 6364136223846793005u + 1442695040888963407u;
    return (int)((m->seed >> 33) % (uint64_t)below);
}

static int today(const struct model *m) { return population_today(&m->fixture->ctx).n - m->base.n; }
static struct day day_at(const struct model *m, int day) { return (struct day){m->base.n + day}; }

/* --- the model ------------------------------------------------------------------------------------------------------------------------- */
static void assign(struct model *m, int who, int what, int from, int to, int value)
{
    cr_assert(m->assign_count < ASSIGNS);
    m->assigns[m->assign_count++] = (struct assign){m->count, who, what, from, to, value};
    if (who < 32)
        m->events[m->count].touched |= 1u << who;
}
static void from_day(struct model *m, int who, enum attribute what, int from, int value) { assign(m, who, what, from < 0 ? 0 : from, DAYS - 1, value); }
static void scalar(struct model *m, int who, enum scalar what, int value) { assign(m, who, what, -1, -1, value); }

/* All that is believed after event `known`. */
static void believe(const struct model *m, int known, struct belief *ret)
{
    memset(ret, 0, sizeof *ret);
    for (int i = 0; i < m->assign_count; i++) {
        const struct assign *a = &m->assigns[i];
        if (a->event > known || (m->events[a->event].undone_at && m->events[a->event].undone_at <= known))
            continue;
        if (a->from < 0)
            ret->scalar[a->who][a->what] = a->value;
        for (int d = a->from; a->from >= 0 && d <= a->to && d < DAYS; d++)
            ret->day[a->who][a->what][d] = (int16_t)a->value;
    }
}

static struct belief *now_believed(struct model *m)
{
    static struct belief belief;
    believe(m, m->count - 1, &belief); /* the event in the making is not yet in it */
    return &belief;
}
static int last(const struct belief *b, int who, enum attribute what) { return b->day[who][what][DAYS - 1]; }

/* The household's other people choose a head when it has none: the oldest adult, else the oldest. `gone` are leaving. */
static void settle(struct model *m, const struct belief *b, int household, uint32_t gone, int from)
{
    int chosen = -1;

    for (int i = 0; i < m->souls; i++) {
        if (last(b, i, HOUSEHOLD) != household || (gone >> i & 1))
            continue;
        if (last(b, i, HEAD))
            return;
        bool fit = day_age(m->births[i], day_at(m, from)) >= 18 && last(b, i, STATUS) == 0;
        bool best_fit = chosen >= 0 && day_age(m->births[chosen], day_at(m, from)) >= 18 && last(b, chosen, STATUS) == 0;
        if (chosen < 0 || (fit != best_fit ? fit : m->births[i].n < m->births[chosen].n))
            chosen = i;
    }
    if (chosen < 0)
        return;
    int start = b->scalar[chosen][SEAT_SINCE] > from ? b->scalar[chosen][SEAT_SINCE] : from;
    from_day(m, chosen, HEAD, start, 1);
    scalar(m, chosen, SEAT_SINCE, start);
}

static void leave(struct model *m, int who, int from)
{
    from_day(m, who, HOUSEHOLD, from, 0);
    from_day(m, who, HEAD, from, 0);
}

static void join(struct model *m, int who, int household, bool head, int from)
{
    from_day(m, who, HOUSEHOLD, from, household);
    from_day(m, who, HEAD, from, head);
    scalar(m, who, SEAT_SINCE, from);
}

/* --- the register's answer against the model's ---------------------------------------------------------------------------------------------- */
static int code_of(const char *const *list, int count, struct str text)
{
    for (int i = 0; i < count; i++)
        if (str_eq(str_of(list[i]), text))
            return i;
    return -1;
}

static int soul_of(const struct model *m, int64_t person_id)
{
    for (int i = 0; i < m->souls; i++)
        if (m->ids[i] == person_id)
            return i + 1;
    return 0;
}

static void expect(const struct model *m, const char *what, int known, int who, int day, int64_t is, int64_t should)
{
    cr_assert_eq(is, should, "%s of %d on day %d (%s) as known after event %d: register %lld, model %lld (seed %llu)", what, who, day,
                 arena_cstr(m->fixture->ctx.arena, day_iso(m->fixture->ctx.arena, day_at(m, day))), known, (long long)is, (long long)should,
                 (unsigned long long)m->seed);
}

static void compare(struct model *m, const struct belief *b, int known, int who, int day)
{
    struct ctx *ctx = &m->fixture->ctx;
    int64_t known_ms = known == m->count - 1 && pick(m, 2) ? KNOWN_NOW : m->events[known].known_ms, household_id = 0;
    struct day on = day_at(m, day);
    struct person person;
    struct residence residence;
    struct household_past past;

    enum err err = person_as_of(ctx, m->ids[who], on, known_ms, &person);
    cr_assert(err == OK || err == ERR_NOT_FOUND);
    expect(m, "existence", known, who, day, err == OK, b->day[who][EXISTS][day]);
    if (err == OK) {
        expect(m, "status", known, who, day, code_of(statuses, 3, person.status), b->day[who][STATUS][day]);
        expect(m, "name", known, who, day, code_of(names, 8, person.full_name), b->day[who][NAME][day]);
        expect(m, "ethnicity", known, who, day, code_of(peoples, 5, person.ethnicity), b->day[who][ETHNICITY][day]);
        expect(m, "spouse", known, who, day, soul_of(m, person.spouse_id), b->day[who][SPOUSE][day]);
        expect(m, "marital status", known, who, day, code_of(maritals, 4, person.marital_status), b->day[who][MARITAL][day]);
        expect(m, "death", known, who, day, !day_is_none(person.death), b->day[who][STATUS][day] == 1);
    }
    for (int temporary = 0; temporary < 2; temporary++) {
        int place = b->day[who][temporary ? TEMPORARY : PERMANENT][day];
        err = residence_as_of(ctx, m->ids[who], temporary, on, known_ms, &residence);
        cr_assert(err == OK || err == ERR_NOT_FOUND);
        expect(m, temporary ? "temporary residence" : "permanent residence", known, who, day, err == OK, place != 0);
        if (err == OK) {
            expect(m, "unit", known, who, day, residence.unit_id, m->places[place]);
            expect(m, "address", known, who, day, str_eq(residence.address, arena_printf(ctx->arena, "Nhà %d", place)), 1);
        }
    }
    int household = b->day[who][HOUSEHOLD][day];
    err = household_of_as_of(ctx, m->ids[who], on, known_ms, &household_id);
    cr_assert(err == OK || err == ERR_NOT_FOUND);
    expect(m, "household", known, who, day, err == OK ? household_id : 0, household ? m->households[household] : 0);
    if (!household)
        return;
    int members = 0, head = 0;
    for (int i = 0; i < m->souls; i++) {
        bool in = b->day[i][HOUSEHOLD][day] == household;
        members += in;
        head = in && b->day[i][HEAD][day] ? i + 1 : head;
    }
    DB_OK(m->fixture, household_as_of(ctx, household_id, on, known_ms, &past));
    expect(m, "members", known, who, day, past.members_count, members);
    expect(m, "head", known, who, day, soul_of(m, past.household.head_id), head);
}

static void check(struct model *m, int questions)
{
    static struct belief b;

    for (int q = 0; q < questions; q++) {
        int known = q == 0 ? m->count - 1 : pick(m, m->count);
        while (known + 1 < m->count && m->events[known + 1].known_ms == m->events[known].known_ms)
            known++; /* within one millisecond the last word counts */
        believe(m, known, &b);
        for (int i = 0; i < 3; i++)
            compare(m, &b, known, pick(m, m->souls), pick(m, today(m) + 80));
    }
}

/* --- what happens ------------------------------------------------------------------------------------------------------------------------------- */
/* The assignments were written under the number m->count: kept when the register took the event, else forgotten. */
static bool decide(struct model *m, enum err err, int assigns_before)
{
    struct ctx *ctx = &m->fixture->ctx;
    struct db_rows AUTO(db_rows_done) rows = {0};

    if (err != OK) {
        cr_assert(err == ERR_INVALID || err == ERR_CONFLICT, "%s %.*s %.*s", err_name(err), STR_ARG(ctx->fault.code), STR_ARG(ctx->fault.detail));
        cr_assert(!str_starts(ctx->fault.code, S("db.")), "the database had to refuse: %.*s %.*s", STR_ARG(ctx->fault.code), STR_ARG(ctx->fault.detail));
        ctx->fault = (struct fault){0};
        m->assign_count = assigns_before;
        m->events[m->count].touched = 0;
        m->refused++;
        return false;
    }
    DB_OK(m->fixture, db_one(ctx, &rows, "SELECT max(event_id) FROM register_event"));
    m->events[m->count].event_id = db_i64(&rows, 0);
    m->events[m->count].known_ms = ctx->now_ms;
    m->count++;
    m->done++;
    return true;
}

static int new_place(struct model *m, int64_t unit_id)
{
    m->places[++m->place_count] = unit_id;
    return m->place_count;
}

/* Some days ago, mostly today. */
static int some_day(struct model *m) { return today(m) - (pick(m, 3) ? 0 : pick(m, 40)); }
static int neighbour(struct model *m) { return pick(m, NEIGHBOURS); }

static void move(struct model *m)
{
    struct ctx *ctx = &m->fixture->ctx;
    struct belief *b = now_believed(m);
    int who[3], host = neighbour(m), from = some_day(m), before = m->assign_count, unit = pick(m, 3);
    uint32_t gone = 0;
    struct permanent_residence event = people_permanent(m->fixture, 0, "head");

    event.person_count = 1 + pick(m, 3);
    event.from = day_at(m, from);
    int household = pick(m, 2) ? last(b, host, HOUSEHOLD) : 0;
    int place = household ? last(b, host, PERMANENT) : new_place(m, units[unit]);
    event.join_household_id = household ? m->households[household] : 0;
    event.unit_id = m->places[place];
    event.address = arena_printf(ctx->arena, "Nhà %d", place);
    for (int i = 0; i < event.person_count; i++) {
        who[i] = neighbour(m);
        event.person_ids[i] = m->ids[who[i]];
        event.relations[i] = !household && i == 0 ? S("head") : S("other");
        gone |= 1u << who[i];
    }
    int is_new = !household;
    if (is_new)
        household = ++m->household_count;
    for (int i = 0; i < event.person_count; i++) {
        for (int d = from < 0 ? 0 : from; d < DAYS; d++) { /* nobody is temporary where he is permanent */
            int stay = b->day[who[i]][TEMPORARY][d];
            if (stay && m->places[stay] == event.unit_id)
                assign(m, who[i], TEMPORARY, d, d, 0);
        }
        leave(m, who[i], from);
        join(m, who[i], household, is_new && i == 0, from);
        from_day(m, who[i], PERMANENT, from, place);
    }
    for (int i = 0; i < event.person_count; i++) {
        bool settled = !last(b, who[i], HOUSEHOLD);
        for (int j = 0; j < i; j++)
            settled |= last(b, who[j], HOUSEHOLD) == last(b, who[i], HOUSEHOLD);
        if (!settled)
            settle(m, b, last(b, who[i], HOUSEHOLD), gone, from);
    }
    if (decide(m, IN_TX(m->fixture, population_register_permanent(ctx, &event)), before)) {
        DB_OK(m->fixture, household_of(ctx, event.person_ids[0], &m->households[household]));
    } else if (is_new) {
        m->household_count--;
    }
}

static void stay(struct model *m)
{
    struct ctx *ctx = &m->fixture->ctx;
    int who = neighbour(m), from = today(m) + pick(m, 50) - 10, until = from + 29 + pick(m, 120), before = m->assign_count, place = new_place(m, units[pick(m, 3)]);
    struct temporary_residence event = people_temporary(m->fixture, m->ids[who]);

    event.unit_id = m->places[place];
    event.address = arena_printf(ctx->arena, "Nhà %d", place);
    event.from = day_at(m, from);
    event.until = day_at(m, until);
    from_day(m, who, TEMPORARY, from, 0);
    assign(m, who, TEMPORARY, from, until, place);
    decide(m, IN_TX(m->fixture, population_register_temporary(ctx, &event)), before);
}

static void split_off(struct model *m)
{
    struct ctx *ctx = &m->fixture->ctx;
    struct belief *b = now_believed(m);
    int who = neighbour(m), on = some_day(m), before = m->assign_count, household = last(b, who, HOUSEHOLD);
    struct split_event event = {.note = note_on(day_at(m, on)), .household_id = household ? m->households[household] : 1, .person_ids = {m->ids[who]},
                                .relations = {S("head")}, .person_count = 1};
    int64_t id = 0;

    int founded = ++m->household_count;
    leave(m, who, on);
    join(m, who, founded, true, on);
    from_day(m, who, PERMANENT, on, last(b, who, PERMANENT));
    settle(m, b, household, 1u << who, on);
    if (decide(m, IN_TX(m->fixture, population_register_split(ctx, &event, &id, NULL)), before))
        m->households[founded] = id;
    else
        m->household_count--;
}

static void another_head(struct model *m)
{
    struct ctx *ctx = &m->fixture->ctx;
    struct belief *b = now_believed(m);
    int who = neighbour(m), on = some_day(m), before = m->assign_count, household = last(b, who, HOUSEHOLD);
    struct head_event event = {.note = note_on(day_at(m, on)), .household_id = household ? m->households[household] : 1, .head_id = m->ids[who]};

    for (int i = 0; i < m->souls; i++)
        if (household && last(b, i, HOUSEHOLD) == household && last(b, i, HEAD)) {
            from_day(m, i, HEAD, on, 0);
            scalar(m, i, SEAT_SINCE, on);
        }
    from_day(m, who, HEAD, on, 1);
    scalar(m, who, SEAT_SINCE, on);
    decide(m, IN_TX(m->fixture, population_register_head(ctx, &event, NULL)), before);
}

static void delete_residence(struct model *m)
{
    struct ctx *ctx = &m->fixture->ctx;
    struct belief *b = now_believed(m);
    int who = neighbour(m), on = some_day(m), before = m->assign_count, household = last(b, who, HOUSEHOLD);
    struct deletion_event event = {.note = note_on(day_at(m, on)), .person_ids = {m->ids[who]}, .person_count = 1, .ground = S("abroad")};

    from_day(m, who, PERMANENT, on + 1, 0);
    leave(m, who, on + 1);
    if (household)
        settle(m, b, household, 1u << who, on + 1);
    decide(m, IN_TX(m->fixture, population_register_deletion(ctx, &event, NULL)), before);
}

static void die(struct model *m)
{
    struct ctx *ctx = &m->fixture->ctx;
    struct belief *b = now_believed(m);
    int who = pick(m, m->souls), on = some_day(m), before = m->assign_count, spouse = last(b, who, SPOUSE);
    struct death_event event = {.note = note_on(day_at(m, on)), .person_id = m->ids[who]};

    from_day(m, who, STATUS, on, 1);
    from_day(m, who, PERMANENT, on + 1, 0);
    from_day(m, who, TEMPORARY, on + 1, 0);
    leave(m, who, on + 1);
    if (last(b, who, HOUSEHOLD))
        settle(m, b, last(b, who, HOUSEHOLD), 1u << who, on + 1);
    if (spouse && last(b, spouse - 1, STATUS) != 1) {
        from_day(m, spouse - 1, SPOUSE, on, 0);
        from_day(m, spouse - 1, MARITAL, on, 3);
    }
    decide(m, IN_TX(m->fixture, population_register_dead(ctx, &event, NULL)), before);
}

static void marry_or_divorce(struct model *m)
{
    struct ctx *ctx = &m->fixture->ctx;
    struct belief *b = now_believed(m);
    int man = NEIGHBOURS + pick(m, 4), on = some_day(m), before = m->assign_count, wife = last(b, man, SPOUSE) - 1;

    if (wife >= 0 && pick(m, 2)) {
        struct divorce_event event = {.note = note_on(day_at(m, on)), .person_id = m->ids[man], .spouse_id = m->ids[wife]};
        from_day(m, man, SPOUSE, on, 0);
        from_day(m, man, MARITAL, on, 2);
        from_day(m, wife, SPOUSE, on, 0);
        from_day(m, wife, MARITAL, on, 2);
        decide(m, IN_TX(m->fixture, population_register_divorce(ctx, &event, NULL)), before);
        return;
    }
    wife = NEIGHBOURS + 4 + pick(m, 4);
    struct marriage_event event = {.note = note_on(day_at(m, on)), .husband_id = m->ids[man], .wife_id = m->ids[wife]};
    from_day(m, man, SPOUSE, on, wife + 1);
    from_day(m, man, MARITAL, on, 1);
    from_day(m, wife, SPOUSE, on, man + 1);
    from_day(m, wife, MARITAL, on, 1);
    decide(m, IN_TX(m->fixture, population_register_marriage(ctx, &event, NULL)), before);
}

static void correct(struct model *m)
{
    struct ctx *ctx = &m->fixture->ctx;
    struct belief *b = now_believed(m);
    int who = pick(m, m->souls), on = some_day(m), before = m->assign_count, to;
    bool name = pick(m, 2), change = pick(m, 2);
    struct correction one = {.field = name ? S("full_name") : S("ethnicity")};
    struct correction_event event = {.note = note_on(day_at(m, on)), .person_id = m->ids[who], .kind = change ? CORRECTION_CHANGE : CORRECTION_ERROR, .corrections = &one,
                                     .corrections_count = 1};

    to = pick(m, name ? 8 : 5);
    one.old_value = str_of((name ? names : peoples)[last(b, who, name ? NAME : ETHNICITY)]);
    one.new_value = str_of((name ? names : peoples)[to]);
    int since = b->scalar[who][name ? NAME_SINCE : ETHNICITY_SINCE];
    from_day(m, who, name ? NAME : ETHNICITY, change ? on : since, to);
    if (change)
        scalar(m, who, name ? NAME_SINCE : ETHNICITY_SINCE, on);
    decide(m, IN_TX(m->fixture, population_register_correction(ctx, &event, NULL)), before);
}

static void court(struct model *m)
{
    struct ctx *ctx = &m->fixture->ctx;
    struct belief *b = now_believed(m);
    int who = NEIGHBOURS + pick(m, 8), on = some_day(m), before = m->assign_count;
    bool found = last(b, who, STATUS) == 2;
    struct court_event event = {.note = note_on(day_at(m, on)), .person_id = m->ids[who], .finding = found ? COURT_FOUND : COURT_MISSING};

    if (last(b, who, STATUS) == 1 || b->day[who][HOUSEHOLD][DAYS - 1] == 0)
        return;
    for (int i = 0; i < m->souls; i++) /* alone: no household to give away */
        if (i != who && last(b, i, HOUSEHOLD) == last(b, who, HOUSEHOLD))
            return;
    from_day(m, who, STATUS, on, found ? 0 : 2);
    decide(m, IN_TX(m->fixture, population_register_court(ctx, &event, NULL)), before);
}

static void be_born(struct model *m)
{
    struct ctx *ctx = &m->fixture->ctx;
    struct belief *b = now_believed(m);
    int mother = NEIGHBOURS + 4 + pick(m, 4), on = today(m), birth = on - pick(m, 30), before = m->assign_count, child = m->souls;
    int64_t id;

    if (m->souls == SOULS || last(b, mother, STATUS) || !last(b, mother, HOUSEHOLD))
        return;
    struct birth_event event = {.note = {.on = day_at(m, on)}, .full_name = str_of(names[2]), .birth = day_at(m, birth), .ethnicity = S("Kinh"), .birth_place = S("Pleiku"),
                                .mother_id = m->ids[mother], .prefix = 64, .home_with = m->ids[mother], .home_from = DAY_NONE, .twin = true};
    from_day(m, child, EXISTS, birth, 1);
    from_day(m, child, NAME, 0, 2);
    from_day(m, child, PERMANENT, on, last(b, mother, PERMANENT));
    join(m, child, last(b, mother, HOUSEHOLD), false, on);
    m->births[child] = event.birth;
    m->souls++;
    if (decide(m, IN_TX(m->fixture, population_register_birth(ctx, &event, &id, NULL)), before))
        m->ids[child] = id;
    else
        m->souls--;
}

static void undo_one(struct model *m)
{
    struct ctx *ctx = &m->fixture->ctx;
    int which = m->count - 1 - pick(m, m->count < 25 ? m->count : 25), before = m->assign_count;
    struct happening *event = &m->events[which];
    struct undo_event undo = {.note = note_today(), .event_id = event->event_id};

    if (which < 1 || event->undone_at || event->is_undo)
        return;
    enum err err = IN_TX(m->fixture, population_register_undo(ctx, &undo, NULL));
    if (err == ERR_CONFLICT) { /* only when somebody of it was in something later that stands */
        bool later = false;
        cr_assert(str_eq(ctx->fault.code, S("event.built_upon")), "%.*s %.*s", STR_ARG(ctx->fault.code), STR_ARG(ctx->fault.detail));
        for (int i = which + 1; i < m->count; i++)
            later |= !m->events[i].is_undo && !m->events[i].undone_at;
        cr_assert(later, "refused although nothing came later");
        m->undo_refused++;
    }
    m->events[m->count].is_undo = true;
    if (decide(m, err, before)) {
        event->undone_at = m->count - 1;
        m->undone++;
    } else {
        m->events[m->count].is_undo = false;
    }
}

static void begin(struct model *m)
{
    struct ctx *ctx = &m->fixture->ctx;

    people_start(m->fixture);
    m->base = days_from_now(m->fixture, -BEFORE);
    m->events[0].known_ms = ms_of_day(ymd(2020, 1, 1), 600);
    for (m->souls = 0; m->souls < NEIGHBOURS + 8; m->souls++) {
        int i = m->souls;
        bool female = i >= NEIGHBOURS + 4 || (i < NEIGHBOURS && i % 2);
        m->births[i] = ymd(1950 + i * 2, 1 + i % 12, 3 + i);
        m->ids[i] = people_add(m->fixture, names[i % 8], female, m->births[i], 300 + i);
        int place = new_place(m, units[i % 3]), household = ++m->household_count;
        m->households[household] = people_settle(m->fixture, units[i % 3], arena_cstr(ctx->arena, arena_printf(ctx->arena, "Nhà %d", place)), &m->ids[i],
                                                 (const char *const[]){"head"}, 1);
        from_day(m, i, EXISTS, 0, 1);
        from_day(m, i, NAME, 0, i % 8);
        from_day(m, i, PERMANENT, 0, place);
        from_day(m, i, HOUSEHOLD, 0, household);
        from_day(m, i, HEAD, 0, 1);
        scalar(m, i, SEAT_SINCE, -1000);
    }
    DB_OK(m->fixture, db_exec(ctx, NULL, "UPDATE person SET updated_ms = $1", DB_I64(m->events[0].known_ms)));
    m->count = 1;
}

static void live(struct db_fixture *fixture, uint64_t seed)
{
    static struct model m;
    int closed;

    m = (struct model){.fixture = fixture, .seed = seed};
    begin(&m);
    for (int step = 0; step < STEPS; step++) {
        switch (pick(&m, 16)) {
        case 0: case 1: case 2: move(&m); break;
        case 3: case 4: stay(&m); break;
        case 5: split_off(&m); break;
        case 6: another_head(&m); break;
        case 7: pick(&m, 2) ? delete_residence(&m) : be_born(&m); break;
        case 8: pick(&m, 3) ? court(&m) : die(&m); break;
        case 9: case 10: marry_or_divorce(&m); break;
        case 11: case 12: correct(&m); break;
        default: undo_one(&m); break;
        }
        if (step % 20 == 0)
            DB_OK(fixture, population_expire_temporary(&fixture->ctx, 100, &closed));
        check(&m, 2);
        fixture->ctx.now_ms += pick(&m, 3) * (int64_t)MS_PER_DAY / 2 + (pick(&m, 4) ? 1 : 0);
    }
    check(&m, 200);
    cr_assert(m.done > STEPS / 4 && m.undone > 20 && m.undo_refused > 5, "done %d, refused %d, undone %d, undo refused %d", m.done, m.refused, m.undone, m.undo_refused);
}

DB_TEST(history_model, random_histories_answer_as_a_naive_model_does_1) { live(fixture, 773); }
DB_TEST(history_model, random_histories_answer_as_a_naive_model_does_2) { live(fixture, 20250630); }
DB_TEST(history_model, random_histories_answer_as_a_naive_model_does_3) { live(fixture, 5072025); }
