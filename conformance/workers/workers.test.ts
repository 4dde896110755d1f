// A server with three workers: what one has acknowledged, the others know.
import { createHash, randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { Agent, get as httpGet, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, keyOf, signerOf } from '../requests/bench.js'
import { ServerProcess } from '../server-process.js'
import { element, errorOf, form, type Signer, send, signed, type Unsigned } from '../signed-request.js'
import { Connection, oneToEach, workersOf } from './worker-processes.js'

const WORKERS = 3
/** How many rounds of changes; more for a longer search. */
const ROUNDS = Number(process.env.WORKER_ROUNDS ?? 60)
const WHO = form('sts', { Action: 'GetCallerIdentity' })

let server: ServerProcess
let root: Signer
beforeAll(async () => {
  server = await ServerProcess.start({ flags: ['--workers', String(WORKERS)] })
  root = signerOf(server, server.rootKey())
})
afterAll(() => server.close())

const ofRoot = (request: Unsigned) => signed(root, request)

/** Until all workers listen: a process that is starting does not yet. */
async function allWorkers(): Promise<void> {
  await expect.poll(() => workersOf(server.pid).length, { timeout: 30_000 }).toBe(WORKERS)
  const whoListens = async () => {
    const connections = await oneToEach(server, () => ofRoot(WHO)).catch(() => [])
    for (const one of connections) one.close()
    return connections.length
  }
  await expect.poll(whoListens, { timeout: 30_000 }).toBe(WORKERS)
}

/** A user with an access key. */
async function userNamed(UserName: string): Promise<Signer> {
  await ask(root, form('iam', { Action: 'CreateUser', UserName }))
  const key = keyOf(await ask(root, form('iam', { Action: 'CreateAccessKey', UserName })))
  return signerOf(server, key)
}

/** Sends requests on connections of their own, one after another on each, until `isOver`; returns what `onAnswer` was not called for. */
async function underLoad(request: (n: number) => Unsigned, isOver: () => boolean, onAnswer: (n: number) => void): Promise<string[]> {
  const failures: string[] = []
  let count = 0
  const one = async () => {
    const connection = new Connection(server)
    while (!isOver()) {
      const n = count++
      try {
        const { status, text } = await connection.send(ofRoot(request(n)))
        if (status === 200) onAnswer(n)
        else failures.push(`${n}: ${status} ${text}`)
      } catch (error) {
        failures.push(`${n}: ${String(error)}`)
      }
    }
    connection.close()
  }
  await Promise.all(Array.from({ length: 12 }, one))
  return failures
}

describe('what one worker has acknowledged', () => {
  it('is what every other decides by, from the very next request', async () => {
    const user = await userNamed('flips')
    const connections = await oneToEach(server, () => ofRoot(WHO))
    expect(new Set(connections.map((one) => one.worker())).size).toBe(WORKERS)
    const wrong: string[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const Effect = round % 2 === 0 ? 'Allow' : 'Deny'
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect, Action: 'iam:ListUsers', Resource: '*' }] })
      const writer = round % WORKERS
      const put = await connections[writer]!.send(
        ofRoot(form('iam', { Action: 'PutUserPolicy', UserName: 'flips', PolicyName: 'p', PolicyDocument })),
      )
      expect(put.status).toBe(200)
      const readers = connections.filter((_, at) => at !== writer)
      const read = await Promise.all(readers.map((one) => one.send(signed(user, form('iam', { Action: 'ListUsers' })))))
      for (const { status } of read) if (status !== (Effect === 'Allow' ? 200 : 403)) wrong.push(`${round}: ${Effect} was ${status}`)
    }
    expect(wrong).toEqual([])
    for (const one of connections) one.close()
  })

  it('makes a key valid, and invalid, for every other', async () => {
    await ask(root, form('iam', { Action: 'CreateUser', UserName: 'keys' }))
    const connections = await oneToEach(server, () => ofRoot(WHO))
    for (let round = 0; round < ROUNDS / 3; round++) {
      const [made, used, deleted] = [0, 1, 2].map((at) => connections[(round + at) % WORKERS]!) as [Connection, Connection, Connection]
      const key = keyOf(await made.send(ofRoot(form('iam', { Action: 'CreateAccessKey', UserName: 'keys' }))))
      const session = signerOf(server, key)
      expect((await used.send(signed(session, WHO))).status).toBe(200)
      const { accessKeyId } = key
      expect(
        (await deleted.send(ofRoot(form('iam', { Action: 'DeleteAccessKey', UserName: 'keys', AccessKeyId: accessKeyId })))).status,
      ).toBe(200)
      for (const one of [made, used]) expect(errorOf(await one.send(signed(session, WHO))).code).toBe('InvalidClientTokenId')
    }
    for (const one of connections) one.close()
  })

  it('includes when a key was last used, a second later', async () => {
    const user = await userNamed('used')
    const [a, b] = (await oneToEach(server, () => ofRoot(WHO))) as [Connection, Connection]
    await a.send(signed(user, WHO))
    const lastUse = async () => {
      const asked = form('iam', { Action: 'GetAccessKeyLastUsed', AccessKeyId: user.key.accessKeyId })
      return element((await b.send(ofRoot(asked))).text, 'ServiceName')
    }
    await expect.poll(lastUse, { timeout: 20_000 }).toBe('sts')
  })

  it('does not take away the bytes of an object that another one is sending', async () => {
    const [a, b] = (await oneToEach(server, () => ofRoot(WHO))) as [Connection, Connection]
    const path = '/parts-of-workers/large'
    await ask(root, { service: 's3', method: 'PUT', path: '/parts-of-workers' })
    const upload = element((await ask(root, { service: 's3', method: 'POST', path, query: 'uploads=' })).text, 'UploadId')
    const parts = Array.from({ length: 8 }, () => randomBytes(5_242_880))
    const etags: string[] = []
    for (const [at, body] of parts.entries()) {
      const { headers } = await ask(root, { service: 's3', method: 'PUT', path, query: `partNumber=${at + 1}&uploadId=${upload}`, body })
      etags.push(String(headers.etag))
    }
    const xml = etags.map((etag, at) => `<Part><PartNumber>${at + 1}</PartNumber><ETag>${etag}</ETag></Part>`).join('')
    const body = Buffer.from(`<CompleteMultipartUpload>${xml}</CompleteMultipartUpload>`)
    await ask(root, { service: 's3', method: 'POST', path, query: `uploadId=${upload}`, body })
    const download = await paused(path)
    for (const one of [a, b]) expect((await one.send(ofRoot({ service: 's3', method: 'DELETE', path }))).status).toBe(204)
    expect((await a.send(ofRoot({ service: 's3', method: 'GET', path }))).status).toBe(404)
    const md5 = createHash('md5')
    for await (const piece of download) md5.update(piece as Uint8Array)
    expect(md5.digest('hex')).toBe(createHash('md5').update(Buffer.concat(parts)).digest('hex'))
    const files = () =>
      readdirSync(join(server.dataDir, 'objects'), { recursive: true }).filter((name) => /[0-9a-f]{32}$/.test(String(name)))
    await expect.poll(files, { timeout: 10_000 }).toEqual([])
    for (const one of [a, b]) one.close()
  })
})

