// What the register holds of a person: her own page, an officer's look-up with purpose and dossier, the verification API; and that she sees who looked.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { Server } from '../support/server.mjs'

const DOSSIER = 'H21.104-261121-0001', PURPOSE = 'Kiểm tra nơi thường trú của người đăng ký'
let server, citizen, officer, person, token
before(async () => {
  server = await Server.start()
  citizen = await server.as('đăng ký thường trú')
  officer = await server.as('canbo.pleiku')
  const said = server.command('user', 'client-add', '--name', 'Bảo hiểm xã hội', '--basis', 'Nghị định 47/2020/NĐ-CP', '--purpose', 'Xác minh người hưởng', '--perms', 'API_VERIFY')
  token = said.match(/congdan_\S+/)[0]
  const me = (await citizen.get('/me')).expect(200)
  const [, day, month, year] = me.summary['Ngày sinh'].match(/(\d\d)\/(\d\d)\/(\d{4})/)
  person = { number: citizen.user.login, name: me.summary['Họ, chữ đệm và tên'], birth_date: `${year}-${month}-${day}`, year }
})
after(async () => { await server.stop() })

const verify = (body, { bearer = token, type = 'application/json' } = {}) => server.client().request('POST', '/api/v1/persons/verify',
  { headers: { 'content-type': type, ...(bearer && { authorization: `Bearer ${bearer}` }) }, body: typeof body === 'string' ? body : JSON.stringify(body) })
const ask = async (values) => officer.submit((await officer.get('/people')).expect(200).form('/people/search'), { purpose: PURPOSE, dossier: DOSSIER, ...values })
const looks = async () => (await citizen.get('/account/access-log')).expect(200).text

test('a citizen sees her data with its source, her household and where she has lived', async () => {
  const page = (await citizen.get('/me')).expect(200)
  assert.equal(page.summary['Số định danh cá nhân'], person.number)
  page.says('Nguồn: Dữ liệu mô phỏng', 'Chủ hộ', 'Vợ', 'Con đẻ', 'Nơi tạm trú', 'Sai? Đề nghị sửa')
  assert.equal(page.tables[0].rows.length, 1 + 4, 'a header and the family of four')
})

test('an officer has no such page, and a citizen does not look people up', async () => {
  (await officer.get('/me')).expect(403);
  (await citizen.get('/people')).expect(403)
})

test('without purpose or dossier nobody is shown, and the fields say what is missing', async () => {
  const page = (await ask({ number: person.number, purpose: '', dossier: 'tôi muốn biết' })).expect(422)
  assert.ok(page.errors.some((text) => text.includes('mục đích')) && page.errors.some((text) => text.includes('mã hồ sơ')), page.errors.join('; '))
  assert.ok(!page.text.includes(person.name))
  const wrong = (await ask({ number: '052190' })).expect(422)
  assert.match(wrong.errors.join(), /đúng 12 chữ số/);
  (await ask({ name: 'x' })).expect(422).says('ít nhất hai chữ cái');
  (await ask({ name: person.name, birth_year: '85' })).expect(422).says('4 chữ số');
  (await ask({ name: person.name, commune: 'Xã Không Có' })).expect(422).says('Không có xã, phường nào mang tên này')
})

test('the list masks the number, the person herself sees who looked and why', async () => {
  const hits = (await ask({ name: person.name.toLowerCase(), birth_year: person.year })).expect(200)
  hits.says(person.name, `********${person.number.slice(-4)}`)
  assert.ok(!hits.html.includes(person.number), 'the whole number is in the list')
  const row = hits.forms.filter((form) => form.action === '/people/show').find((form) => form.fields.some((f) => f.name === 'pick' && f.value.endsWith(person.number.slice(-4))))
  const shown = (await officer.submit(row, {})).expect(200)
  assert.equal(shown.summary['Số định danh cá nhân'], person.number)
  shown.says('Lần xem này đã được ghi lại', DOSSIER)
  const log = await looks()
  assert.ok(log.includes(`${PURPOSE} (hồ sơ ${DOSSIER})`) && log.includes(officer.user.name), log)
})

test('a name is found without marks, in another order, with one wrong letter, and the list says why', async () => {
  const words = person.name.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/g, 'd').replace(/Đ/g, 'D').split(' ')
  const plain = words.join(' '), last = words.at(-1), swapped = [...words.slice(0, -1), last[0] + 'x' + last.slice(1)].join(' ')
  const found = async (values) => (await ask({ birth_year: person.year, ...values })).expect(200)
  for (const [name, why] of [[plain, 'khác dấu|Đúng tên'], [[...words].reverse().join(' '), 'khác thứ tự'], [words.join(''), 'Viết liền'], [swapped, 'Lệch một chữ cái']]) {
    const page = await found({ name })
    assert.ok(page.text.includes(`********${person.number.slice(-4)}`), `${name}: ${page.text.slice(0, 400)}`)
    assert.match(page.text, new RegExp(why), name)
  }
  const other = String(Number(person.year) + 1)
  assert.ok(!(await ask({ name: plain, birth_year: other })).expect(200).text.includes(`********${person.number.slice(-4)}`));
  (await ask({ name: plain, birth_year: other, slack: '1' })).expect(200).says(`********${person.number.slice(-4)}`, 'lệch 1 năm sinh')
})

