-- Reorganisation of administrative units. Owner of unit_move and unit_choice: territory; of reorganisation*: reorganisation.
-- A unit that went whole into another: where its rows belong today. Filled when a decree's day has come; new_id is always a unit in force (a later decree
-- rewrites it), so that one look-up leads from any old unit to today's.
CREATE TABLE unit_move (
    old_id BIGKEY,
    new_id BIGINT NOT NULL,
    effective_on TEXT NOT NULL
);
CREATE INDEX unit_move_new ON unit_move (new_id);
-- What an officer decided about a unit that was divided, thing by thing. A choice can be changed or taken back until it is applied.
CREATE TABLE unit_choice (
    old_id BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('hamlet', 'household', 'residence', 'place', 'dossier', 'officer', 'client')),
    item_id BIGINT NOT NULL,
    new_id BIGINT NOT NULL,
    officer_id BIGINT,
    decided_ms BIGINT NOT NULL,
    applied_ms BIGINT,
    CONSTRAINT unit_choice_once PRIMARY KEY (old_id, kind, item_id)
);
-- registered_unit_id: the unit at the time of registration, kept when a decree moves the row; NULL: unit_id is still that unit. Questions about an earlier day
-- start from it (territory_unit_on). Not indexed: who asks about an old unit reads the range of what it became.
ALTER TABLE hamlet ADD COLUMN registered_unit_id BIGINT;
ALTER TABLE hamlet ADD COLUMN registered_name TEXT;
ALTER TABLE household ADD COLUMN registered_unit_id BIGINT;
ALTER TABLE residence ADD COLUMN registered_unit_id BIGINT;
ALTER TABLE lodging_place ADD COLUMN registered_unit_id BIGINT;
-- A dossier's unit_id and province_id stay those of its receipt, under which it was counted; who works on it since a decree stands here.
ALTER TABLE dossier ADD COLUMN unit_now_id BIGINT;
ALTER TABLE dossier ADD COLUMN province_now_id BIGINT;
-- What became of an agency. The old row stays, ended; steps and codes of old dossiers name it.
CREATE TABLE agency_succession (
    old_id BIGINT NOT NULL,
    new_id BIGINT NOT NULL,
    effective_on TEXT NOT NULL,
    CONSTRAINT agency_succession_once PRIMARY KEY (old_id, new_id)
);
-- All links of one day are one decree. digest: of its links; when a later import changes them the steps run again (they pass over what is done).
CREATE TABLE reorganisation (
    effective_on TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('applying', 'waiting', 'done')),
    digest TEXT NOT NULL,
    started_ms BIGINT NOT NULL,
    finished_ms BIGINT
);
-- How far each step is; position is the last key that was looked at. Written in the transaction that moves the rows: after a kill the next run goes on here.
CREATE TABLE reorganisation_step (
    effective_on TEXT NOT NULL,
    step TEXT NOT NULL,
    position BIGINT NOT NULL DEFAULT 0,
    seen BIGINT NOT NULL DEFAULT 0,
    moved BIGINT NOT NULL DEFAULT 0,
    done BOOLEAN NOT NULL DEFAULT FALSE,
    CONSTRAINT reorganisation_step_once PRIMARY KEY (effective_on, step)
);
