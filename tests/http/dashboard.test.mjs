// The leader's page over HTTP: every number leads to as many dossiers as it says, sums close, a commune's leader stays in his commune, an auditor sees no
// names, and the register gives the same dossiers as files.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { Server } from '../support/server.mjs'

let server, province, commune, auditor
before(async () => {
  server = await Server.start({ people: 2000, dossiers: 500, at: 'now' })
  province = await server.as('lanhdao.tinh')
  commune = await server.as('lanhdao.pleiku')
  auditor = await server.as('kiemtoan.tinh')
})
after(async () => { await server.stop() })

const figures = (page) => [...page.html.matchAll(/<a class="app-figure__value" href="([^"]+)">([\d.]+)</g)].map(([, href, number]) => ({ href: href.replaceAll('&amp;', '&'), number: Number(number.replaceAll('.', '')) }))
const rowsOf = (page) => (page.main.match(/<tr class="govuk-table__row[^"]*"[^>]*>\s*<th[^>]*scope="row"/g) ?? []).length

// All pages of a list of dossiers; every page repeats the number.
async function countRows (client, href, number) {
  let rows = 0
  for (;;) {
    const page = (await client.get(href)).expect(200).says(`${number.toLocaleString('de-DE')} hồ sơ`)
    rows += rowsOf(page)
    const next = page.links.find((link) => /[?&]after=/.test(link.href))
    if (!next) return rows
    href = next.href
  }
}

async function numbersHaveTheirRows (client, page, least = 8) {
  const found = figures(page)
  assert.ok(found.length >= least, `only ${found.length} numbers on ${page.path}`)
  for (const { href, number } of found) assert.equal(await countRows(client, href, number), number, href)
}

test('behind each number of the province stand as many dossiers', async () => {
  const page = (await province.get('/dashboard')).expect(200).says('Cần chú ý hôm nay', 'kỳ trước chuyển sang', 'Số liệu khớp', 'Theo xã, phường')
  assert.ok(!/Lệch/.test(page.text), 'a sum does not close')
  await numbersHaveTheirRows(province, page)
})

test('the numbers of the tables have their rows, too', async () => {
  const page = (await province.get('/dashboard')).expect(200)
  const cells = [...page.html.matchAll(/<td class="govuk-table__cell govuk-table__cell--numeric">\s*<a class="govuk-link" href="(\/dashboard\/\d+\/[a-z-]+\/dossiers[^"]+)">([\d.]+)<\/a>/g)]
  assert.ok(cells.length > 100, `${cells.length} linked numbers`)
  for (let i = 0; i < cells.length; i += 17) {
    const number = Number(cells[i][2].replaceAll('.', '')), href = cells[i][1].replaceAll('&amp;', '&')
    assert.equal(await countRows(province, href, number), number, href)
  }
})

test('a period of the past knows nothing about now', async () => {
  const links = (await province.get('/dashboard')).links, month = links.find((link) => link.text === 'Tháng này').href.match(/from=(\d{4})-(\d\d)/)
  const before = month[2] === '01' ? `${month[1] - 1}-12` : `${month[1]}-${String(month[2] - 1).padStart(2, '0')}`
  const page = (await province.get(`/dashboard?from=${before}&to=${before}`)).expect(200)
  assert.ok(!page.text.includes('Cần chú ý hôm nay'))
  await numbersHaveTheirRows(province, page)
  const unit = page.html.match(/\/dashboard\/(\d+)\/all\/dossiers/)[1];
  (await province.get(`/dashboard/${unit}/all/dossiers?filter=pending_overdue&from=${before}&to=${before}`)).expect(400);
  (await province.get(`/dashboard/${unit}/all/dossiers?filter=everything`)).expect(400);
  (await province.get('/dashboard?from=2026-13')).expect(400)
})

test('from the province to a commune, to a procedure, and back', async () => {
  let page = (await province.get('/dashboard')).expect(200)
  // Among the worst first, a commune's name may lead to its overdue dossiers.
  page = (await province.get(page.links.find((link) => link.text === 'Phường Pleiku' && /^\/dashboard\/\d+(\?|$)/.test(link.href)).href)).expect(200).says('Toàn tỉnh, kỳ này')
  assert.equal(page.h1.startsWith('Phường Pleiku'), true)
  await numbersHaveTheirRows(province, page, 3)
  page = (await province.get(page.link('Đăng ký tạm trú').href)).expect(200)
  page = (await province.get(page.link('Phường Pleiku: tất cả thủ tục').href)).expect(200)
  page = (await province.get(page.link('Toàn tỉnh').href)).expect(200)
  assert.match(page.h1, /^Tỉnh Gia Lai/)
})

test('a leader of a commune sees his commune and no other', async () => {
  const page = (await commune.get('/dashboard')).expect(200)
  assert.match(page.h1, /^Phường Pleiku/)
  const other = (await province.get('/dashboard')).link('Phường Diên Hồng').href.match(/\d+/)[0], whole = (await province.get('/dashboard')).html.match(/\/dashboard\/(\d+)\/all/)[1]
  for (const path of [`/dashboard/${other}`, `/dashboard/${whole}`, `/dashboard/${other}/dang-ky-tam-tru`, `/dashboard/${other}/all/dossiers?filter=all`]) (await commune.get(path)).expect(403);
  (await commune.get('/dashboard/1')).expect(404)
})

test('an auditor sees the numbers and the codes, not the names', async () => {
  const page = (await auditor.get('/dashboard')).expect(200), { href } = figures(page).find((figure) => /filter=all/.test(figure.href))
  const rows = (await auditor.get(href)).expect(200), named = (await province.get(href)).expect(200)
  assert.ok(named.text.includes('Chủ hồ sơ') && !rows.text.includes('Chủ hồ sơ'))
  assert.ok(!/href="\/work\//.test(rows.html))
})
