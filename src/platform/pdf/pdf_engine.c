/* pdf_engine.c: font maps, made on first use and kept for the next document. As many exist as documents were ever open at once, which the slow
 * lane's size bounds; a second one costs some 100 KiB, since cairo shares the loaded fonts. */
#include "platform/pdf/pdf_internal.h"
#include <cairo-ft.h>
#include <pthread.h>
#include <stdlib.h>

static struct {
    pthread_mutex_t lock;
    struct pdf_engine *free;
} pool = {.lock = PTHREAD_MUTEX_INITIALIZER};

static struct pdf_engine *engine_new(void)
{
    struct pdf_engine *engine = calloc(1, sizeof *engine);
    if (!engine)
        abort();
    engine->map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    engine->context = pango_font_map_create_context(engine->map);
    pango_cairo_context_set_resolution(engine->context, 72); /* a point is a unit of the page */
    pango_context_set_round_glyph_positions(engine->context, FALSE);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(engine->context, options);
    cairo_font_options_destroy(options);
    return engine;
}

struct pdf_engine *pdf_engine_take(void)
{
    pthread_mutex_lock(&pool.lock);
    struct pdf_engine *engine = pool.free;
    if (engine)
        pool.free = engine->next;
    pthread_mutex_unlock(&pool.lock);
    return engine ? engine : engine_new();
}

void pdf_engine_give(struct pdf_engine *engine)
{
    pthread_mutex_lock(&pool.lock);
    engine->next = pool.free;
    pool.free = engine;
    pthread_mutex_unlock(&pool.lock);
}
