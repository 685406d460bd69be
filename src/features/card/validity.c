/* validity.c: how long a card is valid, and why (Law on Identity 26/2023/QH15 Art. 21; domain: 6.2). Pure: dates in, dates out. */
#include "features/card/card.h"

static const int ages[] = {14, 25, 40, 60};
enum { PASSED_MONTHS = 24 };

static bool leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

struct day card_birthday(struct day birth, int age)
{
    struct civil c = civil_of(birth);

    if (c.month == 2 && c.day == 29 && !leap(c.year + age))
        return day_of(c.year + age, 3, 1);
    return day_of(c.year + age, c.month, c.day);
}

struct card_validity card_validity_of(struct day birth, struct day issued)
{
    struct card_validity v = {.until = DAY_NONE, .issue_age = day_age(birth, issued)};

    for (size_t i = 0; i < ARRAY_LEN(ages); i++) {
        if (ages[i] <= v.issue_age)
            continue;
        struct day birthday = card_birthday(birth, ages[i]);
        if (!v.passed_age && issued.n >= day_add_months(birthday, -PASSED_MONTHS).n) {
            v.passed_age = ages[i]; /* "within two years before": the next age counts. Ages lie more than two years apart, so only one can be passed */
            continue;
        }
        v.until = birthday;
        v.next_age = ages[i];
        break;
    }
    return v;
}

struct str card_validity_why(struct ctx *ctx, struct day birth, struct day issued)
{
    struct card_validity v = card_validity_of(birth, issued);
    struct str on = fmt_day(ctx->arena, issued), age = fmt_i64(ctx->arena, ctx->lang, v.issue_age), passed = fmt_i64(ctx->arena, ctx->lang, v.passed_age);
    struct str next = fmt_i64(ctx->arena, ctx->lang, v.next_age), until = day_is_none(v.until) ? S("") : fmt_day(ctx->arena, v.until);

    if (!v.next_age && !v.passed_age)
        return TF(ctx, "Cấp ngày {0}, khi đã đủ 60 tuổi: thẻ không có thời hạn (Luật Căn cước 26/2023/QH15, Điều 21).", on);
    if (!v.next_age)
        return TF(ctx, "Cấp ngày {0}, khi {1} tuổi, trong 2 năm trước tuổi 60: thẻ không có thời hạn (Luật Căn cước 26/2023/QH15, Điều 21).", on, age);
    if (v.passed_age)
        return TF(ctx, "Cấp ngày {0}, khi {1} tuổi, trong 2 năm trước tuổi {2} nên không phải đổi ở tuổi ấy; có giá trị đến khi đủ {3} tuổi, ngày {4} (Luật Căn cước 26/2023/QH15, Điều 21).",
                  on, age, passed, next, until);
    return TF(ctx, "Cấp ngày {0}, khi {1} tuổi; có giá trị đến khi đủ {2} tuổi, ngày {3} (Luật Căn cước 26/2023/QH15, Điều 21).", on, age, next, until);
}
