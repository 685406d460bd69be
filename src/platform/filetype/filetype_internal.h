/* filetype_internal.h: shared by the readers of single formats. A reader returns OK, or the reason why the bytes are not fit. */
#ifndef PLATFORM_FILETYPE_INTERNAL_H
#define PLATFORM_FILETYPE_INTERNAL_H

#include "platform/filetype/filetype.h"

enum verdict {
    VERDICT_OK,
    VERDICT_CUT,       /* the end is missing */
    VERDICT_BROKEN,    /* the structure does not hold */
    VERDICT_ENCRYPTED,
    VERDICT_NO_PAGES,
    VERDICT_HUGE,
    VERDICT_ENCODING,
    VERDICT_MACRO,
    VERDICT_FOREIGN,   /* a sound file, but of another kind */
};

enum verdict filetype_read_pdf(struct str bytes, struct filetype_info *info);
enum verdict filetype_read_jpeg(struct str bytes, struct filetype_info *info);
enum verdict filetype_read_png(struct str bytes, struct filetype_info *info);
enum verdict filetype_read_csv(struct str bytes);
enum verdict filetype_read_xlsx(struct str bytes);

static inline uint32_t read_be32(const char *p)
{
    const unsigned char *b = (const unsigned char *)p;
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}
static inline uint32_t read_be16(const char *p) { return (uint32_t)(unsigned char)p[0] << 8 | (unsigned char)p[1]; }
static inline uint32_t read_le16(const char *p) { return (uint32_t)(unsigned char)p[1] << 8 | (unsigned char)p[0]; }
static inline uint32_t read_le32(const char *p) { return read_le16(p) | read_le16(p + 2) << 16; }

#endif
