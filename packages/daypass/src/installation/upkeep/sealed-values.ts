import { accessKeyKeys } from '../../directory/iam/access-key.js'
import { samlProviderKeys } from '../../directory/iam/identity-providers/saml-provider.js'
import { mfaDeviceKeys } from '../../directory/iam/mfa-device.js'
import { outboundKeys } from '../../directory/iam/outbound-federation.js'
import { objectKeys } from '../../directory/s3/object.js'
import { versionKeys } from '../../directory/s3/object-version.js'
import { uploadPartKeys } from '../../directory/s3/upload-part.js'

const KINDS: readonly (readonly [prefix: string, kind: string])[] = [
  [accessKeyKeys.prefix, 'secrets of access keys'],
  [mfaDeviceKeys.prefix, 'seeds of MFA devices'],
  [outboundKeys.prefix, 'keys of token issuers'],
  [samlProviderKeys.prefix, 'keys of SAML providers'],
  [objectKeys.prefix, 'objects'],
  [versionKeys.prefix, 'older versions of objects'],
  [uploadPartKeys.prefix, 'parts of uploads'],
]

/** What a sealed value in the record with this key is. */
export const kindOfSealed = (key: string): string => KINDS.find(([prefix]) => key.startsWith(prefix))?.[1] ?? 'others'

/**
 * The versions of the storage keys that sealed the values in a record. Finds them by their form, `{version, sealed}`, wherever they are: a kind of record
 * that is added later is counted too.
 */
export function sealedIn(value: Uint8Array): number[] {
  const text = new TextDecoder().decode(value)
  return text.includes('"sealed":') ? versionsIn(JSON.parse(text)) : []
}

function versionsIn(value: unknown): number[] {
  if (typeof value !== 'object' || value === null) return []
  const { version, sealed } = value as { readonly version?: unknown; readonly sealed?: unknown }
  if (typeof version === 'number' && typeof sealed === 'string' && !('purpose' in value)) return [version]
  return Object.values(value).flatMap(versionsIn)
}
