// @ts-check
import { describe, expect, it } from 'vitest'
import { main } from './check-names.mjs'
import { check, clean, runTool } from './reading/fixtures.mjs'

/** @typedef {import('./reading/fixtures.mjs').Tree} Tree */

const s = 'packages/daypass/src'
const sts = `${s}/services/sts`
const extra = `${s}/core/extra.ts`
const names = (/** @type {Tree} */ tree) => check(main, tree)
const without = (/** @type {string[]} */ ...paths) => Object.fromEntries(Object.entries(clean).filter(([path]) => !paths.includes(path)))

/** [the violation, the path, the text, the check's message] @type {[string, string, string, string][]} */
const planted = [
  ['a file name that is not kebab-case', `${s}/core/camelCase.ts`, 'export {}', 'camelCase is not kebab-case [kebab-case]'],
  ['a tool that is not kebab-case', 'tools/my_tool.mjs', '', 'my_tool is not kebab-case [kebab-case]'],
  ['a page that is not kebab-case', 'docs/My Page.md', '', 'My Page is not kebab-case [kebab-case]'],
  ['an API name outside services', `${s}/core/CreateRole.ts`, 'export {}', 'CreateRole is not kebab-case [kebab-case]'],
  ['a forbidden file name', `${s}/core/utils.ts`, 'export {}', 'utils does not say what is in it [forbidden-name]'],
  ['a forbidden last word', `${s}/core/arn-helpers.ts`, 'export {}', 'arn-helpers does not say what is in it [forbidden-name]'],
  ['a forbidden folder name', `${s}/core/common/arn.ts`, 'export {}', 'common does not say what is in it [forbidden-name]'],
  ['an index file inside a package', `${s}/core/index.ts`, 'export {}', 'index files are for package entries only [index]'],
  ['a default export', extra, 'export default 1', 'extra.ts:1: exports have names [default-export]'],
  ['a default function', extra, 'export default function x() {}', 'exports have names [default-export]'],
  ['a default export by renaming', extra, 'const x = 1\nexport { x as default }', 'extra.ts:2: exports have names [default-export]'],
  ['any', extra, 'export type X = Record<string, any>', '`any` outside the wire border [any]'],
  ['any in a test', `${s}/core/core.test.ts`, 'export const x: any = 1', '`any` outside the wire border [any]'],
  ['ts-ignore', extra, '// @ts-ignore\nexport const x: string = 1', '@ts-ignore hides a problem [suppression]'],
  [
    'ts-expect-error',
    extra,
    'export const y = [\n  // @ts-expect-error it is\n  1,\n]',
    'extra.ts:2: @ts-expect-error hides a problem [suppression]',
  ],
  ['ts-nocheck', extra, '// @ts-nocheck\nexport {}', '@ts-nocheck hides a problem [suppression]'],
  ['biome-ignore', extra, '/* biome-ignore lint: no */\nexport {}', 'biome-ignore hides a problem [suppression]'],
  ['a TODO without an issue', extra, '// TODO: later\nexport {}', 'TODO: the marks are NOTE and TODO(#issue) [mark]'],
  ['a FIXME', extra, 'export const x = 1 // FIXME', 'FIXME: the marks are NOTE and TODO(#issue) [mark]'],
  ['a HACK in a docstring', extra, '/** HACK */\nexport const x = 1', 'HACK: the marks are'],
  ['a folder without an opening comment', `${s}/audit/audit.ts`, 'export {}', 'audit.ts: the main file must open with 2-10 lines'],
  ['an opening of one line', `${s}/audit/audit.ts`, '// Owns: audit.\nexport {}', 'the main file must open with 2-10 lines'],
  ['an opening of eleven lines', `${s}/audit/audit.ts`, '// Owns: audit.\n'.repeat(11), 'the main file must open with 2-10 lines'],
  ['a folder without a file that opens', `${s}/audit/trail.ts`, 'export {}', 'src/audit: the main file must open with'],
  [
    'an operation that is not declared',
    `${sts}/DecodeAll.ts`,
    'export const DecodeAll = 1',
    'DecodeAll is not in packages/daypass/models/sts.operations.json [operation-declared]',
  ],
  [
    'a declared operation without a file',
    'packages/daypass/models/sts.operations.json',
    '["AssumeRole", "GetCallerIdentity", "GetSessionToken"]',
    'GetSessionToken has no file in services/sts [operation-file]',
  ],
  [
    'an operation that only an overlay declares, without a file',
    'packages/daypass/models/sts.overlay.json',
    '{"addedOperations": {"LoginWithBrowser": {"source": "a page"}}}',
    'LoginWithBrowser has no file in services/sts [operation-file]',
  ],
  ['an operation with two files', `${sts}/AssumeRole.ts`, 'export const AssumeRole = 1', 'AssumeRole has a second file [operation-file]'],
  [
    'an operation file that exports something else',
    `${sts}/GetCallerIdentity.ts`,
    'export const getCallerIdentity = 1',
    'does not export const GetCallerIdentity [operation-export]',
  ],
  [
    'an operation that declares an action which no test names',
    `${sts}/GetCallerIdentity.ts`,
    "export const GetCallerIdentity = operation('GetCallerIdentity', {\n  actions: ['sts:GetCallerIdentity'],\n})",
    'GetCallerIdentity.ts: declares sts:GetCallerIdentity, which no test of its folder names [operation-action]',
  ],
  [
    'an operation of a definition without a test',
    `${sts}/GetCallerIdentity.ts`,
    "import { getOperation } from './get.js'\nexport const GetCallerIdentity = getOperation('GetCallerIdentity')",
    'GetCallerIdentity.ts: has no test next to its definition: get.test.ts [operation-test]',
  ],
  [
    'a test without its operation',
    `${sts}/GetSessionToken.test.ts`,
    'export {}',
    'tests an operation that is not next to it [operation-test]',
  ],
  [
    'a service that declares nothing',
    `${s}/services/iam/operations.ts`,
    '// Owns: iam.\n// Refuses: sts.\n',
    'packages/daypass/models/iam.operations.json is missing',
  ],
  [
    'a name that another file exports',
    `${s}/store/extra.ts`,
    'export const core = 1',
    'store/extra.ts: exports core, which packages/daypass/src/core/core.ts exports too: one name has one meaning [same-name]',
  ],
  [
    'an error code that a service makes up',
    `${s}/services/sts/extra.ts`,
    "export const Own = WireError<'NoSuchThing'>",
    'codes are those of the model: WireError<…ErrorCode> of wire/generated [untyped-error]',
  ],
  [
    'an error of any code',
    extra,
    "export const x = () => new WireError('NoSuchThing', 'no')",
    'WireError takes any code: use the constructor of the service, or CommonError [untyped-error]',
  ],
  [
    'transactionSync with an expression',
    extra,
    'export const x = (db: Db) => db.transactionSync(() => db.put(1))',
    'transactionSync needs a block body',
  ],
  [
    'transactionSync with an async block',
    extra,
    'export const x = (db: Db) => db.transactionSync(async () => {})',
    'transactionSync needs a block body',
  ],
]

