// Households and residence beyond moving: another head, a split, a confirmation, a correction of the register's data, the list of Article 24 and a deletion from it.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { Server, kind, psql } from '../support/server.mjs'
import { execFileSync } from 'node:child_process'
import { answer, approve, contract, draftService, fileService, memberOf, move, numberOf, startDraft, submitDraft, toDecide } from '../support/acts.mjs'
import { pdfText } from '../support/files.mjs'
import { addDays, viDay, workingDaysAfter } from '../support/days.mjs'

const HUSBAND = 'cần đăng ký thường trú', phone = '0912345678'
let server, husband, officer, head, wifeNumber, wifeName
before(async () => {
  server = await Server.start()
  husband = await server.as(HUSBAND)
  officer = await server.as('canbo.dienhong')
  head = await server.as('truong.dienhong')
  // The family settles where these officers work.
  const where = await startDraft(husband, 'dang-ky-thuong-tru')
  const household = await answer(husband, where, { unit: 'Phường Diên Hồng', address: '88 Phan Bội Châu', dwelling: 'owned' })
  const form = household.form(/\/screens\//), members = form.fields.filter((f) => f.name === 'members')
  const relations = Object.fromEntries(form.fields.filter((f) => /^relation_/.test(f.name)).map((f, i) => [f.name, i === 0 ? 'wife' : 'child']))
  const papers = await husband.submit(form, { household: 'new', members: members.map((f) => f.value), ...relations, phone })
  const review = await husband.submit(papers.form(/\/papers$/), { proof_of_dwelling: contract() }, { button: 'next' })
  await approve(officer, head, (await submitDraft(husband, review)).code)
  wifeName = 'Lê Thị Thu Hà'
  wifeNumber = await numberOf(officer, await startDraft(husband, 'dieu-chinh-thong-tin-cu-tru'), wifeName)
})
after(async () => { await server?.stop() })
const result = async (client, code) => pdfText((await client.get(`/dossiers/${code}/result.pdf`)).expect(200).bytes).replace(/\s+/g, ' ')

// Somebody who agrees at the counter, with the card in the officer's hand.
async function agrees (code, number) {
  const page = (await officer.get(`/work/${code}`)).expect(200);
  (await officer.submit(page.form(/\/consent$/), { consent_number: number }, { button: 'give' })).expect(200)
}

test('another head: three working days; a child cannot head; the new head agrees first', async () => {
  const child = memberOf(await startDraft(husband, 'dieu-chinh-thong-tin-cu-tru'), 'new_head', 'Trần Khánh Linh')
  const refused = await draftService(husband, 'dieu-chinh-thong-tin-cu-tru', [{ new_head: child, ground: 'members', phone }]);
  (await husband.submit(refused.form(/\/submit$/), {})).expect(422)
  const { page, code } = await fileService(husband, 'dieu-chinh-thong-tin-cu-tru', [{ new_head: memberOf(await startDraft(husband, 'dieu-chinh-thong-tin-cu-tru'), 'new_head', wifeName), ground: 'members', phone }])
  page.says(viDay(workingDaysAfter(server.now(), 3)))
  await toDecide(officer, head, code);
  (await move(head, code, 'approve')).says('chưa xác nhận')
  await agrees(code, wifeNumber);
  (await move(head, code, 'approve')).expect(200)
  assert.match(await result(husband, code), new RegExp(`Chủ hộ ${wifeName}`))
})

test('a split: five working days, the head confirms, the new household has its own head', async () => {
  const first = await startDraft(husband, 'tach-ho'), son = first.html.match(/value="([^"]+)"[^>]*>\s*<label[^>]*>Trần Gia Bảo/)[1]
  const { page, code } = await fileService(husband, 'tach-ho', [{ ground: 'consent', members: [son], [`relation_${son}`]: 'child', phone }])
  page.says(viDay(workingDaysAfter(server.now(), 5)))
  await toDecide(officer, head, code)
  await agrees(code, wifeNumber);
  (await move(head, code, 'approve')).expect(200)
  assert.match(await result(husband, code), /Chủ hộ Trần Văn Bình/)
  const alone = await draftService(husband, 'dieu-chinh-thong-tin-cu-tru', [{ new_head: memberOf(await startDraft(husband, 'dieu-chinh-thong-tin-cu-tru'), 'new_head', 'Trần Văn Bình'), ground: 'members', phone }]);
  (await husband.submit(alone.form(/\/submit$/), {})).expect(422)
})

