import { createHmac } from 'node:crypto'
import { isoSeconds } from '../../core/clock.js'
import { expiryText } from '../run/temporary-credentials.js'
import { isSecret, type LoopbackAnswer, type LoopbackRequest, strangerAnswer, valuesOf } from './loopback-request.js'
import { type Renewed, refusalAnswer } from './renewed.js'

/** Where the metadata of a workload is, and what its tokens are made with. */
export interface MetadataAddress {
  /** `127.0.0.1:PORT` */
  readonly host: string
  readonly region: string
  /** The id of the instance that the program stands for, and the name of its role. */
  readonly id: string
  readonly role: string
  /** Of this process only. */
  readonly tokenKey: Uint8Array
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

const TTL = 'x-aws-ec2-metadata-token-ttl-seconds'
const TOKEN = 'x-aws-ec2-metadata-token'
const ROLES = '/latest/meta-data/iam/security-credentials/'

const text = (status: number, body: string, headers?: Record<string, string>): LoopbackAnswer => ({
  status,
  body,
  ...(headers && { headers }),
})

/**
 * Answers as the instance metadata service does where instances require version 2 (EC2 user guide, "How IMDSv2 works"): the role and its credentials, the
 * instance id and the region. A workload is not an instance: nothing else is known of it, and version 1 is not answered.
 */
export async function metadataAnswer(
  request: LoopbackRequest,
  address: MetadataAddress,
  renewed: () => Promise<Renewed>,
): Promise<LoopbackAnswer> {
  const stranger = strangerAnswer(request, address.host)
  if (stranger !== undefined) return stranger
  if (request.path === '/latest/api/token') return request.method === 'PUT' ? newToken(request, address) : text(405, 'Method Not Allowed')
  if (request.method !== 'GET') return text(405, 'Method Not Allowed')
  if (!isToken(valuesOf(request, TOKEN), address)) return text(401, 'Unauthorized')
  try {
    return await item(request.path, address, renewed)
  } catch (error) {
    return refusalAnswer(error)
  }
}

async function item(path: string, { region, id, role, now }: MetadataAddress, renewed: () => Promise<Renewed>): Promise<LoopbackAnswer> {
  const known = new Map([
    ['/latest/meta-data/placement/region', region],
    ['/latest/meta-data/instance-id', id],
    [ROLES, role],
  ]).get(path)
  if (known !== undefined) return text(200, known)
  if (path !== `${ROLES}${role}`) return text(404, 'Not Found')
  const { credentials } = await renewed()
  const { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: Token } = credentials
  const made = { Code: 'Success', LastUpdated: isoSeconds(now()), Type: 'AWS-HMAC' }
  return text(200, JSON.stringify({ ...made, AccessKeyId, SecretAccessKey, Token, Expiration: expiryText(credentials) }))
}

/** A token says until when it is valid, and proves that this process made it: nothing is kept. */
const tokenUntil = (until: string, { tokenKey }: MetadataAddress): string =>
  `${until}.${createHmac('sha256', tokenKey).update(until).digest('base64url')}`

function newToken(request: LoopbackRequest, address: MetadataAddress): LoopbackAnswer {
  const [seconds = '', ...more] = valuesOf(request, TTL)
  if (!/^[1-9]\d{0,4}$/.test(seconds) || Number(seconds) > 21_600 || more.length > 0) return text(400, 'Bad Request')
  return text(200, tokenUntil(String(address.now() + 1000 * Number(seconds)), address), { [TTL]: seconds })
}

function isToken(values: readonly string[], address: MetadataAddress): boolean {
  const until = /^(\d{1,16})\./.exec(values[0] ?? '')?.[1] ?? '0'
  return isSecret(values, tokenUntil(until, address)) && Number(until) > address.now()
}
