/* i18nc.c: the catalogue of messages. The key of a message is its Vietnamese text as it stands in the sources (docs/adr/0003-messages.md).
 *   i18nc OUT.c FILES.po        English texts as a sorted table for platform/html/i18n.c
 *   i18nc --check LANG_DIR SRC  lists each text of the sources that has no English, or whose parameters differ; exit 1 if any
 * A text counts when it stands in T("..."), TF(ctx, "..."), TS(ctx, "..."), M_("..."), fault(...), .label = "...", .menu = "...", P(NAME, "...") of
 * permission.def, or {{t "..."}} of a view. So does any literal that is a Vietnamese sentence with its full stop, for it is a message on its way
 * through a helper; a file of legal wording that is never translated says "Vietnamese only" in its opening comment. */
#include <dirent.h>
#include <sys/stat.h>
#include "tool.h"

struct entry {
    char *vi, *en;
    const char *file;
    int line;
    bool used;
};

static struct entry *entries;
static int entry_count, entry_cap, complaints;

static int by_vi(const void *a, const void *b) { return strcmp(((const struct entry *)a)->vi, ((const struct entry *)b)->vi); }

__attribute__((format(printf, 3, 4))) static void complain(const char *file, int line, const char *format, ...)
{
    va_list args;
    fprintf(stderr, "%s:%d: ", file, line);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    complaints++;
}

/* Reads "..." at *at (which points at the quote), undoing escapes; leaves *at behind the closing quote. */
static bool quoted(const char **at, struct text *out)
{
    const char *c = *at + 1;
    for (; *c && *c != '"' && *c != '\n'; c++) {
        if (*c == '\\' && c[1]) {
            c++;
            text_put_n(out, *c == 'n' ? "\n" : *c == 't' ? "\t" : c, 1);
        } else {
            text_put_n(out, c, 1);
        }
    }
    *at = *c == '"' ? c + 1 : c;
    return *c == '"';
}

/* --- .po ------------------------------------------------------------------------------------------------------------ */
static unsigned holes(const char *text)
{
    unsigned found = 0;
    for (; *text; text++)
        if (text[0] == '{' && text[1] >= '0' && text[1] <= '9' && text[2] == '}')
            found |= 1u << (text[1] - '0');
    return found;
}

static void add(const char *file, int line, struct text *vi, struct text *en)
{
    if (!vi->len) /* the header entry */
        return;
    if (!en->len)
        complain(file, line, "no msgstr for \"%s\"", vi->ptr);
    else if (holes(vi->ptr) != holes(en->ptr))
        complain(file, line, "the parameters {0}, {1} of \"%s\" and its translation differ", vi->ptr);
    if (entry_count == entry_cap) {
        entry_cap = entry_cap ? entry_cap * 2 : 1024;
        entries = must_alloc(entries, sizeof *entries * (size_t)entry_cap);
    }
    entries[entry_count++] = (struct entry){copy_n(vi->ptr, vi->len), copy_n(en->len ? en->ptr : vi->ptr, en->len ? en->len : vi->len),
                                            file, line, false};
}

static void read_po(const char *path)
{
    size_t len;
    const char *at = file_read(path, &len);
    struct text vi = {0}, en = {0}, *into = NULL;
    int line = 0, start = 0;

    text_put(&vi, "");
    text_put(&en, "");
    while (*at) {
        const char *end = strchrnul(at, '\n');
        line++;
        if (!strncmp(at, "msgid ", 6)) {
            if (into == &vi)
                complain(path, line, "msgid without msgstr before it");
            add(path, start, &vi, &en);
            vi.len = en.len = 0;
            vi.ptr[0] = en.ptr[0] = 0;
            start = line;
            into = &vi;
            at += 6;
        } else if (!strncmp(at, "msgstr ", 7) && into == &vi) {
            into = &en;
            at += 7;
        }
        while (at < end && (*at == ' ' || *at == '\t' || *at == '\r'))
            at++;
        if (*at == '"' && into) {
            if (!quoted(&at, into) || at > end)
                complain(path, line, "the closing quote is missing");
        } else if (at < end && *at != '#') {
            complain(path, line, "expected msgid, msgstr, a quoted text or a # remark");
        }
        at = *end ? end + 1 : end;
    }
    add(path, start, &vi, &en);
}

