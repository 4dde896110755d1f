/** What a client says about the trace that its request belongs to. */
export interface ParentContext {
  /** 32 hexadecimal digits. */
  readonly traceId: string
  /** 16 hexadecimal digits. */
  readonly spanId: string
  readonly isSampled: boolean
  /** What tracing systems add; empty without any. It is passed on as it is. */
  readonly state: string
}

/** W3C Trace Context, section 3.2: version, trace id, parent id, flags; later versions may add more after a dash. */
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.{1,128})?$/
const NO_TRACE = '0'.repeat(32)
const NO_SPAN = '0'.repeat(16)

/**
 * Reads `traceparent` and `tracestate`; undefined where the first is not valid. A header that comes twice is joined by a comma, and so not valid. A `tracestate`
 * that is not valid is left out (W3C Trace Context, sections 3.2 and 3.3).
 */
export function readTraceContext(headers: Readonly<Record<string, string | undefined>>): ParentContext | undefined {
  const text = headers.traceparent
  if (text === undefined) return undefined
  const [, version, traceId, spanId, flags = '0', more] = TRACEPARENT.exec(text) ?? []
  if (traceId === undefined || spanId === undefined || version === 'ff' || (version === '00' && more !== undefined)) return undefined
  if (traceId === NO_TRACE || spanId === NO_SPAN) return undefined
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1, state: readTraceState(headers.tracestate) }
}

/** The length that must be passed on at least (section 3.3.1.5); longer ones are left out. */
const MOST_STATE = 512
const MOST_MEMBERS = 32
/** Section 3.3.1.3: a simple key, or a tenant and a system; a value of printable characters that does not end in a space. */
const MEMBER = /^([a-z0-9][a-z0-9_\-*/]{0,255}|[a-z0-9][a-z0-9_\-*/]{0,240}@[a-z][a-z0-9_\-*/]{0,13})=[ -+\--<>-~]{0,255}[!-+\--<>-~]$/

/** The members of a `tracestate`; empty where it is absent or not valid. */
function readTraceState(text: string | undefined): string {
  if (text === undefined || text.length > MOST_STATE) return ''
  const members = text
    .split(',')
    .map(withoutBlanks)
    .filter((member) => member !== '')
  const keys = new Set(members.map((member) => MEMBER.exec(member)?.[1]))
  return members.length > MOST_MEMBERS || keys.has(undefined) || keys.size < members.length ? '' : members.join(',')
}

const isBlank = (character: string | undefined): boolean => character === ' ' || character === '\t'

/** Not by a pattern: one for the end would be tried at each of 500 blanks in the middle, for as long as ten requests take. */
function withoutBlanks(text: string): string {
  let [start, end] = [0, text.length]
  while (isBlank(text[start])) start += 1
  while (end > start && isBlank(text[end - 1])) end -= 1
  return text.slice(start, end)
}
