-- Identity cards (Law on Identity 26/2023/QH15): the cards themselves, appointments to have one made, and who has to do something when. Owner: card.
-- No biometric datum is kept here or anywhere in this database.
CREATE TABLE card (
    card_id BIGKEY,
    person_id BIGINT NOT NULL REFERENCES person (person_id),
    kind TEXT NOT NULL CHECK (kind IN ('can_cuoc', 'cccd_chip')),
    state TEXT NOT NULL CHECK (state IN ('made', 'in_use', 'replaced', 'lost', 'damaged', 'withdrawn')),
    issued_on TEXT NOT NULL,
    valid_to TEXT,
    issuer TEXT NOT NULL,
    request TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    dossier_id BIGINT,
    handed_on TEXT,
    returned_on TEXT,
    recorded_ms BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    CHECK (valid_to IS NULL OR valid_to > issued_on)
);
CREATE INDEX card_person ON card (person_id);
-- One card that waits to be handed over and one in use a person, whoever writes.
CREATE UNIQUE INDEX card_one_of_a_state ON card (person_id, state) WHERE state IN ('made', 'in_use');
-- One row for each living person with a permanent residence: what is due next and when (day numbers). It can be made again from the register at any time
-- (`congdan check`); the lists of campaigns read nothing else, so each is one range of the index below. lane: 1 no valid card for people from 14 on, due is the
-- 14th birthday; 2 a card in use, due is its last day; 3 a card lies ready, due is the day it was made.
CREATE TABLE card_standing (
    person_id BIGKEY,
    residence_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    hamlet_id BIGINT NOT NULL,
    lane BIGINT NOT NULL CHECK (lane BETWEEN 1 AND 3),
    due_day BIGINT NOT NULL
);
CREATE INDEX card_standing_list ON card_standing (unit_id, lane, due_day, residence_id, hamlet_id);
-- How far the walk through the register has come that puts card_standing right.
CREATE TABLE card_walk (
    name TEXT PRIMARY KEY,
    after_id BIGINT NOT NULL,
    started_ms BIGINT NOT NULL,
    finished_ms BIGINT NOT NULL
);
-- A day on which an agency takes portraits, fingerprints and irises: at its office, or on a route in a hamlet.
CREATE TABLE card_collection (
    collection_id BIGKEY,
    agency_id BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    is_mobile BOOLEAN NOT NULL,
    place TEXT NOT NULL,
    day TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL CHECK (state IN ('open', 'closed', 'cancelled')),
    officer_id BIGINT,
    created_ms BIGINT NOT NULL,
    ended_ms BIGINT,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX card_collection_unit ON card_collection (unit_id, day);
CREATE TABLE card_slot (
    collection_id BIGINT NOT NULL REFERENCES card_collection (collection_id),
    minute BIGINT NOT NULL,
    capacity BIGINT NOT NULL,
    booked BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (collection_id, minute),
    CHECK (booked >= 0 AND booked <= capacity)
);
-- minute: of the slot; -1: came without an appointment.
CREATE TABLE card_booking (
    booking_id BIGKEY,
    collection_id BIGINT NOT NULL REFERENCES card_collection (collection_id),
    minute BIGINT NOT NULL,
    person_id BIGINT NOT NULL REFERENCES person (person_id),
    account_id BIGINT,
    state TEXT NOT NULL CHECK (state IN ('booked', 'cancelled', 'collected', 'absent')),
    booked_ms BIGINT NOT NULL,
    ended_ms BIGINT,
    officer_id BIGINT,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX card_booking_day ON card_booking (collection_id, minute);
CREATE INDEX card_booking_person ON card_booking (person_id);
CREATE UNIQUE INDEX card_one_booking ON card_booking (person_id) WHERE state = 'booked';
