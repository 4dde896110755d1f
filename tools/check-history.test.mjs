// @ts-check
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { judge, main } from './check-history.mjs'
import { check, plant } from './reading/fixtures.mjs'

const good = { id: '1a2b3c4', subject: 'S3: keys may be empty', body: 'Clients send them.', paths: ['docs/s3.md'] }
const source = 'packages/daypass/src/core/arn.ts'

describe('a commit', () => {
  it.each([
    ['a subject of 72 characters', { subject: 'x'.repeat(72) }],
    ['a source with the changelog', { paths: [source, 'CHANGELOG.md'] }],
    ['a source change without an effect for users', { paths: [source], body: 'It was in two places.\n\nchangelog: none' }],
    ['a test', { paths: ['packages/daypass/src/core/arn.test.ts'] }],
    ['a change of test code', { paths: ['packages/policy/src/testing/agreement.ts', 'packages/daypass/src/testing/world.ts'] }],
    ['a tool', { paths: ['tools/ok.mjs', 'packages/daypass/models/sts.json'] }],
  ])('can have %s', (_, change) => {
    expect(judge({ ...good, ...change })).toEqual([])
  })

  const unnoted = 'CHANGELOG.md must change too, or the body must have the line `changelog: none`'
  it.each([
    ['a longer subject', { subject: 'x'.repeat(73) }, 'subject', 'the subject has 73 characters, at most 72 are allowed'],
    ['no body', { body: '' }, 'body', 'the body must say why'],
    ['a body of trailers', { body: 'changelog: none\nReviewed-by: A <a@example.com>' }, 'body', 'the body must say why'],
    ['a source change without the changelog', { paths: [source] }, 'changelog', unnoted],
    ['a command change without the changelog', { paths: ['packages/daypass/bin/daypass.js'] }, 'changelog', unnoted],
    ['a source change with another changelog', { paths: [source, 'docs/CHANGELOG.md'] }, 'changelog', unnoted],
    ['a body that mentions the line', { paths: [source], body: 'It has no changelog: none is needed.' }, 'changelog', unnoted],
  ])('cannot have %s', (_, change, rule, message) => {
    const commit = { ...good, ...change }
    expect(judge(commit)).toEqual([{ path: good.id, rule, message: `${message}: ${commit.subject}` }])
  })
})

/** Makes a repository. @param {(git: (...args: string[]) => string, write: (path: string, text: string) => void) => void} make @param {string} [folder] the checked one */
function checkHistory(make, folder = '.') {
  const root = plant({ 'tools/history.json': '{}', [`${folder}/tools/history.json`]: '{}' })
  const git = (/** @type {string[]} */ ...args) => {
    const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false', '-c', 'init.defaultBranch=main']
    const { status, stdout, stderr } = spawnSync('git', [...identity, ...args], { cwd: root, encoding: 'utf8' })
    if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`)
    return stdout.trim()
  }
  const write = (/** @type {string} */ path, /** @type {string} */ text) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  try {
    git('init', '-q')
    make(git, write)
    return main({ root: join(root, folder), flags: new Set(), rest: [] })
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

describe('check-history', () => {
  it('checks the commits since the base, whichever branch they came from, and nothing older', () => {
    const outcome = checkHistory((git, write) => {
      const commit = (/** @type {string} */ path, /** @type {string[]} */ ...says) => {
        write(path, says.join())
        git('add', '.')
        git('commit', '-q', ...says.flatMap((text) => ['-m', text]))
      }
      commit('one', 'before the base, without a body')
      git('branch', 'older')
      commit('two', 'the base')
      const base = git('rev-parse', 'HEAD')
      git('checkout', '-q', 'older')
      commit(source, 'beside the base')
      git('checkout', '-q', 'main')
      git('merge', '-q', '--no-ff', '-m', 'Merge, without a body', 'older')
      git('checkout', '-q', '-b', 'newer')
      commit(`packages/a/src/é b.ts`, 'on a branch', 'With a reason.')
      git('checkout', '-q', 'main')
      git('merge', '-q', '--no-ff', '-m', 'Merge again', 'newer')
      write('tools/history.json', JSON.stringify({ base }))
      git('mv', source, 'packages/daypass/src/core/arn.test.ts')
      git('commit', '-q', '-m', 'Moved', '-m', 'A move away is a change.')
    })
    expect(outcome.code).toBe(1)
    const lines = outcome.output
      .replace(/^[0-9a-f]{7,}:/gm, 'ID:')
      .replace(/since [0-9a-f]{7}/, 'since ID')
      .split('\n')
    const message = 'CHANGELOG.md must change too, or the body must have the line `changelog: none`'
    expect(lines).toEqual([
      '2 commits since ID',
      `ID: ${message}: Moved [changelog]`,
      `ID: ${message}: on a branch [changelog]`,
      'history: 2 problems',
    ])
  })

  it('reports that it skips a tree without git', () => {
    const tree = { 'tools/history.json': '{"base":"1a2b3c4"}' }
    expect(check(main, tree)).toEqual({ code: 0, output: 'history: skipped, there is no git history here' })
  })

  it('reports that it skips a tree inside the history of another one', () => {
    const outcome = checkHistory((_, write) => write('inner/tools/history.json', '{"base":"1a2b3c4"}'), 'inner')
    expect(outcome).toEqual({ code: 0, output: 'history: skipped, there is no git history here' })
  })

  it('reports that it skips a history without the base', () => {
    const outcome = checkHistory((git, write) => {
      write('tools/history.json', '{"base":"1a2b3c4"}')
      git('commit', '-q', '--allow-empty', '-m', 'another history')
    })
    expect(outcome).toEqual({ code: 0, output: 'history: skipped, 1a2b3c4 is not in the history of HEAD' })
  })
})
