/* pdf_table.c: tables that run over pages with their head repeated; a cell that is higher than a page is continued on the next. */
#include "platform/pdf/pdf_internal.h"
#include <assert.h>

#define PAD_X 3.0
#define PAD_Y 2.2

static void draw_box(struct pdf *pdf, double x0, double y0, double x1, double y1)
{
    if (pdf->table.table.border == PDF_GRID) {
        cairo_rectangle(pdf->cr, x0, y0, x1 - x0, y1 - y0);
        cairo_stroke(pdf->cr);
    } else if (pdf->table.table.border == PDF_ROWS) {
        cairo_move_to(pdf->cr, x0, y1);
        cairo_line_to(pdf->cr, x1, y1);
        cairo_stroke(pdf->cr);
    }
}

/* Text and its caption in one layout, the caption smaller on its own line. */
static void set_cell(struct pdf *pdf, PangoLayout *layout, struct str text, struct str caption, unsigned style, enum pdf_align align, double width)
{
    const struct pdf_run runs[] = {{text, style}, {str_empty(text) ? S("") : S("\n"), 0}, {caption, PDF_SMALL | PDF_ITALIC}};
    pdf_layout_set(pdf, layout, runs, str_empty(caption) ? 1 : 3, 0, pdf->table.size, align, width - 2 * PAD_X);
}

static int or_one(int count) { return count > 0 ? count : 1; }

/* --- the head --- */
static double head_cell_width(const struct pdf_open_table *open, const struct pdf_head_cell *cell)
{
    return open->edges[cell->column + or_one(cell->columns)] - open->edges[cell->column];
}

static double head_cell_height(struct pdf *pdf, const struct pdf_head_cell *cell)
{
    double height;
    set_cell(pdf, pdf->layout, cell->text, cell->caption, PDF_BOLD, PDF_CENTER, head_cell_width(&pdf->table, cell));
    pdf_layout_size(pdf->layout, NULL, &height);
    return height + 2 * PAD_Y;
}

/* Heights of the head's rows: first by the cells of one row, then the last row of each higher cell takes what is lacking. */
static void head_heights(struct pdf *pdf, double heights[PDF_HEAD_ROWS_MAX])
{
    const struct pdf_table *table = &pdf->table.table;

    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < table->head_count; i++) {
            const struct pdf_head_cell *cell = &table->head[i];
            int last = cell->row + or_one(cell->rows) - 1;
            if ((or_one(cell->rows) > 1) != pass)
                continue;
            double lacking = head_cell_height(pdf, cell);
            for (int row = cell->row; row <= last; row++)
                lacking -= heights[row];
            if (lacking > 0)
                heights[last] += lacking;
        }
    }
}

static void draw_head(struct pdf *pdf)
{
    struct pdf_open_table *open = &pdf->table;
    const struct pdf_table *table = &open->table;
    double heights[PDF_HEAD_ROWS_MAX] = {0}, tops[PDF_HEAD_ROWS_MAX + 1];

    if (table->head_count == 0)
        return;
    head_heights(pdf, heights);
    tops[0] = pdf->y;
    for (int row = 0; row < PDF_HEAD_ROWS_MAX; row++)
        tops[row + 1] = tops[row] + heights[row];
    bool tagged = !open->first_head_done; /* a repeated head is there for the eye only */
    if (tagged)
        cairo_tag_begin(pdf->cr, "TR", NULL);
    for (int i = 0; i < table->head_count; i++) {
        const struct pdf_head_cell *cell = &table->head[i];
        double x0 = open->edges[cell->column], x1 = x0 + head_cell_width(open, cell);
        double y0 = tops[cell->row], y1 = tops[cell->row + or_one(cell->rows)], height;
        int line = 0;
        set_cell(pdf, pdf->layout, cell->text, cell->caption, PDF_BOLD, PDF_CENTER, x1 - x0);
        pdf_layout_size(pdf->layout, NULL, &height);
        draw_box(pdf, x0, y0, x1, y1);
        if (tagged)
            cairo_tag_begin(pdf->cr, "TH", NULL);
        pdf_layout_lines(pdf, pdf->layout, x0 + PAD_X, (y0 + y1 - height) / 2, pdf->page_height, true, &line);
        if (tagged)
            cairo_tag_end(pdf->cr, "TH");
    }
    if (tagged)
        cairo_tag_end(pdf->cr, "TR");
    open->first_head_done = true;
    pdf->y = tops[PDF_HEAD_ROWS_MAX];
}

