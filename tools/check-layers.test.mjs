// @ts-check
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { main, strayRows } from './check-layers.mjs'
import { check, clean, inTree, runTool } from './reading/fixtures.mjs'

const s = 'packages/daypass/src'
const core = `${s}/core/extra.ts`
const layers = (/** @type {import('./reading/fixtures.mjs').Tree} */ wrong, /** @type {string[]} */ flags = []) =>
  check(main, { ...clean, ...wrong }, flags)

/** [the violation, the path, the text, the check's message] @type {[string, string, string, string][]} */
const planted = [
  [
    'a lower folder that imports a higher one',
    `${s}/wire/extra.ts`,
    "import { core } from '../core/core.js'\nexport const x = core",
    `extra.ts:1: wire may not import core [imports]`,
  ],
  [
    'a type import against the table',
    `${s}/wire/extra.ts`,
    "import type { Bytes } from '../core/core.js'\nexport type X = Bytes",
    'wire may not import core [imports]',
  ],
  [
    'an inline type import against the table',
    `${s}/wire/extra.ts`,
    "export type X = import('../core/core.js').Bytes",
    'wire may not import core [imports]',
  ],
  ['a re-export against the table', `${s}/wire/extra.ts`, "export * from '../core/core.js'", 'wire may not import core [imports]'],
  [
    'a dynamic import against the table',
    `${s}/wire/extra.ts`,
    "export const x = () => import('../core/core.js')",
    'wire may not import core [imports]',
  ],
  [
    'a dynamic import of a computed path',
    core,
    'export const x = (path: string) => import(path)',
    'an import whose path is computed cannot be checked [imports]',
  ],
  ['a require', `${s}/wire/extra.ts`, "export const x = require('../core/core.js')", 'wire may not import core [imports]'],
  [
    'a test that imports against the table',
    `${s}/wire/extra.test.ts`,
    "import { core } from '../core/core.js'\nvoid core",
    'wire may not import core [imports]',
  ],
  [
    'a service that imports another service',
    `${s}/services/iam/peek.ts`,
    "import { AssumeRole } from '../sts/roles/AssumeRole.js'\nexport const x = AssumeRole",
    'services/iam may not import services/sts',
  ],
  [
    'a service that imports the store',
    `${s}/services/sts/peek.ts`,
    "import { write } from '../../store/store.js'\nexport const x = write",
    'services may not import store',
  ],
  [
    'a folder other than access that imports the policy language',
    core,
    "import { decide } from '@daypass/policy'\nexport const x = decide",
    'core may not import @daypass/policy',
  ],
  [
    'a deep import of the policy language',
    `${s}/access/extra.ts`,
    "import { decide } from '@daypass/policy/dist/evaluate.js'\nexport const x = decide",
    'only the entry of @daypass/policy may be imported',
  ],
  [
    'a path into another package',
    `${s}/access/extra.ts`,
    "import { decide } from '../../../policy/src/evaluate.js'\nexport const x = decide",
    'imports from inside another package',
  ],
  [
    'a file outside src',
    core,
    "import models from '../../models/sts.operations.json' with { type: 'json' }\nexport const x = models",
    'imports from outside src',
  ],
  [
    'a package that imports itself by name',
    core,
    "import { start } from 'daypass'\nexport const x = start",
    'core may not import index.ts',
  ],
  [
    'a folder that imports the server',
    `${s}/installation/extra.ts`,
    "import { serve } from '../server/main.js'\nexport const x = serve",
    'installation may not import server',
  ],
  ['code that imports testing', core, "import { world } from '../testing/world.js'\nexport const x = world", 'core may not import testing'],
  ['code that imports a test', core, "import './core.test.js'\nexport {}", 'only tests may import'],
  ['a missing file', core, "import { x } from './nowhere.js'\nexport const y = x", 'nowhere.js does not exist'],
  [
    'an undeclared npm package',
    core,
    "import { parse } from 'saxes'\nexport const x = parse",
    'saxes is not declared in packages/daypass/package.json',
  ],
  ['an undeclared npm package in a test', `${s}/core/core.test.ts`, "import { parse } from 'saxes'\nvoid parse", 'saxes is not declared'],
  ['test tooling in code', core, "import { it } from 'vitest'\nexport const x = it", 'vitest is not declared'],
  [
    'a builtin in the policy language',
    'packages/policy/src/extra.ts',
    "import { createHash } from 'node:crypto'\nexport const x = createHash",
    'imports nothing, not even node:crypto',
  ],
  [
    'an npm package in the policy language',
    'packages/policy/src/extra.ts',
    "import { x } from 'lmdb'\nexport const y = x",
    'lmdb is not declared in packages/policy',
  ],
  [
    'the clock in the policy language',
    'packages/policy/src/extra.ts',
    'export const x = () => Date.now()',
    'global Date.now: only core/clock.ts reads time',
  ],
  ['a folder without a row', `${s}/extra/extra.ts`, 'export {}', 'extra has no row in tools/layers.json [place]'],
  ['a file directly in src', `${s}/extra.ts`, 'export {}', 'extra.ts has no row in tools/layers.json [place]'],
  [
    'a server outside server',
    core,
    "import { createServer } from 'node:http'\nexport const x = createServer",
    'node:http#createServer: only server/, cli/workload/loopback-listener.ts, store/lmdb/socket-lock.ts listens',
  ],
  [
    'a server through a namespace',
    core,
    "import * as net from 'net'\nexport const x = () => net.createServer()",
    'node:net#createServer: only server/',
  ],
  ['a listen call', core, 'export const x = (server: { listen(): void }) => server.listen()', 'call .listen(): only server/'],
  [
    'a request outside the folders that may call out',
    core,
    "import { request } from 'node:https'\nexport const x = request",
    'node:https#request: only store/lmdb/socket-lock.ts',
  ],
  ['a fetch', core, "export const x = () => fetch('http://x')", 'global fetch: only store/lmdb/socket-lock.ts'],
  ['a fetch handed on', core, 'export const x = { fetch }', 'global fetch: only store/lmdb/socket-lock.ts'],
  ['a fetch by globalThis', core, 'export const x = globalThis.fetch', 'global fetch: only store/lmdb/socket-lock.ts'],
  [
    'a connection',
    core,
    "import net from 'node:net'\nexport const x = () => net.connect(1)",
    'node:net#connect: only store/lmdb/socket-lock.ts',
  ],
  ['the disk', core, "import { readFileSync } from 'node:fs'\nexport const x = readFileSync", 'node:fs#readFileSync: only store/'],
  ['the disk by a dynamic import', core, "export const x = () => import('node:fs/promises')", 'node:fs/promises#*: only store/'],
  ['the whole disk module', core, "import fs from 'fs'\nexport const x = fs", 'node:fs#*: only store/'],
  ['Date.now', core, 'export const x = Date.now', 'global Date.now: only core/clock.ts reads time'],
  ['new Date()', core, 'export const x = () => new Date()', 'global new Date(): only core/clock.ts'],
  ['new Date without brackets', core, 'export const x = () => new Date', 'global new Date(): only core/clock.ts'],
  ['Date()', core, 'export const x = () => Date()', 'global Date(): only core/clock.ts'],
  ['performance.now', core, "export const x = () => performance['now']()", 'global performance.now: only core/clock.ts'],
  ['process.hrtime', core, 'export const x = () => process.hrtime.bigint()', 'global process.hrtime: only core/clock.ts'],
  ['a clock by destructuring', core, 'const { now } = Date\nexport const x = now', 'global Date.now: only core/clock.ts'],
  [
    'randomUUID',
    core,
    "import { randomUUID as id } from 'node:crypto'\nexport const x = id",
    'node:crypto#randomUUID: only core/ids.ts makes randomness',
  ],
  [
    'a generated key',
    core,
    "import { generateKeyPairSync } from 'node:crypto'\nexport const x = generateKeyPairSync",
    'node:crypto#generateKeyPairSync: only core/ids.ts',
  ],
  ['the global crypto', core, 'export const x = () => crypto.randomUUID()', 'global crypto.randomUUID: only core/ids.ts'],
  [
    'Math.random where randomness is made',
    `${s}/core/ids.ts`,
    'export const x = () => Math.random()',
    'global Math.random: no file may use it',
  ],
  ['Math.random in a test', `${s}/core/core.test.ts`, 'export const x = () => Math.random()', 'global Math.random: no file may use it'],
  [
    'createRequire',
    core,
    "import { createRequire } from 'node:module'\nexport const x = createRequire",
    'node:module#createRequire: no file may use it',
  ],
  ['a cycle', core, "import { y } from './other.js'\nexport const x = y", 'imports itself'],
  [
    'another import table in ARCHITECTURE.md',
    'ARCHITECTURE.md',
    '| folder | may import |\n|---|---|\n| `wire` | everything |\n',
    'ARCHITECTURE.md:1: its import table differs',
  ],
  ['no import table in ARCHITECTURE.md', 'ARCHITECTURE.md', '# Architecture\n', 'its import table differs'],
]

