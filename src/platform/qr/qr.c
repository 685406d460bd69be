/* qr.c: libqrencode behind qr.h; Debian builds it with threads, so that several codes may be made at once. */
#include "platform/qr/qr.h"
#include <errno.h>
#include <stdlib.h>
#include <qrencode.h>

enum err qr_encode(struct arena *arena, struct str text, enum qr_level level, struct qr *ret_qr)
{
    static const QRecLevel levels[] = {[QR_LOW] = QR_ECLEVEL_L, [QR_MEDIUM] = QR_ECLEVEL_M, [QR_QUARTILE] = QR_ECLEVEL_Q, [QR_HIGH] = QR_ECLEVEL_H};

    if (text.len == 0)
        return ERR_INVALID;
    if (text.len > QR_TEXT_BYTES_MAX)
        return ERR_TOO_LARGE;
    QRcode *code = QRcode_encodeData((int)text.len, (const unsigned char *)text.ptr, 0, levels[level]);
    if (!code) {
        if (errno == ENOMEM)
            abort();
        return ERR_TOO_LARGE;
    }
    size_t count = (size_t)code->width * (size_t)code->width;
    unsigned char *dark = arena_alloc_raw(arena, count);
    for (size_t i = 0; i < count; i++)
        dark[i] = code->data[i] & 1;
    *ret_qr = (struct qr){.side = code->width, .dark = dark};
    QRcode_free(code);
    return OK;
}

struct html_raw qr_svg(struct arena *arena, const struct qr *qr, struct str label, int size_px)
{
    struct buf svg;
    int full = qr->side + 2 * QR_QUIET_MODULES;

    buf_init(&svg, arena, (size_t)qr->side * (size_t)qr->side * 4 + 512);
    struct html out = {.buf = &svg};
    buf_printf(&svg, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" shape-rendering=\"crispEdges\" role=\"img\" aria-label=\"",
               full, full, size_px, size_px);
    html_put_str(&out, label);
    buf_printf(&svg, "\"><path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path fill=\"#000\" d=\"", full, full);
    for (int y = 0; y < qr->side; y++) {
        for (int x = 0; x < qr->side;) {
            int run = 0;
            while (x + run < qr->side && qr->dark[y * qr->side + x + run])
                run++;
            if (run)
                buf_printf(&svg, "M%d %dh%dv1h-%dz", x + QR_QUIET_MODULES, y + QR_QUIET_MODULES, run, run);
            x += run ? run : 1;
        }
    }
    buf_lit(&svg, "\"/></svg>");
    return (struct html_raw){buf_str(&svg)};
}
