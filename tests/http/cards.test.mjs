// Identity cards: appointment to collection to decision to handing over; the lists of a campaign with their purpose in the log; files of a chip over the API.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execFileSync } from 'node:child_process'
import { Server, kind, psql } from '../support/server.mjs'
import { Client } from '../support/client.mjs'
import { addDays, viDay } from '../support/days.mjs'
import { makeCard } from '../support/card.mjs'
import { startDraft, answer, submitDraft, approve, toDecide, move } from '../support/acts.mjs'

const sql = (text) => kind === 'sqlite' ? execFileSync('sqlite3', ['-cmd', '.timeout 5000', server.database.url.slice(7), text], { encoding: 'utf8' }).trim() : psql(server.database.url, text)
let server, citizen, mother, police, head, clerk, stranger, token
before(async () => {
  server = await Server.start({
    people: 20000,
    setup: (fresh) => { token = fresh.command('client', 'add', '--name', 'Ngân hàng thử nghiệm', '--basis', 'Nghị định 47/2020/NĐ-CP', '--purpose', 'Nhận dạng tại quầy', '--perms', 'API_VERIFY').match(/congdan_\S+/)[0] }
  })
  citizen = await server.as('thuê phòng trọ')
  stranger = await server.as('chủ nhà nghỉ')
  mother = await server.as('mẹ của hai con')
  police = await server.as('canbo.pleiku')
  head = await server.as('truong.pleiku')
  clerk = await server.as('motcua.pleiku')
})
after(async () => { await server.stop() })

const day = (n) => viDay(addDays(server.now(), n))
const openDay = async (n, values = {}) => {
  const page = await police.get((await police.get('/work/cards')).link(/^\/work\/cards\/new/).href)
  return (await police.submit(page.form('/work/cards/new'), { kind: 'mobile', place: 'Nhà văn hóa tổ 3', day: day(n), from: '07:30', until: '20:00', slot: '30', capacity: '1', ...values }))
}

test('a citizen sees her card, until when it is valid and why', async () => {
  const page = (await citizen.get('/cards')).expect(200)
  page.says('Thẻ căn cước')
  assert.ok(/Điều 21|Nộp hồ sơ cấp thẻ/.test(page.text))
  assert.ok(!/\b\d{12}\b/.test(page.html), 'no whole number on the page')
})

test('an officer opens a day; wrong plans are named beside the field', async () => {
  const wrong = (await openDay(-3)).expect(422)
  wrong.says('Ngày thu nhận phải từ hôm nay')
  const made = (await openDay(3)).expect(200)
  made.says('Nhà văn hóa tổ 3', day(3), 'Chưa có ai đặt lịch')
  assert.equal((await clerk.get(made.path)).status, 403, 'a clerk does not run collections')
})

