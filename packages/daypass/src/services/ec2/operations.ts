// Written by `node tools/operation-lists.mjs` from the operation files of this folder. Do not edit.
import { DescribeAccountAttributes } from './account-attributes/DescribeAccountAttributes.js'
import { DescribeNetworkInterfaces } from './attached/DescribeNetworkInterfaces.js'
import { DescribeVolumes } from './attached/DescribeVolumes.js'
import type { Ec2Operation } from './ec2.js'
import { DescribeImages } from './images/DescribeImages.js'
import { DescribeInstanceAttribute } from './instance-settings/DescribeInstanceAttribute.js'
import { ModifyInstanceAttribute } from './instance-settings/ModifyInstanceAttribute.js'
import { ModifyInstanceMetadataOptions } from './instance-settings/ModifyInstanceMetadataOptions.js'
import { DescribeInstanceTypeOfferings } from './instance-sizes/DescribeInstanceTypeOfferings.js'
import { DescribeInstanceTypes } from './instance-sizes/DescribeInstanceTypes.js'
import { MonitorInstances } from './instance-states/MonitorInstances.js'
import { RebootInstances } from './instance-states/RebootInstances.js'
import { StartInstances } from './instance-states/StartInstances.js'
import { StopInstances } from './instance-states/StopInstances.js'
import { TerminateInstances } from './instance-states/TerminateInstances.js'
import { UnmonitorInstances } from './instance-states/UnmonitorInstances.js'
import { DescribeInstances } from './instances/DescribeInstances.js'
import { DescribeInstanceStatus } from './instances/DescribeInstanceStatus.js'
import { CreateKeyPair } from './key-pairs/CreateKeyPair.js'
import { DeleteKeyPair } from './key-pairs/DeleteKeyPair.js'
import { DescribeKeyPairs } from './key-pairs/DescribeKeyPairs.js'
import { ImportKeyPair } from './key-pairs/ImportKeyPair.js'
import { RunInstances } from './launches/RunInstances.js'
import { DescribeSubnets } from './network/DescribeSubnets.js'
import { DescribeVpcAttribute } from './network/DescribeVpcAttribute.js'
import { DescribeVpcs } from './network/DescribeVpcs.js'
import { AssociateIamInstanceProfile } from './profile-associations/AssociateIamInstanceProfile.js'
import { DescribeIamInstanceProfileAssociations } from './profile-associations/DescribeIamInstanceProfileAssociations.js'
import { DisassociateIamInstanceProfile } from './profile-associations/DisassociateIamInstanceProfile.js'
import { ReplaceIamInstanceProfileAssociation } from './profile-associations/ReplaceIamInstanceProfileAssociation.js'
import { DescribeAvailabilityZones } from './regions/DescribeAvailabilityZones.js'
import { DescribeRegions } from './regions/DescribeRegions.js'
import { AuthorizeSecurityGroupEgress } from './security-group-rules/AuthorizeSecurityGroupEgress.js'
import { AuthorizeSecurityGroupIngress } from './security-group-rules/AuthorizeSecurityGroupIngress.js'
import { DescribeSecurityGroupRules } from './security-group-rules/DescribeSecurityGroupRules.js'
import { RevokeSecurityGroupEgress } from './security-group-rules/RevokeSecurityGroupEgress.js'
import { RevokeSecurityGroupIngress } from './security-group-rules/RevokeSecurityGroupIngress.js'
import { CreateSecurityGroup } from './security-groups/CreateSecurityGroup.js'
import { DeleteSecurityGroup } from './security-groups/DeleteSecurityGroup.js'
import { DescribeSecurityGroups } from './security-groups/DescribeSecurityGroups.js'
import { CreateTags } from './tags/CreateTags.js'
import { DeleteTags } from './tags/DeleteTags.js'
import { DescribeTags } from './tags/DescribeTags.js'

/** Every operation of ec2 that is served, by name. */
export const ec2Operations: readonly Ec2Operation[] = [
  AssociateIamInstanceProfile,
  AuthorizeSecurityGroupEgress,
  AuthorizeSecurityGroupIngress,
  CreateKeyPair,
  CreateSecurityGroup,
  CreateTags,
  DeleteKeyPair,
  DeleteSecurityGroup,
  DeleteTags,
  DescribeAccountAttributes,
  DescribeAvailabilityZones,
  DescribeIamInstanceProfileAssociations,
  DescribeImages,
  DescribeInstanceAttribute,
  DescribeInstanceStatus,
  DescribeInstanceTypeOfferings,
  DescribeInstanceTypes,
  DescribeInstances,
  DescribeKeyPairs,
  DescribeNetworkInterfaces,
  DescribeRegions,
  DescribeSecurityGroupRules,
  DescribeSecurityGroups,
  DescribeSubnets,
  DescribeTags,
  DescribeVolumes,
  DescribeVpcAttribute,
  DescribeVpcs,
  DisassociateIamInstanceProfile,
  ImportKeyPair,
  ModifyInstanceAttribute,
  ModifyInstanceMetadataOptions,
  MonitorInstances,
  RebootInstances,
  ReplaceIamInstanceProfileAssociation,
  RevokeSecurityGroupEgress,
  RevokeSecurityGroupIngress,
  RunInstances,
  StartInstances,
  StopInstances,
  TerminateInstances,
  UnmonitorInstances,
]
