/* notify.h: messages to citizens. A message is a template and its values, put into the outbox in the transaction of what it tells about; it is read on
 * the citizen's page in the reader's language, and the jobs role carries it to outside channels. The words are the same on page, SMS and print. */
#ifndef FEATURES_NOTIFY_H
#define FEATURES_NOTIFY_H

#include "platform/db/db.h"
#include "platform/html/html.h"

enum { NOTIFY_ARGS_MAX = 5, NOTIFY_ARG_BYTES_MAX = 500 };

struct notify_message {
    const char *template_name; /* a name of notify_templates.c: unknown is an assert */
    int64_t account_id;        /* who is told, 0: the person, whatever account is his */
    int64_t person_id;         /* whose matter it is */
    int64_t dossier_id;
    struct str args[NOTIFY_ARGS_MAX]; /* {0}.. of the template, args[4]: {1} for an English reader; line breaks become blanks, long ones are cut */
    int args_count;
};
MUST_CHECK enum err notify_put(struct ctx *ctx, const struct notify_message *message); /* one INSERT */

struct notify_row {
    int64_t outbox_id, dossier_id;
    int64_t created_ms, read_ms;
    struct str dossier_code; /* {0} of the templates about dossiers; "" none */
    struct str title, text; /* in the reader's language */
};
/* Of the signed-in citizen, newest first; keyset: ids below before_id (0: from the newest). */
MUST_CHECK enum err notify_list(struct ctx *ctx, int64_t person_id, int64_t before_id, int limit, struct notify_row **ret_rows, int *ret_count);
MUST_CHECK enum err notify_mark_read(struct ctx *ctx, int64_t person_id, int64_t upto_id);

#endif
