// Faults are planted in copies of this folder, one at a time; the corpus has to notice each.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ts from 'typescript'
import { afterAll, describe, expect, it } from 'vitest'
import { firstWrong } from '../../testing/saml/corpus/whole.js'
import { FAULTS } from '../../testing/saml/planted-faults.js'
import { verifyResponse } from './verify-response.js'

const here = new URL('.', import.meta.url).pathname
const root = mkdtempSync(join(tmpdir(), 'saml-faults-'))
afterAll(() => rmSync(root, { recursive: true }))

const sources = [
  ...readdirSync(here)
    .filter((name) => name.endsWith('.ts') && !name.includes('.test.'))
    .map((name) => `federation/saml/${name}`),
  ...['wire/timestamp.ts', 'wire/xml-text.ts'],
]
const textOf = new Map(sources.map((path) => [path, readFileSync(join(here, '../..', path), 'utf8')]))
const compiled = (text: string) =>
  ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.ES2022, target: ts.ScriptTarget.ES2023, verbatimModuleSyntax: true },
  }).outputText
const unchanged = new Map([...textOf].map(([path, text]) => [path, compiled(text)]))

/** A copy of the folder, one file of it with another text. */
async function copyWith(name: string, changed: string, text: string): Promise<typeof verifyResponse> {
  for (const [path, code] of unchanged) {
    const to = join(root, name, path.replace(/\.ts$/, '.js'))
    mkdirSync(join(to, '..'), { recursive: true })
    writeFileSync(to, path === changed ? compiled(text) : code)
  }
  symlinkSync(join(here, '../../../../../node_modules'), join(root, name, 'node_modules'))
  writeFileSync(join(root, name, 'package.json'), '{ "type": "module" }')
  const copy = (await import(/* @vite-ignore */ join(root, name, 'federation/saml/verify-response.js'))) as {
    verifyResponse: typeof verifyResponse
  }
  return copy.verifyResponse
}

describe('the corpus', () => {
  it('is right about the verification as it is, and about a copy of it', async () => {
    expect(firstWrong(verifyResponse)).toBeUndefined()
    expect(firstWrong(await copyWith('copy', '', ''))).toBeUndefined()
  })

  it('notices every planted fault', async () => {
    const survivors: string[] = []
    for (const [index, [file, right, wrong]] of FAULTS.entries()) {
      const path = `federation/saml/${file}.ts`
      const text = textOf.get(path) ?? ''
      expect([file, right, text.split(right).length]).toEqual([file, right, 2])
      const faulty = await copyWith(
        String(index),
        path,
        text.replace(right, () => wrong),
      )
      if (firstWrong(faulty) === undefined) survivors.push(`${file}: ${right} → ${wrong}`)
    }
    expect(survivors).toEqual([])
    expect(FAULTS.length).toBeGreaterThanOrEqual(50)
  })
})
