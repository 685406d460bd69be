/* face.h: what is printed on a card for machines: the text of the QR code and the machine-readable zone, written and read. Pure: no database, no clock.
 *
 * QR (domain: 6.3): UTF-8, seven fields with "|" between: number|9-digit number or nothing|name|ddMMyyyy birth|Nam or Nữ|address|ddMMyyyy issue. The same on
 * chip CCCD (2021) and căn cước (2024); further fields behind are passed over. A part of a birth date that is not known is zeros (an assumption).
 *
 * MRZ: TD1 of ICAO Doc 9303 part 5 section 4.2, three lines of 30; letters, check digits and dates as in part 3 section 4; Vietnamese letters without their
 * marks, Đ as D (part 3 section 6). Line 1: ID VNM, the last nine digits of the number, check, the twelve digits, "<<", check (domain: 6.3). A card without an end
 * carries 991231 (an assumption: the layout of VN cards is not published); "<<<<<<" is read as the same. */
#ifndef FEATURES_CARD_FACE_H
#define FEATURES_CARD_FACE_H

#include "features/card/card.h"

struct card_face {
    int64_t person_id;
    struct str full_name, address, old_number;
    struct day birth, issued, valid_to; /* valid_to DAY_NONE: no end */
    struct str birth_precision;         /* day, month, year; "": day */
    bool female;
};
enum { CARD_QR_BYTES_MAX = 1000, CARD_QR_FIELDS = 7, MRZ_LINE = 30, MRZ_BYTES = 90 };

/* ERR_INVALID: a field holds "|" or a control character, or the whole is longer than CARD_QR_BYTES_MAX. */
MUST_CHECK enum err card_qr_write(struct ctx *ctx, const struct card_face *face, struct str *ret_text);
struct card_qr {
    struct card_face face;    /* valid_to is not in a QR */
    int extra_fields;
    bool agrees;              /* sex and year of birth fit the number. They may not after a correction: the number stays for life */
};
/* ERR_INVALID with code qr.size, qr.text, qr.fields, qr.number, qr.old_number, qr.name, qr.birth, qr.sex, qr.issued. */
MUST_CHECK enum err card_qr_read(struct ctx *ctx, struct str text, struct card_qr *ret_qr);

/* 90 characters without line breaks. ERR_INVALID "mrz.name": a letter that has no place in an MRZ. */
MUST_CHECK enum err card_mrz_write(struct ctx *ctx, const struct card_face *face, struct str *ret_mrz);
struct card_mrz {
    struct str document_number; /* nine characters */
    struct str number;          /* twelve digits; "" when the optional data are no personal number */
    int64_t person_id;          /* 0 when they are not */
    struct day birth, valid_to; /* birth: the first day that fits when a part is unknown */
    struct str birth_precision;
    char sex;                   /* M, F, < */
    struct str issuer, nationality; /* "VNM" */
    struct str primary, secondary;  /* "NGUYEN", "VAN A" */
    bool name_full;             /* the last place is a letter: the name may have been shortened (part 3 section 4) */
    bool agrees;                /* the document number, sex and year of birth fit the personal number */
};
/* 90 characters, line breaks between the lines allowed. ERR_INVALID with code mrz.size, mrz.character, mrz.kind, mrz.check (field names which: document_number,
 * number, birth, valid_to, all), mrz.birth, mrz.valid_to, mrz.sex, mrz.name. */
MUST_CHECK enum err card_mrz_read(struct ctx *ctx, struct str text, struct card_mrz *ret_mrz);
/* Is it the MRZ form of this name? Shortened names match when the whole would not have fitted. */
bool card_mrz_name_is(struct arena *arena, const struct card_mrz *mrz, struct str full_name);
int mrz_check_digit(struct str text); /* weights 7, 3, 1 (part 3 section 4.9); -1 for a character that is not allowed */

#endif
