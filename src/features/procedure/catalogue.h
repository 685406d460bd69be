/* catalogue.h: private to this feature: from YAML to struct procedure. */
#ifndef FEATURES_PROCEDURE_CATALOGUE_H
#define FEATURES_PROCEDURE_CATALOGUE_H

#include "features/procedure/procedure.h"

struct reading {
    struct ctx *ctx; /* its arena lives as long as the catalogue */
    struct str file;
};
MUST_CHECK enum err catalogue_read(const struct reading *reading, struct str text, struct procedure *procedure);

#endif