test('she takes a place, changes it, gives it up; a place is never given twice', async () => {
  const unit = (await police.get('/work/cards/new')).form('/work/cards/new').fields.find((f) => f.name === 'unit').value
  const places = (await citizen.get(`/cards/book?who=0&unit=${unit}`)).expect(200)
  const slots = await citizen.follow(places.link(/Nhà văn hóa tổ 3/))
  const slip = (await citizen.submit(slots.form(/^\/cards\/book\//), { minute: '480' })).expect(200)
  slip.says('Đã đặt lịch', '08:00', day(3), 'Nhà văn hóa tổ 3')
  assert.equal((await stranger.get(slip.path)).status, 404, 'nobody else sees it')
  const full = (await stranger.get(slots.path.replace(/change=\d+/, 'change=0'))).expect(200)
  assert.ok(!full.form(/^\/cards\/book\//).fields.some((f) => f.value === '480'), 'a full time is not offered')
  const form = full.form(/^\/cards\/book\//), pairs = form.fields.filter((f) => f.type !== 'radio').map((f) => [f.name, f.value])
  ;(await stranger.post(form.action, [...pairs, ['minute', '480']])).expect(409).says('vừa hết chỗ')
  const again = await citizen.follow((await citizen.get(slip.path)).link(/change=/))
  const other = await citizen.follow(again.link(/Nhà văn hóa tổ 3/))
  const changed = (await citizen.submit(other.form(/^\/cards\/book\//), { minute: '510' })).expect(200)
  changed.says('08:30')
  ;(await citizen.get(slip.path)).says('Đã hủy hẹn')
  ;(await citizen.submit((await citizen.get(changed.path)).form(/cancel$/))).expect(200)
  ;(await citizen.get(changed.path)).says('Đã hủy hẹn')
  assert.equal((await citizen.post(changed.path.replace(/\?.*/, '') + '/cancel', [])).status, 403, 'a form without its token')
})

test('on the day the list is run: came, did not come, came without an appointment; a stale mark is refused', async () => {
  const page = (await openDay(0, { place: 'Trụ sở, bàn số 1' })).expect(200)
  const known = sql("SELECT person_id FROM card_standing WHERE lane = 1 ORDER BY person_id LIMIT 1")
  const walked = (await police.submit(page.form(/walk-in$/), { number: String(known).padStart(12, '0') })).expect(200)
  walked.says('Không hẹn', 'Đã thu nhận')
  ;(await police.submit(page.form(/walk-in$/), { number: '052190000000' })).expect(422)
  ;(await police.submit(page.form(/walk-in$/), { number: '' })).expect(422).says('12 chữ số')
  const closed = (await police.submit(walked.form(/end$/), {}, { button: 'close' })).expect(200)
  assert.ok(!closed.hasForm(/walk-in$/))
  ;(await police.submit(walked.form(/end$/), {}, { button: 'close' })).expect(409)
})

test('a cancelled day tells who had an appointment', async () => {
  const made = (await openDay(4, { place: 'Trường tiểu học' })).expect(200)
  const unit = (await police.get('/work/cards/new')).form('/work/cards/new').fields.find((f) => f.name === 'unit').value
  const slots = await citizen.follow((await citizen.get(`/cards/book?who=0&unit=${unit}`)).link(/Trường tiểu học/))
  ;(await citizen.submit(slots.form(/^\/cards\/book\//), { minute: '480' })).expect(200)
  const page = await police.get(made.path)
  page.says('08:00')
  ;(await police.submit(page.form(/end$/), {}, { button: 'cancel' })).expect(200)
  ;(await citizen.get('/notices')).says('Lịch hẹn làm thẻ bị hủy', 'Trường tiểu học')
})

test('a list is counted for who processes cards, named only with a purpose, and each person finds it in her log', async () => {
  const desk = (await police.get('/work/cards')).expect(200)
  const list = await police.follow(desk.link(/lists\/elderly/))
  list.expect(200).says('Theo thôn, tổ dân phố')
  assert.ok(!list.tables.some((t) => /Số định danh/.test(JSON.stringify(t))), 'no names yet')
  ;(await police.submit(list.form(/^\/work\/cards\/lists\//), { purpose: 'x' })).expect(422)
  const named = (await police.submit((await police.follow(desk.link(/lists\/without/))).form(/^\/work\/cards\/lists\//), { purpose: 'Vận động làm thẻ quý IV' })).expect(200)
  assert.ok(/\*{8}\d{4}/.test(named.text) && !/\b\d{12}\b/.test(named.main.replace(/(unit|hamlet|after)=\d+/g, '')), `numbers are masked: ${named.main.match(/.{60}\b\d{12}\b.{20}/)}`)
  const sheet = (await police.follow(named.link(/sheet/))).expect(200)
  sheet.says('Vận động làm thẻ quý IV', 'Ký nhận')
  const csv = (await police.follow(named.link(/list\.csv/))).expect(200)
  assert.match(csv.headers['content-type'], /text\/csv/)
  assert.ok(csv.bytes.toString('utf8').split('\r\n').length > 2)
  assert.equal((await citizen.get(named.path)).status, 403)
  const logged = +sql("SELECT COUNT(*) FROM audit WHERE action = 'card.list' AND purpose LIKE '%quý IV%' AND person_id IS NOT NULL")
  assert.ok(logged > 0, 'each person that was shown has a row in the log')
})

test('an expired or lost card: reissued online, decided and handed over; a second dossier for the same card is refused', async () => {
  const number = citizen.user.login
  sql(`DELETE FROM card WHERE person_id = ${+number}`)
  sql(`INSERT INTO card (card_id, person_id, kind, state, issued_on, valid_to, issuer, request, handed_on, recorded_ms) VALUES (9000000000000099, ${+number}, 'cccd_chip', 'in_use', '2022-03-01', '2030-01-01', 'Cục Cảnh sát', '', '2022-03-10', 0)`)
  const review = await answer(citizen, await startDraft(citizen, 'cap-lai-the-can-cuoc'), { reason: 'lost' }, { unit: 'Phường Pleiku', phone: '0905 000 111' })
  const { code } = await submitDraft(citizen, review)
  ;(await approve(police, head, code)).expect(200)
  ;(await citizen.get('/cards')).says('Thẻ đã làm xong')
  assert.equal(sql('SELECT state FROM card WHERE card_id = 9000000000000099'), 'lost')
  const again = await answer(citizen, await startDraft(citizen, 'doi-the-can-cuoc'), { reason: 'wish' }, { unit: 'Phường Pleiku', phone: '0905 000 111' })
  const last = await citizen.submit(again.form(/\/papers$/), {}, { button: 'next' })
  const refused = await citizen.submit(last.form(/\/submit$/), {})
  assert.ok(refused.status === 409 || refused.status === 422, `${refused.status} ${refused.path}`)
  refused.says('đang chờ trao')
  const made = sql("SELECT card_id FROM card WHERE state = 'made' AND request = 'reissue'")
  const home = sql(`SELECT unit_id FROM residence WHERE person_id = ${+number} AND kind = 'permanent' AND valid_to IS NULL`)
  const pleiku = (await police.get('/work/cards/new')).form('/work/cards/new').fields.find((f) => f.name === 'unit').value
  const record = await police.get(`/work/cards/card/${made}`)
  if (home !== pleiku) return assert.equal(record.status, 403, 'another commune’s card')
  ;(await police.submit(record.form(/hand-over$/), { returned: ['1'] })).expect(200).says('Đang sử dụng')
})

test('a mother asks for her child’s card; without portrait and fingerprints it is not decided, after the collection it is', async () => {
  const pleiku = (await police.get('/work/cards/new')).form('/work/cards/new').fields.find((f) => f.name === 'unit').value
  const children = sql(`SELECT p.person_id || '|' || p.full_name || '|' || p.birth_date FROM person p WHERE p.mother_id = ${+mother.user.login} ORDER BY p.birth_date DESC`).split('\n').map((line) => line.split('|'))
  const [child, name] = children[0]
  sql(`DELETE FROM card WHERE person_id = ${child}`)
  ;(await mother.get('/cards')).expect(200).says(name, 'Dưới 14 tuổi: làm thẻ khi có nhu cầu')
  const review = await answer(mother, await startDraft(mother, 'cap-the-can-cuoc-tre-em', name), { unit: 'Phường Pleiku', phone: '0905 000 112' })
  const { code } = await submitDraft(mother, review)
  const decider = await toDecide(police, head, code)
  ;(await move(decider, code, 'approve')).expect(409).says('Chưa thu nhận ảnh')
  const desk = (await openDay(0, { place: 'Trụ sở, bàn số 2' })).expect(200)
  ;(await police.submit(desk.form(/walk-in$/), { number: child.padStart(12, '0') })).expect(200).says(name)
  ;(await move(decider, code, 'approve')).expect(200)
  assert.equal(sql(`SELECT state || ' ' || request FROM card WHERE person_id = ${child}`), 'made child')
  assert.ok(pleiku)
})

test('files of a chip: genuine with its issuer in the list, refused with a reason when changed, and held against the register', async () => {
  const [number, birth, sex] = sql("SELECT p.person_id || '|' || p.birth_date || '|' || p.sex FROM person p WHERE p.status = 'alive' AND p.birth_precision = 'day' ORDER BY p.person_id LIMIT 1").split('|')
  const person = { number: number.padStart(12, '0'), surname: 'KHONG', given: 'PHAI TEN', birth: birth.slice(2).replaceAll('-', ''), sex: sex === 'female' ? 'F' : 'M', validTo: '' }
  const card = makeCard(join(server.dir, 'chip'), person)
  const api = new Client(server.base)
  const ask = (body, auth = token) => api.request('POST', '/api/v1/cards/verify', { headers: { authorization: `Bearer ${auth}`, 'content-type': 'application/json' }, body: JSON.stringify(body) })
  const b64 = (files) => Object.fromEntries(Object.entries(files).map(([n, bytes]) => [n, bytes.toString('base64')]))
  const whole = { sod: card.sod.toString('base64'), data_groups: b64(card.dg), purpose: 'Mở tài khoản', register: true }

  ;(await ask(whole)).expect(503) // nobody is trusted yet
  mkdirSync(join(server.dataDir, 'csca'), { recursive: true })
  writeFileSync(join(server.dataDir, 'csca', 'csca.cer'), card.csca)
  const genuine = (await ask(whole)).expect(200).json()
  assert.equal(genuine.result, 'genuine', JSON.stringify(genuine))
  assert.deepEqual(genuine.data_groups, { 1: 'match', 2: 'match', 13: 'match' })
  assert.equal(genuine.register.result, 'no_match')
  assert.equal(genuine.register.name, false)
  assert.equal(genuine.register.birth_date, true)
  assert.ok(!JSON.stringify(genuine).includes(person.number), 'the answer is no copy of the card')

  const changed = Buffer.from(card.dg[2])
  changed[100] ^= 1
  const refused = (await ask({ ...whole, data_groups: b64({ ...card.dg, 2: changed }) })).expect(200).json()
  assert.equal(refused.result, 'not_genuine')
  assert.deepEqual(refused.reasons.map((r) => [r.code, r.file]), [['dg.differs', 'dg2']])
  assert.equal(refused.register, undefined)
  const cut = (await ask({ ...whole, sod: card.sod.subarray(0, 200).toString('base64') })).expect(200).json()
  assert.equal(cut.reasons[0].code, 'sod.truncated')

  for (const body of [{}, { ...whole, purpose: '' }, { ...whole, sod: '***' }, { ...whole, data_groups: { 17: 'AA==' } }, { ...whole, extra: 1 }, { ...whole, data_groups: [] }]) {
    const status = (await ask(body)).status
    assert.ok(status === 400 || status === 422, `${status} for ${JSON.stringify(body).slice(0, 80)}`)
  }
  assert.equal((await ask(whole, 'congdan_wrong')).status, 401)
  assert.equal(+sql("SELECT COUNT(*) FROM audit WHERE action = 'card.verify' AND purpose LIKE 'Mở tài khoản%' AND person_id IS NOT NULL"), 1)

  for (const [name, bytes] of [['sod', card.sod], ...Object.entries(card.dg)]) writeFileSync(join(server.dir, `f${name}`), bytes)
  const files = ['--csca', join(server.dataDir, 'csca'), '--sod', join(server.dir, 'fsod'), '--dg1', join(server.dir, 'f1'), '--dg2', join(server.dir, 'f2')]
  assert.equal(server.tryCommand('card', 'verify', ...files).code, 0)
  writeFileSync(join(server.dir, 'f2'), changed)
  assert.equal(server.tryCommand('card', 'verify', ...files).code, 1)
  assert.equal(server.tryCommand('card', 'verify', '--csca', server.dir + '/nothing', '--sod', join(server.dir, 'fsod')).code, 2)
})
