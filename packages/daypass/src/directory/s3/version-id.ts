import { createHash } from 'node:crypto'
import type { Ids } from '../../core/ids.js'

/** The name of the version of an object that was put while its bucket had no versions, or while they were suspended. */
export const NULL_VERSION = 'null'

const SEQUENCE = 6
const RANDOM = 14
const CHECK = 4
const shape = /^[A-Za-z0-9._]{32}$/

/**
 * A new version id: 32 characters, opaque to clients (S3 user guide, "How S3 Versioning works"). It carries the sequence of the version among those of its
 * key, masked by random bytes, so that one read finds the record; and a check value, so that a text that never was an id is recognized. It is not a
 * secret: who may read a version is a permission.
 */
export function newVersionId(ids: Pick<Ids, 'bytes'>, sequence: number): string {
  const bytes = Buffer.alloc(SEQUENCE + RANDOM + CHECK)
  bytes.set(ids.bytes(RANDOM), SEQUENCE)
  bytes.writeUIntBE(sequence, 0, SEQUENCE)
  mask(bytes)
  bytes.set(checkOf(bytes), SEQUENCE + RANDOM)
  return bytes.toString('base64url').replaceAll('-', '.')
}

/** The sequence in a version id; undefined for any other text. */
export function sequenceIn(versionId: string): number | undefined {
  if (!shape.test(versionId)) return undefined
  const bytes = Buffer.from(versionId.replaceAll('.', '-'), 'base64url')
  if (!checkOf(bytes).equals(bytes.subarray(SEQUENCE + RANDOM))) return undefined
  mask(bytes)
  return bytes.readUIntBE(0, SEQUENCE)
}

function mask(bytes: Buffer): void {
  for (let at = 0; at < SEQUENCE; at++) bytes[at] = (bytes[at] ?? 0) ^ (bytes[at + SEQUENCE] ?? 0)
}

const checkOf = (bytes: Buffer): Buffer =>
  createHash('sha256')
    .update(bytes.subarray(0, SEQUENCE + RANDOM))
    .digest()
    .subarray(0, CHECK)
