/* xml_scan.h: just as much of XML as the parts of a spreadsheet need: tags, attributes, text, the five entities and character references. No DTD, no CDATA, no
 * namespaces beyond passing over prefixes: a document that has more is refused, so that nothing can be expanded or fetched. Private to platform/sheet. */
#ifndef PLATFORM_XML_SCAN_H
#define PLATFORM_XML_SCAN_H

#include "base/buf.h"

enum xml_token { XML_END, XML_OPEN, XML_CLOSE, XML_TEXT, XML_BROKEN };

struct xml_scanner {
    struct str text;  /* set this, the rest zero */
    size_t at;
    struct str name;  /* of a tag, without its prefix */
    struct str attrs; /* of an opening tag */
    struct str chars; /* of a text, still with entities */
    bool close_due;   /* <name/>: opens and closes */
};

enum xml_token xml_scan(struct xml_scanner *scanner);
/* The value of an attribute of the tag scanned last, prefixes not regarded; STR_NONE when absent. */
struct str xml_attr(const struct xml_scanner *scanner, struct str name);
/* Behind XML_OPEN: the text up to the element's end: of all <t> in it (or all text, with `any`), without the readings of <rPh>. ERR_INVALID: broken. */
MUST_CHECK enum err xml_element_text(struct xml_scanner *scanner, struct arena *arena, bool any, struct str *ret_text);

#endif
