// foundation.mjs: the request order itself, submitting dossiers, pages over a million dossiers, memory, start, and what the first page weighs.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { Client } from '../support/client.mjs'
import { addDays, isoDay } from '../support/days.mjs'
import { pdf } from '../support/files.mjs'
import { Congdan, beside, clientToken, dossierCounts, dossierDatabase, load, median, nginx, options, peopleDatabase, put, rounds, say, seconds, store, usersOf, work, wrk } from './parts.mjs'

const GROUP = 'foundation', CLIENTS = 32, UNIT = '23575'

async function ping (server) {
  const path = '/api/v1/ping', text = (await new Client(server.base).raw('GET', path)).bytes.toString()
  const constant = await nginx(text), ours = [], theirs = []
  for (let round = 0; round < Math.max(rounds, options.quick ? 1 : 5); round++) {
    theirs.push(wrk(constant.base + path).rate)
    ours.push(wrk(server.base + path).rate)
  }
  put(GROUP, 'GET /api/v1/ping, keep-alive, 64 connections, /s', { ...beside(ours, theirs), target: 0.8, better: 'higher' })
}

// Temporary residence with its rental contract: the papers are uploaded before, the submissions are measured. Each by another person, with a key of its own.
async function submit () {
  const db = peopleDatabase(), perRound = options.quick ? 1000 : 8000, warm = options.quick ? 200 : 2000
  const people = store('people', db.path, warm + perRound * rounds, 'adults').trim().split('\n').map((line) => line.split('\t')[0])
  const token = clientToken(db), server = await Congdan.start(db), run = `do-${Date.now()}`
  const client = new Client(server.base, { checked: false }), contract = pdf('Hop dong thue nha, mo phong')
  const from = isoDay(addDays(Date.now(), 2)), until = isoDay(addDays(Date.now(), 200)), bodies = new Array(people.length)
  say(`uploading ${people.length} papers`)
  let next = 0
  await Promise.all(Array.from({ length: 16 }, async () => {
    while (next < people.length) {
      const i = next++
      const kept = await client.raw('POST', '/api/v1/documents?name=hop-dong.pdf', { body: contract, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' } })
      assert.equal(kept.status, 201, kept.bytes.toString())
      bodies[i] = JSON.stringify({ procedure: '1.004194', unit: UNIT, owner: { number: people[i] }, phone: '0905000111',
        form: { address: `${i + 1} Trần Phú`, dwelling: 'rented', owner_name: 'Hồ Văn Tâm', from, until, reason: 'work', phone: '0905000111' },
        papers: [{ paper: 'proof_of_dwelling', document_id: JSON.parse(kept.bytes).document_id }] })
    }
  }))
  const send = (some, name) => load(server, some.map((body) => `POST /api/v1/dossiers\t${body}`),
    { connections: CLIENTS, once: true, key: `${run}-${name}`, headers: [`Authorization: Bearer ${token}`, 'Content-Type: application/json'] })
  send(bodies.splice(0, warm), 'warm')
  const ours = [], theirs = [], p99 = []
  for (let round = 0; round < rounds; round++) {
    theirs.push(Number(store('commits', join(db.dir, 'commits.db'), seconds)))
    const sent = send(bodies.splice(0, perRound), String(round))
    assert.equal(sent.bad, 0, `${sent.bad} of ${perRound} submissions were refused`)
    ours.push(sent.rate)
    p99.push(sent.p99_us / 1000)
  }
  put(GROUP, `submit a dossier, SQLite, ${CLIENTS} clients, /s; reference: bare one-row durable commits`,
    { ...beside(ours, theirs), target: 1, better: 'higher' })
  put(GROUP, `submit a dossier, 99th percentile, ms`, { figure: median(p99), target: 100, better: 'lower' })
  await server.stop()
}

// One reader, paced below the rate limit of an account. Milliseconds, median.
function page (server, client, path) {
  const told = load(server, [`GET ${path}`], { perSecond: 30, connections: 1, forSeconds: options.quick ? 2 : 4, headers: [`Cookie: ${server.cookieOf(client)}`] })
  assert.equal(told.bad, 0, path)
  return told.p50_us / 1000
}

async function pages () {
  const sites = []
  for (const count of dossierCounts) {
    const db = dossierDatabase(count), server = await Congdan.start(db), users = usersOf(db)
    const as = (login) => server.signIn(users.find((user) => user.login === login))
    sites.push({ count, server, leader: await as('lanhdao.tinh'), officer: await as('canbo.quynhon'), dashboard: [], work: [] })
  }
  for (let round = 0; round < rounds; round++) {
    for (const site of sites) {
      site.dashboard.push(page(site.server, site.leader, '/dashboard'))
      site.work.push(page(site.server, site.officer, '/work'))
    }
  }
  const [small, large] = sites, count = large.count.toLocaleString('en')
  for (const [kind, name] of [['dashboard', 'dashboard of the province'], ['work', 'work list of a commune']]) {
    put(GROUP, `${name}, ${count} dossiers, ms`, { figure: median(large[kind]), target: 10, better: 'lower' })
    if (kind === 'dashboard') put(GROUP, `${name}, ${count} against ${small.count.toLocaleString('en')} dossiers`, { ...beside(large[kind], small[kind]), target: 1, better: 'lower' })
  }
  for (const site of sites) await site.server.stop()
}

async function firstPage (server) {
  const headers = { 'accept-encoding': 'gzip' }, client = new Client(server.base)
  const answer = await client.raw('GET', '/', { headers }), html = answer.bytes.toString()
  const seen = new Set([...html.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map(([, path]) => path).filter((path) => /\.(css|js|woff2|svg)$/.test(path.split('?')[0])))
  let total = answer.wire
  for (const path of seen) {
    const file = await client.raw('GET', path, { headers })
    total += file.wire
    if (/\.css/.test(path)) for (const [, font] of file.bytes.toString().matchAll(/url\("?([^")]+\.woff2[^")]*)"?\)/g)) seen.add(new URL(font, server.base + path).pathname)
  }
  return total / 1024
}

export async function foundation () {
  const db = dossierDatabase(dossierCounts[0]), starts = []
  for (let round = 0; round < 5; round++) {
    const server = await Congdan.start(db)
    starts.push(server.startMs / 1000)
    await server.stop()
  }
  const server = await Congdan.start(db)
  await new Client(server.base).get('/')
  await new Promise((resolve) => setTimeout(resolve, 2000))
  put(GROUP, 'idle memory of all processes (PSS), MB', { figure: server.pssMb(), target: 60, better: 'lower' })
  put(GROUP, 'start to the first /readyz, s', { figure: median(starts), target: 1, better: 'lower' })
  put(GROUP, 'first page with style sheet, scripts and all fonts, compressed, KB', { figure: await firstPage(server), target: 100, better: 'lower' })
  await ping(server)
  await server.stop()
  await pages()
  await submit()
}
