/* name_words.c: names as words, and when two of them may be the same one typed differently. No database here: the index (name_index.c) and the search (search.c) must
 * agree with these functions, and a test holds them together. */
#include "features/matching/internal.h"

void name_words_of(struct str folded, struct name_words *ret_words)
{
    *ret_words = (struct name_words){0};
    while (folded.len && ret_words->count < NAME_WORDS_MAX - 1)
        ret_words->words[ret_words->count++] = str_cut(&folded, ' ');
    if (folded.len)
        ret_words->words[ret_words->count++] = folded;
}

static void sort(struct name_words *words)
{
    for (int i = 1; i < words->count; i++) {
        struct str word = words->words[i];
        int at = i;
        for (; at > 0 && str_cmp(words->words[at - 1], word) > 0; at--)
            words->words[at] = words->words[at - 1];
        words->words[at] = word;
    }
}

struct str name_bag(struct arena *arena, const struct name_words *words)
{
    struct name_words sorted = *words;
    size_t len = 0, at = 0;

    sort(&sorted);
    for (int i = 0; i < sorted.count; i++)
        len += sorted.words[i].len + 1;
    char *text = arena_alloc_raw(arena, len + 1);
    for (int i = 0; i < sorted.count; i++) {
        if (i)
            text[at++] = ' ';
        memcpy(text + at, sorted.words[i].ptr, sorted.words[i].len);
        at += sorted.words[i].len;
    }
    return (struct str){text, at};
}

struct str name_squash(struct arena *arena, struct str folded)
{
    char *text = arena_alloc_raw(arena, folded.len + 1);
    size_t at = 0;

    for (size_t i = 0; i < folded.len; i++)
        if (folded.ptr[i] != ' ')
            text[at++] = folded.ptr[i];
    return (struct str){text, at};
}

/* A letter is a byte of the folded name, or a sequence of UTF-8 where a name holds letters that have no plain form. */
static size_t letter_len(struct str word, size_t at)
{
    size_t len = 1;
    while (at + len < word.len && ((unsigned char)word.ptr[at + len] & 0xc0) == 0x80)
        len++;
    return len;
}

int word_stems(struct arena *arena, struct str word, struct str ret_stems[WORD_BYTES_MAX + 1])
{
    int count = 0;

    ret_stems[count++] = word;
    if (word.len > WORD_BYTES_MAX)
        return count;
    for (size_t at = 0, len; at < word.len; at += len) {
        len = letter_len(word, at);
        if (at && len == 1 && word.ptr[at] == word.ptr[at - 1]) /* either of two like letters leaves the same */
            continue;
        char *text = arena_alloc_raw(arena, word.len);
        memcpy(text, word.ptr, at);
        memcpy(text + at, word.ptr + at + len, word.len - at - len);
        ret_stems[count++] = (struct str){text, word.len - len}; /* "" of a word of one letter: those are all near each other */
    }
    return count;
}

bool word_near(struct str a, struct str b)
{
    if (a.len > b.len) {
        struct str swap = a;
        a = b;
        b = swap;
    }
    size_t head = 0, tail = 0;
    while (head < a.len && a.ptr[head] == b.ptr[head])
        head++;
    while (tail < a.len - head && a.ptr[a.len - 1 - tail] == b.ptr[b.len - 1 - tail])
        tail++;
    size_t rest_a = a.len - head - tail, rest_b = b.len - head - tail;
    if (rest_a == 0 && rest_b > 0) /* a letter more: the whole of what is left is one letter */
        return letter_len(b, head) >= rest_b && ((unsigned char)b.ptr[head] & 0xc0) != 0x80;
    if (rest_a == 1 && rest_b == 1)
        return true;
    return rest_a == 2 && rest_b == 2 && a.ptr[head] == b.ptr[head + 1] && a.ptr[head + 1] == b.ptr[head];
}

/* --- comparing two names ---------------------------------------------------------------------------------------------------------- */
/* What is left of both when the words that they share are taken away. */
struct difference {
    struct name_words asked, name;
};

