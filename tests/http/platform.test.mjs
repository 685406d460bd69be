// What holds for every page, and what machines ask: headers, languages, health, figures, logs.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { Server } from '../support/server.mjs'
import { Client } from '../support/client.mjs'
import { fileTemporary } from '../support/acts.mjs'

let server, code
const roles = {}
before(async () => {
  server = await Server.start({ people: 1000, dossiers: 40 })
  for (const [name, who] of Object.entries({ citizen: 'thuê phòng trọ', officer: 'canbo.pleiku', head: 'truong.pleiku', clerk: 'motcua.pleiku', leader: 'lanhdao.tinh', auditor: 'kiemtoan.tinh', operator: 'quantri.tinh' })) roles[name] = await server.as(who)
  roles.public = server.client();
  ({ code } = await fileTemporary(server, roles.citizen, { address: 'Nhà để đi dạo' }))
})
after(async () => { await server?.stop() })

// Every page that can be reached by links; not files, not switches.
async function walk (client, start, max = 120) {
  const seen = new Map(), queue = [...start]
  while (queue.length && seen.size < max) {
    const path = queue.shift()
    if (seen.has(path)) continue
    const page = await client.get(path)
    seen.set(path, page)
    if (!/text\/html/.test(page.type)) continue
    for (const { href } of page.links) {
      if (!href || !href.startsWith('/') || /^\/(static|language|display)\//.test(href) || /\.(pdf|csv|xlsx)(\?|$)/.test(href) || /\/files\//.test(href)) continue
      const shape = href.replace(/#.*/, '')
      const alike = [...seen.keys(), ...queue].filter((p) => p.replace(/[0-9]+/g, '0').replace(/=[^&]*/g, '=') === shape.replace(/[0-9]+/g, '0').replace(/=[^&]*/g, '='))
      if (!seen.has(shape) && alike.length < 4) queue.push(shape) // four of a kind are enough
    }
  }
  return seen
}

for (const role of ['public', 'citizen', 'clerk', 'officer', 'head', 'leader', 'auditor', 'operator']) {
  test(`${role}: every link on every page leads to a page with a heading, a title and the mark of the demo, in both languages`, async () => {
    const menu = ['/']
    if (role === 'citizen') menu.push(`/dossiers/${code}`)
    for (const lang of ['vi', 'en']) {
      roles[role].cookies.set('congdan_lang', lang)
      const pages = await walk(roles[role], menu)
      for (const [path, page] of pages) {
        assert.equal(page.status, 200, `${role} ${path}: ${page.text.slice(0, 300)}`)
        if (!/text\/html/.test(page.type)) continue
        assert.ok(page.h1, `${path} has no heading`)
        assert.match(page.html, new RegExp(`<html lang="${lang}"`), path)
        assert.match(page.html, /<title>[^<]{5,}<\/title>/, path)
        assert.ok(page.text.includes(lang === 'vi' ? 'DỮ LIỆU MÔ PHỎNG' : 'SYNTHETIC DATA') || /MÔ PHỎNG|SIMULATED|SYNTHETIC|DEMO/i.test(page.text.slice(0, 200)), `${path} does not say that it is a demo`)
        assert.ok(!/<(script|style)(?![^>]*\bsrc=)[^>]*>|\son[a-z]+=|\sstyle=/i.test(page.html), `${path} has inline code`)
        assert.equal((page.html.match(/<h1\b/g) ?? []).length, 1, `${path} has not one h1`)
        const ids = [...page.html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id)
        assert.deepEqual(ids.filter((id, i) => ids.indexOf(id) !== i), [], `${path} has an id twice`)
      }
      assert.ok(pages.size >= (role === 'public' ? 6 : 5), `${role} reached only ${[...pages.keys()].join(' ')}`)
    }
  })
}

test('the same address speaks both languages, and the choice stays', async () => {
  const client = server.client()
  const vi = await client.get('/services')
  const en = await client.follow(vi.link('English'))
  assert.equal(en.path, '/services')
  assert.match(en.html, /<html lang="en"/)
  en.says('Register a temporary residence');
  (await client.get('/lookup')).says(/Look/)
  const back = await client.follow(en.link('Tiếng Việt'))
  back.says('Đăng ký tạm trú')
})

test('no English page keeps Vietnamese sentences of the program', async () => {
  const client = server.client({ lang: 'en' })
  for (const path of ['/services', '/services/dang-ky-tam-tru', '/lookup', '/help', '/khong-co-trang-nay']) {
    const page = await client.get(path)
    const words = page.main.replace(/<[^>]*>/g, ' ').match(/\b(của|không|được|những|hoặc|hãy|người|giấy tờ)\b/gi)
    assert.ok(!words || words.length < 4, `${path}: ${words}`) // titles of laws stay Vietnamese
  }
})

test('a missing page says so kindly, with the way back and the hotline', async () => {
  const page = await server.client().get('/khong-co-trang-nay')
  page.expect(404).says('Không có trang này', 'Về trang đầu', '18001096')
})

test('static files come compressed, cacheable for good, and 304 when unchanged', async () => {
  const page = await server.client().get('/')
  const css = page.html.match(/href="(\/static\/[^"]+\.css)"/)[1], client = new Client(server.base, { checked: false })
  const full = await client.raw('GET', css, { headers: { 'accept-encoding': 'gzip' } })
  assert.equal(full.headers['content-encoding'], 'gzip')
  assert.match(full.headers['cache-control'], /immutable/)
  const same = await client.raw('GET', css, { headers: { 'if-none-match': full.headers.etag } })
  assert.equal(same.status, 304)
  assert.equal((await client.raw('GET', css.replace(/[0-9a-f]{16}-/, '0000000000000000-'))).headers['cache-control'].includes('immutable'), false)
})

test('a first view weighs less than 100 KB with style, script and fonts', async () => {
  const client = new Client(server.base, { checked: false }), gzip = { headers: { 'accept-encoding': 'gzip' } }
  const page = await client.raw('GET', '/', gzip), html = page.bytes.toString()
  let bytes = page.wire
  for (const [, path] of html.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)) {
    const file = await client.raw('GET', path, gzip)
    bytes += file.wire
    for (const [, font] of file.bytes.toString('latin1').matchAll(/url\(["']?([^"')]+\.woff2)/g)) if (!/latin-ext/.test(font)) bytes += (await client.raw('GET', new URL(font, server.base + path).pathname, gzip)).wire
  }
  assert.ok(bytes > 20000 && bytes <= 100 * 1024, `${bytes} bytes`)
})

test('health, readiness and figures answer machines', async () => {
  const client = new Client(server.base)
  assert.equal((await client.raw('GET', '/healthz')).bytes.toString(), 'ok\n')
  assert.equal((await client.raw('GET', '/readyz')).bytes.toString(), 'ready\n')
  const metrics = (await client.raw('GET', '/metrics')).bytes.toString()
  for (const line of metrics.trim().split('\n')) assert.match(line, /^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? -?[0-9.e+]+(Inf)?)$/, line)
  assert.match(metrics, /^congdan_http_requests_total\{.*\} [1-9]/m)
})

test('the log names routes, never addresses with codes, names or numbers', async () => {
  await server.travel(server.now()) // lines are written in bunches; stopping writes the last
  const log = server.log()
  assert.match(log, /event=request method=GET route=\/dossiers\/\{code\} status=200/)
  assert.ok(!log.includes(code), 'a dossier\'s code in the log')
  for (const line of log.trim().split('\n')) assert.match(line, /^ts=\S+ (?:[a-z_]+=(?:"(?:[^"\\]|\\.)*"|\S*) ?)+$/, line)
  server.checkLog()
})

test('cookies are HttpOnly and SameSite, and Secure behind TLS', async () => {
  const secure = await Server.start({ args: ['--secure-cookies', 'on'] })
  try {
    const answer = await new Client(secure.base, { checked: false }).raw('GET', '/')
    for (const cookie of answer.headers['set-cookie']) assert.match(cookie, /HttpOnly; SameSite=Lax; Secure/)
    assert.match(answer.headers['strict-transport-security'], /max-age=\d{7,}/)
  } finally { await secure.stop() }
})
