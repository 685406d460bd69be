/* form.c: the little that the shared parts compute. */
#include "web/form.h"

void table_prepare(struct table *table)
{
    for (int r = 0; r < table->rows_count; r++) {
        struct table_cell *cells = table->rows[r].items;
        for (int c = 0; c < table->rows[r].items_count && c < table->columns_count; c++) {
            cells[c].is_number = table->columns[c].is_number;
            cells[c].is_row_header = table->columns[c].is_row_header;
        }
    }
}
