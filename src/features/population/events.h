/* events.h: life events of the register, their undo, and its past. Every change of a person, a household or a residence is an event: what happened and on which
 * day, when it was recorded, by whom (ctx->actor), why, on what evidence, under which dossier. Nothing is overwritten: "as of that day, as known then" is a question
 * that can be asked for ever, and a wrongly booked event is undone by another event.
 *
 * population_check_X() answers whether the register would take the event; population_register_X() checks again, writes in the caller's write transaction and gives
 * the event's id (ret may be NULL). Faults as in population.h: ERR_INVALID for the input, ERR_CONFLICT for what the register holds meanwhile; `field` is one of person,
 * father, mother, spouse, child, parent, household, head, persons, relations, relation, name, birth, sex, prefix, unit, on, reason, evidence, approved_by, ground, event,
 * or a field of person_fields[]. The texts name nobody: who typed a number must not learn whose it is.
 *
 * Sources: Law on Civil Status 60/2014/QH13 (domain: 8.2), Law on Residence 68/2020/QH14 (8.1), Law on Marriage and Family 52/2014/QH13 Art. 5, 8, 51, 65, Law on Adoption
 * 52/2010/QH12 Art. 8, 14, Civil Code 91/2015/QH13 Art. 20-24, 68-73, Law on Identity 26/2023/QH15 and Decree 70/2024 as amended by Decree 58/2026 (6.1). */
#ifndef FEATURES_POPULATION_EVENTS_H
#define FEATURES_POPULATION_EVENTS_H

#include "features/population/population.h"

/* --- what stands behind every event ----------------------------------------------------------------------------------------------------------- */
struct event_note {
    struct day on;           /* the day it takes effect; DAY_NONE (not {0}, which is 01/01/1970): today. Never later than today */
    int64_t unit_id;         /* where it was booked: the committee's or police's commune; 0 not known */
    int64_t dossier_id;      /* 0: none */
    int64_t approved_by;     /* officer_id of the second person; 0: none. Never the one who acts */
    struct str reason;       /* why, in words; at most 1,000 bytes */
    struct str evidence;     /* on what paper: "Bản án số 12/2026/HNGĐ-ST ngày 03/09/2026"; at most 1,000 bytes */
};

/* Codes as stored in register_event.kind: birth, death, declared_dead, missing, found, capacity, marriage, divorce, parentage, adoption, adoption_end, change,
 * correction, supplement, permanent, temporary, absence, split, head, relation, deletion, temporary_end, dwelling_end, undo; others may add theirs (reorganisation,
 * merge, import) with event_begin(). */
extern const struct code_text event_kinds[];

/* What an event changed of a subject, as bits of `touched`: bit N (0..39) is person_fields[N]. */
#define TOUCHED_FIELD(n) (INT64_C(1) << (n))
enum touched_bit { TOUCHED_BIT_PERMANENT = 40, TOUCHED_BIT_TEMPORARY, TOUCHED_BIT_SEAT, TOUCHED_BIT_ABSENCE, TOUCHED_BIT_EXISTENCE, TOUCHED_BIT_MEMBERS, TOUCHED_BIT_HEAD,
                   TOUCHED_BIT_DWELLING, TOUCHED_BIT_RELIED_HOME, TOUCHED_BIT_RELIED_IDENTITY };
#define TOUCHED_PERMANENT (INT64_C(1) << TOUCHED_BIT_PERMANENT) /* the permanent residence */
#define TOUCHED_TEMPORARY (INT64_C(1) << TOUCHED_BIT_TEMPORARY)
#define TOUCHED_SEAT (INT64_C(1) << TOUCHED_BIT_SEAT)           /* membership of a household, relation */
#define TOUCHED_ABSENCE (INT64_C(1) << TOUCHED_BIT_ABSENCE)
#define TOUCHED_EXISTENCE (INT64_C(1) << TOUCHED_BIT_EXISTENCE) /* born into the register, or the household founded */
#define TOUCHED_MEMBERS (INT64_C(1) << TOUCHED_BIT_MEMBERS)     /* of a household: somebody came or went */
#define TOUCHED_HEAD (INT64_C(1) << TOUCHED_BIT_HEAD)           /* of a household */
#define TOUCHED_DWELLING (INT64_C(1) << TOUCHED_BIT_DWELLING)   /* of a household: lost its right to the dwelling */
/* Changed nothing, but would not be so without it: a child that joined its mother's home; who was old enough, free and of that sex for a marriage. */
#define TOUCHED_RELIED_HOME (INT64_C(1) << TOUCHED_BIT_RELIED_HOME)
#define TOUCHED_RELIED_IDENTITY (INT64_C(1) << TOUCHED_BIT_RELIED_IDENTITY)

