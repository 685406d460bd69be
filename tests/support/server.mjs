// server.mjs: the real program on a fresh database, for tests. CONGDAN_BINARY names the program, CONGDAN_TEST_DB the kind of database (sqlite, postgres),
// CONGDAN_TEST_PG the administrator's URL of a running PostgreSQL. What it wrote to its log is checked when it stops: no names, no personal numbers.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync, appendFileSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from './client.mjs'
import { workingMorning } from './days.mjs'

export const root = fileURLToPath(new URL('../..', import.meta.url))
export const binary = process.env.CONGDAN_BINARY ?? join(root, 'build/congdan')
export const kind = process.env.CONGDAN_TEST_DB ?? 'sqlite'
const START_MS = 20000, STOP_MS = 15000

export async function freePort () {
  return await new Promise((resolve, reject) => {
    const probe = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    }).on('error', reject)
  })
}

export function psql (url, sql) { return execFileSync('psql', ['-XqAt', '-v', 'ON_ERROR_STOP=1', url, '-c', sql], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim() }

function freshDatabase (dir, admin) {
  if (kind === 'sqlite') return { url: `sqlite:${join(dir, 'congdan.db')}`, drop () {} }
  assert.ok(admin, 'CONGDAN_TEST_PG is not set')
  const name = `congdan_test_${process.pid}_${Math.random().toString(36).slice(2, 8)}`
  psql(admin, `CREATE DATABASE ${name}`)
  return { url: admin.replace(/\/[^/]*$/, `/${name}`), drop () { psql(admin, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) } }
}

export class Server {
  // people, dossiers, seed: of the synthetic province. atMs: the server's clock at its start (demo databases may shift it); "working": the next working
  // morning, so that no scenario depends on the day it runs. args: more settings. fill: false for an empty database.
  // setup: what must happen on the filled database before it is served. wrap: a command that starts the program (a namespace, a limit). pg: the
  // administrator's URL of another PostgreSQL than CONGDAN_TEST_PG.
  static async start ({ people = 1000, dossiers = 0, seed = 6, at = 'working', args = [], env = {}, fill = true, serve = true, setup, wrap = [], pg = process.env.CONGDAN_TEST_PG } = {}) {
    const server = new Server()
    server.dir = mkdtempSync(join(tmpdir(), 'congdan-test-'))
    server.dataDir = join(server.dir, 'data')
    server.logFile = join(server.dir, 'log')
    server.env = { ...process.env, ...env }
    server.args = args
    server.wrap = wrap
    server.users = []
    writeFileSync(server.logFile, '')
    server.database = freshDatabase(server.dir, pg)
    if (fill) {
      const said = server.command('demo', '--people', String(people), '--dossiers', String(dossiers), '--seed', String(seed), '--fill-only')
      for (const [, login, password, name, note] of said.matchAll(/^ {2}(\S+) +(\S+) +mã \(code\) \d* +([^:]+): (.*)$/gm)) server.users.push({ login, password, name, note })
      assert.ok(server.users.length >= 10, said)
    }
    setup?.(server)
    server.offsetMs = at === 'now' ? 0 : (at === 'working' ? workingMorning(Date.now()) : at) - Date.now()
    if (serve) await server.run()
    return server
  }

  // Any command of the program on this database; its standard output.
  command (...args) {
    return execFileSync(binary, [...args, '--db', this.database.url, '--data-dir', this.dataDir], { encoding: 'utf8', env: this.env, stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 64 << 20 })
  }

  // Like command, but a failure is an answer: { code, out, err }.
  tryCommand (...args) {
    try {
      return { code: 0, out: this.command(...args), err: '' }
    } catch (failure) {
      if (typeof failure.status !== 'number') throw failure
      return { code: failure.status, out: failure.stdout, err: failure.stderr }
    }
  }

  async run () {
    this.port ??= await freePort() // kept, so that those who knew the server find it again
    this.base = `http://127.0.0.1:${this.port}`
    const shift = this.offsetMs ? ['--clock-offset', String(Math.round(this.offsetMs))] : []
    // A runner that is killed takes its server with it: the kernel tells the program (prctl) when its parent is gone.
    const [program, ...before] = [...this.wrap, 'setpriv', '--pdeathsig', 'TERM', binary]
    this.process = spawn(program, [...before, 'serve', '--db', this.database.url, '--data-dir', this.dataDir, '--port', String(this.port), ...shift, ...this.args],
      { env: this.env, stdio: ['ignore', 'ignore', 'pipe'] })
    this.process.stderr.on('data', (chunk) => appendFileSync(this.logFile, chunk))
    this.ended = new Promise((resolve) => this.process.on('close', (code, signal) => resolve({ code, signal })))
    const until = Date.now() + START_MS
    for (;;) {
      if (this.process.exitCode !== null) throw new Error(`the server ended at its start: ${this.log()}`)
      if (await this.ready()) return
      assert.ok(Date.now() < until, `not ready after ${START_MS} ms: ${this.log()}`)
      await sleep(20)
    }
  }

  async ready () {
    try { return (await new Client(this.base, { checked: false }).raw('GET', '/readyz', { timeoutMs: 2000 })).status === 200 } catch { return false }
  }

  // The clock of the server now.
  now () { return Date.now() + this.offsetMs }

  // Goes on at another time. People sign in anew: their sessions are over by then.
  async travel (atMs) {
    await this.halt()
    this.offsetMs = atMs - Date.now()
    await this.run()
  }

  client (options) { return new Client(this.base, options) }

  user (login) {
    const found = this.users.find((user) => user.login === login || user.note.includes(login) || user.name === login)
    assert.ok(found, `no user ${login}`)
    return found
  }

  // A client who is signed in. `who`: a login, or words of the note in the list of demo users.
  async as (who, options) {
    const client = this.client(options)
    await client.signIn(this.user(who))
    return client
  }

  // Process ids of the running children with a role.
  children (role) {
    const found = []
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      try {
        const parent = Number(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ')[1])
        if (parent === this.process.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').includes(`--role ${role}`)) found.push(Number(pid))
      } catch { /* it ended meanwhile */ }
    }
    return found
  }

  log () { return readFileSync(this.logFile, 'utf8') }

  // Logs hold routes, codes and times, never who somebody is.
  checkLog () {
    const log = this.log()
    const number = log.match(/(?<!\d)\d{12}(?!\d)/)
    assert.ok(!number, `a personal number in the log: ${number && log.slice(Math.max(0, number.index - 200), number.index + 50)}`)
    for (const user of this.users) assert.ok(!log.includes(user.name), `the name of ${user.login} in the log`)
    for (const line of log.split('\n')) assert.ok(!/AddressSanitizer|runtime error:|Assertion .* failed/.test(line), line)
  }

  async halt () {
    if (!this.process) return { code: 0 }
    if (this.process.exitCode === null && this.process.signalCode === null) this.process.kill('SIGTERM')
    const slow = setTimeout(() => this.process.kill('SIGKILL'), STOP_MS)
    const end = await this.ended
    clearTimeout(slow)
    return end
  }

  async stop ({ checkLog = true } = {}) {
    const end = await this.halt()
    try {
      if (checkLog) {
        assert.equal(end.code, 0, `the server ended with ${end.code ?? end.signal}: ${this.log().slice(-3000)}`)
        this.checkLog()
      }
    } finally {
      this.database.drop()
      rmSync(this.dir, { recursive: true, force: true })
    }
  }
}
