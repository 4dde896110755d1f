// Faults are planted in copies of this folder, one at a time; the corpus has to notice each.
import crypto from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { compileFunction } from 'node:vm'
import * as saxes from 'saxes'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { firstWrong } from '../../testing/saml/corpus/whole.js'
import { FAULTS } from '../../testing/saml/planted-faults.js'
import { verifyResponse } from './verify-response.js'

const here = new URL('.', import.meta.url)
const FOLDER = 'federation/saml'
const OUTSIDE: Readonly<Record<string, unknown>> = { 'node:crypto': crypto, saxes }

const sources = [
  ...readdirSync(here)
    .filter((name) => name.endsWith('.ts') && !name.includes('.test.'))
    .map((name) => `${FOLDER}/${name}`),
  ...['wire/timestamp.ts', 'wire/xml-text.ts'],
]
const textOf = new Map(sources.map((path) => [path, readFileSync(new URL(`../../${path}`, here), 'utf8')]))
const compiled = (text: string) =>
  ts.transpileModule(text, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023, esModuleInterop: true } })
    .outputText
const unchanged = new Map([...textOf].map(([path, text]) => [path, compiled(text)]))

/** A copy of the verification, with another text in place of one file. */
function copyWith(changed?: string, text = ''): typeof verifyResponse {
  const loaded = new Map<string, object>()
  const load = (path: string): object => {
    const before = loaded.get(path)
    if (before !== undefined) return before
    const exports = {}
    loaded.set(path, exports)
    const require = (name: string) => OUTSIDE[name] ?? load(posix.join(posix.dirname(path), name).replace(/\.js$/, '.ts'))
    compileFunction(path === changed ? compiled(text) : (unchanged.get(path) ?? ''), ['require', 'exports'])(require, exports)
    return exports
  }
  return (load(`${FOLDER}/verify-response.ts`) as { verifyResponse: typeof verifyResponse }).verifyResponse
}

describe('the corpus', () => {
  it('is right about the verification as it is, and about a copy of it', () => {
    expect(firstWrong(verifyResponse)).toBeUndefined()
    expect(firstWrong(copyWith())).toBeUndefined()
  })

  it('notices every planted fault', () => {
    const survivors: string[] = []
    for (const [file, right, wrong] of FAULTS) {
      const path = `${FOLDER}/${file}.ts`
      const text = textOf.get(path) ?? ''
      expect([file, right, text.split(right).length]).toEqual([file, right, 2])
      const faulty = copyWith(
        path,
        text.replace(right, () => wrong),
      )
      if (firstWrong(faulty) === undefined) survivors.push(`${file}: ${right} → ${wrong}`)
    }
    expect(survivors).toEqual([])
    expect(FAULTS.length).toBeGreaterThanOrEqual(50)
  })
})