describe('check-names', () => {
  it('fails on an action that AWS does not have', () => {
    const operation = "export const GetCallerIdentity = operation('GetCallerIdentity', {\n  actions: ['sts:GetCallerIdentities'],\n})"
    const { output } = names({
      'packages/daypass/data/aws-actions.jsonl': '{"prefix":"sts","name":"STS","actions":"AssumeRole W0,GetCallerIdentity R0"}\n',
      [`${sts}/GetCallerIdentity.ts`]: operation,
      [`${sts}/GetCallerIdentity.test.ts`]: "const asked = 'sts:GetCallerIdentities'",
    })
    expect(output).toContain('GetCallerIdentity.ts: declares sts:GetCallerIdentities, which AWS does not have [operation-action]')
  })

  it('passes a clean tree, with any and suppressions at the wire border', () => {
    const border = { [`${s}/wire/extra.ts`]: '// @ts-ignore\nexport const x: any = 1' }
    expect(names({ ...clean, ...border })).toEqual({ code: 0, output: 'names: ok' })
  })

  it('passes an operation of the name that another service has one of', () => {
    const { output } = names({ ...clean, [`${s}/services/iam/AssumeRole.ts`]: 'export const AssumeRole = 1' })
    expect(output).not.toContain('same-name')
  })

  it('passes marks inside strings, which do not count', () => {
    expect(names({ ...clean, [extra]: "export const x = ['TODO: later', 'biome-ignore', `@ts-ignore`]" }).output).toBe('names: ok')
  })

  it('is a program that reports with its exit code', async () => {
    expect(await runTool('check-names.mjs', clean)).toEqual({ code: 0, output: 'names: ok\n' })
    expect(await runTool('check-names.mjs', { ...clean, [`${s}/core/misc.ts`]: '' })).toMatchObject({ code: 1 })
  })

  it('fails on an operation without a test', () => {
    const { code, output } = names(without(`${sts}/roles/AssumeRole.test.ts`))
    expect(output).toContain('AssumeRole.ts: has no test next to it: AssumeRole.test.ts [operation-test]')
    expect(code).toBe(1)
  })

  it('wants an operation that a definition makes named in the test of the definition', () => {
    const made = {
      [`${sts}/roles/AssumeRole.ts`]:
        "// Owns: roles.\n// Refuses: users.\nimport { assumeOperation } from '../assume.js'\nexport const AssumeRole = assumeOperation('AssumeRole')",
      [`${sts}/assume.ts`]: 'export {}',
    }
    const tree = { ...without(`${sts}/roles/AssumeRole.test.ts`), ...made }
    expect(names({ ...tree, [`${sts}/assume.test.ts`]: 'const cases = [AssumeRole]' })).toEqual({ code: 0, output: 'names: ok' })
    const { output } = names({ ...tree, [`${sts}/assume.test.ts`]: 'const cases = []' })
    expect(output).toContain('AssumeRole.ts: is not named in the test of its definition: assume.test.ts [operation-test]')
  })

  it.each(planted)('fails on %s', (_, path, text, message) => {
    const { code, output } = names({ ...clean, [path]: text })
    expect(output).toContain(message)
    expect(output).toMatch(/names: \d+ problems?$/)
    expect(code).toBe(1)
  })
})
