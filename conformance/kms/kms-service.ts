// A small key management service with the interface of AWS KMS: Encrypt and Decrypt, AES-256-GCM, nothing kept on a disk. It verifies every signature with
// daypass's own verifier, so it must run next to a client of AWS too (kms.test.ts).
import { createCipheriv, createDecipheriv, createHash, createSecretKey, randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parseCredentials } from '../../packages/daypass/src/signature/parse-credentials.js'
import { isProblem } from '../../packages/daypass/src/signature/problem.js'
import { deriveSigningKey } from '../../packages/daypass/src/signature/signing-keys.js'
import { verifySignature } from '../../packages/daypass/src/signature/verify.js'
import type { Key } from '../clean-environment.js'

const ACCOUNT = '111122223333'
const REGION = 'eu-central-1'
const ID = 36
const [NONCE, TAG] = [12, 16]

interface Input {
  readonly KeyId?: string
  readonly Plaintext?: string
  readonly CiphertextBlob?: string
  readonly EncryptionContext?: Record<string, string>
}

class Refusal extends Error {}

/** The service on a free port of loopback. */
export class KmsService {
  readonly key: Key
  readonly region = REGION
  /** The operations that were asked for and allowed, in order. */
  readonly asked: string[] = []
  /** How many of the next requests are answered with status 503. */
  failures = 0
  readonly #keys = new Map<string, Buffer>()
  readonly #server: Server

  private constructor(key: Key) {
    this.key = key
    this.#server = createServer((request, response) => void this.#answer(request, response))
  }

  static async start(key: Key): Promise<KmsService> {
    const service = new KmsService(key)
    service.#server.listen(0, '127.0.0.1')
    await once(service.#server, 'listening')
    return service
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** The id of a new key. */
  createKey(): string {
    const id = randomUUID()
    this.#keys.set(id, randomBytes(32))
    return id
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = []
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part)
    const body = Buffer.concat(parts)
    const send = (status: number, value: object) =>
      void response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(value))
    if (this.failures > 0) {
      this.failures -= 1
      return send(503, { __type: 'KeyUnavailableException' })
    }
    try {
      const operation = this.#operationOf(request, body)
      const answer = this.#carryOut(operation, JSON.parse(body.toString('utf8')) as Input)
      this.asked.push(operation)
      send(200, answer)
    } catch (error) {
      const code = error instanceof Refusal ? error.message : 'KMSInternalException'
      send(code === 'KMSInternalException' ? 500 : 400, { __type: `com.amazonaws.kms#${code}` })
    }
  }

  #operationOf({ method = '', url = '', rawHeaders, headers }: IncomingMessage, body: Buffer): string {
    const signed = { method, path: url, query: '', headers: rawHeaders }
    const presented = parseCredentials(signed)
    if (isProblem(presented) || presented.kind === 'anonymous') throw new Refusal('MissingAuthenticationTokenException')
    if (presented.accessKeyId !== this.key.accessKeyId || presented.sessionToken !== this.key.sessionToken)
      throw new Refusal('UnrecognizedClientException')
    const secret = createSecretKey(Buffer.from(this.key.secretAccessKey))
    const verified = verifySignature({
      request: signed,
      presented,
      signingKeyFor: ({ scope }) => deriveSigningKey(secret, scope),
      bodyHash: createHash('sha256').update(body).digest('hex'),
      now: Date.now(),
      options: { service: 'kms', normalizePath: true, streamsBodies: false, skewSeconds: 300, regions: (region) => region === REGION },
    })
    if (isProblem(verified)) throw new Refusal('InvalidSignatureException')
    if (headers['content-type'] !== 'application/x-amz-json-1.1') throw new Refusal('SerializationException')
    return String(headers['x-amz-target']).replace(/^TrentService\./, '')
  }

  #carryOut(operation: string, input: Input): object {
    if (operation === 'Encrypt') return this.#encrypt(input)
    if (operation === 'Decrypt') return this.#decrypt(input)
    throw new Refusal('UnknownOperationException')
  }

  #encrypt({ KeyId: id = '', Plaintext = '', EncryptionContext = {} }: Input): object {
    const nonce = randomBytes(NONCE)
    const cipher = createCipheriv('aes-256-gcm', this.#keyOf(id), nonce).setAAD(bound(EncryptionContext))
    const sealed = Buffer.concat([cipher.update(Buffer.from(Plaintext, 'base64')), cipher.final()])
    const CiphertextBlob = Buffer.concat([Buffer.from(id), nonce, cipher.getAuthTag(), sealed]).toString('base64')
    return { KeyId: arnOf(id), CiphertextBlob, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' }
  }

  #decrypt({ KeyId, CiphertextBlob = '', EncryptionContext = {} }: Input): object {
    const blob = Buffer.from(CiphertextBlob, 'base64')
    const id = blob.toString('latin1', 0, ID)
    if (!this.#keys.has(id)) throw new Refusal('InvalidCiphertextException')
    if (KeyId !== undefined && KeyId !== id && KeyId !== arnOf(id)) throw new Refusal('IncorrectKeyException')
    const [nonce, tag] = [blob.subarray(ID, ID + NONCE), blob.subarray(ID + NONCE, ID + NONCE + TAG)]
    const decipher = createDecipheriv('aes-256-gcm', this.#keyOf(id), nonce).setAAD(bound(EncryptionContext)).setAuthTag(tag)
    try {
      const plain = Buffer.concat([decipher.update(blob.subarray(ID + NONCE + TAG)), decipher.final()])
      return { KeyId: arnOf(id), Plaintext: plain.toString('base64'), EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' }
    } catch {
      throw new Refusal('InvalidCiphertextException')
    }
  }

  #keyOf(id: string): Buffer {
    const key = this.#keys.get(id)
    if (key === undefined) throw new Refusal('NotFoundException')
    return key
  }
}

const arnOf = (id: string): string => `arn:aws:kms:${REGION}:${ACCOUNT}:key/${id}`
const bound = (context: Record<string, string>): Buffer => Buffer.from(JSON.stringify(Object.entries(context).sort()))
