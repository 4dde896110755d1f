import { operation } from '../iam.js'
import { startJob } from './job.js'
import { checkSubject, requireExisting, subjectPermission } from './subject.js'

const ACTION = 'iam:GenerateServiceLastAccessedDetails'

/**
 * Asks for a report on the services that someone's permission policies allow, and their last use (IAM API reference, GenerateServiceLastAccessedDetails).
 * It is there at once. Asked for again within five minutes, it is the same job.
 */
export const GenerateServiceLastAccessedDetails = operation('GenerateServiceLastAccessedDetails', {
  summary: 'Asks for a report on the services that someone may use, and did.',
  actions: [ACTION],
  check: ({ Arn }, caller) => checkSubject(Arn, caller, { policies: true }),
  authorize: ({ Arn }, { account }, { state }) => [subjectPermission(ACTION, Arn, { account, state })],
  handle({ Arn, Granularity = 'SERVICE_LEVEL' }, caller, deps) {
    requireExisting(Arn, deps)
    const asked = { account: caller.account, arn: Arn, granularity: Granularity }
    return { JobId: startJob(deps.state, asked, { caller, now: deps.clock.now() }) }
  },
})
