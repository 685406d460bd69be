// The officer's work list, and the register of dossiers (form 06) as page, CSV, XLSX and PDF: the same dossiers everywhere, what is due first on top.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Server } from '../support/server.mjs'
import { fileService, fileTemporary } from '../support/acts.mjs'
import { pdfText } from '../support/files.mjs'
import { addDays, isoDay, viDay } from '../support/days.mjs'

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
  filed.push((await fileTemporary(server, citizen, { address: '=HYPERLINK("http://evil","x")' })).code)
  const csv = (await head.get(`/register.csv?from=${isoDay(server.now()).slice(0, 8)}01&to=${isoDay(server.now())}`)).expect(200)
  for (const line of csv.bytes.toString('utf8').split('\n')) assert.ok(!/(^|[,;])"?[=+@]/.test(line), line)
})

test('what comes in is on the leader\'s page within a second', async () => {
  const leader = await server.as('lanhdao.pleiku'), received = async () => (await leader.get('/dashboard')).expect(200).html.match(/<a class="app-figure__value" href="[^"]*filter=received[^"]*">([\d.]+)</)?.[1]
  const before = Number(await received())
  await file(1)
  assert.equal(Number(await received()), before + 1)
})

test('the police list what is theirs and the committee what is theirs: on the page, in every file, behind a number; the one-stop shop and the province see both', async () => {
  const mother = await server.as('mẹ của hai con chưa thành niên'), period = `from=${isoDay(server.now()).slice(0, 8)}01&to=${isoDay(server.now())}`
  const { code: birth } = await fileService(mother, 'dang-ky-khai-sinh', [{ child_name: 'Phạm An Nhiên', child_birth: viDay(addDays(server.now(), -5)), child_sex: 'female', child_ethnicity: 'Kinh',
    birth_place: 'Bệnh viện mô phỏng, Gia Lai', hometown: 'Gia Lai' }, { other_parent: 'none', phone: '0912345678' }], { birth_certificate_of_hospital: 'giay-chung-sinh.pdf' })
  const all = async (client) => {
    const seen = []
    for (let path = `/register?${period}`; path;) {
      const page = (await client.get(path)).expect(200)
      seen.push(...codesOf(page.tables[0]?.rows.map((row) => row[0].text).join(' ') ?? ''))
      path = page.links.find((link) => /[?&]after=/.test(link.href))?.href
    }
    return seen.sort()
  }
  const inFiles = async (client) => [codesOf((await client.get(`/register.csv?${period}`)).expect(200).bytes.toString('utf8')),
    codesOf(pdfText((await client.get(`/register.pdf?${period}`)).expect(200).bytes).replace(/-\s+/g, '-'))].map((codes) => codes.sort())
  const justice = await server.as('hotich.pleiku'), chair = await server.as('lanhdao.pleiku'), clerk = await server.as('motcua.pleiku'), police = await server.as('canbo.pleiku')
  const residence = [...filed].sort(), both = [...filed, birth].sort()
  for (const [client, expected] of [[head, residence], [police, residence], [justice, [birth]], [chair, [birth]], [clerk, both]]) {
    assert.deepEqual(await all(client), expected, client.user.login)
    for (const codes of await inFiles(client)) assert.deepEqual(codes, expected, client.user.login)
  }
  (await justice.get(`/register?${period}`)).says('chỉ gồm hồ sơ do Ủy ban nhân dân giải quyết')
  assert.ok(!(await head.get(`/register?${period}`)).html.includes('Đăng ký khai sinh'), 'nor are the procedures of others offered')
  const province = await server.as('lanhdao.tinh')
  assert.ok((await all(province)).includes(birth) && (await all(province)).includes(filed[0]))
  const unit = (await chair.get(`/register?${period}`)).html.match(/name="unit" value="(\d+)"/)[1]
  const names = async (client) => {
    const cells = []
    for (let path = `/dashboard/${unit}/all/dossiers?filter=all`; path;) {
      const page = (await client.get(path)).expect(200), head_ = page.tables[0].rows[0].map((cell) => cell.text), at = head_.indexOf('Chủ hồ sơ')
      cells.push(...page.tables[0].rows.slice(1).map((row) => [row[0].text.match(CODE)[0], row[at].text, row[0].html ?? '']))
      path = page.links.find((link) => /[?&]after=/.test(link.href))?.href
    }
    return new Map(cells)
  }
  const behind = await names(chair), policeSee = await names(head)
  assert.equal(behind.size, both.length, 'as many as the number says')
  for (const code of filed) assert.equal(behind.get(code), 'Cơ quan khác giải quyết')
  assert.equal(behind.get(birth), mother.user.name)
  assert.equal(policeSee.get(birth), 'Cơ quan khác giải quyết')
  assert.notEqual(policeSee.get(filed[0]), 'Cơ quan khác giải quyết')
})
