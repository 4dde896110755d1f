/** A name and a value; values are bounded where they are made. */
export type SpanAttribute = readonly [name: string, value: string | number]

/** The kinds of spans, with OTLP's numbers (opentelemetry/proto/trace/v1, SpanKind). */
export const SPAN_KIND = { internal: 1, server: 2, client: 3 } as const

/** One span that has ended. */
export interface Span {
  /** 16 hexadecimal digits. */
  readonly id: string
  /** The id of its parent; undefined for the first of a trace. */
  readonly parent: string | undefined
  readonly name: string
  readonly kind: (typeof SPAN_KIND)[keyof typeof SPAN_KIND]
  /** Milliseconds since the epoch, with fractions. */
  readonly start: number
  readonly end: number
  readonly attributes: readonly SpanAttribute[]
  readonly isError: boolean
}

/** The spans of one request; the first is the request itself. */
export interface SpanTree {
  /** 32 hexadecimal digits. */
  readonly traceId: string
  /** What the client's `tracestate` had; empty without any. */
  readonly state: string
  readonly spans: readonly Span[]
}
