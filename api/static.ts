import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Router } from 'express'
import type { Frame } from '../web/frame.tsx'

const mark =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="#1b4b6b"><path d="M3 3h18v4H7v14H3z"/><path d="M10 10h11v4h-7v7h-4z"/><path d="M17 17h4v4h-4z"/></svg>'
// The only script of our own: a button that prints, shown where it can.
const print = `for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false
  button.addEventListener('click', () => window.print())
}
`
const yearInSeconds = 31_536_000

/** Style sheets and script, read once, at addresses that change with their content: browsers keep them for a year. */
export function createAssets(): { readonly assets: Frame['assets']; readonly routes: Router } {
  const require = createRequire(import.meta.url)
  const files = {
    tabler: asset(
      'tabler.css',
      'text/css; charset=utf-8',
      readFileSync(require.resolve('@tabler/core/dist/css/tabler.min.css')),
    ),
    look: asset('look.css', 'text/css; charset=utf-8', readFileSync(path.join(projectRoot(), 'web', 'look.css'))),
    htmx: asset(
      'htmx.js',
      'text/javascript; charset=utf-8',
      readFileSync(require.resolve('htmx.org/dist/htmx.min.js')),
    ),
    print: asset('print.js', 'text/javascript; charset=utf-8', Buffer.from(print)),
    mark: asset('mark.svg', 'image/svg+xml', Buffer.from(mark)),
  }
  const routes = Router()
  for (const { path: at, type, content, version } of Object.values(files)) {
    routes.get(at, (request, response) => {
      const lasting = request.query.v === version
      response.setHeader(
        'Cache-Control',
        lasting ? `public, max-age=${yearInSeconds}, immutable` : 'public, max-age=300',
      )
      response.type(type).send(content)
    })
  }
  const { tabler, look, htmx } = files
  return { assets: { tabler: tabler.href, look: look.href, htmx: htmx.href }, routes }
}

function asset(name: string, type: string, content: Buffer) {
  const version = createHash('sha256').update(content).digest('base64url').slice(0, 12)
  return { path: `/assets/${name}`, href: `/assets/${name}?v=${version}`, type, content, version }
}

// The style sheet stays where it was written, also when this runs from the compiled folder.
function projectRoot(from = path.dirname(fileURLToPath(import.meta.url))): string {
  return existsSync(path.join(from, 'package.json')) ? from : projectRoot(path.dirname(from))
}
