// @ts-check
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { main as checkNames } from '../check-names.mjs'
import { main as operationLists } from '../operation-lists.mjs'
import { ownRoot } from '../reading/source-tree.mjs'
import { imported, published, resource, row, service } from './toys.mjs'

// What CONTRIBUTING says of growth is true: a service and a resource are added by the files of their own folders, one command writes the lists, and the
// checks say so when something is missing. It is tried on a copy of the server.

let root = ''
const at = (/** @type {string} */ path) => join(root, path)
const write = (/** @type {string} */ path, /** @type {string} */ text) => {
  mkdirSync(dirname(at(path)), { recursive: true })
  writeFileSync(at(path), text)
}
const args = { rest: [], flags: new Set(/** @type {string[]} */ ([])) }
const checks = () => [checkNames({ ...args, root }).output, operationLists({ ...args, root, flags: new Set(['--check']) }).output]
const program = (/** @type {string[]} */ ...command) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: root, encoding: 'utf8' })
  return { status, output: stdout + stderr }
}
const importModel = (/** @type {string[]} */ ...more) =>
  program(join(ownRoot, 'tools/import-model.mjs'), '--root', root, '--models', at('published'), ...more)
const vitest = (/** @type {string[]} */ ...files) => program(join(ownRoot, 'node_modules/vitest/vitest.mjs'), 'run', ...files)

const operationsList = 'packages/daypass/models/toys.operations.json'

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'daypass-growth-'))
  for (const part of ['src', 'models', 'data', 'package.json'])
    cpSync(join(ownRoot, 'packages/daypass', part), at(`packages/daypass/${part}`), { recursive: true })
  for (const file of ['package.json', 'tsconfig.base.json', 'vitest.config.ts', 'vitest.setup.ts']) cpSync(join(ownRoot, file), at(file))
  symlinkSync(join(ownRoot, 'packages/policy'), at('packages/policy'))
  symlinkSync(join(ownRoot, 'node_modules'), at('node_modules'))
  write('published/toys.json', JSON.stringify(published))
})

afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('a toy service and a toy resource', () => {
  it('begin with one command', () => {
    expect(importModel('--add', 'toys')).toMatchObject({ status: 0 })
    write(operationsList, '["CreateToy", "GetToy"]\n')
    expect(importModel()).toMatchObject({ status: 0 })
    expect(readFileSync(at('packages/daypass/src/wire/generated/toys.ts'), 'utf8')).toContain("| 'ToyNotFoundException'")
  })

  it('are missed by the checks while their files are not there', () => {
    write('packages/daypass/src/services/toys/CreateToy.ts', 'export const CreateToy = 1\n')
    const [names, lists] = checks()
    expect(names).toContain('GetToy has no file in services/toys')
    expect(names).toContain('CreateToy.ts: has no test next to it')
    expect(lists).toContain('services/toys: has operations and no service.ts')
  })

  it('are complete with the files of their folders, the generated lists, and one row for the keys', () => {
    const keys = 'packages/daypass/src/testing/declared-keys.test.ts'
    const [head, ...rows] = readFileSync(at(keys), 'utf8').split(/(?<=RECORDS: .*\n)/)
    write(keys, [imported, head, row, ...rows].join(''))
    for (const [path, text] of Object.entries({ ...resource, ...service })) write(path, text)
    expect(operationLists({ ...args, root }).output).toBe(
      'packages/daypass/src/services/toys/operations.ts written\npackages/daypass/src/installation/service-list.ts written\noperation-lists: ok',
    )
    expect(checks()).toEqual(['names: ok', 'operation-lists: ok'])
  })

  it('compile, and a code that the model does not have does not', () => {
    const paths = { '@daypass/policy': ['./packages/policy/src/index.ts'] }
    const include = ['packages/daypass/src/installation', 'packages/daypass/src/services/toys', 'vitest.setup.ts']
    write(
      'packages/daypass/src/services/toys/wrong.ts',
      `import { WireError } from '../../core/error.js'\nimport type { ToysErrorCode } from '../../wire/generated/toys.js'\n\nexport const wrong = () => new (WireError<ToysErrorCode>)('ToyNotfoundException', 'no')\n`,
    )
    write(
      'tsconfig.json',
      JSON.stringify({
        extends: './tsconfig.base.json',
        compilerOptions: { noEmit: true, composite: false, incremental: false, paths },
        include,
      }),
    )
    const { output } = program(join(ownRoot, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json')
    expect(output.trim().split('\n')).toEqual([expect.stringMatching(/toys\/wrong\.ts.*ToyNotfoundException.* is not assignable/)])
    rmSync(at('packages/daypass/src/services/toys/wrong.ts'))
  })

  it('are missed by a test where the keys have no row', () => {
    const keys = 'packages/daypass/src/testing/declared-keys.test.ts'
    const whole = readFileSync(at(keys), 'utf8')
    write(keys, whole.replace(row, ''))
    const { status, output } = vitest(keys)
    write(keys, whole)
    expect([status, output]).toEqual([1, expect.stringContaining('marble/<account>/<name>')])
  })

  it('work: they ask policies, answer in JSON 1.1, and are found by their target', () => {
    const { status, output } = vitest(
      'packages/daypass/src/services/toys',
      'packages/daypass/src/testing/declared-keys.test.ts',
      'packages/daypass/src/installation/services.test.ts',
    )
    expect([status, output]).toEqual([0, expect.stringContaining('passed')])
  })

  it('are missed by a test where the keys of two resources overlap', () => {
    const [[path = '', text = ''] = []] = Object.entries(resource)
    write(path, text.replace("'marble/<account>/<name>'", "'user/<name>'"))
    const { status, output } = vitest('packages/daypass/src/testing/declared-keys.test.ts')
    expect([status, output]).toEqual([1, expect.stringContaining('user/<name>')])
  })
})
