/* i18n.h: the table of English texts that tools/i18nc makes from the files of lang/en; used by i18n.c and its test only. */
#ifndef PLATFORM_HTML_I18N_H
#define PLATFORM_HTML_I18N_H

#include "base/str.h"

struct i18n_entry {
    struct str vi, en;
};
extern const struct i18n_entry i18n_entries[]; /* in ascending byte order of vi */
extern const int i18n_entry_count;

#endif
