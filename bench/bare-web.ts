import type { AddressInfo } from 'node:net'
import express from 'express'
import pg from 'pg'
import { readConfig } from '../config.ts'

// The twin of the web: bare Express, a pool as large as ours, one statement a request; no sign-in, no rules, no page.
const config = readConfig()
const pool = new pg.Pool({ connectionString: config.databaseUrl, max: 12 })
const app = express()
app.disable('x-powered-by')
app.use(express.urlencoded({ extended: false, limit: '4mb' }))

let padding = ''
const rows = `select id, position, unit_name, ledger_state, due_at, signed_for_at, outcome_at, opinion_count from cases
  where cycle_id = $1 order by ledger_rank, position limit 20`
app.get('/cycles/:id', async (request, response) => {
  const found = await pool.query(rows, [request.params.id])
  const list = found.rows.map(row => `<tr><th>${row.unit_name}</th><td>${row.ledger_state}</td></tr>`).join('')
  const page = `<!doctype html><table>${list}</table>`
  response.type('html').send(page + padding.slice(Buffer.byteLength(page)))
})

app.post('/answers/:id', async (request, response) => {
  const { rows } = await pool.query(
    'insert into bare_answers (case_id, body) values ($1, $2) returning receipt::text',
    [request.params.id, JSON.stringify(request.body)],
  )
  response.redirect(303, `/answers/${request.params.id}/receipts/${rows[0].receipt}`)
})

// Told how many bytes a page has, so that both arms send the same.
process.on('message', ({ bytes }: { bytes: number }) => {
  padding = 'x'.repeat(bytes)
  process.send?.({ padded: true })
})
process.on('disconnect', () => process.exit(0))
const server = app.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.send?.({ ready: true, port })
})
