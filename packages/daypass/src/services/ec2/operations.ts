// Written by `node tools/operation-lists.mjs` from the operation files of this folder. Do not edit.
import { DescribeAccountAttributes } from './account-attributes/DescribeAccountAttributes.js'
import type { Ec2Operation } from './ec2.js'
import { DescribeImages } from './images/DescribeImages.js'
import { DescribeInstanceTypeOfferings } from './instance-sizes/DescribeInstanceTypeOfferings.js'
import { DescribeInstanceTypes } from './instance-sizes/DescribeInstanceTypes.js'
import { CreateKeyPair } from './key-pairs/CreateKeyPair.js'
import { DeleteKeyPair } from './key-pairs/DeleteKeyPair.js'
import { DescribeKeyPairs } from './key-pairs/DescribeKeyPairs.js'
import { ImportKeyPair } from './key-pairs/ImportKeyPair.js'
import { DescribeSubnets } from './network/DescribeSubnets.js'
import { DescribeVpcAttribute } from './network/DescribeVpcAttribute.js'
import { DescribeVpcs } from './network/DescribeVpcs.js'
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
  DescribeImages,
  DescribeInstanceTypeOfferings,
  DescribeInstanceTypes,
  DescribeKeyPairs,
  DescribeRegions,
  DescribeSecurityGroupRules,
  DescribeSecurityGroups,
  DescribeSubnets,
  DescribeTags,
  DescribeVpcAttribute,
  DescribeVpcs,
  ImportKeyPair,
  RevokeSecurityGroupEgress,
  RevokeSecurityGroupIngress,
]
