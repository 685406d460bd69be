-- Worker numbers that processes on one PostgreSQL hold, so that no two make the same identifiers (platform/db/db_worker.c). until_ms is by the
-- database's clock. SQLite has one machine, whose supervisor gives the numbers: there the table stays empty.
CREATE TABLE worker_lease (
    worker BIGKEY,
    holder TEXT NOT NULL DEFAULT '',
    until_ms BIGINT NOT NULL DEFAULT 0
);
-- Wrong answers at the public look-up of a dossier, on that day. subject: a keyed digest of a browser and a code as it was typed, or of the code alone, so that
-- rows stand for codes that were never given, too, and tell nothing. known: this browser has given the right date for this code.
DROP TABLE dossier_lookup;
CREATE TABLE lookup_throttle (
    subject TEXT PRIMARY KEY,
    day BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    known BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX lookup_throttle_day ON lookup_throttle (day);
-- The log is append-only for everybody who comes through SQL, not for the program alone. An owner of the database can still take the guard away: that is
-- what copies elsewhere are for.
-- sqlite: CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
-- sqlite: CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
-- postgres: CREATE FUNCTION audit_guard() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''audit is append-only'' USING ERRCODE = ''23514''; END';
-- postgres: CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_guard();
-- Fees that were paid at a counter: what the receipt says. One row a payment; a wrong one is followed by its opposite, never changed.
CREATE TABLE dossier_payment (
    dossier_id BIGINT NOT NULL REFERENCES dossier (dossier_id),
    seq BIGINT NOT NULL,
    amount_vnd BIGINT NOT NULL CHECK (amount_vnd >= 0),
    receipt TEXT NOT NULL,
    agency_id BIGINT NOT NULL,
    officer_id BIGINT NOT NULL,
    paid_ms BIGINT NOT NULL,
    PRIMARY KEY (dossier_id, seq),
    CONSTRAINT dossier_payment_receipt UNIQUE (agency_id, receipt)
);
-- Who comes along, as they were called when the dossier was submitted: the result says what was decided then, whatever the register says later.
CREATE TABLE dossier_member (
    dossier_id BIGINT NOT NULL REFERENCES dossier (dossier_id),
    person_id BIGINT NOT NULL,
    full_name TEXT NOT NULL,
    birth_date TEXT,
    PRIMARY KEY (dossier_id, person_id)
);
-- Uploads of API clients that wait for a submission; few at any time.
CREATE INDEX document_unclaimed ON document (created_ms) WHERE dossier_id IS NULL AND account_id IS NULL;
