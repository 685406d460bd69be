// client.mjs: a person at a browser without JavaScript: cookies, links, forms, redirects. Some things must hold for every answer whatever a test is about
// (security headers, no personal number in an address); they are checked here, once, for all of them.
import assert from 'node:assert/strict'
import http from 'node:http'
import { randomBytes } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { formsOf, linksOf, summaryOf, tablesOf, textOf } from './html.mjs'

const REDIRECTS_MAX = 10
const PERSON_NUMBER = /(?<!\d)\d{12}(?!\d)/

export class Page {
  constructor (url, answer) {
    this.url = url
    this.path = url.replace(/^https?:\/\/[^/]+/, '')
    this.status = answer.status
    this.headers = answer.headers
    this.bytes = answer.bytes
    this.type = answer.headers['content-type'] ?? ''
  }

  get html () { return this.html_ ??= /text|json|xml/.test(this.type) ? this.bytes.toString('utf8') : '' }
  get text () { return this.text_ ??= textOf(this.html) }
  get main () { return this.html.match(/<main\b[\s\S]*<\/main>/)?.[0] ?? this.html }
  get h1 () { return textOf(this.html.match(/<h1\b[^>]*>([\s\S]*?)<\/h1>/)?.[1] ?? '') }
  get forms () { return this.forms_ ??= formsOf(this.html) }
  get links () { return this.links_ ??= linksOf(this.html) }
  get tables () { return this.tables_ ??= tablesOf(this.html) }
  get summary () { return this.summary_ ??= summaryOf(this.html) }
  get sources () { return summaryOf(this.html, { sources: true }) }
  get errors () { return [...this.html.matchAll(/<p class="govuk-error-message"[^>]*>([\s\S]*?)<\/p>/g)].map(([, text]) => textOf(text)) }
  json () { return JSON.parse(this.bytes.toString('utf8')) }

  // The form whose action fits; without an argument the page's own (the frame's is for signing out).
  form (action) {
    const found = this.forms.find((form) => action === undefined ? !/sign-out/.test(form.action) : typeof action === 'string' ? form.action === action : action.test(form.action))
    assert.ok(found, `no form ${action ?? ''} on ${this.path} (${this.status}): ${this.text.slice(0, 400)}`)
    return found
  }

  hasForm (action) { return this.forms.some((form) => action.test(form.action)) }

  link (what) {
    const found = this.links.find((link) => typeof what === 'string' ? link.text === what : what.test(link.href) || what.test(link.text))
    assert.ok(found, `no link ${what} on ${this.path}: ${this.links.map((l) => `${l.text} -> ${l.href}`).join('; ')}`)
    return found
  }

  expect (status) {
    assert.equal(this.status, status, `${this.path}: ${this.text.slice(0, 600) || this.html.slice(0, 600)}`)
    return this
  }

  says (...words) {
    for (const word of words) {
      const found = word instanceof RegExp ? word.test(this.text) : this.text.includes(word)
      assert.ok(found, `${this.path} does not say ${word}: ${this.text.slice(0, 1500)}`)
    }
    return this
  }
}

export class File_ {
  constructor (name, bytes, type = 'application/octet-stream') { Object.assign(this, { name, bytes: Buffer.from(bytes), type }) }
}
export const file = (name, bytes, type) => new File_(name, bytes, type)

// [[name, value | File_]…] as a browser would send it.
export function encodeMultipart (pairs) {
  const boundary = '----congdan' + randomBytes(12).toString('hex'), parts = []
  for (const [name, value] of pairs) {
    const isFile = value instanceof File_
    parts.push(Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"${isFile ? `; filename="${value.name}"\r\nContent-Type: ${value.type}` : ''}\r\n\r\n`))
    parts.push(isFile ? value.bytes : Buffer.from(String(value)), Buffer.from('\r\n'))
  }
  parts.push(Buffer.from(`--${boundary}--\r\n`))
  return { type: `multipart/form-data; boundary=${boundary}`, body: Buffer.concat(parts) }
}

// Percent-encodes bytes, so that a test can send what no browser would.
export const encodeForm = (pairs) => pairs.map(([name, value]) => `${encodeBytes(name)}=${encodeBytes(value)}`).join('&')
const encodeBytes = (value) => [...(Buffer.isBuffer(value) ? value : Buffer.from(String(value)))].map((b) => /[A-Za-z0-9._~-]/.test(String.fromCharCode(b)) ? String.fromCharCode(b) : '%' + b.toString(16).padStart(2, '0')).join('')

function checkAlways (method, path, answer) {
  const { headers, status } = answer
  assert.ok(!PERSON_NUMBER.test(decodeURIComponent(path)), `a personal number in an address: ${method} ${path}`)
  assert.ok(!PERSON_NUMBER.test(headers.location ?? ''), `a personal number in a redirect of ${path}`)
  assert.equal(headers['x-content-type-options'], 'nosniff', `${path} ${status}`)
  assert.ok(headers['cache-control'], `${path} ${status}: no Cache-Control`)
  if (!/^\/(static\/|\.well-known\/)|\/jwks(\.json)?$/.test(path)) assert.match(headers['cache-control'], /no-store/, path) // what is the same for everybody may be kept
  if (/text\/html/.test(headers['content-type'] ?? '')) {
    const csp = headers['content-security-policy'] ?? ''
    assert.match(csp, /default-src 'none'/, path)
    assert.ok(!/unsafe|\*/.test(csp), csp)
    assert.match(csp, /frame-ancestors 'none'/, path)
    assert.match(headers['referrer-policy'] ?? '', /same-origin|no-referrer/, path)
  }
  for (const cookie of [].concat(headers['set-cookie'] ?? [])) assert.match(cookie, /HttpOnly/i, cookie)
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 64 })

