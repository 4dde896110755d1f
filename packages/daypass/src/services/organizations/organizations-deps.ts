import type { Caller } from '../../core/caller.js'
import type { Clock } from '../../core/clock.js'
import type { HandlerContext } from '../../core/handler-context.js'
import type { Ids } from '../../core/ids.js'
import type { AccountQuotas } from '../../directory/account/quotas.js'
import type { KeyRing } from '../../directory/key-ring.js'
import type { Reader, Writer } from '../../directory/state.js'
import type { OrganizationsOperations } from '../../wire/generated/organizations.js'

/** Which accounts may create an organization: that of the installation, or any. */
export type OrganizationsSetting = 'installation' | 'any'

/** What an operation may read before it is authorized. */
export interface OrganizationsReads {
  readonly state: Reader
  /** Set where the answer tells the caller nothing: then permissions have the tags and types of what a request names, whoever calls. */
  readonly isUnseen?: true
}

/** What an operation may use. */
export interface OrganizationsDeps extends OrganizationsReads {
  readonly state: Writer
  readonly clock: Clock
  readonly ids: Ids
  readonly ring: KeyRing
  readonly quotas: AccountQuotas
  /** The installation's own account, 12 digits. */
  readonly installationAccount: string
  readonly whoMayCreate: OrganizationsSetting
  /** Decides on a further permission. */
  readonly ask: HandlerContext['ask']
}

/** The name of an operation of Organizations. */
export type OrganizationsName = keyof OrganizationsOperations & string

/** Who calls, and what may be used for it. */
export interface Calling {
  readonly caller: Caller
  readonly deps: OrganizationsDeps
}
