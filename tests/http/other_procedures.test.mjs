// The same for permanent residence, absence, the counter and the post: each with its own papers, time limit and effect on the register.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { Server } from '../support/server.mjs'
import { answer, approve, codeOf, contract, startDraft, submitDraft, temporaryAnswers } from '../support/acts.mjs'
import { pdfText } from '../support/files.mjs'
import { addDays, viDay, workingDaysAfter } from '../support/days.mjs'

let server, officer, head
before(async () => {
  server = await Server.start()
  officer = await server.as('canbo.pleiku')
  head = await server.as('truong.pleiku')
})
after(async () => { await server?.stop() })

test('permanent residence: a family moves into its own house; seven working days; the household moves with it', async () => {
  const citizen = await server.as('cần đăng ký thường trú')
  const where = await startDraft(citizen, 'dang-ky-thuong-tru')
  const household = await answer(citizen, where, { unit: 'Phường Pleiku', address: '45 Quang Trung, tổ dân phố 2', dwelling: 'owned' })
  const form = household.form(/\/screens\//), members = form.fields.filter((f) => f.name === 'members')
  assert.ok(members.length >= 2, 'wife and child are offered')
  const relations = Object.fromEntries(form.fields.filter((f) => /^relation_/.test(f.name)).map((f, i) => [f.name, i === 0 ? 'wife' : 'child']))
  const papers = await citizen.submit(form, { household: 'new', members: members.map((f) => f.value), ...relations, phone: '0912345678' })
  assert.match(papers.path, /\/papers$/, papers.errors.join(' | '))
  const review = await citizen.submit(papers.form(/\/papers$/), { proof_of_dwelling: contract('hop-dong-mua-nha.pdf') }, { button: 'next' })
  assert.match(review.path, /\/review$/, review.errors.join(' | '))
  const { page, code } = await submitDraft(citizen, review)
  page.says(viDay(workingDaysAfter(server.now(), 7)))
  await approve(officer, head, code)
  const me = (await citizen.get('/me')).expect(200)
  me.says('45 Quang Trung, tổ dân phố 2')
  const result = pdfText((await citizen.get(`/dossiers/${code}/result.pdf`)).expect(200).bytes)
  assert.match(result.replace(/\s+/g, ' '), /45 Quang Trung/)
})

test('permanent residence: joining a household asks for its head, the consent and the proof of the relation', async () => {
  const citizen = await server.as('thuê phòng trọ')
  const household = await answer(citizen, await startDraft(citizen, 'dang-ky-thuong-tru'), { unit: 'Phường Pleiku', address: '9 Lý Thái Tổ', dwelling: 'lodged' })
  const missing = (await citizen.submit(household.form(/\/screens\//), { household: 'join', phone: '0912345678' })).expect(422)
  assert.ok(missing.errors.length >= 2, missing.errors.join())
  const head = server.user('chủ nhà cho thuê trọ').login, relation = missing.form(/\/screens\//).fields.find((f) => f.name === 'relation').options.at(-1).value
  const papers = await answer(citizen, missing, { household: 'join', head_number: head, relation })
  const names = papers.form(/\/papers$/).fields.filter((f) => f.type === 'file').map((f) => f.name)
  assert.deepEqual(names.sort(), ['owner_consent', 'proof_of_dwelling', 'proof_of_relation'])
  assert.ok(!papers.html.includes(head), 'the number goes no further')
})

test('absence: one working day, the declaration stands in the register', async () => {
  const citizen = await server.as('cần khai báo tạm vắng')
  const first = await startDraft(citizen, 'khai-bao-tam-vang')
  const where = await answer(citizen, first, { group: 'other' })
  const next = await answer(citizen, where, { destination: 'Thành phố Hồ Chí Minh, phường Sài Gòn', from: viDay(addDays(server.now(), 2)), until: viDay(addDays(server.now(), 500)), reason: 'Đi làm', phone: '0912345678' })
  const review = /\/papers$/.test(next.path) ? await citizen.submit(next.form(/\/papers$/), {}, { button: 'next' }) : next
  assert.match(review.path, /\/review$/, review.errors.join())
  const { page, code } = await submitDraft(citizen, review)
  page.says(viDay(workingDaysAfter(server.now(), 1)))
  const agency = page.text.match(/Công an (phường|xã) [^.,]+/)?.[0]
  assert.ok(agency, 'where he lives decides')
  assert.match(code, /-0001$/)
})

test('absence: less than twelve months without a ground is refused with the rule', async () => {
  const citizen = await server.as('chủ nhà cho thuê trọ')
  const where = await answer(citizen, await startDraft(citizen, 'khai-bao-tam-vang'), { group: 'other' })
  const next = await answer(citizen, where, { destination: 'Đà Nẵng', from: viDay(addDays(server.now(), 2)), until: viDay(addDays(server.now(), 30)), reason: 'Đi chơi', phone: '0912345678' })
  const review = /\/papers$/.test(next.path) ? await citizen.submit(next.form(/\/papers$/), {}, { button: 'next' }) : next
  const refused = await citizen.submit(review.form(/\/submit$/), {})
  refused.expect(422).says(/12 tháng/)
})

test('a mother files for her child; a person under 15 with an account cannot file alone', async () => {
  const mother = await server.as('mẹ của hai con chưa thành niên')
  const page = await mother.get('/services/dang-ky-tam-tru')
  const children = page.form(/\/start$/).fields.filter((f) => f.name === 'owner' && f.value !== 'self')
  assert.ok(children.length >= 2, 'her children are offered')
  const screen = (await mother.submit(page.form(/\/start$/), { owner: children[0].value })).expect(200)
  assert.ok(!screen.summary['Họ và tên'].includes(mother.user.name), 'the form is the child\'s');
  (await mother.submit(page.form(/\/start$/), { owner: 'self' })).expect(200);
  (await mother.post('/services/dang-ky-tam-tru/start', [['csrf', page.form(/\/start$/).fields[0].value], ['owner', 'm99']])).expect(400)
  const fifteen = await server.as('Công dân 15 tuổi')
  const refused = await fifteen.submit((await fifteen.get('/services/dang-ky-tam-tru')).form(/\/start$/), {})
  assert.ok(refused.status >= 400 && refused.status < 500, `${refused.status} ${refused.path}`)
  refused.says(/cha|mẹ|giám hộ/)
})

test('at the counter a clerk files for a citizen: received at once, the channel and who typed are said', async () => {
  const clerk = await server.as('motcua.pleiku'), citizen = server.user('thuê phòng trọ')
  const page = (await clerk.get('/counter')).expect(200), form = page.form(/counter/);
  (await clerk.submit(form, { number: '052099999999', procedure: 'dang-ky-tam-tru' })).expect(422).says('Không có người này')
  const screen = await clerk.submit(form, { number: citizen.login, procedure: 'dang-ky-tam-tru' })
  assert.match(screen.path, /\/screens\//, screen.text.slice(0, 400))
  assert.ok(!screen.path.includes(citizen.login))
  const papers = await answer(clerk, screen, ...temporaryAnswers(server, { address: 'Nhà nộp tại quầy' }))
  const review = await clerk.submit(papers.form(/\/papers$/), { proof_of_dwelling: contract() }, { button: 'next' })
  review.says(citizen.name)
  const done = (await clerk.submit(review.form(/\/submit$/), {})).expect(200)
  const code = done.path.match(/\/work\/([^/?]+)/)?.[1] ?? codeOf(done)
  const seen = (await officer.get(`/work/${code}`)).expect(200)
  seen.says('Trực tiếp', 'Nhà nộp tại quầy')
  assert.ok(!seen.hasForm(/\/receive$/), 'it is received already')
  const owner = await server.as('thuê phòng trọ');
  (await owner.get(`/dossiers/${code}`)).expect(200);
  (await owner.get('/account/access-log')).says('Tiếp nhận hồ sơ tại quầy')
})
