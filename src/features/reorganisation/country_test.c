/* country_test.c: see country_test.h. */
#include "features/reorganisation/country_test.h"
#include "features/agency/agency.h"
#include "features/population/population.h"
#include "features/reorganisation/reorganisation.h"

static const char units_csv[] = "code,parent_code,level,kind,name,valid_from,valid_to\n"
                                "52,,province,Tỉnh,Tỉnh Bình Định,,2025-06-30\n"
                                "64,,province,Tỉnh,Tỉnh Gia Lai,,2025-06-30\n"
                                "540,52,district,Thành phố,Thành phố Quy Nhơn,,2025-06-30\n"
                                "628,64,district,Huyện,Huyện Ia Grai,,2025-06-30\n"
                                "21553,540,commune,Phường,Phường Nhơn Bình,,2025-06-30\n"
                                "23782,628,commune,Xã,Xã Ia Dêr,,2025-06-30\n"
                                "23785,628,commune,Xã,Xã Ia Hrung,,2025-06-30\n"
                                "52,,province,Tỉnh,Tỉnh Gia Lai,2025-07-01,\n"
                                "21553,52,commune,Phường,Phường Quy Nhơn Đông,2025-07-01,\n"
                                "23778,52,commune,Xã,Xã Ia Grai,2025-07-01,\n"
                                "23782,52,commune,Xã,Xã Ia Hrung,2025-07-01,\n";
static const char links_csv[] = "old_level,old_code,new_code,extent,effective_on\n"
                                "province,52,52,full,2025-07-01\nprovince,64,52,full,2025-07-01\n"
                                "commune,21553,21553,full,2025-07-01\ncommune,23785,23782,full,2025-07-01\n"
                                "commune,23782,23782,partial,2025-07-01\ncommune,23782,23778,partial,2025-07-01\n";
static const char *const codes[] = {"21553", "23785", "23782", "628"};

void country_start(struct db_fixture *fixture)
{
    struct import_report units, links;

    db_test_migrate(fixture);
    DB_OK(fixture, territory_import_text(&fixture->ctx, str_of(units_csv), str_of(links_csv), false, &units, &links));
}

int64_t country_unit(struct db_fixture *fixture, const char *code, bool since)
{
    struct unit unit = {0};

    DB_OK(fixture, territory_find(&fixture->ctx, str_of(code), since ? day_of(2025, 7, 1) : day_of(2025, 6, 30), &unit));
    return unit.unit_id;
}

int64_t country_person(struct db_fixture *fixture, int serial)
{
    int64_t number = person_number_make(64, false, 1980, serial);

    DB_OK(fixture, person_insert(&fixture->ctx, &(struct person){.person_id = number, .full_name = S("Ksor Thử"), .birth = day_of(1980, 5, 1), .death = DAY_NONE, .source = S("test")}));
    return number;
}

int64_t country_address(struct db_fixture *fixture, int64_t person_id, enum country_old where, const char *from, const char *to, int64_t hamlet_id)
{
    int64_t id = db_new_id();

    DB_OK(fixture, db_exec(&fixture->ctx, NULL,
                           "INSERT INTO residence (residence_id, person_id, kind, unit_id, hamlet_id, address, valid_from, valid_to, recorded_ms)"
                           " VALUES ($1, $2, 'permanent', $3, $4, 'Nhà số 1', $5, $6, 1)",
                           DB_I64(id), DB_I64(person_id), DB_I64(country_unit(fixture, codes[where], false)), db_i64_or_null(hamlet_id), DB_STR(str_of(from)),
                           db_str_or_null(str_of(to))));
    return id;
}

int64_t country_hamlet(struct db_fixture *fixture, enum country_old where, const char *name)
{
    int64_t id = 0;

    DB_OK(fixture, territory_hamlet_put(&fixture->ctx, country_unit(fixture, codes[where], false), S("Thôn"), str_of(name), &id));
    return id;
}

