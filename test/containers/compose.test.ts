import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { projectRoot, settingNames } from '../../config.ts'

interface Service {
  command?: string[]
  environment?: Record<string, string>
  volumes?: string[]
  depends_on?: Record<string, { condition: string }>
  healthcheck?: { disable?: boolean }
}

const text = readFileSync(path.join(projectRoot, 'docker-compose.yml'), 'utf8')
const { services }: { services: Record<string, Service> } = parse(text, { merge: true })
const example = readFileSync(path.join(projectRoot, '.env.example'), 'utf8')
const exampleNames = [...example.matchAll(/^(?:# )?([A-Z_]+)=/gm)].map(match => match[1])

const ours = ['api', 'worker', 'courier', 'mailbox', 'prepare']

test('every process of the house has a container of its own, and its program is one that we compile', () => {
  for (const name of ours) {
    const program = services[name]?.command?.at(-1) ?? ''
    expect(program).toBe(`dist/workers/${name}.js`)
    expect(existsSync(path.join(projectRoot, program.replace('dist/', '').replace('.js', '.ts')))).toBe(true)
  }
})

test('no process gets the password of the tables’ owner, but for the one that migrates', () => {
  for (const name of ours.filter(one => one !== 'prepare')) {
    expect(JSON.stringify(services[name]?.environment)).not.toContain('OWNER_PASSWORD')
  }
  expect(services.prepare?.environment?.OWNER_DATABASE_URL).toContain('OWNER_PASSWORD')
})

test('what a container is told is a setting that is read', () => {
  for (const name of ours) {
    for (const setting of Object.keys(services[name]?.environment ?? {})) expect(settingNames).toContain(setting)
  }
})

test('what must be filled in stands in .env.example, and no secret has a value there', () => {
  const demanded = [...text.matchAll(/\$\{([A-Z_]+):\?/g)].map(match => match[1] ?? '')
  for (const name of new Set(demanded)) {
    expect(exampleNames).toContain(name)
    expect(example).toMatch(new RegExp(`^${name}=$`, 'm'))
  }
})

test('what .env.example names is read, or belongs to the containers alone', () => {
  const containersOnly = ['OWNER_PASSWORD', 'PROCESS_PASSWORD', 'TEMPORAL_PASSWORD']
  for (const name of exampleNames) expect([...settingNames, ...containersOnly]).toContain(name)
})

test('who is waited for says when it is ready', () => {
  for (const [name, service] of Object.entries(services)) {
    for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
      expect(Object.keys(services)).toContain(other)
      if (condition === 'service_healthy' && !services[other]?.healthcheck)
        throw new Error(`${name} waits for ${other}, which has no health check`)
    }
  }
})

test('files that are laid into a container are there', () => {
  const mounts = Object.values(services)
    .flatMap(service => service.volumes ?? [])
    .filter(volume => volume.startsWith('./'))
  for (const mount of mounts) expect(existsSync(path.join(projectRoot, mount.split(':')[0] ?? ''))).toBe(true)
  expect(mounts.length).toBeGreaterThan(0)
})
