import { VERSION } from '../version.js'
import type { Span, SpanAttribute, SpanTree } from './span.js'

/** The parent of the request's own span is in another process, and that is known (opentelemetry/proto/trace/v1, SpanFlags); and it is sampled. */
const FLAGS = { local: 0x101, remote: 0x301 } as const
/** Status.StatusCode of an error. */
const ERROR = 2

/**
 * Traces as OTLP/HTTP takes them in JSON: an ExportTraceServiceRequest in the JSON mapping of Protocol Buffers, where ids are hexadecimal, enums are numbers and
 * 64-bit integers are texts (OTLP specification 1.x, "JSON Protobuf Encoding").
 */
export function encodeTraces(resource: readonly SpanAttribute[], traces: readonly SpanTree[]): string {
  const spans = traces.flatMap((trace) => trace.spans.map((span, i) => encodeSpan(span, trace, i === 0)))
  const scope = `{"name":"daypass","version":"${VERSION}"}`
  return `{"resourceSpans":[{"resource":{"attributes":${encodeAttributes(resource)}},"scopeSpans":[{"scope":${scope},"spans":[${spans.join(',')}]}]}]}`
}

/** By hand, because a span costs half of what it costs to make an object and write it. Ids are hexadecimal digits: they need no escape. */
function encodeSpan(
  { id, parent, name, kind, start, end, attributes, isError }: Span,
  { traceId, state }: SpanTree,
  isFirst: boolean,
): string {
  const above = parent === undefined ? '' : `,"parentSpanId":"${parent}"`
  const states = state === '' ? '' : `,"traceState":${JSON.stringify(state)}`
  const flags = isFirst && parent !== undefined ? FLAGS.remote : FLAGS.local
  const times = `"startTimeUnixNano":"${nanoseconds(start)}","endTimeUnixNano":"${nanoseconds(end)}"`
  const status = isError ? `,"status":{"code":${ERROR}}` : ''
  return `{"traceId":"${traceId}","spanId":"${id}"${above}${states},"flags":${flags},"name":${JSON.stringify(name)},"kind":${kind},${times},"attributes":${encodeAttributes(attributes)}${status}}`
}

function encodeAttributes(attributes: readonly SpanAttribute[]): string {
  const encoded = attributes.map(([name, value]) => {
    const typed = typeof value === 'number' ? `"intValue":"${value}"` : `"stringValue":${JSON.stringify(value)}`
    return `{"key":${JSON.stringify(name)},"value":{${typed}}}`
  })
  return `[${encoded.join(',')}]`
}

/** Milliseconds since the epoch as nanoseconds; a number of today keeps a quarter of a microsecond. `toFixed` takes ten times as long. */
function nanoseconds(milliseconds: number): string {
  const whole = Math.floor(milliseconds)
  return `${whole}${String(Math.floor((milliseconds - whole) * 1_000_000)).padStart(6, '0')}`
}
