/* qr.h: QR codes (ISO/IEC 18004) over libqrencode: as SVG for pages and as modules for platform/pdf. Made in the process; nothing is
 * fetched from outside, and no script draws it. */
#ifndef PLATFORM_QR_H
#define PLATFORM_QR_H

#include "platform/html/html.h"

enum { QR_TEXT_BYTES_MAX = 1024, QR_QUIET_MODULES = 4 };
/* How much of the code may be dirty or torn: 7, 15, 25, 30 %. Medium for screens, quartile for paper. */
enum qr_level { QR_LOW, QR_MEDIUM, QR_QUARTILE, QR_HIGH };

struct qr {
    int side;                  /* modules, without the quiet zone */
    const unsigned char *dark; /* side * side, row by row; 1: dark */
};
/* The smallest code that holds the text (8-bit). ERR_INVALID: empty; ERR_TOO_LARGE: over QR_TEXT_BYTES_MAX. */
MUST_CHECK enum err qr_encode(struct arena *arena, struct str text, enum qr_level level, struct qr *ret_qr);

/* An <svg role="img"> of size_px with its quiet zone, dark on white whatever the page's colours are. `label` is what a screen reader says;
 * it is escaped here. No inline style: it passes the strict CSP. */
struct html_raw qr_svg(struct arena *arena, const struct qr *qr, struct str label, int size_px);

#endif