static void difference_of(struct str asked, struct str name, struct difference *ret)
{
    struct name_words a, b;
    int i = 0, k = 0;

    name_words_of(asked, &a);
    name_words_of(name, &b);
    sort(&a);
    sort(&b);
    *ret = (struct difference){0};
    while (i < a.count || k < b.count) {
        int order = i == a.count ? 1 : k == b.count ? -1 : str_cmp(a.words[i], b.words[k]);
        if (order < 0)
            ret->asked.words[ret->asked.count++] = a.words[i++];
        else if (order > 0)
            ret->name.words[ret->name.count++] = b.words[k++];
        else
            i++, k++;
    }
}

static bool together(struct str whole, struct str first, struct str second)
{
    return whole.len == first.len + second.len && str_starts(whole, first) && str_ends(whole, second);
}

static bool one_is_two(const struct name_words *one, const struct name_words *two)
{
    return one->count == 1 && two->count == 2 &&
           (together(one->words[0], two->words[0], two->words[1]) || together(one->words[0], two->words[1], two->words[0]));
}

static bool squash_eq(struct str a, struct str b)
{
    size_t i = 0, k = 0;

    for (;;) {
        while (i < a.len && a.ptr[i] == ' ')
            i++;
        while (k < b.len && b.ptr[k] == ' ')
            k++;
        if (i == a.len || k == b.len)
            return i == a.len && k == b.len;
        if (a.ptr[i++] != b.ptr[k++])
            return false;
    }
}

enum likeness name_likeness(struct str asked, struct str name)
{
    struct difference left;

    if (asked.len == 0 || name.len == 0)
        return LIKE_OTHER;
    if (str_eq(asked, name))
        return LIKE_SAME;
    if (squash_eq(asked, name))
        return LIKE_BLANKS;
    difference_of(asked, name, &left);
    if (left.asked.count == 0 && left.name.count == 0)
        return LIKE_ORDER;
    if (one_is_two(&left.asked, &left.name) || one_is_two(&left.name, &left.asked))
        return LIKE_BLANKS;
    if (left.asked.count == 1 && left.name.count == 1 && word_near(left.asked.words[0], left.name.words[0]))
        return LIKE_TYPO;
    return left.asked.count == 0 ? LIKE_MORE : LIKE_OTHER;
}

bool name_holds(struct str asked, struct str name)
{
    struct difference left;

    if (asked.len == 0 || name.len == 0)
        return false;
    if (name_likeness(asked, name) != LIKE_OTHER)
        return true;
    difference_of(asked, name, &left);
    if (left.asked.count != 1)
        return false;
    for (int i = 0; i < left.name.count; i++)
        if (word_near(left.asked.words[0], left.name.words[i]))
            return true;
    return false;
}

struct str name_likeness_text(struct ctx *ctx, struct str asked, struct str name)
{
    struct difference left;
    struct buf words;

    switch (name_likeness(asked, name)) {
    case LIKE_SAME:
        return TS(ctx, "Đúng tên");
    case LIKE_BLANKS:
        return TS(ctx, "Viết liền hoặc tách chữ khác");
    case LIKE_ORDER:
        return TS(ctx, "Đúng các chữ, khác thứ tự");
    case LIKE_TYPO:
        difference_of(asked, name, &left);
        return TF(ctx, "Lệch một chữ cái: {0} → {1}", left.asked.words[0], left.name.words[0]);
    case LIKE_MORE:
        difference_of(asked, name, &left);
        buf_init(&words, ctx->arena, 64);
        for (int i = 0; i < left.name.count; i++) {
            if (i)
                buf_put_char(&words, ' ');
            buf_put(&words, left.name.words[i]);
        }
        return TF(ctx, "Tên có thêm chữ: {0}", buf_str(&words));
    case LIKE_OTHER:
        break;
    }
    return TS(ctx, "Tên khác");
}
