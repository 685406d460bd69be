// Beside the examination of a dossier: its fee at the counter, a commune that was chosen by mistake, and a result that keeps the names it was filed with.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { Server, kind, psql } from '../support/server.mjs'
import { answer, approve, contract, draftTemporary, fileTemporary, move, startDraft, submitDraft } from '../support/acts.mjs'
import { viDay, workingDaysAfter } from '../support/days.mjs'
import { pdfText } from '../support/files.mjs'

let server, citizen, officer, head, clerk
before(async () => {
  server = await Server.start()
  citizen = await server.as('thuê phòng trọ')
  officer = await server.as('canbo.pleiku')
  head = await server.as('truong.pleiku')
  clerk = await server.as('motcua.pleiku')
})
after(async () => { await server?.stop() })
const sql = (text) => kind === 'sqlite' ? execFileSync('sqlite3', ['-cmd', '.timeout 5000', server.database.url.slice(7), text], { encoding: 'utf8' }).trim() : psql(server.database.url, text)

test('a fee stops the clock until the counter writes down its receipt, and is taken once', async () => {
  const { code } = await fileTemporary(server, citizen)
  await move(officer, code, 'receive')
  const page = await officer.get(`/work/${code}`)
  page.says('7.000', 'Yêu cầu nộp phí, lệ phí');
  (await move(officer, code, 'ask-payment')).expect(200);
  (await citizen.get(`/dossiers/${code}`)).expect(200).says('nộp phí, lệ phí', 'tạm dừng');
  (await citizen.get('/notices')).expect(200).says('Cần nộp phí, lệ phí', '7.000')
  const wrong = await move(clerk, code, 'paid', { receipt: 'không có' })
  assert.match(wrong.expect(422).errors.join(' ') + wrong.text, /số biên lai/);
  const paid = (await move(clerk, code, 'paid', { receipt: 'BL-2026/0001' })).expect(200)
  assert.ok(!paid.hasForm(/\/paid$/))
  const due = viDay(workingDaysAfter(server.now(), 3)); // it was asked for and paid on the same day: the date stays
  (await citizen.get(`/dossiers/${code}`)).expect(200).says(due)
  assert.ok(!(await officer.get(`/work/${code}`)).hasForm(/\/ask-payment$/), 'once')
  assert.equal(sql('SELECT amount_vnd || \' \' || receipt FROM dossier_payment'), '7000 BL-2026/0001')
  // The receipt of another payment is not taken again; what refuses leaves nothing behind.
  const other = await server.as('cần khai báo tạm vắng'), second = (await fileTemporary(server, other)).code
  await move(officer, second, 'receive')
  await move(officer, second, 'ask-payment');
  (await move(clerk, second, 'paid', { receipt: 'BL-2026/0001' })).expect(409).says('đã được ghi cho một khoản thu khác')
  assert.equal(sql('SELECT COUNT(*) FROM dossier_payment'), '1');
  (await move(clerk, second, 'paid', { receipt: 'BL-2026/0002' })).expect(200)
  await approve(officer, head, code)
  await approve(officer, head, second)
})

test('a dossier for the wrong commune goes to the right one with its code and date, and counts where it came in', async () => {
  const other = await server.as('cần đăng ký thường trú'), { code } = await fileTemporary(server, other, { address: '5 Nguyễn Huệ' })
  const due = (await other.get(`/dossiers/${code}`)).text.match(/\d\d\/\d\d\/2026/g)
  const page = await officer.get(`/work/${code}`), form = page.form(/\/transfer$/), choices = form.fields.find((f) => f.name === 'transfer_unit').options
  assert.equal(choices.length, 135, '134 others and the line to choose')
  assert.ok(!choices.some((o) => o.text === 'Phường Pleiku'));
  (await officer.submit(form, { transfer_reason: 'Địa chỉ thuộc phường Diên Hồng' })).expect(422).says('Hãy chọn xã, phường khác')
  const away = await officer.submit(form, { transfer_unit: 'Phường Diên Hồng', transfer_reason: 'Địa chỉ thuộc phường Diên Hồng' })
  away.expect(200)
  assert.match(away.path, /^\/work\?done=/);
  (await officer.get(`/work/${code}`)).expect(404)
  const theirs = await server.as('canbo.dienhong');
  (await theirs.get('/work')).expect(200).says(code)
  const now = (await other.get(`/dossiers/${code}`)).expect(200).says('Công an phường Diên Hồng')
  assert.deepEqual(now.text.match(/\d\d\/\d\d\/2026/g).slice(0, 1), due.slice(0, 1));
  (await other.get('/notices')).expect(200).says('chuyển đến Công an phường Diên Hồng')
  await approve(theirs, await server.as('truong.dienhong'), code);
  (await other.get('/me')).expect(200).says('5 Nguyễn Huệ', 'Phường Diên Hồng')
  const check = server.tryCommand('check').out
  assert.match(check, /bộ đếm khớp/)
  assert.ok(!/SAI.*mã hồ sơ/.test(check), check)
})

test('the result names those who moved along as they were called when it was filed', async () => {
  const mother = await server.as('mẹ của hai con'), where = await startDraft(mother, 'dang-ky-tam-tru')
  const when = await answer(mother, where, { unit: 'Phường Diên Hồng', address: '77 Lê Lợi', dwelling: 'rented', owner_name: 'Hồ Văn Tâm' })
  const form = when.form(/\/screens\//), boxes = form.fields.filter((f) => f.name === 'members')
  assert.ok(boxes.length >= 1)
  const papers = await mother.submit(form, { from: viDay(server.now() + 864e5), until: viDay(server.now() + 200 * 864e5), reason: 'work', phone: '0912345678', members: boxes.map((f) => f.value) })
  const review = await mother.submit(papers.form(/\/papers$/), { proof_of_dwelling: contract() }, { button: 'next' })
  const { code } = await submitDraft(mother, review)
  await approve(await server.as('canbo.dienhong'), await server.as('truong.dienhong'), code)
  const names = sql(`SELECT m.full_name FROM dossier_member m JOIN dossier d ON d.dossier_id = m.dossier_id WHERE d.code = '${code}' ORDER BY 1`).split('\n')
  assert.equal(names.length, boxes.length)
  sql(`UPDATE person SET full_name = 'Người Đổi Tên' WHERE person_id IN (SELECT m.person_id FROM dossier_member m JOIN dossier d ON d.dossier_id = m.dossier_id WHERE d.code = '${code}')`)
  const text = pdfText((await mother.get(`/dossiers/${code}/result.pdf`)).expect(200).bytes).replace(/\s+/g, ' ')
  for (const name of names) assert.ok(text.includes(name), `${name}: ${text.slice(0, 1500)}`)
  assert.ok(!text.includes('Người Đổi Tên'))
})
