-- person_id is the 12-digit personal identification number as a number (leading zeros are restored on output; Law on Identity 26/2023/QH15).
CREATE TABLE person (
    person_id BIGKEY,
    full_name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    birth_date TEXT NOT NULL,
    birth_precision TEXT NOT NULL DEFAULT 'day' CHECK (birth_precision IN ('day', 'month', 'year')),
    sex TEXT NOT NULL CHECK (sex IN ('male', 'female')),
    ethnicity TEXT NOT NULL DEFAULT 'Kinh',
    nationality TEXT NOT NULL DEFAULT 'VN',
    old_number TEXT,
    birth_place TEXT NOT NULL DEFAULT '',
    hometown TEXT NOT NULL DEFAULT '',
    father_id BIGINT,
    mother_id BIGINT,
    spouse_id BIGINT,
    phone TEXT NOT NULL DEFAULT '',
    email TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL DEFAULT 'alive' CHECK (status IN ('alive', 'dead', 'missing')),
    death_date TEXT,
    source TEXT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    updated_ms BIGINT NOT NULL
);
CREATE INDEX person_name ON person (name_folded, birth_date);
CREATE TABLE household (
    household_id BIGKEY,
    unit_id BIGINT NOT NULL,
    hamlet_id BIGINT,
    address TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    closed_ms BIGINT,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX household_unit ON household (unit_id);
CREATE TABLE household_member (
    household_member_id BIGKEY,
    household_id BIGINT NOT NULL REFERENCES household (household_id),
    person_id BIGINT NOT NULL REFERENCES person (person_id),
    relation TEXT NOT NULL,
    is_head BOOLEAN NOT NULL DEFAULT FALSE,
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    dossier_id BIGINT,
    end_dossier_id BIGINT,
    recorded_ms BIGINT NOT NULL,
    ended_ms BIGINT
);
CREATE INDEX household_member_household ON household_member (household_id);
CREATE UNIQUE INDEX household_one_head ON household_member (household_id) WHERE is_head AND valid_to IS NULL;
CREATE UNIQUE INDEX person_one_household ON household_member (person_id) WHERE valid_to IS NULL;
-- One permanent and at most one temporary place a person at a time (Law on Residence 68/2020/QH14).
CREATE TABLE residence (
    residence_id BIGKEY,
    person_id BIGINT NOT NULL REFERENCES person (person_id),
    kind TEXT NOT NULL CHECK (kind IN ('permanent', 'temporary')),
    unit_id BIGINT NOT NULL,
    hamlet_id BIGINT,
    household_id BIGINT,
    address TEXT NOT NULL,
    dwelling TEXT NOT NULL DEFAULT '',
    valid_from TEXT NOT NULL,
    expires_on TEXT,
    valid_to TEXT,
    end_reason TEXT,
    dossier_id BIGINT,
    end_dossier_id BIGINT,
    recorded_ms BIGINT NOT NULL,
    ended_ms BIGINT
);
CREATE INDEX residence_person ON residence (person_id);
CREATE INDEX residence_unit ON residence (unit_id, kind);
CREATE UNIQUE INDEX residence_one_of_a_kind ON residence (person_id, kind) WHERE valid_to IS NULL;
CREATE INDEX residence_expiring ON residence (expires_on) WHERE valid_to IS NULL AND expires_on IS NOT NULL;
CREATE TABLE absence (
    absence_id BIGKEY,
    person_id BIGINT NOT NULL REFERENCES person (person_id),
    unit_id BIGINT NOT NULL,
    reason TEXT NOT NULL,
    destination TEXT NOT NULL,
    from_date TEXT NOT NULL,
    to_date TEXT NOT NULL,
    reason_group TEXT NOT NULL DEFAULT '',
    dossier_id BIGINT,
    recorded_ms BIGINT NOT NULL
);
CREATE INDEX absence_person ON absence (person_id);
CREATE TABLE lodging_place (
    lodging_place_id BIGKEY,
    unit_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('home', 'inn', 'hospital')),
    address TEXT NOT NULL,
    keeper_person_id BIGINT NOT NULL
);
CREATE INDEX lodging_place_keeper ON lodging_place (keeper_person_id);
CREATE TABLE lodging (
    lodging_id BIGKEY,
    lodging_place_id BIGINT NOT NULL REFERENCES lodging_place (lodging_place_id),
    unit_id BIGINT NOT NULL,
    person_id BIGINT,
    guest_name TEXT NOT NULL,
    guest_number TEXT NOT NULL,
    guest_birth TEXT,
    reason TEXT NOT NULL,
    arrived_ms BIGINT NOT NULL,
    arrived_on TEXT NOT NULL,
    leaves_on TEXT NOT NULL,
    notified_ms BIGINT NOT NULL,
    late BOOLEAN NOT NULL DEFAULT FALSE,
    matched TEXT NOT NULL DEFAULT 'unknown',
    dossier_id BIGINT
);
-- The same guest on the same day at the same place is one notice, however often it is sent.
CREATE UNIQUE INDEX lodging_once ON lodging (lodging_place_id, arrived_on, guest_number);
CREATE INDEX lodging_person ON lodging (person_id);
