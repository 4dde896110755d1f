import { describe, expect, it } from 'vitest'
import { instanceStateAt, stateOutput } from './instance-state.js'

describe('the state of an instance', () => {
  it.each([
    ['start', 0, 'pending', 0],
    ['start', 4_999, 'pending', 0],
    ['start', 5_000, 'running', 16],
    ['stop', 0, 'stopping', 64],
    ['stop', 10_000, 'stopped', 80],
    ['terminate', 9_999, 'shutting-down', 32],
    ['terminate', 10_000, 'terminated', 48],
  ] as const)('follows from the time: %s and %i ms is %s', (kind, passed, name, code) => {
    const state = instanceStateAt({ last: { kind, at: 1_000 } }, 1_000 + passed)
    expect(stateOutput(state)).toEqual({ Code: code, Name: name })
  })

  it('is that during the change where the clock goes back', () => {
    expect(instanceStateAt({ last: { kind: 'start', at: 1_000 } }, 0)).toBe('pending')
  })
})
