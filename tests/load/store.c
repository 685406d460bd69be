/* store.c: what scripts/bench needs of a SQLite database itself.
 *
 *   store people DB COUNT [adults]   lines "number TAB name TAB birth date" of people, spread over the register;
 *                                    adults: who may file for a temporary residence in commune 23575
 *   store multiply DB COPIES         every dossier and its steps COPIES times more, with codes and identifiers of their own; `congdan check --repair` must
 *                                    recount afterwards. For lists and counters over a million dossiers without playing a million lives.
 *   store readdress DB DAY           what a reorganisation is compared with: the open addresses of the decree's old units (unit_succession, full links of DAY) get their
 *                                    new unit by one plain UPDATE a table, in one transaction with the program's own settings; prints rows and seconds
 *   store bulk FROM TO               the register's people, households and homes of one database into another, empty one: sorted prepared inserts in one transaction.
 *                                    Prints the seconds that it took without reading: a first pass reads the same rows and throws them away
 *   store lookups DB COUNT SECONDS   point look-ups a second by personal number: one prepared statement, the columns that a verification reads, COUNT numbers spread over
 *                                    the register one after the other; what a batch of the API is compared with
 *   store commits FILE SECONDS       one-row durable commits a second in a fresh database: WAL, synchronous=FULL, one prepared statement, nothing else */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static sqlite3 *db;

static void fail(const char *what)
{
    fprintf(stderr, "store: %s: %s\n", what, db ? sqlite3_errmsg(db) : "");
    exit(1);
}

static void open_db(const char *path, int flags)
{
    if (sqlite3_open_v2(path, &db, flags, NULL) != SQLITE_OK)
        fail(path);
    sqlite3_busy_timeout(db, 10000);
}

static void run(const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail(sql);
}

static sqlite3_stmt *prepare(const char *sql)
{
    sqlite3_stmt *stmt;
    if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK)
        fail(sql);
    return stmt;
}

static void people(const char *path, const char *count, int adults)
{
    char sql[700];

    open_db(path, SQLITE_OPEN_READONLY);
    /* The last digits of a number are a running number of its province, sex and year: a prime step through them mixes all. */
    snprintf(sql, sizeof sql,
             "SELECT printf('%%012d', person_id), full_name, birth_date FROM person p WHERE status = 'alive' AND birth_precision = 'day' %s"
             " ORDER BY (person_id * 7919) %% 1000003 LIMIT %ld",
             adults ? "AND birth_date BETWEEN '1966-01-01' AND '2004-01-01' AND NOT EXISTS (SELECT 1 FROM residence r WHERE r.person_id = p.person_id AND"
                      " (r.kind = 'temporary' OR r.unit_id = (SELECT MAX(unit_id) FROM unit WHERE code = '23575')))" : "", strtol(count, NULL, 10));
    sqlite3_stmt *stmt = prepare(sql);
    while (sqlite3_step(stmt) == SQLITE_ROW)
        printf("%s\t%s\t%s\n", sqlite3_column_text(stmt, 0), sqlite3_column_text(stmt, 1), sqlite3_column_text(stmt, 2));
}

/* The columns of a table as a list for SELECT; those that must differ in each copy are replaced. ?1 is the copy's number. */
static void columns(const char *table, char *out, size_t cap)
{
    static const struct {
        const char *name, *expression;
    } own[] = {
        {"dossier_id", "dossier_id + (?1 << 53)"}, /* identifiers are milliseconds << 22: copies lie centuries apart */
        {"code", "substr(code, 1, length(code) - 4) || printf('%d', ?1 * 10000 + CAST(substr(code, -4) AS INTEGER))"},
        {"once_key", "NULL"},
    };
    char sql[100];
    size_t len = 0;

    snprintf(sql, sizeof sql, "SELECT name FROM pragma_table_info('%s') ORDER BY cid", table);
    sqlite3_stmt *stmt = prepare(sql);
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(stmt, 0), *expression = name;
        for (size_t i = 0; i < sizeof own / sizeof *own; i++)
            if (!strcmp(own[i].name, name))
                expression = own[i].expression;
        len += (size_t)snprintf(out + len, cap - len, "%s%s", len ? ", " : "", expression);
    }
    sqlite3_finalize(stmt);
}

