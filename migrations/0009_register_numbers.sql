-- Owner: population. Numbers, the database's own guards, and the list of whose permanent residence may have to be deleted.
-- The last serial that was drawn of PPP G YY (bucket = the first six digits of the number as a number). Bumped in the transaction of the birth; two births of one
-- bucket wait for each other, so that no number is drawn twice. It only grows: also the number of a birth that was undone is not given again.
CREATE TABLE number_serial (
    bucket BIGKEY,
    last_serial BIGINT NOT NULL CHECK (last_serial BETWEEN 1 AND 999999)
);
-- Which of the 63 prefixes a birth registered in a unit gets. For merged provinces no law text was found: without a row the prefix is that of the province
-- to which the commune belonged before 1 July 2025.
CREATE TABLE number_prefix (
    unit_id BIGKEY,
    prefix BIGINT NOT NULL CHECK (prefix BETWEEN 1 AND 99),
    legal_basis TEXT NOT NULL
);
-- Numbers that other systems gave: social insurance, health insurance, driving licence ... A row that ended stays.
CREATE TABLE other_number (
    other_number_id BIGKEY,
    person_id BIGINT NOT NULL REFERENCES person (person_id),
    system TEXT NOT NULL,
    number TEXT NOT NULL,
    source TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('claimed', 'confirmed', 'integrated', 'mismatch')),
    checked_ms BIGINT,
    recorded_ms BIGINT NOT NULL,
    ended_ms BIGINT
);
CREATE INDEX other_number_person ON other_number (person_id);
CREATE UNIQUE INDEX other_number_one_owner ON other_number (system, number) WHERE ended_ms IS NULL;
-- Residence Law 68/2020/QH14 Art. 24.1: found by the jobs role, decided by an officer. Found once: the same ground since the same day is not proposed again.
-- found_event_id: the dwelling_end behind it; decided_event_id: the deletion.
CREATE TABLE deregistration_candidate (
    candidate_id BIGKEY,
    residence_id BIGINT NOT NULL REFERENCES residence (residence_id),
    person_id BIGINT NOT NULL REFERENCES person (person_id),
    unit_id BIGINT NOT NULL,
    ground TEXT NOT NULL,
    since_on TEXT NOT NULL,
    evidence TEXT NOT NULL,
    found_ms BIGINT NOT NULL,
    found_event_id BIGINT,
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'dossier', 'deleted', 'dismissed', 'obsolete')),
    decided_ms BIGINT,
    officer_id BIGINT,
    decision TEXT NOT NULL DEFAULT '',
    dossier_id BIGINT,
    decided_event_id BIGINT,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX deregistration_candidate_once ON deregistration_candidate (residence_id, ground, since_on);
