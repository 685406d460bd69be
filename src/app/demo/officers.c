/* officers.c: makes the agencies, officers and accounts of the demo. Past officers are written straight into the tables, without a password: nobody can sign in
 * as them. Those who can are made by user_add(), by the same rules as real ones. */
#include "app/demo/officers.h"
#include "features/identity/identity.h"
#include "platform/unicode/unicode.h"

enum { POLICE_FIRST = 101, COMMITTEE_FIRST = 301, CALLS_MAX = 3 };

struct office {
    struct ctx *ctx;
    struct str data_dir;
    struct names names;
    struct rng rng;
    uint64_t seed;
    int64_t province_id;
    int shown; /* how many stand in the list of the sign-in page */
    struct day since;
};

static struct str person_name(struct office *o, bool female)
{
    int birth_year = rng_between(&o->rng, 1970, 1998);
    const struct name_part *surname = name_pick(&o->names.surnames[KINH], &o->rng);

    return name_make(o->ctx->arena, &o->names, &o->rng, KINH, surname, female, birth_year).text;
}

/* "Phường Pleiku" in the middle of a name: "phường Pleiku". */
static struct str lower_kind(struct arena *arena, struct str name)
{
    static const char *const kinds[][2] = {{"Phường ", "phường "}, {"Xã ", "xã "}, {"Đặc khu ", "đặc khu "}, {"Thị trấn ", "thị trấn "}};

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (str_starts(name, str_of(kinds[i][0])))
            return arena_join(arena, str_of(kinds[i][1]), str_sub(name, strlen(kinds[i][0]), name.len));
    return name;
}

/* "pleiku", "iagrai": the part of a login that tells the commune. */
static struct str slug(struct arena *arena, struct str name)
{
    struct str folded = unicode_fold(arena, name), rest = folded;
    struct buf out;

    for (const char *const *kind = (const char *const[]){"phuong ", "xa ", "dac khu ", "thi tran ", NULL}; *kind; kind++)
        if (str_starts(folded, str_of(*kind)))
            rest = str_sub(folded, strlen(*kind), folded.len);
    buf_init(&out, arena, 24);
    for (size_t i = 0; i < rest.len && out.len < 24; i++)
        if (rest.ptr[i] != ' ')
            buf_put_char(&out, rest.ptr[i]);
    return buf_str(&out);
}

/* --- agencies ----------------------------------------------------------------------------------------------------------------- */
static enum err office_add(struct office *o, struct str code, int64_t unit_id, struct str kind, struct str name, int64_t parent_id, int64_t *ret_agency_id)
{
    struct agency agency = {
        .agency_id = db_new_id(), .code = code, .unit_id = unit_id, .kind = kind, .name = name, .parent_id = parent_id,
        .phone = arena_printf(o->ctx->arena, "000 269 %04d", rng_below(&o->rng, 10000)), /* no such number */
        .address = S("Địa chỉ mô phỏng"),
    };

    TRY(agency_insert(o->ctx, &agency));
    *ret_agency_id = agency.agency_id;
    return OK;
}

/* --- officers without a password ------------------------------------------------------------------------------------------------ */
static enum err past_officer(struct office *o, struct str login, struct str role, struct str title, int64_t agency_id, int64_t unit_id, struct demo_officer *ret_officer)
{
    struct ctx *ctx = o->ctx;
    struct demo_officer made = {.officer_id = db_new_id(), .account_id = db_new_id(), .name = person_name(o, rng_chance(&o->rng, 300))};
    struct officer officer = {.officer_id = made.officer_id, .account_id = made.account_id, .name = made.name, .title = title, .agency_id = agency_id};
    struct right right = {.role = role, .agency_id = agency_id, .unit_id = unit_id, .valid_from = o->since, .valid_to = DAY_NONE};
    int64_t role_id;

