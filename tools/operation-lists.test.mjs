// @ts-check
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { main } from './operation-lists.mjs'
import { check, clean, plant, runTool } from './reading/fixtures.mjs'

const sts = 'packages/daypass/src/services/sts'
const list = `${sts}/operations.ts`
const text = `// Written by \`node tools/operation-lists.mjs\` from the operation files of this folder. Do not edit.
import { GetCallerIdentity } from './GetCallerIdentity.js'
import { AssumeRole } from './roles/AssumeRole.js'
import type { StsOperation } from './sts.js'

/** Every operation of sts that is served, by name. */
export const stsOperations: readonly StsOperation[] = [AssumeRole, GetCallerIdentity]
`
const serviceList = 'packages/daypass/src/installation/service-list.ts'
const services = `// Written by \`node tools/operation-lists.mjs\` from the folders of services. Do not edit.
import { sts } from '../services/sts/service.js'

/** Every service that is served. */
export const services = [sts] as const
`
const listed = { ...clean, [list]: text, [serviceList]: services }
const checked = (/** @type {import('./reading/fixtures.mjs').Tree} */ tree) => check(main, tree, ['--check'])

describe('the list of the operations of a service', () => {
  it('is written from the operation files, and then found to be up to date', () => {
    const root = plant(clean)
    try {
      expect(main({ root, flags: new Set(), rest: [] }).output).toBe(`${list} written\n${serviceList} written\noperation-lists: ok`)
      expect(readFileSync(join(root, serviceList), 'utf8')).toBe(services)
      expect(readFileSync(join(root, list), 'utf8')).toBe(text)
      expect(main({ root, flags: new Set(['--check']), rest: [] })).toEqual({ code: 0, output: 'operation-lists: ok' })
    } finally {
      rmSync(root, { recursive: true, force: true })
    }
  })

  it('has a line for each operation if they do not fit on one, and a name that is a valid word', () => {
    const names = Array.from({ length: 9 }, (_, i) => `GetSomethingRatherLong${i}`)
    const files = Object.fromEntries(
      names.map((name) => [`packages/daypass/src/services/sso-admin/${name}.ts`, `export const ${name} = 1\n`]),
    )
    const root = plant(files)
    try {
      main({ root, flags: new Set(), rest: [] })
      const written = readFileSync(join(root, 'packages/daypass/src/services/sso-admin/operations.ts'), 'utf8')
      expect(written).toContain(
        `export const ssoAdminOperations: readonly SsoAdminOperation[] = [\n${names.map((name) => `  ${name},\n`).join('')}]\n`,
      )
    } finally {
      rmSync(root, { recursive: true, force: true })
    }
  })

  it.each([
    ['leaves an operation out', { ...listed, [list]: text.replace('AssumeRole, ', '') }],
    ['is missing', Object.fromEntries(Object.entries(listed).filter(([path]) => path !== list))],
    ['lists what was removed', Object.fromEntries(Object.entries(listed).filter(([path]) => !path.endsWith('/AssumeRole.ts')))],
  ])('fails when it %s', (_, tree) => {
    expect(checked(tree)).toEqual({
      code: 1,
      output: `${list}: is not what the files of the services say; node tools/operation-lists.mjs writes it [operation-list]\noperation-lists: 1 problem`,
    })
  })

  it('fails when a service is not in the list of services', () => {
    const toy = {
      'packages/daypass/src/services/toy/service.ts': 'export const toy = 1',
      'packages/daypass/src/services/toy/operations.ts': '',
    }
    const { code, output } = checked({ ...listed, ...toy })
    expect([code, output]).toEqual([1, expect.stringContaining(`${serviceList}: is not what the files of the services say`)])
  })

  it('fails when operations belong to no service', () => {
    const { code, output } = checked({ ...listed, 'packages/daypass/src/services/toy/Play.ts': 'export const Play = 1' })
    expect([code, output]).toEqual([1, expect.stringContaining('services/toy: has operations and no service.ts [operation-list]')])
  })

  it('fails when a service has a second one', () => {
    const { code, output } = checked({ ...listed, [`${sts}/roles/operations.ts`]: 'export {}' })
    expect([code, output]).toEqual([1, expect.stringContaining('roles/operations.ts: is a second list of its service; remove it')])
  })

  it('is written by a program that reports with its exit code', async () => {
    expect(await runTool('operation-lists.mjs', listed, ['--check'])).toEqual({ code: 0, output: 'operation-lists: ok\n' })
    expect(await runTool('operation-lists.mjs', clean, ['--check'])).toMatchObject({ code: 1 })
  })
})
