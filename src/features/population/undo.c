/* undo.c: a wrongly booked event is undone by another one. What the event wrote is taken back and what it had ended is written again as the knowledge of now; nothing is
 * erased. While a later event stands on the same data of the same people the undo is refused and names that event: otherwise the later one would hang in the air. */
#include "features/population/internal.h"

struct plan {
    struct register_event event;
    struct event_subject *subjects;
    int count;
};

static bool is_kind(const struct register_event *event, const char *kind) { return str_eq(event->kind, str_of(kind)); }

/* What a later event must not have touched of a person of whom this was touched. */
static int64_t person_bits(const struct register_event *event, int64_t touched)
{
    const int64_t identity = TOUCHED_FIELD(person_field_index(S("birth"))) | TOUCHED_FIELD(person_field_index(S("sex"))) | TOUCHED_FIELD(person_field_index(S("capacity")));
    int64_t bits = touched & ~(TOUCHED_RELIED_HOME | TOUCHED_RELIED_IDENTITY);

    if ((touched & TOUCHED_EXISTENCE) || (bits && is_kind(event, "found"))) /* nothing without a person; who is found did all that came later alive */
        return -1;
    if (bits & identity)
        bits |= TOUCHED_RELIED_IDENTITY;
    if (bits & (TOUCHED_SEAT | TOUCHED_PERMANENT))
        bits |= TOUCHED_RELIED_HOME;
    return bits;
}

/* Members come and go without harm to each other; relations are told as seen from the head. */
static int64_t household_bits(int64_t touched)
{
    if (touched & (TOUCHED_HEAD | TOUCHED_EXISTENCE))
        return TOUCHED_MEMBERS | TOUCHED_HEAD | TOUCHED_DWELLING;
    return touched & TOUCHED_MEMBERS ? TOUCHED_HEAD : touched & TOUCHED_DWELLING;
}

static enum err refuse_built_upon(struct ctx *ctx, const struct register_event *later)
{
    return population_refuse(ctx, ERR_CONFLICT, S("event.built_upon"), S("event"),
                             TF(ctx, "Sự kiện “{0}” có hiệu lực ngày {1}, ghi nhận lúc {2}, dựa trên sự kiện này. Hãy hủy sự kiện đó trước.",
                                i18n(ctx->lang, code_text_of(event_kinds, later->kind)), fmt_day(ctx->arena, later->happened), fmt_at(ctx->arena, later->recorded_ms)));
}

/* An import writes residences without an event; what it wrote later stands in the way, too. */
static enum err check_no_import(struct ctx *ctx, const struct plan *plan, const struct event_subject *subject)
{
    for (int temporary = 0; temporary < 2; temporary++) {
        bool came;
        if (!(subject->touched & (temporary ? TOUCHED_TEMPORARY : TOUCHED_PERMANENT)))
            continue;
        TRY(residence_store_came_without_event(ctx, subject->subject_id, temporary, plan->event.recorded_ms, &came));
        if (came)
            return fault(ctx, ERR_CONFLICT, "event.imported_upon", "event", "Nơi cư trú của người này đã được cập nhật từ một tệp sau sự kiện đó nên không hủy được nữa.");
    }
    return OK;
}

static enum err check_later(struct ctx *ctx, const struct plan *plan, int64_t *ret_blocker)
{
    struct register_event latest = {0};

    for (int i = 0; i < plan->count; i++) {
        const struct event_subject *subject = &plan->subjects[i];
        bool person = event_subject_is_person(subject->subject_id);
        int64_t bits = person ? person_bits(&plan->event, subject->touched) : household_bits(subject->touched);
        struct register_event later;
        enum err err = bits ? event_store_later(ctx, subject->subject_id, plan->event.event_id, bits, &later) : ERR_NOT_FOUND;
        if (err != OK && err != ERR_NOT_FOUND)
            return err;
        if (err == OK && later.event_id > latest.event_id)
            latest = later;
        if (person)
            TRY(check_no_import(ctx, plan, subject));
    }
    if (!latest.event_id)
        return OK;
    if (ret_blocker)
        *ret_blocker = latest.event_id;
    return refuse_built_upon(ctx, &latest);
}

static enum err make_plan(struct ctx *ctx, const struct undo_event *event, struct plan *ret_plan, int64_t *ret_blocker)
{
    struct event_note note = event->note;
    struct day on;

