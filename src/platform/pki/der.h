/* der.h: reads tag-length-value data (ITU-T X.690) piece by piece without copying: files of a chip and small ASN.1 structures. Definite lengths of at most
 * four bytes, tags of at most two bytes (ICAO Doc 9303 part 10 uses 61, 77, 5F1F and the like). Never reads outside what it was given. */
#ifndef PLATFORM_PKI_DER_H
#define PLATFORM_PKI_DER_H

#include "base/str.h"

enum der_problem { DER_FINE, DER_END, DER_TRUNCATED, DER_MALFORMED };
enum { DER_INTEGER = 0x02, DER_OCTETS = 0x04, DER_OID = 0x06, DER_SEQUENCE = 0x30 };

struct der_item {
    unsigned tag;     /* 0x61, 0x5F1F */
    struct str value; /* what the length covers */
    struct str whole; /* with tag and length */
};
/* Takes the first item off `*rest`. DER_END: nothing is left. DER_TRUNCATED: the length says more than there is. */
enum der_problem der_next(struct str *rest, struct der_item *ret_item);
/* The same, and the tag must be this one (else DER_MALFORMED). */
enum der_problem der_take(struct str *rest, unsigned tag, struct str *ret_value);
/* A whole number of 0..2^31-1 in the shortest form; -1: not one. */
int64_t der_small_int(struct str value);

#endif
