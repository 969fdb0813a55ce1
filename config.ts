import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

/** A setting is missing or wrong. The message names the variable and what was expected, one line a variable. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

/** The project's root, also from inside `dist`: the nearest folder above that carries our package.json. */
export const projectRoot = findRoot(path.dirname(fileURLToPath(import.meta.url)))

export type Environment = Readonly<Record<string, string | undefined>>

export interface TemporalConfig {
  /** Undefined only for the supervisor, which then starts a server of its own. */
  address: string | undefined
  namespace: string
  taskQueue: string
  apiKey: string | undefined
  tls: TemporalTls | undefined
}

/** As the Temporal clients take it: `true` stands for TLS with the system's roots. */
export type TemporalTls =
  | true
  | { serverNameOverride?: string; serverRootCACertificate?: Buffer; clientCertPair?: { crt: Buffer; key: Buffer } }

export interface FailpointConfig {
  name: string
  /** Which passing of the point counts; 1 is the first. */
  nth: number
  /** Gets one line with the point's name when it is reached. */
  file: string | undefined
}

/** What the supervisor needs: everything may be left out, and is then started or made by it. */
export interface HouseConfig {
  host: string
  port: number
  publicUrl: string
  /** Absolute. */
  dataFolder: string
  databaseUrl: string | undefined
  ownerDatabaseUrl: string | undefined
  temporal: TemporalConfig
  temporalPort: number
  smtpUrl: string | undefined
  smtpPort: number
  mailPagePort: number
  mailFrom: string
  sessionSecret: string | undefined
  auditKey: string | undefined
  fieldKey: string | undefined
  /** The bank's own service, where payments go to one; undefined: payments go by file. */
  bankUrl: string | undefined
  /** Signs what goes to the bank and what comes from it. */
  bankKey: string | undefined
  demonstration: boolean
  allowHttp: boolean
  sealFile: string
  logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent'
  healthPort: number | undefined
  /** Lets others than this machine read /metrics. */
  metricsToken: string | undefined
  failpoint: FailpointConfig | undefined
  postgresAccount: string
  production: boolean
  /** By `npm start`, not by hand. */
  startedByNpm: boolean
}

/** What api, worker, courier and the commands that touch the database need. Nothing is guessed here. */
export interface Config extends HouseConfig {
  /** The role that may not change audit, seals, submissions and ledger. */
  databaseUrl: string
  /** The role that owns the tables; only migrations use it. */
  ownerDatabaseUrl: string
  temporal: TemporalConfig & { address: string }
  smtpUrl: string
  /** Signs cookies. */
  sessionSecret: string
  /** HMAC key of audit entries. */
  auditKey: string
  /** Encrypts identity numbers and bank accounts. */
  fieldKey: string
}

const port = z.coerce
  .number('a port number, 1 to 65535')
  .int('a whole number')
  .min(1, 'a port number, 1 to 65535')
  .max(65_535, 'a port number, 1 to 65535')
const flag = z
  .enum(['1', '0', 'true', 'false', 'yes', 'no'], '1 or 0')
  .transform(word => word === '1' || word === 'true' || word === 'yes')
const url = (protocols: readonly string[], example: string) =>
  z
    .string()
    .refine(text => URL.canParse(text) && protocols.includes(new URL(text).protocol), `an address like ${example}`)
const key = z.string().min(32, 'at least 32 characters, chosen at random')
const databaseAddress = url(['postgres:', 'postgresql:'], 'postgres://user:password@host:5432/name')

