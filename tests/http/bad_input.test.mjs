// What comes in wrong: fields, encodings, files, forged forms. Each gets a clear answer in the reader's language, and never a 500.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import net from 'node:net'
import { Server } from '../support/server.mjs'
import { file } from '../support/client.mjs'
import { answer, contract, draftTemporary, startDraft, temporaryAnswers } from '../support/acts.mjs'
import { pdf, png } from '../support/files.mjs'

let server, citizen, screen, csrf, papers
before(async () => {
  server = await Server.start()
  citizen = await server.as('thuê phòng trọ')
  screen = await startDraft(citizen, 'dang-ky-tam-tru')
  csrf = screen.form(/screens/).fields[0].value
  papers = await answer(citizen, screen, ...temporaryAnswers(server))
})
after(async () => { await server?.stop() })

const post = (pairs, path = screen.path) => citizen.post(path, [['csrf', csrf], ...pairs])
const saved = async () => Object.fromEntries((await citizen.get(screen.path)).form(/screens/).fields.map((f) => [f.name, f.value]))

// --- fields -----------------------------------------------------------------------------------------------------------------------
test('a field that the form does not have is refused by name', async () => {
  const refused = (await citizen.post('/lookup', [['csrf', csrf], ['code', 'H21.160-261130-0001'], ['birth', '01/01/1990'], ['admin', '1']])).expect(400)
  refused.says('không thuộc biểu mẫu này');
  (await citizen.get('/lookup?debug=1')).expect(400)
})

test('a field that comes twice is refused', async () => {
  (await citizen.post('/lookup', [['csrf', csrf], ['code', 'A'], ['code', 'B'], ['birth', '01/01/1990']])).expect(400).says('hai lần')
})

test('an oversized field is refused, an oversized form is too large', async () => {
  (await citizen.post('/lookup', [['csrf', csrf], ['code', 'x'.repeat(500)], ['birth', '01/01/1990']])).expect(400).says('quá dài');
  (await citizen.post('/lookup', [['csrf', csrf], ['code', 'x'.repeat(200000)], ['birth', '01/01/1990']])).expect(413);
  (await post([['address', 'x'.repeat(3000)]])).expect(422)
})

test('a name typed in decomposed letters is stored composed', async () => {
  await post([['unit', ''], ['address', '12 Hùng Vương, tổ dân phố 3'.normalize('NFD')], ['dwelling', 'rented'], ['owner_name', 'Đặng Thị Ngọc Hưởng'.normalize('NFD')]])
  const kept = await saved()
  assert.equal(kept.address, '12 Hùng Vương, tổ dân phố 3'.normalize('NFC'))
  assert.equal(kept.owner_name, 'Đặng Thị Ngọc Hưởng'.normalize('NFC'))
})

test('an old code page, half a character and an overlong one are refused with advice; a NUL is, too', async () => {
  (await post([['address', Buffer.from('a\0b')]])).expect(400)
  for (const bytes of [Buffer.from([0x4e, 0x67, 0x75, 0x79, 0xea, 0xec, 0x6e]), Buffer.from([0xe1, 0xba]), Buffer.from([0xc0, 0xaf])]) {
    const page = (await post([['address', bytes]])).expect(400)
    page.says('UTF-8')
  }
})

test('marks that turn the writing direction do not reach a page', async () => {
  const page = await post([['address', 'Số 12 \u202Egpj.exe\u2066']])
  assert.ok([400, 422].includes(page.status))
  assert.ok(!/[\u202a-\u202e\u2066-\u2069]/.test(page.html))
  assert.ok(!/[\u202a-\u202e\u2066-\u2069]/.test((await saved()).address))
})

test('markup in an answer is shown as text', async () => {
  const page = await post([['address', '<script>alert(1)</script>"\'&']])
  assert.ok(!page.html.includes('<script>alert'))
  assert.ok(page.html.includes('&lt;script&gt;alert'))
})

