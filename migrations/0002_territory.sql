-- Administrative units. A code is used again across reforms, so a unit is (level, code, valid_from), and unit_id is made from the three (territory.h).
CREATE TABLE unit (
    unit_id BIGKEY,
    code TEXT NOT NULL,
    level TEXT NOT NULL CHECK (level IN ('province', 'district', 'commune')),
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    parent_id BIGINT,
    province_id BIGINT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    CONSTRAINT unit_once UNIQUE (code, level, valid_from)
);
CREATE INDEX unit_parent ON unit (parent_id, code);
CREATE INDEX unit_province ON unit (province_id, code);

CREATE TABLE unit_succession (
    old_id BIGINT NOT NULL,
    new_id BIGINT NOT NULL,
    extent TEXT NOT NULL CHECK (extent IN ('full', 'partial')),
    effective_on TEXT NOT NULL,
    CONSTRAINT unit_succession_once PRIMARY KEY (old_id, new_id)
);
CREATE INDEX unit_succession_new ON unit_succession (new_id, old_id);

-- Thôn, tổ dân phố, buôn, làng: no unit of administration, but the last line of every address.
CREATE TABLE hamlet (
    hamlet_id BIGKEY,
    unit_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    CONSTRAINT hamlet_once UNIQUE (unit_id, kind, name)
);
