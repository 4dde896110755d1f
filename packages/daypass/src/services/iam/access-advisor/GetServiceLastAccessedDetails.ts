import { operation } from '../iam.js'
import { inOrder, pageOf } from '../page.js'
import { requireJob } from './job.js'
import { jobOutput, servicesOf, subjectOf } from './report.js'

/**
 * Returns the services that the permission policies allow, and when each was last used (IAM API reference, GetServiceLastAccessedDetails). The report is
 * made now, and shows this moment: a rule of our own. When what it is about was deleted, the job has failed.
 */
export const GetServiceLastAccessedDetails = operation('GetServiceLastAccessedDetails', {
  summary: 'Returns the services that someone may use, and when they did.',
  actions: ['iam:GetServiceLastAccessedDetails'],
  authorize: () => [{ action: 'iam:GetServiceLastAccessedDetails', resource: '*' }],
  async handle(input, caller, deps) {
    const job = requireJob(input.JobId, caller, deps)
    const about = { JobType: job.granularity, ...jobOutput(job) }
    const subject = subjectOf(job, deps)
    if ('Code' in subject) return { JobStatus: 'FAILED', ...about, ServicesLastAccessed: [], IsTruncated: false, Error: subject }
    const services = inOrder(await servicesOf(job, subject, deps), ({ ServiceNamespace }) => ServiceNamespace)
    const listing = { ...services, operation: 'GetServiceLastAccessedDetails', account: job.account, filter: [job.id] }
    const { items, end } = pageOf(input, listing, deps)
    return { JobStatus: 'COMPLETED', ...about, ServicesLastAccessed: items, ...end }
  },
})
