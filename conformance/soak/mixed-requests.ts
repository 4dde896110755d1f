import type { Key } from '../clean-environment.js'
import { form, type Reply, send, type Unsigned } from '../signed-request.js'
import { type Crowd, type Line, sendAs, sessionCall } from './crowd.js'

/** One kind of request of a soak test, and its correct answers. */
interface Kind {
  readonly name: string
  readonly statuses: readonly number[]
  readonly ask: (line: Line, crowd: Crowd, index: number) => Promise<Reply>
}

const userOf = ({ users }: Crowd, index: number): Key => users[index % users.length] as Key
const sessionOf = ({ sessions }: Crowd, index: number): Key => sessions[index % sessions.length] as Key
const falsified = (key: Key): Key => ({ ...key, secretAccessKey: `${key.secretAccessKey.slice(1)}x` })
const identity = form('sts', { Action: 'GetCallerIdentity' })

/** An object that only the user of this index may access. */
const object = (method: string, crowd: Crowd, index: number): Unsigned => {
  const path = `/soak/own-${index % crowd.users.length}/one`
  return method === 'PUT' ? { service: 's3', method, path, body: Buffer.from(`object ${index}`) } : { service: 's3', method, path }
}

/** The requests, repeated in this order: authenticated and not, allowed and not, with and without a body, cheap and expensive. */
const KINDS: readonly Kind[] = [
  { name: 'who am I, by key', statuses: [200], ask: (line, crowd, i) => sendAs(line, userOf(crowd, i), identity) },
  { name: 'who am I, by session', statuses: [200], ask: (line, crowd, i) => sendAs(line, sessionOf(crowd, i), identity) },
  { name: 'a session', statuses: [200], ask: (line, crowd, i) => sendAs(line, userOf(crowd, i), sessionCall(crowd, i)) },
  {
    name: 'what a session is denied',
    statuses: [403],
    ask: (line, crowd, i) =>
      sendAs(line, sessionOf(crowd, i), { service: 's3', method: 'PUT', path: '/soak/of-nobody', body: Buffer.from('x') }),
  },
  {
    name: 'an object that may exist',
    statuses: [200, 404, 403],
    ask: (line, crowd, i) => sendAs(line, userOf(crowd, i), object('GET', crowd, i)),
  },
  {
    name: 'what a user is denied',
    statuses: [403],
    ask: (line, crowd, i) => sendAs(line, userOf(crowd, i * 10 + 1), form('iam', { Action: 'GetUser', UserName: `user-${i % 7_000}` })),
  },
  { name: 'a wrong secret', statuses: [403], ask: (line, crowd, i) => sendAs(line, falsified(userOf(crowd, i)), identity) },
  {
    name: 'an unknown key',
    statuses: [403],
    ask: (line, crowd, i) => sendAs(line, { ...userOf(crowd, i), accessKeyId: `AKIAQAAAAAAA${String(i).padStart(8, '0')}` }, identity),
  },
  {
    name: 'no signature',
    statuses: [403],
    ask: ({ endpoint, agent }, _crowd, i) =>
      send(
        endpoint,
        { method: 'GET', target: `/soak/own-${i}/one`, headers: ['host', new URL(endpoint).host], body: new Uint8Array(0) },
        agent,
      ),
  },
  {
    name: 'a listing',
    statuses: [200, 403],
    ask: (line, crowd, i) =>
      sendAs(line, sessionOf(crowd, i), { service: 's3', method: 'GET', path: '/soak', query: `list-type=2&prefix=own-${i % 100}%2F` }),
  },
]

/** Objects are written and removed less often, because each costs a write to the disk. */
const EVERY = 40
const RARE: readonly Kind[] = [
  { name: 'an object written', statuses: [200], ask: (line, crowd, i) => sendAs(line, userOf(crowd, i), object('PUT', crowd, i)) },
  { name: 'an object removed', statuses: [204], ask: (line, crowd, i) => sendAs(line, userOf(crowd, i), object('DELETE', crowd, i)) },
]

/** Sends the request of this number; throws when its answer is not a correct one. */
export async function askNumber(line: Line, crowd: Crowd, index: number): Promise<void> {
  const kinds = index % EVERY === 0 ? RARE : KINDS
  const { name, statuses, ask } = kinds[Math.floor(index / (index % EVERY === 0 ? EVERY : 1)) % kinds.length] as Kind
  const { status, text } = await ask(line, crowd, index)
  if (!statuses.includes(status)) throw new Error(`request ${index}, ${name}: ${status} ${text}`)
}
