import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ConfigError, type Environment, readConfig, readHouseConfig, runningHouseFile } from '../config.ts'
import { connectionOptions } from '../workers/temporal-options.ts'

const key = 'k'.repeat(32)
let folder: string

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'config-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

function complete(changes: Environment = {}): Environment {
  return {
    DATA_FOLDER: folder,
    DATABASE_URL: 'postgres://chengban:secret@db.example:5432/chengban',
    TEMPORAL_ADDRESS: 'temporal.example:7233',
    SMTP_URL: 'smtp://mail.example:25',
    SESSION_SECRET: key,
    AUDIT_KEY: key,
    FIELD_KEY: key,
    ...changes,
  }
}

describe('what is wrong is said by the name of its variable', () => {
  test.each([
    ['PORT', 'abc'],
    ['PORT', '70000'],
    ['PORT', '80.5'],
    ['PUBLIC_URL', 'chengban.example'],
    ['PUBLIC_URL', 'ftp://chengban.example'],
    ['DATABASE_URL', 'mysql://db.example/chengban'],
    ['TEMPORAL_ADDRESS', 'http://temporal.example'],
    ['SMTP_URL', 'mail.example'],
    ['MAIL_FROM', '承办'],
    ['SESSION_SECRET', 'short'],
    ['AUDIT_KEY', 'short'],
    ['FAILPOINT', 'answer:0'],
    ['LOG_LEVEL', 'loud'],
    ['ALLOW_HTTP', 'perhaps'],
    ['TEMPORAL_TLS_SERVER_CA_CERT_PATH', '/no/such/file'],
  ])('%s=%s', (name, value) => {
    expect(() => readConfig(complete({ [name]: value }))).toThrow(ConfigError)
    expect(() => readConfig(complete({ [name]: value }))).toThrow(name)
  })

  test('all that is missing is named at once', () => {
    const env = complete({ DATABASE_URL: undefined, AUDIT_KEY: '', SMTP_URL: undefined })
    expect(() => readConfig(env)).toThrow('DATABASE_URL, SMTP_URL, AUDIT_KEY')
  })

  test('a client certificate without its key', () => {
    const file = path.join(folder, 'client.pem')
    writeFileSync(file, 'certificate')
    expect(() => readConfig(complete({ TEMPORAL_TLS_CLIENT_CERT_PATH: file }))).toThrow('TEMPORAL_TLS_CLIENT_KEY_PATH')
  })
})

describe('passwords do not travel in clear', () => {
  test('an address outside this machine must be https', () => {
    expect(() => readConfig(complete({ PUBLIC_URL: 'http://chengban.example' }))).toThrow('ALLOW_HTTP')
  })

  test.each(['https://chengban.example', 'http://127.0.0.1:8080', 'http://localhost:8080', 'http://[::1]:8080'])(
    '%s is taken',
    PUBLIC_URL => {
      expect(readConfig(complete({ PUBLIC_URL })).publicUrl).toBe(PUBLIC_URL)
    },
  )

  test('unless a setting says that it is meant', () => {
    expect(readConfig(complete({ PUBLIC_URL: 'http://chengban.example/', ALLOW_HTTP: '1' })).publicUrl).toBe(
      'http://chengban.example',
    )
  })
})

test('no secret is made up', () => {
  const { sessionSecret, auditKey, fieldKey } = readHouseConfig({ DATA_FOLDER: folder })
  expect([sessionSecret, auditKey, fieldKey]).toEqual([undefined, undefined, undefined])
})

test('a command finds the house that runs in its data folder, and the environment goes first', () => {
  const told = complete({ SMTP_URL: 'smtp://127.0.0.1:1025', PORT: '8080' })
  writeFileSync(runningHouseFile(folder), JSON.stringify({ environment: told, processes: [] }))
  const config = readConfig({ DATA_FOLDER: folder, PORT: '9090' })
  expect(config.smtpUrl).toBe('smtp://127.0.0.1:1025')
  expect(config.port).toBe(9090)
})

describe('how Temporal is reached', () => {
  test('in clear by default, as on one machine', () => {
    expect(connectionOptions(readConfig(complete()))).toEqual({ address: 'temporal.example:7233' })
  })

  test('with TLS as soon as there is an API key', () => {
    expect(connectionOptions(readConfig(complete({ TEMPORAL_API_KEY: 'api-key' })))).toEqual({
      address: 'temporal.example:7233',
      apiKey: 'api-key',
      tls: true,
    })
  })

  test('with certificates of one’s own', () => {
    for (const name of ['ca', 'crt', 'key']) writeFileSync(path.join(folder, name), name)
    const config = readConfig(
      complete({
        TEMPORAL_TLS_SERVER_CA_CERT_PATH: path.join(folder, 'ca'),
        TEMPORAL_TLS_CLIENT_CERT_PATH: path.join(folder, 'crt'),
        TEMPORAL_TLS_CLIENT_KEY_PATH: path.join(folder, 'key'),
        TEMPORAL_TLS_SERVER_NAME: 'inner.example',
      }),
    )
    expect(connectionOptions(config).tls).toEqual({
      serverNameOverride: 'inner.example',
      serverRootCACertificate: Buffer.from('ca'),
      clientCertPair: { crt: Buffer.from('crt'), key: Buffer.from('key') },
    })
  })
})

test('a failpoint is a name and which passing counts', () => {
  expect(readConfig(complete({ FAILPOINT: 'answer-committed', FAILPOINT_FILE: '/tmp/reached' })).failpoint).toEqual({
    name: 'answer-committed',
    nth: 1,
    file: '/tmp/reached',
  })
  expect(readConfig(complete({ FAILPOINT: 'answer-committed:3' })).failpoint).toMatchObject({ nth: 3 })
})
