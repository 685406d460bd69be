/* yaml.h: reading a small YAML file of ours (libyaml inside) into a tree in the arena. Scalars stay text: the reader
 * decides what they mean. Anchors, tags and several documents are refused: a file of data needs none. */
#ifndef PLATFORM_YAML_H
#define PLATFORM_YAML_H

#include "base/ctx.h"

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP };
struct yaml {
    enum yaml_kind kind;
    struct str text;    /* a scalar */
    struct str key;     /* of this node in its map */
    int line;           /* from 1 */
    struct yaml *items; /* of a list or map, in order */
    int items_count;
};
enum { YAML_DEPTH_MAX = 12, YAML_BYTES_MAX = 1024 * 1024 };

/* ERR_INVALID: the fault's field is "FILE:LINE", its detail says what is wrong. */
MUST_CHECK enum err yaml_parse(struct ctx *ctx, struct str file_name, struct str text, const struct yaml **ret_root);
const struct yaml *yaml_get(const struct yaml *map, const char *key); /* NULL: absent, or no map */
struct str yaml_text(const struct yaml *map, const char *key);        /* "" when absent */

#endif
