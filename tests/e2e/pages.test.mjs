// Every kind of page of every role, on a desk in Vietnamese and on a phone in English (whose words are longer): no accessibility violation, nothing that sticks out, no error in the console.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { Server } from '../support/server.mjs'
import { fileTemporary, move } from '../support/acts.mjs'
import { Person, launch } from './browser.mjs'

let server, browser, codes
before(async () => {
  server = await Server.start({ people: 2000, dossiers: 400 })
  browser = await launch()
  const citizen = await server.as('thuê phòng trọ'), officer = await server.as('canbo.pleiku')
  codes = []
  for (const address of ['Nhà thứ nhất', 'Nhà thứ hai']) codes.push((await fileTemporary(server, citizen, { address })).code)
  if ((await officer.get(`/work/${codes[1]}`)).hasForm(/\/receive$/)) await move(officer, codes[1], 'receive')
  await move(officer, codes[1], 'supplement', { 'reason.file:proof_of_dwelling': 'unreadable', note: 'Chụp lại giúp trang 2' })
})
after(async () => {
  await browser?.close()
  await server?.stop()
})

const ROLES = {
  public: { start: ['/', '/services', '/services/thong-bao-luu-tru', '/lookup', '/help', '/sign-in', '/khong-co-trang-nay'] },
  'chủ nhà nghỉ': { start: ['/', '/lodging'] },
  'thuê phòng trọ': { start: ['/'], also: () => [`/dossiers/${codes[0]}`, `/dossiers/${codes[1]}/supplement`, '/account', '/account/password', '/account/recovery-codes', '/drafts'] },
  'motcua.pleiku': { start: ['/', '/counter', '/people'] },
  'canbo.pleiku': { start: ['/work'], also: () => [`/work/${codes[0]}`, `/work/${codes[1]}`] },
  'lanhdao.tinh': { start: ['/', '/dashboard'] },
  'kiemtoan.tinh': { start: ['/', '/audit'] },
  'quantri.tinh': { start: ['/', '/admin', '/admin/rights', '/admin/officers', '/admin/units', '/admin/calendars'] }
}
const kindOf = (path) => path.replace(/[A-Z]\d+\.\d+-\d+-\d+/g, 'X').replace(/\d+/g, '0').replace(/=[^&]*/g, '=').replace(/#.*/, '')

for (const [role, { start, also }] of Object.entries(ROLES)) {
  test(`${role}: each kind of page, wide in Vietnamese and narrow in English`, { timeout: 240000 }, async (t) => {
    const person = await Person.at(browser, server), looked = new Set()
    if (role !== 'public') await person.signIn(server.user(role))
    const queue = [...start, ...(also?.() ?? [])]
    for (let path = queue.shift(); path && looked.size < 24; path = queue.shift()) {
      if (looked.has(kindOf(path))) continue
      looked.add(kindOf(path))
      await person.open(path)
      const name = `${role.split(' ').join('-')}${kindOf(path).replace(/[^a-z0-9]+/gi, '_').slice(0, 60)}`
      await person.look(name)
      const links = await person.page.locator('main a[href^="/"], header a[href^="/"]').evaluateAll((all) => all.map((a) => a.getAttribute('href')))
      for (const href of links) if (!/^\/(language|display|static)\/|\.(pdf|csv|xlsx|json)(\?|$)|\/files\//.test(href) && !looked.has(kindOf(href))) queue.push(href)
      person.width = 360
      await person.page.setViewportSize({ width: 360, height: 740 })
      person.lang = 'en'
      await person.context.addCookies([{ name: 'congdan_lang', value: 'en', url: server.base }])
      await person.page.reload()
      await person.look(name)
      person.width = 1280
      person.lang = 'vi'
      await person.page.setViewportSize({ width: 1280, height: 900 })
      await person.context.addCookies([{ name: 'congdan_lang', value: 'vi', url: server.base }])
    }
    t.diagnostic(`${looked.size} kinds of pages: ${[...looked].join(' ')}`)
    assert.ok(looked.size >= 4)
    await person.leave()
  })
}
