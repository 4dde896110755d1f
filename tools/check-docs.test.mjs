// @ts-check
import { describe, expect, it } from 'vitest'
import { main as checkDocs } from './check-docs.mjs'
import { main as checkModel } from './check-model.mjs'
import { check, clean, runTool } from './reading/fixtures.mjs'
import { ownRoot, readText } from './reading/source-tree.mjs'

/** @typedef {import('./reading/fixtures.mjs').Tree} Tree */

const s = 'packages/daypass/src'
const table = { 'ARCHITECTURE.md': '# Architecture\n' }
const documented = { ...clean, ...table }
const command = (/** @type {string} */ words) => `# Daypass\n\n\`\`\`sh\n${words}\n\`\`\`\n`
// Built from parts, because the check reads this file too.
const machine = ['', 'work', 'main', 'x'].join('/')
const home = ['', 'root', '.npmrc'].join('/')
const registry = ['registry', 'npmjs', 'org'].join('.')
const mirror = ['deb', 'debian', 'org'].join('.')

/** [the violation, the path, the text, the check's message] @type {[string, string, string, string][]} */
const planted = [
  [
    'a public item of the policy language without a docstring',
    'packages/policy/src/evaluate.ts',
    'export const decide = () => false',
    'evaluate.ts:1: decide is public (packages/policy/src/index.ts) and has no docstring [docstring]',
  ],
  [
    'a public type without a docstring',
    `${s}/index.ts`,
    'export type Options = { port: number }',
    'index.ts:1: Options is public (packages/daypass/src/index.ts) and has no docstring',
  ],
  ['a public item behind an export star', `${s}/index.ts`, "export * from './core/ids.js'", 'ids.ts:2: randomId is public'],
  [
    'a link to a missing page',
    'docs/more.md',
    'See [it](settings/nowhere.md).',
    'docs/more.md:1: links to settings/nowhere.md, which does not exist [link]',
  ],
  [
    'a link by reference to a missing page',
    'docs/more.md',
    'See [it][x].\n\n[x]: nowhere.md',
    'docs/more.md:3: links to nowhere.md, which does not exist [link]',
  ],
  [
    'a link to a missing heading',
    'docs/more.md',
    'See [it](settings.md#the-host).',
    'links to settings.md#the-host, but that page has no such heading [link]',
  ],
  [
    'an undocumented variable',
    `${s}/cli/extra.ts`,
    'export const x = process.env.DAYPASS_HOST',
    'extra.ts:1: DAYPASS_HOST is named neither in docs/ nor in README.md [variable]',
  ],
  [
    'a documented variable that does not exist',
    'docs/more.md',
    '`DAYPASS_HOST` is the host.',
    'docs/more.md:1: DAYPASS_HOST is not in the source [variable]',
  ],
  [
    'an undocumented flag',
    `${s}/cli/extra.ts`,
    "export const x = (p: P) => p.requiredOption(\n  '-h, --host <name>')",
    'extra.ts:1: host is named neither in docs/ nor in README.md [flag]',
  ],
  [
    'a documented command with a flag that does not exist',
    'docs/more.md',
    command('daypass serve \\\n  --host x'),
    'docs/more.md:4: host is not in the source [flag]',
  ],
  ['an npm start with a flag that does not exist', 'docs/more.md', command('npm start -- --host x'), 'host is not in the source [flag]'],
  [
    'a row of a table with a flag that does not exist',
    'docs/more.md',
    '| `--host <name>` | the host |',
    'docs/more.md:1: host is not in the source [flag]',
  ],
  [
    'a block with a command from a registry',
    'docs/more.md',
    command('eval "$(npx daypass env)"'),
    'docs/more.md:4: npx would look daypass up in a registry; write ./daypass [npx]',
  ],
  ['a comment after a command', 'docs/more.md', command('cd x\nls "$x" # all'), 'docs/more.md:5: zsh treats a comment as an argument'],
  ['a comment on a line of its own', 'docs/more.md', command('# all\nls'), 'docs/more.md:4: zsh treats a comment as an argument'],
  [
    'a comment after a prompt',
    'docs/more.md',
    '```console\n$ ls   # all\n```\n',
    'docs/more.md:2: zsh treats a comment as an argument; write it above the block [comment]',
  ],
  [
    'a changelog without an unreleased head',
    'CHANGELOG.md',
    '# Changelog\n\n## 0.1.0\n\n## Unreleased\n',
    'CHANGELOG.md: its first heading must be the unreleased one [changelog]',
  ],
  [
    'a path of one machine',
    `${s}/core/extra.ts`,
    `export const x = '${machine}'`,
    `extra.ts:1: ${machine.slice(0, 6)} belongs to one machine or one registry [tells]`,
  ],
  ['a home folder', '.ci/run', `cat ${home}`, `.ci/run:1: ${home.slice(0, 6)} belongs to one machine or one registry [tells]`],
  [
    'a registry in the lock file',
    'package-lock.json',
    `{\n"resolved": "https://${registry}/x" }`,
    `package-lock.json:2: ${registry} belongs to one machine or one registry [tells]`,
  ],
  ['a Debian mirror', 'docs/more.md', `Use ${mirror}.`, `docs/more.md:1: ${mirror} belongs to one machine or one registry [tells]`],
]