/* --- open, close --- */
void pdf_table_begin(struct pdf *pdf, const struct pdf_table *table)
{
    struct pdf_open_table *open = &pdf->table;
    double total = 0, x = pdf->left;

    assert(!open->open && table->columns_count > 0 && table->columns_count <= PDF_COLUMNS_MAX && table->head_count <= PDF_HEAD_CELLS_MAX);
    for (int i = 0; i < table->columns_count; i++)
        total += table->columns[i].share;
    assert(total > 0);
    for (int i = 0; i < table->head_count; i++) {
        const struct pdf_head_cell *cell = &table->head[i];
        assert(cell->column + or_one(cell->columns) <= table->columns_count && cell->row + or_one(cell->rows) <= PDF_HEAD_ROWS_MAX);
    }
    open->open = true;
    open->table = *table;
    open->first_head_done = false;
    open->size = table->size_pt > 0 ? table->size_pt : pdf->size;
    for (int i = 0; i < table->columns_count; i++) {
        open->edges[i] = x;
        x += table->columns[i].share / total * (pdf->right - pdf->left);
        if (!open->layouts[i])
            open->layouts[i] = pdf_layout_new(pdf);
    }
    open->edges[table->columns_count] = pdf->right;
    /* the head and a first row of two lines stand together */
    double heights[PDF_HEAD_ROWS_MAX] = {0}, head = 0;
    head_heights(pdf, heights);
    for (int row = 0; row < PDF_HEAD_ROWS_MAX; row++)
        head += heights[row];
    pdf_need(pdf, (head + 3 * open->size) / PT_OF_MM);
    cairo_tag_begin(pdf->cr, "Table", NULL);
    draw_head(pdf);
}

void pdf_table_end(struct pdf *pdf)
{
    assert(pdf->table.open);
    cairo_tag_end(pdf->cr, "Table");
    pdf->table.open = false;
}

/* --- rows --- */
struct row {
    int count;
    double x0[PDF_COLUMNS_MAX], x1[PDF_COLUMNS_MAX];
    int line[PDF_COLUMNS_MAX], lines[PDF_COLUMNS_MAX]; /* drawn so far; of all */
    double height;                                     /* of the whole row */
};

static void set_row(struct pdf *pdf, const struct pdf_cell *cells, int count, struct row *row)
{
    struct pdf_open_table *open = &pdf->table;
    int column = 0;

    for (int i = 0; i < count && column < open->table.columns_count; i++) {
        int next = column + or_one(cells[i].columns);
        if (next > open->table.columns_count)
            next = open->table.columns_count;
        row->x0[i] = open->edges[column];
        row->x1[i] = open->edges[next];
        enum pdf_align align = cells[i].align ? cells[i].align : open->table.columns[column].align;
        double height;
        set_cell(pdf, open->layouts[i], cells[i].text, cells[i].caption, cells[i].style, align, row->x1[i] - row->x0[i]);
        pdf_layout_size(open->layouts[i], NULL, &height);
        row->lines[i] = pango_layout_get_line_count(open->layouts[i]);
        if (height + 2 * PAD_Y > row->height)
            row->height = height + 2 * PAD_Y;
        row->count = i + 1;
        column = next;
    }
}

/* As much of the row as fits on this page; true when nothing is left. */
static bool draw_part(struct pdf *pdf, struct row *row, bool force)
{
    double used = 0;
    bool whole = true;

    cairo_tag_begin(pdf->cr, "TR", NULL);
    for (int i = 0; i < row->count; i++) {
        cairo_tag_begin(pdf->cr, "TD", NULL);
        if (row->line[i] < row->lines[i]) {
            double height = pdf_layout_lines(pdf, pdf->table.layouts[i], row->x0[i] + PAD_X, pdf->y + PAD_Y, pdf->bottom - PAD_Y, force, &row->line[i]);
            if (height > used)
                used = height;
        }
        cairo_tag_end(pdf->cr, "TD");
        whole = whole && row->line[i] >= row->lines[i];
    }
    cairo_tag_end(pdf->cr, "TR");
    for (int i = 0; i < row->count; i++)
        draw_box(pdf, row->x0[i], pdf->y, row->x1[i], pdf->y + used + 2 * PAD_Y);
    pdf->y += used + 2 * PAD_Y;
    return whole;
}

void pdf_table_row(struct pdf *pdf, const struct pdf_cell *cells, int count)
{
    struct row row = {0};

    assert(pdf->table.open && count > 0 && count <= PDF_COLUMNS_MAX);
    set_row(pdf, cells, count, &row);
    bool fits_somewhere = row.height < (pdf->bottom - pdf->top) * 0.6;
    if (pdf->y + row.height > pdf->bottom && (fits_somewhere || pdf->y + 5 * pdf->table.size > pdf->bottom)) {
        pdf_page_break(pdf);
        draw_head(pdf);
    }
    for (bool first = true; !draw_part(pdf, &row, !first); first = false) {
        pdf_page_break(pdf);
        draw_head(pdf);
    }
}
