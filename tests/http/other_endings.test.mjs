// How else a dossier ends: refused, withdrawn, late with an apology; and what a look-up tells.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { Server } from '../support/server.mjs'
import { approve, fileTemporary, move, toDecide } from '../support/acts.mjs'
import { pdfText } from '../support/files.mjs'
import { isoDay, viDay, workingDaysAfter } from '../support/days.mjs'

let server, citizen, officer, head
before(async () => {
  server = await Server.start()
  await signIn()
})
after(async () => { await server?.stop() })

async function signIn () {
  citizen = await server.as('thuê phòng trọ')
  officer = await server.as('canbo.pleiku')
  head = await server.as('truong.pleiku')
}

async function pdfOf (client, path) {
  const page = (await client.get(path)).expect(200)
  return pdfText(page.bytes).replace(/\s+/g, ' ')
}

test('a refusal needs a reason, gives form 03 and leaves the register as it was', async () => {
  const { code } = await fileTemporary(server, citizen, { address: 'Nhà sẽ bị từ chối' })
  const decider = await toDecide(officer, head, code)
  const silent = await move(decider, code, 'refuse', { refuse_reason: '' })
  assert.equal(silent.status, 422)
  silent.says('Hãy ghi lý do');
  (await move(decider, code, 'refuse', { refuse_reason: 'Chỗ ở nằm trong khu vực giải tỏa, Điều 23 Luật Cư trú' })).expect(200)
  const seen = (await citizen.get(`/dossiers/${code}`)).expect(200)
  seen.says('Hồ sơ không được giải quyết')
  const form03 = await pdfOf(citizen, `/dossiers/${code}/refusal.pdf`)
  assert.match(form03, /khu vực giải tỏa, Điều 23 Luật Cư trú/);
  (await citizen.get('/me')).says(/./)
  assert.ok(!(await citizen.get('/me')).text.includes('Nhà sẽ bị từ chối'))
  assert.ok(!(await officer.get(`/work/${code}`)).hasForm(/\/(approve|refuse|supplement|propose)$/), 'nothing more can be done with it')
})

test('a citizen withdraws while nothing is decided, and not afterwards', async () => {
  const { code } = await fileTemporary(server, citizen, { address: 'Nhà sẽ rút hồ sơ' })
  const page = await citizen.get(`/dossiers/${code}`)
  const gone = (await citizen.submit(page.form(/\/withdraw$/), { reason: 'Tìm được chỗ khác' })).expect(200)
  assert.ok(!gone.hasForm(/\/withdraw$/))
  const again = await citizen.submit(page.form(/\/withdraw$/), {})
  again.expect(409)
  const list = await officer.get('/work')
  assert.ok(!list.text.includes(code))
})

test('a dossier that is not received says why, and is over', async () => {
  const { code } = await fileTemporary(server, citizen, { address: 'Nhà không được tiếp nhận' })
  const page = await officer.get(`/work/${code}`)
  if (!page.hasForm(/\/refuse-receipt$/)) return // received at once: nothing to refuse
  (await move(officer, code, 'refuse-receipt', { receipt_reason: 'Không thuộc thẩm quyền của phường' })).expect(200)
  assert.match(await pdfOf(citizen, `/dossiers/${code}/refusal.pdf`), /Không thuộc thẩm quyền/)
})

test('anybody sees the status by code and birth date, and nothing else about anybody', async () => {
  const { code } = await fileTemporary(server, citizen, { address: 'Nhà để tra cứu' })
  const birth = (await citizen.get('/me')).summary['Ngày sinh'].slice(0, 10)
  const stranger = server.client(), page = (await stranger.get(`/lookup?code=${code}`)).expect(200)
  const found = (await stranger.submit(page.form('/lookup'), { code, birth })).expect(200)
  found.says(code, viDay(workingDaysAfter(server.now(), 3)))
  for (const secret of [citizen.user.name, citizen.user.login, 'Nhà để tra cứu', birth, '0912345678', officer.user.name]) assert.ok(!found.main.includes(secret), `the look-up tells ${secret}`)
  const wrongDate = await stranger.submit(page.form('/lookup'), { code, birth: '01/01/1990' })
  const wrongCode = await stranger.submit(page.form('/lookup'), { code: code.replace(/\d{4}$/, '9876'), birth })
  assert.equal(wrongDate.status, wrongCode.status)
  assert.equal(wrongDate.main.replaceAll(code, ''), wrongCode.main.replaceAll(code.replace(/\d{4}$/, '9876'), ''))
})

test('birth dates cannot be tried out', async () => {
  const { code } = await fileTemporary(server, citizen, { address: 'Nhà bị dò' })
  const stranger = server.client()
  let last
  for (let i = 1; i <= 12; i++) last = await stranger.submit((await stranger.get('/lookup')).form('/lookup'), { code, birth: `${String(i).padStart(2, '0')}/01/1990` })
  last.expect(429)
  last.says(/thử lại vào ngày mai/)
})

test('a late dossier produces one apology with one new date, and never a second', async () => {
  const { code } = await fileTemporary(server, citizen, { address: 'Nhà bị trễ hẹn' })
  const early = await head.get(`/work/${code}`)
  assert.ok(!early.hasForm(/\/reappoint$/), 'three days before the date there is nothing to apologise for')
  const due = workingDaysAfter(server.now(), 3)
  await server.travel(workingDaysAfter(due, 1))
  await signIn();
  (await officer.get('/work')).says(/Quá hạn/)
  const page = await officer.get(`/work/${code}`)
  if (page.hasForm(/\/receive$/)) await move(officer, code, 'receive')
  const date = workingDaysAfter(server.now(), 2);
  (await move(head, code, 'reappoint', { new_due: viDay(server.now() - 86400000 * 3), reappoint_reason: 'Phải xác minh thêm tại nơi ở cũ' })).expect(422);
  (await move(head, code, 'reappoint', { new_due: viDay(date), reappoint_reason: 'Phải xác minh thêm tại nơi ở cũ' })).expect(200)
  const letter = await pdfOf(citizen, `/dossiers/${code}/apology.pdf`)
  assert.match(letter, /xin lỗi/i)
  assert.match(letter, /Phải xác minh thêm tại nơi ở cũ/)
  assert.ok(letter.includes('ngày {0} tháng {1} năm {2}'.replace(/\{(\d)\}/g, (_, i) => viDay(date).split('/')[i])), letter);
  (await citizen.get(`/dossiers/${code}`)).says(viDay(date))
  const second = await head.get(`/work/${code}`)
  assert.ok(!second.hasForm(/\/reappoint$/))
  const csrf = second.form(/\/refuse$/).fields
  const forced = await head.post(`/work/${code}/reappoint`, { csrf: csrf[0].value, version: csrf[1].value, new_due: viDay(workingDaysAfter(date, 3)), reappoint_reason: 'Thêm một lần nữa' })
  forced.expect(409)
  await approve(officer, head, code)
  const register = (await head.get(`/register?filter=late&from=${isoDay(server.now() - 40 * 86400000)}&to=${isoDay(server.now())}`)).expect(200)
  register.says(code) // an apology makes no late dossier punctual
})