    TRY(db_exec(ctx, NULL, "INSERT INTO account (account_id, kind, login, name, state, created_ms) VALUES ($1, 'officer', $2, $3, 'registered', $4)",
                DB_I64(made.account_id), DB_STR(login), DB_STR(made.name), DB_I64(ctx->now_ms)));
    TRY(officer_insert(ctx, &officer));
    TRY(officer_role_add(ctx, made.officer_id, &right, &role_id));
    *ret_officer = made;
    return OK;
}

/* --- people who can sign in ------------------------------------------------------------------------------------------------------ */
static enum err sign_in_user(struct office *o, struct user_new user, struct msg note, struct str place, struct user_secrets *ret_secrets)
{
    struct ctx *ctx = o->ctx;
    AUTO(secret_wipe) struct secret key = {0};
    unsigned char mac[SHA256_BYTES];
    struct str seed = arena_printf(ctx->arena, "demo totp %llu", (unsigned long long)o->seed);

    crypto_hmac_sha256(seed, user.login, mac);
    TRY(secret_set(&key, (struct str){(const char *)mac, TOTP_KEY_BYTES}));
    user.password = S(DEMO_PASSWORD);
    user.totp_key = &key;
    TRY(user_add(ctx, o->data_dir, &user, ret_secrets));
    return demo_user_put(ctx, ++o->shown, ret_secrets->account_id, note, place);
}

static enum err citizen(struct office *o, const struct demo_actor *actor, struct msg note)
{
    struct user_secrets secrets;
    struct user_new user = {.kind = S("citizen"), .login = arena_printf(o->ctx->arena, "%012lld", (long long)actor->person_id)};

    return sign_in_user(o, user, note, S(""), &secrets);
}

static enum err officer(struct office *o, struct str login, struct str role, struct str title, int64_t agency_id, int64_t unit_id, struct msg note,
                        struct str place, struct demo_officer *ret_officer)
{
    struct user_secrets secrets;
    struct user_new user = {.kind = S("officer"), .login = login, .name = person_name(o, rng_chance(&o->rng, 400)), .title = title,
                            .agency_id = agency_id, .role = role, .unit_id = unit_id};

    TRY(sign_in_user(o, user, note, place, &secrets));
    if (ret_officer)
        *ret_officer = (struct demo_officer){.officer_id = secrets.officer_id, .account_id = secrets.account_id, .name = user.name};
    return OK;
}

static enum err citizens(struct office *o, const struct demo_cast *cast)
{
    TRY(citizen(o, &cast->renter, T("Công dân: thuê phòng trọ, cần đăng ký tạm trú")));
    TRY(citizen(o, &cast->family[0], T("Công dân: cùng vợ con đã mua nhà, cần đăng ký thường trú")));
    TRY(citizen(o, &cast->traveller, T("Công dân: sắp đi làm xa, cần khai báo tạm vắng")));
    TRY(citizen(o, &cast->inn_keeper, T("Công dân: chủ nhà nghỉ, thông báo lưu trú cho khách mỗi tối")));
    TRY(citizen(o, &cast->mother, T("Công dân: mẹ của hai con chưa thành niên, làm hồ sơ thay con")));
    TRY(citizen(o, &cast->fifteen, T("Công dân 15 tuổi: có tài khoản nhưng hồ sơ cư trú do cha mẹ làm thay")));
    return citizen(o, &cast->landlord, T("Công dân: chủ nhà cho thuê trọ"));
}

static bool same_unit(const int64_t *units, int count, int64_t unit_id)
{
    for (int i = 0; i < count; i++)
        if (units[i] == unit_id)
            return true;
    return false;
}

/* The officer decides on residence by delegation of the head: the decision alone, not what only a leader may do (a second request for a supplement). */
static enum err may_decide(struct office *o, int64_t officer_id, int64_t agency_id, int64_t unit_id)
{
    struct right right = {.role = S("decision_delegate"), .agency_id = agency_id, .unit_id = unit_id, .stage = S("decide"), .valid_from = day_of(2025, 7, 1),
                          .valid_to = DAY_NONE};
    int64_t id;

    return officer_role_add(o->ctx, officer_id, &right, &id);
}

