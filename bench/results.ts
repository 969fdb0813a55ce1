import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, release, totalmem } from 'node:os'
import path from 'node:path'
import { projectRoot } from '../config.ts'
import { withClient } from '../workers/embedded/postgres.ts'
import { temporalVersion } from '../workers/embedded/temporal-binary.ts'
import type { Servers } from './ground.ts'
import type { Finding } from './measure.ts'

/** What a reader needs to judge the numbers. */
export interface Facts {
  readonly [name: string]: string
}

export async function readFacts(servers: Servers): Promise<Facts> {
  const postgres = await servers.postgres()
  const [version, fsync, commit] = await withClient(postgres.ownerUrl('postgres'), async client => {
    const one = async (name: string) => String((await client.query(`show ${name}`)).rows[0]?.[name])
    return [await one('server_version'), await one('fsync'), await one('synchronous_commit')]
  })
  const processors = cpus()
  return {
    Processor: `${processors[0]?.model.trim() ?? 'unknown'}, ${processors.length} cores`,
    Memory: `${(totalmem() / 2 ** 30).toFixed(1)} GiB`,
    System: `${process.platform} ${release()} ${process.arch}`,
    'Load before': loadavg()
      .map(load => load.toFixed(2))
      .join(' '),
    Node: process.versions.node,
    PostgreSQL: `${version}, fsync ${fsync}, synchronous_commit ${commit}`,
    Temporal: `${temporalVersion}, development server on SQLite (WAL, synchronous NORMAL)`,
    Packages: ['@temporalio/worker', 'nodemailer', 'express', 'pg']
      .map(name => `${name} ${versionOf(name)}`)
      .join(', '),
    Commit: commitHash(),
  }
}

function versionOf(name: string): string {
  const { version } = JSON.parse(readFileSync(path.join(projectRoot, 'node_modules', name, 'package.json'), 'utf8'))
  return String(version)
}

function commitHash(): string {
  try {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: projectRoot, encoding: 'utf8' }).trim()
    const changed = git(
      'status',
      '--porcelain',
      '--untracked-files=no',
      '--',
      '.',
      ':!bench/RESULTS.md',
      ':!bench/results.json',
    )
    return `${git('rev-parse', '--short=12', 'HEAD')}${changed ? ' and changes not committed' : ''}`
  } catch {
    return 'not under version control'
  }
}

/** A finding with when and on what it was measured. */
interface Kept {
  readonly measuredAt: string
  readonly facts: Facts
  readonly finding: Finding
}

const file = (name: string): string => path.join(projectRoot, 'bench', name)

/** Keeps findings in bench/results.json, each in the place of its earlier one, and writes bench/RESULTS.md from all of them. */
export function keepResults(facts: Facts, found: ReadonlyMap<string, Finding>, order: readonly string[]): string {
  const earlier: Record<string, Kept> = existsSync(file('results.json'))
    ? JSON.parse(readFileSync(file('results.json'), 'utf8'))
    : {}
  const measuredAt = new Date().toISOString()
  for (const [name, finding] of found) earlier[name] = { measuredAt, facts, finding }
  const kept = order.flatMap(name => (earlier[name] ? [[name, earlier[name]] as const] : []))
  writeFileSync(file('results.json'), `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`)
  writeFileSync(
    file('RESULTS.md'),
    resultsPage(
      facts,
      kept.map(([, one]) => one),
    ),
  )
  return file('RESULTS.md')
}

/** Findings as one page of Markdown. */
export function resultsPage(facts: Facts, kept: readonly Kept[]): string {
  const { Commit: _commit, 'Load before': _load, ...machine } = facts
  return [
    '# Measurements',
    '',
    '`npm run bench` writes this page from `results.json`; `npm run bench -- deliveries` measures one part anew, and `npm run bench -- --quick` only tries everything out. Each ratio comes from one run in which both arms took turns (ours, twin, twin, ours, …) after one slice of each to warm up. The twins lie beside this page and are meant to be attacked. Medians, and the middle 90 % of the medians of 2,000 samples drawn from the pairs. Processor time is that of the arm’s processes and the database together: where other work shares the machine it says more than a rate.',
    '',
    '| | |',
    '|---|---|',
    ...Object.entries(machine).map(([name, value]) => `| ${name} | ${value} |`),
    '',
    '| measure | wanted | reached |',
    '|---|---|---|',
    ...kept.map(({ finding: { title, reach, reached } }) => `| ${title} | ${reach} | ${word(reached)} |`),
    ...kept.flatMap(partLines),
    '',
  ].join('\n')
}

const word = (reached: boolean | null): string => (reached === null ? 'measured' : reached ? 'yes' : '**no**')

function partLines({ measuredAt, facts, finding }: Kept): string[] {
  const { title, reach, reached, header, rows, notes } = finding
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const when = `Measured on ${measuredAt.slice(0, 10)} at commit ${facts.Commit}; load of the machine before ${facts['Load before']}.`
  return [
    '',
    `## ${title}`,
    '',
    `Wanted: ${reach}. Reached: ${word(reached)}. ${when}`,
    '',
    line(header),
    line(header.map(() => '---')),
    ...rows.map(line),
    '',
    ...notes.map(note => `- ${note}`),
  ]
}

/** What was measured, printed and not kept. */
export function printedResults(facts: Facts, found: ReadonlyMap<string, Finding>): string {
  const measuredAt = new Date().toISOString()
  return resultsPage(
    facts,
    [...found.values()].map(finding => ({ measuredAt, facts, finding })),
  )
}
