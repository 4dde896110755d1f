// @ts-check
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { main } from './api-snapshot.mjs'
import { plant, run } from './reading/fixtures.mjs'
import { ownRoot } from './reading/source-tree.mjs'

const folder = 'packages/policy'
const tree = {
  [`${folder}/package.json`]: JSON.stringify({
    name: 'p',
    type: 'module',
    bin: { p: 'bin/p.js' },
    exports: { '.': { types: './dist/index.d.ts' }, './package.json': './package.json' },
  }),
  [`${folder}/dist/index.d.ts`]: "export { ask, type Answer as Reply } from './ask.js'\nexport declare const LIMIT: number;\n",
  [`${folder}/dist/ask.d.ts`]:
    "import type { Depth } from './depth.js'\n/** Asks. */\nexport declare function ask(depth: Depth): Answer;\nexport interface Answer {\n    /** Seconds. */\n    readonly took: number;\n}\n",
  [`${folder}/dist/depth.d.ts`]: 'export type Depth = 1 | 2;\nexport type Unused = 3;\n',
  'packages/console/package.json': '{"name":"c"}',
}
const page = `Written by \`node tools/api-snapshot.mjs\`. \`npm run ok\` fails when the exports are not these.

# command p

# p/package.json: a file

# p

export { Answer as Reply }

export declare const LIMIT: number;

export declare function ask(depth: Depth): Answer;

export interface Answer {
    readonly took: number;
}

# p: types that these mention and that are not exported

export type Depth = 1 | 2;
`

/** Writes the snapshot of the tree, changes a file of it, and checks. @param {string} path @param {(text: string) => string} change */
function checkChanged(path, change) {
  const root = plant(tree)
  try {
    main({ root, flags: new Set(), rest: [] })
    const file = join(root, path)
    writeFileSync(file, change(readFileSync(file, 'utf8')))
    return main({ root, flags: new Set(['--check']), rest: [] })
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

describe('api-snapshot', () => {
  it('writes every export with its signature, and the types that nobody can import', async () => {
    const root = plant(tree)
    const tool = [join(ownRoot, 'tools/api-snapshot.mjs'), '--root', root]
    try {
      expect(await run([...tool, '--check'])).toMatchObject({ code: 1 })
      expect(await run(tool)).toEqual({ code: 0, output: 'api: ok\npackages/policy/api.txt written\n' })
      expect(readFileSync(join(root, folder, 'api.txt'), 'utf8')).toBe(page)
      expect(await run([...tool, '--check'])).toEqual({ code: 0, output: 'api: ok\n' })
    } finally {
      rmSync(root, { recursive: true, force: true })
    }
  })

  it.each([
    ['a changed signature', 'dist/ask.d.ts', 'depth: Depth', 'depth?: Depth', 'export declare function ask(depth?: Depth): Answer;'],
    ['a changed member', 'dist/ask.d.ts', 'took: number', 'took: bigint', 'readonly took: bigint;'],
    [
      'a removed export',
      'dist/index.d.ts',
      'export declare const LIMIT: number;',
      '',
      'export declare function ask(depth: Depth): Answer;',
    ],
    ['a new export', 'dist/index.d.ts', 'LIMIT: number;', 'LIMIT: number;\nexport declare const MORE: 1;', 'export declare const MORE: 1;'],
    ['a renamed export', 'dist/index.d.ts', 'as Reply', 'as Result', 'export { Answer as Result }'],
    ['a change behind a signature', 'dist/depth.d.ts', '1 | 2', '1 | 2 | 3', 'export type Depth = 1 | 2 | 3;'],
    ['another entry', 'package.json', '"./package.json":', '"./other.json":', '# p/other.json: a file'],
    ['another command', 'package.json', '"p":"bin/p.js"', '"q":"bin/p.js"', '# command q'],
  ])('finds %s', (_, path, was, is, says) => {
    const { code, output } = checkChanged(`${folder}/${path}`, (text) => text.replace(was, is))
    expect([code, output]).toEqual([1, expect.stringContaining(`should be ${JSON.stringify(says).replace(/^"(?=readonly)/, '"    ')}`)])
    expect(output).toContain('node tools/api-snapshot.mjs')
  })

  it.each([
    ['a better sentence', 'dist/ask.d.ts', 'Asks.', 'Asks a question.'],
    ['a type that no export mentions', 'dist/depth.d.ts', 'Unused = 3', 'Unused = 4'],
  ])('accepts %s', (_, path, was, is) => {
    expect(checkChanged(`${folder}/${path}`, (text) => text.replace(was, is))).toEqual({ code: 0, output: 'api: ok' })
  })
})
