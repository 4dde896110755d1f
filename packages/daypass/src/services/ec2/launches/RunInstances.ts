import { sweepInstances } from '../../../directory/ec2/instance.js'
import { operation } from '../ec2.js'
import { Ec2Error } from '../error.js'
import { hereNow } from '../instances/here-now.js'
import { reservationOutput } from '../instances/instance-output.js'
import { launchedBefore, rememberLaunch } from './client-token.js'
import { type LAUNCHED_KINDS, type Launch, launchOf } from './launch.js'
import { checkLaunch } from './launch-checks.js'
import { launchPermissions } from './launch-permissions.js'
import { putInstances, requirePossible, requireZone } from './new-instances.js'

/** Instances of one request, at most, and the writes that they may take: one commit has room for 127 writes, and for 128 things that were read. */
const MOST = { instances: 20, writes: 90 }
/** Writes of a commit, those that remove what ended long ago included. */
const WRITES = 126
/** Writes of a client token. */
const TOKEN_WRITES = 6

/** Launches instances: records, not machines (EC2 API reference, RunInstances). They are pending for some seconds and then running. */
export const RunInstances = operation('RunInstances', {
  summary: 'Launches instances, as records and not as machines.',
  actions: ['ec2:CreateTags', 'ec2:RunInstances', 'iam:PassRole'],
  check: checkLaunch,
  authorize: (input, { account }, { state, region }) => {
    const here = { account, region, state }
    return launchPermissions(launchOf(input, here), here)
  },
  handle(input, { account }, deps) {
    const { state } = deps
    const here = hereNow(account, deps)
    const before = launchedBefore(input, here)
    if (before !== undefined) return reservationOutput(before, here)
    const launch = requirePossible(launchOf(input, here), account, deps)
    requireZone(input, launch.subnet)
    const each = writesOf(launch)
    const count = Math.min(input.MaxCount, MOST.instances, Math.floor((MOST.writes - TOKEN_WRITES) / each))
    if (count < input.MinCount)
      throw new Ec2Error(
        'InstanceLimitExceeded',
        `You have requested more instances (${input.MinCount}) than one request can launch with these tags and volumes (${count}). Send several requests.`,
      )
    sweepInstances(state, here, { now: here.now, writes: WRITES - TOKEN_WRITES - count * each })
    const launched = putInstances(launch, { input, count, account }, deps)
    rememberLaunch(input, launched, { ...here, state })
    return reservationOutput(launched, here)
  },
})

/** Writes for one instance: the record, its address, and the tags of each thing. */
function writesOf({ tags, volumes }: Launch): number {
  const isTagged = (kind: (typeof LAUNCHED_KINDS)[number]) => (tags.has(kind) ? 1 : 0)
  return 2 + isTagged('instance') + isTagged('network-interface') + isTagged('volume') * volumes.length
}
