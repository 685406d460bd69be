-- Owner of dossier_*: dossier. Somebody else who must agree before a dossier can be decided: the other one of a marriage, the head of a household that is split.
-- given by the person in an account of her own (account_id), or at the counter, where an officer saw her card (officer_id).
CREATE TABLE dossier_consent (
    dossier_id BIGINT NOT NULL REFERENCES dossier (dossier_id),
    person_id BIGINT NOT NULL,
    role TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'given', 'refused')),
    asked_ms BIGINT NOT NULL,
    answered_ms BIGINT,
    account_id BIGINT,
    officer_id BIGINT,
    CHECK ((state = 'asked') = (answered_ms IS NULL)),
    CHECK (state = 'asked' OR account_id IS NOT NULL OR officer_id IS NOT NULL),
    PRIMARY KEY (dossier_id, person_id)
);
-- "What waits for my confirmation": only the open ones are in it.
CREATE INDEX dossier_consent_open ON dossier_consent (person_id, dossier_id) WHERE state = 'asked';
-- What the result says, as it was on the day of the decision: the paper is drawn later and must not change with the register. facts: JSON array of {vi, en, value}.
CREATE TABLE dossier_result (
    dossier_id BIGKEY REFERENCES dossier (dossier_id),
    number TEXT NOT NULL DEFAULT '',
    facts TEXT NOT NULL,
    check_url TEXT NOT NULL DEFAULT ''
);
-- The steps of a linked procedure (Decree 63/2024): child_id is null while its turn has not come, and for ever for a step that another agency's system decides.
CREATE TABLE dossier_link (
    parent_id BIGINT NOT NULL REFERENCES dossier (dossier_id),
    seq BIGINT NOT NULL,
    child_id BIGINT REFERENCES dossier (dossier_id),
    note TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (parent_id, seq)
);
CREATE UNIQUE INDEX dossier_link_child ON dossier_link (child_id) WHERE child_id IS NOT NULL;
-- Owner: civil. One book a People's Committee, kind and year (Law on Civil Status 60/2014/QH13 Art. 59); last_number is bumped in the transaction that enters the act, so the numbers have no gap.
CREATE TABLE civil_book (
    agency_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    year BIGINT NOT NULL,
    last_number BIGINT NOT NULL,
    PRIMARY KEY (agency_id, kind, year)
);
-- An act is never changed or deleted. One that was entered wrongly is cancelled by a remark, and keeps its number. code: what the QR of an extract asks for; tells nothing about anybody.
CREATE TABLE civil_act (
    act_id BIGKEY,
    agency_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('birth', 'death', 'marriage', 'divorce', 'recognition', 'adoption', 'correction')),
    year BIGINT NOT NULL,
    number BIGINT NOT NULL,
    code TEXT NOT NULL UNIQUE,
    person_id BIGINT NOT NULL,
    dossier_id BIGINT NOT NULL,
    event_id BIGINT,
    recorded_ms BIGINT NOT NULL,
    officer_id BIGINT NOT NULL,
    facts TEXT NOT NULL,
    cancelled_ms BIGINT,
    cancel_reason TEXT NOT NULL DEFAULT '',
    UNIQUE (agency_id, kind, year, number)
);
CREATE UNIQUE INDEX civil_act_dossier ON civil_act (dossier_id);
CREATE INDEX civil_act_event ON civil_act (event_id) WHERE event_id IS NOT NULL;
-- Whose act it is: who may ask for a copy.
CREATE TABLE civil_act_person (
    person_id BIGINT NOT NULL,
    act_id BIGINT NOT NULL REFERENCES civil_act (act_id),
    role TEXT NOT NULL,
    PRIMARY KEY (person_id, act_id)
);
CREATE INDEX civil_act_person_act ON civil_act_person (act_id);
-- Owner: register. Undo of an event that was booked wrongly: one officer asks with a reason, another one decides. One open request an event.
CREATE TABLE undo_request (
    undo_request_id BIGKEY,
    event_id BIGINT NOT NULL,
    person_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    reason TEXT NOT NULL,
    asked_by BIGINT NOT NULL,
    asked_ms BIGINT NOT NULL,
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'approved', 'refused')),
    decided_by BIGINT,
    decided_ms BIGINT,
    decision TEXT NOT NULL DEFAULT '',
    CHECK (decided_by IS NULL OR decided_by <> asked_by),
    CHECK ((state = 'open') = (decided_ms IS NULL))
);
CREATE UNIQUE INDEX undo_request_open ON undo_request (event_id) WHERE state = 'open';
CREATE INDEX undo_request_unit ON undo_request (unit_id, undo_request_id) WHERE state = 'open';