static enum err commune(struct office *o, const struct demo_commune *place, bool with_password, struct demo_commune_staff *staff)
{
    struct arena *arena = o->ctx->arena;
    struct str name = lower_kind(arena, place->name);

    if (with_password) {
        struct str end = slug(arena, place->name);
        TRY(officer(o, arena_join(arena, S("hotich."), end), S("justice_officer"), S("Công chức tư pháp - hộ tịch"), staff->committee_id, place->unit_id,
                    T("Công chức tư pháp - hộ tịch {0}: xử lý hồ sơ hộ tịch, giữ sổ hộ tịch"), name, &staff->justice));
        TRY(officer(o, arena_join(arena, S("lanhdao."), end), S("commune_leader"), S("Chủ tịch Ủy ban nhân dân"), staff->committee_id, place->unit_id,
                    T("Chủ tịch UBND {0}: ký hồ sơ hộ tịch, xem bảng điều hành của xã"), name, &staff->chair));
        bool delegates = !str_eq(end, S("pleiku")); /* both ways can be seen: in Pleiku the head decides everything himself */
        TRY(officer(o, arena_join(arena, S("canbo."), end), S("commune_police_officer"), S("Cán bộ đăng ký, quản lý cư trú"), staff->police_id, place->unit_id,
                    delegates ? T("Cán bộ Công an {0}: xử lý và được ủy quyền quyết định hồ sơ cư trú") : T("Cán bộ Công an {0}: xử lý hồ sơ cư trú"), name,
                    &staff->officer));
        if (delegates)
            TRY(may_decide(o, staff->officer.officer_id, staff->police_id, place->unit_id));
        return officer(o, arena_join(arena, S("truong."), end), S("commune_police_head"), S("Trưởng Công an"), staff->police_id, place->unit_id,
                       T("Trưởng Công an {0}: quyết định hồ sơ"), name, &staff->head);
    }
    TRY(past_officer(o, arena_printf(arena, "ub.%.*s.hotich", STR_ARG(place->code)), S("justice_officer"), S("Công chức tư pháp - hộ tịch"), staff->committee_id,
                     place->unit_id, &staff->justice));
    TRY(past_officer(o, arena_printf(arena, "ub.%.*s.chutich", STR_ARG(place->code)), S("commune_leader"), S("Chủ tịch Ủy ban nhân dân"), staff->committee_id,
                     place->unit_id, &staff->chair));
    TRY(past_officer(o, arena_printf(arena, "ca.%.*s.canbo", STR_ARG(place->code)), S("commune_police_officer"), S("Cán bộ đăng ký, quản lý cư trú"),
                     staff->police_id, place->unit_id, &staff->officer));
    return past_officer(o, arena_printf(arena, "ca.%.*s.truong", STR_ARG(place->code)), S("commune_police_head"), S("Trưởng Công an"), staff->police_id,
                        place->unit_id, &staff->head);
}

static enum err communes_fill(struct office *o, const struct demo_commune *places, int count, const struct demo_cast *cast, struct demo_staff *staff)
{
    struct arena *arena = o->ctx->arena;
    const int64_t called[CALLS_MAX] = {cast->renter_unit_id, cast->family_unit_id, cast->lodging_unit_id};

    for (int i = 0; i < count; i++) {
        struct demo_commune_staff *c = &staff->communes[i];
        struct str name = lower_kind(arena, places[i].name);
        c->unit_id = places[i].unit_id;
        TRY(office_add(o, arena_printf(arena, "H21.%d", POLICE_FIRST + i), c->unit_id, S("police"), arena_join(arena, S("Công an "), name),
                       staff->province_police_id, &c->police_id));
        TRY(office_add(o, arena_printf(arena, "H21.%d", COMMITTEE_FIRST + i), c->unit_id, S("committee"),
                       arena_join(arena, S("Ủy ban nhân dân "), name), staff->province_office_id, &c->committee_id));
        TRY(commune(o, &places[i], same_unit(called, CALLS_MAX, c->unit_id), c));
    }
    return OK;
}