export class Client {
  constructor (base, { lang, checked = true } = {}) {
    this.base = base
    this.cookies = new Map()
    this.checked = checked // false: the caller looks at bare answers, for example while processes are killed
    this.visited = []
    if (lang) this.cookies.set('congdan_lang', lang)
  }

  raw (method, path, { headers = {}, body, timeoutMs = 30000 } = {}) {
    return new Promise((resolve, reject) => {
      const all = { ...headers }
      if (this.cookies.size && !('cookie' in all)) all.cookie = [...this.cookies].map(([k, v]) => `${k}=${v}`).join('; ')
      if (body !== undefined && !('content-length' in all)) all['content-length'] = Buffer.byteLength(body)
      const request = http.request(this.base + path, { method, headers: all, agent, timeout: timeoutMs }, (response) => {
        const chunks = []
        response.on('data', (chunk) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          let bytes = Buffer.concat(chunks)
          const wire = bytes.length
          if (response.headers['content-encoding'] === 'gzip') bytes = gunzipSync(bytes)
          resolve({ status: response.statusCode, headers: response.headers, bytes, wire })
        })
      })
      request.on('timeout', () => request.destroy(new Error('timeout')))
      request.on('error', reject)
      request.end(body)
    })
  }

  keepCookies (headers) {
    for (const line of headers['set-cookie'] ?? []) {
      const [pair] = line.split(';'), at = pair.indexOf('='), name = pair.slice(0, at), value = pair.slice(at + 1)
      if (/max-age=0/i.test(line) || !value) this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
  }

  async request (method, path, options = {}) {
    for (let hop = 0; hop < REDIRECTS_MAX; hop++) {
      const answer = await this.raw(method, path, options)
      this.visited.push(path)
      if (this.checked) checkAlways(method, path, answer)
      this.keepCookies(answer.headers)
      if (answer.status < 300 || answer.status > 399 || !answer.headers.location || options.follow === false) return new Page(this.base + path, answer)
      path = answer.headers.location.replace(this.base, '')
      method = 'GET'
      options = { headers: options.headers ? Object.fromEntries(Object.entries(options.headers).filter(([name]) => !/^content-/i.test(name))) : {} }
    }
    throw new Error(`more than ${REDIRECTS_MAX} redirects at ${path}`)
  }

  get (path, options) { return this.request('GET', path, options) }
  follow (link) { return this.get(link.href) }

  // A form that never was on a page: pairs as [[name, value]…] or an object.
  post (path, pairs, { multipart = false, headers = {}, ...rest } = {}) {
    const list = Array.isArray(pairs) ? pairs : Object.entries(pairs)
    const encoded = multipart || list.some(([, value]) => value instanceof File_) ? encodeMultipart(list) : { type: 'application/x-www-form-urlencoded', body: encodeForm(list) }
    return this.request('POST', path, { ...rest, body: encoded.body, headers: { 'content-type': encoded.type, ...headers } })
  }

  // Fills a form as a person would: what stands in it stays unless `values` says otherwise; a list ticks several boxes. Names that the form does not have fail.
  submit (form, values = {}, { button, ...rest } = {}) {
    const pairs = [], used = new Set()
    for (const field of form.fields) {
      if (!field.name) continue
      const given = field.name in values
      if (given && field.type !== 'radio' && field.type !== 'checkbox' && used.has(field.name)) continue
      if (given) used.add(field.name)
      const value = values[field.name]
      if (field.type === 'radio' || field.type === 'checkbox') {
        const chosen = given ? [].concat(value).map(String).includes(field.value) : field.checked
        if (chosen) pairs.push([field.name, field.value])
      } else if (field.type === 'file') {
        for (const one of given ? [].concat(value) : [new File_('', '')]) pairs.push([field.name, one])
      } else if (field.type === 'select' && given) {
        const option = field.options.find((o) => o.value === String(value) || o.text === value)
        assert.ok(option, `no choice ${value} in ${field.name}`)
        pairs.push([field.name, option.value])
      } else {
        pairs.push([field.name, given ? value : field.value])
      }
    }
    for (const name of Object.keys(values)) assert.ok(used.has(name), `no field ${name} in the form ${form.action}: ${form.fields.map((f) => f.name).join(', ')}`)
    const pressed = button === undefined ? form.buttons[0] : form.buttons.find((b) => b.value === button || b.text === button || (button instanceof RegExp && button.test(b.text)))
    assert.ok(pressed || button === undefined, `no button ${button} in the form ${form.action}: ${form.buttons.map((b) => b.text).join(', ')}`)
    if (pressed?.name) pairs.push([pressed.name, pressed.value])
    if (form.method === 'GET') return this.get(form.action + '?' + encodeForm(pairs))
    return this.post(form.action, pairs, { multipart: form.multipart, ...rest })
  }

  // Password, then code, as the demo's pages show them.
  async signIn (user, next = '/') {
    const page = await this.get('/sign-in?next=' + encodeURIComponent(next))
    const second = await this.submit(page.form('/sign-in'), { login: user.login, password: user.password })
    second.expect(200)
    const last = await this.submit(second.form('/sign-in/code'), { code: codeShown(second) })
    assert.ok(last.status < 400 && !last.path.startsWith('/sign-in'), `${user.login} is not signed in: ${last.path} ${last.status} ${last.text.slice(0, 300)}`)
    this.user = user
    return last
  }
}

export function codeShown (page) {
  const code = page.html.match(/<strong class="app-code">(\d{6})<\/strong>/)
  assert.ok(code, `the demo shows no code at ${page.path}: ${page.text.slice(0, 400)}`)
  return code[1]
}
