// A backup of a province is taken while it is served, restored into an empty database, and everything in it is sound and the same.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Server } from '../support/server.mjs'

let server, empty
before(async () => {
  server = await Server.start({ dossiers: 60 })
  empty = await Server.start({ fill: false, serve: false })
})
after(async () => { await server?.stop(); await empty?.stop() })

test('a file that is no backup is refused and changes nothing', () => {
  const file = join(server.dir, 'hong.bak')
  writeFileSync(file, 'không phải bản sao lưu')
  assert.notEqual(empty.tryCommand('restore', file).code, 0)
})

test('a province comes back from its backup: sound, the same, and guarded as before', async () => {
  const file = join(server.dir, 'tinh.bak'), // jobs of the running server go on meanwhile: what they never change is compared
    kept = (who) => who.command('check').match(/ {2}ok .*(dossiers|one head each|numbers|\(files\)).*/g)
  server.command('backup', file)
  empty.command('restore', file)
  cpSync(server.dataDir, empty.dataDir, { recursive: true, filter: (path) => !/congdan\.db/.test(path) })
  const came = kept(empty) // `check` ends with 1 when anything is wrong
  assert.equal(came.length, 4)
  assert.deepEqual(came, kept(server))
  const again = empty.tryCommand('restore', file)
  assert.notEqual(again.code, 0, 'a database that holds something is not overwritten')
  await empty.run()
  empty.users = server.users
  const citizen = await empty.as('thuê phòng trọ');
  (await citizen.get('/me')).expect(200)
})
