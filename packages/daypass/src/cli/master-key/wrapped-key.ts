import type { KeyObject } from 'node:crypto'
import { readSmallBytes } from '../../store/small-file.js'
import { UsageError } from '../usage-error.js'
import { type CallingProcess, callKms } from './call-kms.js'
import type { KmsSetting } from './kms-flags.js'

/** Bytes: the limits of CiphertextBlob and Plaintext (AWS KMS API reference, "Decrypt"). */
const MOST_CIPHERTEXT = 6_144
const MOST_PLAINTEXT = 4_096
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/

/** What a key management service decrypts of a file. Throws {@link UsageError}, which has neither the key nor the ciphertext. */
export async function unwrapMasterKey(file: string, setting: KmsSetting, by?: CallingProcess): Promise<Uint8Array> {
  const input = { CiphertextBlob: readCiphertext(file).toString('base64'), ...namesOf(setting) }
  const { Plaintext, KeyId } = await callKms(setting, { operation: 'Decrypt', input }, by)
  requireKey(KeyId, setting)
  const bytes = bytesOf(Plaintext, MOST_PLAINTEXT)
  if (bytes === undefined) throw notLikeKms(setting)
  return bytes
}

/** A master key as the key management service has encrypted it. Throws {@link UsageError}. */
export async function wrapMasterKey(master: KeyObject, setting: KmsSetting, by?: CallingProcess): Promise<Uint8Array> {
  const input = { Plaintext: master.export().toString('base64'), ...namesOf(setting) }
  const { CiphertextBlob, KeyId } = await callKms(setting, { operation: 'Encrypt', input }, by)
  requireKey(KeyId, setting)
  const bytes = bytesOf(CiphertextBlob, MOST_CIPHERTEXT)
  if (bytes === undefined || bytes.includes(master.export())) throw notLikeKms(setting)
  return bytes
}

const notLikeKms = ({ endpoint }: KmsSetting): UsageError =>
  new UsageError(`${endpoint.origin} does not answer like a key management service. Check --master-key-kms-endpoint.`)

/** The id of a key, as it is or at the end of an ARN (AWS KMS developer guide, "Key identifiers"). An alias has none. */
const idIn = (name: unknown): string | undefined =>
  typeof name === 'string' ? /^(?:arn:[^:]*:kms:[^:]*:[^:]*:key\/)?((?:mrk-)?[0-9a-f-]{32,36})$/i.exec(name)?.[1]?.toLowerCase() : undefined

/** A service that takes no notice of the key that it was asked for says so in its answer. Of an alias nobody here knows the key. */
function requireKey(answered: unknown, { keyId, endpoint }: KmsSetting): void {
  const [wanted, used] = [idIn(keyId), idIn(answered)]
  if (wanted !== undefined && used !== undefined && wanted !== used)
    throw new UsageError(`${endpoint.origin} used another key than --master-key-kms-key-id. Give the key that made the ciphertext.`)
}

const namesOf = ({ keyId, context }: KmsSetting): object => ({
  ...(keyId !== undefined && { KeyId: keyId }),
  ...(Object.keys(context).length > 0 && { EncryptionContext: context }),
})

/** The bytes of the file, or those that its text is the base64 of, as `aws kms encrypt --output text` writes it. */
function readCiphertext(file: string): Buffer {
  const read = readFile(file)
  const text = read.toString('latin1').replace(/\s+/g, '')
  const bytes = BASE64.test(text) ? Buffer.from(text, 'base64') : read
  if (bytes.length === 0 || bytes.length > MOST_CIPHERTEXT)
    throw new UsageError(`${file} must hold the encrypted master key, as bytes or base64, of ${MOST_CIPHERTEXT} bytes at most.`)
  return bytes
}

function readFile(file: string): Buffer {
  try {
    return readSmallBytes(file)
  } catch (cause) {
    throw new UsageError(`The encrypted master key cannot be read: ${(cause as Error).message}.`, { cause })
  }
}

function bytesOf(text: unknown, most: number): Buffer | undefined {
  if (typeof text !== 'string' || !BASE64.test(text)) return undefined
  const bytes = Buffer.from(text, 'base64')
  return bytes.length <= most ? bytes : undefined
}
