/* dossier_link.c: linked procedures (Decree 63/2024/ND-CP; domain: 8.3): one form, one parent dossier, and for each step a dossier of its own in its own agency with
 * its own clock. The parent ends when all of them have; a step that fails takes nothing back from one that is done. */
#include "features/dossier/dossier_life.h"
#include "features/dossier/internal.h"
#include "features/document/document.h"
#include "features/population/events.h"

/* The parent's papers that the step asks for: the same bytes, rows of its own. */
static enum err copy_papers(struct ctx *ctx, const struct dossier *parent, const struct procedure *procedure, int64_t draft_id)
{
    struct document *docs;
    int count;

    TRY(document_list_dossier(ctx, parent->dossier_id, &docs, &count));
    for (int i = 0; i < count; i++) {
        if (!str_eq(docs[i].kind, S("upload")) || !procedure_paper(procedure, docs[i].paper))
            continue;
        docs[i].document_id = 0;
        docs[i].dossier_id = 0;
        docs[i].draft_id = draft_id;
        TRY(document_insert(ctx, &docs[i]));
    }
    return OK;
}

static enum err first_event(struct ctx *ctx, int64_t dossier_id, struct register_event *ret_event)
{
    struct register_event *events;
    int count;

    TRY(events_of_dossier(ctx, dossier_id, &events, &count));
    if (count == 0)
        return fault(ctx, ERR_INTERNAL, "dossier.link", "", "Chưa có sự kiện nào của bước trước.");
    *ret_event = events[0];
    return OK;
}

/* Whom the step brought into the register, else whom its event is about. */
static enum err person_of(struct ctx *ctx, const struct register_event *event, int64_t *ret_person_id)
{
    struct event_subject *subjects;
    int count;

    *ret_person_id = event->person_id;
    TRY(event_subjects(ctx, event->event_id, &subjects, &count));
    for (int i = 0; i < count; i++)
        if (event_subject_is_person(subjects[i].subject_id) && (subjects[i].touched & TOUCHED_EXISTENCE))
            *ret_person_id = subjects[i].subject_id;
    return OK;
}

/* The form of a step from what the parent says and what the step before it brought about. */
static enum err form_of(struct ctx *ctx, const struct dossier *parent, const struct procedure *procedure, const struct dossier *before, struct str *ret_form)
{
    struct register_event event = {0};
    struct person person;
    int64_t person_id;

    *ret_form = parent->form;
    if (!before)
        return OK;
    TRY(first_event(ctx, before->dossier_id, &event));
    TRY(person_of(ctx, &event, &person_id));
    TRY(person_get(ctx, person_id, &person));
    struct str number = person_number_format(ctx->arena, person_id);
    struct json_out json;
    struct buf buf;
    buf_init(&buf, ctx->arena, 256);
    json_out_init(&json, &buf);
    json_begin_object(&json);
    if (procedure->effect == EFFECT_CHILD_RESIDENCE)
        json_put_str(&json, S("child_number"), number);
    if (procedure->effect == EFFECT_DEREGISTER) {
        json_put_str(&json, S("subject"), S("other"));
        json_put_str(&json, S("subject_number"), number);
        json_put_str(&json, S("subject_name"), person.full_name);
        json_put_str(&json, S("ground"), S("dead"));
        json_put_str(&json, S("since"), day_iso(ctx->arena, event.happened));
        json_put_str(&json, S("evidence_text"), arena_printf(ctx->arena, "Đã đăng ký khai tử, hồ sơ %.*s", STR_ARG(before->code)));
    }
    json_put_str(&json, S("phone"), parent->owner_phone);
    json_end_object(&json);
    json_out_done(&json);
    *ret_form = buf_str(&buf);
    return OK;
}

/* Which commune: of the permanent residence that the step is about, else that of the linked dossier. */
static enum err unit_of_step(struct ctx *ctx, const struct dossier *parent, const struct procedure *procedure, const struct dossier *before, int64_t *ret_unit_id)
{
    struct residence *rows;
    struct register_event event;
    int64_t person_id = parent->owner_person_id;
    int count;

    *ret_unit_id = parent->unit_id;
    if (procedure->effect != EFFECT_CHILD_RESIDENCE && procedure->effect != EFFECT_DEREGISTER)
        return OK;
    if (procedure->effect == EFFECT_DEREGISTER) {
        TRY(first_event(ctx, before->dossier_id, &event));
        TRY(person_of(ctx, &event, &person_id));
    }
    TRY(residence_history(ctx, person_id, &rows, &count)); /* newest first; the dead have none that is open */
    for (int i = 0; i < count; i++)
        if (!rows[i].temporary && !rows[i].revoked_ms) {
            *ret_unit_id = rows[i].unit_id;
            return OK;
        }
    return OK;
}

static enum err submit_step(struct ctx *ctx, const struct dossier *parent, int seq, const struct dossier *before, int64_t *ret_child_id)
{
    const struct linked_step *step = &parent->procedure->steps[seq];
    const struct procedure *procedure = procedure_find(step->procedure, day_of_ms(ctx->now_ms));
    struct dossier_submission submission = {
        .procedure = procedure,
        .channel = parent->channel,
        .assisted = parent->assisted,
        .unit_id = parent->unit_id,
        .owner_person_id = parent->owner_person_id,
        .owner_phone = parent->owner_phone,
        .submitter_person_id = parent->submitter_person_id,
        .draft_id = db_new_id(),
        .idempotency_key = arena_printf(ctx->arena, "link-%lld-%d", (long long)parent->dossier_id, seq),
        .parent = parent,
    };
    AUTO(db_tx_end) struct db_tx tx = {0}; /* a savepoint: what a refused step began is undone, not what went before it */
    struct dossier child;
    bool repeated;

