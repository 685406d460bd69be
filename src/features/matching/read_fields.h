/* read_fields.h: what an agency's system may read of a person (POST /api/v1/persons/read): a list for each client, given with its legal basis by the operator. */
#ifndef FEATURES_MATCHING_READ_FIELDS_H
#define FEATURES_MATCHING_READ_FIELDS_H

#include "features/matching/matching.h"
#include "platform/json/json.h"

enum read_field {
    READ_FULL_NAME,
    READ_BIRTH_DATE,        /* "1950", "1950-03", "1950-03-07": as far as it is known */
    READ_SEX,               /* male, female */
    READ_STATUS,            /* alive, dead, missing */
    READ_DEATH_DATE,
    READ_NATIONALITY,
    READ_ETHNICITY,
    READ_BIRTH_PLACE,
    READ_HOMETOWN,
    READ_MARITAL_STATUS,
    READ_OLD_NUMBER,
    READ_PERMANENT_ADDRESS, /* with the commune's name */
    READ_PERMANENT_COMMUNE, /* five digits */
    READ_TEMPORARY_ADDRESS,
    READ_PHONE,
    READ_FIELDS,
};
const char *read_field_name(enum read_field field);
/* READ_FIELDS: there is none of that name. */
enum read_field read_field_find(struct str name);
/* Does the client's list, separated by commas, hold the field? */
bool read_field_allowed(struct str list, enum read_field field);
/* A list that an operator typed: ERR_INVALID names the first word that is no field. "" is fine. */
MUST_CHECK enum err read_fields_check(struct ctx *ctx, struct str list);
/* The value behind its key; null when the register holds none. */
MUST_CHECK enum err read_field_put(struct ctx *ctx, struct json_out *json, const struct person *person, enum read_field field);

#endif
