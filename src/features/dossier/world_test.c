/* world_test.c: see world_test.h. */
#include "features/dossier/world_test.h"
#include "features/agency/calendar_load.h"
#include "features/document/document.h"

enum { OFFICER = 41, LEADER = 42, STRANGER = 43 };

static void agencies(struct db_fixture *fixture)
{
    struct ctx *ctx = &fixture->ctx;
    struct agency rows[] = {
        {.agency_id = 30, .code = S("H21.A1"), .unit_id = PROVINCE, .kind = S("police"), .name = S("Công an tỉnh Gia Lai"), .calendar = S("vn")},
        {.agency_id = AGENCY_PLEIKU, .code = S("H21.104"), .unit_id = PLEIKU, .kind = S("police"), .name = S("Công an phường Pleiku"),
         .parent_id = 30, .calendar = S("vn")},
        {.agency_id = AGENCY_IA_GRAI, .code = S("H21.105"), .unit_id = IA_GRAI, .kind = S("police"), .name = S("Công an xã Ia Grai"),
         .parent_id = 30, .calendar = S("vn")},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        DB_OK(fixture, agency_insert(ctx, &rows[i]));
}

static void officer(struct db_fixture *fixture, int64_t id, const char *name, int64_t agency_id)
{
    struct officer row = {.officer_id = id, .account_id = id, .name = str_of(name), .agency_id = agency_id};

    DB_OK(fixture, db_exec(&fixture->ctx, NULL,
                           "INSERT INTO account (account_id, kind, login, name, state, created_ms) VALUES ($1, 'officer', $2, $3, 'active', 0)",
                           DB_I64(id), DB_STR(arena_printf(fixture->ctx.arena, "officer%d", (int)id)), DB_STR(str_of(name))));
    DB_OK(fixture, officer_insert(&fixture->ctx, &row));
}

static void role(struct db_fixture *fixture, int64_t officer_id, const char *name, int64_t unit_id, const char *stage)
{
    struct right right = {.role = str_of(name), .agency_id = AGENCY_PLEIKU, .unit_id = unit_id, .stage = str_of(stage),
                          .valid_from = day_of(2025, 7, 1), .valid_to = DAY_NONE};
    int64_t id;

    DB_OK(fixture, officer_role_add(&fixture->ctx, officer_id, &right, &id));
}

static void units(struct db_fixture *fixture)
{
    static const struct {
        int64_t id, parent_id;
        const char *code, *level, *kind, *name;
    } rows[] = {{PROVINCE, 0, "52", "province", "Tỉnh", "Tỉnh Gia Lai"},
                {PLEIKU, PROVINCE, "23557", "commune", "Phường", "Phường Pleiku"},
                {IA_GRAI, PROVINCE, "23728", "commune", "Xã", "Xã Ia Grai"}};

    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        DB_OK(fixture, db_exec(&fixture->ctx, NULL,
                               "INSERT INTO unit (unit_id, code, level, kind, name, name_folded, parent_id, province_id, valid_from) "
                               "VALUES ($1, $2, $3, $4, $5, $5, $6, $7, '2025-07-01')",
                               DB_I64(rows[i].id), DB_STR(str_of(rows[i].code)), DB_STR(str_of(rows[i].level)), DB_STR(str_of(rows[i].kind)),
                               DB_STR(str_of(rows[i].name)), db_i64_or_null(rows[i].parent_id), DB_I64(PROVINCE)));
}

void world_at(struct world *world, struct day day, int hour, int minute)
{
    world->fixture->ctx.now_ms = ms_of_day(day, hour * 60 + minute);
}

int64_t world_person(struct world *world, const char *name, struct day birth)
{
    struct person person = {.person_id = person_number_make(52, false, civil_of(birth).year, ++world->serial), .full_name = str_of(name),
                            .birth = birth, .death = DAY_NONE, .source = S("test")};

    DB_OK(world->fixture, person_insert(&world->fixture->ctx, &person));
    return person.person_id;
}

void world_open(struct world *world, struct db_fixture *fixture)
{
    struct ctx *ctx = &fixture->ctx;
    struct day today = day_of(2026, 11, 16);

    *world = (struct world){.fixture = fixture};
    db_test_migrate(fixture);
    units(fixture);
    DB_OK(fixture, calendar_load(ctx, S("")));
    DB_OK(fixture, procedure_load(ctx, S("")));
    world->temporary = procedure_find(S("dang-ky-tam-tru"), today);
    world->permanent = procedure_find(S("dang-ky-thuong-tru"), today);
    world->absence = procedure_find(S("khai-bao-tam-vang"), today);
    world->lodging = procedure_find(S("thong-bao-luu-tru"), today);
    world_at(world, today, 9, 0);
    agencies(fixture);
    officer(fixture, OFFICER, "Đại úy Rơ Châm Thử", AGENCY_PLEIKU);
    officer(fixture, LEADER, "Thiếu tá Trần Văn Mẫu", AGENCY_PLEIKU);
    officer(fixture, STRANGER, "Trung úy Lê Thị Xa", AGENCY_IA_GRAI);
    role(fixture, OFFICER, "commune_police_officer", PLEIKU, "");
    role(fixture, OFFICER, "decision_delegate", PLEIKU, "decide");
    role(fixture, LEADER, "commune_police_head", PLEIKU, "");
    role(fixture, STRANGER, "commune_police_head", IA_GRAI, "");
    world->owner_id = world_person(world, "Nguyễn Thị Hương", day_of(1990, 5, 4));
    world->other_id = world_person(world, "Phạm Văn Hải", day_of(1985, 2, 3));
    world->child_id = world_person(world, "Nguyễn Gia Bảo", day_of(2016, 1, 9));
    world->keeper_id = world_person(world, "Lý Thị Chủ Trọ", day_of(1975, 8, 30));
    DB_OK(fixture, lodging_place_insert(ctx,
                                        &(struct lodging_place){.unit_id = PLEIKU, .name = S("Nhà nghỉ Biển Hồ"), .kind = S("inn"),
                                                                .address = S("1 Biển Hồ"), .keeper_person_id = world->keeper_id},
                                        &world->lodging_place_id));
    world_citizen(world, world->owner_id);
}

static void act(struct world *world, int64_t account_id, int64_t person_id, int64_t officer_id, const char *name)
{
    struct ctx *ctx = &world->fixture->ctx;

    ctx->actor.account_id = account_id;
    ctx->actor.person_id = person_id;
    ctx->actor.officer_id = officer_id;
    ctx->actor.name = str_of(name);
}

void world_citizen(struct world *world, int64_t person_id) { act(world, person_id, person_id, 0, "Công dân"); }
void world_officer(struct world *world) { act(world, OFFICER, 0, OFFICER, "Đại úy Rơ Châm Thử"); }
void world_leader(struct world *world) { act(world, LEADER, 0, LEADER, "Thiếu tá Trần Văn Mẫu"); }
void world_stranger(struct world *world) { act(world, STRANGER, 0, STRANGER, "Trung úy Lê Thị Xa"); }

int64_t world_papers(struct world *world, const char *paper)
{
    int64_t draft_id = db_new_id();
    struct document doc = {.sha256 = S("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"), .size_bytes = 1000, .mime = S("image/png"), .pages = 1, .file_name = S("giay-to.png"),
                           .kind = S("upload"), .paper = str_of(paper), .draft_id = draft_id};

    DB_OK(world->fixture, document_insert(&world->fixture->ctx, &doc));
    return draft_id;
}

static struct str key_of(struct world *world)
{
    return arena_printf(world->fixture->ctx.arena, "key-%016llx", (unsigned long long)db_new_id());
}

static struct str iso(struct world *world, int days_from_today)
{
    struct ctx *ctx = &world->fixture->ctx;
    return day_iso(ctx->arena, (struct day){day_of_ms(ctx->now_ms).n + days_from_today});
}

struct dossier_submission world_temporary(struct world *world, int64_t person_id)
{
    return (struct dossier_submission){
        .procedure = world->temporary,
        .channel = CHANNEL_ONLINE,
        .unit_id = PLEIKU,
        .owner_person_id = person_id,
        .owner_phone = S("0905000111"),
        .form = arena_printf(world->fixture->ctx.arena,
                             "{\"unit\":\"5201\",\"address\":\"12 Hùng Vương\",\"dwelling\":\"rented\",\"owner_name\":\"Lý Thị Chủ Trọ\",\"from\":\"%.*s\","
                             "\"until\":\"%.*s\",\"reason\":\"work\",\"phone\":\"0905000111\"}",
                             STR_ARG(iso(world, 4)), STR_ARG(iso(world, 734))),
        .draft_id = world_papers(world, "proof_of_dwelling"),
        .idempotency_key = key_of(world),
    };
}

struct dossier_submission world_absence(struct world *world, int64_t person_id)
{
    struct ctx *ctx = &world->fixture->ctx;
    struct residence residence;

    if (residence_current(ctx, person_id, false, &residence) != OK) {
        struct permanent_residence home = {.person_ids = {person_id}, .relations = {S("head")}, .person_count = 1, .unit_id = PLEIKU,
                                           .address = S("5 Trần Phú"), .dwelling = S("owned"), .from = DAY_NONE};
        ctx->fault = (struct fault){0};
        DB_OK(world->fixture, IN_TX(world, population_register_permanent(ctx, &home)));
    }
    return (struct dossier_submission){
        .procedure = world->absence,
        .channel = CHANNEL_ONLINE,
        .unit_id = PLEIKU,
        .owner_person_id = person_id,
        .form = arena_printf(ctx->arena, "{\"group\":\"other\",\"destination\":\"Đà Nẵng\",\"from\":\"%.*s\",\"until\":\"%.*s\",\"reason\":\"Đi học\"}",
                             STR_ARG(iso(world, 10)), STR_ARG(iso(world, 600))),
        .idempotency_key = key_of(world),
    };
}

struct dossier world_submit(struct world *world, struct dossier_submission submission)
{
    struct dossier dossier;
    bool repeated = true;

    DB_OK(world->fixture, IN_TX(world, dossier_submit(&world->fixture->ctx, &submission, &dossier, &repeated)));
    cr_assert_not(repeated);
    return dossier;
}

struct dossier world_reload(struct world *world, int64_t dossier_id)
{
    struct dossier dossier;

    DB_OK(world->fixture, dossier_get_id(&world->fixture->ctx, dossier_id, &dossier));
    return dossier;
}

void world_refused(struct world *world, enum err err, enum err expected, const char *code)
{
    struct fault *fault = &world->fixture->ctx.fault;

    cr_assert(err == expected && str_eq(fault->code, str_of(code)), "expected %s %s, got %s %.*s", err_name(expected), code, err_name(err),
              STR_ARG(fault->code));
    cr_assert(fault->text.len > 0);
    *fault = (struct fault){0};
}

void world_counters_close(struct world *world)
{
    struct ctx *ctx = &world->fixture->ctx;
    struct tally_recount *recount;
    struct tally_difference *differences;
    int64_t total;
    int shown;

    DB_OK(world->fixture, dossier_recount(ctx, &recount));
    DB_OK(world->fixture, tally_recount_check(ctx, recount, 5, &differences, &shown, &total));
    for (int i = 0; i < shown; i++)
        cr_log_error("unit %lld procedure %lld %.*s month %d due %d: stored %lld, counted %lld", (long long)differences[i].unit_id,
                     (long long)differences[i].procedure_id, STR_ARG(differences[i].counter), differences[i].month, differences[i].due.n,
                     (long long)differences[i].stored, (long long)differences[i].counted);
    cr_assert_eq(total, 0);
}

/* --- random lives ----------------------------------------------------------------------------------------------------- */
uint32_t world_random(uint64_t *seed, uint32_t bound)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*seed >> 33) % bound;
}

