// @ts-check
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { plant, run, runTool } from './reading/fixtures.mjs'
import { ownRoot } from './reading/source-tree.mjs'

const module = 'packages/daypass/dist/installation/services.js'
const source = (/** @type {unknown} */ services) => ({
  'package.json': '{ "type": "module" }',
  [module]: `export const supportTable = ${JSON.stringify(services)}`,
})
const services = [
  {
    name: 'sts',
    operations: [
      { name: 'GetSessionToken', summary: 'Issues credentials.', support: 'refused', authorization: 'nothing: it is refused' },
      {
        name: 'AssumeRole',
        summary: 'Issues credentials of a role.',
        support: 'implemented',
        authorization: 'sts:AssumeRole | sts:TagSession',
      },
    ],
  },
  { name: 'iam', operations: [] },
]

describe('coverage-table', () => {
  it('writes the page, and then finds it up to date', async () => {
    const root = plant(source(services))
    const tool = join(ownRoot, 'tools/coverage-table.mjs')
    try {
      expect(await run([tool, '--root', root])).toEqual({ code: 0, output: 'coverage-table: docs/support.md written\n' })
      const page = readFileSync(join(root, 'docs/support.md'), 'utf8')
      expect(page).toContain(
        '## sts\n\n1 implemented, 1 refused\n\n| operation | what it does | support | actions that must be allowed |\n|---|---|---|---|\n| AssumeRole | Issues credentials of a role. | implemented | sts:AssumeRole \\| sts:TagSession |\n| GetSessionToken | Issues credentials. | refused |',
      )
      expect(page.indexOf('## iam')).toBeLessThan(page.indexOf('## sts'))
      expect(await run([tool, '--check', '--root', root])).toEqual({ code: 0, output: 'coverage-table: ok\n' })
    } finally {
      rmSync(root, { recursive: true, force: true })
    }
  })

  it('fails on a page that differs from the code, and does not change it', async () => {
    const root = plant({ ...source(services), 'docs/support.md': 'old' })
    try {
      const { code, output } = await run([join(ownRoot, 'tools/coverage-table.mjs'), '--root', root, '--check'])
      expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining('docs/support.md differs from the code') })
      expect(readFileSync(join(root, 'docs/support.md'), 'utf8')).toBe('old')
    } finally {
      rmSync(root, { recursive: true, force: true })
    }
  })

  it.each([
    ['there is no build', {}, `${module} is missing: build first`],
    ['the module has no list', { [module]: 'export {}', 'package.json': '{ "type": "module" }' }, 'exports no list named supportTable'],
    [
      'an operation says nothing about its authorization',
      source([{ name: 'sts', operations: [{ name: 'A', support: 'refused', authorization: '' }] }]),
      'sts A: no authorization',
    ],
    [
      'a support is unknown',
      source([{ name: 'sts', operations: [{ name: 'A', support: 'maybe', authorization: 'x' }] }]),
      "sts A: support is 'maybe'",
    ],
  ])('fails when %s', async (_, tree, message) => {
    const { code, output } = await runTool('coverage-table.mjs', tree)
    expect(output).toContain(message)
    expect(code).toBe(1)
  })
})
