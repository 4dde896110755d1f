import { Command } from 'commander'
import { type Catalogue, openCatalogue } from '../../catalogue/catalogue.js'
import { print } from '../output/print.js'
import { UsageError } from '../usage-error.js'

/** `daypass policy actions`: the actions that begin with a text, from the packaged catalogue. */
export const actionsCommand = (): Command =>
  new Command('actions')
    .description('list the actions (s3:Get) or services (s) of the packaged catalogue that begin with PREFIX')
    .argument('[prefix]', 'the beginning of an action; case does not matter', '')
    .option('--json', 'print access levels, resource types and condition keys too')
    .allowExcessArguments(false)
    .action((prefix: string, flags: { json?: boolean }) => {
      const catalogue = openCatalogue()
      const names = catalogue.completeAction(prefix)
      if (names.length === 0) throw new UsageError(`The catalogue has no action that begins with ${prefix}.`)
      if (!flags.json) return print(names.join('\n'))
      print(
        names.map((name) => detailsOf(name, catalogue)),
        2,
      )
    })

/** An action with everything that is known about it; for a service, its name. */
function detailsOf(name: string, catalogue: Catalogue): object {
  const action = catalogue.action(name)
  if (action !== undefined) return { ...action, conditionKeys: action.conditionKeys.map(({ key }) => key) }
  const prefix = name.slice(0, -1)
  return { prefix, name: catalogue.service(prefix)?.name }
}
