// A decree over HTTP: two wards merge, a commune is divided. Before its day a preview; on its day the jobs role applies it; a divided commune is decided hamlet by hamlet; rights,
// work lists, counters and old names follow.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Server } from '../support/server.mjs'

const DAY = '2027-03-01', EVE = '2027-02-28'
// Pleiku and Diên Hồng become "Phường Pleiku Mới"; Ia Grai is divided.
const UNITS = `code,parent_code,level,kind,name,valid_from,valid_to
23575,52,commune,Phường,Phường Pleiku,2025-07-01,${EVE}
23563,52,commune,Phường,Phường Diên Hồng,2025-07-01,${EVE}
23764,52,commune,Xã,Xã Ia Grai,2025-07-01,${EVE}
23575,52,commune,Phường,Phường Pleiku Mới,${DAY},
23764,52,commune,Xã,Xã Ia Grai Đông,${DAY},
24999,52,commune,Xã,Xã Ia Grai Tây,${DAY},
`
const LINKS = `old_level,old_code,new_code,extent,effective_on
commune,23575,23575,full,${DAY}
commune,23563,23575,full,${DAY}
commune,23764,23764,partial,${DAY}
commune,23764,24999,partial,${DAY}
`
const at = (day, hour) => Date.parse(`${day}T${String(hour).padStart(2, '0')}:00:00+07:00`)

let server, units, links
before(async () => {
  server = await Server.start({ people: 3000, dossiers: 300 })
  units = join(server.dir, 'units.csv')
  links = join(server.dir, 'links.csv')
  writeFileSync(units, UNITS)
  writeFileSync(links, LINKS)
})
after(async () => { await server.stop() })

test('a dry run counts and changes nothing; wrong files are told and written down', async () => {
  const said = server.command('import', 'units', units, '--succession', links, '--dry-run')
  assert.match(said, /01\/03\/2027: 2 toàn bộ \(full\), 2 một phần/)
  assert.match(said, /[1-9]\d* +[1-9]\d* +0 {2}Nơi thường trú/)
  assert.match(server.command('import', 'units', units, '--succession', links, '--dry-run'), /3 sẽ thêm \(new\), 3 sửa/)
  const bad = join(server.dir, 'bad.csv')
  const cases = [
    [LINKS.replace('23575,full', '23575,full\u0000'), 'NUL'],
    [LINKS.replaceAll(',', ';'), 'chấm phẩy'],
    [LINKS + `commune,23563,23764,full,${DAY}\n`, 'hai đơn vị mới cùng ghi full'],
    [LINKS + `commune,23563,23764,partial,${DAY}\n`, 'vừa có dòng full'],
    [LINKS + `commune,00000,23764,full,${DAY}\n`, 'đơn vị cũ với mã này'],
    [LINKS + `commune,21553,23575,full,${DAY}\n`, 'vẫn còn hiệu lực'],
    [LINKS.slice(0, -8), 'Ngày không hợp lệ'],
    [Buffer.concat([Buffer.from(LINKS), Buffer.from([0x78, 0xe3, 0xb7, 0x0a])]), 'UTF-8'],
  ]
  for (const [content, words] of cases) {
    writeFileSync(bad, content)
    const answer = server.tryCommand('import', 'units', units, '--succession', bad)
    assert.ok(answer.code !== 0 && answer.err.includes(words), `${words}: ${answer.code} ${answer.err}`)
  }
  assert.match(server.command('import', 'units', units, '--succession', links.replace(server.dir, server.dir), '--dry-run'), /3 sẽ thêm \(new\)/, 'nothing was kept of them')
})

test('a decree of the future is shown with what it would move, and waits', async () => {
  writeFileSync(links, '\ufeff' + LINKS) // a byte-order mark is no mistake
  server.command('import', 'units', units, '--succession', links)
  assert.match(server.command('import', 'units', units, '--succession', links), /0 thêm \(new\), 0 sửa \(changed\)[^\n]*\n[^\n]*0 thêm \(new\), 0 sửa/, 'the same files again')
  const operator = await server.as('quantri.tinh')
  const list = (await operator.get('/reorganisations')).expect(200).says('01/03/2027', 'Chưa áp dụng')
  const page = (await operator.get(list.link('01/03/2027').href)).expect(200).says('Sẽ tự áp dụng vào ngày', 'Nếu áp dụng bây giờ', 'chia cho: Xã Ia Grai Đông; Xã Ia Grai Tây')
  const split = (await operator.get(page.link(/Xã Ia Grai, /).href)).expect(200)
  assert.ok(split.form(/units/).fields.filter((f) => /^hamlet\./.test(f.name)).length >= 3)
  assert.ok(!split.hasForm(/apply/))
  ;(await (await server.as('motcua.pleiku')).get('/reorganisations')).expect(403)
})

