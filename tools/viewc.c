/* viewc.c: `viewc OUT.c OUT.h VIEW.html...` compiles HTML templates to C functions, so that a wrong field is a compile error, each value
 * is escaped for the place where it stands, and a page is written without any parsing at run time. The language is in docs/views.md.
 * It must never let a value through at a place where escaping cannot make it safe: those are refused here, at build time. */
#include "html_state.h"

enum { NAME_MAX_ = 64, DEPTH_MAX = 32, EXPR_MAX = 512 };

struct block {
    bool is_each, has_else;
    char item[NAME_MAX_];
    struct html_state start, then_end;
    bool start_blank, then_blank; /* was the last thing written a line's end? */
    int line;
};

struct view {
    const char *path, *name;
    char header[256], type[NAME_MAX_];
    const char *source, *at; /* `at` = what is being read */
    struct html_state state;
    struct block blocks[DEPTH_MAX];
    int depth;
    bool after_newline; /* the next leading blanks can go */
    struct text literal, body;
};

__attribute__((noreturn, format(printf, 3, 4))) static void refuse(const struct view *v, const char *at, const char *format, ...)
{
    int line = 1, column = 1;
    va_list args;

    for (const char *c = v->source; c < at; c++) {
        column = *c == '\n' ? 1 : column + ((*c & 0xC0) != 0x80);
        line += *c == '\n';
    }
    fprintf(stderr, "%s:%d:%d: error: ", v->path, line, column);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    exit(1);
}

static int line_of(const struct view *v, const char *at)
{
    int line = 1;
    for (const char *c = v->source; c < at; c++)
        line += *c == '\n';
    return line;
}

/* --- literals ------------------------------------------------------------------------------------------------------- */
static void flush(struct view *v)
{
    if (v->literal.len) {
        text_put(&v->body, "    html_lit_(out, \"");
        for (size_t at = 0; at < v->literal.len; at += 120) {
            size_t left = v->literal.len - at;
            if (at)
                text_put(&v->body, "\"\n        \"");
            text_put_c(&v->body, v->literal.ptr + at, left < 120 ? left : 120);
        }
        text_printf(&v->body, "\", %zu);\n", v->literal.len);
        v->literal.len = 0;
    }
}

static void literal_char(struct view *v, const char *at)
{
    const char *advice = html_step(&v->state, at);
    if (advice)
        refuse(v, at, "%s", advice);
    if (v->state.keep_blanks == 0 && v->state.place != IN_VALUE && is_blank(*at) && v->after_newline)
        return; /* indentation and empty lines weigh bytes on a slow line and mean nothing */
    text_put_n(&v->literal, at, 1);
    v->after_newline = *at == '\n';
}

/* --- expressions ---------------------------------------------------------------------------------------------------- */
static bool is_word(char c) { return isalnum((unsigned char)c) || c == '_'; }

static char *skip_blanks(char *at)
{
    while (*at && is_blank(*at))
        at++;
    return at;
}

static bool is_item(const struct view *v, const char *name, size_t len)
{
    for (int i = v->depth; i-- > 0;)
        if (v->blocks[i].is_each && strlen(v->blocks[i].item) == len && strncmp(v->blocks[i].item, name, len) == 0)
            return true;
    return false;
}

