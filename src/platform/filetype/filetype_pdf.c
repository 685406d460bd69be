/* filetype_pdf.c: enough of ISO 32000 to count a PDF's pages and to see that it is whole, open and harmless: the file is read from its
 * first to its last byte as a row of objects, as repair tools do, so that a wrong cross-reference table (common in scans) does not
 * matter. Objects packed into compressed streams (PDF 1.5) are unpacked with zlib, within limits. Content streams are never read. */
#include "platform/filetype/filetype_internal.h"
#include <zlib.h>

enum { OBJECTS_MAX = 500000, UNPACKED_BYTES_MAX = 32 * 1024 * 1024, TREE_DEPTH_MAX = 64, DICT_BYTES_MAX = 1024 * 1024, TRAILER_BYTES_MAX = 4096 };
enum { WALK_BYTES_MAX = 256 * 1024 * 1024 }; /* a file built of overlapping objects must not cost more than a large honest one */

struct object {
    int64_t number;
    struct str body; /* from behind "obj" to "endobj", without the stream */
};

struct pdf_file {
    struct arena *arena;
    struct object *objects; /* open addressing by number; a later definition replaces an earlier one (incremental updates) */
    size_t capacity, count;
    struct str root;       /* "12 0 R" as found last */
    bool encrypted, active;
    size_t unpacked_bytes, walked_bytes;
    bool broken;           /* a packed stream that could not be unpacked: what it held is unknown */
};

/* --- little readers --- */
static bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0; }
static bool is_delimiter(char c) { return c && strchr("()<>[]{}/%", c); }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static struct str skip_spaces(struct str s)
{
    while (s.len && is_space(s.ptr[0]))
        s.ptr++, s.len--;
    return s;
}

static bool take_number(struct str *s, int64_t *ret_number)
{
    struct str rest = skip_spaces(*s);
    int64_t number = 0;
    size_t digits = 0;

    while (digits < rest.len && digits < 11 && is_digit(rest.ptr[digits]))
        number = number * 10 + (rest.ptr[digits++] - '0');
    if (digits == 0 || digits > 10)
        return false;
    *ret_number = number;
    *s = str_sub(rest, digits, rest.len);
    return true;
}

static bool take_word(struct str *s, struct str word)
{
    struct str rest = skip_spaces(*s);
    if (!str_starts(rest, word))
        return false;
    *s = str_sub(rest, word.len, rest.len);
    return true;
}

/* The value behind a key of a dictionary, at whatever depth it stands; "" when absent. Good enough for /Type, /Kids and the like: a key
 * inside a nested dictionary could be taken for ours only by a file built to do so, which then counts its own pages wrongly. */
static struct str value_of(struct str dict, struct str key)
{
    for (;;) {
        ptrdiff_t at = str_find(dict, key);
        if (at < 0)
            return STR_NONE;
        struct str rest = str_sub(dict, (size_t)at + key.len, dict.len);
        if (rest.len == 0 || is_space(rest.ptr[0]) || is_delimiter(rest.ptr[0]))
            return skip_spaces(rest);
        dict = rest;
    }
}

static bool name_is(struct str value, struct str name)
{
    return str_starts(value, name) && (value.len == name.len || is_space(value.ptr[name.len]) || is_delimiter(value.ptr[name.len]));
}

static bool take_reference(struct str *s, int64_t *ret_number)
{
    struct str rest = *s;
    int64_t generation;
    if (!take_number(&rest, ret_number) || !take_number(&rest, &generation) || !take_word(&rest, S("R")))
        return false;
    *s = rest;
    return true;
}

/* --- the table of objects --- */
static struct object *slot_of(struct object *objects, size_t capacity, int64_t number)
{
    size_t at = (size_t)((uint64_t)number * 0x9E3779B97F4A7C15ull) & (capacity - 1);
    while (objects[at].body.ptr && objects[at].number != number)
        at = (at + 1) & (capacity - 1);
    return &objects[at];
}

