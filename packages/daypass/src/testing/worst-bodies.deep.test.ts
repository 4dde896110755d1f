import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Request } from '../core/exchange.js'
import { formPayload, streamPayload } from '../credentials/payload.js'
import { FairTurns } from '../installation/fair-turns.js'
import { protocols, type ServiceName } from '../installation/services.js'
import { readHeaderNames, ruleFor } from '../services/s3/cors/cors-rules.js'
import { s3 } from './made-service.js'

/** Milliseconds that reading one request may block all others at a time: half of what a whole request may. */
const LONGEST_STRETCH = 25

const known = protocols()
const turns = new FairTurns(setImmediate)

/** The body in pieces of a size; those of a few bytes come many in a turn, as they may on a socket. */
async function* pieces(body: string, size = 65_536) {
  const bytes = Buffer.from(body)
  for (let at = 0; at < bytes.length; at += size) {
    if (at % 65_536 === 0) await new Promise(setImmediate)
    yield bytes.subarray(at, at + size)
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
  const FIELD = '--b\r\nContent-Disposition: form-data; name='
  const FIELDS = 20_000
  it.each([
    ['quotes in a name', `${FIELD}"${'\\"'.repeat(FIELDS / 2 - 100)}\r\n\r\n`, 65_536],
    ['quotes in a name that fits', `${FIELD}"${'\\"'.repeat(1_900)}\r\n\r\n`, 65_536],
    ['spaces before a name', `${FIELD}${' '.repeat(FIELDS)}x x\r\n\r\n`, 65_536],
    ['fields', `${FIELD}"a"\r\n\r\n\r\n`.repeat(FIELDS / 50), 65_536],
    ['beginnings of boundaries, byte by byte', `${FIELD}"a"\r\n\r\n${'\r\n--'.repeat(FIELDS / 4)}`, 1],
  ])("a browser's form of %s", async (_, body, size) => {
    let best = Number.POSITIVE_INFINITY
    for (let run = 0; run < 5; run++) {
      const headers = { 'content-type': 'multipart/form-data; boundary=b' }
      const request = { ...requestOf('POST', '/photos', ''), headers, rawHeaders: [], body: pieces(body, size) }
      const work = read('s3', request).catch(({ code }) => expect(code).toEqual(expect.any(String)))
      best = Math.min(best, await longestStretch(work))
    }
    expect(best).toBeLessThan(LONGEST_STRETCH)
  })

  it('a preflight request, against the most patterns that a bucket can have', () => {
    const headers = Array.from({ length: 1_750 }, (_, at) => `x${at}a*`)
    const rule = { origins: ['*'], methods: ['GET'], headers, exposed: [] }
    const names = readHeaderNames(Array.from({ length: 100 }, (_, at) => `n${at}`).join()) ?? []
    expect(names).toHaveLength(100)
    const times = Array.from({ length: 5 }, () => {
      const before = worked()
      expect(ruleFor([rule], { origin: 'https://example.com', method: 'GET', headers: names.map((_name, at) => `x${1_749 - at}ab`) })).toBe(
        rule,
      )
      return worked() - before
    })
    expect(Math.min(...times)).toBeLessThan(LONGEST_STRETCH)
  })
})
