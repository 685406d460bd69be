// A decree over every commune of the province is applied while its process is killed again and again: each run goes on where the last one was, and at the end every
// open address lies in the new commune, moved once, with the commune of its registration beside it.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Server, binary, kind, psql, root } from '../support/server.mjs'

const DAY = '2026-01-01', EVE = '2025-12-31', KILLS = 12

let server, command
before(async () => {
  server = await Server.start({ people: 20000, dossiers: 100 })
  await server.halt()
  const [head, ...rows] = readFileSync(join(root, 'data/units/since_2025-07-01.csv'), 'utf8').trim().split('\n')
  const communes = rows.map((row) => row.split(',')).filter((row) => row[1] === '52' && row[2] === 'commune')
  writeFileSync(join(server.dir, 'units.csv'), [head, ...communes.flatMap((row) => [[...row.slice(0, 5), row[5], EVE].join(','), [...row.slice(0, 5), DAY, ''].join(',')])].join('\n') + '\n')
  writeFileSync(join(server.dir, 'links.csv'), ['old_level,old_code,new_code,extent,effective_on', ...communes.map((row) => `commune,${row[0]},${row[0]},full,${DAY}`)].join('\n') + '\n')
  command = ['import', 'units', join(server.dir, 'units.csv'), '--succession', join(server.dir, 'links.csv')]
})
after(async () => {
  server.database.drop()
})

function ask (sql) {
  return Number(kind === 'sqlite' ? execFileSync('sqlite3', [server.database.url.replace('sqlite:', ''), sql], { encoding: 'utf8' }) : psql(server.database.url, sql))
}

test('killed a dozen times, a decree is applied once', async () => {
  const open = "(valid_to IS NULL OR valid_to >= '" + DAY + "')"
  const addresses = ask(`SELECT COUNT(*) FROM residence WHERE ${open}`), households = ask('SELECT COUNT(*) FROM household WHERE closed_ms IS NULL')
  const history = ask(`SELECT COUNT(*) FROM residence WHERE NOT ${open}`)
  server.command(...command, '--later')
  let killed = 0
  for (let i = 0; i < KILLS; i++) {
    const run = spawn(binary, [...command, '--db', server.database.url, '--data-dir', server.dataDir], { stdio: 'ignore' })
    const ended = new Promise((resolve) => run.on('exit', (code, signal) => resolve(signal)))
    await sleep(20 + 35 * i)
    run.kill('SIGKILL')
    if (await ended === 'SIGKILL') killed++
  }
  assert.ok(killed >= 3, `only ${killed} runs were killed`)
  const said = server.command(...command)
  assert.match(said, /01\/01\/2026: Đã áp dụng xong/)
  const moved = (what) => Number(said.match(new RegExp(`01/01/2026[\\s\\S]*?(\\d+)  ${what}`))?.[1])
  assert.equal(moved('Nơi thường trú'), addresses, 'every address moved, none twice')
  assert.equal(moved('Các hộ gia đình'), households)
  const inOld = 'unit_id IN (SELECT old_id FROM unit_move)'
  assert.equal(ask(`SELECT COUNT(*) FROM residence WHERE ${open} AND ${inOld}`), 0)
  assert.equal(ask(`SELECT COUNT(*) FROM residence WHERE ${open} AND registered_unit_id IN (SELECT old_id FROM unit_move) AND unit_id = (SELECT new_id FROM unit_move WHERE old_id = registered_unit_id)`), addresses)
  assert.equal(ask(`SELECT COUNT(*) FROM residence WHERE NOT ${open} AND registered_unit_id IS NULL`), history, 'what ended before was left alone')
  assert.equal(ask("SELECT COUNT(*) FROM agency WHERE kind = 'police' AND unit_id >= 30000000000 AND valid_to IS NULL"), ask("SELECT COUNT(*) FROM agency WHERE kind = 'police' AND valid_to IS NOT NULL"), 'one successor an agency of a commune')
  const check = server.tryCommand('check')
  assert.ok(!/bộ đếm \(counters\) +[1-9]/.test(check.out), check.out)
})
