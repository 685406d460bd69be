// population.mjs: verifying a person by number, name and birth date over the API: bearer check, one look-up, one row in the log that is durable before the
// answer leaves.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from '../support/client.mjs'
import { Congdan, beside, clientToken, congdan, load, median, nginx, peopleCount, peopleDatabase, pgbench, pgbenchFill, postgres, put, rounds, say, seconds, store, work, wrk } from './parts.mjs'

const GROUP = 'population', PATH = '/api/v1/persons/verify', ASKED = 100000, STEADY = 2000

async function answerTo (server, token, body) {
  const answer = await new Client(server.base, { checked: false }).raw('POST', PATH, { body, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' } })
  const text = answer.bytes.toString()
  assert.equal(answer.status, 200, text)
  assert.equal(JSON.parse(text).result, 'match', text)
  return text
}

export async function population () {
  const db = peopleDatabase(), file = join(work, 'people.tsv')
  const people = store('people', db.path, ASKED).trim().split('\n').map((line) => line.split('\t'))
  const bodies = people.map(([number, name, birth]) => JSON.stringify({ number, name, birth_date: birth }))
  writeFileSync(file, bodies.join('\n') + '\n')

  const token = clientToken(db), server = await Congdan.start(db)
  const env = { BENCH_BODIES: file, BENCH_PATH: PATH, BENCH_TOKEN: token }
  const constant = await nginx(await answerTo(server, token, bodies[0]))
  wrk(server.base, { script: 'post.lua', env, forSeconds: 1 })
  const ours = [], theirs = [], p99 = []
  for (let round = 0; round < rounds; round++) {
    theirs.push(wrk(constant.base, { script: 'post.lua', env }).rate)
    ours.push(wrk(server.base, { script: 'post.lua', env }).rate)
  }
  put(GROUP, `verify a person, SQLite, ${peopleCount.toLocaleString('en')} people, 64 connections, /s`,
    { ...beside(ours, theirs), target: 0.3, better: 'higher' })
  for (let round = 0; round < rounds; round++) {
    const steady = load(server, bodies.map((body) => `POST ${PATH}\t${body}`),
      { perSecond: STEADY, connections: 64, forSeconds: 2 * seconds, headers: [`Authorization: Bearer ${token}`, 'Content-Type: application/json'] })
    assert.equal(steady.bad, 0)
    p99.push(steady.p99_us / 1000)
  }
  put(GROUP, `verify a person, SQLite, 99th percentile at ${STEADY.toLocaleString('en')}/s, ms`, { figure: median(p99), target: 5, better: 'lower' })
  await server.stop()

  say('filling PostgreSQL')
  const pg = await postgres(), pgDb = pg.database('congdan')
  congdan(pgDb, 'demo', '--people', String(peopleCount), '--dossiers', '1000', '--fill-only')
  pg.database('pgbench')
  pgbenchFill(pg)
  const pgToken = clientToken(pgDb), pgServer = await Congdan.start(pgDb), pgEnv = { ...env, BENCH_TOKEN: pgToken }
  await answerTo(pgServer, pgToken, bodies[0])
  wrk(pgServer.base, { script: 'post.lua', env: pgEnv, forSeconds: 1 })
  const oursPg = [], bench = []
  for (let round = 0; round < rounds; round++) {
    bench.push(pgbench(pg, 64))
    oursPg.push(wrk(pgServer.base, { script: 'post.lua', env: pgEnv }).rate)
  }
  put(GROUP, 'the same on PostgreSQL; reference: pgbench -S -M prepared, /s',
    { ...beside(oursPg, bench), target: 0.7, better: 'higher' })
  await pgServer.stop()
}
