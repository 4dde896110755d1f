import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { writeRounds } from './process-rounds.fixture.mjs'

const ROUNDS = 1_000

const compiled = fileURLToPath(new URL('../../../dist/store', import.meta.url))
const base = mkdtempSync(join(tmpdir(), 'daypass-rounds-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))

describe('several processes that commit to one directory all the time', () => {
  it(`lose no commit and no wake-up in ${ROUNDS} rounds`, async () => {
    expect(await writeRounds({ compiled, directory: join(base, 'store'), rounds: ROUNDS })).toEqual([])
  }, 1_200_000)
})