static void multiply(const char *path, const char *copies)
{
    static const char *const tables[] = {"dossier", "dossier_step"};
    char list[4000], sql[5000];

    open_db(path, SQLITE_OPEN_READWRITE);
    run("PRAGMA synchronous=OFF; PRAGMA cache_size=-400000; PRAGMA foreign_keys=OFF; PRAGMA journal_mode=MEMORY; BEGIN");
    sqlite3_stmt *highest = prepare("SELECT MAX(dossier_id) FROM dossier");
    sqlite3_step(highest);
    sqlite3_int64 last = sqlite3_column_int64(highest, 0);
    sqlite3_finalize(highest);
    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++) {
        columns(tables[t], list, sizeof list);
        snprintf(sql, sizeof sql, "INSERT INTO %s SELECT %s FROM %s WHERE dossier_id <= ?2", tables[t], list, tables[t]);
        sqlite3_stmt *insert = prepare(sql);
        for (long copy = 1; copy <= strtol(copies, NULL, 10); copy++) {
            sqlite3_bind_int64(insert, 1, copy);
            sqlite3_bind_int64(insert, 2, last);
            if (sqlite3_step(insert) != SQLITE_DONE)
                fail(tables[t]);
            sqlite3_reset(insert);
        }
        sqlite3_finalize(insert);
    }
    run("COMMIT; PRAGMA journal_mode=WAL");
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void readdress(const char *path, const char *day)
{
    char residence[300];
    const char *const updates[] = {
        residence,
        "UPDATE household SET unit_id = (SELECT new_id FROM readdress WHERE old_id = unit_id) WHERE closed_ms IS NULL AND unit_id IN (SELECT old_id FROM readdress)",
    };
    char sql[300];
    sqlite3_int64 rows = 0;

    snprintf(residence, sizeof residence,
             "UPDATE residence SET unit_id = (SELECT new_id FROM readdress WHERE old_id = unit_id) WHERE (valid_to IS NULL OR valid_to >= '%.10s')"
             " AND unit_id IN (SELECT old_id FROM readdress)", day);
    open_db(path, SQLITE_OPEN_READWRITE);
    run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536; CREATE TABLE readdress (old_id INTEGER PRIMARY KEY, new_id INTEGER NOT NULL)");
    snprintf(sql, sizeof sql, "INSERT INTO readdress SELECT old_id, new_id FROM unit_succession WHERE extent = 'full' AND effective_on = '%.10s'", day);
    run(sql);
    double start = now();
    run("BEGIN IMMEDIATE");
    for (size_t i = 0; i < sizeof updates / sizeof *updates; i++) {
        run(updates[i]);
        rows += sqlite3_changes64(db);
    }
    run("COMMIT");
    printf("%lld %.3f\n", rows, now() - start);
}

static void lookups(const char *path, const char *count, const char *seconds)
{
    size_t cap = (size_t)strtol(count, NULL, 10), n = 0;
    sqlite3_int64 *ids = malloc(cap * sizeof *ids);
    long done = 0, bytes = 0;

    open_db(path, SQLITE_OPEN_READONLY);
    run("PRAGMA mmap_size=0; PRAGMA cache_size=-16384");
    sqlite3_stmt *list = prepare("SELECT person_id FROM person ORDER BY (person_id * 7919) % 1000003 LIMIT ?1");
    sqlite3_bind_int64(list, 1, (sqlite3_int64)cap);
    while (ids && n < cap && sqlite3_step(list) == SQLITE_ROW)
        ids[n++] = sqlite3_column_int64(list, 0);
    sqlite3_finalize(list);
    if (!n)
        fail("nobody");
    sqlite3_stmt *stmt = prepare("SELECT name_folded, birth_date, status FROM person WHERE person_id = ?1");
    double start = now(), end = start + atof(seconds);
    while (now() < end)
        for (int i = 0; i < 1000; i++, done++) {
            sqlite3_bind_int64(stmt, 1, ids[done % (long)n]);
            if (sqlite3_step(stmt) != SQLITE_ROW)
                fail("lookup");
            for (int column = 0; column < 3; column++)
                bytes += (long)strlen((const char *)sqlite3_column_text(stmt, column));
            sqlite3_reset(stmt);
        }
    printf("%.0f %ld\n", (double)done / (now() - start), bytes);
    free(ids);
}

