// bench.mjs: see scripts/bench --help. Every reference runs in the same round as what it is compared with.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from '../support/client.mjs'

const quick = process.argv.includes('--quick')
const only = process.argv.slice(2).find((arg) => !arg.startsWith('--'))
const rounds = quick ? 1 : 3, seconds = quick ? 2 : 4, people = quick ? 100000 : 1000000
const data = 'build/bench-data', binary = 'build/congdan'
const rows = []
const running = []

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)]
const number = (value) => value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3)
function row (group, name, figure, reference, ratio, target, better = 'higher') {
  rows.push({ group, name, figure, reference, ratio, target, better })
  console.log([group.padEnd(11), name.padEnd(62), number(figure).padStart(10), reference == null ? '         –' : number(reference).padStart(10), ratio == null ? '     –' : ratio.toFixed(2).padStart(6), target].join('  '))
  writeFileSync('build/bench.json', JSON.stringify(rows, null, 1) + '\n')
}

function start (command, args, options = {}) {
  const log = openSync(`${data}/${options.log ?? 'log'}`, 'a')
  const child = spawn(command, args, { stdio: ['ignore', log, log], ...options })
  running.push(child)
  return child
}
async function stop (child) {
  if (!child || child.exitCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
}
async function ready (url, ms = 15000) {
  const from = performance.now()
  for (;;) {
    try { if ((await fetch(url)).status === 200) return performance.now() - from } catch {}
    if (performance.now() - from > ms) throw new Error(`${url} does not answer; see ${data}/log`)
    await sleep(5)
  }
}
function wrk (port, path, { script, env = {}, connections = 64, time = seconds } = {}) {
  const args = ['-t1', `-c${connections}`, `-d${time}s`, '--latency', ...(script ? ['-s', script] : []), `http://127.0.0.1:${port}${path}`]
  const said = execFileSync('wrk', args, { encoding: 'utf8', env: { ...process.env, ...env } })
  const ms = (text) => parseFloat(text) * (text.endsWith('us') ? 0.001 : text.endsWith('ms') ? 1 : 1000)
  return { rate: parseFloat(said.match(/Requests\/sec:\s+([\d.]+)/)[1]), p99: ms(said.match(/99%\s+(\S+)/)[1]), bad: Number(said.match(/Non-2xx or 3xx responses: (\d+)/)?.[1] ?? 0) }
}
const sqlite = (file, sql) => execFileSync('sqlite3', ['-separator', '\t', file, sql], { encoding: 'utf8', maxBuffer: 1 << 28 })

function nginx (bodies) {
  const conf = `${process.cwd()}/${data}/nginx.conf`
  const servers = Object.entries(bodies).map(([port, body]) => `server { listen 127.0.0.1:${port}; location / { default_type application/json; return 200 '${body}'; } }`)
  writeFileSync(conf, `worker_processes 2; daemon off; pid ${process.cwd()}/${data}/nginx.pid; error_log ${process.cwd()}/${data}/nginx.log;
events { worker_connections 1024; }
http { access_log off; keepalive_requests 100000000; client_body_temp_path /tmp/congdan-bench-body; ${servers.join('\n')} }\n`)
  return start('nginx', ['-c', conf])
}

async function fill (name, args) {
  const dir = `${data}/${name}`
  if (existsSync(`${dir}/done`)) return dir
  rmSync(dir, { recursive: true, force: true })
  mkdirSync(dir, { recursive: true })
  console.log(`(filling ${name})`)
  const made = spawnSync(binary, ['demo', '--fill-only', '--data-dir', dir, ...args], { stdio: ['ignore', 'ignore', 'inherit'] })
  if (made.status !== 0) throw new Error(`demo ${args.join(' ')} failed`)
  writeFileSync(`${dir}/done`, '')
  return dir
}
async function serve (dir, port, args = []) {
  const from = performance.now()
  const child = start(binary, ['serve', '--data-dir', dir, '--port', String(port), '--access-log', 'on', ...args], { log: 'congdan.log' })
  await Promise.race([ready(`http://127.0.0.1:${port}/readyz`), new Promise((resolve, reject) => child.once('exit', () => reject(new Error(`the server ended; see ${data}/congdan.log`))))])
  child.startMs = performance.now() - from
  return child
}
function client (dir, args = []) {
  return execFileSync(binary, ['user', 'client-add', '--data-dir', dir, ...args, '--name', 'Đo tải', '--basis', 'Nghị định 47/2020/NĐ-CP', '--purpose', 'Đo tải mô phỏng', '--perms', 'API_VERIFY,API_DOSSIER'], { encoding: 'utf8' }).match(/bearer token\s+(\S+)/)[1]
}
function pssMb (pid) {
  const family = [pid, ...execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' }).trim().split('\n')]
  return family.reduce((sum, one) => sum + Number(readFileSync(`/proc/${one}/smaps_rollup`, 'utf8').match(/^Pss:\s+(\d+)/m)[1]), 0) / 1024
}
const day = (days) => new Date(Date.now() + days * 86400000 + 7 * 3600000).toISOString().slice(0, 10)

function exportPeople (file, dir) {
  writeFileSync(`${dir}/verify.tsv`, sqlite(file, `SELECT printf('%012d', person_id), full_name, birth_date FROM person WHERE birth_precision = 'day' ORDER BY (person_id * 7919) % 1000003 LIMIT 20000`))
  writeFileSync(`${dir}/submit.tsv`, sqlite(file, `SELECT printf('%012d', p.person_id), u.code FROM person p JOIN residence r ON r.person_id = p.person_id AND r.kind = 'permanent' AND r.valid_to IS NULL
    JOIN unit u ON u.unit_id = r.unit_id WHERE p.status = 'alive' AND p.birth_date < '2000-01-01' ORDER BY (p.person_id * 7919) % 1000003 LIMIT 20000`))
}

/* --- foundation ---------------------------------------------------------------------------------------------------------------------- */
async function requestOrder (dir) {
  const server = await serve(dir, 7500)
  const body = await (await fetch('http://127.0.0.1:7500/api/v1/ping')).text()
  const front = nginx({ 7501: body.replaceAll("'", '') })
  await ready('http://127.0.0.1:7501/')
  const ours = [], theirs = []
  for (let i = 0; i < rounds; i++) {
    theirs.push(wrk(7501, '/').rate)
    ours.push(wrk(7500, '/api/v1/ping').rate)
  }
  row('foundation', 'small JSON through the whole request order, requests/s', median(ours), median(theirs), median(ours.map((one, i) => one / theirs[i])), '>= 0.80 of nginx return 200')
  await stop(front)
  await stop(server)
  const again = await serve(dir, 7500)
  await sleep(2000)
  row('foundation', 'idle memory of all processes, PSS in MB', pssMb(again.pid), null, null, '<= 60', 'lower')
  row('foundation', 'start to /readyz, ms', again.startMs, null, null, '<= 1000', 'lower')
  await firstPage()
  await stop(again)
}

async function firstPage () {
  const html = await (await fetch('http://127.0.0.1:7500/')).text()
  let bytes = gzipSync(html).length
  const seen = new Set()
  const add = async (path) => {
    if (seen.has(path)) return
    seen.add(path)
    const answer = await fetch('http://127.0.0.1:7500' + path)
    const body = Buffer.from(await answer.arrayBuffer())
    bytes += path.endsWith('.woff2') ? body.length : gzipSync(body).length
    if (path.endsWith('.css')) for (const [, font] of body.toString().matchAll(/url\(["']?([^)"']+\.woff2)/g)) await add(new URL(font, 'http://127.0.0.1:7500' + path).pathname)
  }
  for (const [, path] of html.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)) await add(path)
  row('foundation', 'first page with style, scripts and fonts, compressed KB', bytes / 1024, null, null, '<= 100', 'lower')
}

async function submissions () {
  const dir = await fill('submit', ['--people', '20000', '--dossiers', '0'])
  exportPeople(`${dir}/congdan.db`, dir)
  const token = client(dir), server = await serve(dir, 7502)
  const env = { BENCH_TOKEN: token, BENCH_PEOPLE: `${dir}/submit.tsv`, BENCH_FROM: day(1), BENCH_UNTIL: day(500) }
  const ours = [], raw = [], p99 = []
  for (let i = 0; i < rounds; i++) {
    raw.push(Number(execFileSync('build/bench-raw', [`${data}/raw.db`, String(seconds)], { encoding: 'utf8' })))
    const one = wrk(7502, '/api/v1/dossiers', { script: 'tests/load/submit.lua', env, connections: 32 })
    if (one.bad) throw new Error(`${one.bad} submissions failed`)
    ours.push(one.rate)
    p99.push(one.p99)
  }
  row('foundation', 'dossiers submitted/s, 32 clients, durable', median(ours), median(raw), median(ours.map((one, i) => one / raw[i])), '>= 1.0 of raw SQLite durable commits')
  row('foundation', 'submission p99, ms', median(p99), null, null, '< 100', 'lower')
  await stop(server)
}

/* Copies of the dossiers of a small demo until there are `wanted`; the counters are recounted by the program itself. */
async function many (wanted) {
  const dir = `${data}/dossiers-${wanted}`
  if (existsSync(`${dir}/many`)) return dir
  await fill(`dossiers-${wanted}`, ['--people', '50000', '--dossiers', '10000'])
  const file = `${dir}/congdan.db`, have = Number(sqlite(file, 'SELECT COUNT(*) FROM dossier'))
  let sql = 'PRAGMA synchronous=OFF; BEGIN; CREATE TEMP TABLE copy AS SELECT * FROM dossier;'
  const once = sqlite(file, 'SELECT name FROM pragma_table_info(\'dossier\')').split('\n').includes('once_key') ? ', once_key = NULL' : ', idempotency_key = NULL'
  for (let i = 1; i < wanted / have; i++) sql += `UPDATE copy SET dossier_id = dossier_id + 1000000000000, code = substr(code, 1, 19) || '-${i}'${once}; INSERT INTO dossier SELECT * FROM copy;`
  execFileSync('sqlite3', [file], { input: sql + 'COMMIT; ANALYZE;' })
  spawnSync(binary, ['check', '--repair', '--data-dir', dir], { stdio: 'ignore' }) // copies have no numbers of their own: that check complains, rightly
  writeFileSync(`${dir}/many`, '')
  return dir
}

async function pageMs (port, login, path) {
  const who = new Client(`http://127.0.0.1:${port}`), times = []
  await who.signIn({ login, password: 'mo-phong-gia-lai-2026' })
  for (let i = 0; i < 60; i++) {
    const from = performance.now()
    const page = await who.get(path)
    times.push(performance.now() - from)
    if (page.status !== 200) throw new Error(`${path}: ${page.status}`)
  }
  return median(times)
}

async function pages () {
  const small = await serve(await many(10000), 7503), large = await serve(await many(people), 7504)
  for (const [name, login, path] of [['dashboard of the province', 'lanhdao.tinh', '/dashboard'], ['work list', 'canbo.pleiku', '/work']]) {
    const a = await pageMs(7503, login, path), b = await pageMs(7504, login, path)
    row('foundation', `${name} over ${people.toLocaleString('en')} dossiers, ms (reference: over 10,000)`, b, a, b / a, '< 10 ms, and no slower', 'lower')
  }
  await stop(small)
  await stop(large)
}

/* --- population ---------------------------------------------------------------------------------------------------------------------- */
function pacedFile (dir, token) {
  const requests = readFileSync(`${dir}/verify.tsv`, 'utf8').trim().split('\n').slice(0, 10000).map((line) => {
    const [personNumber, name, birth] = line.split('\t')
    const body = JSON.stringify({ number: personNumber, name, birth_date: birth })
    const request = `POST /api/v1/persons/verify HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
    return `${Buffer.byteLength(request)}\n${request}`
  })
  writeFileSync(`${dir}/paced`, requests.join(''))
  return `${dir}/paced`
}

async function verifySqlite () {
  const dir = await fill('people', ['--people', String(people), '--dossiers', '1000'])
  exportPeople(`${dir}/congdan.db`, dir)
  const token = client(dir), server = await serve(dir, 7510)
  const env = { BENCH_TOKEN: token, BENCH_PEOPLE: `${dir}/verify.tsv` }, script = 'tests/load/verify.lua'
  const front = nginx({ 7511: '{"result":"match","number":"match","name":"match","birth_date":"match"}' })
  await ready('http://127.0.0.1:7511/')
  const ours = [], theirs = []
  for (let i = 0; i < rounds; i++) {
    theirs.push(wrk(7511, '/', { script, env }).rate)
    const one = wrk(7510, '/', { script, env })
    if (one.bad) throw new Error(`${one.bad} verifications failed`)
    ours.push(one.rate)
  }
  row('population', `verify, audited, SQLite, ${people.toLocaleString('en')} people, requests/s`, median(ours), median(theirs), median(ours.map((one, i) => one / theirs[i])), '>= 0.30 of nginx, same script')
  const [p50, p99, , failed] = execFileSync('build/bench-rate', ['7510', '2000', String(seconds * 2), '32', pacedFile(dir, token)], { encoding: 'utf8' }).trim().split(' ').map(Number)
  if (failed) throw new Error(`${failed} paced verifications failed`)
  row('population', 'verify at 2,000/s on SQLite, p99 ms', p99, null, null, '< 5', 'lower')
  row('population', 'verify at 2,000/s on SQLite, p50 ms', p50, null, null, '', 'lower')
  await stop(front)
  await stop(server)
}

async function verifyPostgres () {
  const pgDir = `/tmp/congdan-bench-pg`, connections = 16
  const admin = execFileSync('tests/support/pg', ['start', pgDir, '7520'], { encoding: 'utf8' }).trim()
  try {
    const url = admin.replace(/\/postgres$/, '/bench'), dir = `${data}/people-pg`
    const has = execFileSync('psql', ['-XAtc', "SELECT 1 FROM pg_database WHERE datname = 'bench'", admin], { encoding: 'utf8' }).trim()
    if (!has) {
      execFileSync('psql', ['-qc', "CREATE DATABASE bench ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0", admin])
      rmSync(dir, { recursive: true, force: true })
      mkdirSync(dir, { recursive: true })
      console.log('(filling PostgreSQL)')
      if (spawnSync(binary, ['demo', '--fill-only', '--data-dir', dir, '--db', url, '--people', String(people), '--dossiers', '1000'], { stdio: ['ignore', 'ignore', 'inherit'] }).status !== 0) throw new Error('demo on PostgreSQL failed')
      execFileSync('pgbench', ['-iqs', '10', url], { stdio: 'ignore' })
      execFileSync('psql', ['-qc', 'VACUUM ANALYZE', url])
    }
    writeFileSync(`${dir}/verify.tsv`, execFileSync('psql', ['-XAt', '-F', '\t', '-c', "SELECT lpad(person_id::text, 12, '0'), full_name, birth_date FROM person WHERE birth_precision = 'day' ORDER BY (person_id * 7919) % 1000003 LIMIT 20000", url], { encoding: 'utf8', maxBuffer: 1 << 28 }))
    const token = client(dir, ['--db', url]), server = await serve(dir, 7512, ['--db', url])
    const env = { BENCH_TOKEN: token, BENCH_PEOPLE: `${dir}/verify.tsv` }, ours = [], theirs = []
    for (let i = 0; i < rounds; i++) {
      const said = execFileSync('pgbench', ['-S', '-M', 'prepared', '-n', '-c', String(connections), '-j', '2', '-T', String(seconds), url], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
      theirs.push(parseFloat(said.match(/tps = ([\d.]+)/)[1]))
      const one = wrk(7512, '/', { script: 'tests/load/verify.lua', env })
      if (one.bad) throw new Error(`${one.bad} verifications failed`)
      ours.push(one.rate)
    }
    row('population', `verify, audited, PostgreSQL, ${people.toLocaleString('en')} people, requests/s`, median(ours), median(theirs), median(ours.map((one, i) => one / theirs[i])), `>= 0.70 of pgbench -S prepared, ${connections} connections`)
    await stop(server)
  } finally { execFileSync('tests/support/pg', ['stop', pgDir]) }
}

mkdirSync(data, { recursive: true })
process.on('exit', () => running.forEach((child) => { if (child.exitCode === null) child.kill('SIGTERM') }))
console.log(['group'.padEnd(11), 'name'.padEnd(62), 'figure'.padStart(10), 'reference'.padStart(10), ' ratio', 'target'].join('  '))
if (!only || only === 'foundation') {
  await requestOrder(await fill('foundation', ['--people', '50000']))
  await submissions()
  await pages()
}
if (!only || only === 'population') {
  await verifySqlite()
  await verifyPostgres()
}
