import { describe, expect, it } from 'vitest'
import { type Call, FAULT_LIMITS, type FaultRequest, Faults } from './faults.js'

const known = new Map([
  ['sts', new Set(['AssumeRole', 'GetCallerIdentity'])],
  ['iam', new Set(['CreateUser'])],
])
const call = (operation: string, account?: string): Call => ({ service: 'sts', operation, account: () => account })

/** Faults, and the ends of the timers that were set, with their milliseconds. */
function faultsAndTimers() {
  const timers: { end: () => void; milliseconds: number }[] = []
  const faults = new Faults((end, milliseconds) => {
    timers.push({ end, milliseconds })
    return { unref: () => {} }
  })
  return { faults, timers }
}

describe('faults', () => {
  it('are for the next calls of their operation, as often as was asked for, the oldest first', () => {
    const { faults } = faultsAndTimers()
    faults.add({ operation: 'sts:AssumeRole', kind: 'throttling', times: 2 }, known)
    faults.add({ operation: 'sts:*', kind: 'cut' }, known)
    const kinds = ['AssumeRole', 'GetCallerIdentity', 'AssumeRole', 'AssumeRole', 'GetCallerIdentity'].map(
      (name) => faults.take(call(name))?.kind,
    )
    expect(kinds).toEqual(['throttling', 'cut', 'throttling', undefined, undefined])
    expect(faults.list()).toEqual([])
  })

  it('can be for the calls of one account', () => {
    const { faults } = faultsAndTimers()
    faults.add({ operation: 'sts:AssumeRole', kind: 'internal', account: '111122223333' }, known)
    const of = (account?: string) => faults.take(call('AssumeRole', account))?.kind
    expect([of('999999999999'), of(), of('111122223333')]).toEqual([undefined, undefined, 'internal'])
  })

  it('wait for a timer, or until waits are ended', async () => {
    const { faults, timers } = faultsAndTimers()
    const [timed, ended] = [faults.wait(2), faults.wait(60)]
    expect([faults.slow, timers.map(({ milliseconds }) => milliseconds)]).toEqual([2, [2_000, 60_000]])
    timers[0]?.end()
    await timed
    expect(faults.slow).toBe(1)
    faults.clear()
    await ended
    expect(faults.slow).toBe(0)
  })

  const wrong: [name: string, asked: Readonly<Record<string, unknown>>, problem: string][] = [
    ['an operation of no service', { operation: 'AssumeRole' }, 'operation must be'],
    ['an unknown operation', { operation: 'sts:Assume' }, 'operation must be'],
    ['an unknown service', { operation: '*:*' }, 'operation must be'],
    ['a misspelt operation', { operation: 'sts:AsumeRole' }, 'did you mean sts:AssumeRole?'],
    ['an operation in another case', { operation: 'sts:getcalleridentity' }, 'did you mean sts:GetCallerIdentity?'],
    ['a misspelt service', { operation: 'stss:AssumeRole' }, 'did you mean sts:AssumeRole?'],
    ['all of a misspelt service', { operation: 'iamm:*' }, 'did you mean iam:*?'],
    ['an operation without its service', { operation: 'CreateUser' }, 'did you mean iam:CreateUser?'],
    ['no operation', { operation: undefined }, 'operation must be'],
    ['no kind', { kind: undefined }, 'kind must be one of'],
    ['an unknown member', { time: 2 }, '"time" is not known: did you mean times?'],
    ['a text for a number', { times: '2' }, 'times must be a number'],
    ['a number for an account', { account: 0 }, 'account must be a string'],
    ['a third part', { operation: 'sts:AssumeRole:x' }, 'operation must be'],
    ['an unknown kind', { kind: 'fire' }, 'kind must be'],
    ['no times', { times: 0 }, 'times must be'],
    ['half a time', { times: 1.5 }, 'times must be'],
    ['too many times', { times: FAULT_LIMITS.times + 1 }, 'times must be'],
    ['a wait of an error', { seconds: 1 }, 'seconds is for slow'],
    ['no wait', { kind: 'slow', seconds: 0 }, 'seconds must be'],
    ['no number', { kind: 'slow', seconds: Number.NaN }, 'seconds must be'],
    ['too long a wait', { kind: 'slow', seconds: 61 }, 'seconds must be'],
    ['half an account', { account: '1111' }, 'account must be'],
  ]
  it.each(wrong)('are not added with %s', (_name, asked, problem) => {
    const { faults } = faultsAndTimers()
    const request = { operation: 'sts:AssumeRole', kind: 'throttling', ...asked } as FaultRequest
    expect(() => faults.add(request, known)).toThrow(problem)
    expect(faults.list()).toEqual([])
  })

  it('are limited in number', () => {
    const { faults } = faultsAndTimers()
    const add = () => faults.add({ operation: 'sts:*', kind: 'cut' }, known)
    for (let i = 0; i < FAULT_LIMITS.faults; i++) add()
    expect(add).toThrow('there are 100 faults already: clear them')
  })
})
