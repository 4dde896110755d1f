import { parseArn } from '../../../core/arn.js'
import { invalidInput } from '../errors.js'

const ALWAYS = ['instance', 'image', 'security-group', 'network-interface']

/** The resources that each scenario requires (IAM API reference, SimulateCustomPolicy, ResourceHandlingOption). */
const SCENARIOS: ReadonlyMap<string, readonly string[]> = new Map([
  ['EC2-VPC-InstanceStore', ALWAYS],
  ['EC2-VPC-InstanceStore-Subnet', [...ALWAYS, 'subnet']],
  ['EC2-VPC-EBS', [...ALWAYS, 'volume']],
  ['EC2-VPC-EBS-Subnet', [...ALWAYS, 'subnet', 'volume']],
])

/** Refuses an unknown scenario, and one whose resources are incomplete. */
export function checkResourceHandling(option: string | undefined, resources: readonly string[]): void {
  if (option === undefined) return
  const needed = SCENARIOS.get(option)
  if (needed === undefined) throw invalidInput(`Invalid Input Resource Handling Option: ${option}.`)
  const given = new Set(resources.map(ec2Type))
  const lacking = needed.filter((type) => !given.has(type))
  if (lacking.length > 0) throw invalidInput(`Invalid Input Resource: ${option} needs ${lacking.join(', ')}.`)
}

function ec2Type(resource: string): string | undefined {
  const arn = parseArn(resource)
  return arn?.service === 'ec2' ? arn.resource.split('/')[0] : undefined
}
