-- Owned by platform/db (db_bulk.h): secondary indexes that are off while empty tables are filled, each with the statement that makes it again.
CREATE TABLE index_off (
    name TEXT PRIMARY KEY,
    definition TEXT NOT NULL
);
