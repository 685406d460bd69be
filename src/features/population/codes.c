/* codes.c: the codes that the register stores, and their words. */
#include "features/population/population.h"

const struct code_text household_relations[] = {
    {S_INIT("head"), M_("Chủ hộ")},
    {S_INIT("wife"), M_("Vợ")},
    {S_INIT("husband"), M_("Chồng")},
    {S_INIT("child"), M_("Con đẻ")},
    {S_INIT("adopted_child"), M_("Con nuôi")},
    {S_INIT("daughter_in_law"), M_("Con dâu")},
    {S_INIT("son_in_law"), M_("Con rể")},
    {S_INIT("father"), M_("Cha đẻ")},
    {S_INIT("mother"), M_("Mẹ đẻ")},
    {S_INIT("parent_in_law"), M_("Cha, mẹ vợ hoặc chồng")},
    {S_INIT("grandfather"), M_("Ông")},
    {S_INIT("grandmother"), M_("Bà")},
    {S_INIT("sibling"), M_("Anh, chị, em ruột")},
    {S_INIT("grandchild"), M_("Cháu ruột")},
    {S_INIT("ward"), M_("Người được giám hộ")},
    {S_INIT("lodger"), M_("Cùng ở nhờ, ở thuê")},
    {S_INIT("other"), M_("Quan hệ khác")},
    {STR_NONE, {STR_NONE}},
};

const struct code_text residence_dwellings[] = {
    {S_INIT("owned"), M_("Nhà thuộc sở hữu của mình")},
    {S_INIT("rented"), M_("Nhà thuê")},
    {S_INIT("borrowed"), M_("Nhà mượn, ở nhờ")},
    {S_INIT("lodged"), M_("Ở cùng chủ nhà")},
    {S_INIT("dormitory"), M_("Ký túc xá, nhà tập thể")},
    {STR_NONE, {STR_NONE}},
};

const struct code_text residence_end_reasons[] = {
    {S_INIT("moved"), M_("Chuyển đến nơi khác")},
    {S_INIT("renewed"), M_("Đã gia hạn")},
    {S_INIT("expired"), M_("Hết thời hạn tạm trú")},
    {S_INIT("permanent"), M_("Đã đăng ký thường trú tại đây")},
    {S_INIT("death"), M_("Qua đời")},
    {S_INIT("split"), M_("Tách hộ")},
    {S_INIT("deleted"), M_("Đã xóa đăng ký")},
    {S_INIT("undone"), M_("Đã hủy vì ghi nhầm")},
    {S_INIT("merged"), M_("Gộp hai bản ghi của một người")},
    {STR_NONE, {STR_NONE}},
};

const struct code_text absence_groups[] = {
    {S_INIT("suspect"), M_("Bị can, bị cáo đang tại ngoại")},
    {S_INIT("sentenced"), M_("Người đang chấp hành án tại cộng đồng, bị quản chế hoặc thử thách")},
    {S_INIT("military"), M_("Người trong độ tuổi nghĩa vụ quân sự, vắng từ 3 tháng liên tục trở lên")},
    {S_INIT("other"), M_("Người khác, vắng từ 12 tháng liên tục trở lên mà không đăng ký tạm trú")},
    {STR_NONE, {STR_NONE}},
};

const struct code_text person_statuses[] = {
    {S_INIT("alive"), M_("Còn sống")},
    {S_INIT("dead"), M_("Đã mất")},
    {S_INIT("missing"), M_("Mất tích theo quyết định của tòa án")},
    {STR_NONE, {STR_NONE}},
};

const struct code_text person_marital_statuses[] = {
    {S_INIT("single"), M_("Chưa kết hôn")},
    {S_INIT("married"), M_("Đang có vợ hoặc chồng")},
    {S_INIT("divorced"), M_("Đã ly hôn")},
    {S_INIT("widowed"), M_("Vợ hoặc chồng đã mất")},
    {STR_NONE, {STR_NONE}},
};

const struct code_text person_capacities[] = {
    {S_INIT("limited"), M_("Bị hạn chế năng lực hành vi dân sự")},
    {S_INIT("lost"), M_("Mất năng lực hành vi dân sự")},
    {STR_NONE, {STR_NONE}},
};

const struct code_text person_blood_groups[] = {
    {S_INIT("A"), {S_INIT("A")}},   {S_INIT("B"), {S_INIT("B")}},   {S_INIT("AB"), {S_INIT("AB")}},   {S_INIT("O"), {S_INIT("O")}},
    {S_INIT("A+"), {S_INIT("A+")}}, {S_INIT("B+"), {S_INIT("B+")}}, {S_INIT("AB+"), {S_INIT("AB+")}}, {S_INIT("O+"), {S_INIT("O+")}},
    {S_INIT("A-"), {S_INIT("A-")}}, {S_INIT("B-"), {S_INIT("B-")}}, {S_INIT("AB-"), {S_INIT("AB-")}}, {S_INIT("O-"), {S_INIT("O-")}},
    {STR_NONE, {STR_NONE}},
};

const struct code_text lodging_matches[] = {
    {S_INIT("match"), M_("Khớp dữ liệu dân cư")},
    {S_INIT("no_match"), M_("Không khớp dữ liệu dân cư")},
    {S_INIT("unknown"), M_("Chưa có trong dữ liệu dân cư")},
    {STR_NONE, {STR_NONE}},
};

const struct code_text lodging_place_kinds[] = {
    {S_INIT("home"), M_("Nhà ở")},
    {S_INIT("inn"), M_("Nhà nghỉ, khách sạn, nhà trọ")},
    {S_INIT("hospital"), M_("Cơ sở chữa bệnh")},
    {STR_NONE, {STR_NONE}},
};

struct msg code_text_of(const struct code_text *table, struct str code)
{
    for (; table->code.len; table++)
        if (str_eq(table->code, code))
            return table->text;
    return (struct msg){code};
}

struct msg household_relation_text(struct str relation) { return code_text_of(household_relations, relation); }
