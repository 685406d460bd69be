/* card_views.h: what the pages of cards show. */
#ifndef FEATURES_CARD_CARD_VIEWS_H
#define FEATURES_CARD_CARD_VIEWS_H

#include "web/form.h"

/* --- citizen --------------------------------------------------------------------------------------------------------------------- */
struct card_of_person {
    struct str name, book_url, booking_url, booking_text;
    struct summary_list facts;
    struct notice advice;
};
struct cards_view {
    const struct card_of_person *items;
    int items_count;
};
struct card_day_choice {
    struct str day, place, note, url, free_text;
};
struct card_book_view {
    struct back_link back;
    struct str who_name, who, change, unit_name;
    struct select_field where;
    const struct card_day_choice *items;
    int items_count;
    struct empty_state empty;
};
struct card_slots_view {
    struct back_link back;
    struct form_errors errors;
    struct str csrf, action_url, who, who_name, change, day, place;
    struct radio_field slot;
    bool is_full;
};
struct card_appointment_view {
    struct back_link back;
    struct panel panel;
    bool is_new, can_change;
    struct summary_list facts;
    struct str csrf, cancel_url, change_url;
    struct tag state;
};

/* --- officer --------------------------------------------------------------------------------------------------------------------- */
struct card_work_view {
    struct str unit, new_url;
    struct select_field where;
    bool has_where, is_commune;
    struct table days, lists;
    struct empty_state empty;
};
struct card_day_new_view {
    struct back_link back;
    struct form_errors errors;
    struct str csrf, unit, unit_id;
    struct radio_field kind;
    struct text_field place, from, until, slot, capacity, note;
    struct date_field day;
};
struct card_day_row {
    struct str time, name, birth, sex, number, booking, version, url;
    struct tag state;
    bool can_mark, is_booked;
};
struct card_day_view {
    struct back_link back;
    struct form_errors errors;
    struct str csrf, place, day, unit, note, mark_url, walk_in_url, end_url, version;
    struct figure_list figures;
    const struct card_day_row *items;
    int items_count;
    struct empty_state empty;
    struct text_field number;
    bool is_open, is_today;
};
struct card_list_view {
    struct back_link back;
    struct form_errors errors;
    struct str title, unit, unit_id, list, count_text, sheet_url, csv_url;
    struct select_field hamlet;
    struct text_field purpose;
    struct table by_hamlet, people;
    bool has_people, can_export;
    struct empty_state empty;
    struct pagination pages;
};
struct card_sheet_group {
    struct table table;
};
struct card_sheet_view {
    struct back_link back;
    struct str title, unit, purpose, made_at, cut;
    const struct card_sheet_group *groups;
    int groups_count;
};
struct card_record_view {
    struct back_link back;
    struct str name, why, csrf, action_url, version;
    struct summary_list facts;
    struct checkbox_field returned;
    bool can_hand_over;
};

#endif
