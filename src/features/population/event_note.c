/* event_note.c: what every event asks: a day that is not to come, words that fit, a second officer who is another one; and what it asks of the people in it. A fault
 * never tells a name. */
#include "features/population/internal.h"
#include "platform/unicode/unicode.h"

enum { NOTE_BYTES_MAX = 1000, NAME_CHARACTERS_MAX = 100 };

const struct code_text event_kinds[] = {
    {S_INIT("birth"), M_("Đăng ký khai sinh")},
    {S_INIT("death"), M_("Đăng ký khai tử")},
    {S_INIT("declared_dead"), M_("Tòa án tuyên bố đã chết")},
    {S_INIT("missing"), M_("Tòa án tuyên bố mất tích")},
    {S_INIT("found"), M_("Tòa án hủy tuyên bố mất tích hoặc đã chết")},
    {S_INIT("capacity"), M_("Tòa án quyết định về năng lực hành vi dân sự")},
    {S_INIT("marriage"), M_("Đăng ký kết hôn")},
    {S_INIT("divorce"), M_("Ghi chú ly hôn")},
    {S_INIT("parentage"), M_("Nhận cha, mẹ, con")},
    {S_INIT("adoption"), M_("Nhận con nuôi")},
    {S_INIT("adoption_end"), M_("Chấm dứt việc nuôi con nuôi")},
    {S_INIT("change"), M_("Thay đổi thông tin")},
    {S_INIT("correction"), M_("Cải chính thông tin")},
    {S_INIT("supplement"), M_("Bổ sung thông tin")},
    {S_INIT("permanent"), M_("Đăng ký thường trú")},
    {S_INIT("temporary"), M_("Đăng ký tạm trú")},
    {S_INIT("absence"), M_("Khai báo tạm vắng")},
    {S_INIT("split"), M_("Tách hộ")},
    {S_INIT("head"), M_("Thay đổi chủ hộ")},
    {S_INIT("relation"), M_("Điều chỉnh quan hệ với chủ hộ")},
    {S_INIT("deletion"), M_("Xóa đăng ký thường trú")},
    {S_INIT("temporary_end"), M_("Xóa đăng ký tạm trú")},
    {S_INIT("dwelling_end"), M_("Ghi nhận hết quyền sử dụng chỗ ở")},
    {S_INIT("merge"), M_("Gộp hai bản ghi của cùng một người")},
    {S_INIT("import"), M_("Nhập dữ liệu từ tệp")},
    {S_INIT("reorganisation"), M_("Sắp xếp đơn vị hành chính")},
    {S_INIT("undo"), M_("Hủy một sự kiện ghi nhầm")},
    {STR_NONE, {STR_NONE}},
};

enum err event_note_check(struct ctx *ctx, const struct event_note *note, enum note_asks asks, struct day *ret_on)
{
    struct day today = population_today(ctx), on = day_is_none(note->on) ? today : note->on;

    if (on.n > today.n)
        return fault(ctx, ERR_INVALID, "event.future", "on", "Ngày có hiệu lực không được muộn hơn hôm nay.");
    if (civil_of(on).year < 1900)
        return fault(ctx, ERR_INVALID, "event.past", "on", "Ngày có hiệu lực quá xa trong quá khứ. Hãy xem lại năm.");
    if (asks == NOTE_REASON && str_empty(str_trim(note->reason)))
        return fault(ctx, ERR_INVALID, "event.reason", "reason", "Hãy ghi rõ lý do.");
    if (asks == NOTE_EVIDENCE && str_empty(str_trim(note->evidence)))
        return fault(ctx, ERR_INVALID, "event.evidence", "evidence", "Hãy ghi giấy tờ làm căn cứ: loại giấy, số và ngày.");
    if (note->reason.len > NOTE_BYTES_MAX)
        return fault(ctx, ERR_INVALID, "event.reason_long", "reason", "Lý do dài quá. Hãy ghi gọn lại.");
    if (note->evidence.len > NOTE_BYTES_MAX)
        return fault(ctx, ERR_INVALID, "event.evidence_long", "evidence", "Phần căn cứ dài quá. Hãy ghi gọn lại.");
    if (note->approved_by && note->approved_by == ctx->actor.officer_id)
        return fault(ctx, ERR_FORBIDDEN, "event.same_officer", "approved_by", "Người duyệt phải là người khác với người thực hiện.");
    *ret_on = on;
    return OK;
}

enum err population_load_any(struct ctx *ctx, int64_t person_id, struct str field, struct person *ret_person)
{
    enum err err = person_id > 0 ? person_get(ctx, person_id, ret_person) : ERR_NOT_FOUND;

    if (err == ERR_NOT_FOUND)
        return population_refuse(ctx, ERR_INVALID, S("person.unknown"), field,
                                 TS(ctx, "Không tìm thấy số định danh này trong cơ sở dữ liệu dân cư. Hãy xem lại số."));
    return err;
}

enum err population_load_one(struct ctx *ctx, int64_t person_id, struct str field, struct person *ret_person)
{
    TRY(population_load_any(ctx, person_id, field, ret_person));
    if (str_eq(ret_person->status, S("dead")))
        return population_refuse(ctx, ERR_CONFLICT, S("person.dead"), field,
                                 TS(ctx, "Cơ sở dữ liệu dân cư ghi người này đã mất. Nếu thông tin này sai, hãy đề nghị đính chính trước."));
    if (str_eq(ret_person->status, S("missing")))
        return population_refuse(ctx, ERR_CONFLICT, S("person.missing"), field,
                                 TS(ctx, "Cơ sở dữ liệu dân cư ghi người này mất tích. Hãy đề nghị đính chính trước."));
    return OK;
}

/* Letters of any of Viet Nam's peoples, marks, blanks, and the signs that stand inside names: H'Hen, Y-Moan, Phạm M. Anh. */
static bool name_bytes_fit(struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.ptr[i];
        bool letter = c >= 0x80 || ((c | 32) >= 'a' && (c | 32) <= 'z');
        if (!letter && c != ' ' && c != '\'' && c != '-' && c != '.')
            return false;
    }
    return true;
}

enum err population_check_name(struct ctx *ctx, struct str field, struct str name, struct str *ret_name)
{
    struct str clean;

    if (unicode_clean_line(ctx->arena, name, &clean) != OK)
        return population_refuse(ctx, ERR_INVALID, S("name.damaged"), field, TS(ctx, "Tên có ký tự không đọc được. Hãy gõ lại bằng bộ gõ Unicode."));
    if (str_empty(unicode_fold(ctx->arena, clean)))
        return population_refuse(ctx, ERR_INVALID, S("name.empty"), field, TS(ctx, "Hãy ghi họ, chữ đệm và tên."));
    if (!name_bytes_fit(clean))
        return population_refuse(ctx, ERR_INVALID, S("name.signs"), field, TS(ctx, "Tên chỉ gồm chữ cái; không dùng chữ số hay ký hiệu (Bộ luật Dân sự, Điều 26)."));
    if (unicode_count(clean) > NAME_CHARACTERS_MAX)
        return population_refuse(ctx, ERR_INVALID, S("name.long"), field, TS(ctx, "Tên dài quá 100 ký tự. Hãy xem lại."));
    *ret_name = clean;
    return OK;
}
