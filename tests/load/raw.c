/* raw.c: the reference for durable writes: one small row a commit on SQLite (WAL, synchronous=FULL), one connection. `bench-raw FILE SECONDS` prints commits a second. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void must(int rc, sqlite3 *db)
{
    if (rc != SQLITE_OK && rc != SQLITE_DONE && rc != SQLITE_ROW) {
        fprintf(stderr, "raw: %s\n", sqlite3_errmsg(db));
        exit(1);
    }
}

int main(int argc, char **argv)
{
    sqlite3 *db;
    sqlite3_stmt *insert;
    long n = 0;

    if (argc != 3)
        return 2;
    unlink(argv[1]);
    must(sqlite3_open(argv[1], &db), NULL);
    must(sqlite3_exec(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE event (id INTEGER PRIMARY KEY, at INTEGER, body TEXT)", NULL, NULL, NULL), db);
    must(sqlite3_prepare_v2(db, "INSERT INTO event (at, body) VALUES (?1, 'one hundred and fifty bytes of an event row, as long as the row that performance figures elsewhere were taken with, give or take some')", -1, &insert, NULL), db);
    double start = now(), until = start + atof(argv[2]);
    while (now() < until) {
        sqlite3_bind_int64(insert, 1, n++);
        must(sqlite3_step(insert), db);
        sqlite3_reset(insert);
    }
    printf("%.0f\n", (double)n / (now() - start));
    sqlite3_finalize(insert);
    sqlite3_close(db);
    return 0;
}
