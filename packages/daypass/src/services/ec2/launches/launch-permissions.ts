import type { RequiredPermission } from '../../../core/operation.js'
import { getKeyPair } from '../../../directory/ec2/key-pair.js'
import type { Ec2Kind } from '../ids.js'
import { instanceKeysOf, interfaceKeysOf, volumeKeysOf, withoutKeys, zoneKeys } from '../instances/instance-resource.js'
import {
  type ConditionKeys,
  type Ec2Here,
  type Ec2Resource,
  ec2Arn,
  ec2Permission,
  imageResource,
  keyPairResource,
  newResource,
  securityGroupResource,
  subnetResource,
} from '../permissions/ec2-resource.js'
import { passedRole } from '../profile-associations/named-profile.js'
import { requestTagKeys } from '../tags/tag-rules.js'
import { ec2TaggingPermissions } from '../tags/tag-specification.js'
import { LAUNCHED_KINDS, type Launch } from './launch.js'

const RUN = 'ec2:RunInstances'

/**
 * Everything that a launch requires: `ec2:RunInstances` on each resource that it uses or makes, each with its own keys (Service Authorization Reference, Amazon EC2,
 * RunInstances); `ec2:CreateTags` on what it tags; `iam:PassRole` on the role that it hands over. The type of an instance is a key of the instance only.
 */
export function launchPermissions(launch: Launch, here: Ec2Here): readonly RequiredPermission[] {
  const made = madeResources(launch, here)
  const used = [
    imageResource(here, launch.imageId),
    subnetResource(here, launch.subnetId),
    ...launch.groups.map((id) => securityGroupResource(here, id)),
    ...(launch.keyName === undefined ? [] : [keyPairResource(here, launch.keyName, getKeyPair(here.state, here, launch.keyName))]),
  ]
  const { profile } = launch
  return [
    ...made.map(([kind, resource]) => ec2Permission(RUN, resource, { ...NO_TEMPLATE, ...requestTagKeys(launch.tags.get(kind)) })),
    ...used.map((resource) => ec2Permission(RUN, resource, NO_TEMPLATE)),
    ...made.flatMap(([kind, resource]) => ec2TaggingPermissions('RunInstances', withoutKeys(resource, NOT_OF_TAGS), launch.tags.get(kind))),
    ...(profile === undefined ? [] : [passedRole(profile, ec2Arn(here, 'instance', '*'), here)]),
  ]
}

/** A key of a network interface that CreateTags does not have. */
const NOT_OF_TAGS = ['ec2:AssociatePublicIpAddress']
/** No launch here is made from a template. */
const NO_TEMPLATE: ConditionKeys = { 'ec2:IsLaunchTemplateResource': 'false' }

/** What the launch makes: an instance, its interface and its volumes. */
function madeResources(launch: Launch, here: Ec2Here): readonly (readonly [Ec2Kind, Ec2Resource])[] {
  const { region } = here
  const keys = {
    instance: [instanceKeysOf({ ...launch, region, profileArn: launch.profile?.arn })],
    'network-interface': [
      {
        ...interfaceKeysOf(here, { subnet: launch.subnetId, zone: launch.zone }),
        'ec2:AssociatePublicIpAddress': launch.associatesPublicAddress === undefined ? undefined : String(launch.associatesPublicAddress),
      },
    ],
    volume: launch.volumes.map((volume) => ({ ...volumeKeysOf(volume), ...zoneKeys(region, launch.zone) })),
  }
  return LAUNCHED_KINDS.flatMap((kind) =>
    keys[kind].map((own): readonly [Ec2Kind, Ec2Resource] => [kind, newResource(here, { kind }, own)]),
  )
}
