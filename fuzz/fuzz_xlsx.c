/* fuzz_xlsx.c: any bytes as a workbook, or (first byte 'x') as the XML of its first sheet inside a good archive, so that the scanner is reached without guessing
 * checksums. Reading always ends; every cell's text lies in memory that may be read; a row is never wider than said. */
#include "platform/sheet/xlsx_read.h"
#include <assert.h>
#include <stdlib.h>
#include <zlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PARTS_MAX = 4 };
struct archive {
    struct buf bytes, directory;
    int count;
};

static void put_le(struct buf *out, uint32_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        buf_put_char(out, (char)(value >> (8 * i)));
}

static void add_part(struct archive *archive, struct str name, struct str text)
{
    uint32_t crc = (uint32_t)crc32(0, (const unsigned char *)(text.len ? text.ptr : ""), (uInt)text.len), at = (uint32_t)archive->bytes.len;

    buf_lit(&archive->bytes, "PK\3\4\24\0\0\0\0\0\0\0\0\0");
    put_le(&archive->bytes, crc, 4);
    put_le(&archive->bytes, (uint32_t)text.len, 4);
    put_le(&archive->bytes, (uint32_t)text.len, 4);
    put_le(&archive->bytes, (uint32_t)name.len, 4);
    buf_put(&archive->bytes, name);
    buf_put(&archive->bytes, text);
    buf_lit(&archive->directory, "PK\1\2\24\0\24\0\0\0\0\0\0\0\0\0");
    put_le(&archive->directory, crc, 4);
    put_le(&archive->directory, (uint32_t)text.len, 4);
    put_le(&archive->directory, (uint32_t)text.len, 4);
    put_le(&archive->directory, (uint32_t)name.len, 4);
    put_le(&archive->directory, 0, 4);
    put_le(&archive->directory, 0, 4);
    put_le(&archive->directory, 0, 2);
    put_le(&archive->directory, at, 4);
    buf_put(&archive->directory, name);
    archive->count++;
}

static struct str wrap(struct arena *arena, struct str sheet)
{
    struct archive archive = {0};

    buf_init(&archive.bytes, arena, sheet.len + 2048);
    buf_init(&archive.directory, arena, 1024);
    add_part(&archive, S("xl/workbook.xml"), S("<workbook><sheets><sheet name='a' r:id='r1'/></sheets></workbook>"));
    add_part(&archive, S("xl/_rels/workbook.xml.rels"), S("<Relationships><Relationship Id='r1' Target='worksheets/s.xml'/></Relationships>"));
    add_part(&archive, S("xl/sharedStrings.xml"), S("<sst><si><t>một</t></si><si><r><t>h</t></r><r><t>ai</t></r><rPh><t>x</t></rPh></si></sst>"));
    add_part(&archive, S("xl/worksheets/s.xml"), sheet);
    uint32_t at = (uint32_t)archive.bytes.len;
    buf_put(&archive.bytes, buf_str(&archive.directory));
    buf_lit(&archive.bytes, "PK\5\6\0\0\0\0");
    put_le(&archive.bytes, (uint32_t)archive.count, 2);
    put_le(&archive.bytes, (uint32_t)archive.count, 2);
    put_le(&archive.bytes, (uint32_t)archive.directory.len, 4);
    put_le(&archive.bytes, at, 4);
    put_le(&archive.bytes, 0, 2);
    return buf_str(&archive.bytes);
}

static void look(const struct xlsx_table *table, int max_rows)
{
    volatile char seen = 0;
    struct day day;
    int minute;

    assert(table->rows_count <= max_rows);
    for (int i = 0; i < table->rows_count; i++) {
        assert(table->rows[i].cells_count > 0 && table->rows[i].cells_count <= XLSX_COLUMNS_MAX && table->rows[i].line >= 1);
        for (int c = 0; c < table->rows[i].cells_count; c++) {
            const struct xlsx_cell *cell = &table->rows[i].cells[c];
            for (size_t k = 0; k < cell->text.len; k++)
                seen = (char)(seen ^ cell->text.ptr[k]);
            if (cell->is_number && xlsx_moment(table, cell->number, &day, &minute))
                assert(minute >= 0 && minute < 1440 && civil_of(day).year >= 1900 && civil_of(day).year <= 3000);
        }
    }
    (void)seen;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { ROWS = 50 };
    struct arena arena;
    char *copy = malloc(size ? size : 1); /* of the exact size, for AddressSanitizer */
    struct xlsx_table table;

    if (!copy)
        abort();
    if (size)
        memcpy(copy, data, size);
    arena_init(&arena, 0);
    struct ctx ctx = {.arena = &arena};
    struct str bytes = {copy, size};
    if (size && copy[0] == 'x')
        bytes = wrap(&arena, str_sub(bytes, 1, bytes.len));
    if (xlsx_read(&ctx, bytes, ROWS, &table) == OK)
        look(&table, ROWS);
    else
        assert(ctx.fault.code.len > 0);
    free(copy);
    arena_done(&arena);
    return 0;
}