struct register_event {
    int64_t event_id;
    struct str kind;
    struct day happened;
    int64_t recorded_ms;
    int64_t unit_id, person_id;               /* the one whom it is about first; 0: a household */
    int64_t account_id, officer_id, approved_by, dossier_id;
    struct str reason, evidence;
    bool number_disagrees;                    /* the personal number stays for life and now disagrees with the corrected sex or year of birth */
    int64_t undoes, undone_by;                /* event ids; 0 */
};
MUST_CHECK enum err event_get(struct ctx *ctx, int64_t event_id, struct register_event *ret_event); /* ERR_NOT_FOUND */
/* Events that touched a person or a household, newest first, with undone ones and undoings; before_id of the last row of the page before (0: first page). */
MUST_CHECK enum err events_of(struct ctx *ctx, int64_t subject_id, int64_t before_id, int limit, struct register_event **ret_rows, int *ret_count);
MUST_CHECK enum err events_of_dossier(struct ctx *ctx, int64_t dossier_id, struct register_event **ret_rows, int *ret_count); /* oldest first, at most 100 */
struct event_subject {
    int64_t subject_id; /* a person_id, or a household_id (always above 999,999,999,999) */
    struct str role;    /* person, child, father, mother, spouse, member, household, ... */
    int64_t touched;
};
MUST_CHECK enum err event_subjects(struct ctx *ctx, int64_t event_id, struct event_subject **ret_rows, int *ret_count); /* at most 500 */
static inline bool event_subject_is_person(int64_t subject_id) { return subject_id < INT64_C(1000000000000); }

/* --- fields of a person that events change ------------------------------------------------------------------------------------------------------- */
/* The code is the name of the member of struct person and of the column ("full_name", "birth", "sex", "father_id" ...); the order is part of `touched` and is only
 * ever added to. Values are text: days ISO, numbers decimal, sex "male" or "female", "" for none. */
extern const struct code_text person_fields[];
int person_field_index(struct str code);                                                                     /* -1: no such field */
struct str person_field_get(struct arena *arena, const struct person *person, int field);
/* What a reader sees: days as 21/11/2026, codes in words, people by their number. */
struct str person_field_text(struct ctx *ctx, int field, struct str value);

/* --- the past ---------------------------------------------------------------------------------------------------------------------------------- */
#define KNOWN_NOW INT64_MAX
/* The person on that day, as the register knew it at known_ms. ERR_NOT_FOUND: not born by then, not in the register by then, or cancelled by then. */
MUST_CHECK enum err person_as_of(struct ctx *ctx, int64_t person_id, struct day on, int64_t known_ms, struct person *ret_person);
/* ERR_NOT_FOUND: no such residence that day. A temporary one holds until expires_on. */
MUST_CHECK enum err residence_as_of(struct ctx *ctx, int64_t person_id, bool temporary, struct day on, int64_t known_ms, struct residence *ret_residence);
MUST_CHECK enum err household_of_as_of(struct ctx *ctx, int64_t person_id, struct day on, int64_t known_ms, int64_t *ret_household_id); /* ERR_NOT_FOUND */
struct household_past {
    struct household household;       /* head, number of members; closed: nobody lived in it that day */
    struct household_person *members; /* the head first, then by birth; names as of that day */
    int members_count;
};
MUST_CHECK enum err household_as_of(struct ctx *ctx, int64_t household_id, struct day on, int64_t known_ms, struct household_past *ret_past); /* ERR_NOT_FOUND: never was */
/* Each value that a field had or was believed to have, newest knowledge first, at most 500 rows. Nothing for fields that never changed: they hold since recorded_ms of
 * the person, from person->source. field -1: all. */
