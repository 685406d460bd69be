/* commands.c: THE list of commands. */
#include "app/commands.h"
#include "app/features.h"
#include "features/territory/territory.h"
#include "platform/clock/clock.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db_worker.h"
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COMMAND_WORKER = 128, COMMAND_WORKERS = 128 };

static const struct command commands[] = {
    {"init", NULL, "Create or upgrade the database.",
     "Applies the migrations that are missing, each in a transaction of its own, and loads the administrative units of "
     "Viet Nam.\nSafe to repeat.\n\n"
     "  congdan init --db sqlite:/var/lib/congdan/congdan.db\n  congdan init --db postgresql://congdan@/congdan",
     cmd_init},
    {"demo", NULL, "Fill a database with a synthetic province, print who can sign in, serve it.",
     "Everything in it is invented and every page says so. Refuses a database that holds anything but a demo. A second "
     "start reuses the data.\n\n"
     "  congdan demo --people 50000\n  congdan demo --people 1000000 --fill-only --db sqlite:/tmp/big.db",
     cmd_demo},
    {"serve", NULL, "Run the server: a supervisor, web processes and a jobs process.",
     "Stops on SIGTERM after the running requests ended. Children that die are started again.\n\n  congdan serve "
     "--port 8006",
     cmd_serve},
    {"check", NULL, "Say whether configuration, schema, counters and files are sound.",
     "Counters are recomputed from the dossiers and compared; files are compared with their SHA-256. Exit code 0: "
     "sound, 1: something is wrong.\n"
     "  --repair writes the recomputed counters.",
     cmd_check},
    {"import units", "UNITS.csv", "Load administrative units, with their succession.",
     "Columns: code,parent_code,level,kind,name,valid_from,valid_to. Succession: "
     "old_level,old_code,new_code,extent,effective_on.\n"
     "Idempotent: the same file twice changes nothing. A decree whose day has come is applied: addresses, agencies, officers, open dossiers follow.\n\n  congdan import units admin_units.csv --succession "
     "admin_succession.csv --dry-run",
     cmd_import_units},
    {"import people", "FILE", "Load persons, their permanent residence and households from CSV or JSON lines, packed or not.",
     "Columns, in any order: person_number,full_name,birth_date,sex (must be there), ethnicity,nationality,old_number,birth_place,hometown,phone,email,\n"
     "father_number,mother_number,spouse_number,unit_code,hamlet,address,residence_since,household_ref,relation. Others are passed over; usual Vietnamese\n"
     "headings are known. birth_date: 02/09/1990, 09/1990 or 1990. An empty cell leaves what is stored. Rows that are wrong are not written: they go to\n"
     "FILE.rejected.csv with line, column, reason and advice, ready to be corrected and imported. Rows that differ from what is stored go there, too, unless\n"
     "--update --source says that the list is right. Safe to repeat: the same file again changes nothing, and a run that was cut off goes on where it was.\n"
     "Exit code 0: all rows taken, 1: some rejected or different (or a household without a head, or a file that is cut off), 2: no such list.\n\n"
     "  congdan import people people.csv --dry-run\n  congdan import people dan_cu.csv.gz --map 'ma_so=person_number,ten_goi=full_name'", cmd_import_people},
    {"agency", "list | add | change | end | make | import AGENCIES.csv", "The agencies that receive and decide dossiers.",
     "make adds the committee and the police of the province (--province) and of each of its communes where there is none, under codes made of --prefix and the\n"
     "unit's code; import reads official codes: columns code,unit_code,kind,name and perhaps parent_code,calendar,phone,address. Both are safe to repeat.\n"
     "end also ends the roles of its officers, and refuses while a dossier lies there.\n\n"
     "  congdan agency make --province 52 --prefix H21\n  congdan agency list --csv > agencies.csv\n  congdan agency import agencies.csv --dry-run\n"
     "  congdan agency add --code H21.900 --unit 23563 --kind police --name 'Công an phường Pleiku'\n  congdan agency end --code H21.900",
     cmd_agency},
    {"export people", "--unit CODE --purpose TEXT", "Write the residents of a unit with the columns that import people reads.",
     "Who lived in the commune, district or province on a day, commune by commune, as CSV, JSON lines, or CSV for spreadsheets. The purpose goes into the log.\n\n"
     "  congdan export people --unit 23575 --purpose 'Rà soát theo Kế hoạch 12/KH-UBND' --out pleiku.csv\n"
     "  congdan export people --unit 52 --on 30/06/2025 --format jsonl --purpose 'Đối soát trước sáp nhập' --out tinh.jsonl", cmd_export_people},
    {"user", "list | add | reset-password | end-sessions | lock | unlock | client-add", "Accounts of officers and citizens.",
     "A login of 12 digits is a citizen's: the person must be in the register. `--login -` reads it from standard input.\n\n"
     "  congdan user list\n  congdan user add --login nguyen.van.a --name 'Nguyễn Văn A' --role clerk --agency "
     "H21.104\n  congdan user reset-password --login nguyen.van.a\n  echo 052090123456 | congdan user add --login -",
     cmd_user},
    {"key", "list | rotate", "The signing keys of the OpenID provider.",
     "Keys lie sealed in DATA_DIR/keys and are opened only by the signer process. rotate makes new ones: published at once, used in 24 hours, so that no client is\n"
     "surprised. --now is for a key that is no longer trusted: the old ones stop counting this minute.\n\n"
     "  congdan key list\n  congdan key rotate --alg ES256\n  congdan key rotate --now",
     cmd_key},
    {"client", "list | add | end | rotate | add-service | list-services | end-service",
     "Systems of other agencies: those that call the API, and services that people sign in to through us.",
     "A token is printed once. rotate gives a new one and ends the one before within five seconds; end shuts the client out for good. The log keeps all of it.\n"
     "add-service registers a service for single sign-on (OpenID Connect); its secret is printed once.\n\n"
     "  congdan client add --name 'Bảo hiểm xã hội tỉnh' --basis 'Nghị định 47/2020/NĐ-CP' --purpose 'Xác minh người hưởng'\n"
     "  congdan client list\n  congdan client rotate --id 123456789\n  congdan client end --id 123456789\n"
     "  congdan client add-service --name 'Sổ sức khỏe' --basis 'Nghị định 69/2024/NĐ-CP' --purpose 'Đăng nhập' --redirect-uris https://suckhoe.example/cb --scopes 'openid profile'",
     cmd_client},
    {"card verify", NULL, "Say whether the files that a reader took from an identity card's chip are genuine.",
     "Passive authentication (ICAO Doc 9303 part 11): the signature in EF.SOD, its signer's certificate, the issuer (CSCA) in a folder that you trust, revocation if\n"
     "lists are at hand, and the digest of each data group delivered. The MRZ in DG1 is read and checked. Nothing is stored.\n"
     "It does not tell a copied chip from the original: that takes chip authentication in the reader.\n\n"
     "Exit code 0: genuine; 1: not, the reasons are printed; 2: cannot say (a file is missing, no issuer's certificate, wrong use).\n\n"
     "  congdan card verify --csca /etc/congdan/csca --sod EF_SOD.bin --dg1 EF_DG1.bin --dg2 EF_DG2.bin --dg13 EF_DG13.bin\n"
     "  congdan card verify --sod EF_SOD.bin --dg1 EF_DG1.bin --register --purpose 'Nhận dạng tại quầy, hồ sơ H21.104-261121-0001'", cmd_card_verify},
    {"backup", "FILE", "Write a consistent copy of the database while it is used.",
     "The copy is complete or absent: it is written under a temporary name, checked, and renamed. Uploaded files are "
     "in DATA_DIR/files: copy them after the database.\n\n"
     "  congdan backup /backup/congdan-2026-11-21.db",
     cmd_backup},
    {"restore", "FILE", "Bring a backup into an empty database.",
     "The backup is checked before anything is written. Refuses a database that is not empty.\n\n"
     "  congdan restore /backup/congdan-2026-11-21.db --db sqlite:/var/lib/congdan/new.db",
     cmd_restore},
    {"version", NULL, "Print the version.", "", cmd_version},
    {"routes", NULL, "Print every address with its permission, and who holds which, as JSON.", "", cmd_routes,
     .hidden = true},
};

