import { X509Certificate } from 'node:crypto'
import { validateHeaderName, validateHeaderValue } from 'node:http'
import type { Command } from 'commander'
import { newUuid, systemIds } from '../../core/ids.js'
import { SAMPLERS, type Sampling } from '../../server/tracing/sampler.js'
import type { TracerSettings } from '../../server/tracing/tracer.js'
import { VERSION } from '../../server/version.js'
import { readSmallFile } from '../../store/small-file.js'
import { readTls } from '../tls-files.js'
import { UsageError } from '../usage-error.js'
import { exporterSetting, type OtelVariable, otelChoice, otelNumber, otelPairs, type ReadOtel } from './otel-variables.js'

/** The flags of `daypass serve` about traces, as given. */
export interface TraceFlags {
  readonly otlpEndpoint?: string
}

/** Adds them to a command. */
export const withTraceOptions = (command: Command): Command =>
  command.option(
    '--otlp-endpoint <url>',
    'send traces to this collector of OpenTelemetry, over HTTP as JSON (OTEL_EXPORTER_OTLP_ENDPOINT; none); other OTEL_* variables say how',
  )

/** What else bears on it. */
export interface TraceSurroundings {
  readonly read: ReadOtel
  readonly isLoopbackHost: (host: string) => boolean
  readonly warn: (text: string) => void
  /** Whether the store is in etcd. */
  readonly isInEtcd: boolean
}

/** How the server is traced; undefined without a collector. */
export function tracesOf({ otlpEndpoint }: TraceFlags, surroundings: TraceSurroundings): TracerSettings | undefined {
  const { read } = surroundings
  const url = endpointOf(otlpEndpoint, read)
  if (url === undefined || isDisabled(read)) return undefined
  otelChoice(exporterSetting(read, 'PROTOCOL'), ['http/json'])
  return {
    collector: { ...collectorOf(url, surroundings), url },
    sampling: samplingOf(read),
    takesParents: takesParents(read),
    resource: resourceOf(read),
    queue: queueOf(read),
    database: surroundings.isInEtcd ? 'etcd' : undefined,
  }
}

function endpointOf(flag: string | undefined, read: ReadOtel): URL | undefined {
  const traces = read('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT')
  if (flag === undefined && traces !== undefined) return urlOf('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', traces)
  const base = flag ?? read('OTEL_EXPORTER_OTLP_ENDPOINT')
  if (base === undefined) return undefined
  const url = urlOf(flag === undefined ? 'OTEL_EXPORTER_OTLP_ENDPOINT' : '--otlp-endpoint', base)
  // Of the endpoint of all signals, traces have a path below it (OTLP exporter, "Endpoint URLs for OTLP/HTTP").
  url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/traces`
  return url
}

/** No error repeats it: a vendor's URL may contain a token. */
function urlOf(name: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isPlain = url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' && url.hash === ''
  if (isPlain) return url
  throw new UsageError(
    `${name} must be an http or https URL, as in http://127.0.0.1:4318, without a user and a password: those go into OTEL_EXPORTER_OTLP_HEADERS.`,
  )
}

function isDisabled(read: ReadOtel): boolean {
  const disabled = otelChoice({ variable: 'OTEL_SDK_DISABLED', value: read('OTEL_SDK_DISABLED')?.toLowerCase() }, ['true', 'false'])
  const exporter = otelChoice({ variable: 'OTEL_TRACES_EXPORTER', value: read('OTEL_TRACES_EXPORTER') }, ['otlp', 'none'])
  return disabled === 'true' || exporter === 'none'
}

const TIMES = { least: 1, most: 600_000 }

function collectorOf(url: URL, { read, isLoopbackHost, warn }: TraceSurroundings): Omit<TracerSettings['collector'], 'url'> {
  const headers = headersOf(read)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (url.protocol === 'http:' && Object.keys(headers).length > 0 && !isLoopbackHost(host))
    warn(
      `The headers for the collector go to ${host} unencrypted, with every batch of traces. If one of them is a secret, use an https URL.`,
    )
  const timeout = exporterSetting(read, 'TIMEOUT') ?? { variable: 'OTEL_EXPORTER_OTLP_TIMEOUT', value: undefined }
  return {
    headers,
    compresses: otelChoice(exporterSetting(read, 'COMPRESSION'), ['gzip', 'none']) === 'gzip',
    timeout: otelNumber(timeout, { ...TIMES, usual: 10_000 }),
    tls: tlsOf(url, read),
  }
}

/** Headers that belong to the message and not to the sender. */
const OWN_HEADERS = new Set(['host', 'content-type', 'content-length', 'content-encoding', 'transfer-encoding', 'connection', 'user-agent'])

function headersOf(read: ReadOtel): Record<string, string> {
  const given = exporterSetting(read, 'HEADERS')
  const headers: Record<string, string> = {}
  for (const [i, [name, value]] of (given === undefined ? [] : otelPairs(given)).entries()) {
    const lower = name.toLowerCase()
    // The name is not repeated either: of `Authorization: Basic abc==` everything before the first equals sign is one.
    if (!isHeader(lower, value) || OWN_HEADERS.has(lower))
      throw new UsageError(
        `${given?.variable} must have headers that may be sent, as name=value with no space or colon in the name. Entry ${i + 1} is not one.`,
      )
    headers[lower] = value
  }
  return headers
}

