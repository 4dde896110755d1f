import { openSecret } from '../../credentials/long-term-secret.js'
import { openSeed } from '../../credentials/mfa/mfa-code.js'
import { openSigningKey } from '../../credentials/outbound/signing-key.js'
import { openPrivateKey } from '../../credentials/saml/sealed-private-key.js'
import { type AccessKeyRecord, accessKeyKeys } from '../../directory/iam/access-key.js'
import { type SamlProviderRecord, samlProviderKeys } from '../../directory/iam/identity-providers/saml-provider.js'
import { type MfaDeviceRecord, mfaDeviceKeys } from '../../directory/iam/mfa-device.js'
import { type OutboundRecord, outboundKeys } from '../../directory/iam/outbound-federation.js'
import type { KeyRing } from '../../directory/key-ring.js'
import type { KeySpace } from '../../directory/key-space.js'
import { entriesOf, UnreadableRecord } from '../../directory/s3/referenced-files.js'
import { type Reader, readSnapshot } from '../../directory/state.js'
import type { Store } from '../../store/store.js'

/** How many secrets open, and how many records have one that does not. */
export interface SecretsVerified {
  readonly secrets: number
  readonly problems: number
}

/** What opens secrets. */
interface Opening {
  readonly ring: KeyRing
  readonly state: Reader
}

/** Records with secrets: opening them throws for one that does not open. Keys of object bytes are opened where the bytes are read. */
const SECRETS: readonly { readonly keys: KeySpace; readonly open: (record: unknown, by: Opening) => number }[] = [
  { keys: accessKeyKeys, open: (record, { ring, state }) => counted([openSecret(record as AccessKeyRecord, ring, state)]) },
  { keys: mfaDeviceKeys, open: (record, by) => counted([openSeed(record as MfaDeviceRecord, by)]) },
  {
    keys: outboundKeys,
    open: (record, by) => {
      const { keys, issuerId } = record as OutboundRecord
      return counted(keys.map((key) => openSigningKey(by, key, issuerId)))
    },
  },
  {
    keys: samlProviderKeys,
    open: (record, by) => {
      const { uuid, privateKeys = [] } = record as Partial<SamlProviderRecord>
      return counted(privateKeys.map((key) => openPrivateKey(uuid ?? '', key, by)))
    },
  },
]

const counted = (opened: readonly unknown[]): number => opened.length

/** Opens every secret in the store; returns how many there are. `problem` is told about records with one that does not open. */
export async function verifySecrets(store: Store, ring: KeyRing, problem: (text: string) => void): Promise<SecretsVerified> {
  const found = { secrets: 0, problems: 0 }
  for (const { keys, open } of SECRETS)
    for await (const { key, value } of entriesOf(store, keys)) {
      const record = parsed(key, value)
      try {
        found.secrets += readSnapshot(store, (state) => open(record, { ring, state }))
      } catch (error) {
        found.problems += 1
        problem(`${JSON.stringify(key)}: ${(error as Error).message}`)
      }
    }
  return found
}

function parsed(key: string, value: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(value))
  } catch {
    throw new UnreadableRecord(key)
  }
}
