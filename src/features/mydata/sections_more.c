/* sections_more.c: what else is held: numbers of other systems, cards, account, dossiers, the history of changes and residences, and who looked. */
#include "features/audit/audit.h"
#include "features/card/card.h"
#include "features/dossier/dossier.h"
#include "features/identity/identity.h"
#include "features/mydata/internal.h"
#include "features/population/events.h"
#include "features/population/person_record.h"

enum { DOSSIERS_SHOWN = 50 };

static struct str words(struct ctx *ctx, const struct code_text *table, struct str code) { return code.len ? i18n(ctx->lang, code_text_of(table, code)) : STR_NONE; }

enum err section_other_numbers(struct ctx *ctx, struct extract *extract)
{
    struct section *section = section_add(extract, "other_numbers", TS(ctx, "Số do cơ quan khác cấp"), TS(ctx, "Chưa ghi nhận số nào, ví dụ bảo hiểm xã hội, bảo hiểm y tế, giấy phép lái xe."));
    struct other_number *rows;
    int count;

    table_start(ctx, section);
    column_add(section, "system", TS(ctx, "Loại"));
    column_add(section, "number", TS(ctx, "Số"));
    column_add(section, "state", TS(ctx, "Tình trạng đối chiếu"));
    column_add(section, "source", TS(ctx, "Nguồn"));
    column_add(section, "checked_at", TS(ctx, "Đối chiếu lúc"));
    TRY(other_numbers_of(ctx, extract->person.person_id, &rows, &count));
    for (int i = 0; i < count; i++) {
        struct cell *row = row_add(section);
        row[0] = cell_code(words(ctx, other_systems, rows[i].system), rows[i].system);
        row[1] = cell_text(rows[i].number);
        row[2] = cell_code(words(ctx, other_number_states, rows[i].state), rows[i].state);
        row[3] = cell_text(rows[i].source);
        row[4] = cell_at(ctx, rows[i].checked_ms);
    }
    return OK;
}

enum err section_cards(struct ctx *ctx, struct extract *extract)
{
    struct section *section = section_add(extract, "cards", TS(ctx, "Thẻ căn cước"), TS(ctx, "Chưa ghi nhận thẻ nào."));
    struct card *rows;
    int count;

    table_start(ctx, section);
    column_add(section, "kind", TS(ctx, "Loại thẻ"));
    column_add(section, "issued_on", TS(ctx, "Ngày cấp"));
    column_add(section, "valid_to", TS(ctx, "Có giá trị đến"));
    column_add(section, "state", TS(ctx, "Tình trạng"));
    column_add(section, "issuer", TS(ctx, "Nơi cấp"));
    TRY(card_history(ctx, extract->person.person_id, &rows, &count));
    for (int i = 0; i < count; i++) {
        struct cell *row = row_add(section);
        row[0] = cell_code(words(ctx, card_kinds, rows[i].kind), rows[i].kind);
        row[1] = cell_day(ctx, rows[i].issued_on);
        row[2] = cell_day(ctx, rows[i].valid_to);
        if (day_is_none(rows[i].valid_to))
            row[2].text = TS(ctx, "Không thời hạn");
        row[3] = cell_code(words(ctx, card_states, rows[i].state), rows[i].state);
        row[4] = cell_text(rows[i].issuer);
    }
    return OK;
}

static struct str account_state(struct ctx *ctx, struct str state)
{
    if (str_eq(state, S("active")))
        return TS(ctx, "Đang dùng được");
    if (str_eq(state, S("locked")))
        return TS(ctx, "Đang bị khóa");
    return str_eq(state, S("closed")) ? TS(ctx, "Đã đóng") : TS(ctx, "Chưa kích hoạt");
}

enum err section_account(struct ctx *ctx, struct extract *extract)
{
    struct section *section = section_add(extract, "account", TS(ctx, "Tài khoản"), TS(ctx, "Chưa có tài khoản."));
    struct account account;
    enum err err = account_find_by_login(ctx, person_number_format(ctx->arena, extract->person.person_id), &account);

