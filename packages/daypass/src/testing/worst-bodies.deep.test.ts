import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Request } from '../core/exchange.js'
import { formPayload, streamPayload } from '../credentials/payload.js'
import { FairTurns } from '../installation/fair-turns.js'
import { protocols, type ServiceName } from '../installation/services.js'
import { s3 } from './made-service.js'

/** Milliseconds that reading one request may block all others at a time: half of what a whole request may. */
const LONGEST_STRETCH = 25

const known = protocols()
const turns = new FairTurns(setImmediate)

async function* pieces(body: string) {
  const bytes = Buffer.from(body)
  for (let at = 0; at < bytes.length; at += 65_536) {
    await new Promise(setImmediate)
    yield bytes.subarray(at, at + 65_536)
  }
}

const requestOf = (method: string, target: string, body: string): Request => {
  const [path = '', query = ''] = target.split('?')
  // S3 rejects a list of keys without a checksum; this is the right one.
  const headers = { authorization: 'told', 'content-md5': createHash('md5').update(body).digest('base64') }
  const rawHeaders = Object.entries(headers).flat()
  return { id: 'i', method, path, query, headers, rawHeaders, sourceIp: '127.0.0.1', secure: false, body: pieces(body) }
}

/** Reads a request as the pipeline does, and ignores the result. */
async function read(service: ServiceName, request: Request): Promise<void> {
  const routed = await known[service].route(request)
  const { form } = routed
  await routed.decode(
    form === undefined ? streamPayload({ request, routed, errors: { ...s3.errors, body: s3.streaming! } }, undefined) : formPayload(form),
    turns,
  )
}

const worked = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

/** The longest time, in milliseconds, in which nothing else had a turn. */
async function longestStretch(work: Promise<unknown>): Promise<number> {
  let longest = 0
  let last = worked()
  let isDone = false
  const look = () => {
    longest = Math.max(longest, worked() - last)
    last = worked()
    if (!isDone) setImmediate(look)
  }
  setImmediate(look)
  await work
  isDone = true
  await new Promise(setImmediate)
  return longest
}

/** The first of several runs also compiles the code: the best run counts. */
async function stretch(service: ServiceName, line: readonly [method: string, target: string], body: string): Promise<number> {
  let best = Number.POSITIVE_INFINITY
  for (let run = 0; run < 5; run++) {
    const work = read(service, requestOf(...line, body)).catch(({ code }) => expect(code).toEqual(expect.any(String)))
    best = Math.min(best, await longestStretch(work))
  }
  return best
}

const XML = 2_097_152
const xml = (piece: string) => `<Delete>${piece.repeat(Math.floor((XML - 20) / piece.length))}</Delete>`
const object = (key: string) => `<Object><Key>${key}</Key></Object>`

describe('reading the worst bodies at their limits blocks others for less than 25 ms', () => {
  it.each(
    Object.entries({
      text: xml('x'),
      references: xml('&amp;'),
      'character references': xml('&#65;'),
      'line ends': xml('\r\n'),
      'CDATA sections': xml('<![CDATA[x]]>'),
      comments: xml('<!---->'),
      'one comment': `<Delete><!--${'x'.repeat(XML - 40)}--></Delete>`,
      attributes: `<Delete ${Array.from({ length: 9_000 }, (_, i) => `a${i}="${'v'.repeat(200)}"`).join(' ')}></Delete>`,
      namespaces: `<Delete ${Array.from({ length: 9_000 }, (_, i) => `xmlns:a${i}="${'v'.repeat(200)}"`).join(' ')}></Delete>`,
      'elements of one kind': xml('<a/>'),
      'a long name': `<${'n'.repeat(XML - 10)}/>`,
      'a thousand keys of references': `<Delete>${object('&amp;'.repeat(400)).repeat(1_000)}</Delete>`,
      'three thousand keys': `<Delete>${object('k'.repeat(600)).repeat(3_000)}</Delete>`,
    }),
  )('DeleteObjects of %s', async (_, body) => {
    expect(await stretch('s3', ['POST', '/photos?delete'], body)).toBeLessThan(LONGEST_STRETCH)
  })

  const FORM = 1_048_000
  const iam = 'Action=SimulateCustomPolicy&Version=2010-05-08'
  const sts = 'Action=AssumeRole&Version=2011-06-15'
  const many = (count: number, pair: (i: number) => string) => Array.from({ length: count }, (_, i) => pair(i)).join('&')
  it.each<[string, ServiceName, string]>([
    ['plus signs', 'iam', `${iam}&PolicyInputList.member.1=${'+'.repeat(FORM)}`],
    ['ampersands', 'iam', `${iam}${'&'.repeat(FORM)}`],
    ['escapes', 'iam', `${iam}&PolicyInputList.member.1=${'%41'.repeat(FORM / 3)}`],
    ['control characters', 'iam', `${iam}&PolicyInputList.member.1=${'%00'.repeat(FORM / 3)}`],
    ['list members', 'iam', `${iam}&${many(3_990, (i) => `ActionNames.member.${i + 1}=${'%00'.repeat(70)}`)}`],
    ['policies', 'iam', `${iam}&${many(3_990, (i) => `PolicyInputList.member.${i + 1}=${'{'.repeat(200)}`)}`],
    ['nested names', 'iam', `${iam}&${many(3_990, (i) => `ContextEntries.member.${i + 1}${'.a'.repeat(100)}=`)}`],
    ['tags', 'sts', `${sts}&${many(1_900, (i) => `Tags.member.${i + 1}.Key=%00&Tags.member.${i + 1}.Value=%00${'v'.repeat(70)}`)}`],
    ['transitive keys', 'sts', `${sts}&${many(3_900, (i) => `TransitiveTagKeys.member.${i + 1}=%00`)}`],
    ['one long value', 'sts', `${sts}&RoleArn=${'<'.repeat(250_000)}`],
  ])('a form of %s', async (_, service, body) => {
    expect(await stretch(service, ['POST', '/'], body)).toBeLessThan(LONGEST_STRETCH)
  })

  it('JSON of brackets only', async () => {
    expect(await stretch('account', ['POST', '/listRegions'], '['.repeat(16_384))).toBeLessThan(LONGEST_STRETCH)
  })
})
