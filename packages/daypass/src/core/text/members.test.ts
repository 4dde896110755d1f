import { expect, it } from 'vitest'
import { memberProblem } from './members.js'

const members = { port: 'number', account: 'string', audit: 'function', now: 'object', dev: 'boolean' } as const

it.each([
  [{}, undefined],
  [{ port: 1, account: 'x', audit: () => {}, now: new Date(0), dev: true }, undefined],
  [{ port: undefined }, undefined],
  [{ acount: 'x' }, '"acount" is not known: did you mean account?'],
  [{ unheard: 'x' }, '"unheard" is not known: use port, account, audit, now, dev'],
  [JSON.parse('{"__proto__": 1}'), '"__proto__" is not known: use port, account, audit, now, dev'],
  [{ port: '1' }, 'port must be a number'],
  [{ account: 0 }, 'account must be a string'],
  [{ now: null }, 'now must be an object'],
  [{ dev: 'yes' }, 'dev must be true or false'],
  [{ audit: 1 }, 'audit must be a function'],
  [[], 'give an object with port, account, audit, now, dev'],
  ['x', 'give an object with port, account, audit, now, dev'],
])('tells what is wrong with the members of %j: %s', (given, problem) => {
  expect(memberProblem(given, members)).toBe(problem)
})
