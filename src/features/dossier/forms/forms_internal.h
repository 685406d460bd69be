/* forms_internal.h: the parts that several forms share. */
#ifndef FEATURES_DOSSIER_FORMS_INTERNAL_H
#define FEATURES_DOSSIER_FORMS_INTERNAL_H

#include "features/dossier/forms/forms.h"
#include "platform/pdf/pdf.h"

/* Words in both languages; the Vietnamese ones are always printed. */
struct words {
    struct str vi, en;
};
#define W(vi, en) ((struct words){S(vi), S(en)})
#define W_INIT(vi, en) {S_INIT(vi), S_INIT(en)}

struct sheet_of_paper {
    struct ctx *ctx;
    struct pdf *pdf;
    bool english; /* captions */
};

MUST_CHECK enum err forms_open(struct ctx *ctx, const struct forms_head *head, enum pdf_paper paper, struct str title, struct str corner,
                               struct sheet_of_paper *ret_paper); /* corner: "Mẫu số 01" */
/* Letterhead of the counter (forms 01 to 03) or of the agency. `suffix` of the number: "BPTNTKQ". */
void forms_head_counter(struct sheet_of_paper *paper, const struct forms_head *head, const char *suffix);
void forms_head_agency(struct sheet_of_paper *paper, const struct forms_head *head, const char *suffix);
/* Title, below it the dossier's code and the look-up address, beside them the address as QR code; "" leaves address and QR code out. */
void forms_title(struct sheet_of_paper *paper, const struct forms_head *head, struct words title, struct str lookup_url);
/* "Địa chỉ / Address: ..." */
void forms_line(struct sheet_of_paper *paper, struct words label, struct str value);       /* dots when empty */
void forms_line_bold(struct sheet_of_paper *paper, struct words label, struct str value);
void forms_line_optional(struct sheet_of_paper *paper, struct words label, struct str value); /* nothing when empty */
void forms_paragraph(struct sheet_of_paper *paper, struct str text);
void forms_note(struct sheet_of_paper *paper, struct words note); /* small, italic; Vietnamese, and English for its reader */
void forms_hint(struct sheet_of_paper *paper, struct words hint); /* same look, in the reader's language only: no part of the form */
void forms_section_title(struct sheet_of_paper *paper, struct words title);
/* Who filed what: applicant, address, telephone and e-mail, procedure. */
void forms_applicant(struct sheet_of_paper *paper, const struct forms_head *head);
void forms_papers(struct sheet_of_paper *paper, const struct forms_paper *papers, int count);
void forms_values(struct sheet_of_paper *paper, const struct forms_value *values, int count);
void forms_sign(struct sheet_of_paper *paper, struct words left, struct str left_name, struct words right, struct str right_name, struct words hint);
#define SIGN_BY_NAME W("(Ký và ghi rõ họ tên)", "signature and full name")
#define SIGN_AND_SEAL W("(Ký tên, đóng dấu)", "signature and seal")

struct str forms_at(struct ctx *ctx, int64_t at_ms);   /* "15 giờ 04 phút, ngày 21/11/2026"; "" for 0 */
struct str forms_day(struct ctx *ctx, struct day day); /* "ngày 21 tháng 11 năm 2026" */

#endif
