import * as sdk from '@aws-sdk/client-sts'
import { AwsCli } from '../aws-cli/aws-cli.js'
import { LoadedCli } from '../aws-cli/loaded-cli.js'
import { runPython } from '../boto3/python.js'
import { refusalOf } from '../sdk-js/clients.js'
import type { ServerProcess } from '../server-process.js'
import type { Signer } from '../signed-request.js'

/** A call as a client gets it. */
export interface Given {
  readonly signer: Signer
  /** Whether the client must not sign. */
  readonly unsigned: boolean
  readonly operation: string
  readonly parameters: object
}

/** The result of a call. The AWS CLI does not show the status. */
export type Came = { readonly output: object } | { readonly refused: readonly [status: number | undefined, code: string, message: string] }

/** Makes calls with one client; returns the results, in order. */
export type CallAll = (server: ServerProcess, calls: readonly Given[]) => Promise<Came[]>

const kebab = (name: string): string => name.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()
const CLI_ERROR = /^An error occurred \((\w+)\) when calling the (\w+) operation: (.*)$/s

async function withCli(cli: AwsCli, { unsigned, operation, parameters }: Given): Promise<Came> {
  const flags = ['--cli-input-json', JSON.stringify(parameters), '--output', 'json', ...(unsigned ? ['--no-sign-request'] : [])]
  const { code, stdout, stderr } = await cli.run('sts', kebab(operation), ...flags)
  if (code === 0) return { output: JSON.parse(stdout) as object }
  const [, error = '', called, message = stderr] = CLI_ERROR.exec(stderr) ?? []
  return { refused: [undefined, called === operation ? error : '', message] }
}

/** Errors that have another name in the SDK than on the wire. */
const RENAMED: Readonly<Record<string, string>> = {
  MalformedPolicyDocumentException: 'MalformedPolicyDocument',
  PackedPolicyTooLargeException: 'PackedPolicyTooLarge',
  InvalidIdentityTokenException: 'InvalidIdentityToken',
}

type Command = typeof sdk.GetCallerIdentityCommand

/** The command of an operation. The table is responsible for its parameters. */
function commandOf(operation: string): Command {
  const found = (sdk as unknown as Readonly<Record<string, Command | undefined>>)[`${operation}Command`]
  if (found === undefined) throw new Error(`no command for ${operation}`)
  return found
}

async function withSdk({ signer, operation, parameters }: Given): Promise<Came> {
  const client = new sdk.STSClient({ endpoint: signer.endpoint, region: 'us-east-1', credentials: signer.key, maxAttempts: 1 })
  const Command = commandOf(operation)
  try {
    const { $metadata, ...output } = await client.send(new Command(parameters))
    return { output }
  } catch (error) {
    const [name, message, status] = await refusalOf(Promise.reject(error))
    return { refused: [status, RENAMED[name] ?? name, message] }
  }
}

/** Two at a time: with one, a core would be idle; more would only wait. */
async function inPairs<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<R[]> {
  const done: R[] = []
  for (let i = 0; i < items.length; i += 2) done.push(...(await Promise.all(items.slice(i, i + 2).map(act))))
  return done
}

export const callWithCli: CallAll = async (server, calls) => {
  const root = new AwsCli(server, server.rootKey(), await LoadedCli.start())
  try {
    return await inPairs(calls, (one) => withCli(root.as(one.signer.key), one))
  } finally {
    await root.close()
  }
}
export const callWithSdk: CallAll = (_server, calls) => inPairs(calls, withSdk)
export const callWithBoto3: CallAll = (server, calls) =>
  runPython(
    'sts_calls.py',
    [server.endpoint],
    calls.map(({ signer, operation, parameters }) => ({ key: signer.key, operation, parameters })),
  )
