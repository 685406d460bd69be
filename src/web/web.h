/* web.h: starting and stopping the web layer in a process; everything between a parsed HTTP request and a feature's handler. */
#ifndef WEB_WEB_H
#define WEB_WEB_H

#include "web/app.h"

struct web;
/* Checks the route tables (a POST page without CSRF, a duplicate address, an input without a label ... stop the start-up with a fault that names the route),
 * opens one connection an event thread and slow thread, starts the threads. */
MUST_CHECK enum err web_start(struct ctx *ctx, struct app *app, int listen_fd, struct web **ret_web);
void web_stop(struct web *web, int drain_ms);
/* Housekeeping that no request brings, twice a second: access lines that wait are written. */
void web_tick(struct web *web);
/* Memory that the supervisor makes once (a memfd) and web processes inherit, so that /metrics of any of them tells of all. */
int64_t web_metrics_size_bytes(const struct settings *settings);
/* The check alone, for tests and `congdan check`. */
MUST_CHECK enum err web_check_routes(struct ctx *ctx, const struct app *app);

/* For the rights matrix, OpenAPI, help: all routes in table order. */
typedef void (*web_route_visit)(void *arg, const struct route_table *table, const struct route *route);
void web_each_route(const struct app *app, web_route_visit visit, void *arg);

#endif
