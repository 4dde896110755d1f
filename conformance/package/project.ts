import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Outcome, runProgram } from '../run-program.js'

const TSC = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url))

/** A project that installs one package and contains nothing else. */
export interface Project {
  readonly path: string
  /** The files of the installed package, relative to it. */
  readonly files: () => readonly string[]
  /** The text of one of them. */
  readonly read: (file: string) => string
  /** Writes a file into the project and runs it with node. */
  readonly run: (name: string, text: string) => Promise<Outcome>
  /** Writes a file into the project and type-checks it as strictly as the compiler can, with these settings of module resolution. */
  readonly check: (text: string, settings: Readonly<Record<string, string>>) => Promise<Outcome>
}

/** Creates the folder of a project that will install the package `name`. */
export function newProject(path: string, name: string, environment: Readonly<Record<string, string>>): Project {
  mkdirSync(path)
  writeFileSync(join(path, 'package.json'), '{"name":"stranger","private":true,"type":"module"}')
  const installed = join(path, 'node_modules', name)
  return {
    path,
    files: () => listFiles(installed),
    read: (file) => readFileSync(join(installed, file), 'utf8'),
    run: (file, text) => {
      writeFileSync(join(path, file), text)
      return runProgram(process.execPath, [join(path, file)], environment)
    },
    check: (text, settings) => {
      writeFileSync(join(path, 'stranger.ts'), text)
      const tsconfig = { compilerOptions: { ...STRICT, ...settings }, include: ['stranger.ts'] }
      writeFileSync(join(path, 'tsconfig.json'), JSON.stringify(tsconfig))
      return runProgram(process.execPath, [TSC, '-p', path, '--pretty', 'false'], environment)
    },
  }
}

/** Only the library of the language: neither Node's types nor a browser's are needed. */
const STRICT = {
  ...{ target: 'ES2023', lib: ['ES2023'], types: [], strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
  ...{ verbatimModuleSyntax: true, isolatedModules: true, skipLibCheck: false, noEmit: true },
}

function listFiles(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)))
}