static void object_put(struct pdf_file *file, int64_t number, struct str body)
{
    if (file->count >= OBJECTS_MAX)
        return;
    if (file->count * 2 >= file->capacity) {
        size_t capacity = file->capacity ? file->capacity * 2 : 256;
        struct object *objects = arena_array(file->arena, struct object, capacity);
        for (size_t i = 0; i < file->capacity; i++)
            if (file->objects[i].body.ptr)
                *slot_of(objects, capacity, file->objects[i].number) = file->objects[i];
        file->objects = objects;
        file->capacity = capacity;
    }
    struct object *slot = slot_of(file->objects, file->capacity, number);
    file->count += !slot->body.ptr;
    *slot = (struct object){number, body};
}

static struct str object_find(const struct pdf_file *file, int64_t number)
{
    return file->capacity ? slot_of(file->objects, file->capacity, number)->body : STR_NONE;
}

/* --- reading the file --- */
static void note_trailer(struct pdf_file *file, struct str dict)
{
    struct str root = value_of(dict, S("/Root"));
    if (root.len)
        file->root = root;
    if (value_of(dict, S("/Encrypt")).len)
        file->encrypted = true;
}

static void note_active(struct pdf_file *file, struct str dict)
{
    static const struct str keys[] = {S_INIT("/JavaScript"), S_INIT("/JS"), S_INIT("/Launch"), S_INIT("/EmbeddedFile"), S_INIT("/RichMedia")};
    for (size_t i = 0; i < ARRAY_LEN(keys) && !file->active; i++)
        file->active = value_of(dict, keys[i]).ptr != NULL;
}

/* Unpacks a /FlateDecode stream, as far as the limits allow. */
static bool unpack(struct pdf_file *file, struct str packed, struct str *ret_text)
{
    z_stream z = {0};
    struct buf out;
    bool whole = false;

    if (inflateInit(&z) != Z_OK)
        return false;
    buf_init(&out, file->arena, packed.len < 65536 ? packed.len * 4 + 256 : 256 * 1024);
    z.next_in = (unsigned char *)packed.ptr;
    z.avail_in = (unsigned)packed.len;
    while (file->unpacked_bytes + out.len < UNPACKED_BYTES_MAX) {
        buf_reserve(&out, 4096);
        size_t room = out.cap - out.len;
        z.next_out = (unsigned char *)out.ptr + out.len;
        z.avail_out = (unsigned)room;
        int code = inflate(&z, Z_NO_FLUSH);
        out.len += room - z.avail_out;
        if (code == Z_STREAM_END) {
            whole = true;
            break;
        }
        if (code != Z_OK || (z.avail_in == 0 && z.avail_out != 0))
            break;
    }
    inflateEnd(&z);
    file->unpacked_bytes += out.len;
    *ret_text = buf_str(&out);
    return whole;
}

/* /ObjStm: pairs "number offset", then the objects one behind the other from /First on. */
static void read_object_stream(struct pdf_file *file, struct str dict, struct str packed)
{
    struct str count_text = value_of(dict, S("/N")), first_text = value_of(dict, S("/First")), text;
    int64_t count, first, number, offset;

    if (!take_number(&count_text, &count) || !take_number(&first_text, &first) || value_of(dict, S("/DecodeParms")).len ||
        str_find(dict, S("/FlateDecode")) < 0 || !unpack(file, packed, &text)) {
        file->broken = true;
        return;
    }
    struct str head = str_sub(text, 0, (size_t)first), rest = head;
    for (int64_t i = 0; i < count && take_number(&rest, &number) && take_number(&rest, &offset); i++) {
        struct str peek = rest;
        int64_t next_number, next_offset = (int64_t)text.len - first;
        if (i + 1 < count && take_number(&peek, &next_number))
            take_number(&peek, &next_offset);
        if (next_offset < offset)
            next_offset = (int64_t)text.len - first;
        size_t size = next_offset > offset ? (size_t)(next_offset - offset) : 0;
        struct str body = str_sub(text, (size_t)(first + offset), size < DICT_BYTES_MAX ? size : DICT_BYTES_MAX);
        object_put(file, number, body.ptr ? body : S(""));
    }
    note_active(file, text);
}

