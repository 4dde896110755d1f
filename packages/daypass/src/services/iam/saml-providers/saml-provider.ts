/**
 * saml-providers: the SAML identity providers of an account, with their metadata and the keys that decrypt their assertions.
 * Owns which metadata is saved. Refuses what does not say who signs. Leaves the verification of assertions to sts.
 */
import { parseProviderArn } from '../../../core/arn.js'
import { type SamlMetadataRecord, type SamlProviderRecord, samlProviders } from '../../../directory/iam/identity-providers/saml-provider.js'
import { IamError } from '../error.js'
import { invalidArn, invalidInput, notInEnum } from '../errors.js'
import { type IamDeps, timeOf } from '../iam.js'
import { readMetadata } from './metadata/read-metadata.js'

/**
 * Bytes of a metadata document, at most: escaped, it must fit into a form with a private key, and its record into the store. That of AD FS has 70,000.
 * AWS takes 10,000,000 characters (daypass's own limit).
 */
const MAX_METADATA = 330_000
/** Years that metadata is valid where it does not say; AWS shows such a date. */
const VALID_YEARS = 100

/** Refuses what is not the ARN of a SAML provider. */
export function checkSamlArn(arn: string): void {
  if (parseProviderArn(arn, 'saml-provider') === undefined) throw invalidArn(arn)
}

/** Refuses a document that is too large, before it is read. */
export function checkMetadataSize(document = ''): void {
  if (Buffer.byteLength(document) > MAX_METADATA) throw invalidInput(`SAMLMetadataDocument must not be longer than ${MAX_METADATA} bytes.`)
}

/** The required permission for an action on a SAML provider. */
export const samlPermission = samlProviders.permission

/** Metadata as it is kept, and until when it is valid. Throws `InvalidInput` for a document that is refused; AWS documents the text. */
export async function requireMetadata(
  document: string,
  { clock, rest }: Pick<IamDeps, 'clock' | 'rest'>,
): Promise<{ readonly metadata: SamlMetadataRecord; readonly validUntil: number }> {
  const read = await readMetadata(document, { now: clock.now(), rest })
  if (!read.ok) throw new IamError('InvalidInput', 'Could not parse metadata.', { explanation: read.problem })
  const { entityId, signingCertificates, validUntil = yearsAfter(timeOf(clock)) } = read.metadata
  return { metadata: { document, entityId, signingCertificates }, validUntil }
}

function yearsAfter(time: number): number {
  const date = new Date(time)
  return date.setUTCFullYear(date.getUTCFullYear() + VALID_YEARS)
}

/** Whether assertions must be encrypted, as a request says it. */
export function requireEncryption(mode: string | undefined): SamlProviderRecord['encryption'] {
  if (mode === undefined || mode === 'Required' || mode === 'Allowed') return mode
  throw notInEnum('assertionEncryptionMode')
}
