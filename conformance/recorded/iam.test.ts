import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call } from '../query-form.js'
import { type Recorder, Replays, readRecorded } from './replay.js'

const RECORDED = readRecorded('iam.json')
const RECORDER: Recorder = {
  recorded: RECORDED,
  variables({ id }) {
    const parameter = /\[(.*)\]$/.exec(id)?.[1] ?? ''
    const create_service_specific_credential_response = 'create-service-specific-credential-response'
    return {
      ...{ service_name: parameter, wrong_credential_id: parameter, create_service_specific_credential_response },
      ...{ create_policy_response: 'create_policy_response', region_name: 'us-east-1', s3_bucket: 'bucket' },
    }
  },
  requestOf: (operation, input) => call('iam', operation, input),
}

let replays: Replays
beforeAll(async () => {
  replays = await Replays.start(RECORDER)
})
afterAll(() => replays.close())

describe('the recorded answers of AWS', () => {
  it.each(RECORDED.facts.map((fact) => [fact.id, fact] as const))('%s', async (_id, fact) => {
    const { responses } = await replays.replay(fact)
    expect([...responses.keys()]).toEqual(Object.keys(fact.responses))
  })
})
