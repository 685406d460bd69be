// The OpenID provider, asked by openid-client as agencies' services use it, and by hand where a well-behaved client would not go.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import * as oidc from 'openid-client'
import * as jose from 'jose'
import { codeShown } from '../support/client.mjs'
import { Server } from '../support/server.mjs'

// A code of the moment is good once, so people stay signed in from test to test; where a test needs a fresh browser it says server.client().
const browsers = new Map()
const browserOf = (user) => browsers.get(user) ?? browsers.set(user, server.client()).get(user)
const BACK = 'http://127.0.0.1:9/back', OUT = 'http://127.0.0.1:9/out'
let server
before(async () => { server = await Server.start({ at: 'now' }) })
after(async () => { await server?.stop() })

function addService (name, ...args) {
  const said = server.command('client', 'add-service', '--name', name, '--basis', 'Nghị định 69/2024/NĐ-CP', '--purpose', 'Đăng nhập một lần', '--redirect-uris', BACK, '--logout-uris', OUT,
    '--grants', 'authorization_code refresh_token', '--scopes', 'openid profile residence household number offline_access', '--auth', 'client_secret_post', ...args)
  return { id: said.match(/client_id +(\S+)/)[1], secret: said.match(/client_secret +(\S+)/)?.[1] }
}
const discover = (service, auth) => oidc.discovery(new URL(server.base), service.id, auth ? undefined : service.secret, auth, { execute: [oidc.allowInsecureRequests] })

// Through our pages as a browser without JavaScript goes: sign-in, consent, and the page that leads back to the service. Returns the address that the service gets.
async function walk (client, url, { user, decision = 'allow' } = {}) {
  let page = await client.get(String(url).slice(server.base.length), { follow: false })
  for (let step = 0; step < 12; step++) {
    const away = page.headers.location ?? page.headers.refresh?.replace(/^0;url=/, '')
    if (away && away.startsWith('http://127.0.0.1:9/')) return new URL(away)
    if (away) page = await client.get(away, { follow: false })
    else if (page.hasForm(/^\/sign-in$/)) page = await client.submit(page.form('/sign-in'), { login: user.login, password: user.password }, { follow: false })
    else if (page.hasForm(/\/sign-in\/code/)) page = await client.submit(page.form('/sign-in/code'), { code: codeShown(page) }, { follow: false })
    else if (page.hasForm(/\/oidc\/consent/)) page = await client.submit(page.form('/oidc/consent'), {}, { follow: false, button: decision })
    else assert.fail(`${page.status} ${page.path}: ${page.text.slice(0, 600)}`)
  }
  assert.fail('goes round in circles')
}