/** An answer of which nothing has been read yet but its head. */
function paused(path: string): Promise<IncomingMessage> {
  const { headers, target } = ofRoot({ service: 's3', method: 'GET', path })
  const { hostname, port } = new URL(server.endpoint)
  return new Promise((resolve, reject) => {
    httpGet({ hostname, port, path: target, headers: [...headers], agent: new Agent() }, resolve).on('error', reject)
  })
}

describe('the audit of several workers', () => {
  it('has one whole line for every request, also for very long ones', async () => {
    const ids: string[] = []
    const long = `/long-lines/${'%01'.repeat(1_000)}`
    const ask = async (n: number) => {
      const request: Unsigned = n % 2 === 0 ? { service: 's3', method: 'GET', path: long } : WHO
      const { headers } = await send(server.endpoint, ofRoot(request))
      ids.push(String(headers['x-amzn-requestid'] ?? headers['x-amz-request-id']))
    }
    for (let round = 0; round < 10; round++) await Promise.all(Array.from({ length: 40 }, (_, n) => ask(n)))
    const missing = () => {
      const told = new Set(server.audit().map(({ requestId }) => requestId))
      return ids.filter((id) => !told.has(id)).length
    }
    await expect.poll(missing, { timeout: 10_000 }).toBe(0)
    const lines = server.stdout.split('\n').filter((line) => line.startsWith('{'))
    const parsed = lines.map((line) => (JSON.parse(line) as { requestId: string }).requestId)
    expect(ids.filter((id) => parsed.filter((one) => one === id).length !== 1)).toEqual([])
    expect(Math.max(...lines.map((line) => line.length))).toBeGreaterThan(5_000)
  })
})

