// 500 dossiers are submitted while processes are killed at random: web, jobs, the supervisor itself and (in the PostgreSQL run) the database. Whoever gets no
// answer asks again with the same key. Afterwards: what was acknowledged is there, each once, and the codes have no gap.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { Server, kind } from '../support/server.mjs'
import { Client } from '../support/client.mjs'
import { Cluster } from '../support/cluster.mjs'
import { codeOf, contract, temporaryAnswers } from '../support/acts.mjs'
import { pdf } from '../support/files.mjs'
import { addDays, isoDay } from '../support/days.mjs'

const DOSSIERS = 500, CLIENTS = 16, FORM_CLIENTS = 3, FORM_DOSSIERS = 5, GIVE_UP_MS = 240000
const UNITS = ['23575', '23563', '21583'], OWNERS = ['thuê phòng trọ', 'cần đăng ký thường trú', 'chủ nhà cho thuê trọ']
// What is killed when this many dossiers are in: spread over the run, so that each comes amid the work.
const KILLS = ['web', 'jobs', 'web', 'web', 'database', 'web', 'supervisor', 'jobs', 'web', 'database', 'web', 'supervisor', 'web', 'database', 'web'].map((what) => what === 'database' && kind === 'sqlite' ? 'web' : what)

let server, cluster, token
const acknowledged = new Map(), retries = { count: 0 }
let finished = false
before(async () => {
  if (kind === 'postgres') cluster = await Cluster.start()
  server = await Server.start({
    pg: cluster?.url, args: ['--access-log', 'off'],
    setup: (fresh) => { token = fresh.command('user', 'client-add', '--name', 'Cổng quốc gia', '--basis', 'Nghị định 61/2018/NĐ-CP', '--purpose', 'Nộp hồ sơ', '--perms', 'API_DOSSIER').match(/congdan_\S+/)[0] }
  })
})
after(async () => {
  try { await server?.stop({ checkLog: false }) } finally { cluster?.remove() }
})

// Asks until there is an answer that is one. 4xx is: it would be the same next time.
async function insist (what, ask) {
  const until = Date.now() + GIVE_UP_MS
  for (;;) {
    let why
    try {
      const answer = await ask()
      if (answer.status < 500 && answer.status !== 429) return answer
      why = `${answer.status} ${answer.bytes.toString().slice(0, 300)}`
    } catch (failure) {
      if (failure.code === 'ERR_ASSERTION') throw failure
      why = failure.message
    }
    retries.count++
    assert.ok(Date.now() < until, `${what}: no answer in ${GIVE_UP_MS} ms: ${why}`)
    await sleep(30 + Math.random() * 150)
  }
}

const call = (path, body, headers) => new Client(server.base).raw('POST', path, { body, headers: { authorization: `Bearer ${token}`, ...headers }, timeoutMs: 20000 })

async function submitByApi (n) {
  const key = `kill-${String(n).padStart(6, '0')}`, file = pdf(`Hop dong so ${n}`)
  const paper = JSON.parse((await insist(`paper ${n}`, () => call(`/api/v1/documents?name=hop-dong-${n}.pdf`, file, { 'content-type': 'application/octet-stream' }))).bytes)
  assert.ok(paper.document_id, JSON.stringify(paper))
  const body = JSON.stringify({
    procedure: '1.004194', unit: UNITS[n % UNITS.length], owner: { number: server.user(OWNERS[n % OWNERS.length]).login }, phone: '0905000111',
    form: { address: `Số ${n} Trần Phú`, dwelling: 'rented', owner_name: 'Hồ Văn Tâm', from: isoDay(addDays(server.now(), 1)), until: isoDay(addDays(server.now(), 200)), reason: 'work', phone: '0905000111' },
    papers: [{ paper: 'proof_of_dwelling', document_id: paper.document_id }]
  })
  const answer = await insist(`dossier ${n}`, () => call('/api/v1/dossiers', body, { 'content-type': 'application/json', 'idempotency-key': key }))
  assert.ok([200, 201].includes(answer.status), `dossier ${n}: ${answer.status} ${answer.bytes}`)
  acknowledged.set(key, JSON.parse(answer.bytes).code)
}

