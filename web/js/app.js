// app.js: loaded on every page, after it is complete. It only makes easier what already works without it, and loads the rest where a page asks for it.
const vi = document.documentElement.lang !== 'en'
export const say = (vietnamese, english) => (vi ? vietnamese : english)

// A screen reader hears the list of errors first, and the keyboard starts there.
document.querySelector('.govuk-error-summary')?.focus()

// One press sends a form once. The server would notice the second copy; this spares the wait. A page that comes back from the browser's
// memory (pageshow) is fresh again.
const GUARD_MS = 8000
document.addEventListener('submit', (event) => {
  const form = event.target
  const guarded = event.submitter?.hasAttribute('data-once') ?? form.querySelector('[data-once]')
  if (!guarded || event.defaultPrevented) return
  const sent = Number(form.dataset.sentAt || 0)
  if (Date.now() - sent < GUARD_MS) {
    event.preventDefault()
    return
  }
  form.dataset.sentAt = String(Date.now())
})
window.addEventListener('pageshow', () => {
  for (const form of document.forms) delete form.dataset.sentAt
})

for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false
  button.addEventListener('click', () => window.print())
}

if (document.querySelector('input[type=file][data-shrink]')) import('./shrink.js').then((module) => module.start(say))
if (document.body.hasAttribute('data-keys')) import('./keys.js').then((module) => module.start())
