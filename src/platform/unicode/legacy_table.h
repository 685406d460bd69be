/* legacy_table.h: one byte of an old Vietnamese table as code points; inside platform/unicode only. */
#ifndef PLATFORM_UNICODE_LEGACY_TABLE_H
#define PLATFORM_UNICODE_LEGACY_TABLE_H

#include "platform/unicode/unicode_source.h"

/* Code points of a byte: one or two (a mark may come as two); 0: the table has no such byte. Marks stand behind their letter, so the result is to be
 * normalised. */
int legacy_points(enum unicode_table table, unsigned char byte, uint16_t ret_points[2]);

#endif