void world_step(struct world *world, struct dossier *d, uint64_t *seed)
{
    static const struct dossier_defect defect = {.target = S_INIT("file:proof_of_dwelling"), .reason = S_INIT("unreadable")};
    struct ctx *ctx = &world->fixture->ctx;
    struct day soon = {day_of_ms(ctx->now_ms).n + 1 + (int)world_random(seed, 6)};
    enum err err = OK;

    *d = world_reload(world, d->dossier_id);
    world_leader(world);
    switch (world_random(seed, 9)) {
    case 0: err = IN_TX(world, dossier_receive(ctx, d)); break;
    case 1: err = IN_TX(world, dossier_ask_supplement(ctx, d, &defect, 1, S(""))); break;
    case 2:
    case 3: world_citizen(world, d->owner_person_id); err = IN_TX(world, dossier_supplement(ctx, d, S(""), world_papers(world, "proof_of_dwelling"))); break;
    case 4:
    case 5: err = IN_TX(world, dossier_approve(ctx, d, S(""))); break;
    case 6: err = IN_TX(world, dossier_refuse(ctx, d, S("Không đủ điều kiện"))); break;
    case 7: err = IN_TX(world, dossier_reappoint(ctx, d, soon, S("Thiếu người"))); break;
    case 8:
        if (world_random(seed, 3) == 0)
            err = IN_TX(world, dossier_withdraw(ctx, d, S("")));
        else if (d->state == DOSSIER_NEW)
            err = IN_TX(world, dossier_refuse_receipt(ctx, d, S("Nộp nhầm nơi")));
        break;
    }
    cr_assert(err == OK || err == ERR_CONFLICT || err == ERR_INVALID, "%s %.*s", err_name(err), STR_ARG(ctx->fault.code));
    ctx->fault = (struct fault){0};
}

struct dossier world_born(struct world *world, uint64_t *seed)
{
    int64_t person = world_person(world, "Võ Thị Ngẫu Nhiên", day_of(1980, 1 + (int)world_random(seed, 12), 1 + (int)world_random(seed, 28)));
    struct dossier_submission submission = world_random(seed, 3) ? world_temporary(world, person) : world_absence(world, person);

    world_citizen(world, person);
    submission.channel = (enum channel)(1 + world_random(seed, 3));
    submission.assisted = submission.channel != CHANNEL_ONLINE;
    if (submission.assisted)
        world_leader(world);
    return world_submit(world, submission);
}
