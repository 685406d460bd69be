/* names.c: loads the lists of names once and puts full names together. */
#include "app/demo/names.h"
#include "base/assets.h"
#include "platform/csv/csv.h"
#include "platform/unicode/unicode.h"

enum { LIST_MAX = 200, OLD_BEFORE = 1965, YOUNG_FROM = 1995 };

static const struct str people_codes[PEOPLES] = {S_INIT("kinh"), S_INIT("jrai"), S_INIT("ede"),   S_INIT("bahnar"), S_INIT("tay"),
                                                  S_INIT("thai"), S_INIT("muong"), S_INIT("hmong"), S_INIT("khmer")};
static const struct str generation_codes[GENERATIONS] = {S_INIT("old"), S_INIT("middle"), S_INIT("young")};

struct str people_ethnicity(enum people people)
{
    static const struct str names[PEOPLES] = {S_INIT("Kinh"), S_INIT("Gia Rai"), S_INIT("Ê Đê"), S_INIT("Ba Na"), S_INIT("Tày"),
                                                S_INIT("Thái"), S_INIT("Mường"),   S_INIT("Mông"), S_INIT("Khmer")};
    return names[people];
}

enum generation generation_of(int birth_year)
{
    return birth_year < OLD_BEFORE ? GENERATION_OLD : birth_year < YOUNG_FROM ? GENERATION_MIDDLE : GENERATION_YOUNG;
}

static int code_index(const struct str *codes, int count, struct str code)
{
    for (int i = 0; i < count; i++)
        if (str_eq(codes[i], code))
            return i;
    return -1;
}

static void list_add(struct ctx *ctx, struct name_list *list, struct str name, int weight)
{
    if (!list->items)
        list->items = arena_array(ctx->arena, struct name_part, LIST_MAX);
    if (list->count == LIST_MAX)
        return;
    int before = list->count ? list->items[list->count - 1].weight_upto : 0;
    struct str text = arena_str(ctx->arena, name);
    list->items[list->count++] = (struct name_part){text, unicode_fold(ctx->arena, text), before + weight};
}

struct row {
    enum people people;
    bool female, any_generation;
    enum generation generation;
    struct str name, part;
    int weight;
};

/* Reads one file of ours; `put` gets each row. What is wrong with it is a mistake of the build. */
static enum err load(struct ctx *ctx, const char *path, struct names *names, void (*put)(struct ctx *, struct names *, const struct row *))
{
    const struct asset *asset = asset_find(str_of(path));
    struct csv_reader reader;
    enum csv_step step;

    if (!asset)
        return fault_set(ctx, ERR_INTERNAL, S("demo.names"), S(""), S("Thiếu tệp dữ liệu tên."), str_of(path));
    csv_open_text(&reader, ctx->arena, asset_text(asset));
    int people = csv_column(&reader, S("people")), sex = csv_column(&reader, S("sex")), generation = csv_column(&reader, S("generation"));
    int name = csv_column(&reader, S("name")), weight = csv_column(&reader, S("weight")), part = csv_column(&reader, S("part"));
    while ((step = csv_next(&reader)) == CSV_ROW) {
        int group = people < 0 ? KINH : code_index(people_codes, PEOPLES, csv_field(&reader, people));
        int age = code_index(generation_codes, GENERATIONS, csv_field(&reader, generation));
        int64_t w = 1;
        if (group < 0 || (weight >= 0 && (str_parse_i64(csv_field(&reader, weight), &w) != OK || w < 1 || w > 100000)))
            break;
        struct row row = {.people = (enum people)group, .female = str_eq(csv_field(&reader, sex), S("female")), .any_generation = age < 0,
                          .generation = age < 0 ? GENERATION_MIDDLE : (enum generation)age, .name = csv_field(&reader, name),
                          .part = csv_field(&reader, part), .weight = (int)w};
        put(ctx, names, &row);
    }
    if (step != CSV_END)
        return fault_set(ctx, ERR_INTERNAL, S("demo.names"), S(""), S("Tệp dữ liệu tên bị hỏng."),
                         arena_printf(ctx->arena, "%s, line %d", path, reader.line));
    return OK;
}

static void put_surname(struct ctx *ctx, struct names *names, const struct row *row)
{
    list_add(ctx, &names->surnames[row->people], row->name, row->weight);
}

static void put_middle(struct ctx *ctx, struct names *names, const struct row *row)
{
    list_add(ctx, &names->middle[row->female][row->generation], row->name, row->weight);
}

static void put_given(struct ctx *ctx, struct names *names, const struct row *row)
{
    for (int generation = 0; generation < GENERATIONS; generation++)
        if (row->any_generation || generation == (int)row->generation)
            list_add(ctx, &names->given[row->people][row->female][generation], row->name, row->weight);
}

static void put_street(struct ctx *ctx, struct names *names, const struct row *row) { list_add(ctx, &names->streets, row->name, 1); }

static void put_village(struct ctx *ctx, struct names *names, const struct row *row)
{
    bool first = str_eq(row->part, S("first"));
    list_add(ctx, first ? &names->village_first[row->people] : &names->village_second[row->people], row->name, 1);
}

/* Two tables of whole numbers. What is wrong with them is a mistake of the build. */
static enum err load_numbers(struct ctx *ctx, const char *path, const char *columns[3], bool (*put)(struct names *, const struct str *), struct names *names)
{
    const struct asset *asset = asset_find(str_of(path));
    struct csv_reader reader;
    enum csv_step step = CSV_END;
    struct str cells[3] = {{0}};

