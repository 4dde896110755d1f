import { readLayer, type SimulatedDocument, type SimulatedLayer } from '../../../access/simulation/simulated-layer.js'
import { readingWork } from '../../../access/simulation/simulated-work.js'
import { IamError } from '../error.js'
import { invalid } from './simulation-input.js'

/** How much is worked out for one answer, in nanoseconds at the worst: nobody may keep the server busy with one request. */
export const MOST_WORK = 200_000_000

/** What reading the policies of a request costs. Refuses those that are too long to be read in one request. */
export function requireEvaluable(texts: readonly string[]): number {
  const work = readingWork(texts)
  if (work > MOST_WORK) throw invalid('Policies: the policies, or their patterns with ?, are too long. Send fewer at a time.')
  return work
}

type Kind = Parameters<typeof readLayer>[1]

/** Policies of a request, called as AWS calls them: `PolicyInputList.1` is the first. */
export function inputDocuments(texts: readonly string[] | undefined, parameter: string): SimulatedDocument[] {
  return (texts ?? []).map((text, index) => ({ id: `${parameter}.${index + 1}`, text }))
}

/**
 * Reads the policies of a layer, `given` ones after `stored` ones. What was given and is no policy of its kind is the requester's mistake; what is
 * stored was a policy when it was saved, and if it cannot be read now there is no result, not one without it.
 */
export function layerOf(given: readonly SimulatedDocument[], kind: Kind, stored: readonly SimulatedDocument[] = []): SimulatedLayer {
  const read = readLayer([...stored, ...given], kind)
  if (read.ok) return read.layer
  const { document, problem } = read
  if (given.includes(document)) throw invalid(`Policy: ${document.id}: ${problem}`)
  throw new IamError('PolicyEvaluation', `The policy ${document.id} cannot be evaluated: ${problem}`)
}
