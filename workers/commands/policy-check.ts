import { existsSync, statSync } from 'node:fs'
import path from 'node:path'
import type { CheckAuthorText } from '../../policies/pack-contradictions.ts'
import { runExamples } from '../../policies/pack-examples.ts'
import { readDemonstration } from '../../policies/read-demonstration.ts'
import { type PacksReading, packFolders, readPacks } from '../../policies/read-pack.ts'
import { runSchemeExamples } from '../../policies/scheme-examples.ts'
import type { SourceError } from '../../policies/yaml-source.ts'
import { checkAuthorText } from '../../templates/author-text.ts'
import type { CommandStreams } from './deadline.ts'
import { lineOfError, loadCalendar, policiesFolder } from './load-policies.ts'

const usage = `chengban policy check          检查全部政策包 / check every policy pack
chengban policy check FOLDER   检查一个政策包，或一个目录下的全部 / check one pack, or all packs in a folder
`

/** What authors of policies may write between the lines, checked by the parser that will print it. */
export const checkPolicyText: CheckAuthorText = (text, fields) =>
  checkAuthorText(text, Object.fromEntries(fields.map(field => [field, 'text' as const])))

/**
 * `chengban policy check [folder]`: reads packs with their forms, examples and demonstration, runs the examples, and
 * says every error with file, line, field and what was expected. Resolves to the exit code.
 */
export async function policyCheckCommand(args: string[], io: CommandStreams): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    io.out.write(usage)
    return 0
  }
  const [folder, ...more] = args
  if (more.length > 0 || folder?.startsWith('-')) {
    io.err.write(`${more[0] ?? folder}: 没有这个参数 / no such argument\n${usage}`)
    return 1
  }
  const folders = foldersFor(folder ?? policiesFolder())
  if (folders.length === 0) {
    io.err.write(`${folder ?? policiesFolder()}: 没有政策包（policy.yaml） / no policy pack (policy.yaml) there\n`)
    return 1
  }
  const reading = readPacks(folders, { checkText: checkPolicyText })
  const errors = reading.ok ? packErrors(reading) : reading.errors
  for (const error of errors) io.err.write(lineOfError(error))
  if (!reading.ok || errors.length > 0) {
    io.err.write(`${errors.length} 处错误 / ${errors.length} ${errors.length === 1 ? 'error' : 'errors'}\n`)
    return 1
  }
  for (const { pack, sha256, examples, schemeExamples } of reading.packs) {
    const count = examples.length
    const worked = schemeExamples.reduce((sum, { table }) => sum + table.examples.length, 0)
    const schemes = pack.schemes.length
    const zh = schemes > 0 ? `，${schemes} 项补助 ${worked} 个算例` : ''
    const en = schemes > 0 ? `, ${schemes} ${schemes === 1 ? 'scheme' : 'schemes'} with ${worked} worked examples` : ''
    io.out.write(
      `${pack.id} ${pack.version} ${sha256.slice(0, 12)}：无误，${count} 个例子${zh} / in order, ${count} examples${en}\n`,
    )
  }
  return 0
}

function foldersFor(folder: string): string[] {
  const asked = path.resolve(folder)
  if (!existsSync(asked) || !statSync(asked).isDirectory()) return []
  return existsSync(path.join(asked, 'policy.yaml')) ? [asked] : packFolders(asked)
}

function packErrors({ packs }: PacksReading & { ok: true }): readonly SourceError[] {
  const calendar = loadCalendar()
  if (!calendar.ok) return calendar.errors
  return packs.flatMap(({ pack, examples, schemeExamples, folder }) => {
    const demonstration = path.join(folder, 'demonstration')
    const shown = existsSync(demonstration) ? readDemonstration(demonstration, pack) : null
    return [
      ...runExamples(pack, examples, calendar.calendar),
      ...runSchemeExamples(pack, schemeExamples),
      ...(shown && !shown.ok ? shown.errors : []),
    ]
  })
}
