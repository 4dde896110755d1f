import type { RequestEvent } from '../../core/request-event.js'

/**
 * The requests that have reached a service and are not over. In places of a list, not in a set: a set gives each object a hash, and V8 then takes microseconds to
 * add the members that an event gets later.
 */
export class RequestsInProgress implements Iterable<RequestEvent> {
  readonly #events: (RequestEvent | undefined)[] = []
  readonly #free: number[] = []

  /** The place of a request that begins, for `ended`. */
  begun(event: RequestEvent): number {
    const place = this.#free.pop() ?? this.#events.length
    this.#events[place] = event
    return place
  }

  ended(place: number): void {
    this.#events[place] = undefined
    this.#free.push(place)
  }

  *[Symbol.iterator](): Iterator<RequestEvent> {
    for (const event of this.#events) if (event !== undefined) yield event
  }
}
