import { WireError } from '../../../core/error.js'
import type { AccessJobRecord } from '../../../directory/iam/last-use/access-job.js'
import type { LastUse, PrincipalUse } from '../../../directory/iam/last-use/last-use.js'
import { serviceNames } from '../../../directory/iam/last-use/service-names.js'
import type { ErrorDetails, ServiceLastAccessed, TrackedActionLastAccessed } from '../../../wire/generated/iam.js'
import type { IamDeps } from '../iam.js'
import { type Entity, requireSubject, type ReportSubject } from './subject.js'

/** What both operations that read a job tell of it. It is done as soon as it is made. */
export const jobOutput = ({ createdAt }: AccessJobRecord) => ({
  JobCreationDate: new Date(createdAt),
  JobCompletionDate: new Date(createdAt),
})

/** Whose permissions the job is about; or why it failed, when that was deleted after it was asked for. */
export function subjectOf(job: AccessJobRecord, deps: IamDeps): ReportSubject | ErrorDetails {
  try {
    return requireSubject(job.arn, job.account, deps)
  } catch (error) {
    if (error instanceof WireError && error.code === 'NoSuchEntity') return { Code: error.code, Message: error.message }
    throw error
  }
}

/** Entities between two rests. */
const SLICE = 100

/** What each entity used. Lets other requests run in between. */
export async function* usesByEntity(
  subject: ReportSubject,
  { state, lastUse, clock, rest }: IamDeps,
): AsyncGenerator<{ entity: Entity; use: PrincipalUse }> {
  let read = 0
  for (const entity of subject.entities()) {
    yield { entity, use: lastUse.ofPrincipal(state, entity.record.id, clock.now()) }
    read += 1
    if (read % SLICE === 0) await rest()
  }
}

/** The latest use of one thing, and how many used it. */
interface Latest {
  use: LastUse
  entity: Entity
  count: number
}

/** Every service that the subject's policies allow, with its last use, by prefix. */
export async function servicesOf(job: AccessJobRecord, subject: ReportSubject, deps: IamDeps): Promise<ServiceLastAccessed[]> {
  const services = new Map<string, Latest>()
  const actions = new Map<string, Latest>()
  for await (const { entity, use } of usesByEntity(subject, deps)) {
    for (const [name, last] of Object.entries(use.services)) note(services, name, { use: last, entity })
    for (const [name, last] of Object.entries(use.actions)) note(actions, name, { use: last, entity })
  }
  const shown = [...serviceNames()].filter(([prefix]) => subject.grants(prefix))
  return shown.map(([ServiceNamespace, ServiceName]) => ({
    ...{ ServiceName, ServiceNamespace },
    ...serviceOutput(services.get(ServiceNamespace)),
    ...(job.granularity === 'ACTION_LEVEL' && { TrackedActionsLastAccessed: actionsOutput(actions, ServiceNamespace) }),
  }))
}

function note(all: Map<string, Latest>, name: string, { use, entity }: Omit<Latest, 'count'>): void {
  const known = all.get(name)
  if (known === undefined) return void all.set(name, { use, entity, count: 1 })
  known.count += 1
  if (use.at <= known.use.at) return
  known.use = use
  known.entity = entity
}

function serviceOutput(latest: Latest | undefined): Partial<ServiceLastAccessed> {
  if (latest === undefined) return { TotalAuthenticatedEntities: 0 }
  const { use, entity, count } = latest
  return {
    LastAuthenticated: new Date(use.at),
    LastAuthenticatedEntity: entity.arn,
    LastAuthenticatedRegion: use.region,
    TotalAuthenticatedEntities: count,
  }
}

/** The actions of a service that were used; none where none was (IAM API reference, ServiceLastAccessed). */
function actionsOutput(actions: ReadonlyMap<string, Latest>, service: string): TrackedActionLastAccessed[] | undefined {
  const used = [...actions].filter(([name]) => name.startsWith(`${service}:`)).toSorted(([one], [other]) => (one < other ? -1 : 1))
  const shown = used.map(([name, { use, entity }]) => ({
    ActionName: name.slice(service.length + 1),
    LastAccessedEntity: entity.arn,
    LastAccessedTime: new Date(use.at),
    LastAccessedRegion: use.region,
  }))
  return shown.length === 0 ? undefined : shown
}
