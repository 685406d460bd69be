/* assets.h: files that are embedded in the program at build time (migrations, data, style sheets, fonts), sorted by path.
 * The table is written by tools/embed from the lists in meson.build. */
#ifndef BASE_ASSETS_H
#define BASE_ASSETS_H

#include "base/str.h"

struct asset {
    const char *path;            /* below the repository: "migrations/0001_base.sql", "web/dist/app.css" */
    const unsigned char *bytes;  /* a NUL stands behind them, not counted */
    size_t len;
    const char *content_type;
    const char *etag;            /* 16 hex digits of the bytes' hash: for names and caches, not for security */
    const unsigned char *gz_bytes; /* gzip, for texts over 256 bytes; else NULL */
    size_t gz_len;
};

extern const struct asset assets[]; /* in ascending byte order of path */
extern const int asset_count;

const struct asset *asset_find(struct str path); /* NULL: no such file */
/* Files whose path begins with `prefix` stand in a row: returns the first index and their number (0: none). */
int asset_range(struct str prefix, int *ret_count);
static inline struct str asset_text(const struct asset *asset) { return (struct str){(const char *)asset->bytes, asset->len}; }

#endif
