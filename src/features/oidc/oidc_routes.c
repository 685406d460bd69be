/* oidc_routes.c: addresses of the provider. */
#include "features/oidc/internal.h"

static const struct input consent_inputs[] = {{"handle", IN_CODE, .required = true, .max = 64, .label = "Mã yêu cầu"},
                                              {"decision", IN_CODE, .required = true, .one_of = "allow|deny", .label = "Quyết định"},
                                              {0}};
static const struct input logout_inputs[] = {{"query", IN_RAW, .max = 4096, .label = "Yêu cầu đăng xuất"}, {0}};
static const struct input end_inputs[] = {{"client", IN_INT, .required = true, .min = 1, .label = "Dịch vụ"}, {0}};
static const struct input service_end_inputs[] = {{"client", IN_CODE, .required = true, .max = 64, .label = "Mã dịch vụ"}, {0}};

const struct route oidc_routes[] = {
    {HTTP_GET, "/.well-known/openid-configuration", discovery_api, PERM_PUBLIC, .auth = AUTH_PROTOCOL, .own_inputs = true, .doc = "OpenID provider metadata (Discovery 1.0)"},
    {HTTP_GET, "/.well-known/oauth-authorization-server", discovery_api, PERM_PUBLIC, .auth = AUTH_PROTOCOL, .own_inputs = true, .doc = "The same (RFC 8414)"},
    {HTTP_GET, "/oidc/jwks", jwks_api, PERM_PUBLIC, .auth = AUTH_PROTOCOL, .own_inputs = true, .doc = "Public signing keys (RFC 7517)"},
    {HTTP_GET, "/oidc/authorize", authorize_page, PERM_PUBLIC, LANE_WRITE, .own_inputs = true, .audit = "oidc.authorize", .doc = "Authorization end point"},
    {HTTP_POST, "/oidc/authorize", authorize_post, PERM_PUBLIC, LANE_WRITE, .auth = AUTH_PROTOCOL, .own_inputs = true, .doc = "Authorization end point, by form"},
    {HTTP_GET, "/oidc/authorize/resume", authorize_resume_page, PERM_PUBLIC, LANE_WRITE, .own_inputs = true, .audit = "oidc.authorize", .doc = "Go on after signing in"},
    {HTTP_POST, "/oidc/consent", oidc_consent_post, PERM_SIGNED_IN, LANE_WRITE, .csrf = CSRF_FORM, .inputs = consent_inputs, .audit = "oidc.consent", .doc = "Allow a service to get data, or not"},
    {HTTP_POST, "/oidc/token", token_api, PERM_PUBLIC, LANE_WRITE, .auth = AUTH_PROTOCOL, .own_inputs = true, .groupable = true, .batch = token_batch, .audit = "oidc.token",
     .doc = "Token end point"},
    {HTTP_POST, "/oidc/par", par_api, PERM_PUBLIC, LANE_WRITE, .auth = AUTH_PROTOCOL, .own_inputs = true, .doc = "Hand in a request before the person comes (RFC 9126)"},
    {HTTP_GET, "/oidc/userinfo", userinfo_api, PERM_PUBLIC, .auth = AUTH_PROTOCOL, .own_inputs = true, .audit = "oidc.userinfo", .doc = "Claims about the person of an access token"},
    {HTTP_POST, "/oidc/userinfo", userinfo_api, PERM_PUBLIC, LANE_FAST, .auth = AUTH_PROTOCOL, .own_inputs = true, .audit = "oidc.userinfo", .doc = "The same by POST"},
    {HTTP_POST, "/oidc/introspect", introspect_api, PERM_PUBLIC, LANE_WRITE, .auth = AUTH_PROTOCOL, .own_inputs = true, .groupable = true, .batch = introspect_batch, .doc = "Is this token good (RFC 7662)"},
    {HTTP_POST, "/oidc/revoke", revoke_api, PERM_PUBLIC, LANE_WRITE, .auth = AUTH_PROTOCOL, .own_inputs = true, .audit = "oidc.revoke", .doc = "End a token (RFC 7009)"},
    {HTTP_GET, "/oidc/logout", logout_page, PERM_PUBLIC, .own_inputs = true, .doc = "A service asks to sign out"},
    {HTTP_POST, "/oidc/logout", logout_post, PERM_SIGNED_IN, LANE_WRITE, .csrf = CSRF_FORM, .inputs = logout_inputs, .audit = "oidc.logout", .doc = "Sign out"},
    {HTTP_GET, "/account/services", oidc_consents_page, PERM_SIGNED_IN, .doc = "Services that may get my data"},
    {HTTP_POST, "/account/services/end", oidc_consent_end_post, PERM_SIGNED_IN, LANE_WRITE, .csrf = CSRF_FORM, .inputs = end_inputs, .audit = "oidc.consent_end", .doc = "Take a permission back"},
    {HTTP_GET, "/admin/services", oidc_services_page, PERM_ADMIN, .doc = "Services that sign people in here"},
    {HTTP_POST, "/admin/services/end", oidc_service_end_post, PERM_ADMIN, LANE_WRITE, .csrf = CSRF_FORM, .inputs = service_end_inputs, .doc = "End a service"},
};
const int oidc_routes_count = (int)ARRAY_LEN(oidc_routes);
