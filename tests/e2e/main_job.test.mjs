// The main job in Chromium, as citizen and officer: JavaScript on, off, over a slow line, on a phone, in both languages. Counts what a person has to do.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Server } from '../support/server.mjs'
import { pdf } from '../support/files.mjs'
import { fileTemporary } from '../support/acts.mjs'
import { addDays, viDay } from '../support/days.mjs'
import { Person, launch } from './browser.mjs'

const SCREENS_MAX = 7, TYPED_MAX = 8, FIRST_VIEW_MS = 3000
let server, browser, folder, contract
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'congdan-e2e-'))
  contract = join(folder, 'hop-dong-thue-nha.pdf')
  writeFileSync(contract, pdf('Hop dong thue nha'))
  server = await Server.start({ people: 2000, dossiers: 60 })
  browser = await launch()
})
after(async () => {
  await browser?.close()
  await server?.stop()
  rmSync(folder, { recursive: true, force: true })
})

// A code is good once and there are two for each half minute: people take turns.
const turns = [{ citizen: 'thuê phòng trọ', unit: 'Phường Pleiku', officer: 'truong.pleiku' }, { citizen: 'cần đăng ký thường trú', unit: 'Phường Quy Nhơn', officer: 'canbo.quynhon' }]
const ways = [
  { name: 'with JavaScript', look: true },
  { name: 'without JavaScript', script: false },
  { name: 'over 50 KB/s and 400 ms', slow: true },
  { name: 'on a phone of 360 pixels', width: 360, look: true },
  { name: 'in English', lang: 'en', look: true },
  { name: 'in English without JavaScript on a phone', lang: 'en', script: false, width: 360 }
]

let house = 1
async function citizenFiles (way, turn) {
  const person = await Person.at(browser, server, way), address = `Số ${house++} Lê Lợi`
  const look = async (name) => { if (way.look) await person.look(name) }
  const started = Date.now()
  await person.open('/services/dang-ky-tam-tru')
  const firstView = Date.now() - started
  await look('service')
  await person.linkButton('Đăng nhập và bắt đầu', 'Sign in and start').click()
  await person.page.waitForURL(/sign-in/)
  await look('sign-in')
  await person.signIn(server.user(turn.citizen))
  assert.equal(person.path, '/services/dang-ky-tam-tru', 'after signing in she is where she was')
  await person.press(person.button('Bắt đầu', 'Start'))
  await look('screen-where')
  await person.page.selectOption('[name="unit"]', { label: turn.unit })
  await person.type('address', address)
  await person.page.check('[name="dwelling"][value="rented"]')
  await person.type('owner_name', 'Hồ Văn Tâm')
  await person.press(person.button('Lưu và tiếp tục', 'Save and continue'))
  await look('screen-how-long')
  await person.type('from', viDay(addDays(server.now(), 1)))
  await person.type('until', viDay(addDays(server.now(), 300)))
  await person.page.check('[name="reason"][value="work"]')
  await person.press(person.button('Lưu và tiếp tục', 'Save and continue'))
  await look('papers')
  await person.page.setInputFiles('[name="proof_of_dwelling"]', contract)
  await person.press(person.button('Lưu và tiếp tục', 'Save and continue'))
  await look('review')
  await person.press(person.button('Nộp hồ sơ', 'Submit the dossier'))
  await person.page.waitForURL(/\/submitted$/)
  await look('submitted')
  const code = person.path.match(/dossiers\/([^/]+)/)[1]
  await person.open(`/dossiers/${code}`)
  await look('status')
  return { person, code, address, firstView }
}

