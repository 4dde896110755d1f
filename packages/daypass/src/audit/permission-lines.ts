import { isoSeconds } from '../core/clock.js'
import type { RecordedPermission, RequestEvent } from '../core/request-event.js'

/** Characters of a reason, and of a resource: texts can repeat what a client sent. */
export const MAX_REASON = 1_024
export const MAX_RESOURCE = 2_048

/** More actions than any operation requests on one resource. */
const MAX_ACTIONS = 16

/** The number of characters that the resources of one line may have when written, unless a single one has more. */
const MAX_RESOURCES = 16_384

/** The result of each authorization request in one line. The lines of a request differ in these values, or continue one another. */
interface Part {
  readonly action: string
  readonly decision: 'allow' | 'deny'
  /** Whether what was allowed was also done, if an operation does each item separately. */
  readonly done: boolean | undefined
  readonly reason: string
  readonly resources: string[]
  room: number
}

/** The access key that signed, if any. */
export const signerOf = ({ caller }: RequestEvent): string | undefined =>
  caller === undefined || caller.kind === 'anonymous' ? undefined : caller.accessKeyId

/** Several authorization requests for one resource with the same result: the line of the request lists their actions, and needs no further lines. */
function isToldByActions([first, ...others]: readonly RecordedPermission[]): boolean {
  const isLikeFirst = ({ question, decision, done }: RecordedPermission): boolean =>
    question.resource === first?.question.resource && decision.allowed === first.decision.allowed && done === first.done
  return others.length < MAX_ACTIONS && others.every(isLikeFirst)
}

/** How many authorization requests there were, their results and, if that is complete, their actions. */
export function summaryOf({ questions }: RequestEvent): Record<string, unknown> {
  const allowed = questions.filter(({ decision }) => decision.allowed)
  const isEach = questions.some(({ done }) => done !== undefined)
  const done = isEach ? { done: allowed.filter((one) => one.done === true).length } : {}
  const actions = isToldByActions(questions) ? { actions: questions.map(({ question }) => question.action) } : {}
  return { questions: questions.length, allowed: allowed.length, denied: questions.length - allowed.length, ...done, ...actions }
}

/**
 * The further lines of a request with several authorization requests: every one of them is in one of these lines. Empty if the line of the request
 * has them all.
 */
export function partsOf(event: RequestEvent, now: number): Record<string, unknown>[] {
  const { request, service, operation, caller } = event
  if (event.questions.length < 2 || isToldByActions(event.questions)) return []
  const parts = gathered(event.questions)
  return parts.map(({ action, decision, done, reason, resources }, i) => ({
    time: isoSeconds(now),
    requestId: request.id,
    part: i + 1,
    parts: parts.length,
    service,
    operation,
    caller: caller?.arn,
    accessKeyId: signerOf(event),
    action,
    decision,
    done,
    reason,
    resources,
    sourceIp: request.sourceIp,
  }))
}

/** Authorization requests with the same result are grouped, in their original order. */
function gathered(questions: readonly RecordedPermission[]): Part[] {
  const parts: Part[] = []
  const open = new Map<string, Part>()
  for (const one of questions) {
    const key = `${one.question.action}\n${one.decision.allowed}\n${one.done}\n${one.decision.reason}`
    const resource = one.question.resource.slice(0, MAX_RESOURCE)
    const size = writtenSize(resource)
    let part = open.get(key)
    if (part === undefined || part.room < size) {
      part = beginning(one)
      open.set(key, part)
      parts.push(part)
    }
    part.resources.push(resource)
    part.room -= size
  }
  return parts
}

const beginning = ({ question, decision, done }: RecordedPermission): Part => ({
  action: question.action,
  decision: decision.allowed ? 'allow' : 'deny',
  done,
  reason: decision.reason.slice(0, MAX_REASON),
  resources: [],
  room: MAX_RESOURCES,
})

/** The characters that a text needs in a line, with quotes and comma: at most six for one of its own. */
const writtenSize = (text: string): number => 3 + (/^[ !#-[\]-~]*$/.test(text) ? text.length : 6 * text.length)
