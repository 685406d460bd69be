/* site_routes.c: embedded files under names with their hash, and the switches for language, text size and contrast. The switches are plain
 * links that set a cookie and lead back: they work without JavaScript and without an account, and remember nothing but the choice. */
#include "base/assets.h"
#include "web/page.h"
#include "web/site_routes.h"

enum { HASH_CHARS = 16 };

static const struct asset *static_find(struct arena *arena, struct str file)
{
    const struct asset *asset = asset_find(arena_join(arena, S("web/dist/"), file));
    return asset ? asset : asset_find(arena_join(arena, S("src/web/static/"), file));
}

/* "<16 hex>-app.css" or "app.css"; only a name with the right hash, or a font (its name carries its version), never changes. */
static enum err static_file(struct req *req)
{
    struct str name = req_path(req, "name");
    const struct asset *asset = NULL;
    bool immutable = false;

    if (name.len > HASH_CHARS + 1 && name.ptr[HASH_CHARS] == '-') {
        asset = static_find(req->ctx.arena, str_sub(name, HASH_CHARS + 1, name.len));
        immutable = asset && str_eq(str_sub(name, 0, HASH_CHARS), str_of(asset->etag));
    }
    if (!asset)
        asset = static_find(req->ctx.arena, name);
    if (!asset)
        return fault(&req->ctx, ERR_NOT_FOUND, "static.missing", "", "Tệp này không còn nữa.");
    immutable = immutable || str_ends(name, S(".woff2"));

    struct str etag = arena_printf(req->ctx.arena, "\"%s\"", asset->etag);
    reply_header(req, S("ETag"), etag);
    struct str bytes = asset_text(asset);
    if (asset->gz_bytes) {
        reply_header(req, S("Vary"), S("Accept-Encoding"));
        if (str_find(http_header_find(req->http, S("Accept-Encoding")), S("gzip")) >= 0) {
            reply_header(req, S("Content-Encoding"), S("gzip"));
            bytes = (struct str){(const char *)asset->gz_bytes, asset->gz_len};
        }
    }
    if (str_eq(http_header_find(req->http, S("If-None-Match")), etag))
        return reply_bytes(req, 304, str_of(asset->content_type), S(""), bytes); /* only their length is sent */
    return reply_static(req, str_of(asset->content_type), bytes, immutable);
}

static enum err choose(struct req *req, const char *cookie, const char *value)
{
    reply_header(req, S("Set-Cookie"),
                 arena_printf(req->ctx.arena, "%s=%s; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly%s", cookie, value,
                              req->app->settings.secure_cookies ? "; Secure" : ""));
    return reply_redirect(req, page_local_path(req_str(req, "next")));
}

static enum err language_choice(struct req *req)
{
    struct str lang = req_path(req, "lang");
    if (str_eq(lang, S("vi")))
        return choose(req, COOKIE_LANG, "vi");
    if (str_eq(lang, S("en")))
        return choose(req, COOKIE_LANG, "en");
    return fault(&req->ctx, ERR_NOT_FOUND, "language.unknown", "", "Trang này có tiếng Việt và tiếng Anh.");
}

static enum err display_choice(struct req *req)
{
    static const struct {
        const char *what, *cookie, *value;
    } choices[] = {
        {"large-text", COOKIE_TEXT, "large"},
        {"normal-text", COOKIE_TEXT, "normal"},
        {"high-contrast", COOKIE_CONTRAST, "high"},
        {"normal-contrast", COOKIE_CONTRAST, "normal"},
        {"keys", COOKIE_KEYS, "on"},
        {"no-keys", COOKIE_KEYS, "off"},
    };
    struct str what = req_path(req, "what");

    for (size_t i = 0; i < ARRAY_LEN(choices); i++)
        if (str_eq(what, str_of(choices[i].what)))
            return choose(req, choices[i].cookie, choices[i].value);
    return fault(&req->ctx, ERR_NOT_FOUND, "display.unknown", "", "Không có cách hiển thị này.");
}

static const struct input next_input[] = {
    {"next", IN_LINE, .max = 2000, .label = "Trang trở lại"},
    {0},
};

const struct route web_site_routes[] = {
    {HTTP_GET, "/static/{name}", static_file, PERM_PUBLIC, .doc = "An embedded file: style sheet, script, font, picture"},
    {HTTP_GET, "/language/{lang}", language_choice, PERM_PUBLIC, .inputs = next_input, .doc = "Remember the language in this browser and go back"},
    {HTTP_GET, "/display/{what}", display_choice, PERM_PUBLIC, .inputs = next_input, .doc = "Remember text size, contrast or shortcut keys in this browser and go back"},
};
const int web_site_routes_count = (int)ARRAY_LEN(web_site_routes);
