import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, signerOf } from '../requests/bench.js'
import { runDaypass, ServerProcess } from '../server-process.js'
import { form } from '../signed-request.js'

const run = (command: string, dataDir: string, ...flags: string[]) => runDaypass([command, '--data-dir', dataDir, ...flags])

describe('a server on this machine', () => {
  let server: ServerProcess
  beforeAll(async () => {
    server = await ServerProcess.start({ flags: ['--dev'] })
  })
  afterAll(() => server.close())

  it('is found by its data directory', async () => {
    const { code, stdout } = await run('status', server.dataDir)
    expect([code, stdout]).toEqual([
      0,
      `daypass is listening on ${server.endpoint}\n  data              ${server.dataDir}\n  process           ${server.pid}\n  version           0.1.0\n`,
    ])
    expect(JSON.parse((await run('status', server.dataDir, '--json')).stdout)).toEqual({
      endpoint: server.endpoint,
      process: server.pid,
      version: '0.1.0',
      dataDir: server.dataDir,
    })
  })

  it('has a clock that is shown, moved by a duration, and set', async () => {
    const clock = async (...flags: string[]) => (await run('clock', server.dataDir, ...flags)).stdout
    expect(await clock()).toMatch(/^the clock shows \d{4}-\S+Z, the same as this machine's\n$/)
    expect(await clock('--advance', 'PT1H')).toMatch(/, 3600 seconds ahead of this machine's\n$/)
    expect(await clock('--now', '2020-01-01T00:00:00Z')).toMatch(
      /^the clock shows 2020-01-01T00:00:0\dZ, \d+ seconds behind this machine's\n$/,
    )
    const refused = await run('clock', server.dataDir, '--advance', 'an hour')
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('--advance must be an ISO 8601 duration (PT1H')])
  })

  it('forgets what was made in it', async () => {
    const root = signerOf(server, server.rootKey())
    await ask(root, form('iam', { Action: 'CreateUser', UserName: 'gone' }))
    expect(await run('reset', server.dataDir)).toMatchObject({
      code: 0,
      stdout: 'reset: all data was removed; the root key is unchanged\n',
    })
    await expect(ask(root, form('iam', { Action: 'GetUser', UserName: 'gone' }))).rejects.toThrow('NoSuchEntity')
  })

  it('is not taken for the one whose files name its address, or its process', async () => {
    const other = await ServerProcess.start({ flags: ['--dev'] })
    await other.kill()
    writeFileSync(join(other.dataDir, 'endpoint'), `${server.endpoint}\n`)
    const left = JSON.parse(readFileSync(join(other.dataDir, 'server.json'), 'utf8')) as object
    writeFileSync(join(other.dataDir, 'server.json'), JSON.stringify({ ...left, process: server.pid }))
    const root = signerOf(server, server.rootKey())
    await ask(root, form('iam', { Action: 'CreateUser', UserName: 'stays' }))
    for (const command of ['status', 'clock', 'reset', 'stop']) {
      const { code, stdout, stderr } = await run(command, other.dataDir)
      expect([command, code, stdout, stderr]).toEqual([
        command,
        1,
        '',
        expect.stringContaining(`No server runs on the data in ${other.dataDir}.`),
      ])
    }
    await ask(root, form('iam', { Action: 'GetUser', UserName: 'stays' }))
    await other.close()
  })

  it.each(['', '{', 'null', '[]', '{"process":-1,"instance":"x"}', '{"process":"1","instance":1}'])(
    'is not found by a file that says %j',
    async (text) => {
      const file = join(server.dataDir, 'server.json')
      const before = readFileSync(file)
      writeFileSync(file, text)
      const { code, stderr } = await run('stop', server.dataDir)
      writeFileSync(file, before)
      expect([code, stderr]).toEqual([1, expect.stringMatching(/^daypass: No server runs on the data in .*\n$/)])
    },
  )
})

describe('a server without --dev', () => {
  it.each([[[]], [['--store', 'memory']]])('cannot be moved or reset, and is stopped: serve %j', async (flags) => {
    const server = await ServerProcess.start({ flags })
    for (const command of ['clock', 'reset'])
      expect(await run(command, server.dataDir)).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('The server was started without --dev'),
      })
    expect(await run('stop', server.dataDir)).toMatchObject({ code: 0, stdout: `stopped: the server on ${server.endpoint}\n` })
    expect(await run('status', server.dataDir)).toMatchObject({ code: 1, stdout: '' })
    await expect(server.stop()).resolves.toBe(0)
    await server.close()
  })
})
