import { isDeepStrictEqual } from 'node:util'

/** Members of records by the names that AWS has for them. Counters and marks of the store are nothing that a file says. */
const NAMES: Readonly<Record<string, string | undefined>> = {
  ...{
    inlinePolicies: 'inline policies',
    attachedPolicies: 'attached policies',
    attached: 'attached policies',
    boundary: 'PermissionsBoundary',
  },
  ...{ groupIds: 'GroupList', createdAt: 'CreateDate', updatedAt: 'UpdateDate', trust: 'AssumeRolePolicyDocument', tags: 'Tags' },
  ...{ maxSessionDuration: 'MaxSessionDuration', description: 'Description', versions: 'versions', defaultVersion: 'DefaultVersionId' },
  ...{ roleId: 'Roles', path: 'Path', name: 'Name', text: 'Content', policyTypes: 'PolicyTypes', featureSet: 'FeatureSet' },
  ...{ parent: 'ParentId', closedAt: 'Status', joinedMethod: 'JoinedMethod', joinedAt: 'JoinedTimestamp' },
}

/** The names of what an import changes of a record, in alphabetical order. */
export function changedMembers(present: object, record: object): readonly string[] {
  const [before, after] = [new Map(Object.entries(present)), new Map(Object.entries(record))]
  const members = [...new Set([...before.keys(), ...after.keys()])].filter((name) => !isDeepStrictEqual(before.get(name), after.get(name)))
  return [...new Set(members.flatMap((name) => NAMES[name] ?? []))].toSorted()
}
