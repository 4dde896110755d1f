import * as sdk from '@aws-sdk/client-iam'
import { AwsCli } from '../aws-cli/aws-cli.js'
import { LoadedCli } from '../aws-cli/loaded-cli.js'
import { PythonProcess } from '../boto3/python-process.js'
import type { Key } from '../clean-environment.js'
import { refusalOf } from '../sdk-js/clients.js'
import type { ServerProcess } from '../server-process.js'

/** The result of a call of IAM: times are text, and errors have their codes on the wire. */
export type Came = { readonly output: Readonly<Record<string, unknown>> } | { readonly refused: readonly [code: string, message: string] }

/** Another service than IAM, and another caller than the root user. */
interface CallAt {
  readonly service?: string
  readonly key?: Key
}

/** A client of IAM, signed by the root user. The SDK for JavaScript has no other service and no other caller here. */
export interface IamClient {
  readonly call: (operation: string, parameters: object, at?: CallAt) => Promise<Came>
  readonly close: () => Promise<void>
}

/** The name of a command of the AWS CLI: abbreviations are one word. */
const kebab = (name: string): string => name.replace(/(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '-').toLowerCase()
const CLI_ERROR = /^\s*An error occurred \((\w+)\) when calling the \w+ operation: (.*?)\s*$/s

async function cliOf(server: ServerProcess): Promise<IamClient> {
  const cli = new AwsCli(server, server.rootKey(), await LoadedCli.start())
  return {
    async call(operation, parameters, { service = 'iam', key } = {}) {
      const input = ['--cli-input-json', JSON.stringify(parameters), '--output', 'json', '--no-paginate']
      const { code, stdout, stderr } = await (key === undefined ? cli : cli.as(key)).run(service, kebab(operation), ...input)
      if (code === 0) return { output: JSON.parse(stdout.trim() === '' ? '{}' : stdout) as Record<string, unknown> }
      const [, error = '', message = stderr] = CLI_ERROR.exec(stderr) ?? []
      return { refused: [error, message] }
    },
    close: () => cli.close(),
  }
}

async function boto3Of(server: ServerProcess): Promise<IamClient> {
  const { accessKeyId, secretAccessKey } = server.rootKey()
  const python = new PythonProcess('iam_calls.py', [server.endpoint, accessKeyId, secretAccessKey])
  return { call: (operation, parameters, at = {}) => python.ask<Came>([operation, parameters, at]), close: () => python.close() }
}

type Command = typeof sdk.GetUserCommand

async function sdkOf(server: ServerProcess): Promise<IamClient> {
  const settings = { endpoint: server.endpoint, region: 'us-east-1', credentials: server.rootKey(), maxAttempts: 1 }
  const client = new sdk.IAMClient(settings)
  return {
    async call(operation, parameters) {
      const Command = (sdk as unknown as Readonly<Record<string, Command | undefined>>)[`${operation}Command`]
      if (Command === undefined) throw new Error(`no command for ${operation}`)
      try {
        const { $metadata, ...output } = await client.send(new Command(parameters))
        return { output: JSON.parse(JSON.stringify(output)) as Record<string, unknown> }
      } catch (error) {
        const [name, message] = await refusalOf(Promise.reject(error))
        return { refused: [name.replace(/Exception$/, ''), message] }
      }
    },
    async close() {
      client.destroy()
    },
  }
}

/** The clients, and the Debian package that each is in. */
export const CLIENTS: readonly [name: string, debianPackage: string | undefined, start: (server: ServerProcess) => Promise<IamClient>][] = [
  ['AWS CLI', 'awscli', cliOf],
  ['boto3', 'boto3', boto3Of],
  ['AWS SDK for JavaScript', undefined, sdkOf],
]
