// parts.mjs: what every figure needs: the databases, the servers that are compared, the load generators, medians.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from '../support/client.mjs'
import { freePort } from '../support/server.mjs'

export const root = fileURLToPath(new URL('../..', import.meta.url))
export const work = join(root, 'build/bench-work')
const data = join(root, 'build/bench-data')
export const program = join(root, 'build-bench/congdan')
const START_MS = 60000

export const options = { quick: process.argv.includes('--quick'), keep: process.argv.includes('--keep') }
export const rounds = options.quick ? 1 : 3
export const seconds = options.quick ? 1 : 3

export function say (text) { process.stderr.write(`  ${text}\n`) }
export function median (list) {
  const sorted = [...list].sort((a, b) => a - b), middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

const running = []
export async function stopAll () {
  for (const stop of running.splice(0).reverse()) await stop()
}
export function atEnd (stop) { running.push(stop) }

// Of one figure measured beside its reference: medians, and the median of the rounds' ratios.
export function beside (figures, references) {
  return { figure: median(figures), reference: median(references), ratio: median(figures.map((figure, i) => figure / references[i])) }
}

function out (command, args, extra = {}) { return execFileSync(command, args, { encoding: 'utf8', maxBuffer: 256 << 20, stdio: ['ignore', 'pipe', 'pipe'], ...extra }) }
export function store (...args) { return out(join(work, 'store'), args.map(String)) }
export function congdan (db, ...args) { return out(program, [...args, '--db', db.url, '--data-dir', db.dataDir]) }

// --- databases --------------------------------------------------------------------------------------------------------------

// Data stay valid as long as the schema and what fills them are the same.
function stamp () {
  const hash = createHash('sha256')
  for (const dir of ['migrations', 'src/app/demo', 'data/procedures', 'tests/load']) {
    for (const name of readdirSync(join(root, dir)).sort()) if (/\.(sql|c|yaml)$/.test(name)) hash.update(name).update(readFileSync(join(root, dir, name)))
  }
  return hash.digest('hex').slice(0, 12)
}

export function usersOf (db) {
  const said = congdan(db, 'demo', '--fill-only')
  return [...said.matchAll(/^ {2}(\S+) +(\S+) +mã \(code\) \d* +([^:]+): (.*)$/gm)].map(([, login, password, name, note]) => ({ login, password, name, note }))
}

function database (name, fill) {
  const folder = join(data, stamp())
  if (!existsSync(folder)) {
    rmSync(data, { recursive: true, force: true }) // of another schema
    mkdirSync(folder, { recursive: true })
  }
  const dir = join(folder, name), fresh = dir + '.part'
  const at = (where) => ({ dir: where, path: join(where, 'congdan.db'), url: 'sqlite:' + join(where, 'congdan.db'), dataDir: join(where, 'data') })
  if (!existsSync(dir)) {
    say(`filling ${name}`)
    rmSync(fresh, { recursive: true, force: true })
    mkdirSync(fresh, { recursive: true })
    fill(at(fresh))
    renameSync(fresh, dir)
  }
  return at(dir)
}

// Ten million take an hour and 20 GB: CONGDAN_BENCH_PEOPLE=10000000.
export const peopleCount = Number(process.env.CONGDAN_BENCH_PEOPLE) || (options.quick ? 50000 : 1000000)
export function peopleDatabase () {
  return database(`people-${peopleCount}`, (db) => congdan(db, 'demo', '--people', String(peopleCount), '--dossiers', '1000', '--fill-only'))
}

// 10,000 dossiers live through the real rules; a million are those, a hundred times.
export const dossierCounts = options.quick ? [2000, 20000] : [10000, 1000000]
export function dossierDatabase (count) {
  const base = dossierCounts[0]
  return database(`dossiers-${count}`, (db) => {
    congdan(db, 'demo', '--people', '50000', '--dossiers', String(base), '--fill-only')
    if (count === base) return
    store('multiply', db.path, count / base - 1)
    try { congdan(db, 'check', '--repair') } catch (failure) { assert.equal(failure.status, 1, failure.stderr) } // the copies' codes have gaps, and it says so
  })
}

export function clientToken (db) {
  return congdan(db, 'user', 'client-add', '--name', 'Đo tốc độ', '--basis', 'Nghị định 47/2020/NĐ-CP', '--purpose', 'Đo tốc độ', '--perms', 'API_VERIFY,API_DOSSIER').match(/congdan_\S+/)[0]
}

// --- servers ----------------------------------------------------------------------------------------------------------------

async function until (ready, what, process_) {
  const end = Date.now() + START_MS
  while (!await ready()) {
    assert.ok(Date.now() < end && process_?.exitCode == null, `${what} does not start`)
    await sleep(2)
  }
}

async function ended (child) {
  if (child.exitCode !== null || child.signalCode !== null) return
  const end = new Promise((resolve) => child.on('exit', resolve))
  child.kill('SIGTERM')
  await end
}

export class Congdan {
  // startMs: from the start of the process to the first /readyz that says yes.
  static async start (db, ...args) {
    const server = new Congdan()
    const port = await freePort(), log = openSync(join(work, 'congdan.log'), 'a')
    server.base = `http://127.0.0.1:${port}`
    server.port = port
    const began = process.hrtime.bigint()
    server.child = spawn(program, ['serve', '--db', db.url, '--data-dir', db.dataDir, '--port', String(port), ...args], { stdio: ['ignore', 'ignore', log] })
    const client = new Client(server.base, { checked: false })
    await until(async () => { try { return (await client.raw('GET', '/readyz')).status === 200 } catch { return false } }, 'congdan', server.child)
    server.startMs = Number(process.hrtime.bigint() - began) / 1e6
    server.stop = () => ended(server.child)
    running.push(server.stop)
    return server
  }

  async signIn (user) {
    const client = new Client(this.base)
    await client.signIn(user)
    return client
  }

  cookieOf (client) { return [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ') }

  // Memory that the web processes have of their own, in MB: without files in the page cache.
  webMb () {
    let kb = 0
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      try {
        if (Number(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ')[1]) !== this.child.pid || !readFileSync(`/proc/${pid}/comm`, 'utf8').includes('web')) continue
        kb += Number(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8').match(/^Pss_Anon: +(\d+)/m)[1])
      } catch { /* it ended */ }
    }
    assert.ok(kb > 0, 'no web process found')
    return kb / 1024
  }

  // Proportional memory of the supervisor and its children, in MB.
  pssMb () {
    const pids = [this.child.pid]
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      try { if (Number(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ')[1]) === this.child.pid) pids.push(pid) } catch { /* it ended */ }
    }
    const kb = pids.map((pid) => Number(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8').match(/^Pss: +(\d+)/m)[1]))
    return kb.reduce((a, b) => a + b) / 1024
  }
}

// nginx with two workers that answers everything with this text, without a log.
export async function nginx (body, type = 'application/json') {
  const dir = join(work, 'nginx'), port = await freePort()
  mkdirSync(dir, { recursive: true })
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${dir}/${name};`).join(' ')
  writeFileSync(join(dir, 'nginx.conf'), `worker_processes 2; daemon off; pid ${dir}/pid; error_log ${dir}/error.log;
events { worker_connections 1024; }
http { access_log off; keepalive_requests 1000000000; default_type ${type}; ${temp}
  server { listen 127.0.0.1:${port} backlog=1024; location / { return 200 '${body.replaceAll("'", "\\'")}'; } } }
`)
  const child = spawn('/usr/sbin/nginx', ['-c', join(dir, 'nginx.conf')], { stdio: 'ignore' })
  const base = `http://127.0.0.1:${port}`, client = new Client(base, { checked: false })
  await until(async () => { try { return (await client.raw('GET', '/')).status === 200 } catch { return false } }, 'nginx', child)
  running.push(() => ended(child))
  return { base, port }
}

export async function postgres () {
  const dir = mkdtempSync(join(tmpdir(), 'congdan-bench-pg-')), port = await freePort()
  chmodSync(dir, 0o755)
  const admin = out(join(root, 'tests/support/pg'), ['start', dir, String(port)]).trim()
  running.push(() => {
    out(join(root, 'tests/support/pg'), ['stop', dir])
    rmSync(dir, { recursive: true, force: true })
  })
  return { admin, dir, port, database: (name) => {
    out('psql', ['-qc', `CREATE DATABASE ${name}`, admin])
    return { url: admin.replace(/\/[^/]*$/, '/' + name), dataDir: join(dir, 'data-' + name) }
  } }
}

// --- load -------------------------------------------------------------------------------------------------------------------

const micros = { us: 1, ms: 1000, s: 1000000 }
// Requests a second of wrk with one thread; answers other than 2xx fail the measurement.
export function wrk (url, { connections = 64, script, env = {}, forSeconds = seconds } = {}) {
  const said = out('wrk', ['-t1', `-c${connections}`, `-d${forSeconds}s`, '--latency', ...(script ? ['-s', join(root, 'tests/load', script)] : []), url], { env: { ...process.env, ...env } })
  assert.ok(!/Non-2xx|Socket errors/.test(said), `${url}: ${said}`)
  const [, p99, unit] = said.match(/99% +([\d.]+)(us|ms|s)/)
  return { rate: Number(said.match(/Requests\/sec: +([\d.]+)/)[1]), p99Us: Number(p99) * micros[unit] }
}

// Requests of a file through rate.c: see there. perSecond 0: as fast as the connections take them.
export function load (server, lines, { perSecond = 0, connections = 32, forSeconds = 600, once = false, key, headers = [] }) {
  const file = join(work, 'requests')
  writeFileSync(file, lines.join('\n') + '\n')
  return JSON.parse(out(join(work, 'rate'), ['127.0.0.1', server.port, perSecond, forSeconds, connections, file, ...(once ? ['-o'] : []), ...(key ? ['-k', key] : []), ...headers].map(String)))
}

export function pgbench (pg, connections) {
  const said = out('pgbench', ['-S', '-M', 'prepared', '-n', '-c', String(connections), '-j', '2', '-T', String(seconds), '-h', '127.0.0.1', '-p', String(pg.port), '-U', 'postgres', 'pgbench'])
  return Number(said.match(/tps = ([\d.]+)/)[1])
}
export function pgbenchFill (pg) { out('pgbench', ['-i', '-q', '-s', '10', '-h', '127.0.0.1', '-p', String(pg.port), '-U', 'postgres', 'pgbench']) }

// --- results ----------------------------------------------------------------------------------------------------------------

export const results = []
const show = (value) => value === null ? '' : typeof value !== 'number' ? String(value) : Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)))
// ratio: of figure to reference where there is one; else the figure itself is what the target is about.
export function put (group, name, { figure, reference = null, ratio = null, target, better }) {
  results.push({ group, name, figure, reference, ratio, target, better })
  console.log(`${group.padEnd(11)} ${name.padEnd(58)} ${show(figure).padStart(10)} ${show(reference).padStart(10)} ${show(ratio).padStart(7)}   ${better === 'higher' ? '>=' : '<='} ${target}`)
}
export function head () { console.log(`${'group'.padEnd(11)} ${'name'.padEnd(58)} ${'figure'.padStart(10)} ${'reference'.padStart(10)} ${'ratio'.padStart(7)}   target`) }