const schema = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(8080),
  PUBLIC_URL: url(['http:', 'https:'], 'https://chengban.example').optional(),
  DATA_FOLDER: z.string().default('.data'),
  DATABASE_URL: databaseAddress.optional(),
  OWNER_DATABASE_URL: databaseAddress.optional(),
  PG_ACCOUNT: z.string().default('postgres'),
  TEMPORAL_ADDRESS: z
    .string()
    .regex(/^[^\s/]+:\d{1,5}$/, 'host:port, like 127.0.0.1:7233')
    .optional(),
  TEMPORAL_PORT: port.default(7233),
  TEMPORAL_NAMESPACE: z.string().default('default'),
  TEMPORAL_TASK_QUEUE: z.string().default('chengban'),
  TEMPORAL_API_KEY: z.string().optional(),
  TEMPORAL_TLS: flag.optional(),
  TEMPORAL_TLS_SERVER_NAME: z.string().optional(),
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: z.string().optional(),
  TEMPORAL_TLS_CLIENT_CERT_PATH: z.string().optional(),
  TEMPORAL_TLS_CLIENT_KEY_PATH: z.string().optional(),
  SMTP_URL: url(['smtp:', 'smtps:'], 'smtp://user:password@mail.example:587').optional(),
  SMTP_PORT: port.default(1025),
  MAIL_PAGE_PORT: port.default(8025),
  MAIL_FROM: z
    .string()
    .regex(/^[^\s@<>]+@[^\s@<>]+$|^[^<>\r\n]*<[^\s@<>]+@[^\s@<>]+>$/, 'an address, or 名称 <address>')
    .default('承办 <chengban@chengban.example>'),
  SESSION_SECRET: key.optional(),
  AUDIT_KEY: key.optional(),
  FIELD_KEY: key.optional(),
  BANK_URL: url(['http:', 'https:'], 'https://bank.example/payments').optional(),
  BANK_KEY: key.optional(),
  DEMONSTRATION: flag.optional(),
  ALLOW_HTTP: flag.default(false),
  SEAL_FILE: z.string().optional(),
  LOG_LEVEL: z
    .enum(
      ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
      'trace, debug, info, warn, error, fatal or silent',
    )
    .default('info'),
  HEALTH_PORT: port.optional(),
  METRICS_TOKEN: key.optional(),
  FAILPOINT: z
    .string()
    .regex(/^[a-z0-9-]+(:[1-9]\d*)?$/, 'name or name:n')
    .optional(),
  FAILPOINT_FILE: z.string().optional(),
  NODE_ENV: z.string().optional(),
  npm_lifecycle_event: z.string().optional(),
})

/** The names of all variables that are read. */
export const settingNames: readonly string[] = Object.keys(schema.shape)

/**
 * Reads the settings of a process of the house (api, worker, courier, a command).
 * What the environment leaves out is taken from the house that runs in the data folder, if one was started there.
 * @throws ConfigError naming each variable that is missing or wrong.
 */
export function readConfig(env: Environment = process.env): Config {
  const given = withoutEmpty(env)
  const running = readRunningHouse(readHouseConfig(given).dataFolder)
  const house = readHouseConfig({ ...running, ...given })
  const { databaseUrl, smtpUrl, sessionSecret, auditKey, fieldKey } = house
  const { address } = house.temporal
  const missing = Object.entries({
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: address,
    SMTP_URL: smtpUrl,
    SESSION_SECRET: sessionSecret,
    AUDIT_KEY: auditKey,
    FIELD_KEY: fieldKey,
  }).filter(([, value]) => value === undefined)
  if (!databaseUrl || !address || !smtpUrl || !sessionSecret || !auditKey || !fieldKey) {
    const names = missing.map(([name]) => name).join(', ')
    throw new ConfigError(
      `${names} 未设置，数据目录 ${house.dataFolder} 也没有由 npm start 启动过的服务。\n` +
        `${names}: not set, and no service was started by npm start in ${house.dataFolder}.`,
    )
  }
  return {
    ...house,
    databaseUrl,
    ownerDatabaseUrl: house.ownerDatabaseUrl ?? databaseUrl,
    temporal: { ...house.temporal, address },
    smtpUrl,
    sessionSecret,
    auditKey,
    fieldKey,
  }
}

/**
 * Reads the settings of the supervisor, for which everything may be left out.
 * @throws ConfigError naming each variable that is wrong.
 */
