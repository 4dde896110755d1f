import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bytesOf, form, presigned, type Signer, send, signed, type Unsigned } from '../signed-request.js'
import { ask, type Bench, KEPT, keyOf, signerOf, startBench } from './bench.js'

let bench: Bench
let denied: Signer
beforeAll(async () => {
  bench = await startBench()
  await ask(bench.root, form('iam', { Action: 'CreateUser', UserName: 'from-elsewhere' }))
  denied = signerOf(bench.server, keyOf(await ask(bench.root, form('iam', { Action: 'CreateAccessKey', UserName: 'from-elsewhere' }))))
  const statements = [
    { Effect: 'Allow', Action: '*', Resource: '*' },
    { Effect: 'Deny', Action: '*', Resource: '*', Condition: { IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } } },
  ]
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements })
  await ask(bench.root, form('iam', { Action: 'PutUserPolicy', UserName: 'from-elsewhere', PolicyName: 'p', PolicyDocument }))
})
afterAll(() => bench.server.close())

const remove: Unsigned = { service: 's3', method: 'DELETE', path: '/bench-bucket/kept' }

/** Sends a request and resets the connection at once: its bytes arrive, but its address is lost. */
async function sendAndReset(raw: Parameters<typeof bytesOf>[0]): Promise<void> {
  const { hostname, port } = new URL(bench.server.endpoint)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  await new Promise<void>((resolve) => socket.write(bytesOf(raw), () => resolve()))
  socket.resetAndDestroy()
}

describe('a policy on aws:SourceIp', () => {
  it('denies a client that waits for its answer', async () => {
    expect((await send(bench.server.endpoint, signed(denied, remove))).status).toBe(403)
  })

  it('denies a client that resets the connection before it is read', async () => {
    for (let round = 0; round < 20; round++) await sendAndReset(signed(denied, remove))
    const kept = await ask(bench.root, { service: 's3', method: 'GET', path: '/bench-bucket/kept' })
    expect(kept.body).toEqual(KEPT)
  })
})

describe('a presigned request', () => {
  it('has the signed meaning, however its parameters are spelt', async () => {
    const query = 'x-amz-expected-bucket-owner=111111111111'
    const raw = presigned(bench.root, { ...remove, query }, { expires: 60 })
    const respelt = { ...raw, target: raw.target.replace(/x-amz-/gi, (name) => name.replaceAll('-', '%2D')) }
    for (const one of [raw, respelt]) expect((await send(bench.server.endpoint, one)).status).toBe(403)
  })
})
