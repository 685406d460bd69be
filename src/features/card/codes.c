/* codes.c: the codes of cards that are stored, and their words. */
#include "features/card/internal.h"

const struct code_text card_kinds[] = {
    {S_INIT("can_cuoc"), M_("Thẻ căn cước")},
    {S_INIT("cccd_chip"), M_("Thẻ căn cước công dân gắn chíp")},
    {{0}, {{0}}},
};
const struct code_text card_states[] = {
    {S_INIT("made"), M_("Đã làm xong, chờ trao")},
    {S_INIT("in_use"), M_("Đang sử dụng")},
    {S_INIT("replaced"), M_("Đã thay bằng thẻ mới")},
    {S_INIT("lost"), M_("Đã báo mất")},
    {S_INIT("damaged"), M_("Đã báo hỏng")},
    {S_INIT("withdrawn"), M_("Đã thu hồi")},
    {{0}, {{0}}},
};
/* Law on Identity Art. 24.1 */
const struct code_text card_exchange_reasons[] = {
    {S_INIT("age"), M_("Đến tuổi đổi thẻ (14, 25, 40, 60)")},
    {S_INIT("name"), M_("Thay đổi họ tên, ngày sinh")},
    {S_INIT("face"), M_("Thay đổi nhân dạng, giới tính, bổ sung ảnh hoặc vân tay")},
    {S_INIT("misprint"), M_("Thông tin in trên thẻ bị sai")},
    {S_INIT("boundary"), M_("Sắp xếp đơn vị hành chính")},
    {S_INIT("number"), M_("Xác lập lại số định danh cá nhân")},
    {S_INIT("wish"), M_("Theo yêu cầu của tôi")},
    {{0}, {{0}}},
};
/* Law on Identity Art. 24.2 */
const struct code_text card_reissue_reasons[] = {
    {S_INIT("lost"), M_("Bị mất thẻ")},
    {S_INIT("damaged"), M_("Thẻ hư hỏng không sử dụng được")},
    {S_INIT("nationality"), M_("Được trở lại quốc tịch Việt Nam")},
    {{0}, {{0}}},
};
const struct code_text card_booking_states[] = {
    {S_INIT("booked"), M_("Đã hẹn")},
    {S_INIT("cancelled"), M_("Đã hủy hẹn")},
    {S_INIT("collected"), M_("Đã thu nhận")},
    {S_INIT("absent"), M_("Không đến")},
    {{0}, {{0}}},
};

bool card_code_known(const struct code_text *table, struct str code)
{
    for (; table->code.len; table++)
        if (str_eq(table->code, code))
            return true;
    return false;
}
