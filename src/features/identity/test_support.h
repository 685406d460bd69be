/* test_support.h: an installation for the tests of identity/: a data folder with its key, an agency, an officer, a citizen. */
#ifndef FEATURES_IDENTITY_TEST_SUPPORT_H
#define FEATURES_IDENTITY_TEST_SUPPORT_H

#include "features/identity/internal.h"
#include "platform/db/db_test_support.h"

enum { ID_AGENCY = 3, ID_UNIT = 5201 };
#define ID_LOGIN S("thu.nguyen")
#define ID_PASSWORD S("một con ngựa đọc thơ")

struct str id_data_dir(struct db_fixture *fixture);
/* Migrates, makes the agency and the officer ID_LOGIN with ID_PASSWORD and the code key `key`. */
int64_t id_officer(struct db_fixture *fixture, struct secret *ret_key, struct user_secrets *ret_secrets);
struct str id_code(struct db_fixture *fixture, const struct secret *key, int steps); /* the code `steps` steps from now */
enum err id_password(struct db_fixture *fixture, struct str login, struct str password, struct str device, struct account *ret_account);
enum err id_second(struct db_fixture *fixture, const struct account *account, struct str code, struct str device);

#endif
