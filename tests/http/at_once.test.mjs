// Two things at the same time, and the same thing twice: nothing is doubled, nobody overwrites what he has not seen.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { Server } from '../support/server.mjs'
import { codeOf, contract, draftTemporary, fileTemporary, move, submitDraft } from '../support/acts.mjs'

let server, citizen, officer, head
before(async () => {
  server = await Server.start()
  citizen = await server.as('thuê phòng trọ')
  officer = await server.as('canbo.pleiku')
  head = await server.as('truong.pleiku')
})
after(async () => { await server?.stop() })

// The form of a move as one officer sees it, to be sent later.
async function seen (client, code, action) { return (await client.get(`/work/${code}`)).form(`/work/${code}/${action}`) }

async function received (address) {
  const { code } = await fileTemporary(server, citizen, { address })
  if ((await officer.get(`/work/${code}`)).hasForm(/\/receive$/)) await move(officer, code, 'receive')
  return code
}

test('a double click submits once and shows the same code twice', async () => {
  const review = await draftTemporary(server, citizen, { address: 'Nhà bấm hai lần' }), form = review.form(/\/submit$/)
  const [first, second] = await Promise.all([citizen.submit(form, {}), citizen.submit(form, {})])
  const third = await citizen.submit(form, {})
  assert.equal(codeOf(first), codeOf(second))
  assert.equal(codeOf(first), codeOf(third))
  const list = await citizen.get('/dossiers')
  assert.equal(list.main.split(codeOf(first)).length - 1 > 0, true)
  assert.equal(new Set(list.links.filter((l) => /^\/dossiers\/H/.test(l.href)).map((l) => l.href)).size, 1)
})

test('twenty clicks at once are one dossier, too', async () => {
  const review = await draftTemporary(server, citizen, { address: 'Nhà bấm hai mươi lần' }), form = review.form(/\/submit$/)
  const pages = await Promise.all(Array.from({ length: 20 }, () => citizen.submit(form, {})))
  assert.deepEqual([...new Set(pages.map((p) => p.status))], [200])
  assert.equal(new Set(pages.map(codeOf)).size, 1)
})

test('a draft that was submitted cannot be changed behind the officer\'s back', async () => {
  const review = await draftTemporary(server, citizen, { address: 'Nhà đã nộp rồi' })
  const first = (await citizen.get(review.path.replace('/review', '/screens/noi-tam-tru'))).form(/screens/)
  const papers = (await citizen.get(review.path.replace('/review', '/papers'))).form(/papers$/)
  const { code } = await submitDraft(citizen, review);
  (await citizen.submit(first, { address: 'Địa chỉ đổi sau khi nộp' })).expect(409);
  (await citizen.submit(papers, { proof_of_dwelling: contract('them.pdf') }, { button: 'next' })).expect(409);
  (await citizen.post(review.path.replace('/review', '/delete'), { csrf: first.fields[0].value })).expect(200);
  (await citizen.get(`/dossiers/${code}`)).expect(200).says('Nhà đã nộp rồi', 'hop-dong-thue-nha.pdf')
  assert.equal(codeOf(await citizen.submit(review.form(/\/submit$/), {})), code)
})

test('two officers at once: the first decides, the second is told to look again', async () => {
  const code = await received('Nhà hai cán bộ')
  const [mine, his] = [await seen(officer, code, 'propose'), await seen(head, code, 'refuse')];
  (await officer.submit(mine, { propose_note: 'Đủ điều kiện' })).expect(200)
  const stale = (await head.submit(his, { refuse_reason: 'Không đủ điều kiện theo Điều 27' })).expect(409)
  stale.says('Người khác vừa cập nhật hồ sơ này');
  (await officer.get(`/work/${code}`)).says('Đủ điều kiện')
})

test('the same button of two officers in the same moment moves the dossier once', async () => {
  const code = await received('Nhà cùng một lúc');
  (await move(officer, code, 'propose', { propose_note: 'Đề nghị duyệt' })).expect(200)
  const form = await seen(head, code, 'approve')
  const answers = await Promise.all(Array.from({ length: 6 }, () => head.submit(form, {})))
  assert.equal(answers.filter((a) => a.status === 200).length, 1, answers.map((a) => a.status).join())
  assert.equal(answers.filter((a) => a.status === 409).length, 5)
  const sheet = await head.get(`/work/${code}`)
  assert.equal(sheet.text.split('Đề nghị duyệt').length - 1 >= 1, true)
})

test('the citizen withdraws while the officer decides: one of them is told', async () => {
  const code = await received('Nhà vừa rút vừa duyệt')
  await move(officer, code, 'propose', { propose_note: 'Đề nghị duyệt' })
  const approve = await seen(head, code, 'approve'), withdraw = (await citizen.get(`/dossiers/${code}`)).form(/\/withdraw$/)
  const statuses = (await Promise.all([head.submit(approve, {}), citizen.submit(withdraw, {})])).map((a) => a.status).sort()
  assert.deepEqual(statuses, [200, 409])
})
