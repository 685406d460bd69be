// "My data" over HTTP: every datum with its source, a correction that starts beside it and its state, downloads that say the same as the page, a parent and her child, and
// the counter that prints for a citizen who is present. Nobody else sees anything, and every look is in the log.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Server, root } from '../support/server.mjs'
import { answer, approve, contract, startDraft, submitDraft } from '../support/acts.mjs'

const schema = JSON.parse(readFileSync(join(root, 'docs/api/my-data.schema.json'), 'utf8'))
let server, citizen, clerk, me
before(async () => {
  server = await Server.start()
  citizen = await server.as('đăng ký thường trú')
  clerk = await server.as('motcua.pleiku')
  me = (await citizen.get('/me')).expect(200)
})
after(async () => { await server.stop() })

const plain = (text) => text.split(' Nguồn:')[0].trim()
// The schema's own words, as far as it uses them: required, type, const, enum, additionalProperties, items, $ref.
function fits (value, rule, at = '') {
  if (rule.$ref) return fits(value, rule.$ref.split('/').slice(1).reduce((node, key) => node[key], schema), at)
  for (const part of rule.allOf ?? []) fits(value, part, at)
  if ('const' in rule) assert.equal(value, rule.const, at)
  if (rule.enum) assert.ok(rule.enum.includes(value), at)
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value
  if (rule.type) assert.ok([rule.type].flat().includes(type), `${at} is ${type}, not ${rule.type}`)
  for (const key of rule.required ?? []) assert.ok(key in value, `${at} lacks ${key}`)
  if (type === 'object') {
    for (const [key, inner] of Object.entries(value)) {
      const of = rule.properties?.[key] ?? rule.additionalProperties
      assert.notEqual(of, false, `${at}.${key} is not described`)
      if (of) fits(inner, of, `${at}.${key}`)
    }
  }
  if (type === 'array') value.forEach((inner, i) => fits(inner, rule.items, `${at}[${i}]`))
}

test('each datum says where it comes from and since when', () => {
  for (const label of ['Họ, chữ đệm và tên', 'Ngày sinh', 'Giới tính', 'Dân tộc', 'Nơi thường trú']) {
    const row = me.html.match(new RegExp(`<dt[^>]*>\\s*${label}\\s*</dt>\\s*<dd[^>]*>([\\s\\S]*?)</dd>`))
    assert.ok(row && /Nguồn: .*ghi nhận \d\d\/\d\d\/\d{4}/.test(row[1]), `${label}: ${row?.[1]}`)
  }
  me.says('Hộ gia đình', 'Thẻ căn cước', 'Tài khoản', 'Những lần thay đổi', 'Ai đã xem dữ liệu của tôi', 'Sai? Đề nghị sửa')
})

test('numbers of others are masked', () => {
  const numbers = me.text.match(/\b\d{12}\b/g) ?? []
  assert.deepEqual([...new Set(numbers)], [citizen.user.login])
})

test('the JSON is what its schema says, and holds what the page shows', async () => {
  const answer = (await citizen.get('/me/data.json')).expect(200), data = answer.json()
  fits(data, schema, 'data')
  assert.equal(data.person.person_number.value, citizen.user.login)
  assert.equal(data.person.full_name.value, plain(me.summary['Họ, chữ đệm và tên']))
  assert.equal(data.person.birth_date.value.split('-').reverse().join('/'), plain(me.summary['Ngày sinh']))
  assert.equal(data.household.length, 4)
  assert.deepEqual(data.household.map((m) => m.relation), ['head', 'wife', 'child', 'child'])
  assert.ok(data.residences.length >= 2 && data.residences.every((r) => /^\d{4}-\d\d-\d\d$/.test(r.valid_from)))
  const english = (await (await server.as('đăng ký thường trú', { lang: 'en' })).get('/me/data.json')).json()
  assert.equal(english.person.sex.value, data.person.sex.value, 'codes do not change with the language')
})

test('the PDF is one, and both downloads are in the log', async () => {
  const pdf = (await citizen.get('/me/data.pdf')).expect(200)
  assert.equal(pdf.bytes.subarray(0, 5).toString(), '%PDF-')
  assert.ok(pdf.bytes.length > 5000);
  (await citizen.get('/account/access-log')).says('Tự tải dữ liệu của mình')
})

test('what cannot be asked for gets a clear answer', async () => {
  for (const what of ['nothing', 'full_name']) (await citizen.get(`/me/correct/${what}`)).expect(404)
  for (const what of ['residence', 'family']) (await citizen.get(`/me/correct/${what}`)).expect(200)
})

test('a parent sees her minor child, with a row in the child\'s log; not her spouse, and nobody else\'s child', async () => {
  const link = me.links.find((l) => l.href.startsWith('/me/children/'))
  const child = (await citizen.get(link.href)).expect(200).says('Bạn xem được vì con chưa đủ 18 tuổi')
  assert.ok(!child.html.includes('/me/correct/'), 'a correction for the child begins at its service')
  const data = (await citizen.get(`${link.href}/data.json`)).expect(200).json()
  fits(data, schema, 'child')
  assert.equal(data.person.full_name.value, plain(child.summary['Họ, chữ đệm và tên']))
  assert.match(JSON.stringify(data.looks) + (await citizen.get(link.href)).text, /Cha, mẹ xem dữ liệu|Chưa có ai xem/);
  (await citizen.get(`${link.href}/data.pdf`)).expect(200)
  const places = me.links.filter((l) => l.href.startsWith('/me/children/')).map((l) => l.href)
  for (const place of [0, 1, 9, 'x']) if (!places.includes(`/me/children/${place}`)) (await citizen.get(`/me/children/${place}`)).expect(404)
  const other = await server.as('chủ nhà nghỉ');
  (await other.get(link.href)).expect(404)
})

