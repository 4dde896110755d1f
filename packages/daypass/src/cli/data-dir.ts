import { resolve } from 'node:path'
import { variable } from './environment.js'

/** The data directory: the flag, else DAYPASS_DATA_DIR, else `.daypass` here. */
export const dataDirOf = (flag: string | undefined): string => resolve(flag ?? variable('DAYPASS_DATA_DIR') ?? '.daypass')

/** Where a running server writes its address for `daypass env`. */
export const endpointFile = (dataDir: string): string => `${dataDir}/endpoint`