test('on its day it is applied; a divided commune is decided hamlet by hamlet', async () => {
  const sums = async (client) => (await client.get('/dashboard')).expect(200)
  await server.travel(at(DAY, 9))
  const operator = await server.as('quantri.tinh')
  for (let i = 0; ; i++) {
    const page = await operator.get(`/reorganisations/${DAY}`)
    if (/còn đơn vị bị chia chờ quyết định/.test(page.text)) break
    assert.ok(i < 30, page.text)
    await sleep(500)
  }
  const head = await server.as('truong.pleiku') // his role moved with him
  ;(await head.get('/work')).expect(200)
  const leader = await server.as('lanhdao.tinh')
  assert.ok(!/Lệch/.test((await sums(leader)).text), 'a sum does not close')
  let page = (await operator.get(`/reorganisations/${DAY}`)).expect(200)
  const href = page.link(/Xã Ia Grai, /).href
  page = (await operator.get(href)).expect(200)
  const form = page.form(/units\/\d+$/), hamlets = form.fields.filter((f) => /^hamlet\./.test(f.name)), to = hamlets[0].options.map((o) => o.value)
  // One hamlet east, one west and taken back, the rest west.
  page = await operator.submit(form, { [hamlets[0].name]: to[1], [hamlets[1].name]: to[2] })
  page.expect(200).says('Đã lưu 2 lựa chọn')
  page = await operator.submit(page.form(/units\/\d+$/), { [hamlets[1].name]: '0' })
  page.expect(200).says('Đã lưu 1 lựa chọn')
  page = await operator.submit(page.form(/units\/\d+$/), { others: to[2] })
  assert.equal(page.form(/units\/\d+$/).fields.find((f) => f.name === hamlets[0].name).value, to[1], 'what was chosen stays')
  page = await operator.submit(page.form(/apply$/))
  page.expect(200).says('Đã sắp xếp xong đơn vị này', 'Chuyển về')
  ;(await operator.post(new URL(page.url).pathname, { csrf: 'x' })).expect(403)
})

test('figures close in either geography, and behind each number stand as many dossiers', async () => {
  const leader = await server.as('lanhdao.pleiku'), today = (await leader.get(`/dashboard?from=2026-11&to=2027-03`)).expect(200)
  assert.match(today.h1, /^Phường Pleiku Mới/) // the commune that he leads now
  today.says('Theo địa giới cũ')
  const numbers = (page) => [...page.html.matchAll(/<a class="app-figure__value" href="([^"]+)">([\d.]+)</g)].map(([, href, number]) => ({ href: href.replaceAll('&amp;', '&'), number: Number(number.replaceAll('.', '')) }))
  const rowsOf = (page) => (page.main.match(/<tr class="govuk-table__row[^"]*"[^>]*>\s*<th[^>]*scope="row"/g) ?? []).length
  const count = async (href) => {
    let rows = 0, page
    do {
      page = (await leader.get(href)).expect(200)
      rows += rowsOf(page)
      href = page.links.find((link) => /[?&]after=/.test(link.href))?.href
    } while (href)
    return rows
  }
  const former = (await leader.get(today.link('Theo địa giới cũ').href)).expect(200)
  let seen = 0
  for (const page of [today, former]) {
    assert.ok(!/Lệch/.test(page.text), 'a sum does not close')
    for (const { href, number } of numbers(page)) {
      assert.equal(await count(href), number, href)
      seen++
    }
  }
  assert.ok(seen >= 8, `${seen} numbers`)
  const province = (await leader.get('/dashboard?geography=nowhere')).expect(400)
  assert.ok(province)
})

test('an old name is understood by everybody', async () => {
  const anybody = server.client()
  const page = (await anybody.get('/places?q=' + encodeURIComponent('dien hong'))).expect(200)
  page.says('nay là Phường Pleiku Mới, tỉnh Gia Lai')
  ;(await anybody.get('/places?q=' + encodeURIComponent('Ia Grai'))).says('nay thuộc một trong các đơn vị: Xã Ia Grai Đông, tỉnh Gia Lai; Xã Ia Grai Tây, tỉnh Gia Lai')
  ;(await anybody.get('/places?q=' + encodeURIComponent('Bình Định'))).says('nay là Tỉnh Gia Lai')
  ;(await anybody.get('/places?q=' + encodeURIComponent('%%'))).expect(200).says('Không tìm thấy địa danh nào')
})
