// @ts-check
// Owns: what is mutated and which tests run: the sources of a folder with their switches, and its tests, as JavaScript.
import { posix } from 'node:path'
import ts from 'typescript'
import { isTest, listFiles } from '../reading/source-tree.mjs'
import { importsOf } from '../reading/syntax.mjs'
import { mutantsOf, programOf } from './mutants.mjs'
import { withSwitches } from './schemata.mjs'

/**
 * A planted fault. `text` is its line, `within` the declaration that it is in, `nth` distinguishes equal faults on equal lines, in the order of the file.
 * @typedef {{ id: number, file: string, line: number, within: string, text: string, original: string, mutated: string, nth: number }} Fault
 */

/** @param {string} source */
function toScript(source) {
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023, esModuleInterop: true }
  return ts.transpileModule(source.replaceAll('import.meta.url', '__url'), { compilerOptions }).outputText
}

/** @param {string} text on one line, for printing and for reasons.json */
const flat = (text) => text.replaceAll(/\s+/g, ' ')

/**
 * @param {string} root
 * @param {{ folder: string, only: readonly string[], without?: readonly string[], runs: number }} wanted `only`: parts of the paths to mutate; none: all;
 *   `without`: folders that are not mutated, whose tests still count
 */
export function prepareSubject(root, { folder, only, without = [], runs }) {
  const paths = listFiles(root, folder).filter((path) => path.endsWith('.ts'))
  const { checker, file } = programOf(paths.map((path) => `${root}/${path}`))
  /** @type {Fault[]} */
  const faults = []
  /** @type {Record<string, string>} */
  const modules = {}
  /** @type {Map<string, number>} */
  const seen = new Map()
  for (const path of paths) {
    const source = file(`${root}/${path}`)
    const spared = isTest(path) || without.some((part) => path.startsWith(`${folder}/${part}/`))
    const wanted = !spared && (only.length === 0 || only.some((part) => path.includes(part)))
    const mutants = wanted ? mutantsOf(source, checker) : []
    modules[`${root}/${path}`] = toScript(withSwitches(source, mutants, faults.length))
    const lines = source.text.split('\n')
    for (const { line, within, original, mutated } of mutants) {
      const fault = { file: path, line, within, text: (lines[line - 1] ?? '').trim(), original: flat(original), mutated: flat(mutated) }
      const key = faultKey(fault)
      const nth = seen.get(key) ?? 0
      seen.set(key, nth + 1)
      faults.push({ id: faults.length, ...fault, nth })
    }
  }
  const mutated = new Set(faults.map((fault) => fault.file))
  const tests = paths.filter((path) => /(?<!\.deep)\.test\.ts$/.test(path) && reaches(path, mutated, (one) => file(`${root}/${one}`)))
  return { faults, subject: { modules, tests: tests.map((path) => `${root}/${path}`), runs } }
}

/** Whether a file imports one of the others, directly or indirectly. @param {string} path @param {ReadonlySet<string>} others @param {(path: string) => ts.SourceFile} file */
function reaches(path, others, file) {
  const seen = new Set([path])
  for (const one of seen) {
    if (others.has(one)) return true
    for (const { specifier, typeOnly } of importsOf(file(one))) {
      if (specifier.startsWith('.') && !typeOnly) seen.add(posix.join(posix.dirname(one), specifier.replace(/\.js$/, '.ts')))
    }
  }
  return false
}

/** The identity of a fault, even if lines have moved. @param {Pick<Fault, 'file' | 'text' | 'original' | 'mutated'>} fault */
export function faultKey({ file, text, original, mutated }) {
  return [file, text, `${original} → ${mutated === '' ? 'removed' : mutated}`].join('\n')
}