CREATE INDEX deregistration_candidate_open ON deregistration_candidate (unit_id, candidate_id) WHERE state IN ('open', 'dossier');
-- How far the search for candidates has walked over the persons; day: of the walk that runs or ran last.
CREATE TABLE deregistration_walk (
    walk_id BIGKEY,
    last_person_id BIGINT NOT NULL,
    day TEXT NOT NULL,
    done BOOLEAN NOT NULL
);
-- A dwelling that its household has no right to any more (sold, lease over, demolished): the ground for a candidate twelve months later (Art. 24.1 e to i).
CREATE TABLE dwelling_end (
    dwelling_end_id BIGKEY,
    household_id BIGINT NOT NULL REFERENCES household (household_id),
    ground TEXT NOT NULL,
    ended_on TEXT NOT NULL,
    event_id BIGINT NOT NULL REFERENCES register_event (event_id),
    revoked_ms BIGINT
);
CREATE INDEX dwelling_end_day ON dwelling_end (ended_on) WHERE revoked_ms IS NULL;
-- Whose children: asked when a birth date or a sex is corrected, and by parents for their own minor children.
CREATE INDEX person_father ON person (father_id) WHERE father_id IS NOT NULL;
CREATE INDEX person_mother ON person (mother_id) WHERE mother_id IS NOT NULL;
CREATE INDEX person_adoptive_father ON person (adoptive_father_id) WHERE adoptive_father_id IS NOT NULL;
CREATE INDEX person_adoptive_mother ON person (adoptive_mother_id) WHERE adoptive_mother_id IS NOT NULL;
-- No dead head of household, whoever writes.
-- sqlite: CREATE TRIGGER household_head_alive_insert BEFORE INSERT ON household_member WHEN NEW.is_head AND NEW.valid_to IS NULL AND (SELECT status FROM person WHERE person_id = NEW.person_id) = 'dead' BEGIN SELECT RAISE(ABORT, 'household_head_alive'); END;
-- sqlite: CREATE TRIGGER household_head_alive_update BEFORE UPDATE OF is_head, valid_to, person_id ON household_member WHEN NEW.is_head AND NEW.valid_to IS NULL AND (SELECT status FROM person WHERE person_id = NEW.person_id) = 'dead' BEGIN SELECT RAISE(ABORT, 'household_head_alive'); END;
-- sqlite: CREATE TRIGGER person_dead_is_no_head BEFORE UPDATE OF status ON person WHEN NEW.status = 'dead' AND EXISTS (SELECT 1 FROM household_member WHERE person_id = NEW.person_id AND is_head AND valid_to IS NULL) BEGIN SELECT RAISE(ABORT, 'household_head_alive'); END;
-- postgres: CREATE FUNCTION household_head_alive() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF (SELECT status FROM person WHERE person_id = NEW.person_id) = ''dead'' THEN RAISE EXCEPTION ''household_head_alive'' USING ERRCODE = ''check_violation'', CONSTRAINT = ''household_head_alive''; END IF; RETURN NEW; END';
-- postgres: CREATE TRIGGER household_head_alive_insert BEFORE INSERT ON household_member FOR EACH ROW WHEN (NEW.is_head AND NEW.valid_to IS NULL) EXECUTE FUNCTION household_head_alive();
-- postgres: CREATE TRIGGER household_head_alive_update BEFORE UPDATE OF is_head, valid_to, person_id ON household_member FOR EACH ROW WHEN (NEW.is_head AND NEW.valid_to IS NULL) EXECUTE FUNCTION household_head_alive();
-- postgres: CREATE FUNCTION person_dead_is_no_head() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF EXISTS (SELECT 1 FROM household_member WHERE person_id = NEW.person_id AND is_head AND valid_to IS NULL) THEN RAISE EXCEPTION ''household_head_alive'' USING ERRCODE = ''check_violation'', CONSTRAINT = ''household_head_alive''; END IF; RETURN NEW; END';
-- postgres: CREATE TRIGGER person_dead_is_no_head BEFORE UPDATE OF status ON person FOR EACH ROW WHEN (NEW.status = 'dead') EXECUTE FUNCTION person_dead_is_no_head();
-- History is not rewritten: an event keeps what it said (only undone_by is added), a residence or membership keeps its person and its start, an end is not taken away.
-- Only the end of a temporary residence whose time ran out may become an earlier one: its last day stands in expires_on, so nothing is lost.
-- sqlite: CREATE TRIGGER register_event_kept BEFORE UPDATE OF event_id, kind, happened_on, recorded_ms, unit_id, person_id, account_id, officer_id, approved_by, dossier_id, reason, evidence, undoes ON register_event BEGIN SELECT RAISE(ABORT, 'register_event_kept'); END;
-- sqlite: CREATE TRIGGER register_event_not_deleted BEFORE DELETE ON register_event BEGIN SELECT RAISE(ABORT, 'register_event_kept'); END;
-- sqlite: CREATE TRIGGER residence_kept BEFORE UPDATE OF person_id, kind, valid_from, valid_to, recorded_ms ON residence WHEN NEW.person_id <> OLD.person_id OR NEW.kind <> OLD.kind OR NEW.valid_from <> OLD.valid_from OR NEW.recorded_ms <> OLD.recorded_ms OR (OLD.valid_to IS NOT NULL AND NEW.valid_to IS NOT OLD.valid_to AND NOT (OLD.end_reason = 'expired' AND OLD.end_event_id IS NULL)) BEGIN SELECT RAISE(ABORT, 'residence_kept'); END;
-- sqlite: CREATE TRIGGER household_member_kept BEFORE UPDATE OF person_id, household_id, relation, is_head, valid_from, valid_to, recorded_ms ON household_member WHEN NEW.person_id <> OLD.person_id OR NEW.household_id <> OLD.household_id OR NEW.relation <> OLD.relation OR NEW.valid_from <> OLD.valid_from OR NEW.recorded_ms <> OLD.recorded_ms OR (OLD.valid_to IS NOT NULL AND NEW.valid_to IS NOT OLD.valid_to) BEGIN SELECT RAISE(ABORT, 'household_member_kept'); END;
-- postgres: CREATE FUNCTION register_kept() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''%'', TG_NAME USING ERRCODE = ''check_violation'', CONSTRAINT = TG_NAME; END';
-- postgres: CREATE TRIGGER register_event_kept BEFORE UPDATE OF event_id, kind, happened_on, recorded_ms, unit_id, person_id, account_id, officer_id, approved_by, dossier_id, reason, evidence, undoes ON register_event FOR EACH ROW EXECUTE FUNCTION register_kept();
-- postgres: CREATE TRIGGER register_event_not_deleted BEFORE DELETE ON register_event FOR EACH ROW EXECUTE FUNCTION register_kept();
-- postgres: CREATE TRIGGER residence_kept BEFORE UPDATE OF person_id, kind, valid_from, valid_to, recorded_ms ON residence FOR EACH ROW WHEN (NEW.person_id <> OLD.person_id OR NEW.kind <> OLD.kind OR NEW.valid_from <> OLD.valid_from OR NEW.recorded_ms <> OLD.recorded_ms OR (OLD.valid_to IS NOT NULL AND NEW.valid_to IS DISTINCT FROM OLD.valid_to AND NOT (OLD.end_reason = 'expired' AND OLD.end_event_id IS NULL))) EXECUTE FUNCTION register_kept();
-- postgres: CREATE TRIGGER household_member_kept BEFORE UPDATE OF person_id, household_id, relation, is_head, valid_from, valid_to, recorded_ms ON household_member FOR EACH ROW WHEN (NEW.person_id <> OLD.person_id OR NEW.household_id <> OLD.household_id OR NEW.relation <> OLD.relation OR NEW.valid_from <> OLD.valid_from OR NEW.recorded_ms <> OLD.recorded_ms OR (OLD.valid_to IS NOT NULL AND NEW.valid_to IS DISTINCT FROM OLD.valid_to)) EXECUTE FUNCTION register_kept();
