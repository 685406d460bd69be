/* cmd_routes.c: `congdan routes`: the program's addresses and who may use them, as JSON. For tests and for those who
 * review rights: it is made from the same tables that the server dispatches by, so it cannot tell anything else. Not in
 * the list of commands: nobody needs it to run a province. */
#include "app/commands.h"
#include "app/features.h"
#include "features/site/site.h"
#include "platform/json/json.h"
#include "web/web.h"
#include <stdio.h>

static void put_input(struct json_out *json, const struct input *input)
{
    static const char *const types[] = {
        [IN_LINE] = "line", [IN_TEXT] = "text", [IN_RAW] = "raw",   [IN_CODE] = "code",
        [IN_INT] = "int",   [IN_DAY] = "day",   [IN_BOOL] = "bool", [IN_PERSON_NUMBER] = "person_number",
        [IN_FILE] = "file"};

    json_begin_object(json);
    json_put_str(json, S("name"), str_of(input->name));
    json_put_str(json, S("type"), str_of(types[input->type]));
    json_put_bool(json, S("required"), input->required);
    json_put_bool(json, S("many"), input->many);
    json_end_object(json);
}

static void put_route(void *arg, const struct route_table *table, const struct route *route)
{
    static const char *const methods[] = {
        [HTTP_GET] = "GET", [HTTP_HEAD] = "HEAD", [HTTP_POST] = "POST", [HTTP_PUT] = "PUT", [HTTP_DELETE] = "DELETE"};
    struct json_out *json = arg;

    json_begin_object(json);
    json_put_str(json, S("feature"), str_of(table->feature));
    json_put_str(json, S("method"), str_of(methods[route->method]));
    json_put_str(json, S("path"), str_of(route->path));
    json_put_str(json, S("perm"), str_of(perm_name(route->perm)));
    json_put_str(json, S("auth"), route->auth == AUTH_BEARER ? S("bearer") : route->auth == AUTH_PROTOCOL ? S("protocol") : S("session"));
    json_put_bool(json, S("csrf"), route->csrf == CSRF_FORM);
    json_put_bool(json, S("json_body"), route->json_body);
    json_put_bool(json, S("dynamic_inputs"), route->dynamic_inputs);
    json_key(json, S("inputs"));
    json_begin_array(json);
    for (const struct input *input = route->inputs; input && input->name; input++)
        put_input(json, input);
    json_end_array(json);
    json_end_object(json);
}

static void put_reader(struct json_out *json, const struct site_reader *reader)
{
    json_begin_object(json);
    json_put_str(json, S("name"), reader->name);
    json_key(json, S("perms"));
    json_begin_array(json);
    for (int perm = 0; perm < PERM_COUNT; perm++)
        if (reader->perms >> perm & 1)
            json_str(json, str_of(perm_name((enum perm)perm)));
    json_end_array(json);
    json_end_object(json);
}

static struct str listing(struct ctx *ctx, const struct app *app)
{
    struct site_reader readers[SITE_READERS_MAX];
    struct json_out json;
    struct buf out;

    buf_init(&out, ctx->arena, 64 * 1024);
    json_out_init(&json, &out);
    json_begin_object(&json);
    json_key(&json, S("routes"));
    json_begin_array(&json);
    web_each_route(app, put_route, &json);
    json_end_array(&json);
    json_key(&json, S("readers"));
    json_begin_array(&json);
    int count = site_readers(readers);
    for (int i = 0; i < count; i++)
        put_reader(&json, &readers[i]);
    json_end_array(&json);
    json_end_object(&json);
    json_out_done(&json);
    return buf_str(&out);
}

int cmd_routes(struct ctx *ctx, const struct command *command, int argc, char **argv)
{
    struct settings settings;
    struct app app = {0};
    enum err err = config_load(ctx, command, NULL, argc, argv, &settings, NULL, 0, NULL);

    if (err != OK)
        return config_fail(ctx, err);
    app.settings = settings;
    err = features_init(ctx, &app);
    if (err == OK)
        err = web_check_routes(ctx, &app);
    if (err != OK)
        return config_fail(ctx, err);
    struct str text = listing(ctx, &app);
    printf("%.*s\n", STR_ARG(text));
    return 0;
}
