/* unicode_source_test.c: files in the tables of the last century, and compressed ones. The bytes were made by other programs' codecs. */
#include "base/buf.h"
#include "platform/gzip/gzip_source.h"
#include "platform/unicode/unicode_source.h"
#include <criterion/criterion.h>

#define TEXT "Nguyễn Thị Hằng, Trần Văn Bình, Lê Hữu Phước, Đặng Thùy Dương, Phạm Quỳnh Ngọc, Võ Tấn Lợi, Huỳnh Đức Thắng, Bùi Kiều Oanh, số 12 đường Hùng Vương, phường Quy Nhơn, vợ, chồng, con đẻ, mẹ, cháu ruột, ở thôn Thạnh Hòa\n"
static const char windows_1258[] =
    "Nguy\352\336n Thi\362 H\343\314ng, Tr\342\314n V\343n Bi\314nh, L\352 H\375\336u Ph\375\365\354c, \320\343\362ng Th\371y D\375\365ng, Pha"
    "\362m Quy\314nh Ngo\362c, Vo\336 T\342\354n L\365\362i, Huy\314nh \320\375\354c Th\343\354ng, B\371i Ki\352\314u Oanh, s\364\354 12 \360\375"
    "\365\314ng H\371ng V\375\365ng, ph\375\365\314ng Quy Nh\365n, v\365\362, ch\364\314ng, con \360e\322, me\362, ch\341u ru\364\362t, \365\322 "
    "th\364n Tha\362nh Ho\314a\012";
static const char tcvn3[] =
    "Nguy\324n Th\336 H\273ng, Tr\307n V\250n B\327nh, L\252 H\367u Ph\255\355c, \247\306ng Th\357y D\255\254ng, Ph\271m Qu\372nh Ng\344c, V\342 "
    "T\312n L\356i, Hu\372nh \247\370c Th\276ng, B\357i Ki\322u Oanh, s\350 12 \256\255\352ng H\357ng V\255\254ng, ph\255\352ng Quy Nh\254n, v"
    "\356, ch\345ng, con \256\316, m\321, ch\270u ru\351t, \353 th\253n Th\271nh H\337a\012";
static const char vni[] =
    "Nguye\343n Th\362 Ha\350ng, Tra\340n Va\352n B\354nh, Le\342 H\366\365u Ph\366\364\371c, \321a\353ng Thu\370y D\366\364ng, Pha\357m Quy\370n"
    "h Ngo\357c, Vo\365 Ta\341n L\364\357i, Huy\370nh \321\366\371c Tha\351ng, Bu\370i Kie\340u Oanh, so\341 12 \361\366\364\370ng Hu\370ng V\366"
    "\364ng, ph\366\364\370ng Quy Nh\364n, v\364\357, cho\340ng, con \361e\373, me\357, cha\371u ruo\344t, \364\373 tho\342n Tha\357nh Ho\370a"
    "\012";
static const char utf16[] =
    "\377\376N\000g\000u\000y\000\305\036n\000 \000T\000h\000\313\036 \000H\000\261\036n\000g\000,\000 \000T\000r\000\247\036n\000 \000V\000\003"
    "\001n\000 \000B\000\354\000n\000h\000,\000 \000L\000\352\000 \000H\000\357\036u\000 \000P\000h\000\260\001\333\036c\000,\000 \000\020\001"
    "\267\036n\000g\000 \000T\000h\000\371\000y\000 \000D\000\260\001\241\001n\000g\000,\000 \000P\000h\000\241\036m\000 \000Q\000u\000\363\036n"
    "\000h\000 \000N\000g\000\315\036c\000,\000 \000V\000\365\000 \000T\000\245\036n\000 \000L\000\343\036i\000,\000 \000H\000u\000\363\036n\000h"
    "\000 \000\020\001\351\036c\000 \000T\000h\000\257\036n\000g\000,\000 \000B\000\371\000i\000 \000K\000i\000\301\036u\000 \000O\000a\000n\000h"
    "\000,\000 \000s\000\321\036 \0001\0002\000 \000\021\001\260\001\335\036n\000g\000 \000H\000\371\000n\000g\000 \000V\000\260\001\241\001n\000"
    "g\000,\000 \000p\000h\000\260\001\335\036n\000g\000 \000Q\000u\000y\000 \000N\000h\000\241\001n\000,\000 \000v\000\343\036,\000 \000c\000h"
    "\000\323\036n\000g\000,\000 \000c\000o\000n\000 \000\021\001\273\036,\000 \000m\000\271\036,\000 \000c\000h\000\341\000u\000 \000r\000u\000"
    "\331\036t\000,\000 \000\337\036 \000t\000h\000\364\000n\000 \000T\000h\000\241\036n\000h\000 \000H\000\362\000a\000\012\000";
static const char packed[] =
    "\037\213\010\000\000\000\000\000\002\0035\220MJ\003A\020\205\367\236\342\035\2407\361\010\301\305\200aL`\230}\230\305\364,\322JL\013\263\024"
    "q%\202\301U\010A\006\021Q\204\304\077d\272\2265\314=\352&V\213\331\324\242\336{\365\275\356\264\364\265\320\265Cf\205n\220Hxw\245A6\227\360"
    "\354\220wW\016C~s\326`\304\257*\323\326cl\373\235\320\2720\350\356$\374\270R\303\334\3268\352w}\023\323c+\241\231a\342\205>\235EZ\012\335"
    "\252;\347od\022\236\034FB\217\225A\362o\3203\364R\304\012a\033\363Cn+\034WB\227\036'\323\010\077\027Zbp\210n\031\321\033E&\334\352\314\367"
    "\3103\273\027&\276Fjukp\241\030\203B_v\037=\305\251\323\003\022\310`&\241\215\0127\036sm\261Z\030\010=`a\371\353\357/B\243\275\022\376\230"
    "\036\374\002:\304\300\355\042\001\000\000\037\213\010\000\000\000\000\000\002\003\253\310\317K\347\002\000\022I\345\344\005\000\000\000";

