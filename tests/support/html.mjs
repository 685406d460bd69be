// html.mjs: as much of HTML as our own pages use, read for tests: text, links, forms, tables. Our templates write quoted attributes and close what they
// open (the view compiler sees to it), so patterns suffice and no dependency is needed.
const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }

export function unescape (text) {
  return text.replace(/&(#x[0-9a-f]+|#\d+|[a-z]+);/gi, (whole, name) => {
    if (name[0] !== '#') return ENTITIES[name.toLowerCase()] ?? whole
    return String.fromCodePoint(/^#x/i.test(name) ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10))
  })
}

export function attributes (tag) {
  const found = {}
  for (const [, name, value] of tag.replace(/^<\/?[a-z0-9]+/i, '').matchAll(/([a-z][a-z0-9-]*)(?:="([^"]*)")?/gi)) found[name.toLowerCase()] = value === undefined ? '' : unescape(value)
  return found
}

// What a person reads: no tags, blanks collapsed.
export function textOf (html) {
  return unescape(html.replace(/<(script|style|head)\b[\s\S]*?<\/\1>/gi, ' ').replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ').trim()
}

function fieldsOf (inner) {
  const fields = [], buttons = []
  for (const [whole, tag, content] of inner.matchAll(/<(input|select|textarea|button)\b[^>]*>(?:([\s\S]*?)<\/(?:select|textarea|button)>)?/gi)) {
    const open = whole.match(/^<[^>]*>/)[0], a = attributes(open), kind = tag.toLowerCase()
    if (kind === 'button') {
      buttons.push({ name: a.name, value: a.value ?? '', text: textOf(content ?? '') })
    } else if (kind === 'select') {
      const options = [...content.matchAll(/<option\b[^>]*>([\s\S]*?)<\/option>/gi)].map(([option, label]) => {
        const of = attributes(option.match(/^<[^>]*>/)[0])
        return { value: of.value ?? textOf(label), text: textOf(label), selected: 'selected' in of }
      })
      fields.push({ name: a.name, type: 'select', options, value: (options.find((o) => o.selected) ?? options[0])?.value ?? '' })
    } else if (kind === 'textarea') {
      fields.push({ name: a.name, type: 'textarea', value: unescape((content ?? '').replace(/^\n/, '')) })
    } else {
      const type = a.type ?? 'text'
      fields.push({ name: a.name, type, value: a.value ?? (type === 'checkbox' || type === 'radio' ? 'on' : ''), checked: 'checked' in a })
    }
  }
  return { fields, buttons }
}

// <input> has no closing tag, so a pattern that looks for one must not swallow the next field.
export function formsOf (html) {
  return [...html.matchAll(/<form\b[^>]*>([\s\S]*?)<\/form>/gi)].map(([whole, inner]) => {
    const a = attributes(whole.match(/^<[^>]*>/)[0])
    const alone = inner.replace(/<input\b[^>]*>/gi, (tag) => tag + '</button>').replace(/<\/button><\/button>/g, '</button>')
    return { action: a.action, method: (a.method ?? 'get').toUpperCase(), multipart: a.enctype === 'multipart/form-data', ...fieldsOf(alone), text: textOf(inner) }
  })
}

export function linksOf (html) {
  return [...html.matchAll(/<a\b[^>]*>([\s\S]*?)<\/a>/gi)].map(([whole, inner]) => {
    const a = attributes(whole.match(/^<[^>]*>/)[0])
    return { href: a.href, text: textOf(inner), attributes: a }
  })
}

export function tablesOf (html) {
  return [...html.matchAll(/<table\b[^>]*>([\s\S]*?)<\/table>/gi)].map(([, inner]) => {
    const rows = [...inner.matchAll(/<tr\b[^>]*>([\s\S]*?)<\/tr>/gi)].map(([, row]) =>
      [...row.matchAll(/<t[hd]\b[^>]*>([\s\S]*?)<\/t[hd]>/gi)].map(([, cell]) => ({ text: textOf(cell), links: linksOf(cell), html: cell })))
    const caption = inner.match(/<caption\b[^>]*>([\s\S]*?)<\/caption>/i)
    const body = /<tbody/i.test(inner) ? (inner.match(/<tbody\b[^>]*>([\s\S]*?)<\/tbody>/i)?.[1] ?? '') : inner
    return { caption: caption ? textOf(caption[1]) : '', rows, bodyRows: (body.match(/<tr\b/gi) ?? []).length }
  })
}

// "Key: value" pairs of every summary list of the page, without where a value comes from; or, with `sources`, just that.
const sourceOf = /<(span|p|div)\b[^>]*app-source[^>]*>[\s\S]*?<\/\1>/gi
export function summaryOf (html, { sources = false } = {}) {
  const pairs = {}
  for (const [, key, value] of html.matchAll(/<dt\b[^>]*>([\s\S]*?)<\/dt>\s*<dd\b[^>]*>([\s\S]*?)<\/dd>/gi)) {
    pairs[textOf(key)] = sources ? textOf(value.match(sourceOf)?.[0] ?? '') : textOf(value.replace(sourceOf, ''))
  }
  return pairs
}
