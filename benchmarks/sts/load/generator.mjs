// Owns: the load, in a separate process on the second core: a closed loop of keep-alive connections that replays prepared requests.
// Controlled by messages: `requests` stores a pool under a name, `run` replays it, `try` sends each request once and returns the answers.
import { converse } from './connection.mjs'

/** @type {Map<string, Buffer[]>} */
const pools = new Map()

/** Connections alternate between several ports. @param {{ port: number | number[], pool: string, count: number, connections: number, status: number }} order */
async function run({ port, pool, count, connections, status }) {
  const requests = pools.get(pool) ?? []
  const ports = [port].flat()
  let sent = 0
  let wrong = 0
  const next = () => (sent < count ? requests[sent++ % requests.length] : undefined)
  const seen = (/** @type {number} */ got) => {
    if (got !== status) wrong += 1
  }
  const start = performance.now()
  await Promise.all(Array.from({ length: connections }, (_, at) => converse(ports[at % ports.length] ?? 0, { next, seen })))
  return { wrong, milliseconds: performance.now() - start }
}

/** @param {{ port: number, pool: string }} order */
async function tryEach({ port, pool }) {
  const requests = [...(pools.get(pool) ?? [])]
  /** @type {{ status: number, answer: string }[]} */
  const answers = []
  await converse(port, {
    next: () => requests.shift(),
    seen: (status, answer) => void answers.push({ status, answer: answer.toString('utf8') }),
  })
  return answers
}

/** @param {{ kind: 'requests', pool: string, requests: string[] } | { kind: 'run' } | { kind: 'try' }} order */
async function obey(order) {
  if (order.kind === 'run') return run(order)
  if (order.kind === 'try') return tryEach(order)
  pools.set(
    order.pool,
    order.requests.map((request) => Buffer.from(request, 'base64')),
  )
  return {}
}

process.on('message', (order) => {
  obey(order).then(
    (result) => process.send?.({ result }),
    (error) => process.send?.({ error: String(error?.stack ?? error) }),
  )
})
process.on('disconnect', () => process.exit())
