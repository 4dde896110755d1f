import { execFileSync } from 'node:child_process'
import { afterAll, describe, expect, it } from 'vitest'
import { cleanEnvironment, scratchFolder, without } from '../clean-environment.js'
import { buildMovedClock, MovedClock } from './moved-clock.js'

const scratch = scratchFolder()
afterAll(() => scratch.remove())

describe.skipIf(without('gcc'))('a moved clock', () => {
  it('moves the wall clock of a process and not its monotonic one', () => {
    const clock = new MovedClock(buildMovedClock(scratch.path), `${scratch.path}/clock`)
    const script = 'console.log(JSON.stringify([Date.now(), Number(process.hrtime.bigint() / 1_000_000n)]))'
    const read = (): [number, number] =>
      JSON.parse(execFileSync(process.execPath, ['-e', script], { env: cleanEnvironment(clock.environment), encoding: 'utf8' }))
    const monotonic = () => Number(process.hrtime.bigint() / 1_000_000n)
    for (const seconds of [0, 7_200, -7_200]) {
      clock.jumpTo(seconds)
      const [wall, steady] = read()
      expect(Math.abs(wall - seconds * 1_000 - Date.now())).toBeLessThan(20_000)
      expect(Math.abs(steady - monotonic())).toBeLessThan(20_000)
    }
  })
})
