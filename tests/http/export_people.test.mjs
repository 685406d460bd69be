// The list of a commune's residents leaves the house: by the head of its police on a page, by an operator at the command line; each time with a purpose and in the log.
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Server } from '../support/server.mjs'

let server
before(async () => { server = await Server.start() })
after(async () => { await server.stop() })

const purpose = 'Rà soát cư trú theo Kế hoạch 12/KH-UBND'

test('without a purpose nothing leaves, and the log knows who took what for which', () => {
  const out = join(server.dir, 'xuat.csv')
  assert.equal(server.tryCommand('export', 'people', '--unit', '21583', '--out', out).code, 2)
  assert.ok(!existsSync(out))
  server.command('export', 'people', '--unit', '21583', '--purpose', purpose, '--out', out)
  assert.equal(statSync(out).mode & 0o777, 0o600)
  const lines = readFileSync(out, 'utf8').trim().split(/\r?\n/)
  assert.match(lines[0], /^person_number,full_name,birth_date,sex,/)
  assert.ok(lines.length > 5)
  assert.notEqual(server.tryCommand('export', 'people', '--unit', '21583', '--purpose', purpose, '--out', out).code, 0, 'a file that is there stays')
  assert.match(server.tryCommand('export', 'people', '--unit', '99999', '--purpose', purpose).err, /Không có đơn vị/)
})

test('the head of the commune\'s police takes the list away, for a purpose; a clerk and a citizen do not', async () => {
  const head = await server.as('truong.pleiku'), clerk = await server.as('canbo.pleiku'), auditor = await server.as('kiemtoan.tinh')
  ;(await clerk.get('/people/export')).expect(403)
  const form = (await head.get('/people/export')).expect(200).form('/people/export')
  const code = form.fields.find((field) => field.name === 'unit').options[0].value
  ;(await head.submit(form, { purpose: 'xem' })).expect(422).says('Hãy ghi mục đích và căn cứ')
  ;(await head.submit(form, { purpose, on: '31/02/2026' })).expect(422).says('ngày có thật')
  const csrf = form.fields.find((field) => field.name === 'csrf').value
  ;(await head.post('/people/export', { csrf, unit: '21583', on: '01/11/2026', format: 'jsonl', purpose })).expect(403)
  const answer = await head.submit(form, { purpose, unit: code })
  answer.expect(200)
  assert.match(answer.headers['content-disposition'], /dan-cu-\d{5}-/)
  assert.match(answer.html, /^\uFEFF?person_number,/)
  ;(await auditor.get('/audit')).expect(200).says(purpose)
})
