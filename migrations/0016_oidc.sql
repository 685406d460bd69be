-- oidc: agencies' services that sign people in through us (OpenID Connect Core 1.0, OAuth 2.0), and what they were given.
-- Secrets, codes and tokens are 256 random bits and stored as SHA-256: a copy of the database opens nothing.
CREATE TABLE oidc_client (
    client_key BIGKEY,
    client_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    home_uri TEXT NOT NULL DEFAULT '',
    auth_method TEXT NOT NULL CHECK (auth_method IN ('none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt')),
    secret_sha256 BYTEA,
    jwks TEXT NOT NULL DEFAULT '',
    redirect_uris TEXT NOT NULL,
    logout_uris TEXT NOT NULL DEFAULT '',
    grants TEXT NOT NULL,
    scopes TEXT NOT NULL,
    pairwise BOOLEAN NOT NULL DEFAULT FALSE,
    id_token_alg TEXT NOT NULL DEFAULT 'ES256',
    jwt_access BOOLEAN NOT NULL DEFAULT FALSE,
    trusted BOOLEAN NOT NULL DEFAULT FALSE,
    unit_id BIGINT NOT NULL,
    legal_basis TEXT NOT NULL,
    purpose TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    ended_ms BIGINT
);
-- A request for authorization that waits for its user to sign in or to consent. params: its parameters, form-encoded, already checked.
CREATE TABLE oidc_request (
    handle_sha256 BYTEA PRIMARY KEY,
    client_key BIGINT NOT NULL REFERENCES oidc_client (client_key),
    params TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL,
    used_ms BIGINT
);
CREATE INDEX oidc_request_age ON oidc_request (expires_ms);
-- What a person allowed a service, remembered until she takes it back.
CREATE TABLE oidc_consent (
    account_id BIGINT NOT NULL REFERENCES account (account_id),
    client_key BIGINT NOT NULL REFERENCES oidc_client (client_key),
    scopes TEXT NOT NULL,
    granted_ms BIGINT NOT NULL,
    PRIMARY KEY (account_id, client_key)
);
-- One authorization and everything that came of it: its code, its access tokens, its refresh tokens. Ended as a whole (RFC 6749 4.1.2, RFC 9700 4.14).
CREATE TABLE oidc_family (
    family_id BIGKEY,
    client_key BIGINT NOT NULL REFERENCES oidc_client (client_key),
    account_id BIGINT NOT NULL REFERENCES account (account_id),
    session_id BIGINT NOT NULL,
    scopes TEXT NOT NULL,
    nonce TEXT NOT NULL DEFAULT '',
    redirect_uri TEXT NOT NULL,
    challenge TEXT NOT NULL DEFAULT '',
    code_sha256 BYTEA NOT NULL UNIQUE,
    code_expires_ms BIGINT NOT NULL,
    code_used_ms BIGINT,
    auth_ms BIGINT NOT NULL,
    acr TEXT NOT NULL,
    amr TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    ended_ms BIGINT,
    end_reason TEXT
);
CREATE INDEX oidc_family_account ON oidc_family (account_id, client_key);
CREATE INDEX oidc_family_session ON oidc_family (session_id);
-- Opaque access tokens and refresh tokens. family_id 0: of a program for itself. A refresh token that was replaced and comes again ends its family.
CREATE TABLE oidc_token (
    token_sha256 BYTEA PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('access', 'refresh')),
    family_id BIGINT NOT NULL,
    client_key BIGINT NOT NULL,
    scopes TEXT NOT NULL,
    issued_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL,
    replaced_ms BIGINT,
    ended_ms BIGINT
);
CREATE INDEX oidc_token_age ON oidc_token (expires_ms);
CREATE INDEX oidc_token_family ON oidc_token (family_id);
