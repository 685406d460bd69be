// The database goes away and comes back, the disk fills and is freed: a clear answer meanwhile, nothing lost, no restart needed afterwards.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Server, kind } from '../support/server.mjs'
import { Cluster } from '../support/cluster.mjs'
import { Client, file } from '../support/client.mjs'
import { answer, contract, draftTemporary, fileTemporary, startDraft, submitDraft, temporaryAnswers } from '../support/acts.mjs'
import { png } from '../support/files.mjs'

const NORMAL_MS = 15000
const cleanups = []
after(async () => { for (const clean of cleanups.reverse()) await clean() })

async function readyz (server) { return (await new Client(server.base).raw('GET', '/readyz')).status }
async function waitReady (server) {
  for (const until = Date.now() + NORMAL_MS; Date.now() < until; await sleep(50)) if (await server.ready()) return
  assert.fail(`not ready again after ${NORMAL_MS} ms: ${server.log().slice(-2000)}`)
}

test('the database is gone and comes back: 503 with words meanwhile, then everything goes on', { skip: kind === 'sqlite' && 'a file does not go away' }, async () => {
  const cluster = await Cluster.start()
  cleanups.push(() => cluster.remove())
  const server = await Server.start({ pg: cluster.url })
  cleanups.push(() => server.stop())
  const client = await server.as('thuê phòng trọ'), review = await draftTemporary(server, client), pids = server.children('web').sort().join()
  cluster.pullPlug()
  await sleep(200)
  assert.equal(await readyz(server), 503)
  assert.equal((await new Client(server.base).raw('GET', '/healthz')).status, 200, 'the process itself is well')
  const page = (await client.get('/dossiers')).expect(503)
  page.says('chưa kết nối được với cơ sở dữ liệu', 'Những gì đã lưu vẫn còn')
  assert.ok(Number(page.headers['retry-after']) > 0)
  assert.ok(!/postgres|5432|127\.0\.0\.1|SQL/i.test(page.text), 'no inner detail reaches people')
  const started = Date.now();
  (await client.submit(review.form(/\/submit$/), {})).expect(503)
  assert.ok(Date.now() - started < 3000, 'who posts is told at once')
  assert.equal((await new Client(server.base).raw('GET', (await client.get('/lookup')).html.match(/\/static\/[^"]+\.css/)[0])).status, 200, 'style sheets still come')
  cluster.up()
  await waitReady(server)
  const { code } = await submitDraft(client, await client.get(review.path));
  (await client.get(`/dossiers/${code}`)).expect(200)
  assert.equal(server.children('web').sort().join(), pids, 'no process had to be started anew')
  assert.match(code, /-0001$/, 'the refused submission took no number')
})

test('a server that starts before its database waits for it', { skip: kind === 'sqlite' && 'a file does not go away' }, async () => {
  const cluster = await Cluster.start()
  cleanups.push(() => cluster.remove())
  const server = await Server.start({ pg: cluster.url })
  cleanups.push(() => server.stop())
  await server.halt()
  cluster.pullPlug()
  const running = server.run()
  await sleep(1500)
  cluster.up()
  await running;
  (await server.client().get('/services')).expect(200)
})

// A small disk of its own, for the data folder; the program runs where it is mounted. Needs no right but to make a namespace.
function smallDisk () {
  const dir = mkdtempSync(join(tmpdir(), 'congdan-disk-'))
  cleanups.push(() => rmSync(dir, { recursive: true, force: true }))
  try { execFileSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', dir], { stdio: 'pipe' }) } catch { return null }
  return dir
}

test('a full disk refuses what cannot be kept, keeps what is there, and goes on when there is room', async (t) => {
  const dir = smallDisk()
  if (!dir) return t.skip('no right to mount a small disk here')
  const server = await Server.start({ people: 1000 })
  cleanups.push(() => server.stop({ checkLog: false }))
  const size = Number(execFileSync('du', ['-sm', server.dir], { encoding: 'utf8' }).split('\t')[0]) + 6
  await server.halt()
  // The whole folder (with the SQLite file) moves to the small disk; PostgreSQL's own disk is another machine's matter, there only the files move.
  server.wrap = ['unshare', '-rm', '--fork', '--kill-child=SIGTERM', 'sh', '-c', `mount -t tmpfs -o size=${size}m tmpfs ${dir} && cp -a ${server.dir}/. ${dir}/ && exec "$@"`, 'sh']
  const [oldUrl, oldData] = [server.database.url, server.dataDir]
  server.dataDir = oldData.replace(server.dir, dir)
  if (kind === 'sqlite') server.database.url = oldUrl.replace(server.dir, dir)
  await server.run()
  const inside = server.children('web').concat(findBelow(server)).map((pid) => `/proc/${pid}/root${dir}`).find((path) => existsSync(join(path, 'data')))
  assert.ok(inside, 'the small disk is not to be seen')
  const client = await server.as('thuê phòng trọ'), { code } = await fileTemporary(server, client, { address: 'Nhà trước khi đầy' })
  const papers = await answer(client, await startDraft(client, 'dang-ky-tam-tru'), ...temporaryAnswers(server))
  fill(join(inside, 'ballast'))
  let refused
  for (let i = 0; i < 12 && !refused; i++) {
    const page = await client.submit(papers.form(/\/papers$/), { proof_of_dwelling: [file(`anh-${i}.png`, png(900, 1100), 'image/png')] }, { button: 'upload' })
    if (page.status >= 500) refused = page
  }
  assert.ok(refused, 'the disk is full and everything is taken')
  assert.equal(refused.status, 503)
  refused.says(/hết chỗ lưu trữ|hết chỗ/)
  assert.ok(Number(refused.headers['retry-after']) > 0)
  if (kind === 'sqlite') {
    let full
    for (let i = 0; i < 200 && !full; i++) { // what still fits into the pages that are there is kept
      const start = await client.get('/services/dang-ky-tam-tru'), page = await client.submit(start.form(/start$/), {})
      const saved = page.status === 200 ? await client.submit(page.form(/screens/), { address: 'x'.repeat(190), unit: '' }) : page
      if (saved.status === 503) full = saved
    }
    assert.ok(full, 'drafts are saved on a full disk')
    full.says(/hết chỗ lưu trữ/)
  }
  (await client.get(`/dossiers/${code}`)).expect(200).says('Nhà trước khi đầy')
  assert.ok(server.process.exitCode === null)
  rmSync(join(inside, 'ballast'))
  const again = (await client.submit(papers.form(/\/papers$/), { proof_of_dwelling: [contract('sau-khi-don.pdf')] }, { button: 'next' })).expect(200)
  assert.match(again.path, /\/review$/, again.text.slice(0, 400))
  const after = await submitDraft(client, again)
  assert.equal(Number(after.code.slice(-4)), 2, 'what was refused took no number')
  server.tryCommand('version')
})

// The supervisor is a grandchild here: unshare stands between.
function findBelow (server) {
  return execFileSync('ps', ['-e', '-o', 'pid=,args='], { encoding: 'utf8' }).split('\n').filter((line) => line.includes(server.dataDir) && line.includes('--role web')).map((line) => Number(line.trim().split(' ')[0]))
}

function fill (path) {
  const chunk = Buffer.alloc(64 << 10)
  try { for (;;) writeFileSync(path, chunk, { flag: 'a' }) } catch (failure) { assert.equal(failure.code, 'ENOSPC') }
}
