import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
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
    const changed = git('status', '--porcelain', '--untracked-files=no', '--', '.', ':!bench/RESULTS.md')
    return `${git('rev-parse', '--short=12', 'HEAD')}${changed ? ' and changes not committed' : ''}`
  } catch {
    return 'not under version control'
  }
}

/** The findings as one page of Markdown. */
export function resultsPage(facts: Facts, findings: readonly Finding[], measuredOn: string): string {
  return [
    '# Measurements',
    '',
    '`npm run bench` writes this page (`npm run bench -- --quick` only tries everything out). Each ratio comes from one run in which both arms took turns (ours, twin, twin, ours, …) after one slice of each to warm up; the twins lie beside this page and are meant to be attacked. Medians, and the middle 90 % of medians of 2,000 samples drawn from the pairs.',
    '',
    `Measured on ${measuredOn}.`,
    '',
    '| | |',
    '|---|---|',
    ...Object.entries(facts).map(([name, value]) => `| ${name} | ${value} |`),
    '',
    '| measure | wanted | reached |',
    '|---|---|---|',
    ...findings.map(({ title, reach, reached }) => `| ${title} | ${reach} | ${word(reached)} |`),
    ...findings.flatMap(findingLines),
    '',
  ].join('\n')
}

const word = (reached: boolean | null): string => (reached === null ? 'measured' : reached ? 'yes' : '**no**')

function findingLines({ title, reach, reached, header, rows, notes }: Finding): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [
    '',
    `## ${title}`,
    '',
    `Wanted: ${reach}. Reached: ${word(reached)}.`,
    '',
    line(header),
    line(header.map(() => '---')),
    ...rows.map(line),
    '',
    ...notes.map(note => `- ${note}`),
  ]
}

export function writeResults(page: string): string {
  const file = path.join(projectRoot, 'bench', 'RESULTS.md')
  writeFileSync(file, page)
  return file
}
