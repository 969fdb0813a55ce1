// What every command of the project needs first: the right Node, the packages of the lock file, the compiled program.
// Plain JavaScript without packages, because nothing may be installed yet. Set-up lies here and not in npm's pre- scripts, which are skipped with ignore-scripts.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs, { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')

/** Ends the process with one sentence in Chinese and one in English. */
export function giveUp(chinese, english) {
  process.stderr.write(`${chinese}\n${english}\n`)
  process.exit(1)
}

export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  giveUp(
    `需要 Node 20.19 或更新的版本，当前是 ${process.version}。`,
    `Node 20.19 or newer is needed; this is ${process.version}.`,
  )
}

/** Installs what the lock file says, if that was not done yet for this lock, machine and Node. */
export function install(say = toOutput) {
  const stamp = path.join(root, 'node_modules', '.installed')
  const wanted = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .update(`${process.platform}-${process.arch}-${process.versions.modules}`)
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  requireSpace(1_500_000_000)
  say('安装依赖包（约一分钟） / installing packages (about a minute)')
  run('安装依赖包 / installing packages', npm(), ['ci', '--include=dev', '--no-audit', '--no-fund'], say)
  writeFileSync(stamp, wanted)
}

/** Compiles what has changed; ends the process when that fails. */
export function compile(say = toOutput) {
  requireSpace(200_000_000)
  const compiler = path.join(root, 'node_modules', 'typescript-native', 'bin', 'tsc')
  run(
    '编译 / compiling',
    process.execPath,
    [compiler, '-p', path.join(root, 'tsconfig.build.json'), '--pretty', 'false'],
    say,
  )
  writeFileSync(path.join(root, 'dist', '.compiled'), '')
}

/** Whether a source is newer than the last compilation. */
export function isStale() {
  const stamp = path.join(root, 'dist', '.compiled')
  return !existsSync(stamp) || newestSource(root) > statSync(stamp).mtimeMs
}

function newestSource(folder) {
  let newest = 0
  for (const item of readdirSync(folder, { withFileTypes: true })) {
    if (item.name.startsWith('.') || ['node_modules', 'dist', 'test'].includes(item.name)) continue
    const at = path.join(folder, item.name)
    if (item.isDirectory()) newest = Math.max(newest, newestSource(at))
    else if (/\.tsx?$|^tsconfig\.json$/.test(item.name)) newest = Math.max(newest, statSync(at).mtimeMs)
  }
  return newest
}

export function toOutput(line) {
  process.stdout.write(`${line}\n`)
}

export function toError(line) {
  process.stderr.write(`${line}\n`)
}

function run(what, command, args, say) {
  const started = Date.now()
  // The children's output goes to standard error: standard output belongs to the command that was asked for.
  const { status, error, signal } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (signal) process.exit(1)
  if (error || status !== 0) giveUp(`${what}：没有成功，原因见上。`, `${what}: failed, see above.`)
  say(`${what}（${((Date.now() - started) / 1000).toFixed(1)} s）`)
}

function requireSpace(bytes) {
  const { bavail, bsize } = fs.statfsSync(root) // not imported by name: a Node that lacks it must still get as far as being refused
  if (bavail * bsize > bytes) return
  const needed = Math.ceil(bytes / 1e6)
  giveUp(
    `磁盘空间不足（${root}）：请先腾出至少 ${needed} MB 空间。`,
    `The disk is full (${root}): free at least ${needed} MB first.`,
  )
}

function npm() {
  return process.platform === 'win32' ? 'npm.cmd' : 'npm'
}
