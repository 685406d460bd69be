// Identity cards in the browser: a citizen takes and changes an appointment without JavaScript and on a phone; an officer runs the day and prints lists. Each page is
// looked at by axe, on a desk in Vietnamese and on a phone in English.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { Server } from '../support/server.mjs'
import { Person, launch } from './browser.mjs'

let server, browser
before(async () => {
  server = await Server.start({ people: 20000 })
  browser = await launch()
})
after(async () => {
  await browser?.close()
  await server?.stop()
})

const VIEWS = [{ width: 1280, lang: 'vi' }, { width: 360, lang: 'en' }]

for (const view of VIEWS) {
  test(`her card and her children's, an appointment made, changed and given up (${view.lang}, ${view.width} px)`, { timeout: 120000 }, async () => {
    const person = await Person.at(browser, server, { ...view, script: view.width > 400 })
    await person.signIn(server.user('mẹ của hai con'))
    await person.open('/cards')
    await person.look('cards')
    await person.page.locator('a[href^="/cards/book?who=0"]').first().click()
    await person.look('card-book')
    const unit = await person.page.locator('select[name="unit"] option', { hasText: 'Phường Pleiku' }).getAttribute('value')
    await person.open(`/cards/book?who=0&unit=${unit}`)
    await person.look('card-book-places')
    await person.page.locator('main a[href^="/cards/book/"]').last().click()
    await person.look('card-slots')
    await person.page.locator('input[name="minute"]').first().check()
    await person.press(person.page.locator('main button[type="submit"]'))
    await person.look('card-appointment')
    await person.page.locator('a[href*="change="]').click()
    await person.page.locator('main a[href^="/cards/book/"]').last().click()
    await person.page.locator('input[name="minute"]').nth(1).check()
    await person.press(person.page.locator('main button[type="submit"]'))
    await person.press(person.page.locator('form[action$="/cancel"] button'))
    assert.equal(person.path, '/cards')
    await person.leave()
  })

  test(`the officer's desk, a new day, the day's list, campaigns and their sheet (${view.lang}, ${view.width} px)`, { timeout: 120000 }, async () => {
    const person = await Person.at(browser, server, view)
    await person.signIn(server.user('canbo.pleiku'))
    await person.open('/work/cards')
    await person.look('card-desk')
    await person.page.locator('a[href^="/work/cards/new"]').first().click()
    await person.look('card-day-new')
    await person.press(person.page.locator('main button[type="submit"]'))
    await person.look('card-day-new-wrong')
    await person.open('/work/cards')
    await person.page.locator('a[href^="/work/cards/days/"]').first().click()
    await person.look('card-day')
    await person.open('/work/cards/lists/without')
    await person.look('card-list')
    await person.type('purpose', 'Vận động làm thẻ quý IV')
    await person.press(person.page.locator('main form button[type="submit"]'))
    await person.look('card-list-names')
    await person.page.locator('a[href*="/sheet"]').click()
    await person.look('card-sheet')
    await person.open('/work/cards/lists/ready?purpose=Trao+the')
    const ready = person.page.locator('a[href^="/work/cards/card/"]').first()
    if (await ready.count()) {
      await ready.click()
      await person.look('card-record')
    }
    await person.leave()
  })
}
