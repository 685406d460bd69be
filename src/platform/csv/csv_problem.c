/* csv_problem.c: what the reader complains about, in words for the person who made the file. */
#include "platform/csv/csv.h"

struct msg csv_problem_text(enum csv_problem problem)
{
    switch (problem) {
    case CSV_FINE: break;
    case CSV_EMPTY_FILE: return T("Tệp không có dòng nào.");
    case CSV_SEMICOLONS: return T("Các cột được ngăn bằng dấu chấm phẩy, không phải dấu phẩy.");
    case CSV_TABS: return T("Các cột được ngăn bằng dấu tab, không phải dấu phẩy.");
    case CSV_UTF16: return T("Tệp dùng bảng mã UTF-16, không phải UTF-8.");
    case CSV_NOT_UTF8: return T("Ô này có ký tự không thuộc bảng mã UTF-8.");
    case CSV_NUL_BYTE: return T("Ô này có ký tự NUL: tệp có thể đã hỏng.");
    case CSV_STRAY_QUOTE: return T("Có dấu nháy kép ở giữa ô không mở đầu bằng dấu nháy kép.");
    case CSV_AFTER_QUOTE: return T("Sau dấu nháy kép đóng ô còn có chữ.");
    case CSV_OPEN_QUOTE: return T("Dấu nháy kép mở ở đây không được đóng.");
    case CSV_LONE_CR: return T("Dòng kết thúc bằng ký tự CR đơn lẻ.");
    case CSV_FIELD_COUNT: return T("Số ô của dòng này khác số cột của dòng tiêu đề.");
    case CSV_ROW_TOO_LONG: return T("Dòng này dài quá 64 KB.");
    case CSV_TOO_MANY_COLUMNS: return T("Dòng này có quá 64 cột.");
    case CSV_SAME_COLUMN_TWICE: return T("Dòng tiêu đề có hai cột trùng tên.");
    case CSV_ARCHIVE: return T("Tệp là bảng tính Excel (XLSX) hoặc tệp nén, không phải CSV.");
    case CSV_READ_FAILED: return T("Không đọc được tệp.");
    }
    return T("Không có lỗi.");
}

struct msg csv_problem_advice(enum csv_problem problem)
{
    switch (problem) {
    case CSV_SEMICOLONS:
    case CSV_TABS: return T("Hãy lưu lại tệp với dấu phẩy ngăn cột (trong Excel: “CSV UTF-8 (Comma delimited)”).");
    case CSV_UTF16:
    case CSV_NOT_UTF8:
    case CSV_ARCHIVE: return T("Hãy lưu lại tệp dạng “CSV UTF-8”.");
    case CSV_STRAY_QUOTE:
    case CSV_AFTER_QUOTE:
    case CSV_OPEN_QUOTE:
        return T("Ô có dấu nháy kép phải nằm trong nháy kép, và mỗi dấu nháy kép bên trong phải viết hai lần.");
    case CSV_FIELD_COUNT: return T("Hãy kiểm tra dấu phẩy trong dòng: ô có dấu phẩy phải nằm trong nháy kép.");
    case CSV_LONE_CR: return T("Hãy lưu lại tệp với dòng kết thúc bằng LF hoặc CRLF.");
    case CSV_SAME_COLUMN_TWICE: return T("Hãy bỏ hoặc đổi tên một trong hai cột.");
    case CSV_EMPTY_FILE: return T("Hãy kiểm tra đã chọn đúng tệp chưa.");
    case CSV_FINE:
    case CSV_NUL_BYTE:
    case CSV_ROW_TOO_LONG:
    case CSV_TOO_MANY_COLUMNS:
    case CSV_READ_FAILED: break;
    }
    return T("Hãy kiểm tra lại tệp rồi nhập lại.");
}
