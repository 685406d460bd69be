-- oidc: proofs by which services showed who they are (private_key_jwt, RFC 7523 section 3: a jti is good once), until they would have run out anyway.
-- proof_sha256: of the client's name and its jti.
CREATE TABLE oidc_assertion (
    proof_sha256 BYTEA PRIMARY KEY,
    expires_ms BIGINT NOT NULL
);
CREATE INDEX oidc_assertion_age ON oidc_assertion (expires_ms);
