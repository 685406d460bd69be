/* audit_words.c: what the actions of the log are called, for the auditor and for the citizen who asks who looked at her data. */
#include "features/audit/audit.h"

static const struct {
    const char *action;
    struct msg text;
} names[] = {
    {"person.read", M_("Xem thông tin dân cư")},
    {"person.verify", M_("Đối chiếu thông tin dân cư")},
    {"person.read_api", M_("Hệ thống kết nối đọc dữ liệu dân cư")},
    {"duplicate.read", M_("Xem hai bản ghi có thể trùng")},
    {"duplicate.decide", M_("Kết luận về hai bản ghi trùng")},
    {"duplicate.undo", M_("Tách lại hai bản ghi đã gộp")},
    {"person.search", M_("Tìm trong dữ liệu dân cư")},
    {"counter.open", M_("Mở tờ khai tại quầy")},
    {"dossier.read", M_("Xem hồ sơ")},
    {"dossier.file", M_("Mở giấy tờ của hồ sơ")},
    {"dossier.print", M_("In phiếu của hồ sơ")},
    {"dossier.submit", M_("Nộp hồ sơ")},
    {"dossier.receive", M_("Tiếp nhận hồ sơ")},
    {"dossier.refuse_receipt", M_("Từ chối tiếp nhận hồ sơ")},
    {"dossier.forward", M_("Chuyển xử lý hồ sơ")},
    {"dossier.supplement", M_("Bổ sung hồ sơ")},
    {"dossier.ask_supplement", M_("Yêu cầu bổ sung hồ sơ")},
    {"dossier.ask_payment", M_("Yêu cầu nộp phí, lệ phí")},
    {"dossier.paid", M_("Ghi nhận phí, lệ phí đã nộp")},
    {"dossier.propose", M_("Trình quyết định hồ sơ")},
    {"dossier.hand_back", M_("Chuyển lại hồ sơ để xử lý tiếp")},
    {"dossier.approve", M_("Phê duyệt hồ sơ")},
    {"dossier.record", M_("Ghi nhận thông báo")},
    {"dossier.refuse", M_("Từ chối hồ sơ")},
    {"dossier.withdraw", M_("Rút hồ sơ")},
    {"dossier.return", M_("Trả kết quả hồ sơ")},
    {"dossier.reappoint", M_("Xin lỗi và hẹn lại")},
    {"dossier.transfer", M_("Chuyển hồ sơ đến xã, phường có thẩm quyền")},
    {"dossier.reorganise", M_("Chuyển hồ sơ theo sắp xếp đơn vị hành chính")},
    {"dossier.consent", M_("Xác nhận hồ sơ của người khác")},
    {"dossier.consent_refused", M_("Không đồng ý với hồ sơ của người khác")},
    {"person.history", M_("Xem lịch sử dân cư")},
    {"civil.book", M_("Xem sổ hộ tịch")},
    {"register.deletions", M_("Rà soát thường trú có thể phải xóa")},
    {"register.undo_list", M_("Xem đề nghị hoàn tác")},
    {"register.undo_asked", M_("Đề nghị hoàn tác sự kiện ghi nhầm")},
    {"register.undo", M_("Hoàn tác sự kiện ghi nhầm")},
    {"register.undo_refused", M_("Không hoàn tác sự kiện")},
    {"document.read", M_("Xem giấy tờ")},
    {"document.upload", M_("Tải giấy tờ lên")},
    {"card.verify", M_("Kiểm tra thẻ căn cước")},
    {"dashboard.dossiers", M_("Xem hồ sơ phía sau một con số")},
    {"register.export", M_("Xuất sổ theo dõi hồ sơ")},
    {"lodging.compare", M_("Đối chiếu người lưu trú")},
    {"lodging.night", M_("Xem danh sách lưu trú trong đêm")},
    {"lodging.notify", M_("Thông báo lưu trú")},
    {"lodging.place", M_("Đăng ký cơ sở lưu trú")},
    {"user.add", M_("Cấp tài khoản")},
    {"user.reset", M_("Cấp lại mật khẩu và mã đăng nhập")},
    {"user.reset_code", M_("Cấp lại mã đăng nhập")},
    {"user.lock", M_("Khóa tài khoản")},
    {"user.unlock", M_("Mở khóa tài khoản")},
    {"user.end_sessions", M_("Đăng xuất mọi thiết bị")},
    {"account.password", M_("Đổi mật khẩu")},
    {"account.recovery_codes", M_("Tạo mã khôi phục mới")},
    {"account.code_app", M_("Đổi ứng dụng tạo mã")},
    {"session.end", M_("Đăng xuất một thiết bị")},
    {"session.end_others", M_("Đăng xuất các thiết bị khác")},
    {"signin.ok", M_("Đăng nhập")},
    {"signin.fail", M_("Đăng nhập không thành công")},
    {"signout", M_("Đăng xuất")},
    {"role.add", M_("Giao vai trò")},
    {"role.end", M_("Kết thúc vai trò")},
    {"agency.add", M_("Thêm cơ quan")},
    {"agency.change", M_("Sửa thông tin cơ quan")},
    {"agency.end", M_("Kết thúc cơ quan")},
    {"client.add", M_("Cấp mã cho hệ thống kết nối")},
    {"client.rotate", M_("Đổi mã của hệ thống kết nối")},
    {"client.end", M_("Kết thúc hệ thống kết nối")},
    {"people.export", M_("Xuất danh sách dân cư")},
    {"reorganisation.apply", M_("Áp dụng sắp xếp đơn vị hành chính")},
    {"reorganisation.choose", M_("Chọn đơn vị kế thừa khi chia tách")},
    {"card.book", M_("Đặt lịch làm thẻ căn cước")},
    {"card.cancel", M_("Hủy lịch làm thẻ căn cước")},
    {"card.day", M_("Lập ngày thu nhận hồ sơ căn cước")},
    {"card.day_end", M_("Kết thúc ngày thu nhận hồ sơ căn cước")},
    {"card.day_list", M_("Xem danh sách ngày thu nhận hồ sơ căn cước")},
    {"card.export", M_("Xuất danh sách cần làm thẻ căn cước")},
    {"card.hand_over", M_("Trả thẻ căn cước")},
    {"card.list", M_("Xem danh sách cần làm thẻ căn cước")},
    {"card.mark", M_("Ghi người có mặt, vắng mặt")},
    {"card.sheet", M_("In danh sách làm thẻ căn cước")},
    {"card.show", M_("Xem thẻ căn cước")},
    {"card.walk_in", M_("Nhận người không có lịch hẹn")},
    {"mydata.child", M_("Xem dữ liệu của con chưa thành niên")},
    {"mydata.export", M_("Tải dữ liệu của mình")},
    {"mydata.print", M_("In dữ liệu cho công dân")},
    {"oidc.authorize", M_("Đăng nhập vào dịch vụ khác")},
    {"oidc.client_add", M_("Thêm dịch vụ đăng nhập qua hệ thống")},
    {"oidc.client_end", M_("Kết thúc dịch vụ đăng nhập qua hệ thống")},
    {"oidc.consent", M_("Đồng ý chia sẻ dữ liệu với dịch vụ khác")},
    {"oidc.consent_end", M_("Thôi chia sẻ dữ liệu với dịch vụ khác")},
    {"oidc.logout", M_("Đăng xuất từ dịch vụ khác")},
    {"oidc.revoke", M_("Thu hồi quyền truy cập của dịch vụ khác")},
    {"oidc.token", M_("Cấp quyền truy cập cho dịch vụ khác")},
    {"oidc.userinfo", M_("Dịch vụ khác đọc thông tin")},
    {"reorganise", M_("Sắp xếp đơn vị hành chính")},
};

bool audit_action_known(struct str action)
{
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (str_eq(action, str_of(names[i].action)))
            return true;
    return false;
}

struct str audit_action_text(enum lang lang, struct str action)
{
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (str_eq(action, str_of(names[i].action)))
            return i18n(lang, names[i].text);
    return action;
}
