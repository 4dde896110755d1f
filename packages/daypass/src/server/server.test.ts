import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lineAudit } from '../audit/audit.js'
import { openInstallation } from '../installation/installation.js'
import { trustProxies } from './proxies.js'
import { type Listening, listen } from './server.js'

let dataDir = ''
const running: { close(): Promise<void> }[] = []
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'daypass-server-'))
})
afterEach(async () => {
  for (const one of running.splice(0)) await one.close()
  rmSync(dataDir, { recursive: true, force: true })
})

/** A server with an in-memory store whose audit goes to `see`. */
async function serving(see: (lines: string) => void): Promise<Listening> {
  const write = (bytes: Uint8Array): number => {
    see(Buffer.from(bytes).toString())
    return bytes.length
  }
  const installation = await openInstallation({
    dataDir,
    store: 'memory',
    masterKey: { besideData: join(dataDir, 'master-key'), mayMake: true, warn: () => {} },
    account: undefined,
    root: undefined,
    audit: lineAudit(write, () => {}),
    dev: false,
  })
  const listening = await listen(installation, { host: '127.0.0.1', port: 0, tls: undefined, proxies: trustProxies([]), dev: false })
  running.push({ close: () => listening.drain().then(() => installation.close()) })
  return listening
}

const ask = (port: number) =>
  fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: new URLSearchParams({ Action: 'GetCallerIdentity', Version: '2011-06-15' }) })

describe('the server', () => {
  it('writes the audit line before it sends the answer, even for requests that arrive together', async () => {
    let audit = ''
    const { port } = await serving((lines) => {
      audit += lines
    })
    const isTold = async () => {
      const answer = await ask(port)
      return audit.includes(answer.headers.get('x-amzn-requestid') ?? 'no request id')
    }
    expect(await Promise.all(Array.from({ length: 40 }, isTold))).toEqual(Array.from({ length: 40 }, () => true))
    expect(audit.trimEnd().split('\n')).toHaveLength(40)
  })

  it('sends no answer while the audit cannot be written, and records the request once it can', async () => {
    let audit = ''
    let isFull = true
    const { port } = await serving((lines) => {
      if (isFull) throw new Error('the disk is full')
      audit += lines
    })
    await expect(ask(port)).rejects.toThrow()
    // Further requests are not even started.
    await expect(ask(port)).rejects.toThrow()
    isFull = false
    expect((await ask(port)).status).toBe(403)
    expect(audit.trimEnd().split('\n')).toHaveLength(2)
  })

  it.each([
    ['a form', 'POST /', 'Content-Type: application/x-www-form-urlencoded', 'MalformedInput'],
    [
      'JSON',
      'POST /listRegions',
      'Authorization: AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/account/aws4_request, SignedHeaders=host, Signature=0',
      'SerializationException',
    ],
  ])('treats a request whose client disconnects in the middle of %s as incomplete', async (_what, line, header, code) => {
    let audit = ''
    const { port } = await serving((lines) => {
      audit += lines
    })
    const socket = connect(port, '127.0.0.1')
    socket.write(`${line} HTTP/1.1\r\nHost: localhost\r\n${header}\r\nContent-Length: 900\r\n\r\n{"a`)
    await once(socket, 'connect')
    await new Promise((resolve) => setImmediate(resolve))
    socket.destroy()
    while (!audit.includes('The request was cut off.')) await ask(port)
    const told = audit
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(told.filter(({ reason }) => reason === 'The request was cut off.')).toMatchObject([{ error: code, status: 400 }])
  })
})
