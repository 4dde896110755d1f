// @ts-check
import { describe, expect, it } from 'vitest'
import { main } from './check-servers.mjs'
import { check, clean, runTool } from './reading/fixtures.mjs'

const path = 'conformance/cli/log.test.ts'
const servers = (/** @type {string} */ text, /** @type {Record<string, string>} */ reasons = {}) =>
  check(main, { ...clean, [path]: text, 'tools/servers.json': JSON.stringify(reasons) })

const ONE = 'beforeAll(async () => {\n  server = await ServerProcess.start()\n})\n'

/** [what is planted, the text, the line of it] @type {[string, string, number][]} */
const planted = [
  ['a second server', `${ONE}it('is', async () => {\n  await using server = await ServerProcess.start()\n})`, 5],
  ['a second setting', `${ONE}beforeAll(async () => void (bench = await startBench()))`, 4],
  ['a server for each test', 'beforeEach(async () => {\n  server = await ServerProcess.start()\n})', 2],
  ['a server for each row of a table', "it.each([1, 2])('is %i', async () => {\n  await startSetting()\n})", 2],
  ['a server in a table of suites', `describe.each([1, 2])('is %i', () => {\n${ONE}})`, 3],
  ['a server in a loop', 'beforeAll(async () => {\n  for (const some of flags) await startBench(some)\n})', 2],
  ['a server for whoever calls', 'const fresh = () => ServerProcess.start()', 1],
]

describe('check-servers', () => {
  it.each([
    ['before all tests', ONE],
    ['before the tests of a suite that may be skipped', `describe.skipIf(without('boto3'))('is', () => {\n${ONE}})`],
    ['in the only test', "it.runIf(isRoot)('is', async () => {\n  await using server = await ServerProcess.start()\n})"],
  ])('passes one server %s', (_, text) => {
    expect(servers(text)).toEqual({ code: 0, output: 'servers: ok' })
  })

  it.each(planted)('fails on %s, unless there is a reason', (_, text, line) => {
    const { code, output } = servers(text)
    expect([code, output]).toEqual([
      1,
      expect.stringMatching(`^${path}:${line}: a second server: .* \\[one-server\\]\nservers: 1 problem$`),
    ])
    expect(servers(text, { [path]: ' ' }).code).toBe(1)
    expect(servers(text, { [path]: 'it is about starts' })).toEqual({ code: 0, output: 'servers: ok' })
  })

  it('fails on a reason that nothing needs', () => {
    expect(servers(ONE, { [path]: 'it was about starts' }).output).toContain(
      `tools/servers.json: ${path} starts one server at most: remove its row [one-server]`,
    )
  })

  it('is a program that tells with its exit code', async () => {
    expect(await runTool('check-servers.mjs', clean)).toEqual({ code: 0, output: 'servers: ok\n' })
    expect(await runTool('check-servers.mjs', { ...clean, [path]: `${ONE}${ONE}` })).toMatchObject({ code: 1 })
  })
})