/* Gives a few bytes at a time, as a pipe may. */
static ptrdiff_t fill(void *source, char *bytes, size_t cap)
{
    struct str *text = source;
    size_t len = text->len < cap ? text->len : cap;

    if (len > 7)
        len = 7;
    memcpy(bytes, text->ptr, len);
    *text = str_sub(*text, len, text->len);
    return (ptrdiff_t)len;
}

static struct str all(struct arena *arena, ptrdiff_t (*from)(void *, char *, size_t), void *source, ptrdiff_t *ret_end)
{
    struct buf out;
    char piece[13];
    ptrdiff_t got;

    buf_init(&out, arena, 4096);
    while ((got = from(source, piece, sizeof piece)) > 0)
        buf_put(&out, (struct str){piece, (size_t)got});
    *ret_end = got;
    return buf_str(&out);
}

Test(unicode_source, files_of_old_tables_become_the_same_text)
{
    const struct {
        struct str bytes;
        enum unicode_table table;
    } cases[] = {{{windows_1258, sizeof windows_1258 - 1}, UNICODE_WINDOWS_1258}, {{tcvn3, sizeof tcvn3 - 1}, UNICODE_TCVN3},
                 {{vni, sizeof vni - 1}, UNICODE_VNI}, {{utf16, sizeof utf16 - 1}, UNICODE_UTF16LE}, {S(TEXT), UNICODE_AS_IT_IS},
                 {S("\xEF\xBB\xBF" TEXT), UNICODE_AS_IT_IS}};
    struct arena AUTO(arena_done) arena;
    struct unicode_source source;
    struct str text;
    ptrdiff_t end;

    arena_init(&arena, 0);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct str bytes = cases[i].bytes;
        unicode_source_open(&source, &arena, fill, &bytes);
        struct str given = all(&arena, unicode_source_fill, &source, &end);
        cr_assert_eq(source.table, cases[i].table, "case %zu: %d", i, source.table);
        cr_assert_eq(end, 0);
        cr_assert_eq(unicode_nfc(&arena, given, &text), OK);
        cr_assert(str_eq(text, cases[i].bytes) || str_eq(text, S(TEXT)), "case %zu: %.*s", i, STR_ARG(text));
    }
}

Test(unicode_source, what_is_not_certain_stays_as_it_is)
{
    cr_assert_eq(unicode_table_of(S("Tr\xC7n V\xA8n B\xD7nh")), UNICODE_AS_IT_IS, "three words are not enough");
    cr_assert_eq(unicode_table_of(S("caf\xE9 na\xEFve \xFC" "ber stra\xDF" "e caf\xE9 na\xEFve \xFC" "ber stra\xDF" "e caf\xE9 na\xEFve \xFC" "ber stra\xDF" "e "
                                    "caf\xE9 na\xEFve \xFC" "ber stra\xDF" "e caf\xE9 na\xEFve \xFC" "ber stra\xDF" "e caf\xE9 na\xEFve \xFC" "ber stra\xDF" "e ")),
                 UNICODE_AS_IT_IS, "French and German");
    cr_assert_eq(unicode_table_of(S(TEXT "\xC7\n")), UNICODE_AS_IT_IS, "UTF-8 with one broken byte");
    cr_assert_eq(unicode_table_of(S("a\0\x80")), UNICODE_AS_IT_IS);
    cr_assert_eq(unicode_table_of(S("")), UNICODE_AS_IT_IS);
}

Test(gzip_source, compressed_files_are_read_and_plain_ones_too)
{
    struct arena AUTO(arena_done) arena;
    struct gzip_source source;
    struct str bytes = {packed, sizeof packed - 1}, plain = S(TEXT);
    ptrdiff_t end;

    arena_init(&arena, 0);
    gzip_source_open(&source, &arena, fill, &bytes);
    struct str text = all(&arena, gzip_source_fill, &source, &end);
    cr_assert(end == 0 && str_eq(text, S(TEXT "xong\n")), "%.*s", STR_ARG(text));
    gzip_source_open(&source, &arena, fill, &plain);
    text = all(&arena, gzip_source_fill, &source, &end);
    cr_assert(end == 0 && str_eq(text, S(TEXT)));
}

Test(gzip_source, a_file_that_was_cut_off_or_damaged_fails_behind_what_is_whole)
{
    struct arena AUTO(arena_done) arena;
    struct gzip_source source;
    char wrong[sizeof packed];
    ptrdiff_t end;

    arena_init(&arena, 0);
    for (size_t len = 3; len < sizeof packed - 60; len += 11) {
        struct str bytes = {packed, len};
        gzip_source_open(&source, &arena, fill, &bytes);
        struct str text = all(&arena, gzip_source_fill, &source, &end);
        cr_assert(end == -1 && source.cut && str_starts(S(TEXT), text), "%zu bytes", len);
    }
    memcpy(wrong, packed, sizeof packed);
    wrong[40] ^= 0x55;
    struct str bytes = {wrong, sizeof packed - 1};
    gzip_source_open(&source, &arena, fill, &bytes);
    all(&arena, gzip_source_fill, &source, &end);
    cr_assert_eq(end, -1);
}
