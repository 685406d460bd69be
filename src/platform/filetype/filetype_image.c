/* filetype_image.c: JPEG (ISO 10918-1) and PNG (ISO 15948), walked from first to last segment, so that an upload cut off on the way
 * is found at once instead of by the officer. */
#include "platform/filetype/filetype_internal.h"
#include <zlib.h>

static enum verdict check_size(uint32_t width, uint32_t height, struct filetype_info *info)
{
    if (width == 0 || height == 0)
        return VERDICT_BROKEN;
    if (width > FILETYPE_IMAGE_SIDE_MAX || height > FILETYPE_IMAGE_SIDE_MAX || (uint64_t)width * height > FILETYPE_IMAGE_PIXELS_MAX)
        return VERDICT_HUGE;
    info->width_px = (int)width;
    info->height_px = (int)height;
    return VERDICT_OK;
}

static bool is_start_of_frame(int marker) { return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC; }

/* Entropy-coded data runs to the next marker; FF 00 is a stuffed byte and FF D0..D7 a restart mark, both inside the data. */
static size_t skip_scan(struct str bytes, size_t at)
{
    while (at + 1 < bytes.len) {
        const char *ff = memchr(bytes.ptr + at, 0xFF, bytes.len - at - 1);
        if (!ff)
            break;
        at = (size_t)(ff - bytes.ptr);
        int next = (unsigned char)bytes.ptr[at + 1];
        if (next == 0xFF)
            at += 1;
        else if (next == 0 || (next >= 0xD0 && next <= 0xD7))
            at += 2;
        else
            return at;
    }
    return bytes.len;
}

enum verdict filetype_read_jpeg(struct str bytes, struct filetype_info *info)
{
    size_t at = 2;
    bool has_scan = false;

    while (at + 2 <= bytes.len) {
        if ((unsigned char)bytes.ptr[at] != 0xFF)
            return VERDICT_BROKEN;
        int marker = (unsigned char)bytes.ptr[at + 1];
        if (marker == 0xFF) { /* fill byte */
            at++;
            continue;
        }
        at += 2;
        if (marker == 0xD9) /* end of image; cameras append their own data behind it */
            return has_scan && info->width_px ? VERDICT_OK : VERDICT_BROKEN;
        if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD7))
            continue;
        if (marker == 0 || marker == 0xD8)
            return VERDICT_BROKEN;
        if (at + 2 > bytes.len)
            return VERDICT_CUT;
        size_t length = read_be16(bytes.ptr + at);
        if (length < 2)
            return VERDICT_BROKEN;
        if (at + length > bytes.len)
            return VERDICT_CUT;
        if (is_start_of_frame(marker)) {
            if (length < 8)
                return VERDICT_BROKEN;
            enum verdict verdict = check_size(read_be16(bytes.ptr + at + 5), read_be16(bytes.ptr + at + 3), info);
            if (verdict != VERDICT_OK)
                return verdict;
        }
        at += length;
        if (marker == 0xDA) {
            has_scan = true;
            at = skip_scan(bytes, at);
        }
    }
    return VERDICT_CUT;
}

enum verdict filetype_read_png(struct str bytes, struct filetype_info *info)
{
    size_t at = 8;
    bool has_data = false;

    while (at + 12 <= bytes.len) {
        size_t length = read_be32(bytes.ptr + at);
        struct str type = str_sub(bytes, at + 4, 4);
        if (length > INT32_MAX)
            return VERDICT_BROKEN;
        if (length > bytes.len - at - 12)
            return VERDICT_CUT;
        uint32_t crc = (uint32_t)crc32(0, (const unsigned char *)bytes.ptr + at + 4, (unsigned)length + 4);
        if (crc != read_be32(bytes.ptr + at + 8 + length))
            return VERDICT_BROKEN;
        if (at == 8) {
            if (!str_eq(type, S("IHDR")) || length != 13)
                return VERDICT_BROKEN;
            enum verdict verdict = check_size(read_be32(bytes.ptr + at + 8), read_be32(bytes.ptr + at + 12), info);
            if (verdict != VERDICT_OK)
                return verdict;
        }
        if (str_eq(type, S("IDAT")) && length)
            has_data = true;
        if (str_eq(type, S("IEND")))
            return has_data ? VERDICT_OK : VERDICT_BROKEN;
        at += 12 + length;
    }
    return VERDICT_CUT;
}
