/* unicode_source.c: see unicode_source.h. Which table it is, is judged by whether words become syllables that Vietnamese has: a wrong table makes letters all
 * right, but hardly ever syllables. */
#include "platform/unicode/unicode_source.h"
#include "platform/unicode/legacy_table.h"
#include "platform/unicode/unicode_decode.h"

enum { SAMPLE_BYTES = 64 * 1024, WORDS_MIN = 20, WORD_BYTES_MAX = 32, SURE_PERCENT = 90, OTHERS_PERCENT = 60 };

void unicode_source_open(struct unicode_source *ret_source, struct arena *arena, unicode_fill fill, void *source)
{
    *ret_source = (struct unicode_source){.fill = fill, .source = source, .input = arena_alloc_raw(arena, SAMPLE_BYTES)};
}

struct str unicode_table_name(enum unicode_table table)
{
    static const struct str names[] = {S_INIT(""), S_INIT("UTF-16"), S_INIT("UTF-16"), S_INIT("Windows-1258"), S_INIT("TCVN3 (ABC)"), S_INIT("VNI")};
    return names[table];
}

static size_t put_utf8(uint32_t point, char *out)
{
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    if (point < 0x800) {
        out[0] = (char)(0xC0 | point >> 6);
        out[1] = (char)(0x80 | (point & 63));
        return 2;
    }
    if (point < 0x10000) {
        out[0] = (char)(0xE0 | point >> 12);
        out[1] = (char)(0x80 | (point >> 6 & 63));
        out[2] = (char)(0x80 | (point & 63));
        return 3;
    }
    out[0] = (char)(0xF0 | point >> 18);
    out[1] = (char)(0x80 | (point >> 12 & 63));
    out[2] = (char)(0x80 | (point >> 6 & 63));
    out[3] = (char)(0x80 | (point & 63));
    return 4;
}

/* --- is it Vietnamese? --------------------------------------------------------------------------------------------------------- */
static bool in_list(const char *const *list, struct str text)
{
    for (; *list; list++)
        if (str_eq(str_of(*list), text))
            return true;
    return false;
}

/* Letters without marks: an onset and a rime that the language has. */
static bool is_syllable(struct str word)
{
    static const char *const onsets[] = {"ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr", "b", "c", "d", "g",
                                         "h",   "k",  "l",  "m",  "n",  "p",  "r",  "s",  "t",  "v",  "x",  "",  NULL};
    static const char *const rimes[] = {
        "a",   "ac",  "ach",  "ai",   "am",   "an",   "ang", "anh",  "ao",  "ap",  "at",  "au",   "ay",   "e",    "ec",   "ech", "em",  "en",  "eng", "enh", "eo",
        "ep",  "et",  "eu",   "i",    "ia",   "ich",  "iec", "iem",  "ien", "ieng", "iep", "iet", "ieu",  "im",   "in",   "inh", "ip",  "it",  "iu",  "o",   "oa",
        "oac", "oach", "oai", "oam",  "oan",  "oang", "oanh", "oao", "oap", "oat", "oay", "oc",   "oe",   "oen",  "oeo",  "oet", "oi",  "om",  "on",  "ong", "ooc",
        "oong", "op", "ot",   "u",    "ua",   "uan",  "uang", "uat", "uau", "uay", "uc",  "ue",   "uech", "uenh", "ui",   "um",  "un",  "ung", "uo",  "uoc", "uoi",
        "uom", "uon", "uong", "uop",  "uot",  "uou",  "up",  "ut",   "uu",  "uy",  "uya", "uych", "uyen", "uyet", "uynh", "uyt", "uyu", "y",   "yem", "yen", "yet",
        "yeu", NULL};
    for (const char *const *onset = onsets; *onset; onset++)
        if (str_starts(word, str_of(*onset)) && in_list(rimes, str_sub(word, strlen(*onset), word.len)))
            return true;
    return false;
}

static bool is_vietnamese_letter(int32_t point)
{
    static const uint16_t letters[] = {0xC0, 0xC1, 0xC2, 0xC3, 0xC8, 0xC9, 0xCA, 0xCC, 0xCD, 0xD2, 0xD3, 0xD4, 0xD5, 0xD9, 0xDA, 0xDD, 0x102, 0x110, 0x128, 0x168, 0x1A0, 0x1AF};
    if (point < 0x80)
        return (point | 32) >= 'a' && (point | 32) <= 'z';
    if (point >= 0x1EA0 && point <= 0x1EF9)
        return true;
    for (size_t i = 0; i < ARRAY_LEN(letters); i++) /* small letters lie 32 behind in Latin-1, one behind elsewhere */
        if (point == letters[i] || point == letters[i] + (letters[i] < 0x100 ? 32 : 1))
            return true;
    return false;
}

struct score {
    int words, good;
};

/* One word of the sample, decoded; it held a byte beyond ASCII. */
static void judge(struct arena *arena, struct str decoded, bool known, struct score *score)
{
    struct str word = S("");
    int32_t point;

    score->words++;
    if (!known || unicode_nfc(arena, decoded, &word) != OK)
        return;
    for (size_t at = 0; at < word.len;) {
        size_t len = unicode_decode(word, at, &point);
        if (!len || !is_vietnamese_letter(point))
            return;
        at += len;
    }
    score->good += is_syllable(unicode_fold(arena, word));
}

static struct score score_of(enum unicode_table table, struct str sample)
{
    struct arena AUTO(arena_done) arena;
    struct score score = {0};
    char word[WORD_BYTES_MAX * 6];
    size_t len = 0;
    bool high = false, known = true;

