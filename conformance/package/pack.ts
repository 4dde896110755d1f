// Our packages as users get them: built and packed from their sources, installed without a network into an empty project.
// The checkout itself is only read, because other tests use its build meanwhile.
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cleanEnvironment, scratchFolder } from '../clean-environment.js'
import { runWithin } from '../run-program.js'
import { newProject, type Project } from './project.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Our packages and their folders, each after those it depends on. */
const FOLDERS = { '@daypass/policy': 'packages/policy', daypass: 'packages/daypass' } as const

/** One of our packages. */
export type PackageName = keyof typeof FOLDERS

/** The packed packages. */
export interface Packed {
  /** A new project that has installed one of them with its dependencies, and nothing else. Throws npm's output when that fails. */
  readonly install: (name: PackageName) => Promise<Project>
  readonly remove: () => void
}

/** A build on a busy machine takes this long. */
const LIMIT_MS = 300_000

/** Builds and packs all packages. Throws npm's output when that fails. */
export async function packAll(): Promise<Packed> {
  const scratch = scratchFolder()
  const environment = npmEnvironment(scratch.path)
  const npm = async (folder: string, ...args: readonly string[]): Promise<string> => {
    // npm uses its working directory, also to find its settings.
    const command = ['/bin/sh', '-c', 'cd "$1" && shift && exec npm "$@"', 'npm', folder, ...args]
    const { code, stdout, stderr } = await runWithin(LIMIT_MS, command, environment)
    if (code !== 0) throw new Error(`npm ${args.join(' ')}: ${code}\n${stdout}${stderr}`)
    return stdout
  }
  /** The paths of the new tarballs. */
  const pack = async (folder: string, ...args: readonly string[]): Promise<string[]> => {
    const printed = await npm(folder, 'pack', '--pack-destination', scratch.path, ...args)
    return [...printed.matchAll(/^\S+\.tgz$/gm)].map(([file]) => join(scratch.path, file))
  }
  const tree = join(scratch.path, 'tree')
  copyWorkspace(tree)
  const tarballs = new Map<string, string>()
  for (const [name, folder] of Object.entries(FOLDERS)) tarballs.set(name, (await pack(join(tree, folder)))[0] ?? '')
  return {
    install: async (name) => {
      const needed = dependenciesOf(name)
      const others = needed.filter((one) => !tarballs.has(one)).map((one) => join(ROOT, 'node_modules', one))
      const ours = [name, ...needed].flatMap((one) => tarballs.get(one) ?? [])
      const theirs = others.length === 0 ? [] : await pack(scratch.path, '--ignore-scripts', ...others)
      const project = newProject(join(scratch.path, `project-of-${name.replace('/', '-')}`), name, environment)
      await npm(project.path, 'install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', ...ours, ...theirs)
      return project
    },
    remove: scratch.remove,
  }
}

/** The dependencies that a package declares, directly or not, if they are installed: optional ones can be for other machines. */
function dependenciesOf(name: string): readonly string[] {
  const found = new Set<string>()
  const follow = (one: string): void => {
    const { dependencies = {}, optionalDependencies = {} } = readPackage(one)
    for (const next of Object.keys({ ...dependencies, ...optionalDependencies })) {
      if (found.has(next) || !existsSync(join(ROOT, 'node_modules', next))) continue
      found.add(next)
      follow(next)
    }
  }
  follow(name)
  return [...found]
}

type Dependencies = Readonly<Record<string, string>>

function readPackage(name: string): { readonly dependencies?: Dependencies; readonly optionalDependencies?: Dependencies } {
  return JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8'))
}

/** The sources of all packages, what builds them, and what an older build may have left behind. */
function copyWorkspace(tree: string): void {
  for (const folder of Object.values(FOLDERS)) {
    const [from, to] = [join(ROOT, folder), join(tree, folder)]
    cpSync(from, to, { recursive: true, filter: (path) => !/^(?:dist|node_modules)\b/.test(relative(from, path)) })
    mkdirSync(join(to, 'dist/testing'), { recursive: true })
    for (const name of ['dist/gone.js', 'dist/testing/gone.js']) writeFileSync(join(to, name), "import 'nothing'")
  }
  for (const name of ['tsconfig.base.json', 'LICENSE', 'NOTICE']) cpSync(join(ROOT, name), join(tree, name))
  symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules'))
}

/** Node and npm of this run, with their own home and cache, and no access to a registry. */
function npmEnvironment(home: string): Record<string, string> {
  const path = [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter)
  return { ...cleanEnvironment(), PATH: path, HOME: home, npm_config_cache: join(home, 'cache'), npm_config_offline: 'true' }
}
