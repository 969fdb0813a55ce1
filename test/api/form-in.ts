const plain = (html: string): string =>
  html
    .replace(/&quot;/g, '"')
    .replace(/&#x27;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')

const attribute = (tag: string, name: string): string | undefined => {
  const [, value] = new RegExp(`\\s${name}="([^"]*)"`).exec(tag) ?? []
  return value === undefined ? undefined : plain(value)
}

/** What a browser would send with the form of a page that has this action, its token apart. Fails where there is no such form. */
export function formIn(html: string, action: string): Record<string, string> {
  const form = [...html.matchAll(/<form\b[^>]*>.*?<\/form>/gsu)]
    .map(([text]) => text)
    .find(text => attribute(/^<form\b[^>]*>/.exec(text)?.[0] ?? '', 'action') === action)
  if (!form) throw new Error(`the page has no form for ${action}`)
  const values: Record<string, string> = {}
  for (const [tag] of form.matchAll(/<input\b[^>]*>/gu)) {
    const name = attribute(tag, 'name')
    const type = attribute(tag, 'type')
    if (!name || name === 'csrf' || type === 'file') continue
    if ((type === 'radio' || type === 'checkbox') && !/\schecked\b/.test(tag)) continue
    values[name] = attribute(tag, 'value') ?? ''
  }
  for (const [, open = '', text = ''] of form.matchAll(/<textarea\b([^>]*)>(.*?)<\/textarea>/gsu)) {
    const name = attribute(` ${open}`, 'name')
    if (name) values[name] = plain(text).replace(/^\n/u, '')
  }
  for (const [, open = '', options = ''] of form.matchAll(/<select\b([^>]*)>(.*?)<\/select>/gsu)) {
    const name = attribute(` ${open}`, 'name')
    const tags = [...options.matchAll(/<option\b[^>]*>/gu)].map(([tag]) => tag)
    const chosen = tags.find(tag => /\sselected\b/.test(tag)) ?? tags[0]
    if (name && chosen) values[name] = attribute(chosen, 'value') ?? ''
  }
  return values
}

/** The words of the page's heading. */
export const headingIn = (html: string): string =>
  plain((/<h1[^>]*>(.*?)<\/h1>/su.exec(html)?.[1] ?? '').replace(/<[^>]+>/gu, ''))

/** The words of a page's list of errors. */
export const errorsIn = (html: string): string[] =>
  [...(/<ul class="jump">(.*?)<\/ul>/su.exec(html)?.[1] ?? '').matchAll(/<li>(.*?)<\/li>/gsu)].map(([, item = '']) =>
    plain(item.replace(/<[^>]+>/gu, '')),
  )