test('a common name is leafed through page by page, nobody twice', async () => {
  let page = (await ask({ name: 'nguyen', birth_year: '1975', slack: '10' })).expect(200)
  const seen = []
  for (let pages = 0; pages < 12; pages++) {
    seen.push(...page.forms.filter((form) => form.action === '/people/show').map((form) => form.fields.find((f) => f.name === 'pick').value))
    const next = page.forms.find((form) => form.action === '/people/search')
    if (!next) break
    page = (await officer.submit(next, {})).expect(200)
  }
  assert.ok(seen.length > 20, `${seen.length} people`)
  assert.equal(new Set(seen).size, seen.length)
})

test('a number that nobody has finds nobody', async () => {
  (await ask({ number: '052190999999' })).expect(200).says('Không tìm thấy ai')
})

test('verification answers by field about what was sent and tells nothing else', async () => {
  const { number, name, birth_date } = person
  assert.deepEqual((await verify({ number, name, birth_date })).expect(200).json(), { result: 'match', number: 'match', name: 'match', birth_date: 'match' })
  const upper = name.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/g, 'd').toUpperCase()
  assert.equal((await verify({ number, name: upper })).expect(200).json().result, 'match')
  assert.deepEqual((await verify({ number, name: 'Người Khác', birth_date })).expect(200).json(), { result: 'no_match', number: 'match', name: 'no_match', birth_date: 'match' })
  assert.deepEqual((await verify({ number: '052190999999', name })).expect(200).json(), { result: 'no_such_person', number: 'no_match' })
  const many = (await verify({ rows: [{ number, name }, { number: 'x', name }], purpose: 'Chi trả lương hưu', dossier: DOSSIER })).expect(200).json()
  assert.deepEqual(many.rows.map((row) => row.result), ['match', 'no_such_person'])
  const log = await looks()
  assert.ok(log.includes('Bảo hiểm xã hội') && log.includes('Chi trả lương hưu; Xác minh người hưởng; Nghị định 47/2020/NĐ-CP'), log)
})

test('verification refuses what it does not know, and says which member', async () => {
  const { number, name } = person
  for (const [body, field] of [['', ''], ['{"number":', ''], ['[]', ''], [{ number }, 'name'], [{ name }, 'number'], [{ number, name, address: 'x' }, 'address'],
    [{ rows: [{ number, name }, { number, birth_date: '1/1/1990' }] }, 'rows.1.birth_date']]) {
    const page = (await verify(body)).expect(400)
    assert.match(page.type, /problem\+json/)
    assert.ok(JSON.stringify(page.json()).includes(field), `${JSON.stringify(body)}: ${page.text}`)
  }
  (await verify({ rows: Array(1001).fill({ number, name }) })).expect(413);
  (await verify({ rows: Array(1000).fill({ number, name }) })).expect(200)
})

test('verification needs a token that may verify', async () => {
  const { number, name } = person;
  (await verify({ number, name }, { bearer: '' })).expect(401);
  (await verify({ number, name }, { bearer: 'congdan_' + 'x'.repeat(40) })).expect(401)
  const said = server.command('user', 'client-add', '--name', 'Chỉ hồ sơ', '--basis', 'Nghị định 47/2020/NĐ-CP', '--purpose', 'Nộp hồ sơ', '--perms', 'API_DOSSIER');
  (await verify({ number, name }, { bearer: said.match(/congdan_\S+/)[0] })).expect(403)
})

test('an agency reads what its list grants, for a purpose, on a legal basis, for a dossier; the rest is masked and all of it is in her log', async () => {
  const said = server.command('client', 'add', '--name', 'Sở Nội vụ', '--basis', 'Nghị định 47/2020/NĐ-CP', '--purpose', 'Chi trả trợ cấp', '--perms', 'API_READ', '--fields', 'full_name,birth_date,permanent_commune')
  const bearer = said.match(/congdan_\S+/)[0]
  const read = (body, token_ = bearer) => server.client().request('POST', '/api/v1/persons/read', { headers: { 'content-type': 'application/json', authorization: `Bearer ${token_}` }, body: JSON.stringify(body) })
  const whole = { number: person.number, name: person.name, fields: ['full_name', 'birth_date', 'permanent_commune', 'phone'], purpose: 'Chi trả trợ cấp tháng 11', legal_basis: 'Nghị định 20/2021/NĐ-CP', dossier: DOSSIER }
  const answer = (await read(whole)).expect(200).json()
  assert.equal(answer.result, 'found')
  assert.deepEqual([answer.person.full_name, answer.person.birth_date], [person.name, person.birth_date])
  assert.match(answer.person.permanent_commune, /^\d{5}$/)
  assert.deepEqual(answer.masked, ['phone'])
  assert.equal('phone' in answer.person, false)
  assert.deepEqual((await read({ ...whole, name: 'Người Khác' })).expect(200).json(), { result: 'no_match' })
  assert.deepEqual((await read({ ...whole, number: '052190999999' })).expect(200).json(), { result: 'no_such_person' })
  for (const field of ['purpose', 'legal_basis', 'dossier', 'fields', 'name']) {
    const { [field]: gone, ...rest } = whole
    assert.equal((await read(rest)).expect(400).json().field, field)
  }
  assert.equal((await read({ ...whole, fields: ['religion'] })).expect(400).json().field, 'fields');
  (await read(whole, token)).expect(403)
  const log = await looks()
  assert.ok(log.includes('Sở Nội vụ') && log.includes('Chi trả trợ cấp tháng 11; Nghị định 20/2021/NĐ-CP'), log)
  assert.throws(() => server.command('client', 'add', '--name', 'X', '--basis', 'B', '--purpose', 'P', '--perms', 'API_READ', '--fields', 'religion'), /không tồn tại/)
})
