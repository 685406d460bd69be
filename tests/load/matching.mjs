// matching.mjs: 1,000 people in one verification beside the engine's own point look-ups; a name typed without marks and with one wrong letter, as an officer sends it
// (the page with its list, each person in the log); what the web processes hold meanwhile. BENCH_PEOPLE=DIR (congdan.db and data/ in DIR) and BENCH_PEOPLE_PG=URL measure
// on databases of somebody's own, for example of ten million people.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { execFileSync } from 'node:child_process'
import { Client } from '../support/client.mjs'
import { Congdan, beside, clientToken, congdan, load, median, options, peopleCount, peopleDatabase, pgbench, pgbenchFill, postgres, put, rounds, say, seconds, store, usersOf } from './parts.mjs'

const GROUP = 'matching', VERIFY = '/api/v1/persons/verify', ROWS = 1000, BATCHES = 60, CLIENTS = 8, SEARCHES = 300, A_SECOND = 30
const HARD = [{ name: 'nguyen thi lan' }, { name: 'nguyen thi lna' }, { name: 'nguyen van an', birth_year: '1985' }, { name: 'nguyenthilan', birth_year: '1985' },
  { name: 'nguyen thi lan', commune: '23575' }, { name: 'nguyen lan', commune: '23575' }]

const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/g, 'd').replace(/Đ/g, 'D').toLowerCase()
// Two neighbours swapped, or a letter left out, in the longest word.
function mistyped (name, turn) {
  const words = plain(name).split(' '), at = words.reduce((best, word, i) => word.length > words[best].length ? i : best, 0), word = words[at]
  words[at] = turn % 2 ? word.slice(0, -2) + word.at(-1) + word.at(-2) : word.slice(0, 1) + word.slice(2)
  return words.join(' ')
}

async function batches (server, token, people, engine, raw) {
  const bodies = []
  for (let b = 0; b < BATCHES; b++) {
    const rows = Array.from({ length: ROWS }, (_, i) => people[(b * ROWS + i) % people.length]).map(([number, name, birth]) => ({ number, name, birth_date: birth }))
    bodies.push(JSON.stringify({ rows, purpose: 'Đo tốc độ', dossier: 'H21.104-261121-0001' }))
  }
  const first = await new Client(server.base, { checked: false }).raw('POST', VERIFY, { body: bodies[0], headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' } })
  assert.equal(first.status, 200, first.bytes.toString())
  assert.ok(JSON.parse(first.bytes.toString()).rows.every((row) => row.result === 'match'))
  const ours = [], theirs = []
  for (let round = 0; round < rounds; round++) {
    theirs.push(raw())
    const run = load(server, bodies.map((body) => `POST ${VERIFY}\t${body}`), { connections: CLIENTS, forSeconds: seconds, headers: [`Authorization: Bearer ${token}`, 'Content-Type: application/json'] })
    assert.equal(run.bad, 0)
    ours.push(run.rate * ROWS)
  }
  put(GROUP, `people verified ${ROWS.toLocaleString('en')} a call, ${engine}, /s`, { ...beside(ours, theirs), target: 0.7, better: 'higher' })
}

async function searches (server, db, people, engine, count) {
  const officer = await server.signIn(usersOf(db).find((user) => user.login === 'canbo.pleiku'))
  const csrf = (await officer.get('/people')).html.match(/name="csrf" value="([^"]+)"/)[1]
  const lines = Array.from({ length: SEARCHES }, (_, i) => {
    const [, name, birth] = people[(i * 37) % people.length]
    const asked = i % 10 === 9 ? HARD[(i / 10 | 0) % HARD.length] : { name: mistyped(name, i), ...(i % 2 && { birth_year: birth.slice(0, 4), slack: '1' }) }
    return `POST /people/search\t${new URLSearchParams({ csrf, number: '', birth_year: '', purpose: 'Đo tốc độ tra cứu', dossier: 'H21.104-261121-0001', ...asked })}`
  })
  const headers = [`Cookie: ${server.cookieOf(officer)}`, 'Content-Type: application/x-www-form-urlencoded', 'Sec-Fetch-Site: same-origin'], p50 = [], p99 = []
  load(server, lines, { perSecond: A_SECOND, connections: 4, forSeconds: 3, headers })
  for (let round = 0; round < rounds; round++) {
    const run = load(server, lines, { perSecond: A_SECOND, connections: 4, once: true, forSeconds: 60, headers })
    assert.equal(run.bad, 0)
    p50.push(run.p50_us / 1000)
    p99.push(run.p99_us / 1000)
  }
  put(GROUP, `name with one wrong letter, ${engine}, ${count} people, median, ms`, { figure: median(p50), target: 10, better: 'lower' })
  put(GROUP, `the same, 99th percentile, ms`, { figure: median(p99), target: 50, better: 'lower' })
  put(GROUP, `memory of the web processes, ${engine}, MB`, { figure: server.webMb(), target: 150, better: 'lower' })
}

const sqliteOf = (dir) => ({ path: join(dir, 'congdan.db'), url: 'sqlite:' + join(dir, 'congdan.db'), dataDir: join(dir, 'data') })

export async function matching () {
  const db = process.env.BENCH_PEOPLE ? sqliteOf(process.env.BENCH_PEOPLE) : peopleDatabase()
  const asked = options.quick ? 5000 : 50000, count = process.env.BENCH_PEOPLE ? 'all' : peopleCount.toLocaleString('en')
  const people = store('people', db.path, asked).trim().split('\n').map((line) => line.split('\t'))
  const server = await Congdan.start(db)
  await batches(server, clientToken(db), people, 'SQLite', () => Number(store('lookups', db.path, asked, seconds).split(' ')[0]))
  await searches(server, db, people, 'SQLite', count)
  await server.stop()

  const pg = await postgres(), own = process.env.BENCH_PEOPLE_PG
  const pgDb = own ? { url: own, dataDir: join(pg.dir, 'data-own') } : pg.database('congdan')
  if (!own) {
    say('filling PostgreSQL')
    congdan(pgDb, 'demo', '--people', String(peopleCount), '--dossiers', '1000', '--fill-only')
  }
  execFileSync('psql', ['-qc', 'VACUUM ANALYZE', pgDb.url]) // as the server does by itself within minutes
  pg.database('pgbench')
  pgbenchFill(pg)
  const pgServer = await Congdan.start(pgDb)
  await batches(pgServer, clientToken(pgDb), people, 'PostgreSQL', () => pgbench(pg, 64))
  await searches(pgServer, pgDb, people, 'PostgreSQL', count)
  await pgServer.stop()
}
