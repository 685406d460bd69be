/* deregistration.c: whose permanent residence may have to be deleted (Law on Residence 68/2020/QH14 Art. 24.1). The register finds and says what it knows; an officer looks
 * into it and decides. Nothing is deleted from here. */
#include "features/population/internal.h"

enum { MONTHS = 12, REASON_BYTES_MAX = 1000 };

const struct code_text deregistration_grounds[] = {
    {S_INIT("dead"), M_("Chết hoặc có quyết định của Tòa án tuyên bố đã chết (điểm a)")},
    {S_INIT("missing"), M_("Có quyết định của Tòa án tuyên bố mất tích (điểm a)")},
    {S_INIT("abroad"), M_("Ra nước ngoài để định cư (điểm b)")},
    {S_INIT("cancelled"), M_("Đã có quyết định hủy bỏ đăng ký thường trú (điểm c)")},
    {S_INIT("absent"), M_("Vắng mặt liên tục từ 12 tháng mà không đăng ký tạm trú, không khai báo tạm vắng (điểm d)")},
    {S_INIT("nationality"), M_("Được thôi, bị tước hoặc bị hủy quốc tịch Việt Nam (điểm đ)")},
    {S_INIT("rented"), M_("Hết thuê, mượn, ở nhờ từ 12 tháng mà chưa đăng ký thường trú tại chỗ ở mới (điểm e, g, h)")},
    {S_INIT("sold"), M_("Đã chuyển quyền sở hữu chỗ ở từ 12 tháng mà chưa đăng ký thường trú tại chỗ ở mới (điểm e, g, h)")},
    {S_INIT("demolished"), M_("Chỗ ở đã bị phá dỡ, tịch thu hoặc phương tiện đã bị xóa đăng ký (điểm i)")},
    {STR_NONE, {STR_NONE}},
};

const struct code_text deregistration_states[] = {
    {S_INIT("open"), M_("Chờ xem xét")},
    {S_INIT("dossier"), M_("Đã lập hồ sơ xóa đăng ký")},
    {S_INIT("deleted"), M_("Đã xóa đăng ký thường trú")},
    {S_INIT("dismissed"), M_("Không thuộc trường hợp phải xóa")},
    {S_INIT("obsolete"), M_("Không còn căn cứ: dữ liệu đã thay đổi")},
    {STR_NONE, {STR_NONE}},
};

/* What stays in the database is Vietnamese, whoever runs the search. */
#define EVIDENCE(ctx, literal, day)                                                                                    \
    i18n_format((ctx)->arena, LANG_VI, T(literal), (const struct str[]){fmt_day((ctx)->arena, (day))}, 1)

static struct str evidence_of(struct ctx *ctx, const struct deregistration_find *find)
{
    if (str_eq(find->ground, S("dead")))
        return EVIDENCE(ctx, "Cơ sở dữ liệu dân cư ghi đã mất từ ngày {0} nhưng đăng ký thường trú chưa kết thúc.", find->since);
    if (str_eq(find->ground, S("missing")))
        return EVIDENCE(ctx, "Tòa án đã tuyên bố mất tích; được ghi từ ngày {0}.", find->since);
    if (str_eq(find->ground, S("nationality")))
        return EVIDENCE(ctx, "Cơ sở dữ liệu dân cư không ghi quốc tịch Việt Nam; tính từ ngày {0}.", find->since);
    if (str_eq(find->ground, S("absent")))
        return EVIDENCE(ctx, "Lần tạm trú hoặc tạm vắng gần nhất đã hết; từ ngày {0} không có đăng ký hay khai báo nào khác. Cần xác minh người này còn ở nơi thường trú không.",
                        find->since);
    if (str_eq(find->ground, S("demolished")))
        return EVIDENCE(ctx, "Chỗ ở được ghi nhận đã bị phá dỡ hoặc tịch thu từ ngày {0}.", find->since);
    return EVIDENCE(ctx, "Hộ gia đình hết quyền sử dụng chỗ ở từ ngày {0}; đã quá 12 tháng mà chưa đăng ký thường trú nơi khác.", find->since);
}

static bool is_vietnamese(struct str nationality)
{
    struct str rest = nationality;

    while (rest.ptr)
        if (str_eq(str_cut(&rest, ' '), S("VN")))
            return true;
    return false;
}

