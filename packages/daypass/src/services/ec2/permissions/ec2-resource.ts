// permissions: resources of EC2 as policies see them. Owns their ARNs, and which condition keys each kind has (Service Authorization Reference, Amazon EC2).
// Refuses to know operations: those say which resources they ask for.
//
// Exports: `ec2Arn` (the ARN of one), `newResource` (one that the request makes), `existingResource` (one that exists, or is named as if it did), `ec2Permission`
// (an action on one), and for each kind without an owner elsewhere its resource: `imageResource`, `vpcResource`, `subnetResource`, `securityGroupResource`,
// `securityGroupRuleResource`, `keyPairResource`. What instances are, their folder says with `existingResource`. Tags that a request sets are in tags/.
import { PARTITION } from '../../../core/arn.js'
import type { RequiredPermission } from '../../../core/operation.js'
import { type Ec2Place, tagsOfResource } from '../../../directory/ec2/resource-tags.js'
import type { Reader } from '../../../directory/state.js'
import type { Ec2Kind } from '../ids.js'
import { findImage, IMAGE_OWNER } from '../images/image-list.js'
import { defaultSubnets, defaultVpc } from '../network/default-network.js'

/** Condition keys and their values; an undefined value is an absent key. */
export type ConditionKeys = NonNullable<RequiredPermission['context']>

/** A resource as policies see it. */
export interface Ec2Resource {
  readonly arn: string
  readonly context: ConditionKeys
}

/** Where a resource is, and the state that its tags are in. */
export interface Ec2Here extends Ec2Place {
  readonly state: Reader
}

/** Kinds whose ARNs name no account. */
const WITHOUT_ACCOUNT: readonly Ec2Kind[] = ['image', 'snapshot']

/** `arn:aws:ec2:eu-west-1:000000000000:instance/i-0123456789abcdef0`; of a key pair the last part is its name, of all others the id. */
export const ec2Arn = ({ account, region }: Ec2Place, kind: Ec2Kind, name: string): string =>
  `arn:${PARTITION}:ec2:${region}:${WITHOUT_ACCOUNT.includes(kind) ? '' : account}:${kind}/${name}`

/**
 * A resource that the request makes. Its id is not known yet, so that its ARN ends with an asterisk, as AWS asks for it; a key pair has a name already. `keys` are what
 * the request says about it.
 */
export const newResource = (
  place: Ec2Place,
  { kind, name = '*' }: { readonly kind: Ec2Kind; readonly name?: string },
  keys: ConditionKeys = {},
): Ec2Resource => ({
  arn: ec2Arn(place, kind, name),
  context: { 'ec2:Region': place.region, ...keys },
})

/** A resource as it exists, with its tags; one that does not exist is named the same and has none. `tagged` is its id where its ARN has a name. */
export const existingResource = (
  { state, ...place }: Ec2Here,
  { kind, name, tagged = name }: { readonly kind: Ec2Kind; readonly name: string; readonly tagged?: string },
  keys: ConditionKeys = {},
): Ec2Resource => {
  const context: Record<string, string | readonly string[] | undefined> = { 'ec2:Region': place.region }
  for (const [key, value] of Object.entries(tagsOfResource(state, place, tagged))) {
    context[`aws:ResourceTag/${key}`] = value
    context[`ec2:ResourceTag/${key}`] = value
  }
  return { arn: ec2Arn(place, kind, name), context: { ...context, ...keys } }
}

/** The permission for an action on a resource. `context` are keys of the request, such as those of its tags. */
export const ec2Permission = (action: string, { arn, context }: Ec2Resource, more: ConditionKeys = {}): RequiredPermission => ({
  action,
  resource: arn,
  context: { ...context, ...more },
})

/** An image. The listed ones are Amazon's, in Amazon's account, and public. */
export const imageResource = (here: Ec2Here, id: string): Ec2Resource =>
  existingResource(here, { kind: 'image', name: id }, { 'ec2:ImageID': id, ...(findImage(id) && LISTED_IMAGE) })
const LISTED_IMAGE: ConditionKeys = {
  'aws:ResourceAccount': IMAGE_OWNER.id,
  'ec2:Owner': IMAGE_OWNER.alias,
  'ec2:Public': 'true',
  'ec2:ImageType': 'machine',
  'ec2:RootDeviceType': 'ebs',
}

/** A VPC. */
export const vpcResource = (here: Ec2Here, id: string): Ec2Resource =>
  existingResource(here, { kind: 'vpc', name: id }, { 'ec2:VpcID': id, 'ec2:Tenancy': 'default' })

/** The key of the VPC that something is in. There is one VPC, so that it is the one of all resources that exist. */
export const vpcKey = (place: Ec2Place): ConditionKeys => ({ 'ec2:Vpc': ec2Arn(place, 'vpc', defaultVpc(place).id) })

/** A subnet. */
export function subnetResource(here: Ec2Here, id: string): Ec2Resource {
  const subnet = defaultSubnets(here).find((one) => one.id === id)
  const place = subnet && { 'ec2:AvailabilityZone': subnet.zone.name, 'ec2:AvailabilityZoneId': subnet.zone.id, ...vpcKey(here) }
  return existingResource(here, { kind: 'subnet', name: id }, { 'ec2:SubnetID': id, ...place })
}

/** A security group. */
export const securityGroupResource = (here: Ec2Here, id: string): Ec2Resource =>
  existingResource(here, { kind: 'security-group', name: id }, { 'ec2:SecurityGroupID': id, ...vpcKey(here) })

/** A rule of a security group. */
export const securityGroupRuleResource = (here: Ec2Here, id: string): Ec2Resource =>
  existingResource(here, { kind: 'security-group-rule', name: id })

/** A key pair, by its name. Its tags are those of its id. */
export const keyPairResource = (
  here: Ec2Here,
  name: string,
  pair: { readonly id: string; readonly type: string } | undefined,
): Ec2Resource =>
  existingResource(
    here,
    { kind: 'key-pair', name, ...(pair && { tagged: pair.id }) },
    { 'ec2:KeyPairName': name, ...(pair && { 'ec2:KeyPairType': pair.type }) },
  )
