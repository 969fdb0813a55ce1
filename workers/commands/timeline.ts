import path from 'node:path'
import type { Calendar } from '../../domain/calendar.ts'
import { DeadlineError } from '../../domain/deadline.ts'
import { isClockTime, isLocalDate, withOffset } from '../../domain/local-time.ts'
import type { PolicyPack } from '../../domain/policy-pack.ts'
import { procedureOf, resolveProcedure, rulesOf, settableNames, settingFromText } from '../../domain/procedure.ts'
import { planCycle } from '../../domain/timeline.ts'
import { packFolders, readPack } from '../../policies/read-pack.ts'
import type { CommandStreams } from './deadline.ts'
import { lineOfError, loadCalendar, policiesFolder } from './load-policies.ts'
import { checkPolicyText } from './policy-check.ts'

const usage = `chengban timeline PACK PROCEDURE --at 2026-11-24T09:30:00+08:00 [--signed-at INSTANT] [--set name=value]…
  --at          送签时刻；不带时区的按北京时间 / when it is sent for signature; Asia/Shanghai where no zone is given
  --signed-at   最后一次签发的时刻，默认同上 / the last signature; the same where it is not given
  --set         ${settableNames.join(', ')}
                answerPeriod=10, 10wd, 30cd, 2026-12-01
`

/** What was typed and cannot be taken: the flag (or argument) and the words for it. */
class WrongArgument extends Error {
  readonly flag: string

  constructor(flag: string, words: string) {
    super(words)
    this.name = 'WrongArgument'
    this.flag = flag
  }
}

type Asked = {
  readonly pack: string
  readonly procedure: string
  readonly at: string
  readonly signedAt: string | undefined
  readonly settings: Readonly<Record<string, string>>
}

/**
 * `chengban timeline <pack> <procedure> --at <instant>`: every instant of a cycle that is launched then, as JSON, with
 * the days counted and skipped for each date. The same function draws the launch page and makes the rows.
 */
export async function timelineCommand(args: string[], io: CommandStreams): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    io.out.write(usage)
    return 0
  }
  try {
    const asked = readArguments(args)
    const pack = packNamed(asked.pack, io)
    const calendar = loadCalendar()
    if (!calendar.ok) for (const error of calendar.errors) io.err.write(lineOfError(error))
    if (!pack || !calendar.ok) return 1
    io.out.write(`${JSON.stringify(timelineOf(asked, pack, calendar.calendar), null, 2)}\n`)
    return 0
  } catch (error) {
    if (!(error instanceof WrongArgument)) throw error
    io.err.write(`${error.flag}: ${error.message}\n`)
    return 1
  }
}

function timelineOf({ procedure, at, signedAt, settings }: Asked, pack: PolicyPack, calendar: Calendar) {
  if (!procedureOf(pack, procedure)) {
    const known = pack.procedures.map(({ id }) => id).join(', ')
    throw new WrongArgument('procedure', `${pack.id} 没有这个程序 / has no such procedure（${procedure}；${known}）`)
  }
  const parameters = Object.fromEntries(
    Object.entries(settings).map(([name, text]) => [name, settingFromText(name, text)]),
  )
  const resolved = resolveProcedure(pack, procedure, { parameters })
  const [wrong] = resolved?.wrong ?? []
  if (wrong) throw new WrongArgument(`--set ${wrong.parameter}`, `应为 / expected ${wrong.expected}`)
  if (!resolved || resolved.unset.length > 0) {
    const names = resolved?.unset.join(', ') ?? ''
    throw new WrongArgument('--set', `尚无人设定，不能启动 / nobody has set, so it cannot be launched: ${names}`)
  }
  try {
    const rules = rulesOf(resolved)
    const timeline = planCycle(rules, { requestedAt: at, signedAt }, calendar)
    const { pack: id, version } = resolved
    const opened = { requestedAt: withOffset(at), signedAt: withOffset(signedAt ?? at) }
    return { pack: id, version, procedure, ...opened, parameters: resolved.parameters, ...timeline }
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error
    throw new WrongArgument(flagOf(error), `不能推算 / cannot be counted: ${error.field} ${error.code}`)
  }
}

const flagOf = ({ field, code }: DeadlineError): string => {
  if (field === 'on') return '--set answerPeriod'
  return code === 'year-out-of-range' || field === 'from' ? '--at' : `--set (${field})`
}

function packNamed(name: string, io: CommandStreams): PolicyPack | null {
  const folders = packFolders(policiesFolder())
  const folder = folders.find(folder => path.basename(folder) === name)
  if (!folder) {
    const known = folders.map(folder => path.basename(folder)).join(', ')
    throw new WrongArgument('pack', `没有这个政策包 / no such policy pack（${name}；${known}）`)
  }
  const reading = readPack(folder, { checkText: checkPolicyText })
  if (reading.ok) return reading.pack
  for (const error of reading.errors) io.err.write(lineOfError(error))
  return null
}

function readArguments(args: readonly string[]): Asked {
  const names: string[] = []
  const settings: Record<string, string> = {}
  const instants: { '--at'?: string; '--signed-at'?: string } = {}
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index] ?? ''
    if (!argument.startsWith('-')) {
      names.push(argument)
      continue
    }
    const equals = argument.indexOf('=')
    const flag = equals < 0 ? argument : argument.slice(0, equals)
    if (flag !== '--at' && flag !== '--signed-at' && flag !== '--set') {
      throw new WrongArgument(flag, '没有这个参数 / no such argument')
    }
    const value = equals < 0 ? args[++index] : argument.slice(equals + 1)
    if (value === undefined || value.startsWith('--')) throw new WrongArgument(flag, '缺少取值 / a value is needed')
    if (flag === '--set') takeSetting(settings, value)
    else if (instants[flag] !== undefined) throw new WrongArgument(flag, '重复给出 / given twice')
    else instants[flag] = instantFrom(flag, value)
  }
  const [pack, procedure, extra] = names
  if (!pack) throw new WrongArgument('pack', '未给出政策包 / a policy pack is needed')
  if (!procedure) throw new WrongArgument('procedure', '未给出程序 / a procedure is needed')
  if (extra !== undefined) throw new WrongArgument(extra, '没有这个参数 / no such argument')
  const at = instants['--at']
  const signedAt = instants['--signed-at']
  if (at === undefined) throw new WrongArgument('--at', '未给出送签时刻 / an instant is needed')
  if (signedAt !== undefined && signedAt < at) {
    throw new WrongArgument('--signed-at', '不能早于送签时刻 / not before --at')
  }
  return { pack, procedure, at, signedAt, settings }
}

function takeSetting(settings: Record<string, string>, value: string): void {
  const equals = value.indexOf('=')
  const name = value.slice(0, equals).trim()
  if (equals < 1 || name === '') throw new WrongArgument('--set', `应为 / expected name=value（${value}）`)
  if (Object.hasOwn(settings, name)) throw new WrongArgument(`--set ${name}`, '重复给出 / given twice')
  settings[name] = value.slice(equals + 1)
}

const instantPattern = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(:[0-5]\d(?:\.\d{1,3})?)?(Z|[+-](?:0\d|1[0-4]):[0-5]\d)?$/

function instantFrom(flag: string, text: string): string {
  const [, date = '', time = '', seconds = ':00', zone = '+08:00'] = instantPattern.exec(text) ?? []
  if (!isLocalDate(date) || !isClockTime(time)) {
    throw new WrongArgument(flag, `应为时刻 / an instant is needed, 2026-11-24T09:30:00+08:00（${text}）`)
  }
  return new Date(`${date}T${time}${seconds}${zone}`).toISOString()
}