export function readHouseConfig(env: Environment = process.env): HouseConfig {
  const parsed = schema.safeParse(withoutEmpty(env))
  if (!parsed.success) {
    const lines = parsed.error.issues.map(issue => `${issue.path.join('.')} 设置有误 / is wrong: ${issue.message}`)
    throw new ConfigError(lines.join('\n'))
  }
  const set = parsed.data
  const publicUrl = (set.PUBLIC_URL ?? `http://127.0.0.1:${set.PORT}`).replace(/\/+$/, '')
  const { hostname, protocol } = new URL(publicUrl)
  if (protocol === 'http:' && !isLoopback(hostname) && !set.ALLOW_HTTP) {
    throw new ConfigError(
      'PUBLIC_URL 不是 https，登录信息会以明文传输；确需如此，请设 ALLOW_HTTP=1。\n' +
        'PUBLIC_URL is not https, so passwords would travel in clear; set ALLOW_HTTP=1 if that is meant.',
    )
  }
  if ((set.BANK_URL === undefined) !== (set.BANK_KEY === undefined))
    throw new ConfigError('BANK_URL, BANK_KEY: 须同时设置 / set both or neither')
  const dataFolder = path.resolve(projectRoot, set.DATA_FOLDER)
  return {
    host: set.HOST,
    port: set.PORT,
    publicUrl,
    dataFolder,
    databaseUrl: set.DATABASE_URL,
    ownerDatabaseUrl: set.OWNER_DATABASE_URL,
    temporal: {
      address: set.TEMPORAL_ADDRESS,
      namespace: set.TEMPORAL_NAMESPACE,
      taskQueue: set.TEMPORAL_TASK_QUEUE,
      apiKey: set.TEMPORAL_API_KEY,
      tls: readTls(set),
    },
    temporalPort: set.TEMPORAL_PORT,
    smtpUrl: set.SMTP_URL,
    smtpPort: set.SMTP_PORT,
    mailPagePort: set.MAIL_PAGE_PORT,
    mailFrom: set.MAIL_FROM,
    sessionSecret: set.SESSION_SECRET,
    auditKey: set.AUDIT_KEY,
    fieldKey: set.FIELD_KEY,
    bankUrl: set.BANK_URL?.replace(/\/+$/, ''),
    bankKey: set.BANK_KEY,
    demonstration: set.DEMONSTRATION ?? set.DATABASE_URL === undefined,
    allowHttp: set.ALLOW_HTTP,
    sealFile: path.resolve(projectRoot, set.SEAL_FILE ?? path.join(dataFolder, 'last-seal.json')),
    logLevel: set.LOG_LEVEL,
    healthPort: set.HEALTH_PORT,
    metricsToken: set.METRICS_TOKEN,
    failpoint: readFailpoint(set.FAILPOINT, set.FAILPOINT_FILE),
    postgresAccount: set.PG_ACCOUNT,
    production: set.NODE_ENV === 'production',
    startedByNpm: set.npm_lifecycle_event !== undefined,
  }
}

/** The environment for a process that we start: ours, without what is set to undefined here. */
export function environmentWith(changes: Environment): NodeJS.ProcessEnv {
  const merged: NodeJS.ProcessEnv = { ...process.env, ...changes }
  for (const [name, value] of Object.entries(merged)) if (value === undefined) delete merged[name]
  return merged
}

/** Where the supervisor leaves, readable by this account only, what it told its children. */
export function runningHouseFile(dataFolder: string): string {
  return path.join(dataFolder, 'running.json')
}

function readRunningHouse(dataFolder: string): Environment {
  const file = runningHouseFile(dataFolder)
  if (!existsSync(file)) return {}
  const told = z
    .object({ environment: z.record(z.string(), z.string()) })
    .safeParse(JSON.parse(readFileSync(file, 'utf8')))
  return told.success ? told.data.environment : {}
}

function readTls(set: z.infer<typeof schema>): TemporalTls | undefined {
  const file = (
    name: 'TEMPORAL_TLS_SERVER_CA_CERT_PATH' | 'TEMPORAL_TLS_CLIENT_CERT_PATH' | 'TEMPORAL_TLS_CLIENT_KEY_PATH',
  ) => {
    const at = set[name]
    if (at === undefined) return undefined
    try {
      return readFileSync(at)
    } catch {
      throw new ConfigError(`${name}: 文件读不到 / the file cannot be read: ${at}`)
    }
  }
  if (set.TEMPORAL_TLS === false) return undefined
  const authority = file('TEMPORAL_TLS_SERVER_CA_CERT_PATH')
  const crt = file('TEMPORAL_TLS_CLIENT_CERT_PATH')
  const clientKey = file('TEMPORAL_TLS_CLIENT_KEY_PATH')
  if ((crt === undefined) !== (clientKey === undefined)) {
    throw new ConfigError(
      'TEMPORAL_TLS_CLIENT_CERT_PATH, TEMPORAL_TLS_CLIENT_KEY_PATH: 须同时设置 / set both or neither',
    )
  }
  const name = set.TEMPORAL_TLS_SERVER_NAME
  if (!authority && !crt && !name) return set.TEMPORAL_TLS || set.TEMPORAL_API_KEY ? true : undefined
  return {
    ...(name ? { serverNameOverride: name } : {}),
    ...(authority ? { serverRootCACertificate: authority } : {}),
    ...(crt && clientKey ? { clientCertPair: { crt, key: clientKey } } : {}),
  }
}

function readFailpoint(words: string | undefined, file: string | undefined): FailpointConfig | undefined {
  if (words === undefined) return undefined
  const [name = '', nth = '1'] = words.split(':')
  return { name, nth: Number(nth), file }
}

function withoutEmpty(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\./.test(host)
}

function findRoot(from: string): string {
  for (let at = from; ; at = path.dirname(at)) {
    if (existsSync(path.join(at, 'package.json'))) return at
    if (at === path.dirname(at)) throw new Error(`no package.json above ${from}`)
  }
}
