// The commands for a server on this machine: that they find it by its data directory, touch no other server, and stop it.
import { spawn } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cleanEnvironment } from '../clean-environment.js'
import { ask, signerOf } from '../requests/bench.js'
import { runProgram } from '../run-program.js'
import { runDaypass, ServerProcess } from '../server-process.js'
import { form } from '../signed-request.js'

const BIN = fileURLToPath(new URL('../../packages/daypass/bin/daypass.js', import.meta.url))

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

  it('deletes everything that was created in it', async () => {
    const root = signerOf(server, server.rootKey())
    await ask(root, form('iam', { Action: 'CreateUser', UserName: 'gone' }))
    expect(await run('reset', server.dataDir)).toMatchObject({
      code: 0,
      stdout: 'reset: all data was removed; the root key is unchanged\n',
    })
    await expect(ask(root, form('iam', { Action: 'GetUser', UserName: 'gone' }))).rejects.toThrow('NoSuchEntity')
  })

  it('keeps data under a name and brings it back', async () => {
    const root = signerOf(server, server.rootKey())
    await ask(root, form('iam', { Action: 'CreateUser', UserName: 'kept' }))
    expect(await run('snapshot', server.dataDir, 'a')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^snapshot a: \d+ records\n$/),
    })
    await ask(root, form('iam', { Action: 'DeleteUser', UserName: 'kept' }))
    expect(await run('restore', server.dataDir, 'a')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^restored: a; the clock shows .*Z\n$/),
    })
    await ask(root, form('iam', { Action: 'GetUser', UserName: 'kept' }))
    expect((await run('snapshot', server.dataDir)).stdout).toMatch(/^a {2}\d+ records, \d+ bytes\n$/)
    expect(await run('snapshot', server.dataDir, 'a', '--remove')).toMatchObject({ code: 0, stdout: 'snapshot a: removed\n' })
    expect(await run('snapshot', server.dataDir)).toMatchObject({ code: 0, stdout: 'there are no snapshots\n' })
    for (const [words, says] of [
      [['restore', 'a'], 'there is no snapshot of this name'],
      [['snapshot', '../a'], 'the name of a snapshot has 1 to 64 of the characters'],
      [['snapshot', '--remove'], 'Give the name of the snapshot to remove.'],
    ] as const)
      expect(await runDaypass([...words, '--data-dir', server.dataDir])).toMatchObject({
        code: 1,
        stdout: '',
        stderr: expect.stringContaining(says),
      })
  })

  it('fails on demand', async () => {
    const root = signerOf(server, server.rootKey())
    const fault = (...words: string[]) => runDaypass(['fault', ...words, '--data-dir', server.dataDir])
    expect(await fault('add', 'iam:ListUsers', 'throttling')).toMatchObject({ code: 0, stdout: 'iam:ListUsers  throttling, 1 more\n' })
    await expect(ask(root, form('iam', { Action: 'ListUsers' }))).rejects.toThrow('Throttling')
    const slow = ['add', 'iam:*', 'slow', '--seconds', '2.5', '--times', '3', '--account', '111122223333']
    expect((await fault(...slow)).stdout).toBe('iam:*  slow, 3 more, 2.5 s, account 111122223333\n')
    await ask(root, form('iam', { Action: 'ListUsers' }))
    expect((await fault('list')).stdout).toBe('iam:*  slow, 3 more, 2.5 s, account 111122223333\n')
    expect((await fault('clear')).stdout).toBe('there are no faults\n')
    for (const [words, says] of [
      [['add', 'iam:Nothing', 'cut'], 'operation must be one of a service'],
      [['add', 'iam:*', 'fire'], 'kind must be one of'],
      [['add', 'iam:*', 'cut', '--times', 'many'], 'many is not a number.'],
      [['add', 'iam:*', 'slow', '--seconds', '61'], 'seconds must be more than 0 and at most 60'],
    ] as const)
      expect(await fault(...words)).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(says) })
  })

  it('is not confused with a server whose files name its address or process', async () => {
    const other = await ServerProcess.start({ flags: ['--dev'] })
    await other.kill()
    writeFileSync(join(other.dataDir, 'endpoint'), `${server.endpoint}\n`)
    const left = JSON.parse(readFileSync(join(other.dataDir, 'server.json'), 'utf8')) as object
    writeFileSync(join(other.dataDir, 'server.json'), JSON.stringify({ ...left, process: server.pid }))
    const root = signerOf(server, server.rootKey())
    await ask(root, form('iam', { Action: 'CreateUser', UserName: 'stays' }))
    for (const command of ['status', 'clock', 'reset', 'stop', 'snapshot s', 'restore s', 'fault clear']) {
      const { code, stdout, stderr } = await runDaypass([...command.split(' '), '--data-dir', other.dataDir])
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

  it.runIf(existsSync('/proc/self/stat'))('is not stopped by the number of another process, which a container can have', async () => {
    const bystander = spawn('sleep', ['60'])
    const file = join(server.dataDir, 'server.json')
    const before = readFileSync(file, 'utf8')
    writeFileSync(file, JSON.stringify({ ...JSON.parse(before), process: bystander.pid }))
    const { code, stderr } = await run('stop', server.dataDir)
    writeFileSync(file, before)
    expect([code, stderr]).toEqual([1, expect.stringContaining(`Process ${bystander.pid} of this machine is not the server.`)])
    expect([bystander.exitCode, bystander.signalCode]).toEqual([null, null])
    bystander.kill()
    expect((await run('status', server.dataDir)).code).toBe(0)
  })

  it.each(['env', 'status', 'stop', 'clock', 'reset'])('is not looked for in a folder where others may write: %s', async (command) => {
    chmodSync(server.dataDir, 0o777)
    const { code, stderr } = await run(command, server.dataDir)
    chmodSync(server.dataDir, 0o700)
    expect([code, stderr]).toEqual([1, expect.stringContaining('can be changed by others than its owner (mode 777)')])
  })

  it.each(['status', 'clock', 'reset', 'stop'])('is not found in an incomplete answer: %s', async (command) => {
    const answers = createServer((socket) => socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{')))
    await new Promise<void>((resolve) => answers.listen(0, '127.0.0.1', resolve))
    const file = join(server.dataDir, 'endpoint')
    const before = readFileSync(file)
    const address = `http://127.0.0.1:${(answers.address() as AddressInfo).port}`
    writeFileSync(file, address)
    const { code, stderr } = await run(command, server.dataDir)
    const listed = await runDaypass(['account', 'list'], {
      AWS_ENDPOINT_URL: address,
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
    })
    writeFileSync(file, before)
    answers.close()
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^daypass: No server runs on the data in .*\n$/)])
    expect([listed.code, listed.stderr]).toEqual([1, expect.stringMatching(/^daypass: There is no answer from .*\n$/)])
  })

  it('is not looked for from a folder that was deleted', async () => {
    const script = `mkdir gone && cd gone && rmdir ../gone && exec ${process.execPath} ${BIN} status`
    const { code, stderr } = await runProgram('/bin/sh', ['-c', `cd ${server.dataDir} && ${script}`], cleanEnvironment({}))
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^daypass: The current folder no longer exists, so \.daypass cannot be found\. .*$/),
    ])
  })

  it.runIf(process.getuid?.() === 0)("shows who owns its files, like daypass's other commands", async () => {
    const asNobody = ['--reuid', '65534', '--clear-groups', process.execPath, BIN, 'status', '--data-dir', server.dataDir]
    const { code, stderr } = await runProgram('setpriv', asNobody, cleanEnvironment({}))
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^daypass: .* by user 65534\. .*$/)])
  })

  it.each(['', '{', 'null', '[]', '{"process":-1,"instance":"x"}', '{"process":"1","instance":1}'])(
    'is not found by a file that contains %j',
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
  it.each([[[]], [['--store', 'memory']]])('cannot be moved or reset, but can be stopped: serve %j', async (flags) => {
    const server = await ServerProcess.start({ flags })
    for (const words of [['clock'], ['reset'], ['snapshot', 's'], ['restore', 's'], ['fault', 'add', 'sts:*', 'cut']])
      expect(await runDaypass([...words, '--data-dir', server.dataDir])).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(
          new RegExp(`^daypass: The server was started without --dev, and \\S+ ${words[0]} works only with it`),
        ),
      })
    expect(await run('stop', server.dataDir)).toMatchObject({ code: 0, stdout: `stopped: the server on ${server.endpoint}\n` })
    expect(await run('status', server.dataDir)).toMatchObject({ code: 1, stdout: '' })
    await expect(server.stop()).resolves.toBe(0)
    await server.close()
  })
})
