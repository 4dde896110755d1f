import type { Brought, BroughtType, Result } from '../brought.js'
import { batches, type ImportTarget, sendBatch } from './send.js'

/** Something of the files, as it is reported. */
export type NamedEntity = Pick<Result, 'type' | 'name'>

const Statement = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ec2.amazonaws.com' } }
const TRUST = JSON.stringify({ Version: '2012-10-17', Statement })
const POLICY = JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Deny', Action: '*', Resource: '*' } })

/** The least that an entity of a kind must have besides its name and id. */
const LEAST: Partial<Readonly<Record<BroughtType, (CreateDate: unknown) => object>>> = {
  Policy: (CreateDate) => ({
    DefaultVersionId: 'v1',
    PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: true, Document: POLICY, CreateDate }],
  }),
  Group: () => ({}),
  User: () => ({}),
  Role: () => ({ AssumeRolePolicyDocument: TRUST }),
  InstanceProfile: () => ({}),
}

/**
 * Of what was left out of an account, that which is here from before: it keeps what it had, and what it had may be more by now. A user that leaves a group on
 * AWS is still in the group here, and a policy that the group got since is the user's. The server is asked by a dry run with the name and id alone: only what
 * would be created is not here.
 */
export async function keptOf(
  leftOut: readonly NamedEntity[],
  entities: readonly Brought[],
  target: ImportTarget,
): Promise<readonly NamedEntity[]> {
  const kept: NamedEntity[] = []
  const asked: Brought[] = []
  for (const { type, name } of leftOut) {
    const least = LEAST[type]
    if (least === undefined) continue
    const entity = entities.find((one) => one.type === type && one.name === name)
    // What could not be read has no id to ask for.
    if (entity === undefined) kept.push({ type, name })
    else asked.push(bare(entity, least))
  }
  for (const batch of batches(asked))
    for (const { type, name, outcome } of await sendBatch(batch, { ...target, isDryRun: true }, { wouldBe: new Set() }))
      if (outcome !== 'created') kept.push({ type, name })
  return kept
}

function bare(entity: Brought, least: (CreateDate: unknown) => object): Brought {
  const content = JSON.parse(entity.content) as Readonly<Record<string, unknown>>
  const names = [`${entity.type}Name`, `${entity.type}Id`, 'Path', 'Arn', 'CreateDate']
  const same = Object.fromEntries(names.map((name) => [name, content[name]]))
  return { ...entity, needs: [], content: JSON.stringify({ ...same, ...least(content.CreateDate) }) }
}
