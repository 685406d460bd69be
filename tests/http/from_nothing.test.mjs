// A commune that works, from `congdan init`, as docs/ops/install.md tells: no demo, no SQL by hand. Then what an administrator and a counter do with it.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Server, root } from '../support/server.mjs'
import { codeOf, contract, answer, fileTemporary, startDraft } from '../support/acts.mjs'
import { addDays, viDay } from '../support/days.mjs'

const MOTHER = '052184000017', SON = '052099000024', OTHER = '052090000031'
const PEOPLE = 'person_number,full_name,birth_date,sex,unit_code,address,household_ref,relation\n' +
  `${MOTHER},Rơ Châm H'Lan,02/03/1984,nữ,23602,12 Làng Ngol,H1,chủ hộ\n${SON},Siu Nam,05/06/1999,nam,23602,12 Làng Ngol,H1,con đẻ\n${OTHER},Ksor Bình,01/01/1990,nam,23602,14 Làng Ngol,H2,chủ hộ\n`
let server
const used = new Map()

// RFC 6238 with the key as it was printed. A code is good once: the next one is taken when this one was used (one step ahead is accepted).
function codeNow (user) {
  let bits = ''
  for (const c of user.totp) bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))
  const step = Math.max(Math.floor(Date.now() / 30000), (used.get(user.totp) ?? 0) + 1)
  used.set(user.totp, step)
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', key).update(counter).digest(), at = mac[19] & 15
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, '0')
}
const secretsOf = (said) => ({ login: said.match(/login +(\S+)/)[1], password: said.match(/mật khẩu +(\S+)/)[1], totp: said.match(/khóa TOTP +(\S+)/)[1] })

async function signIn (user) {
  const client = server.client(), second = await client.submit((await client.get('/sign-in')).form('/sign-in'), { login: user.login, password: user.password })
  assert.equal(second.path, '/sign-in/code', second.text.slice(0, 300))
  const last = await client.submit(second.form('/sign-in/code'), { code: codeNow(user) })
  assert.ok(last.status === 200 && !last.path.startsWith('/sign-in'), last.text.slice(0, 300))
  return client
}
const sheet = (page, login) => ({
  login, password: page.html.match(/<code class="app-code">([^<]+)<\/code><\/dd>/)?.[1],
  totp: page.html.match(/<strong class="app-code">([A-Z2-7 ]+)</)[1].replaceAll(' ', '')
})

const users = {}
before(async () => {
  server = await Server.start({
    fill: false, at: 'now',
    setup: (fresh) => {
      fresh.command('init')
      writeFileSync(join(fresh.dir, 'people.csv'), PEOPLE)
      fresh.command('import', 'people', join(fresh.dir, 'people.csv'))
      assert.match(fresh.command('agency', 'make', '--province', '52', '--prefix', 'H21'), /272 thêm mới \(new\), 0 đã có/)
      assert.match(fresh.command('agency', 'make', '--province', '52', '--prefix', 'H21'), /0 thêm mới \(new\), 272 đã có/)
      const officer = (login, role, agency) => secretsOf(fresh.command('user', 'add', '--login', login, '--name', `Cán bộ ${login}`, '--role', role, '--agency', agency))
      users.officer = officer('can.bo', 'commune_police_officer', 'H21.23764.CA')
      users.head = officer('truong', 'commune_police_head', 'H21.23764.CA')
      users.operator = officer('quan.tri', 'operator', 'H21.52.UB')
      users.mother = secretsOf(fresh.command('user', 'add', '--login', MOTHER))
    }
  })
})
after(async () => { await server?.stop() })

test('the citizen files, the commune decides, the register changes', async () => {
  const mother = await signIn(users.mother), officer = await signIn(users.officer), head = await signIn(users.head)
  const papers = await answer(mother, await startDraft(mother, 'dang-ky-tam-tru'),
    { unit: 'Xã Ia Grai', address: '7 Làng Yom', dwelling: 'rented', owner_name: 'Ksor Bình' },
    { from: viDay(addDays(Date.now(), 1)), until: viDay(addDays(Date.now(), 200)), reason: 'work', phone: '0912 345 678' })
  const review = await mother.submit(papers.form(/\/papers$/), { proof_of_dwelling: contract() }, { button: 'next' })
  const done = await mother.submit(review.form(/\/submit$/), {}), code = codeOf(done)
  assert.match(code, /^H21\.23764\.CA-\d{6}-0001$/)
  const act = async (client, action, values = {}) => (await client.submit((await client.get(`/work/${code}`)).form(`/work/${code}/${action}`), values)).expect(200)
  await act(officer, 'receive')
  await act(officer, 'propose', { propose_note: 'Hồ sơ đủ' })
  await act(head, 'approve');
  (await mother.get('/me')).expect(200).says('7 Làng Yom')
  // One more, which stays open: its agency cannot end.
  assert.match((await fileTemporary(server, mother, { owner: 'Siu Nam', unit: 'Xã Ia Grai', address: '7 Làng Yom' })).code, /-0002$/)
})