/* The stream's bytes; *at moves behind "endstream". /Length is believed only when "endstream" really follows. */
static struct str take_stream(struct str bytes, struct str dict, size_t *at)
{
    size_t from = *at;
    struct str length_text = value_of(dict, S("/Length")), probe = length_text;
    int64_t length, reference;

    if (from < bytes.len && bytes.ptr[from] == '\r')
        from++;
    if (from < bytes.len && bytes.ptr[from] == '\n')
        from++;
    if (!take_reference(&probe, &reference) && take_number(&length_text, &length) && (size_t)length <= bytes.len - from) {
        struct str behind = str_sub(bytes, from + (size_t)length, 64);
        if (take_word(&behind, S("endstream"))) {
            *at = (size_t)(behind.ptr - bytes.ptr);
            return str_sub(bytes, from, (size_t)length);
        }
    }
    struct str rest = str_sub(bytes, from, bytes.len);
    ptrdiff_t end = str_find(rest, S("endstream"));
    *at = end < 0 ? bytes.len : from + (size_t)end + 9;
    return str_sub(rest, 0, end < 0 ? rest.len : (size_t)end);
}

/* The first of two words; looks in growing windows, so that the cost is that of the distance even when the other word is far away. */
static ptrdiff_t find_first(struct str text, struct str a, struct str b, bool *ret_is_b)
{
    for (size_t window = 512;; window *= 4) {
        struct str part = str_sub(text, 0, window);
        ptrdiff_t at_a = str_find(part, a), at_b = str_find(str_sub(part, 0, at_a < 0 ? part.len : (size_t)at_a), b);
        if (at_a >= 0 || at_b >= 0) {
            *ret_is_b = at_b >= 0;
            return at_b >= 0 ? at_b : at_a;
        }
        if (part.len == text.len)
            return -1;
    }
}

/* One object from behind "obj": its dictionary ends at "stream" or "endobj". Returns where to go on. */
static size_t read_object(struct pdf_file *file, struct str bytes, int64_t number, size_t from)
{
    bool is_stream;
    struct str rest = str_sub(bytes, from, DICT_BYTES_MAX);
    ptrdiff_t end = find_first(rest, S("endobj"), S("stream"), &is_stream);

    if (end < 0) { /* no object of ours is that large: what follows cannot be trusted */
        file->broken = true;
        return bytes.len;
    }
    struct str dict = str_sub(rest, 0, (size_t)end);
    object_put(file, number, dict);
    note_active(file, dict);
    size_t at = from + (size_t)end + 6;
    if (is_stream) {
        struct str packed = take_stream(bytes, dict, &at);
        struct str type = value_of(dict, S("/Type"));
        if (name_is(type, S("/ObjStm")))
            read_object_stream(file, dict, packed);
        if (name_is(type, S("/XRef")))
            note_trailer(file, dict);
    }
    return at;
}

/* "12 0 obj": the two numbers stand before the word. */
static bool number_before(struct str bytes, size_t at, int64_t *ret_number)
{
    size_t from = at;

    for (int word = 0; word < 2; word++) {
        while (from > 0 && is_space(bytes.ptr[from - 1]))
            from--;
        while (from > 0 && at - from < 32 && is_digit(bytes.ptr[from - 1]))
            from--;
    }
    struct str text = str_sub(bytes, from, at - from);
    int64_t generation;
    return take_number(&text, ret_number) && take_number(&text, &generation) && skip_spaces(text).len == 0;
}

