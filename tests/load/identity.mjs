// identity.mjs: the OpenID provider: signed tokens beside bare signatures, what everybody reads beside nginx, refreshing beside bare durable commits.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from '../support/client.mjs'
import { Congdan, beside, congdan, nginx, peopleDatabase, put, rounds, say, seconds, work, wrk } from './parts.mjs'

const GROUP = 'identity', TYPE = 'application/x-www-form-urlencoded', CORES = 2

function service (db, ...args) {
  const said = congdan(db, 'client', 'add-service', '--name', 'Đo tốc độ', '--basis', 'Nghị định 69/2024/NĐ-CP', '--purpose', 'Đo tốc độ', '--auth', 'client_secret_post', ...args)
  return { client_id: said.match(/client_id +(\S+)/)[1], client_secret: said.match(/client_secret +(\S+)/)[1] }
}

async function post (server, path, form) {
  const answer = await fetch(server.base + path, { method: 'POST', headers: { 'content-type': TYPE }, body: new URLSearchParams(form) })
  const text = await answer.text()
  assert.equal(answer.status, 200, text)
  return text
}

const posts = (path, form) => {
  const file = join(work, 'form')
  writeFileSync(file, new URLSearchParams(form) + '\n')
  return { script: 'post.lua', env: { BENCH_BODIES: file, BENCH_PATH: path, BENCH_TYPE: TYPE } }
}

async function beNginx (server, path, text, name, target, how = {}) {
  const constant = await nginx(text), ours = [], theirs = []
  for (let round = 0; round < rounds; round++) {
    theirs.push(wrk(constant.base + (how.script ? '' : path), how).rate)
    ours.push(wrk(server.base + (how.script ? '' : path), how).rate)
  }
  await constant.stop?.()
  put(GROUP, name, { ...beside(ours, theirs), target, better: 'higher' })
}

export async function identity () {
  const db = peopleDatabase(), program = service(db, '--grants', 'client_credentials', '--scopes', 'api', '--jwt-access'), server = await Congdan.start(db)
  const client = new Client(server.base, { checked: false })
  const form = { grant_type: 'client_credentials', scope: 'api', ...program }
  say('waiting for the signer')
  for (let i = 0; i < 50; i++) if ((await client.raw('GET', '/oidc/jwks')).status === 200) break
  const token = JSON.parse(await post(server, '/oidc/token', form)).access_token, how = posts('/oidc/token', form), ours = [], theirs = []
  assert.equal(token.split('.').length, 3)
  for (let round = 0; round < rounds; round++) {
    theirs.push(Number(execFileSync(join(work, 'sign'), [String(seconds), String(CORES)], { encoding: 'utf8' })))
    ours.push(wrk(server.base, how).rate)
  }
  put(GROUP, `client-credentials token, ES256 JWT, journaled, /s; reference: bare one-shot signatures on ${CORES} cores`, { ...beside(ours, theirs), target: 0.5, better: 'higher' })

  const discovery = (await client.raw('GET', '/.well-known/openid-configuration')).bytes.toString(), keys = (await client.raw('GET', '/oidc/jwks')).bytes.toString()
  await beNginx(server, '/.well-known/openid-configuration', discovery, 'discovery, /s', 0.85)
  await beNginx(server, '/oidc/jwks', keys, 'JWKS, /s', 0.85)
  const plain = service(db, '--grants', 'client_credentials', '--scopes', 'api')
  const opaque = JSON.parse(await post(server, '/oidc/token', { grant_type: 'client_credentials', ...plain })).access_token, asked = { token: opaque, ...plain }
  assert.ok(!opaque.includes('.'))
  await beNginx(server, '/oidc/introspect', await post(server, '/oidc/introspect', asked), 'introspection of an opaque token, /s', 0.6, posts('/oidc/introspect', asked))
  await server.stop()
}
