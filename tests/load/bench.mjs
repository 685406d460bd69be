// bench.mjs: runs the groups asked for and writes build/bench.json. See scripts/bench.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { foundation } from './foundation.mjs'
import { identity } from './identity.mjs'
import { importing } from './import.mjs'
import { head, options, results, root, say, stopAll, work } from './parts.mjs'
import { matching } from './matching.mjs'
import { population } from './population.mjs'
import { reorganisation } from './reorganisation.mjs'

const groups = { foundation, population, matching, import: importing, reorganisation, identity }
const asked = process.argv.slice(2).filter((arg) => !arg.startsWith('--'))

mkdirSync(work, { recursive: true })
rmSync(join(work, 'congdan.log'), { force: true })
const busy = loadavg()[0]
say(`${cpus().length} × ${cpus()[0]?.model}; load before the run ${busy.toFixed(2)}${busy > 0.5 ? ': not a quiet machine' : ''}`)
head()
let code = 0
try {
  for (const name of asked.length ? asked : Object.keys(groups)) {
    await groups[name]()
    await stopAll()
  }
} catch (error) {
  code = 1
  console.error(error)
  try { console.error(readFileSync(join(work, 'congdan.log'), 'utf8').split('\n').filter((line) => line.includes('level=error')).slice(-10).join('\n')) } catch { /* no log */ }
}
await stopAll()
writeFileSync(join(root, 'build/bench.json'), JSON.stringify(results, null, 1) + '\n')
if (!options.keep && code === 0) rmSync(join(work, 'congdan.log'), { force: true })
process.exit(code)