    arena_init(&arena, 0);
    for (size_t i = 0; i <= sample.len; i++) {
        unsigned char c = i < sample.len ? (unsigned char)sample.ptr[i] : ' ';
        uint16_t points[2];
        if (c >= 0x80 || ((c | 32) >= 'a' && (c | 32) <= 'z')) {
            int count = legacy_points(table, c, points);
            high |= c >= 0x80;
            known &= count > 0 && len + 8 < sizeof word;
            for (int k = 0; k < count && known; k++)
                len += put_utf8(points[k], word + len);
            continue;
        }
        if (high)
            judge(&arena, (struct str){word, len}, known, &score);
        len = 0;
        high = false;
        known = true;
        arena_reset(&arena);
    }
    return score;
}

static bool is_utf8(struct str sample)
{
    size_t len = sample.len;
    for (int cut = 0; cut < 4 && len; cut++, len--) /* the sample may end inside a character */
        if (unicode_valid_utf8(str_sub(sample, 0, len)))
            return true;
    return sample.len == 0;
}

enum unicode_table unicode_table_of(struct str sample)
{
    static const enum unicode_table tables[] = {UNICODE_TCVN3, UNICODE_WINDOWS_1258, UNICODE_VNI};
    enum unicode_table best = UNICODE_AS_IT_IS;
    int others = 0;

    if (str_starts(sample, S("\xFF\xFE")))
        return UNICODE_UTF16LE;
    if (str_starts(sample, S("\xFE\xFF")))
        return UNICODE_UTF16BE;
    if (is_utf8(sample) || memchr(sample.ptr, 0, sample.len))
        return UNICODE_AS_IT_IS;
    for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
        struct score score = score_of(tables[i], sample);
        if (score.words >= WORDS_MIN && score.good * 100 >= score.words * SURE_PERCENT && best == UNICODE_AS_IT_IS)
            best = tables[i];
        else if (score.words && score.good * 100 > score.words * OTHERS_PERCENT)
            others++;
    }
    return others ? UNICODE_AS_IT_IS : best;
}

/* --- the stream ---------------------------------------------------------------------------------------------------------------- */
static void start(struct unicode_source *s)
{
    s->started = true;
    while (s->input_len < SAMPLE_BYTES) {
        ptrdiff_t got = s->fill(s->source, s->input + s->input_len, SAMPLE_BYTES - s->input_len);
        if (got <= 0)
            break; /* a failure shows again at the next read */
        s->input_len += (size_t)got;
    }
    s->table = unicode_table_of((struct str){s->input, s->input_len});
    if (s->table == UNICODE_UTF16LE || s->table == UNICODE_UTF16BE)
        s->input_at = 2;
}

/* The next byte of the input; -1 at the end, -2 on failure. */
static int byte_next(struct unicode_source *s)
{
    if (s->input_at == s->input_len) {
        ptrdiff_t got = s->fill(s->source, s->input, SAMPLE_BYTES);
        if (got <= 0)
            return got == 0 ? -1 : -2;
        s->input_at = 0;
        s->input_len = (size_t)got;
    }
    return (unsigned char)s->input[s->input_at++];
}

static int unit_next(struct unicode_source *s)
{
    int first = byte_next(s), second = first < 0 ? first : byte_next(s);

    if (first < 0)
        return first;
    if (second < 0)
        return second == -1 ? 0xFFFD : second; /* half a character at the end */
    return s->table == UNICODE_UTF16LE ? first | second << 8 : first << 8 | second;
}

/* Decodes one character into `held`; false at the end or on failure (*ret_end). */
static bool hold(struct unicode_source *s, ptrdiff_t *ret_end)
{
    uint16_t points[2];

    s->held_at = s->held_len = 0;
    if (s->table == UNICODE_UTF16LE || s->table == UNICODE_UTF16BE) {
        int unit = unit_next(s);
        *ret_end = unit == -1 ? 0 : -1;
        if (unit < 0)
            return false;
        uint32_t point = (uint32_t)unit;
        if (unit >= 0xD800 && unit < 0xDC00) {
            int low = unit_next(s);
            if (low < -1)
                return false;
            point = low >= 0xDC00 && low < 0xE000 ? 0x10000 + ((uint32_t)(unit - 0xD800) << 10) + (uint32_t)(low - 0xDC00) : 0xFFFD;
        } else if (unit >= 0xDC00 && unit < 0xE000) {
            point = 0xFFFD;
        }
        s->held_len = put_utf8(point, s->held);
        return true;
    }
    int byte = byte_next(s);
    *ret_end = byte == -1 ? 0 : -1;
    if (byte < 0)
        return false;
    int count = legacy_points(s->table, (unsigned char)byte, points);
    if (!count) /* the cell is refused behind: U+FFFD is a sign of damage */
        s->held_len = put_utf8(0xFFFD, s->held);
    for (int i = 0; i < count; i++)
        s->held_len += put_utf8(points[i], s->held + s->held_len);
    return true;
}

ptrdiff_t unicode_source_fill(void *source, char *bytes, size_t cap)
{
    struct unicode_source *s = source;
    size_t len = 0;
    ptrdiff_t end = 0;

    if (!s->started)
        start(s);
    if (s->table == UNICODE_AS_IT_IS) {
        if (s->input_at == s->input_len)
            return s->fill(s->source, bytes, cap);
        len = s->input_len - s->input_at < cap ? s->input_len - s->input_at : cap;
        memcpy(bytes, s->input + s->input_at, len);
        s->input_at += len;
        return (ptrdiff_t)len;
    }
    while (len < cap) {
        if (s->held_at == s->held_len && !hold(s, &end))
            break;
        while (s->held_at < s->held_len && len < cap)
            bytes[len++] = s->held[s->held_at++];
    }
    return len ? (ptrdiff_t)len : end;
}
