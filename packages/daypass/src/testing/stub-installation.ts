import type { Answer, Protocol, Request } from '../core/exchange.js'
import type { RequestEvent } from '../core/request-event.js'
import { FairTurns } from '../installation/fair-turns.js'
import type { Installation } from '../installation/installation.js'
import type { InstalledService } from '../installation/runtime.js'
import { servicesByName } from '../installation/services.js'
import { loadModel } from '../wire/model.js'
import { countedIds } from './counted-ids.js'
import { unwatched } from './made-service.js'

/** An installation whose only service is made up by the test, to test what happens before and after a service. */
export interface Stub {
  readonly installation: Installation
  /** The events of the audit, in order. */
  readonly recorded: RequestEvent[]
  /** Replaces writing the audit. */
  flush: () => void
}

/** `serve` answers every request that reaches a service; an error that it throws breaks the connection. */
export function stubInstallation(serve: (request: Request) => Promise<Answer>): Stub {
  const recorded: RequestEvent[] = []
  // Every answer of a stub is sent as an error: that is the shortest way through the pipeline.
  const protocol: Protocol<InstalledService> = {
    service: servicesByName.s3,
    model: loadModel('s3'),
    route: async (request) => {
      throw new Served(await serve(request))
    },
    encode: () => {
      throw new Error('a stub has no operations')
    },
    fail: (error) => {
      if (error instanceof Served) return { ...error.answer, code: 'Stub' }
      throw error
    },
  }
  const turns = new FairTurns(setImmediate)
  const runtime = {
    ...unwatched,
    turnFor: (bytes: number) => turns.turnFor(bytes),
    record: (event: RequestEvent) => void recorded.push(event),
  } as unknown as Installation['runtime']
  const stub: Stub = {
    recorded,
    flush: () => {},
    installation: {
      account: '000000000000',
      unavailable: () => undefined,
      runtime,
      protocols: Object.fromEntries(
        Object.values(servicesByName).map((service) => [service.name, { ...protocol, service, model: loadModel(service.name) }]),
      ),
      ids: countedIds(),
      clock: { now: () => 0, wall: () => 0, monotonic: () => 0 },
      flushAudit: () => stub.flush(),
    } as unknown as Installation,
  }
  return stub
}

class Served extends Error {
  readonly answer: Answer
  constructor(answer: Answer) {
    super('served')
    this.answer = answer
  }
}
