// The examples for tests of other people, run as they are: copied into a project of their own, with the package as it is built. The tests of pytest start
// a server themselves.
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cleanEnvironment, scratchFolder, without } from '../clean-environment.js'
import { readPage, root } from '../pages/page.js'
import { runProgram } from '../run-program.js'

const EXAMPLES = fileURLToPath(new URL('../../examples/testing', import.meta.url))
const environment = (extra: Readonly<Record<string, string>> = {}) =>
  cleanEnvironment({ PATH: `${join(process.execPath, '..')}:/usr/bin:/bin`, NODE_NO_WARNINGS: '1', ...extra })

let project: ReturnType<typeof scratchFolder>
const inProject = (...parts: readonly string[]) => join(project.path, ...parts)
beforeAll(() => {
  project = scratchFolder()
  cpSync(EXAMPLES, project.path, { recursive: true })
  symlinkSync(join(root, 'node_modules'), inProject('node_modules'))
  writeFileSync(inProject('package.json'), '{"name":"stranger","private":true,"type":"module"}')
})
afterAll(() => project.remove())

describe('the example', () => {
  it('with Vitest passes', async () => {
    const args = [inProject('node_modules/vitest/vitest.mjs'), 'run', '--root', project.path, '--reporter', 'json', 'vitest/']
    const { code, stdout } = await runProgram(process.execPath, args, environment())
    const { numPassedTests, numTotalTests } = JSON.parse(stdout.slice(stdout.indexOf('{'))) as Record<string, number>
    expect([code, numPassedTests, numTotalTests]).toEqual([0, 3, 3])
  })

  it('with node:test passes', async () => {
    const { code, stdout } = await runProgram(process.execPath, ['--test', inProject('node-test/')], environment())
    expect([code, /^# pass (\d+)$/m.exec(stdout)?.[1], /^# tests (\d+)$/m.exec(stdout)?.[1]]).toEqual([0, '3', '3'])
  })

  it.skipIf(without('pytest') || without('boto3'))('with pytest passes', async () => {
    const args = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', '--basetemp', inProject('temporary'), inProject('pytest')]
    const given = { DAYPASS: join(root, 'daypass'), PYTHONDONTWRITEBYTECODE: '1' }
    const { code, stdout } = await runProgram('/usr/bin/python3', args, environment(given))
    expect([code, stdout.trim().split('\n').at(-1)]).toEqual([0, expect.stringMatching(/^4 passed/)])
  })
})

describe('the workflow of GitHub Actions', () => {
  /** What its steps run, line by line. */
  const commands = () =>
    [...readFileSync(join(EXAMPLES, 'github-workflow.yml'), 'utf8').matchAll(/^ {6}- run: (?:\|\n((?: {10}.*\n)+)|(.*)\n)/gm)].flatMap(
      ([, block = '', line]) =>
        line === undefined
          ? block
              .trimEnd()
              .split('\n')
              .map((one) => one.trim())
          : [line],
    )

  it('runs what the page shows, which another test runs', () => {
    const shown = readPage('docs/test-with-daypass.md')
      .filter(({ language }) => language === 'sh')
      .flatMap(({ text }) => text.trim().split('\n'))
    const itsOwn = ['npm ci', 'npm test', 'cat daypass.log']
    const started = 'node_modules/.bin/daypass serve --dev --store memory > daypass.log 2>&1 &'
    expect(commands()).toContain(started)
    expect(shown).toContain('./daypass serve --dev --store memory | tee daypass.log')
    const others = commands().filter((command) => command !== started && !itsOwn.includes(command))
    expect(
      others.map((command) => command.replace('node_modules/.bin/daypass', './daypass')).filter((command) => !shown.includes(command)),
    ).toEqual([])
    expect(others).toHaveLength(2)
  })
})
