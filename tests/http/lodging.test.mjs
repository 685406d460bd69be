// Thông báo lưu trú (Law on Residence Art. 30): an inn keeper notifies who sleeps at her inn, by typing and by a file; the commune's police see the night.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { Server } from '../support/server.mjs'
import { file } from '../support/client.mjs'
import { addDays, viDay } from '../support/days.mjs'

let server, keeper, stranger, police, clerk, home
before(async () => {
  server = await Server.start()
  keeper = await server.as('chủ nhà nghỉ')
  stranger = await server.as('thuê phòng trọ')
  police = await server.as('canbo.quynhon')
  clerk = await server.as('motcua.pleiku')
  home = (await keeper.get('/lodging')).link(/^\/lodging\/\d+$/).href
})
after(async () => { await server.stop() })

const today = () => server.now()
const guest = (i, name, number, more = {}) => Object.fromEntries(Object.entries({ name, number, ...more }).map(([field, value]) => [`${field}_${i}`, value]))
const entry = (page) => page.form(/\/review$/)
const send = (page) => page.form(/\/notices$/)

test('the table comes with the time of arrival, the next day and the usual reason filled in', async () => {
  const fields = Object.fromEntries(entry((await keeper.get(home)).expect(200)).fields.map((f) => [f.name, f.value]))
  assert.equal(fields.leaves_0, viDay(addDays(today(), 1)))
  assert.match(fields.arrived_0, /^\d\d:\d\d \d\d\/\d\d\/\d{4}$/)
  assert.equal(fields.reason_0, 'Du lịch')
})

test('wrong cells are named beside the cell and in the summary, and everything typed stays', async () => {
  const page = await keeper.get(home)
  const wrong = (await keeper.submit(entry(page), { ...guest(0, 'Nguyễn Văn Sai', '123456789'), ...guest(3, 'Trần Thị Đúng', 'B1234567', { birth: '30/02/1990' }) })).expect(422)
  assert.equal(wrong.errors.length, 2)
  wrong.says('Khách 1, Số định danh hoặc hộ chiếu', 'Khách 2, Ngày sinh')
  const fields = Object.fromEntries(entry(wrong).fields.map((f) => [f.name, f.value]))
  assert.deepEqual([fields.name_0, fields.number_0, fields.name_1, fields.birth_1], ['Nguyễn Văn Sai', '123456789', 'Trần Thị Đúng', '30/02/1990'])
  const none = (await keeper.submit(entry(page))).expect(422)
  none.says('Hãy ghi ít nhất một khách')
})

test('ten more rows keep what was typed; thirty are the most', async () => {
  let page = await keeper.get(home)
  const typed = guest(4, 'John Smith', 'B7654321')
  for (const rows of [15, 25, 30]) {
    const form = entry(page), pairs = form.fields.map((f) => [f.name, typed[f.name] ?? f.value])
    page = (await keeper.post(home, pairs)).expect(200)
    const fields = Object.fromEntries(entry(page).fields.map((f) => [f.name, f.value]))
    assert.equal(fields.name_4, 'John Smith')
    assert.ok(`name_${rows - 1}` in fields && !(`name_${rows}` in fields))
  }
  assert.ok(!page.html.includes('formaction'), 'no more rows are offered')
})

test('a list is checked, sent once however often the button is pressed, and answered with code, late marks and doubles', async () => {
  const yesterday = addDays(today(), -1)
  const review = (await keeper.submit(entry(await keeper.get(home)), {
    ...guest(0, 'John Smith', 'B7654321'), ...guest(1, 'Jane Smith', 'B7654322', { arrived: `20:00 ${viDay(yesterday)}` }), ...guest(2, 'Người Lạ', '052190999999')
  })).expect(200)
  review.says('Chưa khớp', 'Trễ')
  const first = (await keeper.submit(send(review))).expect(200)
  assert.match(first.path, /\/notices\/H21\.[0-9A-Z]+-\d{6}-\d{4,}$/)
  first.says('Đã thông báo lưu trú', 'Khách được thông báo trễ')
  assert.equal(first.summary['Khách được ghi nhận'], '3')
  assert.equal(first.summary['Thông báo trễ'], '1')
  const second = (await keeper.submit(send(review))).expect(200)
  assert.equal(second.path, first.path, 'the same press is the same notice')
  // a new list with an old guest records the new one only
  const more = await keeper.submit(entry(await keeper.get(home)), { ...guest(0, 'John Smith', 'b 7654321'), ...guest(1, 'Jim Smith', 'B7654323') })
  more.says('Đã thông báo')
  const third = (await keeper.submit(send(more))).expect(200)
  assert.equal(third.summary['Khách được ghi nhận'], '1')
  assert.equal(third.summary['Đã thông báo trước đó, không ghi lại'], '1')
  // and one with old guests only is no notice at all
  const none = await keeper.submit(send(await keeper.submit(entry(await keeper.get(home)), guest(0, 'John Smith', 'B7654321'))))
  none.expect(422).says('đã được thông báo trước đó')
  ;(await keeper.get(first.path)).says('Nhà nghỉ')
  ;(await keeper.get(home + '/notices')).expect(200).says('John Smith', 'Jim Smith', 'Trễ')
})

