import type { RequiredPermission } from '../../../core/operation.js'
import { putInstance } from '../../../directory/ec2/instance.js'
import type { ModifyInstanceMetadataOptionsRequest } from '../../../wire/generated/ec2.js'
import { operation } from '../ec2.js'
import { Ec2Error } from '../error.js'
import { hereNow } from '../instances/here-now.js'
import { checkInstanceIds, requireInstance } from '../instances/instance-ids.js'
import { metadataOutput } from '../instances/instance-output.js'
import { instanceResource } from '../instances/instance-resource.js'
import { instanceStateAt } from '../instances/instance-state.js'
import { changedMetadata } from '../launches/launch.js'
import { checkHopLimit } from '../launches/launch-checks.js'
import { unsupportedLaunch } from '../launches/unsupported-parameters.js'
import { ec2Permission } from '../permissions/ec2-resource.js'

const ACTION = 'ec2:ModifyInstanceMetadataOptions'

/**
 * Changes how the metadata of an instance is reached; at once (EC2 API reference, ModifyInstanceMetadataOptions). The keys `ec2:MetadataHttpTokens` and others of that kind are the
 * options as they are; what is asked for is in `ec2:Attribute/<name>` (EC2 user guide, "Example policies for working with instance metadata").
 */
export const ModifyInstanceMetadataOptions = operation('ModifyInstanceMetadataOptions', {
  summary: 'Changes how the metadata of an instance is reached.',
  actions: [ACTION],
  check(input) {
    checkInstanceIds([input.InstanceId])
    checkHopLimit(input.HttpPutResponseHopLimit)
    if (input.HttpProtocolIpv6 === 'enabled') throw unsupportedLaunch('HttpProtocolIpv6')
    if (Object.keys(askedKeys(input)).length === 0)
      throw new Ec2Error('MissingParameter', 'The request must contain an option of metadata to change.')
  },
  authorize: (input, { account }, { state, region }) => [
    ec2Permission(ACTION, instanceResource({ account, region, state }, input.InstanceId), askedKeys(input)),
  ],
  handle(input, { account }, deps) {
    const at = hereNow(account, deps)
    const instance = requireInstance(at, input.InstanceId)
    const name = instanceStateAt(instance, at.now)
    if (name === 'terminated' || name === 'shutting-down')
      throw new Ec2Error('IncorrectInstanceState', `The instance '${instance.id}' is ${name}. It cannot be modified any more.`)
    const changed = { ...instance, metadata: changedMetadata(instance.metadata, input) }
    putInstance(deps.state, changed)
    return { InstanceId: instance.id, InstanceMetadataOptions: metadataOutput(changed) }
  },
})

/** What is asked for, as condition keys. */
function askedKeys(input: ModifyInstanceMetadataOptionsRequest): NonNullable<RequiredPermission['context']> {
  const asked = Object.entries({
    HttpTokens: input.HttpTokens,
    HttpPutResponseHopLimit: input.HttpPutResponseHopLimit,
    HttpEndpoint: input.HttpEndpoint,
    HttpProtocolIpv6: input.HttpProtocolIpv6,
    InstanceMetadataTags: input.InstanceMetadataTags,
  }).filter(([, value]) => value !== undefined)
  if (asked.length === 0) return {}
  const values = asked.map(([name, value]) => [`ec2:Attribute/${name}`, String(value)])
  return { 'ec2:Attribute': asked.map(([name]) => name), ...Object.fromEntries(values) }
}