describe('check-layers', () => {
  it('finds the rows of folders and files that are not there', () => {
    const where = (/** @type {string} */ path) => ({ path, because: 'a test' })
    const table = {
      folders: [
        { folder: 'core', mayImport: [] },
        { folder: 'cor', mayImport: [] },
        { folder: '@daypass/policy', mayImport: [] },
      ],
      powers: [{ power: 'reads time', uses: [], where: [where('core/clock.ts'), where('gateway/')] }],
    }
    const messages = inTree(clean, (root) => strayRows(root, table).map(({ message }) => message))
    expect(messages).toEqual(['has a row for cor/, which is not there', 'has a row for gateway/, which is not there'])
  })

  it('passes a clean tree', () => {
    expect(layers({})).toEqual({ code: 0, output: 'layers: ok' })
  })

  it('is a program that reports with its exit code', async () => {
    const violation = { [core]: 'export const x = Date.now' }
    expect(await runTool('check-layers.mjs', clean)).toEqual({ code: 0, output: 'layers: ok\n' })
    expect(await runTool('check-layers.mjs', { ...clean, ...violation })).toMatchObject({
      code: 1,
      output: expect.stringContaining('global Date.now'),
    })
  })

  it('passes an ARCHITECTURE.md with the table that it prints', () => {
    const { output } = layers({}, ['--table'])
    expect(layers({ 'ARCHITECTURE.md': `# Architecture\n\n${output}\n\nMore.\n` })).toEqual({ code: 0, output: 'layers: ok' })
  })

  it('passes what only looks like a power', () => {
    const fine = "import { isIP } from 'node:net'\nexport const x = (fetch: () => void, at: number) => [fetch(), new Date(at), isIP('')]"
    expect(layers({ [core]: fine }).output).toBe('layers: ok')
  })

  it('finds a cycle of type imports, and names its path', () => {
    const tree = {
      [`${s}/core/a.ts`]: "import type { B } from './b.js'\nexport type A = B",
      [`${s}/core/b.ts`]: "import type { A } from './a.js'\nexport type B = A | undefined",
    }
    const { code, output } = layers(tree)
    expect(code).toBe(1)
    expect(output).toContain(`imports itself: ${s}/core/a.ts -> ${s}/core/b.ts -> ${s}/core/a.ts [cycle]`)
  })

  it.each(planted)('fails on %s', (_, path, text, message) => {
    const other = text.includes('./other.js') ? { [`${s}/core/other.ts`]: "export { x as y } from './extra.js'" } : {}
    const { code, output } = layers({ [`${s}/core/core.test.ts`]: 'export {}', ...other, [path]: text })
    expect(output).toContain(message)
    expect(output).toMatch(/layers: \d+ problems?$/)
    expect(code).toBe(1)
  })

  it('fails on code that imports what only tests use and the build leaves out', () => {
    const wrong = {
      [`${s}/testing/protocols/cases.ts`]: 'export const x = 1',
      [`${s}/testing/extra.ts`]: "export { x } from './protocols/cases.js'",
    }
    expect(layers(wrong)).toMatchObject({ code: 1, output: expect.stringContaining('only tests may import') })
  })

  it('allows only the commands to use the catalogue of actions, because it must never decide', () => {
    /** @type {{ folders: { folder: string, mayImport: string[] }[] }} */
    const { folders } = JSON.parse(readFileSync(new URL('layers.json', import.meta.url), 'utf8'))
    expect(folders.filter(({ mayImport }) => mayImport.includes('catalogue')).map(({ folder }) => folder)).toEqual(['cli'])
  })
})
