import { createHash } from 'node:crypto'
import type { Owner } from '../../wire/generated/s3.js'

/** An account as S3 names owners: a canonical user id of 64 hex digits. On AWS it is random per account; here it is derived from the account id. */
export function ownerOf(account: string): Owner {
  return { ID: createHash('sha256').update(`canonical user of account ${account}`).digest('hex') }
}
