// @ts-check
// Owns: the small source trees on which the checks are tested: a clean one, and the same with one violation. Refuses: to know the rules; a test has
// its violation and the expected message.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { ownRoot } from './source-tree.mjs'

/** @typedef {Record<string, string>} Tree path -> text */
/** @typedef {{ code: number | null, output: string }} Outcome */

const source = 'packages/daypass/src'
const opening = (/** @type {string} */ folder) => `// Owns: ${folder}.\n// Refuses: everything else.\n`
const operation = (/** @type {string} */ name) => `export const ${name} = { name: '${name}' }\n`

/** A tree that follows every rule, and uses what the rules allow. @type {Tree} */
export const clean = {
  'package.json': '{ "name": "workspace", "devDependencies": { "vitest": "4.1.11", "typescript": "6.0.3" } }',
  'packages/policy/package.json': '{ "name": "@daypass/policy" }',
  'packages/policy/src/index.ts': "export { decide } from './evaluate.js'\n",
  'packages/policy/src/evaluate.ts': '/** Says yes or no. */\nexport const decide = () => false\n',
  'packages/policy/src/testing/naive.ts':
    "// Owns: the second evaluator.\n// Refuses: being fast.\nimport { readFileSync } from 'node:fs'\nexport const naive = readFileSync\n",
  'packages/policy/src/evaluate.test.ts':
    "import { it } from 'vitest'\nimport { naive } from './testing/naive.js'\nimport { decide } from './index.js'\nit('decides', () => void [decide(), naive])\n",
  'packages/daypass/package.json': '{ "name": "daypass", "dependencies": { "@daypass/policy": "0.1.0", "lmdb": "3.5.6" } }',
  'packages/daypass/models/sts.operations.json': '["AssumeRole", "GetCallerIdentity"]',
  'packages/daypass/models/sts.overlay.json':
    '{ "xmlNamespace": "urn:x", "sources": { "xmlNamespace": "the guide" }, "errors": { "AccessDenied": { "httpStatusCode": 403, "source": "observed" } } }',
  [`${source}/wire/wire.ts`]: `${opening('wire')}export const read = (text: string): any => JSON.parse(text)\n`,
  [`${source}/wire/model.ts`]: "import { readFileSync } from 'node:fs'\nexport const load = (path: string) => readFileSync(path)\n",
  [`${source}/core/core.ts`]: `${opening('core')}import type { IncomingMessage } from 'node:http'\nimport { read } from '../wire/wire.js'\nexport type Bytes = IncomingMessage\nexport const core = read\n`,
  [`${source}/core/clock.ts`]: 'export const systemClock = () => Date.now()\n',
  [`${source}/core/ids.ts`]: "import { randomBytes } from 'node:crypto'\nexport const randomId = () => randomBytes(8)\n",
  [`${source}/store/store.ts`]: `${opening('store')}import { open } from 'lmdb'\nexport const write = () => open('x', {}).transactionSync(() => {\n  write()\n})\n`,
  [`${source}/access/access.ts`]: `${opening('access')}import { decide } from '@daypass/policy'\nimport { core } from '../core/core.js'\nexport const access = [decide, core]\n`,
  [`${source}/services/sts/operations.ts`]: `${opening('sts')}import { AssumeRole } from './roles/AssumeRole.js'\nimport { GetCallerIdentity } from './GetCallerIdentity.js'\nexport const operations = [AssumeRole, GetCallerIdentity]\n`,
  [`${source}/services/sts/sts.ts`]: `${opening('sts')}export type StsOperation = { name: string }\n`,
  [`${source}/services/sts/service.ts`]: "import { operations } from './operations.js'\nexport const sts = operations\n",
  [`${source}/services/sts/GetCallerIdentity.ts`]: operation('GetCallerIdentity'),
  [`${source}/services/sts/GetCallerIdentity.test.ts`]:
    "import { it } from 'vitest'\nimport { world } from '../../testing/world.js'\nit('works', () => void world)\n",
  [`${source}/services/sts/roles/AssumeRole.ts`]: `${opening('roles')}${operation('AssumeRole')}`,
  [`${source}/services/sts/roles/AssumeRole.test.ts`]: 'export {}\n',
  [`${source}/installation/installation.ts`]: `${opening('installation')}import { operations } from '../services/sts/operations.js'\n/** Starts it. TODO(#7): say more. */\nexport const start = () => operations\n`,
  [`${source}/server/main.ts`]: `${opening('server')}import { createServer } from 'node:http'\nimport { start } from '../installation/installation.js'\nexport const serve = () => createServer(() => start()).listen(0)\n`,
  [`${source}/cli/main.ts`]: `${opening('cli')}import { serve } from '../server/main.js'\nexport const main = (program: { option(flag: string, about: string): void }) => {\n  program.option('--port <number>', 'where to listen')\n  return [serve, process.env.DAYPASS_PORT]\n}\n`,
  [`${source}/testing/world.ts`]: `${opening('testing')}import { start } from '../installation/installation.js'\nexport const world = start\n`,
  'README.md':
    '# Daypass\n\nSee [the settings](docs/settings.md#the-port).\n\n```sh\ndaypass serve --port 1\naws sts get-caller-identity --no-such-flag-of-ours\n```\n',
  'docs/settings.md': '# Settings\n\n## The port\n\n| flag | variable |\n|---|---|\n| `--port` | `DAYPASS_PORT` |\n\n`[not](a-link.md)`\n',
  'CHANGELOG.md': '# Changelog\n\n## Unreleased\n\n## 0.1.0\n',
  'STYLE.md': '# Style\n',
  'CONTRIBUTING.md': '# Contributing\n',
  'SECURITY.md': '# Security\n',
  LICENSE: 'the license\n',
  NOTICE: 'the notice\n',
}

/** Writes a tree to a new folder. @param {Tree} tree @returns {string} its root */
export function plant(tree) {
  const root = mkdtempSync(join(tmpdir(), 'daypass-check-'))
  for (const [path, text] of Object.entries(tree)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

/** What `read` finds in a tree. @template T @param {Tree} tree @param {(root: string) => T} read @returns {T} */
export function inTree(tree, read) {
  const root = plant(tree)
  try {
    return read(root)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

/** Runs a check on a tree. @param {(args: import('./source-tree.mjs').Arguments) => import('./source-tree.mjs').Outcome} main @param {Tree} tree @param {string[]} [flags] */
export function check(main, tree, flags = []) {
  return inTree(tree, (root) => main({ root, flags: new Set(flags), rest: [] }))
}

/** Runs a tool as a program with `--root` on a tree. @param {string} tool its file in tools/ @param {Tree} tree @param {string[]} [flags] @returns {Promise<Outcome>} */
export async function runTool(tool, tree, flags = []) {
  const root = plant(tree)
  try {
    return await run([join(ownRoot, 'tools', tool), '--root', root, ...flags])
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

/** Runs node with arguments. @param {string[]} args @returns {Promise<Outcome>} */
export function run(args) {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  child.stderr.on('data', (chunk) => (output += chunk))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
  })
}

/** A TypeScript file with this number of lines. @param {number} lines */
export const longFile = (lines) => Array.from({ length: lines }, (_, i) => `export const line${i} = ${i}`).join('\n')

/** A function with this number of lines. @param {string} name @param {number} lines */
export const longFunction = (name, lines) => `export function ${name}() {\n${'  void 0\n'.repeat(lines - 2)}}\n`