static void commits(const char *path, const char *seconds)
{
    static const char row[] = "1.004194;H21.104-261121-0001;23575;1;2026-11-21T10:00:00+07:00;about as long as a row of the log: one hundred and fifty bytes";
    long count = 0;

    unlink(path);
    open_db(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE row (id INTEGER PRIMARY KEY, text TEXT NOT NULL)");
    sqlite3_stmt *insert = prepare("INSERT INTO row (text) VALUES (?1)");
    sqlite3_bind_text(insert, 1, row, -1, SQLITE_STATIC);
    double start = now(), end = start + atof(seconds);
    while (now() < end) {
        if (sqlite3_step(insert) != SQLITE_DONE)
            fail("insert");
        sqlite3_reset(insert);
        count++;
    }
    printf("%.1f\n", (double)count / (now() - start));
    sqlite3_finalize(insert);
    sqlite3_close(db);
    unlink(path);
}

static double copy_table(const char *table, int inserts)
{
    char sql[2000], places[400] = "?1";
    double start = now();

    snprintf(sql, sizeof sql, "SELECT * FROM source.%s ORDER BY rowid", table);
    sqlite3_stmt *select = prepare(sql);
    int columns = sqlite3_column_count(select);
    for (int i = 2; i <= columns; i++)
        snprintf(places + strlen(places), sizeof places - strlen(places), ",?%d", i);
    snprintf(sql, sizeof sql, "INSERT INTO main.%s VALUES (%s)", table, places);
    sqlite3_stmt *insert = prepare(sql);
    while (sqlite3_step(select) == SQLITE_ROW) {
        for (int i = 0; i < columns; i++) {
            switch (sqlite3_column_type(select, i)) {
            case SQLITE_INTEGER: sqlite3_bind_int64(insert, i + 1, sqlite3_column_int64(select, i)); break;
            case SQLITE_NULL: sqlite3_bind_null(insert, i + 1); break;
            default: sqlite3_bind_text(insert, i + 1, (const char *)sqlite3_column_text(select, i), sqlite3_column_bytes(select, i), SQLITE_STATIC);
            }
        }
        if (inserts && sqlite3_step(insert) != SQLITE_DONE)
            fail(table);
        if (inserts)
            sqlite3_reset(insert);
    }
    sqlite3_finalize(select);
    sqlite3_finalize(insert);
    return now() - start;
}

static void bulk(const char *from, const char *to)
{
    static const char *const tables[] = {"person", "household", "household_member", "residence"};
    char sql[1000];
    double reading = 0, start;

    open_db(to, SQLITE_OPEN_READWRITE);
    snprintf(sql, sizeof sql, "ATTACH '%s' AS source", from);
    run(sql);
    run("PRAGMA synchronous=FULL; PRAGMA cache_size=-262144; PRAGMA foreign_keys=ON");
    for (int more = 1; more;) { /* what only the program does */
        sqlite3_stmt *triggers = prepare("SELECT 'DROP TRIGGER \"' || name || '\"' FROM main.sqlite_schema WHERE type = 'trigger' LIMIT 1");
        more = sqlite3_step(triggers) == SQLITE_ROW;
        snprintf(sql, sizeof sql, "%s", more ? (const char *)sqlite3_column_text(triggers, 0) : "SELECT 1");
        sqlite3_finalize(triggers);
        run(sql);
    }
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        reading += copy_table(tables[i], 0);
    start = now();
    run("BEGIN");
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        copy_table(tables[i], 1);
    run("COMMIT");
    printf("%.3f\n", now() - start - reading);
}

int main(int argc, char **argv)
{
    if (argc >= 4 && !strcmp(argv[1], "people"))
        return people(argv[2], argv[3], argc > 4), 0;
    if (argc == 4 && !strcmp(argv[1], "multiply"))
        return multiply(argv[2], argv[3]), 0;
    if (argc == 4 && !strcmp(argv[1], "readdress"))
        return readdress(argv[2], argv[3]), 0;
    if (argc == 5 && !strcmp(argv[1], "lookups"))
        return lookups(argv[2], argv[3], argv[4]), 0;
    if (argc == 4 && !strcmp(argv[1], "commits"))
        return commits(argv[2], argv[3]), 0;
    if (argc == 4 && !strcmp(argv[1], "bulk"))
        return bulk(argv[2], argv[3]), 0;
    fprintf(stderr, "store people DB COUNT [adults] | multiply DB COPIES | readdress DB DAY | bulk FROM TO | lookups DB COUNT SECONDS | commits FILE SECONDS\n");
    return 2;
}
