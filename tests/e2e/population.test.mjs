// The population's figures in Chromium: on a desk, on a phone, without JavaScript, in both languages, with axe.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { Person, launch } from './browser.mjs'
import { Server } from '../support/server.mjs'

let browser, server
before(async () => { [browser, server] = [await launch(), await Server.start({ people: 6000, dossiers: 100 })] })
after(async () => { await browser?.close(); await server?.stop() })

for (const [name, how] of [['desk', {}], ['phone without JavaScript, English', { width: 360, script: false, lang: 'en' }]]) {
  test(`a leader looks at the population: ${name}`, async () => {
    const leader = await Person.at(browser, server, how)
    await leader.signIn(server.user('lanhdao.tinh'))
    await leader.open('/population')
    for (let i = 0; i < 30 && !(await leader.page.locator('figure.app-chart').count()); i++) { // being counted
      await leader.page.waitForTimeout(1000)
      await leader.open('/population')
    }
    await leader.look('population')
    assert.equal(await leader.page.locator('figure.app-chart').count() >= 5, true)
    await leader.page.locator('[name="ages"]').selectOption('1')
    await leader.page.locator('[name="on"]').fill('30/06/2025')
    await leader.press(leader.page.locator('main form button[type="submit"]').first())
    assert.match(leader.path, /ages=1/)
    await leader.look('population-single-years')
    await leader.page.locator('#parts').locator('xpath=..').locator('details summary').click()
    await leader.press(leader.page.locator('section[aria-labelledby="parts"] th a').first())
    await leader.look('population-commune')
    await leader.done?.()
    assert.deepEqual(leader.problems, [])
  })
}
