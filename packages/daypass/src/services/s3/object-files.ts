import type { Ids } from '../../core/ids.js'

/** Where object bytes lie; written by its own part. */
export interface ObjectFiles {
  readonly folder: string
}

export const makeObjectFiles = (folder: string, _ids: Ids): ObjectFiles => ({ folder })