for (const [i, way] of ways.entries()) {
  const turn = turns[i % turns.length]
  test(`a citizen files and an officer decides, ${way.name}`, { timeout: 180000 }, async (t) => {
    const { person, code, address, firstView } = await citizenFiles(way, turn)
    t.diagnostic(`${person.screens} screens, ${person.typed} typed fields, first view ${firstView} ms`)
    assert.ok(person.screens <= SCREENS_MAX, `${person.screens} screens`)
    assert.ok(person.typed <= TYPED_MAX, `${person.typed} typed fields`)
    assert.ok(firstView <= FIRST_VIEW_MS, `the first view took ${firstView} ms`)
    if (way.slow) return person.leave() // the officer's desk has a line

    const officer = await Person.at(browser, server, way), look = async (name) => { if (way.look) await officer.look(name) }
    await officer.signIn(server.user(turn.officer))
    await officer.open('/work')
    await look('work-list')
    await officer.page.locator('main').getByRole('link', { name: code }).click()
    await officer.page.waitForURL(/\/work\/H/)
    assert.match(await officer.page.innerText('main'), new RegExp(address))
    await look('work-dossier')
    const receive = officer.button('Tiếp nhận hồ sơ', 'Receive the dossier')
    if (await receive.count()) await officer.press(receive)
    await officer.page.locator('[name="reason.file:proof_of_dwelling"]').first().evaluate((field) => field.tagName) // the line is there to be ticked
    await officer.page.selectOption('[name="reason.file:proof_of_dwelling"]', 'unreadable').catch(() => officer.page.check('[name="reason.file:proof_of_dwelling"][value="unreadable"]'))
    await officer.press(officer.page.locator('form[action$="/supplement"] button[type="submit"]').last())

    await person.open(`/dossiers/${code}/supplement`)
    if (way.look) await person.look('supplement')
    await person.page.setInputFiles('[name="proof_of_dwelling"]', contract)
    await person.press(person.page.locator('button[name="action"][value="send"]'))
    assert.match(person.path, new RegExp(`/dossiers/${code}$`))

    await officer.open(`/work/${code}`)
    await officer.press(officer.page.locator('form[action$="/approve"] button[type="submit"]'))
    await person.open(`/dossiers/${code}`)
    if (way.look) await person.look('status-done')
    const result = await person.page.request.get(`${server.base}/dossiers/${code}/result.pdf`)
    assert.equal(result.headers()['content-type'], 'application/pdf')
    await person.open('/me')
    assert.match(await person.page.innerText('main'), new RegExp(address))
    if (way.look) await person.look('me')
    await officer.leave()
    await person.leave()
  })
}

test('wrong answers are read out, focused and tied to their fields', async () => {
  const person = await Person.at(browser, server)
  await person.signIn(server.user('chủ nhà cho thuê trọ'))
  await person.open('/services/dang-ky-tam-tru')
  await person.press(person.button('Bắt đầu', 'Start'))
  await person.press(person.button('Lưu và tiếp tục', 'Save and continue'))
  await person.look('screen-errors')
  assert.ok(await person.page.evaluate(() => document.activeElement.closest('.govuk-error-summary') !== null), 'the summary has the focus')
  await person.page.locator('.govuk-error-summary a').first().click()
  assert.ok(await person.page.evaluate(() => ['INPUT', 'SELECT', 'TEXTAREA'].includes(document.activeElement.tagName)), 'its links lead to the fields')
  await person.leave()
})

test('the work list is led by keys alone', async () => {
  const citizen = await server.as('chủ nhà nghỉ'), officer = await Person.at(browser, server)
  for (const address of ['Nhà một', 'Nhà hai', 'Nhà ba']) await fileTemporary(server, citizen, { address, unit: 'Phường Diên Hồng' })
  await officer.signIn(server.user('canbo.dienhong'))
  await officer.open('/display/keys?next=/work')
  const links = await officer.page.locator('main table a').count()
  assert.ok(links >= 2, 'too few dossiers in the list')
  await officer.page.keyboard.press('j')
  const first = await officer.page.evaluate(() => document.activeElement.closest('tr')?.rowIndex)
  await officer.page.keyboard.press('j')
  const second = await officer.page.evaluate(() => document.activeElement.closest('tr')?.rowIndex)
  assert.ok(first >= 1 && second === first + 1, `j leads from row ${first} to ${second}`)
  await officer.page.keyboard.press('k')
  assert.equal(await officer.page.evaluate(() => document.activeElement.closest('tr')?.rowIndex), first)
  await Promise.all([officer.page.waitForURL(/\/work\/H/), officer.page.keyboard.press('Enter')])
  await officer.page.goBack()
  const searching = () => officer.page.evaluate(() => document.activeElement.tagName === 'INPUT')
  for (let tries = 0; tries < 60 && !await searching(); tries++) { // the page is back before its script has come
    await officer.page.keyboard.press('/')
    if (!await searching()) await officer.page.waitForTimeout(50)
  }
  assert.ok(await searching(), '/ leads to the search')
  await officer.leave()
})
