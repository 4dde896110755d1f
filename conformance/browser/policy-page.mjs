// Decides every case with the built package, here, and shows what came out. The title tells the sums once all are done.
import { authorize } from '/policy/index.js'
import { questionOf } from '/policy/testing/question-of-case.js'

const cases = await (await fetch('/cases.json')).json()

/** Outcome and deciding layer, or why there is none. */
function decide(one) {
  try {
    const { outcome, decidedBy } = authorize(questionOf(one))
    return { outcome, decidedBy, text: `${outcome} by ${decidedBy}` }
  } catch (error) {
    return { text: String(error) }
  }
}

function show(one) {
  const layers = [one.decidedBy].flat()
  const got = decide(one)
  const passed = got.outcome === one.expect && layers.includes(got.decidedBy)
  const row = document.createElement('tr')
  row.dataset.passed = passed ? 'yes' : 'no'
  for (const text of [one.id, one.why, `${one.expect} by ${layers.join(' or ')}`, got.text, passed ? 'yes' : 'no']) {
    row.insertCell().textContent = text
  }
  document.querySelector('#cases').append(row)
  return passed
}

const passed = cases.map(show).filter(Boolean).length
const summary = document.querySelector('#summary')
summary.textContent = `${passed} passed, ${cases.length - passed} failed`
summary.className = passed === cases.length ? 'passed' : 'failed'
document.title = summary.textContent