async function authorize (config, client, { user, scope = 'openid profile', decision, ...more } = {}) {
  const verifier = oidc.randomPKCECodeVerifier(), state = oidc.randomState(), nonce = oidc.randomNonce()
  const url = oidc.buildAuthorizationUrl(config, { redirect_uri: BACK, scope, state, nonce, code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256', ...more })
  return { back: await walk(client, url, { user, decision }), checks: { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true } }
}

test('a citizen signs in to a service, agrees once, and the service learns what it may', async () => {
  const service = addService('Sổ sức khỏe điện tử'), config = await discover(service), user = server.user('thuê phòng trọ'), client = browserOf(user)
  const { back, checks } = await authorize(config, client, { user, scope: 'openid profile residence household number' })
  const tokens = await oidc.authorizationCodeGrant(config, back, checks)
  const claims = tokens.claims()
  assert.match(claims.sub, /^[0-9a-f]{32}$/)
  assert.equal(claims.acr, '2')
  assert.deepEqual(claims.amr, ['pwd', 'otp', 'mfa'])
  const info = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)
  assert.equal(info.name, user.name)
  assert.equal(info.personal_identification_number, user.login)
  assert.match(info.birthdate, /^\d{4}-\d{2}-\d{2}$/)
  assert.ok(info.address.locality)
  assert.equal(typeof info.household_head, 'boolean')

  const again = await authorize(config, client, { scope: 'openid profile' }) // no password, no question
  const second = (await oidc.authorizationCodeGrant(config, again.back, again.checks)).claims()
  assert.equal(second.sub, claims.sub)
  const log = (await client.get('/account/access-log')).expect(200)
  log.says('Đăng nhập một lần');
  (await client.get('/account/services')).expect(200).says('Sổ sức khỏe điện tử')
})

test('each signature algorithm is one that others verify', async () => {
  const user = server.user('cần đăng ký thường trú'), client = browserOf(user)
  for (const alg of ['ES256', 'PS256', 'RS256', 'EdDSA']) {
    const service = addService(`Dịch vụ ${alg}`, '--alg', alg, '--trusted'), config = await discover(service)
    const { back, checks } = await authorize(config, client, { user })
    const tokens = await oidc.authorizationCodeGrant(config, back, checks)
    const keys = jose.createRemoteJWKSet(new URL(server.base + '/oidc/jwks'))
    const { protectedHeader } = await jose.jwtVerify(tokens.id_token, keys, { issuer: server.base, audience: service.id })
    assert.equal(protectedHeader.alg, alg)
  }
})

test('a service that is not allowed gets access_denied and nothing else', async () => {
  const service = addService('Dịch vụ không được phép'), config = await discover(service)
  const { back, checks } = await authorize(config, browserOf(server.user('chủ nhà cho thuê trọ')), { user: server.user('chủ nhà cho thuê trọ'), decision: 'deny' })
  await assert.rejects(oidc.authorizationCodeGrant(config, back, checks), (error) => error.error === 'access_denied')
  assert.equal(back.searchParams.get('iss'), server.base)
})

test('prompt none says what is missing instead of asking', async () => {
  const service = addService('Dịch vụ im lặng'), config = await discover(service), client = server.client()
  const nobody = await authorize(config, client, { prompt: 'none' })
  assert.equal(nobody.back.searchParams.get('error'), 'login_required')
  await authorize(config, client, { user: server.user('chủ nhà nghỉ') })
  const more = await authorize(config, client, { prompt: 'none', scope: 'openid profile residence' })
  assert.equal(more.back.searchParams.get('error'), 'consent_required')
  const same = await authorize(config, client, { prompt: 'none' })
  assert.ok(same.back.searchParams.get('code'))
  await authorize(config, client, { user: server.user('chủ nhà nghỉ'), scope: 'openid residence' })
  const both = await authorize(config, client, { prompt: 'none', scope: 'openid profile residence' })
  assert.ok(both.back.searchParams.get('code'), 'what was allowed before stays allowed')
})

test('prompt login asks for the password again though she is signed in', async () => {
  const service = addService('Dịch vụ cẩn thận', '--trusted'), config = await discover(service), client = server.client(), user = server.user('cần khai báo tạm vắng')
  const first = await authorize(config, client, { user })
  const one = (await oidc.authorizationCodeGrant(config, first.back, first.checks)).claims()
  await new Promise((resolve) => setTimeout(resolve, 1100))
  const again = await authorize(config, client, { user, prompt: 'login', max_age: '600' })
  const two = (await oidc.authorizationCodeGrant(config, again.back, { ...again.checks, maxAge: 600 })).claims()
  assert.equal(two.sub, one.sub)
  assert.ok(two.auth_time > one.auth_time)
})

test('a refresh token is good once; its second coming ends everything that came of it', async () => {
  const service = addService('Dịch vụ dài hạn', '--trusted'), config = await discover(service), user = server.user('chủ nhà cho thuê trọ')
  const { back, checks } = await authorize(config, browserOf(user), { user, scope: 'openid profile offline_access' })
  const first = await oidc.authorizationCodeGrant(config, back, checks)
  const second = await oidc.refreshTokenGrant(config, first.refresh_token)
  assert.notEqual(second.refresh_token, first.refresh_token)
  assert.equal((await oidc.tokenIntrospection(config, second.access_token)).active, true)
  await assert.rejects(oidc.refreshTokenGrant(config, first.refresh_token), (error) => error.error === 'invalid_grant')
  assert.equal((await oidc.tokenIntrospection(config, second.access_token)).active, false)
  await assert.rejects(oidc.refreshTokenGrant(config, second.refresh_token), (error) => error.error === 'invalid_grant')
})

test('a code is good once; its second coming ends the tokens of the first', async () => {
  const service = addService('Dịch vụ bị nghe lén', '--trusted'), config = await discover(service), user = server.user('thuê phòng trọ')
  const { back, checks } = await authorize(config, browserOf(user), { user })
  const tokens = await oidc.authorizationCodeGrant(config, back, checks)
  await assert.rejects(oidc.authorizationCodeGrant(config, back, checks), (error) => error.error === 'invalid_grant')
  await assert.rejects(oidc.fetchUserInfo(config, tokens.access_token, oidc.skipSubjectCheck))
})

test('revocation ends a token, and a stranger cannot revoke', async () => {
  const service = addService('Dịch vụ gọn gàng', '--trusted'), other = addService('Người lạ'), config = await discover(service), stranger = await discover(other)
  const { back, checks } = await authorize(config, browserOf(server.user('thuê phòng trọ')), { user: server.user('thuê phòng trọ'), scope: 'openid offline_access' })
  const tokens = await oidc.authorizationCodeGrant(config, back, checks)
  await oidc.tokenRevocation(stranger, tokens.access_token)
  assert.equal((await oidc.tokenIntrospection(config, tokens.access_token)).active, true)
  assert.equal((await oidc.tokenIntrospection(stranger, tokens.access_token)).active, false, 'nor look')
  await oidc.tokenRevocation(config, tokens.refresh_token)
  assert.equal((await oidc.tokenIntrospection(config, tokens.access_token)).active, false)
})

test('a program signs in for itself with its key, and gets a token that others can check', async () => {
  const { privateKey, publicKey } = await jose.generateKeyPair('ES256', { extractable: true })
  const jwks = `${server.dir}/jwks.json`, jwk = { ...await jose.exportJWK(publicKey), kid: 'one', use: 'sig', alg: 'ES256' };
  (await import('node:fs')).writeFileSync(jwks, JSON.stringify({ keys: [jwk] }))
  const service = addService('Máy chủ tài nguyên', '--grants', 'client_credentials', '--scopes', 'api', '--auth', 'private_key_jwt', '--jwks', jwks, '--jwt-access')
  const config = await discover(service, oidc.PrivateKeyJwt({ key: privateKey, kid: 'one' }))
  const tokens = await oidc.clientCredentialsGrant(config, { scope: 'api' })
  const { payload, protectedHeader } = await jose.jwtVerify(tokens.access_token, jose.createRemoteJWKSet(new URL(server.base + '/oidc/jwks')), { issuer: server.base, typ: 'at+jwt' })
  assert.equal(protectedHeader.alg, 'ES256')
  assert.equal(payload.sub, service.id)
  assert.equal(payload.scope, 'api')
  const thief = await discover(service, oidc.PrivateKeyJwt({ key: (await jose.generateKeyPair('ES256')).privateKey, kid: 'one' }))
  await assert.rejects(oidc.clientCredentialsGrant(thief), (error) => error.error === 'invalid_client')
})

test('a proof of who asks is good once, at every end point for programs', async () => {
  const { privateKey, publicKey } = await jose.generateKeyPair('ES256', { extractable: true }), jwks = `${server.dir}/jwks-once.json`;
  (await import('node:fs')).writeFileSync(jwks, JSON.stringify({ keys: [{ ...await jose.exportJWK(publicKey), kid: 'one', use: 'sig', alg: 'ES256' }] }))
  const service = addService('Máy chủ cẩn thận', '--grants', 'client_credentials', '--scopes', 'api', '--auth', 'private_key_jwt', '--jwks', jwks)
  const proof = (jti) => new jose.SignJWT({ jti }).setProtectedHeader({ alg: 'ES256', kid: 'one' }).setIssuer(service.id).setSubject(service.id).setAudience(server.base).setIssuedAt().setExpirationTime('1m').sign(privateKey)
  const ask = async (path, assertion, more) => {
    const answer = await fetch(server.base + path, { method: 'POST', body: new URLSearchParams({ client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion: assertion, ...more }) })
    return { status: answer.status, ...await answer.json() }
  }
  const first = await proof('a'), grant = { grant_type: 'client_credentials', scope: 'api' }, both = await Promise.all([ask('/oidc/token', first, grant), ask('/oidc/token', first, grant)])
  assert.deepEqual(both.map((one) => one.status).sort(), [200, 401], 'also when both come at once')
  const token = both.find((one) => one.access_token).access_token, second = await proof('b')
  assert.equal((await ask('/oidc/introspect', first, { token })).error, 'invalid_client')
  assert.equal((await ask('/oidc/introspect', second, { token })).active, true)
  assert.equal((await ask('/oidc/introspect', second, { token })).error, 'invalid_client')
  assert.equal((await ask('/oidc/revoke', second, { token })).error, 'invalid_client')
  assert.equal((await ask('/oidc/revoke', await proof('c'), { token })).status, 200)
  assert.equal((await ask('/oidc/introspect', await proof('d'), { token })).active, false)
})

test('a service that was ended gets nothing more, also while the program remembers it', async () => {
  const service = addService('Dịch vụ kết thúc', '--grants', 'client_credentials', '--scopes', 'api'), config = await discover(service)
  const tokens = await oidc.clientCredentialsGrant(config, { scope: 'api' })
  assert.equal((await oidc.tokenIntrospection(config, tokens.access_token)).active, true)
  server.command('client', 'end-service', '--id', service.id)
  await new Promise((resolve) => setTimeout(resolve, 5200)) // five seconds, as client_cache.c says
  await assert.rejects(oidc.clientCredentialsGrant(config, { scope: 'api' }), (error) => error.error === 'invalid_client')
})

test('a request handed in beforehand is good once, for the service that handed it in', async () => {
  const service = addService('Dịch vụ gửi trước', '--trusted'), other = addService('Dịch vụ khác', '--trusted'), config = await discover(service), user = server.user('thuê phòng trọ'), client = browserOf(user)
  const verifier = oidc.randomPKCECodeVerifier(), checks = { pkceCodeVerifier: verifier, expectedState: 'a&b', expectedNonce: 'n', idTokenExpected: true }
  const asked = { redirect_uri: BACK, scope: 'openid profile', state: 'a&b', nonce: 'n', code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' }
  const url = await oidc.buildAuthorizationUrlWithPAR(config, asked)
  assert.deepEqual([...url.searchParams.keys()].sort(), ['client_id', 'request_uri'])
  const stolen = new URL(url)
  stolen.searchParams.set('client_id', other.id)
  assert.equal((await client.get(String(stolen).slice(server.base.length), { follow: false })).status, 400)
  url.searchParams.set('scope', 'openid number') // what the browser adds does not count
  const tokens = await oidc.authorizationCodeGrant(config, await walk(client, url, { user }), checks)
  assert.equal(tokens.scope, 'openid profile')
  const again = await client.get(String(url).slice(server.base.length), { follow: false })
  assert.equal(again.status, 400)
  again.says('chỉ dùng được một lần')
  const push = async (change, secret = service.secret) => {
    const answer = await fetch(server.base + '/oidc/par', { method: 'POST', body: new URLSearchParams({ client_id: service.id, client_secret: secret, response_type: 'code', ...asked, ...change }) })
    return { status: answer.status, ...await answer.json() }
  }
  assert.equal((await push({})).status, 201)
  for (const [change, error] of [[{ redirect_uri: 'https://evil.example/' }, 'invalid_request'], [{ request_uri: 'urn:ietf:params:oauth:request_uri:x' }, 'invalid_request'], [{ scope: 'profile' }, 'invalid_scope'], [{ response_type: 'token' }, 'unsupported_response_type']])
    assert.equal((await push(change)).error, error, JSON.stringify(change))
  assert.equal((await push({}, 'wrong')).error, 'invalid_client')
})

test('the administrator sees the services and ends one; its tokens end with it', async () => {
  const service = addService('Dịch vụ thôi hợp tác', '--trusted'), config = await discover(service), user = server.user('thuê phòng trọ')
  const { back, checks } = await authorize(config, browserOf(user), { user }), tokens = await oidc.authorizationCodeGrant(config, back, checks)
  const admin = await server.as('quantri.tinh'), page = (await admin.get('/admin/services')).expect(200)
  page.says('Dịch vụ thôi hợp tác', 'Đăng nhập một lần', service.id);
  (await browserOf(user).get('/admin/services', { follow: false })).expect(403)
  const form = page.forms.find((one) => one.action === '/admin/services/end' && one.fields.some((field) => field.value === service.id));
  (await admin.submit(form, {})).expect(200).says('Đã kết thúc')
  await new Promise((resolve) => setTimeout(resolve, 5200)) // another process may remember it for five seconds
  await assert.rejects(oidc.tokenIntrospection(config, tokens.access_token), (error) => error.error === 'invalid_client')
  await assert.rejects(oidc.fetchUserInfo(config, tokens.access_token, oidc.skipSubjectCheck))
})

test('pairwise services do not know that they speak of the same person', async () => {
  const user = server.user('thuê phòng trọ'), client = browserOf(user)
  const sub = async (...args) => {
    const config = await discover(addService('Dịch vụ', '--trusted', ...args)), { back, checks } = await authorize(config, client, { user })
    return (await oidc.authorizationCodeGrant(config, back, checks)).claims().sub
  }
  const shared = await sub()
  assert.equal(await sub(), shared)
  assert.notEqual(await sub('--pairwise'), shared)
})

const raw = (query) => server.client({ checked: false }).get('/oidc/authorize?' + new URLSearchParams(query), { follow: false })
const tokenRequest = (body, headers = {}) => fetch(server.base + '/oidc/token', { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers }, body: typeof body === 'string' ? body : new URLSearchParams(body) })

test('an address to return to is the registered one to the byte, or nobody is sent anywhere', async () => {
  const service = addService('Dịch vụ chặt chẽ')
  for (const uri of [BACK + '/', BACK + '?x=1', BACK + '#x', BACK.replace('back', 'Back'), 'http://127.0.0.1:9/', BACK + '/../evil', 'https://evil.example/', 'http://127.0.0.1:9@evil.example/back', '//127.0.0.1:9/back', '', 'javascript:alert(1)', BACK + ' ' + OUT]) {
    const page = await raw({ client_id: service.id, response_type: 'code', scope: 'openid', redirect_uri: uri, state: 's' })
    assert.equal(page.status, 400, uri)
    assert.equal(page.headers.location, undefined, uri)
    page.says('Không có dữ liệu nào của bạn được gửi đi')
  }
})

test('what a service asks wrongly comes back to it as the error of the RFC', async () => {
  const service = addService('Dịch vụ vụng về'), good = { client_id: service.id, response_type: 'code', scope: 'openid', redirect_uri: BACK, state: 'a b+c' }
  const cases = [[{ response_type: 'token' }, 'unsupported_response_type'], [{ response_type: 'code id_token' }, 'unsupported_response_type'], [{ response_type: '' }, 'invalid_request'], [{ scope: 'profile' }, 'invalid_scope'],
    [{ code_challenge: 'x'.repeat(43) }, 'invalid_request'], [{ code_challenge: 'x'.repeat(43), code_challenge_method: 'plain' }, 'invalid_request'], [{ code_challenge_method: 'S256' }, 'invalid_request'],
    [{ prompt: 'none login' }, 'invalid_request'], [{ request: 'x.y.z' }, 'request_not_supported'], [{ request_uri: 'https://x' }, 'request_uri_not_supported'], [{ max_age: 'soon' }, 'invalid_request'],
    [{ response_mode: 'fragment' }, 'invalid_request'], [{ registration: '{}' }, 'registration_not_supported']]
  for (const [change, error] of cases) {
    const page = await raw({ ...good, ...change }), back = new URL(page.headers.location)
    assert.equal(back.searchParams.get('error'), error, JSON.stringify(change))
    assert.equal(back.searchParams.get('state'), 'a b+c')
    assert.equal(back.searchParams.get('iss'), server.base)
  }
  const twice = await server.client({ checked: false }).get(`/oidc/authorize?${new URLSearchParams(good)}&scope=openid`, { follow: false })
  assert.equal(twice.status, 400)
})

test('a stolen code is worth nothing without its verifier, its client and its address', async () => {
  const service = addService('Dịch vụ có PKCE', '--trusted', '--auth', 'client_secret_basic'), other = addService('Kẻ trộm', '--auth', 'client_secret_basic'), config = await discover(service), user = server.user('cần đăng ký thường trú'), client = browserOf(user)
  const basic = (who) => ({ authorization: 'Basic ' + Buffer.from(`${who.id}:${who.secret}`).toString('base64') })
  const ask = async (change, who = service) => {
    const { back, checks } = await authorize(config, client, { user })
    const answer = await tokenRequest({ grant_type: 'authorization_code', code: back.searchParams.get('code'), redirect_uri: BACK, code_verifier: checks.pkceCodeVerifier, ...change }, basic(who))
    return { status: answer.status, ...(await answer.json()) }
  }
  assert.equal((await ask({})).token_type, 'Bearer')
  assert.equal((await ask({ code_verifier: '' })).error, 'invalid_grant')
  assert.equal((await ask({ code_verifier: randomBytes(32).toString('base64url') })).error, 'invalid_grant')
  assert.equal((await ask({ redirect_uri: OUT })).error, 'invalid_grant')
  assert.equal((await ask({}, other)).error, 'invalid_grant')
  assert.equal((await ask({ code: 'x' })).error, 'invalid_grant')
  // A verifier for a code that was asked for without a challenge: somebody took the challenge away.
  const url = new URLSearchParams({ client_id: service.id, response_type: 'code', scope: 'openid', redirect_uri: BACK, state: 's', nonce: 'n' })
  const back = await walk(client, `${server.base}/oidc/authorize?${url}`, { user })
  const downgraded = await tokenRequest({ grant_type: 'authorization_code', code: back.searchParams.get('code'), redirect_uri: BACK, code_verifier: randomBytes(32).toString('base64url') }, basic(service))
  assert.equal((await downgraded.json()).error, 'invalid_grant')
})

test('a client proves itself in its one way', async () => {
  const service = addService('Dịch vụ Basic', '--auth', 'client_secret_basic'), open = addService('Ứng dụng công khai', '--auth', 'none'), body = { grant_type: 'authorization_code', code: 'x', redirect_uri: BACK }
  const basic = (id, secret) => ({ authorization: 'Basic ' + Buffer.from(`${id}:${secret}`).toString('base64') })
  for (const [change, headers] of [[{}, {}], [{ client_id: service.id }, {}], [{ client_id: service.id, client_secret: service.secret }, {}], [{}, basic(service.id, 'wrong')], [{}, basic('nobody', 'x')], [{ client_secret: service.secret }, basic(service.id, service.secret)],
    [{ client_id: open.id }, basic(service.id, service.secret)], [{}, { authorization: 'Basic !!!' }], [{ client_id: service.id, client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion: 'eyJhbGciOiJub25lIn0.e30.' }, {}]]) {
    const answer = await tokenRequest({ ...body, ...change }, headers)
    assert.equal(answer.status, 401, JSON.stringify(change))
    assert.equal((await answer.json()).error, 'invalid_client')
    if (headers.authorization) assert.match(answer.headers.get('www-authenticate'), /^Basic/)
  }
  const answer = await tokenRequest({ ...body, client_id: open.id })
  assert.equal((await answer.json()).error, 'invalid_grant')
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  for (const [text, error] of [['grant_type=password&client_id=' + open.id, 'unsupported_grant_type'], ['client_id=' + open.id, 'invalid_request'], ['grant_type=client_credentials&client_id=' + open.id, 'unauthorized_client'], ['grant_type=refresh_token&grant_type=x&client_id=' + open.id, 'invalid_request']])
    assert.equal((await (await tokenRequest(text)).json()).error, error, text)
})

test('bytes that are no token open nothing', async () => {
  const good = addService('Dịch vụ JWT', '--trusted', '--jwt-access'), config = await discover(good)
  const user = server.user('cần đăng ký thường trú'), { back, checks } = await authorize(config, browserOf(user), { user }), tokens = await oidc.authorizationCodeGrant(config, back, checks)
  const [head, body, signature] = tokens.access_token.split('.'), b64 = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const jwk = (await (await fetch(server.base + '/oidc/jwks')).json()).keys.find((key) => key.alg === 'RS256')
  const pem = (await import('node:crypto')).createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' })
  const confused = `${b64({ alg: 'HS256', typ: 'at+jwt', kid: jwk.kid })}.${body}`, mac = (await import('node:crypto')).createHmac('sha256', pem).update(confused).digest('base64url')
  const userinfo = (token) => fetch(server.base + '/oidc/userinfo', { headers: { authorization: `Bearer ${token}` } })
  assert.equal((await userinfo(tokens.access_token)).status, 200)
  for (const token of ['x', '.', 'a.b.c', `${b64({ alg: 'none', typ: 'at+jwt' })}.${body}.`, `${b64({ alg: 'none', typ: 'at+jwt' })}.${body}.${signature}`, `${confused}.${mac}`, `${head}.${b64({ sub: 'admin' })}.${signature}`, tokens.id_token, 'x'.repeat(8000)]) {
    const answer = await userinfo(token)
    assert.ok([401, 400, 431].includes(answer.status), `${answer.status} ${token.slice(0, 60)}`)
  }
  assert.match((await fetch(server.base + '/oidc/userinfo')).headers.get('www-authenticate'), /^Bearer/)
})

test('signing out at the wish of a service asks the person, ends its tokens and leads back', async () => {
  const service = addService('Dịch vụ đăng xuất', '--trusted'), config = await discover(service), user = server.user('thuê phòng trọ'), client = browserOf(user)
  const { back, checks } = await authorize(config, client, { user }), tokens = await oidc.authorizationCodeGrant(config, back, checks)
  const url = oidc.buildEndSessionUrl(config, { post_logout_redirect_uri: OUT, id_token_hint: tokens.id_token, state: 'bye' })
  const page = (await client.get(String(url).slice(server.base.length))).expect(200)
  const gone = await client.submit(page.form('/oidc/logout'), {})
  assert.equal(gone.headers.refresh, `0;url=${OUT}?state=bye`)
  assert.equal((await oidc.tokenIntrospection(config, tokens.access_token)).active, false);
  (await client.get('/account', { follow: false })).expect(303)
  const evil = (await client.get(`/oidc/logout?client_id=${service.id}&post_logout_redirect_uri=https://evil.example/`)).expect(200)
  assert.equal(evil.headers.refresh, undefined)
})

test('taking a permission back ends the tokens of that service', async () => {
  const service = addService('Dịch vụ bị rút quyền'), config = await discover(service), user = server.user('chủ nhà cho thuê trọ'), client = browserOf(user)
  const { back, checks } = await authorize(config, client, { user }), tokens = await oidc.authorizationCodeGrant(config, back, checks)
  const account = (await client.get('/account')).expect(200), page = (await client.get(account.link('Dịch vụ được nhận dữ liệu của tôi').href)).expect(200)
  const form = page.forms.find((one) => one.action === '/account/services/end');
  (await client.submit(form, {})).expect(200)
  assert.equal((await oidc.tokenIntrospection(config, tokens.access_token)).active, false)
})

test('the signer killed in the middle: requests wait or are told to come again, and nothing is lost', async () => {
  const service = addService('Dịch vụ bền bỉ', '--grants', 'client_credentials', '--scopes', 'api', '--jwt-access'), config = await discover(service)
  const { execFileSync } = await import('node:child_process')
  const signer = () => execFileSync('pgrep', ['-P', String(server.process.pid), 'congdan-signer'], { encoding: 'utf8' }).trim()
  const first = signer()
  assert.ok(first)
  process.kill(Number(first), 'SIGKILL')
  let good = 0
  for (let i = 0; i < 50 && good < 5; i++) {
    try { await oidc.clientCredentialsGrant(config, { scope: 'api' }); good++ } catch (error) { assert.match(String(error.status ?? error.cause?.status ?? error.message), /503|unexpected/) }
  }
  assert.equal(good, 5)
  assert.notEqual(signer(), first)
})
