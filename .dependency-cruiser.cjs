// Who may import whom. A folder that is not named here may import everything; what is named may import only what stands beside it.
const table = {
  domain: { folders: [], packages: [], core: false },
  policies: { folders: ['domain'], packages: ['yaml', 'zod', 'ajv', '@marcbachmann/cel-js'] },
  records: { folders: ['domain'], packages: ['pg', 'kysely'] },
  templates: {
    folders: ['domain'],
    packages: ['handlebars', 'zod', 'docx', 'i18next', 'nzh', '@myriaddreamin/typst-ts-node-compiler'],
  },
  acts: {
    folders: ['domain', 'policies', 'records', 'templates'],
    packages: ['@node-rs/argon2', 'stdnum', 'file-type', 'read-excel-file', 'csv-parse', 'kysely'],
  },
  workflows: { folders: ['domain'], packages: ['@temporalio/workflow'], core: false },
  activities: {
    folders: ['acts'],
    files: ['workflows/contract.ts', 'workflows/tells.ts'],
    packages: ['@temporalio/activity'],
  },
  web: {
    folders: ['domain'],
    files: ['templates/format.ts'], // dates read the same on a page and in a letter
    packages: [
      'react',
      'react-dom',
      'i18next',
      '@rjsf/core',
      '@rjsf/utils',
      'echarts',
      'write-excel-file',
      'csv-stringify',
    ],
  },
  api: {
    folders: ['acts', 'records', 'policies', 'web', 'domain'],
    files: ['templates/format.ts'],
    packages: [
      'express',
      'express-session',
      'connect-pg-simple',
      'helmet',
      'multer',
      'openid-client',
      'pg',
      'pino',
      'prom-client',
      'zod',
      'react',
      'react-dom',
    ],
  },
}

const houseRules = Object.entries(table).map(([folder, { folders, files = [], packages, core = true }]) => ({
  name: `${folder}-imports`,
  comment: `design: what ${folder}/ may import`,
  severity: 'error',
  from: { path: `^${folder}/` },
  to: {
    pathNot: [
      `^${folder}/`,
      ...folders.map(name => `^${name}/`),
      ...files.map(file => `^${file.replace('.', '\\.')}$`),
      ...packages.map(name => `^node_modules/(@types/)?${name}/`),
    ],
    ...(core ? { dependencyTypesNot: ['core'] } : {}),
  },
}))

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circle',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    ...houseRules,
    {
      name: 'temporal-only-in-workers',
      comment: 'design: the only importer of the Temporal client and worker',
      severity: 'error',
      from: { pathNot: '^(workers|test|bench)/' },
      to: { path: '^node_modules/@temporalio/(client|worker|common)/' },
    },
    {
      name: 'config-only-in-workers',
      comment: 'settings are read in one place and handed on',
      severity: 'error',
      from: { pathNot: '^(workers|test|bench)/' },
      to: { path: '^config\\.ts$' },
    },
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      from: { pathNot: '^(test|bench)/' },
      to: { path: '^(test|bench)/' },
    },
    {
      name: 'no-development-packages-in-the-house',
      severity: 'error',
      from: { pathNot: '^(test|bench|scripts)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '^node_modules/@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.data|\\.tools)/' },
    parser: 'tsc',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json'],
    },
  },
}
