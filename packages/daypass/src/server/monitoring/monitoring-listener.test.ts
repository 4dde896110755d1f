import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lineAudit } from '../../audit/audit.js'
import { type Installation, openInstallation } from '../../installation/installation.js'
import { RawSocket } from '../../testing/raw-socket.js'
import { temporaryFolder } from '../../testing/temporary-folder.js'
import { trustProxies } from '../proxies.js'
import { type Listening, listen } from '../server.js'
import { openMetrics } from './metrics.js'
import { listenForMonitoring, type MonitoringListener } from './monitoring-listener.js'

const dataDir = temporaryFolder('monitoring')
const written = (bytes: Uint8Array) => bytes.length

let installation: Installation
let listening: Listening
let listener: MonitoringListener
let isDraining = false

beforeAll(async () => {
  const metrics = openMetrics()
  const audit = lineAudit(written, () => {})
  installation = await openInstallation({
    dataDir,
    store: 'memory',
    masterKey: { besideData: join(dataDir, 'master-key'), mayMake: true, warn: () => {} },
    account: undefined,
    root: undefined,
    audit,
    observe: metrics.observe,
    dev: false,
  })
  listening = await listen(installation, { host: '127.0.0.1', port: 0, tls: undefined, proxies: trustProxies([]), dev: false })
  metrics.watch(async () => ({ server: listening.figures(), installation: await installation.figures(), audit: audit.figures() }))
  const state = () => ({ isDraining, isUnavailable: false, services: [] })
  listener = await listenForMonitoring({ host: '127.0.0.1', port: 0, metrics, state })
})
afterAll(async () => {
  await listening.drain()
  await installation.close()
  await listener.close()
})

const see = (path: string, method = 'GET') => fetch(`http://127.0.0.1:${listener.port}${path}`, { method })

/** The values of the metrics, by name and labels. */
async function values(): Promise<ReadonlyMap<string, number>> {
  const lines = (await (await see('/metrics')).text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]))
}

describe('the listener for monitoring', () => {
  it('shows what the parts count', async () => {
    const before = await values()
    const body = new URLSearchParams({ Action: 'GetCallerIdentity', Version: '2011-06-15' })
    expect((await fetch(`http://127.0.0.1:${listening.port}/`, { method: 'POST', body })).status).toBe(403)
    const after = await values()
    const rise = (name: string): number => (after.get(name) ?? 0) - (before.get(name) ?? 0)
    expect(rise('daypass_requests_total{service="sts",operation="GetCallerIdentity",code="MissingAuthenticationToken"}')).toBe(1)
    expect(rise('daypass_audit_lines_total')).toBe(1)
    expect(rise('daypass_audit_bytes_total')).toBeGreaterThan(100)
    expect(after.get('daypass_audit_waiting_bytes')).toBe(0)
    expect(rise('daypass_connections_accepted_total')).toBe(1)
    expect(rise('daypass_network_received_bytes_total')).toBeGreaterThan(100)
    expect(rise('daypass_network_sent_bytes_total')).toBeGreaterThan(100)
    expect(after.get('daypass_store_revision')).toBe((await installation.figures()).store.revision)
    expect(after.get('daypass_cache_entries{cache="records"}')).toBeGreaterThanOrEqual(0)
    expect(after.get('daypass_requests_in_flight')).toBe(0)
    expect(after.has('process_cpu_seconds_total') && after.has('nodejs_eventloop_lag_seconds')).toBe(true)
  })

  it('has names and types by the conventions of Prometheus', async () => {
    const answer = await see('/metrics')
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
    const types = [...(await answer.text()).matchAll(/^# TYPE (daypass_\S+) (\S+)$/gm)].map(([, name = '', type = '']) => ({ name, type }))
    expect(types.length).toBeGreaterThan(20)
    expect(types.filter(({ name, type }) => name.endsWith('_total') !== (type === 'counter'))).toEqual([])
  })

  it('answers probes, and says when the server drains', async () => {
    expect(await Promise.all(['/livez', '/readyz'].map(async (path) => (await see(path)).status))).toEqual([200, 200])
    isDraining = true
    expect(await Promise.all(['/livez', '/readyz'].map(async (path) => (await see(path)).status))).toEqual([200, 503])
    isDraining = false
  })

  it.each([
    ['127.0.0.1:9464', '200 OK'],
    ['localhost', '200 OK'],
    ['rebound.example.com', '403 Forbidden'],
    ['127.0.0.1.example.com', '403 Forbidden'],
  ])('answers on loopback only to a Host of this machine: %s', async (host, status) => {
    const socket = await RawSocket.open(`http://127.0.0.1:${listener.port}`)
    expect(await socket.write(`GET /livez HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`).closed()).toContain(`HTTP/1.1 ${status}`)
  })

  it.each([
    ['GET', '/', 404],
    ['GET', '/healthz', 404],
    ['GET', '/_daypass/health', 404],
    ['POST', '/metrics', 405],
    ['HEAD', '/metrics', 200],
    ['GET', '/metrics?x=1', 200],
  ])('knows nothing else: %s %s', async (method, path, status) => {
    expect((await see(path, method)).status).toBe(status)
  })
})
