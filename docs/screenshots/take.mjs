// take.mjs: makes the pictures of the README anew from a running demo: `node docs/screenshots/take.mjs [http://127.0.0.1:8006]`.
// Needs playwright-core (tests/e2e: npm ci), Debian's chromium and poppler-utils. Files a dossier as a citizen, so take a demo that may change.
import { createRequire } from 'node:module'
import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url)), base = process.argv[2] ?? 'http://127.0.0.1:8006'
const { chromium } = createRequire(process.env.PLAYWRIGHT_FROM ?? join(here, '../../tests/e2e/package.json'))('playwright-core')
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--headless=new', '--font-render-hinting=none'] })
const phone = { width: 390, height: 780 }, desk = { width: 1280, height: 900 }
const LIMIT = 200 * 1024 // bytes of a picture

async function as (who, viewport) {
  const page = await (await browser.newContext({ viewport, locale: 'vi-VN', baseURL: base })).newPage()
  await page.goto('/sign-in')
  await page.locator('.app-demo-users__item', { hasText: who }).first().locator('button').click()
  await page.fill('[name=code]', (await page.locator('main').innerText()).match(/\b\d{6}\b/)[0])
  await page.locator('main form[action="/sign-in/code"] button[type=submit]').first().click()
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
  return page
}

function kept (name) {
  const bytes = statSync(join(here, name)).size
  console.log(name, bytes)
  if (bytes > LIMIT) throw new Error(`${name} is larger than ${LIMIT} bytes`)
}

async function shot (page, name, from) {
  if (from) await page.locator(from).first().evaluate((element) => element.scrollIntoView({ block: 'start' }))
  await page.screenshot({ path: join(here, `${name}.png`) })
  kept(`${name}.png`)
}

const day = (days) => { const at = new Date(Date.now() + days * 86400e3); return [at.getDate(), at.getMonth() + 1, at.getFullYear()].join('/') }
async function fill (page, values) {
  for (const [name, value] of Object.entries(values)) {
    const field = page.locator(`[name="${name}"]`).first()
    if (await field.getAttribute('type') === 'radio') await page.check(`[name="${name}"][value="${value}"]`)
    else if (await field.evaluate((element) => element.tagName) === 'SELECT') await field.selectOption({ label: value })
    else await field.fill(value)
  }
}
const press = async (page, form) => { await page.locator(`main form[action*="${form}"] button.govuk-button:not(.govuk-button--secondary)`).last().click(); await page.waitForLoadState() }
async function contract (browser) { // a page to attach, drawn here
  const page = await browser.newPage({ viewport: { width: 600, height: 800 } })
  await page.setContent('<h1>HỢP ĐỒNG THUÊ PHÒNG TRỌ</h1><p>Bên cho thuê: ... Bên thuê: ...</p><p>(giấy tờ mô phỏng)</p>')
  const buffer = await page.pdf({ format: 'A4' })
  await page.close()
  return { name: 'hop-dong-thue-nha.pdf', mimeType: 'application/pdf', buffer }
}

// The citizen, on her phone.
const citizen = await as('thuê phòng trọ', phone)
await citizen.goto('/services/dang-ky-tam-tru')
await press(citizen, '/start')
await shot(citizen, 'form', 'h1')
await fill(citizen, { unit: 'Phường Pleiku', address: '12 Hùng Vương, tổ dân phố 3', dwelling: 'rented', owner_name: 'Hồ Văn Tâm' })
await press(citizen, '/screens/')
await fill(citizen, { from: day(1), until: day(300), reason: 'work', phone: '0912 345 678' })
await press(citizen, '/screens/')
await citizen.locator('input[type=file]').first().setInputFiles(await contract(browser))
await press(citizen, '/papers')
await press(citizen, '/submit')
await citizen.locator('a[href^="/dossiers/H"]').first().click()
const code = citizen.url().match(/H21[^/?]+/)[0]
await citizen.goto(`/dossiers/${code}`)
await citizen.setViewportSize({ width: 390, height: 1000 })
await citizen.locator('details summary').first().click() // why this date?
await shot(citizen, 'status', 'dl')

// Form 01, as it comes out of the printer.
const receipt = await citizen.request.get(`/dossiers/${code}/receipt.pdf`)
execFileSync('pdftoppm', ['-png', '-r', '75', '-singlefile', '-', join(here, 'form-01')], { input: await receipt.body() })
kept('form-01.png')

// The officer at his desk.
const officer = await as('canbo.pleiku', desk)
await officer.goto(`/work/${code}`)
await shot(officer, 'dossier')

// The leader.
const leader = await as('lanhdao.tinh', desk)
await leader.goto('/dashboard')
await shot(leader, 'dashboard')
await browser.close()
