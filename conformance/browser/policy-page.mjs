// Parses, evaluates and shows every case with the built package, in the browser. The title has the totals once all are done.
import { parseCases, runCase } from '/policy/index.js'

const result = parseCases(await (await fetch('/cases.json')).text())

/** Outcome and deciding layer, or why there is none. */
function textOf({ decision, decidedBy, problems }) {
  return problems ? `not understood: ${problems.map(({ path, detail }) => `${path}: ${detail}`).join('; ')}` : `${decision} by ${decidedBy}`
}

function show(one) {
  const { id, expected, got, passed: decided } = runCase(one)
  const layers = [expected.decidedBy].flat()
  const passed = decided && layers.includes(got.decidedBy)
  const row = document.createElement('tr')
  row.dataset.passed = passed ? 'yes' : 'no'
  for (const text of [id, one.why, `${expected.decision} by ${layers.join(' or ')}`, textOf(got), passed ? 'yes' : 'no']) {
    row.insertCell().textContent = text
  }
  document.querySelector('#cases').append(row)
  return passed
}

const { cases } = result
const passed = cases.map(show).filter(Boolean).length
const summary = document.querySelector('#summary')
summary.textContent = `${passed} passed, ${cases.length - passed} failed`
summary.className = passed === cases.length ? 'passed' : 'failed'
document.title = summary.textContent