/* Reads a field path at *at and writes the C expression. */
static void path_expr(const struct view *v, const char *tag, char **at, char *ret_expr)
{
    char *start = *at, *end = start;
    while (is_word(*end))
        end++;
    size_t len = (size_t)(end - start);
    if (!len || isdigit((unsigned char)*start))
        refuse(v, tag, "expected the name of a field, found \"%.20s\"", start);
    if (is_item(v, start, len)) {
        if (*end == '@') {
            char *word = ++end;
            while (is_word(*end))
                end++;
            int n = (int)(end - word);
            if (n == 5 && !strncmp(word, "index", 5))
                snprintf(ret_expr, EXPR_MAX, "i_%.*s", (int)len, start);
            else if (n == 6 && !strncmp(word, "number", 6))
                snprintf(ret_expr, EXPR_MAX, "(i_%.*s + 1)", (int)len, start);
            else if (n == 5 && !strncmp(word, "first", 5))
                snprintf(ret_expr, EXPR_MAX, "(bool)(i_%.*s == 0)", (int)len, start);
            else if (n == 4 && !strncmp(word, "last", 4))
                snprintf(ret_expr, EXPR_MAX, "(bool)(i_%.*s == n_%.*s - 1)", (int)len, start, (int)len, start);
            else
                refuse(v, tag, "unknown %.*s@%.*s: there are @index (from 0), @number (from 1), @first, @last", (int)len, start, n, word);
            *at = end;
            return;
        }
        if (*end == '.') {
            snprintf(ret_expr, EXPR_MAX, "%.*s->", (int)len, start);
            end++;
        } else {
            snprintf(ret_expr, EXPR_MAX, "(*%.*s)", (int)len, start);
            *at = end;
            return;
        }
    } else {
        snprintf(ret_expr, EXPR_MAX, "v->");
        end = start;
    }
    for (bool more = true; more;) {
        char *word = end;
        while (is_word(*end))
            end++;
        if (end == word || isdigit((unsigned char)*word))
            refuse(v, tag, "expected the name of a field behind \"%.*s\"", (int)(word - start), start);
        more = *end == '.' || (*end == '-' && end[1] == '>');
        if (more)
            end += *end == '.' ? 1 : 2;
        if (strlen(ret_expr) + (size_t)(end - word) + 1 > EXPR_MAX)
            refuse(v, tag, "the field path is too long");
        strncat(ret_expr, word, (size_t)(end - word));
    }
    *at = end;
}

static void end_expr(const struct view *v, const char *tag, char *at)
{
    at = skip_blanks(at);
    if (*at)
        refuse(v, tag, "\"%s\" is too much here", at);
}

/* {{#if ...}}: path | !path | path == X | path != X, with X a number, an ENUM_CONSTANT or another path. */
static void condition(const struct view *v, const char *tag, char *at, char *ret_expr)
{
    char path[EXPR_MAX], other[EXPR_MAX];
    bool not = *at == '!';

    if (not)
        at = skip_blanks(at + 1);
    path_expr(v, tag, &at, path);
    at = skip_blanks(at);
    if (!*at) {
        snprintf(ret_expr, EXPR_MAX * 3, "%shtml_true(%s)", not ? "!" : "", path);
        return;
    }
    bool equal = at[0] == '=' && at[1] == '=';
    if (not || !(equal || (at[0] == '!' && at[1] == '=')))
        refuse(v, tag, "conditions are: field, !field, field == X, field != X; compute anything else in C");
    at = skip_blanks(at + 2);
    char *word = at;
    while (is_word(*at) && !islower((unsigned char)*at))
        at++;
    if (at > word && !is_word(*at)) {
        snprintf(ret_expr, EXPR_MAX * 3, "%s %s %.*s", path, equal ? "==" : "!=", (int)(at - word), word);
    } else {
        at = word;
        path_expr(v, tag, &at, other);
        snprintf(ret_expr, EXPR_MAX * 3, "%shtml_same(%s, %s)", equal ? "" : "!", path, other);
    }
    end_expr(v, tag, at);
}

/* --- values --------------------------------------------------------------------------------------------------------- */
/* A field that holds a whole address: named url or ..._url. */
static bool is_url_field(const char *field)
{
    return field && (!strcmp(field, "url") || ends_with(field, "_url") || ends_with(field, ".url") || ends_with(field, ">url"));
}

