// `npm run check`: what a reader would otherwise have to look for. All checks run, also when an earlier one has found something.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { install, requireNode, root } from './set-up.mjs'

requireNode()
install()
const folders = 'domain policies records templates acts workflows activities web api workers test bench config.ts'
  .split(' ')
  .filter(name => existsSync(path.join(root, name)))
const checks = [
  ['格式与写法 / style (biome)', '@biomejs/biome/bin/biome', ['check', '--max-diagnostics=50', '.']],
  ['漏等的承诺 / promises (oxlint)', 'oxlint/bin/oxlint', []],
  [
    '谁能引用谁 / imports (dependency-cruiser)',
    'dependency-cruiser/bin/dependency-cruise.mjs',
    ['--config', '.dependency-cruiser.cjs', ...folders],
  ],
  ['无用的代码 / unused (knip)', 'knip/bin/knip.js', []],
  ['类型 / types (TypeScript)', 'typescript/bin/tsc', ['--noEmit', '--incremental', 'false', '-p', '.']],
]
const failed = checks.filter(([what, tool, args]) => !passes(what, tool, args)).map(([what]) => what)
const readers = environmentReaders()
if (readers.length > 0) {
  process.stdout.write(`✗ 只有 config.ts 读环境变量 / only config.ts may read the environment: ${readers.join(', ')}\n`)
  failed.push('process.env')
}
process.stdout.write(
  failed.length > 0 ? `检查没有通过 / checks failed: ${failed.join('; ')}\n` : '检查全部通过 / all checks passed\n',
)
process.exit(failed.length > 0 ? 1 : 0)

function passes(what, tool, args) {
  const started = Date.now()
  const { status } = spawnSync(process.execPath, [path.join(root, 'node_modules', tool), ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  process.stdout.write(`${status === 0 ? '✓' : '✗'} ${what}（${((Date.now() - started) / 1000).toFixed(1)} s）\n`)
  return status === 0
}

// Settings are read in one place; tests and launchers set them for others.
function environmentReaders() {
  return folders
    .filter(name => !['config.ts', 'test', 'bench'].includes(name))
    .flatMap(name => sourcesIn(path.join(root, name)))
    .filter(file => readFileSync(file, 'utf8').includes('process.env'))
    .map(file => path.relative(root, file))
}

function sourcesIn(place) {
  if (!statSync(place).isDirectory()) return [place]
  return readdirSync(place, { recursive: true })
    .filter(name => /\.tsx?$/.test(name))
    .map(name => path.join(place, name))
}
