// Life events in Chromium: a birth on a phone without JavaScript, a marriage that the other one confirms, a change of name in English with its history and its undo.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Server } from '../support/server.mjs'
import { fileService } from '../support/acts.mjs'
import { pdf } from '../support/files.mjs'
import { addDays, viDay } from '../support/days.mjs'
import { Person, launch } from './browser.mjs'

const MOTHER = 'mẹ của hai con chưa thành niên', LANDLORD = 'chủ nhà cho thuê trọ', SCREENS_MAX = 7, TYPED_MAX = 8
let server, browser, folder, paper
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'congdan-e2e-'))
  paper = join(folder, 'giay-to.pdf')
  writeFileSync(paper, pdf('Giay to'))
  server = await Server.start({ people: 2000 })
  browser = await launch()
})
after(async () => {
  await browser?.close()
  await server?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const next = (person) => person.press(person.button('Lưu và tiếp tục', 'Save and continue'))
async function begin (slug, who, way) {
  const person = await Person.at(browser, server, way)
  await person.signIn(server.user(who))
  Object.assign(person, { screens: 0, typed: 0 })
  await person.open(`/services/${slug}`)
  await person.look(`${slug}-service`)
  await person.press(person.button('Bắt đầu', 'Start'))
  await person.look(`${slug}-first`)
  return person
}
async function submit (person, slug) {
  await person.look(`${slug}-review`)
  await person.press(person.button('Nộp hồ sơ', 'Submit the dossier'))
  assert.match(person.path, /\/submitted$/, await person.page.innerText('main'))
  assert.ok(person.screens <= SCREENS_MAX && person.typed <= TYPED_MAX, `${person.screens} screens, ${person.typed} typed fields`)
  return person.path.match(/dossiers\/([^/]+)/)[1]
}
// The civil status officer receives and proposes, the chairman approves.
async function decide (code, way = {}) {
  const officer = await Person.at(browser, server, way), chair = await Person.at(browser, server, way)
  await officer.signIn(server.user('hotich.pleiku'))
  await officer.open(`/work/${code}`)
  await officer.look('life-work')
  await officer.press(officer.page.locator('form[action$="/receive"] button'))
  await officer.page.locator('[name="propose_note"]').fill('Đủ điều kiện')
  await officer.press(officer.page.locator('form[action$="/propose"] button'))
  await chair.signIn(server.user('lanhdao.pleiku'))
  await chair.open(`/work/${code}`)
  await chair.press(chair.page.locator('form[action$="/approve"] button'))
  return { officer, chair }
}

test('a mother registers a birth on a phone, without JavaScript', { timeout: 180000 }, async () => {
  const slug = 'dang-ky-khai-sinh', mother = await begin(slug, MOTHER, { width: 360, script: false })
  await mother.type('child_name', 'Phạm An Nhiên')
  await mother.type('child_birth', '29/02/2025')
  await mother.page.check('[name="child_sex"][value="female"]')
  await mother.type('birth_place', 'Bệnh viện mô phỏng, phường Pleiku')
  await mother.type('hometown', 'Gia Lai')
  await next(mother)
  assert.match(await mother.page.innerText('.govuk-error-summary'), /Ngày không đúng/, 'there is no such day')
  await mother.type('child_birth', viDay(addDays(server.now(), -3)))
  await next(mother)
  await mother.page.check('[name="other_parent"][value="none"]')
  await mother.type('phone', '0912345678')
  await mother.look(`${slug}-parent`)
  await next(mother)
  await mother.page.setInputFiles('[name="birth_certificate_of_hospital"]', paper)
  await next(mother)
  mother.screens-- // the wrong day was the test's, not hers
  const code = await submit(mother, slug), { officer, chair } = await decide(code)
  await mother.open(`/dossiers/${code}`)
  await mother.look(`${slug}-done`)
  await officer.open('/civil-books?kind=birth')
  assert.match(await officer.page.innerText('main'), /1\/\d{4}[\s\S]*Phạm An Nhiên/)
  await officer.look('civil-book')
  for (const person of [mother, officer, chair]) await person.leave()
})

test('two people marry: one files, the other reads and confirms, the paper can be checked by anybody', { timeout: 180000 }, async () => {
  const slug = 'dang-ky-ket-hon', mother = await begin(slug, MOTHER, {})
  await mother.type('partner_number', server.user(LANDLORD).login)
  await mother.type('partner_name', 'Hồ Văn Tâm')
  await next(mother)
  await mother.type('times', '2')
  await mother.page.check('[name="oath"]')
  await mother.type('phone', '0912345678')
  await next(mother)
  if (/\/papers$/.test(mother.path)) await next(mother)
  const code = await submit(mother, slug), landlord = await Person.at(browser, server, { width: 360 })
  await landlord.signIn(server.user(LANDLORD))
  await landlord.open('/consents')
  await landlord.look('consents')
  await landlord.page.locator('main').getByRole('link', { name: 'Đăng ký kết hôn' }).click()
  await landlord.page.waitForURL(/\/dossiers\//)
  await landlord.look(`${slug}-asked`)
  await landlord.press(landlord.button('Tôi xác nhận', 'I agree'))
  const { officer, chair } = await decide(code)
  await mother.open(`/dossiers/${code}`)
  await mother.look(`${slug}-done`)
  const extract = await mother.page.request.get(`${server.base}/dossiers/${code}/result.pdf`)
  assert.equal(extract.headers()['content-type'], 'application/pdf')
  for (const person of [mother, landlord, officer, chair]) await person.leave()
})

test('a change of name in English: as of then and now, booked wrongly, undone by another officer', { timeout: 180000 }, async () => {
  const slug = 'thay-doi-cai-chinh-ho-tich', way = { lang: 'en' }, citizen = await begin(slug, LANDLORD, way)
  await citizen.page.check('[name="kind"][value="change"]')
  await citizen.page.check('[name="what"][value="name"]')
  await next(citizen)
  assert.equal(await citizen.page.locator('[name="new_birth"]:visible').count(), 0, 'only what was chosen is asked')
  await citizen.type('new_name', 'Hồ Minh Tâm')
  await citizen.type('reason', 'Tên gây nhầm lẫn trong gia đình')
  await citizen.type('phone', '0912345678')
  await citizen.look(`${slug}-values`)
  await next(citizen)
  await citizen.page.setInputFiles('[name="evidence"]', paper)
  await next(citizen)
  const code = await submit(citizen, slug), { officer, chair } = await decide(code, way)
  await officer.open('/people/history')
  await officer.look('history-ask')
  await officer.type('number', server.user(LANDLORD).login)
  await officer.type('on', viDay(addDays(server.now(), -30)))
  await officer.type('purpose', 'Kiểm tra việc đổi tên')
  await officer.type('dossier', code)
  await officer.press(officer.page.locator('form[action="/people/history"] button'))
  assert.match(await officer.page.innerText('main'), /Hồ Văn Tâm/)
  await officer.look('history')
  await officer.page.locator('article details summary').first().click()
  await officer.page.locator('[name^="undo_reason_"]').first().fill('Nhập nhầm hồ sơ của người khác')
  await officer.press(officer.page.locator('form[action="/undo-requests"] button').first())
  await officer.look('undo-own')
  await chair.open('/undo-requests')
  await chair.look('undo-decide')
  await chair.page.locator('[name^="decision_"]').first().fill('Đúng là nhập nhầm, đã đối chiếu')
  await chair.press(chair.page.locator('button[value="approve"]').first())
  await citizen.open('/me')
  assert.match(await citizen.page.innerText('main'), /Hồ Văn Tâm/)
  for (const person of [citizen, officer, chair]) await person.leave()
})

test('a linked birth shows its parts; the list of Article 24 explains itself when it is empty', { timeout: 120000 }, async () => {
  const mother = await server.as(MOTHER)
  const { code } = await fileService(mother, 'lien-thong-khai-sinh', [{ child_name: 'Phạm An Yên', child_birth: viDay(addDays(server.now(), -2)), child_sex: 'female', child_ethnicity: 'Kinh',
    birth_place: 'Bệnh viện mô phỏng', hometown: 'Gia Lai', twin: '1' }, { other_parent: 'none', phone: '0912345678' }], { birth_certificate_of_hospital: 'giay-chung-sinh.pdf' })
  const person = await Person.at(browser, server, { width: 360 }), officer = await Person.at(browser, server)
  await person.signIn(server.user(MOTHER))
  await person.open(`/dossiers/${code}`)
  await person.look('linked')
  await officer.signIn(server.user('canbo.pleiku'))
  await officer.open('/residence-deletions')
  await officer.look('residence-deletions')
  await person.leave()
  await officer.leave()
})
