-- Owner: matching. Search keys of names. There are far fewer names than people (some hundred thousand among ten million), so what is searched with typing errors is
-- the dictionary of names; the people of a name come from the index person_name.
-- name_folded: as in person. bag: its words in alphabetical order. squash: without blanks.
CREATE TABLE name_key (
    name_id BIGKEY,
    name_folded TEXT NOT NULL UNIQUE,
    bag TEXT NOT NULL,
    squash TEXT NOT NULL
);
CREATE INDEX name_key_bag ON name_key (bag);
CREATE INDEX name_key_squash ON name_key (squash);
-- Which names hold a word: for who knows only a part of the name.
CREATE TABLE name_word (
    word TEXT NOT NULL,
    name_id BIGINT NOT NULL,
    PRIMARY KEY (word, name_id)
)
-- sqlite: WITHOUT ROWID
;
-- Each word of any name under itself and under itself without one of its letters: two words that differ by one typing error (a letter too many, too few, another,
-- two swapped) share an entry.
CREATE TABLE name_stem (
    stem TEXT NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (stem, word)
)
-- sqlite: WITHOUT ROWID
;
-- Names and people that came in since the jobs role looked last, put here by the triggers below in the transaction that brought them, whoever brought them.
CREATE TABLE name_fresh (
    name_folded TEXT PRIMARY KEY
)
-- sqlite: WITHOUT ROWID
;
CREATE TABLE person_fresh (
    person_id BIGKEY
);
-- A row here keeps the triggers still: for a load of millions that indexes names in one go when it is done (matching_bulk_begin).
CREATE TABLE matching_pause (
    matching_pause_id BIGKEY
);
-- sqlite: CREATE TRIGGER person_name_new AFTER INSERT ON person WHEN NOT EXISTS (SELECT 1 FROM matching_pause) AND NOT EXISTS (SELECT 1 FROM name_key WHERE name_folded = NEW.name_folded) AND NOT EXISTS (SELECT 1 FROM name_fresh WHERE name_folded = NEW.name_folded) BEGIN INSERT INTO name_fresh (name_folded) VALUES (NEW.name_folded); END;
-- sqlite: CREATE TRIGGER person_name_changed AFTER UPDATE OF name_folded ON person WHEN NEW.name_folded <> OLD.name_folded AND NOT EXISTS (SELECT 1 FROM name_key WHERE name_folded = NEW.name_folded) AND NOT EXISTS (SELECT 1 FROM name_fresh WHERE name_folded = NEW.name_folded) BEGIN INSERT INTO name_fresh (name_folded) VALUES (NEW.name_folded); END;
-- sqlite: CREATE TRIGGER person_new AFTER INSERT ON person WHEN NOT EXISTS (SELECT 1 FROM matching_pause) BEGIN INSERT INTO person_fresh (person_id) VALUES (NEW.person_id); END;
-- On PostgreSQL once a statement, not once a row: an import inserts thousands with one. ORDER BY: two imports at once wait for each other in the same order.
-- postgres: CREATE FUNCTION matching_person_new() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT 1 FROM matching_pause) THEN RETURN NULL; END IF; INSERT INTO name_fresh (name_folded) SELECT DISTINCT f.name_folded FROM came_in f WHERE NOT EXISTS (SELECT 1 FROM name_key k WHERE k.name_folded = f.name_folded) ORDER BY 1 ON CONFLICT DO NOTHING; INSERT INTO person_fresh (person_id) SELECT person_id FROM came_in ON CONFLICT DO NOTHING; RETURN NULL; END $$;
-- postgres: CREATE TRIGGER person_new AFTER INSERT ON person REFERENCING NEW TABLE AS came_in FOR EACH STATEMENT EXECUTE FUNCTION matching_person_new();
-- postgres: CREATE FUNCTION matching_name_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NOT EXISTS (SELECT 1 FROM name_key WHERE name_folded = NEW.name_folded) THEN INSERT INTO name_fresh (name_folded) VALUES (NEW.name_folded) ON CONFLICT DO NOTHING; END IF; RETURN NULL; END $$;
-- postgres: CREATE TRIGGER person_name_changed AFTER UPDATE OF name_folded ON person FOR EACH ROW WHEN (NEW.name_folded <> OLD.name_folded) EXECUTE FUNCTION matching_name_changed();
-- Those who were there before: the first run of the jobs role (or `congdan check --repair`) indexes their names.
INSERT INTO name_fresh (name_folded) SELECT DISTINCT name_folded FROM person;
-- People of a name in order of birth without a look at the row itself: on SQLite the index holds the key in any case.
-- postgres: DROP INDEX person_name;
-- postgres: CREATE INDEX person_name ON person (name_folded, birth_date, person_id);
-- "Which of these live in this commune": a search by name and commune asks it of thousands.
CREATE INDEX residence_home ON residence (unit_id, person_id) WHERE valid_to IS NULL;
-- What an API client may read of a person (POST /api/v1/persons/read), separated by commas; '': nothing. Codes of features/matching/read_fields.c.
ALTER TABLE api_client ADD COLUMN person_fields TEXT NOT NULL DEFAULT '';
CREATE INDEX person_old_number ON person (old_number) WHERE old_number IS NOT NULL;
-- The numbers that were given up for this one.
CREATE INDEX person_replaced_by ON person (replaced_by) WHERE replaced_by IS NOT NULL;
-- Two records that may be one person, each pair once. unit_id: the commune whose officers decide (of the newer record's home, else of the older's; null: nobody lives anywhere).
-- evidence: bits of features/matching/duplicate.h. "different" is remembered, so that the pair is never found again. undone_ms: they had been held to be the same and are not.
CREATE TABLE duplicate (
    duplicate_id BIGKEY,
    low_id BIGINT NOT NULL REFERENCES person (person_id),
    high_id BIGINT NOT NULL REFERENCES person (person_id),
    unit_id BIGINT,
    score BIGINT NOT NULL,
    evidence BIGINT NOT NULL,
    found_ms BIGINT NOT NULL,
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'same', 'different')),
    kept_id BIGINT,
    decided_ms BIGINT,
    officer_id BIGINT,
    reason TEXT NOT NULL DEFAULT '',
    event_id BIGINT,
    undone_ms BIGINT,
    undo_event_id BIGINT,
    version BIGINT NOT NULL DEFAULT 1,
    CHECK (low_id < high_id),
    CHECK (state <> 'same' OR kept_id IN (low_id, high_id)),
    UNIQUE (low_id, high_id)
);
CREATE INDEX duplicate_high ON duplicate (high_id);
CREATE INDEX duplicate_open ON duplicate (unit_id, duplicate_id) WHERE state = 'open';
CREATE INDEX duplicate_decided ON duplicate (unit_id, decided_ms) WHERE state <> 'open';