test('the counter prints for a citizen who is present, and she reads it in her log', async () => {
  const form = (await clerk.get('/counter/my-data')).expect(200).form('/counter/my-data'), birth = plain(me.summary['Ngày sinh'])
  const missing = (await clerk.submit(form, { number: '', birth: '' })).expect(422)
  assert.ok(missing.errors.length === 3, missing.errors.join(' | '));
  (await clerk.submit(form, { number: citizen.user.login, birth, present: [] })).expect(422).says('có mặt')
  const wrong = (await clerk.submit(form, { number: citizen.user.login, birth: '01/01/1950', present: '1' })).expect(422)
  const nobody = (await clerk.submit(form, { number: '052190999999', birth: '01/01/1950', present: '1' })).expect(422)
  assert.deepEqual(wrong.errors, nobody.errors, 'the answer does not tell who exists')
  const paper = (await clerk.submit(form, { number: citizen.user.login, birth, present: '1' })).expect(200)
  assert.equal(paper.bytes.subarray(0, 5).toString(), '%PDF-')
  const log = (await citizen.get('/me')).expect(200)
  log.says('In dữ liệu theo đề nghị của công dân có mặt tại quầy', 'ngày sinh không khớp', clerk.user.name)
})

test('officers have no such page, citizens do not print for others', async () => {
  (await clerk.get('/me')).expect(403);
  (await citizen.get('/counter/my-data')).expect(403);
  (await server.client().get('/me')).says('Đăng nhập')
})

test('a correction starts beside the datum, asks no more than is needed, shows its state, and the datum then says where it comes from', async () => {
  const officer = await server.as('canbo.dienhong'), head = await server.as('truong.dienhong'), phone = '0912345678'
  // She settles where these officers work.
  const household = await answer(citizen, await startDraft(citizen, 'dang-ky-thuong-tru'), { unit: 'Phường Diên Hồng', address: '88 Phan Bội Châu', dwelling: 'owned' })
  const form = household.form(/\/screens\//), members = form.fields.filter((f) => f.name === 'members').map((f) => f.value)
  const relations = Object.fromEntries(form.fields.filter((f) => /^relation_/.test(f.name)).map((f, i) => [f.name, i === 0 ? 'wife' : 'child']))
  const moving = await citizen.submit(form, { household: 'new', members, ...relations, phone })
  await approve(officer, head, (await submitDraft(citizen, await citizen.submit(moving.form(/\/papers$/), { proof_of_dwelling: contract() }, { button: 'next' }))).code)
  assert.match((await citizen.get('/me')).sources['Nơi thường trú'], /Hồ sơ đã được phê duyệt/)

  const start = (await citizen.get('/me/correct/birth_place')).expect(200).says('Nơi sinh')
  const screen = (await citizen.submit(start.form(/\/start$/), {})).expect(200), asked = screen.form(/\/screens\//).fields.map((f) => f.name)
  assert.ok(asked.includes('new_birth_place') && !asked.includes('what'), asked.join())
  const papers = await answer(citizen, screen, { new_birth_place: 'Bệnh viện đa khoa Bình Định', reason: 'Ghi thiếu so với giấy khai sinh', phone })
  const review = await citizen.submit(papers.form(/\/papers$/), { evidence: contract('giay-khai-sinh.pdf') }, { button: 'next' })
  const { code } = await submitDraft(citizen, review)
  const waiting = (await citizen.get('/me')).expect(200).says('Đề nghị sửa của tôi')
  assert.ok(waiting.links.some((l) => l.href === `/dossiers/${code}`), 'no link to the request')
  await approve(officer, head, code)
  const after = (await citizen.get('/me')).expect(200)
  assert.equal(after.summary['Nơi sinh'], 'Bệnh viện đa khoa Bình Định')
  assert.ok(!/Dữ liệu mô phỏng/.test(after.sources['Nơi sinh']), after.sources['Nơi sinh'])
  const data = (await citizen.get('/me/data.json')).json()
  fits(data, schema, 'data')
  assert.equal(data.changes.filter((c) => c.dossier === code).length, 1, JSON.stringify(data.changes))
  assert.equal(data.person.ethnicity.source, 'Dữ liệu mô phỏng', 'what was not touched keeps its source')
})

test('a first answer that the form does not know is passed over', async () => {
  const form = (await citizen.get('/me/correct/sex')).form(/\/start$/)
  for (const answered of ['what:nothing', 'new_birth_place:x', 'what', ':']) {
    const page = (await citizen.submit(form, { answer: answered })).expect(200)
    assert.ok(page.forms.some((f) => f.fields.some((field) => field.name === 'what')), answered)
  }
})
