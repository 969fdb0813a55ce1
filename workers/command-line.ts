import { ConfigError } from '../config.ts'
import type { CommandStreams } from './commands/deadline.ts'
import { explainFault } from './embedded/house-fault.ts'

type Command = (args: string[], io: CommandStreams) => Promise<number>

interface CommandEntry {
  words: readonly string[]
  /** One line for the list of commands. */
  chinese: string
  english: string
  load: () => Promise<Command>
}

const commands: readonly CommandEntry[] = [
  {
    words: ['policy', 'check'],
    chinese: '检查政策包：文件、行、字段、应为什么',
    english: 'check policy packs: file, line, field, what was expected',
    load: async () => (await import('./commands/policy-check.ts')).policyCheckCommand,
  },
  {
    words: ['deadline'],
    chinese: '推算期限，可批量（--batch）',
    english: 'work out a deadline, or many (--batch)',
    load: async () => (await import('./commands/deadline.ts')).deadlineCommand,
  },
  {
    words: ['timeline'],
    chinese: '推算一次办理的全部时刻',
    english: 'every instant of a cycle launched then',
    load: async () => (await import('./commands/timeline.ts')).timelineCommand,
  },
  {
    words: ['assess'],
    chinese: '按政策包测算补助，可批量（--batch）',
    english: 'assess a subsidy by its policy pack, or many (--batch)',
    load: async () => (await import('./commands/assess.ts')).assessCommand,
  },
  {
    words: ['audit', 'verify'],
    chinese: '校验审计与封存',
    english: 'verify the audit and its seals',
    load: async () => (await import('./commands/audit-verify.ts')).auditVerifyCommand,
  },
  {
    words: ['workflows', 'restart'],
    chinese: '重启在办流程',
    english: 'restart the workflows of open scopes',
    load: async () => (await import('./commands/workflows-restart.ts')).workflowsRestartCommand,
  },
  {
    words: ['administrator'],
    chinese: '建立第一位系统管理员',
    english: 'make the first system administrator',
    load: async () => (await import('./commands/first-administrator.ts')).firstAdministratorCommand,
  },
]

/**
 * Runs one command of `chengban`.
 * @returns the exit code: 0 done, 1 not done (the reason is on standard error).
 */
export async function run(
  args: string[],
  io: CommandStreams = { in: process.stdin, out: process.stdout, err: process.stderr },
): Promise<number> {
  if (args.length === 0 || args[0] === '--help' || args[0] === '-h' || args[0] === 'help') {
    io.out.write(overview())
    return 0
  }
  const entry = commands.find(({ words }) => words.every((word, at) => args[at] === word))
  if (!entry) {
    io.err.write(`没有这个命令：${args.join(' ')}\nNo such command: ${args.join(' ')}\n\n${overview()}`)
    return 1
  }
  try {
    const command = await entry.load()
    return await command(args.slice(entry.words.length), io)
  } catch (fault) {
    const known = fault instanceof ConfigError ? fault : explainFault(fault)
    io.err.write(`${known?.message ?? (fault instanceof Error ? (fault.stack ?? fault.message) : String(fault))}\n`)
    return 1
  }
}

function overview(): string {
  const width = Math.max(...commands.map(({ words }) => words.join(' ').length))
  const lines = commands.map(
    ({ words, chinese, english }) => `  ${words.join(' ').padEnd(width)}  ${chinese} / ${english}`,
  )
  return `chengban <命令 command> [--help]\n\n${lines.join('\n')}\n`
}
