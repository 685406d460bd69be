// What an operator relies on: every line of the log in time, counters of all processes, identifiers that never repeat across nodes, a log nobody can
// change; and what a stranger may try at the public look-up.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { Server, binary, freePort, kind, psql } from '../support/server.mjs'
import { Client } from '../support/client.mjs'
import { answer, fileTemporary, startDraft } from '../support/acts.mjs'

const WEB = 3
let server
before(async () => { server = await Server.start({ args: ['--workers', String(WEB), '--threads', '1'] }) })
after(async () => { await server?.stop() })

const lines = () => server.log().split('\n').filter((line) => line.includes('event=request'))
const sql = (text) => kind === 'sqlite' ? execFileSync('sqlite3', ['-cmd', '.timeout 5000', server.database.url.slice(7), text], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim() : psql(server.database.url, text)
// Each on a connection of its own, so that the kernel gives them to whichever process is free.
const alone = (path) => new Client(server.base, { checked: false }).raw('GET', path, { headers: { connection: 'close' } })

test('a line of the log is there within a second, without a later request, with time, level, role and process', async () => {
  await sleep(1100) // what came before is written
  const before = lines().length
  await server.client().get('/help')
  await sleep(1100)
  const fresh = lines().slice(before)
  assert.equal(fresh.length, 1, fresh.join('\n'))
  assert.match(fresh[0], /^ts=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+07:00 level=info role=web pid=\d+ event=request method=GET route=\/help status=200 us=\d+$/)
  assert.ok(server.children('web').includes(Number(fresh[0].match(/pid=(\d+)/)[1])))
})

test('web and jobs stand behind the walls of the kernel, the supervisor in front', () => {
  const said = server.log().match(/event=sandbox .*/g)
  assert.ok(said.length >= WEB + 1, server.log())
  for (const line of said) assert.match(line, /event=sandbox landlock=\d+ seccomp=true/)
  const mode = (pid) => readFileSync(`/proc/${pid}/status`, 'utf8').match(/^Seccomp:\s+(\d)/m)[1]
  for (const role of ['web', 'jobs']) for (const pid of server.children(role)) assert.equal(mode(pid), '2', role)
  assert.equal(mode(server.process.pid), mode(process.pid))
})

test('metrics tell of all web processes, whichever answers', async () => {
  const total = (text) => [...text.matchAll(/congdan_http_requests_total\{class="\dxx"\} (\d+)/g)].reduce((sum, [, n]) => sum + Number(n), 0)
  const scrape = async () => total((await alone('/metrics')).bytes.toString())
  assert.equal(server.children('web').length, WEB)
  const first = await scrape(), requests = 60
  await Promise.all(Array.from({ length: requests }, () => alone('/healthz')))
  let last = first + requests
  for (let i = 0; i < 12; i++) {
    const now = await scrape()
    assert.ok(now >= last, `${now} after ${last}: a process tells of itself alone`)
    last = now + 1 // the scrape itself
  }
  // What a process counted outlives it.
  process.kill(server.children('web')[0], 'SIGKILL')
  await sleep(500)
  assert.ok(await scrape() >= last)
})

test('the log of who did what cannot be changed or thinned out, by SQL either', () => {
  const count = () => Number(sql('SELECT COUNT(*) FROM audit'))
  const before = count()
  assert.ok(before > 0)
  for (const text of ["UPDATE audit SET action = 'x'", 'DELETE FROM audit', ...(kind === 'sqlite' ? [] : ['TRUNCATE audit'])])
    assert.throws(() => sql(text), /append-only/, text)
  assert.equal(count(), before)
})

test('wrong dates at the look-up stop the browser that tries them, nobody else, and tell nothing of the code', async () => {
  const citizen = await server.as('thuê phòng trọ'), { code } = await fileTemporary(server, citizen)
  const born = (await citizen.get('/me')).summary['Ngày sinh'].slice(0, 10)
  const ask = async (client, code, birth) => client.submit((await client.get('/lookup')).form('/lookup'), { code, birth })
  const answers = async (client, code) => {
    const seen = []
    for (let i = 0; i < 12; i++) seen.push([(await ask(client, code, '01/01/1950'))].map((page) => `${page.status} ${page.main.replaceAll(code, 'CODE').replace(/value="[^"]*"|\d\d:\d\d/g, '')}`)[0])
    return seen
  }
  const stranger = server.client(), known = await answers(stranger, code), unknown = await answers(server.client(), code.replace(/.$/, '9').replace('-261', '-251'))
  assert.deepEqual(known, unknown, 'a code that exists and one that does not are told apart')
  assert.equal(known.filter((text) => text.startsWith('429')).length, 2)
  ;(await ask(stranger, code, born)).expect(429)
  ;(await ask(server.client(), code, born)).expect(200).says(code)
  assert.ok(!sql('SELECT subject FROM lookup_throttle').includes(code))
})

test('no page of a form names the people of a household by number, and a list that has changed is said to have', async () => {
  const citizen = await server.as('cần đăng ký thường trú'), where = await startDraft(citizen, 'dang-ky-thuong-tru')
  const household = await answer(citizen, where, { unit: 'Phường Pleiku', address: '45 Quang Trung', dwelling: 'owned' })
  const form = household.form(/\/screens\//), members = form.fields.filter((field) => field.name === 'members')
  assert.ok(members.length >= 2)
  const number = /(^|[^0-9a-f])\d{9,12}$/ // tokens are 16 hexadecimal digits
  for (const field of form.fields) assert.ok(field.name === 'phone' || !(number.test(field.name) || number.test(field.value)), `${field.name}=${field.value}`)
  const pairs = [['csrf', form.fields.find((field) => field.name === 'csrf').value], ['household', 'new'], ['phone', '0912345678'], ['members', '0123456789abcdef']]
  const stale = (await citizen.post(form.action, pairs)).expect(422)
  assert.match(stale.errors.join(' '), /Danh sách người cùng hộ đã thay đổi/)
})

test('two nodes on one PostgreSQL make identifiers with numbers of their own', { skip: kind === 'sqlite' && 'SQLite has one machine' }, async () => {
  const held = () => sql("SELECT worker FROM worker_lease WHERE holder <> ''").split('\n')
  const own = held(), port = await freePort(), base = `http://127.0.0.1:${port}`
  const other = spawn(binary, ['serve', '--db', server.database.url, '--data-dir', server.dataDir, '--port', String(port), '--workers', '2', '--threads', '1'], { env: server.env, stdio: 'ignore' })
  const ended = new Promise((resolve) => other.on('close', resolve))
  try {
    for (let i = 0; i < 200 && !(await new Client(base, { checked: false }).raw('GET', '/readyz').catch(() => ({}))).status; i++) await sleep(50)
    assert.ok(own.length >= WEB + 1, 'each web and jobs process holds one')
    assert.equal(held().length, own.length + 2 + 1, 'each of the other node has another')
  } finally {
    other.kill('SIGTERM')
    await ended
  }
  assert.deepEqual(held().sort(), own.sort(), 'a node that stops gives its numbers back')
})

test('a check makes nothing: a lost key is said to be lost', () => {
  const key = join(server.dataDir, 'secret.key')
  renameSync(key, key + '.away')
  try {
    const lost = server.tryCommand('check')
    assert.equal(lost.code, 1)
    assert.match(lost.out, /SAI.*khóa của dữ liệu.*không có tệp/)
    assert.ok(!existsSync(key))
  } finally {
    renameSync(key + '.away', key)
  }
})

test('a password in --db does not stay in the list of processes, neither of the server nor of its children', { skip: kind === 'sqlite' && 'SQLite has no password' }, async () => {
  const port = await freePort(), base = `http://127.0.0.1:${port}`, secret = 'mat-khau-bi-mat'
  const url = server.database.url.replace('postgres@', `postgres:${secret}@`)
  assert.notEqual(url, server.database.url)
  const other = spawn(binary, ['serve', '--db', url, '--data-dir', server.dataDir, '--port', String(port), '--workers', '1', '--threads', '1'], { env: server.env, stdio: 'ignore' })
  const ended = new Promise((resolve) => other.on('close', resolve))
  try {
    for (let i = 0; i < 200 && !(await new Client(base, { checked: false }).raw('GET', '/readyz').catch(() => ({}))).status; i++) await sleep(50)
    const shown = execFileSync('ps', ['-ww', '-e', '-o', 'pid,ppid,args'], { encoding: 'utf8' })
    assert.ok(shown.split('\n').filter((line) => line.includes(String(port)) && line.includes('env:CONGDAN_DB')).length >= 3, 'supervisor, web, jobs')
    assert.ok(!shown.includes(secret), shown)
  } finally {
    other.kill('SIGTERM')
    await ended
  }
})

test('a test run that is killed takes its server with it', async () => {
  const script = `import { Server } from '${new URL('../support/server.mjs', import.meta.url)}'\nconst s = await Server.start({ people: 1000, args: ['--workers', '1'] })\nconsole.log(s.process.pid + ' ' + s.dir)\nawait new Promise(() => setInterval(() => {}, 1000))`
  const runner = spawn(process.execPath, ['--input-type=module', '-e', script], { cwd: fileURLToPath(new URL('.', import.meta.url)), env: { ...process.env, CONGDAN_TEST_DB: 'sqlite', NODE_TEST_CONTEXT: '' }, stdio: ['ignore', 'pipe', 'inherit'] })
  const [pid, dir] = (await new Promise((resolve) => runner.stdout.once('data', resolve))).toString().trim().split(' ')
  const alive = () => existsSync(`/proc/${pid}`) && !/ Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, ' '))
  assert.ok(alive())
  runner.kill('SIGKILL')
  for (let i = 0; i < 100 && alive(); i++) await sleep(100)
  assert.ok(!alive(), 'the server runs on without its test')
  execFileSync('rm', ['-rf', dir])
})
