import { fileURLToPath } from 'node:url'
import { compileFunction } from 'node:vm'
import ts from 'typescript'
import * as policyPackage from '../index.js'

const entry = fileURLToPath(new URL('../index.ts', import.meta.url))
const base = fileURLToPath(new URL('../../../../tsconfig.base.json', import.meta.url))

/** The compiler options of this package, for its own sources and for the examples, which import it by name. */
export const compilerOptions: ts.CompilerOptions = {
  ...ts.convertCompilerOptionsFromJson(ts.readConfigFile(base, ts.sys.readFile).config.compilerOptions, '.').options,
  composite: false,
  incremental: false,
  declaration: false,
  noEmit: true,
  types: [],
  noUnusedLocals: false,
  paths: { '@daypass/policy': [entry] },
}

/** What an example prints according to its comments: all text after `// => `, line by line. */
export function announced(code: string): string {
  return [...code.matchAll(/\/\/ => ?(.*)$/gm)].map(([, line = '']) => line).join('\n')
}

/** Runs an example and returns what it printed. */
export function runExample(code: string): string {
  const printed: string[] = []
  const scope = {
    require: () => policyPackage,
    exports: {},
    console: { log: (...values: readonly unknown[]) => printed.push(values.map(String).join(' ')) },
  }
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023, verbatimModuleSyntax: false },
  })
  compileFunction(outputText, Object.keys(scope))(...Object.values(scope))
  return printed.join('\n')
}

/** The compiler's errors for programs that import the package, by program name. All are checked together. */
export function checkExamples(
  examples: readonly { readonly name: string; readonly code: string }[],
): ReadonlyMap<string, readonly string[]> {
  const folder = fileURLToPath(new URL('.', import.meta.url))
  const console = `${folder}console-of-examples.d.ts`
  const files = new Map([[console, 'declare const console: { log(...values: readonly unknown[]): void }']])
  for (const [index, { code }] of examples.entries()) files.set(`${folder}example-${index}.ts`, `${code}\nexport {}\n`)
  const program = ts.createProgram([...files.keys()], compilerOptions, hostWith(files))
  return new Map(
    examples.map(({ name }, index) => {
      const file = program.getSourceFile(`${folder}example-${index}.ts`)
      return [name, ts.getPreEmitDiagnostics(program, file).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))]
    }),
  )
}

/** A compiler host that has some files in addition to those on disk. */
function hostWith(files: ReadonlyMap<string, string>): ts.CompilerHost {
  const host = ts.createCompilerHost(compilerOptions)
  return {
    ...host,
    fileExists: (path) => files.has(path) || host.fileExists(path),
    readFile: (path) => files.get(path) ?? host.readFile(path),
    getSourceFile: (path, options) => {
      const text = files.get(path)
      return text === undefined ? host.getSourceFile(path, options) : ts.createSourceFile(path, text, options)
    },
  }
}