int64_t country_officer(struct db_fixture *fixture, enum country_old where, const char *kind, const char *code, const char *name, const char *role)
{
    struct ctx *ctx = &fixture->ctx;
    int64_t agency_id = db_new_id(), account_id = db_new_id(), officer_id = db_new_id(), role_id, unit_id = country_unit(fixture, codes[where], false);

    DB_OK(fixture, agency_insert(ctx, &(struct agency){.agency_id = agency_id, .code = str_of(code), .unit_id = unit_id, .kind = str_of(kind), .name = str_of(name)}));
    DB_OK(fixture, db_exec(ctx, NULL, "UPDATE agency SET valid_from = '2019-01-01' WHERE agency_id = $1", DB_I64(agency_id)));
    DB_OK(fixture, db_exec(ctx, NULL, "INSERT INTO account (account_id, kind, login, name, state, created_ms) VALUES ($1, 'officer', $2, 'x', 'active', 1)",
                           DB_I64(account_id), DB_STR(str_of(code))));
    DB_OK(fixture, officer_insert(ctx, &(struct officer){.officer_id = officer_id, .account_id = account_id, .name = S("Rơ Châm Thử"), .agency_id = agency_id}));
    DB_OK(fixture, officer_role_add(ctx, officer_id,
                                    &(struct right){.role = str_of(role), .agency_id = agency_id, .unit_id = unit_id, .valid_from = day_of(2020, 1, 1), .valid_to = DAY_NONE},
                                    &role_id));
    return officer_id;
}

/* A country of ten thousand communes must not fill the test's memory: each piece has its own. A fault is told before that goes. */
#define PIECE(fixture, call)                                                                                           \
    do {                                                                                                               \
        struct arena AUTO(arena_done) piece_;                                                                          \
        arena_init(&piece_, 0);                                                                                        \
        (fixture)->ctx.arena = &piece_;                                                                                \
        DB_OK(fixture, call);                                                                                          \
        (fixture)->ctx.arena = &(fixture)->arena;                                                                      \
    } while (0)

void country_apply(struct db_fixture *fixture, int limit)
{
    bool more = true;

    for (int pieces = 0; more; pieces++) {
        cr_assert(pieces < 2000, "it never ends");
        PIECE(fixture, reorganisation_apply(&fixture->ctx, limit, &more));
    }
}

void country_choose(struct db_fixture *fixture, int64_t old_id, const char *kind, int64_t item_id, int64_t new_id)
{
    PIECE(fixture, territory_choose(&fixture->ctx, &(struct unit_choice){.old_id = old_id, .kind = str_of(kind), .item_id = item_id, .new_id = new_id}));
}

void country_apply_choices(struct db_fixture *fixture, int64_t old_id, int limit)
{
    bool more = true;

    for (int pieces = 0; more; pieces++) {
        AUTO(db_tx_end) struct db_tx tx = {0};
        cr_assert(pieces < 2000, "it never ends");
        DB_OK(fixture, db_tx_begin(&fixture->ctx, DB_WRITE, &tx));
        PIECE(fixture, reorganisation_apply_choices(&fixture->ctx, old_id, limit, &more));
        DB_OK(fixture, db_tx_commit(&tx));
    }
}

int64_t country_i64(struct db_fixture *fixture, const char *column, const char *table, const char *key, int64_t id)
{
    AUTO(db_rows_done) struct db_rows rows = {0};
    /* Statements are known by their address: this one lives as long as the test. */
    const char *sql = arena_cstr(&fixture->arena, arena_printf(&fixture->arena, "SELECT %s FROM %s WHERE %s = $1", column, table, key));
    struct db_value value = DB_I64(id);

    DB_OK(fixture, db_one_(&fixture->ctx, &rows, sql, &value, 1));
    return db_i64(&rows, 0);
}

int64_t country_count(struct db_fixture *fixture, const char *table, int64_t unit_id) { return country_i64(fixture, "COUNT(*)", table, "unit_id", unit_id); }
