-- Owner: population. The register changes by events only: who, when, why, under which dossier. An event is never changed or deleted; a wrong one is undone by
-- another event, and history shows both (Decree 58/2026 Art. 4.8: all changes keep their history).
-- happened_on: the day it took effect; recorded_ms: when the register learned of it.
CREATE TABLE register_event (
    event_id BIGKEY,
    kind TEXT NOT NULL,
    happened_on TEXT NOT NULL,
    recorded_ms BIGINT NOT NULL,
    unit_id BIGINT,
    person_id BIGINT,
    account_id BIGINT,
    officer_id BIGINT,
    approved_by BIGINT,
    dossier_id BIGINT,
    reason TEXT NOT NULL DEFAULT '',
    evidence TEXT NOT NULL DEFAULT '',
    number_disagrees BOOLEAN NOT NULL DEFAULT FALSE,
    undoes BIGINT REFERENCES register_event (event_id),
    undone_by BIGINT REFERENCES register_event (event_id),
    CONSTRAINT register_event_two_officers CHECK (approved_by IS NULL OR officer_id IS NULL OR approved_by <> officer_id),
    CONSTRAINT register_event_undo CHECK ((kind = 'undo') = (undoes IS NOT NULL))
);
-- Two officers who undo the same event at once: one of them is too late.
CREATE UNIQUE INDEX register_event_undone_once ON register_event (undoes) WHERE undoes IS NOT NULL;
CREATE INDEX register_event_dossier ON register_event (dossier_id) WHERE dossier_id IS NOT NULL;
-- Everybody (a person_id, 12 digits at most) and every household (a household_id, always longer) that an event is about or changed. touched: bits of what it
-- changed (events.h): an event whose bits a later one touched again cannot be undone before that one.
CREATE TABLE register_event_subject (
    subject_id BIGINT NOT NULL,
    event_id BIGINT NOT NULL REFERENCES register_event (event_id),
    role TEXT NOT NULL,
    touched BIGINT NOT NULL,
    PRIMARY KEY (subject_id, event_id)
);
CREATE INDEX register_event_subject_event ON register_event_subject (event_id);
-- The history of a person's data: nothing stands here for who never changed. The first change of a field stores its former value, too, with the time from which
-- the register knew it; from then on the rows of a field tell for every day and every time of knowledge exactly one value (null: none).
-- A row holds for the days valid_from..valid_to (null: since ever, for ever) and was believed from recorded_ms until ended_ms (null: still).
-- event_id: the event by which it holds (null: it was there before any event); end_event_id: the event that ended the belief.
CREATE TABLE person_fact (
    fact_id BIGKEY,
    person_id BIGINT NOT NULL REFERENCES person (person_id),
    field TEXT NOT NULL,
    value TEXT,
    valid_from TEXT,
    valid_to TEXT,
    recorded_ms BIGINT NOT NULL,
    ended_ms BIGINT,
    event_id BIGINT,
    end_event_id BIGINT
);
CREATE INDEX person_fact_person ON person_fact (person_id, field);
CREATE UNIQUE INDEX person_fact_one_current ON person_fact (person_id, field) WHERE ended_ms IS NULL AND valid_to IS NULL;
-- Persons, widened. All are null when unknown. recorded_ms: since when the register knows the person, kept at the first change (before it updated_ms tells).
-- cancelled_ms: the number was given in error; it stays for ever and is never given again (Decree 58/2026 Art. 5.7); replaced_by: the number that holds instead.
-- father_name, mother_name: parents who are not in the register. representative: who declared a child without known parents. adoptive_*: parents by adoption
-- beside those of birth. capacity: null full; limited or lost by a court's decision (Civil Code 91/2015/QH13 Art. 22-24).
ALTER TABLE person ADD COLUMN other_names TEXT CONSTRAINT person_not_own_kin CHECK (father_id <> person_id AND mother_id <> person_id AND spouse_id <> person_id AND father_id <> mother_id);
ALTER TABLE person ADD COLUMN marital_status TEXT CHECK (marital_status IN ('single', 'married', 'divorced', 'widowed'));
ALTER TABLE person ADD COLUMN blood_group TEXT CHECK (blood_group IN ('A', 'B', 'AB', 'O', 'A+', 'A-', 'B+', 'B-', 'AB+', 'AB-', 'O+', 'O-'));
ALTER TABLE person ADD COLUMN birth_registered_at TEXT;
ALTER TABLE person ADD COLUMN father_name TEXT;
ALTER TABLE person ADD COLUMN mother_name TEXT;
ALTER TABLE person ADD COLUMN representative TEXT;
ALTER TABLE person ADD COLUMN adoptive_father_id BIGINT CONSTRAINT person_not_own_adoptive_father CHECK (adoptive_father_id <> person_id);
ALTER TABLE person ADD COLUMN adoptive_mother_id BIGINT CONSTRAINT person_not_own_adoptive_mother CHECK (adoptive_mother_id <> person_id);
ALTER TABLE person ADD COLUMN capacity TEXT CHECK (capacity IN ('limited', 'lost'));
ALTER TABLE person ADD COLUMN recorded_ms BIGINT;
ALTER TABLE person ADD COLUMN cancelled_ms BIGINT CONSTRAINT person_death_after_birth CHECK (death_date >= birth_date);
ALTER TABLE person ADD COLUMN replaced_by BIGINT CONSTRAINT person_not_replaced_by_itself CHECK (replaced_by <> person_id);
-- Rows of residence and household_member are history: valid_from..valid_to, the start known since recorded_ms, the end since ended_ms. A correction never
-- overwrites: it takes the row back (revoked_ms: from then on the register holds that it never was) and writes another.
-- Whoever asks for what the register holds now of a PAST day leaves out rows with revoked_ms; an open row (valid_to null) never has it.
ALTER TABLE residence ADD COLUMN event_id BIGINT;
ALTER TABLE residence ADD COLUMN end_event_id BIGINT;
ALTER TABLE residence ADD COLUMN revoked_ms BIGINT CONSTRAINT residence_revoked_is_ended CHECK (revoked_ms IS NULL OR valid_to IS NOT NULL);
ALTER TABLE residence ADD COLUMN revoke_event_id BIGINT CONSTRAINT residence_temporary_has_an_end CHECK (kind = 'permanent' OR expires_on IS NOT NULL);
ALTER TABLE household_member ADD COLUMN event_id BIGINT CONSTRAINT household_member_head CHECK (is_head = (relation = 'head'));
ALTER TABLE household_member ADD COLUMN end_event_id BIGINT;
ALTER TABLE household_member ADD COLUMN revoked_ms BIGINT CONSTRAINT household_member_revoked_is_ended CHECK (revoked_ms IS NULL OR valid_to IS NOT NULL);
ALTER TABLE household_member ADD COLUMN revoke_event_id BIGINT;
ALTER TABLE absence ADD COLUMN event_id BIGINT CONSTRAINT absence_days CHECK (to_date >= from_date);
ALTER TABLE absence ADD COLUMN revoked_ms BIGINT;
ALTER TABLE absence ADD COLUMN revoke_event_id BIGINT;
-- "Where did she live then": the former memberships of a person. Only ended ones are in it, so that those who never moved cost nothing.
CREATE INDEX household_member_former ON household_member (person_id) WHERE valid_to IS NOT NULL;
