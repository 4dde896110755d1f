import { createHash, randomBytes } from 'node:crypto'
import type { Key } from '../clean-environment.js'
import { ServerProcess } from '../server-process.js'
import { element, errorOf, form, type Raw, type Reply, type Service, type Signer, send, signed, type Unsigned } from '../signed-request.js'

/** A server with some callers, for tests that sign their requests themselves. */
export interface Bench {
  readonly server: ServerProcess
  readonly root: Signer
  /** Long-term key of `bench-user`, who may do everything. */
  readonly user: Signer
  /** Two sessions of `bench-role`, which may do everything. */
  readonly sessions: readonly [Signer, Signer]
  /** An existing bucket that contains `kept`. */
  readonly bucket: string
}

/** The bytes of `kept`. */
export const KEPT = Buffer.from('what was there before')

const ADMIN = 'arn:aws:iam::aws:policy/AdministratorAccess'

/** Starts a `--dev` server and creates the callers. */
export async function startBench(flags: readonly string[] = []): Promise<Bench> {
  const server = await ServerProcess.start({ flags: ['--dev', ...flags] })
  const root = signerOf(server, server.rootKey())
  await ask(root, form('iam', { Action: 'CreateUser', UserName: 'bench-user' }))
  await ask(root, form('iam', { Action: 'AttachUserPolicy', UserName: 'bench-user', PolicyArn: ADMIN }))
  const user = signerOf(server, keyOf(await ask(root, form('iam', { Action: 'CreateAccessKey', UserName: 'bench-user' }))))
  await makeRole(root, 'bench-role')
  const bucket = 'bench-bucket'
  await ask(root, { service: 's3', method: 'PUT', path: `/${bucket}` })
  await ask(root, { service: 's3', method: 'PUT', path: `/${bucket}/kept`, body: KEPT })
  return { server, root, user, sessions: [await assume(user, 'bench-role'), await assume(user, 'bench-role')], bucket }
}

async function makeRole(root: Signer, name: string): Promise<void> {
  const statement = { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::000000000000:user/bench-user' }, Action: 'sts:AssumeRole' }
  const trust = JSON.stringify({ Version: '2012-10-17', Statement: statement })
  await ask(root, form('iam', { Action: 'CreateRole', RoleName: name, AssumeRolePolicyDocument: trust }))
  await ask(root, form('iam', { Action: 'AttachRolePolicy', RoleName: name, PolicyArn: ADMIN }))
}

/** The server's address may change with a restart. */
export const signerOf = (server: ServerProcess, key: Key): Signer => ({
  get endpoint() {
    return server.endpoint
  },
  key,
})

/** A session of a role of this account. */
export async function assume(signer: Signer, role: string): Promise<Signer> {
  const parameters = { Action: 'AssumeRole', RoleArn: `arn:aws:iam::000000000000:role/${role}`, RoleSessionName: 'bench' }
  const key = keyOf(await ask(signer, form('sts', parameters)))
  return {
    get endpoint() {
      return signer.endpoint
    },
    key,
  }
}

/** The key in the answer of CreateAccessKey or AssumeRole. */
export function keyOf({ text }: Reply): Key {
  const token = element(text, 'SessionToken')
  const key = { accessKeyId: element(text, 'AccessKeyId'), secretAccessKey: element(text, 'SecretAccessKey') }
  return token === '' ? key : { ...key, sessionToken: token }
}

/** Signs and sends a request that must succeed. */
export async function ask(signer: Signer, request: Unsigned): Promise<Reply> {
  const reply = await send(signer.endpoint, signed(signer, request))
  if (reply.status >= 300) throw new Error(`${request.method} ${request.path}: ${reply.status} ${reply.text}`)
  return reply
}

/** Signs and sends a request that must fail; returns status, code and message. */
export async function refusal(endpoint: string, raw: Raw): Promise<readonly [number, string, string]> {
  const reply = await send(endpoint, raw)
  const { code, message } = errorOf(reply)
  return [reply.status, code, message]
}

/** A request of each service that the callers of the bench may make. */
export function harmless(service: Service): Unsigned {
  if (service === 'sts') return form('sts', { Action: 'GetCallerIdentity', Unheard: '1' })
  if (service === 'iam') return form('iam', { Action: 'ListUsers', Unheard: '1' })
  return { service, method: 'GET', path: '/' }
}

/** A put into the bucket of the bench with a new key. */
export function put(bench: Bench, body: Uint8Array): Unsigned {
  return { service: 's3', method: 'PUT', path: `/${bench.bucket}/${randomBytes(6).toString('hex')}`, body }
}

/** A DeleteObjects with this body, and the checksum that S3 requires for it. */
export function deletion(bucket: string, body: string, headers: readonly string[] = []): Unsigned {
  const md5 = createHash('md5').update(body).digest('base64')
  const all = ['content-type', 'application/xml', 'content-md5', md5, ...headers]
  return { service: 's3', method: 'POST', path: `/${bucket}`, query: 'delete=', headers: all, body: Buffer.from(body) }
}

/** The keys in a bucket, with their sizes: `key size`. */
export async function listing(signer: Signer, bucket: string): Promise<string[]> {
  const { text } = await ask(signer, { service: 's3', method: 'GET', path: `/${bucket}`, query: 'list-type=2' })
  return text
    .split('<Contents>')
    .slice(1)
    .map((one) => `${element(one, 'Key')} ${element(one, 'Size')}`)
}
