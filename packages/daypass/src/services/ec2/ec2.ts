/**
 * ec2: the control surface of EC2: instances and what they need, as records and not as machines. One folder per kind of thing. Owns their states, which follow the
 * clock, and what policies are asked about each. Refuses every operation that nothing here stands for. Leaves the stored records to directory, and the credentials of
 * instances to metadata. May know: core, wire, directory, credentials, access; no other service.
 */
import type { Clock } from '../../core/clock.js'
import type { Ids } from '../../core/ids.js'
import { type AskingDefinition, askingOperationOf, type Operation, type RequiredPermission } from '../../core/operation.js'
import type { KeyRing } from '../../directory/key-ring.js'
import type { Reader, Writer } from '../../directory/state.js'
import type { Ec2Operations } from '../../wire/generated/ec2.js'
import { Ec2Error } from './error.js'

/** What an operation may read before it is authorized. */
export interface Ec2Reads {
  readonly state: Reader
  /** The region that the request was sent to: everything in EC2 belongs to one. */
  readonly region: string
}

/** What an operation may use. */
export interface Ec2Deps extends Ec2Reads {
  readonly state: Writer
  readonly ids: Ids
  readonly ring: KeyRing
  readonly clock: Clock
}

/** An operation of EC2. */
export type Ec2Operation = Operation<Ec2Reads, Ec2Deps>

/** The name of an operation that is served. */
export type Ec2Name = keyof Ec2Operations

type Own<Name extends Ec2Name> = AskingDefinition<Ec2Operations[Name]['input'], Ec2Operations[Name]['output'], Ec2Reads, Ec2Deps>

const declare = askingOperationOf<Ec2Operations, Ec2Reads, Ec2Deps>('ec2', {
  denied: ({ decision: { message, reason } }) =>
    new Ec2Error('UnauthorizedOperation', `You are not authorized to perform this operation. ${message}`, { reason }),
  beforeHandle: (_operation, { input }) => {
    if ((input as { readonly DryRun?: boolean }).DryRun !== true) return
    throw new Ec2Error('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.')
  },
})

/**
 * Declares an operation. A dry run ends once every permission is granted, with an error that says so, and changes nothing (EC2 API reference, "DryRun"). The
 * message of a denial contains its details, sealed.
 */
export const operation = <Name extends Ec2Name>(name: Name, definition: Own<Name>): ReturnType<typeof declare<Name>> =>
  declare(name, { sealsDetails: 'EC2 user guide, "Decode an authorization failure message"', ...definition })

/**
 * The required permission for an action without resource-level permissions (Service Authorization Reference, Amazon EC2). Every action of EC2 has the key of its
 * region.
 */
export const regionPermission = (action: string, region: string): readonly RequiredPermission[] => [
  { action, resource: '*', context: { 'ec2:Region': region } },
]
