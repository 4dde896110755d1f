// Owns: requests that are as expensive as a caller with hardly any permissions can make them, and the callers that sign them.
import { createHash, createSecretKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { signHeaders } from '../../packages/daypass/dist/signature/sign.js'
import { deriveSigningKey } from '../../packages/daypass/dist/signature/signing-keys.js'
import { formatAmzDate } from '../../packages/daypass/dist/signature/timestamp.js'

/** @typedef {{ accessKeyId: string, secretAccessKey: string, sessionToken?: string }} Key */
/** @typedef {{ service: string, method?: string, path?: string, query?: string, body?: string, headers?: Record<string, string> }} Asked */

const REGION = 'us-east-1'
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const VERSIONS = { sts: '2011-06-15', iam: '2010-05-08' }

/** A client with its own connection. @param {number} port */
export function client(port) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  /** @param {Key} key @param {Asked} asked @returns {Promise<{ status: number, text: string }>} */
  const send = (key, asked) => sendWith(agent, port, { key, ...asked })
  return { send, close: () => agent.destroy() }
}

function sendWith(agent, port, { key, service, method = 'POST', path = '/', query = '', body = '', headers = {} }) {
  const now = Date.now()
  const scope = { date: formatAmzDate(now).slice(0, 8), region: REGION, service }
  const signed = signHeaders({
    request: { method, path, query, headers: ['host', `127.0.0.1:${port}`, ...Object.entries(headers).flat()] },
    accessKeyId: key.accessKeyId,
    signingKey: deriveSigningKey(createSecretKey(Buffer.from(key.secretAccessKey)), scope),
    region: REGION,
    service,
    payloadHash: createHash('sha256').update(body).digest('hex'),
    normalizePath: service !== 's3',
    now,
    sendContentSha256: service === 's3',
    ...(key.sessionToken === undefined ? {} : { sessionToken: key.sessionToken }),
  })
  const all = [...signed.headers, 'content-length', String(Buffer.byteLength(body))]
  return new Promise((resolve, reject) => {
    const sent = request(
      { agent, port, host: '127.0.0.1', method, path: query === '' ? path : `${path}?${query}`, headers: all },
      (answer) => {
        let text = ''
        answer.setEncoding('utf8').on('data', (more) => {
          text += more
        })
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
}

/** A call of a query API; returns the text of an element of the answer. */
export async function call(one, key, { service, ...parameters }) {
  const body = new URLSearchParams({ ...parameters, Version: VERSIONS[service] }).toString()
  const { status, text } = await one.send(key, { service, body, headers: FORM })
  if (status !== 200) throw new Error(`${parameters.Action}: ${status} ${text}`)
  return (name) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1] ?? ''
}

const allowing = (Action) => JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action, Resource: '*' } })

/** Session policies of some 2,000 characters with patterns that match nothing. With a variable, each evaluation must search again. */
const POLICIES = {
  plain: patterns(170, (i) => `*?z${i}*`),
  variables: patterns(60, (i) => `*?z${i}\${aws:userid}*`),
}

function patterns(count, pattern) {
  const values = Array.from({ length: count }, (_, i) => pattern(i))
  const statement = { Effect: 'Allow', Action: '*', Resource: '*', Condition: { StringLike: { 'aws:UserAgent': values } } }
  return JSON.stringify({ Version: '2012-10-17', Statement: statement })
}

const KEYS = Array.from({ length: 1_000 }, (_, i) => `<Object><Key>k${i}</Key></Object>`).join('')
const BODY = `<Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Quiet>true</Quiet>${KEYS}</Delete>`

/** A user that may only get federation tokens, and two tokens of it. */
export async function prepare(port, dataDir) {
  const one = client(port)
  const root = JSON.parse(readFileSync(join(dataDir, 'root-credentials.json'), 'utf8'))
  await one.send(root, { service: 's3', method: 'PUT', path: '/data' })
  await call(one, root, { service: 'iam', Action: 'CreateUser', UserName: 'u' })
  const policy = allowing(['sts:GetFederationToken'])
  await call(one, root, { service: 'iam', Action: 'PutUserPolicy', UserName: 'u', PolicyName: 'p', PolicyDocument: policy })
  const user = keyOf(await call(one, root, { service: 'iam', Action: 'CreateAccessKey', UserName: 'u' }))
  const tokens = {}
  for (const [name, Policy] of Object.entries(POLICIES))
    tokens[name] = keyOf(await call(one, user, { service: 'sts', Action: 'GetFederationToken', Name: 'guest', Policy }))
  one.close()
  return { user, tokens }
}

const keyOf = (answer) => ({
  accessKeyId: answer('AccessKeyId'),
  secretAccessKey: answer('SecretAccessKey'),
  ...(answer('SessionToken') !== '' && { sessionToken: answer('SessionToken') }),
})

/** The attack: 1,000 keys under all patterns of the session, with the longest accepted User-Agent. */
export const attack = (one, key, length) =>
  one.send(key, {
    service: 's3',
    path: '/data',
    query: 'delete=',
    body: BODY,
    headers: { 'content-md5': createHash('md5').update(BODY).digest('base64'), 'user-agent': 'z'.repeat(length) },
  })
