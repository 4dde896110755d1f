import { describe, expect, it } from 'vitest'
import { BroughtEntities } from './brought.js'
import { answersIn } from './files/answers.js'
import { addOrganization } from './organization-listing.js'

const SCP = 'SERVICE_CONTROL_POLICY'
const FILES: Readonly<Record<string, object>> = {
  organization: { Organization: { Id: 'o-exampleorgid', MasterAccountId: '111122223333', FeatureSet: 'ALL' } },
  roots: {
    Roots: [
      {
        Id: 'r-exam',
        PolicyTypes: [
          { Type: SCP, Status: 'ENABLED' },
          { Type: 'TAG_POLICY', Status: 'ENABLED' },
        ],
      },
    ],
  },
  accounts: {
    Accounts: [
      { Id: '111122223333', Name: 'm' },
      { Id: '444455556666', Name: 'd', JoinedTimestamp: 1_577_934_245.5 },
    ],
  },
  units: { ParentId: 'r-exam', OrganizationalUnits: [{ Id: 'ou-exam-11111111', Name: 'Outer' }] },
  inner: { ParentId: 'ou-exam-11111111', OrganizationalUnits: [{ Id: 'ou-exam-22222222', Name: 'Inner' }] },
  children: { ParentId: 'r-exam', Children: [{ Id: '111122223333', Type: 'ACCOUNT' }] },
  parents: { ChildId: '444455556666', Parents: [{ Id: 'ou-exam-22222222', Type: 'ORGANIZATIONAL_UNIT' }] },
  policies: {
    Policies: [
      { Id: 'p-11111111', Type: SCP },
      { Id: 'p-FullAWSAccess', Type: SCP },
    ],
  },
  policy: { Policy: { PolicySummary: { Id: 'p-11111111', Type: SCP, Name: 'no' }, Content: '{}' } },
  targets: { PolicyId: 'p-11111111', Targets: [{ TargetId: 'ou-exam-11111111' }] },
  full: { PolicyId: 'p-FullAWSAccess', Targets: ['r-exam', 'ou-exam-11111111', '444455556666'].map((TargetId) => ({ TargetId })) },
}

function broughtBy(changed: Readonly<Record<string, object | undefined>> = {}) {
  const brought = new BroughtEntities()
  const files = Object.values({ ...FILES, ...changed }).filter((file) => file !== undefined)
  return { brought, accounts: addOrganization(brought, answersIn('f.json', files)) }
}

