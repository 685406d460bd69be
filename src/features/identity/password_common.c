/* password_common.c: what everybody tries first: the commonest passwords of eight and more characters of published lists, the habits of Vietnamese users,
 * and the words of this program. Lower case, sorted by bytes. A list of some hundred words stops online guessing within the throttle; more would only
 * annoy (NIST SP 800-63B 5.1.1.2). */
#include "features/identity/internal.h"
#include <stdlib.h>

static const char *const common[] = {
    "0000000000", "00000000a", "01020304", "01234567", "0123456789", "0987654321", "10203040", "102030405060",
    "111111111111", "11111111a", "1111aaaa", "11223344", "112233445566", "123123123", "1231231234", "123123123a",
    "123123aa", "123321123", "12341234", "12344321", "1234512345", "1234554321", "123456780", "123456789",
    "1234567890", "123456789012", "1234567890ab", "1234567891", "12345678910", "1234567899", "123456789a",
    "123456789abc", "123456789q", "12345678a", "123456abcdef", "12345qwert", "123abc123", "123qwe123", "123qweasd",
    "123qweasdzxc", "147258369", "147852369", "159357456", "159753456", "1q2w3e4r", "1q2w3e4r5t", "1q2w3e4r5t6y",
    "1qaz2wsx", "1qaz2wsx3edc", "1qaz2wsx3edc4rfv", "321654987", "456789123", "52013140", "5201314a", "741852963",
    "789456123", "789456123a", "88888888a", "963852741", "987654321", "9876543210", "a1234567", "a12345678",
    "a123456789", "a1b2c3d4", "a1b2c3d4e5f6", "aa123456", "aa12345678", "aaaa1111", "abc12345", "abc123456",
    "abc123456789", "abcd1234", "abcd12345", "abcdef123456", "abcdefgh", "admin123", "admin1234", "admin12345",
    "admin123456", "admin@123", "admin@1234", "admin@123456", "administrator", "administrator1", "administrator123",
    "anhnhoem", "anhnhoem1", "anhyeuem", "anhyeuem1", "anhyeuem123", "aqswdefr", "asdasdasd", "asdf1234", "asdfasdf",
    "asdfghjk", "asdfghjkl", "baseball", "batman123", "binhdinh", "binhdinh123", "binhdinh77", "binhminh",
    "binhminh1", "canbo123", "canbo1234", "changeme", "changeme1", "chienthang", "computer", "congan113", "congan123",
    "congan123456", "congan@123", "congdan1", "congdan123", "congdan12345", "congdan123456", "congdan@123",
    "conyeucuame", "conyeume", "cuocsong", "danang123", "danang43", "dean06123", "dean06@123", "default1", "demo1234",
    "dichvucong", "dichvucong1", "dichvucong123", "dragon123", "ducanh123", "emyeuanh", "emyeuanh1", "emyeuanh123",
    "facebook", "facebook1", "football", "football1", "giadinh1", "giadinh123", "giadinhlaso1", "gialai123",
    "gialai123456", "gialai81", "google123", "guest123", "hanhphuc", "hanhphuc1", "hanhphuc123", "hanoi123",
    "hanoi1234", "hanoi123456", "hoanganh", "hoanganh1", "hoanglong", "hoangnam", "hoangvan", "hongnhung",
    "huongthao", "iloveyou", "iloveyou1", "iloveyou123", "iloveyou2", "iloveyou9", "internet", "jennifer",
    "khanhlinh", "khongbiet", "khongcho", "khongco1", "khongnoi", "letmein1", "letmein123", "levan123", "maimaiyeu",
    "maimaiyeuem", "manager1", "manhcuong", "manhhung", "master123", "matkhau1", "matkhau12", "matkhau123",
    "matkhau1234", "matkhau12345", "matkhau123456", "matkhau1234567", "matkhau@123", "matkhaulagi", "matkhaumoi",
    "maymanmay", "michael1", "minhanh1", "minhanh123", "minhhieu1", "minhquan", "minhquan1", "monkey123", "motcua123",
    "motcua123456", "motcua@123", "motminhtoi", "mottinhyeu", "mychip123", "ngocanh1", "ngocanh123", "ngoclan1",
    "nguyen123", "nguyen1234", "nguyen123456", "nguyenthi", "nguyenthi1", "nguyenvan", "nguyenvana", "nhoemnhieu",
    "nothing1", "oracle123", "p@ssw0rd", "p@ssw0rd1", "p@ssw0rd123", "p@ssword", "pa$$w0rd", "passw0rd", "password",
    "password1", "password12", "password123", "password1234", "password12345", "password123456", "phamvan123",
    "phuonganh", "phuonglinh", "phuongthao", "pleiku123", "pleiku81", "postgres", "princess", "q1w2e3r4",
    "q1w2e3r4t5", "qazwsx123", "qazwsxedc", "quanghuy", "quynhanh", "quynhon123", "qweasdzxc", "qweasdzxc123",
    "qweqweqwe", "qwer1234", "qwert12345", "qwerty123", "qwerty1234", "qwerty12345", "qwertyui", "qwertyuiop",
    "qwertyuiop12", "qwertyuiop123", "root1234", "rootroot", "saigon123", "saigon1234", "samsung1", "secret123",
    "server123", "starwars", "sunshine", "superman", "system123", "test1234", "test12345", "testtest", "thanhcong",
    "thanhcong1", "thanhcong123", "thanhhuyen", "thanhthao", "thanhtung", "thanhtung1", "thuhuong1", "thuhuyen",
    "thuylinh", "thuylinh1", "tinhyeu1", "tinhyeu123", "toiyeuem", "tran1234", "tranvan123", "trustno1", "tuananh1",
    "tuananh123", "tuantu123", "ubnd1234", "ubnd@123", "ubndxa123", "user1234", "vietnam1", "vietnam12", "vietnam123",
    "vietnam1234", "vietnam123456", "vietnam2023", "vietnam2024", "vietnam2025", "vietnam2026", "vietnam@123",
    "vietnamvodich", "vneid123", "vneid1234", "vodichvn", "welcome1", "welcome123", "whatever", "woaini1314",
    "yeuanhnhieu", "yeuemnhieu", "zaq12wsx", "zxcvbnm1", "zxcvbnm123", "zxcvbnma",
};

static int compare(const void *key, const void *item)
{
    return str_cmp(*(const struct str *)key, str_of(*(const char *const *)item));
}

bool password_is_common(struct str folded) { return bsearch(&folded, common, ARRAY_LEN(common), sizeof common[0], compare) != NULL; }
