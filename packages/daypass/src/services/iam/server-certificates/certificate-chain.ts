import { IamError } from '../error.js'
import type { IamDeps } from '../iam.js'
import { certificatesIn, isSignedBy, type ReadCertificate } from './certificate-text.js'

/** The most certificates in a chain (daypass's own limit): each takes a signature to verify, and OpenSSL does not follow more either. */
const MOST = 100
/** Bytes of a chain as it is kept, in JSON (daypass's own limit): with its certificate it is one value of the store. Chains in use have 10,000. */
const MOST_BYTES = 900_000

/**
 * Refuses a chain that does not begin with the signer of the certificate, or whose certificates are not each signed by the next (IAM user guide,
 * "Manage server certificates in IAM"; text observed). Whether those of the chain are valid now is not asked.
 */
export async function requireChain(certificate: ReadCertificate, chain: string, { rest }: Pick<IamDeps, 'rest'>): Promise<void> {
  if (JSON.stringify(chain).length > MOST_BYTES)
    throw invalidAt(0, `A chain must have at most ${MOST_BYTES} bytes, with each end of a line as two.`)
  const { certificates, isWhole } = certificatesIn(chain, MOST)
  let signed = certificate
  for (const [index, signer] of certificates.entries()) {
    await rest()
    if (!isSignedBy(signed, signer)) throw invalidAt(index - 1)
    signed = signer
  }
  if (!isWhole || certificates.length === 0)
    throw invalidAt(certificates.length, `A chain must be of certificates in PEM format, at most ${MOST}, without text between them.`)
}

/** The certificate at the index is not signed by the next: -1 is the one that the chain is for. */
const invalidAt = (index: number, explanation?: string) =>
  new IamError(
    'MalformedCertificate',
    `Unable to validate certificate chain. The certificate chain must start with the immediate signing certificate, followed by any intermediaries in order. The index within the chain of the invalid certificate is: ${index}`,
    explanation === undefined ? {} : { explanation },
  )