    if (!procedure)
        return fault_set(ctx, ERR_INTERNAL, S("dossier.link"), STR_NONE, S("Danh mục thiếu thủ tục thành phần của thủ tục liên thông."), step->procedure);
    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(copy_papers(ctx, parent, procedure, submission.draft_id));
    TRY(unit_of_step(ctx, parent, procedure, before, &submission.unit_id));
    TRY(form_of(ctx, parent, procedure, before, &submission.form));
    TRY(dossier_submit(ctx, &submission, &child, &repeated));
    *ret_child_id = child.dossier_id;
    return db_tx_commit(&tx);
}

/* A later step that the register's rules refuse (the parents have no residence yet, say) stops with the reason; it must not take back the step before it. */
static enum err open_step(struct ctx *ctx, const struct dossier *parent, int seq, const struct dossier *before)
{
    int64_t child_id = 0;
    enum err err = submit_step(ctx, parent, seq, before, &child_id);
    struct str why = STR_NONE;

    if (before && (err == ERR_INVALID || err == ERR_NOT_FOUND || (err == ERR_CONFLICT && !str_starts(ctx->fault.code, S("db."))))) {
        why = ctx->fault.text.len ? ctx->fault.text : S("Không mở được hồ sơ thành phần này.");
        ctx->fault = (struct fault){0};
        err = OK;
    }
    TRY(err);
    return dossier_store_link(ctx, parent->dossier_id, seq, child_id, why);
}

enum err dossier_links_open(struct ctx *ctx, struct dossier *parent)
{
    const struct procedure *procedure = parent->procedure;
    struct dossier_hop hops[] = {{"receive", DOSSIER_RECEIVED, "process"}, {"forward", DOSSIER_PROCESSING, "process"}};

    if (parent->state == DOSSIER_NEW)
        TRY(dossier_move(ctx, parent, hops, ARRAY_LEN(hops), (struct dossier_note){.automatic = true}));
    for (int i = 0; i < procedure->steps_count; i++) {
        if (procedure->steps[i].procedure.len && !procedure->steps[i].after.len)
            TRY(open_step(ctx, parent, i, NULL));
        else
            TRY(dossier_store_link(ctx, parent->dossier_id, i, 0, STR_NONE));
    }
    return OK;
}

/* All own steps ended? How many with success? */
static enum err steps_state(struct ctx *ctx, const struct dossier *parent, bool *ret_ended, int *ret_done)
{
    struct dossier_link_row *rows;
    int count;

    *ret_ended = true;
    *ret_done = 0;
    TRY(dossier_links(ctx, parent->dossier_id, &rows, &count));
    for (int i = 0; i < count; i++) {
        struct dossier child;
        if (!parent->procedure->steps[rows[i].seq].procedure.len || rows[i].note.len)
            continue;
        if (!rows[i].child_id) {
            *ret_ended = false;
            continue;
        }
        TRY(dossier_get_id(ctx, rows[i].child_id, &child));
        *ret_ended = *ret_ended && dossier_state_ended(child.state);
        *ret_done += child.state == DOSSIER_DONE || child.state == DOSSIER_RETURNED;
    }
    return OK;
}

static enum err end_parent(struct ctx *ctx, struct dossier *parent, int done)
{
    struct dossier_note note = {.text = done ? S("Các hồ sơ thành phần đã có kết quả") : S("Hồ sơ thành phần không được giải quyết"), .automatic = true};
    struct dossier_hop hops[2] = {{done ? "record" : "refuse", done ? DOSSIER_DONE : DOSSIER_STOPPED, "return"}, {"return", DOSSIER_RETURNED, "return"}};
    int count = done ? 2 : 1;

    TRY(dossier_set_end(ctx, parent, hops[count - 1].to));
    TRY(dossier_move(ctx, parent, hops, count, note));
    TRY(dossier_notify(ctx, parent, done ? "dossier_approved" : "dossier_refused", note.text));
    return tally_ended(ctx, dossier_tally_key(parent), day_of_ms(ctx->now_ms), WAITING_AGENCY, parent->statutory_due_day,
                       dossier_tally_end(parent->state, parent->timeliness));
}

enum err dossier_link_ended(struct ctx *ctx, const struct dossier *child)
{
    bool approved = child->state == DOSSIER_DONE || child->state == DOSSIER_RETURNED, ended;
    struct dossier parent;
    int64_t parent_id;
    int seq, done;
    enum err err = dossier_link_parent(ctx, child->dossier_id, &parent_id, &seq);

    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    TRY(dossier_get_id(ctx, parent_id, &parent));
    const struct procedure *procedure = parent.procedure;
    for (int i = seq + 1; i < procedure->steps_count; i++) {
        if (!procedure->steps[i].procedure.len || !str_eq(procedure->steps[i].after, child->procedure->slug))
            continue;
        if (approved)
            TRY(open_step(ctx, &parent, i, child));
        else
            TRY(dossier_store_link(ctx, parent_id, i, 0, S("Bước trước không được giải quyết.")));
    }
    TRY(steps_state(ctx, &parent, &ended, &done));
    return ended && !dossier_state_ended(parent.state) ? end_parent(ctx, &parent, done) : OK;
}