describe('a worker that is killed under load', () => {
  it('loses nothing that was acknowledged, and is started again', async () => {
    const acknowledged = new Set<string>()
    const nameOf = (n: number) => `kill-${n}`
    let kills = 0
    const failures = await underLoad(
      (n) => form('iam', { Action: 'CreateUser', UserName: nameOf(n) }),
      () => kills === 3 && acknowledged.size > 400,
      (n) => {
        acknowledged.add(nameOf(n))
        if (kills === 3 || acknowledged.size < 100 * (kills + 1)) return
        // One after another: the place of the one before is taken again.
        const living = workersOf(server.pid)
        if (living.length < WORKERS) return
        process.kill(living[kills]!, 'SIGKILL')
        kills += 1
      },
    )
    await allWorkers()
    expect(server.stderr.match(/worker \d \(process \d+\) ended: SIGKILL\./g)).toHaveLength(3)
    // The lock has a socket of each living process, and of no other.
    const living = [server.pid, ...workersOf(server.pid)].map(String)
    expect(readdirSync(join(server.dataDir, 'lock')).filter((name) => !living.includes(name.split('.')[0]!))).toEqual([])
    // Only what was under way with the killed ones got no answer: one request on each of their connections.
    expect(failures.filter((failure) => !/ECONNRESET|socket hang up|EPIPE/.test(failure))).toEqual([])
    expect(failures.length).toBeLessThanOrEqual(36)
    const kept = new Set<string>()
    for (let Marker: string | undefined = ''; Marker !== undefined; ) {
      const { text } = await ask(root, form('iam', { Action: 'ListUsers', MaxItems: '1000', ...(Marker !== '' && { Marker }) }))
      for (const [, name = ''] of text.matchAll(/<UserName>([^<]+)</g)) kept.add(name)
      Marker = element(text, 'IsTruncated') === 'true' ? element(text, 'Marker') : undefined
    }
    expect([...acknowledged].filter((name) => !kept.has(name))).toEqual([])
  })

  it('leaves no client waiting that it was about to serve', async () => {
    let isOver = false
    const outcomes = { answered: 0, reset: 0, waiting: 0 }
    const one = async () => {
      while (!isOver) {
        const response = await fetch(`${server.endpoint}/healthz`, {
          headers: { connection: 'close' },
          signal: AbortSignal.timeout(10_000),
        }).catch((error: Error) => error.name)
        if (response === 'TimeoutError') outcomes.waiting += 1
        else outcomes[typeof response === 'string' ? 'reset' : 'answered'] += 1
      }
    }
    const loops = Array.from({ length: 16 }, one)
    for (let kill = 0; kill < 3; kill++) {
      const before = outcomes.answered
      await expect.poll(() => outcomes.answered, { timeout: 20_000 }).toBeGreaterThan(before + 200)
      process.kill(workersOf(server.pid)[0]!, 'SIGKILL')
      await allWorkers()
    }
    isOver = true
    await Promise.all(loops)
    expect(outcomes.waiting).toBe(0)
  })
})

describe('SIGHUP', () => {
  it('replaces all workers under load, twice, without one failed request', async () => {
    await allWorkers()
    const before = workersOf(server.pid)
    const restarts = () => server.stderr.split('restarted the workers').length - 1
    let answered = 0
    let isOver = false
    const loops = underLoad(
      (n) => (n % 8 === 0 ? form('iam', { Action: 'CreateUser', UserName: `hup-${n}` }) : WHO),
      () => isOver,
      () => {
        answered += 1
      },
    )
    for (const round of [1, 2]) {
      const from = answered
      process.kill(server.pid, 'SIGHUP')
      await expect.poll(restarts, { timeout: 60_000 }).toBe(round)
      await expect.poll(() => answered, { timeout: 20_000 }).toBeGreaterThan(from + 500)
    }
    isOver = true
    expect(await loops).toEqual([])
    await allWorkers()
    expect(workersOf(server.pid).filter((pid) => before.includes(pid))).toEqual([])
  })
})

describe('SIGUSR2', () => {
  it('makes every worker write its diagnostics, and ends none of the processes', async () => {
    await allWorkers()
    const workers = workersOf(server.pid)
    const written = () =>
      server.stderr.split('\n').flatMap((line) => {
        const at = line.indexOf('{"level"')
        const { message, pid } = at < 0 ? {} : (JSON.parse(line.slice(at)) as { message?: string; pid?: number })
        return message === 'diagnostics' ? [pid] : []
      })
    process.kill(server.pid, 'SIGUSR2')
    await expect.poll(() => written().sort(), { timeout: 30_000 }).toEqual([...workers].sort())
    process.kill(workers[0]!, 'SIGUSR2')
    await expect.poll(() => written().length, { timeout: 30_000 }).toBe(WORKERS + 1)
    expect(workersOf(server.pid)).toEqual(workers)
  })
})
