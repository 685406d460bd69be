CREATE TABLE agency (
    agency_id BIGKEY,
    code TEXT NOT NULL UNIQUE,
    unit_id BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('police', 'committee', 'centre', 'department')),
    name TEXT NOT NULL,
    parent_id BIGINT REFERENCES agency (agency_id),
    calendar TEXT NOT NULL DEFAULT 'vn',
    phone TEXT NOT NULL DEFAULT '',
    address TEXT NOT NULL DEFAULT '',
    valid_from TEXT NOT NULL,
    valid_to TEXT
);
CREATE INDEX agency_unit ON agency (unit_id, kind);
CREATE TABLE account (
    account_id BIGKEY,
    kind TEXT NOT NULL CHECK (kind IN ('citizen', 'officer')),
    login TEXT NOT NULL UNIQUE,
    person_id BIGINT UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT,
    totp_sealed BYTEA,
    totp_counter BIGINT NOT NULL DEFAULT 0,
    level BIGINT NOT NULL DEFAULT 1,
    state TEXT NOT NULL CHECK (state IN ('registered', 'approved', 'active', 'locked', 'closed')),
    lang TEXT NOT NULL DEFAULT 'vi',
    large_text BOOLEAN NOT NULL DEFAULT FALSE,
    high_contrast BOOLEAN NOT NULL DEFAULT FALSE,
    created_ms BIGINT NOT NULL,
    activated_ms BIGINT,
    version BIGINT NOT NULL DEFAULT 1
);
-- code_sha256: of 80 random bits and the account's number; a fast digest is enough for a code that was not chosen by a person.
CREATE TABLE recovery_code (
    account_id BIGINT NOT NULL REFERENCES account (account_id),
    code_sha256 BYTEA NOT NULL,
    used_ms BIGINT,
    PRIMARY KEY (account_id, code_sha256)
);
-- token_sha256: the cookie's token is never stored, so a stolen copy of the database opens no session.
CREATE TABLE session (
    session_id BIGKEY,
    token_sha256 BYTEA NOT NULL UNIQUE,
    account_id BIGINT NOT NULL REFERENCES account (account_id),
    csrf_token TEXT NOT NULL,
    device TEXT NOT NULL DEFAULT '',
    created_ms BIGINT NOT NULL,
    seen_ms BIGINT NOT NULL,
    ended_ms BIGINT
);
CREATE INDEX session_account ON session (account_id, ended_ms);
-- What was in a form that came after its session had run out; offered again after sign-in, forgotten after a day.
CREATE TABLE late_form (
    late_form_id BIGKEY,
    account_id BIGINT NOT NULL REFERENCES account (account_id),
    path TEXT NOT NULL,
    body TEXT NOT NULL,
    created_ms BIGINT NOT NULL
);
-- subject: a keyed digest of the login, or of a device that signed in before; never a login or an address as it was typed.
CREATE TABLE signin_throttle (
    subject TEXT PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_ms BIGINT NOT NULL,
    blocked_until_ms BIGINT NOT NULL
);
CREATE INDEX signin_throttle_age ON signin_throttle (last_ms);
-- Browsers that have signed in to the account: their owner is not shut out by a stranger's wrong guesses.
CREATE TABLE known_device (
    account_id BIGINT NOT NULL REFERENCES account (account_id),
    device_sha256 BYTEA NOT NULL,
    last_ms BIGINT NOT NULL,
    PRIMARY KEY (account_id, device_sha256)
);
CREATE TABLE officer (
    officer_id BIGKEY,
    account_id BIGINT NOT NULL UNIQUE REFERENCES account (account_id),
    name TEXT NOT NULL,
    title TEXT NOT NULL DEFAULT '',
    agency_id BIGINT NOT NULL REFERENCES agency (agency_id)
);
-- A right is a role in an agency: over its unit and below, for one procedure or all, for one stage or all.
CREATE TABLE officer_role (
    officer_role_id BIGKEY,
    officer_id BIGINT NOT NULL REFERENCES officer (officer_id),
    role TEXT NOT NULL,
    agency_id BIGINT NOT NULL REFERENCES agency (agency_id),
    unit_id BIGINT NOT NULL,
    procedure_code TEXT,
    stage TEXT,
    valid_from TEXT NOT NULL,
    valid_to TEXT
);
CREATE INDEX officer_role_officer ON officer_role (officer_id);
CREATE TABLE api_client (
    client_id BIGKEY,
    name TEXT NOT NULL,
    token_sha256 BYTEA NOT NULL UNIQUE,
    perms TEXT NOT NULL,
    unit_id BIGINT NOT NULL,
    legal_basis TEXT NOT NULL,
    purpose TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    ended_ms BIGINT
);
CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
