import type { ApplyCaller } from '../../apply/accounts.js'
import { systemClock } from '../../core/clock.js'
import { environmentTarget, sendTo } from '../calls/target.js'

/** Whoever the environment has a key of. */
export function callerOf(environment: NodeJS.ProcessEnv): ApplyCaller {
  const { endpoint, region, accessKeyId, secretAccessKey, sessionToken } = environmentTarget(environment)
  const clock = systemClock()
  return {
    key: { accessKeyId, secretAccessKey, sessionToken },
    called: 'the credentials of the environment',
    transport: { host: endpoint.host, region, now: () => clock.wall(), send: (call) => sendTo(endpoint, call) },
  }
}