static void read_file(struct pdf_file *file, struct str bytes)
{
    size_t at = 0;

    while (at < bytes.len) {
        const char *hit = memmem(bytes.ptr + at, bytes.len - at, "obj", 3);
        size_t stop = hit ? (size_t)(hit - bytes.ptr) : bytes.len;
        /* what lies between two objects may be a trailer; there is at most one such gap per object, each read once */
        for (struct str gap = str_sub(bytes, at, stop - at); gap.len;) {
            ptrdiff_t trailer = str_find(gap, S("trailer"));
            if (trailer < 0)
                break;
            gap = str_sub(gap, (size_t)trailer + 7, gap.len);
            struct str dict = str_sub(gap, 0, TRAILER_BYTES_MAX);
            bool is_next;
            ptrdiff_t end = find_first(dict, S("startxref"), S("trailer"), &is_next);
            note_trailer(file, str_sub(dict, 0, end < 0 ? dict.len : (size_t)end));
        }
        if (!hit)
            break;
        int64_t number;
        at = stop + 3;
        if (number_before(bytes, stop, &number))
            at = read_object(file, bytes, number, at);
    }
}

/* --- the page tree (7.7.3) --- */
static struct str object_walk(struct pdf_file *file, int64_t number)
{
    struct str body = object_find(file, number);
    file->walked_bytes += body.len + 64;
    return file->walked_bytes < WALK_BYTES_MAX ? body : STR_NONE;
}

static int count_pages(struct pdf_file *file, int64_t number, int depth, size_t *budget)
{
    struct str dict = object_walk(file, number);
    int64_t kid, reference;
    int pages = 0;

    if (!dict.ptr || depth > TREE_DEPTH_MAX || *budget == 0)
        return 0;
    --*budget;
    struct str kids = value_of(dict, S("/Kids")), indirect = kids;
    if (kids.len == 0) /* a leaf; some writers leave out its /Type */
        return name_is(value_of(dict, S("/Type")), S("/Page")) || value_of(dict, S("/MediaBox")).len || value_of(dict, S("/Contents")).len;
    if (take_reference(&indirect, &reference))
        kids = skip_spaces(object_walk(file, reference));
    if (kids.len && kids.ptr[0] == '[')
        kids = str_sub(kids, 1, kids.len);
    while (take_reference(&kids, &kid))
        pages += count_pages(file, kid, depth + 1, budget);
    return pages;
}

/* -1: no page tree was found. */
static int pages_of(struct pdf_file *file)
{
    struct str root = file->root;
    int64_t catalog = -1, pages;
    size_t budget = file->count * 2 + 16; /* a tree visits each object once; a loop would visit them for ever */

    if (!take_reference(&root, &catalog))
        for (size_t i = 0; i < file->capacity; i++)
            if (file->objects[i].body.ptr && name_is(value_of(object_walk(file, file->objects[i].number), S("/Type")), S("/Catalog")))
                catalog = file->objects[i].number;
    struct str reference = value_of(object_walk(file, catalog), S("/Pages"));
    return take_reference(&reference, &pages) ? count_pages(file, pages, 0, &budget) : -1;
}

static enum verdict read_pdf(struct pdf_file *file, struct str bytes, struct filetype_info *info)
{
    read_file(file, bytes);
    if (file->encrypted)
        return VERDICT_ENCRYPTED;
    info->active = file->active;
    info->pages = pages_of(file);
    if (info->pages > 0)
        return VERDICT_OK;
    return info->pages < 0 || file->broken ? VERDICT_BROKEN : VERDICT_NO_PAGES;
}

enum verdict filetype_read_pdf(struct str bytes, struct filetype_info *info)
{
    struct arena scratch; /* not the request's: what was unpacked goes back at once */
    struct pdf_file file = {.arena = &scratch};
    struct str tail = bytes;

    while (tail.len && is_space(tail.ptr[tail.len - 1])) /* blanks and NULs that transfers append */
        tail.len--;
    if (str_find(str_sub(tail, tail.len > 1024 ? tail.len - 1024 : 0, 1024), S("%%EOF")) < 0)
        return VERDICT_CUT;
    arena_init(&scratch, 0);
    enum verdict verdict = read_pdf(&file, bytes, info);
    arena_done(&scratch);
    return verdict;
}
