// @daypass/policy as a stranger gets it: built and packed from its sources, installed without a network into an empty project.
// The checkout itself is only read: other tests run on its build meanwhile.
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cleanEnvironment, scratchFolder } from '../clean-environment.js'
import { type Outcome, runProgram } from '../run-program.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc')

/** An empty project that has installed the packed package. */
export interface Project {
  /** The files of the installed package, relative to it, sorted. */
  readonly files: readonly string[]
  /** The text of one of them. */
  readonly read: (file: string) => string
  /** Writes a file into the project and runs it with node. */
  readonly run: (name: string, text: string) => Promise<Outcome>
  /** Writes a file into the project and type-checks it as strictly as the compiler can, with these settings of module resolution. */
  readonly check: (text: string, settings: Readonly<Record<string, string>>) => Promise<Outcome>
  readonly remove: () => void
}

/** Packs and installs. Throws what npm said when either fails. */
export async function installPacked(): Promise<Project> {
  const scratch = scratchFolder()
  const environment = npmEnvironment(scratch.path)
  const npm = async (cwd: string, ...args: readonly string[]): Promise<void> => {
    // npm goes by the folder it stands in, also for its settings.
    const { code, stderr } = await runProgram('/bin/sh', ['-c', 'cd "$1" && shift && exec npm "$@"', 'npm', cwd, ...args], environment)
    if (code !== 0) throw new Error(`npm ${args.join(' ')}: ${code}\n${stderr}`)
  }
  const source = copySources(join(scratch.path, 'tree'))
  await npm(source, 'pack', '--pack-destination', scratch.path)
  const tarball = readdirSync(scratch.path).find((name) => name.endsWith('.tgz')) ?? ''
  const project = join(scratch.path, 'project')
  mkdirSync(project)
  writeFileSync(join(project, 'package.json'), '{"name":"stranger","private":true,"type":"module"}')
  await npm(project, 'install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', `../${tarball}`)
  return { ...describeProject(project, environment), remove: scratch.remove }
}

function describeProject(project: string, environment: Readonly<Record<string, string>>): Omit<Project, 'remove'> {
  const installed = join(project, 'node_modules/@daypass/policy')
  return {
    files: listFiles(installed),
    read: (file) => readFileSync(join(installed, file), 'utf8'),
    run: (name, text) => {
      writeFileSync(join(project, name), text)
      return runProgram(process.execPath, [join(project, name)], environment)
    },
    check: (text, settings) => {
      writeFileSync(join(project, 'stranger.ts'), text)
      writeFileSync(
        join(project, 'tsconfig.json'),
        JSON.stringify({ compilerOptions: { ...STRICT, ...settings }, include: ['stranger.ts'] }),
      )
      return runProgram(process.execPath, [TSC, '-p', project, '--pretty', 'false'], environment)
    },
  }
}

/** No library but the language's own: neither Node's types nor a browser's are needed. */
const STRICT = {
  ...{ target: 'ES2023', lib: ['ES2023'], types: [], strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
  ...{ verbatimModuleSyntax: true, isolatedModules: true, skipLibCheck: false, noEmit: true },
}

/** The package's sources, the compiler of the workspace above them, and what an older build may have left behind. */
function copySources(tree: string): string {
  const from = join(ROOT, 'packages/policy')
  const to = join(tree, 'packages/policy')
  cpSync(from, to, { recursive: true, filter: (path) => !/^(?:dist|node_modules)\b/.test(relative(from, path)) })
  cpSync(join(ROOT, 'tsconfig.base.json'), join(tree, 'tsconfig.base.json'))
  mkdirSync(join(to, 'dist/testing'), { recursive: true })
  for (const name of ['dist/gone.js', 'dist/testing/sample.js']) writeFileSync(join(to, name), "import 'nothing'")
  symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules'))
  return to
}

/** Node and npm of this run, a home and a cache of their own, and no way to a registry. */
function npmEnvironment(home: string): Record<string, string> {
  const path = [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter)
  return { ...cleanEnvironment(), PATH: path, HOME: home, npm_config_cache: join(home, 'cache'), npm_config_offline: 'true' }
}

function listFiles(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)))
}
