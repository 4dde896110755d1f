import { operation } from '../ec2.js'
import { hereNow } from '../instances/here-now.js'
import { checkInstanceIds, requireInstance } from '../instances/instance-ids.js'
import { instanceResource } from '../instances/instance-resource.js'
import { ec2Permission } from '../permissions/ec2-resource.js'
import { ATTRIBUTES } from './instance-attributes.js'

const ACTION = 'ec2:DescribeInstanceAttribute'

/** Shows one attribute of an instance, such as its user data (EC2 API reference, DescribeInstanceAttribute). Unlike other descriptions it is asked on the instance. */
export const DescribeInstanceAttribute = operation('DescribeInstanceAttribute', {
  summary: 'Shows one attribute of an instance.',
  actions: [ACTION],
  check: ({ InstanceId }) => checkInstanceIds([InstanceId]),
  authorize: ({ InstanceId }, { account }, { state, region }) => [
    ec2Permission(ACTION, instanceResource({ account, region, state }, InstanceId)),
  ],
  handle({ InstanceId, Attribute }, { account }, deps) {
    const at = hereNow(account, deps)
    return { InstanceId, ...ATTRIBUTES[Attribute](requireInstance(at, InstanceId), at) }
  },
})
