// Acts of civil status from the citizen's form to the book and the paper: birth, marriage, divorce, recognition, adoption, correction, death. Who must agree agrees first;
// the committee decides, never the police; numbers in the book have no gap; bad input is answered in words.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { Server } from '../support/server.mjs'
import { answer, approve, draftService, fileService, memberOf, move, numberOf, startDraft, toDecide } from '../support/acts.mjs'
import { pdfText } from '../support/files.mjs'
import { addDays, viDay } from '../support/days.mjs'

const MOTHER = 'mẹ của hai con chưa thành niên', LANDLORD = 'chủ nhà cho thuê trọ', HUSBAND = 'cần đăng ký thường trú'
let server, mother, landlord, officer, chair, police
const phone = '0912345678', today = () => viDay(server.now()), ago = (days) => viDay(addDays(server.now(), -days))
before(async () => {
  server = await Server.start()
  mother = await server.as(MOTHER)
  landlord = await server.as(LANDLORD)
  officer = await server.as('hotich.pleiku')
  chair = await server.as('lanhdao.pleiku')
  police = await server.as('truong.pleiku')
})
after(async () => { await server?.stop() })

const squeezed = (bytes) => pdfText(bytes).replace(/\s+/g, ' ')
async function result (client, code) { return squeezed((await client.get(`/dossiers/${code}/result.pdf`)).expect(200).bytes) }
const child = (name, more = {}) => ({ child_name: name, child_birth: ago(5), child_sex: 'female', child_ethnicity: 'Kinh', birth_place: 'Bệnh viện mô phỏng, Gia Lai', hometown: 'Gia Lai', ...more })
const paper = { birth_certificate_of_hospital: 'giay-chung-sinh.pdf' }

