// How a server with workers starts, fails and ends: each test has its own.
import { execFileSync, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { cleanEnvironment, type Key, scratchFolder } from '../clean-environment.js'
import { RawSocket } from '../raw-socket.js'
import { ask, signerOf } from '../requests/bench.js'
import { runDaypass, ServerProcess } from '../server-process.js'
import { bytesOf, form, send, signed } from '../signed-request.js'
import { oneToEach, stateOf, workersOf } from './worker-processes.js'

const folder = scratchFolder()
afterAll(() => folder.remove())
const TWO = { flags: ['--workers', '2'] }
const WHO = form('sts', { Action: 'GetCallerIdentity' })
const EMPTY = new Uint8Array(0)
const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex')
const serve = (...flags: string[]) => runDaypass(['serve', '--port', '0', '--data-dir', join(folder.path, 'refused'), ...flags])

describe('a start', () => {
  it.each([
    [['--workers', '2', '--store', 'memory'], '--store memory belongs to one process'],
    [['--workers', '2', '--dev'], '--dev has one process'],
    [['--workers', '33'], '--workers must be a whole number from 1 to 32, not 33.'],
    [['--workers', '3', '--max-connections', '2'], '3 workers share the connections, and 1 are too few for that.'],
  ])('with %j is refused', async (flags, text) => {
    const { code, stderr } = await serve(...flags)
    expect([code, stderr]).toEqual([1, expect.stringContaining(text)])
  })

  it('does the work of a start once, and has one instance for all workers', async () => {
    const server = await ServerProcess.start(TWO)
    const instances = await Promise.all(
      Array.from({ length: 8 }, () => fetch(`${server.endpoint}/_daypass/health`, { headers: { connection: 'close' } })),
    )
    expect(new Set(instances.map(({ headers }) => headers.get('x-daypass-instance'))).size).toBe(1)
    expect(server.stdout.match(/is listening on/g)).toHaveLength(1)
    const status = await runDaypass(['status', '--data-dir', server.dataDir, '--json'])
    expect(JSON.parse(status.stdout)).toMatchObject({ endpoint: server.endpoint, process: server.pid })
    await server.close()
  })
})

describe('the end', () => {
  it('comes by SIGTERM when all workers have finished their requests, and leaves none of them', async () => {
    const server = await ServerProcess.start(TWO)
    const root = signerOf(server, server.rootKey())
    await ask(root, { service: 's3', method: 'PUT', path: '/slow-bucket' })
    const bodies = Array.from({ length: 4 }, () => randomBytes(100_000))
    const uploads = bodies.map(async (body, n) => {
      const headers = ['content-length', String(body.length), 'expect', '100-continue']
      const raw = signed(root, { service: 's3', method: 'PUT', path: `/slow-bucket/${n}`, body, headers })
      const socket = await RawSocket.open(server.endpoint)
      socket.write(bytesOf({ ...raw, body: EMPTY }))
      await socket.sees('100 Continue')
      return socket.write(body.subarray(0, 50_000))
    })
    const sockets = await Promise.all(uploads)
    const workers = workersOf(server.pid)
    const stopped = server.stop()
    await server.saysOnStderr('draining')
    for (const [n, socket] of sockets.entries()) expect(await socket.write(bodies[n]!.subarray(50_000)).closed()).toContain('200 OK')
    expect(await stopped).toBe(0)
    expect(workers.map(stateOf)).toEqual([undefined, undefined])
    expect(server.stderr).toContain('daypass: stopped\n')
    await server.restart()
    for (const [n, body] of bodies.entries()) {
      const kept = await ask(root, { service: 's3', method: 'GET', path: `/slow-bucket/${n}` })
      expect(md5(kept.body)).toBe(md5(body))
    }
    await server.close()
  })

  it('by a kill of the supervisor leaves no worker, and no second server starts before the last of them has ended', async () => {
    const server = await ServerProcess.start(TWO)
    const [stuck, other] = workersOf(server.pid) as [number, number]
    process.kill(stuck, 'SIGSTOP')
    process.kill(server.pid, 'SIGKILL')
    await expect.poll(() => stateOf(other), { timeout: 10_000 }).toBeUndefined()
    expect(stateOf(stuck)).toBe('T')
    const refused = await runDaypass(['serve', '--port', '0', '--data-dir', server.dataDir])
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringContaining(`Another server (process ${stuck}) is using the data directory`),
    ])
    process.kill(stuck, 'SIGCONT')
    await expect.poll(() => stateOf(stuck), { timeout: 10_000 }).toBeUndefined()
    await server.restart()
    expect(workersOf(server.pid)).toHaveLength(2)
    await server.close()
  })
})

