// A divided commune in Chromium: the decree's page, the page where hamlets are chosen, the public look-up of former names and the dashboard's two geographies, on a desk and on a
// phone, with and without JavaScript, looked at by axe.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Server } from '../support/server.mjs'
import { Person, launch } from './browser.mjs'

const DAY = '2027-03-01', EVE = '2027-02-28'
const UNITS = `code,parent_code,level,kind,name,valid_from,valid_to
23575,52,commune,Phường,Phường Pleiku,2025-07-01,${EVE}
23764,52,commune,Xã,Xã Ia Grai,2025-07-01,${EVE}
23575,52,commune,Phường,Phường Pleiku Mới,${DAY},
23764,52,commune,Xã,Xã Ia Grai Đông,${DAY},
24999,52,commune,Xã,Xã Ia Grai Tây,${DAY},
`
const LINKS = `old_level,old_code,new_code,extent,effective_on
commune,23575,23575,full,${DAY}
commune,23764,23764,partial,${DAY}
commune,23764,24999,partial,${DAY}
`

let server, browser
before(async () => {
  server = await Server.start({ people: 2000, dossiers: 200 })
  writeFileSync(join(server.dir, 'units.csv'), UNITS)
  writeFileSync(join(server.dir, 'links.csv'), LINKS)
  server.command('import', 'units', join(server.dir, 'units.csv'), '--succession', join(server.dir, 'links.csv'))
  await server.travel(Date.parse(`${DAY}T09:00:00+07:00`))
  browser = await launch()
})
after(async () => {
  await browser?.close()
  await server.stop()
})

test('an officer decides a divided commune without JavaScript on a phone', async () => {
  const officer = await Person.at(browser, server, { script: false, width: 360 })
  await officer.signIn(server.user('quantri.tinh'))
  for (let i = 0; ; i++) { // the jobs role applies it
    await officer.open(`/reorganisations/${DAY}`)
    if (await officer.page.getByText('còn đơn vị bị chia chờ quyết định').count()) break
    assert.ok(i < 40, await officer.page.locator('main').innerText())
    await sleep(500)
  }
  await officer.look('reorganisation-phone')
  await officer.page.getByRole('link', { name: /Xã Ia Grai, / }).click()
  await officer.look('split-phone')
  await officer.page.locator('select[name="others"]').selectOption({ index: 1 })
  await officer.press(officer.button('Lưu lựa chọn', 'Save the choices'))
  await officer.look('split-chosen-phone')
  await officer.press(officer.button('Áp dụng các lựa chọn', 'Apply the choices'))
  await officer.page.getByText('Đã sắp xếp xong đơn vị này').waitFor()
  await officer.look('split-done-phone')
})

test('the decrees, the former names and the two geographies pass axe in both languages', async () => {
  for (const lang of ['vi', 'en']) {
    const anybody = await Person.at(browser, server, { lang, width: lang === 'vi' ? 360 : 1280 })
    await anybody.open('/places?q=ia+grai')
    await anybody.look(`places-${lang}`)
  }
  const leader = await Person.at(browser, server, { lang: 'en' })
  await leader.signIn(server.user('lanhdao.tinh'))
  for (const [path, name] of [['/reorganisations', 'reorganisations'], [`/reorganisations/${DAY}`, 'reorganisation'], ['/dashboard', 'dashboard-today'], ['/dashboard?geography=former', 'dashboard-former']]) {
    await leader.open(path)
    await leader.look(name)
  }
})