struct person_fact {
    int field;                            /* of person_fields[] */
    struct str value;
    struct day valid_from, valid_to;      /* DAY_NONE: since ever, for ever */
    int64_t recorded_ms, ended_ms;        /* believed from..until; ended_ms 0: still */
    int64_t event_id, end_event_id;       /* 0: before any event; still believed */
};
MUST_CHECK enum err person_facts(struct ctx *ctx, int64_t person_id, int field, struct person_fact **ret_rows, int *ret_count);
/* For each field the event by which its present value holds: ret_events has room for PERSON_FIELDS_MAX; 0: never changed. */
enum { PERSON_FIELDS_MAX = 40 };
MUST_CHECK enum err person_field_events(struct ctx *ctx, int64_t person_id, int64_t *ret_events);

/* --- birth and death ------------------------------------------------------------------------------------------------------------------------------ */
enum { BIRTH_FILING_DAYS = 60, DEATH_FILING_DAYS = 15 }; /* Law 60/2014 Art. 15, 33: later is late, not refused */
struct birth_event {
    struct event_note note;             /* on: the day of registration; unit_id is asked: the number's prefix comes from it */
    struct str full_name;
    struct day birth;
    bool female;
    struct str ethnicity, nationality;  /* "" nationality: VN */
    struct str birth_place, hometown, registered_at;
    int64_t father_id, mother_id;       /* 0: not in the register or not known */
    struct str father_name, mother_name, representative;
    int prefix;                         /* of the number; 0: from the unit (table number_prefix, else the province of the commune before 1 July 2025) */
    int64_t home_with;                  /* a parent whose household and permanent residence the child joins; 0: nobody yet (then population_register_permanent()) */
    struct day home_from;               /* DAY_NONE: the day of registration */
    bool twin;                          /* another child of the same mother, born within ten months of one that is registered, is meant */
};
MUST_CHECK enum err population_check_birth(struct ctx *ctx, const struct birth_event *event);
/* Draws the number: random to look at, never twice, never one that anybody has or had. */
MUST_CHECK enum err population_register_birth(struct ctx *ctx, const struct birth_event *event, int64_t *ret_person_id, int64_t *ret_event_id);
/* The prefix that a birth registered in this commune gets. ERR_INVALID "birth.prefix" when the unit does not tell. */
MUST_CHECK enum err person_number_prefix_of(struct ctx *ctx, int64_t unit_id, int *ret_prefix);
/* Draws a number, in the caller's write transaction. ERR_CONFLICT "person_number.used_up": all 999,999 are given. */
MUST_CHECK enum err person_number_draw(struct ctx *ctx, int prefix, bool female, int birth_year, int64_t *ret_person_id);

struct death_event {
    struct event_note note; /* on: the day of death, or from which a court declared the person dead */
    int64_t person_id;
    bool declared;          /* by a court (Civil Code Art. 71) */
};
MUST_CHECK enum err population_check_death(struct ctx *ctx, const struct death_event *event);
/* Residences and membership end that day, the household gets another head or closes, the marriage ends. */
MUST_CHECK enum err population_register_dead(struct ctx *ctx, const struct death_event *event, int64_t *ret_event_id);

/* A court's decision about a person: missing (Art. 68), found again (Art. 70, 73), legal capacity (Art. 22-24). A head of household who is missing or without
 * full capacity gives the household to another. */
enum court_finding { COURT_MISSING, COURT_FOUND, COURT_CAPACITY_LIMITED, COURT_CAPACITY_LOST, COURT_CAPACITY_FULL };
struct court_event {
    struct event_note note; /* evidence is asked: number and day of the decision */
    int64_t person_id;
    enum court_finding finding;
};
MUST_CHECK enum err population_check_court(struct ctx *ctx, const struct court_event *event);
MUST_CHECK enum err population_register_court(struct ctx *ctx, const struct court_event *event, int64_t *ret_event_id);

