import * as iam from '@aws-sdk/client-iam'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ServerProcess } from '../server-process.js'
import { CALL_LISTS, SETTING, type Step } from './call-lists.js'

let server: ServerProcess
let client: iam.IAMClient
beforeAll(async () => {
  server = await ServerProcess.start({ flags: ['--dev'] })
  const root = server.rootKey()
  const credentials = { accessKeyId: root.accessKeyId, secretAccessKey: root.secretAccessKey }
  client = new iam.IAMClient({ endpoint: server.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 })
  await results(SETTING)
})
afterAll(async () => {
  client.destroy()
  await server.close()
})

type Send = (command: object) => Promise<object>
const commands = iam as unknown as Readonly<Record<string, new (input: object) => object>>

/** What became of each step: `ok`, or the code and the text of its error. */
async function results(steps: readonly Step[]): Promise<string[]> {
  const outputs: Record<string, unknown> = {}
  const came: string[] = []
  for (const [operation, input] of steps) {
    const Command = commands[`${operation}Command`]
    if (Command === undefined) throw new Error(`the SDK has no ${operation}`)
    try {
      const given = typeof input === 'function' ? input({ ...made, ...outputs }) : input
      const output = await (client.send.bind(client) as unknown as Send)(new Command(given))
      outputs[operation] = output
      if (steps === SETTING) made[operation] = output
      came.push(`${operation}: ok`)
    } catch (error) {
      const { name, message, Code } = error as Error & { readonly Code?: string }
      came.push(`${operation}: ${Code ?? name}: ${message}`)
    }
  }
  return came
}

/** What the setting returned, for the lists that read it. */
const made: Record<string, unknown> = {}

describe('every call that a tool makes of IAM has the result that the tool expects', () => {
  it.each(Object.entries(CALL_LISTS))('%s', async (_, steps) => {
    const came = await results(steps)
    const expected = steps.map(([operation, , code]) =>
      code === undefined ? `${operation}: ok` : expect.stringContaining(`${operation}: ${code}: `),
    )
    expect(came).toEqual(expected)
  })
})
