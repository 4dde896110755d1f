// Owns: the cases: pools of signed requests, and how a right answer is recognised.
import { randomBytes } from 'node:crypto'
import { BUCKET, POOL, readKey } from './bucket.mjs'
import { signedRequest } from './signed-request.mjs'

const SIZE = 1_000
const LISTS = 100

/**
 * `least` is the smallest number of other objects with which it can be measured, `count` how many requests a round has where it is not the usual number.
 * @typedef {{ name: string, marker: string, least: number, count?: number, make: (index: number) => Buffer }} Case
 */

/** @param {{ key: import('../sts/load/signed-request.mjs').Key }} made @param {number} port @returns {Case[]} */
export function casesOf({ key }, port) {
  const ask = (asked) => signedRequest(key, { port, ...asked })
  const path = (index) => `/${BUCKET}/${readKey(index)}`
  return [
    {
      name: 'GET 1 kB',
      marker: 'x-amz-server-side-encryption: AES256',
      least: 10,
      make: (index) => ask({ method: 'GET', path: path(index) }),
    },
    { name: 'PUT 1 kB', marker: 'ETag: ', least: 10, make: (index) => ask({ method: 'PUT', path: path(index), body: randomBytes(SIZE) }) },
    {
      name: 'LIST 1,000 keys',
      marker: '<KeyCount>1000<',
      least: 1_000,
      count: LISTS,
      make: () => ask({ method: 'GET', path: `/${BUCKET}`, query: 'list-type=2&max-keys=1000' }),
    },
  ]
}

/** @param {Case} one */
export const requestsOf = (one) => Array.from({ length: POOL }, (_, index) => one.make(index))
