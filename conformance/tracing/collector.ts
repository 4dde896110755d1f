// tracing: servers whose requests are traced.
// Owns a collector of OpenTelemetry that keeps what it gets, or behaves badly. Refuses to know how daypass makes spans: it reads OTLP.
import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A span as OTLP has it in JSON, with its attributes as an object. */
export interface ReceivedSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly traceState?: string
  readonly name: string
  readonly kind: number
  readonly flags: number
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes: Readonly<Record<string, string>>
  readonly status?: { readonly code: number }
  /** Of the process that made it. */
  readonly resource: Readonly<Record<string, string>>
}

interface Attribute {
  readonly key: string
  readonly value: Readonly<Record<string, string>>
}

interface Exported {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] }
    readonly scopeSpans: readonly {
      readonly spans: readonly (Omit<ReceivedSpan, 'attributes'> & { readonly attributes: readonly Attribute[] })[]
    }[]
  }[]
}

const objectOf = (attributes: readonly Attribute[]): Record<string, string> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0] ?? '']))

/** A collector on loopback. */
export class Collector {
  /** Every byte of every request, its head included. */
  bytes = ''
  readonly spans: ReceivedSpan[] = []
  readonly #server: Server
  #answer: (response: ServerResponse) => void = (response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  #wake: () => void = () => {}

  private constructor() {
    this.#server = createServer(async (request, response) => {
      let body = ''
      for await (const part of request.setEncoding('utf8')) body += part as string
      this.bytes += `${request.method} ${request.url} ${JSON.stringify(request.rawHeaders)}\n${body}\n`
      for (const { resource, scopeSpans } of (JSON.parse(body) as Exported).resourceSpans)
        for (const { spans } of scopeSpans)
          for (const span of spans)
            this.spans.push({ ...span, attributes: objectOf(span.attributes), resource: objectOf(resource.attributes) })
      this.#answer(response)
      this.#wake()
    })
  }

  static async start(): Promise<Collector> {
    const collector = new Collector()
    collector.#server.listen(0, '127.0.0.1')
    await once(collector.#server, 'listening')
    return collector
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** The variables with which a server sends its traces here, soon. */
  get variables(): Record<string, string> {
    return { OTEL_EXPORTER_OTLP_ENDPOINT: this.endpoint, OTEL_BSP_SCHEDULE_DELAY: '20' }
  }

  /** From now on it answers like this; by default it takes all. */
  answers(answer: (response: ServerResponse) => void): void {
    this.#answer = answer
  }

  /** The span of a request, and those below it by their names, once they have arrived; within ten seconds. */
  async treeOf(requestId: string | undefined): Promise<{ readonly own: ReceivedSpan; readonly parts: ReadonlyMap<string, ReceivedSpan> }> {
    const end = Date.now() + 10_000
    for (;;) {
      const own = this.spans.find(({ attributes }) => attributes['aws.request_id'] === requestId)
      if (own !== undefined) return { own, parts: new Map(this.#below(own).map((span) => [span.name, span])) }
      if (Date.now() > end) throw new Error(`no span of the request ${requestId} has arrived`)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 500)
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }

  /** Resolves when it has got another request. */
  async isAsked(): Promise<void> {
    await once(this.#server, 'request')
  }

  #below({ spanId }: ReceivedSpan): ReceivedSpan[] {
    const children = this.spans.filter(({ parentSpanId }) => parentSpanId === spanId)
    return children.flatMap((child) => [child, ...this.#below(child)])
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }
}
