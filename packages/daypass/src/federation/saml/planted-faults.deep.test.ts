// Faults are planted in copies of this folder, one at a time; the corpus has to notice each.
import crypto from 'node:crypto'
import * as saxes from 'saxes'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { FaultyCopies } from '../../testing/planted-faults/faulty-copies.js'
import { firstWrong } from '../../testing/saml/corpus/whole.js'
import { FAULTS } from '../../testing/saml/planted-faults.js'
import { verifyResponse } from './verify-response.js'

const FOLDER = 'federation/saml'
const copies = new FaultyCopies(ts, {
  ...{ folder: FOLDER, more: ['wire/timestamp.ts', 'wire/xml-text.ts'] },
  outside: { 'node:crypto': crypto, saxes },
})
const wrongOf = (copy: (path: string) => object) =>
  firstWrong((copy(`${FOLDER}/verify-response.ts`) as { verifyResponse: typeof verifyResponse }).verifyResponse)

describe('the corpus', () => {
  it('is right about the verification as it is, and about a copy of it', () => {
    expect(firstWrong(verifyResponse)).toBeUndefined()
    expect(wrongOf(copies.copy())).toBeUndefined()
  })

  it('notices every planted fault', async () => {
    const faults = FAULTS.map(([file, right, wrong]) => [`${FOLDER}/${file}.ts`, right, wrong] as const)
    expect(await copies.survivors(faults, (copy) => wrongOf(copy) !== undefined)).toEqual([])
    expect(FAULTS.length).toBeGreaterThanOrEqual(50)
  })
})
