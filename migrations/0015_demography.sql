-- Owner: demography. Figures of the population for any unit and any day, made from residence, household_member and person by the jobs role (ADR 21). Nothing here is a
-- source: `congdan check` compares it with the register, `congdan check --repair` makes it anew.
-- A commune with everybody who ever lived there (lives: see lives.h), so that any day of it is one row and one pass. A commune that went wholly into another one is part of
-- that one's row. stale: the register has changed since. adults..cards: of computed_ms, people of 14 and more with permanent residence, and who of them has which.
CREATE TABLE demography_unit (
    unit_id BIGKEY,
    computed_ms BIGINT NOT NULL DEFAULT 0,
    stale BOOLEAN NOT NULL DEFAULT TRUE,
    lives BYTEA NOT NULL,
    adults BIGINT NOT NULL DEFAULT 0,
    accounts BIGINT NOT NULL DEFAULT 0,
    cards BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX demography_unit_stale ON demography_unit (unit_id) WHERE stale;
-- Which communes a province, an old province or an old district is the sum of. place: the commune's place in the group's figures; never given again.
CREATE TABLE demography_member (
    group_id BIGINT NOT NULL,
    place BIGINT NOT NULL,
    unit_id BIGINT NOT NULL,
    PRIMARY KEY (group_id, place)
);
CREATE INDEX demography_member_unit ON demography_member (unit_id, group_id);
-- The figures of a group on each day since the first: one small row (figure: see group.c), kept by adding what a commune's change changes.
CREATE TABLE demography_day (
    group_id BIGINT NOT NULL,
    day BIGINT NOT NULL,
    figure BYTEA NOT NULL,
    PRIMARY KEY (group_id, day)
);
-- Names of ethnic groups as the register spells them; place 0..DEMOGRAPHY_ETHNIC_MAX - 2, what comes later counts as "other".
CREATE TABLE demography_word (
    place BIGKEY,
    word TEXT NOT NULL UNIQUE
);
-- event: the register's events up to here are in; known: what was known at that time (ms) is in; first: the first day of demography_day; recount: 1: make all anew.
CREATE TABLE demography_mark (
    name TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);
