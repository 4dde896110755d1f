// versions: a server of an earlier version, next to this one or in its place.
// Owns where it is unpacked, and what it has of this checkout: its dependencies and its data about AWS. Refuses to guess which version is meant.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliDecompressSync } from 'node:zlib'
import { cleanEnvironment, scratchFolder } from '../clean-environment.js'
import { type Outcome, runProgram } from '../run-program.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const SERVERS = join(ROOT, 'vectors/servers')
const ENDING = '.tar.br'

type Environment = Readonly<Record<string, string>>

/** The packed server of an earlier version (vectors/servers), unpacked. */
export interface OlderServer {
  /** The commit or the tag that it was packed from. */
  readonly version: string
  /** The file of its command. */
  readonly command: string
  /** Runs its `daypass …` to its end. */
  readonly run: (args: readonly string[], environment?: Environment) => Promise<Outcome>
  readonly remove: () => void
}

/** Unpacks the one packed server there is. */
export function unpackOlder(): OlderServer {
  const [file, ...others] = readdirSync(SERVERS).filter((name) => name.endsWith(ENDING))
  if (file === undefined || others.length > 0) throw new Error(`there must be one packed server in ${SERVERS}, see its README`)
  const { path, remove } = scratchFolder()
  const input = brotliDecompressSync(readFileSync(join(SERVERS, file)))
  const { status, stderr } = spawnSync('tar', ['-x', '-C', path], { input, encoding: 'utf8' })
  if (status !== 0) throw new Error(`tar: ${stderr}`)
  linkParts(path)
  const command = join(path, 'daypass/bin/daypass.js')
  const run: OlderServer['run'] = (args, environment) => runProgram(process.execPath, [command, ...args], cleanEnvironment(environment))
  return { version: file.slice(0, -ENDING.length), command, run, remove }
}

/** Its own policy engine, and of the checkout what was not packed. */
function linkParts(path: string): void {
  const manifest = JSON.parse(readFileSync(join(path, 'daypass/package.json'), 'utf8')) as { dependencies: Environment }
  mkdirSync(join(path, 'node_modules/@daypass'), { recursive: true })
  symlinkSync(join(path, 'policy'), join(path, 'node_modules/@daypass/policy'))
  for (const name of Object.keys(manifest.dependencies).filter((one) => one !== '@daypass/policy'))
    symlinkSync(join(ROOT, 'node_modules', name), join(path, 'node_modules', name))
  symlinkSync(join(ROOT, 'packages/daypass/data'), join(path, 'daypass/data'))
}