test('a commune that is gone, a choice that is none, a date that is none', async () => {
  const page = (await post([['unit', '999999999'], ['address', 'Số 1'], ['dwelling', 'castle'], ['owner_name', 'Hồ Văn Tâm']])).expect(422)
  assert.equal(page.errors.length, 2)
  const dates = (await post([['from', '31/02/2027'], ['until', 'mai'], ['reason', 'work'], ['phone', '12']], papers.path.replace('papers', 'screens/thoi-gian'))).expect(422)
  assert.ok(dates.errors.length >= 3, dates.errors.join())
  dates.says('ngày có thật')
})

test('a broken body is refused', async () => {
  for (const body of ['csrf=%ZZ', 'a=%'])
    (await citizen.request('POST', '/lookup', { body, headers: { 'content-type': 'application/x-www-form-urlencoded' } })).expect(400);
  (await citizen.request('POST', '/lookup', { body: '{}', headers: { 'content-type': 'application/json' } })).expect(400);
  (await citizen.request('POST', papers.path, { body: '--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\ncut', headers: { 'content-type': 'multipart/form-data; boundary=x' } })).expect(400)
})

// --- forms that are not ours ----------------------------------------------------------------------------------------------------------
test('a form without its token, or with another\'s, changes nothing', async () => {
  const other = await server.as('canbo.pleiku'), theirs = (await other.get('/account')).form(/preferences/).fields[0].value
  for (const token of [[], [['csrf', '']], [['csrf', theirs]], [['csrf', csrf.slice(1)]]]) (await citizen.post(screen.path, [...token, ['address', 'Từ trang khác']])).expect(403).says('không gửi từ trang của hệ thống')
  assert.notEqual((await saved()).address, 'Từ trang khác')
})

test('a form that another site posts is refused even with the token', async () => {
  (await citizen.post(screen.path, [['csrf', csrf], ['address', 'Từ trang khác']], { headers: { 'sec-fetch-site': 'cross-site' } })).expect(403)
})

test('another person\'s draft and dossier are not found', async () => {
  const other = await server.as('cần đăng ký thường trú'), mine = (await other.get('/account')).form(/preferences/).fields[0].value
  for (const path of [screen.path, papers.path, papers.path.replace('papers', 'review'), papers.path.replace('/papers', '')]) (await other.get(path)).expect(404);
  (await other.post(screen.path, [['csrf', mine], ['address', 'Của người khác']])).expect(404);
  (await other.post(papers.path.replace('papers', 'submit'), [['csrf', mine]])).expect(404);
  (await other.post(papers.path.replace('papers', 'delete'), [['csrf', mine]]));
  (await citizen.get(screen.path)).expect(200)
  const review = await draftTemporary(server, citizen), done = await citizen.submit(review.form(/submit$/), {})
  const code = done.path.match(/dossiers\/([^/]+)/)[1]
  for (const rest of ['', '/submitted', '/receipt.pdf', '/control.pdf', '/supplement']) (await other.get(`/dossiers/${code}${rest}`)).expect(404);
  (await other.post(`/dossiers/${code}/withdraw`, [['csrf', mine], ['version', '1']])).expect(404)
})

// --- files ----------------------------------------------------------------------------------------------------------------------------
const upload = (...files) => citizen.submit(papers.form(/\/papers$/), { proof_of_dwelling: files }, { button: 'upload' })

test('a program, a page or a picture under the name of a PDF is refused with the reason', async () => {
  for (const [name, bytes] of [['hop-dong.pdf', Buffer.from('MZ\x90\0' + 'x'.repeat(400), 'latin1')], ['hop-dong.pdf', Buffer.from('<!DOCTYPE html><script>alert(1)</script>')],
    ['hop-dong.pdf', Buffer.from('hello')], ['anh.png', Buffer.from('\x7fELF' + 'x'.repeat(100), 'latin1')]]) {
    const page = (await upload(file(name, bytes, 'application/pdf'))).expect(422)
    assert.ok(page.errors.length === 1 && page.errors[0].includes(name), page.errors.join())
  }
})