    note.on = DAY_NONE;
    TRY(event_note_check(ctx, &note, NOTE_REASON, &on));
    enum err err = event_get(ctx, event->event_id, &ret_plan->event);
    if (err == ERR_NOT_FOUND)
        return fault(ctx, ERR_INVALID, "event.unknown", "event", "Không tìm thấy sự kiện này.");
    TRY(err);
    if (ret_plan->event.undone_by)
        return fault(ctx, ERR_CONFLICT, "event.undone", "event", "Sự kiện này đã được hủy rồi.");
    if (ret_plan->event.undoes)
        return fault(ctx, ERR_CONFLICT, "event.is_undo", "event", "Không hủy một lần hủy. Nếu hủy nhầm, hãy ghi lại sự kiện từ đầu.");
    if (is_kind(&ret_plan->event, "import") || is_kind(&ret_plan->event, "reorganisation"))
        return fault(ctx, ERR_CONFLICT, "event.elsewhere", "event", "Loại sự kiện này không hủy tại đây.");
    TRY(event_subjects(ctx, event->event_id, &ret_plan->subjects, &ret_plan->count));
    return check_later(ctx, ret_plan, ret_blocker);
}

enum err population_check_undo(struct ctx *ctx, const struct undo_event *event, int64_t *ret_blocker)
{
    struct plan plan;

    if (ret_blocker)
        *ret_blocker = 0;
    return make_plan(ctx, event, &plan, ret_blocker);
}

static enum err take_back(struct ctx *ctx, const struct booking *booking, const struct event_subject *subject, int64_t undone)
{
    int64_t id = subject->subject_id;

    if (!event_subject_is_person(id))
        return db_exec(ctx, NULL, "UPDATE dwelling_end SET revoked_ms = $2 WHERE event_id = $1 AND revoked_ms IS NULL", DB_I64(undone), DB_I64(booking->recorded_ms));
    TRY(residence_undo_started(ctx, booking, id, undone));
    TRY(household_undo_started(ctx, booking, id, undone));
    return db_exec(ctx, NULL, "UPDATE absence SET revoked_ms = $3, revoke_event_id = $4 WHERE person_id = $1 AND event_id = $2 AND revoked_ms IS NULL", DB_I64(id),
                   DB_I64(undone), DB_I64(booking->recorded_ms), DB_I64(booking->event_id));
}

static enum err put_person_back(struct ctx *ctx, const struct booking *booking, const struct event_subject *subject, const struct register_event *event)
{
    const int64_t fields = (INT64_C(1) << PERSON_FIELDS_MAX) - 1;

    if (subject->touched & TOUCHED_EXISTENCE && is_kind(event, "merge"))
        return person_merge_undone(ctx, subject->subject_id);
    if (subject->touched & TOUCHED_EXISTENCE)
        return person_store_cancel(ctx, subject->subject_id, booking->recorded_ms);
    return subject->touched & fields ? person_history_undo(ctx, booking, subject->subject_id, event->event_id) : OK;
}

enum err population_register_undo(struct ctx *ctx, const struct undo_event *event, int64_t *ret_event_id)
{
    enum { LOCKED_MAX = 500 };
    struct plan plan;
    struct booking booking;
    int64_t ids[LOCKED_MAX], undone = event->event_id;
    struct event_note note = event->note;

    TRY(make_plan(ctx, event, &plan, NULL)); /* whom to lock, and no event for what is refused anyway */
    int count = 0;
    for (int i = 0; i < plan.count && count < LOCKED_MAX; i++)
        ids[count++] = plan.subjects[i].subject_id;
    for (int i = 1; i < count; i++) /* the one whom the event was about stays the one */
        if (ids[i] == plan.event.person_id) {
            ids[i] = ids[0];
            ids[0] = plan.event.person_id;
        }
    note.on = DAY_NONE; /* the register learns today that it was wrong */
    TRY(event_begin_undo(ctx, &note, ids, count, undone, &booking));
    TRY(make_plan(ctx, event, &plan, NULL)); /* again, under the locks */
    for (int i = 0; i < plan.count; i++)
        TRY(take_back(ctx, &booking, &plan.subjects[i], undone));
    for (int i = 0; i < plan.count; i++) /* persons before seats: the database refuses a dead head */
        if (event_subject_is_person(plan.subjects[i].subject_id))
            TRY(put_person_back(ctx, &booking, &plan.subjects[i], &plan.event));
    for (int i = 0; i < plan.count; i++)
        if (event_subject_is_person(plan.subjects[i].subject_id)) {
            TRY(residence_undo_ended(ctx, &booking, plan.subjects[i].subject_id, undone));
            TRY(household_undo_ended(ctx, &booking, plan.subjects[i].subject_id, undone));
        }
    for (int i = 0; i < plan.count; i++) {
        if (!event_subject_is_person(plan.subjects[i].subject_id))
            TRY(household_store_reopen(ctx, &booking, plan.subjects[i].subject_id));
        TRY(event_touch(ctx, &booking, plan.subjects[i].subject_id, plan.subjects[i].role, plan.subjects[i].touched));
    }
    TRY(deregistration_store_undone(ctx, undone));
    TRY(event_store_undone(ctx, undone, booking.event_id));
    if (ret_event_id)
        *ret_event_id = booking.event_id;
    return OK;
}
