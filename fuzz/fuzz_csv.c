/* fuzz_csv.c: any bytes as a CSV file. The reader always ends, fields lie inside its row, and what it read, written by
 * the writer, reads the same again. */
#include "platform/csv/csv.h"
#include "platform/unicode/unicode.h"
#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Writes every row that can be read; returns how many. */
static int copy_rows(struct arena *arena, struct str text, struct buf *out)
{
    struct csv_reader *reader = arena_new(arena, struct csv_reader);
    struct csv_writer writer;
    int rows = 0;

    csv_open_text(reader, arena, text);
    csv_writer_init(&writer, out, false);
    buf_lit(out,
            "\xEF\xBB\xBF"); /* so that a header that begins like a ZIP file does not stand at the very beginning */
    for (int i = 0; i < reader->header_count; i++)
        csv_put(&writer, reader->header[i]);
    csv_end_row(&writer);
    for (enum csv_step step; (step = csv_next(reader)) != CSV_END;) {
        if (step != CSV_ROW) {
            assert(reader->error.problem != CSV_FINE && reader->error.line >= 1);
            assert(csv_problem_text(reader->error.problem).vi.len && csv_problem_advice(reader->error.problem).vi.len);
            if (step == CSV_BROKEN)
                break;
            continue;
        }
        assert(reader->count == reader->header_count);
        for (int i = 0; i < reader->count; i++) {
            assert(unicode_valid_utf8(reader->fields[i]));
            csv_put(&writer, reader->fields[i]);
        }
        csv_end_row(&writer);
        rows++;
    }
    return rows;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct buf once, twice;
    char *copy = malloc(size ? size : 1); /* of the exact size, for AddressSanitizer */

    if (!copy)
        abort();
    if (size)
        memcpy(copy, data, size);
    arena_init(&arena, 0);
    buf_init(&once, &arena, size + 64);
    buf_init(&twice, &arena, size + 64);
    int rows = copy_rows(&arena, (struct str){copy, size}, &once);
    free(copy);
    if (rows) {
        int again = copy_rows(&arena, buf_str(&once), &twice);
        assert(again == rows && str_eq(buf_str(&once), buf_str(&twice)));
    }
    arena_done(&arena);
    return 0;
}
