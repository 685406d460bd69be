// "My data" in Chromium: a citizen on a desk and on a phone without JavaScript, in both languages, with axe; and the counter that prints for her.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { Person, launch } from './browser.mjs'
import { Server } from '../support/server.mjs'

let browser, server
before(async () => { [browser, server] = [await launch(), await Server.start({ people: 2000, dossiers: 100 })] })
after(async () => { await browser?.close(); await server?.stop() })

for (const [name, how] of [['desk', {}], ['phone without JavaScript, English', { width: 360, script: false, lang: 'en' }]]) {
  test(`a citizen looks at her data and asks for a correction: ${name}`, async () => {
    const citizen = await Person.at(browser, server, how)
    await citizen.signIn(server.user('đăng ký thường trú'))
    await citizen.open('/me')
    await citizen.look('my-data')
    await citizen.page.locator('a[href="/me/correct/birth"]').click()
    await citizen.look('my-data-correct')
    await citizen.open('/me')
    const child = citizen.page.locator('a[href^="/me/children/"]').first()
    assert.equal(await child.count(), 1)
    await citizen.press(child)
    await citizen.look('my-data-child')
    await citizen.leave()
  })
}

test('an officer prints for a citizen who is present', async () => {
  const officer = await Person.at(browser, server, { width: 360 })
  await officer.signIn(server.user('motcua.pleiku'))
  await officer.open('/counter/my-data')
  await officer.look('my-data-counter')
  await officer.press(officer.button('In (PDF)', 'Print (PDF)'))
  await officer.look('my-data-counter-errors')
  await officer.leave()
})
