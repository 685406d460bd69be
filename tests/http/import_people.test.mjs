// `congdan import people` as an operator runs it: beside a running server, killed in the middle, run again, its rejected rows corrected and sent again.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { Server, binary } from '../support/server.mjs'

let server, list
before(async () => {
  server = await Server.start()
  list = join(server.dir, 'dan_cu.csv')
})
after(async () => { await server.stop() })

const head = 'ma_so,ten_goi,birth_date,sex,unit_code,address,household_ref,relation\n'
const map = ['--map', 'ma_so=person_number,ten_goi=full_name']
const row = (i) => `0660601${String(i).padStart(5, '0')},Y Krông Niê ${i},1960,nam,21583,${i >> 2} Xuân Diệu,NHẬP-${i >> 2},${i % 4 ? 'other' : 'chủ hộ'}\n`
const counts = (out) => Object.fromEntries([...out.matchAll(/(\d+) [^,(]*\((rows|new|changed|unchanged|rejected)\)/g)].map(([, n, name]) => [name, Number(n)]))

test('killed in the middle and run again, the list is in once', async () => {
  const people = 60000
  writeFileSync(list, head + Array.from({ length: people }, (_, i) => row(i)).join(''))
  const first = spawn(binary, ['import', 'people', list, ...map, '--db', server.database.url, '--data-dir', server.dataDir], { env: server.env, stdio: ['ignore', 'ignore', 'pipe'] })
  await new Promise((resolve) => first.stderr.once('data', resolve)) // the first transactions are in
  first.kill('SIGKILL')
  await new Promise((resolve) => first.on('close', resolve))
  const again = counts(server.command('import', 'people', list, ...map))
  assert.equal(again.rows, people)
  assert.equal(again.new + again.unchanged, people)
  assert.ok(again.unchanged >= 16384 && again.new > 0, JSON.stringify(again))
  assert.deepEqual(counts(server.command('import', 'people', list, ...map)), { rows: people, new: 0, changed: 0, unchanged: people, rejected: 0 })
  assert.ok(!existsSync(list + '.rejected.csv'))
  ;(await server.client().get('/')).expect(200)
})

test('rejected rows go to a file for one reader, and come in when they are corrected there', () => {
  writeFileSync(list, head + row(90001) + row(90002).replace('1960', '30/02/1960') + row(90003).replace('21583', '99999'))
  const wrong = server.tryCommand('import', 'people', list, ...map)
  assert.equal(wrong.code, 1)
  assert.equal(counts(wrong.out).rejected, 2)
  const rejected = list + '.rejected.csv', text = readFileSync(rejected, 'utf8')
  assert.equal(statSync(rejected).mode & 0o777, 0o600)
  assert.match(text, /^\uFEFFline,column,reason,advice,reason_en,advice_en,ma_so,ten_goi,/)
  assert.match(text, /\r\n3,3,Ngày sinh không phải ngày có thật\./)
  assert.match(text, /\r\n4,5,"Không có xã, phường nào mang mã này\."/)
  const mended = join(server.dir, 'da_sua.csv')
  writeFileSync(mended, text.replace('30/02/1960', '28/02/1960').replace('99999', '21583').replaceAll('NHẬP-22500', 'NHẬP-SỬA').replace(',other', ',chủ hộ'))
  const done = server.tryCommand('import', 'people', mended, ...map)
  assert.equal(counts(done.out).new, 2, done.out + done.err)
})

test('a list that is packed, has semicolons and is cut off brings what is whole and says where it ends; the whole list brings the rest', () => {
  const text = head + Array.from({ length: 500 }, (_, i) => row(70000 + i).replaceAll('NHẬP', 'CẮT').replace(',other', i % 4 ? ',other' : ',head')).join('')
  const packed = gzipSync(text.replaceAll(',', ';'))
  const file = list + '.gz'
  writeFileSync(file, packed.subarray(0, packed.length >> 1))
  const half = server.tryCommand('import', 'people', file, ...map)
  assert.equal(half.code, 1)
  assert.match(half.out, /cắt ngang ở dòng \d+, sau byte \d+/)
  assert.ok(counts(half.out).new > 100, half.out)
  writeFileSync(file, packed)
  const whole = server.tryCommand('import', 'people', file, ...map)
  assert.equal(whole.code, 0, whole.out + whole.err)
  assert.deepEqual(counts(whole.out), { rows: 500, new: 500 - counts(half.out).new, changed: 0, unchanged: counts(half.out).new, rejected: 0 })
})

test('what differs is not written unless the list shall be followed, and then with its source', () => {
  writeFileSync(list, head + row(70001).replaceAll('NHẬP', 'CẮT').replace('Y Krông', 'Y Krong'))
  const told = server.tryCommand('import', 'people', list, ...map)
  assert.equal(told.code, 1)
  assert.match(told.out, /1 dòng khác dữ liệu đang có/)
  assert.match(readFileSync(list + '.rejected.csv', 'utf8'), /Khác với dữ liệu đang có ở các cột: ten_goi\./)
  assert.equal(server.tryCommand('import', 'people', list, ...map, '--update').code, 2)
  assert.equal(counts(server.command('import', 'people', list, ...map, '--update', '--source', 'Công an xã, danh sách thử')).changed, 1)
})

test('what is no such list ends with 2 and says why', () => {
  writeFileSync(list, head.replaceAll(',', ' '))
  const answer = server.tryCommand('import', 'people', list, ...map)
  assert.equal(answer.code, 2)
  assert.match(answer.err, /không có trong tệp/)
  assert.equal(server.tryCommand('import', 'people', join(server.dir, 'nowhere.csv')).code, 1)
  assert.equal(server.tryCommand('import', 'people').code, 2)
})

test('a dry run tells the same and changes nothing', () => {
  writeFileSync(list, head + row(80001).replace('other', 'head'))
  assert.equal(counts(server.command('import', 'people', list, ...map, '--dry-run')).new, 1)
  assert.equal(counts(server.command('import', 'people', list, ...map)).new, 1)
})
