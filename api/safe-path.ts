/** A path of our own to go on to; the start page where it leads elsewhere. */
export function safePath(wanted: unknown): string {
  if (typeof wanted !== 'string' || !wanted.startsWith('/') || !URL.canParse(wanted, here)) return '/'
  const { origin, pathname, search } = new URL(wanted, here)
  // Browsers take two slashes at the start for another host.
  return origin === here && !pathname.startsWith('//') ? pathname + search : '/'
}

const here = 'http://here.invalid'