/** [a phrase in a sentence, the check's message]: one for each row of plain-words.json, in its order. @type {[string, string][]} */
const unplain = [
  ['The id is no number.', '"is no" is not plain; write: is not a'],
  ['Say for whom it is.', '"whom" is not plain; write: who, or name the thing'],
  ['An address of ours.', '"of ours" is not plain'],
  ['It must be said aloud.', '"said aloud" is not plain; write: explicit'],
  ['It refuses, truthfully.', '"truthfully" is not plain'],
  ['The work is done in vain.', '"in vain" is not plain'],
  ['It is gone for good.', '"for good" is not plain; write: permanently'],
  ['A change bites at once.', '"bites" is not plain; write: takes effect'],
  ['It lies beside the data.', '"beside" is not plain'],
  ['ListUsers and its kin.', '"its kin" is not plain'],
  ['The document as it shall be.', '"shall" is not plain; write: must or will'],
  ['The user is made anew.', '"anew" is not plain; write: again'],
  ['A date that is none.', '"that is none" is not plain'],
  ['Its second has come.', '"second has come" is not plain; write: has expired'],
  ['The call goes out as root.', '"goes out as" is not plain'],
]

describe('check-docs', () => {
  it('passes a clean tree', () => {
    expect(check(checkDocs, documented)).toEqual({ code: 0, output: 'docs: ok' })
  })

  it('passes the flags of other commands and the paths of other programs', () => {
    const text = command('aws s3 ls --host x\ndaypass serve --port 1 --help | grep --color x\ncat user/root/x ../work/x')
    expect(check(checkDocs, { ...documented, 'docs/more.md': text }).output).toBe('docs: ok')
  })

  it('passes a number sign that does not begin a comment', () => {
    const text = `${command('echo \'a # b\' "# c" x#y')}\n\`\`\`console\n$ ./daypass account create\n# account 1\n\`\`\`\n`
    expect(check(checkDocs, { ...documented, 'docs/more.md': text }).output).toBe('docs: ok')
  })

  it('fails on a missing page', () => {
    const { code, output } = check(checkDocs, clean)
    expect(output).toBe('ARCHITECTURE.md: is missing [page]\ndocs: 1 problem')
    expect(code).toBe(1)
  })

  it('is a program that reports with its exit code', async () => {
    expect(await runTool('check-docs.mjs', documented)).toEqual({ code: 0, output: 'docs: ok\n' })
    expect(await runTool('check-docs.mjs', clean)).toMatchObject({ code: 1 })
  })

  it.each(unplain)('fails on a phrase of a page and of a source: %s', (text, message) => {
    const source = `${s}/core/extra.ts`
    const tree = { ...documented, 'docs/more.md': `\n${text}`, [source]: `export const x = (y: string) => \`\${y}: \${y} ${text}\`` }
    const { output } = check(checkDocs, tree)
    expect(output).toContain(`docs/more.md:2: ${message}`)
    expect(output).toContain(`${source}:1: ${message}`)
    expect(output).toMatch(/docs: 2 problems$/)
  })

  it('has a planted phrase for every row of its list', () => {
    expect(unplain).toHaveLength(JSON.parse(readText(ownRoot, 'tools/plain-words.json')).phrases.length)
  })

  it('passes phrases in code, in strings of tests, in folders that are not done and on other pages, and plain ones', () => {
    const text = 'There is no room. It is no longer there.\n\n`whom`\n\n```\nnothing of ours\n```\n'
    const tree = {
      ...documented,
      'docs/more.md': text,
      'vectors/extra.mjs': '// whom\nexport const x = 1\n',
      'tools/extra.mjs': '// `whom` is a word of AWS.\nexport const whom = 1\n',
      'tools/extra.test.mjs': "it('compares', () => expect(1).toBe('whom'))\n",
      'NOTES.md': 'whom',
    }
    expect(check(checkDocs, tree).output).toBe('docs: ok')
  })

  it.each([
    ['a comment', '// To whom.\nexport const x = 1', 1],
    ['a docstring', 'export const y = 1\n/**\n * Says.\n * To whom.\n */\nexport const x = 1', 4],
    ['a comment of a test', 'it("a", () => {\n  // To whom.\n})', 2],
    ['the title of a group', "describe('to whom', () => {})", 1],
    ['the title of a test', "it.runIf(true)('to whom', () => {})", 1],
    ['a title with a value', `it(\`to whom \${1}\`, () => {})`, 1],
    ['the title of a table', "it.each<[string]>([['a']])('to whom: %s', () => {})", 1],
    ['the name of a row', "it.each([\n  ['a', 1],\n  ['to whom', 2],\n])('%s', () => {})", 3],
    ['the name of a row of objects', "it.each([{ name: 'to whom', is: 1 }])('$name', () => {})", 1],
    ['the name of a row of a declared table', "const rows = [\n  ['to whom', 1],\n]\nit.each(rows)('%s', () => {})", 2],
  ])('fails on a phrase in %s of a folder that is done', (_, text, line) => {
    const path = 'packages/policy/src/extra.test.ts'
    expect(check(checkDocs, { ...documented, [path]: text }).output).toBe(
      `${path}:${line}: "whom" is not plain; write: who, or name the thing [words]\ndocs: 1 problem`,
    )
  })

  it('fails on a phrase in a string of a tool', () => {
    const tree = { ...documented, 'tools/extra.mjs': "export const x = 'to whom'" }
    expect(check(checkDocs, tree).output).toContain('tools/extra.mjs:1: "whom" is not plain')
  })

  it.each(planted)('fails on %s', (_, path, text, message) => {
    const { code, output } = check(checkDocs, { ...documented, [path]: text })
    expect(output).toContain(message)
    expect(output).toMatch(/docs: \d+ problems?$/)
    expect(code).toBe(1)
  })
})

