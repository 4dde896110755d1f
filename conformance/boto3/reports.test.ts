import { describe, expect, it } from 'vitest'
import { without } from '../clean-environment.js'
import { ServerProcess } from '../server-process.js'
import { runPython } from './python.js'

describe.skipIf(without('boto3'))('reports with boto3', () => {
  it('are read as scripts that examine accounts do', async () => {
    await using server = await ServerProcess.start()
    expect(await runPython('reports.py', [server.endpoint], { root: server.rootKey() })).toEqual({
      users: ['user0', 'user1', 'user2'].map((name) => [name, true]),
      versions: [[true]],
      refused: ['CredentialReportNotPresentException', 'ReportNotPresent', 410],
      lines: 5,
      root: 'iam',
      services: ['Amazon S3'],
      status: 'COMPLETED',
    })
  })
})
