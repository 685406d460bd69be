/* zip_read.c: finds a part in the directory at the archive's end and unpacks it. Every offset is checked against the archive before it is used. */
#include "platform/sheet/zip_read.h"
#include <zlib.h>

enum { END_BYTES = 22, ENTRY_BYTES = 46, LOCAL_BYTES = 30, COMMENT_MAX = 65535, STORED = 0, DEFLATED = 8, FLAG_ENCRYPTED = 1 };

static uint32_t le16(struct str s, size_t at) { return (uint32_t)(unsigned char)s.ptr[at] | (uint32_t)(unsigned char)s.ptr[at + 1] << 8; }
static uint32_t le32(struct str s, size_t at) { return le16(s, at) | le16(s, at + 2) << 16; }
static bool has(struct str s, size_t at, size_t len) { return at <= s.len && s.len - at >= len; }
static bool signature(struct str s, size_t at, const char *mark) { return memcmp(s.ptr + at, mark, 4) == 0; }

struct entry {
    uint32_t method, crc, packed, size, local;
};

static bool find_end(struct str archive, size_t *ret_at)
{
    if (archive.len < END_BYTES)
        return false;
    size_t last = archive.len - END_BYTES, first = last > COMMENT_MAX ? last - COMMENT_MAX : 0;
    for (size_t at = last + 1; at-- > first;)
        if (signature(archive, at, "PK\5\6")) {
            *ret_at = at;
            return true;
        }
    return false;
}

static enum err find_entry(struct str archive, struct str name, struct entry *ret_entry)
{
    size_t end;

    if (!find_end(archive, &end))
        return ERR_INVALID;
    size_t at = le32(archive, end + 16);
    for (uint32_t left = le16(archive, end + 10); left > 0; left--) {
        if (!has(archive, at, ENTRY_BYTES) || !signature(archive, at, "PK\1\2"))
            return ERR_INVALID;
        size_t name_len = le16(archive, at + 28), rest = le16(archive, at + 30) + le16(archive, at + 32);
        if (!has(archive, at + ENTRY_BYTES, name_len + rest))
            return ERR_INVALID;
        if (str_eq_nocase(str_sub(archive, at + ENTRY_BYTES, name_len), name)) { /* part names compare without case (ECMA-376-2, 7.2.3.5) */
            if (le16(archive, at + 8) & FLAG_ENCRYPTED)
                return ERR_INVALID;
            *ret_entry = (struct entry){le16(archive, at + 10), le32(archive, at + 16), le32(archive, at + 20), le32(archive, at + 24), le32(archive, at + 42)};
            return OK;
        }
        at += ENTRY_BYTES + name_len + rest;
    }
    return ERR_NOT_FOUND;
}

static bool inflate_all(struct str packed, char *out, size_t size)
{
    z_stream z = {.next_in = (unsigned char *)packed.ptr, .avail_in = (uInt)packed.len, .next_out = (unsigned char *)out, .avail_out = (uInt)size};

    if (inflateInit2(&z, -MAX_WBITS) != Z_OK)
        return false;
    int result = inflate(&z, Z_FINISH);
    bool whole = result == Z_STREAM_END && z.avail_out == 0;
    inflateEnd(&z);
    return whole;
}

enum err zip_part(struct arena *arena, struct str archive, struct str name, size_t max_bytes, struct str *ret_bytes)
{
    struct entry entry;

    TRY(find_entry(archive, name, &entry));
    if (entry.size > max_bytes)
        return ERR_TOO_LARGE;
    if (!has(archive, entry.local, LOCAL_BYTES) || !signature(archive, entry.local, "PK\3\4"))
        return ERR_INVALID;
    size_t data = (size_t)entry.local + LOCAL_BYTES + le16(archive, entry.local + 26) + le16(archive, entry.local + 28);
    if (!has(archive, data, entry.packed))
        return ERR_INVALID;
    struct str packed = str_sub(archive, data, entry.packed), bytes = packed;
    if (entry.method == DEFLATED) {
        char *out = arena_alloc_raw(arena, (size_t)entry.size + 1); /* zlib wants room even for nothing */
        if (!inflate_all(packed, out, entry.size ? entry.size : 1) && entry.size)
            return ERR_INVALID;
        bytes = (struct str){out, entry.size};
    } else if (entry.method != STORED || entry.packed != entry.size) {
        return ERR_INVALID;
    }
    if (crc32(0, (const unsigned char *)(bytes.len ? bytes.ptr : ""), (uInt)bytes.len) != entry.crc)
        return ERR_INVALID;
    *ret_bytes = bytes;
    return OK;
}