describe('check-model', () => {
  const overlay = 'packages/daypass/models/sts.overlay.json'
  const importer = 'tools/import-model.mjs'

  /** [the violation, the path, the text, the check's message] @type {[string, string, string, string][]} */
  const wrong = [
    [
      'an entry without a source',
      overlay,
      '{ "errors": { "AccessDenied": { "httpStatusCode": 403 } } }',
      'errors.AccessDenied.httpStatusCode has no source [overlay-source]',
    ],
    [
      'an entry with an empty source',
      overlay,
      '{ "errors": { "AccessDenied": { "source": " " } } }',
      'errors.AccessDenied has no source [overlay-source]',
    ],
    ['an empty entry', overlay, '{ "errors": { "AccessDenied": {} } }', 'errors.AccessDenied has no source [overlay-source]'],
    ['a plain value without a source', overlay, '{ "xmlNamespace": "urn:x" }', 'xmlNamespace has no source [overlay-source]'],
    ['an overlay that is not an object', overlay, '[]', 'is not an object [overlay-source]'],
    [
      'models that differ from what the import writes',
      importer,
      "console.error('sts.json differs')\nprocess.exitCode = process.argv.includes('--check') ? 1 : 0",
      'tools/import-model.mjs: --check failed\nsts.json differs [import]',
    ],
  ]

  it('passes a clean tree, and one whose import is up to date', () => {
    expect(check(checkModel, clean)).toEqual({ code: 0, output: 'model: ok' })
    expect(check(checkModel, { ...clean, [importer]: "process.exitCode = process.argv.includes('--check') ? 0 : 1" }).code).toBe(0)
  })

  it('is a program that reports with its exit code', async () => {
    expect(await runTool('check-model.mjs', clean)).toEqual({ code: 0, output: 'model: ok\n' })
    expect(await runTool('check-model.mjs', { ...clean, [overlay]: '[]' })).toMatchObject({ code: 1 })
  })

  it.each(wrong)('fails on %s', (_, path, text, message) => {
    const { code, output } = check(checkModel, { ...clean, [path]: text })
    expect(output).toContain(message)
    expect(code).toBe(1)
  })
})