test('a confirmation of residence says what held on the day of approval, also when it is opened later', async () => {
  const { code } = await fileService(husband, 'xac-nhan-thong-tin-cu-tru', [{ scope: 'household', purpose: 'Làm hồ sơ cho con đi học', phone }])
  await approve(officer, head, code)
  const text = await result(husband, code)
  assert.match(text, /88 Phan Bội Châu/)
  assert.match(text, /Làm hồ sơ cho con đi học/)
})

test('a correction of the register\'s data: two working days; evidence is asked for, a wrong value is refused', async () => {
  const { page, code } = await fileService(husband, 'dieu-chinh-thong-tin-dan-cu', [{ what: 'blood_group' }, { new_blood_group: 'O', reason: 'Theo phiếu xét nghiệm', phone }], { evidence: 'xet-nghiem.pdf' })
  page.says(viDay(workingDaysAfter(server.now(), 2)))
  await approve(officer, head, code)
  assert.match(await result(husband, code), /Nhóm máu/)
  const old = await draftService(husband, 'dieu-chinh-thong-tin-dan-cu', [{ what: 'old_number' }, { new_old_number: 'abc', reason: 'Thử', phone }], { evidence: 'x.pdf' });
  (await husband.submit(old.form(/\/submit$/), {})).expect(422)
})

test('the confirmation of the old number is over since 15 March 2026, and nobody is offered it', async () => {
  (await husband.get('/services/xac-nhan-so-cmnd')).expect(404)
  assert.ok(!(await husband.get('/services')).text.includes('Xác nhận số Chứng minh'))
})

test('the list of Article 24: dismissed with a reason, or a dossier without anybody\'s application that deletes the residence', async () => {
  const person = server.user('thuê phòng trọ').login, unit = 'SELECT unit_id FROM residence WHERE person_id = ' + BigInt(person) + " AND kind = 'permanent' AND valid_to IS NULL"
  const sql = (text) => kind === 'sqlite' ? execFileSync('sqlite3', [server.database.url.replace(/^sqlite:/, ''), '.timeout 5000', text], { encoding: 'utf8' }).trim() : psql(server.database.url, text)
  const residence = sql(unit.replace('unit_id', 'residence_id'))
  // Moved under these officers, so that the list is theirs; found as the jobs role would store it.
  const here = sql("SELECT unit_id FROM agency WHERE kind = 'police' AND name LIKE '%Diên Hồng'")
  sql(`UPDATE residence SET unit_id = ${here} WHERE residence_id = ${residence}`)
  for (const [id, ground] of [[901, 'abroad'], [902, 'cancelled']])
    sql(`INSERT INTO deregistration_candidate (candidate_id, residence_id, person_id, unit_id, ground, since_on, evidence, found_ms) VALUES (${id}, ${residence}, ${BigInt(person)}, ${here}, '${ground}', '2026-01-05', 'Văn bản của cơ quan xuất nhập cảnh', 1)`)
  const list = (await officer.get('/residence-deletions')).expect(200)
  list.says('Nguyễn Thị Hương Giang', 'Văn bản của cơ quan xuất nhập cảnh')
  const dismiss = list.form(/902\/dismiss$/), field = dismiss.fields.find((f) => /^reason_/.test(f.name)).name;
  (await officer.submit(dismiss, {})).expect(422);
  (await officer.submit(dismiss, { [field]: 'Quyết định hủy đã bị thu hồi' })).expect(200)
  const work = (await officer.submit(list.form(/901\/start$/), {})).expect(200)
  const code = work.path.match(/\/work\/([^/?]+)/)[1];
  (await officer.submit(list.form(/901\/start$/), {})).expect(200)
  await approve(officer, head, code)
  assert.match(await result(officer, code), /Xóa đăng ký thường trú từ 05\/01\/2026/)
  assert.equal(sql(unit), '')
  const empty = (await officer.get('/residence-deletions')).expect(200)
  assert.ok(!empty.text.includes('Nguyễn Thị Hương Giang'));
  (await (await server.as('hotich.dienhong')).get('/residence-deletions')).expect(200).says('do Công an')
})
