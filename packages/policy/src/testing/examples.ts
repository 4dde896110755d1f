/**
 * The examples of this package, as programs: the blocks of the README, and those in the docstrings of public items, which continue the first
 * block of the README and use its names.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import * as policyPackage from '../index.js'
import { compilerOptions } from './run-example.js'

/** A program, and the public item or block it belongs to. */
export interface Example {
  readonly name: string
  /** The code that is shown. */
  readonly shown: string
  /** The code that is run: the same code with what it relies on. */
  readonly code: string
}

const entry = fileURLToPath(new URL('../index.ts', import.meta.url))
const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')

/** The blocks of the README that are TypeScript. */
export const readmeExamples: readonly Example[] = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = ''], index) => ({
  name: `block ${index + 1}`,
  shown: code,
  code,
}))

/** One per public item that has examples, types included. */
export function docstringExamples(items: readonly PublicItem[]): readonly Example[] {
  return items.flatMap(({ name, docstring }) => {
    const [, ...blocks] = docstring.split(/^@example$/m)
    const shown = blocks.join('').trim()
    return shown === '' ? [] : [{ name, shown, code: continued(shown, items) }]
  })
}

/** Something that `index.ts` exports, with the comment above its declaration. */
export interface PublicItem {
  readonly name: string
  /** Without the stars of the comment; empty if there is none. */
  readonly docstring: string
}

/** Every export of the package. */
export function publicItems(): readonly PublicItem[] {
  // Only names and comments are read, so no library is needed.
  const program = ts.createProgram([entry], { ...compilerOptions, noLib: true })
  const checker = program.getTypeChecker()
  const file = program.getSourceFile(entry)
  const module = file && checker.getSymbolAtLocation(file)
  if (module === undefined) throw new Error(`${entry} exports nothing`)
  return checker.getExportsOfModule(module).map((symbol) => {
    const real = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
    return { name: symbol.name, docstring: (real.declarations ?? []).map(docstringOf).join('\n') }
  })
}

function docstringOf(declaration: ts.Declaration): string {
  const comments = ts.getJSDocCommentsAndTags(declaration).filter(ts.isJSDoc)
  return comments
    .map((comment) =>
      comment
        .getText()
        .replaceAll(/^\/\*\*|\*\/$/g, '')
        .replaceAll(/^ *\* ?/gm, ''),
    )
    .join('\n')
}

/** The first block of the README without its imports, then the example, with the imports of both. */
function continued(shown: string, items: readonly PublicItem[]): string {
  const before = readmeExamples[0]?.code.replace(/^import [^\n]*\n/m, '').replaceAll(/^console\.log\(.*\)$/gm, '') ?? ''
  const used = items.filter(({ name }) => new RegExp(`\\b${name}\\b`).test(before + shown))
  const imports = used.map(({ name }) => (name in policyPackage ? name : `type ${name}`))
  return `import { ${imports.join(', ')} } from '@daypass/policy'\n${before}\n{\n${shown}\n}\n`
}
