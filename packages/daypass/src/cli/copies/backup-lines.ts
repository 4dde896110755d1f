import type { Restored } from '../../installation/copies/restore-backup.js'
import { counted } from '../output/counted.js'

/** What a backup holds, in lines for people. */
export function backupLines(file: string, { header, records, files, bytes }: Restored): string {
  return [
    `${file} is a whole backup.`,
    `  made              ${header.createdAt}, by daypass ${header.version}`,
    `  installation      ${header.installation}, account ${header.account}`,
    `  revision          ${header.revision}, schema ${header.schema}`,
    `  holds             ${counted(records, 'record')}, ${counted(files, 'object file')} of ${counted(bytes, 'byte')}`,
  ].join('\n')
}
