// cluster.mjs: a PostgreSQL of one's own, for tests that pull its plug.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, root } from './server.mjs'

const script = join(root, 'tests/support/pg')

export class Cluster {
  static async start () {
    const cluster = new Cluster()
    cluster.dir = join(mkdtempSync(join(tmpdir(), 'congdan-pg-')), 'pg')
    execFileSync('chmod', ['755', join(cluster.dir, '..')]) // the postgres user must come through
    cluster.port = await freePort()
    cluster.url = cluster.up()
    return cluster
  }

  up () { return execFileSync(script, ['start', this.dir, String(this.port)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim() }
  // As after a power cut: no process says good-bye, recovery follows at the next start.
  pullPlug () { execFileSync(script, ['stop', this.dir]) }
  remove () {
    this.pullPlug()
    rmSync(join(this.dir, '..'), { recursive: true, force: true })
  }
}
