/* mydata.h: "Dữ liệu của tôi": everything that the register holds of a citizen and, for her, of her minor children: each datum with its source and the day it was recorded,
 * its history, cards, account, dossiers, and who looked at it and why; as a page, as a paper (PDF) and for programs (JSON, docs/api/my-data.schema.json). A mistake is corrected
 * by a dossier that starts beside the datum. An officer prints it for a citizen who stands before him; that is a look like any other and is recorded.
 *
 * Sources: Law on Personal Data Protection 91/2025/QH15 Art. 4 (to view, to have corrected, to be given a copy, to know who looked), Law on Identity 26/2023/QH15, Decree
 * 70/2024 Art. 6.3 as amended by Decree 58/2026 (corrected within 2 working days, or refused with the reason); domain: 6.1, 11. Of other people only what the law lets her
 * know is shown: members of her household with their relation and date of birth; numbers of others are masked. */
#ifndef FEATURES_MYDATA_H
#define FEATURES_MYDATA_H

#include "web/route.h"

extern const struct route mydata_routes[];
extern const int mydata_routes_count;

#endif