test('the administrator keeps agencies and officers on pages', async () => {
  const operator = await signIn(users.operator);
  (await operator.get('/admin/agencies?after=H21.237')).expect(200).says('Công an xã Ia Grai')
  const empty = await operator.submit((await operator.get('/admin/agencies/new')).form('/admin/agencies/new'), { code: 'h21', unit: '23764', kind: 'centre', name: 'Trung tâm' })
  empty.expect(422)
  assert.match(empty.errors.join(' '), /chữ cái và hai chữ số/)
  const made = await operator.submit((await operator.get('/admin/agencies/new')).form('/admin/agencies/new'),
    { code: 'H21.990', unit: '23764', kind: 'centre', name: 'Trung tâm phục vụ hành chính công xã Ia Grai', parent: 'H21.52.UB' })
  made.expect(200).says('H21.990')
  const renamed = await operator.submit(made.form(/\/admin\/agencies\/\d+$/), { phone: '000 269 0001', name: 'Trung tâm một cửa xã Ia Grai' })
  renamed.expect(200).says('Trung tâm một cửa xã Ia Grai')
  const clerk = await operator.submit((await operator.get('/admin/officers/new?agency=H21.990')).form('/admin/officers/new'), { login: 'mot.cua', name: 'Nguyễn Thị Quầy', role: 'clerk' })
  clerk.expect(200).says('In tờ này')
  users.clerk = sheet(clerk, 'mot.cua')
  const client = await signIn(users.clerk);
  (await client.get('/counter')).expect(200)
  const twice = await operator.submit((await operator.get('/admin/officers/new?agency=H21.990')).form('/admin/officers/new'), { login: 'mot.cua', name: 'Nguyễn Thị Quầy', role: 'clerk' })
  twice.expect(422)
  // An agency where dossiers lie cannot end; an idle one ends with its roles.
  const police = (await operator.get('/admin/agencies?after=H21.23763')).link('Công an xã Ia Grai')
  const ended = await operator.submit((await operator.follow(police)).form(/\/end$/), {})
  assert.match(ended.expect(422).errors.join(' '), /còn hồ sơ/)
  const over = await operator.submit((await operator.get(renamed.path)).form(/\/end$/), {})
  over.expect(200).says('đến hết');
  (await client.get('/counter', { follow: false })).expect(403)
})

test('a lost phone is one visit: a new code app, the password stays hers, and she is told', async () => {
  const officer = await signIn(users.officer), old = await signIn(users.mother)
  const ask = async (values) => officer.submit((await officer.get('/counter/account')).form('/counter/account'), values);
  (await ask({ number: MOTHER, what: 'code' })).expect(422).says('đối chiếu thẻ căn cước')
  const given = (await ask({ number: MOTHER, what: 'code', checked: '1' })).expect(200)
  const fresh = sheet(given, MOTHER)
  assert.equal(fresh.password, undefined, 'the officer does not learn a password')
  assert.ok(!given.text.includes(MOTHER));
  (await old.get('/account', { follow: false })).expect(303) // her old sessions are over
  const again = await signIn({ ...fresh, password: users.mother.password });
  (await again.get('/notices')).expect(200).says('Cách đăng nhập đã được cấp lại', 'Công an xã Ia Grai');
  (await again.get('/account/access-log')).expect(200).says('Cán bộ can.bo', 'Hỗ trợ đăng nhập tại quầy')
  const other = (await ask({ number: OTHER, what: 'new', checked: '1' })).expect(200)
  await signIn(sheet(other, OTHER));
  (await ask({ number: OTHER, what: 'new', checked: '1' })).expect(422).says('đã có tài khoản')
  server.command('user', 'lock', '--login', OTHER);
  (await ask({ number: OTHER, what: 'all', checked: '1' })).expect(422).says('Quản trị viên')
  const nobody = '052090000048';
  (await ask({ number: nobody, what: 'new', checked: '1' })).expect(422).says('Không có người này')
})

test('an API client gets a token, a new one, and none', async () => {
  const ask = async (token) => (await server.client().raw('POST', '/api/v1/persons/verify', { headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ persons: [{ number: MOTHER, full_name: "Rơ Châm H'Lan", birth_date: '1984-03-02' }] }) })).status
  const said = server.command('client', 'add', '--name', 'Bảo hiểm xã hội tỉnh', '--basis', 'Nghị định 47/2020/NĐ-CP', '--purpose', 'Xác minh')
  const first = said.match(/congdan_\S+/)[0], id = said.match(/client_id +(\d+)/)[1]
  assert.ok(![401, 403].includes(await ask(first)))
  assert.match(server.command('client', 'list'), new RegExp(`${id}.*Bảo hiểm xã hội tỉnh`))
  const second = server.command('client', 'rotate', '--id', id).match(/congdan_\S+/)[0]
  assert.ok(![401, 403].includes(await ask(second)))
  server.command('client', 'end', '--id', id)
  await new Promise((resolve) => setTimeout(resolve, 5200)) // what a process believes of a good token
  assert.equal(await ask(first), 401)
  assert.equal(await ask(second), 401)
  assert.match(server.command('client', 'list'), /đã kết thúc/)
  const gone = server.tryCommand('client', 'end', '--id', id)
  assert.equal(gone.code, 1)
  assert.match(gone.err, /đã kết thúc/)
})

test('the list of agencies goes out as a file and comes back unchanged', () => {
  const csv = server.command('agency', 'list', '--csv'), path = join(server.dir, 'agencies.csv')
  writeFileSync(path, csv)
  assert.match(server.command('agency', 'import', path), /272 dòng.*0 thêm.*0 sửa.*272 giữ nguyên/)
  writeFileSync(path, csv + 'x1,99999,navy,,,,,\r\n')
  const wrong = server.tryCommand('agency', 'import', path)
  assert.equal(wrong.code, 2)
  assert.match(wrong.err, /dòng \(line\) 274, cột \(column\) 2/)
  assert.match(server.tryCommand('agency', 'end', '--code', 'H21.23764.CA').err, /còn hồ sơ/)
})

test('the page that tells how to install names commands that exist', () => {
  const text = readFileSync(join(root, 'docs/ops/install.md'), 'utf8')
  for (const words of ['init', 'agency make', 'user add', 'import people', 'check']) assert.ok(text.includes(`congdan ${words}`), words)
})