static enum err put(struct ctx *ctx, const struct deregistration_find *finds, int count)
{
    for (int i = 0; i < count; i++) {
        int64_t id;
        if (!str_eq(finds[i].ground, S("nationality")) || !is_vietnamese(finds[i].nationality))
            TRY(deregistration_store_insert(ctx, &finds[i], evidence_of(ctx, &finds[i]), &id));
    }
    return OK;
}

enum err deregistration_search(struct ctx *ctx, int persons, bool *ret_more)
{
    AUTO(db_tx_end) struct db_tx tx = {0};
    struct day today = population_today(ctx), cutoff = day_add_months(today, -MONTHS);
    struct deregistration_find *finds;
    int64_t after, upto;
    bool done;
    int count;

    *ret_more = false;
    TRY(db_tx_begin(ctx, DB_WRITE, &tx));
    TRY(deregistration_store_walk(ctx, today, &after, &done));
    if (done)
        return db_tx_commit(&tx);
    if (after == 0) {
        TRY(deregistration_store_obsolete(ctx));
        do { /* those that were put are not found again */
            TRY(deregistration_store_by_dwelling(ctx, cutoff, today, &finds, &count));
            TRY(put(ctx, finds, count));
        } while (count == DEREGISTRATION_FINDS_MAX);
    }
    TRY(deregistration_store_upto(ctx, after, persons < DEREGISTRATION_FINDS_MAX ? persons : DEREGISTRATION_FINDS_MAX, &upto));
    if (upto) {
        TRY(deregistration_store_by_status(ctx, after, upto, &finds, &count));
        TRY(put(ctx, finds, count));
        TRY(deregistration_store_absent(ctx, after, upto, cutoff, &finds, &count));
        TRY(put(ctx, finds, count));
    }
    TRY(deregistration_store_walked(ctx, today, upto ? upto : after, upto == 0));
    TRY(db_tx_commit(&tx));
    *ret_more = upto != 0;
    return OK;
}

enum err deregistration_propose(struct ctx *ctx, int64_t person_id, struct str ground, struct day since, struct str evidence, int64_t *ret_candidate_id)
{
    struct person person;
    struct residence residence;
    int64_t id;

    TRY(population_load_any(ctx, person_id, S("person"), &person));
    if (!code_text_known(deregistration_grounds, ground))
        return fault(ctx, ERR_INVALID, "ground.unknown", "ground", "Hãy chọn căn cứ xóa đăng ký thường trú (Luật Cư trú, Điều 24).");
    if (str_empty(str_trim(evidence)) || evidence.len > REASON_BYTES_MAX)
        return fault(ctx, ERR_INVALID, "event.evidence", "evidence", "Hãy ghi giấy tờ làm căn cứ: loại giấy, số và ngày.");
    if (day_is_none(since) || since.n > population_today(ctx).n || since.n < person.birth.n)
        return fault(ctx, ERR_INVALID, "candidate.since", "on", "Hãy ghi ngày bắt đầu có căn cứ, không muộn hơn hôm nay.");
    enum err err = residence_store_open(ctx, person_id, false, &residence);
    if (err == ERR_NOT_FOUND)
        return fault(ctx, ERR_CONFLICT, "candidate.no_residence", "person", "Người này không có đăng ký thường trú.");
    TRY(err);
    struct deregistration_find find = {.person_id = person_id, .residence_id = residence.residence_id, .unit_id = residence.unit_id, .ground = ground, .since = since};
    TRY(deregistration_store_insert(ctx, &find, str_trim(evidence), &id));
    if (!id)
        return fault(ctx, ERR_CONFLICT, "candidate.known", "person", "Trường hợp này đã có trong danh sách với cùng căn cứ và cùng ngày.");
    *ret_candidate_id = id;
    return OK;
}

enum err deregistration_dismiss(struct ctx *ctx, int64_t candidate_id, int64_t version, struct str reason)
{
    if (str_empty(str_trim(reason)) || reason.len > REASON_BYTES_MAX)
        return fault(ctx, ERR_INVALID, "event.reason", "reason", "Hãy ghi rõ lý do.");
    return deregistration_store_decide(ctx, candidate_id, version, S("dismissed"), str_trim(reason), 0);
}

enum err deregistration_start(struct ctx *ctx, int64_t candidate_id, int64_t version, int64_t dossier_id)
{
    return deregistration_store_decide(ctx, candidate_id, version, S("dossier"), STR_NONE, dossier_id);
}
