// Written by `node tools/operation-lists.mjs` from the operation files of this folder. Do not edit.
import type { Ec2Operation } from './ec2.js'
import { DescribeAvailabilityZones } from './regions/DescribeAvailabilityZones.js'
import { DescribeRegions } from './regions/DescribeRegions.js'

/** Every operation of ec2 that is served, by name. */
export const ec2Operations: readonly Ec2Operation[] = [DescribeAvailabilityZones, DescribeRegions]