describe('certificates', () => {
  const cert = join(folder.path, 'cert.pem')
  const key = join(folder.path, 'key.pem')
  const make = (name: string) => {
    const how = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
    execFileSync('openssl', [...how, '-keyout', key, '-out', cert, '-subj', `/CN=${name}`], { stdio: 'ignore' })
  }
  const shown = async (endpoint: string): Promise<unknown> => {
    const socket = connectTls({ port: Number(new URL(endpoint).port), host: '127.0.0.1', rejectUnauthorized: false })
    await once(socket, 'secureConnect')
    const { subject } = socket.getPeerCertificate()
    socket.destroy()
    return subject.CN
  }

  it('are read again at SIGHUP; where they cannot be read, the workers of before go on', async () => {
    make('first')
    const server = await ServerProcess.start({ flags: ['--workers', '2', '--tls-cert', cert, '--tls-key', key] })
    const before = workersOf(server.pid)
    expect(await shown(server.endpoint)).toBe('first')
    writeFileSync(cert, 'no certificate')
    process.kill(server.pid, 'SIGHUP')
    await server.saysOnStderr('The restart has stopped: a new worker 1 did not start. The workers of before go on.')
    expect([await shown(server.endpoint), await shown(server.endpoint)]).toEqual(['first', 'first'])
    await expect.poll(() => workersOf(server.pid)).toEqual(before)
    make('second')
    process.kill(server.pid, 'SIGHUP')
    await server.saysOnStderr('restarted the workers')
    expect([await shown(server.endpoint), await shown(server.endpoint)]).toEqual(['second', 'second'])
    await server.close()
  })
})