    if (err == ERR_NOT_FOUND) {
        ctx->fault = (struct fault){0};
        return OK;
    }
    TRY(err);
    item_add(section, "state", TS(ctx, "Tình trạng"), cell_code(account_state(ctx, account.state), account.state));
    struct cell level = cell_text(arena_printf(ctx->arena, "%lld", (long long)account.level));
    level.raw = RAW_INT;
    level.n = account.level;
    item_add(section, "level", TS(ctx, "Mức độ"), level);
    item_add(section, "created_at", TS(ctx, "Lập lúc"), cell_at(ctx, account.created_ms));
    return OK;
}

static struct str procedure_name(struct ctx *ctx, int64_t procedure_id)
{
    const struct procedure *procedure = procedure_latest(procedure_id);
    return procedure ? bilingual_text(ctx->lang, procedure->name) : STR_NONE;
}

enum err section_dossiers(struct ctx *ctx, struct extract *extract)
{
    struct section *section = section_add(extract, "dossiers", TS(ctx, "Hồ sơ của tôi"), TS(ctx, "Chưa có hồ sơ nào."));
    struct dossier_page page;

    table_start(ctx, section);
    column_add(section, "code", TS(ctx, "Mã hồ sơ"));
    column_add(section, "procedure", TS(ctx, "Thủ tục"));
    column_add(section, "received_on", TS(ctx, "Ngày nhận"));
    column_add(section, "state", TS(ctx, "Tình trạng"));
    TRY(dossier_list_citizen(ctx, 0, extract->person.person_id, 0, DOSSIERS_SHOWN, &page));
    for (int i = 0; i < page.rows_count; i++) {
        const struct dossier_row *d = &page.rows[i];
        struct cell *row = row_add(section);
        row[0] = cell_text(d->code);
        if (extract->own)
            row[0].url = arena_printf(ctx->arena, "/dossiers/%.*s", STR_ARG(d->code));
        row[1] = cell_text(procedure_name(ctx, d->procedure_id));
        row[2] = cell_day(ctx, d->received_ms ? day_of_ms(d->received_ms) : DAY_NONE);
        row[3] = (struct cell){.text = i18n(ctx->lang, dossier_status_text(d->state)), .raw = RAW_INT, .n = d->state, .day = DAY_NONE};
    }
    section->is_cut |= page.more;
    return OK;
}

/* --- the past --------------------------------------------------------------------------------------------------------------------------- */
/* Who booked it is said by the agency's dossier; an officer's name stands in the log of looks where the law asks for it. */
enum err section_changes(struct ctx *ctx, struct extract *extract)
{
    struct section *section = section_add(extract, "changes", TS(ctx, "Những lần thay đổi"), TS(ctx, "Chưa có thay đổi nào kể từ khi được ghi vào cơ sở dữ liệu."));
    struct register_event *rows;
    int count;

    table_start(ctx, section);
    column_add(section, "kind", TS(ctx, "Việc gì"));
    column_add(section, "happened_on", TS(ctx, "Có hiệu lực từ"));
    column_add(section, "recorded_at", TS(ctx, "Ghi nhận lúc"));
    column_add(section, "dossier", TS(ctx, "Hồ sơ"));
    column_add(section, "reason", TS(ctx, "Lý do, căn cứ"));
    TRY(events_of(ctx, extract->person.person_id, 0, TABLE_ROWS_MAX, &rows, &count));
    for (int i = 0; i < count; i++) {
        struct dossier dossier;
        struct cell *row = row_add(section);
        row[0] = cell_code(words(ctx, event_kinds, rows[i].kind), rows[i].kind);
        if (rows[i].undone_by)
            row[0].note = TS(ctx, "Đã được hủy bỏ sau đó");
        row[1] = cell_day(ctx, rows[i].happened);
        row[2] = cell_at(ctx, rows[i].recorded_ms);
        row[3] = cell_text(STR_NONE);
        if (rows[i].dossier_id && dossier_get_id(ctx, rows[i].dossier_id, &dossier) == OK)
            row[3] = cell_text(dossier.code);
        ctx->fault = (struct fault){0};
        row[4] = cell_text(rows[i].reason.len && rows[i].evidence.len ? arena_printf(ctx->arena, "%.*s; %.*s", STR_ARG(rows[i].reason), STR_ARG(rows[i].evidence))
                           : rows[i].reason.len                       ? rows[i].reason
                                                                      : rows[i].evidence);
    }
    return OK;
}

