/* people_import_update.c: a list changes somebody who is in the register: one event (kind import) a person, with its source as the reason, so that the past stays
 * what it was and the change can be undone. */
#include "features/population/events.h"
#include "features/population/people_import_internal.h"

/* A list says what is so now; a birth that differs was wrong all the time. */
static enum err change_person(struct ctx *ctx, const struct booking *booking, const struct people_row *row, struct str source)
{
    struct person before, after;

    TRY(person_get(ctx, row->person.person_id, &before));
    after = before;
    uint32_t columns = people_merge(&after, &row->person);
    if (!columns)
        return OK;
    TRY(event_change_person(ctx, booking, &before, &after, S("person"), columns >> PC_BIRTH & 1 ? DAY_NONE : population_today(ctx)));
    return db_exec(ctx, NULL, "UPDATE person SET source = $2 WHERE person_id = $1", DB_I64(before.person_id), DB_STR(source));
}

static enum err move_home(struct ctx *ctx, const struct booking *booking, const struct people_row *row, struct day since, struct day last)
{
    const struct stored_person *stored = row->stored;
    struct residence home = {.person_id = row->person.person_id, .unit_id = row->unit_id, .hamlet_id = row->hamlet_id, .address = row->address,
                             .household_id = row->household_id ? row->household_id : stored->household_id, .valid_from = since, .expires_on = DAY_NONE,
                             .dwelling = S(""), .event_id = booking->event_id};
    struct residence former = {.residence_id = stored->residence_id, .person_id = row->person.person_id};

    if (stored->residence_id)
        TRY(residence_book_end(ctx, booking, &former, last, S("moved")));
    return residence_book(ctx, booking, &home);
}

enum err import_update(struct ctx *ctx, const struct people_row *row, struct str source, bool moves_home, bool moves_seat, struct day since)
{
    const struct stored_person *stored = row->stored;
    struct event_note note = {.on = DAY_NONE, .unit_id = row->unit_id, .reason = source, .evidence = S("")};
    struct day today = population_today(ctx), yesterday = {today.n - 1};
    struct booking booking;

    TRY(event_begin(ctx, S("import"), &note, &row->person.person_id, 1, &booking));
    TRY(change_person(ctx, &booking, row, source));
    if (moves_home) { /* a row that began today keeps a last day before its first: it never held */
        struct day before = {since.n - 1};
        bool never = stored->residence_id && stored->since.n > before.n;
        TRY(move_home(ctx, &booking, row, since, never ? (struct day){stored->since.n - 1} : before));
    }
    if (!moves_seat)
        return OK;
    if (stored->seat.household_member_id) {
        bool never = stored->seat_since.n > yesterday.n;
        TRY(household_book_leave(ctx, &booking, &stored->seat, never ? (struct day){stored->seat_since.n - 1} : yesterday));
    }
    return household_book_join(ctx, &booking, row->household_id, row->person.person_id, row->relation, today);
}
