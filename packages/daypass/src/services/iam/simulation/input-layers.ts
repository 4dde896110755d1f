import { readLayer, type SimulatedDocument, type SimulatedLayer } from '../../../access/simulation/simulated-layer.js'
import { readingWork } from '../../../access/simulation/simulated-work.js'
import { IamError } from '../error.js'
import { invalid } from './simulation-input.js'

/** The maximum work for one answer, in nanoseconds at worst, so that one request cannot keep the server busy. */
export const MOST_WORK = 200_000_000

/** The cost of parsing the policies of a request. Refuses policies that are too long for one request. */
export function requireEvaluable(texts: readonly string[]): number {
  const work = readingWork(texts)
  if (work > MOST_WORK) throw invalid('Policies: the policies, or their patterns with ?, are too long. Send fewer at a time.')
  return work
}

type Kind = Parameters<typeof readLayer>[1]

/** The policies of a request, with AWS's names for them: `PolicyInputList.1` is the first. */
export function inputDocuments(texts: readonly string[] | undefined, parameter: string): SimulatedDocument[] {
  return (texts ?? []).map((text, index) => ({ id: `${parameter}.${index + 1}`, text }))
}

/**
 * Parses the policies of a layer, the `stored` ones before the `given` ones. An invalid policy in the request is the requester's mistake; a stored
 * one was valid when it was saved, so if it cannot be parsed now, the simulation fails instead of ignoring it.
 */
export function layerOf(given: readonly SimulatedDocument[], kind: Kind, stored: readonly SimulatedDocument[] = []): SimulatedLayer {
  const read = readLayer([...stored, ...given], kind)
  if (read.ok) return read.layer
  const { document, problem } = read
  if (given.includes(document)) throw invalid(`Policy: ${document.id}: ${problem}`)
  throw new IamError('PolicyEvaluation', `The policy ${document.id} cannot be evaluated: ${problem}`)
}