enum err section_residences(struct ctx *ctx, struct extract *extract)
{
    struct section *section = section_add(extract, "residences", TS(ctx, "Các nơi đã cư trú"), TS(ctx, "Chưa ghi nhận nơi cư trú nào."));
    struct residence *rows;
    int count;

    table_start(ctx, section);
    column_add(section, "address", TS(ctx, "Nơi"));
    column_add(section, "kind", TS(ctx, "Loại"));
    column_add(section, "valid_from", TS(ctx, "Từ ngày"));
    column_add(section, "valid_to", TS(ctx, "Đến ngày"));
    column_add(section, "recorded_at", TS(ctx, "Ghi nhận lúc"));
    TRY(residence_history(ctx, extract->person.person_id, &rows, &count));
    for (int i = 0; i < count; i++) {
        struct cell *row = row_add(section);
        struct day end = day_is_none(rows[i].valid_to) ? rows[i].expires_on : rows[i].valid_to;
        row[0] = cell_text(residence_text(ctx, &rows[i]));
        row[0].note = rows[i].revoked_ms ? TF(ctx, "Ghi nhầm, đã rút lại lúc {0}", fmt_at(ctx->arena, rows[i].revoked_ms)) : words(ctx, residence_dwellings, rows[i].dwelling);
        row[1] = cell_code(rows[i].temporary ? TS(ctx, "Tạm trú") : TS(ctx, "Thường trú"), rows[i].temporary ? S("temporary") : S("permanent"));
        row[2] = cell_day(ctx, rows[i].valid_from);
        row[3] = cell_day(ctx, end);
        if (day_is_none(end))
            row[3].text = TS(ctx, "nay");
        row[3].note = words(ctx, residence_end_reasons, rows[i].end_reason);
        row[4] = cell_at(ctx, rows[i].recorded_ms);
    }
    return OK;
}

enum err section_absences(struct ctx *ctx, struct extract *extract)
{
    struct absence_notice *rows;
    int count;

    TRY(absence_history(ctx, extract->person.person_id, &rows, &count));
    struct section *section = section_add(extract, "absences", TS(ctx, "Đã khai báo tạm vắng"), TS(ctx, "Chưa khai báo tạm vắng lần nào."));
    table_start(ctx, section);
    column_add(section, "destination", TS(ctx, "Nơi đến"));
    column_add(section, "reason", TS(ctx, "Lý do"));
    column_add(section, "from", TS(ctx, "Từ ngày"));
    column_add(section, "to", TS(ctx, "Đến ngày"));
    for (int i = 0; i < count; i++) {
        struct cell *row = row_add(section);
        row[0] = cell_text(rows[i].destination);
        row[1] = cell_text(rows[i].reason);
        row[2] = cell_day(ctx, rows[i].from);
        row[3] = cell_day(ctx, rows[i].to);
    }
    return OK;
}

enum err section_looks(struct ctx *ctx, struct extract *extract)
{
    struct section *section = section_add(extract, "looks", TS(ctx, "Ai đã xem dữ liệu của tôi"), TS(ctx, "Chưa có ai xem."));
    struct audit_view *rows;
    int count;

    table_start(ctx, section);
    column_add(section, "at", TS(ctx, "Lúc"));
    column_add(section, "who", TS(ctx, "Ai"));
    column_add(section, "agency", TS(ctx, "Cơ quan"));
    column_add(section, "purpose", TS(ctx, "Mục đích, căn cứ"));
    TRY(audit_list_for_person(ctx, extract->person.person_id, LOOKS_MAX, &rows, &count));
    for (int i = 0; i < count; i++) {
        if (rows[i].self) /* her own sign-ins stand on the full list */
            continue;
        struct cell *row = row_add(section);
        row[0] = cell_at(ctx, rows[i].at_ms);
        row[1] = cell_text(rows[i].actor_name.len ? rows[i].actor_name : TS(ctx, "Hệ thống"));
        row[2] = cell_text(rows[i].unit_name);
        row[3] = cell_text(rows[i].purpose);
    }
    return OK;
}
