// build.mjs: makes web/dist from web/scss, web/js and the fonts. Runs on Node 18 and later: `npm ci && npm run build` (scripts/setup does it).
// The program embeds web/dist; nothing here runs on a citizen's device but the few scripts in web/js, and every page works without them.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import * as sass from 'sass'

const here = dirname(fileURLToPath(import.meta.url))
const dist = join(here, 'dist')
const fonts = join(here, 'node_modules/@fontsource/public-sans/files')
const budgets = { css: 14 * 1024, js: 15 * 1024, font: 40 * 1024 } // compressed bytes of a first view (docs/adr/0004-front-end.md)

rmSync(dist, { recursive: true, force: true })
mkdirSync(dist, { recursive: true })

const { css } = sass.compile(join(here, 'scss/app.scss'), {
  style: 'compressed',
  loadPaths: [join(here, 'node_modules/govuk-frontend/dist')],
  quietDeps: true
})
writeFileSync(join(dist, 'app.css'), css)

// The name carries the version: a font is served as never changing.
let fontBytes = 0
for (const subset of ['latin', 'vietnamese', 'latin-ext'])
  for (const weight of [400, 700]) {
    const from = join(fonts, `public-sans-${subset}-${weight}-normal.woff2`)
    if (subset !== 'latin-ext') fontBytes += readFileSync(from).length // loaded only where a text needs it
    copyFileSync(from, join(dist, `public-sans-5.3-${subset}-${weight}.woff2`))
  }

let scriptBytes = 0
for (const name of readdirSync(join(here, 'js')).filter((file) => file.endsWith('.js'))) {
  scriptBytes += gzipSync(readFileSync(join(here, 'js', name))).length
  copyFileSync(join(here, 'js', name), join(dist, name))
}

const made = { css: gzipSync(css).length, js: scriptBytes, font: fontBytes }
let over = false
for (const [kind, bytes] of Object.entries(made)) {
  over ||= bytes > budgets[kind]
  console.log(`${kind}: ${bytes} of ${budgets[kind]} bytes`)
}
if (/GDS Transport|crown/i.test(css)) throw new Error('the style sheet names GDS Transport or the crown, which are not ours to use')
if (over) throw new Error('a budget is exceeded')
