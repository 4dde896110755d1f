// Runs with every test file. Vitest kills its processes, so that none of them removes anything when it exits.
import { afterAll } from 'vitest'
import { removeTemporaryFolders } from './packages/daypass/src/testing/temporary-folder.js'

afterAll(removeTemporaryFolders)