describe('an organization of the files', () => {
  it('is its units, accounts and policies, with what is attached where', () => {
    const { brought, accounts } = broughtBy()
    expect(accounts).toEqual({ managementAccount: '111122223333', accounts: ['111122223333', '444455556666'] })
    const content = (name: string) => JSON.parse(brought.entities.find((entity) => entity.name === name)?.content ?? '')
    expect(content('o-exampleorgid')).toMatchObject({ RootId: 'r-exam', PolicyTypes: [SCP] })
    expect(content('Outer')).toMatchObject({ ParentId: 'r-exam', Attached: { [SCP]: ['p-FullAWSAccess', 'p-11111111'] } })
    expect(brought.entities.map(({ name, level }) => [name, level]).filter(([, level]) => level !== undefined)).toEqual([
      ['Outer', 1],
      ['Inner', 2],
    ])
    expect(content('444455556666')).toMatchObject({
      ParentId: 'ou-exam-22222222',
      JoinedTimestamp: '2020-01-02T03:04:05Z',
      Attached: { [SCP]: ['p-FullAWSAccess'] },
    })
    expect(content('no')).toMatchObject({ Id: 'p-11111111', Content: '{}' })
    expect(brought.leftOut).toEqual([
      {
        type: 'OrganizationPolicy',
        name: 'policies of the type TAG_POLICY',
        outcome: 'left-out',
        reason: 'Nothing here would enforce them.',
      },
    ])
  })

  it('knows the parents of accounts by their paths too', () => {
    const Paths = ['o-exampleorgid/r-exam/ou-exam-11111111/444455556666/']
    const { brought } = broughtBy({ parents: undefined, accounts: { Accounts: [{ Id: '444455556666', Paths }] } })
    expect(JSON.parse(brought.entities.find(({ name }) => name === '444455556666')?.content ?? '')).toMatchObject({
      ParentId: 'ou-exam-11111111',
    })
  })

  it.each<[changed: Readonly<Record<string, object | undefined>>, problem: string]>([
    [{ roots: undefined }, 'An organization needs the answers of describe-organization, list-roots and list-accounts'],
    [{ policies: undefined }, `Policies of the type ${SCP} are enabled, and no file lists them.`],
    [{ policy: undefined }, 'The policy p-11111111 is listed, and no file has its content.'],
    [{ targets: undefined }, 'No file tells what the policy p-11111111 is attached to.'],
    [{ full: undefined }, 'No file tells what the policy p-FullAWSAccess is attached to.'],
    [
      { parents: { ParentId: 'ou-exam-11111111', Children: [{ Id: '111122223333' }] } },
      'The files contradict each other: 111122223333 is below r-exam and below ou-exam-11111111.',
    ],
    [
      { unlisted: { PolicyId: 'p-22222222', Targets: [{ TargetId: 'r-exam' }] } },
      'The files tell what the policy p-22222222 is attached to, and none lists it. Add the answer of describe-policy --policy-id p-22222222.',
    ],
    [
      { described: { Policy: { PolicySummary: { Id: 'p-22222222', Type: SCP, Name: 'x' }, Content: '{}' } } },
      'No file tells what the policy p-22222222 is attached to.',
    ],
    [{ described: { Policy: { PolicySummary: { Id: 'p-22222222' } } } }, 'has no Type of the policy p-22222222.'],
    [
      { again: { Policies: [{ Id: 'p-11111111', Type: 'TAG_POLICY' }] } },
      'The files contradict each other about the type of the policy p-11111111.',
    ],
    [{ targets: { PolicyId: 'p-11111111', Targets: [{}] } }, 'The answer of list-targets-for-policy has no TargetId.'],
    [
      { targets: { PolicyId: 'p-11111111', Targets: [{ TargetId: 'ou-exam-33333333' }] } },
      'The policy p-11111111 is attached to ou-exam-33333333, and no file lists that.',
    ],
    [{ roots: { Roots: [{ Id: 'r-exam' }] } }, 'The answer of list-roots has no PolicyTypes.'],
    [{ more: { Roots: [{ Id: 'r-exam', PolicyTypes: [] }] } }, 'The files contradict each other about the root.'],
    [{ organization: { Organization: {} } }, 'The answer of describe-organization has no Id.'],
  ])('is refused where it is not whole: %j', (changed, problem) => expect(() => broughtBy(changed)).toThrow(problem))

  it('attaches a policy that is described, also where no listing has it', () => {
    const { brought } = broughtBy({ policies: { Policies: [{ Id: 'p-FullAWSAccess', Type: SCP }] } })
    expect(JSON.parse(brought.entities.find(({ name }) => name === 'Outer')?.content ?? '')).toMatchObject({
      Attached: { [SCP]: ['p-FullAWSAccess', 'p-11111111'] },
    })
  })

  it('leaves out what has no place', () => {
    const { brought } = broughtBy({
      parents: undefined,
      units: { ParentId: 'ou-exam-22222222', OrganizationalUnits: [{ Id: 'ou-exam-11111111', Name: 'Outer' }] },
    })
    expect(brought.leftOut.map(({ name, reason }) => `${name}: ${reason}`).slice(1)).toEqual([
      'Outer: The files do not show it below the root, at most five levels deep.',
      'Inner: The files do not show it below the root, at most five levels deep.',
      '444455556666: No file tells below which parent it is. Add the answer of list-parents or list-children.',
    ])
  })
})
