/* pages.h: private to this feature: what its pages share. */
#ifndef FEATURES_CARD_PAGES_H
#define FEATURES_CARD_PAGES_H

#include "features/card/card_views.h"
#include "features/card/internal.h"
#include "features/territory/territory.h"

enum { CARD_VERIFY_BODY_BYTES = 2 * 1024 * 1024, CARD_PURPOSE_BYTES_MIN = 5 };

/* Whose appointments the signed-in citizen may make: herself first, then minors whom she represents. `pick`: "0", "1-4321": position and end of the number, so that
 * no number stands in an address and a list that changed meanwhile is noticed. */
struct card_person {
    struct str pick, name;
    int64_t person_id;
    struct day birth;
    bool is_self;
};
enum { CARD_PEOPLE_MAX = 16 };
MUST_CHECK enum err card_people_of(struct req *req, struct card_person **ret_people, int *ret_count);
/* ERR_INVALID "card.who": nobody of that list. */
MUST_CHECK enum err card_person_picked(struct req *req, struct str pick, struct card_person *ret_person);

/* The commune of ?unit=, else the officer's own, over which he holds the route's permission for cards. *ret_commune false: his unit is no commune and none was chosen;
 * `ret_where` is then, and for officers of the province always, a choice among communes. */
MUST_CHECK enum err card_work_unit(struct req *req, struct unit *ret_unit, bool *ret_commune, struct select_field *ret_where, bool *ret_has_where);
/* The same question about one unit. */
MUST_CHECK enum err card_check_unit(struct req *req, enum perm perm, int64_t unit_id);
MUST_CHECK enum err card_path_id(struct req *req, const char *name, int64_t *ret_id); /* a {name} of the path as a number; ERR_NOT_FOUND */
struct str card_minute_text(struct ctx *ctx, int minute); /* "08:30"; -1: "Không hẹn" */
struct tag card_booking_tag(struct ctx *ctx, struct str state);
/* Names of a commune's hamlets by id; "" for 0 and unknown ones. */
struct card_hamlets {
    struct hamlet *items;
    int count;
};
MUST_CHECK enum err card_hamlets_of(struct ctx *ctx, int64_t unit_id, struct card_hamlets *ret_hamlets);
struct str card_hamlet_name(struct ctx *ctx, const struct card_hamlets *hamlets, int64_t hamlet_id);
/* Address order as a postman has it: digits by value, letters without marks; negative, 0, positive. */
int card_address_cmp(struct str a, struct str b);

enum err cards_page(struct req *req);
enum err card_book_page(struct req *req);
enum err card_slots_page(struct req *req);
enum err card_book_post(struct req *req);
enum err card_appointment_page(struct req *req);
enum err card_appointment_cancel_post(struct req *req);
enum err card_work_page(struct req *req);
enum err card_day_new_page(struct req *req);
enum err card_day_new_post(struct req *req);
enum err card_day_page(struct req *req);
enum err card_mark_post(struct req *req);
enum err card_walk_in_post(struct req *req);
enum err card_day_end_post(struct req *req);
enum err card_list_page_get(struct req *req);
enum err card_sheet_page(struct req *req);
enum err card_list_csv(struct req *req);
enum err card_record_page(struct req *req);
enum err card_hand_over_post(struct req *req);
enum err card_verify_api(struct req *req);

#endif