// A citizen at her browser, who presses the button again when nothing comes. What a screen has saved must still be there after any kill.
async function submitByForm (client, n) {
  const again = (ask) => insist(`form ${n}`, ask)
  const get = (path) => again(() => client.get(path))
  const service = await get('/services/dang-ky-tam-tru')
  const start = await again(() => client.submit(service.form(/\/start$/), {}))
  const base = start.path.match(/^\/drafts\/\d+/)[0], screens = temporaryAnswers(server, { address: `Nhà mẫu đơn ${n}`, unit: 'Phường Quy Nhơn' })
  for (const [i, name] of ['noi-tam-tru', 'thoi-gian'].entries()) {
    const screen = await get(`${base}/screens/${name}`)
    await again(() => client.submit(screen.form(/\/screens\//), screens[i]))
  }
  const papers = await get(`${base}/papers`)
  await again(() => client.submit(papers.form(/\/papers$/), { proof_of_dwelling: contract() }, { button: 'next' }))
  const review = (await get(`${base}/review`)).expect(200)
  const done = await again(() => client.submit(review.form(/\/submit$/), {}))
  assert.match(done.path, /\/submitted$/, done.text.slice(0, 500))
  acknowledged.set(`form-${n}`, codeOf(done))
}

async function restart () {
  await server.ended
  for (;;) { // the old children let go of the port when they have ended
    try { return await server.run() } catch (failure) { if (!/EADDRINUSE|ended at its start|port/i.test(failure.message)) throw failure }
    await sleep(100)
  }
}

async function kill (what) {
  if (what === 'database') {
    cluster.pullPlug()
    await sleep(Math.random() * 800)
    cluster.up()
  } else if (what === 'supervisor') {
    server.process.kill('SIGKILL')
    await restart()
  } else {
    for (;;) {
      const pids = server.children(what)
      if (pids.length) return process.kill(pids[Math.floor(Math.random() * pids.length)], 'SIGKILL')
      await sleep(50)
      if (finished) return
    }
  }
}

async function killer () {
  const done = []
  for (const [i, what] of KILLS.entries()) {
    const at = Math.floor((i + 0.3 + Math.random() * 0.5) * DOSSIERS / KILLS.length)
    while (acknowledged.size < at && !finished) await sleep(5)
    if (finished) break
    await kill(what)
    done.push(what)
  }
  return done
}

test('500 dossiers come in while processes die', { timeout: 400000 }, async (t) => {
  const citizens = await Promise.all(OWNERS.slice(0, FORM_CLIENTS).map((who) => server.as(who)))
  let next = 0
  const worker = async () => { while (next < DOSSIERS) await submitByApi(next++) }
  const forms = citizens.map(async (client, i) => { for (let n = 0; n < FORM_DOSSIERS; n++) await submitByForm(client, i * 100 + n) })
  const started = Date.now(), killing = killer()
  try { await Promise.all([...Array.from({ length: CLIENTS }, worker), ...forms]) } finally { finished = true }
  const kills = await killing
  t.diagnostic(`${acknowledged.size} acknowledged in ${((Date.now() - started) / 1000).toFixed(1)} s, ${retries.count} asked again, killed: ${kills.join(' ')}`)
  assert.equal(kills.length, KILLS.length, 'the work was over before the killing was')
  assert.equal(acknowledged.size, DOSSIERS + FORM_CLIENTS * FORM_DOSSIERS)
})

test('each acknowledged dossier is there, once', async () => {
  const codes = [...acknowledged.values()]
  assert.equal(new Set(codes).size, codes.length, 'two submissions got the same code')
  for (const [key, code] of acknowledged) {
    const answer = await insist(code, () => new Client(server.base).raw('GET', `/api/v1/dossiers/${code}`, { headers: { authorization: `Bearer ${token}` } }))
    assert.equal(answer.status, 200, `${key} ${code} is lost`)
    assert.equal(JSON.parse(answer.bytes).steps.filter((step) => step.action === 'submit').length, 1, code)
  }
})

test('the codes of each agency and day run from 1 without a gap', () => {
  const days = new Map()
  for (const code of acknowledged.values()) {
    const [, day, number] = code.match(/^(.*)-(\d+)$/)
    days.set(day, [...(days.get(day) ?? []), Number(number)])
  }
  assert.equal(days.size, UNITS.length)
  for (const [day, numbers] of days) assert.deepEqual(numbers.sort((a, b) => a - b), numbers.map((_, i) => i + 1), day)
})

test('the same key still gives the same dossier', async () => {
  const [key, code] = [...acknowledged].find(([k]) => k.startsWith('kill-'))
  const again = await call('/api/v1/dossiers', JSON.stringify({ procedure: '1.004194', unit: UNITS[Number(key.slice(5)) % UNITS.length], owner: { number: server.user(OWNERS[Number(key.slice(5)) % OWNERS.length]).login }, form: { address: 'Số 1', dwelling: 'owned', from: isoDay(addDays(server.now(), 1)), until: isoDay(addDays(server.now(), 200)), reason: 'work', phone: '0905000111' }, papers: [] }), { 'content-type': 'application/json', 'idempotency-key': key })
  assert.equal(again.status, 200, again.bytes.toString())
  assert.equal(JSON.parse(again.bytes).code, code)
})

test('congdan check finds schema, counters, codes and files sound', () => {
  const check = server.tryCommand('check', '--deep')
  assert.equal(check.code, 0, check.out + check.err)
  assert.ok(!/SAI/.test(check.out), check.out)
})
