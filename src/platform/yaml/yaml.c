/* yaml.c: libyaml's events into a tree. */
#include "platform/yaml/yaml.h"
#include <yaml.h>

struct reading {
    struct ctx *ctx;
    struct str file_name;
    yaml_parser_t parser;
    yaml_event_t event;
};

static enum err wrong(struct reading *reading, size_t line, const char *what)
{
    return fault_set(reading->ctx, ERR_INVALID, S("yaml"),
                     arena_printf(reading->ctx->arena, "%.*s:%zu", STR_ARG(reading->file_name), line + 1),
                     S("Tệp dữ liệu YAML không đúng."), arena_str(reading->ctx->arena, str_of(what)));
}

static enum err next(struct reading *reading)
{
    yaml_event_delete(&reading->event);
    if (!yaml_parser_parse(&reading->parser, &reading->event))
        return wrong(reading, reading->parser.problem_mark.line,
                     reading->parser.problem ? reading->parser.problem : "not YAML");
    return OK;
}

static enum err read_node(struct reading *reading, struct yaml *node, int depth);

static enum err append(struct reading *reading, struct yaml *node, int *cap, struct yaml **ret_item)
{
    if (node->items_count == *cap) {
        int more = *cap ? *cap * 2 : 4;
        struct yaml *items = arena_array(reading->ctx->arena, struct yaml, (size_t)more);
        if (node->items_count)
            memcpy(items, node->items, (size_t)node->items_count * sizeof *items);
        node->items = items;
        *cap = more;
    }
    *ret_item = &node->items[node->items_count++];
    return OK;
}

static enum err read_children(struct reading *reading, struct yaml *node, int depth)
{
    int cap = 0;
    yaml_event_type_t end = node->kind == YAML_LIST ? YAML_SEQUENCE_END_EVENT : YAML_MAPPING_END_EVENT;

    for (;;) {
        struct yaml *item;
        struct str key = STR_NONE;
        TRY(next(reading));
        if (reading->event.type == end)
            return OK;
        if (node->kind == YAML_MAP) {
            if (reading->event.type != YAML_SCALAR_EVENT)
                return wrong(reading, reading->event.start_mark.line, "a key must be plain text");
            key = arena_str(reading->ctx->arena, (struct str){(const char *)reading->event.data.scalar.value,
                                                              reading->event.data.scalar.length});
            for (int i = 0; i < node->items_count; i++)
                if (str_eq(node->items[i].key, key))
                    return wrong(reading, reading->event.start_mark.line, "the same key twice");
            TRY(next(reading));
        }
        TRY(append(reading, node, &cap, &item));
        struct yaml child = {.key = key};
        TRY(read_node(reading, &child, depth + 1));
        *item = child;
    }
}

static enum err read_node(struct reading *reading, struct yaml *node, int depth)
{
    const yaml_event_t *event = &reading->event;

    node->line = (int)event->start_mark.line + 1;
    if (depth > YAML_DEPTH_MAX)
        return wrong(reading, event->start_mark.line, "nested too deep");
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        node->kind = YAML_SCALAR;
        node->text = arena_str(reading->ctx->arena,
                               (struct str){(const char *)event->data.scalar.value, event->data.scalar.length});
        return event->data.scalar.anchor ? wrong(reading, event->start_mark.line, "anchors are not used here") : OK;
    case YAML_SEQUENCE_START_EVENT: node->kind = YAML_LIST; return read_children(reading, node, depth);
    case YAML_MAPPING_START_EVENT: node->kind = YAML_MAP; return read_children(reading, node, depth);
    default: return wrong(reading, event->start_mark.line, "anchors are not used here");
    }
}

enum err yaml_parse(struct ctx *ctx, struct str file_name, struct str text, const struct yaml **ret_root)
{
    struct reading reading = {.ctx = ctx, .file_name = file_name};
    struct yaml *root = arena_new(ctx->arena, struct yaml);
    enum err err = OK;

    if (text.len > YAML_BYTES_MAX)
        return wrong(&reading, 0, "larger than 1 MB");
    if (!yaml_parser_initialize(&reading.parser))
        return wrong(&reading, 0, "no memory");
    yaml_parser_set_input_string(&reading.parser, (const unsigned char *)text.ptr, text.len);
    for (int i = 0; i < 3 && err == OK; i++) /* stream start, document start, the first node */
        err = next(&reading);
    if (err == OK)
        err = read_node(&reading, root, 0);
    if (err == OK && (err = next(&reading)) == OK && (err = next(&reading)) == OK &&
        reading.event.type != YAML_STREAM_END_EVENT)
        err = wrong(&reading, reading.event.start_mark.line, "one document a file");
    yaml_event_delete(&reading.event);
    yaml_parser_delete(&reading.parser);
    if (err == OK)
        *ret_root = root;
    return err;
}

const struct yaml *yaml_get(const struct yaml *map, const char *key)
{
    for (int i = 0; map && map->kind == YAML_MAP && i < map->items_count; i++)
        if (str_eq(map->items[i].key, str_of(key)))
            return &map->items[i];
    return NULL;
}

struct str yaml_text(const struct yaml *map, const char *key)
{
    const struct yaml *node = yaml_get(map, key);
    return node && node->kind == YAML_SCALAR ? node->text : S("");
}
