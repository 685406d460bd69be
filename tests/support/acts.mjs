// acts.mjs: what people do in several screens, for scenarios that are about what comes after it.
import assert from 'node:assert/strict'
import { file } from './client.mjs'
import { pdf } from './files.mjs'
import { addDays, viDay } from './days.mjs'

export const contract = (name = 'hop-dong-thue-nha.pdf', ...pages) => file(name, pdf(...(pages.length ? pages : ['Hop dong thue nha'])), 'application/pdf')
export const codeOf = (page) => {
  const code = page.path.match(/\/dossiers\/([A-Z0-9.]+-\d{6}-\d+)/)
  assert.ok(code, `no dossier's code in ${page.path}: ${page.text.slice(0, 400)}`)
  return code[1]
}

// The first screen of a new draft. owner: the words of a choice in "for whom?".
export async function startDraft (client, slug, owner) {
  const page = (await client.get(`/services/${slug}`)).expect(200), form = page.form(/\/start$/)
  const choice = owner && page.html.match(new RegExp(`value="(m\\d+)"[^>]*>\\s*<label[^>]*>[^<]*${owner}`))
  return client.submit(form, choice ? { owner: choice[1] } : {})
}

// Each screen's answers in turn; every screen must lead on.
export async function answer (client, page, ...screens) {
  for (const values of screens) {
    const before = page.path
    page = await client.submit(page.form(/\/screens\//), values)
    assert.ok(page.status === 200 && page.path !== before, `${before} does not go on: ${page.errors.join(' | ') || page.text.slice(0, 500)}`)
  }
  return page
}

export const temporaryAnswers = (server, { owner, unit = 'Phường Pleiku', address = '12 Hùng Vương, tổ dân phố 3', from = 1, days = 300, ...more } = {}) => [
  { unit, address, dwelling: 'rented', owner_name: 'Hồ Văn Tâm' },
  { from: viDay(addDays(server.now(), from)), until: viDay(addDays(server.now(), from + days)), reason: 'work', phone: '0912 345 678', ...more }]

// Up to the page that is checked before submitting.
export async function draftTemporary (server, client, options = {}) {
  const papers = await answer(client, await startDraft(client, 'dang-ky-tam-tru', options.owner), ...temporaryAnswers(server, options))
  const review = await client.submit(papers.form(/\/papers$/), { proof_of_dwelling: contract() }, { button: 'next' })
  assert.match(review.path, /\/review$/, review.errors.join(' | '))
  return review
}

export async function submitDraft (client, review) {
  const page = (await client.submit(review.form(/\/submit$/), {})).expect(200)
  assert.match(page.path, /\/submitted$/, page.text.slice(0, 500))
  return { page, code: codeOf(page) }
}

export async function fileTemporary (server, client, options) { return submitDraft(client, await draftTemporary(server, client, options)) }

// One of the buttons of the officer's page; values: what he fills in.
export async function move (client, code, action, values = {}, options) {
  const page = (await client.get(`/work/${code}`)).expect(200)
  return client.submit(page.form(`/work/${code}/${action}`), values, options)
}

// Received, and put before the head unless the officer decides himself (by delegation); the page of the one who decides.
export async function toDecide (officer, head, code) {
  if ((await officer.get(`/work/${code}`)).expect(200).hasForm(/\/receive$/)) (await move(officer, code, 'receive')).expect(200)
  if ((await officer.get(`/work/${code}`)).hasForm(/\/approve$/)) return officer;
  (await move(officer, code, 'propose', { propose_note: 'Hồ sơ đủ, đề nghị quyết định' })).expect(200)
  return head
}

export async function approve (officer, head, code) { return (await move(await toDecide(officer, head, code), code, 'approve')).expect(200) }

// A procedure of screens from its start page to its code. screens: the answers, one object a screen; papers: by code of the paper.
export async function fileService (client, slug, screens, papers = {}, owner) {
  const review = await draftService(client, slug, screens, papers, owner)
  return submitDraft(client, review)
}

// The same up to the page that is checked before submitting.
export async function draftService (client, slug, screens, papers = {}, owner) {
  let page = await answer(client, await startDraft(client, slug, owner), ...screens)
  if (/\/papers$/.test(page.path)) {
    const files = Object.fromEntries(Object.keys(papers).map((code) => [code, contract(papers[code])]))
    page = await client.submit(page.form(/\/papers$/), files, { button: 'next' })
  }
  assert.match(page.path, /\/review$/, page.errors.join(' | ') || page.text.slice(0, 400))
  return page
}

// The value of the member of the household with that name, in a field that offers the members.
export function memberOf (page, field, name) {
  const found = page.html.match(new RegExp(`name="${field}"[^>]*value="([^"]+)"[^>]*>\\s*<label[^>]*>[^<]*${name}`))
  assert.ok(found, `no ${name} among the members on ${page.path}`)
  assert.ok(!/value="\d{12}"/.test(page.html), 'a personal number stands in the page')
  return found[1]
}

// The number of that member, which no page of a citizen's form tells: an officer looks her up by name and year of birth.
export async function numberOf (officer, page, name) {
  const year = page.text.slice(page.text.indexOf(name)).match(/sinh ngày \d\d\/\d\d\/(\d{4})/)[1], form = (await officer.get('/people')).expect(200).form('/people/search')
  const hits = (await officer.submit(form, { name, birth_year: year, purpose: 'Đối chiếu người được nêu trong tờ khai', dossier: 'H21.104-261121-0001' })).expect(200)
  const row = hits.forms.find((f) => f.action === '/people/show')
  assert.ok(row, `nobody named ${name}, born ${year}`)
  const shown = (await officer.submit(row, {})).expect(200)
  assert.equal(shown.summary['Họ, chữ đệm và tên'] ?? name, name)
  return shown.summary['Số định danh cá nhân']
}
