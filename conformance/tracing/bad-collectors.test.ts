// Collectors that fail, and servers of several processes: each server is started for one of them, because that is a setting of its start.
import { CreateUserCommand } from '@aws-sdk/client-iam'
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { without } from '../clean-environment.js'
import { startCluster } from '../etcd/cluster.js'
import { freePort } from '../free-port.js'
import { signerOf } from '../requests/bench.js'
import { clientsOf } from '../sdk-js/clients.js'
import { runDaypass, ServerProcess } from '../server-process.js'
import { form, signed } from '../signed-request.js'
import { oneToEach } from '../workers/worker-processes.js'
import { Collector } from './collector.js'

let collector: Collector
beforeEach(async () => {
  collector = await Collector.start()
})
afterEach(() => collector.close())

const ask = (server: ServerProcess) => clientsOf(server, server.rootKey()).sts.send(new GetCallerIdentityCommand({}))

/** Milliseconds that a server takes to end. */
async function timeToStop(server: ServerProcess): Promise<number> {
  const from = performance.now()
  expect(await server.stop()).toBe(0)
  return performance.now() - from
}

describe('a collector', () => {
  it('gets what waits when the server ends', async () => {
    const environment = { ...collector.variables, OTEL_BSP_SCHEDULE_DELAY: '600000' }
    await using server = await ServerProcess.start({ environment })
    const { $metadata } = await ask(server)
    expect(collector.spans).toEqual([])
    await server.stop()
    expect((await collector.treeOf($metadata.requestId)).own.name).toBe('STS.GetCallerIdentity')
  })

  it('that is not there changes no answer and holds nobody up', async () => {
    const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${await freePort()}`, OTEL_BSP_SCHEDULE_DELAY: '1' }
    await using server = await ServerProcess.start({ environment: { ...environment, OTEL_BSP_EXPORT_TIMEOUT: '1' } })
    await ask(server)
    await server.saysOnStderr(`The collector at ${environment.OTEL_EXPORTER_OTLP_ENDPOINT} does not take traces: ECONNREFUSED.`)
    await ask(server)
    expect(await timeToStop(server)).toBeLessThan(2_000)
    expect(server.stderr.match(/does not take traces/g)?.length).toBe(1)
  })

  it('that never answers changes no answer, and holds the end up for two seconds at most', async () => {
    collector.answers(() => {})
    await using server = await ServerProcess.start({ environment: collector.variables })
    const asked = collector.isAsked()
    for (let i = 0; i < 5; i++) await ask(server)
    await asked
    expect((await ask(server)).Account).toBe('000000000000')
    const took = await timeToStop(server)
    expect([took > 1_500, took < 5_000]).toEqual([true, true])
  })

  it('that switches to another protocol changes no answer, and does not hold the end up', async () => {
    collector.answers(
      (response) => void response.socket?.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n'),
    )
    await using server = await ServerProcess.start({ environment: { ...collector.variables, OTEL_BSP_SCHEDULE_DELAY: '1' } })
    await ask(server)
    await server.saysOnStderr('does not take traces: it answers with status 101.')
    expect((await ask(server)).Account).toBe('000000000000')
    expect(await timeToStop(server)).toBeLessThan(2_000)
  })

  it.each([
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc'],
    ['OTEL_TRACES_SAMPLER', 'sometimes'],
  ])('is not used with %s=%s: the server does not start, and says why', async (name, value) => {
    const { code, stderr } = await runDaypass(['serve', '--port', '0', '--store', 'memory'], { ...collector.variables, [name]: value })
    expect([code, stderr]).toEqual([1, expect.stringContaining(`${name} must be `)])
  })

  it('is not called where the SDK is disabled', async () => {
    await using server = await ServerProcess.start({ environment: { ...collector.variables, OTEL_SDK_DISABLED: 'true' } })
    await ask(server)
    await server.stop()
    expect(collector.bytes).toBe('')
  })
})

describe('the traces of several processes', () => {
  it('say which worker answered', async () => {
    await using server = await ServerProcess.start({ flags: ['--workers', '2'], environment: collector.variables })
    const root = signerOf(server, server.rootKey())
    const connections = await oneToEach(server, () => signed(root, form('sts', { Action: 'GetCallerIdentity' })))
    const workers = connections.map((connection) => String(connection.worker()))
    for (const connection of connections) connection.close()
    await server.stop()
    const pids = new Set(collector.spans.map(({ resource }) => resource['process.pid']))
    const instances = new Set(collector.spans.map(({ resource }) => resource['service.instance.id']))
    expect([[...pids].toSorted(), instances.size]).toEqual([workers.toSorted(), 2])
  })

  it.skipIf(without('etcd'))('show a commit in etcd as a call to it', async () => {
    const cluster = await startCluster({ etcd: 1, nodes: 1 }, ['--otlp-endpoint', collector.endpoint])
    const [node] = cluster.nodes
    if (node === undefined) throw new Error('there is no node')
    const { $metadata } = await clientsOf(node, cluster.root(0).key).iam.send(new CreateUserCommand({ UserName: 'traced' }))
    await cluster.close()
    const { parts } = await collector.treeOf($metadata.requestId)
    expect(parts.get('commit')).toMatchObject({ kind: 3, attributes: { 'db.system.name': 'etcd' } })
  })
})
