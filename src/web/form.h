/* form.h: the parts that every page is put together from. Each struct here belongs to the view of the same name in src/web/views/, so a
 * feature's own view says
 *     {{> text_field full_name}}        for   struct text_field full_name;   in its view struct.
 * All texts are in the reader's language already (TS(ctx, "..."), TF(ctx, "...", ...), or from data); they are escaped by the views. Members left
 * out are simply not shown. The `name` of a field is also its id, and the anchor of the error summary: unique on a page.
 *
 * A form looks like this (one question or one group a page; a page is complete without JavaScript):
 *     {{> form_errors errors}}                                      <- above the h1, empty when there is nothing to say
 *     <h1 class="govuk-heading-l">{{t "Bạn tạm trú ở đâu?"}}</h1>
 *     <form method="post" action="/tam-tru/{{code}}/noi-o" novalidate>
 *       <input type="hidden" name="csrf" value="{{csrf}}">          <- v->csrf = req->csrf_token
 *       {{> text_field street}}
 *       <button class="govuk-button" type="submit" data-once>{{t "Lưu và tiếp tục"}}</button>
 *     </form>
 * with enctype="multipart/form-data" when it has a file_field. `data-once` guards against a double click; the server's idempotency does the rest.
 */
#ifndef WEB_FORM_H
#define WEB_FORM_H

#include "web/page.h"

/* --- asking ---------------------------------------------------------------------------------------------------------- */
enum field_width { WIDTH_FULL, WIDTH_2 = 2, WIDTH_3 = 3, WIDTH_4 = 4, WIDTH_5 = 5, WIDTH_10 = 10, WIDTH_20 = 20 }; /* in characters */

/* One line of text. */
struct text_field {
    struct str name, label, hint, value, error;
    struct str autocomplete; /* "name", "bday", "tel", "one-time-code", "username"... (WCAG 1.3.5), "off" */
    struct str input_mode;   /* "numeric", "tel", "email", "search"; the keyboard of a phone */
    enum field_width width;
    int max_chars;           /* 0: no maxlength attribute */
    struct str suffix;       /* a unit behind the field: "m²" */
    bool is_page_title;      /* the label is the page's h1 (then the view has no other) */
};

/* A password or a secret code; the value is never sent back. `is_new` chooses new-password for password managers. */
struct password_field {
    struct str name, label, hint, error;
    bool is_new;
};

/* A date in one box, "21/11/2026"; value = what was typed, or fmt_day(). Declared as IN_DAY. */
struct date_field {
    struct str name, label, hint, value, error; /* hint "": "Ví dụ: 21/11/2026" */
    struct str autocomplete;                    /* "bday" */
    bool is_page_title;
};

struct text_area {
    struct str name, label, hint, value, error;
    int rows;        /* 0: 5 */
    int max_chars;
    bool is_page_title;
};

struct choice {
    struct str value, label, hint;
    bool checked; /* checkbox_field only: radios and selects compare with the field's value */
};

/* One of a few (2 to 7). */
struct radio_field {
    struct str name, legend, hint, value, error;
    const struct choice *items;
    int items_count;
    bool in_a_row;      /* for two short choices */
    bool is_page_title; /* the legend is the page's h1 */
};

/* Several of a few. Without items it shows nothing; for one box give one item. The input is declared `.many`. */
struct checkbox_field {
    struct str name, legend, hint, error;
    const struct choice *items;
    int items_count;
    bool is_page_title;
};

/* One of many (8 and more). An item with an empty value is the "choose" line. */
struct select_field {
    struct str name, label, hint, value, error;
    const struct choice *items;
    int items_count;
    bool is_page_title;
};

/* A file that was received: shown above the choice of another one. */
struct file_receipt {
    struct str name;      /* as the sender called it */
    struct str facts;     /* "3 trang, 1,2 MB, SHA-256 9f86d081…" */
    struct str open_url;  /* "" when it cannot be opened */
    struct str warning;   /* "Ảnh hơi mờ, nên chụp lại." */
    struct str remove_name, remove_value; /* a submit button of the same form; "" for none */
};
struct file_field {
    struct str name, label, hint, error;
    struct str accept;    /* ".pdf,.jpg,.jpeg,.png" */
    const struct file_receipt *items;
    int items_count;
    bool many;
    bool shrink;          /* photos are shrunk on the device before they are sent, where JavaScript runs */
};

