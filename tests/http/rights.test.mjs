// The rights matrix, asked of the running server: every address as every role. What is expected comes from the program's own list of addresses and
// permissions (`congdan routes`), what is answered from the wire.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { Server } from '../support/server.mjs'
import { fileTemporary } from '../support/acts.mjs'
import { Client } from '../support/client.mjs'

const LOGINS = {
  citizen: 'chủ nhà cho thuê trọ', clerk: 'motcua.pleiku', commune_police_officer: 'canbo.pleiku', commune_police_head: 'truong.pleiku', delegate: 'canbo.quynhon', commune_leader: 'lanhdao.pleiku', justice_officer: 'hotich.pleiku',
  province_leader: 'lanhdao.tinh', auditor: 'kiemtoan.tinh', operator: 'quantri.tinh'
}
let server, listing
const clients = {}, tokens = {}
before(async () => {
  server = await Server.start({
    setup: (fresh) => {
      for (const perms of ['API_VERIFY', 'API_DOSSIER', 'API_VERIFY,API_DOSSIER'])
        tokens[perms] = fresh.command('user', 'client-add', '--name', 'Kiểm thử', '--basis', 'Nghị định 47/2020/NĐ-CP', '--purpose', 'Kiểm thử', '--perms', perms).match(/congdan_\S+/)[0]
    }
  })
  listing = JSON.parse(server.command('routes'))
  for (const [role, who] of Object.entries(LOGINS)) clients[role] = await server.as(who)
  clients.public = server.client()
  await clients.public.get('/')
})
after(async () => { await server?.stop() })

