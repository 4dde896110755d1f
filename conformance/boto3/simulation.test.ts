import { describe, expect, it } from 'vitest'
import { without } from '../clean-environment.js'
import { ServerProcess } from '../server-process.js'
import { runPython } from './python.js'

describe.skipIf(without('boto3'))('policy simulation with boto3', () => {
  it('returns results, pages and errors', async () => {
    await using server = await ServerProcess.start()
    const at = (from: number, to: number) => ({
      SourcePolicyId: 'user_ann_mine',
      SourcePolicyType: 'IAM Policy',
      StartPosition: { Line: 1, Column: from },
      EndPosition: { Line: 1, Column: to },
    })
    const result = (EvalActionName: string, EvalDecision: string, MatchedStatements: object[]) => ({
      EvalActionName,
      EvalResourceName: '*',
      EvalDecision,
      MatchedStatements,
      MissingContextValues: [],
      OrganizationsDecisionDetail: { AllowedByOrganizations: true },
    })
    expect(await runPython('simulation.py', [server.endpoint], { root: server.rootKey() })).toEqual({
      principal: [result('s3:GetObject', 'allowed', [at(41, 95)]), result('s3:PutObject', 'explicitDeny', [at(95, 153)])],
      truncated: false,
      pages: [['s3:Action0', 's3:Action1'], ['s3:Action2', 's3:Action3'], ['s3:Action4']],
      refused: ['InvalidInputException', 'InvalidInput'],
    })
  })
})
