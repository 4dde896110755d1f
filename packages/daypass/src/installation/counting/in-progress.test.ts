import { describe, expect, it } from 'vitest'
import type { RequestEvent } from '../../core/request-event.js'
import { RequestsInProgress } from './in-progress.js'

const event = (operation: string) => ({ operation }) as RequestEvent

describe('the requests in progress', () => {
  it('are those that have begun and not ended, in any order', () => {
    const requests = new RequestsInProgress()
    const [first, second] = [requests.begun(event('A')), requests.begun(event('B'))]
    requests.ended(first)
    requests.begun(event('C'))
    expect([...requests].map(({ operation }) => operation).toSorted()).toEqual(['B', 'C'])
    requests.ended(second)
    expect([...requests].map(({ operation }) => operation)).toEqual(['C'])
  })

  it('take as many places as there were at the same time', () => {
    const requests = new RequestsInProgress()
    const places = new Set(
      Array.from({ length: 1_000 }, (_, i) => {
        const place = requests.begun(event(`${i}`))
        requests.ended(place)
        return place
      }),
    )
    expect([places.size, [...requests]]).toEqual([1, []])
  })
})
