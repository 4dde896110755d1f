import { Command } from 'commander'
import { type Catalogue, openCatalogue } from '../../catalogue/catalogue.js'
import { StartRefused } from '../../installation/refusal.js'
import { print } from '../output/print.js'

/** `daypass policy actions`: the actions that begin with a text, from the packaged catalogue. */
export const actionsCommand = (): Command =>
  new Command('actions')
    .description('list the actions that begin so (s3:Get), or the services (s); known to the packaged catalogue, not to a server')
    .argument('[prefix]', 'beginning of an action, whatever the case', '')
    .option('--json', 'print access levels, resource types and condition keys too')
    .allowExcessArguments(false)
    .action((prefix: string, flags: { json?: boolean }) => {
      const catalogue = openCatalogue()
      const names = catalogue.completeAction(prefix)
      if (names.length === 0) throw new StartRefused(`The catalogue knows no action that begins with ${prefix}.`)
      if (!flags.json) return print(names.join('\n'))
      print(
        names.map((name) => detailsOf(name, catalogue)),
        2,
      )
    })

/** An action with all that is known of it; of a service its name. */
function detailsOf(name: string, catalogue: Catalogue): object {
  const action = catalogue.action(name)
  if (action !== undefined) return { ...action, conditionKeys: action.conditionKeys.map(({ key }) => key) }
  const prefix = name.slice(0, -1)
  return { prefix, name: catalogue.service(prefix)?.name }
}
