// import.mjs: a list of everybody in a province, as `congdan export people` writes it, into an empty database; beside the engine's own loading of the same rows: SQLite's
// prepared inserts in one transaction, sorted by key, and PostgreSQL's COPY, into the same tables with the same indexes and foreign keys. The reference is spared what
// only the program does: reading and checking a file, and the index of names.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { beside, congdan, median, peopleDatabase, postgres, program, put, rounds, say, store, work } from './parts.mjs'

const GROUP = 'import', TABLES = ['person', 'household', 'household_member', 'residence']

function fresh (name) {
  const path = join(work, name + '.db'), db = { path, url: 'sqlite:' + path, dataDir: join(work, name) }
  for (const end of ['', '-wal', '-shm', '-turn']) rmSync(path + end, { force: true })
  rmSync(db.dataDir, { recursive: true, force: true })
  congdan(db, 'init')
  return db
}

const pssKb = (pid) => { try { return Number(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8').match(/^Pss: +(\d+)/m)[1]) } catch { return 0 } }

// Seconds, and the most memory seen.
function imported (db, list) {
  return new Promise((resolve, reject) => {
    const began = process.hrtime.bigint(), child = spawn(program, ['import', 'people', list, '--db', db.url, '--data-dir', db.dataDir], { stdio: 'ignore' })
    let most = 0
    const watch = setInterval(() => { most = Math.max(most, pssKb(child.pid)) }, 100)
    child.on('exit', (code) => {
      clearInterval(watch)
      code === 0 ? resolve({ seconds: Number(process.hrtime.bigint() - began) / 1e9, mb: most / 1024 }) : reject(new Error(`import ended with ${code}`))
    })
  })
}

export async function importing () {
  const list = join(work, 'people.csv')
  if (existsSync(list)) rmSync(list)
  congdan(peopleDatabase(), 'export', 'people', '--unit', '52', '--purpose', 'Đo tốc độ nhập dữ liệu', '--out', list)
  const rows = Number(execFileSync('wc', ['-l', list], { encoding: 'utf8' }).split(' ')[0]) - 1
  const name = `people a second, ${rows.toLocaleString('en')} rows`

  let ours = [], theirs = []
  const memory = []
  for (let round = 0; round < rounds; round++) {
    const db = fresh('import'), done = await imported(db, list)
    ours.push(rows / done.seconds)
    memory.push(done.mb)
    theirs.push(rows / Number(store('bulk', db.path, fresh('import-reference').path)))
  }
  put(GROUP, `${name}, SQLite; reference: sorted prepared inserts`, { ...beside(ours, theirs), target: 0.5, better: 'higher' })
  put(GROUP, 'memory of the import, MB (PSS)', { figure: median(memory), target: 300, better: 'lower' })

  say('PostgreSQL')
  const pg = await postgres(), psql = (url, ...sql) => execFileSync('psql', ['-q1', '-v', 'ON_ERROR_STOP=1', ...sql.flatMap((one) => ['-c', one]), url], { encoding: 'utf8' })
  const file = (table) => join(pg.dir, table + '.copy')
  ours = []
  theirs = []
  for (let round = 0; round < rounds; round++) {
    const db = pg.database(`import${round}`), bare = pg.database(`reference${round}`)
    congdan(db, 'init')
    congdan(bare, 'init')
    ours.push(rows / (await imported(db, list)).seconds)
    psql(db.url, ...TABLES.map((table) => `\\copy (SELECT * FROM ${table} ORDER BY 1) TO '${file(table)}' (FORMAT binary)`))
    psql(bare.url, ...TABLES.map((table) => `ALTER TABLE ${table} DISABLE TRIGGER USER`))
    const began = process.hrtime.bigint()
    psql(bare.url, ...TABLES.map((table) => `\\copy ${table} FROM '${file(table)}' (FORMAT binary)`))
    theirs.push(rows / (Number(process.hrtime.bigint() - began) / 1e9))
    assert.equal(Number(execFileSync('psql', ['-Atc', 'SELECT count(*) FROM person', bare.url], { encoding: 'utf8' })), rows)
  }
  put(GROUP, `${name}, PostgreSQL; reference: COPY`, { ...beside(ours, theirs), target: 0.5, better: 'higher' })
}
