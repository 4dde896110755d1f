import { storedInstance } from '../../../directory/ec2/instance.js'
import { getKeyPairById } from '../../../directory/ec2/key-pair.js'
import { Ec2Error } from '../error.js'
import { type Ec2Kind, ID_PREFIXES, isEc2Id } from '../ids.js'
import { findImage } from '../images/image-list.js'
import { instanceOfPart } from '../instances/instance-parts.js'
import { instanceResource, interfaceResource, volumeResource } from '../instances/instance-resource.js'
import { defaultSubnets, defaultVpc } from '../network/default-network.js'
import {
  type Ec2Here,
  type Ec2Resource,
  existingResource,
  imageResource,
  keyPairResource,
  securityGroupResource,
  securityGroupRuleResource,
  subnetResource,
  vpcResource,
} from '../permissions/ec2-resource.js'
import { findSecurityGroup, findSecurityGroupRule } from '../security-groups/security-group.js'

/** A kind of resource that can be tagged. */
interface TaggableKind {
  readonly exists: (here: Ec2Here, id: string) => boolean
  /** The resource as policies see it, also where it does not exist. */
  readonly resource: (here: Ec2Here, id: string) => Ec2Resource
  /** The error for an unknown id, and the kind in its message. */
  readonly notFound:
    | 'InvalidAMIID.NotFound'
    | 'InvalidGroup.NotFound'
    | 'InvalidID'
    | 'InvalidInstanceID.NotFound'
    | 'InvalidKeyPair.NotFound'
    | 'InvalidNetworkInterfaceID.NotFound'
    | 'InvalidVolume.NotFound'
    | 'InvalidSubnetID.NotFound'
    | 'InvalidVpcID.NotFound'
    | 'InvalidSecurityGroupRuleId.NotFound'
  readonly called: string
}

/** The kinds that exist. A kind that is missing here has no resource that could be tagged. */
const TAGGABLE: Partial<Readonly<Record<Ec2Kind, TaggableKind>>> = {
  'dhcp-options': {
    exists: (here, id) => defaultVpc(here).dhcpOptionsId === id,
    resource: (here, id) => existingResource(here, { kind: 'dhcp-options', name: id }, { 'ec2:DhcpOptionsID': id }),
    notFound: 'InvalidID',
    called: 'dhcpOptions ID',
  },
  image: {
    exists: (_here, id) => findImage(id) !== undefined,
    resource: imageResource,
    notFound: 'InvalidAMIID.NotFound',
    called: 'image id',
  },
  instance: {
    exists: (here, id) => storedInstance(here.state, here, id) !== undefined,
    resource: instanceResource,
    notFound: 'InvalidInstanceID.NotFound',
    called: 'instance ID',
  },
  'key-pair': {
    exists: (here, id) => getKeyPairById(here.state, here, id) !== undefined,
    resource: (here, id) => {
      const pair = getKeyPairById(here.state, here, id)
      return keyPairResource(here, pair?.name ?? id, pair)
    },
    notFound: 'InvalidKeyPair.NotFound',
    called: 'key pair ID',
  },
  'network-interface': {
    exists: (here, id) => instanceOfPart(here, 'eni', id) !== undefined,
    resource: interfaceResource,
    notFound: 'InvalidNetworkInterfaceID.NotFound',
    called: 'networkInterface ID',
  },
  'security-group': {
    exists: (here, id) => findSecurityGroup(here.state, here, id) !== undefined,
    resource: securityGroupResource,
    notFound: 'InvalidGroup.NotFound',
    called: 'security group',
  },
  'security-group-rule': {
    exists: (here, id) => findSecurityGroupRule(here.state, here, id) !== undefined,
    resource: securityGroupRuleResource,
    notFound: 'InvalidSecurityGroupRuleId.NotFound',
    called: 'security group rule ID',
  },
  subnet: {
    exists: (here, id) => defaultSubnets(here).some((subnet) => subnet.id === id),
    resource: subnetResource,
    notFound: 'InvalidSubnetID.NotFound',
    called: 'subnet ID',
  },
  volume: {
    exists: (here, id) => instanceOfPart(here, 'vol', id) !== undefined,
    resource: volumeResource,
    notFound: 'InvalidVolume.NotFound',
    called: 'volume',
  },
  vpc: { exists: (here, id) => defaultVpc(here).id === id, resource: vpcResource, notFound: 'InvalidVpcID.NotFound', called: 'vpc ID' },
}

/** The kind of an id, by how it begins, and its row. */
function kindOf(id: string): { readonly kind: Ec2Kind; readonly row: TaggableKind } | undefined {
  const prefix = id.slice(0, Math.max(id.lastIndexOf('-'), 0))
  const [kind] = Object.entries(ID_PREFIXES).find(([, one]) => one === prefix) ?? []
  const row = kind && TAGGABLE[kind as Ec2Kind]
  return row && isEc2Id(id, prefix) ? { kind: kind as Ec2Kind, row } : undefined
}

const requireKind = (id: string) => {
  const found = kindOf(id)
  if (found === undefined) throw new Ec2Error('InvalidID', `The ID '${id}' is not valid`)
  return found
}

/** Refuses ids of no kind that can be tagged (EC2 user guide, "Error codes for the Amazon EC2 API", InvalidID). */
export function checkTaggable(ids: readonly string[]): void {
  for (const id of ids) requireKind(id)
}

/** The resource with this id as policies see it. */
export const taggableResource = (here: Ec2Here, id: string): Ec2Resource => requireKind(id).row.resource(here, id)

/** The kind of the resource with this id. Throws where it does not exist. */
export function requireTaggable(here: Ec2Here, id: string): Ec2Kind {
  const { kind, row } = requireKind(id)
  if (!row.exists(here, id)) throw new Ec2Error(row.notFound, `The ${row.called} '${id}' does not exist`)
  return kind
}

/** The kind of a resource, the last part of its ARN, and its id where that differs: what DeleteTags asks for, which has no keys of the kind. */
export function kindAndName(here: Ec2Here, id: string): { readonly kind: Ec2Kind; readonly name: string; readonly tagged: string } {
  const { kind } = requireKind(id)
  const name = kind === 'key-pair' ? (getKeyPairById(here.state, here, id)?.name ?? id) : id
  return { kind, name, tagged: id }
}
