// @ts-check
import { describe, expect, it } from 'vitest'
import { main as checkDocs } from './check-docs.mjs'
import { main as checkModel } from './check-model.mjs'
import { check, clean, runTool } from './reading/planting.mjs'
import { ownRoot, readText } from './reading/source-tree.mjs'

/** @typedef {import('./reading/planting.mjs').Tree} Tree */

const s = 'packages/daypass/src'
const table = { 'ARCHITECTURE.md': '# Architecture\n' }
const documented = { ...clean, ...table }
const command = (/** @type {string} */ words) => `# Daypass\n\n\`\`\`sh\n${words}\n\`\`\`\n`
// Put together here, since the check reads this file too.
const machine = ['', 'work', 'main', 'x'].join('/')
const home = ['', 'root', '.npmrc'].join('/')
const registry = ['registry', 'npmjs', 'org'].join('.')
const mirror = ['deb', 'debian', 'org'].join('.')

/** [what is planted, where, the text, what the check says] @type {[string, string, string, string][]} */
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
    'a link to nowhere',
    'docs/more.md',
    'See [it](settings/nowhere.md).',
    'docs/more.md:1: links to settings/nowhere.md, which is not there [link]',
  ],
  [
    'a link by reference to nowhere',
    'docs/more.md',
    'See [it][x].\n\n[x]: nowhere.md',
    'docs/more.md:3: links to nowhere.md, which is not there [link]',
  ],
  [
    'a link to a heading that is not there',
    'docs/more.md',
    'See [it](settings.md#the-host).',
    'links to settings.md#the-host, and that page has no such heading [link]',
  ],
  [
    'a variable without a word in the docs',
    `${s}/cli/extra.ts`,
    'export const x = process.env.DAYPASS_HOST',
    'extra.ts:1: DAYPASS_HOST is named neither in docs/ nor in README.md [variable]',
  ],
  [
    'a documented variable that is not there',
    'docs/more.md',
    '`DAYPASS_HOST` is the host.',
    'docs/more.md:1: DAYPASS_HOST is not in the source [variable]',
  ],
  [
    'a flag without a word in the docs',
    `${s}/cli/extra.ts`,
    "export const x = (p: P) => p.requiredOption(\n  '-h, --host <name>')",
    'extra.ts:1: host is named neither in docs/ nor in README.md [flag]',
  ],
  [
    'a documented command with a flag that is not there',
    'docs/more.md',
    command('daypass serve \\\n  --host x'),
    'docs/more.md:4: host is not in the source [flag]',
  ],
  ['an npm start with a flag that is not there', 'docs/more.md', command('npm start -- --host x'), 'host is not in the source [flag]'],
  [
    'a row of a table with a flag that is not there',
    'docs/more.md',
    '| `--host <name>` | the host |',
    'docs/more.md:1: host is not in the source [flag]',
  ],
  [
    'a block that runs what a registry would have to find',
    'docs/more.md',
    command('eval "$(npx daypass env)"'),
    'docs/more.md:4: npx would look daypass up in a registry; write ./daypass [npx]',
  ],
  ['a comment behind a command', 'docs/more.md', command('cd x\nls "$x" # all'), 'docs/more.md:5: zsh takes a comment for an argument'],
  ['a comment on a line of its own', 'docs/more.md', command('# all\nls'), 'docs/more.md:4: zsh takes a comment for an argument'],
  [
    'a comment behind a prompt',
    'docs/more.md',
    '```console\n$ ls   # all\n```\n',
    'docs/more.md:2: zsh takes a comment for an argument; say it above the block [comment]',
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
    `extra.ts:1: ${machine.slice(0, 6)} is of one machine or one registry [tells]`,
  ],
  ['a home folder', '.ci/run', `cat ${home}`, `.ci/run:1: ${home.slice(0, 6)} is of one machine or one registry [tells]`],
  [
    'a registry in the lock file',
    'package-lock.json',
    `{\n"resolved": "https://${registry}/x" }`,
    `package-lock.json:2: ${registry} is of one machine or one registry [tells]`,
  ],
  ['a Debian mirror', 'docs/more.md', `Use ${mirror}.`, `docs/more.md:1: ${mirror} is of one machine or one registry [tells]`],
]

/** [a phrase in a sentence, what the check says of it]: one for each row of plain-words.json, in its order. @type {[string, string][]} */
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

  it('passes the flags of other commands and the paths of other things', () => {
    const text = command('aws s3 ls --host x\ndaypass serve --port 1 --help | grep --color x\ncat user/root/x ../work/x')
    expect(check(checkDocs, { ...documented, 'docs/more.md': text }).output).toBe('docs: ok')
  })

  it('passes a number sign that is no comment', () => {
    const text = `${command('echo \'a # b\' "# c" x#y')}\n\`\`\`console\n$ ./daypass account create\n# account 1\n\`\`\`\n`
    expect(check(checkDocs, { ...documented, 'docs/more.md': text }).output).toBe('docs: ok')
  })

  it('fails on a missing page', () => {
    const { code, output } = check(checkDocs, clean)
    expect(output).toBe('ARCHITECTURE.md: is missing [page]\ndocs: 1 problem')
    expect(code).toBe(1)
  })

  it('is a program that tells with its exit code', async () => {
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

  it('passes phrases in code, comments, tests and other pages, and plain ones', () => {
    const text = 'There is no room. It is no longer there.\n\n`whom`\n\n```\nnothing of ours\n```\n'
    const code = '// whom\nexport const x = 1\n'
    const tree = {
      ...documented,
      'docs/more.md': text,
      [`${s}/core/extra.ts`]: code,
      [`${s}/core/extra.test.ts`]: "export const y = 'whom'",
      'NOTES.md': 'whom',
    }
    expect(check(checkDocs, tree).output).toBe('docs: ok')
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

  /** [what is planted, where, the text, what the check says] @type {[string, string, string, string][]} */
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
    ['a plain value whose source is not named', overlay, '{ "xmlNamespace": "urn:x" }', 'xmlNamespace has no source [overlay-source]'],
    ['an overlay that is no object', overlay, '[]', 'is not an object [overlay-source]'],
    [
      'models that are not what the import writes',
      importer,
      "console.error('sts.json differs')\nprocess.exitCode = process.argv.includes('--check') ? 1 : 0",
      'tools/import-model.mjs: --check failed\nsts.json differs [import]',
    ],
  ]

  it('passes a clean tree, and one whose import is up to date', () => {
    expect(check(checkModel, clean)).toEqual({ code: 0, output: 'model: ok' })
    expect(check(checkModel, { ...clean, [importer]: "process.exitCode = process.argv.includes('--check') ? 0 : 1" }).code).toBe(0)
  })

  it('is a program that tells with its exit code', async () => {
    expect(await runTool('check-model.mjs', clean)).toEqual({ code: 0, output: 'model: ok\n' })
    expect(await runTool('check-model.mjs', { ...clean, [overlay]: '[]' })).toMatchObject({ code: 1 })
  })

  it.each(wrong)('fails on %s', (_, path, text, message) => {
    const { code, output } = check(checkModel, { ...clean, [path]: text })
    expect(output).toContain(message)
    expect(code).toBe(1)
  })
})
