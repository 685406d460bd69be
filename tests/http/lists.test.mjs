// The officer's work list, and the register of dossiers (form 06) as page, CSV, XLSX and PDF: the same dossiers everywhere, what is due first on top.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Server } from '../support/server.mjs'
import { fileTemporary } from '../support/acts.mjs'
import { pdfText } from '../support/files.mjs'
import { isoDay } from '../support/days.mjs'

const CODE = /\bH\d+\.\d+-\d{6}-\d{4,}\b/g
let server, head
before(async () => {
  server = await Server.start({ people: 1000, dossiers: 0 })
  await signIn()
})
after(async () => { await server?.stop() })

const codesOf = (text) => [...new Set(text.match(CODE) ?? [])]
const filed = []
let citizens
async function signIn () {
  head = await server.as('truong.pleiku')
  citizens = [await server.as('thuê phòng trọ'), await server.as('chủ nhà nghỉ')] // one alone would be told to go slower
}
async function file (count) {
  for (let i = 0; i < count; i++) filed.push((await fileTemporary(server, citizens[i % 2], { address: `Nhà số ${filed.length}` })).code)
}

test('what is due first stands first, whatever came in later', async () => {
  await file(3)
  await server.travel(server.now() + 24 * 3600000)
  await signIn()
  await file(2)
  const list = (await head.get('/work')).expect(200)
  assert.deepEqual(codesOf(list.main.replace(/href="[^"]*"/g, '')), filed)
  const days = list.tables[0].rows.slice(1).map((row) => row[0].text.match(/\d\d\/\d\d\/\d{4}/)[0].split('/').reverse().join('-'))
  assert.deepEqual(days, [...days].sort())
})

test('a code leads straight to its dossier, a procedure shows its own', async () => {
  const list = await head.get('/work'), form = list.form('/work')
  const one = (await head.submit(form, { code: filed[1] })).expect(200)
  assert.ok(one.path.includes(`/work/${filed[1]}`) || codesOf(one.main).join() === filed[1], one.path)
  const none = await head.submit(form, { procedure: 'Khai báo tạm vắng' })
  assert.deepEqual(codesOf(none.main), [])
  none.says(/./)
})

test('a list of many pages shows every dossier once', { timeout: 60000 }, async () => {
  await file(58)
  const seen = []
  for (let path = '/work'; path;) {
    const page = (await head.get(path)).expect(200)
    seen.push(...page.tables[0].rows.slice(1).map((row) => row.map((cell) => cell.text).join(' ').match(CODE)[0]))
    path = page.links.find((link) => /[?&]after=/.test(link.href))?.href
  }
  assert.equal(seen.length, filed.length)
  assert.deepEqual([...seen].sort(), [...filed].sort())
})

test('form 06 is the same as page, CSV, XLSX and PDF', async () => {
  const period = `from=${isoDay(server.now()).slice(0, 8)}01&to=${isoDay(server.now())}`, expected = [...filed].sort()
  const page = (await head.get(`/register?${period}`)).expect(200)
  assert.ok(codesOf(page.main).length >= 50)
  const csv = (await head.get(`/register.csv?${period}`)).expect(200)
  assert.match(csv.type, /text\/csv/)
  assert.match(csv.headers['content-disposition'], /attachment/)
  assert.deepEqual(codesOf(csv.bytes.toString('utf8')).sort(), expected)
  const pdf = (await head.get(`/register.pdf?${period}`)).expect(200)
  assert.deepEqual(codesOf(pdfText(pdf.bytes).replace(/-\s+/g, '-')).sort(), expected)
  const xlsx = (await head.get(`/register.xlsx?${period}`)).expect(200), dir = mkdtempSync(join(tmpdir(), 'congdan-xlsx-'))
  try {
    writeFileSync(join(dir, 'register.xlsx'), xlsx.bytes)
    const cells = execFileSync('unzip', ['-p', join(dir, 'register.xlsx'), 'xl/worksheets/*.xml'], { encoding: 'utf8', maxBuffer: 64 << 20 })
    assert.deepEqual(codesOf(cells).sort(), expected)
  } finally { rmSync(dir, { recursive: true }) }
})

test('a cell that a spreadsheet would run stays text', async () => {
  const citizen = await server.as('cần đăng ký thường trú');
  (await fileTemporary(server, citizen, { address: '=HYPERLINK("http://evil","x")' }))
  const csv = (await head.get(`/register.csv?from=${isoDay(server.now()).slice(0, 8)}01&to=${isoDay(server.now())}`)).expect(200)
  for (const line of csv.bytes.toString('utf8').split('\n')) assert.ok(!/(^|[,;])"?[=+@]/.test(line), line)
})

test('what comes in is on the leader\'s page within a second', async () => {
  const leader = await server.as('lanhdao.pleiku'), received = async () => (await leader.get('/dashboard')).expect(200).html.match(/<a class="app-figure__value" href="[^"]*filter=received[^"]*">([\d.]+)</)?.[1]
  const before = Number(await received())
  await file(1)
  assert.equal(Number(await received()), before + 1)
})
