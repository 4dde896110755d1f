// @ts-check
// Owns: finding and reading the files that a check reads, and reporting what it found. Refuses: knowing any rule; the checks do that.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** @typedef {{ path: string, line?: number, rule: string, message: string }} Problem */
/** @typedef {{ code: number, output: string }} Outcome */
/** @typedef {{ root: string, flags: Set<string>, rest: string[] }} Arguments */

const skipped = new Set(['node_modules', 'dist', '.git', 'coverage', 'results'])

/** The root of the checkout that contains these tools. */
export const ownRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

/** Reads `--root DIR` (default: this checkout); everything else that begins with `--` is a flag. @param {string[]} argv @returns {Arguments} */
export function readArguments(argv) {
  const at = argv.indexOf('--root')
  const root = at < 0 ? ownRoot : resolve(argv[at + 1] ?? '.')
  const others = at < 0 ? argv : argv.filter((_, i) => i !== at && i !== at + 1)
  return { root, flags: new Set(others.filter((a) => a.startsWith('--'))), rest: others.filter((a) => !a.startsWith('--')) }
}

/** Files below a folder of the root, as sorted paths with forward slashes, relative to the root. @param {string} root @param {string} folder @returns {string[]} */
export function listFiles(root, folder) {
  const from = join(root, folder)
  if (!existsSync(from)) return []
  const found = []
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory()) {
      if (!skipped.has(entry.name)) found.push(...listFiles(root, path))
    } else if (entry.isFile()) found.push(path)
  }
  return found.sort()
}

/** Folder names directly below a folder. @param {string} root @param {string} folder @returns {string[]} */
export function listFolders(root, folder) {
  const from = join(root, folder)
  if (!existsSync(from)) return []
  const entries = readdirSync(from, { withFileTypes: true })
  return entries.filter((e) => e.isDirectory() && !skipped.has(e.name)).map((e) => e.name)
}

/** The files that git would commit (tracked, or new and not ignored); without git every file. @param {string} root @returns {string[]} */
export function committedFiles(root) {
  if (!existsSync(join(root, '.git'))) return listFiles(root, '')
  const git = spawnSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 })
  if (git.status !== 0) throw new Error(`git ls-files failed: ${git.stderr}`)
  const paths = git.stdout.split('\0').filter((p) => p !== '' && existsSync(join(root, p)))
  return paths.filter((p) => statSync(join(root, p)).isFile()).sort()
}

/** @param {string} root @param {string} path */
export function readText(root, path) {
  return readFileSync(join(root, path), 'utf8')
}

/** @param {string} root @param {string} path @returns {unknown} */
export function readJson(root, path) {
  return JSON.parse(readText(root, path))
}

/** @param {string} root @param {string} path */
export function exists(root, path) {
  return existsSync(join(root, path))
}

/** The folders of all packages that have sources. @param {string} root @returns {string[]} */
export function packageFolders(root) {
  return listFolders(root, 'packages').filter((name) => exists(root, `packages/${name}/src`))
}

/** TypeScript sources of all packages, relative to the root. @param {string} root @returns {string[]} */
export function packageSources(root) {
  return packageFolders(root).flatMap((name) => listFiles(root, `packages/${name}/src`).filter((p) => /\.[cm]?tsx?$/.test(p)))
}

/** Files that only tests use, which the builds leave out. */
const testFolder = /^packages\/(?:policy\/src\/(?:.*\/)?testing|daypass\/src\/testing\/(?:protocols|saml))\//

/** Whether a file is test code: a test, or something that only tests use. @param {string} path */
export function isTest(path) {
  return /\.test\.m?[tj]s$/.test(path) || testFolder.test(path)
}

/** The output of a check: its figures, its problems one per line, its verdict. @param {string} check @param {Problem[]} problems @param {string[]} [figures] @returns {Outcome} */
export function report(check, problems, figures = []) {
  const lines = problems.map(({ path, line, rule, message }) => `${path}${line === undefined ? '' : `:${line}`}: ${message} [${rule}]`)
  const verdict = problems.length === 0 ? 'ok' : `${problems.length} problem${problems.length === 1 ? '' : 's'}`
  return { code: problems.length === 0 ? 0 : 1, output: [...figures, ...lines, `${check}: ${verdict}`].join('\n') }
}

/** Runs a check as a program, unless its module was only imported. @param {string} url the module's own import.meta.url @param {(args: Arguments) => Outcome} main */
export function runAsProgram(url, main) {
  if (process.argv[1] === undefined || realpathSync(process.argv[1]) !== fileURLToPath(url)) return
  const { code, output } = main(readArguments(process.argv.slice(2)))
  console.log(output)
  process.exitCode = code
}
