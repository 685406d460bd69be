/* rights.c: who may use which address, from the roles and the route tables; for the page, and for tests. */
#include "features/site/site.h"
#include "features/agency/agency.h"
#include <assert.h>

#define BIT(name) (1ULL << PERM_##name)

int site_readers(struct site_reader ret_readers[SITE_READERS_MAX])
{
    int count = 0;

    ret_readers[count++] = (struct site_reader){T("Mọi người"), S("public"), BIT(PUBLIC)};
    ret_readers[count++] = (struct site_reader){T("Công dân"), S("citizen"), BIT(PUBLIC) | BIT(SIGNED_IN) | BIT(CITIZEN)};
    for (const struct role *role = agency_roles; role->name; role++) {
        assert(count < SITE_READERS_MAX - 1);
        ret_readers[count++] = (struct site_reader){role->title, str_of(role->name), BIT(PUBLIC) | BIT(SIGNED_IN) | role->perms};
    }
    ret_readers[count++] = (struct site_reader){T("Hệ thống kết nối (API)"), S("api"), BIT(PUBLIC) | BIT(API_VERIFY) | BIT(API_DOSSIER) | BIT(API_READ)};
    return count;
}

bool site_reader_may(const struct site_reader *reader, const struct route *route)
{
    bool is_api = str_eq(reader->name, S("api"));

    if (route->auth == AUTH_BEARER && !is_api)
        return false;
    return (reader->perms >> route->perm & 1) != 0;
}

struct msg site_feature_text(struct str feature)
{
    static const struct {
        const char *feature;
        struct msg text;
    } names[] = {
        {"web", M_("Địa chỉ cho máy")}, {"display", M_("Ngôn ngữ và hiển thị")}, {"filing", M_("Nộp hồ sơ")}, {"residence", M_("Lưu trú")},
        {"population", M_("Dân cư")}, {"identity", M_("Tài khoản và đăng nhập")}, {"site", M_("Trang chung và quản trị")}, {"dossier", M_("Hồ sơ")},
        {"notify", M_("Thông báo")}, {"steering", M_("Bảng điều hành")}, {"card", M_("Thẻ căn cước")}, {"matching", M_("Tìm và đối sánh người")},
        {"demography", M_("Số liệu dân số")}, {"reorganisation", M_("Sắp xếp đơn vị hành chính")}, {"civil", M_("Hộ tịch")}, {"mydata", M_("Dữ liệu của tôi")},
        {"exchange", M_("Nhập và xuất dữ liệu")}, {"trust", M_("Chữ ký và chứng thư")}, {"payment", M_("Thanh toán")}, {"oidc", M_("Cung cấp đăng nhập")}, {"register", M_("Rà soát và lịch sử dân cư")},
    };

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (str_eq(feature, str_of(names[i].feature)))
            return names[i].text;
    return (struct msg){feature};
}
