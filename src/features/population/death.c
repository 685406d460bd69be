/* death.c: khai tử (Law on Civil Status 60/2014/QH13 Art. 32-34), a court's declaration of death (Civil Code 91/2015/QH13 Art. 71) or that somebody is missing (Art. 68), or
 * its end (Art. 70, 73), and decisions on legal capacity (Art. 22-24). */
#include "features/population/internal.h"

/* What an event booked for a day after the death would be a dead person's and has to be undone first. The days of imported rows tell only since when the register
 * knows: they are no reason to doubt the death. */
static enum err check_nothing_later(struct ctx *ctx, int64_t person_id, struct day death)
{
    struct residence residence;
    struct household_seat seat;
    struct day since = DAY_NONE;
    enum err err = residence_store_open(ctx, person_id, false, &residence);

    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    if (err == OK && residence.event_id)
        since = residence.valid_from;
    err = household_store_seat(ctx, person_id, &seat);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    if (err == OK && seat.event_id && (day_is_none(since) || seat.since.n > since.n))
        since = seat.since;
    if (!day_is_none(since) && death.n < since.n)
        return population_refuse(ctx, ERR_CONFLICT, S("death.before_residence"), S("on"),
                                 TF(ctx, "Người này có thay đổi về cư trú từ ngày {0}, sau ngày mất. Hãy hủy đăng ký đó trước, hoặc xem lại ngày mất.",
                                    fmt_day(ctx->arena, since)));
    return OK;
}

static enum err check(struct ctx *ctx, const struct death_event *event, struct person *ret_person, struct day *ret_death)
{
    struct day death;

    TRY(event_note_check(ctx, &event->note, event->declared ? NOTE_EVIDENCE : NOTE_PLAIN, &death));
    TRY(population_load_any(ctx, event->person_id, S("person"), ret_person));
    if (str_eq(ret_person->status, S("dead")))
        return fault(ctx, ERR_CONFLICT, "death.registered", "person", "Người này đã được đăng ký khai tử.");
    if (death.n < ret_person->birth.n)
        return fault(ctx, ERR_INVALID, "death.before_birth", "on", "Ngày mất không được sớm hơn ngày sinh.");
    TRY(check_nothing_later(ctx, event->person_id, death));
    *ret_death = death;
    return OK;
}

enum err population_check_death(struct ctx *ctx, const struct death_event *event)
{
    struct person person;
    struct day death;
    return check(ctx, event, &person, &death);
}

static enum err end_residences(struct ctx *ctx, const struct booking *booking, int64_t person_id, struct day death)
{
    struct residence residence;
    enum err err = residence_store_open(ctx, person_id, false, &residence);

    if (err == OK)
        err = residence_book_end(ctx, booking, &residence, residence.valid_from.n > death.n ? (struct day){residence.valid_from.n - 1} : death, S("death"));
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    return residence_book_end_stays(ctx, booking, person_id, 0, death, S("death"));
}

/* The marriage ends with the death (Law on Marriage and Family Art. 65). */
static enum err widow(struct ctx *ctx, const struct booking *booking, const struct person *dead, struct day death)
{
    struct person before, after;

    if (!dead->spouse_id)
        return OK;
    enum err err = person_get(ctx, dead->spouse_id, &before);
    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    if (before.spouse_id != dead->person_id || str_eq(before.status, S("dead")))
        return OK;
    after = before;
    after.spouse_id = 0;
    after.marital_status = S("widowed");
    return event_change_person(ctx, booking, &before, &after, S("spouse"), death);
}

enum err population_register_dead(struct ctx *ctx, const struct death_event *event, int64_t *ret_event_id)
{
    struct person person, after;
    struct household_seat seat;
    struct booking booking;
    struct day death = DAY_NONE;
    struct person now = {0};

    TRY(population_load_any(ctx, event->person_id, S("person"), &now)); /* for the lock of the spouse */
    TRY(event_begin(ctx, event->declared ? S("declared_dead") : S("death"), &event->note, (const int64_t[]){event->person_id, now.spouse_id}, 2, &booking));
    TRY(check(ctx, event, &person, &death));
    TRY(end_residences(ctx, &booking, event->person_id, death));
    enum err err = household_store_seat(ctx, event->person_id, &seat);
    bool had_seat = err == OK;
    if (err == OK)
        err = household_book_leave(ctx, &booking, &seat, seat.since.n > death.n ? (struct day){seat.since.n - 1} : death);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    after = person; /* not while he is head: the database refuses a dead head even for a moment */
    after.status = S("dead");
    after.death = death;
    TRY(event_change_person(ctx, &booking, &person, &after, S("person"), death));
    /* Also when there was nothing to end: an earlier deletion cannot be undone any more, it would give a dead man his home back. */
    TRY(event_touch(ctx, &booking, event->person_id, S("person"), TOUCHED_PERMANENT | TOUCHED_TEMPORARY | TOUCHED_SEAT));
    if (had_seat)
        TRY(household_book_settle(ctx, &booking, seat.household_id, (struct day){death.n + 1}));
    TRY(widow(ctx, &booking, &person, death));
    if (ret_event_id)
        *ret_event_id = booking.event_id;
    return OK;
}

