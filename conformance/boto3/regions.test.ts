import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { without } from '../clean-environment.js'
import { ask, signerOf } from '../requests/bench.js'
import { ServerProcess } from '../server-process.js'
import { form } from '../signed-request.js'
import { PythonProcess } from './python-process.js'

const VERSION_1 = 'FwoGZXIvYXdzEBYa'
const VERSION_2 = 'IQoJb3JpZ2luX2Vj'

describe.skipIf(without('boto3'))('boto3 with DNS that resolves the names of AWS to the server', () => {
  let server: ServerProcess
  let boto3: PythonProcess
  beforeAll(async () => {
    server = await ServerProcess.start()
    const { hostname, port } = new URL(server.endpoint)
    boto3 = new PythonProcess('regions.py', [hostname, port])
  })
  afterAll(async () => {
    await server.close()
    await boto3.close()
  })

  const choose = (version: string) =>
    ask(
      signerOf(server, server.rootKey()),
      form('iam', { Action: 'SetSecurityTokenServicePreferences', GlobalEndpointTokenVersion: version }),
    )

  it.each([
    ['v2Token', 'legacy', 'us-west-2', 'sts.amazonaws.com', VERSION_2],
    ['v1Token', 'legacy', 'us-west-2', 'sts.amazonaws.com', VERSION_1],
    ['v1Token', 'legacy', 'aws-global', 'sts.amazonaws.com', VERSION_1],
    ['v1Token', 'legacy', 'ap-east-1', 'sts.ap-east-1.amazonaws.com', VERSION_2],
    ['v1Token', 'regional', 'us-west-2', 'sts.us-west-2.amazonaws.com', VERSION_2],
    ['v1Token', 'regional', 'us-east-1', 'sts.us-east-1.amazonaws.com', VERSION_2],
  ])('%s, %s endpoints, %s', async (version, mode, region, host, token) => {
    await choose(version)
    expect(await boto3.ask({ key: server.rootKey(), region, mode })).toEqual({ host, token })
  })
})