/* --- family -------------------------------------------------------------------------------------------------------------------------------------------- */
struct marriage_event {
    struct event_note note;
    int64_t husband_id, wife_id; /* 20 and 18 years, both free, alive, with capacity, no kin within three generations, never parent and child by adoption */
};
MUST_CHECK enum err population_check_marriage(struct ctx *ctx, const struct marriage_event *event);
MUST_CHECK enum err population_register_marriage(struct ctx *ctx, const struct marriage_event *event, int64_t *ret_event_id);
struct divorce_event {
    struct event_note note; /* on: the day the judgment takes effect; evidence is asked */
    int64_t person_id, spouse_id;
};
MUST_CHECK enum err population_check_divorce(struct ctx *ctx, const struct divorce_event *event);
MUST_CHECK enum err population_register_divorce(struct ctx *ctx, const struct divorce_event *event, int64_t *ret_event_id);
/* Recognition of father, mother or child: the child has no such parent in the register yet. */
struct parentage_event {
    struct event_note note;
    int64_t child_id, parent_id; /* father or mother by the parent's sex */
};
MUST_CHECK enum err population_check_parentage(struct ctx *ctx, const struct parentage_event *event);
MUST_CHECK enum err population_register_parentage(struct ctx *ctx, const struct parentage_event *event, int64_t *ret_event_id);
struct adoption_event {
    struct event_note note;
    /* One of them may be 0; both: they are married to each other. A step-parent adopts alone; the parent of birth, his or her spouse, stays parent and is kept
     * as the other adoptive parent, too. */
    int64_t child_id, father_id, mother_id;
    bool kin;                               /* by a step-parent, aunt or uncle: until 18 instead of 16, 20 years between them are not asked (Law 52/2010 Art. 8.2, 14.3) */
};
MUST_CHECK enum err population_check_adoption(struct ctx *ctx, const struct adoption_event *event);
MUST_CHECK enum err population_register_adoption(struct ctx *ctx, const struct adoption_event *event, int64_t *ret_event_id);
struct adoption_end_event {
    struct event_note note; /* evidence is asked: a court decides (Art. 25, 26) */
    int64_t child_id;
};
MUST_CHECK enum err population_check_adoption_end(struct ctx *ctx, const struct adoption_end_event *event);
MUST_CHECK enum err population_register_adoption_end(struct ctx *ctx, const struct adoption_end_event *event, int64_t *ret_event_id);

/* --- correction ---------------------------------------------------------------------------------------------------------------------------------------- */
enum correction_kind {
    CORRECTION_ERROR,      /* cải chính: it never was so; holds for as long as the wrong value was said to hold */
    CORRECTION_CHANGE,     /* thay đổi: from note.on another */
    CORRECTION_SUPPLEMENT, /* bổ sung: nothing stood there */
};
struct correction {
    struct str field;                /* of person_fields[]; not status, death and the family's links: they have events of their own */
    struct str old_value, new_value; /* old_value: what the form showed; another now is ERR_CONFLICT "person.stale" */
};
enum { CORRECTIONS_MAX = 20 };
struct correction_event {
    struct event_note note; /* evidence is asked, except for phone and email; name, birth and sex also ask approved_by */
    int64_t person_id;
    enum correction_kind kind;
    const struct correction *corrections;
    int corrections_count;
};
MUST_CHECK enum err population_check_correction(struct ctx *ctx, const struct correction_event *event);
/* The personal number never changes: when sex or year of birth no longer agree with it the event says so (number_disagrees). */
MUST_CHECK enum err population_register_correction(struct ctx *ctx, const struct correction_event *event, int64_t *ret_event_id);

