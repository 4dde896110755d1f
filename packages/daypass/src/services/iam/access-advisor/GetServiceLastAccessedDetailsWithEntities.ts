import type { EntityDetails } from '../../../wire/generated/iam.js'
import { operation } from '../iam.js'
import { inOrder, pageOf } from '../page.js'
import { requireJob } from './job.js'
import { jobOutput, subjectOf, usesByEntity } from './report.js'
import type { Entity } from './subject.js'

/**
 * Returns the users and roles that could have used the permissions of a report on one service, those that last used it first (IAM API reference,
 * GetServiceLastAccessedDetailsWithEntities). None if the policies do not allow the service.
 */
export const GetServiceLastAccessedDetailsWithEntities = operation('GetServiceLastAccessedDetailsWithEntities', {
  summary: 'Returns who could have used one service, and when they did.',
  actions: ['iam:GetServiceLastAccessedDetailsWithEntities'],
  authorize: () => [{ action: 'iam:GetServiceLastAccessedDetailsWithEntities', resource: '*' }],
  async handle(input, caller, deps) {
    const job = requireJob(input.JobId, caller, deps)
    const subject = subjectOf(job, deps)
    if ('Code' in subject) return { JobStatus: 'FAILED', ...jobOutput(job), EntityDetailsList: [], IsTruncated: false, Error: subject }
    const service = input.ServiceNamespace.toLowerCase()
    const found: EntityDetails[] = []
    if (subject.grants(service))
      for await (const { entity, use } of usesByEntity(subject, deps)) found.push(entityDetails(entity, use.services[service]?.at))
    const listing = {
      ...inOrder(found, newestFirst),
      operation: 'GetServiceLastAccessedDetailsWithEntities',
      account: job.account,
      filter: [job.id, service],
    }
    const { items, end } = pageOf(input, listing, deps)
    return { JobStatus: 'COMPLETED', ...jobOutput(job), EntityDetailsList: items, ...end }
  },
})

const entityDetails = ({ kind, arn, record: { name, id, path } }: Entity, at: number | undefined): EntityDetails => ({
  EntityInfo: { Arn: arn, Name: name, Type: kind === 'user' ? 'USER' : 'ROLE', Id: id, Path: path },
  LastAuthenticated: at === undefined ? undefined : new Date(at),
})

/** Counts down, with a fixed text length; those that never used it are last. */
const newestFirst = ({ LastAuthenticated, EntityInfo }: EntityDetails): string =>
  `${String(9_999_999_999_999 - (LastAuthenticated?.getTime() ?? 0)).padStart(13, '0')} ${EntityInfo.Id}`
