import { IncomingMessage } from 'node:http'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Answer, Request } from '../../core/exchange.js'
import { RawSocket } from '../../testing/raw-socket.js'
import { stubInstallation } from '../../testing/stub-installation.js'
import { trustProxies } from '../proxies.js'
import { listen } from '../server.js'
import type { ConnectionLimits } from './limits.js'

const running: (() => Promise<void>)[] = []
const opened: RawSocket[] = []
afterEach(async () => {
  for (const socket of opened.splice(0)) socket.cut()
  for (const stop of running.splice(0)) await stop()
})

async function serving(serve: (request: Request) => Promise<Answer>, limits: Partial<ConnectionLimits> = {}) {
  const stub = stubInstallation(serve)
  const options = { host: '127.0.0.1', port: 0, tls: undefined, proxies: trustProxies([]), dev: false, limits: { drain: 100, ...limits } }
  const listening = await listen(stub.installation, options)
  running.push(() => listening.drain())
  const open = async (): Promise<RawSocket> => {
    const socket = await RawSocket.open(`http://127.0.0.1:${listening.port}`)
    opened.push(socket)
    return socket
  }
  /** Resolves after several further turns of the server. */
  const turnsPass = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn++) await (await fetch(`http://127.0.0.1:${listening.port}/_daypass/health`)).text()
  }
  return { ...listening, stub, open, turnsPass }
}

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`
const answer = (body: Answer['body']): Answer => ({ status: 200, headers: {}, body })

/** A service that records when it starts and waits until it is released. */
function gated() {
  const begun: string[] = []
  const gates = new Map<string, () => void>()
  let told = () => {}
  const serve = async ({ path }: Request): Promise<Answer> => {
    begun.push(path)
    const passed = new Promise<void>((resolve) => gates.set(path, resolve))
    told()
    await passed
    return answer(`answer to ${path}.`)
  }
  return {
    begun,
    serve,
    async begins(path: string): Promise<void> {
      while (!gates.has(path))
        await new Promise<void>((resolve) => {
          told = resolve
        })
    },
    letGo: (path: string): void => gates.get(path)?.(),
  }
}

describe('the requests of one connection', () => {
  it('start one after the other, each after the previous one was answered', async () => {
    const service = gated()
    const { open, turnsPass } = await serving(service.serve)
    const socket = await open()
    socket.write(get('/put') + get('/delete'))
    await service.begins('/put')
    await turnsPass()
    expect(service.begun).toEqual(['/put'])
    service.letGo('/put')
    await service.begins('/delete')
    expect(await socket.sees('answer to /put.')).not.toContain('answer to /delete.')
    service.letGo('/delete')
    await socket.sees('answer to /delete.')
    expect(service.begun).toEqual(['/put', '/delete'])
  })

  it('do not make other connections wait', async () => {
    const service = gated()
    const { open } = await serving(service.serve)
    ;(await open()).write(get('/slow') + get('/waits'))
    await service.begins('/slow')
    const other = await open()
    other.write(get('/quick'))
    await service.begins('/quick')
    service.letGo('/quick')
    await other.sees('answer to /quick.')
    expect(service.begun).toEqual(['/slow', '/quick'])
  })

  it('are answered in order, two hundred of them, when they arrive gradually', async () => {
    const { open } = await serving(async ({ path }) => answer(`${path}.`))
    const socket = await open()
    const paths = Array.from({ length: 200 }, (_, i) => `/${i}`)
    for (const path of paths) {
      socket.write(get(path))
      if (Number(path.slice(1)) % 20 === 19) await socket.sees(`${path}.`)
    }
    expect([...socket.received.matchAll(/\r\n\r\n(\/\d+)\./g)].map(([, path]) => path)).toEqual(paths)
  })

  it('beyond the limit of waiting ones do not start: the connection ends after the others', async () => {
    const service = gated()
    const { open } = await serving(service.serve, { waitingRequests: 2 })
    const socket = await open()
    socket.write(['/1', '/2', '/3', '/4', '/5'].map((path) => get(path)).join(''))
    for (const path of ['/1', '/2', '/3']) {
      await service.begins(path)
      service.letGo(path)
    }
    expect((await socket.closed()).match(/answer to \/\d/g)).toEqual(['answer to /1', 'answer to /2', 'answer to /3'])
    expect(service.begun).toEqual(['/1', '/2', '/3'])
  })

  it('that do not fit into memory do not start: the accepted ones are answered, the connection ends, and the memory is free again', async () => {
    const service = gated()
    const { open } = await serving(service.serve, { heldBytes: 9_000 })
    const greedy = await open()
    greedy.write(get('/a') + get('/b') + get('/c') + get('/d') + get('/e'))
    for (const path of ['/a', '/b', '/c']) {
      await service.begins(path)
      service.letGo(path)
    }
    expect((await greedy.closed()).match(/answer to \/\w+/g)).toEqual(['answer to /a', 'answer to /b', 'answer to /c'])
    expect(service.begun).toEqual(['/a', '/b', '/c'])
    const modest = await open()
    modest.write(get('/f') + get('/g'))
    for (const path of ['/f', '/g']) {
      await service.begins(path)
      service.letGo(path)
    }
    await modest.sees('answer to /g.')
  })

  it('are dropped when very many arrive after their connection was told to end, and others get the memory again', async () => {
    const service = gated()
    const { open } = await serving(service.serve, { waitingRequests: 1, droppedBytes: 9_000 })
    const greedy = await open()
    greedy.write(Array.from({ length: 20 }, (_, i) => get(`/${i}`)).join(''))
    expect(await greedy.closed()).toBe('')
    const modest = await open()
    modest.write(get('/a') + get('/b') + get('/c') + get('/d'))
    for (const path of ['/a', '/b']) {
      await service.begins(path)
      service.letGo(path)
    }
    expect((await modest.closed()).match(/answer to \/\w+/g)).toEqual(['answer to /a', 'answer to /b'])
  })

  it('that wait are dropped when the client disconnects', async () => {
    const service = gated()
    const { open, turnsPass } = await serving(service.serve)
    const socket = await open()
    socket.write(get('/begun') + get('/never'))
    await service.begins('/begun')
    socket.cut()
    await turnsPass()
    service.letGo('/begun')
    await turnsPass()
    expect(service.begun).toEqual(['/begun'])
  })

  it('are dropped without making stack traces, and later errors have theirs again', async () => {
    const service = gated()
    const { open, turnsPass } = await serving(service.serve)
    const limit = Error.stackTraceLimit
    const limits: number[] = []
    const socket = await open()
    socket.write(get('/begun') + get('/never'))
    await service.begins('/begun')
    const destroy = IncomingMessage.prototype.destroy
    const spy = vi.spyOn(IncomingMessage.prototype, 'destroy').mockImplementation(function (this: IncomingMessage, error?: Error) {
      if (error !== undefined) limits.push(Error.stackTraceLimit)
      return destroy.call(this, error)
    })
    socket.cut()
    service.letGo('/begun')
    await turnsPass()
    spy.mockRestore()
    expect(new Set(limits)).toEqual(new Set([0]))
    expect(Error.stackTraceLimit).toBe(limit)
  })

  it('are answered when the client has closed its side after them; then the connection is closed', async () => {
    const service = gated()
    const { open } = await serving(service.serve)
    const socket = await open()
    socket.write(get('/first') + get('/last')).finish()
    await service.begins('/first')
    service.letGo('/first')
    await service.begins('/last')
    service.letGo('/last')
    expect((await socket.closed()).match(/answer to \/\w+/g)).toEqual(['answer to /first', 'answer to /last'])
  })
})

describe('the body of an answer', () => {
  /** A body that tells when it was released. */
  function held() {
    let give = () => {}
    const released = new Promise<void>((resolve) => {
      give = resolve
    })
    const body = {
      [Symbol.asyncIterator]: () => body,
      next: async () => ({ done: false as const, value: Buffer.alloc(65_536) }),
      return: async () => {
        give()
        return { done: true as const, value: undefined }
      },
    }
    return { body, released }
  }

  it('is released when the client disconnected before the answer was ready', async () => {
    const { body, released } = held()
    const service = gated()
    const { open, turnsPass } = await serving((request) => service.serve(request).then(() => answer(body)))
    const socket = await open()
    socket.write(get('/object'))
    await service.begins('/object')
    socket.cut()
    await turnsPass()
    service.letGo('/object')
    await released
  })

  it('is released when the client disconnects in the middle of it', async () => {
    const { body, released } = held()
    const { open } = await serving(async () => answer(body))
    const socket = await open()
    socket.write(get('/object'))
    await socket.sees('\r\n\r\n')
    socket.cut()
    await released
  })

  it('is released when the line of the audit cannot be written', async () => {
    const { body, released } = held()
    const { open, stub } = await serving(async () => {
      stub.flush = () => {
        throw new Error('the disk is full')
      }
      return answer(body)
    })
    const socket = await open()
    socket.write(get('/object'))
    expect(await socket.closed()).toBe('')
    await released
  })

  it('is released when the event cannot be recorded', async () => {
    const { body, released } = held()
    const { open, stub } = await serving(async () => answer(body))
    stub.recorded.push = () => {
      throw new Error('the disk is full')
    }
    const socket = await open()
    socket.write(get('/object'))
    expect(await socket.closed()).toBe('')
    await released
  })

  it('is released when its headers cannot be sent', async () => {
    const { body, released } = held()
    const { open } = await serving(async () => ({ status: 200, headers: { 'x-amz-meta-a': 'a\nb' }, body }))
    const socket = await open()
    socket.write(get('/object'))
    expect(await socket.closed()).toBe('')
    await released
  })

  it('is released when none of it is sent', async () => {
    const { body, released } = held()
    const { open } = await serving(async () => answer(body))
    const socket = await open()
    socket.write('HEAD /object HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await socket.sees('\r\n\r\n')
    await released
  })

  it('is requested only when its turn comes', async () => {
    const first = held()
    const service = gated()
    const { open } = await serving(async (request) => {
      const after = await service.serve(request)
      return request.path === '/first' ? answer(first.body) : after
    })
    const socket = await open()
    socket.write(get('/first') + get('/second')).stopReading()
    await service.begins('/first')
    service.letGo('/first')
    socket.cut()
    await first.released
    expect(service.begun).toEqual(['/first'])
  })
})