    if (asset)
        csv_open_text(&reader, ctx->arena, asset_text(asset));
    while (asset && (step = csv_next(&reader)) == CSV_ROW) {
        for (int i = 0; i < 3 && columns[i]; i++)
            cells[i] = csv_field(&reader, csv_column(&reader, str_of(columns[i])));
        if (!put(names, cells))
            break;
    }
    if (asset && step == CSV_END)
        return OK;
    return fault_set(ctx, ERR_INTERNAL, S("demo.names"), S(""), S("Tệp dữ liệu tên bị hỏng."), str_of(path));
}

static bool put_age(struct names *names, const struct str *cells)
{
    int64_t from, share;
    if (str_parse_i64(cells[0], &from) != OK || str_parse_i64(cells[1], &share) != OK || from < 0 || from / AGE_GROUP_YEARS >= AGE_GROUPS)
        return false;
    names->pyramid[from / AGE_GROUP_YEARS] = (int)share;
    return true;
}

static bool put_share(struct names *names, const struct str *cells)
{
    int64_t prefix, share;
    int people = code_index(people_codes, PEOPLES, cells[1]);
    if (str_parse_i64(cells[0], &prefix) != OK || str_parse_i64(cells[2], &share) != OK || people < 0 || names->shares_count == SHARES_MAX)
        return false;
    names->shares[names->shares_count++] = (struct people_share){(int)prefix, (int)share, (enum people)people};
    return true;
}

enum err names_load(struct ctx *ctx, struct names *ret_names)
{
    *ret_names = (struct names){0};
    TRY(load(ctx, "data/names/surnames.csv", ret_names, put_surname));
    TRY(load(ctx, "data/names/middle.csv", ret_names, put_middle));
    TRY(load(ctx, "data/names/given.csv", ret_names, put_given));
    TRY(load(ctx, "data/names/streets.csv", ret_names, put_street));
    TRY(load_numbers(ctx, "data/names/pyramid.csv", (const char *[]){"age_from", "per_mille", NULL}, put_age, ret_names));
    TRY(load_numbers(ctx, "data/names/peoples.csv", (const char *[]){"prefix", "people", "per_mille"}, put_share, ret_names));
    return load(ctx, "data/names/villages.csv", ret_names, put_village);
}

const struct name_part *name_pick(const struct name_list *list, struct rng *rng)
{
    int at = rng_below(rng, list->items[list->count - 1].weight_upto), low = 0, high = list->count - 1;

    while (low < high) {
        int middle = (low + high) / 2;
        if (list->items[middle].weight_upto > at)
            high = middle;
        else
            low = middle + 1;
    }
    return &list->items[low];
}

static struct str join(struct arena *arena, const struct str *parts, int count)
{
    size_t len = 0;
    for (int i = 0; i < count; i++)
        len += parts[i].len ? parts[i].len + 1 : 0;
    char *text = arena_alloc_raw(arena, len);
    size_t at = 0;
    for (int i = 0; i < count; i++) {
        if (!parts[i].len)
            continue;
        if (at)
            text[at++] = ' ';
        memcpy(text + at, parts[i].ptr, parts[i].len);
        at += parts[i].len;
    }
    return (struct str){text, at};
}

static struct full_name put_together(struct arena *arena, const struct name_part *a, const struct name_part *b, const struct name_part *c)
{
    return (struct full_name){join(arena, (const struct str[]){a->text, b->text, c->text}, 3),
                              join(arena, (const struct str[]){a->folded, b->folded, c->folded}, 3)};
}

struct full_name name_make(struct arena *arena, const struct names *names, struct rng *rng, enum people people, const struct name_part *surname,
                           bool female, int birth_year)
{
    static const struct name_part nothing = {S_INIT(""), S_INIT(""), 0}, y = {S_INIT("Y"), S_INIT("y"), 0};
    enum generation generation = generation_of(birth_year);
    static const struct name_part a = {S_INIT("A"), S_INIT("a"), 0}, thi = {S_INIT("Thị"), S_INIT("thi"), 0};
    bool own = names->given[people][female][generation].count > 0;
    const struct name_part *given = name_pick(&names->given[own ? people : KINH][female][generation], rng);

    if (people == EDE) /* the clan stands behind: Y Krông Niê */
        return put_together(arena, given, surname, &nothing);
    if (people == JRAI)
        return put_together(arena, surname, !female && rng_chance(rng, 300) ? &y : &nothing, given);
    if (people == BAHNAR)
        return put_together(arena, surname, &nothing, given);
    if (people == HMONG)
        return put_together(arena, surname, female ? &thi : &a, given);
    const struct name_part *middle = name_pick(&names->middle[female][generation], rng);
    while (str_ends(middle->text, given->text)) /* nobody is called Minh Minh */
        given = name_pick(&names->given[own ? people : KINH][female][generation], rng);
    return put_together(arena, surname, middle, given);
}

struct str village_name(struct arena *arena, const struct names *names, struct rng *rng, enum people people)
{
    if (!names->village_first[people].count)
        return S("");
    const struct name_part *first = name_pick(&names->village_first[people], rng), *second = name_pick(&names->village_second[people], rng);
    return arena_printf(arena, "%.*s %.*s", STR_ARG(first->text), STR_ARG(second->text));
}
