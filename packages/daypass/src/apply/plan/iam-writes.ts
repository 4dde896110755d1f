import type { TagsByKey } from '../state/account-state.js'
import { tagDifference, tagWords } from './differences.js'
import type { EffectOfPolicies } from './effects.js'
import type { Write } from './plan.js'

/** A call of IAM, to be made. */
export type IamCall = (action: string, parameters: Readonly<Record<string, unknown>>) => Write['run']

/** What planning a thing of an account needs. */
export interface PlanOf {
  readonly account: string
  readonly effects: EffectOfPolicies
  readonly call: IamCall
}

/** Something with tags, as the operations name it. */
export interface TaggedThing {
  /** `User`, as in TagUser. */
  readonly noun: string
  /** The parameter that names it. */
  readonly key: string
  readonly name: string
}

/** Tags decide where policies compare them, so they change together with what is exchanged. */
export function tagWrites(
  call: IamCall,
  { noun, key, name }: TaggedThing,
  { existing, wanted }: { existing: TagsByKey; wanted: TagsByKey },
): Write[] {
  const difference = tagDifference(existing, wanted)
  const { set, removed } = difference
  if (set.length + removed.length === 0) return []
  return [
    {
      stage: 'exchange',
      does: tagWords(difference),
      async run(session) {
        if (removed.length > 0) await call(`Untag${noun}`, { [key]: name, TagKeys: removed })(session)
        if (set.length > 0) await call(`Tag${noun}`, { [key]: name, Tags: set })(session)
      },
    },
  ]
}
