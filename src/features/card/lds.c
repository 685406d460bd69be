/* lds.c: the shape of the chip's files (ICAO Doc 9303 part 10 section 4); see chip.h. Bytes from outside: nothing is believed but what was checked here. */
#include "features/card/chip.h"
#include "platform/pki/der.h"

enum { TAG_SOD = 0x77, TAG_MRZ = 0x5F1F, DIGEST_BYTES_MAX = 64 };

static enum lds_problem problem_of(enum der_problem problem) { return problem == DER_TRUNCATED ? LDS_TRUNCATED : LDS_WRONG_FILE; }

/* A file is one item of this tag; bytes behind it were not delivered by a sound reader. */
static enum lds_problem only_item(struct str file, unsigned tag, struct str *ret_value)
{
    struct der_item item;
    enum der_problem problem = der_next(&file, &item);

    if (problem == DER_TRUNCATED && file.len && (unsigned char)file.ptr[0] != tag)
        return LDS_WRONG_FILE;
    if (problem != DER_FINE)
        return problem == DER_END ? LDS_TRUNCATED : problem_of(problem);
    if (item.tag != tag || file.len != 0)
        return LDS_WRONG_FILE;
    *ret_value = item.value;
    return LDS_FINE;
}

enum lds_problem lds_sod_open(struct str file, struct str *ret_cms)
{
    enum lds_problem problem = only_item(file, TAG_SOD, ret_cms);
    return problem == LDS_FINE && ret_cms->len == 0 ? LDS_WRONG_FILE : problem;
}

/* Part 10 table 3: the tag of each data group. */
enum lds_problem lds_dg_check(int dg, struct str file)
{
    static const unsigned char tags[CHIP_DG_MAX + 1] = {0, 0x61, 0x75, 0x63, 0x76, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6A, 0x6B, 0x6C, 0x6D, 0x6E, 0x6F, 0x70};
    struct str value;

    if (dg < 1 || dg > CHIP_DG_MAX)
        return LDS_WRONG_FILE;
    return only_item(file, tags[dg], &value);
}

enum lds_problem lds_dg1_open(struct str file, struct str *ret_mrz)
{
    struct str value, mrz;

    enum lds_problem problem = only_item(file, 0x61, &value);
    if (problem != LDS_FINE)
        return problem;
    if (der_take(&value, TAG_MRZ, &mrz) != DER_FINE || value.len != 0 || mrz.len != MRZ_BYTES)
        return LDS_WRONG_FILE;
    *ret_mrz = mrz;
    return LDS_FINE;
}

static bool read_digests(struct str list, struct lds_security_object *object)
{
    int count = 0;

    for (; list.len; count++) {
        struct str pair, number, digest;
        if (der_take(&list, DER_SEQUENCE, &pair) != DER_FINE || der_take(&pair, DER_INTEGER, &number) != DER_FINE ||
            der_take(&pair, DER_OCTETS, &digest) != DER_FINE || pair.len)
            return false;
        int64_t dg = der_small_int(number);
        if (dg < 1 || dg > CHIP_DG_MAX || object->digests[dg].ptr || digest.len == 0 || digest.len > DIGEST_BYTES_MAX)
            return false; /* a number twice: which of the two would count? */
        object->digests[dg] = digest;
    }
    return count > 0;
}

enum lds_problem lds_security_object_read(struct str content, struct lds_security_object *ret_object)
{
    struct lds_security_object object = {0};
    struct str body, version, algorithm, digests;

    if (der_take(&content, DER_SEQUENCE, &body) != DER_FINE || content.len)
        return LDS_WRONG_FILE;
    if (der_take(&body, DER_INTEGER, &version) != DER_FINE || der_small_int(version) < 0 || der_small_int(version) > 1)
        return LDS_WRONG_FILE;
    if (der_take(&body, DER_SEQUENCE, &algorithm) != DER_FINE || der_take(&algorithm, DER_OID, &object.digest_oid) != DER_FINE)
        return LDS_WRONG_FILE;
    if (der_take(&body, DER_SEQUENCE, &digests) != DER_FINE || !read_digests(digests, &object))
        return LDS_WRONG_FILE;
    *ret_object = object; /* what may stand behind tells the version of the structure: not needed */
    return LDS_FINE;
}
