import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call } from '../query-form.js'
import { asRecorded } from './as-recorded.js'
import { type Recorder, type Replay, Replays, readRecorded } from './replay.js'

/** For these too, the recording names the service of the test. */
const OF_IAM = ['CreateRole', 'PutRolePolicy']

const RECORDED = readRecorded('sts.json')
const RECORDER: Recorder = {
  recorded: RECORDED,
  variables: () => ({ role_1: 'role-1', role_2: 'role-2', created_role: 'create-role' }),
  requestOf(operation, input) {
    if (operation !== 'WaitAndAssumeRole') return call(OF_IAM.includes(operation) ? 'iam' : 'sts', operation, input)
    const { role_arn: RoleArn, session_name: RoleSessionName, ...rest } = input
    return call('sts', 'AssumeRole', { RoleArn, RoleSessionName, ...rest })
  },
  signerAfter: { WaitAndAssumeRole: 'role_1_clients' },
}

let replays: Replays
beforeAll(async () => {
  replays = await Replays.start(RECORDER)
})
afterAll(() => replays.close())

describe('the recorded answers of AWS', () => {
  const done = new Map<string, Replay>()

  it.each(RECORDED.facts.map((fact) => [fact.id, fact] as const))('%s', async (id, fact) => {
    expect(fact.requests.filter((step) => 'match' in step).length).toBeGreaterThanOrEqual(Object.keys(fact.responses).length)
    done.set(id, await replays.replay(fact))
  })

  it.each(RECORDED.errors.map((row) => [row.source, row] as const))('%s', async (source, { operation, params, status, code, message }) => {
    const replay = done.get(source.split('#')[0] ?? '') as Replay
    const [via] = replay.signers.keys()
    const reply = await replays.send({ operation, params, ...(via === undefined ? {} : { via }) }, replay)
    expect(asRecorded(reply, operation)).toEqual({
      Error: { Type: 'Sender', Code: code, Message: message },
      ResponseMetadata: { HTTPHeaders: {}, HTTPStatusCode: status },
    })
  })
})