test('birth: the form shows what the register knows; the child gets a number, the book a line, the paper a QR that anybody can check', async () => {
  const first = await startDraft(mother, 'dang-ky-khai-sinh')
  first.says('Phạm Thị Kim Loan')
  assert.equal(first.form(/\/screens\//).fields.find((f) => f.name === 'child_ethnicity').value, 'Kinh')
  const { page, code } = await fileService(mother, 'dang-ky-khai-sinh', [child('Phạm An Nhiên'), { other_parent: 'none', phone }], paper)
  page.says(today(), 'Ủy ban nhân dân')
  await approve(officer, chair, code)
  const text = await result(mother, code)
  assert.match(text, /GIẤY KHAI SINH/i)
  assert.match(text, new RegExp(`Số: 1/${new Date(server.now()).getUTCFullYear()} `), 'its number in the book stands in the head')
  assert.match(text, /Phạm An Nhiên/)
  assert.match(text, /064[3]\d{8}|052[3]\d{8}/, 'a number of a girl of this century')
  assert.match(text, new RegExp(`1/${new Date(server.now()).getUTCFullYear()}`))
  const book = (await officer.get('/civil-books?kind=birth')).expect(200)
  book.says('Phạm An Nhiên', `1/${new Date(server.now()).getUTCFullYear()}`)
})

test('birth: an impossible day, 29 February of a common year and a birth in the future are refused with what to do', async () => {
  const screen = await startDraft(mother, 'dang-ky-khai-sinh')
  for (const wrong of ['29/02/2025', '31/04/2026', '00/01/2026', 'hôm qua']) {
    const page = await mother.submit(screen.form(/\/screens\//), child('Phạm Văn Sai', { child_birth: wrong }))
    page.expect(422).says('Ngày không đúng')
  }
  const review = await draftService(mother, 'dang-ky-khai-sinh', [child('Phạm Tương Lai', { child_birth: viDay(addDays(server.now(), 3)) }), { other_parent: 'none', phone }], paper);
  (await mother.submit(review.form(/\/submit$/), {})).expect(422)
})

test('marriage: the other one confirms in an account of his own; before that nobody can approve; the police may not see it', async () => {
  const number = server.user(LANDLORD).login
  const stranger = await draftService(mother, 'dang-ky-ket-hon', [{ partner_number: number, partner_name: 'Nguyễn Văn Khác' }, { times: '2', oath: '1', phone }]);
  (await mother.submit(stranger.form(/\/submit$/), {})).expect(422).says('không khớp')
  const { code } = await fileService(mother, 'dang-ky-ket-hon', [{ partner_number: number, partner_name: 'Ho Van Tam' }, { times: '2', oath: '1', phone }])
  assert.equal(await toDecide(officer, chair, code), chair)
  const early = (await move(chair, code, 'approve')).says('chưa xác nhận')
  assert.ok(early.status >= 400, String(early.status));
  (await police.get(`/work/${code}`)).expect(404)
  const asked = (await landlord.get('/consents')).expect(200)
  asked.says('Đăng ký kết hôn')
  const dossier = (await landlord.get(`/dossiers/${code}`)).expect(200)
  assert.ok(!dossier.hasForm(/\/withdraw$/), 'who is asked may not withdraw it')
  const version = (await mother.get(`/dossiers/${code}`)).form(/\/withdraw$/).fields.find((f) => f.name === 'version').value;
  (await landlord.post(`/dossiers/${code}/withdraw`, [['csrf', dossier.form(/\/consent$/).fields.find((f) => f.name === 'csrf').value], ['version', version], ['reason', 'x']])).expect(404);
  (await landlord.submit(dossier.form(/\/consent$/), {}, { button: 'give' })).expect(200).says('Đã đồng ý bằng tài khoản');
  (await move(chair, code, 'approve')).expect(200)
  const text = await result(mother, code)
  assert.match(text, /Chồng: .*Hồ Văn Tâm/)
  assert.match(text, /Vợ: .*Phạm Thị Kim Loan/)
  const again = await draftService(landlord, 'dang-ky-ket-hon', [{ partner_number: server.user('thuê phòng trọ').login, partner_name: 'Nguyễn Thị Hương Giang' }, { times: '2', oath: '1', phone }]);
  (await landlord.submit(again.form(/\/submit$/), {})).expect(422)
})

test('divorce: needs the judgment; the spouse is the register\'s own', async () => {
  const husband = await server.as(HUSBAND), judge = await server.as('hotich.dienhong'), head = await server.as('lanhdao.dienhong')
  const papers = await answer(husband, await startDraft(husband, 'ghi-chu-ly-hon'), { court: 'Tòa án nhân dân khu vực 1', judgment_number: '12/2026/HNGĐ-ST', judgment_day: ago(10), phone })
  const missing = await husband.submit(papers.form(/\/papers$/), {}, { button: 'next' })
  assert.ok(missing.errors.length, 'the judgment is asked for')
  const { code } = await fileService(husband, 'ghi-chu-ly-hon', [{ court: 'Tòa án nhân dân khu vực 1', judgment_number: '12/2026/HNGĐ-ST', judgment_day: ago(10), phone }], { judgment: 'ban-an.pdf' })
  await approve(judge, head, code)
  assert.match(await result(husband, code), /12\/2026\/HNGĐ-ST/)
  const twice = await draftService(husband, 'ghi-chu-ly-hon', [{ court: 'Tòa án', judgment_number: '13/2026', judgment_day: ago(9), phone }], { judgment: 'ban-an.pdf' });
  (await husband.submit(twice.form(/\/submit$/), {})).expect(422).says('không ghi bạn đang có')
})

test('recognition: a man recognises the son of a mother, who confirms at the counter with her card', async () => {
  const screen = await startDraft(mother, 'dang-ky-khai-tu'), son = await numberOf(officer, screen, 'Phạm Minh Khôi')
  const { code } = await fileService(landlord, 'dang-ky-nhan-cha-me-con', [{ child_number: son, child_name: 'Phạm Minh Khôi', reason: 'Cha ruột, có kết quả giám định', phone }], { evidence: 'giam-dinh.pdf' })
  await toDecide(officer, chair, code)
  const page = (await officer.get(`/work/${code}`)).expect(200), form = page.form(/\/consent$/);
  (await officer.submit(form, { consent_number: server.user('thuê phòng trọ').login }, { button: 'give' })).expect(422).says('không cần người mang số đó');
  (await officer.submit(form, { consent_number: server.user(MOTHER).login }, { button: 'give' })).expect(200).says('Đã đồng ý tại quầy');
  (await move(chair, code, 'approve')).expect(200)
  assert.match(await result(landlord, code), /Phạm Minh Khôi/)
  const circle = await draftService(mother, 'dang-ky-nhan-cha-me-con', [{ child_number: server.user(MOTHER).login, child_name: 'Phạm Thị Kim Loan', reason: 'Thử', phone }], { evidence: 'x.pdf' });
  (await mother.submit(circle.form(/\/submit$/), {})).expect(422)
})

test('a change of name: two officers, the old value stays in the history, an undo restores it and cancels the extract', async () => {
  const before = (await landlord.get('/me')).expect(200)
  before.says('Hồ Văn Tâm')
  const { code } = await fileService(landlord, 'thay-doi-cai-chinh-ho-tich', [{ kind: 'change', what: 'name' }, { new_name: 'Hồ Minh Tâm', reason: 'Tên gây nhầm lẫn trong gia đình', phone }], { evidence: 'can-cu.pdf' })
  await approve(officer, chair, code);
  (await landlord.get('/me')).expect(200).says('Hồ Minh Tâm')
  const ask = (values) => async (client) => client.submit((await client.get('/people/history')).form(/\/people\/history$/), { number: server.user(LANDLORD).login, purpose: 'Kiểm tra việc đổi tên', dossier: code, ...values })
  const history = (await ask({})(officer)).expect(200)
  history.says('Hồ Minh Tâm', 'Tên gây nhầm lẫn', code)
  const earlier = (await ask({ on: ago(30) })(officer)).expect(200)
  assert.ok(earlier.html.includes('<h2 class="govuk-heading-l">Hồ Văn Tâm</h2>'), 'as of a month ago he had the old name');
  (await ask({ purpose: '' })(officer)).expect(422).says('mục đích')
  const number = (await result(landlord, code)).match(/extracts\/(\w+)/)?.[1]
  const form = history.form(/^\/undo-requests$/), field = form.fields.find((f) => /^undo_reason_/.test(f.name)).name;
  (await officer.submit(form, { [field]: 'x' })).expect(400)
  const list = (await officer.submit(form, { [field]: 'Nhập nhầm hồ sơ của người khác, xem biên bản' })).expect(200)
  list.says('Bạn là người đề nghị')
  assert.ok(!list.hasForm(/\/decide$/))
  const open = (await chair.get('/undo-requests')).expect(200), decide = open.form(/\/decide$/), reason = decide.fields.find((f) => /^decision_/.test(f.name)).name;
  (await chair.submit(decide, { [reason]: 'Đã đối chiếu biên bản, đúng là nhập nhầm' }, { button: 'approve' })).expect(200);
  (await landlord.get('/me')).expect(200).says('Hồ Văn Tâm')
  if (number) (await server.client().get(`/extracts/${number}`)).expect(200).says('đã bị hủy');
  (await landlord.get('/account/access-log')).says('Kiểm tra việc đổi tên')
})

test('two officers at once: the second one reads that somebody was first, nothing is booked twice', async () => {
  const { code } = await fileService(mother, 'thay-doi-cai-chinh-ho-tich', [{ kind: 'correct', what: 'hometown' }, { new_hometown: 'Xã Ia Grai, Gia Lai', reason: 'Giấy khai sinh ghi khác', phone }], { evidence: 'giay-khai-sinh.pdf' })
  await toDecide(officer, chair, code)
  const page = (await chair.get(`/work/${code}`)).expect(200), form = page.form(/\/approve$/)
  const answers = await Promise.all([chair.submit(form, {}), chair.submit(form, {})])
  assert.equal(answers.filter((a) => a.status === 200).length >= 1, true)
  const book = (await officer.get('/civil-books?kind=correction')).expect(200)
  assert.equal(book.text.split('Phạm Thị Kim Loan').length - 1, 1, book.text)
})

test('adoption: the adopter alone, then the copy of the extract is asked for', async () => {
  const number = await numberOf(officer, await startDraft(mother, 'dang-ky-khai-tu'), 'Phạm Gia Hân')
  const keeper = await server.as('chủ nhà nghỉ'), judge = await server.as('hotich.quynhon'), head = await server.as('lanhdao.quynhon')
  const { code } = await fileService(keeper, 'dang-ky-nuoi-con-nuoi', [{ child_number: number, child_name: 'Phạm Gia Hân', with_spouse: 'alone', reason: 'Nhận nuôi cháu', phone }], { consent: 'dong-y.pdf', adopter_papers: 'giay-to.pdf' })
  await approve(judge, head, code)
  assert.match(await result(keeper, code), /Mẹ nuôi: .*Võ Thị Hạnh/)
  const copy = await fileService(keeper, 'ban-sao-trich-luc-ho-tich', [{ act_kind: 'adoption', phone }])
  await approve(judge, head, copy.code)
  assert.match(await result(keeper, copy.code), /BẢN SAO TRÍCH LỤC/i)
  const none = await draftService(keeper, 'ban-sao-trich-luc-ho-tich', [{ act_kind: 'marriage', phone }]);
  (await keeper.submit(none.form(/\/submit$/), {})).expect(422).says('sổ giấy')
})

test('linked birth: one form, two dossiers in two agencies; the whole ends when both have; the child lives with the mother', async () => {
  const { code } = await fileService(mother, 'lien-thong-khai-sinh', [child('Phạm An Yên', { twin: '1' }), { other_parent: 'none', phone }], paper)
  const whole = (await mother.get(`/dossiers/${code}`)).expect(200)
  whole.says('Các bước liên thông', 'Mở khi bước trước có kết quả', 'chưa kết nối')
  assert.ok(!whole.hasForm(/\/withdraw$/))
  const birth = whole.links.map((l) => l.href.match(/^\/dossiers\/([A-Z0-9.]+-\d{6}-\d+)$/)?.[1]).find((c) => c && c !== code)
  await approve(officer, chair, birth)
  const then = (await mother.get(`/dossiers/${code}`)).expect(200)
  const home = then.links.map((l) => l.href.match(/^\/dossiers\/([A-Z0-9.]+-\d{6}-\d+)$/)?.[1]).find((c) => c && c !== code && c !== birth)
  assert.ok(home, then.text)
  await approve(await server.as('canbo.pleiku'), police, home);
  (await mother.get(`/dossiers/${code}`)).says('Đã giải quyết xong')
  assert.match(await result(mother, home), /Phạm An Yên/);
  (await mother.get('/me')).says('Phạm An Yên')
})

test('birth: the other parent who is named says no; it cannot be approved, only refused with a reason', async () => {
  const { code } = await fileService(mother, 'dang-ky-khai-sinh', [child('Phạm An Bình', { twin: '1' }), { other_parent: 'named', other_number: server.user(LANDLORD).login, other_name: 'Hồ Văn Tâm', phone }], paper)
  const page = (await landlord.get(`/dossiers/${code}`)).expect(200);
  (await landlord.submit(page.form(/\/consent$/), {}, { button: 'refuse' })).expect(200).says('Không đồng ý')
  await toDecide(officer, chair, code);
  (await chair.get(`/work/${code}`)).expect(200).says('Hồ Văn Tâm, sinh');
  (await move(chair, code, 'approve')).says('đã từ chối');
  (await move(chair, code, 'refuse', { refuse_reason: 'Người được khai là cha không xác nhận' })).expect(200);
  (await landlord.submit(page.form(/\/consent$/), {}, { button: 'give' })).expect(409)
})

test('whoever has agreed is asked anew when a supplement changes what was declared', async () => {
  const { code } = await fileService(mother, 'dang-ky-khai-sinh', [child('Phạm An Sai', { twin: '1' }), { other_parent: 'named', other_number: server.user(LANDLORD).login, other_name: 'Hồ Văn Tâm', phone }], paper)
  await landlord.submit((await landlord.get(`/dossiers/${code}`)).form(/\/consent$/), {}, { button: 'give' });
  (await move(officer, code, 'receive')).expect(200);
  (await move(officer, code, 'supplement', { 'reason.field:child_name': 'wrong', note: 'Tên khác giấy chứng sinh' })).expect(200)
  const page = (await mother.get(`/dossiers/${code}/supplement`)).expect(200)
  await mother.submit(page.form(/\/supplement$/), { child_name: 'Phạm An Đúng' }, { button: 'send' });
  (await mother.get(`/dossiers/${code}`)).expect(200).says('Phạm An Đúng', 'Chưa trả lời')
  await toDecide(officer, chair, code);
  (await move(chair, code, 'approve')).says('chưa xác nhận')
  await landlord.submit((await landlord.get(`/dossiers/${code}`)).form(/\/consent$/), {}, { button: 'give' });
  (await move(chair, code, 'approve')).expect(200)
  assert.match(await result(mother, code), /Phạm An Đúng/)
})

test('linked death: the committee registers it, the police decide on the residence that it has ended, then the whole is done', async () => {
  const daughter = memberOf(await startDraft(mother, 'lien-thong-khai-tu'), 'deceased', 'Phạm Gia Hân')
  const { code } = await fileService(mother, 'lien-thong-khai-tu', [{ deceased: daughter }, { death_day: ago(1), death_place: 'Bệnh viện mô phỏng', cause: 'Bệnh', phone }], { death_notice: 'giay-bao-tu.pdf' })
  const parts = async () => (await mother.get(`/dossiers/${code}`)).expect(200).links.map((l) => l.href.match(/^\/dossiers\/([A-Z0-9.]+-\d{6}-\d+)$/)?.[1]).filter((c) => c && c !== code)
  const [death] = await parts()
  await approve(officer, chair, death)
  const home = (await parts()).find((c) => c !== death)
  await approve(await server.as('canbo.pleiku'), police, home)
  assert.match(await result(mother, home), /Xóa đăng ký thường trú từ/);
  (await mother.get(`/dossiers/${code}`)).says('Đã giải quyết xong')
  assert.ok(!(await startDraft(mother, 'dang-ky-khai-tu')).text.includes('Phạm Gia Hân'), 'she is no member any more')
})

test('death: somebody of the household, never oneself; a dead person cannot marry, and is not declared dead twice', async () => {
  let screen = await startDraft(mother, 'dang-ky-khai-tu')
  const self = memberOf(screen, 'deceased', 'Phạm Thị Kim Loan'), number = await numberOf(officer, screen, 'Phạm Minh Khôi')
  const facts = { death_day: ago(2), death_place: 'Bệnh viện mô phỏng', cause: 'Bệnh', notice_number: '15/GBT', phone }, notice = { death_notice: 'giay-bao-tu.pdf' }
  const own = await draftService(mother, 'dang-ky-khai-tu', [{ deceased: self }, facts], notice);
  (await mother.submit(own.form(/\/submit$/), {})).expect(422).says('Người khai không thể là người đã mất')
  screen = await startDraft(mother, 'dang-ky-khai-tu');
  (await mother.submit(screen.form(/\/screens\//), { deceased: number })).expect(422)
  const { code } = await fileService(mother, 'dang-ky-khai-tu', [{ deceased: memberOf(await startDraft(mother, 'dang-ky-khai-tu'), 'deceased', 'Phạm Minh Khôi') }, facts], notice)
  await approve(officer, chair, code)
  assert.match(await result(mother, code), /Đã chết ngày/);
  const again = await draftService(mother, 'dang-ky-khai-tu', [{ deceased: 'other', deceased_number: number, deceased_name: 'Phạm Minh Khôi' }, facts], notice);
  (await mother.submit(again.form(/\/submit$/), {})).expect(422)
  const future = await draftService(mother, 'dang-ky-khai-tu', [{ deceased: 'other', deceased_number: server.user('thuê phòng trọ').login, deceased_name: 'Nguyễn Thị Hương Giang' }, { ...facts, death_day: viDay(addDays(server.now(), 5)) }], notice);
  (await mother.submit(future.form(/\/submit$/), {})).expect(422)
})