/* Says by which function a value is written at this place, or refuses. */
static const char *put_at(struct view *v, const char *tag, const char *field)
{
    struct html_state *s = &v->state;

    switch (s->place) {
    case IN_TEXT: return "html_put";
    case IN_RAW_TEXT: refuse(v, tag, "no values inside <%s>: put them into a data- attribute", s->tag);
    case IN_COMMENT: refuse(v, tag, "no values inside an HTML comment: use {{! ...}} for remarks");
    case IN_TAG_NAME:
    case IN_TAG:
    case IN_ATTR_NAME: refuse(v, tag, "no values in the names of tags and attributes: choose with {{#if}}");
    case BEFORE_VALUE: refuse(v, tag, "quote the attribute: %s=\"{{...}}\"", s->attr);
    case IN_VALUE: break;
    }
    const char *refused = attr_refused(s->attr);
    if (refused)
        refuse(v, tag, "%s", refused);
    if (!attr_is_url(s->attr))
        return "html_put_attr";
    bool bare = !s->prefix[0] && !s->prefix_done;
    s->prefix_done = true;
    if (bare) {
        if (!is_url_field(field))
            refuse(v, tag, "%s must begin with a literal such as \"/dossiers/\", or the field's name must be url or end in _url", s->attr);
        strcpy(s->prefix, "/url");
        return "html_put_attr"; /* a whole address, made by reviewed code */
    }
    if (!s->prefix[0])
        refuse(v, tag, "the start of %s depends on a condition: write the whole attribute in each branch", s->attr);
    if (strcmp(s->prefix, "/") == 0)
        refuse(v, tag, "\"/\" followed by a value could become //another-site: write a literal segment first");
    if (strchr("/#?", s->prefix[0]) || !strncmp(s->prefix, "https://", 8) || !strncmp(s->prefix, "mailto:", 7) ||
        !strncmp(s->prefix, "tel:", 4))
        return "html_put_url";
    if (is_url_field(field))
        refuse(v, tag, "a whole address must stand alone at the start of %s", s->attr);
    return "html_put_url";
}

static void value(struct view *v, const char *tag, char *at)
{
    char expr[EXPR_MAX];
    char *start = at;

    path_expr(v, tag, &at, expr);
    end_expr(v, tag, at);
    const char *put = put_at(v, tag, copy_n(start, (size_t)(at - start)));
    flush(v);
    text_printf(&v->body, "#line %d \"%s\"\n    %s(out, %s);\n", line_of(v, tag), v->path, put, expr);
    v->after_newline = false;
}

/* {{t "text" path...}} */
static void translated(struct view *v, const char *tag, char *at)
{
    struct text key = {0}, args = {0};
    int count = 0;

    if (*at != '"')
        refuse(v, tag, "write {{t \"the Vietnamese text\"}}");
    for (at++; *at && *at != '"'; at++) {
        if (*at == '\\' && (at[1] == '"' || at[1] == '\\'))
            at++;
        text_put_c(&key, at, 1);
    }
    if (!*at || !key.len)
        refuse(v, tag, *at ? "the text is empty" : "the text has no closing quote");
    for (at = skip_blanks(at + 1); *at; at = skip_blanks(at), count++) {
        char expr[EXPR_MAX];
        path_expr(v, tag, &at, expr);
        text_printf(&args, "%shtml_arg(out, %s)", count ? ", " : "", expr);
    }
    for (int i = 0; i < count; i++) {
        char hole[16];
        snprintf(hole, sizeof hole, "{%d}", i);
        if (!strstr(key.ptr, hole))
            refuse(v, tag, "the text has no %s for its parameter", hole);
    }
    if (v->state.place == IN_VALUE && attr_is_url(v->state.attr))
        refuse(v, tag, "no translated text in %s", v->state.attr);
    const char *put = put_at(v, tag, NULL);
    flush(v);
    text_printf(&v->body, "#line %d \"%s\"\n", line_of(v, tag), v->path);
    if (count)
        text_printf(&v->body,
                    "    %s(out, i18n_format(out->buf->arena, out->lang, T(\"%s\"), (const struct str[]){%s}, %d));\n", put,
                    key.ptr, args.ptr, count);
    else
        text_printf(&v->body, "    %s(out, T(\"%s\"));\n", put, key.ptr);
    v->after_newline = false;
}

/* {{> view}}, {{> view field}}, {{> view *pointer}} */
static void include(struct view *v, const char *tag, char *at)
{
    char expr[EXPR_MAX];
    char *name = at;

    if (v->state.place != IN_TEXT)
        refuse(v, tag, "a view can be included between tags only");
    while (is_word(*at))
        at++;
    if (at == name)
        refuse(v, tag, "write {{> name_of_view field}}");
    flush(v);
    text_printf(&v->body, "#line %d \"%s\"\n    view_%.*s(out, ", line_of(v, tag), v->path, (int)(at - name), name);
    at = skip_blanks(at);
    if (*at) {
        bool pointer = *at == '*';
        if (pointer)
            at++;
        path_expr(v, tag, &at, expr);
        end_expr(v, tag, at);
        text_printf(&v->body, pointer ? "%s);\n" : "&%s);\n", expr);
    } else {
        text_put(&v->body, "v);\n");
    }
}

