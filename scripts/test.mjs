// `npm test [-- jest arguments]`: sets up by itself, runs all tests, and ends with one line of counts.
// First the quick ones, two files at a time; then those that start and kill processes, or open a browser, one after the other.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import tearDown from '../test/setup/global-teardown.mjs'
import { register, testFolder } from '../test/setup/run-registry.mjs'
import { compile, giveUp, install, requireNode, root, toOutput } from './set-up.mjs'

process.chdir(root)
requireNode()
install()
compile()
mkdirSync(testFolder, { recursive: true })
register() // servers are kept from the first pass to the last
await fetchTools()

const heavy = 'faults|journeys|workflows|histories|processes'
const asked = process.argv.slice(2)
const passes = [
  { name: 'quick', args: ['--maxWorkers=2', `--testPathIgnorePatterns=/test/(${heavy})/`], minutes: 15 },
  { name: 'heavy', args: ['--runInBand', `--testPathIgnorePatterns=/test/(?!(${heavy})/)`], minutes: 40 },
]
const counts = { passed: 0, failed: 0, skipped: 0 }
for (const pass of passes) add(await runJest(pass))
await tearDown()
if (counts.passed + counts.failed === 0) {
  process.stderr.write('没有可运行的测试 / no test was run\n')
  counts.failed = 1
}
process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`)
process.exit(counts.failed > 0 ? 1 : 0)

function runJest({ name, args, minutes }) {
  const result = path.join(testFolder, `result-${process.pid}-${name}.json`)
  rmSync(result, { force: true })
  const jest = path.join(root, 'node_modules', 'jest', 'bin', 'jest.js')
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning']
  const child = spawn(
    process.execPath,
    [...flags, jest, ...asked, '--passWithNoTests', '--forceExit', '--json', `--outputFile=${result}`, ...args],
    {
      stdio: ['ignore', 'ignore', 'inherit'], // with --json, standard output repeats the file
      env: cleanEnvironment(),
    },
  )
  const limit = setTimeout(() => child.kill('SIGKILL'), minutes * 60_000)
  return new Promise(resolve => {
    child.on('close', (code, signal) => {
      clearTimeout(limit)
      const told = existsSync(result) ? JSON.parse(readFileSync(result, 'utf8')) : undefined
      rmSync(result, { force: true })
      resolve({ code, signal, told, name })
    })
  })
}

// A file that could not even be read by jest is a failure too, and so is a run that ended badly without saying where.
function add({ code, signal, told, name }) {
  if (!told) {
    process.stderr.write(`${name}: jest ended with ${signal ?? code} and no result\n`)
    counts.failed += 1
    return
  }
  const failed = told.numFailedTests + told.numRuntimeErrorTestSuites
  counts.passed += told.numPassedTests
  counts.failed += failed === 0 && code !== 0 ? 1 : failed
  counts.skipped += told.numPendingTests + told.numTodoTests
}

// What is set for a service on this machine is not meant for its tests.
function cleanEnvironment() {
  const ours =
    /^(HOST|PORT|PUBLIC_URL|DATA_FOLDER|DATABASE_URL|OWNER_DATABASE_URL|SMTP_.*|MAIL_.*|TEMPORAL_.*|SESSION_SECRET|AUDIT_KEY|FIELD_KEY|BANK_.*|FAILPOINT.*|PG[A-Z]+|npm_.*)$/
  const kept = Object.entries(process.env).filter(([name]) => !ours.test(name))
  return { ...Object.fromEntries(kept), NODE_ENV: 'test', TZ: 'UTC' }
}

// Fetched here, so that no test waits for a download.
async function fetchTools() {
  try {
    const { findTemporal } = await load('workers/embedded/temporal-binary.js')
    await findTemporal(path.join(root, '.tools'), toOutput)
    const { findChromium } = await load('test/browser.js')
    await findChromium()
  } catch (fault) {
    const [chinese = '', english = ''] = fault.message.split('\n')
    giveUp(chinese, english)
  }
}

function load(file) {
  return import(pathToFileURL(path.join(root, 'dist', file)).href)
}
