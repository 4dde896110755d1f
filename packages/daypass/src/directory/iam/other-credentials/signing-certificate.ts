import { defineHoldings } from '../../holdings.js'
import { defineKeys } from '../../key-space.js'
import type { Reader } from '../../state.js'

/** A signing certificate of a user or of the root user. */
export interface SigningCertificateRecord {
  /** 32 characters. */
  readonly id: string
  /** PEM, as it was uploaded. */
  readonly body: string
  /** SHA-256 of the certificate, in hexadecimal; tells one certificate from another. */
  readonly fingerprint: string
  readonly status: 'Active' | 'Inactive'
  /** Milliseconds since the epoch. */
  readonly uploadedAt: number
}

/** Signing certificates by their holder. */
export const signingCertificateKeys = defineKeys('signing-certificates/<account>/<holder>', {
  record: "the signing certificates of a user (its unique id) or of the root user (the account's id)",
  lifetime: 'until the last is deleted',
})

/** The fingerprints of an account's signing certificates: no two are the same. */
export const signingFingerprintKeys = defineKeys('signing-fingerprint/<account>/<fingerprint>', {
  record: 'the holder of the signing certificate with this fingerprint',
  lifetime: 'until the certificate is deleted',
})

/** The signing certificates of all accounts. */
export const signingCertificates = {
  ...defineHoldings<SigningCertificateRecord>({
    keys: signingCertificateKeys,
    unique: ({ fingerprint }, account) => signingFingerprintKeys.key(account, fingerprint),
  }),
  /** Whether anyone in the account has the certificate. */
  isHeld: (state: Reader, account: string, fingerprint: string): boolean =>
    state.get(signingFingerprintKeys.key(account, fingerprint)) !== undefined,
  /** What one user may have, at most (IAM quotas). */
  quotas: { CertificatesPerUser: 2 },
}
