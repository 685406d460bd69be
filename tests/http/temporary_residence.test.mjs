// The main job: a citizen registers a temporary residence (1.004194), an officer asks her once to supplement, the head approves.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { Server } from '../support/server.mjs'
import { answer, codeOf, contract, draftTemporary, move, startDraft, submitDraft, temporaryAnswers } from '../support/acts.mjs'
import { pdfText } from '../support/files.mjs'
import { addDays, isoDay, viDay, workingDaysAfter } from '../support/days.mjs'

let server, citizen, officer, head, code, submittedMs
before(async () => {
  server = await Server.start()
  citizen = await server.as('thuê phòng trọ')
  officer = await server.as('canbo.pleiku')
  head = await server.as('truong.pleiku')
})
after(async () => { await server?.stop() })

async function readPdf (client, path) {
  const page = (await client.get(path)).expect(200)
  assert.equal(page.type, 'application/pdf')
  assert.ok(page.bytes.subarray(0, 5).equals(Buffer.from('%PDF-')))
  const text = pdfText(page.bytes)
  assert.ok(text, 'pdftotext does not take it for a PDF')
  return text.replace(/\s+/g, ' ')
}

test('the form shows what the register knows, with its source, and does not ask for it', async () => {
  const page = await startDraft(citizen, 'dang-ky-tam-tru'), facts = page.summary
  assert.match(facts['Họ và tên'], new RegExp(citizen.user.name))
  for (const [key, value] of Object.entries(facts)) if (value !== 'Không có') assert.match(page.sources[key], /Nguồn: Cơ sở dữ liệu dân cư/, key)
  for (const name of ['full_name', 'birth', 'number', 'sex']) assert.ok(!page.form(/screens/).fields.some((f) => f.name === name), `asks for ${name}`)
  assert.ok(page.links.some((link) => link.text === 'Thông tin sai?'))
  assert.ok(!page.main.includes(citizen.user.login), 'the whole personal number is shown')
})

test('a missing answer is named beside its field and in the summary, and what was typed stays', async () => {
  const page = await startDraft(citizen, 'dang-ky-tam-tru')
  const wrong = (await citizen.submit(page.form(/screens/), { address: 'Số nhà 7' })).expect(422)
  assert.ok(wrong.errors.length >= 2)
  assert.equal(wrong.form(/screens/).fields.find((f) => f.name === 'address').value, 'Số nhà 7')
  wrong.says('Có chỗ cần sửa')
})

test('answers are kept after every screen and go on in another browser', async () => {
  const page = await startDraft(citizen, 'dang-ky-tam-tru')
  await answer(citizen, page, temporaryAnswers(server)[0])
  const drafts = (await citizen.get('/drafts')).expect(200)
  const elsewhere = server.client()
  elsewhere.cookies = new Map(citizen.cookies)
  const draft = (await elsewhere.follow(drafts.link(/\/drafts\/\d+/))).expect(200)
  draft.says('Bạn có thể tiếp tục trên bất kỳ thiết bị nào')
  const first = await elsewhere.follow(draft.link(/noi-tam-tru/))
  assert.equal(first.form(/screens/).fields.find((f) => f.name === 'address').value, temporaryAnswers(server)[0].address)
})

test('without the contract nothing is submitted, and the page says what is missing', async () => {
  const papers = await answer(citizen, await startDraft(citizen, 'dang-ky-tam-tru'), ...temporaryAnswers(server))
  const missing = (await citizen.submit(papers.form(/\/papers$/), {}, { button: 'next' })).expect(422)
  assert.match(missing.errors.join(), /Còn thiếu: Giấy tờ chứng minh chỗ ở hợp pháp/)
  const review = await citizen.get(papers.path.replace('/papers', '/review'))
  assert.match(review.path, /\/papers$/)
})

test('she submits and gets a code, the date of the answer and a receipt as PDF', async () => {
  const { page, code: given } = await submitDraft(citizen, await draftTemporary(server, citizen))
  code = given
  submittedMs = server.now()
  const today = isoDay(server.now()).slice(2).replace(/-/g, '')
  assert.match(code, new RegExp(`^H21\\.\\d+-${today}-0001$`))
  const due = viDay(workingDaysAfter(server.now(), 3))
  page.says(code, due, 'Công an phường Pleiku')
  const receipt = await readPdf(citizen, `/dossiers/${code}/receipt.pdf`)
  for (const words of [code, due, citizen.user.name, 'hop-dong-thue-nha.pdf']) assert.ok(receipt.toLowerCase().includes(words.toLowerCase()), `the receipt does not say ${words}: ${receipt}`)
})

test('her status page says in plain words who holds it, the date, and what happens next', async () => {
  const page = (await citizen.get(`/dossiers/${code}`)).expect(200)
  page.says('Ai đang giữ hồ sơ', 'Công an phường Pleiku', 'Việc tiếp theo', viDay(workingDaysAfter(server.now(), 3)), 'Vì sao là ngày này?')
  const list = (await citizen.get('/dossiers')).expect(200)
  list.says(code)
})