enum err population_register_death(struct ctx *ctx, int64_t person_id, struct day death, int64_t dossier_id)
{
    struct death_event event = {.note = {.on = death, .dossier_id = dossier_id}, .person_id = person_id};
    struct person person;

    TRY(person_get(ctx, person_id, &person));
    if (str_eq(person.status, S("dead")))
        return OK;
    if (day_is_none(death) || death.n < person.birth.n || death.n > population_today(ctx).n)
        return fault(ctx, ERR_INVALID, "death.date", "death", "Ngày mất phải từ ngày sinh đến hôm nay.");
    return population_register_dead(ctx, &event, NULL);
}

/* --- decisions of a court ------------------------------------------------------------------------------------------------------------------ */
static struct str kind_of(enum court_finding finding)
{
    return finding == COURT_MISSING ? S("missing") : finding == COURT_FOUND ? S("found") : S("capacity");
}

static enum err check_court(struct ctx *ctx, const struct court_event *event, struct person *ret_person, struct day *ret_on)
{
    TRY(event_note_check(ctx, &event->note, NOTE_EVIDENCE, ret_on));
    TRY(population_load_any(ctx, event->person_id, S("person"), ret_person));
    bool dead = str_eq(ret_person->status, S("dead")), missing = str_eq(ret_person->status, S("missing"));
    if (ret_on->n < ret_person->birth.n)
        return fault(ctx, ERR_INVALID, "event.before_birth", "on", "Ngày có hiệu lực sớm hơn ngày sinh.");
    if (event->finding == COURT_FOUND && !dead && !missing)
        return fault(ctx, ERR_CONFLICT, "court.not_missing", "person", "Người này không bị ghi là mất tích hay đã mất.");
    if (event->finding == COURT_FOUND && dead && !day_is_none(ret_person->death) && ret_on->n < ret_person->death.n)
        return fault(ctx, ERR_INVALID, "court.before_death", "on", "Ngày hủy tuyên bố không được sớm hơn ngày ghi là đã mất.");
    if (event->finding != COURT_FOUND && dead)
        return fault(ctx, ERR_CONFLICT, "person.dead", "person", "Cơ sở dữ liệu dân cư ghi người này đã mất. Nếu thông tin này sai, hãy đề nghị đính chính trước.");
    if (event->finding == COURT_MISSING && missing)
        return fault(ctx, ERR_CONFLICT, "court.missing", "person", "Người này đã được ghi là mất tích.");
    if (event->finding == COURT_CAPACITY_FULL && str_empty(ret_person->capacity))
        return fault(ctx, ERR_CONFLICT, "court.capacity", "person", "Người này đang có năng lực hành vi dân sự đầy đủ.");
    return OK;
}

enum err population_check_court(struct ctx *ctx, const struct court_event *event)
{
    struct person person;
    struct day on;
    return check_court(ctx, event, &person, &on);
}

/* Who cannot be head any more gives the household to the one whom the law would take; alone he keeps it. */
static enum err give_household_away(struct ctx *ctx, const struct booking *booking, const struct person *person, struct day on)
{
    struct household_seat seat, *seats;
    struct person other, best = {0};
    int count;
    enum err err = household_store_seat(ctx, person->person_id, &seat);

    if (err == ERR_NOT_FOUND || (err == OK && !seat.head))
        return OK;
    TRY(err);
    TRY(household_store_seats(ctx, seat.household_id, &seats, &count));
    for (int i = 0; i < count; i++) {
        if (seats[i].person_id == person->person_id)
            continue;
        TRY(person_get(ctx, seats[i].person_id, &other));
        if (population_can_be_head(&other, on) && (!best.person_id || other.birth.n < best.birth.n))
            best = other;
    }
    return best.person_id ? household_book_head(ctx, booking, seat.household_id, best.person_id, on) : OK;
}

enum err population_register_court(struct ctx *ctx, const struct court_event *event, int64_t *ret_event_id)
{
    struct person person, after;
    struct booking booking;
    struct day on;

    TRY(event_begin(ctx, kind_of(event->finding), &event->note, &event->person_id, 1, &booking));
    TRY(check_court(ctx, event, &person, &on));
    after = person;
    switch (event->finding) {
    case COURT_MISSING: after.status = S("missing"); break;
    case COURT_FOUND:
        after.status = S("alive");
        after.death = DAY_NONE;
        break;
    case COURT_CAPACITY_LIMITED: after.capacity = S("limited"); break;
    case COURT_CAPACITY_LOST: after.capacity = S("lost"); break;
    case COURT_CAPACITY_FULL: after.capacity = STR_NONE; break;
    }
    TRY(event_change_person(ctx, &booking, &person, &after, S("person"), on));
    if (event->finding != COURT_FOUND && event->finding != COURT_CAPACITY_FULL)
        TRY(give_household_away(ctx, &booking, &after, on));
    if (ret_event_id)
        *ret_event_id = booking.event_id;
    return OK;
}
