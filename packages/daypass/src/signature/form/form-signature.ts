// form: signatures of browser forms, in version 4 and 2: they sign the text of a policy document, and nothing else. Owns who signed the policy.
// Refuses to read it: whoever answers the form must hold every field against it.

import { ALGORITHM, type CredentialScope } from '../canonical.js'
import { isProblem, type SignatureProblem } from '../problem.js'
import { readSigner } from '../signer.js'
import { parseAmzDate } from '../timestamp.js'

/** A form's fields before its file, by lower-case name. */
export type FormFields = Readonly<Record<string, string | undefined>>

interface Signs {
  readonly accessKeyId: string
  /** The policy document in base64, as sent: the text that is signed. */
  readonly policy: string
  readonly signature: string
  readonly sessionToken: string | undefined
}

/** A form signed with version 4. */
export interface FormV4 extends Signs {
  readonly kind: 'form'
  readonly scope: CredentialScope
  /** `YYYYMMDDTHHMMSSZ` */
  readonly timestamp: string
  /** The timestamp in milliseconds since the epoch. */
  readonly signedAt: number
}

/** A form signed with version 2. */
export interface FormV2 extends Signs {
  readonly kind: 'form-v2'
}

/** Who says to have signed a form. Nothing of it is verified yet. */
export type FormSignature = FormV4 | FormV2

const V4 = ['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Date', 'X-Amz-Signature']
const V2 = ['AWSAccessKeyId', 'Signature']

/**
 * Finds the signer of a form; a form with none of these fields is anonymous. A signature in part, of both versions, or a policy that nobody signed is
 * a problem, never anonymous.
 * Source: S3 API reference, "Authenticating Requests in Browser-Based Uploads Using POST"; S3 user guide, "Browser-based uploads using POST".
 */
export function parseFormCredentials(fields: FormFields): FormSignature | { readonly kind: 'anonymous' } | SignatureProblem {
  const { policy } = fields
  const value = (name: string): string | undefined => fields[name.toLowerCase()] || undefined
  const [is4, is2] = [V4, V2].map((names) => names.some((name) => fields[name.toLowerCase()] !== undefined))
  if (is4 && is2) return { problem: 'two-sources', names: ['X-Amz-Signature', 'Signature'] }
  if (!is4 && !is2)
    return policy === undefined && fields['x-amz-security-token'] === undefined ? { kind: 'anonymous' } : { problem: 'missing-auth' }
  const missing = (is4 ? V4 : V2).find((name) => value(name) === undefined)
  if (missing !== undefined) return { problem: 'form-field-missing', field: missing }
  if (!policy) return { problem: 'form-field-missing', field: 'policy' }
  const sessionToken = fields['x-amz-security-token']
  if (is2) return { kind: 'form-v2', accessKeyId: value('AWSAccessKeyId') ?? '', policy, signature: value('Signature') ?? '', sessionToken }
  return formV4(fields, { policy, signature: value('X-Amz-Signature') ?? '', sessionToken })
}

function formV4(fields: FormFields, signs: Omit<Signs, 'accessKeyId'>): FormV4 | SignatureProblem {
  const { 'x-amz-algorithm': algorithm = '', 'x-amz-credential': credential = '', 'x-amz-date': timestamp = '' } = fields
  if (algorithm !== ALGORITHM) return { problem: 'unsupported-scheme', scheme: algorithm.slice(0, 40) }
  const signer = readSigner({ credential, signedHeaders: 'host' })
  if (isProblem(signer)) return signer
  const signedAt = parseAmzDate(timestamp)
  if (signedAt === undefined) return { problem: 'malformed-date', value: timestamp }
  return { kind: 'form', accessKeyId: signer.accessKeyId, scope: signer.scope, timestamp, signedAt, ...signs }
}
