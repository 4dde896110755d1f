import { LayerReading, readLayer, type SimulatedDocument, type SimulatedLayer } from '../../../access/simulation/simulated-layer.js'
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
 * Parses the policies of a request. An invalid one is the requester's mistake.
 */
export function layerOf(given: readonly SimulatedDocument[], kind: Kind): SimulatedLayer {
  const read = readLayer(given, kind)
  if (!read.ok) throw invalid(`Policy: ${read.document.id}: ${read.problem}`)
  return read.layer
}

/** The policies of a layer: those that are `stored` come before those of the request. */
export interface LayerDocuments {
  readonly kind: Kind
  readonly stored: readonly SimulatedDocument[]
  readonly given?: readonly SimulatedDocument[]
}

/**
 * Parses the policies of a layer, and rests after each slice of those that are stored. A stored policy was valid when it was saved, so if it cannot be
 * parsed now, the simulation fails instead of ignoring it.
 */
export async function restingLayerOf({ kind, stored, given = [] }: LayerDocuments, rests: ReadingRests): Promise<SimulatedLayer> {
  const reading = new LayerReading(kind)
  for (const document of stored) {
    const unreadable = reading.add(document)
    if (unreadable) throw new IamError('PolicyEvaluation', `The policy ${document.id} cannot be evaluated: ${unreadable.problem}`)
    await rests.after(document.text)
  }
  for (const document of given) {
    const unreadable = reading.add(document)
    if (unreadable) throw invalid(`Policy: ${document.id}: ${unreadable.problem}`)
  }
  return reading.layer
}

/** The work of reading stored documents after which a request rests: as much as one of the parts of an answer. */
const SLICE = 10_000_000

/** Counts what reading the stored documents of a request costs, and rests after each slice. */
export class ReadingRests {
  readonly #rest: () => Promise<void>
  #work = 0
  #rested = 0

  constructor(rest: () => Promise<void>) {
    this.#rest = rest
  }

  /** The cost of all of them so far, in nanoseconds like {@link MOST_WORK}. */
  get work(): number {
    return this.#work
  }

  async after(text: string): Promise<void> {
    this.#work += readingWork([text])
    if (this.#work - this.#rested < SLICE) return
    this.#rested = this.#work
    await this.#rest()
  }
}
