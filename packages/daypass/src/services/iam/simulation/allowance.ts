import type { SimulatedCaller } from '../../../access/simulation/simulated-caller.js'
import type { SimulatedLayer } from '../../../access/simulation/simulated-layer.js'
import { type AskingWork, askingWork, readingWork } from '../../../access/simulation/simulated-work.js'
import { MOST_WORK } from './input-layers.js'
import { isTrustAction, type ResourceSide } from './resource-policies.js'
import { invalid } from './simulation-input.js'

/** The parts of a simulation that cost time. */
interface Asked {
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  /** The layers that are evaluated for every required permission. */
  readonly layers: readonly SimulatedLayer[]
  readonly sideOf: (action: string, resource: string) => ResourceSide
  readonly context: SimulatedCaller['keys']
  /** The cost of parsing the policies of the request. */
  readonly reading: number
  /** The cost of parsing those that are stored. */
  readonly storedReading: number
}

/** The cost of one evaluation with its result, and of each key of its context, without the policies; in nanoseconds like {@link MOST_WORK}. */
const QUESTION = 20_000
const CONTEXT_KEY = 300

/**
 * How many actions are evaluated for one answer, each on every resource, at the cost of the most expensive one. If it is exceeded, a page is shorter
 * than requested, which the API allows; if a single action exceeds it, the request is refused. What is stored is within the quotas, so reading it makes
 * a page shorter, and is never a reason to refuse.
 */
export function mostActions(simulation: Asked): number {
  const { actions, context, reading, storedReading } = simulation
  const longest = (ofTrust: boolean) =>
    actions.filter((action) => isTrustAction(action) === ofTrust).reduce((one, other) => (other.length > one.length ? other : one), '')
  const budget = { left: MOST_WORK - reading, works: new Map<SimulatedLayer, AskingWork>() }
  const works = [longest(true), longest(false)].filter((action) => action !== '').map((action) => actionWork(action, simulation, budget))
  const own = simulation.resources.length * (QUESTION + context.size * CONTEXT_KEY)
  const each = own + Math.max(...works)
  if (budget.left < each) throw tooMuch()
  return Math.max(1, Math.floor((budget.left - storedReading) / each))
}

const tooMuch = () => invalid('Resources: there are too many for this number of statements. Send fewer at a time.')

interface Budget {
  left: number
  readonly works: Map<SimulatedLayer, AskingWork>
}

function actionWork(action: string, { resources, layers, sideOf, context }: Asked, budget: Budget): number {
  return resources.reduce((sum, resource) => {
    const { resource: policy, trust } = sideOf(action, resource)
    const sides = [policy, trust].filter((layer) => layer !== undefined)
    // The policies of resources are parsed one by one here, each once.
    for (const side of sides) if (!budget.works.has(side)) budget.left -= readingWork(side.documents.map(({ text }) => text))
    if (budget.left < 0) throw tooMuch()
    return [...layers, ...sides].reduce((total, layer) => {
      const work = budget.works.get(layer) ?? askingWork(layer, context)
      budget.works.set(layer, work)
      return total + work.own + work.perAction * action.length + work.perResource * resource.length
    }, sum)
  }, 0)
}
