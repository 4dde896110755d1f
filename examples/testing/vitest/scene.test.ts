// A test with Vitest: the whole scene is one document, and the test is about what its guardrail does.
import { CreateUserCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam'
import { type AccountDocument, type Daypass, startDaypass } from 'daypass'
import { afterAll, beforeAll, expect, it } from 'vitest'

const scene: AccountDocument = {
  organization: {
    serviceControlPolicies: {
      'no-users': { Content: { Version: '2012-10-17', Statement: { Effect: 'Deny', Action: 'iam:CreateUser', Resource: '*' } } },
    },
    root: { units: { Workloads: { ServiceControlPolicies: ['FullAWSAccess', 'no-users'], accounts: { dev: null } } } },
  },
  accounts: [{ name: 'dev', users: { ann: { Groups: ['readers'] } }, groups: { readers: null } }],
}

let daypass: Daypass
beforeAll(async () => {
  daypass = await startDaypass()
})
afterAll(() => daypass.close())

it('lets nobody make users in the unit, not even the root user', async () => {
  const { accounts } = await daypass.apply(scene)
  const { endpoint, region } = daypass
  const iam = new IAMClient({ endpoint, region, credentials: accounts[0]?.credentials ?? { accessKeyId: '', secretAccessKey: '' } })
  expect((await iam.send(new ListUsersCommand())).Users?.map(({ UserName }) => UserName)).toEqual(['ann'])
  await expect(iam.send(new CreateUserCommand({ UserName: 'bob' }))).rejects.toThrow('with an explicit deny in a service control policy')
})
