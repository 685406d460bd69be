/* internal.h: an extract: what is held of one person, collected once and written as page, paper or JSON. */
#ifndef FEATURES_MYDATA_INTERNAL_H
#define FEATURES_MYDATA_INTERNAL_H

#include "features/mydata/mydata.h"
#include "features/mydata/mydata_views.h"
#include "features/population/population.h"

enum { SECTIONS_MAX = 14, ITEMS_MAX = 32, COLUMNS_MAX = 6, TABLE_ROWS_MAX = 200, LOOKS_MAX = 200 };
#define CORRECTION_SLUG "dieu-chinh-thong-tin-dan-cu"
#define RESIDENCE_SLUG "dieu-chinh-thong-tin-cu-tru"
#define CIVIL_SLUG "thay-doi-cai-chinh-ho-tich"

/* A datum as people read it and as programs do. */
enum raw_kind { RAW_TEXT, RAW_DAY, RAW_AT, RAW_INT };
struct cell {
    struct str text, note, url;
    enum raw_kind raw;
    struct str code;  /* RAW_TEXT: what JSON says, when it is another than the text: "male" */
    struct day day;
    int64_t n;
};
struct item {
    const char *key;      /* in JSON: stable */
    struct str label;
    struct cell cell;
    struct str source;    /* whence */
    struct day since;     /* recorded on; DAY_NONE: not known */
    const char *correct;  /* what a correction calls it: the answer of the correction's first question, or "residence", "family"; NULL: nothing to correct */
};
struct section {
    const char *key;
    struct str title, note, empty; /* empty: said when there is nothing */
    bool is_table;
    struct item items[ITEMS_MAX];
    int items_count;
    const char *keys[COLUMNS_MAX];
    struct str labels[COLUMNS_MAX];
    int columns;
    struct cell (*rows)[COLUMNS_MAX];
    int rows_count;
    bool is_cut;          /* there was more than TABLE_ROWS_MAX */
};
struct extract {
    struct person person;
    bool own;             /* hers who asks, not a child's or a visitor's at the counter */
    struct section *sections;
    int count;
};
/* Everything of the person, in the reader's language. */
MUST_CHECK enum err extract_collect(struct ctx *ctx, const struct person *person, bool own, struct extract *ret_extract);
const struct item *extract_item(const struct extract *extract, struct str correct); /* the datum that a correction is about; NULL */

/* --- sections.c, sections_more.c --- */
struct section *section_add(struct extract *extract, const char *key, struct str title, struct str empty);
struct item *item_add(struct section *section, const char *key, struct str label, struct cell cell);
struct cell *row_add(struct section *section);
void column_add(struct section *section, const char *key, struct str label);
void table_start(struct ctx *ctx, struct section *section);
struct cell cell_text(struct str text);
struct cell cell_code(struct str text, struct str code);
struct cell cell_day(struct ctx *ctx, struct day day);
struct cell cell_at(struct ctx *ctx, int64_t at_ms);
MUST_CHECK enum err section_person(struct ctx *ctx, struct extract *extract);
MUST_CHECK enum err section_homes(struct ctx *ctx, struct extract *extract);
MUST_CHECK enum err section_household(struct ctx *ctx, struct extract *extract);
MUST_CHECK enum err section_other_numbers(struct ctx *ctx, struct extract *extract);
MUST_CHECK enum err section_cards(struct ctx *ctx, struct extract *extract);
MUST_CHECK enum err section_account(struct ctx *ctx, struct extract *extract);
MUST_CHECK enum err section_dossiers(struct ctx *ctx, struct extract *extract);
MUST_CHECK enum err section_changes(struct ctx *ctx, struct extract *extract);
MUST_CHECK enum err section_residences(struct ctx *ctx, struct extract *extract);
MUST_CHECK enum err section_absences(struct ctx *ctx, struct extract *extract);
MUST_CHECK enum err section_looks(struct ctx *ctx, struct extract *extract);

/* --- children.c: minors whose father or mother (before the law) the citizen is, in her household --- */
struct child {
    int64_t person_id;
    struct str full_name;
    int place; /* in addresses: its place in the list of the household */
};
enum { CHILDREN_MAX = 20 };
MUST_CHECK enum err children_of(struct ctx *ctx, int64_t person_id, struct child ret_children[CHILDREN_MAX], int *ret_count);

/* --- writers --- */
struct str extract_json(struct ctx *ctx, const struct extract *extract);
struct extract_paper {
    struct str agency;     /* whose officer prints it; "": the citizen herself */
    struct str officer;
    struct str site;       /* "tỉnh Gia Lai" */
    struct str public_url;
    struct str digest;     /* SHA-256 of the JSON of the same moment, hex */
    bool demo;
};
MUST_CHECK enum err extract_pdf(struct ctx *ctx, const struct extract *extract, const struct extract_paper *paper, struct str *ret_pdf);

enum err mydata_page(struct req *req);
enum err mydata_child_page(struct req *req);
enum err mydata_correct_page(struct req *req);
enum err mydata_json(struct req *req);
enum err mydata_pdf(struct req *req);
enum err mydata_counter_page(struct req *req);
enum err mydata_counter_post(struct req *req);

#endif
