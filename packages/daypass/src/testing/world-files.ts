import { type FileParts, makeObjectFiles, type ObjectFiles } from '../services/s3/files/object-files.js'
import { temporaryFolder } from './temporary-folder.js'

/** Object files in a temporary folder. It is created when the first file is written or the folder is requested: most worlds do not need one. */
export function worldFiles(parts: FileParts): ObjectFiles {
  let made: ObjectFiles | undefined
  const files = (): ObjectFiles => {
    made ??= makeObjectFiles(temporaryFolder('world'), parts)
    return made
  }
  return {
    get folder() {
      return files().folder
    },
    receive: (source, limitBytes) => files().receive(source, limitBytes),
    receiveInline: (source, limitBytes, at) => files().receiveInline(source, limitBytes, at),
    read: async (body, range, at) => files().read(body, range, at),
    remove: async (file) => made?.remove(file),
    sweep: async (isReferenced, to) => made?.sweep(isReferenced, to) ?? { taken: 0, kept: 0 },
  }
}