function isHeader(name: string, value: string): boolean {
  try {
    validateHeaderName(name)
    validateHeaderValue(name, value)
    return true
  } catch {
    return false
  }
}

function tlsOf(url: URL, read: ReadOtel): TracerSettings['collector']['tls'] {
  const ca = exporterSetting(read, 'CERTIFICATE')
  const cert = exporterSetting(read, 'CLIENT_CERTIFICATE')
  const key = exporterSetting(read, 'CLIENT_KEY')
  const stray = url.protocol === 'http:' ? (ca ?? cert ?? key) : undefined
  if (stray !== undefined) throw new UsageError(`${stray.variable} is for TLS. Give the collector an https URL, or leave it out.`)
  if ((cert === undefined) !== (key === undefined))
    throw new UsageError('Set both OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE and OTEL_EXPORTER_OTLP_CLIENT_KEY, or neither.')
  const own = cert === undefined || key === undefined ? {} : readTls(cert.value, key.value, { cert: cert.variable, key: key.variable })
  return { ...own, ...(ca !== undefined && { ca: authoritiesIn(ca) }) }
}

function authoritiesIn({ variable, value }: { readonly variable: OtelVariable; readonly value: string }): string {
  try {
    const text = readSmallFile(value)
    new X509Certificate(text)
    return text
  } catch (cause) {
    throw new UsageError(`${variable} must name a file with certificates in PEM (${(cause as Error).message}).`)
  }
}

function samplingOf(read: ReadOtel): Sampling {
  const given = { variable: 'OTEL_TRACES_SAMPLER', value: read('OTEL_TRACES_SAMPLER') } as const
  const sampler = otelChoice(given, SAMPLERS) ?? 'parentbased_always_on'
  const text = read('OTEL_TRACES_SAMPLER_ARG')
  if (!sampler.endsWith('traceidratio')) {
    if (text !== undefined)
      throw new UsageError(`OTEL_TRACES_SAMPLER_ARG is for traceidratio and parentbased_traceidratio, not for ${sampler}.`)
    return { sampler, ratio: 1 }
  }
  if (text !== undefined && !/^(?:0|1|0?\.\d{1,9}|[01]\.0{1,9}|0\.\d{1,9})$/.test(text))
    throw new UsageError('OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1, as in 0.01.')
  return { sampler, ratio: Number(text ?? '1') }
}

/** Of the propagators of the specification the two that need no agreement; baggage is not read, because nothing here uses it. */
function takesParents(read: ReadOtel): boolean {
  const names = (read('OTEL_PROPAGATORS') ?? 'tracecontext').split(',').map((name) => name.trim())
  for (const value of names) otelChoice({ variable: 'OTEL_PROPAGATORS', value }, ['tracecontext', 'baggage', 'none'])
  return names.includes('tracecontext')
}

const MOST_ATTRIBUTES = 64

/** Each process is an instance of its own: workers, and nodes of a cluster. */
function resourceOf(read: ReadOtel): TracerSettings['resource'] {
  const value = read('OTEL_RESOURCE_ATTRIBUTES')
  const given = value === undefined ? [] : otelPairs({ variable: 'OTEL_RESOURCE_ATTRIBUTES', value })
  if (given.length > MOST_ATTRIBUTES) throw new UsageError(`OTEL_RESOURCE_ATTRIBUTES must have at most ${MOST_ATTRIBUTES} attributes.`)
  const named = new Map<string, string | number>([
    ['service.name', 'daypass'],
    ['service.version', VERSION],
    ['service.instance.id', newUuid(systemIds())],
    ...given,
    ['process.pid', process.pid],
    ['telemetry.sdk.name', 'daypass'],
    ['telemetry.sdk.language', 'nodejs'],
    ['telemetry.sdk.version', VERSION],
  ])
  const name = read('OTEL_SERVICE_NAME')
  if (name !== undefined) named.set('service.name', name)
  return [...named]
}

function queueOf(read: ReadOtel): TracerSettings['queue'] {
  const number = (
    name: 'SCHEDULE_DELAY' | 'EXPORT_TIMEOUT' | 'MAX_QUEUE_SIZE' | 'MAX_EXPORT_BATCH_SIZE',
    bounds: Parameters<typeof otelNumber>[1],
  ) => otelNumber({ variable: `OTEL_BSP_${name}`, value: read(`OTEL_BSP_${name}`) }, bounds)
  const spans = number('MAX_QUEUE_SIZE', { least: 128, most: 65_536, usual: 2_048 })
  return {
    spans,
    batch: number('MAX_EXPORT_BATCH_SIZE', { least: 1, most: Math.min(spans, 4_096), usual: Math.min(spans, 512) }),
    delay: number('SCHEDULE_DELAY', { ...TIMES, usual: 5_000 }),
    exporting: number('EXPORT_TIMEOUT', { ...TIMES, usual: 30_000 }),
  }
}
