// Owns: the comparison. Five ways to decide the same requests, with all answers checked before anything is timed:
// all layers with @daypass/policy, Cedar and casbin; only the identity statements with @daypass/policy and Cedar.
import { casbinEngine } from '../engines/casbin.mjs'
import { cedarEngine } from '../engines/cedar.mjs'
import { daypassEngine } from '../engines/daypass.mjs'
import { measure, ratio } from '../measuring/rounds.mjs'
import { assumeRoleScenario } from '../scenarios/assume-role.mjs'
import { s3Scenario } from '../scenarios/s3.mjs'
import { growth, judge, timesCedar } from '../targets.mjs'

/** @typedef {import('../measuring/rounds.mjs').Case} Case @typedef {import('../measuring/rounds.mjs').Measured} Measured */
/** @typedef {import('../scenarios/facts.mjs').Asked} Asked */

export const sizes = [1, 10, 100, 1000]
const scenarios = [s3Scenario, assumeRoleScenario]

/** @typedef {{ name: string, layers: 'all' | 'identity', decide: (index: number) => boolean }} Engine */

/** @param {any} scenario @returns {Promise<Engine[]>} */
async function enginesFor(scenario) {
  return [
    { name: 'daypass', layers: 'all', decide: daypassEngine(scenario, 'all') },
    { name: 'daypass', layers: 'identity', decide: daypassEngine(scenario, 'identity') },
    { name: 'cedar', layers: 'all', decide: cedarEngine(scenario, 'all') },
    { name: 'cedar', layers: 'identity', decide: cedarEngine(scenario, 'identity') },
    { name: 'casbin', layers: 'all', decide: await casbinEngine(scenario) },
  ]
}

/** Throws unless the engine gives the expected answer to every request. @param {any} scenario @param {Engine} engine */
function assertAnswers({ name, size, questions }, engine) {
  questions.forEach((/** @type {Asked} */ asked, /** @type {number} */ index) => {
    const expected = engine.layers === 'all' ? asked.allowed : asked.allowedByIdentity
    const answer = engine.decide(index)
    if (answer === expected) return
    throw new Error(`${engine.name} (${engine.layers}) answers ${answer} in ${name} with ${size} statements: ${asked.name}`)
  })
  const allowed = questions.filter((/** @type {Asked} */ asked) => asked.allowed).length
  if (allowed === 0 || allowed === questions.length) throw new Error(`${name}: the questions must be answered both ways`)
}

/** @param {any} scenario @param {Engine} engine @returns {Case} */
function caseOf({ name, size, questions }, engine) {
  const { decide, layers } = engine
  const units = questions.length
  const work = () => {
    for (let index = 0; index < units; index++) decide(index)
  }
  return { name: [name, size, engine.name, layers].join('|'), units, work }
}

/** @param {{ rounds: number, sliceMicros: number }} how */
export async function compareEngines(how) {
  const cases = []
  let questions = 0
  for (const size of sizes) {
    for (const scenario of scenarios.map((make) => make(size))) {
      const engines = await enginesFor(scenario)
      for (const engine of engines) assertAnswers(scenario, engine)
      questions += scenario.questions.length
      cases.push(...engines.map((engine) => caseOf(scenario, engine)))
    }
  }
  const measured = measure(cases, how)
  return { questions, measured, ...reading(measured) }
}

/** Tables and verdicts. @param {Measured[]} measured */
function reading(measured) {
  const find = (/** @type {(string | number)[]} */ ...name) => /** @type {Measured} */ (measured.find((one) => one.name === name.join('|')))
  const names = [...new Set(measured.map(({ name }) => name.split('|')[0] ?? ''))]
  const rows = names.flatMap((name) => sizes.map((size) => rowOf(name, size, (engine, layers) => find(name, size, engine, layers))))
  const growths = names.map((name) => ratio(find(name, 1000, 'daypass', 'all'), find(name, 1, 'daypass', 'all')).median)
  const judged = [
    ...rows.map(({ name, size, timesFullCedar, timesBareCedar }) =>
      judge(`${name}, ${size}: times Cedar`, { value: Math.min(timesFullCedar, timesBareCedar), least: timesCedar[size] ?? 0, unit: ' x' }),
    ),
    ...growths.map((value, index) => judge(`${names[index]}: 1,000 indexable statements against 1`, { value, most: growth, unit: ' x' })),
  ]
  return { rows, judged }
}

/** @param {string} name @param {number} size @param {(engine: string, layers: string) => Measured} of */
function rowOf(name, size, of) {
  const own = of('daypass', 'all')
  return {
    name,
    size,
    daypass: own,
    daypassIdentity: of('daypass', 'identity'),
    cedar: of('cedar', 'all'),
    cedarIdentity: of('cedar', 'identity'),
    casbin: of('casbin', 'all'),
    timesFullCedar: ratio(of('cedar', 'all'), own).median,
    timesBareCedar: ratio(of('cedar', 'identity'), own).median,
    timesCasbin: ratio(of('casbin', 'all'), own).median,
    layersCost: ratio(own, of('daypass', 'identity')).median,
  }
}
