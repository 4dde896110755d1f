import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import * as sdk from '@aws-sdk/client-iam'
import { AwsCli } from '../aws-cli/aws-cli.js'
import { LoadedCli } from '../aws-cli/loaded-cli.js'
import { PythonProcess } from '../boto3/python-process.js'
import type { Key } from '../clean-environment.js'
import { refusalOf } from '../sdk-js/clients.js'
import type { ServerProcess } from '../server-process.js'

/** The result of a call of IAM: times are text, bytes are base64, and errors have their codes on the wire. */
export type Came = { readonly output: Readonly<Record<string, unknown>> } | { readonly refused: readonly [code: string, message: string] }

/** Another service than IAM, and another caller than the root user. */
interface CallAt {
  readonly service?: string
  readonly key?: Key
}

/** A client of IAM, signed by the root user. The SDK for JavaScript has no other service here. */
export interface IamClient {
  readonly call: (operation: string, parameters: object, at?: CallAt) => Promise<Came>
  readonly close: () => Promise<void>
}

/** The name of a command of the AWS CLI: abbreviations are one word. */
const kebab = (name: string): string => name.replace(/(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '-').toLowerCase()
const CLI_ERROR = /^\s*An error occurred \(([\w.]+)\) when calling the \w+ operation: (.*?)\s*$/s

async function cliOf(server: ServerProcess): Promise<IamClient> {
  const loaded = await LoadedCli.start()
  const root = new AwsCli(server, server.rootKey(), loaded)
  const seed = join(loaded.folder, 'seed')
  return {
    async call(operation, parameters, { service = 'iam', key } = {}) {
      const makesSeed = operation === 'CreateVirtualMFADevice'
      const input = makesSeed ? writingSeed(parameters, seed) : ['--cli-input-json', JSON.stringify(parameters), '--no-paginate']
      const cli = key === undefined ? root : root.as(key)
      const { code, stdout, stderr } = await cli.run(service, kebab(operation), '--output', 'json', ...input)
      const [, error = '', message = stderr] = CLI_ERROR.exec(stderr) ?? []
      if (code !== 0) return { refused: [error, message] }
      const output = JSON.parse(stdout.trim() === '' ? '{}' : stdout) as Record<string, unknown>
      return { output: makesSeed ? withSeed(output, seed) : output }
    },
    close: () => root.close(),
  }
}

/** The CLI takes no JSON for this operation, and asks for a file. */
const writingSeed = (parameters: object, file: string): string[] => [
  ...Object.entries(parameters).flatMap(([name, value]) => [`--${kebab(name)}`, typeof value === 'string' ? value : JSON.stringify(value)]),
  ...['--outfile', file, '--bootstrap-method', 'Base32StringSeed'],
]

/** The CLI writes the seed of a device to a file instead of printing it. */
function withSeed(output: Readonly<Record<string, unknown>>, file: string): Record<string, unknown> {
  const Base32StringSeed = readFileSync(file).toString('base64')
  rmSync(file)
  return { VirtualMFADevice: { ...(output.VirtualMFADevice as object), Base32StringSeed } }
}

async function boto3Of(server: ServerProcess): Promise<IamClient> {
  const { accessKeyId, secretAccessKey } = server.rootKey()
  const python = new PythonProcess('iam_calls.py', [server.endpoint, accessKeyId, secretAccessKey])
  return { call: (operation, parameters, at = {}) => python.ask<Came>([operation, parameters, at]), close: () => python.close() }
}

type Command = typeof sdk.GetUserCommand

async function sdkOf(server: ServerProcess): Promise<IamClient> {
  const clientOf = (key: Key) => new sdk.IAMClient({ endpoint: server.endpoint, region: 'us-east-1', credentials: key, maxAttempts: 1 })
  const root = clientOf(server.rootKey())
  return {
    async call(operation, parameters, { key } = {}) {
      const Command = (sdk as unknown as Readonly<Record<string, Command | undefined>>)[`${operation}Command`]
      if (Command === undefined) throw new Error(`no command for ${operation}`)
      const client = key === undefined ? root : clientOf(key)
      try {
        const { $metadata, ...output } = await client.send(new Command(parameters))
        return { output: JSON.parse(JSON.stringify(output, bytesAsBase64)) as Record<string, unknown> }
      } catch (error) {
        const [name, message] = await refusalOf(Promise.reject(error))
        return { refused: [name.replace(/Exception$/, ''), message] }
      } finally {
        if (client !== root) client.destroy()
      }
    },
    async close() {
      root.destroy()
    },
  }
}

const bytesAsBase64 = (_name: string, value: unknown): unknown =>
  value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value

/** The clients, and the Debian package that each is in. */
export const CLIENTS: readonly [name: string, debianPackage: string | undefined, start: (server: ServerProcess) => Promise<IamClient>][] = [
  ['AWS CLI', 'awscli', cliOf],
  ['boto3', 'boto3', boto3Of],
  ['AWS SDK for JavaScript', undefined, sdkOf],
]
