// Signing in: two factors, one use a code, and patience for those who guess.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { Server } from '../support/server.mjs'
import { codeShown } from '../support/client.mjs'

let server
before(async () => { server = await Server.start() })
after(async () => { await server?.stop() })

// Who is not signed in is led to the sign-in page.
async function nobody (client) {
  const answer = (await client.get('/account', { follow: false })).expect(303)
  assert.match(answer.headers.location, /^\/sign-in\?/)
}

async function password (client, user, typed = user.password) {
  const page = await client.get('/sign-in')
  return client.submit(page.form('/sign-in'), { login: user.login, password: typed })
}

test('a citizen signs in with her number, her password and the code of the moment', async () => {
  const user = server.user('thuê phòng trọ'), client = server.client()
  const second = await password(client, user)
  assert.equal(second.path, '/sign-in/code')
  const home = await client.submit(second.form('/sign-in/code'), { code: codeShown(second) })
  home.expect(200).says(user.name)
  assert.equal(home.path, '/')
  const account = (await client.get('/account')).expect(200)
  account.says(user.name)
})

test('blanks in the number and in the code do no harm', async () => {
  const user = server.user('cần đăng ký thường trú'), client = server.client()
  const spaced = { ...user, login: user.login.replace(/(\d{3})(?=\d)/g, '$1 ') }
  const second = await password(client, spaced)
  const code = codeShown(second);
  (await client.submit(second.form('/sign-in/code'), { code: code.slice(0, 3) + ' ' + code.slice(3) })).expect(200).says(user.name)
})

test('a wrong code is refused beside its field, and signs nobody in', async () => {
  const user = server.user('cần khai báo tạm vắng'), client = server.client()
  const second = await password(client, user)
  const wrong = String((Number(codeShown(second)) + 1) % 1000000).padStart(6, '0')
  const refused = (await client.submit(second.form('/sign-in/code'), { code: wrong })).expect(422)
  assert.match(refused.errors.join(' '), /Mã không đúng hoặc đã dùng rồi/);
  await nobody(client)
})

test('a code that was used is refused to whoever saw it', async () => {
  const user = server.user('chủ nhà nghỉ'), first = server.client(), second = server.client()
  const page = await password(first, user), code = codeShown(page);
  (await first.submit(page.form('/sign-in/code'), { code })).expect(200)
  const replay = await password(second, user)
  assert.notEqual(codeShown(replay), code, 'the demo shows a code that is good');
  (await second.submit(replay.form('/sign-in/code'), { code })).expect(422).says('đã dùng rồi')
})

test('an unknown login and a wrong password get the same answer', async () => {
  const known = await password(server.client(), server.user('chủ nhà cho thuê trọ'), 'khong phai mat khau nay')
  const unknown = await password(server.client(), { login: '052999999999', password: 'khong phai mat khau nay' })
  known.expect(422)
  unknown.expect(422)
  assert.deepEqual(known.errors, unknown.errors)
})

test('after five wrong passwords the account waits, and says how long', async () => {
  const user = server.user('quantri.tinh'), client = server.client()
  for (let i = 0; i < 5; i++) (await password(client, user, 'sai mat khau ' + i)).expect(422)
  const wait = (await password(client, user)).expect(429)
  wait.says(/Hãy đợi \d+ (giây|phút)/)
  assert.ok(Number(wait.headers['retry-after']) > 0);
  (await password(server.client(), user)).expect(429)
  await server.as('kiemtoan.tinh')
})

test('signing out ends the session on the server, not only in the browser', async () => {
  const client = await server.as('motcua.pleiku'), kept = new Map(client.cookies)
  const page = await client.get('/account')
  await client.submit(page.form('/sign-out'), {})
  const thief = server.client()
  thief.cookies = kept
  await nobody(thief)
})

test('signing in leads on to where one was going, but never off the site', async () => {
  const client = server.client(), user = server.user('canbo.pleiku')
  const signIn = await client.get('/account')
  assert.equal(signIn.path, '/sign-in?next=%2Faccount')
  const second = await client.submit(signIn.form('/sign-in'), { login: user.login, password: user.password })
  assert.equal((await client.submit(second.form('/sign-in/code'), { code: codeShown(second) })).path, '/account')
  for (const next of ['//evil.example/', 'https://evil.example/', '/\\evil.example']) {
    const away = await server.client().get('/sign-in?next=' + encodeURIComponent(next))
    assert.equal(away.form('/sign-in').fields.find((f) => f.name === 'next').value, '/', next)
  }
})

test('one printed recovery code opens the account once when the phone is gone', async () => {
  const client = await server.as('lanhdao.tinh')
  const ask = await client.get('/account/recovery-codes')
  const shown = (await client.submit(ask.form('/account/recovery-codes'), { current: server.user('lanhdao.tinh').password })).expect(200)
  const codes = [...new Set(shown.html.match(/\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b/g))]
  assert.equal(codes.length, 10)
  for (const [attempt, status] of [[1, 200], [2, 422]]) {
    const browser = server.client(), second = await password(browser, server.user('lanhdao.tinh'))
    const last = await browser.submit(second.form('/sign-in/code'), { recovery: codes[0].toLowerCase() })
    assert.equal(last.status, status, `attempt ${attempt}`)
  }
})

test('a session that nobody uses ends after half an hour', async () => {
  const client = await server.as('lanhdao.pleiku');
  (await client.get('/account')).expect(200)
  await server.travel(server.now() + 31 * 60000)
  await nobody(client)
})

test('a form that comes after its session has run out is offered again, but a password is never kept', async () => {
  const client = await server.as('kiemtoan.tinh')
  const choices = (await client.get('/account')).form('/account/preferences'), secret = (await client.get('/account/password')).form('/account/password')
  await server.travel(server.now() + 31 * 60000)
  assert.match((await client.submit(choices, {})).path, /^\/sign-in\?late=1&next=%2Fsign-in%2Fresume%2F/)
  const late = await client.submit(secret, { current: 'mo-phong-gia-lai-2026', password: 'mot con ngua doc tho', again: 'mot con ngua doc tho' })
  assert.ok(!/resume/.test(late.path), late.path)
})

test('a database that is no demo shows nobody\'s password or code', async () => {
  const plain = await Server.start({ fill: false, at: 'now', setup: (fresh) => fresh.command('init') })
  try {
    const page = (await plain.client().get('/sign-in')).expect(200)
    assert.ok(!/mo-phong|MÔ PHỎNG/.test(page.html))
    assert.equal(page.forms.length, 1)
  } finally { await plain.stop() }
})
