/* page_views.h: what the frame of a page shows; filled by page.c only. */
#ifndef WEB_PAGE_VIEWS_H
#define WEB_PAGE_VIEWS_H

#include "web/page.h"

struct menu_item {
    struct str url;
    struct msg label;
    bool is_here;  /* this page */
    bool is_above; /* a page below it */
};

struct page_frame {
    struct str lang_code; /* "vi", "en" */
    struct str title;
    struct str site; /* "Cổng dịch vụ công tỉnh Gia Lai" */
    struct str css_url, script_url, icon_url; /* "" when the program was built without web/dist */
    struct str here;       /* path and query of this page, for the switches' way back */
    enum face face;
    bool is_console;       /* staff and leaders: wide */
    bool has_keys;         /* single-key shortcuts are on */
    bool is_demo;
    bool is_english, large_text, high_contrast;
    bool is_signed_in;
    struct str person, unit; /* who is signed in, and for which unit */
    struct str sign_in_url, sign_out_url, account_url;
    struct str csrf;
    const struct menu_item *menu; /* always seen */
    int menu_count;
    const struct menu_item *more; /* behind "Thêm" */
    int more_count;
    bool more_here; /* one of those is this page */
    struct str hotline, hotline_url;
};

struct page_error {
    struct msg title;
    struct str text;        /* what happened */
    struct msg advice;      /* what to do */
    struct str sign_in_url; /* when signing in helps */
    struct str code;        /* stable code of the fault, to tell on the hotline */
    struct at at;
};

#endif