static int usage(FILE *out)
{
    fprintf(out, "congdan: dân cư, định danh, một cửa và điều hành theo số liệu của một tỉnh\n         (population, "
                 "identity, one-stop shop and steering of a province)\n\n"
                 "congdan COMMAND [OPTIONS]; congdan COMMAND --help explains a command.\n\n");
    for (size_t i = 0; i < ARRAY_LEN(commands); i++)
        if (!commands[i].hidden)
            fprintf(out, "  %-15s %s\n", commands[i].name, commands[i].summary);
    return out == stdout ? 0 : 2;
}

static const struct command *find(int argc, char **argv, int *ret_words)
{
    for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
        struct str rest = str_of(commands[i].name);
        int words = 0;
        bool fits = true;
        while (rest.ptr && fits) {
            struct str word = str_cut(&rest, ' ');
            fits = words + 1 < argc && str_eq(word, str_of(argv[words + 1]));
            words++;
        }
        if (fits) {
            *ret_words = words;
            return &commands[i];
        }
    }
    return NULL;
}

int commands_main(int argc, char **argv)
{
    struct arena AUTO(arena_done) arena;
    int words = 0;

    arena_init(&arena, 0);
    struct ctx ctx = {.arena = &arena, .now_ms = clock_now_ms()};
    if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0)
        return usage(argc < 2 ? stderr : stdout);
    const struct command *command = find(argc, argv, &words);
    if (!command) {
        fprintf(stderr, "congdan: không có lệnh «%s» (no such command)\n\n", argv[1]);
        return usage(stderr);
    }
    if (crypto_init() != OK) {
        fprintf(stderr, "congdan: libsodium cannot start\n");
        return 1;
    }
    umask(027); /* databases, keys and files are for the service alone */
    db_set_worker(COMMAND_WORKER + (int)(getpid() % COMMAND_WORKERS)); /* two commands at once make different identifiers */
    return command->run(&ctx, command, argc - 1 - words, argv + 1 + words);
}