/* --- blocks --------------------------------------------------------------------------------------------------------- */
static struct block *open_block(struct view *v, const char *tag)
{
    const char *advice = html_settle(&v->state);

    if (advice)
        refuse(v, tag, "%s", advice);
    if (v->state.place == BEFORE_VALUE)
        refuse(v, tag, "quote the attribute's value");
    if (v->depth == DEPTH_MAX)
        refuse(v, tag, "blocks are nested too deeply");
    flush(v);
    struct block *block = &v->blocks[v->depth++];
    *block = (struct block){.start = v->state, .start_blank = v->after_newline, .line = line_of(v, tag)};
    text_printf(&v->body, "#line %d \"%s\"\n", block->line, v->path);
    return block;
}

static void open_each(struct view *v, const char *tag, char *at)
{
    char expr[EXPR_MAX];

    path_expr(v, tag, &at, expr);
    at = skip_blanks(at);
    if (strncmp(at, "as", 2) != 0 || !is_blank(at[2]))
        refuse(v, tag, "write {{#each items as item}}");
    char *name = at = skip_blanks(at + 2);
    while (is_word(*at))
        at++;
    size_t len = (size_t)(at - name);
    if (!len || len >= NAME_MAX_)
        refuse(v, tag, "write {{#each items as item}}");
    end_expr(v, tag, at);
    if (is_item(v, name, len) || (len == 1 && *name == 'v'))
        refuse(v, tag, "the name %.*s is taken", (int)len, name);
    struct block *block = open_block(v, tag);
    block->is_each = true;
    memcpy(block->item, name, len);
    const char *n = block->item;
    text_printf(&v->body,
                "    for (int i_%s = 0, n_%s = (int)%s_count; i_%s < n_%s; i_%s++) {\n"
                "    const __typeof__(%s[0]) *%s = &%s[i_%s];\n    (void)%s;\n",
                n, n, expr, n, n, n, expr, n, expr, n, n);
}

static struct block *top(struct view *v, const char *tag, bool is_each, const char *what)
{
    if (!v->depth || v->blocks[v->depth - 1].is_each != is_each)
        refuse(v, tag, "{{%s}} without its {{#%s}}", what, is_each ? "each" : "if");
    const char *advice = html_settle(&v->state);
    if (advice)
        refuse(v, tag, "%s", advice);
    flush(v);
    return &v->blocks[v->depth - 1];
}

static void else_block(struct view *v, const char *tag)
{
    struct block *block = top(v, tag, false, "else");
    if (block->has_else)
        refuse(v, tag, "a second {{else}}");
    block->has_else = true;
    block->then_end = v->state;
    block->then_blank = v->after_newline;
    v->state = block->start;
    v->after_newline = block->start_blank;
    text_put(&v->body, "    } else {\n");
}

static void close_block(struct view *v, const char *tag, bool is_each)
{
    struct block *block = top(v, tag, is_each, is_each ? "/each" : "/if");
    const struct html_state *other = block->has_else ? &block->then_end : &block->start;
    if (!html_same_place(&v->state, other))
        refuse(v, tag, "the block from line %d must begin and end at the same place of the markup", block->line);
    v->state.prefix_done |= other->prefix_done;
    if (v->state.prefix[0] != other->prefix[0] || (strlen(v->state.prefix) > 1) != (strlen(other->prefix) > 1)) {
        v->state.prefix_done = true; /* nothing is certain of how the address begins */
        v->state.prefix[0] = 0;
    }
    v->after_newline &= block->has_else ? block->then_blank : block->start_blank;
    v->depth--;
    text_put(&v->body, "    }\n");
}

