import type { ParentContext } from './trace-context.js'

/** The samplers of the OpenTelemetry specification (SDK environment variables, OTEL_TRACES_SAMPLER) that decide without others. */
export const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const

export type SamplerName = (typeof SAMPLERS)[number]

/** Which requests are traced. */
export interface Sampling {
  readonly sampler: SamplerName
  /** 0 to 1, for those with a ratio. */
  readonly ratio: number
}

/** Whether a request is traced. */
export type Sampler = (traceId: string, parent: ParentContext | undefined) => boolean

/** The part of a trace id that counts, 56 bits: W3C Trace Context level 2 asks for randomness in them. */
const RANDOM_DIGITS = 14

/** Makes the sampler. One that is `parentbased` does what the client's trace says, where there is one. */
export function makeSampler({ sampler, ratio }: Sampling): Sampler {
  const isParentBased = sampler.startsWith('parentbased_')
  const root = rootSampler(sampler.replace('parentbased_', '') as 'always_on' | 'always_off' | 'traceidratio', ratio)
  return isParentBased ? (traceId, parent) => parent?.isSampled ?? root(traceId) : root
}

/**
 * A ratio keeps the ids in the upper part of their range (OpenTelemetry, "TraceState: Probability Sampling": a trace is sampled where its randomness is
 * not less than the threshold), so that servers with a higher ratio keep all traces that those with a lower one keep.
 */
function rootSampler(name: 'always_on' | 'always_off' | 'traceidratio', ratio: number): (traceId: string) => boolean {
  if (name === 'always_on') return () => true
  if (name === 'always_off') return () => false
  const threshold = (1 - ratio) * 2 ** (4 * RANDOM_DIGITS)
  return (traceId) => Number.parseInt(traceId.slice(-RANDOM_DIGITS), 16) >= threshold
}
