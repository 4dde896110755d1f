import { describe, expect, it } from 'vitest'
import { isLoopbackHost } from '../loopback-host.js'
import { type TraceFlags, tracesOf } from './trace-flags.js'

type Variables = Readonly<Record<string, string>>

function read(variables: Variables, flags: TraceFlags = {}, warn: (text: string) => void = () => {}) {
  return tracesOf(flags, { read: (name) => variables[name] || undefined, isLoopbackHost, warn, isInEtcd: false })
}

const ON = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' }

describe('where traces go', () => {
  it.each<[TraceFlags, Variables, string | undefined]>([
    [{}, {}, undefined],
    [{}, { OTEL_EXPORTER_OTLP_ENDPOINT: '', OTEL_TRACES_SAMPLER: 'no such sampler' }, undefined],
    [{}, ON, 'http://127.0.0.1:4318/v1/traces'],
    [{}, { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otel.example.com/api/' }, 'https://otel.example.com/api/v1/traces'],
    [{}, { ...ON, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://traces.example.com/in?x=1' }, 'https://traces.example.com/in?x=1'],
    [
      { otlpEndpoint: 'http://[::1]:4318' },
      { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://other.example.com' },
      'http://[::1]:4318/v1/traces',
    ],
    [{}, { ...ON, OTEL_SDK_DISABLED: 'TRUE' }, undefined],
    [{}, { ...ON, OTEL_SDK_DISABLED: 'false' }, 'http://127.0.0.1:4318/v1/traces'],
    [{}, { ...ON, OTEL_TRACES_EXPORTER: 'none' }, undefined],
  ])('with %j and %j: %s', (flags, variables, url) => {
    expect(read(variables, flags)?.collector.url.href).toBe(url)
  })
})

describe('the variables of OpenTelemetry', () => {
  it('have the defaults of its specification', () => {
    expect(read(ON)).toMatchObject({
      collector: { headers: {}, compresses: false, timeout: 10_000, tls: {} },
      sampling: { sampler: 'parentbased_always_on', ratio: 1 },
      takesParents: true,
      queue: { spans: 2_048, batch: 512, delay: 5_000, exporting: 30_000 },
    })
  })

  it.each<[Variables, object]>([
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }, {}],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json' }, {}],
    [{ OTEL_EXPORTER_OTLP_HEADERS: 'Api-Key=a%20b%3D, x=1' }, { collector: { headers: { 'api-key': 'a b=', x: '1' } } }],
    [{ OTEL_EXPORTER_OTLP_HEADERS: 'a=1', OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'b=2' }, { collector: { headers: { b: '2' } } }],
    [{ OTEL_EXPORTER_OTLP_TIMEOUT: '500', OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' }, { collector: { timeout: 500, compresses: true } }],
    [{ OTEL_TRACES_SAMPLER: 'always_off' }, { sampling: { sampler: 'always_off' } }],
    [{ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.01' }, { sampling: { sampler: 'traceidratio', ratio: 0.01 } }],
    [{ OTEL_TRACES_SAMPLER: 'parentbased_traceidratio' }, { sampling: { ratio: 1 } }],
    [{ OTEL_PROPAGATORS: 'none' }, { takesParents: false }],
    [{ OTEL_PROPAGATORS: 'tracecontext,baggage' }, { takesParents: true }],
    [{ OTEL_BSP_MAX_QUEUE_SIZE: '128' }, { queue: { spans: 128, batch: 128 } }],
  ])('%j has its effect', (variables, settings) => {
    expect(read({ ...ON, ...variables })).toMatchObject(settings)
  })

  it('name the service, and what else it is; each process stays an instance of its own', () => {
    const variables = {
      OTEL_RESOURCE_ATTRIBUTES: 'service.name=other,deployment.environment.name=a%2Cb,process.pid=1',
      OTEL_SERVICE_NAME: 'sts',
    }
    const [one, other] = [read({ ...ON, ...variables }), read(ON)].map((settings) => new Map(settings?.resource))
    expect(one?.get('service.name')).toBe('sts')
    expect(one?.get('deployment.environment.name')).toBe('a,b')
    expect(one?.get('process.pid')).toBe(process.pid)
    expect(other?.get('service.name')).toBe('daypass')
    expect(one?.get('service.instance.id')).not.toBe(other?.get('service.instance.id'))
  })

  it.each<[Variables, string]>([
    [{ OTEL_SDK_DISABLED: 'yes' }, 'OTEL_SDK_DISABLED must be true or false.'],
    [{ OTEL_TRACES_EXPORTER: 'console' }, 'OTEL_TRACES_EXPORTER must be otlp or none.'],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, 'OTEL_EXPORTER_OTLP_PROTOCOL must be http/json. daypass knows no other value.'],
    [{ OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/protobuf' }, 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL must be http/json.'],
    [{ OTEL_EXPORTER_OTLP_COMPRESSION: 'zstd' }, 'OTEL_EXPORTER_OTLP_COMPRESSION must be gzip or none.'],
    [{ OTEL_EXPORTER_OTLP_TIMEOUT: '0' }, 'OTEL_EXPORTER_OTLP_TIMEOUT must be a whole number from 1 to 600000.'],
    [{ OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: '1.5' }, 'OTEL_EXPORTER_OTLP_TRACES_TIMEOUT must be a whole number'],
    [{ OTEL_TRACES_SAMPLER: 'xray' }, 'OTEL_TRACES_SAMPLER must be always_on, always_off, traceidratio, parentbased_always_on, '],
    [{ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '1.1' }, 'OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1'],
    [{ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '1e-2' }, 'OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1'],
    [
      { OTEL_TRACES_SAMPLER_ARG: '0.5' },
      'OTEL_TRACES_SAMPLER_ARG is for traceidratio and parentbased_traceidratio, not for parentbased_always_on.',
    ],
    [{ OTEL_PROPAGATORS: 'tracecontext,b3' }, 'OTEL_PROPAGATORS must be tracecontext, baggage or none.'],
    [{ OTEL_RESOURCE_ATTRIBUTES: 'a' }, 'OTEL_RESOURCE_ATTRIBUTES must be a list of name=value'],
    [{ OTEL_RESOURCE_ATTRIBUTES: 'a=%zz' }, 'OTEL_RESOURCE_ATTRIBUTES must be a list of name=value'],
    [
      { OTEL_RESOURCE_ATTRIBUTES: Array.from({ length: 65 }, (_, i) => `a${i}=1`).join(',') },
      'OTEL_RESOURCE_ATTRIBUTES must have at most 64',
    ],
    [{ OTEL_EXPORTER_OTLP_HEADERS: 'a=1,hunter2' }, 'OTEL_EXPORTER_OTLP_HEADERS must be a list of name=value'],
    [{ OTEL_EXPORTER_OTLP_HEADERS: 'a=1,b=hunter2%0A' }, 'OTEL_EXPORTER_OTLP_HEADERS must have headers that may be sent'],
    [{ OTEL_EXPORTER_OTLP_HEADERS: 'a=1,Content-Type=hunter2' }, 'Entry 2 is not one'],
    [{ OTEL_EXPORTER_OTLP_HEADERS: 'Authorization: Basic hunter2==' }, 'Entry 1 is not one'],
    [{ OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Basic hunter1,hunter2 hunter2=' }, 'Entry 2 is not one'],
    [{ OTEL_EXPORTER_OTLP_TRACES_HEADERS: '{"api-key":"hunter2="}' }, 'OTEL_EXPORTER_OTLP_TRACES_HEADERS must have headers'],
    [{ OTEL_BSP_MAX_QUEUE_SIZE: '10' }, 'OTEL_BSP_MAX_QUEUE_SIZE must be a whole number from 128 to 65536.'],
    [{ OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '4000' }, 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE must be a whole number from 1 to 2048.'],
    [{ OTEL_EXPORTER_OTLP_CERTIFICATE: '/no/such/file' }, 'OTEL_EXPORTER_OTLP_CERTIFICATE is for TLS.'],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://x', OTEL_EXPORTER_OTLP_CERTIFICATE: '/no/such/file' },
      'OTEL_EXPORTER_OTLP_CERTIFICATE must name a file',
    ],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://x', OTEL_EXPORTER_OTLP_CLIENT_KEY: '/no/such/file' },
      'Set both OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE',
    ],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: '127.0.0.1:4318' }, 'OTEL_EXPORTER_OTLP_ENDPOINT must be an http or https URL'],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'ftp://x/hunter2' }, 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT must be an http or https URL'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://user:hunter2@x' }, 'OTEL_EXPORTER_OTLP_ENDPOINT must be an http or https URL'],
  ])('%j is an error that names it, and repeats no secret', (variables, message) => {
    const refusal = () => read({ ...ON, ...variables })
    expect(refusal).toThrow(message)
    expect(refusal).not.toThrow('hunter2')
  })

  it.each([
    ['http://otel.example.com:4318', 1],
    ['http://127.0.0.1:4318', 0],
    ['https://otel.example.com', 0],
  ])('warn of headers that would go to %s unencrypted: %d', (endpoint, warnings) => {
    const told: string[] = []
    read({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_HEADERS: 'api-key=hunter2' }, {}, (text) => void told.push(text))
    expect(told.length).toBe(warnings)
    expect(told.join()).not.toContain('hunter2')
  })
})
