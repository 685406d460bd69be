// keys.js: the keyboard of the staff console. j and k move between the rows of a work list, Enter opens the row (it is the focused link's own
// behaviour), "/" goes to the search field. Single keys are a switch of their own in the footer (WCAG 2.1.4): without data-keys this never loads.
const rows = () => [...document.querySelectorAll('[data-link-row]')]

function move(step) {
  const all = rows()
  const at = all.findIndex((row) => row.contains(document.activeElement))
  const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)]
  const link = next?.querySelector('a[href]')
  if (!link) return false
  link.focus()
  next.scrollIntoView({ block: 'nearest' })
  return true
}

function isTyping(target) {
  return target.closest?.('input:not([type=checkbox]):not([type=radio]):not([type=submit]), textarea, select, [contenteditable]')
}

export function start() {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || isTyping(event.target)) return
    let done = false
    if (event.key === 'j') done = move(1)
    else if (event.key === 'k') done = move(-1)
    else if (event.key === '/') {
      const search = document.querySelector('[data-search], input[type=search], [role=search] input:not([type=hidden])')
      search?.focus()
      search?.select?.()
      done = Boolean(search)
    }
    if (done) event.preventDefault()
  })
}