/* --- telling --------------------------------------------------------------------------------------------------------- */
/* A status always has its word; the tone adds colour and a shape (filled, striped edge...), never meaning of its own. */
enum tone { TONE_NEUTRAL, TONE_INFO, TONE_DONE, TONE_SOON, TONE_LATE };
struct tag {
    struct str text;
    enum tone tone;
};

/* A box that tells something: what was done, what to mind. `link_url` "" for none. */
struct notice {
    struct str title, text;
    enum tone tone;
    struct str link_url, link_text;
};

/* More text behind a summary line. */
struct details {
    struct str summary, text;
    struct html_raw body; /* instead of text; made by a view */
};

/* The green panel after something was completed. */
struct panel {
    struct str title, text;
    struct str code; /* shown large, monospaced digits: "000.26.28.G22-260725-0001" */
};

/* Tasks of a long form, each with its state. */
struct task {
    struct str title, hint, url; /* url "": cannot be started yet */
    struct tag status;           /* text "Đã xong" with TONE_DONE is shown plain, others as a tag */
};
struct task_list {
    const struct task *items;
    int items_count;
};

/* Label and value in rows: what the register knows, check your answers. */
struct summary_row {
    struct str key, value;
    struct html_raw value_html;  /* instead of value; made by a view */
    struct str source;           /* "Cơ sở dữ liệu dân cư, 01/10/2026": read-only data say where they come from */
    struct str change_url, change_text; /* "Sửa"; the key is added for screen readers */
};
struct summary_list {
    struct str title; /* "" for none; an h2 */
    const struct summary_row *items;
    int items_count;
};

/* A table. Numbers are right-aligned with tabular figures. */
struct table_column {
    struct str label;
    bool is_number;
    bool is_row_header; /* the cell that names the row: <th scope="row"> */
};
struct table_cell {
    struct str text;
    struct str url;     /* makes the text a link */
    struct str note;    /* small, below the text */
    struct tag tag;     /* shown behind the text when tag.text is not empty */
    bool is_code;       /* a code to read aloud: never broken into two lines */
    bool is_number, is_row_header; /* filled by table_prepare() from the columns */
};
struct table_row {
    struct table_cell *items;
    int items_count;
    bool is_total;
    bool is_link_row; /* the work list: j/k move between these rows, Enter opens the row's first link */
};
struct table {
    struct str caption;        /* always: it is the table's name for screen readers */
    bool caption_hidden;       /* when a heading just above says the same */
    bool is_dense;             /* staff console */
    const struct table_column *columns;
    int columns_count;
    struct table_row *rows;
    int rows_count;
};
/* Cells may come without is_number and is_row_header: this copies them from the columns. */
void table_prepare(struct table *table);

/* Keyset paging: there is no page number. Addresses "" hide the link. */
struct pagination {
    struct str previous_url, next_url;
    struct str label; /* "Danh sách hồ sơ": names the landmark */
};

/* Where there is nothing yet: explain, and offer the first action. */
struct empty_state {
    struct str title, text;
    struct str action_url, action_text;
};

/* Steps of a dossier, newest first: what happened, when, who. */
struct history_item {
    struct str title, who, text;
    struct at at;
    struct tag tag;
};
struct history {
    const struct history_item *items;
    int items_count;
};

/* A number on a leader's page. The number is a link to its rows. */
struct figure {
    struct str label;
    int64_t value;
    struct str url;
    struct rate rate;     /* shown below when has_rate */
    bool has_rate;
    struct str compared;  /* "+12 so với hôm qua" */
    enum tone tone;
};
struct figure_list {
    const struct figure *items;
    int items_count;
};

struct back_link {
    struct str url, text; /* text "": "Quay lại" */
};

#endif