test('an empty file and a PDF without a page are refused', async () => {
  (await upload(file('trong.pdf', Buffer.alloc(0), 'application/pdf'))).expect(422)
  const cut = pdf('Hop dong').subarray(0, 60);
  (await upload(file('cut.pdf', cut, 'application/pdf'))).expect(422)
})

test('one bad file does not lose the good one beside it', async () => {
  const page = (await upload(contract('tot.pdf', 'Mot', 'Hai'), file('hong.pdf', Buffer.from('hong'), 'application/pdf'))).expect(422)
  assert.match(page.errors.join(), /hong\.pdf/)
  page.says('tot.pdf', '2 trang', /SHA-256 [0-9a-f]{6,}/)
})

test('a receipt names the file, its pages and size, and it can be taken away again', async () => {
  const page = await citizen.get(papers.path), form = page.form(/\/papers$/)
  const remove = form.buttons.find((b) => /^remove/.test(b.value))
  assert.ok(remove, 'nothing to take away')
  const after = await citizen.submit(form, {}, { button: remove.value })
  assert.ok(!after.text.includes('tot.pdf'))
})

test('a photo is taken as it is, a file name with marks and folders is made harmless', async () => {
  const page = (await upload(file('..\\..\\etc/Ảnh chụp <hợp đồng>.png', png(500, 700), 'image/png'))).expect(200)
  page.says('Ảnh chụp')
  assert.ok(!page.html.includes('<hợp'))
})

test('25 MB are too large, and the answer says what to do', async () => {
  const big = Buffer.concat([pdf('To'), Buffer.alloc(25 << 20)])
  const page = await upload(file('to.pdf', big, 'application/pdf'))
  assert.ok([413, 422].includes(page.status), `${page.status}`)
  page.says(/20 MB|nhỏ hơn/)
  const huge = await citizen.post(papers.path, [['csrf', csrf], ['proof_of_dwelling', file('rat-to.pdf', Buffer.alloc(40 << 20), 'application/pdf')]])
  huge.expect(413).says('20 MB')
})

// --- below the forms --------------------------------------------------------------------------------------------------------------------
function wire (text, { waitMs = 3000 } = {}) {
  return new Promise((resolve) => {
    const socket = net.connect(server.port, '127.0.0.1', () => socket.write(text))
    let got = ''
    socket.on('data', (data) => { got += data.toString('latin1') })
    socket.on('error', () => resolve(got))
    socket.on('close', () => resolve(got))
    setTimeout(() => socket.destroy(), waitMs).unref()
  })
}

test('addresses that climb, break or hide are refused, and the server lives on', async () => {
  for (const path of ['/static/../secret.key', '/static/%2e%2e%2fsecret.key', '/drafts/%00', '/dossiers/%ff', '/drafts/99999999999999999999', '/services/' + 'x'.repeat(5000), '//evil', '/dossiers/..;/work'])
    assert.match(await wire(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`), /^HTTP\/1\.1 (400|404|414|303|431)/, path)
  assert.match(await wire('GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\nConnection: close\r\n\r\n0\r\n\r\n'), /^HTTP\/1\.1 (200|400)/)
  assert.match(await wire(`GET / HTTP/1.1\r\nHost: x\r\nCookie: ${'a=b; '.repeat(20000)}\r\nConnection: close\r\n\r\n`), /^HTTP\/1\.1 (400|413|431|200)|^$/)
  assert.match(await wire('BREW /pot HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'), /^HTTP\/1\.1 (400|404|405|501)/)
  assert.ok(await server.ready())
})

test('a method that an address does not take is not found, not executed', async () => {
  (await citizen.request('PUT', '/services', { body: '' })).expect(404);
  (await citizen.request('GET', papers.path.replace('papers', 'submit'))).expect(404);
  (await citizen.request('HEAD', '/services')).expect(200)
})

test('each wrong input left the server and its log in order', async () => {
  assert.ok(!/event=fault/.test(server.log()), server.log().match(/.*event=fault.*/)?.[0])
})