static void directive(struct view *v, const char *tag, char *at)
{
    char expr[EXPR_MAX * 3];

    if (*at == '!') {
        return;
    } else if (*at == '>') {
        include(v, tag, skip_blanks(at + 1));
    } else if (!strncmp(at, "#if", 3) && is_blank(at[3])) {
        condition(v, tag, skip_blanks(at + 3), expr);
        open_block(v, tag);
        text_printf(&v->body, "    if (%s) {\n", expr);
    } else if (!strncmp(at, "#each", 5) && is_blank(at[5])) {
        open_each(v, tag, skip_blanks(at + 5));
    } else if (!strcmp(at, "else")) {
        else_block(v, tag);
    } else if (!strcmp(at, "/if") || !strcmp(at, "/each")) {
        close_block(v, tag, at[1] == 'e');
    } else if (*at == 't' && is_blank(at[1])) {
        translated(v, tag, skip_blanks(at + 1));
    } else if (is_word(*at)) {
        value(v, tag, at);
    } else {
        refuse(v, tag, "unknown {{%s}}: there are {{field}}, {{t \"...\"}}, {{#if}}, {{else}}, {{#each}}, {{> view}}, {{! remark}}", at);
    }
}

/* --- a file --------------------------------------------------------------------------------------------------------- */
static const char *read_head(struct view *v)
{
    int used = 0;
    if (sscanf(v->source, "{{! \"%255[^\"]\" struct %63[a-z0-9_] }}%n", v->header, v->type, &used) != 2 || !used)
        refuse(v, v->source, "the first line must name the header and the struct: {{! \"features/x/x_views.h\" struct x_view }}");
    return v->source + used;
}

static void compile(struct view *v)
{
    const char *at = read_head(v);

    text_put(&v->body, "");
    v->after_newline = true;
    while (*at) {
        if (at[0] != '{' || at[1] != '{') {
            if (!(at[0] == '\n' && !at[1])) /* the file's last line end is not part of the view */
                literal_char(v, at);
            at++;
            continue;
        }
        const char *end = strstr(at, "}}");
        if (!end)
            refuse(v, at, "{{ without }}");
        char *inside = copy_n(at + 2, (size_t)(end - at - 2)), *last = inside + strlen(inside);
        while (last > inside && is_blank(last[-1]))
            *--last = 0;
        directive(v, at, skip_blanks(inside));
        free(inside);
        at = end + 2;
    }
    flush(v);
    if (v->depth)
        refuse(v, at, "the block from line %d is not closed", v->blocks[v->depth - 1].line);
    if (v->state.place != IN_TEXT)
        refuse(v, at, "the view ends inside a tag or a comment");
}

int main(int argc, char **argv)
{
    struct text c = {0}, h = {0}, bodies = {0};
    const char *guard = "WEB_VIEWS_H";

    if (argc < 4)
        die("usage: viewc OUT.c OUT.h VIEW.html...");
    text_printf(&h, "/* Made by tools/viewc. */\n#ifndef %s\n#define %s\n#include \"platform/html/html.h\"\n", guard, guard);
    text_put(&c, "/* Made by tools/viewc. */\n#include \"views.h\"\n");
    text_put(&bodies, "");
    const char **names = must_alloc(NULL, sizeof *names * (size_t)argc);
    for (int i = 3; i < argc; i++) {
        struct view v = {.path = argv[i]};
        size_t len;
        const char *base = base_name(argv[i]), *dot = strrchr(base, '.');
        v.name = names[i] = copy_n(base, dot ? (size_t)(dot - base) : strlen(base));
        v.source = file_read(argv[i], &len);
        if (strlen(v.source) != len)
            die("%s: contains a NUL byte", v.path);
        if (strspn(v.name, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(v.name))
            die("%s: a view's name is made of a-z, 0-9 and _", v.path);
        for (int j = 3; j < i; j++)
            if (!strcmp(names[j], v.name))
                die("%s: %s is also called view_%s: give one of them another name", v.path, argv[j], v.name);
        compile(&v);
        text_printf(&h, "struct %s;\nvoid view_%s(struct html *out, const struct %s *v);\n", v.type, v.name, v.type);
        text_printf(&c, "#include \"%s\"\n", v.header);
        text_printf(&bodies, "\nvoid view_%s(struct html *out, const struct %s *v)\n{\n    (void)v;\n%s}\n", v.name, v.type,
                    v.body.ptr);
    }
    text_put(&h, "#endif\n");
    text_put(&c, bodies.ptr);
    file_write(argv[1], &c);
    file_write(argv[2], &h);
    return 0;
}
