-- procedure_id: a small number given by the catalogue (data/procedures/*.yaml), stable for ever.
CREATE TABLE dossier (
    dossier_id BIGKEY,
    code TEXT NOT NULL UNIQUE,
    procedure_id BIGINT NOT NULL,
    procedure_version BIGINT NOT NULL,
    channel BIGINT NOT NULL CHECK (channel BETWEEN 1 AND 3),
    assisted BOOLEAN NOT NULL DEFAULT FALSE,
    state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 10),
    stage TEXT NOT NULL DEFAULT 'receive',
    agency_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    province_id BIGINT NOT NULL,
    submitter_account_id BIGINT,
    submitter_person_id BIGINT,
    submitter_name TEXT NOT NULL,
    owner_person_id BIGINT NOT NULL,
    owner_name TEXT NOT NULL,
    owner_birth TEXT NOT NULL,
    owner_phone TEXT NOT NULL DEFAULT '',
    form TEXT NOT NULL,
    -- who submitted (account or API client) and the key that came with it: one dossier, however often it is sent
    once_key TEXT UNIQUE,
    submitted_ms BIGINT NOT NULL,
    received_ms BIGINT NOT NULL,
    clock_start_ms BIGINT NOT NULL,
    -- the date promised to the citizen: the law's, or after an apology the new one. due_ms of a procedure without a limit lies in the year 9999.
    due_ms BIGINT NOT NULL,
    due_day BIGINT NOT NULL,
    -- the law's date: statistics go by this one, so that an apology makes no late dossier punctual
    statutory_due_day BIGINT NOT NULL,
    reappointed BOOLEAN NOT NULL DEFAULT FALSE,
    supplement_rounds BIGINT NOT NULL DEFAULT 0,
    waiting_since_ms BIGINT,
    waited_ms BIGINT NOT NULL DEFAULT 0,
    -- set by every end, good or bad (states 3, 7, 8, 9, 10)
    finished_ms BIGINT,
    returned_ms BIGINT,
    timeliness BIGINT,
    officer_id BIGINT,
    result_document_id BIGINT,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX dossier_worklist ON dossier (agency_id, due_ms, dossier_id) WHERE state IN (1, 2, 4);
CREATE INDEX dossier_waiting ON dossier (agency_id, waiting_since_ms, dossier_id) WHERE state IN (5, 6);
CREATE INDEX dossier_to_return ON dossier (agency_id, finished_ms, dossier_id) WHERE state = 9;
CREATE INDEX dossier_owner ON dossier (owner_person_id, dossier_id);
CREATE INDEX dossier_submitter ON dossier (submitter_account_id, dossier_id) WHERE submitter_account_id IS NOT NULL;
-- the register (form 06) and the dossiers behind a number of the dashboard
CREATE INDEX dossier_of_unit ON dossier (unit_id, received_ms, dossier_id);
CREATE INDEX dossier_of_province ON dossier (province_id, received_ms, dossier_id);
CREATE INDEX dossier_open ON dossier (province_id, received_ms, dossier_id) WHERE finished_ms IS NULL;
CREATE INDEX dossier_reappointed ON dossier (province_id, received_ms, dossier_id) WHERE reappointed;
CREATE INDEX dossier_ended ON dossier (province_id, finished_ms) WHERE finished_ms IS NOT NULL;
CREATE TABLE dossier_code (
    agency_id BIGINT NOT NULL,
    day BIGINT NOT NULL,
    last_number BIGINT NOT NULL,
    PRIMARY KEY (agency_id, day)
);
-- One row a hand-over or decision: what form 05 prints.
CREATE TABLE dossier_step (
    dossier_id BIGINT NOT NULL REFERENCES dossier (dossier_id),
    seq BIGINT NOT NULL,
    action TEXT NOT NULL,
    state_from BIGINT NOT NULL,
    state_to BIGINT NOT NULL,
    stage TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    account_id BIGINT,
    officer_id BIGINT,
    actor_name TEXT NOT NULL,
    agency_id BIGINT,
    due_ms BIGINT,
    note TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (dossier_id, seq)
);
CREATE TABLE dossier_defect (
    dossier_id BIGINT NOT NULL REFERENCES dossier (dossier_id),
    round BIGINT NOT NULL,
    target TEXT NOT NULL,
    reason TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    fixed BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (dossier_id, round, target)
);
-- Wrong dates of birth that were tried on a code at the public look-up, on that day.
CREATE TABLE dossier_lookup (
    dossier_id BIGKEY REFERENCES dossier (dossier_id),
    day BIGINT NOT NULL,
    failures BIGINT NOT NULL
);
CREATE TABLE draft (
    draft_id BIGKEY,
    account_id BIGINT NOT NULL,
    procedure_id BIGINT NOT NULL,
    procedure_version BIGINT NOT NULL,
    owner_person_id BIGINT NOT NULL,
    channel BIGINT NOT NULL DEFAULT 2,
    assisted BOOLEAN NOT NULL DEFAULT FALSE,
    form TEXT NOT NULL,
    submit_key TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    updated_ms BIGINT NOT NULL,
    submitted_dossier_id BIGINT,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX draft_account ON draft (account_id, updated_ms);
-- Files: bytes lie in the data folder by SHA-256; the row is written after the file is durable. sha256 '': a result that was not opened yet.
CREATE TABLE document (
    document_id BIGKEY,
    sha256 TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    mime TEXT NOT NULL,
    pages BIGINT NOT NULL DEFAULT 0,
    file_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    paper TEXT NOT NULL DEFAULT '',
    title TEXT NOT NULL DEFAULT '',
    owner_person_id BIGINT,
    draft_id BIGINT,
    dossier_id BIGINT,
    account_id BIGINT,
    created_ms BIGINT NOT NULL,
    active BOOLEAN NOT NULL DEFAULT FALSE,
    removed_ms BIGINT
);
CREATE INDEX document_dossier ON document (dossier_id);
CREATE INDEX document_draft ON document (draft_id);
CREATE INDEX document_owner ON document (owner_person_id, document_id);
CREATE TABLE outbox (
    outbox_id BIGKEY,
    channel TEXT NOT NULL,
    account_id BIGINT,
    person_id BIGINT,
    dossier_id BIGINT,
    template TEXT NOT NULL,
    body TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    read_ms BIGINT,
    sent_ms BIGINT,
    attempts BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX outbox_person ON outbox (person_id, outbox_id);
