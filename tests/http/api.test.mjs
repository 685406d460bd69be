// The API for other agencies' systems: verification, papers, dossiers, problems (RFC 9457), idempotency, the description of itself.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { Server } from '../support/server.mjs'
import { Client } from '../support/client.mjs'
import { pdf } from '../support/files.mjs'
import { addDays, isoDay } from '../support/days.mjs'
import { move } from '../support/acts.mjs'

let server, token, owner, birth
before(async () => {
  server = await Server.start({
    setup: (fresh) => { token = fresh.command('user', 'client-add', '--name', 'Bảo hiểm xã hội', '--basis', 'Nghị định 47/2020/NĐ-CP', '--purpose', 'Xác minh người hưởng', '--perms', 'API_VERIFY,API_DOSSIER').match(/congdan_\S+/)[0] }
  })
  owner = server.user('thuê phòng trọ')
  const page = await (await server.as('thuê phòng trọ')).get('/me')
  birth = page.summary['Ngày sinh'].slice(0, 10).split('/').reverse().join('-')
})
after(async () => { await server?.stop() })

async function call (method, path, body, headers = {}) {
  const raw = Buffer.isBuffer(body)
  const answer = await new Client(server.base).raw(method, path, { body: body === undefined ? undefined : raw ? body : typeof body === 'string' ? body : JSON.stringify(body), headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': raw ? 'application/octet-stream' : 'application/json' }), ...headers } })
  assert.equal(answer.headers['x-content-type-options'], 'nosniff')
  assert.match(answer.headers['cache-control'], /no-store/)
  if (answer.status >= 400) {
    assert.match(answer.headers['content-type'], /application\/problem\+json/, `${path} ${answer.status}`)
    const problem = JSON.parse(answer.bytes)
    assert.equal(problem.status, answer.status)
    assert.ok(problem.title && problem.code && problem.detail, JSON.stringify(problem))
  }
  return { status: answer.status, json: answer.bytes.length ? JSON.parse(answer.bytes) : null, headers: answer.headers }
}

const form = (address = '7 Trần Phú') => ({ address, dwelling: 'rented', owner_name: 'Hồ Văn Tâm', from: isoDay(addDays(server.now(), 1)), until: isoDay(addDays(server.now(), 200)), reason: 'work', phone: '0905000111' })
async function paper () { return (await call('POST', '/api/v1/documents?name=hop-dong.pdf', pdf('Hop dong'))).json.document_id }
async function submission (more = {}) { return { procedure: '1.004194', unit: '23575', owner: { number: owner.login }, phone: '0905000111', form: form(), papers: [{ paper: 'proof_of_dwelling', document_id: await paper() }], ...more } }

test('verification says match or no match of what was sent, and nothing else', async () => {
  const right = await call('POST', '/api/v1/persons/verify', { number: owner.login, name: owner.name, birth_date: birth })
  assert.deepEqual(right.json, { result: 'match', number: 'match', name: 'match', birth_date: 'match' })
  const folded = await call('POST', '/api/v1/persons/verify', { number: owner.login, name: owner.name.normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/đ/g, 'd').replace(/Đ/g, 'D').toUpperCase() })
  assert.equal(folded.json.result, 'match')
  const wrong = await call('POST', '/api/v1/persons/verify', { number: owner.login, name: 'Người Khác', birth_date: birth })
  assert.equal(wrong.json.result, 'no_match')
  assert.equal(wrong.json.birth_date, 'match')
  const nobody = await call('POST', '/api/v1/persons/verify', { number: '052099999999', name: 'Nguyễn Văn A' })
  assert.equal(nobody.json.result, 'no_such_person')
  assert.ok(!JSON.stringify([right, wrong, nobody]).includes(owner.login))
})

test('a number alone, an unknown member, or broken JSON is a problem with its place', async () => {
  assert.equal((await call('POST', '/api/v1/persons/verify', { number: owner.login })).status, 400)
  const unknown = await call('POST', '/api/v1/persons/verify', { number: owner.login, name: 'A', sex: 'f' })
  assert.equal(unknown.status, 400)
  assert.equal(unknown.json.field, 'sex')
  for (const body of ['{', '[]', '{"number":"1","number":"2"}', '\ufeff{}', '{"number":"\\u0000","name":"a"}', 'null', '{"rows":' + '['.repeat(500)]) assert.equal((await call('POST', '/api/v1/persons/verify', body)).status, 400, body.slice(0, 40))
  assert.equal((await call('POST', '/api/v1/persons/verify', { rows: Array(1001).fill({ number: owner.login, name: 'A' }) })).status >= 400, true)
  assert.equal((await call('POST', '/api/v1/persons/verify', 'a=b', { 'content-type': 'text/plain' })).status, 400)
})

test('problems speak the reader\'s language', async () => {
  const vi = await call('POST', '/api/v1/persons/verify', '{'), en = await call('POST', '/api/v1/persons/verify', '{', { 'accept-language': 'en' })
  assert.notEqual(vi.json.detail, en.json.detail)
  assert.ok(!/[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệ]/i.test(en.json.detail), en.json.detail)
})

test('a look-up by an agency is in the log that the person reads', async () => {
  const citizen = await server.as('thuê phòng trọ');
  (await citizen.get('/account/access-log')).expect(200).says('Bảo hiểm xã hội', 'Xác minh người hưởng')
})

test('a dossier comes with its papers; the same key gives the same dossier, also when it is sent at once', async () => {
  const body = await submission(), key = { 'idempotency-key': 'kiem-thu-api-0001' }
  const [a, b] = await Promise.all([call('POST', '/api/v1/dossiers', body, key), call('POST', '/api/v1/dossiers', body, key)])
  assert.deepEqual([a.status, b.status].sort(), [200, 201], JSON.stringify([a.json, b.json]))
  assert.equal(a.json.code, b.json.code)
  const again = await call('POST', '/api/v1/dossiers', body, key)
  assert.equal(again.status, 200)
  assert.equal(again.json.code, a.json.code)
  const shown = await call('GET', `/api/v1/dossiers/${a.json.code}`)
  assert.equal(shown.status, 200)
  assert.equal(shown.json.unit, '23575')
  assert.equal(shown.json.steps[0].action, 'submit')
  assert.ok(!JSON.stringify(shown.json).includes(owner.login) && !JSON.stringify(shown.json).includes(owner.name), 'no personal data')
  const officer = await server.as('canbo.pleiku');
  (await officer.get(`/work/${a.json.code}`)).expect(200).says('7 Trần Phú', 'hop-dong.pdf')
  if ((await officer.get(`/work/${a.json.code}`)).hasForm(/receive$/)) await move(officer, a.json.code, 'receive')
  assert.equal((await call('GET', `/api/v1/dossiers/${a.json.code}`)).json.state, 4)
})

test('another key makes another dossier with the next number', async () => {
  const codes = []
  for (const key of ['kiem-thu-api-0002', 'kiem-thu-api-0003']) codes.push((await call('POST', '/api/v1/dossiers', await submission(), { 'idempotency-key': key })).json.code)
  assert.equal(Number(codes[1].slice(-4)), Number(codes[0].slice(-4)) + 1)
})

test('a submission that is not right is a problem that names the field', async () => {
  const cases = [[{ procedure: 'khong-co' }, 'procedure'], [{ unit: '00004x' }, 'unit'], [{ unit: '99999' }, 'unit'], [{ owner: { number: '12' } }, 'owner.number'], [{ channel: 'fax' }, 'channel'],
    [{ form: { ...form(), admin: '1' } }, null], [{ form: { ...form(), dwelling: 'castle' } }, null], [{ form: { ...form(), from: '31/02/2027' } }, null], [{ papers: [] }, null], [{ papers: [{ paper: 'proof_of_dwelling', document_id: '1' }] }, null], [{ extra: 1 }, 'extra']]
  let n = 0
  for (const [change, field] of cases) {
    const answer = await call('POST', '/api/v1/dossiers', await submission(change), { 'idempotency-key': `sai-${String(n++).padStart(6, '0')}` })
    assert.ok(answer.status >= 400 && answer.status < 500, `${JSON.stringify(change)}: ${answer.status} ${JSON.stringify(answer.json)}`)
    if (field) assert.equal(answer.json.field, field)
  }
  assert.ok((await call('POST', '/api/v1/dossiers', await submission())).status >= 200)
})

test('what is no paper is refused at the upload', async () => {
  for (const bytes of [Buffer.alloc(0), Buffer.from('MZ' + 'x'.repeat(300)), pdf('A').subarray(0, 50)]) {
    const answer = await call('POST', '/api/v1/documents?name=hop-dong.pdf', bytes)
    assert.equal(answer.status, 400, JSON.stringify(answer.json))
  }
  assert.equal((await call('POST', '/api/v1/documents?name=to.pdf', Buffer.concat([pdf('A'), Buffer.alloc(25 << 20)]))).status, 413)
})

test('another client does not see it, nor its papers', async () => {
  const body = await submission(), mine = token
  const done = await call('POST', '/api/v1/dossiers', await submission(), { 'idempotency-key': 'kiem-thu-api-0004' })
  token = server.command('user', 'client-add', '--name', 'Khác', '--basis', 'Nghị định 47/2020/NĐ-CP', '--purpose', 'Khác', '--perms', 'API_DOSSIER').match(/congdan_\S+/)[0]
  try {
    const stolen = await call('POST', '/api/v1/dossiers', body, { 'idempotency-key': 'kiem-thu-api-0005' })
    assert.ok([400, 404].includes(stolen.status), JSON.stringify(stolen.json))
    assert.ok(done.json.code)
  } finally { token = mine }
})

test('OpenAPI describes every address of the API', async () => {
  const { json } = await call('GET', '/api/v1/openapi.json')
  assert.match(json.openapi, /^3\.1/)
  const listed = JSON.parse(server.command('routes')).routes.filter((r) => r.path.startsWith('/api/'))
  for (const route of listed) {
    const operation = json.paths[route.path]?.[route.method.toLowerCase()]
    assert.ok(operation?.summary ?? operation?.description, `${route.method} ${route.path}`)
    if (route.auth === 'bearer') assert.ok((operation.security ?? json.security)?.length, route.path)
  }
})

test('an address that does not exist is a problem, too', async () => {
  assert.equal((await call('GET', '/api/v1/khong-co')).status, 404)
})
