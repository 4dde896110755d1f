import type { Key } from '../clean-environment.js'
import { deletion, keyOf } from '../requests/bench.js'
import { form, type Raw, type Reply, send, signed } from '../signed-request.js'
import { type Line, sendAs } from './crowd.js'

/** An attack, repeated until it must stop; `sent` counts the answers by status. */
export interface Attack {
  readonly sent: ReadonlyMap<number, number>
  readonly ended: Promise<void>
}

const KEYS = 1_000
const PATTERNS = 170
/** The longest User-Agent that is accepted; the attack was found with 60,000 bytes. */
const LONGEST_AGENT = 4_096

/** 1.7 kB of patterns, each of which must look at every character. */
const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: 's3:*',
      Resource: '*',
      Condition: { StringLike: { 'aws:UserAgent': Array.from({ length: PATTERNS }, (_, at) => `*?z${at % 10}*`) } },
    },
  ],
})

const deleteList = (from: string): string =>
  `<Delete>${Array.from({ length: KEYS }, (_, at) => `<Object><Key>${from}${at}</Key></Object>`).join('')}</Delete>`

function repeat(goesOn: () => boolean, ask: () => Promise<Reply>): Attack {
  const sent = new Map<number, number>()
  const run = async (): Promise<void> => {
    while (goesOn()) {
      const { status } = await ask()
      sent.set(status, (sent.get(status) ?? 0) + 1)
    }
  }
  return { sent, ended: run() }
}

/** A session whose policy is as expensive to evaluate as possible; `key` may call GetFederationToken. */
export async function dearSession(line: Line, key: Key): Promise<Key> {
  const reply = await sendAs(line, key, form('sts', { Action: 'GetFederationToken', Name: 'dear', Policy: POLICY }))
  if (reply.status !== 200) throw new Error(`${reply.status} ${reply.text}`)
  return keyOf(reply)
}

/** Many keys under many patterns over a long text: every key requires its own permission. */
export function manyQuestions({ endpoint, agent }: Line, session: Key, goesOn: () => boolean): Attack {
  const request = deletion('soak', deleteList('not-there-'), ['user-agent', 'z'.repeat(LONGEST_AGENT)])
  return repeat(goesOn, () => {
    const raw = signed({ endpoint, key: session }, request)
    return send(endpoint, raw, agent)
  })
}

/** A megabyte of XML from an unknown caller. */
export function unsignedXml({ endpoint, agent }: Line, goesOn: () => boolean): Attack {
  const body = Buffer.alloc(1_000_000, '<a>'.repeat(100))
  const raw: Raw = {
    method: 'POST',
    target: '/soak?delete=',
    headers: ['host', new URL(endpoint).host, 'content-type', 'application/xml'],
    body,
  }
  // The server may refuse before it has read the body, and hang up: that counts as an answer too.
  return repeat(goesOn, () => send(endpoint, raw, agent).catch(() => ({ status: 0, headers: {}, body: Buffer.alloc(0), text: '' })))
}
