// reorganisation.mjs: a decree that gives every open address of the register another commune, beside one plain UPDATE of the same rows in the same engine; and what who
// reads meanwhile notices. BENCH_ADDRESSES=DIR measures on a database of somebody's own (congdan.db and data/ in DIR), for example one of ten million people.
import assert from 'node:assert/strict'
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Congdan, beside, clientToken, congdan, load, options, peopleDatabase, postgres, put, root, rounds, say, seconds, store, work } from './parts.mjs'
import { psql } from '../support/server.mjs'

const GROUP = 'reorganisation', DAY = '2026-01-01', EVE = '2025-12-31', READS = 500

// Every commune of the list ends and begins anew under its own code: nothing stays where it is.
function decree () {
  const [head, ...rows] = readFileSync(join(root, 'data/units/since_2025-07-01.csv'), 'utf8').trim().split('\n')
  const communes = rows.map((row) => row.split(',')).filter((row) => row[2] === 'commune')
  const units = join(work, 'decree-units.csv'), links = join(work, 'decree-links.csv')
  writeFileSync(units, [head, ...communes.flatMap((row) => [[...row.slice(0, 5), row[5], EVE].join(','), [...row.slice(0, 5), DAY, ''].join(',')])].join('\n') + '\n')
  writeFileSync(links, ['old_level,old_code,new_code,extent,effective_on', ...communes.map((row) => `commune,${row[0]},${row[0]},full,${DAY}`)].join('\n') + '\n')
  return ['import', 'units', units, '--succession', links]
}

function copyOf (db, name) {
  const dir = join(work, name)
  rmSync(dir, { recursive: true, force: true })
  cpSync(db.dir, dir, { recursive: true })
  return { dir, path: join(dir, 'congdan.db'), url: 'sqlite:' + join(dir, 'congdan.db'), dataDir: join(dir, 'data') }
}

// Rows that lie somewhere else now, and the time since `began`.
function rate (rows, began) { return rows / (Number(process.hrtime.bigint() - began) / 1e9) }
function movedOf (said) {
  const moved = [...said.matchAll(/^ +(\d+) {2}(Nơi thường trú|Các hộ gia đình)/gm)].reduce((sum, [, n]) => sum + Number(n), 0)
  assert.ok(moved > 0, said)
  return moved
}

async function onSqlite (command) {
  const own = process.env.BENCH_ADDRESSES
  const people = own ? { dir: own } : peopleDatabase(), ours = [], theirs = []
  let count = 0
  for (let round = 0; round < rounds; round++) {
    const plain = copyOf(people, 'plain')
    congdan(plain, ...command, '--later')
    const [rows, took] = store('readdress', plain.path, DAY).trim().split(' ').map(Number)
    theirs.push(rows / took)
    const db = copyOf(people, 'decree')
    congdan(db, ...command, '--later')
    const began = process.hrtime.bigint(), said = congdan(db, ...command)
    count = movedOf(said)
    assert.equal(count, rows, 'the same rows')
    ours.push(rate(count, began))
  }
  put(GROUP, `a decree over ${count.toLocaleString('en')} addresses, SQLite; reference: one plain UPDATE, rows/s`, { ...beside(ours, theirs), target: 0.5, better: 'higher' })

  // The jobs role applies it; meanwhile people are verified.
  const db = copyOf(people, 'decree'), token = clientToken(db)
  const bodies = store('people', db.path, 20000).trim().split('\n').map((line) => line.split('\t')).map(([number, name, birth]) => JSON.stringify({ number, name, birth_date: birth }))
  const request = { perSecond: READS, connections: 32, forSeconds: 3 * seconds, headers: [`Authorization: Bearer ${token}`, 'Content-Type: application/json'] }
  const lines = bodies.map((body) => `POST /api/v1/persons/verify\t${body}`)
  let server = await Congdan.start(db)
  const quiet = load(server, lines, request)
  await server.stop()
  congdan(db, ...command, '--later')
  server = await Congdan.start(db)
  const busy = load(server, lines, request)
  assert.equal(quiet.bad + busy.bad, 0)
  put(GROUP, `verify at ${READS}/s while it is applied, 99th percentile, ms; reference: before`, { figure: busy.p99_us / 1000, reference: quiet.p99_us / 1000, target: 100, better: 'lower' })
  await server.stop()
  for (const name of ['plain', 'decree']) rmSync(join(work, name), { recursive: true, force: true })
}

async function onPostgres (command) {
  say('filling PostgreSQL')
  const pg = await postgres(), db = pg.database('readdress'), ours = [], theirs = []
  congdan(db, 'demo', '--people', String(options.quick ? 20000 : 200000), '--dossiers', '100', '--fill-only')
  congdan(db, ...command, '--later')
  const copy = (name) => {
    const url = db.url.replace(/\/[^/]*$/, `/${name}`), admin = db.url.replace(/\/[^/]*$/, '/postgres')
    psql(admin, `DROP DATABASE IF EXISTS ${name}`)
    psql(admin, `CREATE DATABASE ${name} TEMPLATE ${db.url.match(/[^/]*$/)[0]}`)
    return { ...db, url }
  }
  for (let round = 0; round < rounds; round++) {
    const plain = copy('plain')
    const map = `SELECT old_id, new_id FROM unit_succession WHERE extent = 'full' AND effective_on = '${DAY}'`
    let began = process.hrtime.bigint()
    const rows = psql(plain.url, `WITH m AS (${map}), r AS (UPDATE residence SET unit_id = m.new_id FROM m WHERE m.old_id = unit_id AND (valid_to IS NULL OR valid_to >= '${DAY}') RETURNING 1),
      h AS (UPDATE household SET unit_id = m.new_id FROM m WHERE m.old_id = unit_id AND closed_ms IS NULL RETURNING 1) SELECT (SELECT COUNT(*) FROM r) + (SELECT COUNT(*) FROM h)`)
    theirs.push(rate(Number(rows), began))
    const target = copy('decree')
    began = process.hrtime.bigint()
    const count = movedOf(congdan(target, ...command))
    assert.equal(count, Number(rows), 'the same rows')
    ours.push(rate(count, began))
  }
  put(GROUP, 'the same on PostgreSQL; reference: one plain UPDATE, rows/s', { ...beside(ours, theirs), target: 0.5, better: 'higher' })
}

export async function reorganisation () {
  const command = decree()
  await onSqlite(command)
  await onPostgres(command)
}
