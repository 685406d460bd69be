/* campaign.c: the lists that campaigns need. Each list is one lane and a range of days, so that a commune's list is one range of an index. */
#include "features/card/internal.h"

enum { EXPIRING_DAYS = 90 };

static const struct {
    const char *name;
    struct msg text;
} lists[CARD_LIST_COUNT] = {
    [CARD_LIST_TURNING_14] = {"turning_14", M_("Đủ 14 tuổi trong quý này")},
    [CARD_LIST_WITHOUT] = {"without", M_("Từ 14 tuổi, chưa có thẻ")},
    [CARD_LIST_ELDERLY] = {"elderly", M_("Người cao tuổi chưa có thẻ")},
    [CARD_LIST_EXPIRING] = {"expiring", M_("Thẻ hết hạn trong 90 ngày tới")},
    [CARD_LIST_EXPIRED] = {"expired", M_("Thẻ đã hết hạn")},
    [CARD_LIST_READY] = {"ready", M_("Thẻ làm xong, chưa đến nhận")},
};

const char *card_list_name(enum card_list list) { return lists[list].name; }
struct msg card_list_text(enum card_list list) { return lists[list].text; }

bool card_list_parse(struct str name, enum card_list *ret_list)
{
    for (int i = 0; i < CARD_LIST_COUNT; i++)
        if (str_eq(name, str_of(lists[i].name))) {
            *ret_list = (enum card_list)i;
            return true;
        }
    return false;
}

void card_list_days(enum card_list list, struct day today, int *ret_lane, struct day *ret_from, struct day *ret_to)
{
    struct civil c = civil_of(today);
    struct day first = day_of(c.year, (c.month - 1) / 3 * 3 + 1, 1);

    *ret_lane = list == CARD_LIST_READY ? LANE_CARD_READY : list == CARD_LIST_EXPIRING || list == CARD_LIST_EXPIRED ? LANE_CARD_IN_USE : LANE_CARD_NONE;
    *ret_from = day_of(1850, 1, 1);
    *ret_to = today;
    switch (list) {
    case CARD_LIST_TURNING_14:
        *ret_from = first;
        *ret_to = (struct day){day_add_months(first, 3).n - 1};
        break;
    case CARD_LIST_EXPIRING: /* the card's last day is today or later */
        *ret_from = today;
        *ret_to = (struct day){today.n + EXPIRING_DAYS};
        break;
    case CARD_LIST_EXPIRED: *ret_to = (struct day){today.n - 1}; break;
    case CARD_LIST_ELDERLY: *ret_to = day_add_months(today, -12 * (CARD_ELDERLY_AGE - CARD_AGE)); break; /* who was 14 that long ago is 60 now */
    default: break;
    }
}
