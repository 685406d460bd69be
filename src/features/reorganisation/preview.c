/* preview.c: what a decree would move, before it does. Counts are taken by unit first, by one pass over each index; joining them with the links is then
 * arithmetic, so that a dry run holds nobody up. */
#include "features/agency/agency.h"
#include "features/dossier/dossier.h"
#include "features/identity/identity.h"
#include "features/population/population.h"
#include "features/reorganisation/internal.h"

enum { WITHOUT_LINK_MAX = 100 };

struct msg reorganisation_subject_text(enum reorganisation_subject subject)
{
    switch (subject) {
    case SUBJECT_ADDRESSES: return T("Nơi thường trú, tạm trú");
    case SUBJECT_HOUSEHOLDS: return T("Các hộ gia đình");
    case SUBJECT_PLACES: return T("Các cơ sở lưu trú");
    case SUBJECT_HAMLETS: return T("Thôn, tổ dân phố");
    case SUBJECT_AGENCIES: return T("Các cơ quan");
    case SUBJECT_OFFICERS: return T("Cán bộ");
    case SUBJECT_RIGHTS: return T("Quyền của cán bộ");
    case SUBJECT_DOSSIERS: return T("Hồ sơ chưa xong");
    case SUBJECT_CLIENTS: return T("Các hệ thống kết nối (API)");
    case SUBJECT_COUNT: break;
    }
    return T("Không rõ");
}

enum err reorganisation_count(struct ctx *ctx, struct reorganisation_counts *ret_counts)
{
    struct reorganisation_counts c = {0};

#define INTO(subject) &c.units[subject], &c.counts[subject]
    TRY(population_count_units(ctx, POPULATION_RESIDENCES, INTO(SUBJECT_ADDRESSES)));
    TRY(population_count_units(ctx, POPULATION_HOUSEHOLDS, INTO(SUBJECT_HOUSEHOLDS)));
    TRY(population_count_units(ctx, POPULATION_PLACES, INTO(SUBJECT_PLACES)));
    TRY(territory_count_hamlets(ctx, INTO(SUBJECT_HAMLETS)));
    TRY(agency_count_units(ctx, INTO(SUBJECT_AGENCIES)));
    TRY(officer_count_units(ctx, INTO(SUBJECT_OFFICERS)));
    TRY(officer_count_roles(ctx, INTO(SUBJECT_RIGHTS)));
    TRY(dossier_count_units(ctx, INTO(SUBJECT_DOSSIERS)));
    TRY(client_count_units(ctx, INTO(SUBJECT_CLIENTS)));
#undef INTO
    *ret_counts = c;
    return OK;
}

static int64_t count_of(const struct reorganisation_counts *counts, int subject, int64_t unit_id)
{
    int low = 0, high = counts->counts[subject];

    while (low < high) {
        int middle = (low + high) / 2;
        if (counts->units[subject][middle].unit_id < unit_id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < counts->counts[subject] && counts->units[subject][low].unit_id == unit_id ? counts->units[subject][low].n : 0;
}

static void add(int64_t *sums, const struct reorganisation_counts *counts, int64_t unit_id)
{
    for (int subject = 0; subject < SUBJECT_COUNT; subject++)
        sums[subject] += count_of(counts, subject, unit_id);
}

static bool holds(const struct reorganisation_counts *counts, int64_t unit_id)
{
    for (int subject = 0; subject < SUBJECT_COUNT; subject++)
        if (count_of(counts, subject, unit_id))
            return true;
    return false;
}

enum err reorganisation_preview(struct ctx *ctx, struct day effective_on, const struct reorganisation_counts *counts,
                                struct reorganisation_preview *ret_preview)
{
    struct reorganisation_preview p = {.without_link = arena_array(ctx->arena, struct unit, WITHOUT_LINK_MAX)};
    struct ending_unit *units;
    int count;

    TRY(territory_ending(ctx, effective_on, &units, &count, &p.units_new));
    for (int i = 0; i < count; i++) {
        const struct ending_unit *u = &units[i];
        p.units_ending += u->ends;
        if (u->links == 1 && u->full == 1)
            add(p.moving, counts, u->unit.unit_id);
        else if (u->links)
            add(p.deciding, counts, u->unit.unit_id);
        else if (u->unit.level != UNIT_DISTRICT || holds(counts, u->unit.unit_id)) { /* districts ended without successors (Law 72/2025/QH15) */
            add(p.stranded, counts, u->unit.unit_id);
            if (p.without_link_total++ < WITHOUT_LINK_MAX)
                p.without_link[p.without_link_count++] = u->unit;
        }
    }
    *ret_preview = p;
    return OK;
}
