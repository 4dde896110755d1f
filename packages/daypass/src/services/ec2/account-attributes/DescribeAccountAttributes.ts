// account-attributes: what EC2 says about an account as a whole. Owns the limits that it shows.
// Refuses to enforce them: who counts a kind of thing does.
import type { Ec2Place } from '../../../directory/ec2/resource-tags.js'
import { operation, regionPermission } from '../ec2.js'
import { invalidParameter } from '../error.js'
import { defaultVpc } from '../network/default-network.js'

/** Attributes with their values (EC2 API reference, DescribeAccountAttributes). There are no Elastic IP addresses, so that none can be had. */
const attributesOf = (place: Ec2Place): Readonly<Record<string, string>> => ({
  'supported-platforms': 'VPC',
  'default-vpc': defaultVpc(place).id,
  'max-instances': '20',
  'vpc-max-security-groups-per-interface': '5',
  'max-elastic-ips': '0',
  'vpc-max-elastic-ips': '0',
})

/** What EC2 says about the account in the region (EC2 API reference, DescribeAccountAttributes). */
export const DescribeAccountAttributes = operation('DescribeAccountAttributes', {
  summary: 'Describes what EC2 says about the account.',
  actions: ['ec2:DescribeAccountAttributes'],
  authorize: (_input, _caller, { region }) => regionPermission('ec2:DescribeAccountAttributes', region),
  handle({ AttributeNames: names }, { account }, { region }) {
    const attributes = attributesOf({ account, region })
    const unknown = names?.find((name) => !Object.hasOwn(attributes, name))
    if (unknown !== undefined) throw invalidParameter(`Value (${unknown}) for parameter attributeName is invalid. Unknown attribute.`)
    const shown = Object.entries(attributes).filter(([name]) => names?.some((asked) => asked === name) ?? true)
    return { AccountAttributes: shown.map(([AttributeName, value]) => ({ AttributeName, AttributeValues: [{ AttributeValue: value }] })) }
  },
})