static void sort_entries(void)
{
    int kept = 0;
    qsort(entries, (size_t)entry_count, sizeof *entries, by_vi);
    for (int i = 0; i < entry_count; i++) {
        if (kept && !strcmp(entries[kept - 1].vi, entries[i].vi)) {
            if (strcmp(entries[kept - 1].en, entries[i].en) != 0)
                complain(entries[i].file, entries[i].line, "\"%s\" is translated differently at %s:%d", entries[i].vi,
                         entries[kept - 1].file, entries[kept - 1].line);
            continue;
        }
        entries[kept++] = entries[i];
    }
    entry_count = kept;
}

/* --- the sources ---------------------------------------------------------------------------------------------------- */
static void use(const char *file, const char *start, const char *at, const struct text *vi)
{
    int line = 1;
    struct entry key = {.vi = vi->ptr};

    if (!vi->len)
        return;
    for (const char *c = start; c < at; c++)
        line += *c == '\n';
    static struct entry *missing;
    static int missing_count;
    for (int i = 0; i < missing_count; i++)
        if (!strcmp(missing[i].vi, vi->ptr))
            return; /* once is enough */
    struct entry *entry = entry_count ? bsearch(&key, entries, (size_t)entry_count, sizeof *entries, by_vi) : NULL;
    if (entry) {
        entry->used = true;
        return;
    }
    complain(file, line, "no English for \"%s\"", vi->ptr);
    missing = must_alloc(missing, sizeof *missing * (size_t)(missing_count + 1));
    missing[missing_count++].vi = copy_n(vi->ptr, vi->len);
}

