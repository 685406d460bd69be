/* forms.h: the forms 01 to 06 of the one-stop shop (Circular 01/2018/TT-VPCP, Article 9: designed for screen and print, forms 01-05 on A5, 06 on A4),
 * the notice of a result, and the printed summary of an online form. Plain data in, PDF bytes out: no SQL, no rules, no clock.
 *
 * The forms are Vietnamese by law. For a reader whose language is English (ctx->lang) small English captions stand beside the Vietnamese words; values
 * stay as they are. All texts are UTF-8; agency names in ordinary writing ("Công an xã Ia Grai"), capitals are made here. Empty text leaves its
 * line out where the form allows it, or dotted where a hand may fill it in. For the slow lane: 2 to 10 ms a form. */
#ifndef FEATURES_DOSSIER_FORMS_H
#define FEATURES_DOSSIER_FORMS_H

#include "base/ctx.h"

/* The head of every form, and what all of them say about the dossier. */
struct forms_head {
    struct str parent;          /* agency above: "Công an tỉnh Gia Lai"; "" none */
    struct str agency;          /* "Công an xã Ia Grai" */
    struct str counter;         /* "Bộ phận Tiếp nhận và Trả kết quả xã Ia Grai" */
    struct str agency_phone, agency_address;
    struct str place;           /* of the date line: "Ia Grai" */
    struct str number;          /* running number of this form: "12"; "" prints dots */
    int64_t issued_ms;
    struct str code;            /* of the dossier: H21.104-261121-0001 */
    struct str procedure_name, procedure_code;
    struct str applicant;       /* person or organisation that filed it */
    struct str applicant_address, applicant_phone, applicant_email;
    bool demo;                  /* marks each page "DỮ LIỆU MÔ PHỎNG" */
};

/* Mẫu 01, Giấy tiếp nhận hồ sơ và hẹn trả kết quả. */
struct forms_paper {
    struct str name;
    int originals, copies, electronic; /* how many of each; all 0: not said */
    struct str file;                   /* "hop-dong.pdf, 3 trang, 214 kB, SHA-256 9f86d081…"; "" none */
};
struct forms_receipt {
    struct forms_head head;
    const struct forms_paper *papers;
    int papers_count;
    int sets;                      /* số lượng hồ sơ (bộ); 0: 1 */
    struct str time_limit;         /* "03 ngày làm việc" */
    int64_t received_ms, due_ms;   /* due_ms 0: settled at once */
    struct str return_place;       /* "Bộ phận Tiếp nhận và Trả kết quả"; by post to ...; online */
    struct str fee;                /* "15.000 đồng (đã nộp trực tuyến)"; "" line left out */
    struct str submitter;          /* who signs on the left: applicant or the person authorised */
    struct str officer;            /* who received it; "" when the system did, online */
    struct str lookup_url;         /* in the QR code and below it; "" none */
};
MUST_CHECK enum err forms_receipt(struct ctx *ctx, const struct forms_receipt *form, struct str *ret_pdf);

/* Mẫu 02, Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ: everything that is missing, at once (Decree 61/2018 Art. 17.2). */
struct forms_defect {
    struct str target; /* the field or file: "Hợp đồng thuê nhà (tệp hop-dong.pdf)" */
    struct str reason; /* "Ảnh mờ, không đọc được" */
    struct str note;   /* what to do; "" none */
};
struct forms_supplement {
    struct forms_head head;
    const struct forms_defect *defects;
    int defects_count;
    struct str reason;             /* general reason, legal ground; "" none */
    struct str contact, contact_phone;
    struct str officer;
    struct str lookup_url;
};
MUST_CHECK enum err forms_supplement(struct ctx *ctx, const struct forms_supplement *form, struct str *ret_pdf);

/* Mẫu 03, Phiếu từ chối tiếp nhận, giải quyết hồ sơ. */
struct forms_refusal {
    struct forms_head head;
    bool at_receipt;               /* refused to receive (state 3); else refused after appraisal */
    struct str reason;
    struct str appeal;             /* where to complain; "" the general sentence */
    struct str submitter, officer;
    struct str lookup_url;
};
MUST_CHECK enum err forms_refusal(struct ctx *ctx, const struct forms_refusal *form, struct str *ret_pdf);

