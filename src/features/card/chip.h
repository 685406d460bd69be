/* chip.h: passive authentication of a card's chip (ICAO Doc 9303 part 11 section 5.1): are the files that a reader delivers those that the issuer signed?
 * EF.SOD (part 10 section 4.6.2) holds the digests of the data groups, signed by a document signer (DSC), signed by the issuer (CSCA). Nothing here reads a
 * chip, stores a file or keeps an image: bytes in, an answer with reasons out. Passive authentication does not tell a copied chip from the original (that takes
 * active or chip authentication in the reader), nor a stolen card from its holder's.
 *
 * DG1 is the MRZ, read and checked; DG2 the portrait and DG13 the Vietnamese text fields are compared by digest only (the layout of DG13 is not published). */
#ifndef FEATURES_CARD_CHIP_H
#define FEATURES_CARD_CHIP_H

#include "features/card/face.h"
#include "platform/pki/pki.h"

enum { CHIP_DG_MAX = 16, CHIP_SOD_BYTES_MAX = 64 * 1024, CHIP_DG_BYTES_MAX = 512 * 1024, CHIP_REASONS_MAX = 24 };
#define CHIP_LDS_SECURITY_OBJECT "2.23.136.1.1.1"

enum chip_state { CHIP_ABSENT, CHIP_NOT_DELIVERED, CHIP_MATCH, CHIP_DIFFERS, CHIP_NOT_SIGNED, CHIP_UNREADABLE };
const char *chip_state_name(enum chip_state state); /* "match": in the API and at the command line */
struct chip_files {
    struct str sod;
    struct str dg[CHIP_DG_MAX + 1]; /* by number; ptr NULL: not delivered */
};
/* Why not, each in words that tell what to do. code: sod.truncated, sod.not_sod, sod.SIGNATURE_PROBLEM (pki_problem_name), dg.truncated, dg.wrong_file,
 * dg.differs, dg.not_signed, mrz.*, chip.no_files. */
struct chip_reason {
    struct str code;
    struct msg text;
    int dg; /* 0: the SOD */
};
struct chip_answer {
    bool genuine;      /* signature, chain and every delivered data group are right, and DG1 is among them */
    bool signed_right; /* the signature and its chain alone */
    struct chip_reason reasons[CHIP_REASONS_MAX];
    int reasons_count;
    struct pki_signed signature;
    struct str digest; /* "SHA256": that of the data groups */
    enum chip_state dg[CHIP_DG_MAX + 1];
    bool has_mrz;      /* DG1 was delivered and could be read: believe it only when `genuine` */
    struct card_mrz mrz;
};
/* Always answers; what is wrong with the files stands in the reasons. */
void chip_check(struct ctx *ctx, const struct pki_trust *trust, const struct chip_files *files, struct chip_answer *ret_answer);

/* --- lds.c: the files of the logical data structure --- */
enum lds_problem { LDS_FINE, LDS_TRUNCATED, LDS_WRONG_FILE };
struct lds_security_object {
    struct str digest_oid;
    struct str digests[CHIP_DG_MAX + 1]; /* by number; ptr NULL: not listed */
};
/* EF.SOD: tag 77 around CMS. */
enum lds_problem lds_sod_open(struct str file, struct str *ret_cms);
/* LDSSecurityObject ::= SEQUENCE { version, hashAlgorithm, SEQUENCE OF { number, digest }, version info OPTIONAL } (part 10 section 4.6.2.3). */
enum lds_problem lds_security_object_read(struct str content, struct lds_security_object *ret_object);
/* The whole file of data group `dg`, with the tag that it must have and nothing behind. */
enum lds_problem lds_dg_check(int dg, struct str file);
/* DG1: the 90 characters of the MRZ. */
enum lds_problem lds_dg1_open(struct str file, struct str *ret_mrz);

/* Certificates and revocation lists of every file in a folder. ERR_NOT_FOUND "card.no_csca": none there; ERR_INVALID names a file that is neither. */
MUST_CHECK enum err chip_trust_load(struct ctx *ctx, struct str folder, struct pki_trust **ret_trust);

#endif
