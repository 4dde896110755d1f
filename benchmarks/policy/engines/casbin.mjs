// Owns: a scenario in casbin, synchronously, with the model that suits it best: the cheapest test of a line first, conditions as prepared functions
// instead of casbin's `eval`, which would parse a text for every line.
import { createRequire } from 'node:module'
import { casbinLines } from '../scenarios/casbin-policies.mjs'

const { newEnforcer, newModelFromString } = createRequire(import.meta.url)('casbin')

const model = `
[request_definition]
r = act, obj, facts
[policy_definition]
p = eft, act, obj, cond
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = (p.act == r.act || p.act == '*') && keyMatch(r.obj, p.obj) && holds(p.cond, r.facts, r.obj)
`

/** @param {any} scenario */
export async function casbinEngine(scenario) {
  const lines = casbinLines(scenario)
  const enforcer = await newEnforcer(newModelFromString(model))
  const conditions = new Map(lines.map(({ holds }, index) => [`c${index}`, holds]))
  enforcer.addFunction('holds', (/** @type {string} */ name, /** @type {any} */ facts, /** @type {string} */ resource) =>
    conditions.get(name)?.(facts, resource),
  )
  await enforcer.addPolicies(lines.map(({ effect, action, resource }, index) => [effect, action, resource, `c${index}`]))
  const { questions } = scenario
  return (/** @type {number} */ index) => enforcer.enforceSync(questions[index].action, questions[index].resource, questions[index].facts)
}