/* Mẫu 04, Phiếu xin lỗi và hẹn lại ngày trả kết quả: one new date, at most once (Decree 61/2018 Art. 19.9). */
struct forms_apology {
    struct forms_head head;
    int64_t received_ms, due_ms;   /* as promised on form 01 */
    struct day new_due;
    struct str reason;
    struct str signer_title, signer; /* "Trưởng Công an xã", name */
    struct str lookup_url;
};
MUST_CHECK enum err forms_apology(struct ctx *ctx, const struct forms_apology *form, struct str *ret_pdf);

/* Mẫu 05, Phiếu kiểm soát quá trình giải quyết hồ sơ: one block a hand-over. */
enum forms_outcome { FORMS_OUTCOME_NONE, FORMS_EARLY, FORMS_ON_TIME, FORMS_LATE };
struct forms_handover {
    struct str giver_agency, giver;       /* "" : the citizen, the system */
    struct str receiver_agency, receiver;
    int64_t given_ms, received_ms;        /* equal for electronic hand-overs; 0 unknown */
    int64_t due_ms;                       /* of this step; 0 none */
    enum forms_outcome outcome;
    struct str action, note;              /* "Tiếp nhận hồ sơ"; free text */
};
struct forms_control {
    struct forms_head head;
    struct str coordinating;              /* cơ quan phối hợp; "" none */
    int64_t received_ms, due_ms;
    const struct forms_handover *handovers;
    int handovers_count;
};
MUST_CHECK enum err forms_control(struct ctx *ctx, const struct forms_control *form, struct str *ret_pdf);

/* Mẫu 06, Sổ theo dõi hồ sơ (A4, landscape). */
enum { FORMS_REGISTER_ROWS_MAX = 5000 }; /* a PDF of 5,000 rows takes some seconds: beyond it, give CSV or XLSX */
struct forms_register_row {
    struct str code, procedure_name;
    int sets;
    struct str owner, contact;            /* name; address and telephone */
    struct str lead_agency;
    struct day received, due, returned;   /* DAY_NONE: empty */
    struct str return_method;             /* "Trực tuyến" */
    struct str note;
};
struct forms_register {
    struct str parent, agency, place;
    int64_t issued_ms;
    struct str scope;                     /* "Thủ tục: tất cả. Đơn vị: xã Ia Grai"; "" none */
    struct day from, to;
    const struct forms_register_row *rows;
    int rows_count;                       /* ERR_TOO_LARGE over FORMS_REGISTER_ROWS_MAX */
    bool demo;
};
MUST_CHECK enum err forms_register(struct ctx *ctx, const struct forms_register *form, struct str *ret_pdf);

/* The notice of a result (residence: CT07, CT08 in manner): key and value rows under a sentence, signed by the head. A4. */
struct forms_value {
    struct str label, label_en;           /* label_en "" : no caption */
    struct str value;
};
struct forms_member {
    struct str name, birth, number, relation; /* all as text */
};
struct forms_result {
    struct forms_head head;
    struct str title, title_en;           /* in capitals; "\n" where a long one should break: "Giấy xác nhận thông tin về cư trú", "Thông báo kết quả giải quyết đăng ký tạm trú" */
    struct str addressee;                 /* "Kính gửi"; "" line left out */
    struct str opening;                   /* first paragraph */
    const struct forms_value *values;
    int values_count;
    const struct forms_member *members;   /* persons moving along; none: NULL, 0 */
    int members_count;
    struct str closing;                   /* last paragraph; "" none */
    struct str legal_basis;               /* "Luật Cư trú số 68/2020/QH14 ..."; "" none */
    struct str signer_title, signer;
    struct str lookup_url;
};
MUST_CHECK enum err forms_result(struct ctx *ctx, const struct forms_result *form, struct str *ret_pdf);

/* What a citizen filled in, as text to keep: sections of labels and values, and the files with their receipts. A4. */
struct forms_section {
    struct str title;
    const struct forms_value *values;
    int values_count;
};
struct forms_summary {
    struct forms_head head;
    struct str state;                     /* "Đã nộp lúc 15:04 21/11/2026" */
    const struct forms_section *sections;
    int sections_count;
    const struct forms_paper *papers;
    int papers_count;
    struct str lookup_url;
};
MUST_CHECK enum err forms_summary(struct ctx *ctx, const struct forms_summary *form, struct str *ret_pdf);

#endif
