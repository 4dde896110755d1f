import type { Ids } from '../core/ids.js'
import { makeObjectFiles, type ObjectFiles } from '../services/s3/object-files.js'
import { temporaryFolder } from './temporary-folder.js'

/** Object files in a temporary folder. It is created when the first file is written or the folder is requested: most worlds do not need one. */
export function worldFiles(ids: Ids): ObjectFiles {
  let made: ObjectFiles | undefined
  const files = (): ObjectFiles => {
    made ??= makeObjectFiles(temporaryFolder('world'), ids)
    return made
  }
  return {
    get folder() {
      return files().folder
    },
    receive: (source, limitBytes) => files().receive(source, limitBytes),
    read: async (file, range) => made?.read(file, range),
    remove: async (file) => made?.remove(file),
    sweep: async (isReferenced, to) => made?.sweep(isReferenced, to) ?? { taken: 0, kept: 0 },
  }
}