test('from the review one goes back and finds the rows again', async () => {
  const review = await keeper.submit(entry(await keeper.get(home)), guest(1, 'Ana Lima', 'C1234567', { birth: '02/09/1990', reason: 'Công tác' }))
  const back = (await keeper.submit(review.form(home))).expect(200)
  const fields = Object.fromEntries(entry(back).fields.map((f) => [f.name, f.value]))
  assert.deepEqual([fields.name_0, fields.number_0, fields.birth_0, fields.reason_0], ['Ana Lima', 'C1234567', '02/09/1990', 'Công tác'])
})

const head = 'ho_ten,so_dinh_danh,ngay_sinh,ly_do,gio_den,ngay_di\r\n'
const upload = async (bytes, name = 'khach.csv') => keeper.submit((await keeper.get(home)).form(/\/file$/), { file: file(name, bytes, 'text/csv') })
const line = (i, name = 'Bà Ba') => `${name} ${i},D${1000000 + i},,Du lịch,07:00 ${viDay(today())},${viDay(addDays(today(), 1))}\r\n`

test('a file of guests is checked and sent', async () => {
  const review = (await upload('\uFEFF' + head + Array.from({ length: 40 }, (_, i) => line(i)).join(''))).expect(200)
  review.says('40 khách')
  const done = (await keeper.submit(send(review))).expect(200)
  assert.equal(done.summary['Khách được ghi nhận'], '40')
})

test('a short file with mistakes opens in the table; a long one is answered by line, column, reason and advice', async () => {
  const short = (await upload(head + line(1) + 'Sai,12345,,Du lịch,07:00,\r\n')).expect(422)
  assert.equal(entry(short).fields.find((f) => f.name === 'name_1').value, 'Sai')
  short.says('Khách 2, Số định danh hoặc hộ chiếu')
  const long = (await upload(head + Array.from({ length: 31 }, (_, i) => line(i + 100)).join('') + 'Sai,12345,,Du lịch,07:00,\r\nthừa,dấu,phẩy,ở,đây,này,kia\r\n')).expect(422)
  long.says('Tệp có 3 chỗ cần sửa', 'so_dinh_danh (2)', 'ngay_di (6)', 'cách sửa'.replace('c', 'C'))
  const cells = long.tables[0].rows.slice(1).map((row) => row.map((cell) => cell.text))
  assert.deepEqual(cells.map((row) => String(row[0])), ['33', '33', '34'])
})

test('files that are no list are refused beside the field', async () => {
  for (const [bytes, words] of [['', 'Hãy chọn tệp'], ['%PDF-1.4\n%%EOF\n', 'PDF'], ['ho_ten;so_dinh_danh\r\nA;B\r\n', 'chấm phẩy']]) (await upload(bytes)).expect(422).says(words)
  ;(await upload(Buffer.from([...Buffer.from(head), 0x4e, 0xd4, 0x6e, 0x2c]))).expect(422).says('UTF-8')
})

test('the empty workbook is taken and says that nobody stands in it', async () => {
  const template = await keeper.get('/lodging/template.xlsx')
  ;(await upload(template.bytes, 'khach-luu-tru.xlsx')).expect(422).says('Hãy ghi ít nhất một khách')
  ;(await upload(template.bytes.subarray(0, 3000), 'khach-luu-tru.xlsx')).expect(422)
})

test('the templates carry the columns', async () => {
  const csv = (await keeper.get('/lodging/template.csv')).expect(200)
  assert.equal(csv.bytes.toString('utf8'), '\uFEFF' + head)
  const xlsx = (await keeper.get('/lodging/template.xlsx')).expect(200)
  assert.ok(xlsx.bytes.subarray(0, 4).equals(Buffer.from('PK\x03\x04')))
})

test('a place is nobody else\'s, and a first place is declared on the way', async () => {
  ;(await stranger.get(home)).expect(404)
  ;(await stranger.get(home + '/notices')).expect(404)
  const first = (await stranger.get('/lodging')).expect(200)
  const wrong = (await stranger.submit(first.form('/lodging/new'), { name: '' })).expect(422)
  assert.deepEqual(wrong.errors, ['Lỗi: Hãy ghi tên cơ sở lưu trú.'])
  const saved = (await stranger.submit(wrong.form('/lodging/new'), { name: 'Nhà chị Giang' })).expect(200)
  assert.match(saved.path, /^\/lodging\/\d+$/)
  saved.says('Nhà chị Giang')
  const again = await stranger.submit(wrong.form('/lodging/new'), { name: 'Nhà chị Giang' })
  assert.equal(again.path, saved.path, 'the same declaration twice is one place')
})

test('the police of the commune see the night with masked numbers; others do not', async () => {
  const night = (await police.get('/work/lodging')).expect(200)
  night.says('John Smith', 'Trễ', '********9999', 'Chưa có trong dữ liệu dân cư')
  assert.ok(!night.main.includes('052190999999') && !night.main.includes('B7654321'))
  assert.ok(night.link('Lưu trú đêm nay'))
  ;(await police.get('/work/lodging?night=01/01/2026')).expect(200).says('Chưa có khách nào')
  ;(await clerk.get('/work/lodging')).expect(403)
  ;(await keeper.get('/work/lodging')).expect(403)
  const elsewhere = await server.as('canbo.pleiku')
  ;(await elsewhere.get('/work/lodging')).expect(200)
  assert.ok(!(await elsewhere.get('/work/lodging')).text.includes('John Smith'))
})
