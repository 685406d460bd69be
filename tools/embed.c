/* embed.c: `embed SRCDIR OUT.c FILES...` turns files into a table of bytes inside the program, so that the binary needs nothing beside
 * it. Text is kept a second time compressed with gzip, so that no request pays for compression. Declared in src/base/assets.h. */
#include <zlib.h>
#include "tool.h"

struct file {
    char *path; /* as given */
    const char *name; /* below SRCDIR */
};

static const char *type_of(const char *name, bool *ret_text)
{
    static const struct {
        const char *end, *type;
        bool text;
    } types[] = {
        {".css", "text/css; charset=utf-8", true},         {".js", "text/javascript; charset=utf-8", true},
        {".mjs", "text/javascript; charset=utf-8", true},  {".svg", "image/svg+xml", true},
        {".html", "text/html; charset=utf-8", true},       {".json", "application/json", true},
        {".webmanifest", "application/manifest+json", true}, {".txt", "text/plain; charset=utf-8", true},
        {".sql", "text/plain; charset=utf-8", true},       {".csv", "text/csv; charset=utf-8", true},
        {".yaml", "text/yaml; charset=utf-8", true},       {".woff2", "font/woff2", false},
        {".png", "image/png", false},                      {".ico", "image/x-icon", false},
        {".jpg", "image/jpeg", false},                     {".pdf", "application/pdf", false},
        {".ttf", "font/ttf", false},
    };
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (ends_with(name, types[i].end)) {
            *ret_text = types[i].text;
            return types[i].type;
        }
    *ret_text = false;
    return "application/octet-stream";
}

static void put_bytes(struct text *out, const char *label, int index, const unsigned char *bytes, size_t len)
{
    text_printf(out, "static const unsigned char %s_%d[] =\n    \"", label, index);
    for (size_t at = 0; at < len; at++) {
        unsigned char c = bytes[at];
        if (at && at % 1024 == 0)
            text_put(out, "\"\n    \"");
        if (c >= 128)
            text_printf(out, "\\%03o", c);
        else
            text_put_c(out, (const char *)&c, 1);
    }
    text_put(out, "\";\n");
}

static size_t gzip(const unsigned char *bytes, size_t len, unsigned char **ret_gz)
{
    z_stream z = {0};
    if (deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        die("embed: zlib cannot start");
    size_t cap = deflateBound(&z, len) + 64;
    unsigned char *gz = must_alloc(NULL, cap);
    z.next_in = (unsigned char *)bytes;
    z.avail_in = (unsigned)len;
    z.next_out = gz;
    z.avail_out = (unsigned)cap;
    if (deflate(&z, Z_FINISH) != Z_STREAM_END)
        die("embed: zlib cannot finish");
    size_t gz_len = z.total_out;
    deflateEnd(&z);
    *ret_gz = gz;
    return gz_len;
}

static unsigned long long hash_of(const unsigned char *bytes, size_t len)
{
    unsigned long long hash = 14695981039346656037ULL; /* FNV-1a: names versions, guards nothing */
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ bytes[i]) * 1099511628211ULL;
    hash ^= hash >> 32;
    hash *= 0xd6e8feb86659fd93ULL;
    return hash ^ (hash >> 32);
}

static int by_name(const void *a, const void *b) { return strcmp(((const struct file *)a)->name, ((const struct file *)b)->name); }

int main(int argc, char **argv)
{
    struct text out = {0}, table = {0};

    if (argc < 3)
        die("usage: embed SRCDIR OUT.c FILES...");
    char *root = realpath(argv[1], NULL);
    if (!root)
        die("%s: %s", argv[1], strerror(errno));
    int count = argc - 3;
    struct file *files = must_alloc(NULL, sizeof *files * (size_t)(count + 1));
    for (int i = 0; i < count; i++) {
        char *full = realpath(argv[i + 3], NULL);
        if (!full || strncmp(full, root, strlen(root)) != 0)
            die("embed: %s is not below %s", argv[i + 3], argv[1]);
        files[i] = (struct file){argv[i + 3], full + strlen(root) + 1};
    }
    qsort(files, (size_t)count, sizeof *files, by_name); /* asset_find() searches by halving */

    text_put(&out, "/* Made by tools/embed. */\n#include \"base/assets.h\"\n\n");
    for (int i = 0; i < count; i++) {
        size_t len;
        bool is_text;
        unsigned char *gz = NULL;
        const unsigned char *bytes = (const unsigned char *)file_read(files[i].path, &len);
        const char *type = type_of(files[i].name, &is_text);
        size_t gz_len = is_text && len > 256 ? gzip(bytes, len, &gz) : 0;

        put_bytes(&out, "bytes", i, bytes, len);
        if (gz_len)
            put_bytes(&out, "gz", i, gz, gz_len);
        text_put(&table, "    {\"");
        text_put_c(&table, files[i].name, strlen(files[i].name));
        text_printf(&table, "\", bytes_%d, %zu, \"%s\", \"%016llx\", ", i, len, type, hash_of(bytes, len));
        if (gz_len)
            text_printf(&table, "gz_%d, %zu},\n", i, gz_len);
        else
            text_put(&table, "NULL, 0},\n");
    }
    text_printf(&out, "\nconst struct asset assets[] = {\n%s    {NULL},\n};\nconst int asset_count = %d;\n", count ? table.ptr : "", count);
    file_write(argv[2], &out);
    return 0;
}
