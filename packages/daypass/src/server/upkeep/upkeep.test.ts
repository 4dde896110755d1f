import { afterEach, describe, expect, it } from 'vitest'
import { SealedByAnotherKey } from '../../directory/key-ring.js'
import type { Installation } from '../../installation/installation.js'
import { stubInstallation } from '../../testing/stub-installation.js'
import { trustProxies } from '../proxies.js'
import { type Listening, listen } from '../server.js'
import { OWNER_HEADER } from './upkeep.js'

const MARK = '00000000-0000-4000-8000-000000000001'
const WHOLE_REQUEST = 30

let listening: Listening | undefined
afterEach(() => listening?.drain())

/** Sends what the owner of the data directory asks, to a server whose parts do what a test says. */
async function asked(name: string, parts: { upkeep?: Partial<Installation['upkeep']>; problem?: string }): Promise<Response> {
  const { installation } = stubInstallation(async () => ({ status: 200, headers: {}, body: '' }))
  Object.assign(installation, { upkeep: parts.upkeep, unavailable: () => parts.problem })
  const limits = { drain: 100, headers: WHOLE_REQUEST, wholeRequest: WHOLE_REQUEST }
  const options = { host: '127.0.0.1', port: 0, tls: undefined, proxies: trustProxies([]), dev: false, instance: MARK, limits }
  listening = await listen(installation, options)
  return fetch(`http://127.0.0.1:${listening.port}/_daypass/${name}`, { method: 'POST', headers: { [OWNER_HEADER]: MARK }, body: '{}' })
}

describe('what the owner of a data directory asks of a server', () => {
  it('may be a backup that takes longer than any other answer may', async () => {
    async function* backup(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('begin ')
      await new Promise((resolve) => setTimeout(resolve, 4 * WHOLE_REQUEST))
      yield Buffer.from('end')
    }
    const answer = await asked('backup', { upkeep: { backup } })
    expect(await answer.text()).toBe('begin end')
  })

  it.each(['backup', 'keys'])('is not answered from a state that may be out of date: %s', async (name) => {
    const answer = await asked(name, { problem: 'this node has not heard from etcd' })
    expect(answer.status).toBe(503)
    expect(await answer.text()).toContain('the state is not available: this node has not heard from etcd')
  })

  it('says what to do where another process of the server has replaced the master key', async () => {
    const answer = await asked('keys', { upkeep: { keys: () => Promise.reject(new SealedByAnotherKey('a data key does not open')) } })
    expect(answer.status).toBe(409)
    expect(await answer.text()).toContain('has the former master key. Nothing was changed.')
  })
})
