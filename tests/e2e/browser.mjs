// browser.mjs: Debian's Chromium, driven as a person would use it. Every page that is opened is watched: no script error, no violation of the content
// security policy, no failed request; `look` also asks axe for WCAG 2.2 AA.
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const SHOTS = process.env.CONGDAN_TEST_SHOTS // a folder: a picture of every page that is looked at

export const launch = () => chromium.launch({
  executablePath: process.env.CONGDAN_TEST_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--headless=new', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run']
})

export class Person {
  // script: false for a browser without JavaScript. slow: 50 KB/s with 400 ms. width: of the window in CSS pixels.
  static async at (browser, server, { script = true, slow = false, width = 1280, lang = 'vi' } = {}) {
    const person = new Person()
    Object.assign(person, { server, script, slow, lang, width, screens: 0, typed: 0, problems: [] })
    person.context = await browser.newContext({ javaScriptEnabled: script, viewport: { width, height: width < 600 ? 740 : 900 }, locale: lang === 'vi' ? 'vi-VN' : 'en-GB', baseURL: server.base })
    await person.context.addCookies([{ name: 'congdan_lang', value: lang, url: server.base }])
    person.page = await person.context.newPage()
    person.page.setDefaultTimeout(slow ? 30000 : 10000)
    person.page.on('console', (message) => { if (message.type() === 'error' && !/status of (4\d\d|503)/.test(message.text())) person.problems.push(`${person.page.url()}: ${message.text()}`) })
    person.page.on('pageerror', (error) => person.problems.push(`${person.page.url()}: ${error.message}`))
    person.page.on('response', (response) => { if (response.status() >= 500) person.problems.push(`${response.url()}: ${response.status()}`) })
    if (slow) {
      const cdp = await person.context.newCDPSession(person.page)
      await cdp.send('Network.enable')
      await cdp.send('Network.emulateNetworkConditions', { offline: false, latency: 400, downloadThroughput: 50 * 1024, uploadThroughput: 50 * 1024 })
    }
    return person
  }

  t (vi, en) { return this.lang === 'vi' ? vi : en }
  async open (path) { await this.page.goto(this.server.base + path) }
  get path () { return this.page.url().replace(this.server.base, '') }

  async type (name, value) {
    const field = this.page.locator(`[name="${name}"]:not([type="hidden"])`).first()
    if (await field.inputValue() === value) return // prefilled: nothing to type
    await field.fill(value)
    this.typed++
  }

  async press (button) {
    this.screens++
    await Promise.all([this.page.waitForNavigation(), button.click()])
  }

  button (vi, en) { return this.page.locator('main').getByRole('button', { name: this.t(vi, en), exact: true }) }
  linkButton (vi, en) { return this.page.locator('main').getByText(this.t(vi, en), { exact: true }) }

  async signIn (user) {
    if (!/^\/sign-in/.test(this.path)) await this.open('/sign-in')
    await this.type('login', user.login)
    await this.type('password', user.password)
    await this.press(this.page.locator('form[action="/sign-in"] button').first())
    for (let i = 0; !(await this.page.locator('strong.app-code').count()); i++) { // two codes of this half minute are used up
      assert.ok(i < 20, 'no code is shown')
      await this.page.waitForTimeout(2000)
      await this.page.reload()
    }
    await this.type('code', await this.page.locator('strong.app-code').first().innerText())
    await this.press(this.page.locator('form[action="/sign-in/code"] button').first())
    assert.ok(!/^\/sign-in/.test(this.path), await this.page.innerText('main'))
  }

  // Nothing sticks out, axe is content, a picture is kept where one is wanted.
  async look (name) {
    await this.page.waitForLoadState('load')
    if (SHOTS) {
      mkdirSync(SHOTS, { recursive: true })
      await this.page.screenshot({ path: join(SHOTS, `${name}-${this.width}-${this.lang}.png`), fullPage: true })
    }
    const [wide, inner] = await this.page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth])
    assert.ok(wide <= inner + 1, `${this.path} is ${wide} wide in a window of ${inner}`)
    if (!this.script) return
    await this.page.evaluate(axeSource)
    const { violations } = await this.page.evaluate((tags) => window.axe.run(document, { runOnly: { type: 'tag', values: tags } }), TAGS)
    assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 200)).join(' | ')}`), [], `${this.path} ${this.lang} ${this.width}`)
  }

  async leave () {
    await this.context.close()
    assert.deepEqual(this.problems, [])
  }
}
