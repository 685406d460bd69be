/* html_state.h: where in an HTML document a template stands, so that viewc knows what a value would mean there. It follows the tokenizer
 * of the HTML standard as far as our own views need it, and refuses what they must not contain (inline script, style, event attributes,
 * unquoted values): the content security policy would block it at run time anyway. */
#ifndef TOOLS_HTML_STATE_H
#define TOOLS_HTML_STATE_H

#include <ctype.h>
#include "tool.h"

enum place { IN_TEXT, IN_COMMENT, IN_TAG_NAME, IN_TAG, IN_ATTR_NAME, BEFORE_VALUE, IN_VALUE, IN_RAW_TEXT };

struct html_state {
    enum place place;
    char quote;      /* of the attribute's value */
    bool closing;    /* inside </...> */
    char tag[32];    /* lower case */
    char attr[48];
    char prefix[64]; /* the value's literal start, up to the first {{value}} */
    bool prefix_done;
    int keep_blanks; /* depth of <pre> and <textarea> */
};

static inline void put_lower(char *word, size_t cap, char c)
{
    size_t len = strlen(word);
    if (len + 1 < cap) {
        word[len] = (char)tolower((unsigned char)c);
        word[len + 1] = 0;
    }
}

static inline bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f'; }

/* The advice when an attribute must not be written at all, else NULL. */
static inline const char *attr_refused(const char *attr)
{
    if (strncmp(attr, "on", 2) == 0)
        return "no event attributes: put the behaviour into web/js, found by a data-module attribute";
    if (strcmp(attr, "style") == 0)
        return "no inline style: add a class to web/scss";
    if (strcmp(attr, "srcdoc") == 0)
        return "no srcdoc: link to a page";
    return NULL;
}

static inline void tag_end(struct html_state *s)
{
    bool keeps = strcmp(s->tag, "pre") == 0 || strcmp(s->tag, "textarea") == 0;
    bool raw = strcmp(s->tag, "script") == 0 || strcmp(s->tag, "style") == 0;

    if (keeps)
        s->keep_blanks += s->closing ? -1 : 1;
    s->place = raw && !s->closing ? IN_RAW_TEXT : IN_TEXT;
}

static inline const char *name_end(struct html_state *s, char c)
{
    const char *refused = s->closing ? NULL : attr_refused(s->attr);
    s->place = c == '=' ? BEFORE_VALUE : IN_TAG;
    if (c == '>')
        tag_end(s);
    return refused;
}

/* Takes one literal byte (`next` points at it). Returns an advice when it is not allowed, else NULL. */
static inline const char *html_step(struct html_state *s, const char *next)
{
    char c = *next;

    switch (s->place) {
    case IN_TEXT:
        if (c == '<' && strncmp(next, "<!--", 4) == 0) {
            s->place = IN_COMMENT;
        } else if (c == '<' && (isalpha((unsigned char)next[1]) || next[1] == '/' || next[1] == '!')) {
            s->place = IN_TAG_NAME;
            s->closing = next[1] == '/';
            s->tag[0] = 0;
        } else if (c == '<') {
            return "write &lt; for a lone <";
        }
        return NULL;
    case IN_COMMENT:
        if (c == '>' && next[-1] == '-' && next[-2] == '-')
            s->place = IN_TEXT;
        return NULL;
    case IN_TAG_NAME:
        if (c == '>')
            tag_end(s);
        else if (is_blank(c))
            s->place = IN_TAG;
        else if (c != '/' && c != '!')
            put_lower(s->tag, sizeof s->tag, c);
        return NULL;
    case IN_TAG:
        if (c == '>') {
            tag_end(s);
        } else if (c == '=' || c == '"' || c == '\'') {
            return "expected the name of an attribute";
        } else if (!is_blank(c) && c != '/') {
            s->place = IN_ATTR_NAME;
            s->attr[0] = 0;
            put_lower(s->attr, sizeof s->attr, c);
        }
        return NULL;
    case IN_ATTR_NAME:
        if (c == '=' || c == '>' || is_blank(c) || c == '/')
            return name_end(s, c);
        put_lower(s->attr, sizeof s->attr, c);
        return NULL;
    case BEFORE_VALUE:
        if (c != '"' && c != '\'')
            return "quote the attribute's value";
        s->quote = c;
        s->place = IN_VALUE;
        s->prefix[0] = 0;
        s->prefix_done = false;
        return NULL;
    case IN_VALUE:
        if (c == s->quote)
            s->place = IN_TAG;
        else if (!s->prefix_done)
            put_lower(s->prefix, sizeof s->prefix, c);
        return NULL;
    case IN_RAW_TEXT:
        if (c == '<' && next[1] == '/') {
            s->place = IN_TAG_NAME;
            s->closing = true;
            s->tag[0] = 0;
        } else if (!is_blank(c)) {
            return "no inline script or style: the content security policy blocks it; use a file in web/";
        }
        return NULL;
    }
    return NULL;
}

/* Before a block directive a name that has just been written is complete: `<input{{#if x}} checked{{/if}}>`. */
static inline const char *html_settle(struct html_state *s)
{
    if (s->place == IN_TAG_NAME) {
        s->place = IN_TAG;
        return NULL;
    }
    return s->place == IN_ATTR_NAME ? name_end(s, ' ') : NULL;
}

/* Both ways through a condition must leave the document at the same place. */
static inline bool html_same_place(const struct html_state *a, const struct html_state *b)
{
    if (a->place != b->place || a->keep_blanks != b->keep_blanks)
        return false;
    if (a->place == IN_VALUE && (a->quote != b->quote || strcmp(a->attr, b->attr) != 0))
        return false;
    return (a->place != IN_TAG && a->place != IN_VALUE) || (strcmp(a->tag, b->tag) == 0 && a->closing == b->closing);
}

static inline bool attr_is_url(const char *attr)
{
    static const char *const names[] = {"href", "src", "action", "formaction", "poster", "cite", "data", "srcset", "xlink:href"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(attr, names[i]) == 0)
            return true;
    return false;
}

#endif
