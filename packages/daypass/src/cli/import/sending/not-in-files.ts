import { type BroughtType, KINDS } from '../brought.js'
import type { Plan } from '../plan.js'
import type { NamedEntity } from './kept.js'
import { askPresent, type ImportTarget } from './send.js'

/** What is here and not in the files, and whether that is all of it. An import deletes nothing. */
export async function notInFiles(
  plan: Plan,
  target: ImportTarget,
): Promise<{ readonly named: readonly NamedEntity[]; readonly isWhole: boolean }> {
  const named: NamedEntity[] = []
  let isWhole = true
  const ask = async (account: string, isAsked: (type: BroughtType) => boolean) => {
    const present = await askPresent({ ...target, account, isDryRun: true })
    isWhole &&= present.isWhole
    named.push(...absent(plan, present.entities).filter(({ type }) => isAsked(type)))
  }
  if (plan.hasDetails) await ask(plan.account, (type) => !type.startsWith('Organization'))
  if (plan.organization !== undefined) await ask(plan.organization.managementAccount, (type) => type.startsWith('Organization'))
  return { named, isWhole }
}

/** Of what is here, that which no file shows: what could not be read is in the files all the same. */
function absent(
  { entities, leftOut }: Plan,
  present: readonly { readonly type: string; readonly name: string; readonly id: string }[],
): readonly NamedEntity[] {
  const shown = new Set([...entities.map(({ type, id }) => `${type} ${id}`), ...leftOut.map(({ type, name }) => `${type} ${name}`)])
  return present.flatMap(({ type: given, name, id }) => {
    const type = KINDS.find((kind) => kind === given)
    return type === undefined || shown.has(`${type} ${id}`) || shown.has(`${type} ${name}`) ? [] : [{ type, name }]
  })
}
