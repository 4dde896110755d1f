import { describe, expect, it } from 'vitest'
import { Measurements } from './measurements.js'

/** Workers that are asked, and what they were asked with; `lose` ends the supervisor's patience. */
function asked(count: number) {
  const numbers: number[] = []
  const workers = Array.from({ length: count }, () => ({ measure: (number: number) => void numbers.push(number) }))
  const measurements = new Measurements<(typeof workers)[number]>()
  let lose = () => {}
  let isPatient = false
  const answer = measurements.ask(workers, (then) => {
    lose = then
    isPatient = true
    return () => {
      isPatient = false
    }
  })
  return { workers, numbers, measurements, answer, lose: () => lose(), isPatient: () => isPatient }
}

const ONE = [{ name: 'one' }]
const TWO = [{ name: 'two' }]

describe('the metrics of all workers', () => {
  it('are there when each has said its own, and the time for it ends', async () => {
    const { workers, numbers, measurements, answer, isPatient } = asked(2)
    const [first = 0] = numbers
    expect(numbers).toEqual([first, first])
    measurements.measured(first, workers[1]!, TWO)
    expect(isPatient()).toBe(true)
    measurements.measured(first, workers[0]!, ONE)
    expect(await answer).toEqual([TWO, ONE])
    expect(isPatient()).toBe(false)
  })

  it('are those of the others where one ends, or says nothing', async () => {
    const ended = asked(2)
    ended.measurements.measured(1, ended.workers[0]!, ONE)
    ended.measurements.ended(ended.workers[1]!)
    expect(await ended.answer).toEqual([ONE])
    const silent = asked(2)
    silent.measurements.measured(1, silent.workers[0]!, ONE)
    silent.lose()
    expect(await silent.answer).toEqual([ONE])
    silent.measurements.measured(1, silent.workers[1]!, TWO)
  })

  it('count each worker once, and are none of none', async () => {
    const { workers, measurements, answer } = asked(2)
    for (let times = 0; times < 2; times++) measurements.measured(1, workers[0]!, ONE)
    measurements.measured(1, workers[1]!, TWO)
    expect(await answer).toEqual([ONE, TWO])
    expect(await asked(0).answer).toEqual([])
  })
})
