/**
 * planted-faults: copies of source files with one fault, for tests that show what a corpus notices. Owns how files are read, compiled and loaded apart from
 * the rest. Refuses a fault whose text a file does not have once, and a file that nobody said is copied.
 * May know: nothing of the server.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { compileFunction } from 'node:vm'

/** A fault: a file, a text that it has once, and another in its place. */
export type Fault = readonly [file: string, right: string, wrong: string]

/** Which files are copied, by their paths below `src`, and what the copies share with all else, by the name of an import or by such a path. */
export interface Copied {
  readonly folder: string
  readonly more: readonly string[]
  readonly outside: Readonly<Record<string, object>>
}

const SRC = new URL('../../', import.meta.url)

/** What is used of TypeScript, which only tests may import. */
interface Compiler {
  readonly ModuleKind: { readonly CommonJS: number }
  readonly ScriptTarget: { readonly ES2023: number }
  transpileModule(text: string, options: { compilerOptions: Record<string, number | boolean> }): { readonly outputText: string }
}

/** Copies of the files of a folder, and of some more, that can have a fault in one of them. */
export class FaultyCopies {
  readonly #compiler: Compiler
  readonly #outside: ReadonlyMap<string, object>
  readonly #texts: ReadonlyMap<string, string>
  readonly #unchanged: ReadonlyMap<string, string>

  constructor(compiler: Compiler, { folder, more, outside }: Copied) {
    this.#compiler = compiler
    const own = readdirSync(new URL(folder, SRC)).filter((name) => name.endsWith('.ts') && !name.includes('.test.'))
    const paths = [...own.map((name) => `${folder}/${name}`), ...more]
    this.#outside = new Map(Object.entries(outside))
    this.#texts = new Map(paths.map((path) => [path, readFileSync(new URL(path, SRC), 'utf8')]))
    this.#unchanged = new Map([...this.#texts].map(([path, text]) => [path, this.#compiled(text)]))
  }

  /** A copy of all files, each loaded when another first asks for it; its function returns what a file exports. */
  copy(fault?: Fault): (path: string) => object {
    const [changed, right = '', wrong = ''] = fault ?? []
    const faulty = changed === undefined ? '' : this.#compiled(this.#planted(changed, right, wrong))
    const loaded = new Map<string, object>()
    const load = (path: string): object => {
      const before = loaded.get(path) ?? this.#outside.get(path)
      if (before !== undefined) return before
      const code = path === changed ? faulty : this.#unchanged.get(path)
      if (code === undefined) throw new Error(`${path} is not among the files that are copied, nor outside of them`)
      const exports = {}
      loaded.set(path, exports)
      const require = (name: string) => this.#outside.get(name) ?? load(posix.join(posix.dirname(path), name).replace(/\.js$/, '.ts'))
      compileFunction(code, ['require', 'exports'])(require, exports)
      return exports
    }
    return load
  }

  #compiled(text: string): string {
    const { ModuleKind, ScriptTarget } = this.#compiler
    const compilerOptions = { module: ModuleKind.CommonJS, target: ScriptTarget.ES2023, esModuleInterop: true }
    return this.#compiler.transpileModule(text, { compilerOptions }).outputText
  }

  #planted(path: string, right: string, wrong: string): string {
    const parts = this.#texts.get(path)?.split(right) ?? []
    if (parts.length !== 2) throw new Error(`${path} must have the text once: ${right}`)
    return parts.join(wrong)
  }

  /** The faults that nobody notices, as text. */
  async survivors(faults: readonly Fault[], notices: (copy: (path: string) => object) => unknown): Promise<string[]> {
    const unnoticed: string[] = []
    for (const fault of faults) if (!(await notices(this.copy(fault)))) unnoticed.push(fault.join(' | '))
    return unnoticed
  }
}