static const char *blanks(const char *at)
{
    while (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r')
        at++;
    return at;
}

/* One or more adjacent literals, as C joins them. */
static bool literals(const char **at, struct text *out)
{
    const char *next = blanks(*at);
    bool any = false;
    while (*next == '"' && quoted(&next, out)) {
        any = true;
        *at = next;
        next = blanks(next);
    }
    return any;
}

/* Moves behind the next comma of the same depth; false at the closing parenthesis. */
static bool next_argument(const char **at)
{
    int depth = 0;
    struct text ignored = {0};
    for (const char *c = *at; *c; c++) {
        if (*c == '"') {
            quoted(&c, &ignored);
            c--;
        } else if (*c == '(' || *c == '{' || *c == '[') {
            depth++;
        } else if (*c == ')' || *c == '}' || *c == ']') {
            if (depth-- == 0)
                return false;
        } else if (*c == ',' && depth == 0) {
            *at = c + 1;
            return true;
        }
    }
    return false;
}

static bool starts_word(const char *start, const char *at, const char *word)
{
    bool inside = at > start && (at[-1] == '_' || (at[-1] >= '0' && at[-1] <= '9') || ((at[-1] | 32) >= 'a' && (at[-1] | 32) <= 'z'));
    return (!inside || *word == '.') && !strncmp(at, word, strlen(word));
}

/* A letter that only Vietnamese has (U+0102-0111, U+0128, U+0168, U+01A0-01B0, U+1EA0-1EF9), and the end of a sentence. */
static bool is_sentence(const struct text *text)
{
    bool vietnamese = false;
    for (size_t i = 0; i + 2 < text->len; i++) {
        unsigned char a = (unsigned char)text->ptr[i], b = (unsigned char)text->ptr[i + 1];
        vietnamese |= (a == 0xC4 && (b == 0x82 || b == 0x83 || b == 0x90 || b == 0x91)) || (a == 0xC6 && (b == 0xA0 || b == 0xA1 || b == 0xAF || b == 0xB0)) ||
                      (a == 0xE1 && (b == 0xBA || b == 0xBB));
    }
    return vietnamese && text->len > 12 && !strchr(text->ptr, '%') && strchr(".?!", text->ptr[text->len - 1]) != NULL;
}

static bool vietnamese_only(const char *start)
{
    const char *end = strstr(start, "*/"), *mark = strstr(start, "Vietnamese only");
    return mark && end && mark < end;
}

static void scan_c(const char *path, const char *start)
{
    bool only = vietnamese_only(start);
    static const struct {
        const char *word;
        int argument; /* the text is this argument, from 0 */
    } calls[] = {{"T(", 0}, {"TF(", 1}, {"TS(", 1}, {"M_(", 0}, {"fault(", 4}, {"fault_set(", 4}, {"P(", 1}};
    static const char *const members[] = {".label", ".menu"};

    for (const char *at = start; *at; at++) {
        struct text vi = {0};
        const char *from = NULL;
        if (at[0] == '/' && at[1] == '*') {
            const char *end = strstr(at + 2, "*/");
            if (!end)
                return;
            at = end + 1;
            continue;
        }
        if (at[0] == '/' && at[1] == '/') {
            at = strchrnul(at, '\n');
            if (!*at)
                return;
            continue;
        }
        for (size_t i = 0; i < sizeof calls / sizeof calls[0] && !from; i++)
            if (starts_word(start, at, calls[i].word)) {
                bool there = true;
                from = at + strlen(calls[i].word);
                for (int n = 0; n < calls[i].argument && there; n++)
                    there = next_argument(&from);
                if (!there)
                    from = NULL;
            }
        for (size_t i = 0; i < sizeof members / sizeof members[0] && !from; i++)
            if (starts_word(start, at, members[i])) {
                const char *sign = blanks(at + strlen(members[i]));
                if (*sign == '=' && sign[1] != '=')
                    from = sign + 1;
            }
        if (from && !strncmp(blanks(from), "S(", 2))
            from = blanks(from) + 2;
        if (from && literals(&from, &vi))
            use(path, start, at, &vi);
        if (*at == '"') {
            struct text literal = {0};
            const char *here = at;
            literals(&at, &literal);
            struct entry key = {.vi = literal.len ? literal.ptr : (char *)""};
            struct entry *entry = entry_count ? bsearch(&key, entries, (size_t)entry_count, sizeof *entries, by_vi) : NULL;
            if (entry)
                entry->used = true; /* a table of words, translated when they are shown */
            else if (!only && is_sentence(&literal))
                use(path, start, here, &literal);
            at--;
        } else if (*at == '\'' && at[1] == '"' && at[2] == '\'') {
            at += 2;
        }
    }
}

static void scan_html(const char *path, const char *start)
{
    for (const char *at = start; (at = strstr(at, "{{t \"")) != NULL;) {
        struct text vi = {0};
        const char *tag = at;
        at += 4;
        if (quoted(&at, &vi))
            use(path, start, tag, &vi);
    }
}

static void walk(const char *dir, bool po)
{
    struct dirent **names;
    int count = scandir(dir, &names, NULL, alphasort);
    if (count < 0)
        die("%s: %s", dir, strerror(errno));
    for (int i = 0; i < count; i++) {
        struct text path = {0};
        struct stat info;
        const char *name = names[i]->d_name;
        if (*name == '.')
            continue;
        text_printf(&path, "%s/%s", dir, name);
        if (stat(path.ptr, &info))
            die("%s: %s", path.ptr, strerror(errno));
        size_t len;
        if (S_ISDIR(info.st_mode))
            walk(path.ptr, po);
        else if (po && ends_with(name, ".po"))
            read_po(path.ptr);
        else if (!po && ends_with(name, ".html"))
            scan_html(path.ptr, file_read(path.ptr, &len));
        else if (!po && !ends_with(name, "_test.c") && strcmp(path.ptr + strlen(path.ptr) - 6, "html.h") != 0 &&
                 (ends_with(name, ".c") || ends_with(name, ".h") || ends_with(name, ".def")))
            scan_c(path.ptr, file_read(path.ptr, &len));
    }
}

static int check(const char *lang_dir, const char *source_dir)
{
    walk(lang_dir, true);
    sort_entries();
    walk(source_dir, false);
    int unused = 0;
    for (int i = 0; i < entry_count; i++)
        if (!entries[i].used) {
            unused++;
            fprintf(stderr, "%s:%d: note: not found in %s: \"%s\"\n", entries[i].file, entries[i].line, source_dir, entries[i].vi);
        }
    fprintf(stderr, "%d texts in %s, %d of them not found in %s, %d complaints\n", entry_count, lang_dir, unused, source_dir, complaints);
    return complaints != 0;
}

int main(int argc, char **argv)
{
    struct text out = {0};

    if (argc == 4 && !strcmp(argv[1], "--check"))
        return check(argv[2], argv[3]);
    if (argc < 2)
        die("usage: i18nc OUT.c FILES.po | i18nc --check LANG_DIR SRC");
    for (int i = 2; i < argc; i++)
        read_po(argv[i]);
    sort_entries();
    if (complaints)
        return 1;
    text_put(&out, "/* Made by tools/i18nc. */\n#include \"platform/html/i18n.h\"\n\nconst struct i18n_entry i18n_entries[] = {\n");
    for (int i = 0; i < entry_count; i++) {
        text_put(&out, "    {S_INIT(\"");
        text_put_c(&out, entries[i].vi, strlen(entries[i].vi));
        text_put(&out, "\"), S_INIT(\"");
        text_put_c(&out, entries[i].en, strlen(entries[i].en));
        text_put(&out, "\")},\n");
    }
    text_printf(&out, "    {{\"\", 0}, {\"\", 0}},\n};\nconst int i18n_entry_count = %d;\n", entry_count);
    file_write(argv[1], &out);
    return 0;
}
