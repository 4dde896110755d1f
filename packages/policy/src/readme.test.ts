import { readFileSync } from 'node:fs'
import { compileFunction } from 'node:vm'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { authorize } from './authorize.js'
import * as policyPackage from './index.js'
import { ask, compiled, policyOf } from './testing/sample.js'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023, verbatimModuleSyntax: false }

/** Runs an example with names in scope and gives what it printed. */
function run(example: string, scope: Readonly<Record<string, unknown>> = {}): string {
  const printed: string[] = []
  const imports = example.replaceAll(/import \{([^}]*)\} from '@daypass\/policy'/g, (_, names: string) => {
    const values = names.split(',').filter((name) => !name.trim().startsWith('type '))
    return `const {${values.join(',')}} = policyPackage`
  })
  const { outputText } = ts.transpileModule(imports, { compilerOptions: options })
  const console = { log: (...values: unknown[]) => printed.push(values.join(' ')) }
  const names = { ...scope, policyPackage, console }
  compileFunction(outputText, Object.keys(names))(...Object.values(names))
  return printed.join('\n')
}

const blocks = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, block = '']) => block)

describe('the examples of the README', () => {
  it.each(blocks.map((block, index) => ({ index, block })))('number $index prints what its comments say', ({ block }) => {
    const lines = block.split('\n').filter((line) => line.startsWith('// ') && !line.startsWith('// Compile'))
    const said = lines.map((line) => line.slice(3))
    expect(run(block)).toBe(said.join('\n'))
    expect(said.length).toBeGreaterThan(0)
  })

  it('are there', () => {
    expect(blocks.length).toBe(4)
  })
})

const FILES: readonly string[] = [
  ...['authorize', 'compile', 'explain', 'near-misses', 'public-policy'],
  ...['document/parse', 'document/kinds', 'document/size', 'cases/read-cases', 'cases/run-case', 'diff/diff-policies'],
]

describe('the examples of public functions', () => {
  const functions = Object.entries(policyPackage).filter(([, value]) => typeof value === 'function')
  const source = FILES.map((file) => readFileSync(new URL(`${file}.ts`, import.meta.url), 'utf8')).join('\n')
  const policy = policyOf('identity', { Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::reports/*' })
  const question = ask({
    policies: { identity: compiled('identity', { Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::reports/*' }) },
  })
  const text = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}'
  const scope = { ...policyPackage, policy, question, text }

  it.each(functions.map(([name]) => name))('%s has one, and it runs', (name) => {
    const comment = new RegExp(`/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\nexport function ${name}\\(`).exec(source)?.[1] ?? ''
    const example = comment.split('@example')[1]?.replaceAll(/^ *\* ?/gm, '') ?? ''
    expect(example).toContain(name)
    expect(() => run(`{${example}}`, { ...scope, decision: authorize(question) })).not.toThrow()
  })
})
