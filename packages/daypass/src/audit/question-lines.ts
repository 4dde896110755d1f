import { isoSeconds } from '../core/clock.js'
import type { RecordedQuestion, RequestEvent } from '../core/request-event.js'

/** Characters of a reason, and of a resource: texts may echo what a client sent. */
export const MAX_REASON = 1_024
export const MAX_RESOURCE = 2_048

/** More actions than any operation asks of one resource. */
const MAX_ACTIONS = 16

/** Characters that the resources of one line may have when written, unless one alone has more. */
const MAX_RESOURCES = 16_384

/** What each of the questions of one line came to; the lines of a request differ in these, or continue one another. */
interface Part {
  readonly action: string
  readonly decision: 'allow' | 'deny'
  /** Whether what was allowed was also done, where an operation does each by itself. */
  readonly done: boolean | undefined
  readonly reason: string
  readonly resources: string[]
  room: number
}

/** The key that signed, if one did. */
export const signerOf = ({ caller }: RequestEvent): string | undefined =>
  caller === undefined || caller.kind === 'anonymous' ? undefined : caller.accessKeyId

/** Several questions of one resource that came to the same: the line of the request tells of them by their actions, and needs no further lines. */
function isToldByActions([first, ...others]: readonly RecordedQuestion[]): boolean {
  const isLikeFirst = ({ question, decision, done }: RecordedQuestion): boolean =>
    question.resource === first?.question.resource && decision.allowed === first.decision.allowed && done === first.done
  return others.length < MAX_ACTIONS && others.every(isLikeFirst)
}

/** How many questions there were, what they came to and, where that says it all, their actions. */
export function summaryOf({ questions }: RequestEvent): Record<string, unknown> {
  const allowed = questions.filter(({ decision }) => decision.allowed)
  const isEach = questions.some(({ done }) => done !== undefined)
  const done = isEach ? { done: allowed.filter((one) => one.done === true).length } : {}
  const actions = isToldByActions(questions) ? { actions: questions.map(({ question }) => question.action) } : {}
  return { questions: questions.length, allowed: allowed.length, denied: questions.length - allowed.length, ...done, ...actions }
}

/** The further lines of a request that asked several questions: every question stands in one of them. None where the request's own line tells of all. */
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

/** Questions that came to the same stand together, in the order in which they were asked. */
function gathered(questions: readonly RecordedQuestion[]): Part[] {
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

const beginning = ({ question, decision, done }: RecordedQuestion): Part => ({
  action: question.action,
  decision: decision.allowed ? 'allow' : 'deny',
  done,
  reason: decision.reason.slice(0, MAX_REASON),
  resources: [],
  room: MAX_RESOURCES,
})

/** Characters that a text takes in a line, with quotes and comma: six at most for one of its own. */
const writtenSize = (text: string): number => 3 + (/^[ !#-[\]-~]*$/.test(text) ? text.length : 6 * text.length)