describe('the master key', () => {
  const made = (name: string): string => {
    const file = join(folder.path, name)
    writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600 })
    return file
  }
  const statuses = (server: ServerProcess, root: ReturnType<typeof signerOf>) =>
    Promise.all(
      Array.from({ length: 6 }, async () => (await send(server.endpoint, signed(root, form('iam', { Action: 'ListUsers' })))).status),
    )

  it('is replaced without a pause: every worker has it at once, and opens and makes new data keys', async () => {
    const [masterKey, next, third] = [made('at-once'), made('at-once.next'), made('at-once.third')]
    const server = await ServerProcess.start({ flags: ['--workers', '2', '--master-key-file', masterKey] })
    const keys = (...args: string[]) => runDaypass(['keys', ...args, '--data-dir', server.dataDir])
    const root = signerOf(server, server.rootKey())
    const rotated = await keys('rotate', '--master', '--master-key-file', masterKey, '--new-master-key-file', next)
    expect(rotated).toMatchObject({ code: 0 })
    expect(await statuses(server, root)).toEqual(Array(6).fill(200))
    // A command goes to either worker: with the former key one of them could not do this.
    for (let n = 0; n < 4; n++) expect(await keys('rotate')).toMatchObject({ code: 0 })
    await ask(root, form('iam', { Action: 'CreateUser', UserName: 'after' }))
    const connections = await oneToEach(server, () => signed(root, WHO))
    for (const one of connections) expect((await one.send(signed(root, form('sts', { Action: 'GetSessionToken' })))).status).toBe(200)
    for (const one of connections) one.close()
    const again = await keys('rotate', '--master', '--master-key-file', next, '--new-master-key-file', third)
    expect(again).toMatchObject({ code: 0 })
    expect(await statuses(server, root)).toEqual(Array(6).fill(200))
    await server.close()
  })

  it('is handed to workers that are started after it was replaced, though the file has the former one; a new start needs the new one', async () => {
    const [masterKey, next] = [made('handed'), made('handed.next')]
    const server = await ServerProcess.start({ flags: ['--workers', '2', '--master-key-file', masterKey] })
    const root = signerOf(server, server.rootKey())
    const flags = ['--data-dir', server.dataDir, '--master-key-file', masterKey, '--new-master-key-file', next]
    expect(await runDaypass(['keys', 'rotate', '--master', ...flags])).toMatchObject({ code: 0 })
    const before = workersOf(server.pid)
    for (const pid of before) process.kill(pid, 'SIGKILL')
    await expect.poll(() => workersOf(server.pid).filter((pid) => !before.includes(pid)).length, { timeout: 10_000 }).toBe(2)
    await expect.poll(() => statuses(server, root).catch(() => []), { timeout: 10_000 }).toEqual(Array(6).fill(200))
    process.kill(server.pid, 'SIGHUP')
    await server.saysOnStderr('restarted the workers')
    expect(await statuses(server, root)).toEqual(Array(6).fill(200))
    for (const pid of [server.pid, ...workersOf(server.pid)])
      for (const place of ['cmdline', 'environ'])
        for (const file of [masterKey, next])
          expect(readFileSync(`/proc/${pid}/${place}`, 'latin1')).not.toContain(readFileSync(file, 'latin1'))
    await server.stop()
    const refused = await runDaypass([
      'serve',
      '--port',
      '0',
      '--workers',
      '2',
      '--data-dir',
      server.dataDir,
      '--master-key-file',
      masterKey,
    ])
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringContaining('has got another one since (keys rotate --master). Give that key with --master-key-file'),
    ])
    renameSync(next, masterKey)
    await server.restart()
    expect(await statuses(server, root)).toEqual(Array(6).fill(200))
    await server.close()
  })
})

describe('the audit in a file', () => {
  it('has the line of a request before its answer arrives, whatever worker wrote it', async () => {
    const bin = fileURLToPath(new URL('../../packages/daypass/bin/daypass.js', import.meta.url))
    const file = join(folder.path, 'audit.jsonl')
    const output = openSync(file, 'a')
    const dataDir = join(folder.path, 'audited')
    const child = spawn(process.execPath, [bin, 'serve', '--port', '0', '--data-dir', dataDir, '--workers', '2'], {
      env: cleanEnvironment(),
      stdio: ['ignore', output, 'pipe'],
    })
    closeSync(output)
    const text = () => readFileSync(file, 'utf8')
    await expect.poll(text, { timeout: 20_000 }).toContain('is listening on')
    const endpoint = /is listening on (\S+)/.exec(text())?.[1] ?? ''
    const root = { endpoint, key: JSON.parse(readFileSync(join(dataDir, 'root-credentials.json'), 'utf8')) as Key }
    const one = async () => {
      const { headers } = await send(endpoint, signed(root, WHO))
      return text().includes(`"requestId":"${String(headers['x-amzn-requestid'])}"`)
    }
    for (let round = 0; round < 5; round++) {
      const told = await Promise.all(Array.from({ length: 30 }, one))
      expect(told.filter((isTold) => !isTold)).toEqual([])
    }
    child.kill('SIGTERM')
    expect(await once(child, 'close')).toEqual([0, null])
    const lines = text()
      .split('\n')
      .filter((line) => line.startsWith('{'))
    expect(new Set(lines.map((line) => (JSON.parse(line) as { requestId: string }).requestId)).size).toBe(150)
  })
})
