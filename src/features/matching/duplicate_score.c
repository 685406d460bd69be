/* duplicate_score.c: how much speaks for two records being one person. Weights, not a verdict: they only order an officer's list. Name and birth alone are not enough,
 * because among ten million people hundreds of thousands share both with somebody; a rare name, a parent, the home or the old number must come to it. */
#include "features/matching/duplicate.h"
#include "platform/unicode/unicode.h"
#include <stdlib.h>

static const struct {
    int weight;
    struct msg text;
} signs[SIGN_COUNT] = {
    [SIGN_NAME_SAME] = {30, M_("Cùng họ tên")},
    [SIGN_NAME_SIMILAR] = {20, M_("Họ tên gần giống")},
    [SIGN_NAME_RARE] = {12, M_("Họ tên hiếm gặp")},
    [SIGN_BIRTH_SAME] = {30, M_("Cùng ngày sinh")},
    [SIGN_BIRTH_SWAPPED] = {22, M_("Ngày và tháng sinh đảo chỗ")},
    [SIGN_BIRTH_YEAR] = {12, M_("Phần ngày sinh đã biết trùng nhau")},
    [SIGN_BIRTH_CLOSE] = {14, M_("Cùng ngày, tháng sinh, lệch 1 hoặc 10 năm")},
    [SIGN_FATHER] = {18, M_("Cùng cha")},
    [SIGN_MOTHER] = {18, M_("Cùng mẹ")},
    [SIGN_OLD_NUMBER] = {60, M_("Cùng số chứng minh nhân dân 9 số")},
    [SIGN_HOME] = {8, M_("Thường trú cùng xã, phường")},
    [SIGN_HOMETOWN] = {4, M_("Cùng quê quán")},
    [SIGN_SEX_DIFFERS] = {-25, M_("Khác giới tính")},
    [SIGN_FATHER_DIFFERS] = {-12, M_("Khác cha")},
    [SIGN_MOTHER_DIFFERS] = {-12, M_("Khác mẹ")},
    [SIGN_OLD_NUMBER_DIFFERS] = {-30, M_("Khác số chứng minh nhân dân 9 số")},
};

struct msg duplicate_sign_text(enum sign sign) { return signs[sign].text; }

#define BIT(sign) (INT64_C(1) << (sign))

static int64_t name_signs(struct ctx *ctx, const struct person *a, const struct person *b, bool rare)
{
    switch (name_likeness(unicode_fold(ctx->arena, a->full_name), unicode_fold(ctx->arena, b->full_name))) {
    case LIKE_SAME:
        return BIT(SIGN_NAME_SAME) | (rare ? BIT(SIGN_NAME_RARE) : 0);
    case LIKE_BLANKS:
    case LIKE_ORDER:
    case LIKE_TYPO:
        return BIT(SIGN_NAME_SIMILAR);
    default:
        return 0;
    }
}

static bool known_to_day(const struct person *person) { return !str_eq(person->birth_precision, S("year")) && !str_eq(person->birth_precision, S("month")); }

static int64_t birth_signs(const struct person *a, const struct person *b)
{
    struct civil x = civil_of(a->birth), y = civil_of(b->birth);

    if (!known_to_day(a) || !known_to_day(b)) {
        bool month = !str_eq(a->birth_precision, S("year")) && !str_eq(b->birth_precision, S("year"));
        return x.year == y.year && (!month || x.month == y.month) ? BIT(SIGN_BIRTH_YEAR) : 0;
    }
    if (a->birth.n == b->birth.n)
        return BIT(SIGN_BIRTH_SAME);
    if (x.year == y.year && x.month == y.day && x.day == y.month)
        return BIT(SIGN_BIRTH_SWAPPED);
    int years = abs(x.year - y.year);
    return x.month == y.month && x.day == y.day && (years == 1 || years == 10) ? BIT(SIGN_BIRTH_CLOSE) : 0;
}

/* The same number, or names that fit; two different ones speak against it. Unknown says nothing. */
static int64_t parent_signs(int64_t a_id, struct str a_name, int64_t b_id, struct str b_name, enum sign same, enum sign differs)
{
    if (a_id && a_id == b_id)
        return BIT(same);
    if (a_name.len == 0 || b_name.len == 0)
        return 0;
    enum likeness likeness = name_likeness(a_name, b_name);
    return likeness <= LIKE_TYPO ? BIT(same) : likeness == LIKE_OTHER ? BIT(differs) : 0;
}

int duplicate_score(struct ctx *ctx, const struct candidate *a, const struct candidate *b, bool rare, int64_t *ret_evidence)
{
    const struct person *x = &a->person, *y = &b->person;
    int64_t evidence = name_signs(ctx, x, y, rare) | birth_signs(x, y);
    int score = 0;

    evidence |= parent_signs(x->father_id, a->father_folded, y->father_id, b->father_folded, SIGN_FATHER, SIGN_FATHER_DIFFERS);
    evidence |= parent_signs(x->mother_id, a->mother_folded, y->mother_id, b->mother_folded, SIGN_MOTHER, SIGN_MOTHER_DIFFERS);
    if (x->old_number.len && y->old_number.len)
        evidence |= BIT(str_eq(x->old_number, y->old_number) ? SIGN_OLD_NUMBER : SIGN_OLD_NUMBER_DIFFERS);
    if (a->unit_id && a->unit_id == b->unit_id)
        evidence |= BIT(SIGN_HOME);
    if (x->hometown.len && str_eq(unicode_fold(ctx->arena, x->hometown), unicode_fold(ctx->arena, y->hometown)))
        evidence |= BIT(SIGN_HOMETOWN);
    if (x->female != y->female)
        evidence |= BIT(SIGN_SEX_DIFFERS);
    for (int sign = 0; sign < SIGN_COUNT; sign++)
        if (evidence & BIT(sign))
            score += signs[sign].weight;
    if ((evidence & BIT(SIGN_OLD_NUMBER)) && score < DUPLICATE_SCORE_MIN) /* a number that was given once: somebody must look, whatever else differs */
        score = DUPLICATE_SCORE_MIN;
    *ret_evidence = evidence;
    return score < 0 ? 0 : score;
}
