-- Audit: append-only. No secondary index here: at tens of thousands of look-ups a second a random index would cost more than the row.
-- The jobs role folds new rows into audit_person in sorted batches; a reader adds the tail behind audit_mark.
CREATE TABLE audit (
    audit_id BIGKEY,
    at_ms BIGINT NOT NULL,
    action TEXT NOT NULL,
    outcome BIGINT NOT NULL,
    account_id BIGINT,
    officer_id BIGINT,
    client_id BIGINT,
    unit_id BIGINT,
    person_id BIGINT,
    dossier_id BIGINT,
    purpose TEXT,
    detail TEXT
);
CREATE TABLE audit_person (
    person_id BIGINT NOT NULL,
    audit_id BIGINT NOT NULL,
    PRIMARY KEY (person_id, audit_id)
);
CREATE TABLE audit_mark (
    name TEXT PRIMARY KEY,
    audit_id BIGINT NOT NULL
);
-- Tally: counters bumped in the event's own transaction. unit_id is the commune-level unit and, in a second row, its province;
-- procedure_id 0 means all procedures together. month = year * 12 + month - 1.
CREATE TABLE tally_month (
    unit_id BIGINT NOT NULL,
    procedure_id BIGINT NOT NULL,
    month BIGINT NOT NULL,
    received_direct BIGINT NOT NULL DEFAULT 0,
    received_online BIGINT NOT NULL DEFAULT 0,
    received_post BIGINT NOT NULL DEFAULT 0,
    received_assisted BIGINT NOT NULL DEFAULT 0,
    resolved_early BIGINT NOT NULL DEFAULT 0,
    resolved_on_time BIGINT NOT NULL DEFAULT 0,
    resolved_late BIGINT NOT NULL DEFAULT 0,
    refused BIGINT NOT NULL DEFAULT 0,
    withdrawn BIGINT NOT NULL DEFAULT 0,
    supplement_asked BIGINT NOT NULL DEFAULT 0,
    apologies BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (unit_id, procedure_id, month)
);
-- Open dossiers by what they wait for and when they are due: "overdue" is a sum over past days, never a scan of dossiers.
-- waiting: 0 the agency works (clock runs), 1 citizen supplements, 2 citizen pays. due_day: the law's date, days since 1970; 0 when waiting.
CREATE TABLE tally_open (
    unit_id BIGINT NOT NULL,
    procedure_id BIGINT NOT NULL,
    waiting BIGINT NOT NULL,
    due_day BIGINT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (unit_id, procedure_id, waiting, due_day)
);
