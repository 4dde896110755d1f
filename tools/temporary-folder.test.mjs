// @ts-check
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { describeLeft, inTemporaryFolder } from './temporary-folder.mjs'

it('names a planted folder and a planted file, and removes them', () => {
  const { result, left } = inTemporaryFolder((folder) => {
    mkdirSync(join(folder, 'daypass-world-a1b2c3', 'ab'), { recursive: true })
    writeFileSync(join(folder, 'log'), '')
    return folder
  })
  expect(left.toSorted()).toEqual(['daypass-world-a1b2c3', 'log'])
  expect(describeLeft(left.toSorted())).toBe('tests must remove what they create in the temporary folder: daypass-world-a1b2c3, log')
  expect(existsSync(result)).toBe(false)
})

it('finds nothing after a run that removes what it creates, and allows what Node keeps', () => {
  const { left } = inTemporaryFolder((folder) => mkdirSync(join(folder, 'node-compile-cache')))
  expect(left).toEqual([])
})

it('removes the folder of a run that throws', () => {
  let seen = ''
  const run = () =>
    inTemporaryFolder((folder) => {
      seen = folder
      throw new Error('stopped')
    })
  expect(run).toThrow('stopped')
  expect([seen === '', existsSync(seen)]).toEqual([false, false])
})

it('lists at most ten names', () => {
  const names = Array.from({ length: 12 }, (_, i) => String(i))
  expect(describeLeft(names)).toMatch(/: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more$/)
})
