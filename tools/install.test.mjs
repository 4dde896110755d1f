// @ts-check
import { rmSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { buildIsStale, packagesAreStale } from './install.mjs'
import { plant } from './reading/fixtures.mjs'

const lock = (/** @type {string} */ version) =>
  JSON.stringify({
    packages: { '': { version: '0.1.0' }, 'node_modules/a': { version }, 'node_modules/b': { version: '1.0.0', optional: true } },
  })

/** Writes a tree in which each file has an age in seconds. @param {Record<string, [string, number]>} files @param {(root: string) => boolean} ask */
function aged(files, ask) {
  const root = plant(Object.fromEntries(Object.entries(files).map(([path, [text]]) => [path, text])))
  try {
    for (const [path, [, age]] of Object.entries(files)) utimesSync(join(root, path), 1_000_000 - age, 1_000_000 - age)
    return ask(root)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

describe('packagesAreStale', () => {
  const installed = 'node_modules/.package-lock.json'

  /** @type {[string, Record<string, [string, number]>, boolean][]} */
  const cases = [
    ['nothing is installed', { 'package-lock.json': [lock('1.0.0'), 5] }, true],
    [
      'the lock file is newer and names another version',
      { 'package-lock.json': [lock('2.0.0'), 5], [installed]: [lock('1.0.0'), 9] },
      true,
    ],
    ['a checkout touched the lock file', { 'package-lock.json': [lock('1.0.0'), 5], [installed]: [lock('1.0.0'), 9] }, false],
    ['the installation is newer', { 'package-lock.json': [lock('2.0.0'), 9], [installed]: [lock('1.0.0'), 5] }, false],
  ]

  it.each(cases)('is needed when %s', (_, files, stale) => {
    expect(aged(files, packagesAreStale)).toBe(stale)
  })
})

describe('buildIsStale', () => {
  /** @type {Record<string, [string, number]>} */
  const built = Object.fromEntries(
    ['policy', 'daypass'].flatMap((name) => [
      [`packages/${name}/dist/.tsbuildinfo`, ['', 5]],
      [`packages/${name}/tsconfig.json`, ['', 9]],
      [`packages/${name}/src/index.ts`, ['', 9]],
    ]),
  )
  const base = { 'tsconfig.base.json': /** @type {[string, number]} */ (['', 9]) }

  /** @type {[string, Record<string, [string, number]>, boolean][]} */
  const cases = [
    ['nothing changed since', {}, false],
    ['a source is newer', { 'packages/daypass/src/core/core.ts': ['', 1] }, true],
    ['only a test is newer', { 'packages/daypass/src/core/core.test.ts': ['', 1] }, false],
    ['the compiler options are newer', { 'tsconfig.base.json': ['', 1] }, true],
  ]

  it.each(cases)('is needed when %s', (_, change, stale) => {
    expect(aged({ ...built, ...base, ...change }, buildIsStale)).toBe(stale)
  })

  it('is needed when there is no build', () => {
    expect(aged(base, buildIsStale)).toBe(true)
  })
})
