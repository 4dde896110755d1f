import { Command } from 'commander'
import { exportDocument } from '../../apply/export/export.js'
import { exportText } from '../../apply/export/export-text.js'
import { print } from '../output/print.js'
import { credentialsFlag, toldPlainly } from './apply-command.js'
import { callerOf } from './caller.js'
import { defaultCredentialsFile, keysInFiles } from './credentials-file.js'

interface ExportFlags {
  readonly json?: true
  readonly accounts?: true
  readonly organization?: true
  readonly credentialsFile?: string
}

/** `daypass export`: writes what exists as a document for `daypass apply`. */
export const exportCommand = (): Command =>
  new Command('export')
    .description(
      "print the caller's account as a document for apply; no secrets. Signs with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and with profiles daypass-ACCOUNT of --credentials-file for other accounts.",
    )
    .option('--json', 'print JSON instead of YAML')
    .option('--accounts', 'with all other accounts for which there are credentials')
    .option('--organization', "with the organization that the caller's account manages")
    .addOption(credentialsFlag())
    .allowExcessArguments(false)
    .action(exportAll)

async function exportAll(flags: ExportFlags): Promise<void> {
  const keys = keysInFiles({ credentialsFile: flags.credentialsFile ?? defaultCredentialsFile(process.env), writeKeys: undefined })
  const exported = await toldPlainly('', () => exportDocument(callerOf(process.env), keys, flags))
  if (flags.json) return print(exported.document, 2)
  print(exportText(exported).trimEnd())
}