enum err commands_unit_of(struct ctx *ctx, struct str code, int64_t *ret_unit_id)
{
    enum unit_level level;
    struct unit unit;
    enum err err = territory_level_of(code, &level);

    if (err == OK)
        err = territory_find(ctx, code, day_of_ms(ctx->now_ms), &unit);
    if (err == ERR_NOT_FOUND || err == ERR_INVALID) {
        ctx->fault = (struct fault){0};
        return fault_set(ctx, ERR_INVALID, S("unit.unknown"), S("--unit"), S("Không có đơn vị hành chính này."), code);
    }
    TRY(err);
    *ret_unit_id = unit.unit_id;
    return OK;
}

enum err commands_open_db(struct ctx *ctx, const struct settings *settings, bool create, bool migrated,
                          struct open_db *ret_open)
{
    struct db_options options = {.writers = 1, .create = create};
    int count, missing = 0;

    TRY(db_open(ctx, settings->db_url, &options, &ret_open->db));
    TRY(db_conn_open(ctx, ret_open->db, &ret_open->conn));
    ctx->db = ret_open->conn;
    if (!migrated)
        return OK;
    const struct db_migration *migrations = features_migrations(ctx->arena, &count);
    TRY(db_migrate_check(ctx, migrations, count, &missing));
    if (missing)
        return fault(ctx, ERR_CONFLICT, "db.schema", "",
                     "Cơ sở dữ liệu chưa được khởi tạo hoặc còn thiếu bản nâng cấp. Hãy chạy: congdan init");
    if (!ret_open->no_worker)
        TRY(db_worker_start(ctx, ret_open->db, COMMAND_WORKER + (int)(getpid() % COMMAND_WORKERS), &ret_open->worker));
    return OK;
}

void commands_close_db(struct open_db *open)
{
    if (open->conn)
        db_conn_close(open->conn);
    db_worker_stop(open->worker);
    if (open->db)
        db_close(open->db);
    *open = (struct open_db){0};
}