/* The one-stop clerk of the renter's commune, then those who work for the whole province. */
static enum err others(struct office *o, const struct demo_commune *places, const struct demo_cast *cast, const struct demo_staff *staff)
{
    struct arena *arena = o->ctx->arena;

    for (int i = 0; i < staff->communes_count; i++) {
        const struct demo_commune_staff *c = &staff->communes[i];
        if (c->unit_id != cast->renter_unit_id)
            continue;
        struct str name = lower_kind(arena, places[i].name), end = slug(arena, places[i].name);
        TRY(officer(o, arena_join(arena, S("motcua."), end), S("clerk"), S("Công chức tiếp nhận và trả kết quả"), c->committee_id, c->unit_id,
                    T("Công chức một cửa {0}: tiếp nhận tại quầy"), name, NULL));
        break;
    }
    TRY(officer(o, S("lanhdao.tinh"), S("province_leader"), S("Phó Chủ tịch Ủy ban nhân dân tỉnh"), staff->province_office_id, o->province_id,
                T("Lãnh đạo tỉnh: xem bảng điều hành toàn tỉnh"), S(""), NULL));
    TRY(officer(o, S("kiemtoan.tinh"), S("auditor"), S("Kiểm toán viên nội bộ"), staff->province_office_id, o->province_id,
                T("Kiểm toán viên: xem nhật ký"), S(""), NULL));
    return officer(o, S("quantri.tinh"), S("operator"), S("Quản trị viên hệ thống"), staff->province_office_id, o->province_id,
                   T("Quản trị viên: cán bộ, vai trò, ma trận quyền"), S(""), NULL);
}

static enum err check_empty(struct ctx *ctx)
{
    struct db_rows AUTO(db_rows_done) rows = {0};

    enum err err = db_one(ctx, &rows, "SELECT agency_id FROM agency LIMIT 1");
    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    return fault(ctx, ERR_CONFLICT, "demo.not_empty", "", "Cơ sở dữ liệu đã có cơ quan. Dữ liệu mô phỏng chỉ được tạo trong cơ sở dữ liệu trống.");
}

static enum err make(struct office *o, const struct demo_commune *communes, int count, const struct demo_cast *cast, struct demo_staff *staff)
{
    struct ctx *ctx = o->ctx;
    AUTO(db_tx_end) struct db_tx tx = {0};

    TRY(names_load(ctx, &o->names));
    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(check_empty(ctx));
    TRY(setting_put(ctx, S("demo"), S("1")));
    TRY(setting_put(ctx, S("demo.password"), S(DEMO_PASSWORD)));
    TRY(office_add(o, S("H21.001"), o->province_id, S("department"), S("Văn phòng Ủy ban nhân dân tỉnh"), 0, &staff->province_office_id));
    TRY(office_add(o, S("H21.019"), o->province_id, S("police"), S("Công an tỉnh"), 0, &staff->province_police_id));
    TRY(citizens(o, cast));
    TRY(communes_fill(o, communes, count, cast, staff));
    TRY(others(o, communes, cast, staff));
    return db_tx_commit(&tx);
}

enum err demo_officers_make(struct ctx *ctx, struct str data_dir, int64_t province_id, const struct demo_commune *communes, int count,
                            const struct demo_cast *cast, uint64_t seed, struct demo_staff *ret_staff)
{
    struct office o = {.ctx = ctx, .data_dir = data_dir, .rng = {.state = seed ^ UINT64_C(0x6f6666696365)}, .seed = seed, .province_id = province_id,
                       .since = day_of(2025, 7, 1)};
    struct demo_staff staff = {.communes = arena_array(ctx->arena, struct demo_commune_staff, (size_t)count), .communes_count = count};
    int64_t now_ms = ctx->now_ms;

    ctx->now_ms = ms_of_day(o.since, 8 * 60); /* all of it has been there since the reform */
    enum err err = make(&o, communes, count, cast, &staff);
    ctx->now_ms = now_ms;
    TRY(err);
    *ret_staff = staff;
    return OK;
}
