// Completes package-lock.json after packages have changed, so that `npm ci` accepts it on every machine:
// optional packages of other platforms, which a package mirror may not carry, are written down by name and version only,
// and addresses of registries are taken out. Run it after `npm install`.
import { readFileSync, writeFileSync } from 'node:fs'

const file = process.argv[2] ?? 'package-lock.json'
const systems = {
  darwin: 'darwin',
  win32: 'win32',
  windows: 'win32',
  linux: 'linux',
  android: 'android',
  freebsd: 'freebsd',
  openbsd: 'openbsd',
  netbsd: 'netbsd',
  sunos: 'sunos',
  aix: 'aix',
  openharmony: 'openharmony',
}
const machines = ['arm64', 'x64', 'ia32', 'arm', 'ppc64', 's390x', 'riscv64', 'loong64', 'mips64el']

const lock = JSON.parse(readFileSync(file, 'utf8'))
const { packages } = lock
let added = 0
for (const [place, entry] of Object.entries(packages)) {
  delete entry.resolved
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (isLocked(place, name)) continue
    if (!/^\d/.test(version)) {
      process.stderr.write(`left out: ${name}@${version} is not an exact version\n`)
      continue
    }
    packages[`node_modules/${name}`] = stub(name, version, entry.dev)
    added++
  }
}
lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en')))
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
process.stdout.write(`${added} packages of other platforms written down\n`)

// Without an integrity: a mirror that lacks the package cannot tell it, and npm skips it on any other platform.
function stub(name, version, dev) {
  const words = name.split(/[-/]/)
  const system = Object.keys(systems).find(word => words.includes(word))
  const machine = machines.find(cpu => words.some(word => word === cpu || (cpu === 'arm' && /^arm(v\d)?$/.test(word))))
  const libc = words.some(word => word.startsWith('musl'))
    ? 'musl'
    : system === 'linux' && words.some(word => word.startsWith('gnu'))
      ? 'glibc'
      : undefined
  return {
    version,
    ...(machine ? { cpu: [machine] } : {}),
    ...(dev ? { dev: true } : {}),
    ...(libc ? { libc: [libc] } : {}),
    optional: true,
    ...(system ? { os: [systems[system]] } : {}),
  }
}

// npm looks in the package's own folder first, then outwards.
function isLocked(place, name) {
  for (let at = place; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    if (packages[`${at ? `${at}/` : ''}node_modules/${name}`]) return true
    if (!at.includes('/node_modules/')) return Boolean(packages[`node_modules/${name}`])
  }
}
