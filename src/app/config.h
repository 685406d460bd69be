/* config.h: the program's settings: congdan.ini, then the environment CONGDAN_*, then flags. One table (config.c) is
 * the only list; from it come
 * --help, `congdan check` and the sample file in packaging/. */
#ifndef APP_CONFIG_H
#define APP_CONFIG_H

#include "web/app.h"

/* An option that one command alone knows: `value` is set for "--name VALUE" or "--name=VALUE"; a flag without value has
 * `flag`. */
struct cmd_option {
    const char *name;    /* "--people" */
    const char *metavar; /* "N"; NULL for a flag */
    const char *help;
    struct str *value;
    bool *flag;
    const char *env; /* "CONGDAN_PEOPLE" or NULL */
};
struct command {
    const char *name;     /* "import units" */
    const char *operands; /* "UNITS.csv" or NULL */
    const char *summary;  /* one line */
    const char *help;     /* paragraphs and examples */
    int (*run)(struct ctx *ctx, const struct command *command, int argc, char **argv);
    bool hidden; /* for tests and reviews: not in the list of commands */
};

/* Reads everything; operands (what is no option) go to ret_operands, at most operands_max. On wrong use prints what is
 * wrong and how it is right, and returns ERR_INVALID; on --help prints it and returns ERR_NOT_FOUND (the command then
 * ends with 0). */
MUST_CHECK enum err config_load(struct ctx *ctx, const struct command *command, const struct cmd_option *options,
                                int argc, char **argv, struct settings *ret_settings, const char **ret_operands,
                                int operands_max, int *ret_operand_count);
void config_print(const struct settings *settings); /* every setting, its value, where it came from; no secrets */
/* Prints the fault for a person at a terminal, Vietnamese then English; returns the exit code (1, or 2 for wrong use).
 */
int config_fail(struct ctx *ctx, enum err err);

#endif