test('the officer finds it in his list and opens it with everything on one screen', async () => {
  const list = (await officer.get('/work')).expect(200)
  const rows = list.tables[0].rows.filter((row) => row.some((cell) => /H21\./.test(cell.text)))
  assert.ok(rows[0].some((cell) => cell.text.includes(code)), 'it is not at the top')
  const page = (await officer.follow(list.link(code))).expect(200)
  page.says(citizen.user.name, '12 Hùng Vương, tổ dân phố 3', 'Dữ liệu dân cư', 'hop-dong-thue-nha.pdf')
  const paper = await officer.follow(page.link(/\/files\/\d+$/))
  assert.equal(paper.expect(200).type, 'application/pdf')
})

test('an officer of another commune does not find it', async () => {
  const other = await server.as('canbo.quynhon');
  (await other.get(`/work/${code}`)).expect(404);
  (await other.get(`/dossiers/${code}`)).expect(404);
  (await other.get(`/dossiers/${code}/receipt.pdf`)).expect(404)
})

test('he returns it once with all defects, and the clock stops', async () => {
  const before = await officer.get(`/work/${code}`)
  if (before.hasForm(/\/receive$/)) (await move(officer, code, 'receive')).expect(200)
  const none = await move(officer, code, 'supplement', {})
  assert.equal(none.status, 422, 'a return without a defect is refused')
  const done = await move(officer, code, 'supplement', { 'reason.field:address': 'wrong', 'note.field:address': 'Thiếu số hẻm', 'reason.file:proof_of_dwelling': 'unreadable', note: 'Chụp lại giúp trang 2' })
  done.expect(200)
  const page = (await citizen.get(`/dossiers/${code}`)).expect(200)
  page.says('Hồ sơ cần bạn bổ sung')
  assert.ok(!page.summary['Ngày hẹn trả kết quả'], 'no date runs while the citizen is asked')
  const form02 = await readPdf(citizen, `/dossiers/${code}/supplement.pdf`)
  for (const words of [code, 'Thiếu số hẻm']) assert.ok(form02.includes(words), `form 02 does not say ${words}: ${form02}`)
  const waiting = (await officer.get('/work?tab=waiting')).expect(200)
  waiting.says(code)
})

test('the clock starts again from zero when she has supplemented exactly what was asked', async () => {
  await server.travel(workingDaysAfter(server.now(), 2))
  citizen = await server.as('thuê phòng trọ')
  const page = (await citizen.get(`/dossiers/${code}/supplement`)).expect(200)
  const form = page.form(/\/supplement$/)
  assert.deepEqual(form.fields.filter((f) => f.type !== 'hidden').map((f) => f.name).sort(), ['address', 'proof_of_dwelling'])
  const empty = await citizen.submit(form, { address: 'Hẻm 12/3 Hùng Vương' }, { button: 'send' })
  assert.equal(empty.status, 422, 'the asked paper is missing')
  const sent = (await citizen.submit(form, { address: 'Hẻm 12/3 Hùng Vương, tổ dân phố 3', proof_of_dwelling: contract('ban-ro.pdf', 'Trang 1', 'Trang 2') }, { button: 'send' })).expect(200)
  assert.equal(codeOf(sent), code)
  sent.says(viDay(workingDaysAfter(server.now(), 3)))
})

test('a second return needs the head', async () => {
  officer = await server.as('canbo.pleiku')
  const page = (await officer.get(`/work/${code}`)).expect(200)
  page.says('Đã yêu cầu bổ sung một lần')
  assert.ok(!page.hasForm(/\/supplement$/))
  const forced = await officer.post(`/work/${code}/supplement`, { csrf: page.form(/\/propose$/).fields.find((f) => f.name === 'csrf').value, version: page.form(/\/propose$/).fields.find((f) => f.name === 'version').value, 'reason.field:address': 'wrong' })
  assert.ok([403, 409].includes(forced.status), `${forced.status}: ${forced.text.slice(0, 300)}`)
})

test('the head approves: the residence stands in the register, the result in her papers', async () => {
  (await move(officer, code, 'propose', { propose_note: 'Đủ điều kiện' })).expect(200)
  head = await server.as('truong.pleiku');
  (await move(head, code, 'approve')).expect(200).says(code)
  const status = (await citizen.get(`/dossiers/${code}`)).expect(200)
  status.says('Đã có kết quả')
  const me = (await citizen.get('/me')).expect(200)
  me.says('Hẻm 12/3 Hùng Vương, tổ dân phố 3', 'Phường Pleiku')
  const papers = (await citizen.get('/papers')).expect(200)
  papers.says(code)
  const result = await readPdf(citizen, `/dossiers/${code}/result.pdf`)
  assert.match(result, /Hẻm 12\/3 Hùng Vương/)
})

test('the temporary residence is good until the day that was asked, at most two years', async () => {
  const me = await citizen.get('/me')
  me.says(viDay(addDays(submittedMs, 301)))
})

test('form 05 shows every step with time and person', async () => {
  const sheet = await readPdf(officer, `/dossiers/${code}/control.pdf`)
  for (const words of [code, officer.user.name, head.user.name]) assert.ok(sheet.includes(words), `form 05 does not say ${words}: ${sheet}`)
})

test('she sees who has looked at her data', async () => {
  const log = (await citizen.get('/account/access-log')).expect(200)
  log.says('Công an phường Pleiku', 'Giải quyết thủ tục hành chính')
})

test('an unknown form or step of the dossier is not found', async () => {
  (await citizen.get(`/dossiers/${code}/refusal.pdf`)).expect(404);
  (await citizen.get(`/dossiers/${code}/apology.pdf`)).expect(404);
  (await citizen.get(`/dossiers/${code}/files/1`)).expect(404)
})
