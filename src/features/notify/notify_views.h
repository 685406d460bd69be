/* notify_views.h: what the page of messages shows. */
#ifndef FEATURES_NOTIFY_VIEWS_H
#define FEATURES_NOTIFY_VIEWS_H

#include "web/form.h"

struct notice_card {
    struct str title, text, url; /* url "": leads nowhere */
    struct at at;
    struct tag fresh;            /* text "" when it was read */
};
struct notices_view {
    const struct notice_card *items;
    int items_count;
    struct str csrf;
    int64_t upto;                /* the newest shown; 0: nothing is unread */
    struct empty_state empty;
    struct pagination pages;
};

#endif