/* --- households and residence (population_register_permanent(), _temporary(), _absence() write events, too) ------------------------------------------------- */
struct split_event {
    struct event_note note;
    int64_t household_id;                        /* members of it found a new household at the same address (Residence Law Art. 25) */
    int64_t person_ids[POPULATION_EVENT_PERSONS_MAX];
    struct str relations[POPULATION_EVENT_PERSONS_MAX]; /* to the new head; exactly one "head" */
    int person_count;
};
MUST_CHECK enum err population_check_split(struct ctx *ctx, const struct split_event *event);
MUST_CHECK enum err population_register_split(struct ctx *ctx, const struct split_event *event, int64_t *ret_household_id, int64_t *ret_event_id);
struct head_event {
    struct event_note note;
    int64_t household_id, head_id; /* a member, 18, with full capacity (Art. 10.3); the others' relations are told anew */
};
MUST_CHECK enum err population_check_head(struct ctx *ctx, const struct head_event *event);
MUST_CHECK enum err population_register_head(struct ctx *ctx, const struct head_event *event, int64_t *ret_event_id);
struct relation_event {
    struct event_note note;
    int64_t person_id;
    struct str relation; /* to the head of household; not "head" */
};
MUST_CHECK enum err population_check_relation(struct ctx *ctx, const struct relation_event *event);
MUST_CHECK enum err population_register_relation(struct ctx *ctx, const struct relation_event *event, int64_t *ret_event_id);
/* Deletion of permanent residence (Art. 24) or, with `temporary`, of temporary residence (Art. 29). */
struct deletion_event {
    struct event_note note;        /* on: the last day of the residence */
    int64_t person_ids[POPULATION_EVENT_PERSONS_MAX];
    int person_count;
    struct str ground;             /* deregistration_grounds[]; "" for temporary */
    bool temporary;
    int64_t candidate_id;          /* that is decided by it; 0: none */
};
MUST_CHECK enum err population_check_deletion(struct ctx *ctx, const struct deletion_event *event);
MUST_CHECK enum err population_register_deletion(struct ctx *ctx, const struct deletion_event *event, int64_t *ret_event_id);
struct dwelling_event {
    struct event_note note; /* on: the day the right to the dwelling ended; evidence is asked */
    int64_t household_id;
    struct str ground;      /* rented, sold, demolished: of deregistration_grounds[] */
};
MUST_CHECK enum err population_register_dwelling_end(struct ctx *ctx, const struct dwelling_event *event, int64_t *ret_event_id);

/* --- events of other features (an import with changes, a merge of duplicates) -------------------------------------------------------------------------------- */
struct booking {
    int64_t event_id, recorded_ms, dossier_id;
    struct day on;
};
/* Writes the event and locks the people whom it is about (ids[0..count), sorted inside): in the caller's write transaction, before anything is read that the event
 * builds on. `kind` is a code of event_kinds[]. Rows that the caller's own tables hold under event_id are the caller's to undo. */
MUST_CHECK enum err event_begin(struct ctx *ctx, struct str kind, const struct event_note *note, const int64_t *ids, int count, struct booking *ret_booking);
/* The event changed that of a person or household; more than once is fine. */
MUST_CHECK enum err event_touch(struct ctx *ctx, const struct booking *booking, int64_t subject_id, struct str role, int64_t touched);
/* Writes what differs between before and after into the person and its history, valid from `from` (DAY_NONE: the present value was wrong since it is said to hold).
 * Whoever changes a column of person without it makes the past lie. ERR_CONFLICT "person.stale" when the person is another than `before` by now. */
MUST_CHECK enum err event_change_person(struct ctx *ctx, const struct booking *booking, const struct person *before, const struct person *after, struct str role,
                                        struct day from);

/* --- two records of one person --------------------------------------------------------------------------------------------------------------------------------- */
/* The number `lost_id` is cancelled and leads to `kept_id` (person_resolve()); residences and membership of the lost record end today. What names the lost number elsewhere stays as it
 * is and is led on. population_register_undo() parts them again, exactly. Refused (ERR_CONFLICT): spouses, parent and child, one dead and one not, the lost one heads others. */
struct merge_event {
    struct event_note note;
    int64_t lost_id, kept_id;
};
MUST_CHECK enum err population_check_merge(struct ctx *ctx, const struct merge_event *event);
MUST_CHECK enum err population_register_merge(struct ctx *ctx, const struct merge_event *event, int64_t *ret_event_id);