// In Quy Nhơn the officer also decides, by delegation.
const ALSO = { delegate: ['commune_police_officer', 'decision_delegate'] }
const permsOf = (name) => new Set((ALSO[name] ?? [name]).flatMap((role) => listing.readers.find((reader) => reader.name === role).perms))
const csrfOf = async (client) => (await client.get('/sign-in?next=%2Fhelp')).html.match(/name="csrf" value="([^"]+)"/)?.[1] ?? (await client.get('/account')).html.match(/name="csrf" value="([^"]+)"/)[1]
// A made-up value for each {name}: things that do not exist, so that an allowed request finds nothing (404) and changes nothing.
const concrete = (path) => path.replace('{slug}', 'dang-ky-tam-tru').replace('{lang}', 'vi').replace('{what}', 'normal-text').replace('{name}', 'app.css').replace('{screen}', 'khong-co')
  .replace('/services/dang-ky-tam-tru/start', '/services/khong-co/start').replace('{code}', 'H21.999-200101-0001').replace('{card}', '999999999999999').replace(/\{[a-z_]+\}/g, '1')
const allowed = (status) => ![401, 403].includes(status)

async function ask (role, route, csrf) {
  const path = concrete(route.path)
  if (route.auth === 'bearer') {
    const json = route.json_body ? { body: '{}', headers: { 'content-type': 'application/json' } } : route.method === 'POST' ? { body: '' } : {}
    return (await clients[role].raw(route.method, path, json)).status
  }
  if (route.method === 'GET') return (await clients[role].raw('GET', path)).status === 303 && role === 'public' ? 303 : (await clients[role].get(path, { follow: false })).status
  return (await clients[role].raw('POST', path, { body: `csrf=${encodeURIComponent(csrf)}`, headers: { 'content-type': 'application/x-www-form-urlencoded' } })).status
}

test('the list of addresses is complete and each has a permission', () => {
  assert.ok(listing.routes.length > 60)
  for (const route of listing.routes) assert.ok(route.perm && route.method, JSON.stringify(route))
  for (const role of Object.keys(LOGINS)) assert.ok(permsOf(role).size > 0, role)
})

for (const role of ['public', ...Object.keys(LOGINS)]) {
  test(`${role}: every address answers as the matrix says`, async () => {
    const perms = permsOf(role), csrf = await csrfOf(clients[role]), wrong = []
    // Signing out and changing the account come last: they would end the session that asks.
    const routes = listing.routes.filter((r) => !/^\/(sign-out|oidc\/logout|sign-in\/code|account\/(sessions|preferences|password|recovery|code-app))/.test(r.path) || r.method === 'GET').filter((r) => r.auth !== 'protocol') // those ask for a client's key, a code or a token: they have tests of their own
    for (const route of routes) {
      const status = await ask(role, route, csrf), what = `${route.method} ${route.path} as ${role}: ${status}`
      if (route.auth === 'bearer') {
        if (status !== 401) wrong.push(`${what}, not 401`)
      } else if (route.perm === 'PUBLIC' || (route.perm === 'SIGNED_IN' && role !== 'public') || perms.has(route.perm)) {
        if (!allowed(status) || status >= 500) wrong.push(`${what}, should be allowed`)
      } else if (role === 'public') {
        // led to the sign-in page, a form that came too late included
        if (![303, 401, 403].includes(status)) wrong.push(`${what}, should have to sign in`)
      } else if (status !== 403) {
        wrong.push(`${what}, not 403`)
      }
    }
    assert.deepEqual(wrong, [])
  })
}

test('a form without its token is refused on every address that takes one', async () => {
  const wrong = []
  for (const role of Object.keys(LOGINS)) {
    const perms = permsOf(role)
    for (const route of listing.routes.filter((r) => r.method === 'POST' && r.auth === 'session' && (r.perm === 'SIGNED_IN' || perms.has(r.perm)))) {
      assert.equal(route.csrf, true, route.path)
      const { status } = await clients[role].raw('POST', concrete(route.path), { body: '', headers: { 'content-type': 'application/x-www-form-urlencoded' } })
      // Declared inputs are looked at first: what is missing there is refused before.
      if (![403, 400].includes(status)) wrong.push(`POST ${route.path} as ${role}: ${status}`)
    }
  }
  assert.deepEqual(wrong, [])
})

test('an API client reaches only what its token was given', async () => {
  for (const [given, token] of Object.entries(tokens)) {
    for (const route of listing.routes.filter((r) => r.auth === 'bearer')) {
      const answer = await new Client(server.base).raw(route.method, concrete(route.path), { body: route.method === 'POST' ? '{}' : undefined, headers: { authorization: `Bearer ${token}`, ...(route.method === 'POST' ? { 'content-type': 'application/json' } : {}) } })
      const may = given.split(',').includes(route.perm)
      assert.equal(answer.status === 403, !may, `${route.path} with ${given}: ${answer.status}`)
      assert.ok(answer.status < 500, `${route.path}: ${answer.status} ${answer.bytes}`)
    }
    // and no page
    assert.equal((await new Client(server.base).raw('GET', '/account', { headers: { authorization: `Bearer ${token}` } })).status, 303)
  }
})

test('a wrong or cut token opens nothing', async () => {
  const token = tokens['API_VERIFY,API_DOSSIER']
  for (const authorization of [undefined, 'Bearer', 'Bearer ', 'Bearer x', `Bearer ${token.slice(0, -1)}`, `Basic ${token}`, `Bearer ${token}x`]) {
    const answer = await new Client(server.base).raw('GET', '/api/v1/dossiers/H21.160-261130-0001', { headers: authorization === undefined ? {} : { authorization } })
    assert.equal(answer.status, 401, authorization)
    assert.match(answer.headers['www-authenticate'], /Bearer/)
    assert.match(answer.headers['content-type'], /application\/problem\+json/)
  }
})

test('the administrator\'s page of rights tells the same', async () => {
  const page = (await clients.operator.get('/admin/rights')).expect(200)
  for (const route of listing.routes.filter((r) => r.perm === 'DOSSIER_DECIDE')) assert.ok(page.text.includes(route.path), route.path)
})

test('police and committee of one commune do not look into each other’s dossiers, not even by their code; the one-stop shop does', async () => {
  const path = '/work/' + (await fileTemporary(server, await server.as('thuê phòng trọ'))).code;
  (await clients.commune_police_officer.get(path)).expect(200)
  for (const role of ['justice_officer', 'commune_leader']) (await clients[role].get(path)).expect(404);
  (await clients.clerk.get(path)).expect(200)
})
