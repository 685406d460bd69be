// Records that may be one person: found when somebody comes in, decided by the head of the commune's police with both side by side, parted again; and what becomes of the number.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Server } from '../support/server.mjs'

const WAIT_MS = 40000, REASON = 'Đã đối chiếu giấy khai sinh và gặp công dân'
let server, head, other, citizen, token, person, twin
before(async () => {
  server = await Server.start()
  citizen = await server.as('đăng ký thường trú')
  head = await server.as('truong.pleiku')
  other = await server.as('truong.pleiku')
  const me = (await citizen.get('/me')).expect(200)
  const [, day, month, year] = me.summary['Ngày sinh'].match(/(\d\d)\/(\d\d)\/(\d{4})/)
  person = { number: citizen.user.login, name: me.summary['Họ, chữ đệm và tên'], birth_date: `${year}-${month}-${day}` }
  twin = person.number.slice(0, 6) + String((Number(person.number.slice(6)) + 1) % 999999 + 1).padStart(6, '0')
  token = server.command('user', 'client-add', '--name', 'Bảo hiểm xã hội', '--basis', 'Nghị định 47/2020/NĐ-CP', '--purpose', 'Xác minh người hưởng', '--perms', 'API_VERIFY').match(/congdan_\S+/)[0]
})
after(async () => { await server.stop() })

const verify = async (number) => (await server.client().request('POST', '/api/v1/persons/verify',
  { headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }, body: JSON.stringify({ number, name: person.name, birth_date: person.birth_date }) })).expect(200).json()
const pairs = (page) => [...page.html.matchAll(/href="(\/duplicates\/\d+)"/g)].map((m) => m[1])

test('a record that comes in twice waits on the list of the commune within a minute', async () => {
  const file = join(server.dir, 'twice.csv'), sex = '13579'.includes(person.number[3]) ? 'Nữ' : 'Nam'
  const [y, m, d] = person.birth_date.split('-')
  writeFileSync(file, `person_number,full_name,birth_date,sex,unit_code,address,household_ref,relation\n${twin},${person.name},${d}/${m}/${y},${sex},23575,9 Lê Lợi,T1,head\n`)
  server.command('import', 'people', file)
  const end = Date.now() + WAIT_MS
  let page
  do {
    await sleep(500)
    page = (await head.get('/duplicates')).expect(200)
  } while (!pairs(page).length && Date.now() < end)
  page.says(person.name, `********${twin.slice(-4)}`, 'Cùng họ tên', 'Cùng ngày sinh');
  (await citizen.get('/duplicates')).expect(403)
})

test('both records stand side by side, a decision needs its reason, and the second of two officers is told', async () => {
  const [path] = pairs((await head.get('/duplicates')).expect(200))
  const page = (await head.get(path)).expect(200), late = (await other.get(path)).expect(200)
  page.says(person.number, twin, 'Cùng ngày sinh', 'Nơi thường trú')
  const form = page.form(`${path}/decide`), keep = person.number < twin ? 'keep_low' : 'keep_high';
  (await head.submit(form, { decision: keep, reason: '' })).expect(422).says('lý do')
  const done = (await head.submit(form, { decision: keep, reason: REASON })).expect(200)
  done.says('Là một người', person.number, REASON);
  (await other.submit(late.form(`${path}/decide`), { decision: 'different', reason: 'Khác' })).expect(409).says('cán bộ khác quyết định')
  assert.equal((await citizen.get('/account/access-log')).expect(200).text.includes('bản ghi'), true)
})

test('the cancelled number says only that it is cancelled, leads the officer to the person, and changes nothing for her', async () => {
  assert.deepEqual(await verify(twin), { result: 'no_match', number: 'cancelled' })
  assert.equal((await verify(person.number)).result, 'match')
  const officer = await server.as('canbo.pleiku')
  const hits = (await officer.submit((await officer.get('/people')).expect(200).form('/people/search'), { number: twin, purpose: 'Kiểm tra số cũ', dossier: 'H21.104-261121-0001' })).expect(200)
  hits.says(person.name, `********${person.number.slice(-4)}`, 'số cũ của người này')
  const shown = (await officer.submit(hits.form('/people/show'), {})).expect(200)
  shown.says('Số định danh đã bị hủy', twin)
  assert.equal(shown.summary['Số định danh cá nhân'], person.number);
  (await citizen.get('/me')).expect(200)
})

test('two after all: the records are parted and the pair is not asked about again', async () => {
  const decided = (await head.get('/duplicates?show=decided')).expect(200), [path] = pairs(decided)
  const page = (await head.get(path)).expect(200)
  const done = (await head.submit(page.form(`${path}/undo`), { reason: 'Là hai anh em sinh đôi' })).expect(200)
  done.says('Đã tách lại: hai người')
  assert.equal((await verify(twin)).result, 'match')
  assert.equal(pairs((await head.get('/duplicates')).expect(200)).includes(path), false)
})