/* --- undo -------------------------------------------------------------------------------------------------------------------------------------------------- */
struct undo_event {
    struct event_note note; /* reason is asked; on is not read: today */
    int64_t event_id;
};
/* ERR_CONFLICT "event.built_upon": the fault's text says which later event must be undone first, *ret_blocker (may be NULL) is its id. Also "event.undone" (already),
 * "event.is_undo" (book it again instead). */
MUST_CHECK enum err population_check_undo(struct ctx *ctx, const struct undo_event *event, int64_t *ret_blocker);
/* The register holds exactly what it held before the event. A birth's number is cancelled for ever. */
MUST_CHECK enum err population_register_undo(struct ctx *ctx, const struct undo_event *event, int64_t *ret_event_id);

/* --- whose permanent residence may have to be deleted (Residence Law Art. 24.1) ---------------------------------------------------------------------------- */
/* dead, missing, abroad, cancelled, absent, nationality, rented, sold, demolished. The register finds dead, missing, nationality, absent, and twelve months after
 * population_register_dwelling_end() rented and sold, at once demolished. The others need a signal from outside: deregistration_propose(). */
extern const struct code_text deregistration_grounds[];
struct deregistration_candidate {
    int64_t candidate_id, residence_id, person_id, unit_id;
    struct str ground;
    struct day since;    /* from which the ground holds */
    struct str evidence; /* what the register knows, in words */
    int64_t found_ms;
    struct str state;    /* open, dossier (a deletion was begun), deleted, dismissed, obsolete (the register changed) */
    int64_t decided_ms, officer_id, dossier_id, version;
    struct str decision;
};
extern const struct code_text deregistration_states[];
/* For the jobs role: walks over at most `persons` people (1,000 at most) in a transaction of its own, then says whether there are more today. Idempotent. */
MUST_CHECK enum err deregistration_search(struct ctx *ctx, int persons, bool *ret_more);
/* Open ones and those with a dossier of a commune (unit_id 0: all), by id; after the id of the last row of the page before. */
MUST_CHECK enum err deregistration_candidates(struct ctx *ctx, int64_t unit_id, int64_t after, int limit, struct deregistration_candidate **ret_rows, int *ret_count);
MUST_CHECK enum err deregistration_get(struct ctx *ctx, int64_t candidate_id, struct deregistration_candidate *ret_candidate); /* ERR_NOT_FOUND */
/* An officer knows of a ground that the register cannot see. ERR_CONFLICT "candidate.known". */
MUST_CHECK enum err deregistration_propose(struct ctx *ctx, int64_t person_id, struct str ground, struct day since, struct str evidence, int64_t *ret_candidate_id);
/* Decided by the officer who acts. version: of the row that was shown; ERR_CONFLICT "candidate.stale". `reason` is asked. */
MUST_CHECK enum err deregistration_dismiss(struct ctx *ctx, int64_t candidate_id, int64_t version, struct str reason);
/* A deletion dossier was begun for it. */
MUST_CHECK enum err deregistration_start(struct ctx *ctx, int64_t candidate_id, int64_t version, int64_t dossier_id);

/* --- numbers that other systems gave -------------------------------------------------------------------------------------------------------------------------- */
extern const struct code_text other_systems[]; /* social_insurance, health_insurance, driving_licence, tax, passport */
extern const struct code_text other_number_states[]; /* claimed, confirmed, integrated, mismatch */
struct other_number {
    int64_t other_number_id, person_id;
    struct str system, number, source, state;
    int64_t checked_ms, recorded_ms, ended_ms; /* 0: never; still */
};
MUST_CHECK enum err other_numbers_of(struct ctx *ctx, int64_t person_id, struct other_number **ret_rows, int *ret_count); /* those that hold, by system; at most 100 */
/* Adds it, or sets state and time of the check of the one that is there. ERR_CONFLICT "other_number.taken": it is somebody else's. */
MUST_CHECK enum err other_number_put(struct ctx *ctx, const struct other_number *number);
MUST_CHECK enum err other_number_end(struct ctx *ctx, int64_t other_number_id);

#endif
